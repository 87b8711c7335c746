//! The lines of an export, read and checked one by one.

use super::files::Files;
use crate::desk::Error;
use crate::desk::export::{FORMAT, sum};
use crate::desk::import::bytes;
use crate::domain::chain::{Link, Verifier, hex};
use crate::domain::event::DeskFact;
use crate::domain::id::{At, TicketId};
use crate::store::sqlite::{Pile, Piled};
use serde::Deserialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::cell::Cell;
use std::io::{BufRead, Read as Input};
use std::rc::Rc;

/// The longest first line, as of any other file of JSON lines: only behind the head of an export a line is longer.
const HEAD_MAX: u64 = 32 << 20;
/// The longest line: a ticket with everything that was ever said on it.
const LINE_MAX: u64 = 1 << 30;
/// How many times its packed size a line may have that is longer than [`HEAD_MAX`]: tickets pack ten- to thirtyfold.
const RATIO: u64 = 250;
/// Records looked at a time.
const PAGE: usize = 1_000;

/// The first line.
#[derive(Clone, Debug, Deserialize)]
pub struct Head {
    pub whole: bool,
    /// The bytes of files are among the lines; they never were in format 1.
    #[serde(default)]
    pub files: bool,
    pub desk: Origin,
    pub head: Last,
}

/// The desk it comes from.
#[derive(Clone, Debug, Deserialize)]
pub struct Origin {
    pub id: String,
    pub name: String,
    pub made_at: At,
    pub demo: bool,
    pub process: String,
}

/// Where its chain ended.
#[derive(Clone, Debug, Deserialize)]
pub struct Last {
    pub n: i64,
    pub hash: String,
}

#[derive(Deserialize)]
struct End {
    lines: u64,
    tickets: u64,
    events: u64,
    #[serde(default)]
    files: u64,
    sums: String,
}

/// An export that holds together.
pub struct Read {
    pub head: Head,
    /// Agents, customers, contacts and process files, where only some tickets come.
    pub book: Vec<DeskFact>,
    /// Every event, by its number.
    pub pile: Pile,
    pub files: Files,
    pub tickets: u64,
    pub events: u64,
    /// What the whole export is known by.
    pub sums: [u8; 32],
}

impl Read {
    /// The id of the desk that comes of it: the same for a whole one, else made from the export.
    pub fn desk_id(&self) -> String {
        if self.head.whole {
            return self.head.desk.id.clone();
        }
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&self.sums[..16]);
        uuid::Builder::from_custom_bytes(bytes)
            .into_uuid()
            .to_string()
    }
}

/// Whether a file begins like an export.
#[must_use]
pub fn is_export(first: &str) -> bool {
    let head: Result<Map<String, Value>, _> = serde_json::from_str(first.trim());
    head.is_ok_and(|h| h.get("hoist").and_then(Value::as_str) == Some("export"))
}

pub(super) fn broken(line: u64, why: &str) -> Error {
    Error::Input(format!("Line {line} {why}. Nothing was imported."))
}

/// Reads and checks everything.
pub fn read(input: Box<dyn Input>, progress: &mut dyn FnMut(u64)) -> Result<Read, Error> {
    let taken = Rc::new(Cell::new(0));
    let input = Box::new(Counted(input, Rc::clone(&taken)));
    let mut reader = Reader {
        input: bytes::unpacked(input, None, &Rc::default())?,
        taken,
        line: 0,
        sums: Sha256::new(),
    };
    let Some(first) = reader.next()? else {
        return Err(Error::Input(
            "The file is empty. Nothing was imported.".to_owned(),
        ));
    };
    let mut read = Read {
        head: head(first)?,
        book: Vec::new(),
        pile: Pile::open()?,
        files: Files::default(),
        tickets: 0,
        events: 0,
        sums: [0; 32],
    };
    loop {
        let sums = reader.sums.clone();
        let Some(mut line) = reader.next()? else {
            return Err(broken(
                reader.line,
                "is the last one, and the export goes on: the file was cut off",
            ));
        };
        let at = reader.line;
        if line.contains_key("file") {
            read.files.chunk(&mut read.pile, at, &line)?;
            continue;
        }
        read.files.other(at)?;
        if let Some(end) = line.remove("end") {
            read.sums = sums.finalize().into();
            finished(&read, at, end)?;
            break;
        }
        take(&mut read, at, line)?;
        progress(read.tickets);
    }
    if reader.next()?.is_some() {
        return Err(broken(reader.line, "stands behind the end of the export"));
    }
    if read.head.whole {
        verify(&read)?;
    }
    read.files.all(&read.head)?;
    Ok(read)
}

fn head(first: Map<String, Value>) -> Result<Head, Error> {
    if first.get("hoist").and_then(Value::as_str) != Some("export") {
        return Err(broken(
            1,
            "is not the head of an export of hoist; other files need a --map",
        ));
    }
    match first.get("format").and_then(Value::as_u64) {
        // Format 1 had no bytes of files.
        Some(1 | FORMAT) => {}
        Some(other) => {
            return Err(broken(
                1,
                &format!("says format {other}, and this hoist reads {FORMAT}; update hoist"),
            ));
        }
        None => return Err(broken(1, "does not say its format")),
    }
    serde_json::from_value(Value::Object(first))
        .map_err(|e| broken(1, &format!("cannot be read: {e}")))
}

/// Bytes as they lie in the file, counted.
struct Counted(Box<dyn Input>, Rc<Cell<u64>>);

impl Input for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.0.read(buffer)?;
        self.1.set(self.1.get() + read as u64);
        Ok(read)
    }
}

