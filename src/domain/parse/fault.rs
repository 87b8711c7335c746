//! What can be wrong with a process file, and how it is shown: line, caret, a sentence.

use std::fmt;
use std::ops::Range;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $id:literal,)*) => {
        /// The kinds of mistake that the parser and the model check report.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum FaultKind {
            $($(#[$doc])* $name,)*
        }

        impl FaultKind {
            /// Every kind.
            pub const ALL: &'static [FaultKind] = &[$(FaultKind::$name,)*];

            /// The id in JSON and in the tests.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self {
                    $(FaultKind::$name => $id,)*
                }
            }
        }
    };
}

kinds! {
    /// Not TOML.
    Syntax = "syntax",
    /// A key that nothing reads.
    UnknownKey = "unknown_key",
    /// A key of the root behind a `[table]`, to which it then belongs.
    KeyAfterTable = "key_after_table",
    /// A key that must be there.
    MissingKey = "missing_key",
    /// A text where a number is expected, and the like.
    WrongType = "wrong_type",
    /// An empty text or list where something must stand.
    Empty = "empty",
    /// A control character in a text.
    ControlCharacter = "control_character",
    /// An id that is not `snake_case`.
    BadId = "bad_id",
    /// The same id, stage, move or guard twice.
    Duplicate = "duplicate",
    /// A tier that the file does not have.
    UnknownTier = "unknown_tier",
    /// Not written as a stage, or with a phase that does not exist.
    BadStage = "bad_stage",
    /// A stage that the file does not have.
    UnknownStage = "unknown_stage",
    /// A list that the file does not have.
    UnknownList = "unknown_list",
    /// A form that the file does not have.
    UnknownForm = "unknown_form",
    /// A record kind that the file does not have.
    UnknownRecord = "unknown_record",
    /// A field that the form, record or intake does not have.
    UnknownField = "unknown_field",
    /// A checklist item that the tier does not have.
    UnknownItem = "unknown_item",
    /// A code that the list does not have.
    UnknownCode = "unknown_code",
    /// Not the name of a move.
    UnknownVerb = "unknown_verb",
    /// Not a role.
    UnknownRole = "unknown_role",
    /// Not a guard, or without the argument that it needs.
    BadGuard = "bad_guard",
    /// Not a kind of field.
    BadFieldKind = "bad_field_kind",
    /// A condition (`when`) that cannot be read.
    BadCondition = "bad_condition",
    /// A source (`prefill`) that does not exist.
    BadPrefill = "bad_prefill",
    /// Not a duration.
    BadDuration = "bad_duration",
    /// A zone, shift or day of a calendar that cannot be read or cannot be; one that never opens.
    BadCalendar = "bad_calendar",
    /// A calendar that the file does not have.
    UnknownCalendar = "unknown_calendar",
    /// A policy that holds for no ticket: those before it hold for all that it would.
    PolicyShadowed = "policy_shadowed",
    /// A policy with a list of customers, kinds or products that names none: it would hold for every one.
    PolicyEmpty = "policy_empty",
    /// A target that its calendar is never open long enough for: nothing would ever be due.
    TargetNeverReached = "target_never_reached",
    /// A number or priority out of its bounds.
    BadNumber = "bad_number",
    /// Not a regular expression, or one that takes too much.
    BadPattern = "bad_pattern",
    /// The guard `form` on a move without a form.
    MissingForm = "missing_form",
    /// A path postpones something that does not exist, or to a point that does not exist.
    BadOwed = "bad_owed",
    /// A path touches what no path may touch.
    PathTouchesLocked = "path_touches_locked",
    /// A path takes something away.
    PathRemoves = "path_removes",
    /// A path adds something that no move or form of the file looks at.
    PathIgnored = "path_ignored",
    /// No move opens a ticket at the first tier.
    NoOpening = "no_opening",
    /// A stage that no ticket ever reaches.
    Unreachable = "unreachable",
    /// A stage from which no ticket reaches the archive.
    NoWayToArchive = "no_way_to_archive",
    /// A guard that cannot hold whenever its move is tried.
    GuardNeverHolds = "guard_never_holds",
    /// An escalation that does not lead to the next tier's queue.
    EscalationNotUp = "escalation_not_up",
    /// An escalation without criterion, package, intake or checklist.
    EscalationBare = "escalation_bare",
    /// A ticket waits for a higher tier without a package.
    NoPackage = "no_package",
    /// Work at a higher tier without accepting the package.
    NotAccepted = "not_accepted",
    /// Telling or closing by another than the first tier itself.
    NotFirstTier = "not_first_tier",
    /// A ticket is closed before the customer was told.
    ClosedUntold = "closed_untold",
    /// The customer can be told without a word.
    ToldNothing = "told_nothing",
    /// A ticket is closed without satisfaction or attempts.
    ClosedUnsatisfied = "closed_unsatisfied",
    /// A ticket is closed or archived with something open.
    OverWithOpen = "over_with_open",
    /// A fix counts as verified without the sign-offs.
    NotVerified = "not_verified",
    /// A move leads out of the archive.
    LeavesArchive = "leaves_archive",
    /// What is owed is never asked for.
    OwedForgotten = "owed_forgotten",
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// One mistake in a process file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What kind of mistake.
    pub kind: FaultKind,
    /// Line, from 1; 0 when the mistake has no place.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// How many characters are marked.
    pub width: usize,
    /// A sentence.
    pub message: String,
}

