//! Keys while the window is too small to show anything but that: nothing is done that nobody sees. One leaves, or
//! puts the program to sleep; what is typed goes into the text of a form that is open already.

use super::{forms, keys, overlays, typed_on};
use crate::tui::action::{Out, Scope};
use crate::tui::input::After;
use crate::tui::keymap::Found;
use crate::tui::keys::Key;
use crate::tui::layout::Panes;
use crate::tui::model::Model;
use crate::tui::model::overlay::Overlay;

/// What may be done unseen.
const DONE: [&str; 3] = ["quit", "interrupt", "suspend"];

/// Whether only the size that is needed is shown: a new size may be painted before it is told, and told before
/// it is painted. The linear mode shows everything in any size.
pub(super) fn is(model: &Model) -> bool {
    let size = match model.painted.get() {
        (0, 0) => model.size,
        painted => painted,
    };
    !model.taste.plain && model.panes_in(size) == Panes::TooSmall
}

/// Takes a key.
pub(super) fn key(model: &mut Model, out: &mut Out, key: Key, after: After) {
    model.chord.clear();
    if after == After::Nothing && typed_on::goes_on(model, out, key) {
        return;
    }
    let scope = match model.overlays.is_empty() {
        true => Scope::Panes,
        false => Scope::Always,
    };
    if let Found::Action(action) = model.keymap.find(scope, &[key])
        && DONE.contains(&action.name)
    {
        keys::key(model, out, key, after);
        return;
    }
    match model.overlays.last_mut() {
        Some(Overlay::Form(opened)) => {
            let outcome = opened.form.key_after_paste(key);
            forms::took(model, out, outcome);
        }
        Some(Overlay::New(opened)) => {
            let outcome = opened.form.key_after_paste(key);
            overlays::new_took(model, out, outcome);
        }
        _ => {}
    }
}
