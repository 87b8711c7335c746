//! The four panes in words.

use super::{Item, Spot};
use crate::domain::offer::{Offer, Readiness};
use crate::domain::row::Row;
use crate::domain::words;
use crate::tui::layout::Pane;
use crate::tui::model::Model;
use crate::tui::model::ticket::spots;
use crate::tui::msg::Loaded;
use crate::tui::view::ticket::facts::{Fact, facts};
use crate::tui::view::{checklist, escalation, queue, sign};

/// Columns at which an opening message is broken into lines.
const WIDTH: usize = 200;

/// Where the keyboard is among the panes.
pub fn spot(model: &Model) -> Spot {
    if model.setup.is_none() {
        return Spot::default();
    }
    let id = model
        .shown()
        .map_or_else(String::new, |l| l.view.ticket.id.to_string());
    let name = match (model.focus, model.page) {
        (Pane::Ticket, Some(_)) => "package".to_owned(),
        (pane, _) => format!("{pane:?}"),
    };
    let about = match model.focus {
        Pane::Queue => format!("{} {}", model.queue.name, queue::order(model)),
        _ => id,
    };
    Spot {
        place: format!("{name} {about}"),
        title: title(model),
        field: String::new(),
        enter: Vec::new(),
        notes: notes(model),
        item: item(model),
    }
}

/// What is said above the tickets of a queue.
fn notes(model: &Model) -> Vec<String> {
    let due = queue::review_words(model).filter(|_| model.focus == Pane::Queue);
    let said = due.map(|(words, key)| match key.is_empty() {
        true => words,
        false => format!("{words}: {key}"),
    });
    said.into_iter().collect()
}

fn title(model: &Model) -> Vec<String> {
    if model.focus == Pane::Queue {
        return vec![queue_title(model)];
    }
    let Some(loaded) = model.shown() else {
        return vec!["ticket, reading …".to_owned()];
    };
    let ticket = &loaded.view.ticket;
    match model.focus {
        Pane::Ticket if model.page.is_some() => {
            let name = loaded.page_name();
            let mut lines = vec![format!("{name} of {} {}", ticket.id, ticket.subject)];
            lines.extend(page(loaded));
            lines
        }
        Pane::Ticket => {
            let mut lines = vec![format!("ticket {} {}", ticket.id, ticket.subject)];
            let known = facts(model, WIDTH);
            lines.extend(known.iter().take_while(|f| f.label.is_none()).map(fact));
            lines
        }
        Pane::Checklist => {
            let lines = &loaded.view.checklist;
            let closed = lines.iter().filter(|l| checklist::is_closed(l)).count();
            vec![format!("checklist, {closed} of {} closed", lines.len())]
        }
        _ => vec![format!("next steps of {}", ticket.id)],
    }
}

fn queue_title(model: &Model) -> String {
    let mut said = format!("queue, {}, {}", model.queue.name, queue::order(model));
    if !model.marked.is_empty() {
        said.push_str(&format!(", {} marked", model.marked.len()));
    }
    said
}

fn item(model: &Model) -> Item {
    let (key, text) = match (model.focus, model.shown()) {
        (Pane::Queue, _) => queue_item(model),
        (_, None) => ("none".to_owned(), String::new()),
        (Pane::Ticket, Some(loaded)) if model.page.is_some() => page_item(model, loaded),
        (Pane::Ticket, Some(loaded)) => ticket_item(model, loaded),
        (Pane::Checklist, Some(loaded)) => check_item(model, loaded),
        (Pane::Escalation, Some(loaded)) => offer_item(model, loaded),
    };
    Item {
        key,
        text,
        edit: None,
    }
}

fn queue_item(model: &Model) -> (String, String) {
    if !model.queue.is_read && !model.queue.is_torn {
        return ("reading".to_owned(), String::new());
    }
    if model.queue.rows.is_empty() {
        let words = queue::empty_words(model).join(" ");
        return (format!("empty {words}"), words);
    }
    if let (Some(_), Some(loaded)) = (model.pinned, model.shown()) {
        let ticket = &loaded.view.ticket;
        let text = format!("not in this queue: {} {}", ticket.id, ticket.subject);
        return (format!("pinned {} {}", ticket.id, ticket.version), text);
    }
    let Some(row) = model.queue.row() else {
        return (String::new(), String::new());
    };
    let marked = model.marked.contains(&row.id);
    let key = format!("row {} {} {marked}", row.id, row.version);
    let place = place(model, model.queue.cursor);
    (key, format!("{place}: {}", row_words(model, row)))
}

/// `3 of 12`; where the window does not show all, what is known.
fn place(model: &Model, at: usize) -> String {
    let queue = &model.queue;
    match (queue.more_before, queue.more_after) {
        (true, _) => "row".to_owned(),
        (false, true) => format!("{} of more than {}", at + 1, queue.rows.len()),
        (false, false) => format!("{} of {}", at + 1, queue.rows.len()),
    }
}

fn row_words(model: &Model, row: &Row) -> String {
    let mut parts = Vec::new();
    if model.marked.contains(&row.id) {
        parts.push("marked".to_owned());
    }
    parts.extend(sign::words(row, model.now).map(str::to_owned));
    parts.push(row.id.to_string());
    let me = model.me().map(|me| &me.name);
    if !row.masked {
        parts.push(model.presence.words(row.id, me, model.now));
    }
    parts.push(queue::priority(row).0);
    parts.push(queue::due(row, model.now).0);
    if row.masked {
        parts.push("restricted".to_owned());
        return parts.join(", ");
    }
    parts.push(
        row.assignee
            .as_ref()
            .map_or_else(|| "nobody".to_owned(), |a| a.0.clone()),
    );
    parts.push(row.customer_name.clone());
    parts.push(row.subject.clone());
    if let (Some((kind, until)), Some(process)) = (&row.hold, model.process()) {
        let why = process.code_label("hold", kind);
        let wait = words::wait_words(*until, model.now, &model.taste.zone);
        parts.push(format!("waits {why}, {wait}"));
    }
    parts.retain(|p| !p.is_empty() && p != "–");
    parts.join(", ")
}

