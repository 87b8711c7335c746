//! Imported history: as it was, without a verdict. The guards speak of moves made here.

use super::case::Case;
use crate::domain::actor::Source;
use crate::domain::blocker::Refusal;
use crate::domain::event::{Act, Event, Fact};
use crate::domain::id::{AgentName, At};
use crate::domain::process::Verb;
use crate::domain::stage::Stage;

pub(super) fn step(
    case: &Case,
    to: &Stage,
    label: &str,
    at: At,
    assignee: Option<&AgentName>,
) -> Result<Vec<Event>, Refusal> {
    if case.actor.identity.source != Source::Import {
        return Err(case.role("import", "History is only brought in by hoist import."));
    }
    // Once somebody here has moved it, the rules of this desk hold.
    let moved_here = case
        .ticket
        .last_move
        .as_ref()
        .is_some_and(|m| m.verb != Verb::Open);
    if moved_here {
        return Err(case.stage(
            "import",
            format!(
                "{} was moved on this desk; its history goes on here.",
                case.ticket.id
            ),
        ));
    }
    if case.process.stage(to).is_none() {
        return Err(case.input("import", format!("The process in force has no stage {to}.")));
    }
    let act = Act::Imported {
        to: to.clone(),
        label: label.to_owned(),
    };
    let mut event = case.event(act, vec![Fact::Assigned(assignee.cloned())], None);
    event.at = at;
    Ok(vec![event])
}
