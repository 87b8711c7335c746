//! What an agent is told of what others did: their ticket was moved, given to somebody, merged, offered at a change of
//! shift; a fix waits for their sign-off; another tier wrote to their customer. A function of the ticket before and
//! after, and of the events in between. Nobody is told what they did themselves, and nobody what they may not see.

use super::{one_of, seeing};
use crate::domain::actor::Source;
use crate::domain::approval::is_minor;
use crate::domain::duty::Roster;
use crate::domain::event::{Act, Event, Fact};
use crate::domain::id::{AgentName, At, TicketId, Tier};
use crate::domain::notice::What;
use crate::domain::process::{Process, Verb};
use crate::domain::stage::{Phase, Stage};
use crate::domain::ticket::{ApprovalAsked, Handover, Ticket};
use serde::{Deserialize, Serialize};

/// Records of higher tiers that the customer's agent hears of.
const HEARD_OF: [&str; 2] = ["finding", "workaround"];

/// What somebody did that concerns another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// The ticket was moved to another stage.
    Moved {
        /// The event.
        seq: u32,
        /// Who.
        by: AgentName,
        /// How; `None`: a step was taken back.
        verb: Option<Verb>,
        /// Which way, or empty.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        way: String,
        /// From where.
        from: Stage,
    },
    /// Somebody else is in charge.
    Assigned {
        /// The event.
        seq: u32,
        /// Who did it.
        by: AgentName,
        /// Who is in charge now; `None`: nobody.
        to: Option<AgentName>,
        /// In charge of what.
        of: Charge,
    },
    /// It is offered at a change of shift.
    HandedOver {
        /// Who offers it.
        by: AgentName,
        /// To whom.
        to: AgentName,
    },
    /// An offer at a change of shift is over.
    HandoverEnded {
        /// The event.
        seq: u32,
        /// Who ended it.
        by: AgentName,
        /// It was accepted; else it was declined or taken back.
        accepted: bool,
    },
    /// A fix was deployed and waits for sign-offs.
    FixDeployed {
        /// The deployment.
        n: u32,
        /// Who.
        by: AgentName,
    },
    /// Another tier wrote to the customer, or tried to reach them.
    MessageSent {
        /// The message.
        n: u32,
        /// Who.
        by: AgentName,
    },
    /// Another tier noted a finding or a workaround.
    Recorded {
        /// The record.
        n: u32,
        /// Who.
        by: AgentName,
    },
    /// Another tier asked an internal team.
    TeamAsked {
        /// The question.
        n: u32,
        /// Who.
        by: AgentName,
    },
    /// An approval is asked for.
    ApprovalAsked {
        /// The event that asks.
        n: u32,
        /// Who.
        by: AgentName,
    },
    /// An approval was given.
    Approved {
        /// The record.
        n: u32,
        /// Who.
        by: AgentName,
    },
    /// An approval that was asked for is not given, or not asked for any more.
    ApprovalDenied {
        /// The event.
        seq: u32,
        /// Who.
        by: AgentName,
    },
    /// The ticket goes on in another, or another goes on in it.
    Merged {
        /// The event.
        seq: u32,
        /// Who.
        by: AgentName,
        /// The other ticket.
        other: TicketId,
        /// The other one goes on in this one.
        here: bool,
    },
}

/// What somebody is in charge of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Charge {
    /// The work on it.
    Work,
    /// Its customer.
    Customer,
    /// It waits in a queue and is offered first.
    Offer,
}

impl Charge {
    fn id(self) -> &'static str {
        match self {
            Charge::Work => "work",
            Charge::Customer => "customer",
            Charge::Offer => "offer",
        }
    }
}