fn ticket_item(model: &Model, loaded: &Loaded) -> (String, String) {
    let ticket = &loaded.view.ticket;
    let stand = format!("{} {}", ticket.id, ticket.version);
    if model.history_up > 0 {
        let last = loaded.history.len();
        let at = last.saturating_sub(model.history_up);
        let line = loaded.history.get(at);
        let text = line.map_or_else(|| "history: nothing more".to_owned(), |l| entry(model, l));
        return (format!("history {stand} {at}"), format!("history: {text}"));
    }
    let all = spots(loaded).len();
    let known = facts(model, WIDTH);
    let Some(here) = known.iter().find(|f| f.spot == Some(model.spot)) else {
        return (format!("bare {stand}"), "nothing to fill in".to_owned());
    };
    let text = format!("{} of {all}: {}", model.spot + 1, fact(here));
    (format!("spot {stand} {}", model.spot), text)
}

fn page_item(model: &Model, loaded: &Loaded) -> (String, String) {
    let lines = page(loaded);
    let at = model.page.unwrap_or(0).min(lines.len().saturating_sub(1));
    let text = match at {
        0 => format!(
            "end of the {}; Enter goes back to the ticket",
            loaded.page_name()
        ),
        _ => lines.get(at).cloned().unwrap_or_default(),
    };
    (format!("page {} {at}", loaded.view.ticket.id), text)
}

/// The package page, without the marks of Markdown.
pub(in crate::tui) fn page(loaded: &Loaded) -> Vec<String> {
    let text = loaded.package.as_ref().map_or("", |(_, text)| text);
    text.lines()
        .map(|l| l.trim_start_matches('#').trim().replace("**", ""))
        .filter(|l| !l.is_empty() && !l.chars().all(|c| matches!(c, '|' | '-' | ' ' | ':')))
        .collect()
}

fn check_item(model: &Model, loaded: &Loaded) -> (String, String) {
    let lines = &loaded.view.checklist;
    let Some(line) = lines.get(model.check) else {
        let words = "Nothing is checked off in this stage.";
        return ("none".to_owned(), words.to_owned());
    };
    let text = check_words(line);
    let key = format!("check {} {text}", model.check);
    (
        key,
        format!("{} of {}: {text}", model.check + 1, lines.len()),
    )
}

fn check_words(line: &crate::desk::CheckLine) -> String {
    let (word, _) = checklist::word(line);
    let result = line.state.as_ref().map_or("", |s| s.result.as_str());
    let said = [word, line.item.label.as_str(), result];
    let parts: Vec<&str> = said.into_iter().filter(|p| !p.is_empty()).collect();
    parts.join(", ")
}

fn offer_item(model: &Model, loaded: &Loaded) -> (String, String) {
    let offers = &loaded.view.offers;
    let Some(offer) = offers.get(model.offer) else {
        let words =
            "Nothing more can be done with this ticket; a later word makes a new, linked one.";
        return ("none".to_owned(), words.to_owned());
    };
    let text = offer_words(model, offer);
    let key = format!("offer {} {text}", model.offer);
    (
        key,
        format!("{} of {}: {text}", model.offer + 1, offers.len()),
    )
}

fn offer_words(model: &Model, offer: &Offer) -> String {
    let key = escalation::key(model, offer);
    let how = match &offer.readiness {
        Readiness::Ready => "ready".to_owned(),
        Readiness::Needs(refusal) => escalation::needs(model, refusal).0,
        Readiness::NotYours(why) => why.clone(),
    };
    match key.is_empty() {
        true => format!("{}, {how}", offer.label),
        false => format!("{}, key {key}, {how}", offer.label),
    }
}

fn fact(fact: &Fact) -> String {
    let words: String = fact.parts.iter().map(|(text, _)| text.as_str()).collect();
    match fact.label.as_deref() {
        None | Some("") => words,
        Some(label) => format!("{label}: {words}"),
    }
}

fn entry(model: &Model, line: &crate::domain::command::TimelineLine) -> String {
    let time = words::until_words(line.at, model.now, &model.taste.zone);
    format!("{time}, {}: {}", line.by, line.text)
}

/// The whole pane in focus.
pub fn whole(model: &Model) -> Vec<String> {
    let Some(loaded) = model.shown().filter(|_| model.focus != Pane::Queue) else {
        let rows = model.queue.rows.iter().enumerate();
        let row = |(i, row)| format!("{}: {}", place(model, i), row_words(model, row));
        let numbers = crate::tui::view::title::numbers_said(model);
        return std::iter::once(numbers).chain(rows.map(row)).collect();
    };
    match model.focus {
        Pane::Ticket if model.page.is_some() => page(loaded),
        Pane::Ticket => {
            let known = facts(model, WIDTH);
            let history = loaded.history.iter().map(|l| entry(model, l));
            let head = std::iter::once("history".to_owned());
            known.iter().map(fact).chain(head).chain(history).collect()
        }
        Pane::Checklist => loaded.view.checklist.iter().map(check_words).collect(),
        _ => {
            let offers = loaded.view.offers.iter();
            offers.map(|o| offer_words(model, o)).collect()
        }
    }
}
