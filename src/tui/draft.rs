//! Drafts: what is typed and not yet sent, one small file each in the author's state directory.
//! They must outlive the desk's full disk, and nobody else sees them.

mod handed;
mod held;
mod keeper;
mod lock;
mod mine;

pub use handed::Handed;
pub use keeper::Keeper;
pub use mine::Mine;

use super::form::Typed;
use crate::desk::own::{self, file_name};
use crate::domain::id::{AgentName, At, TicketId};
use crate::domain::values::Values;
use lock::Turn;
use rustix::io::Errno;
use rustix::process::{Pid, test_kill_process};
use serde::{Deserialize, Serialize};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// Larger files are no drafts of ours: a form's texts are bounded.
const BYTES_AT_MOST: u64 = 64 * 1024 * 1024;

/// Which draft.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// The ticket; `None`: a new one.
    pub ticket: Option<TicketId>,
    /// The form's id.
    pub form: String,
    /// Which of several texts that the same agent has in the same form; `None`: the first.
    pub copy: Option<String>,
}

impl Key {
    /// The key of the first text in a form.
    #[must_use]
    pub fn new(ticket: Option<TicketId>, form: String) -> Key {
        Key {
            ticket,
            form,
            copy: None,
        }
    }
}

/// Where a draft was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// In its own file, as before.
    Alone,
    /// For the first time beside another text of the same agent in the same form, which is not touched.
    Beside,
}

/// An unfinished text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The ticket; `None`: a new one.
    pub ticket: Option<TicketId>,
    /// The form's id.
    pub form: String,
    /// Which of several texts in the same form, as in its key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy: Option<String>,
    /// What the form is called, for the list of drafts.
    pub title: String,
    /// What is typed, and where the cursor stands: only the fields that their author changed.
    pub typed: Typed,
    /// What the form held in those fields before. A draft without it is of an older program, and holds every
    /// field of its form.
    #[serde(default)]
    pub over: Option<Values>,
    /// Version of the ticket that was on the screen.
    pub version: u32,
    /// When it was last kept.
    pub at: At,
}

impl Draft {
    /// Which draft it is.
    #[must_use]
    pub fn key(&self) -> Key {
        Key {
            ticket: self.ticket,
            form: self.form.clone(),
            copy: self.copy.clone(),
        }
    }
}

/// What there is under a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Loaded {
    /// No draft.
    Nothing,
    /// This one.
    Draft(Box<Draft>),
    /// A file that cannot be read as a draft: a sentence that says where it was put.
    Spoilt(String),
}

/// A draft could not be kept or removed.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// No room.
    #[error(
        "The disk that holds your drafts ({0}) is full. The text is still here but would not survive a crash; make room, and it is kept by itself, or send it."
    )]
    Full(String),
    /// Anything else.
    #[error(
        "Your draft could not be kept in {0}: {1}. The text is still here but would not survive a crash."
    )]
    Io(String, io::Error),
}

/// The drafts of one agent on one desk.
#[derive(Clone, Debug)]
pub struct Drafts {
    dir: PathBuf,
    mine: Mine,
}

impl Drafts {
    /// The drafts under `<state>/hoist/<desk>/<agent>/`; the directory is made when one is kept. `mine` is what this
    /// program knows of them: one for all its threads.
    #[must_use]
    pub fn open(state: &Path, desk: &str, agent: &AgentName, mine: Mine) -> Drafts {
        Drafts {
            dir: own::dir(state, desk, agent),
            mine,
        }
    }

    /// The directory.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Keeps a draft: wholly or not at all, and only for its author's eyes. Where the file holds a text that this
    /// program neither read nor wrote, or another program is just writing and does not go on, the draft gets a file
    /// beside it, and so does what is kept under its key from then on.
    ///
    /// # Errors
    /// The disk is full or refuses; the draft kept before, if any, stays, and this one is held in memory: as long as
    /// the program runs it is given back in that one's place.
    pub fn save(&self, draft: &Draft) -> Result<Kept, DraftError> {
        let before = self.goes_to(&draft.key());
        let kept = self.keep(draft);
        if kept.is_err() {
            self.hold(draft);
        }
        if kept.is_ok() || self.goes_to(&draft.key()) != before {
            self.mine.let_go(&before);
        }
        kept.map_err(|error| self.failure(error))
    }

