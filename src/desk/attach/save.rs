//! Bytes going out: to standard output, or into a new file that appears under its name only when it is
//! whole. Nothing that is there is ever overwritten.

use crate::desk::{Desk, Error, room};
use crate::domain::attachment::{clean_name, numbered, shown};
use crate::domain::id::TicketId;
use crate::domain::ticket::Attachment;
use sha2::{Digest, Sha256};
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// A directory with so many files of one name takes no more.
const NAMES: u32 = 1_000;

/// Why bytes did not get out whole.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    /// The desk could not give them.
    #[error(transparent)]
    Desk(#[from] Error),
    /// They could not be written.
    #[error("{0}")]
    Writing(std::io::Error),
}

impl Desk {
    /// Writes the bytes of an attachment out, a chunk at a time, and compares them with their hash.
    ///
    /// # Errors
    /// The desk's; [`Error::Input`] at the end when they are not what was attached; the writer's.
    pub fn pour_attachment(
        &self,
        id: TicketId,
        file: &Attachment,
        to: &mut dyn Write,
    ) -> Result<(), Stopped> {
        let viewer = self.actor().viewer();
        let mut hash = Sha256::new();
        let mut n = 0;
        while let Some(chunk) = self
            .store()
            .chunk(&viewer, id, file.n, n)
            .map_err(Error::from)?
        {
            hash.update(&chunk);
            to.write_all(&chunk).map_err(Stopped::Writing)?;
            n += 1;
        }
        to.flush().map_err(Stopped::Writing)?;
        let hex: String = hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
        if hex == file.sha256 {
            return Ok(());
        }
        Err(Stopped::Desk(Error::Input(format!(
            "Attachment {} of {id} is not what was attached: its hash is another. Run hoist audit check.",
            file.n
        ))))
    }

    /// Saves an attachment: into a directory under its cleaned name (numbered where that is taken), or
    /// as a file that is not there yet. Mode 0600. Says where it is.
    ///
    /// # Errors
    /// [`Error::Input`] when the place is taken or cannot be written; as [`Desk::pour_attachment`].
    pub fn save_attachment(&self, id: TicketId, n: u32, to: &Path) -> Result<PathBuf, Error> {
        self.host_files("Saving into a file")?;
        let file = self.attachment(id, n)?;
        let (dir, names) = places(to, &file)?;
        let part = dir.join(format!(".hoist-{}.part", uuid::Uuid::now_v7().simple()));
        let saved = self
            .write_part(id, &file, &part)
            .and_then(|()| give_name(&part, &dir, &names, &file));
        let _ = std::fs::remove_file(&part);
        saved
    }

    fn write_part(&self, id: TicketId, file: &Attachment, part: &Path) -> Result<(), Error> {
        let made = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(part);
        let mut out = made.map_err(|e| unwritable(part, file, &e))?;
        self.pour_attachment(id, file, &mut out)
            .map_err(|stopped| match stopped {
                Stopped::Desk(error) => error,
                Stopped::Writing(error) => unwritable(part, file, &error),
            })?;
        out.sync_all().map_err(|e| unwritable(part, file, &e))
    }
}

/// The directory, and the names to try there.
fn places(to: &Path, file: &Attachment) -> Result<(PathBuf, Vec<PathBuf>), Error> {
    if to.is_dir() {
        let clean = clean_name(&file.name, file.n);
        let more = (2..NAMES).map(|n| PathBuf::from(numbered(&clean, n)));
        let names = std::iter::once(PathBuf::from(&clean)).chain(more).collect();
        return Ok((to.to_owned(), names));
    }
    let name = to.file_name().map(PathBuf::from);
    let dir = to.parent().map(|p| match p.as_os_str().is_empty() {
        true => Path::new("."),
        false => p,
    });
    match (name, dir) {
        _ if to.as_os_str().to_string_lossy().ends_with('/') => Err(no_dir(to)),
        (Some(name), Some(dir)) if dir.is_dir() => Ok((dir.to_owned(), vec![name])),
        (_, dir) => Err(no_dir(dir.unwrap_or(to))),
    }
}

fn no_dir(dir: &Path) -> Error {
    Error::Input(format!(
        "{} is not a directory. Nothing was saved; make it first, or name another.",
        dir.display()
    ))
}

/// A second name for the finished file: made only where none is, whatever came there meanwhile.
fn give_name(
    part: &Path,
    dir: &Path,
    names: &[PathBuf],
    file: &Attachment,
) -> Result<PathBuf, Error> {
    for name in names {
        let target = dir.join(name);
        match named(part, &target) {
            Ok(()) => return Ok(target),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(unwritable(&target, file, &error)),
        }
    }
    let taken = dir.join(names.first().cloned().unwrap_or_default());
    Err(Error::Input(format!(
        "{} is already there and stays as it is. Nothing was saved; name another place.",
        taken.display()
    )))
}

fn named(part: &Path, target: &Path) -> std::io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, part, CWD, target, RenameFlags::NOREPLACE) {
        Ok(()) => Ok(()),
        Err(rustix::io::Errno::EXIST) => Err(ErrorKind::AlreadyExists.into()),
        // Some file systems cannot promise it; a link is refused there just the same.
        Err(_) => std::fs::hard_link(part, target),
    }
}

fn unwritable(path: &Path, file: &Attachment, error: &std::io::Error) -> Error {
    let dir = path.parent().unwrap_or(path);
    Error::Input(format!(
        "“{}” cannot be saved in {}: {}. Nothing was saved there; make room, or name another place.",
        shown(&file.name),
        dir.display(),
        room::why(path, error)
    ))
}
