//! The desk's file as the operating system sees it, looked at before SQLite opens it.
//!
//! A foreign file must stay as it is byte for byte, so its header is compared first. Closing a file
//! drops this process's POSIX locks on it, so we never look while SQLite has it open here: a register
//! of open files says so.

use super::content::Content;
use crate::store::Error;
use crate::store::turn::Turn;
use std::collections::HashMap;
use std::fs::{File, FileType, Metadata};
use std::io::Read;
use std::os::unix::fs::{FileExt, FileTypeExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

/// `application_id` in the file's header: "hois".
pub const APPLICATION_ID: i32 = 0x686f_6973;

/// Device and number of a file.
pub type Inode = crate::store::FileId;

/// A file that SQLite has open in this process, so many times, and as we opened it before: that is closed only when
/// SQLite has it open no more.
#[derive(Debug)]
struct Opened {
    count: usize,
    file: Arc<File>,
    /// What stands in it, where somebody keeps an eye on that.
    content: Option<Arc<Content>>,
}

static OPEN: LazyLock<Mutex<HashMap<Inode, Opened>>> = LazyLock::new(Mutex::default);

fn register() -> MutexGuard<'static, HashMap<Inode, Opened>> {
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Held as long as SQLite has the file open in this process.
#[derive(Debug)]
pub struct OpenFile {
    inode: Inode,
    /// While it is being closed: who closes a desk last holds its lock.
    closing: Option<Turn>,
}

impl OpenFile {
    /// Which file it is.
    pub fn inode(&self) -> Inode {
        self.inode
    }

    /// It is about to be closed.
    pub fn close(&mut self) {
        self.closing = Some(Turn::begin());
    }

    /// The file itself, to be read past SQLite; not to be kept longer than this.
    pub fn file(&self) -> Option<Arc<File>> {
        Some(Arc::clone(&register().get(&self.inode)?.file))
    }

    /// What stands in the file, as it was first seen in this process; not to be kept longer than this.
    pub fn content(&self) -> Option<Arc<Content>> {
        register().get(&self.inode)?.content.clone()
    }

    /// Keeps what stands in the file, for all who have it open here.
    pub fn keep(&self, content: Content) -> Arc<Content> {
        let content = Arc::new(content);
        let mut open = register();
        match open.get_mut(&self.inode) {
            None => content,
            Some(opened) => Arc::clone(opened.content.get_or_insert(content)),
        }
    }
}

impl Drop for OpenFile {
    fn drop(&mut self) {
        let mut open = register();
        if let Some(opened) = open.get_mut(&self.inode) {
            opened.count -= 1;
            if opened.count == 0 {
                open.remove(&self.inode);
            }
        }
    }
}

/// The file itself, behind all symbolic links: its side files lie there.
pub fn real(path: &Path) -> Result<PathBuf, Error> {
    std::fs::canonicalize(path).map_err(|e| missing(path, &e))
}

/// What is kept beside the desk's file under its name and this ending.
#[must_use]
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// The directory in which a path lies: of a name alone the one that one is in.
#[must_use]
pub fn directory(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => path,
    }
}

/// Makes a name that was just given survive a power loss: syncs its directory. Where a directory
/// cannot be opened or synced as such there is no more to do.
pub fn keep_name(path: &Path) -> std::io::Result<()> {
    #[cfg(test)]
    SYNCED.with_borrow_mut(|seen| seen.push((path.to_owned(), path.exists())));
    match File::open(directory(path)).and_then(|d| d.sync_all()) {
        Err(e) if cannot_sync(&e) => Ok(()),
        done => done,
    }
}

fn cannot_sync(error: &std::io::Error) -> bool {
    use rustix::io::Errno;
    let code = Errno::from_io_error(error);
    code.is_some_and(|e| {
        matches!(
            e,
            Errno::ACCESS | Errno::INVAL | Errno::NOTSUP | Errno::ROFS
        )
    })
}

