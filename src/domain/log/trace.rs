//! Traces that begin with a line of their own: what log4j and Python's logging write below the line that
//! reports an error has neither time nor level, and is no second error.

use super::level::Level;
use super::line::Line;

/// What the line before was, as far as a trace may follow it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Trace {
    /// No trace may follow.
    #[default]
    None,
    /// A line that reports something bad: the head of a trace right below is that of its own.
    Reported,
    /// A trace of Python: the exception is named behind it, once.
    Python,
}

impl Trace {
    /// Looks at the next line; one that begins or ends the trace of the line before it continues that one.
    pub fn follow(&mut self, line: &mut Line<'_>) {
        if line.continues {
            // Of Java what follows the head is told by itself, and a second head there is another error.
            if *self == Trace::Reported {
                *self = Trace::None;
            }
            return;
        }
        if line.level.is_some() || line.stamp.is_some() {
            // What stands below a line that reports nothing bad is not hidden behind it.
            *self = match line.level >= Some(Level::Warn) {
                true => Trace::Reported,
                false => Trace::None,
            };
            return;
        }
        let python = line
            .message
            .starts_with("Traceback (most recent call last)");
        line.continues = match *self {
            Trace::None => false,
            Trace::Reported => python || names_exception(&line.message),
            Trace::Python => names_exception(&line.message),
        };
        *self = match (line.continues, python) {
            (true, true) => Trace::Python,
            _ => Trace::None,
        };
    }
}

/// `java.lang.NullPointerException: x`, `ValueError`: a name alone, or with what it says behind a colon.
fn names_exception(text: &str) -> bool {
    let name = text.split(':').next().unwrap_or_default();
    let rest = text.get(name.len()..).unwrap_or_default();
    let is_name = name
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'$'));
    let ends = ["Exception", "Error", "Throwable", "Failure", "Interrupt"];
    is_name
        && ends
            .iter()
            .any(|end| name.ends_with(end) && name.len() > end.len())
        && (rest.is_empty() || rest == ":" || rest.starts_with(": "))
}
