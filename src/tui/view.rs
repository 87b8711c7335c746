//! Paints the model. Pure: the same model gives the same cells.

mod article;
pub(in crate::tui) mod checklist;
mod compare;
pub(in crate::tui) mod escalation;
mod foot;
pub(in crate::tui) mod history;
pub(in crate::tui) mod log;
pub(in crate::tui) mod overlay;
pub(in crate::tui) mod page;
pub(in crate::tui) mod pen;
pub(in crate::tui) mod queue;
mod reading;
pub mod review;
pub(super) mod sign;
pub(in crate::tui) mod talk;
pub(in crate::tui) mod ticket;
pub(in crate::tui) mod title;
mod viewer;

use crate::tui::guard;
use crate::tui::layout::{Breadth, Pane, Panes, Places, SMALLEST};
use crate::tui::model::Model;
use crate::tui::theme::{Role, Theme};
use ratatui::Frame;
use ratatui::layout::Rect;

/// Paints everything; each pane under its own guard, so that a mistake in one leaves the others.
pub fn view(model: &Model, frame: &mut Frame<'_>) {
    let window = frame.area();
    model.painted.set((window.width, window.height));
    match model.panes_in((window.width, window.height)) {
        Panes::TooSmall => too_small(&model.theme, frame),
        Panes::Full(at) => full(model, &at, frame),
    }
}

fn full(model: &Model, at: &Places, frame: &mut Frame<'_>) {
    guard::pane(frame, at.title, "title", |frame, area| {
        title::paint(model, area, frame.buffer_mut());
    });
    guard::pane(frame, at.banners, "banner", |frame, area| {
        title::banners(model, area, frame.buffer_mut());
    });
    let under = at.breadth != Breadth::One;
    guard::pane(frame, at.queue, "queue", |frame, area| {
        queue::paint(model, area, frame.buffer_mut());
    });
    guard::pane(frame, at.ticket, "ticket", |frame, area| {
        ticket::paint(model, area, frame.buffer_mut());
    });
    let joined = at.breadth != Breadth::Wide;
    guard::pane(frame, at.history, "history", |frame, area| {
        history::paint(model, area, joined, frame.buffer_mut());
    });
    guard::pane(frame, at.checklist, "checklist", |frame, area| {
        checklist::paint(model, area, under, frame.buffer_mut());
    });
    guard::pane(frame, at.escalation, "escalation", |frame, area| {
        escalation::paint(model, area, frame.buffer_mut());
    });
    if at.breadth == Breadth::Wide {
        pen::mend_corner(frame.buffer_mut(), at.history, at.escalation);
    }
    guard::pane(frame, at.said, "said", |frame, area| {
        foot::said(model, area, frame.buffer_mut());
    });
    guard::pane(frame, at.keys, "keys", |frame, area| {
        foot::keys(model, area, frame.buffer_mut());
    });
    let body = Rect {
        height: at.keys.bottom().saturating_sub(at.title.bottom()),
        y: at.title.bottom(),
        ..at.title
    };
    guard::pane(frame, body, "overlay", |frame, area| {
        overlay::paint(model, area, frame);
    });
}

/// The frame's style and the title's, in focus or not.
fn frame_roles(model: &Model, pane: Pane) -> (Role, Role) {
    if model.focus == pane && model.overlays.is_empty() {
        (Role::BorderFocus, Role::TitleFocus)
    } else {
        (Role::Border, Role::Title)
    }
}

/// Says calmly that the window is too small.
pub(in crate::tui) fn too_small(theme: &Theme, frame: &mut Frame<'_>) {
    let area = frame.area();
    let (width, height) = SMALLEST;
    let lines = [
        format!("hoist needs {width} × {height} characters;"),
        format!("this window has {} × {}.", area.width, area.height),
        "Make it larger to go on: nothing is lost.".to_owned(),
    ];
    let top = area.height.saturating_sub(3) / 2;
    for (line, y) in lines.iter().zip(top..area.height) {
        let row = Rect::new(0, y, area.width, 1);
        pen::centred(frame.buffer_mut(), row, line, theme.get(Role::Text));
    }
}

#[cfg(test)]
mod tests {
    use super::view;
    use crate::tui::keymap::Keymap;
    use crate::tui::layout::Pane;
    use crate::tui::model::{Model, Taste};
    use crate::tui::theme::Theme;
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    /// The window was made smaller or larger, and the model does not know yet.
    #[test]
    fn a_window_of_another_size_than_was_told_breaks_nothing() {
        let sizes = [
            (3, 3),
            (60, 15),
            (61, 40),
            (80, 24),
            (100, 28),
            (200, 50),
            (300, 3),
            (300, 90),
        ];
        for told in sizes {
            for (width, height) in sizes {
                for focus in Pane::ALL {
                    let mut model = Model::new(
                        told,
                        Taste::default(),
                        Theme::default(),
                        Keymap::with_user(&[]),
                    );
                    model.focus = focus;
                    model
                        .banners
                        .push("Der Rechner „tür“ läuft ✗ über, ".repeat(9));
                    let mut window = Terminal::new(TestBackend::new(width, height)).unwrap();
                    window.draw(|frame| view(&model, frame)).unwrap();
                    let shown = window.backend().to_string();
                    assert!(
                        !shown.contains("cannot be shown"),
                        "{told:?} in {width} × {height}:\n{shown}"
                    );
                }
            }
        }
    }
}
