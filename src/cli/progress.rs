//! How far long work is: drawn on standard error, and only where that is a terminal.

use crate::domain::words::counted;
use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use std::fmt::Write;
use std::time::{Duration, Instant};

/// A bar that says what the template says of it.
pub(super) fn bar(template: &str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(5));
    says(&bar, template);
    bar
}

/// One of which nothing is drawn.
pub(super) fn none() -> ProgressBar {
    ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden())
}

/// The same for work that is mostly over at once: drawn when it takes longer than one waits without a sign.
pub(super) struct Patient {
    bar: ProgressBar,
    since: Instant,
    template: &'static str,
}

/// Without a sign for so long.
const PATIENCE: Duration = Duration::from_millis(150);

impl Patient {
    /// Nothing is drawn yet.
    pub(super) fn new() -> Patient {
        Patient {
            bar: none(),
            since: Instant::now(),
            template: "",
        }
    }

    /// So many bytes are read, of so many where that is known.
    pub(super) fn read(&mut self, bytes: u64, of: Option<u64>) {
        self.bar.set_position(bytes);
        if self.since.elapsed() < PATIENCE {
            return;
        }
        let template = match of {
            Some(_) => "reading {percent} %, {binary_bytes_per_sec}, {eta} left",
            None => "reading {binary_bytes}, {binary_bytes_per_sec}",
        };
        if let Some(of) = of {
            self.bar.set_length(of);
        }
        if template != self.template {
            says(&self.bar, template);
            if self.template.is_empty() {
                self.bar
                    .set_draw_target(ProgressDrawTarget::stderr_with_hz(5));
            }
            self.template = template;
        }
        self.bar.tick();
    }
}

impl Drop for Patient {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// Has it say something else from now on. Beside the names of the library `{rate}` is how many a second,
/// `{tickets}` how many tickets so far, and `{tickets_in_all}` of how many.
pub(super) fn says(bar: &ProgressBar, template: &str) {
    let style = ProgressStyle::with_template(template);
    let style = style.unwrap_or_else(|_| ProgressStyle::default_spinner());
    let style = style.with_key("rate", |state: &ProgressState, out: &mut dyn Write| {
        let _ = out.write_str(&rate(state.per_sec()));
    });
    let tickets = |n: u64, out: &mut dyn Write| {
        let _ = out.write_str(&counted(n, "ticket", "tickets"));
    };
    let style = style.with_key(
        "tickets",
        move |state: &ProgressState, out: &mut dyn Write| {
            tickets(state.pos(), out);
        },
    );
    let all = move |state: &ProgressState, out: &mut dyn Write| {
        tickets(state.len().unwrap_or_else(|| state.pos()), out);
    };
    bar.set_style(style.with_key("tickets_in_all", all));
}

/// So many a second: whole ones, or one place behind the point where they are few.
fn rate(per_second: f64) -> String {
    match per_second {
        few if few < 10.0 => format!("{few:.1}/s"),
        // A rate is far below what a whole number of 64 bits holds.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        many => format!("{}/s", HumanCount(many.round() as u64)),
    }
}

#[cfg(test)]
mod tests {
    use super::rate;

    #[test]
    fn a_rate_is_a_number_that_one_reads() {
        assert_eq!(rate(80_300.339_4), "80,300/s");
        assert_eq!(rate(2.345), "2.3/s");
        assert_eq!(rate(0.0), "0.0/s");
    }
}
