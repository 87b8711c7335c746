//! What is wrong with a config file.

use std::fmt;
use std::ops::Range;
use std::path::Path;

/// Every mistake of a config file, ready to print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault(pub String);

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Fault {}

/// One mistake with its file, line, the line itself and a mark under the place.
pub(super) fn render(file: &Path, text: &str, span: Range<usize>, message: &str) -> String {
    let start = text.floor_char_boundary(span.start.min(text.len()));
    let before = text.get(..start).unwrap_or_default();
    let number = line_of(text, start);
    let line = text.lines().nth(number - 1).unwrap_or_default();
    let column = before.chars().rev().take_while(|c| *c != '\n').count();
    let shown: String = line
        .chars()
        .take(120)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let wide = text
        .get(start..text.floor_char_boundary(span.end.min(text.len())))
        .map_or(1, |t| t.lines().next().unwrap_or_default().chars().count());
    let room = shown.chars().count().saturating_sub(column).max(1);
    format!(
        "{} line {number}: {message}\n  {shown}\n  {}{}",
        file.display(),
        " ".repeat(column.min(120)),
        "^".repeat(wide.clamp(1, room)),
    )
}

/// The line of a byte, from 1.
pub(super) fn line_of(text: &str, at: usize) -> usize {
    let upto = text.floor_char_boundary(at.min(text.len()));
    text.get(..upto)
        .unwrap_or_default()
        .bytes()
        .filter(|b| *b == b'\n')
        .count()
        + 1
}
