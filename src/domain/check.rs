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
//! Beside the walk, a policy that can never be asked is found: those before it hold for every ticket that it would.
//!
//! It runs at `process check`, at `process use` and in tests, never at start.

mod plan;
mod rules;
mod shadow;
mod state;
mod step;
mod walk;

use super::parse::{self, Fault, FaultKind};
use super::process::Process;
use plan::Plan;

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
    if findings.is_empty() {
        return Ok((process, visited));
    }
    let nowhere = 0..0;
    let source = parse::Source::new(text);
    let mut faults: Vec<Fault> = findings
        .into_iter()
        .map(|finding| {
            let span = match finding.spot {
                Spot::Move(row) => places.moves.get(row),
                Spot::Stage(stage) => places.stages.get(stage),
                Spot::Table => Some(&places.machine),
                Spot::Policy(n) => places.policies.get(n),
            };
            let span = span.unwrap_or(&nowhere);
            Fault::at(finding.kind, &source, span, finding.message)
        })
        .collect();
    faults.sort_by_key(|f| (f.line, f.column, f.kind));
    Err(faults)
}

fn findings(process: &Process) -> (Vec<Finding>, Visited) {
    let plan = Plan::new(process);
    let (mut findings, visited) = walk::walk(&plan);
    findings.extend(shadow::shadowed(process));
    (findings, visited)
}
