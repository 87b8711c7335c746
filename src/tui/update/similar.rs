//! What is similar: asked a moment after a ticket came or a form changed, and a place to go to and to come
//! back from.

use super::{articles, complain, go, show, write};
use crate::desk::Likes;
use crate::domain::command::{Command, Outcome};
use crate::domain::id::TicketId;
use crate::domain::kept::item_for;
use crate::domain::reference::Reference;
use crate::domain::similar::{Ranked, looked};
use crate::domain::ticket::PieceKind;
use crate::domain::values::Values;
use crate::tui::action::{Out, Ready, ready};
use crate::tui::form::sheet::Sheet;
use crate::tui::layout::Pane;
use crate::tui::model::Model;
use crate::tui::model::overlay::{Overlay, Purpose};
use crate::tui::msg::{Asker, Effect, Question, SimilarAsk, Slot};
use crate::tui::similar::{About, Did, SimilarBox, notes};

/// Asked this long after the ticket came or a letter was typed.
const REST_MS: i64 = 250;

/// Whether there is a ticket to look for the like of.
#[must_use]
pub fn can_open(model: &Model) -> Ready {
    ready::ticket(model)
}

/// Goes to what is like the ticket.
pub fn open(model: &mut Model, out: &mut Out) {
    let Some(id) = model.ticket().map(|l| l.view.ticket.id) else {
        return;
    };
    let about = About::Ticket(id);
    let place = SimilarBox::new(about.clone(), model.place(), known(model, &about));
    model.overlays.push(Overlay::Similar(Box::new(place)));
    ask(out, About::Ticket(id));
}

/// Whether a checklist item is answered by looking through what is similar.
#[must_use]
pub fn answers(model: &Model, tier: &str, item: &str) -> bool {
    let (Some(loaded), Some(process)) = (model.ticket(), model.process()) else {
        return false;
    };
    let key = item_for(process, &loaded.view.ticket, PieceKind::List);
    key == format!("{tier}.{item}")
}

/// The ticket came: what is like it is asked once it stays.
pub fn ticket_came(model: &mut Model) {
    let Some(loaded) = &model.loaded else { return };
    let ticket = &loaded.view.ticket;
    let known = model.likes.as_ref().is_some_and(|(id, _)| *id == ticket.id);
    if !known {
        model.likes = None;
    }
    model.ask_likes_at = (!ticket.stage.phase.is_over()).then(|| model.now.plus_ms(REST_MS));
}

/// What is typed into a form that tells of an issue changed: what is like it is asked once it rests.
pub fn typed(model: &mut Model) {
    if story(model).is_some() {
        model.ask_likes_at = Some(model.now.plus_ms(REST_MS));
    }
}

/// What the form on top tells of an issue.
fn story(model: &Model) -> Option<About> {
    match model.overlays.last()? {
        Overlay::New(opened) => {
            let (subject, text) = opened.form.story();
            Some(About::Typed(subject, vec![text], None))
        }
        Overlay::Form(opened) => match opened.purpose {
            Purpose::Sheet(Sheet::Check { ref tier, ref item })
                if answers(model, tier.as_str(), item) =>
            {
                Some(About::Ticket(opened.ticket?))
            }
            Purpose::Sheet(Sheet::Intake | Sheet::Answer(_)) => {
                let fields = opened.form.spec().fields.iter();
                let texts = fields.filter_map(|f| opened.form.text(&f.id)).collect();
                Some(About::Typed(String::new(), texts, opened.ticket))
            }
            _ => None,
        },
        _ => None,
    }
}

/// What is similar to what is typed, in a place over the form.
pub fn open_typed(model: &mut Model, out: &mut Out) -> bool {
    let Some(about) = story(model) else {
        return false;
    };
    let place = SimilarBox::new(about.clone(), model.place(), known(model, &about));
    model.overlays.push(Overlay::Similar(Box::new(place)));
    ask(out, about);
    true
}

/// What is known already of what is like this.
fn known(model: &Model, about: &About) -> Option<Likes> {
    let About::Ticket(id) = about else {
        return None;
    };
    let known = model.likes.as_ref().filter(|(of, _)| of == id);
    known.map(|(_, likes)| likes.clone())
}

/// A form was opened: what is similar stands in it, as far as it is known.
pub fn opened(model: &mut Model) {
    if let Some(about) = story(model)
        && let Some(likes) = known(model, &about)
    {
        note(model, &about, &likes);
    }
}

/// What closing a checklist item asks of the desk: that none of what is similar is the same keeps the list as
/// it is shown; none where the form says something else.
pub fn none_found(model: &Model, sheet: &Sheet, values: &Values) -> Option<Vec<Command>> {
    let Sheet::Check { tier, item } = sheet else {
        return None;
    };
    let loaded = model
        .ticket()
        .filter(|_| answers(model, tier.as_str(), item))?;
    let ticket = &loaded.view.ticket;
    let likes = known(model, &About::Ticket(ticket.id))?;
    let looked: Vec<Ranked> = likes.likes.into_iter().map(|l| l.ranked).collect();
    let mut commands = looked::none_of(model.process()?, ticket, &looked);
    let Some(Command::Check {
        outcome, evidence, ..
    }) = commands.last_mut()
    else {
        return None;
    };
    let same =
        matches!(outcome, Outcome::Done(result) if Some(result.as_str()) == values.get("result"));
    if let Some(more) = values.get("evidence").filter(|t| !t.trim().is_empty()) {
        *evidence = format!("{more}; {evidence}");
    }
    same.then_some(commands)
}

