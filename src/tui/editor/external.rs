//! Handing a long text to `$VISUAL` or `$EDITOR` and reading it back. Running the program and giving
//! it the terminal is the caller's; it must not be offered to sessions that came over SSH by a
//! forced command.

use std::ffi::OsString;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

/// What to run on which file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The file that holds the text, readable by its owner alone.
    pub path: PathBuf,
    /// The editor.
    pub program: OsString,
    /// Its arguments, the file last.
    pub args: Vec<OsString>,
}

/// Writes the text where an editor can change it. `dir` is the agent's state directory; `editor` is
/// the value of `$VISUAL` or `$EDITOR`, words parted by blanks.
///
/// # Errors
/// A sentence: no editor is named, or the file could not be written. The text stays in the form.
pub fn write(text: &str, dir: &Path, editor: Option<OsString>) -> Result<Request, String> {
    let editor = editor
        .and_then(|e| e.into_string().ok())
        .filter(|e| !e.trim().is_empty())
        .ok_or("No editor is named. Set $VISUAL or $EDITOR, or write here.")?;
    let mut words = editor.split_whitespace().map(OsString::from);
    let program = words.next().unwrap_or_default();
    let path = create(text, dir).map_err(|e| {
        format!("The text could not be handed to {editor}: {e}. It is still in the form.")
    })?;
    let mut args: Vec<OsString> = words.collect();
    args.push(path.clone().into_os_string());
    Ok(Request {
        path,
        program,
        args,
    })
}

fn create(text: &str, dir: &Path) -> std::io::Result<PathBuf> {
    DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    let mut number = 0u32;
    loop {
        let path = dir.join(format!("text-{}-{number}.md", std::process::id()));
        let opened = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path);
        match opened {
            Ok(mut file) => {
                file.write_all(text.as_bytes())?;
                return Ok(path);
            }
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists && number < 1000 => number += 1,
            Err(e) => return Err(e),
        }
    }
}

/// Reads the text back after the editor has ended, and removes the file. One line break at the end,
/// which editors add by themselves, is taken off.
///
/// # Errors
/// A sentence: the file is gone, not text, or too long; then the form keeps what it had, and a file
/// that exists is left where it is.
pub fn finish(request: &Request) -> Result<String, String> {
    let shown = request.path.display();
    let kept = |why: &str| format!("What the editor left in {shown} {why}. The form is unchanged.");
    let limit = u64::try_from(super::AT_MOST).unwrap_or(u64::MAX);
    let file = fs::File::open(&request.path).map_err(|e| kept(&format!("cannot be read ({e})")))?;
    let mut bytes = Vec::new();
    file.take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(|e| kept(&format!("cannot be read ({e})")))?;
    if bytes.len() > super::AT_MOST {
        return Err(kept("is longer than 4 MB"));
    }
    let mut text = String::from_utf8(bytes).map_err(|_| kept("is not UTF-8 text"))?;
    if text.ends_with('\n') {
        text.pop();
    }
    // The text is in the form again: a file that stays behind is only untidy.
    let _ = fs::remove_file(&request.path);
    Ok(text)
}
