//! The model check: whether a process leads every ticket to the archive without breaking a promise.
//!
//! A breadth-first walk over (stage and facts) × actor × move. What a person can supply at any time
//! (an answer, a checklist item, a record, a criterion) is a fact that holds *once a guard asked for
//! it*: a walk that meets no guard for it never has it. So what is promised at a step (an escalation
//! with criterion, intake, checklist, package; a close after telling, with satisfaction) is looked
//! for among the facts, not among the names of the row's guards. Checklist and criterion count until
//! the ticket stands in a queue again: whoever takes it from there is asked anew. Holds, side
//! requests and owed items are the other way round: open in every stage where work goes on, until a
//! guard asks for them. Counters stop where no guard tells higher values apart, at three at most.
//!
//! Beside the walk, what is said of promises is looked at: a policy that can never be asked, since those before it hold for
//! every ticket that it would; one with a list that names nothing; a target that its calendar is never open long enough for.
//!
//! It runs at `process check`, at `process use` and in tests, never at start.

mod plan;
mod reach;
mod rules;
mod shadow;
mod state;
mod step;
mod walk;

use super::parse::{self, Fault, FaultKind, Places};
use super::process::Process;
use plan::Plan;
use std::ops::Range;

/// What a check visited; a check that visits little proves little.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Visited {
    /// Different combinations of stage and facts.
    pub states: usize,
    /// Steps: a move by an actor from one of them.
    pub steps: usize,
}

/// A fault of the model before it has a place in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Finding {
    kind: FaultKind,
    spot: Spot,
    message: String,
}

/// What a finding speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Spot {
    /// A row of the table of moves.
    Move(usize),
    /// A stage.
    Stage(usize),
    /// The table as a whole.
    Table,
    /// A policy.
    Policy(usize),
    /// A target.
    Promise(reach::Promise),
}

/// Every fault of the model, without places (the messages name move and stage).
#[must_use]
pub fn model(process: &Process) -> Vec<Fault> {
    let (findings, _) = findings(process);
    findings
        .into_iter()
        .map(|finding| Fault {
            kind: finding.kind,
            line: 0,
            column: 0,
            width: 0,
            message: finding.message,
        })
        .collect()
}

/// Parses a process file and checks its model.
///
/// # Errors
/// Every mistake with its place: those of the text, or when it has none those of the model.
pub fn file(text: &str) -> Result<(Process, Visited), Vec<Fault>> {
    let (process, places) = parse::placed(text)?;
    let (findings, visited) = findings(&process);
    if findings.is_empty() && places.empty.is_empty() {
        return Ok((process, visited));
    }
    let (source, tree) = (parse::Source::new(text), parse::Tree::new(text));
    let model = findings.into_iter().map(|finding| {
        let span = span(&process, &places, &tree, finding.spot);
        Fault::at(finding.kind, &source, &span, finding.message)
    });
    let empty = places
        .empty
        .iter()
        .map(|(span, message)| Fault::at(FaultKind::PolicyEmpty, &source, span, message.clone()));
    let mut faults: Vec<Fault> = model.chain(empty).collect();
    faults.sort_by_key(|f| (f.line, f.column, f.kind));
    Err(faults)
}

/// Where what a finding speaks of stands in the file, in bytes.
fn span(process: &Process, places: &Places, tree: &parse::Tree<'_>, spot: Spot) -> Range<usize> {
    let found = match spot {
        Spot::Move(row) => places.moves.get(row).cloned(),
        Spot::Stage(stage) => places.stages.get(stage).cloned(),
        Spot::Table => Some(places.machine.clone()),
        Spot::Policy(n) => places.policies.get(n).cloned(),
        Spot::Promise(promise) => {
            let stage = promise.stage(process);
            Some(tree.place(&promise.path(&stage)))
        }
    };
    found.unwrap_or(0..0)
}

fn findings(process: &Process) -> (Vec<Finding>, Visited) {
    let plan = Plan::new(process);
    let (mut findings, visited) = walk::walk(&plan);
    findings.extend(shadow::shadowed(process));
    findings.extend(reach::unreached(process));
    (findings, visited)
}
