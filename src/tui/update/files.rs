//! Attachments: the form that attaches one, the list, the viewer, saving.

use super::{complain, forms, lists, log, write};
use crate::domain::attachment::{is_log_name, shown};
use crate::domain::command::Command;
use crate::domain::decide;
use crate::domain::id::{NumberOn, TicketId};
use crate::domain::process::{Field, FieldKind};
use crate::domain::ticket::{Attachment, Ticket};
use crate::domain::values::Values;
use crate::domain::words;
use crate::tui::action::{Out, Ready, ready};
use crate::tui::form::Spec;
use crate::tui::model::Model;
use crate::tui::model::overlay::{Choice, Overlay, Purpose};
use crate::tui::msg::{Asker, Effect, Job, Question, Slot, Work};
use crate::tui::viewer::{Outcome, Part, Viewer};

/// Over SSH files of the server are nobody's to read or write.
pub(super) const AWAY: &str = "Over this connection files come and go by the command line: hoist attach ID - --name NAME, and hoist attachment ID N.";

/// Whether a file can be attached now.
#[must_use]
pub fn can_attach(model: &Model) -> Ready {
    let Some(loaded) = model.ticket() else {
        return ready::ticket(model);
    };
    if model.taste.ssh {
        return Ready::No(AWAY.to_owned());
    }
    match over(&loaded.view.ticket) {
        Some(why) => Ready::No(why),
        None => Ready::Yes,
    }
}

/// Why the ticket takes no file any more, if it takes none.
#[must_use]
pub fn over(ticket: &Ticket) -> Option<String> {
    decide::over(ticket, &Command::Attach { files: Vec::new() })
}

/// Whether there are files to list.
#[must_use]
pub fn can_list(model: &Model) -> Ready {
    match model.ticket() {
        Some(loaded) if loaded.view.files().next().is_none() => {
            Ready::Absent("This ticket has no attachments; @ attaches a file.".to_owned())
        }
        _ => ready::ticket(model),
    }
}

/// The form that attaches a file.
pub fn attach(model: &mut Model, out: &mut Out) {
    forms::open(model, out, Purpose::Attach, None);
}

/// The form of a purpose of this file, and what it is filled with.
#[must_use]
pub fn form(model: &Model, purpose: &Purpose) -> Option<(Spec, Values)> {
    let view = &model.ticket()?.view;
    let field = |id: &str, label: &str, help: String| Field {
        id: id.to_owned(),
        label: label.to_owned(),
        help,
        kind: FieldKind::Text,
        required: true,
        ..Field::default()
    };
    let limit = model.process().map_or(0, |p| p.limits.attachment);
    let (id, title, field, send, values) = match purpose {
        Purpose::SaveFile(on, n) => {
            let file = view.file(*on, *n)?;
            let help = "A directory, or a file that is not there yet; ~ is your home.";
            (
                "save_file",
                format!("Save {}", shown(&file.name)),
                field("to", "Where", help.to_owned()),
                "Save",
                Values::new().with("to", "~"),
            )
        }
        _ => {
            let help = format!(
                "Paths, one a line; ~ is your home. All or none, each up to {}.",
                words::size(limit)
            );
            let files = Field {
                kind: FieldKind::List,
                ..field("path", "Files", help)
            };
            (
                "attach",
                format!("Attach files to {}", view.ticket.id),
                files,
                "Attach",
                Values::new(),
            )
        }
    };
    let spec = Spec {
        id: id.to_owned(),
        title,
        fields: vec![field],
        send: send.to_owned(),
        ..Spec::default()
    };
    Some((spec, values))
}

/// Sends one of these forms.
pub fn send(model: &mut Model, out: &mut Out, purpose: &Purpose, values: &Values) {
    let Some(Overlay::Form(opened)) = model.overlays.last_mut() else {
        return;
    };
    let Some(ticket) = opened.ticket else { return };
    let get = |field: &str| values.get(field).unwrap_or_default().to_owned();
    let work = match purpose {
        Purpose::SaveFile(on, n) => Work::Save {
            ticket: *on,
            n: *n,
            to: get("to"),
        },
        _ => Work::Attach {
            ticket,
            paths: get("path"),
        },
    };
    opened.form.sending(true);
    let job = Job {
        command: opened.command.clone(),
        work,
        asker: Asker::Form,
    };
    write::job(model, out, job);
}

/// The attachments of the ticket and of those that go on in it, the latest first.
pub fn list(model: &mut Model, _: &mut Out) {
    let Some(loaded) = model.ticket() else { return };
    let id = loaded.view.ticket.id;
    let items = loaded.view.files().rev().map(|(on, file)| {
        let number = NumberOn::seen_on(id, on, file.n);
        let label = format!("{number} {}", shown(&file.name));
        (Choice::File(on, file.n), label, detail(model, number, file))
    });
    let (title, items) = (format!("Files of {id}"), items.collect());
    lists::of_ticket(model, &title, items);
}

fn detail(model: &Model, number: NumberOn, file: &Attachment) -> String {
    let size = words::size(file.size);
    let on = number.ticket.map(|ticket| format!(" · on {ticket}"));
    let on = on.unwrap_or_default();
    match &file.retracted {
        Some(why) => format!("{size}{on} · taken back: {why}"),
        None => {
            let at = words::date_time(file.at, &model.taste.zone);
            format!("{size}{on} · {} · {at}", file.by)
        }
    }
}

/// What Enter opens: a log in its own screen, anything else in the viewer.
pub fn open(model: &mut Model, out: &mut Out, on: TicketId, n: u32) {
    let file = model.ticket().and_then(|l| l.view.file(on, n));
    match file.is_some_and(|f| is_log_name(&f.name)) {
        true => log::of_file(model, out, on, n),
        false => view(model, out, on, n),
    }
}

/// An attachment on the screen, over the list it was picked from.
pub fn view(model: &mut Model, out: &mut Out, on: TicketId, n: u32) {
    let Some(loaded) = model.ticket() else { return };
    let Some(file) = loaded.view.file(on, n) else {
        return;
    };
    let viewer = Viewer::new(on, file.clone()).from(loaded.view.ticket.id);
    ask(out, &viewer);
    model.overlays.push(Overlay::Viewer(Box::new(viewer)));
}

fn ask(out: &mut Out, viewer: &Viewer) {
    let question = Question::Peek(viewer.wanted());
    out.push(Effect::Ask(Slot::Peek, Box::new(question)));
}

/// A part was read.
pub fn came(model: &mut Model, part: Part) {
    let viewers = model.overlays.iter_mut().filter_map(|o| match o {
        Overlay::Viewer(viewer) => Some(viewer),
        _ => None,
    });
    if let Some(viewer) = viewers.last() {
        viewer.came(part);
    }
}

/// What the viewer made of a key.
pub fn took(model: &mut Model, out: &mut Out, outcome: Outcome) -> bool {
    let Some(Overlay::Viewer(viewer)) = model.overlays.last() else {
        return false;
    };
    match outcome {
        Outcome::Ignored => return false,
        Outcome::Nothing => {}
        Outcome::Ask => ask(out, viewer),
        Outcome::Close => {
            model.overlays.pop();
        }
        Outcome::Log => {
            let (on, n) = (viewer.wanted().ticket, viewer.file.n);
            model.overlays.pop();
            log::of_file(model, out, on, n);
        }
        Outcome::Save if model.taste.ssh => complain(model, AWAY),
        Outcome::Save => {
            let purpose = Purpose::SaveFile(viewer.wanted().ticket, viewer.file.n);
            forms::open(model, out, purpose, None);
        }
    }
    true
}
