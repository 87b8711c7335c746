//! Handing a long text to `$VISUAL` or `$EDITOR` and reading it back. Running the program and giving
//! it the terminal is the caller's; it must not be offered to sessions that came over SSH by a
//! forced command.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The command of an editor, words parted by blanks, on a file.
///
/// # Errors
/// A sentence: no editor is named.
pub fn command(editor: Option<&str>, file: &Path) -> Result<Command, String> {
    let mut words = editor.unwrap_or_default().split_whitespace();
    let Some(program) = words.next() else {
        return Err("No editor is named. Set $VISUAL or $EDITOR, or write here.".to_owned());
    };
    let mut command = Command::new(program);
    command.args(words).arg(file);
    Ok(command)
}

/// Writes the text to a new file in a directory where an editor can change it, both for their owner's eyes alone.
///
/// # Errors
/// The system's.
pub fn write(text: &str, dir: &Path) -> std::io::Result<PathBuf> {
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
                if let Err(e) = file.write_all(text.as_bytes()) {
                    let _ = fs::remove_file(&path);
                    return Err(e);
                }
                return Ok(path);
            }
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists && number < 1000 => number += 1,
            Err(e) => return Err(e),
        }
    }
}

/// Reads what an editor left in a file. One line break at the end, which editors add by themselves, is taken off.
///
/// # Errors
/// Why it is no text for a form, as the end of a sentence: it is gone, not text, or too long.
pub fn read(path: &Path) -> Result<String, String> {
    let limit = u64::try_from(super::AT_MOST).unwrap_or(u64::MAX);
    let file = fs::File::open(path).map_err(|e| format!("cannot be read ({e})"))?;
    let mut bytes = Vec::new();
    file.take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(|e| format!("cannot be read ({e})"))?;
    if bytes.len() > super::AT_MOST {
        return Err("is longer than 4 MB".to_owned());
    }
    let mut text = String::from_utf8(bytes).map_err(|_| "is not UTF-8 text".to_owned())?;
    if text.ends_with('\n') {
        text.pop();
    }
    Ok(text)
}
