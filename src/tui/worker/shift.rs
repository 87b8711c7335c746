//! What a change of shift asks of the desk.

use crate::desk::{Desk, Error};
use crate::domain::id::TicketId;
use crate::tui::msg::{Answer, ShiftLine};

/// Tickets handed over in one form.
const SHIFT: usize = 50;

/// What must be known of tickets that change hands; those offered already are left out.
pub fn shift(desk: &Desk, ids: &[TicketId], zone: &str) -> Result<Answer, Error> {
    let mine = match ids.is_empty() {
        true => desk.in_charge_of()?,
        false => ids.to_vec(),
    };
    let mut lines = Vec::new();
    for id in mine {
        let Ok(ticket) = desk.ticket(id) else {
            continue;
        };
        if ticket.handover.is_some() || ticket.stage.phase.is_over() {
            continue;
        }
        if lines.len() == SHIFT {
            return Ok(Answer::Shift(lines, true));
        }
        lines.push(ShiftLine {
            id,
            label: ticket.subject,
            notes: desk.shift_notes(id, zone)?,
        });
    }
    Ok(Answer::Shift(lines, false))
}
