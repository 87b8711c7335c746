//! The rows of a file: CSV or one JSON object a line, with line numbers.

use super::Format;
use super::bytes::{Watch, Watched, unreadable, unreadable_from};
use super::cells::{Cells, Names};
use super::map::{Map, listed};
use crate::desk::Error;
use serde_json::Value;
use std::io::{BufRead, Read};
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

/// The largest field that becomes a ticket, in bytes: ten times the longest text that is promised.
pub const FIELD_MAX: usize = 8 << 20;
/// The longest line of a JSON file, in bytes.
const LINE_MAX: u64 = 32 << 20;
/// The largest CSV record: a quote that is never closed must not swallow the machine's memory.
const RECORD_MAX: u64 = 256 << 20;

/// A row of the source.
pub struct Row {
    /// The line on which it begins, from 1.
    pub line: u64,
    /// Its values as they stand.
    pub cells: Cells,
    /// Why it cannot be read.
    pub fault: Option<String>,
    /// It was not UTF-8 and was read as Latin-1.
    pub latin1: bool,
}

/// The rows of a source.
pub enum Rows {
    /// A CSV file.
    Csv(Box<CsvRows>),
    /// JSON lines.
    Json(JsonRows),
}

/// The reading of a CSV file.
pub struct CsvRows {
    reader: csv::Reader<Watched>,
    watch: Rc<Watch>,
    header: Vec<String>,
    names: Arc<Names>,
    record: csv::ByteRecord,
    ended: bool,
    /// The lines that were skipped, as they stand in the file.
    above: Vec<Vec<u8>>,
}

/// The reading of JSON lines.
pub struct JsonRows {
    input: Box<dyn BufRead>,
    line: u64,
}

/// The source cannot be opened: that is said beside what is wrong with the mapping by itself.
#[must_use]
pub fn unopened(map: &Map, path: &Path, error: &std::io::Error) -> Error {
    let why = format!("{} cannot be read: {error}.", path.display());
    Error::Input(match map.mistakes.is_empty() {
        true => why,
        false => format!("{}\n{why}", listed(&map.text, &map.mistakes)),
    })
}

/// Opens a source of rows.
///
/// # Errors
/// A sentence, for what cannot be read.
pub fn open(input: Box<dyn BufRead>, format: Format, map: &Map) -> Result<Rows, Error> {
    match format {
        Format::Jsonl => Ok(Rows::Json(JsonRows { input, line: 0 })),
        Format::Csv | Format::Xes => CsvRows::open(input, map).map(|r| Rows::Csv(Box::new(r))),
    }
}

impl Rows {
    /// The names of the columns, where the file has them; an empty file has none.
    pub fn header(&self) -> Option<&[String]> {
        match self {
            Rows::Csv(rows) if rows.ended => None,
            Rows::Csv(rows) => Some(&rows.header),
            Rows::Json(_) => None,
        }
    }

    /// The same, to look names up.
    pub fn names(&self) -> Option<&Arc<Names>> {
        match self {
            Rows::Csv(rows) if !rows.ended => Some(&rows.names),
            _ => None,
        }
    }

    /// The lines over the header that were skipped, with their ends.
    pub fn above(&self) -> &[Vec<u8>] {
        match self {
            Rows::Csv(rows) => &rows.above,
            Rows::Json(_) => &[],
        }
    }

    /// The next row.
    ///
    /// # Errors
    /// When the file itself cannot be read on.
    pub fn next(&mut self) -> Result<Option<Row>, Error> {
        match self {
            Rows::Csv(rows) => rows.next(),
            Rows::Json(rows) => rows.next(),
        }
    }
}

impl CsvRows {
    fn open(mut input: Box<dyn BufRead>, map: &Map) -> Result<CsvRows, Error> {
        let above = above(&mut input, map.skip_lines)?;
        let (input, watch) = Watched::new(input, RECORD_MAX);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(map.delimiter)
            .from_reader(input);
        let mut record = csv::ByteRecord::new();
        let some = reader.read_byte_record(&mut record).map_err(unreadable)?;
        let (first, _) = decoded(&record);
        let header_of = match map.header {
            true => first,
            false => (1..=first.len()).map(|n| n.to_string()).collect(),
        };
        if map.header {
            record.clear();
        }
        Ok(CsvRows {
            reader,
            watch,
            names: Arc::new(Names::of(&header_of)),
            header: header_of,
            record,
            ended: !some,
            above,
        })
    }

