//! Why a store could not do it.

use crate::domain::id::{ArticleId, CommandId, TicketId};
use crate::domain::ticket::Ticket;

/// Why the store could not do it. Each is a sentence to a person: what happened, what is kept,
/// what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such ticket.
    #[error("There is no ticket {0} on this desk.")]
    NotFound(TicketId),
    /// No such article, or none that the viewer may see.
    #[error("There is no article {0} on this desk. hoist kb list shows them.")]
    NoArticle(ArticleId),
    /// It is restricted and the viewer is not in its audience.
    #[error("Ticket {0} is restricted; you are not in its audience. A lead can add you.")]
    Restricted(TicketId),
    /// Someone else changed it meanwhile: their ticket.
    #[error("Ticket {} was changed meanwhile. Nothing of yours was written; look at what changed and repeat.", .0.id)]
    Changed(Box<Ticket>),
    /// Another process file came into force between the decision and the writing.
    #[error(
        "The process file of this desk was changed meanwhile. Nothing of yours was written; look again at what can be done now, and repeat."
    )]
    ProcessChanged,
    /// An agent was removed between the decision and the writing.
    #[error(
        "{0} is no agent of this desk any more. Nothing of yours was written; look again at what can be done now, and repeat."
    )]
    AgentGone(String),
    /// The key over which somebody writes was taken away meanwhile.
    #[error(
        "The key with which {0} came in was taken away. Nothing was written; ask a lead for another one."
    )]
    KeyGone(String),
    /// Another writer held the desk for too long.
    #[error(
        "The desk is busy: another program has been writing for {0} s. Nothing was written; try again."
    )]
    Busy(u64),
    /// The disk is full.
    #[error(
        "The disk is full: make room and do the same again. It is the disk that holds {file} ({free} free). Nothing was written."
    )]
    Full {
        /// Which file.
        file: String,
        /// How much is free.
        free: String,
    },
    /// Something would fill the disk.
    #[error(
        "The disk that holds {file} has {free} free; attaching takes {needs} there, with what is kept free for the work on tickets. Nothing was attached; make room, or keep the file where it is and name the place in a note."
    )]
    NoRoom {
        /// Which file.
        file: String,
        /// How much is free.
        free: String,
        /// How much is needed.
        needs: String,
    },
    /// The desk's file was replaced or removed underneath.
    #[error(
        "The desk's file {0} was replaced or removed while it was open. What you just did may not be in the new file. Leave, check the file, and start again."
    )]
    Moved(String),
    /// Something else was written over the desk's file.
    #[error(
        "Another file was copied over the desk's file {0} while it was open. What you just did may not be in it. Leave hoist everywhere, remove {0}-wal and {0}-shm (they belong to what was there before), and look at what is there now with hoist doctor; a desk is put in the place of another with hoist restore-desk BACKUP --aside."
    )]
    Overwritten(String),
    /// The desk's file was there when the session began, and is not any more.
    #[error(
        "The desk's file {0} is gone: check the path and the disk it is on. Nothing was written."
    )]
    Gone(String),
    /// The desk's file was cut to nothing while it was open.
    #[error(
        "The desk's file {0} is empty (0 bytes): something cut it off. Nothing was written. Leave, put a backup in its place (hoist restore-desk BACKUP --aside), and start again."
    )]
    Empty(String),
    /// It was opened as unchanging, and changed.
    #[error("The desk's file {0} began to be written while it was read here. Start again.")]
    Stale(String),
    /// Read-only media.
    #[error("The desk's file {0} can only be read here. Nothing was written.")]
    ReadOnly(String),
    /// There is no desk at this place.
    #[error("There is no desk at {0}. Run hoist init to make one, or hoist demo to look around.")]
    NoDesk(String),
    /// The file, or a directory on the way to it, is closed to this user, or does not answer.
    #[error("{0}")]
    Unreachable(String),
    /// The file is something else, or damaged, or of another version.
    #[error("{0}")]
    Unusable(String),
    /// The bytes of an attached file do not read back.
    #[error(
        "Bytes that the desk's file {0} keeps of an attached file are damaged. Nothing was written; hoist audit check names every damaged file, and a backup may still have it."
    )]
    Damaged(String),
    /// Tickets are gone from its lists or rows: it only looks empty.
    #[error(
        "The desk's file {0} is damaged: tickets that it holds are missing from its lists. Nothing was written; keep a copy of it, run hoist audit check, and restore a backup or run hoist salvage."
    )]
    Torn(String),
    /// A newer program made its tables.
    #[error(
        "The desk's file {file} was written by a newer hoist (its schema is {theirs}, this program knows {ours}). Nothing was changed; use the newer program."
    )]
    Newer {
        /// Which file.
        file: String,
        /// Its schema.
        theirs: i32,
        /// The newest that this program knows.
        ours: i32,
    },
    /// An older program made its tables, and the file can only be read.
    #[error(
        "The desk's file {0} is of an older hoist and cannot be brought up to date here, for it can only be read. Nothing was changed."
    )]
    Older(String),
    /// A trigger in the file is not ours.
    #[error(
        "The desk's file {file} holds a trigger “{name}” that hoist did not make: it would change what is written. Nothing was changed; remove it with {mend}, then run hoist audit check."
    )]
    Strange {
        /// Which file.
        file: String,
        /// The trigger.
        name: String,
        /// What removes it.
        mend: String,
    },
    /// It is not known whether the commit was applied: the command id is kept.
    #[error(
        "It is not known whether the change was written ({0}). {again}: it counts once.",
        again = again(.1)
    )]
    Unknown(String, CommandId),
    /// A change speaks of an attachment whose bytes were not put before.
    #[error("The bytes of “{0}” are not on this desk. Nothing was written; attach the file again.")]
    NoBytes(String),
    /// Anything else the database said.
    #[error("The desk's file could not be used: {0}. Nothing was written.")]
    Backend(String),
}

impl Error {
    /// Whether the file or its disk is at fault, and nothing of what was asked for: the same can be sent once that is
    /// put right.
    #[must_use]
    pub fn is_of_file(&self) -> bool {
        matches!(
            self,
            Error::Full { .. }
                | Error::Moved(_)
                | Error::Overwritten(_)
                | Error::Gone(_)
                | Error::Empty(_)
                | Error::Unreachable(_)
        )
    }
}

/// How a command is repeated; what is written before the command itself has no id.
fn again(command: &CommandId) -> String {
    match command.as_str() {
        "" => "Repeat the same command".to_owned(),
        id => format!("Repeat the same command with --command-id {id}"),
    }
}

#[cfg(test)]
mod tests {
    use super::Error;

    #[test]
    fn a_sentence_of_the_store_promises_nothing_of_a_text_that_it_does_not_keep() {
        let file = || "d.hoist".to_owned();
        let full = Error::Full {
            file: file(),
            free: "0 bytes".to_owned(),
        };
        assert!(full.to_string().ends_with(" Nothing was written."));
        let others = [Error::Moved, Error::Overwritten, Error::Gone, Error::Empty];
        for error in others.map(|e| e(file())).into_iter().chain([full]) {
            let said = error.to_string();
            assert!(error.is_of_file() && !said.contains("text"), "{said}");
        }
        assert!(!Error::Busy(5).is_of_file());
    }
}
