//! How far the ticket's pane scrolls: to the oldest entry of the history and to the end of a page, never past them.

use crate::tui::layout::{Panes, inner};
use crate::tui::model::Model;
use crate::tui::plain;
use crate::tui::view::{history, page as page_view};

/// The deepest line that a page can begin with: from there its end is seen.
pub(super) fn page(model: &Model) -> usize {
    if model.taste.plain {
        let lines = model.loaded.as_ref().map_or(0, |l| plain::page(l).len());
        return lines.saturating_sub(1);
    }
    let Panes::Full(at) = model.panes() else {
        return 0;
    };
    let inside = inner(at.ticket);
    page_view::rows(model, inside.width).saturating_sub(usize::from(inside.height))
}

/// So many lines of history up from the latest, or as far as there are any. The linear mode counts entries.
pub(super) fn history(model: &Model, wanted: usize) -> usize {
    if model.taste.plain {
        let entries = model.loaded.as_ref().map_or(0, |l| l.history.len());
        return wanted.min(entries);
    }
    match model.panes() {
        Panes::Full(at) => history::up(model, wanted, at.history),
        Panes::TooSmall => 0,
    }
}
