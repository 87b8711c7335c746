//! A ticket is hidden from whoever has it on the screen: what belongs to it closes, and says so.

use super::forms;
use crate::desk;
use crate::domain::id::TicketId;
use crate::store;
use crate::tui::action::Out;
use crate::tui::model::Model;
use crate::tui::model::overlay::Overlay;
use crate::tui::msg::Effect;
use crate::tui::reading::Reading;

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

/// Closes what belongs to the ticket and forgets what is known of it. Whoever looked at it reads that before
/// a key reaches the ticket that stands there now.
pub fn close(model: &mut Model, out: &mut Out, id: TicketId, looked_at: bool, why: &str) {
    forget(model, id);
    let (closed, typed) = take_away(model, out, id);
    if !closed && !looked_at {
        return super::complain(model, why);
    }
    model.flash = None;
    let mut text =
        format!("{id} is not shown to you any more: it was restricted to other people.\n\n");
    text.push_str(match closed {
        true => "What was open of it is closed; nothing was done to it.",
        false => "Nothing was done to it.",
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
    model.then_check = None;
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
