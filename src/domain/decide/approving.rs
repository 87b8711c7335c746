//! Asking for an approval, and saying no to it. Giving one is a record like others; see `work.rs`.

use super::case::Case;
use crate::domain::approval::{Approval, for_what, may_give, who_gives};
use crate::domain::blocker::Refusal;
use crate::domain::event::{Event, Fact};
use crate::domain::guard::lacks_approval;
use crate::domain::ticket::ApprovalAsked;

const VERB: &str = "approve";

pub(super) fn decide(case: &Case, approval: &Approval) -> Result<Vec<Event>, Refusal> {
    match approval {
        Approval::Ask { text } => ask(case, text),
        Approval::Deny { reason } => deny(case, reason),
    }
}

fn ask(case: &Case, text: &str) -> Result<Vec<Event>, Refusal> {
    let id = case.ticket.id;
    if for_what(case.process, case.ticket).is_none() {
        let stage = case.process.stage_label(&case.ticket.stage);
        return Err(case.stage(
            VERB,
            format!("No step of {id} asks for an approval while it stands at “{stage}”. Nothing was written."),
        ));
    }
    let turn = case.process.turn(&case.ticket.stage);
    if !case.actor.lead && !turn.iter().any(|tier| case.actor.is_of(tier)) {
        let labels: Vec<_> = turn.iter().map(|t| case.process.tier_label(t)).collect();
        let whose = labels.join(" or ");
        return Err(case.role(
            VERB,
            format!(
                "The approval is asked for by {whose}, whose turn {id} is. Nothing was written."
            ),
        ));
    }
    if !lacks_approval(case) {
        return Err(case.stage(VERB, format!("{id} is approved already; go on with it.")));
    }
    let text = text.trim();
    // Other words take the place of those that stand; none would only take the reason away and tell the leads again.
    if let Some(asked) = &case.ticket.approval_asked
        && (text.is_empty() || text == asked.text)
    {
        return Err(case.stage(
            VERB,
            format!(
                "{} asked for the approval of {id} already; the leads were told. Nothing was written; --text gives another reason, --deny --text asks for it no more.",
                asked.by
            ),
        ));
    }
    case.recorded(vec![Fact::ApprovalAsked(ApprovalAsked {
        n: case.ticket.version + 1,
        by: case.actor.name.clone(),
        at: case.now(),
        text: text.to_owned(),
    })])
}

fn deny(case: &Case, reason: &str) -> Result<Vec<Event>, Refusal> {
    let reason = case.said(VERB, "The reason why it is not approved", reason)?;
    let Some(asked) = &case.ticket.approval_asked else {
        return Err(case.stage(
            VERB,
            format!("No approval is asked for on {}.", case.ticket.id),
        ));
    };
    let own = asked.by == case.actor.name;
    if !own && !may_give(case.process, case.ticket, case.actor) {
        let who = who_gives(case.process, case.ticket);
        return Err(case.role(
            VERB,
            format!("An approval here is given or denied by {who}. Nothing was written."),
        ));
    }
    case.recorded(vec![Fact::ApprovalDenied(reason.to_owned())])
}
