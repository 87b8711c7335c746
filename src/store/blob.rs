//! The bytes of attachments: in chunks, once for each hash, apart from the log. They are put before
//! the change that refers to them; what a killed program left of them is used again or swept.

use super::Error;
use crate::domain::actor::Viewer;
use crate::domain::event::{Event, Fact};
use crate::domain::id::{At, TicketId};
use crate::domain::ticket::Attachment;

/// Bytes of a chunk: every one but the last of a blob has just so many.
pub const CHUNK: usize = 256 << 10;

/// A blob of no more than a chunk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Small {
    /// Lower-case hex.
    pub sha256: String,
    /// All of it.
    pub bytes: Vec<u8>,
}

/// Where bytes are kept. A blob grows as a draft under a name of its own, and is a blob when it gets
/// its hash; nothing refers to a draft.
pub trait Blobs {
    /// Writes chunks of a draft from number `first` on, in one transaction; begins it where it is not
    /// there yet. The same chunks written again change nothing.
    fn put_chunks(
        &mut self,
        draft: &str,
        first: u32,
        chunks: &[Vec<u8>],
        at: At,
    ) -> Result<(), Error>;

    /// Makes the draft the blob of this hash (lower-case hex). Where there is one already the draft
    /// stays a draft. A draft of another size, or with a hole, is refused.
    fn keep_blob(&mut self, draft: &str, sha256: &str, size: u64) -> Result<(), Error>;

    /// Puts blobs of one chunk, or of none, all in one transaction: a commit for each of ten thousand small files
    /// takes a minute. Those that are there already are not swept for another day. The hashes of the others.
    fn put_small(&mut self, blobs: &[Small], at: At) -> Result<Vec<String>, Error>;

    /// Whether so many bytes more can be put, the worst case, without filling the disk.
    /// [`Error::NoRoom`] if not; nothing is written.
    fn room_for(&self, bytes: u64) -> Result<(), Error>;

    /// Gives back what was laid down in vain: the draft, and of the blobs of these hashes those that
    /// nothing refers to. Their space is that of the next writes.
    fn give_back(&mut self, draft: &str, sha256: &[String]) -> Result<(), Error>;

    /// Forgets a draft, in short transactions.
    fn drop_draft(&mut self, draft: &str) -> Result<(), Error>;

    /// Whether there is a blob of this hash and size; then it is not swept for another day.
    fn touch_blob(&mut self, sha256: &str, size: u64, at: At) -> Result<bool, Error>;

    /// A chunk of a ticket's attachment, by the numbers of both; `None` behind the last one.
    /// [`Error::NotFound`], [`Error::Restricted`].
    fn chunk(
        &self,
        viewer: &Viewer,
        ticket: TicketId,
        attachment: u32,
        n: u32,
    ) -> Result<Option<Vec<u8>>, Error>;

    /// A chunk of a blob, without viewer: for audits. `None` behind the last one, and where there is
    /// no such blob.
    fn stored_chunk(&self, sha256: &str, n: u32) -> Result<Option<Vec<u8>>, Error>;

    /// Takes up to `chunks` chunks away of drafts and blobs that nothing refers to and that were
    /// begun before an instant; says how many it took.
    fn sweep_blobs(&mut self, before: At, chunks: usize) -> Result<usize, Error>;
}

/// The attachments that events bring.
pub(crate) fn attached(events: &[Event]) -> impl Iterator<Item = &Attachment> {
    events
        .iter()
        .flat_map(|e| &e.facts)
        .filter_map(|f| match f {
            Fact::Attached(file) => Some(file),
            _ => None,
        })
}

/// The error of a draft that cannot be the blob it is said to be.
pub(crate) fn not_whole() -> Error {
    Error::Backend("not every part of the attachment was written".to_owned())
}
