//! What the system says of a file that cannot be written, in words: a disk that is full says how much is free.

use crate::domain::words;
use std::io::{Error, ErrorKind};
use std::path::Path;

/// Why nothing can be written at this place; a clause, without a full stop.
#[must_use]
pub fn why(place: &Path, error: &Error) -> String {
    let free = || free(place).map_or_else(|| "an unknown amount".to_owned(), words::size);
    match error.kind() {
        ErrorKind::StorageFull => format!("the disk that holds it is full ({} free)", free()),
        ErrorKind::QuotaExceeded => "what you may use of its disk is used up".to_owned(),
        ErrorKind::FileTooLarge => {
            format!(
                "it would be larger than a file may be there ({} free)",
                free()
            )
        }
        ErrorKind::NotFound => "its folder is not there".to_owned(),
        ErrorKind::PermissionDenied => "you may not write there".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "its disk can only be read".to_owned(),
        _ => error.to_string(),
    }
}

/// Bytes an ordinary user can still write there.
fn free(place: &Path) -> Option<u64> {
    let folder = place.parent().filter(|p| !p.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let place = if place.is_dir() { place } else { folder };
    let stat = rustix::fs::statvfs(place).ok()?;
    Some(stat.f_bavail.saturating_mul(stat.f_frsize))
}

#[cfg(test)]
mod tests {
    use super::why;
    use std::io::Error;
    use std::path::Path;

    #[test]
    fn a_full_disk_says_how_much_is_free_and_nothing_speaks_in_numbers_of_the_system() {
        let said = |errno: i32| why(Path::new("out.csv"), &Error::from_raw_os_error(errno));
        let full = said(28);
        assert!(
            full.starts_with("the disk that holds it is full ("),
            "{full}"
        );
        assert!(full.ends_with(" free)"), "{full}");
        for errno in [2, 13, 27, 28, 30, 122] {
            assert!(!said(errno).contains("os error"), "{}", said(errno));
        }
        let other = Error::other("it broke");
        assert_eq!(why(Path::new("x"), &other), "it broke");
    }
}
