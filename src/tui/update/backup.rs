//! The whole desk into a new file: the form, and what it asks of the desk.

use super::{forms, purpose, write};
use crate::domain::process::FieldKind;
use crate::domain::values::Values;
use crate::tui::action::{Out, Ready, ready};
use crate::tui::form::Spec;
use crate::tui::model::Model;
use crate::tui::model::overlay::{Overlay, Purpose};
use crate::tui::msg::{Asker, Job, Work};

/// Over SSH files of the server are nobody's to write.
const AWAY: &str = "Over this connection no file of the server is written; whoever looks after it runs hoist backup there.";

/// Whether this agent can back the desk up: it holds restricted tickets too.
#[must_use]
pub fn can(model: &Model) -> Ready {
    let Some(me) = model.me() else {
        return ready::ready(model);
    };
    let agents = model.setup.iter().flat_map(|s| &s.agents);
    let is_auditor = agents.into_iter().any(|a| a.name == me.name && a.auditor);
    match (model.taste.ssh, me.lead || is_auditor) {
        (true, _) => Ready::No(AWAY.to_owned()),
        (_, false) => Ready::No("Only a lead or an auditor can do this.".to_owned()),
        _ => Ready::Yes,
    }
}

/// Asks for the file.
pub fn ask(model: &mut Model, out: &mut Out) {
    forms::open(model, out, Purpose::BackUp, None);
}

/// The form, and what it is filled with.
#[must_use]
pub fn form() -> (Spec, Values) {
    let help = "A directory, or a new file; ~ is your home. Others may go on meanwhile.";
    let spec = Spec {
        id: "back_up".to_owned(),
        title: "Back the desk up: into a directory, or a new file".to_owned(),
        fields: vec![purpose::field("file", "Where", FieldKind::Text, true, help)],
        send: "Back up".to_owned(),
        ..Spec::default()
    };
    (spec, Values::new())
}

/// Gives the lane the job; the form stays until the file is there.
pub fn send(model: &mut Model, out: &mut Out, values: &Values) {
    let to = values.get("file").unwrap_or_default().to_owned();
    if let Some(Overlay::Form(opened)) = model.overlays.last_mut() {
        opened.form.sending(true);
    }
    let job = Job {
        command: None,
        work: Work::BackUp(to),
        asker: Asker::Form,
    };
    write::job(model, out, job);
}
