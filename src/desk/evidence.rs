//! Whether the bytes that a ticket refers to are still what was attached: asked by audits, and before a seal.

use super::{Desk, Error};
use crate::domain::attachment::shown;
use crate::domain::blocker::{Blocker, Jump, Refusal, Why};
use crate::domain::ticket::{Attachment, Ticket};
use crate::store;
use sha2::{Digest, Sha256};

impl Desk {
    /// What is wrong with the bytes of a hash, in words that follow a name; `None` where they are right.
    pub(super) fn wrong_bytes(&self, sha256: &str, size: u64) -> Option<String> {
        match self.hash_of(sha256) {
            Ok((hash, there)) if hash == sha256 && there == size => None,
            Ok((_, 0)) => Some("is gone from the desk".to_owned()),
            Ok(_) => Some("does not match its hash".to_owned()),
            Err(Error::Store(store::Error::Damaged(_))) => {
                Some("cannot be read: a part of it is not what was written".to_owned())
            }
            Err(error) => Some(format!("cannot be read: {error}")),
        }
    }

    /// Refuses to seal a ticket while the bytes of a file on it are not what was attached.
    pub(super) fn whole_evidence(&self, ticket: &Ticket) -> Result<(), Error> {
        let wrong = |file: &Attachment| Some((file.n, self.wrong_file(file)?));
        let missing: Vec<Blocker> = ticket
            .standing_attachments()
            .filter_map(wrong)
            .map(|(n, text)| Blocker {
                guard: None,
                what: "attachment",
                id: n.to_string(),
                text,
                command: format!("hoist attachment {} {n} --take-back '…'", ticket.id.0),
                choices: Vec::new(),
                jump: Jump::None,
                forceable: false,
            })
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        Err(Error::Refused(Box::new(Refusal {
            refused: "archive".to_owned(),
            why: Why::Guards,
            text: format!(
                "{} cannot be archived: what was attached is not there any more as it was. Nothing was written, and the ticket stays where it is. hoist audit check names every damaged file; bring back a backup that still has it (hoist restore-desk), or, where none has, take the file back and say why.",
                ticket.id
            ),
            missing,
        })))
    }

    /// What is wrong with an attached file, as a clause that names it.
    pub(super) fn wrong_file(&self, file: &Attachment) -> Option<String> {
        let wrong = self.wrong_bytes(&file.sha256, file.size)?;
        Some(format!(
            "Attachment {} (“{}”) {wrong}",
            file.n,
            shown(&file.name)
        ))
    }

    fn hash_of(&self, sha256: &str) -> Result<(String, u64), Error> {
        let (mut hash, mut size, mut n) = (Sha256::new(), 0, 0);
        while let Some(chunk) = self.store.stored_chunk(sha256, n)? {
            hash.update(&chunk);
            size += chunk.len() as u64;
            n += 1;
        }
        let hex = hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
        Ok((hex, size))
    }
}
