//! Why a log could not be read: each a sentence to a person.

/// Why a log could not be read.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// There is no such file.
    #[error("{0} is not there. Nothing was read; look at the name.")]
    Absent(String),
    /// The system does not let it be read.
    #[error("{name} cannot be read: {why}. Nothing was changed.")]
    Unreadable {
        /// The file.
        name: String,
        /// What the system says.
        why: String,
    },
    /// The desk could not give its bytes, and says so in sentences of its own.
    #[error("{name} cannot be read. {why}")]
    Withheld {
        /// The attached file.
        name: String,
        /// What the desk says.
        why: String,
    },
    /// A directory.
    #[error("{0} is a directory. Name the log files in it, like {0}/*.log.")]
    Directory(String),
    /// A device.
    #[error(
        "{0} is a device, not a file. To read what a program writes, pipe it into hoist logs -."
    )]
    Device(String),
    /// A pipe, where nobody waits for its other end.
    #[error(
        "{0} is a pipe, not a file: nobody knows when something comes out of it. Read it on the command line, with hoist logs and its path, or write it into a file first."
    )]
    Pipe(String),
    /// No text.
    #[error(
        "{0} is no text, so there are no lines to analyse. Nothing was changed; if it is packed, unpack it first (gzip is read as it is)."
    )]
    Binary(String),
    /// Packed, and what comes out is packed again.
    #[error(
        "{0} is packed twice: what comes out of the gzip is gzip again, and no lines. Nothing was changed; unpack it once (gunzip) and name what comes out."
    )]
    Twice(String),
    /// It unpacks to more than anyone would write.
    #[error(
        "{name} unpacks to more than {output} MiB from {packed} KiB: that is {what}. Reading stopped there and nothing was kept; unpack it elsewhere and name the part you need."
    )]
    Bomb {
        /// The file.
        name: String,
        /// What that makes of it.
        what: &'static str,
        /// Unpacked, MiB.
        output: u64,
        /// Packed bytes read until then, KiB.
        packed: u64,
    },
    /// No room for what is unpacked.
    #[error(
        "{name} has to be unpacked into a temporary file, and that failed: {why}. Nothing was changed; set TMPDIR to a directory with room."
    )]
    Spool {
        /// The file.
        name: String,
        /// What the system says.
        why: String,
    },
}

impl Fault {
    pub(super) fn unreadable(name: &str, error: std::io::Error) -> Fault {
        let (name, why) = (name.to_owned(), error.to_string());
        match error.kind() {
            std::io::ErrorKind::NotFound => Fault::Absent(name),
            std::io::ErrorKind::Other if why.ends_with('.') => Fault::Withheld { name, why },
            _ => Fault::Unreadable { name, why },
        }
    }
}
