//! A key: to what lies on top, else to the action that the keymap names.

use super::{complain, looked_up, overlays, typed_on};
use crate::domain::id::At;
use crate::tui::action::{Action, Group, Out, Ready, Scope};
use crate::tui::input::After;
use crate::tui::keymap::{self, Found};
use crate::tui::keys::{Code, Key};
use crate::tui::layout::Pane;
use crate::tui::model::overlay::{FormBox, Overlay};
use crate::tui::model::typed_on::is_running;
use crate::tui::model::{Model, Tone};

/// Keys kept for a ticket that is still being read: more than anyone types in that time.
const AHEAD: usize = 4_096;

/// Letters closer than this to a key that opens no text now, or to each other, were meant for it.
const TYPED_ON_MS: i64 = 250;

/// Takes a key. A key that came with the end of a paste may only edit text.
pub fn key(model: &mut Model, out: &mut Out, key: Key, after: After) {
    let pasted = after == After::Paste;
    if !pasted && waits_its_turn(model, out) {
        keep_ahead(model, key);
        return;
    }
    if !pasted && looked_up::awaits(model, key) {
        looked_up::wait(model);
        keep_ahead(model, key);
        return;
    }
    if !pasted && (typed_on::goes_on(model, out, key) || typed_on::runs_into_conflict(model, key)) {
        return;
    }
    if overlays::key(model, out, key, pasted) {
        return;
    }
    if pasted {
        return;
    }
    if is_typed_on(model, key) {
        return;
    }
    let scope = if model.overlays.is_empty() {
        Scope::Panes
    } else {
        Scope::Always
    };
    if scope == Scope::Panes && must_wait(model, key) {
        keep_ahead(model, key);
        return;
    }
    press(model, out, scope, key);
}

/// Keys are pressed in the order in which they were typed: those that waited for a form go first.
fn waits_its_turn(model: &mut Model, out: &mut Out) -> bool {
    if !model.ahead.is_empty() && !model.overlays.is_empty() && !form_is_coming(model) {
        catch_up(model, out);
    }
    form_is_coming(model) || (!model.ahead.is_empty() && !model.overlays.is_empty())
}

fn keep_ahead(model: &mut Model, key: Key) {
    if model.ahead.len() < AHEAD {
        model.ahead.push_back(key);
    }
}

/// On a walk through what is missing one form follows the other by itself: until the last one is
/// written and the ticket is here again, nobody knows to which form the next letter belongs.
fn form_is_coming(model: &Model) -> bool {
    // The form of what was just kept is on its way.
    if model.then_check.is_some() {
        return true;
    }
    // So is the one that was typed into while it was sent.
    if model.typed_on.is_some() && (model.asked_ticket.is_some() || model.ask_ticket_at.is_some()) {
        return true;
    }
    let forms = || {
        model.overlays.iter().filter_map(|o| match o {
            Overlay::Form(opened) => Some(opened),
            _ => None,
        })
    };
    let behind = |opened: &FormBox| {
        let about = model.ticket().map(|l| &l.view.ticket);
        let known = opened.before.as_ref();
        about
            .zip(known)
            .is_some_and(|(t, b)| t.id == b.id && t.version < b.version)
    };
    let on_top = matches!(model.overlays.last(), Some(Overlay::Form(_)));
    on_top
        && forms().any(|opened| opened.walking)
        && (model.writing > 0 || forms().last().is_some_and(|opened| behind(opened)))
}

/// Prose typed after a refused key presses nothing.
fn is_typed_on(model: &mut Model, key: Key) -> bool {
    let now = model.now;
    let soon = |at: At| now.since_ms(at) < TYPED_ON_MS;
    let is_rest = model.refused_at.is_some_and(soon) && is_running(key);
    model.refused_at = is_rest.then_some(now);
    if is_rest {
        did_nothing(model);
    }
    is_rest
}

/// Says that running text was no keys.
pub(super) fn did_nothing(model: &mut Model) {
    add(model, "What was typed after it did nothing.");
}

/// A key for the panes that cannot be pressed yet: nearly all while the desk is being opened, all but movements while the
/// ticket is on its way, moves and lists also while a key before them is still changing it.
fn must_wait(model: &Model, key: Key) -> bool {
    let held = !model.ahead.is_empty() || is_coming(model);
    if model.opening {
        return !leaves_or_helps(model, key);
    }
    (held && !is_movement(model, key)) || (is_changing(model) && is_move(model, key))
}

