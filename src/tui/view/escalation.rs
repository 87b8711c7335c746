//! What can be done next: each move with its key, ready, or with what it needs, or whose it is.

use super::frame_roles;
use super::pen::{Frame, Pen};
use crate::domain::blocker::{Blocker, Jump, Refusal};
use crate::domain::offer::{Offer, Readiness};
use crate::domain::process::Verb;
use crate::domain::safe::{self, SafeText};
use crate::tui::action::{Action, named, ready};
use crate::tui::layout::{Pane, inner};
use crate::tui::model::Model;
use crate::tui::theme::Role;
use crate::tui::update::lists::capital;
use crate::tui::wrap::wrap;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Paints the offers.
pub fn paint(model: &Model, area: Rect, buf: &mut Buffer) {
    let (line, head) = frame_roles(model, Pane::Escalation);
    let note = match &model.loaded {
        Some(loaded) if loaded.view.ticket.open_owed().next().is_some() => {
            format!("{} owed", loaded.view.ticket.open_owed().count())
        }
        _ => String::new(),
    };
    Frame {
        title: "4 Escalation",
        note: &note,
        line: model.theme.get(line),
        head: model.theme.get(head),
        joined: true,
        open: false,
    }
    .paint(area, buf);
    let inside = inner(area);
    let offers = model.loaded.as_ref().map_or(&[][..], |l| &l.view.offers);
    if offers.is_empty() && model.loaded.is_some() {
        let words =
            "Nothing more can be done with this ticket; a later word makes a new, linked one.";
        let lines = wrap(SafeText::line(words), usize::from(inside.width), 0);
        for (line, y) in lines.iter().zip(0..inside.height) {
            Pen::new(buf, inside, y).text(line, model.theme.get(Role::Dim));
        }
    }
    let order = order(
        offers,
        usize::from(inside.height),
        model.focus == Pane::Escalation,
    );
    let width = offers
        .iter()
        .map(|o| safe::width(&o.label))
        .max()
        .unwrap_or(0);
    let place = |p: &usize| order.get(*p).copied();
    let at = (0..order.len())
        .find(|p| place(p) == Some(model.offer))
        .unwrap_or(0);
    let top = at.saturating_sub(usize::from(inside.height).saturating_sub(1));
    for (i, y) in order.iter().skip(top).zip(0..inside.height) {
        let Some(offer) = offers.get(*i) else {
            continue;
        };
        paint_offer(model, offer, width, inside, y, buf);
        if *i == model.offer && model.focus == Pane::Escalation {
            let row = Rect {
                x: inside.x - 1,
                y: inside.y + y,
                width: inside.width + 2,
                height: 1,
            };
            buf.set_style(row, model.theme.get(Role::Bar));
        }
    }
}

/// In the order of the process; where not all fit, what is this agent's comes first.
fn order(offers: &[Offer], height: usize, focused: bool) -> Vec<usize> {
    let mut order: Vec<usize> = (0..offers.len()).collect();
    if offers.len() > height && !focused {
        order.sort_by_key(|i| match offers.get(*i).map(|o| &o.readiness) {
            Some(Readiness::NotYours(_)) => 1,
            _ => 0,
        });
    }
    order
}

/// The key that starts an offer.
pub fn key(model: &Model, offer: &Offer) -> String {
    let usual = ready::offer(model, ready::NEXT);
    if usual.is_some_and(|o| o.verb == offer.verb && o.way == offer.way) {
        return named("next_step")
            .and_then(|a| model.keymap.key_of(a))
            .unwrap_or_default();
    }
    let first = |verbs: &[Verb]| {
        ready::offer(model, verbs).is_some_and(|o| o.verb == offer.verb && o.way == offer.way)
    };
    let action = action_of(offer.verb).filter(|(_, verbs)| first(verbs));
    action
        .and_then(|(action, _)| model.keymap.key_of(action))
        .unwrap_or_default()
}

