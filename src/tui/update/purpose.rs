//! What forms are for: how each is made, and what its values become.

use super::{
    articles, backup, complain, configurations, export, files, forms, import, keeping, linked,
    lists, log, marks, products, shift, show, write,
};
use crate::desk::view_words;
use crate::domain::command::{Command, Scene};
use crate::domain::heed;
use crate::domain::kept::{self, Proposal};
use crate::domain::process::{Code, Field, FieldKind, Verb};
use crate::domain::reference::Reference;
use crate::domain::ticket::Ticket;
use crate::domain::values::Values;
use crate::domain::words;
use crate::tui::action::Out;
use crate::tui::form::sheet::{self, Sheet};
use crate::tui::form::{Face, Form, Spec};
use crate::tui::model::Model;
use crate::tui::model::overlay::{ArticleForm, Confirm, Overlay, Purpose, Then};
use crate::tui::msg::Work;

/// Three days, the usual wait for a customer.
const WAIT: &str = "3d";

/// What stands before the form's id where a text is for several tickets.
pub const EACH: &str = "each.";

/// The form's id of a question to the customer.
pub const ASK_CUSTOMER: &str = "ask_customer";

/// Whether the form is about the ticket on the screen.
#[must_use]
pub fn is_about_ticket(purpose: &Purpose) -> bool {
    matches!(
        purpose,
        Purpose::Sheet(_)
            | Purpose::AskCustomer
            | Purpose::Split
            | Purpose::Attach
            | Purpose::SaveFile(..)
            | Purpose::Snapshot
            | Purpose::Article(ArticleForm::New(Some(_)))
    )
}

/// Whether what is typed is kept as a draft.
#[must_use]
pub fn keeps_draft(purpose: &Purpose) -> bool {
    matches!(
        purpose,
        Purpose::Sheet(_)
            | Purpose::AskCustomer
            | Purpose::Each(_)
            | Purpose::Shift(_)
            | Purpose::Split
            | Purpose::Article(ArticleForm::New(_) | ArticleForm::Edit(..))
    )
}

/// The move whose missing things the form lists.
#[must_use]
pub fn watched(purpose: &Purpose) -> Option<(Verb, String)> {
    match purpose {
        Purpose::Sheet(Sheet::Move { verb, way }) => Some((*verb, way.clone())),
        _ => None,
    }
}

/// The form of a purpose.
#[must_use]
pub fn form(model: &Model, purpose: &Purpose, prefill: Option<&Values>) -> Option<Form> {
    let process = model.process()?;
    let ticket = model.ticket().map(|l| &l.view.ticket);
    let (spec, own) = match purpose {
        Purpose::Sheet(sheet) | Purpose::Each(sheet) => {
            let ticket = ticket?;
            let mut spec = sheet.spec(process, ticket)?;
            propose(model, sheet, &mut spec);
            let each = matches!(purpose, Purpose::Each(_));
            let values = sheet_prefill(model, (sheet, each), &spec, ticket);
            (spec, values)
        }
        Purpose::AskCustomer => (ask_customer(ticket?), Values::new().with("until", WAIT)),
        Purpose::Find => (find(), Values::new().with("words", model.filter.clone())),
        Purpose::SaveView => (save_view(), Values::new()),
        Purpose::Attach | Purpose::SaveFile(..) => files::form(model, purpose)?,
        Purpose::OpenLog => log::path_form(),
        Purpose::LogFilter => log::filter_form(),
        Purpose::Snapshot => configurations::form(model)?,
        Purpose::Article(form) => articles::form(model, form)?,
        Purpose::BackUp => backup::form(),
        Purpose::Import => import::form(),
        Purpose::Release(product, version) => products::form(model, product, version),
        Purpose::Keeping(form) => keeping::form(model, form),
        Purpose::Export(ids) => return export::form(model, process, ids, prefill),
        Purpose::Shift(lines) => return Some(shift::form(model, process, lines, prefill)),
        Purpose::Split => return linked::split_form(model, process, prefill),
    };
    let (spec, own) = match purpose {
        Purpose::Each(sheet) => for_marked(model, sheet, spec, own),
        _ => (
            Spec {
                scope: scope(model, purpose),
                ..spec
            },
            own,
        ),
    };
    Some(Form::new(
        spec,
        process,
        show::ground(model),
        prefill.unwrap_or(&own),
    ))
}

