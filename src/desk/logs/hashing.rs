//! The hash of a whole log, a part at a time: whoever waits for it sees how far it is and may give up.

use super::fault::Fault;
use super::{LogFile, source};
use sha2::{Digest, Sha256};

/// Bytes read at once.
const PIECE: usize = 256 << 10;

/// A hash under way.
#[derive(Clone, Debug, Default)]
pub struct Hashing {
    hasher: Sha256,
    offset: u64,
}

impl Hashing {
    /// Bytes that went into it.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.offset
    }
}

impl LogFile {
    /// Goes on with a hash for about `bytes`; the hash, when the end is reached.
    ///
    /// # Errors
    /// As [`LogFile::window`].
    pub fn hash(&mut self, hashing: &mut Hashing, bytes: u64) -> Result<Option<String>, Fault> {
        let mut buffer = vec![0; PIECE];
        let end = hashing.offset.saturating_add(bytes);
        while hashing.offset < end {
            let read = match &self.original {
                Some(file) => source::at(file, hashing.offset, &mut buffer)?,
                None => self.source.raw_at(hashing.offset, &mut buffer)?,
            };
            if read == 0 {
                let hash = hashing.hasher.clone().finalize();
                return Ok(Some(hash.iter().map(|b| format!("{b:02x}")).collect()));
            }
            hashing
                .hasher
                .update(buffer.get(..read).unwrap_or_default());
            hashing.offset += read as u64;
        }
        Ok(None)
    }
}
