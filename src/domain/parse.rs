//! From the text of a process file to a [`Process`], or to everything that is wrong with it.
//!
//! The file is walked in the order in which things refer to each other (tiers, lists, intake,
//! records, forms, stages, moves, paths), so that each reference is judged where it stands.

mod calendar;
mod code;
mod duty;
mod fault;
mod field;
mod limit;
mod machine;
mod mask;
mod path;
mod place;
mod read;
mod ready;
mod stay;

pub(crate) use fault::Source;
pub use fault::{Fault, FaultKind, meant, nearest};
pub(super) use place::{Key, Tree};

use super::process::Process;
use read::{ROOT, Reader, Table};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;
use toml::de::DeTable;

/// The built-in process file, word for word.
pub const BUILTIN: &str = include_str!("../../assets/process.toml");

/// The built-in process file for a desk of one person, who may sign for both tiers.
#[must_use]
pub fn single_seat() -> String {
    BUILTIN.replacen(SEVERAL, SINGLE, 1)
}

const SEVERAL: &str = "single_seat = false";
const SINGLE: &str = "single_seat = true";

/// The built-in process. A test holds that [`BUILTIN`] parses and passes the model check; were it
/// ever broken, the answer is a process without moves, which allows nothing.
#[must_use]
pub fn builtin() -> &'static Process {
    static PARSED: OnceLock<Process> = OnceLock::new();
    PARSED.get_or_init(|| process(BUILTIN).unwrap_or_default())
}

/// Where the parts that the model check speaks of stand in the file, in bytes.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    /// As long as `Process::moves`.
    pub moves: Vec<Range<usize>>,
    /// As long as `Process::stages`.
    pub stages: Vec<Range<usize>>,
    /// The head of `[machine]`.
    pub machine: Range<usize>,
    /// As long as `Process::policies`.
    pub policies: Vec<Range<usize>>,
    /// Lists of policies that name nothing, with what is wrong with that. Desks hold such files from before that was
    /// looked for, so they are read.
    pub empty: Vec<(Range<usize>, String)>,
}

/// The process of a file: the built-in one as it was parsed beforehand, any other parsed.
///
/// # Errors
/// As [`parsed`].
pub fn process(text: &str) -> Result<Process, Vec<Fault>> {
    ready(text).map_or_else(|| parsed(text), Ok)
}

/// The built-in process as it was parsed beforehand; `None` for any other text.
#[must_use]
pub fn ready(text: &str) -> Option<Process> {
    ready::made(text)
}

/// The built-in process of this hash as it was parsed beforehand; `None` for any other.
#[must_use]
pub fn ready_of(hash: &str) -> Option<Process> {
    ready::of(hash)
}

/// The text of the built-in process file of this hash; `None` for any other.
#[must_use]
pub fn text_of(hash: &str) -> Option<Cow<'static, str>> {
    ready::text(hash)
}

/// Parses a process file.
///
/// # Errors
/// Every mistake of the file at once, in the order of its lines.
pub fn parsed(text: &str) -> Result<Process, Vec<Fault>> {
    placed(text).map(|(process, _)| process)
}

/// Parses a process file and keeps where its parts stand.
pub(super) fn placed(text: &str) -> Result<(Process, Places), Vec<Fault>> {
    let (document, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader {
        source: Source::new(text),
        faults: Vec::new(),
    };
    for error in &errors {
        let span = error.span().unwrap_or(0..0);
        let message = format!(
            "This is not TOML: {}.",
            error.message().trim_end_matches('.')
        );
        reader.fault(FaultKind::Syntax, &span, message);
    }
    let root = Table::root(document.get_ref());
    let (process, places) = walk(&mut reader, &root);
    let mut faults = reader.faults;
    if faults.is_empty() {
        return Ok((process, places));
    }
    // Behind a broken line keys seem missing that are there: only what stands above it is sure.
    if !errors.is_empty() {
        faults.retain(|f| f.kind == FaultKind::Syntax);
    }
    faults.sort_by_key(|f| (f.line, f.column));
    Err(faults)
}

fn walk<'a>(r: &mut Reader<'a>, root: &Table<'a>) -> (Process, Places) {
    r.known(root, &ROOT);
    let mut process = Process {
        hash: hash(r.source.text),
        name: r.label(root, "name"),
        single_seat: r.flag(root, "single_seat"),
        kinds: code::need_codes(r, root, "kinds"),
        channels: code::need_codes(r, root, "channels"),
        levels: code::need_codes(r, root, "levels"),
        teams: code::teams(r, root),
        tiers: code::tiers(r, root),
        windows: limit::windows(r, root),
        targets: limit::targets(r, root),
        limits: limit::limits(r, root),
        masks: mask::masks(r, root),
        review_every_ms: limit::review(r, root),
        notify: duty::notify(r, root),
        ..Process::default()
    };
    calendar::calendars(r, root, &mut process);
    duty::on_call(r, root, &mut process);
    limit::matrix(r, root, &mut process);
    code::lists(r, root, &mut process);
    code::links_known(r, root, &process);
    field::intake(r, root, &mut process);
    field::records(r, root, &mut process);
    field::forms(r, root, &mut process);
    let mut places = Places::default();
    if let Some(machine) = r.need_sub(root, "machine") {
        r.known(&machine, &["stages", "moves"]);
        places.machine = machine.span.clone();
        places.stages = code::stages(r, &machine, &mut process);
        places.moves = machine::moves(r, &machine, &mut process);
    }
    path::paths(r, root, &mut process);
    let in_calendar = !process.calendar.is_empty();
    process.time_in_stage = stay::times(r, root, &process, in_calendar);
    calendar::policies(r, root, &mut process, &mut places);
    (process, places)
}

/// SHA-256 of the text in lower-case hex.
/// SHA-256 of a process file's text, lower-case hex.
#[must_use]
pub fn hash(text: &str) -> String {
    Sha256::digest(text.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
