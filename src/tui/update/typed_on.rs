//! What is typed into a form while it is being sent. The form goes once that is done; the words typed since do not: they are
//! a draft at once, and where the form can be sent again it is back with them.

use super::{forms, unfinished};
use crate::domain::id::At;
use crate::tui::action::Out;
use crate::tui::draft::Draft;
use crate::tui::form::sheet::Sheet;
use crate::tui::model::overlay::{FormBox, NewBox, Overlay, Purpose};
use crate::tui::model::{Model, Tone};
use crate::tui::msg::Effect;

/// Whether a form is left now is not known yet: what it says is under way.
pub(super) fn stays(model: &mut Model) -> bool {
    let is_sending = match model.overlays.last() {
        Some(Overlay::Form(opened)) => opened.form.is_sending(),
        Some(Overlay::New(opened)) => opened.form.is_sending(),
        _ => false,
    };
    if is_sending {
        model.say(
            Tone::Plain,
            "It is being sent: Esc leaves it once the desk has answered.",
        );
    }
    is_sending
}

/// A form was sent and goes with its draft, but for what was typed since.
pub(super) fn sent(model: &mut Model, out: &mut Out, opened: &FormBox, version: u32) {
    let all = unfinished::of_form(opened, model.now);
    let Some((all, typed)) = all.zip(opened.form.since_sent()) else {
        out.push(Effect::Forget(opened.key()));
        return;
    };
    let draft = Draft {
        typed,
        version,
        ..all
    };
    keep(out, &draft);
    model.typed_on = Some(Box::new(draft));
}

/// The same of the form of a new ticket; whether anything was typed since.
pub(super) fn opened(model: &mut Model, out: &mut Out, opened: &NewBox, at: At) -> bool {
    let all = unfinished::of_new(opened, at);
    let Some(typed) = opened.form.since_sent() else {
        out.push(Effect::Forget(all.key()));
        return false;
    };
    keep(out, &Draft { typed, ..all });
    gone(model);
    true
}

/// An article was written: its form goes, unless something was typed since; then all of it stays as a draft.
pub(super) fn written(model: &mut Model, out: &mut Out, form: &FormBox) -> bool {
    let is_typed_on = form.form.since_sent().is_some();
    match unfinished::of_form(form, model.now).filter(|_| is_typed_on) {
        None => out.push(Effect::Forget(form.key())),
        Some(draft) => {
            // What stands in the article now is what was sent.
            let over = form.form.as_sent().cloned();
            keep(out, &Draft { over, ..draft });
            gone(model);
        }
    }
    is_typed_on
}

fn keep(out: &mut Out, draft: &Draft) {
    out.push(Effect::Keep(Box::new(draft.clone())));
}

/// The form is gone: whose hands are still typing presses nothing in the panes.
fn gone(model: &mut Model) {
    model.refused_at = Some(model.now);
}

/// The ticket is here again.
pub(super) fn ticket_came(model: &mut Model, out: &mut Out) {
    let Some(mut draft) = model.typed_on.take() else {
        return;
    };
    let sheet = Sheet::of_id(&draft.form);
    // A move is made once.
    let is_again = sheet
        .as_ref()
        .is_some_and(|s| !matches!(s, Sheet::Move { .. }));
    let is_here = model.ticket().map(|l| l.view.ticket.id) == draft.ticket;
    let sheet = sheet.filter(|_| is_here).map(Purpose::Sheet);
    let anew = sheet.and_then(|purpose| forms::made(model, purpose, None));
    let said = match anew {
        Some(opened) if is_again && model.overlays.is_empty() => {
            back(model, &draft, opened);
            "It is sent. What you typed since stands here and is not sent yet."
        }
        anew => {
            if let Some(opened) = anew {
                // What one sent oneself is nobody else's change later.
                draft.over = Some(opened.form.offered_in(&draft.typed.values));
                keep(out, &draft);
            }
            gone(model);
            "It is done. What you typed since is kept: d shows it."
        }
    };
    model.say(Tone::Plain, said);
}

/// Opens the form again.
fn back(model: &mut Model, draft: &Draft, mut opened: FormBox) {
    opened.form.restore(&draft.typed);
    model.overlays.push(Overlay::Form(Box::new(opened)));
    model.keep_at.get_or_insert(model.now);
}
