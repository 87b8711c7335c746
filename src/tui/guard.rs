//! A panic in one pane leaves the others alive.
//!
//! [`pane`] paints a calm sentence where the pane would be; [`catch`] does the same for a worker's
//! job. [`install`] puts in our own panic hook: inside a guard it writes a crash file and leaves
//! the terminal alone, as it does on any thread that does not paint; else it restores the terminal
//! first, so that the message can be read.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Clear;

use super::wrap::wrap;
use super::{crash, terminal};
use crate::domain::safe::SafeText;

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Puts in the panic hook, once.
pub fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        panic::set_hook(Box::new(|info| {
            let is_guarded = GUARDED.get() || terminal::is_painted_elsewhere();
            if !is_guarded {
                terminal::restore();
            }
            let file = crash::report(info);
            tracing::error!(place = ?info.location().map(ToString::to_string), is_guarded, "a panic");
            if !is_guarded {
                say(info.location().map(ToString::to_string), file.as_deref());
            }
        }));
    });
}

fn say(place: Option<String>, file: Option<&std::path::Path>) {
    let place = place.unwrap_or_default();
    let kept = file.map_or_else(String::new, |file| {
        format!(" Where it happened is written in {}.", file.display())
    });
    eprintln!(
        "hoist met a mistake of its own at {place} and had to stop. What was saved is safe.{kept}"
    );
}

/// Runs a job; `None` when it panicked. The panic is reported, the terminal untouched.
pub fn catch<T>(job: impl FnOnce() -> T) -> Option<T> {
    let before = GUARDED.replace(true);
    let outcome = panic::catch_unwind(AssertUnwindSafe(job));
    GUARDED.set(before);
    outcome.ok()
}

/// Paints one pane; if that panics, a sentence instead, and the other panes never know.
pub fn pane(
    frame: &mut Frame<'_>,
    area: Rect,
    name: &str,
    paint: impl FnOnce(&mut Frame<'_>, Rect),
) {
    if catch(|| paint(frame, area)).is_some() {
        return;
    }
    let area = area.intersection(frame.area());
    frame.render_widget(Clear, area);
    let sentence = format!(
        "The {name} cannot be shown: hoist met a mistake of its own. Nothing is lost, the rest works."
    );
    let lines = wrap(SafeText::line(&sentence), usize::from(area.width), 0);
    for (row, line) in area.rows().zip(lines) {
        frame
            .buffer_mut()
            .set_stringn(row.x, row.y, line, usize::from(row.width), Style::new());
    }
}

#[cfg(test)]
mod tests {
    use super::{catch, pane};
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;
    use ratatui::layout::Rect;

    #[test]
    fn a_pane_that_panics_says_so_and_the_others_live() {
        let mut terminal = Terminal::new(TestBackend::new(40, 4)).unwrap();
        terminal
            .draw(|frame| {
                pane(frame, Rect::new(0, 0, 20, 4), "queue", |frame, area| {
                    frame.buffer_mut().set_string(
                        area.x,
                        area.y,
                        "half pain",
                        ratatui::style::Style::new(),
                    );
                    panic!("planted");
                });
                pane(frame, Rect::new(20, 0, 20, 4), "ticket", |frame, area| {
                    frame.render_widget("#1042", area);
                });
            })
            .unwrap();
        terminal.backend().assert_buffer_lines([
            "The queue cannot be #1042               ",
            "shown: hoist met a                      ",
            "mistake of its own.                     ",
            "Nothing is lost, the                    ",
        ]);
    }

    #[test]
    fn a_guard_gives_back_what_its_job_gives() {
        assert_eq!(catch(|| 7), Some(7));
        assert_eq!(catch(|| -> i32 { panic!("planted") }), None);
    }
}