    fn keep(&self, draft: &Draft) -> io::Result<Kept> {
        self.make_dir()?;
        let turn = lock::turn(&self.dir);
        let first = self.first(&draft.key());
        let mut kept = Kept::Alone;
        if self.mine.beside(&first).is_none()
            && (matches!(turn, Turn::Others) || self.is_others(&first))
        {
            self.part(&draft.key());
            kept = Kept::Beside;
        }
        let draft = Draft {
            copy: self.mine.beside(&first),
            ..draft.clone()
        };
        self.write(&self.path(&draft.key()), &draft)?;
        Ok(kept)
    }

    /// Whether a file holds what this program neither read nor wrote.
    fn is_others(&self, path: &Path) -> bool {
        match fs::read(path) {
            Ok(bytes) => !self.mine.knows(path, &bytes),
            Err(e) => e.kind() != io::ErrorKind::NotFound,
        }
    }

    /// What is typed under this key and what is kept under it are two texts: from now on the typed one is kept beside.
    pub fn part(&self, key: &Key) {
        let first = self.first(key);
        let copy = uuid::Uuid::now_v7().simple().to_string();
        self.mine.go_beside(&first, copy);
    }

    fn write(&self, path: &Path, draft: &Draft) -> io::Result<()> {
        let json = serde_json::to_vec(draft)?;
        replace(path, &json)?;
        self.mine.learn(path, &json);
        Ok(())
    }

    /// Keeps a draft under a key of its own and removes the file it was kept under before; that one
    /// goes only when the new one is on the disk for good.
    ///
    /// # Errors
    /// As [`Drafts::save`]; the file of before stays then.
    pub fn set_aside(&self, draft: &Draft, before: &Key) -> Result<(), DraftError> {
        self.save(draft)?;
        File::open(&self.dir)
            .and_then(|dir| dir.sync_all())
            .map_err(|e| self.failure(e))?;
        self.remove_file(before)
    }

    /// What is kept under a key. A file that is no draft is put aside, not thrown away. From now on this program goes on
    /// in the text that it read.
    #[must_use]
    pub fn load(&self, key: &Key) -> Loaded {
        let _turn = lock::turn(&self.dir);
        let first = self.first(key);
        if let Some(copy) = &key.copy {
            self.mine.go_beside(&first, copy.clone());
        }
        if let Some(copy) = self.mine.beside(&first) {
            let copy = Some(copy);
            let beside = Key {
                copy,
                ..key.clone()
            };
            match self.load_as(&beside) {
                Loaded::Nothing => self.mine.come_back(&first),
                found => return found,
            }
        }
        self.load_as(&Key::new(key.ticket, key.form.clone()))
    }

    fn load_as(&self, key: &Key) -> Loaded {
        let path = self.path(key);
        if let Some(held) = self.mine.held(&path) {
            return Loaded::Draft(Box::new(held));
        }
        match read(&path) {
            Ok(None) => Loaded::Nothing,
            Ok(Some((draft, bytes))) if draft.key() == *key => {
                self.mine.learn(&path, &bytes);
                Loaded::Draft(Box::new(draft))
            }
            Ok(Some(_)) => Loaded::Spoilt(put_aside(&path, "belongs to another form")),
            Err(why) => Loaded::Spoilt(put_aside(&path, &why)),
        }
    }

    /// Removes a draft; one that is not there is no error, and a text that this program neither read nor wrote stays.
    ///
    /// # Errors
    /// The file cannot be removed.
    pub fn remove(&self, key: &Key) -> Result<(), DraftError> {
        self.let_go(key);
        self.remove_file(key)
    }

