//! A text of several lines where there is room for one.

/// The lines of a text on one, blank ones left out.
#[must_use]
pub fn flat(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|l| !l.is_empty());
    lines.collect::<Vec<_>>().join(" / ")
}
