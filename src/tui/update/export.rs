//! Tickets into a file: the form, and what it asks of the desk.

use super::{forms, purpose, show, write};
use crate::desk::export::{Format, Order};
use crate::domain::id::TicketId;
use crate::domain::process::{Code, FieldKind, Process};
use crate::domain::values::Values;
use crate::tui::action::{Out, Ready, ready};
use crate::tui::form::{Form, Spec};
use crate::tui::model::Model;
use crate::tui::model::overlay::{Overlay, Purpose};
use crate::tui::msg::{Asker, Job, Work};
use std::path::PathBuf;

const AWAY: &str = "Over this connection no file of the server is written: hoist show ID --markdown prints a ticket.";

/// The list of formats, for the form alone.
const FORMATS: &str = "export_format";

/// Whether tickets can go into a file here.
#[must_use]
pub fn can(model: &Model) -> Ready {
    match model.taste.ssh {
        true => Ready::No(AWAY.to_owned()),
        false => ready::row(model),
    }
}

/// Asks for format and file.
pub fn ask(model: &mut Model, out: &mut Out) {
    let ids = tickets(model);
    forms::open(model, out, Purpose::Export(ids), None);
}

/// The marked tickets, or the one under the bar.
fn tickets(model: &Model) -> Vec<TicketId> {
    match model.marked.is_empty() {
        true => model.target().into_iter().collect(),
        false => model.marked.iter().copied().collect(),
    }
}

fn label(format: Format) -> &'static str {
    match format {
        Format::Jsonl => "JSON lines, everything word for word",
        Format::Csv => "a table, one row each",
        Format::Markdown => "a page each",
    }
}

/// The form for these tickets.
pub fn form(
    model: &Model,
    process: &Process,
    ids: &[TicketId],
    prefill: Option<&Values>,
) -> Option<Form> {
    let first = ids.first()?;
    let (what, name) = match ids.len() {
        1 => (first.to_string(), format!("ticket-{}", first.0)),
        n => (format!("{n} marked tickets"), "tickets".to_owned()),
    };
    let codes = Format::ALL.iter().map(|format| Code {
        id: format.to_string(),
        label: label(*format).to_owned(),
        help: String::new(),
    });
    let mut process = process.clone();
    process.lists.insert(FORMATS.to_owned(), codes.collect());
    let format = FieldKind::Choice(FORMATS.to_owned());
    let help = "A new file that only you may read. Its ending follows the format.";
    let spec = Spec {
        id: "export".to_owned(),
        title: format!("Export {what}"),
        fields: vec![
            purpose::field("format", "As", format, true, ""),
            purpose::field("file", "File", FieldKind::Text, true, help),
        ],
        send: "Export".to_owned(),
        ..Spec::default()
    };
    let own = Values::new()
        .with("format", Format::Markdown.to_string())
        .with("file", name);
    let values = prefill.unwrap_or(&own);
    Some(Form::new(spec, &process, show::ground(model), values))
}

/// Gives the lane the job; the form stays until the file is there.
pub fn send(model: &mut Model, out: &mut Out, ids: Vec<TicketId>, values: &Values) {
    let format: Format = values
        .get("format")
        .and_then(|f| f.parse().ok())
        .unwrap_or_default();
    let mut path = PathBuf::from(values.get("file").unwrap_or_default().trim());
    if path.extension().is_none() {
        path.set_extension(format.ending());
    }
    let order = Order {
        format,
        ids,
        ..Order::default()
    };
    if let Some(Overlay::Form(opened)) = model.overlays.last_mut() {
        opened.form.sending(true);
    }
    let job = Job {
        command: None,
        work: Work::Export(Box::new(order), path),
        asker: Asker::Form,
    };
    write::job(model, out, job);
}