impl Fault {
    /// A mistake at these bytes of the source.
    #[must_use]
    pub(crate) fn at(
        kind: FaultKind,
        source: &Source<'_>,
        span: &Range<usize>,
        message: String,
    ) -> Fault {
        let text = source.text;
        let start = floor(text, span.start);
        let line = source.line(start);
        let line_start = source.starts.get(line - 1).copied().unwrap_or(0);
        let line_end = source.starts.get(line).map_or(text.len(), |next| next - 1);
        let end = floor(text, span.end).clamp(start, line_end.max(start));
        // The message may quote the file, and the file may be hostile.
        let message = message.replace(char::is_control, " ");
        let chars = |a: usize, b: usize| text.get(a..b).map_or(0, |s| s.chars().count());
        Fault {
            kind,
            line,
            column: chars(line_start, start) + 1,
            width: chars(start, end).max(1),
            message,
        }
    }

    /// The mistake as a person reads it: the sentence, the line and a mark under the place.
    #[must_use]
    pub fn render(&self, source: &str) -> String {
        let Some(line) = self.line.checked_sub(1).and_then(|n| source.lines().nth(n)) else {
            return self.message.clone();
        };
        let number = self.line.to_string();
        let gutter = " ".repeat(number.len());
        // A tab counts as one column, so it is shown as one blank. Other control characters of a
        // hostile file never reach the terminal.
        let clean = |c: char| if c.is_control() { ' ' } else { c };
        let start = self.column.saturating_sub(1);
        // Long lines are shown around the place, so that the mark stands under it on any screen.
        let from = if start > 60 { start - 40 } else { 0 };
        let shown: String = line.chars().skip(from).take(100).map(clean).collect();
        let lead = if from > 0 { "…" } else { "" };
        let blanks = " ".repeat(start - from + lead.chars().count());
        let marks = "^".repeat(
            self.width
                .clamp(1, 100_usize.saturating_sub(start - from).max(1)),
        );
        format!(
            "{number}:{column}: {message}\n{gutter} |\n{number} | {lead}{shown}\n{gutter} | {blanks}{marks}",
            column = self.column,
            message = self.message,
        )
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line == 0 {
            return f.write_str(&self.message);
        }
        write!(f, "line {}: {}", self.line, self.message)
    }
}

/// A text and where its lines begin, so that a thousand faults of a long file are placed quickly.
#[derive(Clone, Debug)]
pub(crate) struct Source<'a> {
    /// The whole text.
    pub text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Source<'a> {
    pub(crate) fn new(text: &'a str) -> Source<'a> {
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        Source {
            text,
            starts: std::iter::once(0).chain(ends).collect(),
        }
    }

    /// The line of a byte, from 1.
    fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at).max(1)
    }
}

/// The nearest character boundary at or before a byte.
fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at.min(text.len()))
}

/// The known word that is nearest to what was written, if it is near enough to be meant.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().count();
    let limit = length.div_ceil(3).clamp(1, 3);
    known
        .into_iter()
        .filter(|k| k.chars().count().abs_diff(length) <= limit)
        .map(|k| (distance(word, k), k))
        .filter(|(d, _)| *d <= limit)
        .min_by_key(|(d, _)| *d)
        .map(|(_, k)| k)
}

/// `Did you mean “…”?` after a sentence, or which words there are when none is near and they are few.
pub fn meant<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    if let Some(near) = nearest(word, known.iter().copied()) {
        return format!(" Did you mean “{near}”?");
    }
    if known.is_empty() || known.len() > 20 {
        return String::new();
    }
    format!(" There is: {}.", known.join(", "))
}

/// Edit distance in characters; a swap of neighbours counts once.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut least = (above[j] + usize::from(x != y))
                .min(above[j + 1] + 1)
                .min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut above, row);
    }
    above.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{Fault, FaultKind, Source, distance, nearest};

    #[test]
    fn the_nearest_word_is_found_and_a_far_one_is_not() {
        let known = ["tier1", "tier2", "engineering"];
        assert_eq!(nearest("enginering", known), Some("engineering"));
        assert_eq!(nearest("lead", known), None);
        assert_eq!(distance("chekc", "check"), 1);
    }

    #[test]
    fn the_mark_stands_under_the_place_even_behind_wide_and_long_text() {
        let text = "a = 1\nä = \"über\" # x\n";
        let at = text.find("\"ü").unwrap();
        let fault = Fault::at(
            FaultKind::WrongType,
            &Source::new(text),
            &(at..at + 7),
            "No.".into(),
        );
        assert_eq!((fault.line, fault.column, fault.width), (2, 5, 6));
        let shown = fault.render(text);
        assert!(shown.ends_with("  |     ^^^^^^"), "{shown}");
        let long = format!("{}x = 1", " ".repeat(200));
        let fault = Fault::at(
            FaultKind::UnknownKey,
            &Source::new(&long),
            &(200..201),
            "No.".into(),
        );
        let lines: Vec<String> = fault.render(&long).lines().map(str::to_owned).collect();
        let mark = lines[3].chars().position(|c| c == '^').unwrap();
        assert_eq!(lines[2].chars().nth(mark), Some('x'));
    }
}
