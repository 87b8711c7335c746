//! The log screen: opening it, what its keys ask for, what its lane tells, keeping from it.

mod evidence;

pub use evidence::{item, keep, kept, open_item, open_item_of, take_over, was_kept};

use super::{complain, forms, hidden};
use crate::desk::logs::Request;
use crate::domain::id::TicketId;
use crate::domain::log::analysis::Baseline;
use crate::domain::log::filter::{Edge, Edges, Filter, pattern};
use crate::domain::log::level::Level;
use crate::domain::log::signature::Only;
use crate::domain::log::stamp::{Clock, Stamp};
use crate::domain::process::{Code, FieldKind};
use crate::domain::ticket::PieceKind;
use crate::domain::values::Values;
use crate::tui::action::{Out, Ready, ready};
use crate::tui::form::Spec;
use crate::tui::log::ask::{Ask, Came, List, News, Then as Use, What, Whence};
use crate::tui::log::{LogView, Outcome};
use crate::tui::model::overlay::{Overlay, Purpose};
use crate::tui::model::{Model, Tone};
use crate::tui::msg::Effect;
use crate::tui::reading::Reading;

/// Over SSH files of the server are nobody's to read.
const AWAY: &str =
    "Over this connection files of the server are not read; attach the log to a ticket.";
/// The codes of the levels in the form of the filter.
const LEVELS: &str = "log_levels";

/// Whether a log of one's own can be opened.
#[must_use]
pub fn can_open(model: &Model) -> Ready {
    match model.taste.ssh {
        true => Ready::No(AWAY.to_owned()),
        false => ready::ready(model),
    }
}

/// Asks for the path of a log.
pub fn ask_path(model: &mut Model, out: &mut Out) {
    forms::open(model, out, Purpose::OpenLog, None);
}

/// The form that asks for it.
#[must_use]
pub fn path_form() -> (Spec, Values) {
    let help = "Its path; ~ is your home. Plain or gzip, of any size.";
    let spec = Spec {
        id: "open_log".to_owned(),
        title: "Open a log".to_owned(),
        fields: vec![super::purpose::field(
            "path",
            "File",
            FieldKind::Text,
            true,
            help,
        )],
        send: "Open".to_owned(),
        ..Spec::default()
    };
    (spec, Values::new())
}

/// Opens the log of a path.
pub fn of_path(model: &mut Model, out: &mut Out, values: &Values) {
    let path = values.get("path").unwrap_or_default().trim().to_owned();
    model.overlays.pop();
    let name = path.rsplit('/').next().unwrap_or(&path).to_owned();
    let ticket = model.ticket().map(|l| l.view.ticket.id);
    open(model, out, Whence::File(path), ticket, name);
}

/// Opens an attachment of the ticket on the screen, or of one that goes on in it.
pub fn of_file(model: &mut Model, out: &mut Out, on: TicketId, n: u32) {
    let (Some(loaded), Some(me)) = (model.ticket(), model.me()) else {
        return;
    };
    let ticket = loaded.view.ticket.id;
    let Some(file) = loaded.view.file(on, n) else {
        return;
    };
    let (name, whence) = (
        file.name.clone(),
        Whence::Attachment(on, n, me.name.clone()),
    );
    open(model, out, whence, Some(ticket), name);
}

fn open(model: &mut Model, out: &mut Out, whence: Whence, ticket: Option<TicketId>, name: String) {
    model.log_screen += 1;
    let rows = usize::from(model.size.1).saturating_sub(8);
    let view = LogView::new(model.log_screen, whence.clone(), ticket, name, rows);
    model.overlays.push(Overlay::Log(Box::new(view)));
    ask(model.log_screen, out, [What::Open(whence)]);
}

fn ask(screen: u64, out: &mut Out, asks: impl IntoIterator<Item = What>) {
    let asks = asks
        .into_iter()
        .map(|what| Effect::Look(Box::new(Ask { screen, what })));
    out.extend(asks);
}

/// The log screen, wherever it lies.
fn view(model: &mut Model) -> Option<&mut LogView> {
    model.overlays.iter_mut().rev().find_map(|o| match o {
        Overlay::Log(view) => Some(view.as_mut()),
        _ => None,
    })
}

/// A log screen that is gone, however it went, lets its log go.
pub fn let_go(model: &mut Model, out: &mut Out) {
    let here = view(model).map(|v| v.screen);
    if model.log_open != here {
        if let (Some(screen), None) = (model.log_open, here) {
            ask(screen, out, [What::Close]);
        }
        model.log_open = here;
    }
}

