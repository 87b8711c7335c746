//! The file that is imported: plain or gzip, CSV or one JSON object a line, with line numbers.

use super::Format;
use super::map::Column;
use crate::desk::Error;
use flate2::read::MultiGzDecoder;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};

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
    /// Its values, or why it cannot be read.
    pub cells: Result<Cells, String>,
    /// The row as it stood, for the reject file.
    pub raw: Vec<String>,
    /// It was not UTF-8 and was read as Latin-1.
    pub latin1: bool,
}

/// The values of a row.
pub enum Cells {
    /// By place, with the names of the header.
    Csv(Vec<String>, std::rc::Rc<BTreeMap<String, usize>>),
    /// An object.
    Json(Value),
}

impl Cells {
    /// The value of a column; none where there is none.
    pub fn get(&self, column: &Column) -> Option<Cow<'_, str>> {
        match (self, column) {
            (Cells::Csv(cells, _), Column::Place(n)) => {
                cells.get(n - 1).map(|c| Cow::Borrowed(c.as_str()))
            }
            (Cells::Csv(cells, names), Column::Name(name)) => {
                let cell = cells.get(*names.get(name)?)?;
                Some(Cow::Borrowed(cell.as_str()))
            }
            (Cells::Json(object), Column::Name(name)) => spoken(inside(object, name)?),
            (Cells::Json(_), Column::Place(_)) => None,
        }
    }
}

/// `user.login` reaches inside; a key that has the dot itself comes first.
fn inside<'a>(object: &'a Value, name: &str) -> Option<&'a Value> {
    if let Some(value) = object.get(name) {
        return Some(value);
    }
    let (first, rest) = name.split_once('.')?;
    inside(object.get(first)?, rest)
}

fn spoken(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Array(several) => {
            let words: Vec<_> = several.iter().filter_map(spoken).collect();
            Some(Cow::Owned(words.join(",")))
        }
        other => Some(Cow::Owned(other.to_string())),
    }
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
    reader: csv::Reader<Limited>,
    header: Vec<String>,
    names: std::rc::Rc<BTreeMap<String, usize>>,
    record: csv::ByteRecord,
    ended: bool,
}

/// The reading of JSON lines.
pub struct JsonRows {
    input: Box<dyn BufRead>,
    line: u64,
}

/// Bytes that end early when one record takes too many of them.
struct Limited {
    input: Box<dyn BufRead>,
    left: std::rc::Rc<std::cell::Cell<u64>>,
}

impl Read for Limited {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let left = self.left.get();
        if left == 0 {
            return Err(std::io::Error::other(
                "a record is larger than 256 MiB; a quote is probably not closed",
            ));
        }
        let most = buf.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let n = self.input.read(&mut buf[..most])?;
        self.left.set(left - n as u64);
        Ok(n)
    }
}

/// Opens a source: gzip by its first bytes, a byte order mark is skipped.
///
/// # Errors
/// A sentence, for UTF-16 and for what cannot be read.
pub fn open(
    input: Box<dyn Read>,
    format: Format,
    header: bool,
    delimiter: u8,
) -> Result<Rows, Error> {
    let input = unpacked(input)?;
    match format {
        Format::Jsonl => Ok(Rows::Json(JsonRows { input, line: 0 })),
        Format::Csv => CsvRows::open(input, header, delimiter).map(|r| Rows::Csv(Box::new(r))),
    }
}

/// The bytes of a file, gzip or not, without a byte order mark.
///
/// # Errors
/// A sentence, for UTF-16 and for what cannot be read.
pub fn unpacked(input: Box<dyn Read>) -> Result<Box<dyn BufRead>, Error> {
    let mut input = BufReader::with_capacity(1 << 16, input);
    let zipped = input
        .fill_buf()
        .map_err(unreadable)?
        .starts_with(&[0x1f, 0x8b]);
    let mut input: Box<dyn BufRead> = match zipped {
        true => Box::new(BufReader::with_capacity(
            1 << 16,
            MultiGzDecoder::new(input),
        )),
        false => Box::new(input),
    };
    let start = input.fill_buf().map_err(unreadable)?;
    if start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]) {
        return Err(Error::Input(
            "The file is UTF-16. Nothing was imported; convert it first: iconv -f UTF-16 -t UTF-8 FILE.".to_owned(),
        ));
    }
    if start.starts_with(b"\xef\xbb\xbf") {
        input.consume(3);
    }
    Ok(input)
}

