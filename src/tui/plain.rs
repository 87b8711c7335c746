//! The linear face: the same model and the same keys, told line by line. No boxes, no second screen,
//! no cursor that jumps: only what changed for the reader is said, and the cursor rests at the end of
//! what has the keyboard. Pure: a model in, lines out.

mod overlay;
mod pane;

pub(in crate::tui) use pane::page;

use crate::domain::id::At;
use crate::domain::safe::{self, SafeText};
use crate::tui::model::{Model, Tone};
use crate::tui::view::title;

/// Something to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// A line of its own.
    Line(String),
    /// More of the line that the cursor is on.
    More(String),
    /// The line that the cursor is on, anew; the cursor so many columns before its end.
    Again(String, usize),
    /// The cursor goes so many columns to the right, or to the left.
    Move(isize),
}

/// What has the keyboard.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Item {
    /// Said anew when this changes; it holds nothing that time alone changes.
    key: String,
    /// Its words.
    text: String,
    /// The text being typed there.
    edit: Option<Edit>,
}

/// A line of text being typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edit {
    /// The label before it.
    pub label: String,
    /// Which line of the text.
    pub line: usize,
    /// Its words before the cursor.
    pub before: String,
    /// Its words from the cursor on.
    pub after: String,
}

impl Edit {
    /// The line of a text in which a cursor (byte offset) stands.
    #[must_use]
    pub fn of(label: &str, text: &str, cursor: usize) -> Edit {
        let (head, tail) = text.split_at_checked(cursor).unwrap_or((text, ""));
        let before = head.rsplit('\n').next().unwrap_or_default();
        let after = tail.split('\n').next().unwrap_or_default();
        Edit {
            label: label.to_owned(),
            line: head.matches('\n').count(),
            before: clean(before),
            after: clean(after),
        }
    }

    /// Label and text.
    #[must_use]
    pub fn words(&self) -> String {
        format!("{}: {}{}", self.label, self.before, self.after)
    }
}

/// Where the keyboard is: what is said on the way there, and what has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Spot {
    /// The pane or form.
    place: String,
    /// Said on arriving there.
    title: Vec<String>,
    /// The field or list in it.
    field: String,
    /// Said on entering that.
    enter: Vec<String>,
    /// Mistakes, what is missing, what was found: each is said when it is new.
    notes: Vec<String>,
    item: Item,
}

/// How far long work is: said at its beginning and at each quarter.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stage {
    /// Which work, and in which quarter of it.
    at: (&'static str, u64),
    /// In words.
    line: String,
}

/// What was told so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    head: String,
    banners: Vec<String>,
    flash: Option<(String, At)>,
    busy: bool,
    progress: Option<Stage>,
    asked: usize,
    spot: Spot,
    /// The pane under what lies over the panes.
    pane: String,
}

/// What is to be told after a message was taken in; `heard` then holds it.
pub fn speak(heard: &mut Heard, model: &Model) -> Vec<Said> {
    let mut now = hear(model);
    now.pane = match model.overlays.is_empty() {
        true => now.spot.place.clone(),
        false => heard.pane.clone(),
    };
    let whole = match now.asked != heard.asked {
        true => whole(model),
        false => Vec::new(),
    };
    let said = change(heard, &now, whole);
    *heard = now;
    said
}

fn hear(model: &Model) -> Heard {
    let spot = match model.overlays.last() {
        Some(top) => overlay::spot(model, top),
        None => pane::spot(model),
    };
    let flash = model.flash.as_ref().map(|flash| {
        let word = match flash.tone {
            Tone::Bad => "not done: ",
            Tone::Good | Tone::Plain => "",
        };
        (format!("{word}{}", flash.text), flash.until)
    });
    Heard {
        head: title::said(model),
        banners: model.banners.clone(),
        flash,
        busy: model.is_busy(),
        progress: overlay::progress(model),
        asked: model.aloud,
        spot,
        pane: String::new(),
    }
}

