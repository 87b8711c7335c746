//! Texts that are written in the editor outside: how they go there, and how they come back.

use super::{complain, forms, similar};
use crate::tui::action::Out;
use crate::tui::model::Model;
use crate::tui::model::overlay::Overlay;
use crate::tui::msg::{Edit, Effect};

/// Hands the text of a field to the editor outside; what was typed so far is kept before.
pub fn open(model: &mut Model, out: &mut Out, field: String) {
    let Some(text) = text(model, &field) else {
        return;
    };
    forms::keep(model, out);
    let draft = model
        .overlays
        .last()
        .and_then(|overlay| forms::draft_of(overlay, model.now));
    out.push(Effect::Edit(Box::new(Edit { field, text, draft })));
}

fn text(model: &Model, field: &str) -> Option<String> {
    match model.overlays.last()? {
        Overlay::Form(opened) => opened.form.text(field),
        Overlay::New(opened) => opened.form.text(field),
        _ => None,
    }
}

/// The editor is done with a field: its text, or why it stays as it is.
pub fn came(model: &mut Model, out: &mut Out, field: &str, result: Result<String, String>) {
    let text = match result {
        Ok(text) => text,
        Err(why) => return complain(model, why),
    };
    match model.overlays.last_mut() {
        Some(Overlay::Form(opened)) => opened.form.set_text(field, &text),
        Some(Overlay::New(opened)) => opened.form.set_text(field, &text),
        _ => {}
    }
    // At once: the file that the editor saved goes when this is kept.
    forms::keep(model, out);
    similar::typed(model);
}