/// The ticket that keys act on is on its way.
fn is_coming(model: &Model) -> bool {
    model.target().is_some()
        && model.shown().is_none()
        && (model.ask_ticket_at.is_some() || model.asked_ticket.is_some())
}

/// The ticket on the screen is being written, or not yet read again: what it offers is not sure.
fn is_changing(model: &Model) -> bool {
    model.writing > 0 || (model.asked_ticket.is_some() && model.asked_ticket == model.target())
}

/// A key that starts a move, or what stands under the cursor among the moves, or lists what may just be
/// on its way onto the ticket.
fn is_move(model: &Model, key: Key) -> bool {
    let Found::Action(action) = model.keymap.find(Scope::Panes, &[key]) else {
        return false;
    };
    let lists = matches!(action.name, "files" | "kept");
    action.group == Group::Moves
        || lists
        || (action.name == "open" && model.focus == Pane::Escalation)
}

/// Needs no desk.
fn leaves_or_helps(model: &Model, key: Key) -> bool {
    let Found::Action(action) = model.keymap.find(Scope::Panes, &[key]) else {
        return false;
    };
    model.ahead.is_empty() && matches!(action.name, "quit" | "help")
        || action.scope == Scope::Always
}

/// Moving the bar needs no ticket, nor do leaving and help.
fn is_movement(model: &Model, key: Key) -> bool {
    let Found::Action(action) = model.keymap.find(Scope::Panes, &[key]) else {
        return false;
    };
    let free = [
        "down",
        "up",
        "page_down",
        "page_up",
        "first",
        "last",
        "queue",
        "quit",
        "help",
        "palette",
        "find",
        "views",
        "jump",
        "search",
        "interrupt",
        "repaint",
        "suspend",
        "new_ticket",
        "mark",
    ];
    model.ahead.is_empty() && model.focus == Pane::Queue && free.contains(&action.name)
        || action.scope == Scope::Always
}

/// Presses the keys that waited for the ticket.
pub fn catch_up(model: &mut Model, out: &mut Out) {
    let mut keys = std::mem::take(&mut model.ahead);
    while let Some(next) = keys.pop_front() {
        key(model, out, next, After::Nothing);
        if !model.ahead.is_empty() {
            model.ahead.extend(keys);
            return;
        }
    }
}

/// Presses them when nothing is under way any more that they wait for.
pub fn go_on(model: &mut Model, out: &mut Out) {
    if !model.opening && !is_changing(model) && !is_coming(model) {
        catch_up(model, out);
    }
}

/// The first page of the queue is there: what was typed before acts on it.
pub fn opened(model: &mut Model, out: &mut Out) {
    if std::mem::take(&mut model.opening) {
        go_on(model, out);
    }
}

/// It does not come.
pub fn not_opened(model: &mut Model) {
    if std::mem::take(&mut model.opening) {
        let_go(model);
    }
}

/// Lets the keys go that waited, and says so: what they were meant for does not come.
pub fn let_go(model: &mut Model) {
    if !model.ahead.is_empty() {
        model.ahead.clear();
        add(model, "What you typed meanwhile was not done.");
    }
}

/// Adds to the sentence that says what did not work.
fn add(model: &mut Model, more: &str) {
    let said = match &model.flash {
        Some(flash) if flash.tone == Tone::Bad => flash.text.clone(),
        _ => String::new(),
    };
    if !said.contains(more) {
        complain(model, format!("{said} {more}").trim_start());
    }
}

fn press(model: &mut Model, out: &mut Out, scope: Scope, key: Key) {
    if !model.chord.is_empty() && key.code == Code::Esc {
        model.chord.clear();
        return;
    }
    model.chord.push(key);
    match model.keymap.find(scope, &model.chord) {
        Found::Action(action) => {
            model.chord.clear();
            run(model, out, action);
        }
        Found::More => {}
        Found::Nothing => {
            let chord = std::mem::take(&mut model.chord);
            if scope == Scope::Panes {
                let keys = keymap::shown(&chord);
                complain(
                    model,
                    format!("{keys} does nothing here. ? shows the keys."),
                );
            }
        }
    }
}

/// Runs an action if it can run, else says why not.
pub fn run(model: &mut Model, out: &mut Out, action: &'static Action) {
    match (action.ready)(model) {
        Ready::Yes => (action.run)(model, out),
        Ready::No(why) | Ready::Absent(why) => {
            let opens_text = action.group == Group::Writing;
            model.refused_at = opens_text.then_some(model.now);
            complain(model, why);
        }
    }
}