/// The action whose key starts a verb.
pub fn action_of(verb: Verb) -> Option<(&'static Action, &'static [Verb])> {
    let (name, verbs): (&str, &'static [Verb]) = match verb {
        Verb::Take | Verb::Accept => ("take", ready::TAKE),
        Verb::Return | Verb::Reject | Verb::Dissatisfied => ("send_back", ready::BACK),
        Verb::Withdraw | Verb::Recall => ("recall", ready::RECALL),
        Verb::Reopen | Verb::Restore => ("reopen", ready::REOPEN),
        Verb::Escalate => ("escalate", &[Verb::Escalate]),
        Verb::Resolve => ("resolve", &[Verb::Resolve]),
        Verb::Deploy => ("deploy", &[Verb::Deploy]),
        Verb::Sign => ("sign_off", &[Verb::Sign]),
        Verb::Tell => ("tell", &[Verb::Tell]),
        Verb::Close => ("close", &[Verb::Close]),
        Verb::Release => ("release", &[Verb::Release]),
        _ => return None,
    };
    named(name).map(|action| (action, verbs))
}

fn paint_offer(model: &Model, offer: &Offer, width: usize, inside: Rect, y: u16, buf: &mut Buffer) {
    let theme = |role| model.theme.get(role);
    let yours = !matches!(offer.readiness, Readiness::NotYours(_));
    let mut pen = Pen::new(buf, inside, y);
    let key_role = if yours { Role::Key } else { Role::KeyOff };
    pen.column(&key(model, offer), 1, theme(key_role))
        .say(" ", Style::new());
    let room = width.min(pen.left() / 2).max(12);
    let label = if yours { Role::Text } else { Role::KeyOff };
    pen.column(&offer.label, room, theme(label))
        .say("  ", Style::new());
    match &offer.readiness {
        Readiness::Ready => {
            pen.say("ready", theme(Role::Ready));
        }
        Readiness::Needs(refusal) => {
            let (words, role) = needs(model, refusal);
            pen.text(&words, theme(role));
        }
        Readiness::NotYours(why) => {
            let named = format!("“{}” is ", offer.label);
            let whose = why.strip_prefix(&named).unwrap_or(why);
            pen.text(whose, theme(Role::KeyOff));
        }
    }
}

/// What is missing: the names of things on the ticket; what only the form asks is counted.
pub fn needs(model: &Model, refusal: &Refusal) -> (String, Role) {
    let elsewhere: Vec<String> = refusal
        .missing
        .iter()
        .filter(|b| !matches!(b.jump, Jump::Field(_)))
        .map(|b| short(model, b))
        .collect();
    match (elsewhere.is_empty(), refusal.missing.len()) {
        (true, 0) => (refusal.text.clone(), Role::Blocked),
        (true, 1) => ("asks one thing".to_owned(), Role::Ready),
        (true, n) => (format!("asks {n} things"), Role::Ready),
        (false, _) => (format!("needs {}", elsewhere.join(" · ")), Role::Blocked),
    }
}

/// A missing thing in a word or two.
fn short(model: &Model, blocker: &Blocker) -> String {
    let Some(process) = model.process() else {
        return blocker.text.clone();
    };
    match &blocker.jump {
        Jump::Answer(field) => capital(&field.replace('_', " ")),
        Jump::Check(tier, item) => process
            .tier(tier)
            .and_then(|t| t.checklist.iter().find(|i| &i.id == item))
            .map_or_else(|| item.clone(), |i| i.label.clone()),
        Jump::Record(kind) => process
            .record(kind)
            .map_or_else(|| kind.clone(), |r| r.label.clone()),
        Jump::Package(_) => "reading the package".to_owned(),
        Jump::Todo(n) => format!("to-do {n}"),
        Jump::Owed(n) => model
            .ticket()
            .and_then(|l| l.view.ticket.open_owed().find(|o| o.n == *n))
            .map_or_else(
                || format!("owed {n}"),
                |o| format!("what is owed: {}", o.text),
            ),
        Jump::None if blocker.what == "approval" => "Approval, asked for".to_owned(),
        Jump::Approval => "Approval".to_owned(),
        _ if blocker.what == "attempts" => "attempts to reach the customer".to_owned(),
        _ => blocker.text.clone(),
    }
}