#[cfg(test)]
thread_local! {
    /// Names whose directory was synced, and whether they were there by then.
    pub static SYNCED: std::cell::RefCell<Vec<(PathBuf, bool)>> = const { std::cell::RefCell::new(Vec::new()) };
}

/// Which file stands under a name now.
pub fn inode(path: &Path) -> Option<Inode> {
    std::fs::metadata(path).ok().map(|m| (m.dev(), m.ino()))
}

/// What changes when somebody writes to the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    file: Option<(Inode, u64, i64, i64)>,
    log: bool,
}

/// How the file stands now.
pub fn stamp(path: &Path) -> Stamp {
    let meta = std::fs::metadata(path).ok();
    Stamp {
        file: meta.map(|m| ((m.dev(), m.ino()), m.len(), m.mtime(), m.mtime_nsec())),
        log: has_log(path),
    }
}

/// Whether there is a log with something in it, or memory shared by those who use it.
pub fn has_log(path: &Path) -> bool {
    std::fs::metadata(beside(path, "-wal")).is_ok_and(|m| m.len() > 0)
        || beside(path, "-shm").exists()
}

/// Looks at the file, then opens it with `open` while nobody else in this process can. What was opened is to be closed
/// first: it comes behind.
pub fn guarded<T>(
    path: &Path,
    newest: i32,
    read_only: bool,
    open: impl FnOnce() -> Result<T, Error>,
) -> Result<(OpenFile, T), Error> {
    let meta = std::fs::metadata(path).map_err(|e| missing(path, &e))?;
    if !meta.is_file() {
        return Err(unusable(
            path,
            &format!("is {}, not a file", kind(meta.file_type())),
        ));
    }
    if meta.nlink() > 1 && !read_only {
        return Err(unusable(
            path,
            &format!(
                "has {} names (hard links), and what is written under one would be lost under the other; remove the other name, or copy the file with hoist closed",
                meta.nlink()
            ),
        ));
    }
    let inode = (meta.dev(), meta.ino());
    let _turn = Turn::begin();
    let mut files = register();
    let looked = match files.get(&inode) {
        Some(opened) => Arc::clone(&opened.file),
        None => Arc::new(look(path, meta.len(), newest)?),
    };
    // Closed only once SQLite has let go of the file: its locks would go with it.
    let opened = open()?;
    let entry = files.entry(inode).or_insert(Opened {
        count: 0,
        file: looked,
        content: None,
    });
    entry.count += 1;
    let open = OpenFile {
        inode,
        closing: None,
    };
    Ok((open, opened))
}

/// The version of the SQLite that wrote the file last, as its header says. Nothing where this process has
/// it open: looking would drop its locks.
#[must_use]
pub fn last_writer(path: &Path) -> Option<u32> {
    let meta = std::fs::metadata(path).ok().filter(|m| m.is_file())?;
    let files = register();
    if files.contains_key(&(meta.dev(), meta.ino())) {
        return None;
    }
    let mut head = [0; 100];
    File::open(path)
        .and_then(|mut f| f.read_exact(&mut head))
        .ok()?;
    let version = u32::try_from(number(&head, 96)).ok()?;
    (head.starts_with(b"SQLite format 3\0") && version > 3_000_000).then_some(version)
}

