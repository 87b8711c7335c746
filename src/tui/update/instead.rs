//! From a sign-off that says “does not work” to rejecting the fix.

use super::{forms, moves, purpose};
use crate::domain::blocker::{Jump, Refusal};
use crate::domain::process::Verb;
use crate::tui::action::Out;
use crate::tui::model::overlay::Overlay;
use crate::tui::model::{Model, Tone};
use crate::tui::msg::Effect;

/// The move that a refused sign-off names in its place: what was checked does not work.
#[must_use]
pub fn named(model: &Model, refusal: &Refusal) -> Option<Verb> {
    let signing = match model.overlays.last() {
        Some(Overlay::Form(opened)) => purpose::watched(&opened.purpose),
        _ => None,
    };
    signing.filter(|(verb, _)| *verb == Verb::Sign)?;
    refusal.missing.iter().find_map(|b| match b.jump {
        Jump::Move(verb) => Some(verb),
        _ => None,
    })
}

/// Opens the other move's form in place of the one on top, with what was typed.
pub fn go(model: &mut Model, out: &mut Out, verb: Verb) {
    let Some(Overlay::Form(old)) = model.overlays.pop() else {
        return;
    };
    let text = old.form.text("checked").unwrap_or_default();
    moves::start(model, out, &[verb]);
    let Some(Overlay::Form(opened)) = model.overlays.last_mut() else {
        // The other move cannot be made here: nothing typed is lost.
        model.overlays.push(Overlay::Form(old));
        return;
    };
    opened.form.set_text("text", &text);
    opened.form.focus_field("text");
    out.push(Effect::Forget(old.key()));
    forms::keep(model, out);
    let said = "A fix that does not work is not signed off: what was checked is taken over.";
    model.say(Tone::Plain, said);
}
