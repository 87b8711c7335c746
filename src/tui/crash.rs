//! What a panic leaves behind: a file for the people who mend hoist, without any ticket text.
//!
//! A panic's message may quote what it stumbled over, so it is not kept: only where it happened.

use std::backtrace::Backtrace;
use std::collections::HashSet;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::panic::PanicHookInfo;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

static DIRECTORY: OnceLock<PathBuf> = OnceLock::new();
static REPORTED: Mutex<Option<HashSet<String>>> = Mutex::new(None);

/// Names the directory for crash files; before that, none is written.
pub fn keep_in(directory: &Path) {
    let _ = DIRECTORY.set(directory.to_owned());
}

/// Writes a crash file of mode 0600 and gives its path; the same place is reported once a run.
pub fn report(info: &PanicHookInfo<'_>) -> Option<PathBuf> {
    let place = info
        .location()
        .map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
    let mut reported = REPORTED.lock().unwrap_or_else(PoisonError::into_inner);
    if !reported.get_or_insert_default().insert(place.clone()) {
        return None;
    }
    drop(reported);
    write(
        DIRECTORY.get()?,
        &place,
        &Backtrace::force_capture().to_string(),
    )
    .ok()
}

fn write(directory: &Path, place: &str, backtrace: &str) -> std::io::Result<PathBuf> {
    fs::create_dir_all(directory)?;
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let name = format!("crash-{seconds}-{}.txt", std::process::id());
    let path = directory.join(name);
    let mut file = OpenOptions::new()
        .append(true)
        .create(true)
        .mode(0o600)
        .open(&path)?;
    let thread = std::thread::current();
    writeln!(
        file,
        "hoist {} panicked at {place} on thread {}.\nThis file holds no text of any ticket.\n\n{backtrace}",
        env!("CARGO_PKG_VERSION"),
        thread.name().unwrap_or("without a name"),
    )?;
    Ok(path)
}
