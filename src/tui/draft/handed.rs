//! Texts in an editor's hands. Beside the file that the editor changes lies a slip that says what it is a text of: what
//! was saved there comes back as a draft where hoist did not live to take it.
//!
//! ```text
//! text-PID-0.md     the text, as the editor last saved it
//! text-PID-0.slip   field, the text as it was, the rest of the form; locked by the hoist that waits for the editor
//! ```

use super::{Draft, DraftError, Drafts, is_gone, lock, put_aside, write_private};
use crate::domain::id::At;
use crate::tui::editor::external;
use crate::tui::msg::Edit;
use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;
use rustix::process::Pid;
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// What a text belongs to.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Slip {
    /// Its field.
    field: String,
    /// The text as it was handed over, or as it was last taken back.
    text: String,
    /// The form as it was then.
    draft: Draft,
    /// The editor's process, once it runs.
    editor: Option<i32>,
}

/// A text in an editor's hands. Nobody takes it back while this is held; when it is dropped the files stay, and
/// whoever looks next takes what was saved.
#[derive(Debug)]
pub struct Handed {
    text: PathBuf,
    /// Where the form keeps drafts: the slip, and the lock on it.
    slip: Option<(PathBuf, File)>,
    before: String,
}

impl Handed {
    /// The file for the editor.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.text
    }

    /// The text as it was.
    #[must_use]
    pub fn before(&self) -> &str {
        &self.before
    }

    /// What the editor left.
    ///
    /// # Errors
    /// A sentence: the file is gone, not text, or too long. A file that exists is left where it is.
    pub fn read(&self) -> Result<String, String> {
        let shown = self.text.display();
        external::read(&self.text)
            .map_err(|why| format!("What the editor left in {shown} {why}. The form is unchanged."))
    }

    /// Notes which process has the text: while it lives it may save once more, also when hoist is gone.
    pub fn is_with(&mut self, editor: i32) {
        let Some((path, held)) = &mut self.slip else {
            return;
        };
        let Some(mut slip) = read_slip(path) else {
            return;
        };
        slip.editor = Some(editor);
        // Where that cannot be noted, the text is taken back all the same.
        if let Ok((_, lock)) = put_slip(path, &slip) {
            *held = lock;
        }
    }

    /// The text is kept elsewhere: the files go. One that stays behind is only untidy.
    pub fn done(self) {
        let _ = fs::remove_file(&self.text);
        if let Some((slip, _)) = &self.slip {
            let _ = fs::remove_file(slip);
        }
    }
}

impl Drafts {
    /// Writes a text where an editor can change it, with a slip beside it.
    ///
    /// # Errors
    /// The disk is full or refuses; nothing is left behind.
    pub fn hand_over(&self, edit: &Edit) -> io::Result<Handed> {
        let text = external::write(&edit.text, &self.dir)?;
        let slip = edit.draft.as_ref().map(|draft| {
            let slip = Slip {
                field: edit.field.clone(),
                text: edit.text.clone(),
                draft: draft.clone(),
                editor: None,
            };
            put_slip(&text.with_extension("slip"), &slip)
        });
        match slip.transpose() {
            Ok(slip) => Ok(Handed {
                text,
                slip,
                before: edit.text.clone(),
            }),
            Err(error) => {
                let _ = fs::remove_file(&text);
                Err(error)
            }
        }
    }

    /// Keeps what an editor that failed has saved, beside the draft of the form, which stays as it is.
    ///
    /// # Errors
    /// The draft cannot be kept; the files stay then.
    pub fn set_beside(&self, handed: Handed, text: &str) -> Result<(), DraftError> {
        if let Some((path, _)) = &handed.slip
            && let Some(slip) = read_slip(path)
        {
            let draft = with_text(&slip, text, written(&handed.text));
            self.put_beside(&draft).map_err(|e| self.failure(e))?;
        }
        handed.done();
        Ok(())
    }

    /// Takes back what editors saved whose hoist is gone; a sentence for each text that could not be taken.
    pub fn take_back(&self) -> Vec<String> {
        let slips = self.files("slip");
        slips
            .iter()
            .filter_map(|path| self.take_one(path).err())
            .collect()
    }

    fn take_one(&self, path: &Path) -> Result<(), String> {
        let Ok(held) = File::open(path) else {
            return Ok(());
        };
        if let Err(Errno::WOULDBLOCK | Errno::INTR) = flock(&held, LOCK) {
            return Ok(());
        }
        // Whoever had it until now may have taken it.
        if !path.exists() {
            return Ok(());
        }
        let Some(slip) = read_slip(path) else {
            return Err(put_aside(path, "is damaged"));
        };
        let file = path.with_extension("md");
        let text = match external::read(&file) {
            Ok(text) => text,
            Err(_) if !file.exists() => slip.text.clone(),
            Err(why) => {
                let _ = fs::rename(path, path.with_extension("spoilt"));
                let shown = file.display();
                return Err(format!(
                    "What an editor left in {shown} {why}. It was left there."
                ));
            }
        };
        self.take_text(path, slip, text)
            .map_err(|e| self.failure(e).to_string())
    }

