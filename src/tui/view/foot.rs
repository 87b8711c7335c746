//! The last two lines: what just happened or what the signs mean, and the keys.

use super::pen::Pen;
use super::sign::legend;
use crate::domain::safe;
use crate::tui::action::{ALL, Action, Ready};
use crate::tui::compare;
use crate::tui::model::overlay::Overlay;
use crate::tui::model::{Model, Tone};
use crate::tui::own_keys;
use crate::tui::theme::Role;
use crate::tui::viewer::KEYS;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Paints the sentence about what just happened, else the legend of the signs.
pub fn said(model: &Model, area: Rect, buf: &mut Buffer) {
    let mut pen = Pen::new(buf, area, 0);
    if let Some(progress) = &model.progress {
        let line = progress.line(model.now);
        pen.say("  · ", model.theme.get(Role::Text));
        pen.text(&line, model.theme.get(Role::Text));
        return;
    }
    match &model.flash {
        Some(flash) => {
            let (sign, role) = match flash.tone {
                Tone::Good => ("+ ", Role::Good),
                Tone::Plain => ("· ", Role::Text),
                Tone::Bad => ("! ", Role::Error),
            };
            pen.say("  ", Style::new()).say(sign, model.theme.get(role));
            pen.text(&flash.text, model.theme.get(role));
        }
        None if !model.chord.is_empty() => {
            let keys = crate::tui::keymap::shown(&model.chord);
            pen.say("  ", Style::new())
                .text(&format!("{keys} …"), model.theme.get(Role::Key));
        }
        None => match model.overlays.last() {
            Some(Overlay::Log(view)) => {
                let more = super::log::more_keys(model, view);
                pen.say(" ", Style::new())
                    .text(&more, model.theme.get(Role::Dim));
            }
            Some(Overlay::Talk(_)) => {
                let more = super::talk::more_keys(model);
                pen.say(" ", Style::new())
                    .text(&more, model.theme.get(Role::Dim));
            }
            Some(Overlay::Compare(compare)) => {
                let words = compare.found().map(|f| f.diff.words());
                pen.say(" ", Style::new());
                pen.text(&words.unwrap_or_default(), model.theme.get(Role::Dim));
            }
            // These lie over the whole queue: there is no sign to explain.
            Some(
                Overlay::Viewer(_)
                | Overlay::Reading(_)
                | Overlay::Similar(_)
                | Overlay::Article(_)
                | Overlay::Search(_),
            ) => {}
            Some(Overlay::Review(screen)) => {
                let words = super::review::foot(model, screen);
                pen.say(" ", Style::new());
                pen.text(&words, model.theme.get(Role::Dim));
            }
            // Nor does one show beside a form that stands over a review.
            _ if model
                .overlays
                .iter()
                .any(|o| matches!(o, Overlay::Review(_))) => {}
            _ => legend(model, &mut pen),
        },
    }
}

/// Paints the keys: those that can be pressed, then the grey ones.
pub fn keys(model: &Model, area: Rect, buf: &mut Buffer) {
    if let Some(top) = model.overlays.last() {
        let words: &str = match top {
            Overlay::Form(_) | Overlay::New(_) => "",
            Overlay::Finder(_) => "type to narrow · Enter choose · Esc back",
            Overlay::Search(_) => "type to search · Tab complete · Enter open · Esc back",
            Overlay::Help(_) => "Esc close · j/k scroll",
            Overlay::Conflict(_) => {
                "g back to the form with mine · c copy mine · j k scroll · Esc leave it as a draft"
            }
            Overlay::Compare(_) => compare::KEYS,
            Overlay::Viewer(_) => KEYS,
            Overlay::Reading(reading) => reading.keys(),
            Overlay::Similar(place) => place.keys(),
            Overlay::Review(screen) => &screen.keys(model.leads()),
            Overlay::Log(view) => super::log::keys(view),
            Overlay::Article(article) => &article.keys().join(" · "),
            Overlay::Talk(talk) => super::talk::keys(talk),
            Overlay::Confirm(_) => "y yes · any other key no",
        };
        let own = own_keys::of(top).map(|_| HELP);
        hints(model, words, own, area, buf);
        return;
    }
    // What is marked is there to be acted on.
    let marked = |a: &Action| a.name == "marked" && !model.marked.is_empty();
    let mut actions: Vec<&Action> = ALL.iter().filter(|a| a.foot > 0 || marked(a)).collect();
    actions.sort_by_key(|a| a.foot);
    let (always, own): (Vec<_>, Vec<_>) =
        actions.into_iter().partition(|a| ALWAYS.contains(&a.name));
    let end: usize = always.iter().map(|a| width(model, a)).sum();
    let room = Rect {
        width: area
            .width
            .saturating_sub(u16::try_from(end + 1).unwrap_or(0)),
        ..area
    };
    let mut pen = Pen::new(buf, room, 0);
    own.iter().for_each(|action| key(model, action, &mut pen));
    let rest = Rect {
        x: room.right(),
        width: area.width - room.width,
        ..area
    };
    let mut pen = Pen::new(buf, rest, 0);
    always
        .iter()
        .for_each(|action| key(model, action, &mut pen));
}

/// Where the rest of a screen's keys is found.
const HELP: &str = "? keys";

/// Paints keys with what they do, whole ones, those first that are needed most: the first without room
/// and what comes after it is left out, where all of them are found is not.
fn hints(model: &Model, words: &str, last: Option<&str>, area: Rect, buf: &mut Buffer) {
    let style = model.theme.get(Role::Dim);
    let wide = |hint: &str, before: &str| safe::width(before) + safe::width(hint);
    let mut pen = Pen::new(buf, area, 0);
    let kept = last.map_or(0, |hint| wide(hint, " · "));
    let mut before = " ";
    for hint in words.split(" · ").filter(|h| !h.is_empty()) {
        if wide(hint, before) + kept > pen.left() {
            break;
        }
        pen.say(before, style).say(hint, style);
        before = " · ";
    }
    if let Some(hint) = last {
        pen.say(before, style).say(hint, style);
    }
}

/// Never left out: from here everything else is found.
const ALWAYS: [&str; 2] = ["palette", "help"];

/// Columns that a key and its label take.
fn width(model: &Model, action: &Action) -> usize {
    let key = model.keymap.key_of(action).unwrap_or_default();
    safe::width(&key) + safe::width(action.label) + 3
}

/// Paints a key and its label, grey where it cannot be pressed; nothing where it means nothing or
/// has no room.
fn key(model: &Model, action: &Action, pen: &mut Pen<'_>) {
    let (key_role, label_role) = match (action.ready)(model) {
        Ready::Yes => (Role::Key, Role::Text),
        Ready::No(_) => (Role::KeyOff, Role::KeyOff),
        Ready::Absent(_) => return,
    };
    let Some(key) = model.keymap.key_of(action) else {
        return;
    };
    if width(model, action) > pen.left() {
        return;
    }
    pen.say(" ", Style::new())
        .say(&key, model.theme.get(key_role))
        .say(" ", Style::new())
        .say(action.label, model.theme.get(label_role))
        .say(" ", Style::new());
}
