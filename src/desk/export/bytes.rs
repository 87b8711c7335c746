//! The bytes of files among the lines: before the first line that names them, a chunk a line, once for
//! each hash, so that one chunk is in memory at a time.

use super::Failed;
use crate::desk::{Desk, Error};
use crate::domain::attachment::shown;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Which files came already.
#[derive(Debug, Default)]
pub struct Files {
    /// They are left out.
    pub without: bool,
    seen: BTreeSet<String>,
    /// Files whose bytes came, or were left out.
    pub count: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// A file that is named by what is exported.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    pub name: &'a str,
    pub sha256: &'a str,
    pub size: u64,
}

impl Files {
    /// None yet; `without`: none will come.
    pub fn new(without: bool) -> Files {
        Files {
            without,
            ..Files::default()
        }
    }

    /// Hands the lines of a file on, unless it came already.
    pub fn lines(
        &mut self,
        desk: &Desk,
        file: Wanted<'_>,
        each: &mut dyn FnMut(Value) -> Result<(), Failed>,
    ) -> Result<(), Failed> {
        if !self.seen.insert(file.sha256.to_owned()) {
            return Ok(());
        }
        self.count += 1;
        self.bytes += file.size;
        if self.without {
            return Ok(());
        }
        let (mut n, mut done) = (0_u32, 0_u64);
        loop {
            let chunk = desk.store().stored_chunk(file.sha256, n)?;
            let last = chunk.is_none();
            let chunk = chunk.unwrap_or_default();
            // Of an empty file comes one line without bytes.
            if last && (n > 0 || file.size > 0) {
                break;
            }
            done += chunk.len() as u64;
            each(json!({
                "file": file.sha256, "size": file.size, "n": n, "bytes": STANDARD.encode(&chunk),
            }))?;
            n += 1;
            if last {
                break;
            }
        }
        match done == file.size {
            true => Ok(()),
            false => Err(Failed::Desk(Error::Missing(format!(
                "The bytes of “{}” are not whole on this desk. Nothing was exported; hoist audit check says more, and --without-files leaves all files out.",
                shown(file.name)
            )))),
        }
    }
}

/// The bytes of a line.
pub fn decoded(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}