/// Compares the first 100 bytes with what a desk's file begins with.
fn look(path: &Path, len: u64, newest: i32) -> Result<File, Error> {
    if len == 0 {
        return Err(unusable(path, "is empty (0 bytes)"));
    }
    let mut head = [0; 100];
    let file = File::open(path);
    let read = file.and_then(|file| file.read_exact_at(&mut head, 0).map(|()| file));
    let file = match read {
        Ok(file) => file,
        Err(e) if e.kind() == std::io::ErrorKind::PermissionDenied => {
            return Err(unreachable(path, "may not be read by you"));
        }
        Err(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => {
            return Err(unusable(path, "is not a hoist desk"));
        }
        Err(e) if is_out_of_reach(&e) => {
            return Err(unreachable(path, &format!("cannot be read ({e})")));
        }
        Err(e) => return Err(unusable(path, &format!("cannot be read ({e})"))),
    };
    let ours = head.starts_with(b"SQLite format 3\0") && number(&head, 68) == APPLICATION_ID;
    if !ours {
        return Err(unusable(path, "is not a hoist desk"));
    }
    let schema = number(&head, 60);
    check_schema(path, schema, newest)?;
    Ok(file)
}

/// Refuses a schema newer than this program.
pub fn check_schema(path: &Path, schema: i32, newest: i32) -> Result<(), Error> {
    if schema <= 0 {
        return Err(unusable(path, "is a desk that was never finished"));
    }
    if schema > newest {
        return Err(Error::Newer {
            file: path.display().to_string(),
            theirs: schema,
            ours: newest,
        });
    }
    Ok(())
}

fn number(head: &[u8; 100], at: usize) -> i32 {
    let bytes = [head[at], head[at + 1], head[at + 2], head[at + 3]];
    i32::from_be_bytes(bytes)
}

fn missing(path: &Path, error: &std::io::Error) -> Error {
    match error.kind() {
        std::io::ErrorKind::NotFound => Error::NoDesk(path.display().to_string()),
        _ if is_out_of_reach(error) => unreachable(path, &format!("cannot be reached ({error})")),
        _ => unusable(path, &format!("cannot be reached ({error})")),
    }
}

/// Why what stands under a name cannot even be looked at, where the way to it is closed: that says nothing of what
/// stands there.
pub fn closed(path: &Path) -> Option<Error> {
    let error = std::fs::metadata(path).err().filter(is_out_of_reach)?;
    let by = shut(path).map_or_else(String::new, whose);
    let what = format!("can no longer be reached ({error}{by})");
    Some(unreachable(path, &what))
}

/// The first directory above a path that this user may not enter.
#[must_use]
pub fn shut(path: &Path) -> Option<(&Path, Metadata)> {
    let above: Vec<&Path> = path.ancestors().skip(1).collect();
    let mut from_root = above.into_iter().rev();
    let shut = from_root.find(|dir| std::fs::metadata(dir.join(".")).is_err())?;
    let meta = std::fs::metadata(shut).ok().filter(Metadata::is_dir)?;
    Some((shut, meta))
}

fn whose((shut, meta): (&Path, Metadata)) -> String {
    format!(
        "; {} is {}’s, of mode {:o}",
        shut.display(),
        crate::identity::name_of(meta.uid()),
        meta.mode() & 0o7777
    )
}

/// Whether something else than the file itself is in the way: who asks, or a disk that does not answer.
fn is_out_of_reach(error: &std::io::Error) -> bool {
    use rustix::io::Errno;
    let code = Errno::from_io_error(error);
    code.is_some_and(|e| {
        matches!(
            e,
            Errno::ACCESS
                | Errno::PERM
                | Errno::IO
                | Errno::STALE
                | Errno::TIMEDOUT
                | Errno::HOSTUNREACH
                | Errno::NOTCONN
        )
    })
}

/// One clear sentence about a desk that one does not get to.
fn unreachable(path: &Path, what: &str) -> Error {
    Error::Unreachable(format!(
        "{} {what}. Nothing was changed; hoist doctor says what keeps you from it and who can mend that.",
        path.display()
    ))
}

/// One clear sentence about a file that is no desk.
pub fn unusable(path: &Path, what: &str) -> Error {
    Error::Unusable(format!(
        "{} {what}. Nothing was changed; name the desk's file with --desk, or make a desk elsewhere with hoist init.",
        path.display()
    ))
}

fn kind(file: FileType) -> &'static str {
    if file.is_dir() {
        "a directory"
    } else if file.is_fifo() {
        "a pipe"
    } else if file.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}