/// Under the first field that tells of the issue.
fn note(model: &mut Model, about: &About, likes: &Likes) {
    if story(model).as_ref() != Some(about) {
        return;
    }
    match model.overlays.last_mut() {
        Some(Overlay::New(opened)) => opened.form.similar(notes(likes)),
        Some(Overlay::Form(opened)) => {
            let first = opened.form.spec().fields.first().map(|f| f.id.clone());
            opened
                .form
                .set_notes(&first.unwrap_or_default(), notes(likes));
        }
        _ => {}
    }
}

/// It stayed.
pub fn due(model: &mut Model, out: &mut Out) {
    model.ask_likes_at = None;
    if let Some(about) = story(model) {
        ask(out, about);
        return;
    }
    if let Some(id) = model.ticket().map(|l| l.view.ticket.id) {
        ask(out, About::Ticket(id));
    }
}

fn ask(out: &mut Out, about: About) {
    let ask = SimilarAsk {
        about,
        ..SimilarAsk::default()
    };
    out.push(Effect::Ask(Slot::Similar, Box::new(Question::Similar(ask))));
}

/// What the desk found.
pub fn found(model: &mut Model, about: &About, likes: Likes) {
    if let About::Ticket(id) = about {
        model.likes = Some((*id, likes.clone()));
    }
    note(model, about, &likes);
    for overlay in &mut model.overlays {
        if let Overlay::Similar(place) = overlay {
            place.found(about, likes.clone());
        }
    }
}

/// Why it found nothing: said only where someone waits for it.
pub fn failed(model: &mut Model, why: &str) {
    if let Some(Overlay::Similar(place)) = model.overlays.last_mut() {
        place.failed(why.to_owned());
    }
}

/// What the place made of a key.
pub fn took(model: &mut Model, out: &mut Out, did: Did) -> bool {
    match did {
        Did::Ignored => return false,
        Did::Nothing => {}
        // Over the list: Esc leads back to it.
        Did::Pick(Reference::Article(id)) => articles::read(model, out, id),
        Did::Pick(Reference::Ticket(id)) => {
            if let Some(Overlay::Similar(place)) = model.overlays.pop() {
                model.looked = Some((id, place));
            }
            go::jump(model, out, id);
        }
        Did::Link(id) => link(model, out, id),
        Did::None => none_of_these(model, out),
        Did::Refused(why) => complain(model, why),
        Did::Leave => leave(model, out),
    }
    true
}

/// Back from a ticket that was gone to from there; false when this is no such ticket.
pub fn reopen(model: &mut Model) -> bool {
    let here = model.target();
    let is_here = |id| here == Some(id) && model.focus == Pane::Ticket;
    match model.looked.take() {
        Some((id, place)) if is_here(id) => {
            model.overlays.push(Overlay::Similar(place));
            true
        }
        kept => {
            model.looked = kept;
            false
        }
    }
}

fn leave(model: &mut Model, out: &mut Out) {
    let Some(Overlay::Similar(place)) = model.overlays.pop() else {
        return;
    };
    if model.place() != place.from {
        go::return_to(model, out, place.from);
    }
}

/// Back at the ticket that the place is about; false when it is another one that stands there.
fn returned(model: &mut Model, out: &mut Out) -> Option<TicketId> {
    let Some(Overlay::Similar(place)) = model.overlays.last() else {
        return None;
    };
    let about = place.ticket()?;
    if model.target() == Some(about) {
        return Some(about);
    }
    leave(model, out);
    complain(model, "You are back at your ticket: press it there.");
    None
}

/// The form of the item that is answered now goes.
fn drop_item(model: &mut Model) {
    let is_item = |o: &Overlay| matches!(o, Overlay::Form(f) if matches!(f.purpose, Purpose::Sheet(Sheet::Check { .. })));
    if model.overlays.last().is_some_and(is_item) {
        model.overlays.pop();
    }
}

/// The form that links, with the other one in it.
fn link(model: &mut Model, out: &mut Out, other: Reference) {
    if returned(model, out).is_none() {
        return;
    }
    model.overlays.pop();
    drop_item(model);
    show::sheet(model, out, Sheet::Link("known_error".to_owned()));
    if let Some(Overlay::Form(opened)) = model.overlays.last_mut() {
        opened.form.set_text("other", &other.to_string());
    }
}

/// The list is kept, and the item that it answers closed.
fn none_of_these(model: &mut Model, out: &mut Out) {
    let Some(id) = returned(model, out) else {
        return;
    };
    let Some(Overlay::Similar(place)) = model.overlays.pop() else {
        return;
    };
    drop_item(model);
    let looked: Vec<Ranked> = place.likes().iter().map(|l| l.ranked.clone()).collect();
    let (Some(loaded), Some(process)) = (model.ticket(), model.process()) else {
        return;
    };
    let ticket = &loaded.view.ticket;
    let (seen, commands) = (ticket.version, looked::none_of(process, ticket, &looked));
    write::run(model, out, id, seen, commands, Asker::Screen);
}