/// The same form for every marked ticket; what customers read says how many do. Nothing of the ticket on the screen
/// stands in it: it may be another customer's, or restricted.
fn for_marked(model: &Model, sheet: &Sheet, mut spec: Spec, mut own: Values) -> (Spec, Values) {
    let n = model.marked.len();
    let of_ticket = matches!(sheet, Sheet::Set | Sheet::Assign | Sheet::CustomersAgent);
    if of_ticket {
        own = Values::new();
    }
    let is_set = *sheet == Sheet::Set;
    let fields = spec.fields.iter_mut();
    for field in fields.filter(|f| is_set || is_each_ones(f)) {
        field.required = false;
        field.help = format!("{} {OF_EACH}", field.help).trim().to_owned();
        own.0.remove(&field.id);
    }
    let spec = Spec {
        id: format!("{EACH}{}", spec.id),
        title: format!("{} · {n} marked", spec.title),
        face: match spec.face {
            Face::Outgoing { .. } => Face::Outgoing {
                to: format!("the customers of {n} tickets"),
            },
            other => other,
        },
        ..spec
    };
    (spec, own)
}

/// While others are marked: that a key's own form is of this ticket, and how the marked ones are reached.
fn scope(model: &Model, purpose: &Purpose) -> String {
    let here = model.ticket().map(|l| l.view.ticket.id);
    let n = model.marked.len();
    if n == 0
        || !is_about_ticket(purpose)
        || (n == 1 && here.is_some_and(|id| model.marked.contains(&id)))
    {
        return String::new();
    }
    match purpose {
        Purpose::Sheet(sheet) if marks::has(model, sheet) => {
            format!("this ticket; * for the {n} marked")
        }
        _ => format!("this ticket, not the {n} marked"),
    }
}

/// What stands under a field that is left empty for several tickets.
const OF_EACH: &str = "Empty: as each ticket has it.";

/// Whether each ticket has an answer of its own, like the channel by which its customer is told, or the resolution
/// they are told: that of the ticket on the screen is not for all.
fn is_each_ones(field: &Field) -> bool {
    let for_all = field.prefill.starts_with("const:") || matches!(&*field.prefill, "me" | "now");
    !field.prefill.is_empty() && !for_all
}

/// What the customer just said answers what was missing: one key takes it over.
fn propose(model: &Model, sheet: &Sheet, spec: &mut Spec) {
    let heard = model.ticket().map_or("", |l| l.heard.as_str());
    if matches!(sheet, Sheet::Todo(_) | Sheet::Answer(_)) && !heard.trim().is_empty() {
        spec.suggest
            .insert("text".to_owned(), vec![heard.to_owned()]);
    }
    if let (Sheet::Asking, Some(setup)) = (sheet, &model.setup) {
        let teams = setup.teams.iter().map(|t| Code {
            id: t.id.clone(),
            label: t.label.clone(),
            help: t.address.clone(),
        });
        spec.extra.insert(TEAMS.to_owned(), teams.collect());
        if let Some(team) = spec.fields.iter_mut().find(|f| f.id == "team") {
            team.kind = FieldKind::Choice(TEAMS.to_owned());
        }
    }
}

/// The list of teams that can be asked, for the form alone.
const TEAMS: &str = "teams_of_desk";

fn sheet_prefill(
    model: &Model,
    (sheet, each): (&Sheet, bool),
    spec: &Spec,
    ticket: &Ticket,
) -> Values {
    if let Sheet::Move { verb, way } = sheet
        && let Some(offer) = model
            .offers()
            .iter()
            .find(|o| o.verb == *verb && o.way == *way)
    {
        return offer.prefill.clone();
    }
    let scene = Scene {
        now: model.now,
        ..Scene::default()
    };
    let mut values = match model.me() {
        Some(me) => sheet.prefill(spec, ticket, me, &scene),
        None => Values::new(),
    };
    if let Some(proposed) = proposed(model, sheet, ticket) {
        values.set("result", proposed.result);
        values.set("evidence", proposed.evidence);
    }
    suggest(model, (sheet, each), ticket, &mut values);
    values
}

