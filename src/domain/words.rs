//! Words for people: times, durations, events. Every face says them the same way.

use crate::domain::process::Process;

pub mod duty;
mod fact;
mod flat;
mod history;
mod notice;
mod shift;
mod size;
mod time;

pub use flat::flat;
pub use history::{done, headline, in_order, lines, reason_label, said, standing, story};
pub use notice::{review_due, told, with_end};

/// What a link is called from its other end; a kind of the desk's own has one name.
#[must_use]
pub fn linked_back<'a>(process: &'a Process, kind: &'a str) -> &'a str {
    match kind {
        "duplicate" => "Duplicate here",
        "known_error" => "Known error of",
        "follow_up" => "Followed up by",
        "parent" => "Part of this",
        other => process.code_label("link", other),
    }
}

/// A resolution in one line: its code, and what was done; the code once, where the text begins with it.
#[must_use]
pub fn resolution(process: &Process, code: &str, text: &str) -> String {
    labelled(process.code_label("resolution", code), text)
}

/// A text behind its label; the label once, where the text begins with it.
#[must_use]
pub fn labelled(label: &str, text: &str) -> String {
    let begins = text.strip_prefix(label).is_some_and(|t| t.starts_with(':'));
    match begins {
        true => text.to_owned(),
        false => format!("{label}: {text}"),
    }
}

/// A number with its noun: "1 entry", "12 entries".
#[must_use]
pub fn counted<N>(n: N, one: &str, many: &str) -> String
where
    N: std::fmt::Display + PartialEq + From<u8>,
{
    let is_one = n == N::from(1);
    format!("{n} {}", if is_one { one } else { many })
}

pub use shift::shift_notes;
pub use size::{size, size_above};
pub use time::{
    clock_words, date_time, due_words, duration, length, rfc3339, two_places, until_words,
    utc_time, wait_over, wait_words,
};

#[cfg(test)]
mod tests {
    use super::labelled;

    #[test]
    fn a_label_is_said_once() {
        assert_eq!(
            labelled("Fixed", "the pool is larger"),
            "Fixed: the pool is larger"
        );
        assert_eq!(
            labelled("Fixed", "Fixed: the pool is larger"),
            "Fixed: the pool is larger"
        );
        assert_eq!(labelled("Fixed", "Fixed it"), "Fixed: Fixed it");
    }
}
