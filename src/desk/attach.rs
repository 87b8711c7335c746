//! Attaching files: every one is looked at first, then its bytes are put in short steps, and only when
//! all are there one event says so. Whatever breaks it off, no event speaks of bytes that are missing.

mod save;
mod source;
mod stream;

pub use save::Stopped;
pub use source::Source;
pub use stream::NoLog;

use super::{Desk, Error, new_command_id};
use crate::domain::attachment::{NewFile, shown};
use crate::domain::command::Command;
use crate::domain::id::{At, CommandId, TicketId};
use crate::domain::ticket::Attachment;
use crate::domain::words;
use crate::store::blob::{CHUNK, Small};
use crate::store::{self, Store};
use sha2::{Digest, Sha256};
use source::fill;
pub(super) use source::{Opened, open};

/// Chunks that are written in one transaction; so many are in memory.
const BATCH: usize = 4;
/// Small files that are put in one transaction.
const SMALL: usize = 256;
/// What a killed program left is swept when it is older.
const KEPT_MS: i64 = 86_400_000;
/// Chunks that are swept at a time.
const SWEPT: usize = 64;
/// Bytes may be swept between their writing and the event: then they are put once more.
const TRIES: u32 = 3;

/// Is told how much of how much is done, and says whether to go on.
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64) -> bool;

impl Desk {
    /// Attaches files to a ticket, all or none. `progress` is told how many bytes of how many are done,
    /// and says whether to go on.
    ///
    /// # Errors
    /// [`Error::Input`] that names every file that cannot be read; a refusal (the stage, the role, the
    /// desk's limit); broken off; the store's. In each case nothing was attached.
    pub fn attach(
        &mut self,
        ticket: TicketId,
        seen: Option<u32>,
        sources: Vec<Source>,
        id: &CommandId,
        progress: Progress<'_>,
    ) -> Result<super::Done, Error> {
        let asked = [Command::Attach { files: Vec::new() }];
        if let Some(done) = self.repeated(Some(ticket), &asked, id)? {
            return Ok(done);
        }
        self.in_reach(&sources)?;
        let opened = open(sources)?;
        self.foresee(ticket, &opened, id)?;
        self.put(ticket, seen, opened, id, progress)
    }

    /// Over SSH nothing is taken from a path of the host.
    pub(super) fn in_reach(&self, sources: &[Source]) -> Result<(), Error> {
        match sources.iter().any(|s| matches!(s, Source::File(..))) {
            true => self.host_files("Taking a file by its path"),
            false => Ok(()),
        }
    }

    /// Puts the bytes of what was opened, then says so in one event.
    pub(super) fn put(
        &mut self,
        ticket: TicketId,
        seen: Option<u32>,
        mut opened: Vec<Opened>,
        id: &CommandId,
        progress: Progress<'_>,
    ) -> Result<super::Done, Error> {
        let mut work = Putting {
            limit: self.process().limits.attachment,
            at: self.now(),
            done: 0,
            total: opened.iter().filter_map(|o| o.size).sum(),
            laid: Vec::new(),
            progress,
        };
        let mut tries = 0;
        loop {
            let files = match work.put_all(self.store.as_mut(), &mut opened) {
                Ok(files) => files,
                Err(why) => return Err(work.undone(self.store.as_mut(), why)),
            };
            let command = Command::Attach { files };
            tries += 1;
            match self.run(ticket, seen, command, id) {
                // A stream cannot be read a second time.
                Err(Error::Store(store::Error::NoBytes(_)))
                    if tries < TRIES && opened.iter().all(Opened::can_rewind) => {}
                Ok(done) => {
                    // Others' leavings; where that cannot be done now, the next one does.
                    let old = At(self.now().0.saturating_sub(KEPT_MS));
                    let _ = self.store.sweep_blobs(old, SWEPT);
                    return Ok(done);
                }
                refused => return refused,
            }
        }
    }

    /// Puts the bytes of what was opened, for an event of the desk itself.
    pub(super) fn keep_bytes(&mut self, mut opened: Opened) -> Result<NewFile, Error> {
        let mut work = Putting {
            limit: u64::MAX,
            at: self.now(),
            done: 0,
            total: opened.size.unwrap_or_default(),
            laid: Vec::new(),
            progress: &mut |_, _| true,
        };
        let kept = work.put(self.store.as_mut(), &mut opened);
        kept.map_err(|why| work.undone(self.store.as_mut(), why))
    }

