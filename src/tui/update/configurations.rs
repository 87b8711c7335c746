//! Configurations: the list, the form that takes a snapshot, the comparison, keeping what differs.

use super::{complain, files, forms, hidden, lists, purpose, write};
use crate::desk::snapshot::{Comparison, Rival, With};
use crate::domain::attachment::shown;
use crate::domain::command::Command;
use crate::domain::configuration::masked_words;
use crate::domain::id::TicketId;
use crate::domain::kept::item_for;
use crate::domain::process::FieldKind;
use crate::domain::ticket::{Attachment, PieceKind};
use crate::domain::values::Values;
use crate::domain::words;
use crate::tui::action::{Out, Ready, ready};
use crate::tui::compare::{Ask, Compare, Outcome};
use crate::tui::form::Spec;
use crate::tui::form::sheet::Sheet;
use crate::tui::model::Model;
use crate::tui::model::overlay::{Choice, FormBox, Overlay, Purpose};
use crate::tui::msg::{Asker, Effect, Job, Pasted, Question, Slot, Work};

/// Whether there are configurations to list, or to take.
#[must_use]
pub fn can(model: &Model) -> Ready {
    ready::ticket(model)
}

/// The snapshots of the ticket, the latest first, and taking another one.
pub fn list(model: &mut Model, _: &mut Out) {
    let Some(loaded) = model.ticket() else { return };
    let ticket = &loaded.view.ticket;
    let all = ticket.attachments.iter().rev();
    let mut items: Vec<_> = all
        .filter(|a| a.configuration.is_some())
        .map(|file| {
            let label = format!("{} {}", file.n, shown(&file.name));
            (Choice::Snapshot(file.n), label, detail(model, file))
        })
        .collect();
    items.push((
        Choice::TakeSnapshot,
        "Take a snapshot".to_owned(),
        match model.taste.ssh {
            true => "what you paste; secrets are masked first",
            false => "a file or what you paste; secrets are masked first",
        }
        .to_owned(),
    ));
    let title = format!("Configurations of {}", ticket.id);
    lists::of_ticket(model, &title, items);
}

fn detail(model: &Model, file: &Attachment) -> String {
    let what = file.configuration.clone().unwrap_or_default();
    match &file.retracted {
        Some(why) => format!("taken back: {why}"),
        None => {
            let at = words::date_time(file.at, &model.taste.zone);
            format!("{} · {at} · {}", file.by, masked_words(&what.masked))
        }
    }
}

/// The form that takes a snapshot.
pub fn take(model: &mut Model, out: &mut Out) {
    match can_take(model) {
        Ready::Yes => forms::open(model, out, Purpose::Snapshot, None),
        Ready::No(why) | Ready::Absent(why) => complain(model, why),
    }
}

/// Whether a snapshot can be taken now: of a file, or over SSH of what is pasted.
fn can_take(model: &Model) -> Ready {
    match model.ticket() {
        Some(loaded) if model.taste.ssh => match files::over(&loaded.view.ticket) {
            Some(why) => Ready::No(why),
            None => Ready::Yes,
        },
        _ => files::can_attach(model),
    }
}

