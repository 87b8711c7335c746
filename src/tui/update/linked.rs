//! Linked tickets: the list of them, taking a link back, merging, splitting.

use super::{complain, forms, lists, purpose, show, write};
use crate::desk::TicketView;
use crate::desk::joining::Entry;
use crate::domain::command::{Command, Split};
use crate::domain::id::TicketId;
use crate::domain::process::{Code, FieldKind, Process, Verb};
use crate::domain::team;
use crate::domain::ticket::{Cause, SideRequest, Ticket};
use crate::domain::values::Values;
use crate::domain::words;
use crate::tui::action::{Out, Ready, ready};
use crate::tui::form::sheet::Sheet;
use crate::tui::form::{Form, Spec};
use crate::tui::model::overlay::{Choice, Overlay, Purpose};
use crate::tui::model::ticket::{Spot, spots};
use crate::tui::model::{Model, Tone};
use crate::tui::msg::{Asker, Effect, Job, Loaded, Work};
use crate::tui::reading::Reading;

/// The draft's form id of a split.
pub const SPLIT: &str = "split";
/// The list of what can be split off, for the form alone.
const ENTRIES: &str = "entries";
/// The list of how the new ticket is linked, for the form alone.
const KINDS: &str = "split_kinds";

/// Every ticket that is linked to this one.
pub fn list(model: &mut Model, _: &mut Out) {
    let (Some(loaded), Some(process)) = (model.ticket(), model.process()) else {
        return;
    };
    let view = &loaded.view;
    let line = |id: TicketId, kind: &str| {
        let found = view.linked.iter().find(|l| l.id == id);
        let subject = found.map_or("", |l| l.subject.as_str());
        let stage = found.map_or_else(String::new, |l| process.stage_label(&l.stage));
        (
            Choice::Ticket(id),
            format!("{id} {subject}"),
            format!("{kind} · {stage}"),
        )
    };
    let own = view.ticket.links.iter();
    let own = own.map(|l| line(l.other, process.code_label("link", &l.kind)));
    let from = view.linked_here();
    let from = from.map(|l| line(l.other, words::linked_back(process, &l.kind)));
    let items: Vec<_> = own.chain(from).collect();
    let (n, id, more) = (items.len(), view.ticket.id, view.linked_more);
    let title = match more {
        true => format!("Linked with {id} · the first {n}"),
        false => format!("Linked with {id}"),
    };
    lists::of_ticket(model, &title, items);
}

/// On a ticket that is linked with another.
#[must_use]
pub fn any(model: &Model) -> Ready {
    let linked = |l: &crate::tui::msg::Loaded| {
        !l.view.ticket.links.is_empty() || !l.view.linked_from.is_empty()
    };
    match (ready::ticket(model), model.ticket().map(linked)) {
        (Ready::Yes, Some(false)) => {
            Ready::Absent("This ticket is not linked with another.".to_owned())
        }
        (other, _) => other,
    }
}

/// Which link is to be taken back: the one under the cursor stands first.
pub fn pick_unlink(model: &mut Model, _: &mut Out) {
    let (Some(loaded), Some(process)) = (model.ticket(), model.process()) else {
        return;
    };
    let items = unlink_items(model, loaded, process);
    lists::of_ticket(model, "Take which link back?", items);
}

/// Its lines.
pub(super) fn unlink_items(
    model: &Model,
    loaded: &Loaded,
    process: &Process,
) -> Vec<(Choice, String, String)> {
    let view = &loaded.view;
    let id = view.ticket.id;
    let subject = |other: TicketId| {
        let found = view.linked.iter().find(|l| l.id == other);
        found.map_or("", |l| l.subject.as_str()).to_owned()
    };
    let own = view.ticket.links.iter().map(|l| {
        let label = process.code_label("link", &l.kind);
        let choice = Choice::Unlink(id, l.other, l.kind.clone());
        (
            l.other,
            (choice, format!("{label} {}", l.other), subject(l.other)),
        )
    });
    let from = view.linked_from.iter().map(|l| {
        let label = words::linked_back(process, &l.kind);
        let choice = Choice::Unlink(l.other, id, l.kind.clone());
        (
            l.other,
            (choice, format!("{label} {}", l.other), subject(l.other)),
        )
    });
    let mut items: Vec<_> = own.chain(from).collect();
    let here = match spots(loaded).into_iter().nth(model.spot) {
        Some(Spot::Link(other, _) | Spot::LinkedFrom(other, _)) => Some(other),
        _ => None,
    };
    items.sort_by_key(|(other, _)| Some(*other) != here);
    items.into_iter().map(|(_, item)| item).collect()
}

/// Takes a link back, on the ticket that says it.
pub fn unlink(model: &mut Model, out: &mut Out, from: TicketId, other: TicketId, kind: String) {
    let work = Work::Run {
        ticket: from,
        seen: None,
        commands: vec![Command::Unlink { other, kind }],
    };
    write::own(model, out, work);
}

/// What a to-do that came from elsewhere asks for, as the form that does it. Where others see this ticket
/// than the one that is resolved, it asks for words of one's own.
#[must_use]
pub fn sheet_of(view: &TicketView, cause: &Cause) -> Sheet {
    let other = view.linked.iter().find(|l| l.id == cause.ticket);
    let apart = cause.article.is_none() && other.is_some_and(|l| l.apart);
    match cause.what.as_str() {
        "resolution" if apart => Sheet::Move {
            verb: Verb::Resolve,
            way: String::new(),
        },
        "resolution" => Sheet::ResolveWith(cause.from()),
        _ => Sheet::Message,
    }
}