    /// Refuses what would be refused anyway before a byte of it is written.
    pub(super) fn foresee(
        &mut self,
        ticket: TicketId,
        opened: &[Opened],
        id: &CommandId,
    ) -> Result<(), Error> {
        let file = |o: &Opened| NewFile {
            name: o.name.clone(),
            size: o.size.unwrap_or_default(),
            sha256: "0".repeat(64),
            configuration: o.configuration.clone(),
        };
        let files = opened.iter().map(file).collect();
        let current = self.ticket(ticket)?;
        self.decided(current, &[Command::Attach { files }], id)?;
        Ok(())
    }

    /// An attachment of a ticket by its number, also one that was taken back.
    ///
    /// # Errors
    /// [`Error::Missing`]; not found, or restricted.
    pub fn attachment(&self, id: TicketId, n: u32) -> Result<Attachment, Error> {
        let ticket = self.ticket(id)?;
        let found = ticket.attachments.iter().find(|a| a.n == n).cloned();
        found.ok_or_else(|| {
            Error::Missing(format!(
                "{id} has no attachment {n}; it has {}. hoist attachments {} lists them.",
                ticket.attachments.len(),
                id.0
            ))
        })
    }

    /// Up to `most` bytes of an attachment from a place on; fewer at its end, none behind it.
    ///
    /// # Errors
    /// Not found, restricted, or bytes that are not as they were written.
    pub fn read_attachment(
        &self,
        id: TicketId,
        n: u32,
        from: u64,
        most: usize,
    ) -> Result<Vec<u8>, Error> {
        let viewer = self.actor.viewer();
        let mut bytes = Vec::new();
        while bytes.len() < most {
            let at = from + bytes.len() as u64;
            let (chunk, skip) = (at / CHUNK as u64, at % CHUNK as u64);
            let chunk = u32::try_from(chunk).unwrap_or(u32::MAX);
            let Some(part) = self.store.chunk(&viewer, id, n, chunk)? else {
                break;
            };
            let rest = part.get(skip as usize..).unwrap_or_default();
            let rest = rest.get(..most - bytes.len()).unwrap_or(rest);
            if rest.is_empty() {
                break;
            }
            bytes.extend_from_slice(rest);
        }
        Ok(bytes)
    }
}

/// The putting of several files.
struct Putting<'a> {
    limit: u64,
    at: At,
    done: u64,
    total: u64,
    /// The hashes of what was laid down so far, to be given back where not all of it can be.
    laid: Vec<String>,
    progress: Progress<'a>,
}

