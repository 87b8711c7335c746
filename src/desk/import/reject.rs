//! What could not become tickets, beside the source, with line and reason.

use super::Format;
use super::cells::Cells;
use super::map::Map;
use super::source::{Rows, text_of};
use crate::desk::{Error, room};
use quick_xml::escape::escape;
use serde_json::{Value, json};
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// What a CSV reject file has behind the columns of the source: the same mapping finds those where they were.
const OWN: [&str; 2] = ["import_line", "import_reason"];

/// A reject file that is made with its first row, and never over another. The mapping of its source reads it: it has
/// the same columns at the same places, the same delimiter, header and lines over it.
pub struct Rejects {
    wanted: Option<PathBuf>,
    format: Format,
    /// The names of the columns, where the source has them; its rows are of so many cells.
    header: Vec<String>,
    has_header: bool,
    delimiter: u8,
    /// What stands over the header.
    above: String,
    /// Its first bytes say that it is UTF-8, whatever encoding the mapping names.
    is_marked: bool,
    out: Option<(PathBuf, BufWriter<File>)>,
}

impl Rejects {
    /// Beside `wanted` (none: rows are only counted).
    pub fn new(wanted: Option<&Path>, format: Format, map: &Map, rows: Option<&Rows>) -> Rejects {
        let above = rows.map(Rows::above).unwrap_or_default();
        let header = rows.and_then(Rows::header).unwrap_or_default();
        Rejects {
            wanted: wanted.map(Path::to_owned),
            format,
            header: header.to_vec(),
            has_header: map.header,
            delimiter: map.delimiter,
            above: above.iter().map(|line| text_of(line)).collect(),
            is_marked: map.encoding.is_some() && format != Format::Xes,
            out: None,
        }
    }

    /// A row of the source with line and reason behind; over those of a reject file that is imported again.
    fn record(&self, cells: &[String], own: [String; 2]) -> Vec<u8> {
        let is_again = self.has_header && self.header.ends_with(&OWN.map(str::to_owned));
        let many = match is_again && cells.len() == self.header.len() {
            true => cells.len() - OWN.len(),
            false => cells.len(),
        };
        let mut record = cells[..many].to_vec();
        record.extend(own);
        packed(&record, self.delimiter)
    }

    /// Keeps a row.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn keep(&mut self, line: u64, cells: &Cells, reason: &str) -> Result<(), Error> {
        if self.wanted.is_none() {
            return Ok(());
        }
        let bytes = match cells {
            Cells::Csv(cells, _) => self.record(cells, [line.to_string(), reason.to_owned()]),
            Cells::Json(value) => object(value, line, reason),
            Cells::Pairs(_) => Vec::new(),
        };
        self.write(&bytes)
    }

    /// Keeps a trace as it stood.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn keep_trace(&mut self, line: u64, xml: &str, reason: &str) -> Result<(), Error> {
        if self.wanted.is_none() {
            return Ok(());
        }
        let said = format!(
            "  <int key=\"import:line\" value=\"{line}\"/>\n  <string key=\"import:reason\" value=\"{}\"/>\n",
            escape(reason)
        );
        let xml = xml.trim_end();
        let trace = match (xml.strip_suffix("</trace>"), xml.strip_suffix("/>")) {
            (Some(open), _) => format!("{open}{said}</trace>\n"),
            (None, Some(open)) => format!("{open}>{said}</trace>\n"),
            // Too large to be held: the place in the source is all that is kept.
            (None, None) => format!("<trace>\n{said}</trace>\n"),
        };
        self.write(trace.as_bytes())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let Some(wanted) = self.wanted.clone() else {
            return Ok(());
        };
        let failed = |e: std::io::Error| {
            Error::Input(format!(
                "What cannot be imported could not be kept beside {}: {}. Make room, or move the file to a place with room.",
                wanted.display(),
                room::why(&wanted, &e)
            ))
        };
        if self.out.is_none() {
            let (path, file) = fresh(&wanted, self.format).map_err(failed)?;
            let mut out = BufWriter::new(file);
            out.write_all(&self.head()).map_err(failed)?;
            self.out = Some((path, out));
        }
        match &mut self.out {
            Some((_, out)) => out.write_all(bytes).map_err(failed),
            None => Ok(()),
        }
    }

    fn head(&self) -> Vec<u8> {
        let mut head = match self.is_marked {
            true => "\u{feff}".as_bytes().to_vec(),
            false => Vec::new(),
        };
        match self.format {
            Format::Csv => {
                head.extend(self.above.as_bytes());
                if self.has_header {
                    head.extend(self.record(&self.header, OWN.map(str::to_owned)));
                }
                head
            }
            Format::Jsonl => head,
            Format::Xes => b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<log>\n".to_vec(),
        }
    }

    /// Ends the file and says which it is.
    ///
    /// # Errors
    /// When the rest cannot be written.
    pub fn finish(self) -> Result<Option<PathBuf>, Error> {
        let Some((path, mut out)) = self.out else {
            return Ok(None);
        };
        let end: &[u8] = match self.format {
            Format::Xes => b"</log>\n",
            Format::Csv | Format::Jsonl => b"",
        };
        out.write_all(end).and_then(|()| out.flush()).map_err(|e| {
            Error::Input(format!(
                "The reject file {} is incomplete: {e}.",
                path.display()
            ))
        })?;
        Ok(Some(path))
    }
}

/// `FILE.rejects.csv`, or the first free number behind it. Only the owner reads it: customers' words.
fn fresh(wanted: &Path, format: Format) -> std::io::Result<(PathBuf, File)> {
    let mut last = std::io::Error::from(std::io::ErrorKind::AlreadyExists);
    for n in 0..1_000 {
        let mut name = wanted.as_os_str().to_owned();
        name.push(match n {
            0 => format!(".rejects.{format}"),
            n => format!(".rejects-{n}.{format}"),
        });
        let path = PathBuf::from(name);
        let made = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path);
        match made {
            Ok(file) => return Ok((path, file)),
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => last = e,
            Err(e) => return Err(e),
        }
    }
    Err(last)
}

fn packed(cells: &[String], delimiter: u8) -> Vec<u8> {
    let mut out = csv::WriterBuilder::new()
        .flexible(true)
        .delimiter(delimiter)
        .from_writer(Vec::new());
    // Writing to memory cannot fail.
    let _ = out.write_record(cells);
    out.into_inner().unwrap_or_default()
}

/// The object itself with line and reason, so that it can be mended and imported; else its text.
fn object(value: &Value, line: u64, reason: &str) -> Vec<u8> {
    let mut object = match value {
        Value::Object(object) => Value::Object(object.clone()),
        other => json!({ "import_text": other }),
    };
    object["import_line"] = json!(line);
    object["import_reason"] = json!(reason);
    format!("{object}\n").into_bytes()
}
