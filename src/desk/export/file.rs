//! A new file, made under another name and given its own when it is whole.

use super::Failed;
use crate::desk::{Error, room};
use crate::store;
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Lets `fill` write into it; never over another file.
pub fn write<T>(
    path: &Path,
    fill: impl FnOnce(&mut dyn Write) -> Result<T, Failed>,
) -> Result<T, Error> {
    if path.as_os_str().is_empty() {
        return Err(Error::Input("Name a file to export to.".to_owned()));
    }
    if std::fs::symlink_metadata(path).is_ok() {
        return Err(taken(path));
    }
    let part = beside(path);
    let made = filled(&part, fill).and_then(|report| {
        give_name(&part, path)?;
        Ok(report)
    });
    // How much is free is asked while what was written still lies there.
    let made = made.map_err(|failed| match failed {
        Failed::Desk(error) => error,
        Failed::Output(error) if error.kind() == ErrorKind::AlreadyExists => taken(path),
        Failed::Output(error) => Error::Store(store::Error::Unusable(format!(
            "{} could not be written: {}. Nothing of it is kept; name another place, or make room.",
            path.display(),
            room::why(path, &error)
        ))),
    });
    let _ = std::fs::remove_file(&part);
    made
}

fn filled<T>(
    part: &Path,
    fill: impl FnOnce(&mut dyn Write) -> Result<T, Failed>,
) -> Result<T, Failed> {
    let file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(part)?;
    let mut out = BufWriter::with_capacity(1 << 16, file);
    let report = fill(&mut out)?;
    let file = out
        .into_inner()
        .map_err(std::io::IntoInnerError::into_error)?;
    file.sync_all()?;
    Ok(report)
}

/// A link is refused where there is a name already; some file systems have none.
fn give_name(part: &Path, path: &Path) -> Result<(), Failed> {
    match std::fs::hard_link(part, path) {
        Ok(()) => {}
        Err(e) if e.kind() == ErrorKind::AlreadyExists => return Err(e.into()),
        Err(_) if std::fs::symlink_metadata(path).is_ok() => {
            return Err(Failed::Output(ErrorKind::AlreadyExists.into()));
        }
        Err(_) => std::fs::rename(part, path)?,
    }
    let parent = path.parent().filter(|p| !p.as_os_str().is_empty());
    // The name must survive a power loss too; where a directory cannot be synced it has to do.
    let _ = File::open(parent.unwrap_or(Path::new("."))).and_then(|d| d.sync_all());
    Ok(())
}

fn taken(path: &Path) -> Error {
    Error::Input(format!(
        "{} is already there and stays as it is; name another file. Nothing was exported.",
        path.display()
    ))
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".part-{}", uuid::Uuid::now_v7().simple()));
    PathBuf::from(name)
}