/// What other tickets, or this one itself, have to say in a form: nothing is typed twice.
fn suggest(model: &Model, (sheet, each): (&Sheet, bool), ticket: &Ticket, values: &mut Values) {
    let Some(loaded) = model.ticket() else { return };
    match sheet {
        Sheet::Message if !each && !loaded.workaround.is_empty() => {
            values.set("text", loaded.workaround.as_str());
            values.set("workaround", "yes");
        }
        // The workaround of this ticket is for those alone that are linked to it.
        Sheet::Message if each && marks::are_linked_to(model, ticket.id) => {
            let in_place = heed::in_place(ticket);
            if let Some(words) = in_place.and_then(|r| r.values.get("text")) {
                values.set("text", words);
                values.set("workaround", "yes");
            }
        }
        Sheet::ResolveWith(other) => {
            let known = match *other == Reference::Ticket(ticket.id) {
                true => ticket.resolution.as_ref().map(|r| r.text.clone()),
                false => loaded.resolutions.get(other).cloned(),
            };
            values.set("text", known.unwrap_or_default());
        }
        Sheet::Merge => values.set("text", MERGED),
        Sheet::HandOver => {
            let Some(process) = model.process() else {
                return;
            };
            let zone = &model.taste.zone;
            let offers = &loaded.view.offers;
            let notes = words::shift_notes(process, ticket, offers, model.now, zone);
            values.set("text", notes);
        }
        _ => {}
    }
}

/// What is known already proposes how a checklist item is closed.
fn proposed(model: &Model, sheet: &Sheet, ticket: &Ticket) -> Option<Proposal> {
    let Sheet::Check { tier, item } = sheet else {
        return None;
    };
    let lines = model.ticket().map_or(&[][..], |l| &l.view.checklist);
    let line = lines.iter().find(|l| l.tier == *tier && l.item.id == *item);
    match line {
        Some(line) => line.proposal.clone(),
        None => kept::proposal(model.process()?, ticket, tier, item),
    }
}

/// What the customer of a merged ticket is told, unless one says it better.
const MERGED: &str = "We have joined this with your other request and answer you there.";

pub(super) fn field(id: &str, label: &str, kind: FieldKind, required: bool, help: &str) -> Field {
    Field {
        id: id.to_owned(),
        label: label.to_owned(),
        help: help.to_owned(),
        kind,
        required,
        ..Field::default()
    }
}

fn ask_customer(ticket: &Ticket) -> Spec {
    Spec {
        id: ASK_CUSTOMER.to_owned(),
        title: format!("Ask the customer about {}", ticket.id),
        fields: vec![
            field("text", "Question", FieldKind::LongText, true, ""),
            field(
                "until",
                "Wait until",
                FieldKind::Time,
                true,
                "2h, 3d, tomorrow 9:00",
            ),
        ],
        face: Face::Outgoing {
            to: ticket.contact_text.clone(),
        },
        ..Spec::default()
    }
}

fn find() -> Spec {
    Spec {
        id: "find".to_owned(),
        title: "Find in the queue".to_owned(),
        fields: vec![field(
            "words",
            "Words",
            FieldKind::Text,
            false,
            "Subject, customer, product; also late, mine, unassigned, sent-back, held, p1, closed, kind:, phase:, assignee:",
        )],
        send: "Keep the filter".to_owned(),
        ..Spec::default()
    }
}

fn save_view() -> Spec {
    Spec {
        id: "save_view".to_owned(),
        title: "Save what the queue shows".to_owned(),
        fields: vec![field(
            "name",
            "Name",
            FieldKind::Text,
            true,
            "For everyone on this desk.",
        )],
        send: "Save".to_owned(),
        ..Spec::default()
    }
}

