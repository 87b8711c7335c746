//! What the database says, in sentences of the store.

use super::file::{closed, directory};
use crate::store::Error;
use rusqlite::ErrorCode;
use std::path::Path;

/// An error on the way through a piece of work: of the database, or already a sentence.
#[derive(Debug)]
pub enum Fail {
    /// Said by the database.
    Sql(rusqlite::Error),
    /// A verdict of the store.
    Store(Error),
}

impl From<rusqlite::Error> for Fail {
    fn from(error: rusqlite::Error) -> Fail {
        Fail::Sql(error)
    }
}

impl From<Error> for Fail {
    fn from(error: Error) -> Fail {
        Fail::Store(error)
    }
}

impl From<serde_json::Error> for Fail {
    fn from(error: serde_json::Error) -> Fail {
        Fail::Sql(unreadable(error))
    }
}

impl Fail {
    /// The sentence for a person.
    pub fn into_error(self, path: &Path) -> Error {
        match self {
            Fail::Sql(error) => explain(path, &error),
            Fail::Store(error) => error,
        }
    }
}

/// JSON in the file that does not read back.
pub fn unreadable(error: serde_json::Error) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error))
}

/// Stored bytes that cannot be unpacked.
pub fn unreadable_bytes(error: std::io::Error) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Blob, Box::new(error))
}

/// Whether a COMMIT that failed so may still have been applied.
pub fn is_doubtful(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::SystemIoFailure)
}

/// The sentence for what the database said.
pub fn explain(path: &Path, error: &rusqlite::Error) -> Error {
    let file = path.display().to_string();
    let moved = error
        .sqlite_error()
        .is_some_and(|e| e.extended_code == rusqlite::ffi::SQLITE_READONLY_DBMOVED);
    match error.sqlite_error_code() {
        _ if moved => closed(path).unwrap_or(Error::Moved(file)),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            Error::Busy(super::connect::PATIENCE.as_secs())
        }
        Some(ErrorCode::DiskFull) => full(path),
        Some(ErrorCode::SystemIoFailure) if free_bytes(path).is_some_and(|b| b < 65_536) => {
            full(path)
        }
        Some(ErrorCode::SystemIoFailure) => Error::Backend(told(path, error)),
        Some(ErrorCode::ReadOnly) => Error::ReadOnly(file),
        Some(ErrorCode::CannotOpen) if !path.exists() => closed(path).unwrap_or(Error::Gone(file)),
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => Error::Unreachable(format!(
            "The desk's file {file} cannot be opened: you may not read it, or its directory may not be written. Nothing was changed; ask its owner, or run hoist doctor."
        )),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Error::Unusable(format!(
            "The desk's file {file} is damaged ({error}). Nothing was written; keep a copy of it and restore a backup."
        )),
        _ if is_of_bytes(error) => Error::Damaged(file),
        _ if is_unreadable(error) => Error::Unusable(format!(
            "Something in the desk's file {file} cannot be read back ({error}). Nothing was written; run hoist audit check."
        )),
        _ => Error::Backend(error.to_string()),
    }
}

/// Whether it is the bytes of an attachment that do not read back.
fn is_of_bytes(error: &rusqlite::Error) -> bool {
    use rusqlite::types::Type::Blob;
    matches!(error, rusqlite::Error::FromSqlConversionFailure(_, Blob, why) if why.is::<std::io::Error>())
}

/// Whether a value in the file is not what stands there as hoist writes it.
fn is_unreadable(error: &rusqlite::Error) -> bool {
    use rusqlite::Error as Sql;
    matches!(
        error,
        Sql::FromSqlConversionFailure(..)
            | Sql::IntegralValueOutOfRange(..)
            | Sql::InvalidColumnType(..)
            | Sql::Utf8Error(..)
    )
}

/// That the disk is full, and how much is free by now.
pub fn full(path: &Path) -> Error {
    Error::Full {
        file: path.display().to_string(),
        free: free(path),
    }
}

/// What failed, of which file, and how much is free: a disk, a quota or a limit on the size of files may be behind
/// it, and SQLite names none of them.
pub fn told(path: &Path, error: &rusqlite::Error) -> String {
    let limit = rustix::process::getrlimit(rustix::process::Resource::Fsize).current;
    let limit = limit.map_or_else(String::new, |most| {
        format!(
            "; this login may write files of {} at most (ulimit -f)",
            size(most)
        )
    });
    format!("{error} at {}, {} free{limit}", path.display(), free(path))
}

fn free(path: &Path) -> String {
    free_bytes(path).map_or_else(|| "an unknown amount".to_owned(), size)
}

/// Bytes an ordinary user can still write beside the file.
pub(super) fn free_bytes(path: &Path) -> Option<u64> {
    let place = Some(directory(path)).filter(|p| p.is_dir()).unwrap_or(path);
    let stat = rustix::fs::statvfs(place).ok()?;
    Some(stat.f_bavail.saturating_mul(stat.f_frsize))
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1_024 => format!("{bytes} bytes"),
        1_024..1_048_576 => format!("{} KiB", bytes / 1_024),
        1_048_576..1_073_741_824 => format!("{} MiB", bytes / 1_048_576),
        _ => format!("{} GiB", bytes / 1_073_741_824),
    }
}
