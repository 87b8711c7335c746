//! A command delivered again: is it the very same one?

use super::Error;
use crate::domain::command::Command;
use crate::domain::event::{Act, Event, Fact};
use crate::domain::id::{CommandId, TicketId};

/// A command id stands for one thing that was done; nobody is told that another was.
pub(super) fn same_ticket(
    first: TicketId,
    asked: Option<TicketId>,
    id: &CommandId,
) -> Result<(), Error> {
    let fits = match asked {
        Some(ticket) => first == ticket,
        None => first.0 > 0,
    };
    if fits {
        return Ok(());
    }
    Err(match first.0 {
        0 => used("on the address book or the agents", id),
        _ => used(&format!("on {first}"), id),
    })
}

/// Whether the events that were written under an id can be those of these commands.
pub(super) fn same_command(
    written: &[Event],
    commands: &[Command],
    ticket: TicketId,
    id: &CommandId,
) -> Result<(), Error> {
    if commands.iter().all(|c| written.iter().any(|e| fits(c, e))) {
        return Ok(());
    }
    let moved = written.iter().find_map(|e| match &e.act {
        Act::Moved { verb, .. } => Some(verb.to_string()),
        _ => None,
    });
    let what = moved.unwrap_or_else(|| "another entry".to_owned());
    Err(used(
        &format!("on {ticket}, for something else: {what}"),
        id,
    ))
}

fn fits(command: &Command, event: &Event) -> bool {
    let some = |fits: fn(&Fact) -> bool| event.facts.iter().any(fits);
    match command {
        Command::Open(_) => some(|f| matches!(f, Fact::Opened(_))),
        // A merge is written as a cancellation, its taking back as a restoration.
        Command::Move(m) => {
            matches!(&event.act, Act::Moved { verb, .. } if *verb == m.verb)
                && !some(|f| matches!(f, Fact::MergedInto(_) | Fact::MergedOut(_)))
        }
        Command::Undo(_) => matches!(event.act, Act::Undone { .. }),
        Command::Note { .. } | Command::NoAnswer { .. } => some(|f| matches!(f, Fact::Noted(_))),
        Command::Message { .. } | Command::Received { .. } => {
            some(|f| matches!(f, Fact::Message(..)))
        }
        Command::Answer { .. } => some(|f| matches!(f, Fact::Answered(..))),
        Command::Check { .. } => some(|f| matches!(f, Fact::Checked(..))),
        Command::Todo { .. } => some(|f| matches!(f, Fact::TodoAnswered(..))),
        Command::Record { .. } => some(|f| matches!(f, Fact::Recorded(_))),
        Command::Hold { .. } => some(|f| matches!(f, Fact::Held(_))),
        Command::LinkArticle { .. } => some(|f| matches!(f, Fact::ArticleLinked(_))),
        Command::UnlinkArticle { .. } => some(|f| matches!(f, Fact::ArticleUnlinked(_))),
        Command::Link { .. } => some(|f| matches!(f, Fact::Linked(_))),
        Command::Attach { .. } => some(|f| matches!(f, Fact::Attached(_))),
        Command::Detach { .. } => some(|f| matches!(f, Fact::AttachmentRetracted(..))),
        Command::Keep { .. } => some(|f| matches!(f, Fact::Kept(_))),
        Command::Unkeep { .. } => some(|f| matches!(f, Fact::KeptRetracted(..))),
        Command::Unlink { .. } => some(|f| matches!(f, Fact::Unlinked(..))),
        // These bring words to the customer or a note along.
        Command::Merge { into, .. } => event.facts.contains(&Fact::MergedInto(*into)),
        Command::Unmerge { .. } => some(|f| matches!(f, Fact::MergedOut(_))),
        Command::Settle { .. } => some(|f| matches!(f, Fact::OwedSettled(..))),
        _ => !some(|f| matches!(f, Fact::Opened(_) | Fact::Noted(_) | Fact::Message(..))),
    }
}

fn used(what: &str, id: &CommandId) -> Error {
    Error::Input(format!(
        "The command id {id} was used before, {what}. Nothing was written; leave --command-id out, or give a new one."
    ))
}