    fn next(&mut self) -> Result<Option<Row>, Error> {
        if self.ended {
            return Ok(None);
        }
        // A file without header has its first record still in hand.
        let held = !self.record.is_empty();
        if !held {
            self.watch.renew();
            let read = self.reader.read_byte_record(&mut self.record);
            let above = self.above.len() as u64;
            let line = || self.reader.position().line() + above;
            if !read.map_err(|e| unreadable_from(line(), e))? {
                self.ended = true;
                return Ok(None);
            }
        }
        let line = self.record.position().map_or(0, csv::Position::line) + self.above.len() as u64;
        let (cells, latin1) = decoded(&self.record);
        self.record.clear();
        Ok(Some(Row {
            line,
            fault: self.fault(&cells),
            cells: Cells::Csv(cells, Arc::clone(&self.names)),
            latin1,
        }))
    }

    fn fault(&self, cells: &[String]) -> Option<String> {
        if cells.len() != self.header.len() {
            let quote = match cells.iter().any(|c| c.contains('\n')) {
                true => "; a quote is probably not closed or not doubled",
                false => "",
            };
            return Some(format!(
                "it has {} columns, the file begins with {}{quote}",
                cells.len(),
                self.header.len()
            ));
        }
        let large = cells.iter().any(|cell| cell.len() > FIELD_MAX);
        large.then(|| format!("a field is larger than {} MiB", FIELD_MAX >> 20))
    }
}

/// Takes the lines over the header off a file, as they stand: quotes mean nothing in them.
fn above(input: &mut Box<dyn BufRead>, lines: usize) -> Result<Vec<Vec<u8>>, Error> {
    let mut above = Vec::new();
    for n in 0..lines {
        let mut line = Vec::new();
        let read = (&mut *input).take(LINE_MAX).read_until(b'\n', &mut line);
        let read = read.map_err(unreadable)?;
        if read as u64 == LINE_MAX && line.last() != Some(&b'\n') {
            return Err(Error::Input(format!(
                "Line {} of the file is longer than {} MiB: no line over a header is (skip_lines). Nothing was imported.",
                n + 1,
                LINE_MAX >> 20
            )));
        }
        if read == 0 && n > 0 {
            return Err(Error::Input(format!(
                "The mapping skips {lines} lines (skip_lines), and the file has {n}: nothing is left. Nothing was imported."
            )));
        }
        if read > 0 {
            above.push(line);
        }
    }
    Ok(above)
}

/// Bytes as text: UTF-8, or all of them as Latin-1.
pub fn text_of(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes).map_or_else(|_| latin1(bytes), str::to_owned)
}

/// The cells as text: UTF-8, or all of the record as Latin-1.
fn decoded(record: &csv::ByteRecord) -> (Vec<String>, bool) {
    let utf8 = record.iter().all(|c| std::str::from_utf8(c).is_ok());
    let cell = |bytes: &[u8]| match utf8 {
        true => String::from_utf8_lossy(bytes).into_owned(),
        false => latin1(bytes),
    };
    (record.iter().map(cell).collect(), !utf8)
}

/// Bytes as Latin-1.
fn latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|b| char::from(*b)).collect()
}

impl JsonRows {
    fn next(&mut self) -> Result<Option<Row>, Error> {
        loop {
            let mut bytes = Vec::new();
            let mut limited = (&mut self.input).take(LINE_MAX);
            let read = limited.read_until(b'\n', &mut bytes);
            let n = read.map_err(|e| unreadable_from(self.line + 1, e))?;
            if n == 0 {
                return Ok(None);
            }
            self.line += 1;
            if n as u64 == LINE_MAX && bytes.last() != Some(&b'\n') {
                self.skip_line()?;
                let why = format!("the line is longer than {} MiB", LINE_MAX >> 20);
                return Ok(Some(self.row(Value::Null, Some(why), false)));
            }
            if bytes.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let (text, odd) = match String::from_utf8(bytes) {
                Ok(text) => (text, false),
                Err(e) => (latin1(e.as_bytes()), true),
            };
            let text = text.trim_end_matches(['\n', '\r']);
            let row = match serde_json::from_str::<Value>(text) {
                Ok(object @ Value::Object(_)) => self.row(object, None, odd),
                Ok(_) => self.bad(text, "it is not a JSON object".to_owned(), odd),
                Err(e) => self.bad(text, format!("it is not JSON: {e}"), odd),
            };
            return Ok(Some(row));
        }
    }

    fn bad(&self, text: &str, why: String, latin1: bool) -> Row {
        self.row(Value::String(text.to_owned()), Some(why), latin1)
    }

    fn row(&self, value: Value, fault: Option<String>, latin1: bool) -> Row {
        Row {
            line: self.line,
            cells: Cells::Json(value),
            fault,
            latin1,
        }
    }

    fn skip_line(&mut self) -> Result<(), Error> {
        loop {
            let buffer = self.input.fill_buf().map_err(unreadable)?;
            if buffer.is_empty() {
                return Ok(());
            }
            let (n, found) = match buffer.iter().position(|b| *b == b'\n') {
                Some(at) => (at + 1, true),
                None => (buffer.len(), false),
            };
            self.input.consume(n);
            if found {
                return Ok(());
            }
        }
    }
}
