//! The cases of an XES log, read and asked by the mapping ahead, in a thread of its own: taking XML apart is a third of an
//! import, mapping a fifth of what is left. Some hundred KiB wait at most, and of larger cases one.

use super::bytes::unpacked;
use super::date::Times;
use super::map::Map;
use super::said::{Told, told};
use super::xes::Xes;
use crate::desk::Error;
use crate::store::turn;
use std::cell::Cell;
use std::io::Read;
use std::rc::Rc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;
use std::vec::IntoIter;

/// Bytes of XML that are handed over together.
const PART: usize = 256 << 10;

/// What is read so soon need not be waited for between two turns.
const AT_ONCE: Duration = Duration::from_millis(20);

/// Some cases, and what came after them.
#[derive(Default)]
struct Part {
    cases: Vec<Told>,
    /// How many places could not be decoded so far.
    replaced: u64,
    /// The log ends, or cannot be read further.
    end: Option<Result<(), Error>>,
}

/// Cases that are read ahead.
pub struct Ahead {
    parts: Receiver<Part>,
    cases: IntoIter<Told>,
    end: Option<Result<(), Error>>,
    replaced: u64,
    reader: Option<JoinHandle<()>>,
}

impl Ahead {
    /// Opens a log that is asked by this mapping. Where nobody wants the rest of it the thread ends by itself.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn open(input: Box<dyn Read + Send>, map: &Map) -> Result<Ahead, Error> {
        let (tx, parts) = sync_channel(0);
        let map = map.clone();
        let reading = Builder::new().name("import".to_owned());
        let reader = turn::aside(|| reading.spawn(move || read(input, &map, &tx)));
        let reader = reader.map_err(|why| {
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

    /// Waits until cases are there; `false` at the end.
    ///
    /// # Errors
    /// With the line from which on the file cannot be read.
    pub fn fill(&mut self) -> Result<bool, Error> {
        while self.cases.len() == 0 {
            match self.end.take() {
                None => self.more(),
                Some(end) => {
                    self.end = Some(Ok(()));
                    return end.map(|()| false);
                }
            }
        }
        Ok(true)
    }

    /// The next case, if it is there, or will be at once.
    pub fn next(&mut self) -> Option<Told> {
        if self.cases.len() == 0 && self.end.is_none() {
            let part = self.parts.recv_timeout(AT_ONCE).ok()?;
            self.take(part);
        }
        self.cases.next()
    }

    /// How many places could not be decoded, up to the cases that were handed over.
    pub fn replaced(&self) -> u64 {
        self.replaced
    }

    fn take(&mut self, part: Part) {
        (self.cases, self.end) = (part.cases.into_iter(), part.end);
        self.replaced = part.replaced;
    }

    fn more(&mut self) {
        match self.parts.recv() {
            Ok(part) => self.take(part),
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

fn read(input: Box<dyn Read + Send>, map: &Map, parts: &SyncSender<Part>) {
    let replaced = Rc::new(Cell::new(0));
    let mut times = Times::default();
    let log =
        unpacked(input, map.encoding, &replaced).and_then(|bytes| Xes::open(bytes, &replaced));
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
        let part = part(open, map, &mut times, &replaced);
        let is_last = part.end.is_some();
        if parts.send(part).is_err() || is_last {
            return;
        }
    }
}

fn part(log: &mut Xes, map: &Map, times: &mut Times, replaced: &Rc<Cell<u64>>) -> Part {
    let (mut part, mut bytes) = (Part::default(), 0);
    while bytes < PART {
        match log.next() {
            Ok(Some(case)) => {
                bytes += case.raw.as_ref().map_or(0, String::len);
                part.cases.push(told(map, case, times));
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