    fn remove_file(&self, key: &Key) -> Result<(), DraftError> {
        let _turn = lock::turn(&self.dir);
        let first = self.first(key);
        let path = match self.mine.beside(&first) {
            Some(copy) => self.path(&Key {
                copy: Some(copy),
                ..key.clone()
            }),
            None if self.is_others(&first) => return Ok(()),
            None => first.clone(),
        };
        match fs::remove_file(path) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(self.failure(e)),
            _ => self.mine.come_back(&first),
        }
        Ok(())
    }

    /// All drafts, the latest first, and a sentence for each file that is none.
    #[must_use]
    pub fn list(&self) -> (Vec<Draft>, Vec<String>) {
        let (mut drafts, mut sentences) = (Vec::new(), Vec::new());
        self.tidy();
        sentences.extend(self.take_back());
        for path in self.files("json") {
            match read(&path) {
                Ok(Some((draft, _))) => drafts.push(draft),
                Ok(None) => {}
                Err(why) => sentences.push(put_aside(&path, &why)),
            }
        }
        for (path, held) in self.mine.all_held() {
            if path.parent() == Some(&self.dir) {
                drafts.retain(|d| d.key() != held.key());
                drafts.push(held);
            }
        }
        drafts.sort_by_key(|d| (std::cmp::Reverse(d.at), d.key()));
        (drafts, sentences)
    }

    /// What programs that were killed were just writing: a draft that was whole takes its place, half of one goes.
    fn tidy(&self) {
        let _turn = lock::turn(&self.dir);
        for new in self.files("new") {
            let writer = new.with_extension("");
            let writer = writer.extension().and_then(|e| e.to_str()?.parse().ok());
            if !writer.and_then(Pid::from_raw).is_some_and(is_gone) {
                continue;
            }
            let whole = read(&new).ok().flatten().map(|(draft, _)| draft);
            let kept = |draft: &Draft| match read(&self.path(&draft.key())) {
                Ok(Some((before, _))) => before.at < draft.at,
                Ok(None) => true,
                Err(_) => false,
            };
            let _ = match whole.filter(kept) {
                Some(draft) => fs::rename(&new, self.path(&draft.key())),
                None => fs::remove_file(&new),
            };
        }
    }

    fn files(&self, ending: &str) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(&self.dir) else {
            return Vec::new();
        };
        let mut files: Vec<_> = entries
            .filter_map(Result::ok)
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|e| e == ending))
            .collect();
        files.sort();
        files
    }

    /// The file of the first text in a form.
    fn first(&self, key: &Key) -> PathBuf {
        self.path(&Key::new(key.ticket, key.form.clone()))
    }

    fn path(&self, key: &Key) -> PathBuf {
        let ticket = key
            .ticket
            .map_or_else(|| "new".to_owned(), |id| id.0.to_string());
        let form = file_name(&key.form);
        self.dir.join(match &key.copy {
            // No form's file name has this sign in it.
            Some(copy) => format!("{ticket}-{form}~{}.json", file_name(copy)),
            None => format!("{ticket}-{form}.json"),
        })
    }

    fn failure(&self, error: io::Error) -> DraftError {
        let dir = self.dir.display().to_string();
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => DraftError::Full(dir),
            _ => DraftError::Io(dir, error),
        }
    }
}

/// Whether no such program runs here any more.
fn is_gone(writer: Pid) -> bool {
    matches!(test_kill_process(writer), Err(Errno::SRCH))
}

/// The words of the banner: `2 unfinished texts`; nothing when there is none.
#[must_use]
pub fn banner(count: usize) -> Option<String> {
    match count {
        0 => None,
        1 => Some("1 unfinished text".to_owned()),
        n => Some(format!("{n} unfinished texts")),
    }
}

/// What is said when a text was kept beside another.
#[must_use]
pub fn beside(draft: &Draft) -> String {
    let title = &draft.title;
    let on = draft
        .ticket
        .map_or_else(String::new, |id| format!(" on {id}"));
    format!(
        "Another window of yours holds another text for {title}{on}. Both are kept, and neither goes over the other: d shows them."
    )
}

/// A draft with the content of its file. `None`: there is no such file. `Err`: why it is no draft.
fn read(path: &Path) -> Result<Option<(Draft, Vec<u8>)>, String> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(format!("cannot be read ({e})")),
    };
    let mut bytes = Vec::new();
    file.take(BYTES_AT_MOST)
        .read_to_end(&mut bytes)
        .map_err(|e| format!("cannot be read ({e})"))?;
    serde_json::from_slice(&bytes)
        .map(|draft| Some((draft, bytes)))
        .map_err(|_| "is damaged".to_owned())
}

fn put_aside(path: &Path, why: &str) -> String {
    let aside = path.with_extension("spoilt");
    let (from, to) = (path.display(), aside.display());
    match fs::rename(path, &aside) {
        Ok(()) => format!("The draft {from} {why}. It was put aside as {to}."),
        Err(_) => format!("The draft {from} {why}. It was left where it is."),
    }
}

/// Puts a file in the place of another, wholly or not at all.
fn replace(path: &Path, json: &[u8]) -> io::Result<()> {
    let new = path.with_extension(format!("{}.new", std::process::id()));
    let written = write_private(&new, json).and_then(|()| fs::rename(&new, path));
    if written.is_err() {
        // Half a file is worth nothing; what was kept before still stands.
        let _ = fs::remove_file(&new);
    }
    written
}

fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // A left-over of a crash must not lend its mode to the new file.
    match fs::remove_file(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
        _ => {}
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(bytes)?;
    file.sync_data()
}

#[cfg(test)]
mod tests;