impl Step {
    /// Its id, as in JSON.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Step::Moved { .. } => "moved",
            Step::Assigned { .. } => "assigned",
            Step::HandedOver { .. } => "handed_over",
            Step::HandoverEnded { .. } => "handover_ended",
            Step::FixDeployed { .. } => "fix_deployed",
            Step::MessageSent { .. } => "message_sent",
            Step::Recorded { .. } => "recorded",
            Step::TeamAsked { .. } => "team_asked",
            Step::ApprovalAsked { .. } => "approval_asked",
            Step::Approved { .. } => "approved",
            Step::ApprovalDenied { .. } => "approval_denied",
            Step::Merged { .. } => "merged",
        }
    }

    /// What tells it from others of its kind on the ticket.
    pub(super) fn mark(&self) -> String {
        match self {
            Step::Moved { seq, .. }
            | Step::HandoverEnded { seq, .. }
            | Step::ApprovalDenied { seq, .. }
            | Step::Merged { seq, .. } => seq.to_string(),
            Step::Assigned { seq, of, .. } => format!("{seq}-{}", of.id()),
            Step::HandedOver { to, .. } => to.to_string(),
            Step::FixDeployed { n, .. }
            | Step::MessageSent { n, .. }
            | Step::Recorded { n, .. }
            | Step::ApprovalAsked { n, .. }
            | Step::Approved { n, .. }
            | Step::TeamAsked { n, .. } => n.to_string(),
        }
    }

    /// Who did it.
    fn by(&self) -> &AgentName {
        match self {
            Step::Moved { by, .. }
            | Step::Assigned { by, .. }
            | Step::HandedOver { by, .. }
            | Step::HandoverEnded { by, .. }
            | Step::FixDeployed { by, .. }
            | Step::MessageSent { by, .. }
            | Step::Recorded { by, .. }
            | Step::TeamAsked { by, .. }
            | Step::ApprovalAsked { by, .. }
            | Step::Approved { by, .. }
            | Step::ApprovalDenied { by, .. }
            | Step::Merged { by, .. } => by,
        }
    }

    /// Whether it asks for something; see [`What::ends`].
    pub(super) fn ends(&self) -> bool {
        matches!(
            self,
            Step::FixDeployed { .. } | Step::HandedOver { .. } | Step::ApprovalAsked { .. }
        )
    }
}

/// What still waits for somebody on a ticket, and since when.
#[must_use]
pub fn waiting(ticket: &Ticket) -> Vec<(What, At)> {
    let mut waiting = Vec::new();
    if ticket.stage.phase == Phase::Verifying {
        let (n, by) = (ticket.deployment, ticket.deployer.clone());
        let by = by.unwrap_or_default();
        waiting.push((What::Done(Step::FixDeployed { n, by }), ticket.stage_since));
    }
    if let Some(Handover { by, to, at, .. }) = &ticket.handover {
        let (by, to) = (by.clone(), to.clone());
        waiting.push((What::Done(Step::HandedOver { by, to }), *at));
    }
    if let Some(ApprovalAsked { n, by, at, .. }) = &ticket.approval_asked {
        let (n, by) = (*n, by.clone());
        waiting.push((What::Done(Step::ApprovalAsked { n, by }), *at));
    }
    waiting
}

/// What is known of a ticket before events, to tell whom they concern.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Before {
    /// Its version.
    pub version: u32,
    stage: Stage,
    assignee: Option<AgentName>,
    customers_agent: Option<AgentName>,
    offered_to: Option<AgentName>,
    handover: Option<Handover>,
    asked: Option<AgentName>,
}

impl Before {
    /// Of this ticket.
    #[must_use]
    pub fn of(ticket: &Ticket) -> Before {
        Before {
            version: ticket.version,
            stage: ticket.stage.clone(),
            assignee: ticket.assignee.clone(),
            customers_agent: ticket.customers_agent.clone(),
            offered_to: ticket.offered_to.clone(),
            handover: ticket.handover.clone(),
            asked: ticket.approval_asked.as_ref().map(|a| a.by.clone()),
        }
    }
}

/// Something that was done: what, when, and whom it concerns by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    step: Step,
    at: At,
    named: Vec<AgentName>,
}