/// What the form asks.
#[must_use]
pub fn form(model: &Model) -> Option<(Spec, Values)> {
    let ticket = &model.ticket()?.view.ticket;
    let limit = model.process().map_or(0, |p| p.limits.configuration);
    let about = match ticket.product.as_str() {
        "" => "Like nginx.conf: by its name it is compared. Empty: as the file.".to_owned(),
        product => {
            format!("Like nginx.conf: by its name it is compared at {product}. Empty: as the file.")
        }
    };
    let file = format!("Its path; ~ is your home. Up to {}.", words::size(limit));
    let text = "Paste it, if it is no file. Masked before it is stored; not kept as a draft.";
    let away = model.taste.ssh;
    let (label, about) = match away {
        true => ("Its text", about.replace(" Empty: as the file.", "")),
        false => ("Or its text", about),
    };
    let mut fields = vec![
        purpose::field("path", "File", FieldKind::Text, false, &file),
        purpose::field("text", label, FieldKind::LongText, away, text),
        purpose::field("name", "Name", FieldKind::Text, away, &about),
    ];
    // Over SSH a path would name a file of the server.
    fields.retain(|f| !away || f.id != "path");
    let either = match away {
        true => Vec::new(),
        false => vec![vec!["path".to_owned(), "text".to_owned()]],
    };
    let spec = Spec {
        id: "snapshot".to_owned(),
        title: format!("Take a snapshot of a configuration for {}", ticket.id),
        fields,
        send: "Take".to_owned(),
        fleeting: true,
        either,
        ..Spec::default()
    };
    Some((spec, Values::new()))
}

/// Several lines are a text, wherever they are pasted: as a path they would stand in an error, with their secrets.
pub fn before_paste(form: &mut FormBox, text: &str) {
    let is_text = text.trim_end().contains(['\n', '\r']);
    if is_text && form.purpose == Purpose::Snapshot && form.form.focused() == Some("path") {
        form.form.focus_field("text");
    }
}

/// Sends it.
pub fn send(model: &mut Model, out: &mut Out, values: &Values) {
    let get = |field: &str| values.get(field).unwrap_or_default().to_owned();
    let (name, path, text) = (get("name"), get("path"), get("text"));
    if path.trim().is_empty() && name.trim().is_empty() {
        complain(model, "What is pasted needs a name, like nginx.conf.");
        return;
    }
    if !path.trim().is_empty() && !text.trim().is_empty() {
        complain(
            model,
            "Name a file or paste a text; one snapshot is of one of them.",
        );
        return;
    }
    let Some(Overlay::Form(opened)) = model.overlays.last_mut() else {
        return;
    };
    let Some(ticket) = opened.ticket else { return };
    opened.form.sending(true);
    let job = Job {
        command: opened.command.clone(),
        work: Work::Snapshot {
            ticket,
            name,
            path,
            text: Pasted(text),
        },
        asker: Asker::Form,
    };
    write::job(model, out, job);
}

/// A snapshot was taken: what differs is shown at once.
pub fn taken(model: &mut Model, out: &mut Out, ticket: TicketId, file: &Attachment) {
    open(model, out, ticket, file);
}

/// A snapshot on the screen, over the list it was picked from.
pub fn view(model: &mut Model, out: &mut Out, n: u32) {
    let Some(ticket) = model.ticket().map(|l| &l.view.ticket) else {
        return;
    };
    let Some(file) = ticket.attachments.iter().find(|a| a.n == n).cloned() else {
        return;
    };
    let id = ticket.id;
    open(model, out, id, &file);
}

fn open(model: &mut Model, out: &mut Out, ticket: TicketId, file: &Attachment) {
    let screen = Compare::new(ticket, file.n, shown(&file.name));
    ask(out, &screen);
    model.overlays.push(Overlay::Compare(Box::new(screen)));
}

fn ask(out: &mut Out, screen: &Compare) {
    let question = Question::Compare(screen.wanted());
    out.push(Effect::Ask(Slot::Peek, Box::new(question)));
}

fn screen(model: &mut Model) -> Option<&mut Compare> {
    model.overlays.iter_mut().rev().find_map(|o| match o {
        Overlay::Compare(screen) => Some(screen.as_mut()),
        _ => None,
    })
}

/// What differs came, or why it did not.
pub fn came(model: &mut Model, ask: &Ask, found: Result<Comparison, String>) {
    if let Some(screen) = screen(model) {
        screen.came(ask, found);
    }
}