fn unreadable(error: impl std::fmt::Display) -> Error {
    Error::Input(format!("The file cannot be read: {error}."))
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
    fn open(input: Box<dyn BufRead>, header: bool, delimiter: u8) -> Result<CsvRows, Error> {
        let left = std::rc::Rc::new(std::cell::Cell::new(RECORD_MAX));
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(Limited { input, left });
        let mut record = csv::ByteRecord::new();
        let some = reader.read_byte_record(&mut record).map_err(unreadable)?;
        let (first, _) = decoded(&record);
        let names = match header {
            true => first.clone(),
            false => (1..=first.len()).map(|n| n.to_string()).collect(),
        };
        if header {
            record.clear();
        }
        let places = names.iter().cloned().enumerate().map(|(n, name)| (name, n));
        Ok(CsvRows {
            reader,
            names: std::rc::Rc::new(places.collect()),
            header: names,
            record,
            ended: !some,
        })
    }

    fn next(&mut self) -> Result<Option<Row>, Error> {
        if self.ended {
            return Ok(None);
        }
        // A file without header has its first record still in hand.
        let held = !self.record.is_empty();
        if !held {
            self.reader.get_ref().left.set(RECORD_MAX);
            if !self
                .reader
                .read_byte_record(&mut self.record)
                .map_err(unreadable)?
            {
                self.ended = true;
                return Ok(None);
            }
        }
        let line = self.record.position().map_or(0, csv::Position::line);
        let (cells, latin1) = decoded(&self.record);
        self.record.clear();
        let raw = cells.clone();
        let cells = match self.fault(&cells) {
            Some(why) => Err(why),
            None => Ok(Cells::Csv(cells, std::rc::Rc::clone(&self.names))),
        };
        Ok(Some(Row {
            line,
            cells,
            raw,
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
        too_large(cells.iter().map(String::len))
    }
}

fn too_large(mut sizes: impl Iterator<Item = usize>) -> Option<String> {
    sizes
        .any(|n| n > FIELD_MAX)
        .then(|| format!("a field is larger than {} MiB", FIELD_MAX >> 20))
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

fn latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|b| char::from(*b)).collect()
}

impl JsonRows {
    fn next(&mut self) -> Result<Option<Row>, Error> {
        loop {
            let mut bytes = Vec::new();
            let mut limited = (&mut self.input).take(LINE_MAX);
            let n = limited.read_until(b'\n', &mut bytes).map_err(unreadable)?;
            if n == 0 {
                return Ok(None);
            }
            self.line += 1;
            if n as u64 == LINE_MAX && bytes.last() != Some(&b'\n') {
                self.skip_line()?;
                let why = format!("the line is longer than {} MiB", LINE_MAX >> 20);
                return Ok(Some(self.row(Err(why), String::new(), false)));
            }
            if bytes.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let (text, odd) = match String::from_utf8(bytes) {
                Ok(text) => (text, false),
                Err(e) => (latin1(e.as_bytes()), true),
            };
            let text = text.trim_end_matches(['\n', '\r']).to_owned();
            let cells = match serde_json::from_str::<Value>(&text) {
                Ok(object @ Value::Object(_)) => Ok(Cells::Json(object)),
                Ok(_) => Err("it is not a JSON object".to_owned()),
                Err(e) => Err(format!("it is not JSON: {e}")),
            };
            return Ok(Some(self.row(cells, text, odd)));
        }
    }

    fn row(&self, cells: Result<Cells, String>, text: String, latin1: bool) -> Row {
        Row {
            line: self.line,
            cells,
            raw: vec![text],
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
