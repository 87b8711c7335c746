//! A change of shift: one form for all of this agent's tickets, and the answer of whoever is offered
//! one.

use super::{complain, forms, purpose, show, write};
use crate::domain::command::Command;
use crate::domain::id::{AgentName, TicketId};
use crate::domain::process::{Field, FieldKind, Process};
use crate::domain::values::Values;
use crate::tui::action::{Out, Ready, ready};
use crate::tui::form::sheet::Sheet;
use crate::tui::form::{Face, Form, Spec};
use crate::tui::model::overlay::{Choice, Overlay, Purpose};
use crate::tui::model::{Model, Tone};
use crate::tui::msg::{Asker, Effect, Question, ShiftLine, Slot, Work};
use crate::tui::update::lists;

/// The draft's form id.
pub const FORM: &str = "shift";

/// Asks what must be known of the marked tickets, or of all of this agent's.
pub fn ask(model: &mut Model, out: &mut Out) {
    let ids: Vec<TicketId> = model.marked.iter().copied().collect();
    let zone = model.taste.zone.clone();
    let question = Question::Shift { ids, zone };
    out.push(Effect::Ask(Slot::Lookup, Box::new(question)));
}

/// The tickets are here: one form for all of them.
pub fn came(model: &mut Model, out: &mut Out, lines: Vec<ShiftLine>, more: bool) {
    if !model.overlays.is_empty() {
        return;
    }
    if lines.is_empty() {
        let why = match model.marked.is_empty() {
            true => "You are in charge of no ticket that is not offered yet.",
            false => "The marked tickets are offered already, or over.",
        };
        complain(model, why);
        return;
    }
    let n = lines.len();
    forms::open(model, out, Purpose::Shift(lines), None);
    if more {
        let said = format!("These are the first {n}; the others come when these are offered.");
        model.say(Tone::Plain, said);
    }
}

/// The form: to whom, and a text for each ticket.
pub fn form(
    model: &Model,
    process: &Process,
    lines: &[ShiftLine],
    prefill: Option<&Values>,
) -> Form {
    let agent = FieldKind::Agent(String::new());
    let help = "They accept each, or decline it; until then it stays yours. An empty text leaves a ticket out.";
    let mut fields = vec![purpose::field("to", "To", agent, true, help)];
    fields.extend(lines.iter().map(|line| Field {
        label: format!("{} {}", line.id, line.label),
        ..purpose::field(&line.id.0.to_string(), "", FieldKind::LongText, false, "")
    }));
    let mut own = Values::new();
    for line in lines {
        // One's own words begin on a line of their own.
        own.set(&line.id.0.to_string(), format!("{}\n", line.notes));
    }
    let spec = Spec {
        id: FORM.to_owned(),
        title: format!("Change of shift · {}", tickets(lines.len())),
        fields,
        face: Face::Internal,
        send: "Offer them".to_owned(),
        ..Spec::default()
    };
    Form::new(spec, process, show::ground(model), prefill.unwrap_or(&own))
}

fn tickets(n: usize) -> String {
    crate::domain::words::counted(n, "ticket", "tickets")
}

/// Offers each ticket with its text.
pub fn send(model: &mut Model, out: &mut Out, values: &Values) {
    let to = AgentName(values.get("to").unwrap_or_default().to_owned());
    let texts = values.0.iter().filter_map(|(field, text)| {
        let id = field.parse::<i64>().ok()?;
        let command = Command::HandOver {
            to: to.clone(),
            text: text.clone(),
        };
        Some((TicketId(id), vec![command]))
    });
    let steps: Vec<_> = texts.collect();
    if steps.is_empty() {
        complain(
            model,
            "No ticket has a text: there is nothing to hand over.",
        );
        return;
    }
    let kept = forms::leave_kept(model, out);
    write::own(model, out, Work::EachIts { steps, kept });
}

/// What can be answered to an offer.
pub fn answer(model: &mut Model, _: &mut Out) {
    let (Some(loaded), Some(me)) = (model.ticket(), model.me()) else {
        return;
    };
    let Some(handover) = &loaded.view.ticket.handover else {
        return;
    };
    let mut items = Vec::new();
    if handover.to == me.name {
        items.push((
            Choice::Run(vec![Command::AcceptHandover]),
            "Take it over".to_owned(),
            handover.text.lines().collect::<Vec<_>>().join(" / "),
        ));
    }
    let label = match handover.to == me.name {
        true => "Decline",
        false => "Take the offer back",
    };
    items.push((
        Choice::Sheet(Sheet::Decline),
        label.to_owned(),
        format!("it stays with {}", handover.from),
    ));
    lists::of_ticket(model, "Offered at a change of shift", items);
}

/// On a ticket that is offered to somebody.
#[must_use]
pub fn offered(model: &Model) -> Ready {
    let offered = model.ticket().map(|l| l.view.ticket.handover.is_some());
    match (ready::ticket(model), offered) {
        (Ready::Yes, Some(false)) => {
            Ready::Absent("This ticket is not offered to anybody.".to_owned())
        }
        (other, _) => other,
    }
}

/// Takes over what was offered to this agent: the marked tickets, or this one.
pub fn take_over(model: &mut Model, out: &mut Out) {
    if model.marked.is_empty() {
        run(model, out, vec![Command::AcceptHandover]);
        return;
    }
    super::marks::run(model, out, vec![Command::AcceptHandover], None);
}

/// Commands on the ticket on the screen.
pub fn run(model: &mut Model, out: &mut Out, commands: Vec<Command>) {
    let Some(loaded) = model.ticket() else { return };
    let (id, seen) = (loaded.view.ticket.id, loaded.view.ticket.version);
    write::run(model, out, id, seen, commands, Asker::Screen);
}

/// Whether the change of shift is what lies on top.
#[must_use]
pub fn is_open(model: &Model) -> bool {
    matches!(model.overlays.last(), Some(Overlay::Form(opened)) if matches!(opened.purpose, Purpose::Shift(_)))
}
