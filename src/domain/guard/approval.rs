//! The guards that ask for an approval: of a decline, and of what is told on a security ticket.

use super::{Case, Lack, Step};
use crate::domain::approval::{may_give, who_gives};
use crate::domain::blocker::{Blocker, Jump};
use crate::domain::id::At;
use crate::domain::ticket::{ApprovalAsked, Record};

/// Declining needs an approval: by a lead; for P3 and P4 by another engineer; never the same person.
pub(super) fn declining(case: &Case, step: &Step) -> Vec<Blocker> {
    // What was approved once and did not satisfy the customer is approved anew.
    let told = case.ticket.resolution.as_ref().map(|r| r.at);
    let holds = |r: &&Record| {
        r.tier == step.from.tier
            && told.is_none_or(|told| r.at > told)
            && case
                .agent(r.by.as_str())
                .is_some_and(|by| may_give(case.process, case.ticket, by))
    };
    let mut given = standing(case).filter(holds).peekable();
    let own = given.peek().is_some();
    if given.any(|r| r.by != case.actor.name) {
        return Vec::new();
    }
    let who = who_gives(case.process, case.ticket);
    let id = case.ticket.id;
    let asked = case.ticket.approval_asked.as_ref();
    let theirs = |a: &ApprovalAsked| {
        a.by != case.actor.name && may_give(case.process, case.ticket, case.actor)
    };
    let (text, jump) = match (own, asked) {
        (true, _) => (
            format!("You approved it; whoever else declines {id} may go on"),
            Jump::None,
        ),
        (false, Some(a)) if theirs(a) => (
            format!("{} asks for your approval to decline it", a.by),
            give(),
        ),
        (false, Some(a)) => (
            format!(
                "Declining waits for the approval of {who}; {} asked for it",
                a.by
            ),
            Jump::None,
        ),
        (false, None) => (
            format!("Declining needs the approval of {who}, not of the same person"),
            Jump::Approval,
        ),
    };
    vec![lack(case, text, jump)]
}

/// A path may ask for a lead's approval before the customer is told (security).
pub(super) fn telling(case: &Case) -> Vec<Blocker> {
    if !case.ticket.lead_approves_tell {
        return Vec::new();
    }
    let resolved = case.ticket.resolution.as_ref().map_or(At::NEVER, |r| r.at);
    let approved = standing(case)
        .any(|r| r.at >= resolved && case.agent(r.by.as_str()).is_some_and(|by| by.lead));
    if approved {
        return Vec::new();
    }
    let text = "A lead must approve what the customer is told".to_owned();
    let asked = case.ticket.approval_asked.as_ref();
    let (text, jump) = match asked {
        _ if case.actor.lead => (text, give()),
        Some(a) => (format!("{text}; {} asked for it", a.by), Jump::None),
        None => (text, Jump::Approval),
    };
    vec![lack(case, text, jump)]
}

fn standing<'a>(case: &Case<'a>) -> impl Iterator<Item = &'a Record> {
    let records = case.ticket.records.iter();
    records.filter(|r| r.kind == "approval" && !r.retracted)
}

fn give() -> Jump {
    Jump::Record("approval".to_owned())
}

fn lack(case: &Case, text: String, jump: Jump) -> Blocker {
    let ask = match jump {
        Jump::Approval => " --ask",
        _ => "",
    };
    Lack {
        what: "approval",
        id: "approval".to_owned(),
        text,
        command: format!("hoist approve {}{ask}", case.ticket.id.0),
        jump,
    }
    .soft()
}
