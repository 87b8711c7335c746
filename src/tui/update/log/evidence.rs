//! What of a log or a conversation is taken as evidence, or into an answer.

use super::view;
use crate::domain::blocker::{Refusal, Why};
use crate::domain::command::Command;
use crate::domain::event::Fact;
use crate::domain::kept;
use crate::domain::quote;
use crate::domain::row_of;
use crate::domain::ticket::{Piece, PieceKind};
use crate::tui::action::Out;
use crate::tui::form::sheet::Sheet;
use crate::tui::model::Model;
use crate::tui::model::overlay::{Confirm, Overlay, Then};
use crate::tui::msg::{Asker, Work};
use crate::tui::update::{complain, hidden, show, talk, write};

/// Keeps pieces on the ticket.
pub fn keep(model: &mut Model, out: &mut Out, pieces: Vec<Piece>, close: bool) {
    let Some(loaded) = model.ticket() else {
        return complain(model, hidden::ELSEWHERE);
    };
    let (id, seen) = (loaded.view.ticket.id, loaded.view.ticket.version);
    if close {
        // What is typed ahead was meant for the form.
        model.then_check = Some(String::new());
    }
    let commands = vec![Command::Keep { pieces }];
    write::run(model, out, id, seen, commands, Asker::Log { close });
}

/// What was kept is on the ticket.
pub fn kept(model: &mut Model, out: &mut Out, facts: &[&Fact], close: bool) {
    if let Some(view) = view(model) {
        view.taken();
    }
    talk::taken(model);
    let item = facts.iter().find_map(|f| match f {
        Fact::Kept(kept) if !kept.piece.item.is_empty() => Some(kept.piece.item.clone()),
        _ => None,
    });
    if close {
        if item.is_none() {
            open_item(model, out, "");
        }
        model.then_check = item;
    }
}

/// Whether it was refused for it is kept already.
#[must_use]
pub fn was_kept(refusal: &Refusal) -> bool {
    refusal.refused == "keep" && refusal.why == Why::Taken
}

/// The form of the item that what is kept already is for.
pub fn open_item_of(model: &mut Model, out: &mut Out, work: &Work) {
    let Work::Run { commands, .. } = work else {
        return;
    };
    let kept = commands.iter().find_map(|c| match c {
        Command::Keep { pieces } => pieces.first(),
        _ => None,
    });
    if let Some(piece) = kept {
        item(model, out, piece.kind);
    }
}

/// Pieces into an answer of the intake; what is replaced is asked about.
pub fn take_over(model: &mut Model, out: &mut Out, pieces: &[Piece], place: usize) {
    let (Some(loaded), Some(process)) = (model.ticket(), model.process()) else {
        return complain(model, hidden::ELSEWHERE);
    };
    let Some(field) = process.intake.get(place) else {
        return;
    };
    let ticket = &loaded.view.ticket;
    let mut from = pieces.iter().filter_map(|p| p.source.ticket);
    if let Some(other) = from.find(|id| loaded.view.is_apart(*id)) {
        let why = row_of::kept_apart(ticket.id, other);
        return complain(model, format!("{why} Nothing was taken over."));
    }
    let desk = model.setup.as_ref().map_or("", |s| s.info.id.as_str());
    let pieces = match kept::for_an_answer(process, desk, pieces) {
        Ok(pieces) => pieces,
        Err(why) => return complain(model, format!("{why} Nothing was taken over.")),
    };
    let quote = quote::quoted(ticket, &field.id, &pieces);
    if quote.stands {
        let why = quote::stands_words(&field.label);
        return complain(model, why);
    }
    let (id, seen) = (ticket.id, ticket.version);
    let command = Command::Answer {
        field: field.id.clone(),
        answer: quote.answer,
    };
    let label = field.label.clone();
    match quote.replaces {
        None => write::run(
            model,
            out,
            id,
            seen,
            vec![command],
            Asker::Log { close: false },
        ),
        Some(old) => {
            let question = format!("{label}: replace “{old}”?");
            let then = Then::Run(id, seen, vec![command]);
            let asked = Confirm { question, then };
            model.overlays.push(Overlay::Confirm(Box::new(asked)));
        }
    }
}

/// The form of the item for which this kind of evidence is kept.
pub fn item(model: &mut Model, out: &mut Out, kind: PieceKind) {
    let (Some(loaded), Some(process)) = (model.ticket(), model.process()) else {
        return;
    };
    let key = kept::item_for(process, &loaded.view.ticket, kind);
    open_item(model, out, &key);
}

/// Opens the form of a checklist item by its key.
pub fn open_item(model: &mut Model, out: &mut Out, key: &str) {
    match key.split_once('.') {
        Some((tier, item)) => {
            let (tier, item) = (tier.into(), item.to_owned());
            show::sheet(model, out, Sheet::Check { tier, item });
        }
        None => complain(
            model,
            "No item of the checklist is closed by this; 3 shows the checklist.",
        ),
    }
}
