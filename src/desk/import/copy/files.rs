//! The bytes of files among the lines of an export: put aside chunk by chunk, each file whole and of its
//! hash before the next begins; and whether everything that is named came.

use super::lines::{Head, broken};
use crate::desk::Error;
use crate::desk::export::decoded;
use crate::domain::attachment::shown;
use crate::domain::chain::hex;
use crate::domain::event::{DeskEvent, DeskFact, Event};
use crate::store::blob::{CHUNK, attached};
use crate::store::sqlite::Pile;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// A file of which some chunks came.
struct Coming {
    sha256: String,
    size: u64,
    next: u32,
    got: u64,
    hash: Sha256,
}

/// The files of an export.
#[derive(Default)]
pub struct Files {
    coming: Option<Coming>,
    came: BTreeSet<String>,
    /// By hash, what is named: where, and its name.
    named: BTreeMap<String, (u64, String)>,
}

impl Files {
    /// A file came whole by another way.
    pub fn came(&mut self, sha256: &str) {
        self.came.insert(sha256.to_owned());
    }

    /// Whether a file came.
    pub fn has(&self, sha256: &str) -> bool {
        self.came.contains(sha256)
    }

    /// How many came.
    pub fn count(&self) -> u64 {
        self.came.len() as u64
    }

    /// Takes a chunk in.
    pub fn chunk(
        &mut self,
        pile: &mut Pile,
        at: u64,
        line: &Map<String, Value>,
    ) -> Result<(), Error> {
        let text = |key: &str| line.get(key).and_then(Value::as_str);
        let number = |key: &str| line.get(key).and_then(Value::as_u64);
        let (Some(sha256), Some(size), Some(n), Some(bytes)) =
            (text("file"), number("size"), number("n"), text("bytes"))
        else {
            return Err(broken(at, "has bytes that cannot be read"));
        };
        let bytes = decoded(bytes).ok_or_else(|| broken(at, "has bytes that are not base64"))?;
        let mut coming = match self.coming.take() {
            Some(coming) => coming,
            None if self.came.contains(sha256) => {
                return Err(broken(at, "has a file that was there before"));
            }
            None => Coming {
                sha256: sha256.to_owned(),
                size,
                next: 0,
                got: 0,
                hash: Sha256::new(),
            },
        };
        let fits = coming.sha256 == sha256 && coming.size == size && u64::from(coming.next) == n;
        coming.got += bytes.len() as u64;
        let whole = coming.got == size;
        // Every chunk but the last is full.
        if !fits || bytes.len() > CHUNK || coming.got > size || (bytes.len() < CHUNK && !whole) {
            return Err(broken(
                at,
                "is not the part of a file that should come here",
            ));
        }
        coming.hash.update(&bytes);
        pile.put_bytes(sha256, size, coming.next, &bytes)?;
        coming.next += 1;
        if !whole {
            self.coming = Some(coming);
            return Ok(());
        }
        if hex(&coming.hash.finalize().into()) != sha256 {
            return Err(broken(at, "ends a file that does not match its hash"));
        }
        self.came.insert(sha256.to_owned());
        Ok(())
    }

    /// A line of another kind: no file may be half there.
    pub fn other(&self, at: u64) -> Result<(), Error> {
        match self.coming {
            Some(_) => Err(broken(at, "comes before the file above it is whole")),
            None => Ok(()),
        }
    }

    /// What an event names.
    pub fn event(&mut self, at: u64, ticket: bool, event: &Value) {
        let text = event.to_string();
        if ticket && text.contains("\"attached\"") {
            let event: Vec<Event> = serde_json::from_value(event.clone()).into_iter().collect();
            for file in attached(&event) {
                self.name(at, &file.sha256, &file.name);
            }
        }
        if !ticket && text.contains("\"baseline\"") {
            let event: Option<DeskEvent> = serde_json::from_value(event.clone()).ok();
            if let Some(DeskFact::Baseline(b)) = event.map(|e| e.what) {
                self.name(at, &b.sha256, &b.name);
            }
        }
    }

    fn name(&mut self, at: u64, sha256: &str, name: &str) {
        let named = self.named.entry(sha256.to_owned());
        named.or_insert_with(|| (at, name.to_owned()));
    }

    /// Everything that is named must be there.
    pub fn all(&self, head: &Head) -> Result<(), Error> {
        let missing: Vec<_> = self
            .named
            .iter()
            .filter(|(sha256, _)| !self.came.contains(*sha256))
            .collect();
        let Some((_, (at, name))) = missing.iter().min_by_key(|(_, (at, _))| *at).copied() else {
            return Ok(());
        };
        let (count, name) = (missing.len(), shown(name));
        let which = match count {
            1 => format!("The bytes of one file are not in this export: “{name}” (line {at})."),
            n => format!(
                "The bytes of {n} files are not in this export: “{name}” (line {at}) is the first."
            ),
        };
        let why = match head.files {
            true => "It was changed.",
            false => "It was made without them; export again without --without-files.",
        };
        Err(Error::Input(format!("{which} {why} Nothing was imported.")))
    }
}
