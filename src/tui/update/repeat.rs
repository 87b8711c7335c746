//! The last form again, on the ticket that is selected now: with what was typed into it.

use super::forms;
use crate::tui::action::{Out, Ready, ready};
use crate::tui::form::sheet::Sheet;
use crate::tui::model::Model;
use crate::tui::model::overlay::{FormBox, Overlay, Purpose};

/// Remembers what was typed into a form that is done. What the form had offered by itself belongs to
/// its ticket and is offered anew on the next one.
pub fn remember(model: &mut Model, done: &FormBox) {
    let Purpose::Sheet(sheet) = &done.purpose else {
        return;
    };
    if fits_any_ticket(sheet) {
        model.last = Some((sheet.clone(), done.form.typed_over()));
    }
}

/// What a customer reads is never offered for another one's ticket, and numbers of one ticket mean
/// nothing on the next; moves have keys of their own.
fn fits_any_ticket(sheet: &Sheet) -> bool {
    matches!(
        sheet,
        Sheet::Note
            | Sheet::Hold
            | Sheet::Set
            | Sheet::Assign
            | Sheet::Asking
            | Sheet::Criterion
            | Sheet::Record(_)
            | Sheet::Check { .. }
            | Sheet::Link(_)
            | Sheet::Restrict
    )
}

/// Whether there is something to repeat here.
#[must_use]
pub fn can(model: &Model) -> Ready {
    match &model.last {
        Some(_) => ready::ticket(model),
        None => Ready::Absent("There is nothing to repeat yet.".to_owned()),
    }
}

/// Opens the last form on this ticket, filled in as it was sent; nothing is sent by itself.
pub fn repeat(model: &mut Model, out: &mut Out) {
    let Some((sheet, values)) = model.last.clone() else {
        return;
    };
    let before = model.overlays.len();
    forms::open(model, out, Purpose::Sheet(sheet), None);
    if let Some(Overlay::Form(opened)) = model.overlays.get_mut(before) {
        opened.form.fill_again(values);
    }
}
