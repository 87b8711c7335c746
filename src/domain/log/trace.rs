//! Traces that begin with a line of their own: what log4j and Python's logging write below the line that
//! reports an error has neither time nor level, and is no second error. A trace of Python is one, from its head
//! to the exception that is named at its end, also where each of its lines bears a time, and with those that were
//! raised while it was handled.

use super::level::Level;
use super::line::Line;

/// What the line before was, as far as a trace may follow it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Trace {
    /// No trace may follow.
    #[default]
    None,
    /// A line with a level or a time: where it reports something bad, the head of a trace right below is its own.
    Line,
    /// Within a trace of Python.
    Python(Python),
}

/// Where one is in a trace of Python, and whose it is: its lines may stand between those of others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Python {
    at: Place,
    /// Who wrote it, where its lines bear a time.
    by: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Before a frame, or the exception.
    Frames,
    /// Behind `File "…", line 1, in f`: the line of the program.
    Program,
    /// Behind the exception: another one may have been raised meanwhile.
    Named,
    /// It was: its trace follows.
    Announced,
}

/// What a line is to a trace that goes on.
enum Step {
    /// Part of it.
    Part(Place),
    /// Somebody else's, in between.
    Apart,
    /// It is over.
    Over,
}

impl Trace {
    /// Looks at the next line; one that begins or ends the trace of the line before it continues that one. `before`:
    /// how bad the message before is.
    pub fn follow(&mut self, line: &mut Line<'_>, before: Option<Level>) {
        if let Trace::Python(python) = *self {
            match python.step(line) {
                Step::Part(at) => {
                    line.continues = true;
                    *self = Trace::Python(Python { at, ..python });
                    return;
                }
                Step::Apart => return,
                Step::Over => {}
            }
        }
        if line.continues {
            // Of Java what follows the head is told by itself, and a second head there is another error.
            *self = Trace::None;
            return;
        }
        let headed = line.level.is_some() || line.stamp.is_some();
        let python = line.message.starts_with(HEAD);
        // What stands below a line that reports nothing bad is not hidden behind it.
        let reported = *self == Trace::Line && before >= Some(Level::Warn);
        line.continues = reported && (python || (!headed && names_exception(&line.message)));
        *self = match (python, headed) {
            (true, _) => Trace::Python(Python {
                at: Place::Frames,
                by: line.stamp.map(|_| who(line)),
            }),
            (false, true) => Trace::Line,
            (false, false) => Trace::None,
        };
    }
}

impl Python {
    fn step(self, line: &Line<'_>) -> Step {
        let headed = line.stamp.is_some();
        if headed && self.by.is_some() && self.by != Some(who(line)) {
            return Step::Apart;
        }
        if line.level.is_some() || (headed && self.by.is_none()) {
            return Step::Over;
        }
        let text = line.message.trim();
        let indented = !headed && line.continues;
        let next = match self.at {
            Place::Frames | Place::Program if text.starts_with("File \"") => Some(Place::Program),
            Place::Program if headed => Some(Place::Frames),
            Place::Frames | Place::Program if indented || marks(text) => Some(Place::Frames),
            Place::Frames | Place::Program => is_named(text).then_some(Place::Named),
            Place::Named if ANNOUNCES.iter().any(|said| text.starts_with(said)) => {
                Some(Place::Announced)
            }
            Place::Named => (indented || text.is_empty()).then_some(Place::Named),
            Place::Announced if text.is_empty() => Some(Place::Announced),
            Place::Announced => text.starts_with(HEAD).then_some(Place::Frames),
        };
        next.map_or(Step::Over, Step::Part)
    }
}

/// The head of a trace of Python.
const HEAD: &str = "Traceback (most recent call last)";
/// What stands between two of them.
const ANNOUNCES: [&str; 2] = [
    "During handling of the above exception",
    "The above exception was the direct cause",
];

/// What stands under a line of the program: `~~~~^^^^`, or that frames were left out.
fn marks(text: &str) -> bool {
    let under = |b: u8| matches!(b, b'~' | b'^' | b' ');
    text.starts_with("[Previous line repeated") || text.bytes().all(under)
}

/// A number that stands for who wrote a line.
fn who(line: &Line<'_>) -> u64 {
    let source = line.source.as_deref().unwrap_or_default();
    source.bytes().fold(0xcbf2_9ce4_8422_2325, |h: u64, b| {
        (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// The exception at the end of a trace of Python: a name alone, or with what it says behind a colon.
fn is_named(text: &str) -> bool {
    let (name, rest) = text.split_at(text.find(':').unwrap_or(text.len()));
    is_name(name) && (rest.is_empty() || rest == ":" || rest.starts_with(": "))
}

/// `java.lang.NullPointerException: x`, `ValueError`: the same, by a name that says that it is one.
fn names_exception(text: &str) -> bool {
    let name = text.split(':').next().unwrap_or_default();
    let ends = ["Exception", "Error", "Throwable", "Failure", "Interrupt"];
    let mut ends = ends.iter();
    is_named(text) && ends.any(|end| name.ends_with(end) && name.len() > end.len())
}

fn is_name(name: &str) -> bool {
    let part = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'$');
    name.bytes()
        .next()
        .is_some_and(|b| b.is_ascii_alphabetic() || b == b'_')
        && name.bytes().all(part)
}
