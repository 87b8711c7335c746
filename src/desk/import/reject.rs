//! The rows that could not become tickets, beside the source, with line and reason.

use super::Format;
use super::source::Row;
use crate::desk::Error;
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
    pub fn keep(&mut self, row: &Row, reason: &str) -> Result<(), Error> {
        let Some(wanted) = self.wanted.clone() else {
            return Ok(());
        };
        let failed = |e: std::io::Error| {
            Error::Input(format!(
                "Rows that cannot be imported could not be kept beside {}: {e}.",
                wanted.display()
            ))
        };
        if self.out.is_none() {
            let (path, file) = fresh(&wanted, self.format).map_err(failed)?;
            let mut out = BufWriter::new(file);
            if let Format::Csv = self.format {
                let mut names = vec!["import_line".to_owned(), "import_reason".to_owned()];
                names.extend(self.header.iter().cloned());
                out.write_all(&record(&names)).map_err(failed)?;
            }
            self.out = Some((path, out));
        }
        let line = match self.format {
            Format::Csv => {
                let mut cells = vec![row.line.to_string(), reason.to_owned()];
                cells.extend(row.raw.iter().cloned());
                record(&cells)
            }
            Format::Jsonl => object(row, reason),
        };
        match &mut self.out {
            Some((_, out)) => out.write_all(&line).map_err(failed),
            None => Ok(()),
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
        out.flush().map_err(|e| {
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

fn record(cells: &[String]) -> Vec<u8> {
    let mut out = csv::WriterBuilder::new()
        .flexible(true)
        .from_writer(Vec::new());
    // Writing to memory cannot fail.
    let _ = out.write_record(cells);
    out.into_inner().unwrap_or_default()
}

/// The object itself with line and reason, so that it can be mended and imported; else its text.
fn object(row: &Row, reason: &str) -> Vec<u8> {
    let text = row.raw.first().map_or("", String::as_str);
    let mut object = match serde_json::from_str(text) {
        Ok(Value::Object(object)) => Value::Object(object),
        _ => json!({ "import_text": text }),
    };
    object["import_line"] = json!(row.line);
    object["import_reason"] = json!(reason);
    format!("{object}\n").into_bytes()
}