impl Putting<'_> {
    /// Puts the bytes of all: small files many in a step.
    fn put_all(
        &mut self,
        store: &mut dyn Store,
        files: &mut [Opened],
    ) -> Result<Vec<NewFile>, Error> {
        let (mut all, mut small) = (Vec::new(), Vec::new());
        for file in files {
            if file.size.is_none_or(|size| size > CHUNK as u64) {
                self.put_small(store, &mut small)?;
                all.push(self.put(store, file)?);
                continue;
            }
            let mut bytes = Vec::new();
            // It may be the second try.
            file.rewind()?;
            let read = self.read(file, &mut |part| {
                bytes.extend_from_slice(part);
                Ok(())
            })?;
            small.push(Small {
                sha256: read.sha256.clone(),
                bytes,
            });
            all.push(read);
            let waiting: usize = small.iter().map(|s| s.bytes.len()).sum();
            if small.len() == SMALL || waiting >= BATCH * CHUNK {
                self.put_small(store, &mut small)?;
            }
        }
        self.put_small(store, &mut small)?;
        Ok(all)
    }

    /// Puts what was gathered.
    fn put_small(&mut self, store: &mut dyn Store, small: &mut Vec<Small>) -> Result<(), Error> {
        if small.is_empty() {
            return Ok(());
        }
        let bytes: u64 = small.iter().map(|s| s.bytes.len() as u64).sum();
        // Others fill the disk too.
        store.room_for(bytes)?;
        self.laid.extend(store.put_small(small, self.at)?);
        small.clear();
        // Read and laid down: it is told of twice, as of a file that is read for its hash first.
        self.done += bytes;
        let total = self.total.saturating_mul(2).max(self.done);
        match (self.progress)(self.done, total) {
            true => Ok(()),
            false => Err(Error::BrokenOff(
                "Attaching was broken off. Nothing was attached.",
            )),
        }
    }

    /// Puts the bytes of one file, unless they are there: a file is read for its hash first.
    fn put(&mut self, store: &mut dyn Store, file: &mut Opened) -> Result<NewFile, Error> {
        let before = match file.size {
            None => None,
            Some(_) => {
                file.rewind()?;
                let known = self.read(file, &mut |_| Ok(()))?;
                if store.touch_blob(&known.sha256, known.size, self.at)? {
                    return Ok(known);
                }
                file.rewind()?;
                Some(known)
            }
        };
        let draft = new_command_id().0;
        if let Some(size) = file.size {
            store.room_for(size)?;
        }
        let kept = self.written(store, file, &draft, before);
        // Of the same bytes there may be a blob by now, and of half of them none is wanted.
        let dropped = match kept {
            Ok(_) => store.drop_draft(&draft),
            Err(_) => store.give_back(&draft, &[]),
        };
        match (kept, dropped) {
            (Ok(kept), Ok(())) => {
                self.laid.push(kept.sha256.clone());
                Ok(kept)
            }
            (Ok(_), Err(why)) => Err(why.into()),
            (Err(why), Ok(())) => Err(why),
            (Err(why), Err(_)) => Err(half(&file.name, &why)),
        }
    }

    /// Gives back what was laid down before `why` ended it.
    fn undone(&mut self, store: &mut dyn Store, why: Error) -> Error {
        let laid = std::mem::take(&mut self.laid);
        match laid.is_empty() || store.give_back("", &laid).is_ok() {
            true => why,
            false => half("the files before", &why),
        }
    }

    fn written(
        &mut self,
        store: &mut dyn Store,
        file: &mut Opened,
        draft: &str,
        before: Option<NewFile>,
    ) -> Result<NewFile, Error> {
        let at = self.at;
        let (mut batch, mut first) = (Vec::new(), 0_u32);
        let read = self.read(file, &mut |chunk| {
            batch.push(chunk.to_vec());
            if batch.len() == BATCH {
                // Others fill the disk too, and how long a stream is nobody knows.
                store.room_for((BATCH * CHUNK) as u64)?;
                store.put_chunks(draft, first, &batch, at)?;
                first += BATCH as u32;
                batch.clear();
            }
            Ok(())
        })?;
        if before.is_some_and(|b| b != read) {
            return Err(changed(&file.name));
        }
        store.put_chunks(draft, first, &batch, at)?;
        store.keep_blob(draft, &read.sha256, read.size)?;
        Ok(read)
    }

    /// Reads a file to its end, a chunk at a time, and says what it is.
    fn read(
        &mut self,
        file: &mut Opened,
        each: &mut dyn FnMut(&[u8]) -> Result<(), Error>,
    ) -> Result<NewFile, Error> {
        let mut hash = Sha256::new();
        let mut size = 0_u64;
        let mut chunk = vec![0; CHUNK];
        loop {
            let n = fill(file, &mut chunk)?;
            let part = chunk.get(..n).unwrap_or_default();
            size += n as u64;
            if file.size.is_some_and(|was| size > was) {
                return Err(changed(&file.name));
            }
            // A configuration was measured before its secrets were taken out.
            if file.configuration.is_none() && size > self.limit {
                return Err(too_long(&file.name, self.limit));
            }
            if n > 0 {
                hash.update(part);
                each(part)?;
                self.done += n as u64;
                let total = self.total.saturating_mul(2).max(self.done);
                if !(self.progress)(self.done, total) {
                    return Err(Error::BrokenOff(
                        "Attaching was broken off. Nothing was attached.",
                    ));
                }
            }
            if n < CHUNK {
                break;
            }
        }
        if file.size.is_some_and(|was| size != was) {
            return Err(changed(&file.name));
        }
        Ok(NewFile {
            name: file.name.clone(),
            size,
            sha256: hash.finalize().iter().map(|b| format!("{b:02x}")).collect(),
            configuration: file.configuration.clone(),
        })
    }
}

impl Opened {
    /// Reads all of it, if it is not larger than the limit.
    pub(super) fn whole(&mut self, limit: u64) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        let mut chunk = vec![0; CHUNK];
        loop {
            let n = fill(self, &mut chunk)?;
            bytes.extend_from_slice(chunk.get(..n).unwrap_or_default());
            if bytes.len() as u64 > limit {
                return Err(too_long(&self.name, limit));
            }
            if n < CHUNK {
                return Ok(bytes);
            }
        }
    }
}

/// Nothing was attached, but space is taken for a while.
fn half(name: &str, why: &Error) -> Error {
    Error::Input(format!(
        "{why} What was laid down of “{}” could not be taken away yet; it is with a later attachment, after a day.",
        shown(name)
    ))
}

fn changed(name: &str) -> Error {
    Error::Input(format!(
        "“{}” changed while it was read; something still writes to it. Nothing was attached; make a copy and attach that.",
        shown(name)
    ))
}

pub(super) fn too_long(name: &str, limit: u64) -> Error {
    Error::Input(format!(
        "“{}” is larger than {}, the most this desk takes. Nothing was attached; keep it where it is and name the place in a note.",
        shown(name),
        words::size(limit)
    ))
}
