//! An attachment as a log.

use crate::desk::logs::{Fault, Limits, LogFile};
use crate::desk::{Desk, Error};
use crate::domain::id::TicketId;
use crate::domain::ticket::Attachment;
use crate::store::blob::CHUNK;
use std::io::{self, Read};

/// The bytes of an attachment, read on and on.
struct Stream {
    desk: Desk,
    ticket: TicketId,
    file: Attachment,
    at: u64,
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = buffer.len().min(CHUNK);
        let read = self
            .desk
            .read_attachment(self.ticket, self.file.n, self.at, most);
        let bytes = read.map_err(|error| io::Error::other(error.to_string()))?;
        if let Some(room) = buffer.get_mut(..bytes.len()) {
            room.copy_from_slice(&bytes);
        }
        self.at += bytes.len() as u64;
        Ok(bytes.len())
    }
}

/// Why an attachment is no log.
#[derive(Debug, thiserror::Error)]
pub enum NoLog {
    /// It is not there, or not to be seen.
    #[error(transparent)]
    Desk(#[from] Error),
    /// It is no text, or a trap.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Desk {
    /// An attachment of a ticket as a log. The log keeps this connection to the desk.
    ///
    /// # Errors
    /// No such attachment, restricted, no text, no temporary file.
    pub fn into_log(self, ticket: TicketId, n: u32, limits: Limits) -> Result<LogFile, NoLog> {
        let file = self.attachment(ticket, n)?;
        let (name, latest, size) = (file.name.clone(), file.at, file.size);
        let stream = Stream {
            desk: self,
            ticket,
            file,
            at: 0,
        };
        let log = LogFile::from_reader(&name, Box::new(stream), limits, latest)?;
        Ok(log.of_size(size))
    }
}
