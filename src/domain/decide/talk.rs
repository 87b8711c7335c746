//! Notes and words to and from the customer. Internal and outgoing never mix: a note is no message.

use super::case::{Case, next};
use crate::domain::blocker::Refusal;
use crate::domain::event::{Event, Fact};
use crate::domain::ticket::{MessageRef, Todo};

pub(super) fn note(case: &Case, text: &str) -> Result<Vec<Event>, Refusal> {
    case.said("note", "The note", text)?;
    case.recorded(vec![Fact::Noted(text.to_owned())])
}

/// The customer's last word needs no answer (“thanks”); the note says why.
pub(super) fn no_answer(case: &Case, text: &str) -> Result<Vec<Event>, Refusal> {
    case.said("note", "The note", text)?;
    if case.ticket.unanswered().is_none() {
        let id = case.ticket.id;
        let text = format!(
            "No word of the customer waits for an answer on {id}. Nothing was written; write the note without --no-answer."
        );
        return Err(case.input("note", text));
    }
    let mut facts = vec![Fact::Noted(text.to_owned()), Fact::NoAnswerNeeded];
    facts.extend(done(case, "merge", "it needs no answer"));
    case.recorded(facts)
}

/// Channels on which an attempt is over when it is written down.
const SPOKEN: [&str; 2] = ["phone", "walk_in"];

/// Word to the customer. Tier 2 and Engineering may write, the customer's agent is informed; the
/// resolution itself is told by Tier 1 alone (`tell`).
pub(super) fn message(
    case: &Case,
    text: &str,
    channel: &str,
    attempt: bool,
    workaround: bool,
) -> Result<Vec<Event>, Refusal> {
    case.said("message", "The message", text)?;
    case.stays(
        "message",
        "Nothing was sent; say it in your own words, or restrict both alike.",
    )?;
    let first = case.process.first_tier();
    if workaround && !case.actor.is_of(&first) {
        return Err(case.role(
            "message",
            format!(
                "The workaround is {}'s to tell; write to them in a note.",
                case.process.tier_label(&first)
            ),
        ));
    }
    let channel = known_channel(case, "message", channel)?;
    // A call that nobody answered has happened; written words wait in the outbox, a reminder too.
    let wait = match attempt && SPOKEN.contains(&channel.as_str()) {
        true => 0,
        false => case.process.windows.outbox_ms,
    };
    let sent = MessageRef {
        n: next(case.ticket.messages.len()),
        outgoing: true,
        channel,
        seq: case.ticket.version + 1,
        by: case.actor.name.clone(),
        at: case.now(),
        leaves_at: case.now().plus_ms(wait),
        taken_back: false,
        attempt,
        waits: false,
    };
    let n = sent.n;
    let mut facts = vec![Fact::Message(sent, text.to_owned())];
    if !attempt {
        facts.extend(answered(case, "merge", n));
    }
    if workaround {
        facts.extend(answered(case, "workaround", n));
    }
    if let Some(agent) = case.ticket.customers_agent.as_ref()
        && !case.actor.is_of(&case.process.first_tier())
    {
        facts.push(Fact::Informed(format!(
            "{agent} was informed of the message to the customer"
        )));
    }
    case.recorded(facts)
}

/// What asked for these words is done by them.
fn answered(case: &Case, what: &str, n: u32) -> Vec<Fact> {
    done(case, what, &format!("told in message {n}"))
}

/// The to-dos that something of this kind made are done: how.
fn done(case: &Case, what: &str, how: &str) -> Vec<Fact> {
    let asks = |t: &&Todo| t.cause.as_ref().is_some_and(|c| c.what == what);
    let open = case.ticket.open_todos().filter(asks);
    open.map(|t| Fact::TodoAnswered(t.n, Some(how.to_owned())))
        .collect()
}

/// Word from the customer; a wait for their answer ends by itself.
pub(super) fn received(case: &Case, text: &str, channel: &str) -> Result<Vec<Event>, Refusal> {
    case.said("received", "The customer's message", text)?;
    if let Some(other) = case.ticket.merged_into {
        let text = format!(
            "{} goes on in {other}; write it there: hoist received {}",
            case.ticket.id, other.0
        );
        return Err(case.stage("received", text));
    }
    let channel = known_channel(case, "received", channel)?;
    let at = case.now();
    let message = MessageRef {
        n: next(case.ticket.messages.len()),
        channel,
        seq: case.ticket.version + 1,
        at,
        leaves_at: at,
        waits: true,
        ..MessageRef::default()
    };
    let waits = case
        .ticket
        .open_holds()
        .filter(|h| h.pauses)
        .map(|h| Fact::HoldEnded(h.n));
    let mut facts = vec![Fact::Message(message, text.to_owned())];
    facts.extend(waits);
    case.recorded(facts)
}

fn known_channel(case: &Case, verb: &str, channel: &str) -> Result<String, Refusal> {
    let channel = if channel.is_empty() {
        case.ticket.channel.as_str()
    } else {
        channel
    };
    if !case.process.channels.iter().any(|c| c.id == channel) {
        let ids: Vec<_> = case
            .process
            .channels
            .iter()
            .map(|c| c.id.as_str())
            .collect();
        return Err(case.input(
            verb,
            format!(
                "“{channel}” is not a channel; this desk knows {}.",
                ids.join(", ")
            ),
        ));
    }
    Ok(channel.to_owned())
}

/// Takes a message back while it waits in the outbox.
pub(super) fn take_back(case: &Case, n: u32) -> Result<Vec<Event>, Refusal> {
    let Some(message) = case
        .ticket
        .messages
        .iter()
        .find(|m| m.n == n && m.outgoing && !m.taken_back)
    else {
        return Err(case.absent(
            "message",
            format!("{} has no message {n} to take back.", case.ticket.id),
        ));
    };
    if message.by != case.actor.name {
        return Err(case.role(
            "message",
            format!(
                "Message {n} is {}'s; only its writer takes it back.",
                message.by
            ),
        ));
    }
    if case.now() >= message.leaves_at {
        return Err(case.stage(
            "message",
            format!("Message {n} has left the outbox. Write another one to correct it."),
        ));
    }
    if case.ticket.told.as_ref().is_some_and(|t| t.message == n) {
        return Err(case.stage(
            "message",
            format!("Message {n} tells the resolution; what was told is not undone."),
        ));
    }
    case.recorded(vec![Fact::MessageTakenBack(n)])
}
