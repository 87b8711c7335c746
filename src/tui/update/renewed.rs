//! Another process file came into force while forms are open: they ask what it asks, with every word that was typed.

use super::{forms, purpose, write};
use crate::domain::blocker::{Jump, Refusal};
use crate::tui::action::Out;
use crate::tui::model::Model;
use crate::tui::model::overlay::{FormBox, Overlay};

/// What stands over the button of a form that asks something else now.
const SAID: &str = "The process file of this desk was changed meanwhile: this form asks for what it wants now. Nothing was sent; every word is kept.";

/// The desk refused a form for a field that it does not have: by then another process file is in force, and is read.
pub(super) fn look(model: &mut Model, out: &mut Out, refusal: &Refusal) {
    let Some(Overlay::Form(opened)) = model.overlays.last() else {
        return;
    };
    let strange = refusal.missing.iter().any(|b| match &b.jump {
        Jump::Field(id) => opened.form.text(id).is_none(),
        _ => false,
    });
    if strange {
        write::refresh(model, out);
    }
}

/// Every open form follows the process in force.
pub(super) fn forms(model: &mut Model) {
    let mut overlays = std::mem::take(&mut model.overlays);
    for overlay in &mut overlays {
        if let Overlay::Form(opened) = overlay {
            renew(model, opened);
        }
    }
    model.overlays = overlays;
}

fn renew(model: &Model, opened: &mut FormBox) {
    let about = model.ticket().map(|l| l.view.ticket.id);
    if opened.ticket.is_some() && about != opened.ticket {
        return;
    }
    let Some(fresh) = purpose::form(model, &opened.purpose, None) else {
        return;
    };
    if fresh.spec().fields == opened.form.spec().fields {
        return;
    }
    let old = std::mem::replace(&mut opened.form, fresh);
    forms::set_missing(model, opened);
    opened.form.restore(&old.touched());
    opened.form.failed(SAID.to_owned());
    let fields = opened.form.spec().fields.iter();
    let mut new = fields.filter(|f| old.text(&f.id).is_none());
    if let Some(field) = new.next().map(|f| f.id.clone()) {
        opened.form.focus_field(&field);
    }
}
