//! The words to the customer and from them, counted anew when one is taken back.

use super::is_told;
use crate::domain::id::At;
use crate::domain::ticket::{MessageRef, Ticket};

/// The customer's word that a message answered waits again once that message was taken back.
pub(super) fn waits_again(ticket: &mut Ticket, taken_back: u32) {
    let last = ticket.messages.iter().rev().find(|m| !m.outgoing);
    let Some(word) = last.filter(|m| m.waits && m.n < taken_back) else {
        return;
    };
    let mut after = ticket.messages.iter().filter(|m| m.n > word.n);
    let answered = after.any(|m| m.outgoing && !m.attempt && !m.taken_back);
    if !answered && ticket.paused_since.is_none() && !is_told(ticket.stage.phase) {
        ticket.reply_at = Some(word.at);
    }
}

/// First and last word to the customer, from what really left.
pub(super) fn words_out(ticket: &mut Ticket) {
    // Spoken to as it opened, whatever the channel is called by now.
    let opened = Some(ticket.opened_at);
    let written = |m: &MessageRef| m.outgoing && m.at == ticket.opened_at;
    let spoken = opened
        .filter(|_| ticket.first_response_at == opened && !ticket.messages.iter().any(written));
    let out: Vec<At> = ticket
        .messages
        .iter()
        .filter(|m| m.outgoing && !m.attempt && !m.taken_back)
        .map(|m| m.at)
        .collect();
    ticket.first_response_at = spoken.or(out.first().copied());
    ticket.last_outgoing_at = out.last().copied();
    next_update(ticket, spoken);
}

/// The next update counts from the last word to the customer, or from the end of the last wait for
/// their answer after it.
fn next_update(ticket: &mut Ticket, spoken: Option<At>) {
    let waited = ticket.holds.iter().filter(|h| h.pauses);
    let waited = waited.filter_map(|h| h.ended).max();
    // Words that another desk wrote are no promise of this one.
    let words = ticket
        .messages
        .iter()
        .filter(|m| m.seq > ticket.lived)
        .rev();
    let mut words = words.filter(|m| m.outgoing && !m.attempt && !m.taken_back);
    let word = words.next().map(|m| m.at).max(spoken);
    ticket.update_from = word.max(waited.filter(|_| word.is_some()));
}