/// What a key did on the log screen.
pub fn took(model: &mut Model, out: &mut Out, outcome: Outcome) -> bool {
    let Some(screen) = view(model).map(|v| v.screen) else {
        return false;
    };
    match outcome {
        Outcome::Ignored => return false,
        Outcome::Asks(asks) => ask(screen, out, asks),
        Outcome::SoFar(asks) => {
            ask(screen, out, asks);
            let far = view(model).and_then(|v| v.percent()).unwrap_or_default();
            let words = format!(
                "The last line read so far, {far} % of the log; it grows below. G again goes on."
            );
            model.say(Tone::Plain, words);
        }
        Outcome::No(why) => complain(model, why),
        Outcome::Close => {
            model.overlays.pop();
        }
        Outcome::Filter => {
            let typed = view(model).map(|v| v.filter.clone());
            forms::open(model, out, Purpose::LogFilter, typed.as_ref());
        }
        Outcome::Level => next_level(model, out),
        Outcome::Everything => refilter(model, out, Values::new()),
        Outcome::Stretch(at) => stretch(model, out, at),
        Outcome::Only(place) => only(model, out, place),
        Outcome::Whole(text) => {
            let title = "The whole line".to_owned();
            let mut reading = Reading::new(title, text);
            reading.ticket = model.bound();
            reading.others.extend(attachment(model).map(|(on, _)| on));
            model.overlays.push(Overlay::Reading(Box::new(reading)));
        }
        Outcome::Copy(text) => {
            model.say(Tone::Good, "Copied.");
            out.push(Effect::Copy(text));
        }
        Outcome::Item => {
            let ticket = view(model).and_then(|v| v.ticket);
            match is_here(model, ticket) {
                true => item(model, out, PieceKind::Lines),
                false => complain(model, hidden::ELSEWHERE),
            }
        }
        Outcome::Bytes => bytes(model, out),
        Outcome::Save => save(model, out),
    }
    true
}

/// The number of the attachment on the screen.
fn attachment(model: &mut Model) -> Option<(TicketId, u32)> {
    match view(model)?.whence {
        Whence::Attachment(on, n, _) => Some((on, n)),
        Whence::File(_) => None,
    }
}

/// The same file as bytes, in the log's place.
fn bytes(model: &mut Model, out: &mut Out) {
    match attachment(model) {
        Some((on, n)) => {
            model.overlays.pop();
            super::files::view(model, out, on, n);
        }
        None => complain(model, "Only an attached file is shown as bytes."),
    }
}

fn save(model: &mut Model, out: &mut Out) {
    match attachment(model) {
        _ if model.taste.ssh => complain(model, super::files::AWAY),
        Some((on, n)) => forms::open(model, out, Purpose::SaveFile(on, n), None),
        None => complain(model, "This file is yours already; nothing was saved."),
    }
}

/// The form of the filter.
#[must_use]
pub fn filter_form() -> (Spec, Values) {
    let field = super::purpose::field;
    let codes = Level::ALL.iter().map(|level| Code {
        id: level.word().to_owned(),
        label: format!("{} and worse", level.word()),
        help: String::new(),
    });
    let mut spec = Spec {
        id: "log_filter".to_owned(),
        title: "Which lines".to_owned(),
        fields: vec![
            field(
                "pattern",
                "Matching",
                FieldKind::Text,
                false,
                "A regular expression; (?i) before it for large and small alike.",
            ),
            field(
                "level",
                "Level",
                FieldKind::Choice(LEVELS.to_owned()),
                false,
                "",
            ),
            field(
                "from",
                "From",
                FieldKind::Text,
                false,
                "As the log writes it, or 14:30 (its last), 2h (ago), 2026-11-24 9:00.",
            ),
            field("to", "Before", FieldKind::Text, false, ""),
        ],
        send: "Show these".to_owned(),
        ..Spec::default()
    };
    spec.extra.insert(LEVELS.to_owned(), codes.collect());
    (spec, Values::new())
}

/// The filter was typed.
pub fn filtered(model: &mut Model, out: &mut Out, values: &Values) {
    match request(model, values) {
        Err(why) => {
            if let Some(Overlay::Form(opened)) = model.overlays.last_mut() {
                opened.form.failed(why);
            }
        }
        Ok(_) => {
            model.overlays.pop();
            refilter(model, out, values.clone());
        }
    }
}

