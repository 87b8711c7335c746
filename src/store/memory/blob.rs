//! The bytes of attachments in memory.

use super::MemoryStore;
use super::state::State;
use crate::domain::actor::Viewer;
use crate::domain::id::{At, TicketId};
use crate::store::Error;
use crate::store::blob::{Blobs, Small, not_whole};

/// A blob, or the draft of one.
#[derive(Clone, Debug)]
pub struct Blob {
    chunks: Vec<Vec<u8>>,
    begun_at: At,
    pub used: bool,
}

impl Blob {
    pub fn size(&self) -> u64 {
        self.chunks.iter().map(|c| c.len() as u64).sum()
    }

    fn chunk(&self, n: u32) -> Option<Vec<u8>> {
        self.chunks.get(usize::try_from(n).ok()?).cloned()
    }
}

impl MemoryStore {
    fn change<T>(&mut self, work: impl FnOnce(&mut State) -> Result<T, Error>) -> Result<T, Error> {
        let done = {
            let mut state = self.state();
            let done = work(&mut state)?;
            state.writes += 1;
            done
        };
        self.own += 1;
        Ok(done)
    }
}

impl Blobs for MemoryStore {
    fn put_chunks(
        &mut self,
        draft: &str,
        first: u32,
        chunks: &[Vec<u8>],
        at: At,
    ) -> Result<(), Error> {
        self.change(|state| {
            let blob = state.drafts.entry(draft.to_owned()).or_insert(Blob {
                chunks: Vec::new(),
                begun_at: at,
                used: false,
            });
            let first = usize::try_from(first).unwrap_or(usize::MAX);
            if first > blob.chunks.len() {
                return Err(not_whole());
            }
            for (chunk, n) in chunks.iter().zip(first..) {
                match blob.chunks.get_mut(n) {
                    Some(there) => there.clone_from(chunk),
                    None => blob.chunks.push(chunk.clone()),
                }
            }
            Ok(())
        })
    }

    fn keep_blob(&mut self, draft: &str, sha256: &str, size: u64) -> Result<(), Error> {
        self.change(|state| {
            if state.blobs.contains_key(sha256) {
                return Ok(());
            }
            match state.drafts.get(draft) {
                Some(blob) if blob.size() == size => {}
                _ => return Err(not_whole()),
            }
            if let Some(blob) = state.drafts.remove(draft) {
                state.blobs.insert(sha256.to_owned(), blob);
            }
            Ok(())
        })
    }

    fn put_small(&mut self, blobs: &[Small], at: At) -> Result<Vec<String>, Error> {
        let mut new = Vec::new();
        for Small { sha256, bytes } in blobs {
            let size = bytes.len() as u64;
            if self.touch_blob(sha256, size, at)? {
                continue;
            }
            let chunks = Vec::from_iter((size > 0).then(|| bytes.clone()));
            self.put_chunks(sha256, 0, &chunks, at)?;
            self.keep_blob(sha256, sha256, size)?;
            new.push(sha256.clone());
        }
        Ok(new)
    }

    fn room_for(&self, _: u64) -> Result<(), Error> {
        Ok(())
    }

    fn give_back(&mut self, draft: &str, sha256: &[String]) -> Result<(), Error> {
        self.change(|state| {
            state.drafts.remove(draft);
            state
                .blobs
                .retain(|hash, blob| blob.used || !sha256.contains(hash));
            Ok(())
        })
    }

    fn drop_draft(&mut self, draft: &str) -> Result<(), Error> {
        self.change(|state| {
            state.drafts.remove(draft);
            Ok(())
        })
    }

    fn touch_blob(&mut self, sha256: &str, size: u64, at: At) -> Result<bool, Error> {
        self.change(|state| {
            let found = state.blobs.get_mut(sha256).filter(|b| b.size() == size);
            Ok(found.is_some_and(|blob| {
                blob.begun_at = blob.begun_at.max(at);
                true
            }))
        })
    }

    fn chunk(
        &self,
        viewer: &Viewer,
        ticket: TicketId,
        attachment: u32,
        n: u32,
    ) -> Result<Option<Vec<u8>>, Error> {
        let state = self.state();
        state.visible(viewer, ticket)?;
        let blob = state.attachments.get(&(ticket, attachment));
        let blob = blob.and_then(|sha256| state.blobs.get(sha256));
        Ok(blob.and_then(|b| b.chunk(n)))
    }

    fn stored_chunk(&self, sha256: &str, n: u32) -> Result<Option<Vec<u8>>, Error> {
        Ok(self.state().blobs.get(sha256).and_then(|b| b.chunk(n)))
    }

    fn sweep_blobs(&mut self, before: At, _: usize) -> Result<usize, Error> {
        self.change(|state| {
            let count = |state: &State| -> usize {
                let all = state.blobs.values().chain(state.drafts.values());
                all.map(|b| b.chunks.len()).sum()
            };
            let there = count(state);
            state.drafts.retain(|_, b| b.begun_at >= before);
            state.blobs.retain(|_, b| b.used || b.begun_at >= before);
            Ok(there - count(state))
        })
    }
}
