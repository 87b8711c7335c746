//! Tickets of another system into the desk: the form, and what it asks of the desk.

use super::{forms, purpose, write};
use crate::desk::import::Format;
use crate::domain::process::{Code, FieldKind};
use crate::domain::values::Values;
use crate::tui::action::{Out, Ready, ready};
use crate::tui::form::Spec;
use crate::tui::model::Model;
use crate::tui::model::overlay::{Overlay, Purpose};
use crate::tui::msg::{Asker, BringIn, Job, Work};
use crate::tui::reading::Reading;
use std::collections::BTreeMap;

const AWAY: &str = "Over this connection no file of the server is read; whoever looks after it runs hoist import there.";

/// The lists of formats and ways, for the form alone.
const FORMATS: &str = "import_formats";
const WAYS: &str = "import_ways";

/// To see what would come of it; nothing is written.
const LOOK: &str = "look";

/// Whether tickets can be brought in here.
#[must_use]
pub fn can(model: &Model) -> Ready {
    let Some(me) = model.me() else {
        return ready::ready(model);
    };
    match (model.taste.ssh, me.lead) {
        (true, _) => Ready::No(AWAY.to_owned()),
        (_, false) => Ready::No("Only a lead can do this.".to_owned()),
        _ => Ready::Yes,
    }
}

/// Asks for file and mapping.
pub fn ask(model: &mut Model, out: &mut Out) {
    forms::open(model, out, Purpose::Import, None);
}

fn list(codes: &[(&str, &str)]) -> Vec<Code> {
    let code = |(id, label): &(&str, &str)| Code {
        id: (*id).to_owned(),
        label: (*label).to_owned(),
        help: String::new(),
    };
    codes.iter().map(code).collect()
}

/// The form, and what it is filled with.
#[must_use]
pub fn form() -> (Spec, Values) {
    let formats = [
        ("csv", "CSV, a row a ticket or an event"),
        ("jsonl", "JSON lines, a line a ticket, a case or an event"),
        ("xes", "XES, an event log"),
    ];
    let ways = [
        (LOOK, "look: what would come of it"),
        ("bring", "bring them in"),
    ];
    let choice = |list: &str| FieldKind::Choice(list.to_owned());
    let map = "A mapping file (docs/import.md): which column becomes which field.";
    let spec = Spec {
        id: "import".to_owned(),
        title: "Import: tickets of another system, with their history".to_owned(),
        fields: vec![
            purpose::field(
                "file",
                "File",
                FieldKind::Text,
                true,
                "Packed (gzip) or not; ~ is your home.",
            ),
            purpose::field("format", "Format", choice(FORMATS), true, ""),
            purpose::field("map", "Mapping", FieldKind::Text, true, map),
            purpose::field("how", "How", choice(WAYS), true, ""),
        ],
        send: "Import".to_owned(),
        extra: BTreeMap::from([
            (FORMATS.to_owned(), list(&formats)),
            (WAYS.to_owned(), list(&ways)),
        ]),
        ..Spec::default()
    };
    let values = Values::new()
        .with("format", Format::Csv.to_string())
        .with("how", LOOK);
    (spec, values)
}

/// Gives the lane the job; the form stays until it is done.
pub fn send(model: &mut Model, out: &mut Out, values: &Values) {
    let said = |field: &str| values.get(field).unwrap_or_default().to_owned();
    let Ok(format) = said("format").parse() else {
        return;
    };
    if let Some(Overlay::Form(opened)) = model.overlays.last_mut() {
        opened.form.sending(true);
    }
    let job = Job {
        command: None,
        work: Work::BringIn(Box::new(BringIn {
            file: said("file"),
            format,
            map: said("map"),
            dry_run: said("how") == LOOK,
        })),
        asker: Asker::Form,
    };
    write::job(model, out, job);
}

/// What came of it is read; after a look the form is still there below.
pub(super) fn brought(model: &mut Model, out: &mut Out, work: &BringIn, text: String) {
    let title = match work.dry_run {
        true => "What would come of it; nothing was written",
        false => "What was brought in",
    };
    match (work.dry_run, model.overlays.last_mut()) {
        (true, Some(Overlay::Form(opened))) => opened.form.sending(false),
        _ => {
            model.overlays.pop();
            write::refresh_quietly(model, out);
        }
    }
    let reading = Reading::new(title.to_owned(), text);
    model.overlays.push(Overlay::Reading(Box::new(reading)));
}