struct Reader {
    input: Box<dyn BufRead>,
    /// Bytes taken from the file, packed where it is.
    taken: Rc<Cell<u64>>,
    line: u64,
    sums: Sha256,
}

impl Reader {
    /// The bytes of the next line, with its break; a piece at a time, so that no more of an endless one is held.
    fn bytes(&mut self, line: u64) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        let before = self.taken.get();
        loop {
            let mut piece = self.input.by_ref().take(HEAD_MAX);
            let got = piece.read_until(b'\n', &mut bytes);
            let n = got.map_err(|e| broken(line, &format!("cannot be read: {e}")))?;
            if (n as u64) < HEAD_MAX || bytes.ends_with(b"\n") {
                return Ok(bytes);
            }
            let size = bytes.len() as u64;
            let packed = (self.taken.get() - before).max(1);
            let longest = match line {
                1 => HEAD_MAX,
                _ => LINE_MAX,
            };
            if size >= longest || size / packed > RATIO {
                let why = match line {
                    1 => "; other files need a --map",
                    _ => "",
                };
                let most = longest.min(size) >> 20;
                let text = format!("is longer than {most} MiB: no line of an export is{why}");
                return Err(broken(line, &text));
            }
        }
    }

    /// The next line whose sum is right.
    fn next(&mut self) -> Result<Option<Map<String, Value>>, Error> {
        let next = self.line + 1;
        let bytes = self.bytes(next)?;
        if bytes.is_empty() {
            return Ok(None);
        }
        self.line = next;
        let line: Map<String, Value> = serde_json::from_slice(&bytes).map_err(|e| {
            let cut = if bytes.ends_with(b"\n") {
                ""
            } else {
                "; the file was cut off"
            };
            broken(next, &format!("is broken: {e}{cut}"))
        })?;
        let told = line.get("sum").and_then(Value::as_str).unwrap_or_default();
        let right = sum(&line);
        if told != right {
            return Err(broken(
                next,
                "is not as it was exported: it was changed since",
            ));
        }
        self.sums.update(&right);
        Ok(Some(line))
    }
}

fn finished(read: &Read, at: u64, end: Value) -> Result<(), Error> {
    let end: End =
        serde_json::from_value(end).map_err(|e| broken(at, &format!("cannot be read: {e}")))?;
    let told = (end.lines, end.tickets, end.events, end.files, end.sums);
    let found = (
        at - 1,
        read.tickets,
        read.events,
        read.files.count(),
        hex(&read.sums),
    );
    match told == found {
        true => Ok(()),
        false => Err(broken(
            at,
            "says that other lines were exported: some were taken out, added or changed",
        )),
    }
}

fn take(read: &mut Read, at: u64, mut line: Map<String, Value>) -> Result<(), Error> {
    if let Some(fact) = line.remove("book") {
        let fact = serde_json::from_value(fact);
        read.book
            .push(fact.map_err(|e| broken(at, &format!("cannot be read: {e}")))?);
        return Ok(());
    }
    if let Some(event) = line.remove("desk") {
        return put(read, at, None, &line, &event);
    }
    let ticket = line.get("ticket").and_then(|t| t.get("id"));
    let Some(ticket) = ticket.and_then(Value::as_i64).filter(|id| *id > 0) else {
        return Err(broken(at, "is of no kind that this hoist knows"));
    };
    let events = line.get("events").and_then(Value::as_array);
    for held in events.map(Vec::as_slice).unwrap_or_default() {
        let (Some(held), Some(event)) = (held.as_object(), held.get("event")) else {
            return Err(broken(at, "has an event that cannot be read"));
        };
        put(read, at, Some(ticket), held, event)?;
        read.events += 1;
    }
    read.tickets += 1;
    Ok(())
}

fn put(
    read: &mut Read,
    at: u64,
    ticket: Option<i64>,
    place: &Map<String, Value>,
    event: &Value,
) -> Result<(), Error> {
    read.files.event(at, ticket.is_some(), event);
    let n = place.get("n").and_then(Value::as_i64).unwrap_or_default();
    let hash = place
        .get("hash")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let piled = Piled {
        n,
        line: at,
        ticket,
        hash: hash.to_owned(),
        json: event.to_string(),
    };
    match n > 0 && read.pile.put(&piled)? {
        true => Ok(()),
        false => Err(broken(
            at,
            &format!("has record {n}, which was there before"),
        )),
    }
}

/// The record of the chain under a number.
pub fn record(n: i64, piled: &Piled) -> String {
    match piled.ticket {
        Some(id) => format!(r#"{{"event":{},"n":{n},"ticket":{id}}}"#, piled.json),
        None => format!(r#"{{"desk":{},"n":{n}}}"#, piled.json),
    }
}

/// The audit chain of a whole desk.
fn verify(read: &Read) -> Result<(), Error> {
    let mut chain = Verifier::default();
    let mut last = 0;
    loop {
        let page = read.pile.page(chain.n, PAGE)?;
        if page.is_empty() {
            break;
        }
        for piled in page {
            last = piled.line;
            let record = record(piled.n, &piled);
            let fed = chain.feed(Link {
                n: piled.n,
                ticket: piled.ticket.map(TicketId),
                record: &record,
                hash: &piled.hash,
            });
            fed.map_err(|b| broken(piled.line, &format!("does not fit: {}", bare(&b.what))))?;
        }
    }
    let head = &read.head.head;
    match (chain.n, hex(&chain.hash)) == (head.n, head.hash.clone()) {
        true => Ok(()),
        false => Err(broken(
            last,
            &format!("ends the audit chain before record {}", head.n),
        )),
    }
}

fn bare(sentence: &str) -> &str {
    sentence.trim_end_matches('.')
}
