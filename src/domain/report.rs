//! The review of a period: figures over what happened, each with its definition and the tickets behind it.
//!
//! Events give marks (`mark`), the marks of a ticket are followed in order and give what counts (`track`, `late`),
//! and that is added up (`tally`) and put in words and in order (`result`, `label`). Everything is pure: the marks of
//! both stores are the same, for they follow from the events alone.

pub mod ask;
pub mod figure;
pub mod flow;
mod hit;
mod known;
mod label;
mod late;
pub mod mark;
pub mod markdown;
pub mod page;
mod repeated;
mod result;
pub mod span;
mod spot;
pub mod tally;
mod track;
pub mod words;

pub use ask::{Ask, Behind, By, Period};
pub use figure::{CHAPTERS, Figure, Measure, Rows};
pub use known::{about_words, check, check_about};
pub use result::{Line, Report, Shown, Value};
pub use tally::{Stretch, Tally, Tickets, UNKNOWN};

#[cfg(test)]
mod tests;