    fn take_text(&self, path: &Path, slip: Slip, text: String) -> io::Result<()> {
        let file = path.with_extension("md");
        let draft = with_text(&slip, &text, written(&file));
        if text != slip.text {
            self.put_over(&draft, &slip.draft)?;
        }
        let editor = slip.editor.and_then(Pid::from_raw);
        if editor.is_some_and(|pid| !has_ended(pid)) {
            // It may save once more.
            let slip = Slip {
                text,
                draft,
                ..slip
            };
            return put_slip(path, &slip).map(drop);
        }
        let _ = fs::remove_file(file);
        fs::remove_file(path)
    }

    /// Keeps a draft in place of the one it grew out of; where that is not there as it was, beside what is.
    fn put_over(&self, draft: &Draft, before: &Draft) -> io::Result<()> {
        let turn = lock::turn(&self.dir);
        let is_same = |kept: &Draft, other: &Draft| {
            (kept.ticket, &kept.form) == (other.ticket, &other.form)
                && kept.typed.values == other.typed.values
        };
        let all = self.files("json").into_iter();
        let kept: Vec<Draft> = all
            .filter_map(|path| super::read(&path).ok().flatten().map(|(draft, _)| draft))
            .collect();
        if kept.iter().any(|kept| is_same(kept, draft)) {
            return Ok(());
        }
        match kept.iter().find(|kept| is_same(kept, before)) {
            Some(kept) => self.put(draft, kept.copy.clone()),
            None if !self.first(&draft.key()).exists() => self.put(draft, None),
            None => {
                drop(turn);
                self.put_beside(draft)
            }
        }
    }

    fn put_beside(&self, draft: &Draft) -> io::Result<()> {
        self.put(draft, Some(uuid::Uuid::now_v7().simple().to_string()))
    }

    /// Writes a draft's file, of which this program then knows no more than of another's.
    fn put(&self, draft: &Draft, copy: Option<String>) -> io::Result<()> {
        let draft = Draft {
            copy,
            ..draft.clone()
        };
        let json = serde_json::to_vec(&draft)?;
        super::replace(&self.path(&draft.key()), &json)
    }
}

const LOCK: FlockOperation = FlockOperation::NonBlockingLockExclusive;

/// Writes a slip that is locked before anyone sees it.
fn put_slip(path: &Path, slip: &Slip) -> io::Result<(PathBuf, File)> {
    let new = path.with_extension("slip-new");
    let written = serde_json::to_vec(slip)
        .map_err(io::Error::from)
        .and_then(|json| write_private(&new, &json))
        .and_then(|()| File::open(&new))
        .and_then(|held| {
            // Where the file system knows no locks the text is taken back too early, which loses nothing.
            let _ = flock(&held, LOCK);
            fs::rename(&new, path).map(|()| held)
        });
    match written {
        Ok(held) => Ok((path.to_owned(), held)),
        Err(error) => {
            let _ = fs::remove_file(&new);
            Err(error)
        }
    }
}

fn read_slip(path: &Path) -> Option<Slip> {
    serde_json::from_slice(&fs::read(path).ok()?).ok()
}

/// The draft with the text that the editor saved in its field.
fn with_text(slip: &Slip, text: &str, at: Option<At>) -> Draft {
    let mut draft = slip.draft.clone();
    if let Some(over) = &mut draft.over
        && !over.0.contains_key(&slip.field)
    {
        over.set(&slip.field, slip.text.clone());
    }
    draft.typed.values.set(&slip.field, text.to_owned());
    draft.typed.focus.clone_from(&slip.field);
    draft.typed.cursor = text.len();
    draft.at = at.unwrap_or(draft.at).max(draft.at);
    draft
}

/// Whether a process is gone, or has ended and only its parent was not told yet.
fn has_ended(pid: Pid) -> bool {
    let stat = fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero()));
    let state = stat.as_ref().ok().and_then(|line| line.rsplit_once(") "));
    is_gone(pid) || state.is_some_and(|(_, state)| state.starts_with('Z'))
}

/// When a file was last written.
fn written(path: &Path) -> Option<At> {
    let time = fs::metadata(path).ok()?.modified().ok()?;
    let since = time.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_millis()).ok().map(At)
}
