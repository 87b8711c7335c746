//! The cases of an XES log, read ahead by a thread of its own: taking XML apart is a third of an import. Some hundred KiB
//! wait at most, and of larger cases one.

use super::bytes::unpacked;
use super::case::Case;
use super::xes::Xes;
use crate::desk::Error;
use encoding_rs::Encoding;
use std::cell::Cell;
use std::io::Read;
use std::rc::Rc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{Builder, JoinHandle};
use std::vec::IntoIter;

/// Bytes of XML that are handed over together.
const PART: usize = 256 << 10;

/// Some cases, and what came after them.
#[derive(Default)]
struct Part {
    cases: Vec<Case>,
    /// How many places could not be decoded so far.
    replaced: u64,
    /// The log ends, or cannot be read further.
    end: Option<Result<(), Error>>,
}

/// Cases that are read ahead.
pub struct Ahead {
    parts: Receiver<Part>,
    cases: IntoIter<Case>,
    end: Option<Result<(), Error>>,
    replaced: u64,
    reader: Option<JoinHandle<()>>,
}

impl Ahead {
    /// Opens a log. Where nobody wants the rest of it the thread ends by itself.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn open(
        input: Box<dyn Read + Send>,
        given: Option<&'static Encoding>,
    ) -> Result<Ahead, Error> {
        let (tx, parts) = sync_channel(0);
        let reader = Builder::new()
            .name("import".to_owned())
            .spawn(move || read(input, given, &tx))
            .map_err(|why| {
                Error::Input(format!(
                    "The file cannot be read: no thread could be begun ({why}). Nothing was imported."
                ))
            })?;
        let mut ahead = Ahead {
            parts,
            cases: Vec::new().into_iter(),
            end: None,
            replaced: 0,
            reader: Some(reader),
        };
        ahead.more();
        match ahead.end.take() {
            Some(Err(why)) => Err(why),
            end => {
                ahead.end = end;
                Ok(ahead)
            }
        }
    }

    /// The next case.
    ///
    /// # Errors
    /// With the line from which on the file cannot be read.
    pub fn next(&mut self) -> Result<Option<Case>, Error> {
        loop {
            if let Some(case) = self.cases.next() {
                return Ok(Some(case));
            }
            match self.end.take() {
                Some(Err(why)) => return Err(why),
                Some(Ok(())) => {
                    self.end = Some(Ok(()));
                    return Ok(None);
                }
                None => self.more(),
            }
        }
    }

    /// How many places could not be decoded, up to the cases that were handed over.
    pub fn replaced(&self) -> u64 {
        self.replaced
    }

    fn more(&mut self) {
        match self.parts.recv() {
            Ok(part) => {
                (self.cases, self.end) = (part.cases.into_iter(), part.end);
                self.replaced = part.replaced;
            }
            // It always says how the log ends, unless it fell over a mistake of the program: then so does this.
            Err(_) => {
                let why = "The file could not be read to its end.".to_owned();
                self.end = Some(Err(Error::Input(why)));
                if let Some(Err(why)) = self.reader.take().map(JoinHandle::join) {
                    std::panic::resume_unwind(why);
                }
            }
        }
    }
}

fn read(input: Box<dyn Read + Send>, given: Option<&'static Encoding>, parts: &SyncSender<Part>) {
    let replaced = Rc::new(Cell::new(0));
    let log = unpacked(input, given, &replaced).and_then(|bytes| Xes::open(bytes, &replaced));
    let (mut log, first) = match log {
        Ok(log) => (Some(log), Part::default()),
        Err(why) => {
            let end = Some(Err(why));
            (
                None,
                Part {
                    end,
                    ..Part::default()
                },
            )
        }
    };
    if parts.send(first).is_err() {
        return;
    }
    while let Some(open) = &mut log {
        let part = part(open, &replaced);
        let is_last = part.end.is_some();
        if parts.send(part).is_err() || is_last {
            return;
        }
    }
}

fn part(log: &mut Xes, replaced: &Rc<Cell<u64>>) -> Part {
    let (mut part, mut bytes) = (Part::default(), 0);
    while bytes < PART {
        match log.next() {
            Ok(Some(case)) => {
                bytes += case.raw.as_ref().map_or(0, String::len);
                part.cases.push(case);
            }
            Ok(None) => {
                part.end = Some(Ok(()));
                break;
            }
            Err(why) => {
                part.end = Some(Err(why));
                break;
            }
        }
    }
    part.replaced = replaced.get();
    part
}
