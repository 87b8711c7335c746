//! Kept evidence on the screen: the list, a piece of it, taking it back.

use super::{lists, show, unfinished};
use crate::domain::id::{NumberOn, TicketId};
use crate::domain::kept;
use crate::domain::process::Process;
use crate::domain::ticket::Kept;
use crate::domain::veil;
use crate::domain::words;
use crate::tui::action::{Out, Ready, ready};
use crate::tui::form::sheet::Sheet;
use crate::tui::model::Model;
use crate::tui::model::overlay::{Choice, Overlay};
use crate::tui::msg::Loaded;
use crate::tui::reading::{Outcome, Reading};

/// Whether there is kept evidence to list.
#[must_use]
pub fn can_list(model: &Model) -> Ready {
    match model.ticket() {
        Some(loaded) if loaded.view.kept().next().is_none() => {
            Ready::Absent("Nothing is kept on this ticket yet; F opens an attached log.".to_owned())
        }
        _ => ready::ticket(model),
    }
}

/// The kept evidence of the ticket, the latest first, then that of those that go on in it.
pub fn list(model: &mut Model, _: &mut Out) {
    let Some(loaded) = model.ticket() else { return };
    let id = loaded.view.ticket.id;
    let items = items(model, loaded);
    lists::of_ticket(model, &format!("Kept on {id}"), items);
}

/// Its lines.
pub(super) fn items(model: &Model, loaded: &Loaded) -> Vec<(Choice, String, String)> {
    let id = loaded.view.ticket.id;
    let items = loaded.view.kept().rev().map(|(on, kept)| {
        let label = named(id, on, kept);
        (Choice::Kept(on, kept.n), label, detail(model, kept))
    });
    items.collect()
}

/// A piece with its number as it is said on this ticket.
fn named(here: TicketId, on: TicketId, kept: &Kept) -> String {
    let number = NumberOn::seen_on(here, on, kept.n);
    format!("{number} {}", kept::in_words(&kept.piece))
}

fn detail(model: &Model, kept: &Kept) -> String {
    match &kept.retracted {
        Some(why) => format!("taken back: {why}"),
        None => {
            let at = words::date_time(kept.at, &model.taste.zone);
            format!("{} · {at}", kept.by)
        }
    }
}

/// A piece on the screen, over the list it was picked from.
pub fn view(model: &mut Model, on: TicketId, n: u32) {
    let (Some(loaded), Some(process)) = (model.ticket(), model.process()) else {
        return;
    };
    let id = loaded.view.ticket.id;
    let found = loaded.view.kept().find(|(at, k)| *at == on && k.n == n);
    let Some((_, kept)) = found else {
        return;
    };
    let text = format!("{}\n\n{}", kept.piece.text, about(process, kept));
    let mut reading = Reading::new(named(id, on, kept), text).of(id);
    reading.others.push(on);
    reading.others.extend(veil::read_in(&kept.piece));
    reading.others.retain(|other| *other != id);
    // It is taken back where it stands.
    let here = on == id && kept.retracted.is_none();
    reading.kept = here.then_some(n);
    model.overlays.push(Overlay::Reading(Box::new(reading)));
}

/// What is to be known of a piece below its text.
fn about(process: &Process, kept: &Kept) -> String {
    let mut lines = Vec::new();
    if kept.piece.left_out > 0 {
        let size = words::size(kept.piece.left_out);
        lines.push(format!("… {size} more were not kept."));
    }
    if !kept.piece.item.is_empty() {
        let item = process.item_label(&kept.piece.item);
        lines.push(format!("For: {item}"));
    }
    if !kept.piece.source.sha256.is_empty() {
        lines.push(format!("SHA-256: {}", kept.piece.source.sha256));
    }
    if let Some(why) = &kept.retracted {
        lines.push(format!("Taken back: {why}"));
    }
    lines.join("\n")
}

/// What a key did in a text that is read.
pub fn took(model: &mut Model, out: &mut Out, outcome: Outcome) -> bool {
    match outcome {
        Outcome::Ignored => return false,
        Outcome::Nothing => {}
        Outcome::Close => {
            model.overlays.pop();
        }
        Outcome::Copy(text) => unfinished::copy(model, out, text),
        Outcome::Discard(key) => unfinished::ask_discard(model, key),
        Outcome::TakeBack(n) => {
            // One comes back to the list, which then says that it was taken back.
            model.overlays.pop();
            show::sheet(model, out, Sheet::Unkeep(n));
        }
    }
    true
}