/// The commands that a form's values become.
#[must_use]
pub fn commands(model: &Model, purpose: &Purpose, values: &Values) -> Vec<Command> {
    let Some(loaded) = model.ticket() else {
        return Vec::new();
    };
    let ticket = &loaded.view.ticket;
    match purpose {
        Purpose::Each(Sheet::Set) => sheet::set_as_said(values).into_iter().collect(),
        Purpose::Sheet(sheet) | Purpose::Each(sheet) => sheet.commands(ticket, values),
        Purpose::AskCustomer => asked(ticket, values),
        Purpose::Find
        | Purpose::Shift(_)
        | Purpose::Split
        | Purpose::Release(..)
        | Purpose::Keeping(_)
        | Purpose::SaveView
        | Purpose::Attach
        | Purpose::SaveFile(..)
        | Purpose::OpenLog
        | Purpose::LogFilter
        | Purpose::Snapshot
        | Purpose::Article(_)
        | Purpose::BackUp
        | Purpose::Import
        | Purpose::Export(_) => Vec::new(),
    }
}

fn asked(ticket: &Ticket, values: &Values) -> Vec<Command> {
    let text = values.get("text").unwrap_or_default().to_owned();
    let until = values
        .get("until")
        .and_then(|t| crate::domain::when::parse(t, crate::domain::id::At(0), "UTC").ok());
    let message = Command::Message {
        text: text.clone(),
        channel: ticket.channel.clone(),
        attempt: false,
        workaround: false,
    };
    let hold = until.map(|until| Command::Hold {
        kind: "customer".to_owned(),
        until,
        text,
    });
    std::iter::once(message).chain(hold).collect()
}

/// Shows the queue filtered by these words.
///
/// # Errors
/// What the words name and the desk does not have.
pub fn filter(model: &mut Model, out: &mut Out, words: &str) -> Result<(), String> {
    let Some(setup) = &model.setup else {
        return Ok(());
    };
    let base = view_words::print(&model.base.1, &setup.me);
    let mut query = view_words::parse(&format!("{base} {words}"), &setup.me, &setup.process)?;
    query.assignee_in.clone_from(&model.base.1.assignee_in);
    // Not all that a view looks after has a word; what is typed is stronger.
    let typed = view_words::parse(words, &setup.me, &setup.process)?;
    if typed.matters.is_empty() {
        query.matters.clone_from(&model.base.1.matters);
    } else {
        query.matters = typed.matters;
    }
    model.filter = words.trim().to_owned();
    let name = match model.filter.as_str() {
        "" => model.base.0.clone(),
        filter => format!("{} · {filter}", model.base.0),
    };
    lists::show_query(model, out, name, query);
    Ok(())
}

/// The filter is kept.
pub fn found(model: &mut Model, out: &mut Out, values: &Values) {
    let words = values.get("words").unwrap_or_default().to_owned();
    match filter(model, out, &words) {
        Ok(()) => {
            model.overlays.pop();
        }
        Err(why) => complain(model, why),
    }
}

/// A view is saved under a name.
pub fn save_view_as(model: &mut Model, out: &mut Out, values: &Values) {
    let Some(setup) = &model.setup else { return };
    let words = view_words::print(&model.queue.query, &setup.me);
    let words = if words.is_empty() {
        "sort:due".to_owned()
    } else {
        words
    };
    let name = values.get("name").unwrap_or_default().trim().to_owned();
    let seen = setup.views.iter().find(|(n, _)| *n == name);
    let seen = seen.map(|(_, query)| query.clone());
    match seen {
        Some(seen) if seen != words => ask_to_replace(model, name, seen, words),
        seen => {
            model.overlays.pop();
            write::own(model, out, Work::SaveView { name, seen, words });
        }
    }
}

/// A view that stands under the name already is not replaced by the key that saves.
fn ask_to_replace(model: &mut Model, name: String, seen: String, words: String) {
    let question =
        format!("There is a view “{name}” already; it shows “{seen}”. Put “{words}” in its place?");
    model.overlays.push(Overlay::Confirm(Box::new(Confirm {
        question,
        then: Then::SaveView { name, seen, words },
    })));
}

/// The same on every marked ticket.
pub fn each(model: &mut Model, out: &mut Out, sheet: &Sheet, values: &Values) {
    let commands = commands(model, &Purpose::Each(sheet.clone()), values);
    let kept = forms::leave_kept(model, out);
    marks::run(model, out, commands, kept);
}
