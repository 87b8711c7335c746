//! The conversation over the panes: a head for each message, its lines below.

use super::log::fields;
use super::pen::{Frame as Box, Pen};
use crate::desk::talk::Message;
use crate::domain::id::NumberOn;
use crate::domain::safe::SafeText;
use crate::domain::words;
use crate::tui::model::Model;
use crate::tui::talk::{Spot, Talk};
use crate::tui::theme::Role;
use crate::tui::wrap::wrap;
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Clear, Widget};

/// Characters of one line that are shown; Enter reads it whole.
const SHOWN: usize = 4_096;
/// Columns before a line.
const MARGIN: usize = 2;

/// Paints the lines around the cursor.
pub fn paint(model: &Model, talk: &Talk, area: Rect, frame: &mut Frame<'_>) {
    Clear.render(area, frame.buffer_mut());
    let buf = frame.buffer_mut();
    let note = match (talk.ready, talk.unread.len()) {
        (false, _) => "reading …".to_owned(),
        (true, 0) => words::counted(talk.messages.len(), "message", "messages"),
        (true, n) => {
            let all = words::counted(talk.messages.len(), "message", "messages");
            format!("{all}, {n} new to you")
        }
    };
    Box {
        title: &format!("Conversation on {}", talk.ticket),
        note: &note,
        line: model.theme.get(Role::BorderFocus),
        head: model.theme.get(Role::TitleFocus),
        joined: false,
        open: false,
    }
    .paint(area, buf);
    let inside = crate::tui::layout::inner(area);
    let height = usize::from(inside.height);
    talk.rows.set(height.max(1));
    if talk.ready && talk.messages.is_empty() {
        let words = "Nobody wrote yet. M writes to the customer, m writes down what they said.";
        Pen::new(buf, inside, 0).say(words, model.theme.get(Role::Dim));
        return;
    }
    lines(model, talk, inside, buf);
}

fn lines(model: &Model, talk: &Talk, inside: Rect, buf: &mut Buffer) {
    let width = usize::from(inside.width).saturating_sub(MARGIN).max(1);
    let height = usize::from(inside.height);
    let rows = |at: usize| {
        talk.spots()
            .get(at)
            .map_or(0, |s| wrapped(talk, *s, width).len())
    };
    let mut top = talk.top.get().min(talk.at);
    // From the cursor upward as far as there is room: a very long way is never measured.
    let mut first = talk.at;
    let mut room = height.saturating_sub(rows(talk.at));
    while first > top {
        let above = rows(first - 1);
        if above > room {
            break;
        }
        room -= above;
        first -= 1;
    }
    top = top.max(first);
    // No row stays empty below the end while there is something above.
    let mut free = height;
    for at in top..talk.spots().len() {
        free = free.saturating_sub(rows(at));
        if free == 0 {
            break;
        }
    }
    while top > 0 && rows(top - 1) <= free {
        top -= 1;
        free -= rows(top);
    }
    talk.top.set(top);
    let (from, to) = talk.marked();
    let mut y = 0;
    for (at, spot) in talk.spots().iter().enumerate().skip(top) {
        let role = match spot.line {
            None => head_role(talk, *spot),
            Some(_) => Role::Text,
        };
        for row in wrapped(talk, *spot, width) {
            if y >= inside.height {
                return;
            }
            let mut pen = Pen::new(buf, inside, y);
            let marked = talk.anchor.is_some() && (from..=to).contains(&at);
            let margin = if marked { "› " } else { "  " };
            match spot.line {
                None => head(model, talk, *spot, &mut pen),
                Some(_) => {
                    pen.say(margin, model.theme.get(Role::Mark));
                    pen.say(&row, model.theme.get(role));
                }
            }
            let bar = match (at == talk.at, marked) {
                (true, _) => Some(Role::Bar),
                (false, true) => Some(Role::Mark),
                _ => None,
            };
            if let Some(role) = bar {
                let line = Rect {
                    x: inside.x.saturating_sub(1),
                    y: inside.y + y,
                    width: inside.width + 2,
                    height: 1,
                };
                buf.set_style(line, model.theme.get(role));
            }
            y += 1;
        }
    }
}

fn wrapped(talk: &Talk, spot: Spot, width: usize) -> Vec<String> {
    let text: String = talk.text(spot).chars().take(SHOWN).collect();
    let mut rows = wrap(SafeText::line(&text), width, 0);
    if rows.is_empty() {
        rows.push(String::new());
    }
    rows
}

fn head_role(talk: &Talk, spot: Spot) -> Role {
    match talk.messages.get(spot.message) {
        Some(m) if m.about.outgoing => Role::Outgoing,
        Some(m) if talk.is_unread(m) => Role::Reply,
        _ => Role::Heading,
    }
}

fn head(model: &Model, talk: &Talk, spot: Spot, pen: &mut Pen<'_>) {
    let Some(message) = talk.messages.get(spot.message) else {
        return;
    };
    let sign = if talk.is_unread(message) { "* " } else { "  " };
    pen.say(sign, model.theme.get(Role::Reply));
    pen.text(
        &heading(model, message),
        model.theme.get(head_role(talk, spot)),
    );
    pen.say(" ", Style::new());
    let left = pen.left();
    pen.say(&"─".repeat(left), model.theme.get(Role::Border));
}

/// Who to whom, how and when.
pub(in crate::tui) fn heading(model: &Model, message: &Message) -> String {
    let about = &message.about;
    let at = words::date_time(about.at, &model.taste.zone);
    let who = match (about.outgoing, about.attempt) {
        (true, true) => format!("{} tried to reach the customer", about.by),
        (true, false) => format!("{} → customer", about.by),
        (false, _) => "customer → us".to_owned(),
    };
    let back = if about.taken_back { ", taken back" } else { "" };
    let here = model.ticket().map_or(message.ticket, |l| l.view.ticket.id);
    let number = NumberOn::seen_on(here, message.ticket, about.n);
    let on = number.ticket.map(|ticket| match message.split {
        true => format!(" · split off {ticket}"),
        false => format!(" · on {ticket}"),
    });
    let (n, on) = (about.n, on.unwrap_or_default());
    format!("{n} {who} · {}{on} · {at}{back}", about.channel)
}

/// The keys that mean something now, those that are needed most.
#[must_use]
pub fn keys(talk: &Talk) -> &'static str {
    match talk.anchor {
        Some(_) => "Esc unmark · + keep · . keep, then close the item · y copy",
        None => {
            "Esc back · v mark · 1-9 into the intake · M write · R from a template · F files · ] [ messages"
        }
    }
}

/// What the numbers mean.
#[must_use]
pub fn more_keys(model: &Model) -> String {
    format!("into the intake: {}", fields(model))
}