/// What of the events that one person wrote in one go concerns others. What the desk itself does and what an import
/// brings is no step of anybody, and of a ticket in the archive nothing is told.
#[must_use]
pub fn steps(before: &Before, after: &Ticket, events: &[Event]) -> Vec<Done> {
    let Some(last) = events.last() else {
        return Vec::new();
    };
    let source = last.identity.source;
    if matches!(source, Source::Timer | Source::Import) || after.stage.phase == Phase::Archived {
        return Vec::new();
    }
    let mut done: Vec<Done> = events
        .iter()
        .flat_map(|e| e.facts.iter().map(move |f| (e, f)))
        .filter_map(|(event, fact)| of_fact(before, after, event, fact))
        .collect();
    done.extend(replaced(before, events, last));
    done.extend(moved(before, after, events, last));
    done.extend(assigned(before, after, last, &done));
    done.iter_mut()
        .for_each(|d| d.named.retain(|n| *n != last.by));
    // Where no partner was named for a fix, who is on duty signs; who may approve is known from the roster.
    let of_roster = |s: &Step| matches!(s, Step::FixDeployed { .. } | Step::ApprovalAsked { .. });
    done.retain(|d| !d.named.is_empty() || of_roster(&d.step));
    done
}

fn of_fact(before: &Before, after: &Ticket, event: &Event, fact: &Fact) -> Option<Done> {
    let (seq, by) = (event.seq, event.by.clone());
    let customers = || after.customers_agent.iter().cloned().collect();
    let all = |names: &[Option<&AgentName>]| names.iter().flatten().copied().cloned().collect();
    let (step, at, named): (Step, At, Vec<AgentName>) = match fact {
        Fact::HandedOver(offer) => {
            let (to, from) = (offer.to.clone(), offer.from.clone());
            let named = vec![to.clone(), from];
            (Step::HandedOver { by, to }, offer.at, named)
        }
        Fact::HandoverEnded { accepted, .. } => {
            let offer = before.handover.as_ref()?;
            let named = vec![offer.from.clone(), offer.by.clone(), offer.to.clone()];
            let accepted = *accepted;
            (Step::HandoverEnded { seq, by, accepted }, event.at, named)
        }
        Fact::Deployed(n, _) if after.stage.phase == Phase::Verifying => {
            let named = after.partners.values().cloned().collect();
            (Step::FixDeployed { n: *n, by }, after.stage_since, named)
        }
        Fact::Message(message, _) if message.outgoing => {
            let n = message.n;
            (Step::MessageSent { n, by }, event.at, customers())
        }
        Fact::ApprovalAsked(ApprovalAsked { n, at, by, .. }) => {
            let (n, by) = (*n, by.clone());
            (Step::ApprovalAsked { n, by }, *at, Vec::new())
        }
        Fact::ApprovalDenied(_) => {
            let named = before.asked.iter().cloned().collect();
            (Step::ApprovalDenied { seq, by }, event.at, named)
        }
        Fact::Recorded(record) if record.kind == "approval" => {
            // Who goes on from here, whether they asked for it or not.
            let goes_on = match after.stage.phase {
                Phase::Resolved => after.customers_agent.as_ref(),
                _ => after.assignee.as_ref(),
            };
            let named = all(&[before.asked.as_ref(), goes_on]);
            (Step::Approved { n: record.n, by }, event.at, named)
        }
        Fact::Recorded(record) if HEARD_OF.contains(&record.kind.as_str()) => {
            let n = record.n;
            (Step::Recorded { n, by }, event.at, customers())
        }
        Fact::Asked(request) if request.by == event.by => {
            let n = request.n;
            (Step::TeamAsked { n, by }, event.at, customers())
        }
        Fact::MergedInto(other) => {
            let named = all(&[before.assignee.as_ref(), before.customers_agent.as_ref()]);
            (merged(seq, by, *other, false), event.at, named)
        }
        Fact::Absorbed(other) => {
            let named = all(&[after.assignee.as_ref(), after.customers_agent.as_ref()]);
            (merged(seq, by, other.ticket, true), event.at, named)
        }
        _ => return None,
    };
    Some(Done { step, at, named })
}

/// An offer took the place of one that stood: whom that concerned hears that it is over.
fn replaced(before: &Before, events: &[Event], last: &Event) -> Option<Done> {
    let mut facts = events.iter().flat_map(|e| &e.facts);
    let old = before.handover.as_ref()?;
    let new = facts.find_map(|f| match f {
        Fact::HandedOver(offer) if offer.to != old.to => Some(offer),
        _ => None,
    })?;
    let mut named = vec![old.to.clone(), old.by.clone(), old.from.clone()];
    named.retain(|name| ![&new.to, &new.from].contains(&name));
    let (seq, by) = (last.seq, last.by.clone());
    Some(Done {
        step: Step::HandoverEnded {
            seq,
            by,
            accepted: false,
        },
        at: last.at,
        named,
    })
}