/// What it can be compared with came.
pub fn rivals_came(model: &mut Model, rivals: Vec<Rival>, more: bool) {
    if !matches!(model.overlays.last(), Some(Overlay::Compare(_))) {
        return;
    }
    if rivals.is_empty() {
        complain(model, "There is nothing else of this product and name yet.");
        return;
    }
    let items = rivals
        .into_iter()
        .map(|r| (Choice::Rival(r.with), r.named.label, r.named.detail))
        .collect();
    let title = match more {
        true => "Compare with (the latest; hoist snapshot list has all)",
        false => "Compare with",
    };
    lists::of_ticket(model, title, items);
}

/// Compares with what was picked.
pub fn compare_with(model: &mut Model, out: &mut Out, with: With) {
    if let Some(screen) = screen(model) {
        screen.compare_with(with);
        ask(out, screen);
    }
}

/// What the screen made of a key.
pub fn took(model: &mut Model, out: &mut Out, outcome: Outcome) -> bool {
    let Some(Overlay::Compare(screen)) = model.overlays.last() else {
        return false;
    };
    let wanted = screen.wanted();
    match outcome {
        Outcome::Ignored => return false,
        Outcome::Nothing => {}
        Outcome::Ask => ask(out, screen),
        Outcome::Close => {
            model.overlays.pop();
        }
        Outcome::Choose => {
            let question = Question::Rivals(wanted.ticket, wanted.n);
            out.push(Effect::Ask(Slot::Lookup, Box::new(question)));
        }
        Outcome::Text => files::view(model, out, wanted.ticket, wanted.n),
        Outcome::Keep => keep(model, out),
        Outcome::Item => item(model, out),
        Outcome::Copy => copy(model, out),
    }
    true
}

fn keep(model: &mut Model, out: &mut Out) {
    let Some(Overlay::Compare(screen)) = model.overlays.last() else {
        return;
    };
    let (ticket, n) = (screen.wanted().ticket, screen.hunk());
    let piece = n.zip(screen.found()).map(|(n, found)| found.piece(n));
    let piece = match piece.transpose() {
        Ok(Some(Some(piece))) => piece,
        Err(why) => return complain(model, why.to_string()),
        Ok(_) => return complain(model, "There is no difference to keep."),
    };
    let Some(seen) = model.ticket().map(|l| l.view.ticket.version) else {
        return complain(model, hidden::ELSEWHERE);
    };
    let command = Command::Keep {
        pieces: vec![piece],
    };
    write::run(model, out, ticket, seen, vec![command], Asker::Screen);
}

/// To the item of the checklist that differences are for, with what was found filled in.
fn item(model: &mut Model, out: &mut Out) {
    let Some(Overlay::Compare(screen)) = model.overlays.last() else {
        return;
    };
    let same = screen.found().filter(|f| f.diff.hunks.is_empty());
    let evidence = same.map(|f| {
        format!(
            "{} against {}: {}",
            f.new.label,
            f.old.label,
            f.diff.words()
        )
    });
    let (Some(process), Some(loaded)) = (model.process(), model.ticket()) else {
        return;
    };
    let key = item_for(process, &loaded.view.ticket, PieceKind::Hunk);
    let Some((tier, item)) = key.split_once('.') else {
        complain(model, "The process file names no item for differences.");
        return;
    };
    let sheet = Sheet::Check {
        tier: tier.into(),
        item: item.to_owned(),
    };
    let values = evidence.map(|words| Values::new().with("evidence", words));
    forms::open(model, out, Purpose::Sheet(sheet), values.as_ref());
}

fn copy(model: &mut Model, out: &mut Out) {
    let Some(Overlay::Compare(screen)) = model.overlays.last() else {
        return;
    };
    let hunk = screen.hunk();
    let text = screen.found().and_then(|f| {
        let hunk = f.diff.hunks.iter().find(|h| Some(h.n) == hunk)?;
        Some(hunk.unified())
    });
    match text {
        Some(text) => {
            model.say(crate::tui::model::Tone::Good, "Copied: this hunk");
            out.push(Effect::Copy(text));
        }
        None => complain(model, "There is no difference to copy."),
    }
}
