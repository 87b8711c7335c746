//! What could not become tickets, beside the source, with line and reason.

use super::Format;
use super::cells::Cells;
use crate::desk::{Error, room};
use quick_xml::escape::escape;
use serde_json::{Value, json};
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// A reject file that is made with its first row, and never over another.
pub struct Rejects {
    wanted: Option<PathBuf>,
    format: Format,
    header: Vec<String>,
    out: Option<(PathBuf, BufWriter<File>)>,
}

impl Rejects {
    /// Beside `wanted` (none: rows are only counted).
    pub fn new(wanted: Option<&Path>, format: Format, header: Option<&[String]>) -> Rejects {
        Rejects {
            wanted: wanted.map(Path::to_owned),
            format,
            header: header.unwrap_or_default().to_vec(),
            out: None,
        }
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
            Cells::Csv(cells, _) => {
                let mut record = vec![line.to_string(), reason.to_owned()];
                record.extend(cells.iter().cloned());
                packed(&record)
            }
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
        match self.format {
            Format::Csv => {
                let mut names = vec!["import_line".to_owned(), "import_reason".to_owned()];
                names.extend(self.header.iter().cloned());
                packed(&names)
            }
            Format::Jsonl => Vec::new(),
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

fn packed(cells: &[String]) -> Vec<u8> {
    let mut out = csv::WriterBuilder::new()
        .flexible(true)
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