fn merged(seq: u32, by: AgentName, other: TicketId, here: bool) -> Step {
    Step::Merged {
        seq,
        by,
        other,
        here,
    }
}

/// Whoever had the ticket, and whoever has it or is offered it now, hears that it was moved.
fn moved(before: &Before, after: &Ticket, events: &[Event], last: &Event) -> Option<Done> {
    let merges = |f: &Fact| matches!(f, Fact::MergedInto(_));
    if before.stage == after.stage || events.iter().flat_map(|e| &e.facts).any(merges) {
        return None;
    }
    let (verb, way) = match &last.act {
        Act::Moved { verb, way, .. } => (Some(*verb), way.clone()),
        _ => (None, String::new()),
    };
    let named = [&before.assignee, &after.assignee, &after.offered_to];
    Some(Done {
        step: Step::Moved {
            seq: last.seq,
            by: last.by.clone(),
            verb,
            way,
            from: before.stage.clone(),
        },
        at: last.at,
        named: named.into_iter().flatten().cloned().collect(),
    })
}

/// Whoever was in charge, and whoever is now, hears of it; what a move or an accepted offer brings along is told with
/// that.
fn assigned(before: &Before, after: &Ticket, last: &Event, told: &[Done]) -> Vec<Done> {
    let with_it = |d: &Done| {
        matches!(
            d.step,
            Step::Moved { .. } | Step::Merged { here: false, .. } | Step::HandoverEnded { .. }
        )
    };
    if told.iter().any(with_it) {
        return Vec::new();
    }
    let charges = [
        (Charge::Work, &before.assignee, &after.assignee),
        (
            Charge::Customer,
            &before.customers_agent,
            &after.customers_agent,
        ),
        (Charge::Offer, &before.offered_to, &after.offered_to),
    ];
    let changed = charges.into_iter().filter(|(_, was, is)| was != is);
    let done = changed.map(|(of, was, is)| Done {
        step: Step::Assigned {
            seq: last.seq,
            by: last.by.clone(),
            to: is.clone(),
            of,
        },
        at: last.at,
        named: [was, is].into_iter().flatten().cloned().collect(),
    });
    done.collect()
}

/// Who is told of what was done; empty: nobody.
#[must_use]
pub fn told(
    process: &Process,
    before: &Before,
    after: &Ticket,
    done: &Done,
    roster: &Roster<'_>,
) -> Vec<AgentName> {
    let by = done.step.by();
    let on_duty = |tier: &Tier| roster.on_duty(tier);
    let to = match &done.step {
        Step::FixDeployed { .. } => {
            let turn = process.turn(&after.stage).iter();
            let of = |tier: &Tier| one_of(after.partners.get(tier), &|| on_duty(tier), roster);
            turn.flat_map(of).collect()
        }
        Step::ApprovalAsked { .. } => {
            let turn = process.turn(&after.stage).iter();
            let peers = turn.filter(|_| is_minor(process, after)).flat_map(on_duty);
            roster.leads().into_iter().chain(peers).collect()
        }
        Step::MessageSent { .. } | Step::Recorded { .. } | Step::TeamAsked { .. } => {
            let first = process.first_tier();
            match roster.is_of(by, &first) && process.turn(&before.stage).contains(&first) {
                // Among themselves the first tier knows what it does.
                true => Vec::new(),
                false => one_of(after.customers_agent.as_ref(), &|| on_duty(&first), roster),
            }
        }
        _ => done.named.clone(),
    };
    let mut to = seeing(after, to, roster);
    to.retain(|name| name != by);
    to.sort();
    to.dedup();
    to
}

impl Done {
    /// What was done, as it is kept, and when.
    #[must_use]
    pub fn what(&self) -> (What, At) {
        (What::Done(self.step.clone()), self.at)
    }
}
