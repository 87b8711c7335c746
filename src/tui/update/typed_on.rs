//! What is typed into a form while it is being sent. The form goes once that is done; the words typed since do not: they are
//! a draft at once, and where the form can be sent again it is back with them.

use super::{forms, purpose};
use crate::domain::id::At;
use crate::domain::values::Values;
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
    let keeps = purpose::keeps_draft(&opened.purpose);
    let Some(typed) = opened.form.since_sent().filter(|_| keeps) else {
        out.push(Effect::Forget(opened.key()));
        return;
    };
    let draft = Draft {
        ticket: opened.ticket,
        form: opened.form.spec().id.clone(),
        copy: None,
        title: opened.form.spec().title.clone(),
        typed,
        over: Some(Values::new()),
        version,
        at: model.now,
    };
    out.push(Effect::Keep(Box::new(draft.clone())));
    model.typed_on = Some(Box::new(draft));
}

/// The same of the form of a new ticket; whether anything was typed since.
pub(super) fn opened(model: &mut Model, out: &mut Out, opened: &NewBox, at: At) -> bool {
    let all = forms::draft_of_new(opened, at);
    let Some(typed) = opened.form.since_sent() else {
        out.push(Effect::Forget(all.key()));
        return false;
    };
    out.push(Effect::Keep(Box::new(Draft { typed, ..all })));
    // Whose hands are still typing presses nothing in the panes.
    model.refused_at = Some(model.now);
    true
}

/// An article was written: its form goes, unless something was typed since; then all of it stays as a draft.
pub(super) fn written(model: &mut Model, out: &mut Out, form: Box<FormBox>) -> bool {
    let is_typed_on = form.form.since_sent().is_some();
    let key = form.key();
    match forms::draft_of(&Overlay::Form(form), model.now).filter(|_| is_typed_on) {
        None => out.push(Effect::Forget(key)),
        Some(draft) => {
            out.push(Effect::Keep(Box::new(draft)));
            model.refused_at = Some(model.now);
        }
    }
    is_typed_on
}

/// The ticket is here again.
pub(super) fn ticket_came(model: &mut Model) {
    let Some(draft) = model.typed_on.take() else {
        return;
    };
    let said = match back(model, &draft) {
        true => "It is sent. What you typed since stands here and is not sent yet.",
        false => {
            model.refused_at = Some(model.now);
            "It is done. What you typed since is kept: d shows it."
        }
    };
    model.say(Tone::Plain, said);
}

/// Opens the form again. A move is made once.
fn back(model: &mut Model, draft: &Draft) -> bool {
    let is_here = model.ticket().map(|l| l.view.ticket.id) == draft.ticket;
    let sheet = Sheet::of_id(&draft.form).filter(|s| !matches!(s, Sheet::Move { .. }));
    let Some(sheet) = sheet.filter(|_| is_here && model.overlays.is_empty()) else {
        return false;
    };
    let Some(mut opened) = forms::made(model, Purpose::Sheet(sheet), None) else {
        return false;
    };
    opened.form.restore(&draft.typed);
    model.overlays.push(Overlay::Form(Box::new(opened)));
    model.keep_at.get_or_insert(model.now);
    true
}
