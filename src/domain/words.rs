//! Words for people: times, durations, events. Every face says them the same way.

mod fact;
mod flat;
mod history;
mod size;
mod time;

pub use flat::flat;
pub use history::{done, headline, lines, reason_label, standing, story};
pub use size::{size, size_above};
pub use time::{clock_words, date_time, due_words, duration, rfc3339, until_words, utc_time};
