//! Where the bytes of an attachment come from: files that are files, and streams.

use crate::desk::Error;
use crate::domain::attachment::{NewConfiguration, shown};
use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{Cursor, ErrorKind, Read, Seek, SeekFrom};
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Something to attach.
pub enum Source {
    /// A file; with another name than its own, if one is given.
    File(PathBuf, Option<String>),
    /// A stream with a name: standard input.
    Stream(String, Box<dyn Read>),
    /// What is in memory already, with a name.
    Bytes(String, Vec<u8>),
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::File(path, _) => write!(f, "File({})", path.display()),
            Source::Stream(name, _) => write!(f, "Stream({name})"),
            // What is pasted may hold secrets: it is never printed.
            Source::Bytes(name, _) => write!(f, "Bytes({name})"),
        }
    }
}

/// A source that can be read.
pub struct Opened {
    pub name: String,
    /// Of a file, its size when it was opened.
    pub size: Option<u64>,
    /// It is a configuration whose secrets were taken out.
    pub configuration: Option<NewConfiguration>,
    bytes: Bytes,
}

enum Bytes {
    File(File),
    Stream(Box<dyn Read>),
    Memory(Cursor<Vec<u8>>),
}

impl Opened {
    /// What is in memory.
    pub fn memory(name: String, bytes: Vec<u8>) -> Opened {
        Opened {
            name,
            size: Some(bytes.len() as u64),
            configuration: None,
            bytes: Bytes::Memory(Cursor::new(bytes)),
        }
    }

    /// Whether it can be read once more.
    pub fn can_rewind(&self) -> bool {
        !matches!(self.bytes, Bytes::Stream(_))
    }

    /// To the beginning of a file, to read it once more.
    pub fn rewind(&mut self) -> Result<(), Error> {
        match &mut self.bytes {
            Bytes::File(file) => match file.seek(SeekFrom::Start(0)) {
                Ok(_) => Ok(()),
                Err(error) => Err(unreadable(&self.name, &error)),
            },
            Bytes::Stream(_) => Ok(()),
            Bytes::Memory(bytes) => {
                bytes.set_position(0);
                Ok(())
            }
        }
    }
}

/// Reads until the chunk is full or the end has come; says how much it is.
pub fn fill(file: &mut Opened, chunk: &mut [u8]) -> Result<usize, Error> {
    let input: &mut dyn Read = match &mut file.bytes {
        Bytes::File(file) => file,
        Bytes::Stream(stream) => stream,
        Bytes::Memory(bytes) => bytes,
    };
    let mut full = 0;
    while let Some(room) = chunk.get_mut(full..).filter(|r| !r.is_empty()) {
        match input.read(room) {
            Ok(0) => break,
            Ok(n) => full += n,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(unreadable(&file.name, &error)),
        }
    }
    Ok(full)
}

fn unreadable(name: &str, error: &std::io::Error) -> Error {
    Error::Input(format!(
        "“{}” cannot be read: {error}. Nothing was attached.",
        shown(name)
    ))
}

/// Opens every source, or says of each one that cannot be attached why not.
pub fn open(sources: Vec<Source>) -> Result<Vec<Opened>, Error> {
    let (mut opened, mut faults) = (Vec::new(), Vec::new());
    for source in sources {
        match source {
            Source::Stream(name, stream) => opened.push(Opened {
                name,
                size: None,
                configuration: None,
                bytes: Bytes::Stream(stream),
            }),
            Source::Bytes(name, bytes) => opened.push(Opened::memory(name, bytes)),
            Source::File(path, name) => match file(&path, name) {
                Ok(file) => opened.push(file),
                Err(why) => faults.push(format!("{} {why}", path.display())),
            },
        }
    }
    if faults.is_empty() {
        return Ok(opened);
    }
    let all = faults.join("\n  ");
    Err(Error::Input(match faults.len() {
        1 => format!("{all} Nothing was attached."),
        n => format!("{n} files cannot be attached, so nothing was attached:\n  {all}"),
    }))
}

/// Opens a file without waiting for a pipe's other end; what it is is asked of what was opened.
fn file(path: &Path, name: Option<String>) -> Result<Opened, String> {
    let own = path.file_name().map(|n| n.to_string_lossy().into_owned());
    let file = OpenOptions::new()
        .read(true)
        .custom_flags(rustix::fs::OFlags::NONBLOCK.bits() as i32)
        .open(path)
        .map_err(|error| match error.kind() {
            ErrorKind::NotFound => "is not there.".to_owned(),
            ErrorKind::PermissionDenied => "cannot be read: you may not.".to_owned(),
            _ => format!("cannot be read: {error}."),
        })?;
    let meta = file
        .metadata()
        .map_err(|error| format!("cannot be read: {error}."))?;
    let kind = meta.file_type();
    let why = match () {
        () if kind.is_file() => None,
        () if kind.is_dir() => {
            Some("is a directory; pack it into one file first, or name its files.")
        }
        () if kind.is_fifo() => {
            Some("is a pipe; read it with: cat PIPE | hoist attach ID - --name NAME")
        }
        () => Some("is not a file."),
    };
    match why {
        Some(why) => Err(why.to_owned()),
        None => Ok(Opened {
            name: name.or(own).unwrap_or_default(),
            size: Some(meta.len()),
            configuration: None,
            bytes: Bytes::File(file),
        }),
    }
}