/// Everything that the pane or form in focus holds.
fn whole(model: &Model) -> Vec<String> {
    match model.overlays.last() {
        Some(top) => overlay::whole(model, top),
        None => pane::whole(model),
    }
}

/// What differs, as lines; what has the keyboard comes last.
fn change(before: &Heard, now: &Heard, whole: Vec<String>) -> Vec<Said> {
    let mut lines = Vec::new();
    if now.head != before.head {
        lines.push(now.head.clone());
    }
    let new = |line: &&String| !before.banners.contains(line);
    lines.extend(now.banners.iter().filter(new).map(|b| format!("! {b}")));
    if let Some((text, _)) = now.flash.as_ref().filter(|_| now.flash != before.flash) {
        lines.push(text.clone());
    }
    if now.busy && !before.busy {
        lines.push("still at work …".to_owned());
    }
    if let Some(now) = &now.progress
        && before.progress.as_ref().is_none_or(|b| b.at != now.at)
    {
        lines.push(now.line.clone());
    }
    let (was, is) = (&before.spot, &now.spot);
    let arrived = is.place != was.place;
    if arrived {
        // Back from a form or list one knows where one is: the name is enough.
        let is_back = is.place == before.pane;
        let most = if is_back { 1 } else { usize::MAX };
        lines.extend(is.title.iter().take(most).cloned());
    }
    if arrived || is.field != was.field {
        lines.extend(is.enter.iter().cloned());
    }
    for note in is.notes.iter().filter(|n| !was.notes.contains(n)) {
        if !lines.contains(note) {
            lines.push(note.clone());
        }
    }
    lines.extend(whole);
    if lines.is_empty() && !arrived && is.item.key == was.item.key {
        return typed(&was.item, &is.item);
    }
    lines.push(is.item.text.clone());
    let rows = lines.iter().flat_map(|line| rows(line));
    rows.filter(|row| !row.trim().is_empty())
        .map(Said::Line)
        .collect()
}

/// The lines of a text, those after the first set in: none of them can pass for one of ours.
fn rows(text: &str) -> impl Iterator<Item = String> {
    let rows = text.split('\n').enumerate();
    rows.map(|(i, row)| match i {
        0 => clean(row),
        _ => format!("  {}", clean(row)),
    })
}

/// What was typed, on the line where the cursor is.
fn typed(was: &Item, is: &Item) -> Vec<Said> {
    let (Some(old), Some(new)) = (&was.edit, &is.edit) else {
        return Vec::new();
    };
    if old == new {
        return Vec::new();
    }
    if old.line != new.line {
        return vec![Said::Line(format!("{}{}", new.before, new.after))];
    }
    let whole = |e: &Edit| format!("{}{}", e.before, e.after);
    if whole(old) == whole(new) {
        let column = |e: &Edit| isize::try_from(safe::width(&e.before)).unwrap_or(0);
        return vec![Said::Move(column(new) - column(old))];
    }
    match new.before.strip_prefix(&old.before) {
        Some(more) if new.after.is_empty() && old.after.is_empty() => {
            vec![Said::More(more.to_owned())]
        }
        _ => vec![Said::Again(new.words(), safe::width(&new.after))],
    }
}

/// What was told, as text.
#[must_use]
pub fn transcript(said: &[Said]) -> String {
    let mut text = String::new();
    for said in said {
        match said {
            Said::Line(line) | Said::Again(line, _) => {
                text.push_str(if text.is_empty() { "" } else { "\n" });
                text.push_str(line);
            }
            Said::More(more) => text.push_str(more),
            Said::Move(_) => {}
        }
    }
    text.push('\n');
    text
}

/// Text as it may go out: one line, nothing that a terminal would obey.
fn clean(text: &str) -> String {
    SafeText::line(text).as_str().to_owned()
}

#[cfg(test)]
mod tests;
