//! The sign before a row of the queue: why it needs someone. One table says what each means, for the row, the
//! legend at the foot, the help and whoever listens.

use super::pen::Pen;
use crate::domain::id::At;
use crate::domain::row::{Attention, Row};
use crate::domain::safe;
use crate::tui::layout::Panes;
use crate::tui::model::Model;
use crate::tui::model::queue::Line;
use crate::tui::theme::Role;
use ratatui::style::Style;

/// A sign and what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sign {
    /// One column.
    pub mark: &'static str,
    /// In words.
    pub words: &'static str,
    /// Its colour.
    pub role: Role,
}

const LATE: Sign = sign("!", "late", Role::Late);
const SENT_BACK: Sign = sign("<", "sent back", Role::SentBack);
const REPLY: Sign = sign("*", "reply", Role::Reply);
const SIGN_OFF: Sign = sign("^", "sign-off owed", Role::Blocked);
const APPROVAL: Sign = sign("&", "approval asked", Role::Blocked);
const TO_DO: Sign = sign("+", "to do", Role::Blocked);
const HANDED: Sign = sign("~", "handed over", Role::Blocked);
const NO_ANSWER: Sign = sign("?", "a team's answer is overdue", Role::Late);
const PAUSED: Sign = sign("=", "paused", Role::Paused);
const MARKED: Sign = sign("x", "marked", Role::Mark);
const OPEN: Sign = sign("@", "open elsewhere", Role::Dim);
const WRITING: Sign = sign("@", "someone writes on it", Role::Outgoing);

/// Every sign, in the order of the legend.
pub const ALL: [Sign; 12] = [
    LATE, SENT_BACK, REPLY, SIGN_OFF, APPROVAL, TO_DO, HANDED, NO_ANSWER, PAUSED, MARKED, OPEN,
    WRITING,
];

const fn sign(mark: &'static str, words: &'static str, role: Role) -> Sign {
    Sign { mark, words, role }
}

/// The sign of a row.
pub fn of(row: &Row, now: At) -> Option<Sign> {
    Some(match row.attention {
        Attention::SentBack => SENT_BACK,
        Attention::Reply => REPLY,
        _ if row.due_at <= now => LATE,
        Attention::SignOff => SIGN_OFF,
        Attention::Approval => APPROVAL,
        Attention::ToDo => TO_DO,
        Attention::Handover => HANDED,
        Attention::None if row.waits_for_answer(now) => NO_ANSWER,
        Attention::None if row.hold.is_some() => PAUSED,
        Attention::None => return None,
    })
}

/// The sign of a row as it is shown: that it is marked stands before all else.
pub fn shown(model: &Model, row: &Row) -> Option<Sign> {
    match model.marked.contains(&row.id) {
        true => Some(MARKED),
        false => of(row, model.now),
    }
}

/// The second sign of a row: somebody else has the ticket open.
pub fn of_others(model: &Model, row: &Row) -> Option<Sign> {
    // Of a hidden ticket it is not told who reads or writes it.
    let writes = model.presence.sign(row.id).filter(|_| !row.masked)?;
    Some(if writes { WRITING } else { OPEN })
}

/// The sign before a row in words.
pub fn words(row: &Row, now: At) -> Option<&'static str> {
    let plain = (row.needs_at <= now).then_some("needs you now");
    of(row, now).map(|sign| sign.words).or(plain)
}

/// What the signs on the screen mean, for its foot: only those that stand there. One that no longer fits is left to
/// the help, which lists all of them, and a dot says so.
pub fn legend(model: &Model, pen: &mut Pen<'_>) {
    pen.say(" ", Style::new());
    let on_screen = on_screen(model);
    for (i, sign) in on_screen.iter().enumerate() {
        let more = if i + 1 < on_screen.len() { 3 } else { 0 };
        if safe::width(sign.words) + 3 + more > pen.left() {
            pen.say(" …", model.theme.get(Role::Dim));
            return;
        }
        pen.say(" ", Style::new())
            .say(sign.mark, model.theme.get(sign.role))
            .say(" ", Style::new())
            .say(sign.words, model.theme.get(Role::Dim))
            .say(" ", Style::new());
    }
}

fn on_screen(model: &Model) -> Vec<Sign> {
    let Panes::Full(at) = model.panes() else {
        return Vec::new();
    };
    let lines = match at.queue_inner().height {
        0 => Vec::new(),
        height => model.queue.lines(usize::from(height), model.now),
    };
    let rows = lines.iter().filter_map(|line| match line {
        Line::Row(i) => model.queue.rows.get(*i),
        _ => None,
    });
    let signs = rows.flat_map(|row| [shown(model, row), of_others(model, row)]);
    let there: Vec<Sign> = signs.flatten().collect();
    ALL.into_iter().filter(|s| there.contains(s)).collect()
}