/// What is asked of the log by a filter as it was typed.
fn request(model: &Model, values: &Values) -> Result<Request, String> {
    let said = |name: &str| values.get(name).map(str::trim).filter(|t| !t.is_empty());
    let edge = |name: &str| {
        let typed = said(name).map(|t| Edge::typed(t, model.now, &model.taste.zone));
        typed.transpose()
    };
    let edges = Edges {
        from: edge("from")?,
        to: edge("to")?,
        new_from: None,
    };
    if edges.is_reversed() {
        return Err(
            "“From” is later than “Before”, so no line can lie between them: exchange the two."
                .to_owned(),
        );
    }
    Ok(Request {
        filter: Filter {
            level: said("level").and_then(Level::of_word),
            pattern: said("pattern").map(pattern).transpose()?,
            ..Filter::default()
        },
        edges,
        baseline: Baseline::Half,
        only: None,
    })
}

fn refilter(model: &mut Model, out: &mut Out, values: Values) {
    let mut kept = Values::new();
    for (name, value) in values.0 {
        if !value.trim().is_empty() {
            kept.set(&name, value);
        }
    }
    let asked = match request(model, &kept) {
        Ok(asked) => asked,
        Err(why) => return complain(model, why),
    };
    let Some(view) = view(model) else { return };
    let screen = view.screen;
    let is_empty = kept == Values::new();
    view.filter = kept;
    view.only = None;
    let asks = match is_empty {
        true => view.show(List::All),
        false => view.begin(List::Filtered, asked),
    };
    ask(screen, out, asks);
}

/// Warnings and worse, errors and worse, everything.
fn next_level(model: &mut Model, out: &mut Out) {
    let Some(mut values) = view(model).map(|v| v.filter.clone()) else {
        return;
    };
    let next = match values.get("level") {
        None | Some("") => Level::Warn.word(),
        Some(word) if word == Level::Warn.word() => Level::Error.word(),
        Some(_) => "",
    };
    values.set("level", next);
    refilter(model, out, values);
}

/// The lines of a stretch of time.
fn stretch(model: &mut Model, out: &mut Out, at: usize) {
    let Some(view) = view(model) else { return };
    let clock = view
        .told()
        .and_then(|t| t.report.span)
        .map(|(s, _)| s.clock);
    let (ms, rows) = view.stretches();
    let mut values = view.filter.clone();
    let (Some(clock), Some((begins, _))) = (clock, rows.get(at)) else {
        return;
    };
    if matches!(clock, Clock::Boot | Clock::Day) {
        return complain(
            model,
            "These times have no date: lines are not picked by them. / picks them by words.",
        );
    }
    let text = |at| {
        let whole = Stamp { at, clock }.text().replace('T', " ");
        whole.replace(".000", "")
    };
    values.set("from", text(*begins));
    values.set("to", text(begins.plus_ms(ms)));
    refilter(model, out, values);
}

/// The lines of a signature.
fn only(model: &mut Model, out: &mut Out, place: usize) {
    let filter = view(model).map(|v| v.filter.clone()).unwrap_or_default();
    let Ok(mut asked) = request(model, &filter) else {
        return;
    };
    let Some(view) = view(model) else { return };
    let Some(told) = view.told() else { return };
    let signatures = told.report.signatures.clone();
    view.only = signatures.list.get(place).map(|s| s.template.clone());
    asked.only = Some(Only::new(signatures, place));
    let (screen, asks) = (view.screen, view.begin(List::Only, asked));
    ask(screen, out, asks);
}

/// The log lane told something.
pub fn told(model: &mut Model, out: &mut Out, news: News) {
    let Some(view) = view(model).filter(|v| v.screen == news.screen) else {
        return;
    };
    let (screen, ticket) = (view.screen, view.ticket);
    let (mut pieces, mut said) = (None, None);
    match &news.what {
        Came::Failed { why, lost: false } => said = Some(why.clone()),
        Came::Error(_, None) => said = Some(no_error(view)),
        Came::Pieces(found, then) => pieces = Some((found.clone(), *then)),
        _ => {}
    }
    let asks = view.came(news.what);
    ask(screen, out, asks);
    if let Some(why) = said {
        complain(model, why);
    }
    if pieces.is_some() && !is_here(model, ticket) {
        return complain(model, hidden::ELSEWHERE);
    }
    match pieces {
        Some((pieces, Use::Keep { close })) => keep(model, out, pieces, close),
        Some((pieces, Use::Field(place))) => take_over(model, out, &pieces, place),
        None => {}
    }
}

/// Whether the ticket on the screen is still the one that a log was opened for.
fn is_here(model: &Model, ticket: Option<TicketId>) -> bool {
    ticket.is_some() && model.ticket().map(|l| l.view.ticket.id) == ticket
}

fn no_error(view: &LogView) -> String {
    match view.percent() {
        Some(percent) => {
            format!("No further error in the part that was read, {percent} % of the log.")
        }
        None => "There is no further error in these lines.".to_owned(),
    }
}
