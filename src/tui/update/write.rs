//! What goes to the write lane, and reading anew.

use super::{go, linked};
use crate::desk::CheckLine;
use crate::domain::command::Command;
use crate::domain::id::TicketId;
use crate::tui::action::Out;
use crate::tui::layout::Pane;
use crate::tui::model::{Model, Tone};
use crate::tui::msg::{Asker, Effect, Job, Question, Slot, Work};
use crate::tui::progress::{Progress, Unit};

/// Gives the write lane a job.
pub fn job(model: &mut Model, out: &mut Out, job: Job) {
    model.writing += 1;
    model.waiting_since.get_or_insert(model.now);
    out.push(Effect::Write(Box::new(job)));
}

/// The write lane says how far its job is.
pub fn progress(model: &mut Model, unit: Unit, done: u64, of: u64) {
    let since = model.progress.map_or_else(
        || model.waiting_since.unwrap_or(model.now),
        |before| before.since,
    );
    model.progress = (model.writing > 0).then_some(Progress {
        unit,
        done,
        of,
        since,
    });
}

/// Commands on one ticket.
pub fn run(
    model: &mut Model,
    out: &mut Out,
    ticket: TicketId,
    seen: u32,
    commands: Vec<Command>,
    asker: Asker,
) {
    let work = Work::Run {
        ticket,
        seen: Some(seen),
        commands,
    };
    let todo = Job {
        command: None,
        work,
        asker,
    };
    job(model, out, todo);
}

/// A command on the ticket on the screen.
fn here(model: &mut Model, out: &mut Out, command: Command) {
    if let Some(loaded) = model.ticket() {
        let (id, seen) = (loaded.view.ticket.id, loaded.view.ticket.version);
        run(model, out, id, seen, vec![command], Asker::Screen);
    }
}

/// A job that nobody waits for.
pub fn own(model: &mut Model, out: &mut Out, work: Work) {
    let todo = Job {
        command: None,
        work,
        asker: Asker::Screen,
    };
    job(model, out, todo);
}

/// Takes one's last step back.
pub fn undo(model: &mut Model, out: &mut Out) {
    let Some((tickets, _)) = model.undoable.take() else {
        return;
    };
    let work = match *tickets.as_slice() {
        [one] => Work::Undo(one),
        _ => Work::UndoEach(tickets),
    };
    own(model, out, work);
}

/// What was done on these can be taken back for a while.
pub fn can_undo(model: &mut Model, tickets: Vec<TicketId>) {
    let undo_ms = model.process().map_or(0, |p| p.windows.undo_ms);
    model.undoable = (!tickets.is_empty()).then(|| (tickets, model.now.plus_ms(undo_ms)));
}

/// Ends the wait.
pub fn resume(model: &mut Model, out: &mut Out) {
    here(model, out, Command::Resume { n: None });
}

/// A checked item still holds: the one under the bar, else the next that asks. One key each (the process: "earlier
/// checklist items and sign-offs need one key each").
pub fn still_true(model: &mut Model, out: &mut Out) {
    if let Some(item) = asks_again(model) {
        here(model, out, Command::StillTrue { item });
    }
}

/// The item that asks whether it still holds; the bar goes to it.
fn asks_again(model: &mut Model) -> Option<String> {
    let stale = |l: &&CheckLine| l.state.as_ref().is_some_and(|s| s.stale);
    let view = &model.loaded.as_ref()?.view;
    let lines = &view.checklist;
    let first = || lines.iter().position(|l| stale(&l));
    let place = match lines.get(model.check).filter(stale) {
        Some(_) if model.focus == Pane::Checklist => Some(model.check),
        _ => first(),
    };
    let Some(place) = place else {
        // What another tier checked does not stand in this list.
        let mut checks = view.ticket.checks.iter();
        return checks.find(|(_, c)| c.stale).map(|(key, _)| key.clone());
    };
    let line = lines.get(place)?;
    let item = format!("{}.{}", line.tier, line.item.id);
    model.check = place;
    Some(item)
}

/// Away until the same time tomorrow, or back.
pub fn away(model: &mut Model, out: &mut Out) {
    let Some(setup) = &model.setup else { return };
    let me = setup.agents.iter().find(|a| a.name == setup.me.name);
    let is_away = me
        .and_then(|a| a.away_until)
        .is_some_and(|until| until > model.now);
    let until = (!is_away).then(|| model.now.plus_ms(86_400_000));
    own(model, out, Work::Away(until));
}

/// Copies number and subject.
pub fn copy(model: &mut Model, out: &mut Out) {
    if linked::on_request(model) {
        linked::copy_letter(model, out);
        return;
    }
    let Some(text) = model
        .ticket()
        .map(|l| (l.view.ticket.id, l.view.ticket.subject.clone()))
        .or_else(|| model.queue.row().map(|r| (r.id, r.subject.clone())))
        .map(|(id, subject)| format!("{id} {subject}"))
    else {
        return;
    };
    model.say(Tone::Good, format!("Copied: {text}"));
    out.push(Effect::Copy(text));
}

/// Reads everything anew.
pub fn refresh(model: &mut Model, out: &mut Out) {
    out.push(Effect::Ask(Slot::Setup, Box::new(Question::Setup(None))));
    refresh_quietly(model, out);
}

/// Reads queue, ticket and numbers anew without moving what is looked at.
pub fn refresh_quietly(model: &mut Model, out: &mut Out) {
    super::articles::refresh(model, out);
    super::search::refresh(model, out);
    super::similar::typed(model);
    if model.setup.is_none() {
        return;
    }
    let height = model.queue_height();
    let ask = model.queue.ask_again(height, model.now);
    go::ask_page(model, out, ask);
    if let Some(id) = model.target() {
        model.asked_ticket = Some(id);
        model.ask_ticket_at = None;
        out.push(Effect::Ask(Slot::Ticket, Box::new(Question::Ticket(id))));
    }
    super::notices::refresh(model, out);
    super::hidden::look_again(model, out);
    out.push(Effect::Ask(Slot::Counts, Box::new(Question::Counts)));
}
