//! Searching: a place to go to and to come back from.

use super::{articles, complain, go};
use crate::domain::id::AgentName;
use crate::domain::search::{Completion, Known, complete, customer_sought};
use crate::tui::action::Out;
use crate::tui::layout::Pane;
use crate::tui::model::Model;
use crate::tui::model::overlay::Overlay;
use crate::tui::msg::{Effect, Question, SearchAsk, Slot};
use crate::tui::search::{Did, Found, SearchBox};

/// Goes there; what was typed there last is still there, selected: other words take its place.
pub fn open(model: &mut Model, out: &mut Out) {
    go_in(model, out, None);
}

/// Goes there with these words typed.
pub fn open_with(model: &mut Model, out: &mut Out, words: &str) {
    go_in(model, out, Some(words));
}

fn go_in(model: &mut Model, out: &mut Out, words: Option<&str>) {
    let kept = model.searched.take().map(|(_, kept)| kept);
    let from = model.place();
    let mut place = match (words, kept) {
        (Some(words), _) => Box::new(SearchBox::with(words, from.clone())),
        (None, Some(mut kept)) => {
            kept.select();
            kept
        }
        (None, None) => Box::new(SearchBox::new(from.clone())),
    };
    place.from = from;
    model.overlays.push(Overlay::Search(place));
    ask(model, out);
}

/// Back from a ticket that was gone to from there; false when this is no such ticket.
pub fn reopen(model: &mut Model, out: &mut Out) -> bool {
    let here = model.target();
    let is_here = |id| here == Some(id) && model.focus == Pane::Ticket;
    match model.searched.take() {
        Some((id, place)) if is_here(id) => {
            model.overlays.push(Overlay::Search(place));
            refresh(model, out);
            true
        }
        kept => {
            model.searched = kept;
            false
        }
    }
}

/// What the place made of a key.
pub fn took(model: &mut Model, out: &mut Out, did: Did) -> bool {
    match did {
        Did::Ignored => return false,
        Did::Nothing => {}
        Did::Changed => {
            offer(model, out);
            ask(model, out);
        }
        Did::More => more(model, out),
        Did::Complete => put_in(model, out),
        Did::Pick(id) => {
            if let Some(Overlay::Search(place)) = model.overlays.pop() {
                model.searched = Some((id, place));
            }
            go::jump(model, out, id);
        }
        Did::Read(id) => articles::read(model, out, id),
        Did::Refused(why) => complain(model, why),
        Did::Leave => leave(model, out),
    }
    true
}

fn leave(model: &mut Model, out: &mut Out) {
    let Some(Overlay::Search(place)) = model.overlays.pop() else {
        return;
    };
    let from = place.from.clone();
    let kept = crate::domain::id::TicketId(0);
    model.searched = Some((kept, place));
    if model.place() != from {
        go::return_to(model, out, from);
    }
}

fn top(model: &mut Model) -> Option<&mut SearchBox> {
    match model.overlays.last_mut() {
        Some(Overlay::Search(place)) => Some(place),
        _ => None,
    }
}

/// Asks for what is typed; a newer question breaks an older one off.
fn ask(model: &mut Model, out: &mut Out) {
    let zone = model.taste.zone.clone();
    let Some(place) = top(model) else { return };
    place.asks();
    if place.words().trim().is_empty() {
        return;
    }
    let ask = SearchAsk {
        words: place.words().to_owned(),
        below: None,
        zone,
        ..SearchAsk::default()
    };
    send(model, out, ask);
}

fn more(model: &mut Model, out: &mut Out) {
    let zone = model.taste.zone.clone();
    let Some(place) = top(model) else { return };
    let ask = SearchAsk {
        words: place.words().to_owned(),
        below: place.next(),
        zone,
        ..SearchAsk::default()
    };
    send(model, out, ask);
}

fn send(model: &mut Model, out: &mut Out, ask: SearchAsk) {
    model.waiting_since.get_or_insert(model.now);
    out.push(Effect::Ask(Slot::Search, Box::new(Question::Search(ask))));
}

/// What can stand at the cursor now.
fn offer(model: &mut Model, out: &mut Out) {
    let completion = completion(model, &[]);
    let Some(place) = top(model) else { return };
    place.offer(completion);
    // There are too many customers to know them all.
    if let Some(begin) = customer_sought(place.words(), place.cursor()) {
        let question = Question::Customers(begin);
        out.push(Effect::Ask(Slot::Lookup, Box::new(question)));
    }
}

/// Names of customers that begin so, unless something else stands there meanwhile.
pub fn customers_came(model: &mut Model, begin: &str, names: &[String]) {
    let Some(place) = top(model) else { return };
    let sought = customer_sought(place.words(), place.cursor());
    if sought.as_deref() != Some(begin) || place.is_turning() {
        return;
    }
    let completion = completion(model, names);
    if let Some(place) = top(model) {
        place.offer(completion);
    }
}

fn completion(model: &mut Model, customers: &[String]) -> Completion {
    let (now, zone) = (model.now, model.taste.zone.clone());
    let Some(place) = top(model) else {
        return Completion::default();
    };
    let (words, cursor) = (place.words().to_owned(), place.cursor());
    let Some(setup) = &model.setup else {
        return Completion::default();
    };
    let agents: Vec<AgentName> = setup.agents.iter().map(|a| a.name.clone()).collect();
    let known = Known {
        process: &setup.process,
        me: &setup.me.name,
        agents: &agents,
        products: &setup.products,
        customers,
        now,
        zone: &zone,
    };
    complete(&words, cursor, &known)
}

/// Tab: the next choice; after a name alone its values are the choices.
fn put_in(model: &mut Model, out: &mut Out) {
    let Some(place) = top(model) else { return };
    if !place.complete() {
        return;
    }
    if place.wants_value() {
        offer(model, out);
    }
    ask(model, out);
}

/// What the desk found.
pub fn found(model: &mut Model, ask: &SearchAsk, found: Found) {
    match (top(model), ask.again) {
        (Some(place), Some(_)) => place.found_again(&ask.words, found),
        (Some(place), None) => place.found(&ask.words, ask.below, found),
        (None, _) => {}
    }
}

/// Asks once more for the list that stands: somebody changed something, and may have hidden a ticket.
pub fn refresh(model: &mut Model, out: &mut Out) {
    let zone = model.taste.zone.clone();
    let Some(place) = top(model) else { return };
    let Some(stands) = place.stands() else { return };
    let ask = SearchAsk {
        words: place.words().to_owned(),
        again: Some(stands),
        zone,
        ..SearchAsk::default()
    };
    out.push(Effect::Ask(Slot::Search, Box::new(Question::Search(ask))));
}

/// Why it found nothing; said at the foot where the place was left meanwhile.
pub fn failed(model: &mut Model, why: String) {
    match top(model) {
        Some(place) => place.failed(why),
        None => complain(model, why),
    }
}
