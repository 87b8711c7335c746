//! The last two lines: what just happened or what the signs mean, and the keys.

use super::pen::Pen;
use super::queue::legend;
use crate::domain::safe;
use crate::tui::action::{ALL, Ready};
use crate::tui::model::overlay::Overlay;
use crate::tui::model::{Model, Tone};
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Paints the sentence about what just happened, else the legend of the signs.
pub fn said(model: &Model, area: Rect, buf: &mut Buffer) {
    let mut pen = Pen::new(buf, area, 0);
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
        None => legend(model, &mut pen),
    }
}

/// Paints the keys: those that can be pressed, then the grey ones.
pub fn keys(model: &Model, area: Rect, buf: &mut Buffer) {
    if let Some(top) = model.overlays.last() {
        let words = match top {
            Overlay::Form(_) | Overlay::New(_) => "",
            Overlay::Finder(_) => "type to narrow · Enter take · Esc back",
            Overlay::Help(_) => "j k scroll · any other key closes",
            Overlay::Conflict(_) => {
                "g send mine on theirs · c copy mine · j k scroll · Esc leave it as a draft"
            }
            Overlay::Confirm(_) => "y yes · any other key no",
        };
        Pen::new(buf, area, 0)
            .say(" ", Style::new())
            .say(words, model.theme.get(Role::Dim));
        return;
    }
    let mut actions: Vec<_> = ALL.iter().filter(|a| a.foot > 0).collect();
    actions.sort_by_key(|a| a.foot);
    let mut pen = Pen::new(buf, area, 0);
    for action in actions {
        let off = match (action.ready)(model) {
            Ready::Yes => false,
            Ready::No(_) => true,
            Ready::Absent(_) => continue,
        };
        let Some(key) = model.keymap.key_of(action) else {
            continue;
        };
        if safe::width(&key) + safe::width(action.label) + 3 > pen.left() {
            continue;
        }
        let (key_role, label_role) = if off {
            (Role::KeyOff, Role::KeyOff)
        } else {
            (Role::Key, Role::Text)
        };
        pen.say(" ", Style::new())
            .say(&key, model.theme.get(key_role))
            .say(" ", Style::new())
            .say(action.label, model.theme.get(label_role))
            .say(" ", Style::new());
    }
}
