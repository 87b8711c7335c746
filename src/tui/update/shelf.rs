//! The knowledge base as a folder of Markdown files: bringing one in, taking it out.

use super::keeping;
use crate::domain::process::{Code, FieldKind};
use crate::domain::values::Values;
use crate::tui::action::{Out, Ready, ready};
use crate::tui::form::Spec;
use crate::tui::model::Model;
use crate::tui::model::overlay::{KeepingForm, Overlay};
use crate::tui::msg::{KeepingWork, Work};
use crate::tui::reading::Reading;
use std::collections::BTreeMap;

const AWAY: &str = "Over this connection no folder of the server is read or written; whoever looks after it runs hoist kb import or export there.";

/// The list of ways, for the form alone.
const WAYS: &str = "shelf_ways";

/// Whether folders can be read and written here.
#[must_use]
pub fn can(model: &Model) -> Ready {
    match model.taste.ssh {
        true => Ready::No(AWAY.to_owned()),
        false => ready::ready(model),
    }
}

/// Asks for the folder that comes in.
pub fn bring_in(model: &mut Model, out: &mut Out) {
    keeping::ask(model, out, KeepingForm::BringIn);
}

/// Asks for the folder that goes out.
pub fn take_out(model: &mut Model, out: &mut Out) {
    keeping::ask(model, out, KeepingForm::TakeOut);
}

fn form(id: &str, title: &str, help: &str, ways: [(&str, &str); 2], send: &str) -> (Spec, Values) {
    let code = |(id, label): &(&str, &str)| Code {
        id: (*id).to_owned(),
        label: (*label).to_owned(),
        help: String::new(),
    };
    let how = FieldKind::Choice(WAYS.to_owned());
    let fields = vec![
        keeping::line("dir", "Folder", true, help),
        super::purpose::field("how", "How", how, true, ""),
    ];
    let spec = Spec {
        extra: BTreeMap::from([(WAYS.to_owned(), ways.iter().map(code).collect())]),
        ..keeping::spec(id, title.to_owned(), fields, send)
    };
    (spec, Values::new().with("how", ways[0].0))
}

/// The form of a folder that comes in.
pub(super) fn in_form() -> (Spec, Values) {
    form(
        "shelf_in",
        "A folder of articles into the knowledge base",
        "Every file of it that ends with .md; ~ is your home. All of it or nothing.",
        [
            ("bring", "bring it in"),
            ("try", "only look: what would change, what is wrong"),
        ],
        "Go",
    )
}

/// The form of a folder that goes out.
pub(super) fn out_form() -> (Spec, Values) {
    form(
        "shelf_out",
        "The knowledge base into a folder",
        "Made where there is none; ~ is your home. A Markdown file each.",
        [
            ("keep", "a file that is there stays, and stops it"),
            ("replace", "files of the same name are written over"),
        ],
        "Write",
    )
}

fn typed(values: &Values) -> (String, &str) {
    let dir = values.get("dir").unwrap_or_default().to_owned();
    (dir, values.get("how").unwrap_or_default())
}

/// What the form asks of the desk.
pub(super) fn in_work(values: &Values) -> KeepingWork {
    let (dir, how) = typed(values);
    let dry_run = how == "try";
    KeepingWork::BringIn { dir, dry_run }
}

/// What the form asks of the desk.
pub(super) fn out_work(values: &Values) -> KeepingWork {
    let (dir, how) = typed(values);
    let replace = how == "replace";
    KeepingWork::TakeOut { dir, replace }
}

/// All that is wrong with a folder or a mapping is read over the form; Esc leads back to it.
pub(super) fn refused(model: &mut Model, work: &Work, text: &str) -> bool {
    let is_folder = matches!(work, Work::Keeping(work)
        if matches!(**work, KeepingWork::BringIn { .. } | KeepingWork::TakeOut { .. }));
    let title = match work {
        Work::BringIn(_) => "What is wrong with the mapping",
        _ => "What is wrong with the folder",
    };
    if !(is_folder || matches!(work, Work::BringIn(_))) || !text.contains('\n') {
        return false;
    }
    if let Some(Overlay::Form(opened)) = model.overlays.last_mut() {
        opened.form.sending(false);
    }
    let reading = Reading::new(title.to_owned(), text.to_owned());
    model.overlays.push(Overlay::Reading(Box::new(reading)));
    true
}
