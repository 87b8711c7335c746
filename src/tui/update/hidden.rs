//! A ticket is hidden from whoever has it on the screen: what belongs to it closes, and says so.

use super::forms;
use crate::desk;
use crate::domain::id::TicketId;
use crate::store;
use crate::tui::action::Out;
use crate::tui::model::Model;
use crate::tui::model::overlay::Overlay;
use crate::tui::msg::{Effect, Question, Slot};
use crate::tui::reading::Reading;
use crate::tui::similar::ticket_of;
use std::collections::BTreeSet;

/// What is done from a screen is done to the ticket that its title names, or to none.
pub const ELSEWHERE: &str = "Another ticket is under the bar by now: nothing was done. Esc, and open this from its own ticket.";

/// Why nothing can be done from the screen on top: the ticket that it belongs to is not under the bar.
#[must_use]
pub fn elsewhere(model: &Model) -> Option<&'static str> {
    let bound = model.bound()?;
    (model.target() != Some(bound)).then_some(ELSEWHERE)
}

/// Whether the list on top belongs to another ticket than the one under the bar.
#[must_use]
pub fn moved_on(model: &Model) -> bool {
    let own = model.overlays.last().and_then(Overlay::ticket);
    own.is_some() && own != model.target()
}

/// Whether this says that the ticket is not there for whoever asked.
#[must_use]
pub fn is(error: &desk::Error) -> bool {
    matches!(
        error,
        desk::Error::Store(store::Error::NotFound(_) | store::Error::Restricted(_))
    )
}

/// Others wrote: asks which of the tickets whose words are on the screens over the panes, or on one that is come
/// back to, are hidden by now. The one under the bar is read anew by itself.
pub fn look_again(model: &Model, out: &mut Out) {
    let mut all: BTreeSet<TicketId> = model.overlays.iter().flat_map(Overlay::tickets).collect();
    let likes = model.likes.iter().flat_map(|(_, likes)| &likes.likes);
    all.extend(likes.filter_map(ticket_of));
    all.extend(model.looked.iter().flat_map(|(_, place)| place.tickets()));
    all.extend(model.searched.iter().flat_map(|(_, place)| place.tickets()));
    all.extend(model.reviewed.iter().flat_map(|(_, place)| place.tickets()));
    if let Some(id) = model.target() {
        all.remove(&id);
    }
    if !all.is_empty() {
        let question = Question::Sight(all.into_iter().collect());
        out.push(Effect::Ask(Slot::Sight, Box::new(question)));
    }
    // Under the caller of a new ticket stand their open ones.
    if let Some(Overlay::New(opened)) = model.overlays.last()
        && let Some(customer) = opened.form.picked_customer()
    {
        let question = Question::Theirs(customer);
        out.push(Effect::Ask(Slot::Theirs, Box::new(question)));
    }
}

/// These are hidden: their lines go, and what shows nothing else closes.
pub fn came(model: &mut Model, out: &mut Out, ids: &[TicketId]) {
    for id in ids {
        if model.overlays.iter().any(|o| o.shows(*id)) {
            close(model, out, *id, false, "");
        } else {
            forget(model, *id);
            if drop_lines(model, *id) {
                super::complain(model, sentence(*id));
            }
        }
    }
}

/// Takes a ticket out of the lists over the panes and of those that are come back to; whether one on the screen
/// had it.
fn drop_lines(model: &mut Model, id: TicketId) -> bool {
    if let Some((_, likes)) = &mut model.likes {
        likes.likes.retain(|like| ticket_of(like) != Some(id));
    }
    if let Some((_, place)) = &mut model.looked {
        place.drop_ticket(id);
    }
    if let Some((_, place)) = &mut model.searched {
        place.drop_ticket(id);
    }
    if let Some((_, place)) = &mut model.reviewed {
        place.drop_ticket(id);
    }
    let mut was_there = false;
    for overlay in &mut model.overlays {
        was_there |= overlay.drop_ticket(id);
    }
    was_there
}

fn sentence(id: TicketId) -> String {
    format!("{id} is not shown to you any more: it was restricted to other people.")
}

fn own_step(id: TicketId) -> String {
    format!(
        "{id} is not shown to you any more: it is restricted, and since your own step it is not yours. What was done:"
    )
}

/// Closes what belongs to the ticket and forgets what is known of it. Whoever looked at it reads that before
/// a key reaches the ticket that stands there now.
pub fn close(model: &mut Model, out: &mut Out, id: TicketId, looked_at: bool, why: &str) {
    forget(model, id);
    model.then_check = None;
    let did = model.did.take().filter(|(of, _)| *of == id);
    let (closed, typed) = take_away(model, out, id);
    drop_lines(model, id);
    if !closed && !looked_at && did.is_none() {
        return super::complain(model, why);
    }
    model.flash = None;
    let mut text = match &did {
        Some((_, done)) => format!("{}\n\n{}", own_step(id), done),
        None => sentence(id),
    };
    text.push_str(match (did.is_some(), closed) {
        (false, true) => "\n\nWhat was open of it is closed; nothing was done to it.",
        (false, false) => "\n\nNothing was done to it.",
        (true, true) => "\n\nWhat was open of it is closed.",
        (true, false) => "",
    });
    if typed {
        text.push_str(" What you typed is kept: d shows it.");
    }
    text.push_str("\n\nEsc goes on, with the ticket that is under the bar now.");
    let mut said = Reading::new("Not shown any more".to_owned(), text);
    said.stands = true;
    model.overlays.push(Overlay::Reading(Box::new(said)));
}

/// What was kept of it beside the screen.
fn forget(model: &mut Model, id: TicketId) {
    model.likes.take_if(|(of, _)| *of == id);
    model.searched.take_if(|(of, _)| *of == id);
    model.looked.take_if(|(of, _)| *of == id);
    model.then_talk.take_if(|of| *of == id);
    model.marked.remove(&id);
}

/// Takes its screens away with what hangs on them; whether there were any, and whether something was typed.
fn take_away(model: &mut Model, out: &mut Out, id: TicketId) -> (bool, bool) {
    let (mut closed, mut typed, mut is_under) = (false, false, false);
    let all = std::mem::take(&mut model.overlays);
    for overlay in all {
        let goes = overlay.shows(id) || (is_under && overlay.hangs_on_what_is_under());
        is_under = goes;
        if !goes {
            model.overlays.push(overlay);
            continue;
        }
        closed = true;
        if let Some(draft) = forms::typed_into(&overlay, model.now) {
            typed = true;
            out.push(Effect::Keep(Box::new(draft)));
        }
    }
    if typed {
        model.keep_at = None;
    }
    (closed, typed)
}