/// On a ticket that goes on in another.
#[must_use]
pub fn merged(model: &Model) -> Ready {
    let merged = model.ticket().map(|l| l.view.ticket.merged_into.is_some());
    match (ready::ticket(model), merged) {
        (Ready::Yes, Some(false)) => {
            Ready::Absent("This ticket was not merged into another.".to_owned())
        }
        (other, _) => other,
    }
}

/// The question to a team that is meant: the one under the cursor, else the latest open one.
fn request(model: &Model) -> Option<(&Ticket, &SideRequest)> {
    let loaded = model.ticket()?;
    let ticket = &loaded.view.ticket;
    let here = match spots(loaded).into_iter().nth(model.spot) {
        Some(Spot::Request(n)) => ticket.requests.iter().find(|r| r.n == n),
        _ => None,
    };
    let found = here.or_else(|| ticket.open_requests().last())?;
    Some((ticket, found))
}

/// On a ticket of which a team was asked something.
#[must_use]
pub fn has_request(model: &Model) -> Ready {
    match (ready::ticket(model), request(model)) {
        (Ready::Yes, None) => Ready::Absent("No question to a team is open here.".to_owned()),
        (other, _) => other,
    }
}

/// The text that was sent to a team, whole, over the panes.
pub fn read_letter(model: &mut Model, _: &mut Out) {
    let (Some(process), Some((ticket, asked))) = (model.process(), request(model)) else {
        return;
    };
    let title = format!(
        "Asked {} · y copies it in the ticket",
        team::label(process, asked)
    );
    let letter = team::letter(process, ticket, asked);
    let reading = Reading::new(title, letter).of(ticket.id);
    model.overlays.push(Overlay::Reading(Box::new(reading)));
}

/// Copies the text to send to a team.
pub fn copy_letter(model: &mut Model, out: &mut Out) {
    let Some(process) = model.process() else {
        return;
    };
    let Some((ticket, asked)) = request(model) else {
        return;
    };
    let letter = team::letter(process, ticket, asked);
    let label = team::label(process, asked).to_owned();
    model.say(Tone::Good, format!("Copied: the text to send to {label}."));
    out.push(Effect::Copy(letter));
}

/// Whether the cursor stands on a question to a team.
#[must_use]
pub fn on_request(model: &Model) -> bool {
    let spot = model
        .ticket()
        .and_then(|l| spots(l).into_iter().nth(model.spot));
    model.focus == crate::tui::layout::Pane::Ticket && matches!(spot, Some(Spot::Request(_)))
}

/// Messages and notes for a ticket of their own.
pub fn split(model: &mut Model, out: &mut Out) {
    match model.ticket() {
        Some(loaded) if loaded.entries.is_empty() => {
            complain(model, "There is no message and no note to split off.");
        }
        _ => forms::open(model, out, Purpose::Split, None),
    }
}

/// The form of a split.
pub fn split_form(model: &Model, process: &Process, prefill: Option<&Values>) -> Option<Form> {
    let loaded = model.ticket()?;
    let zone = &model.taste.zone;
    let entries = loaded.entries.iter().map(|entry| {
        let when = words::until_words(entry.line.at, model.now, zone);
        let first = entry.line.text.lines().next().unwrap_or_default();
        Code {
            id: entry.seq.to_string(),
            label: format!("{when} {}: {}{first}", entry.line.by, before(entry)),
            help: String::new(),
        }
    });
    let kinds = process.list("link").iter();
    let kinds = kinds.filter(|c| matches!(c.id.as_str(), "related" | "follow_up"));
    let mut process = process.clone();
    process.lists.insert(ENTRIES.to_owned(), entries.collect());
    process
        .lists
        .insert(KINDS.to_owned(), kinds.cloned().collect());
    let older = match loaded.older {
        true => format!(
            "The latest ones; for older ones: hoist split {}",
            loaded.view.ticket.id.0
        ),
        false => "They stay here too, word for word.".to_owned(),
    };
    let spec = Spec {
        id: SPLIT.to_owned(),
        title: format!("Split {}", loaded.view.ticket.id),
        fields: vec![
            purpose::field(
                "subject",
                "Subject",
                FieldKind::Text,
                true,
                "Of the new ticket.",
            ),
            purpose::field(
                "events",
                "Words",
                FieldKind::Choices(ENTRIES.to_owned()),
                true,
                &older,
            ),
            purpose::field(
                "kind",
                "Linked as",
                FieldKind::Choice(KINDS.to_owned()),
                true,
                "",
            ),
        ],
        send: "Split off".to_owned(),
        ..Spec::default()
    };
    let own = Values::new().with("kind", "related");
    Some(Form::new(
        spec,
        &process,
        show::ground(model),
        prefill.unwrap_or(&own),
    ))
}

/// That these words went on elsewhere before.
fn before(entry: &Entry) -> String {
    let into: Vec<String> = entry.split_into.iter().map(ToString::to_string).collect();
    match into.is_empty() {
        true => String::new(),
        false => format!("(split off into {}) ", into.join(", ")),
    }
}

/// Gives the lane the split; the form stays until it is done.
pub fn send_split(model: &mut Model, out: &mut Out, values: &Values) {
    let Some(from) = model.ticket().map(|l| l.view.ticket.id) else {
        return;
    };
    let events = values.get("events").unwrap_or_default();
    let events = events
        .split([',', '\n', ' '])
        .filter_map(|n| n.trim().parse().ok());
    let split = Split {
        from,
        events: events.collect(),
        kind: values.get("kind").unwrap_or_default().to_owned(),
    };
    let subject = values.get("subject").unwrap_or_default().to_owned();
    let command = forms::sending(model);
    let job = Job {
        command,
        work: Work::Split { split, subject },
        asker: Asker::Form,
    };
    write::job(model, out, job);
}
