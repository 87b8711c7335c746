//! What people are told that happens by itself, or that others did: which kinds there are, what makes two of them the
//! same, and whom it concerns.

mod step;

pub use step::{Before, Charge, Done, Step, steps, told, waiting};

use super::duty::Roster;
use super::id::{AgentName, At, TicketId, Tier};
use super::process::Process;
use super::row::Due;
use super::row_of;
use super::stage::Phase;
use super::ticket::Ticket;
use serde::{Deserialize, Serialize};

/// What happened by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum What {
    /// A hold has lasted as long as it was to.
    HoldOver {
        /// Which hold.
        n: u32,
    },
    /// An internal team has not answered in time.
    RequestOverdue {
        /// Which question.
        n: u32,
    },
    /// Nobody has accepted an escalated ticket in time.
    Unaccepted {
        /// How often the time for it has passed.
        times: u32,
    },
    /// Most of a clock's time is gone.
    DueSoon {
        /// Which clock.
        clock: Due,
    },
    /// A clock ran out.
    Late {
        /// Which clock.
        clock: Due,
    },
    /// It is time to try to reach the customer again.
    Remind {
        /// Which attempt it will be.
        n: u32,
    },
    /// Enough was tried: it can be closed, or cancelled, as not answered.
    ProposeClosing,
    /// Something owed is due.
    OwedDue {
        /// Which.
        n: u32,
    },
    /// An outage went up to another tier.
    OutageEscalated {
        /// To which.
        tier: Tier,
    },
    /// Sent back a second time over the same edge.
    SentBackAgain {
        /// By which tier.
        from: Tier,
        /// To which.
        to: Tier,
    },
    /// The window is over, and something still keeps the ticket from the archive.
    Unarchived {
        /// What, in a sentence.
        why: String,
    },
    /// What somebody did that concerns another.
    Done(Step),
    /// A review of the desk is due. It is about no ticket.
    ReviewDue {
        /// How often the time between two reviews has passed since it came due, the first time included.
        times: u32,
    },
}

impl What {
    /// Every kind, by its id.
    pub const IDS: [&'static str; 24] = [
        "hold_over",
        "request_overdue",
        "unaccepted",
        "due_soon",
        "late",
        "remind",
        "propose_closing",
        "owed_due",
        "outage_escalated",
        "sent_back_again",
        "unarchived",
        "moved",
        "assigned",
        "handed_over",
        "handover_ended",
        "fix_deployed",
        "message_sent",
        "recorded",
        "team_asked",
        "approval_asked",
        "approved",
        "approval_denied",
        "merged",
        "review_due",
    ];

    /// Its id, as in JSON.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            What::HoldOver { .. } => "hold_over",
            What::RequestOverdue { .. } => "request_overdue",
            What::Unaccepted { .. } => "unaccepted",
            What::DueSoon { .. } => "due_soon",
            What::Late { .. } => "late",
            What::Remind { .. } => "remind",
            What::ProposeClosing => "propose_closing",
            What::OwedDue { .. } => "owed_due",
            What::OutageEscalated { .. } => "outage_escalated",
            What::SentBackAgain { .. } => "sent_back_again",
            What::Unarchived { .. } => "unarchived",
            What::Done(step) => step.id(),
            What::ReviewDue { .. } => "review_due",
        }
    }

    /// What tells it from others of its kind on the ticket.
    fn mark(&self) -> String {
        match self {
            What::HoldOver { n }
            | What::RequestOverdue { n }
            | What::Remind { n }
            | What::OwedDue { n } => n.to_string(),
            What::DueSoon { clock } | What::Late { clock } => format!("{clock:?}"),
            What::OutageEscalated { tier } => tier.to_string(),
            What::SentBackAgain { from, to } => format!("{to}>{from}"),
            What::Done(step) => step.mark(),
            _ => String::new(),
        }
    }

    /// Whether it asks for something and is over once that was done or is asked for no more. Else it is news, and stays
    /// until it is read.
    #[must_use]
    pub fn ends(&self) -> bool {
        match self {
            What::OutageEscalated { .. } | What::SentBackAgain { .. } => false,
            What::Done(step) => step.ends(),
            _ => true,
        }
    }

    /// How often it came round; of what comes once, 1.
    #[must_use]
    pub fn round(&self) -> u32 {
        match self {
            What::Unaccepted { times } | What::ReviewDue { times } => *times,
            _ => 1,
        }
    }
}

/// Something that people are told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Its number on the desk; 0 until it is kept.
    #[serde(default)]
    pub n: i64,
    /// What happened.
    pub what: What,
    /// When that came due.
    pub due: At,
    /// On which ticket; `None`: it is the desk's.
    pub ticket: Option<TicketId>,
    /// In words, without the time: what is told of the ticket, and none of the customer's words.
    pub text: String,
    /// When it was told.
    pub at: At,
    /// Whom.
    pub to: Vec<AgentName>,
}

impl Notice {
    /// What makes two notices the same: of one series each round is told once, and none after a later one.
    #[must_use]
    pub fn series(&self) -> String {
        series(self.ticket, &self.what, self.due)
    }
}

/// The series of what came due then; see [`Notice::series`].
#[must_use]
pub fn series(ticket: Option<TicketId>, what: &What, due: At) -> String {
    let ticket = ticket.map_or(0, |t| t.0);
    format!("{ticket}:{}:{}:{}", what.id(), what.mark(), due.0)
}

/// Whom it concerns: whoever works on it, or who is on duty where it waits; leads where it calls for them. Of a
/// restricted ticket only its audience hears.
#[must_use]
pub fn addressees(
    process: &Process,
    ticket: &Ticket,
    what: &What,
    roster: &Roster<'_>,
) -> Vec<AgentName> {
    let mut to = seeing(ticket, concerned(process, ticket, what, roster), roster);
    if to.is_empty() {
        to = roster.leads();
    }
    to.sort();
    to.dedup();
    to
}

/// Those of them who are on the desk and may see the ticket.
fn seeing(ticket: &Ticket, mut to: Vec<AgentName>, roster: &Roster<'_>) -> Vec<AgentName> {
    if let Some(audience) = row_of::audience(ticket) {
        to.retain(|name| audience.contains(name) || roster.is_lead(name));
    }
    to.retain(|name| roster.is_here(name));
    to
}

/// One person, and others where there is none or that one is away: who is away finds it later, and somebody who is
/// there hears of it now.
fn one_of(
    name: Option<&AgentName>,
    others: &dyn Fn() -> Vec<AgentName>,
    roster: &Roster<'_>,
) -> Vec<AgentName> {
    match name {
        Some(name) if roster.is_there(name) => vec![name.clone()],
        Some(name) => [vec![name.clone()], others()].concat(),
        None => others(),
    }
}

fn concerned(
    process: &Process,
    ticket: &Ticket,
    what: &What,
    roster: &Roster<'_>,
) -> Vec<AgentName> {
    let on_duty = || -> Vec<AgentName> {
        let turn = process.turn(&ticket.stage);
        turn.iter().flat_map(|t| roster.on_duty(t)).collect()
    };
    let first_tier = || roster.on_duty(&process.first_tier());
    let one = |name: Option<&AgentName>, others: &dyn Fn() -> Vec<AgentName>| {
        one_of(name, others, roster)
    };
    let working = || one(ticket.assignee.as_ref(), &on_duty);
    let customers = || one(ticket.customers_agent.as_ref(), &first_tier);
    match what {
        What::HoldOver { .. } => working(),
        What::RequestOverdue { n } => {
            let asked = ticket.requests.iter().find(|r| r.n == *n);
            [one(asked.map(|r| &r.by), &on_duty), working()].concat()
        }
        What::Unaccepted { times: 0 | 1 } => on_duty(),
        What::Unaccepted { .. } => [on_duty(), roster.leads()].concat(),
        What::DueSoon { clock } => match clock {
            Due::Acceptance => on_duty(),
            // Between tiers: nothing was promised to the customer.
            Due::TimeInStage => working(),
            _ => [working(), customers()].concat(),
        },
        What::Late { clock } => {
            let grave = *clock == Due::Resolution || ticket.major || ticket.priority == 1;
            let leads = if grave { roster.leads() } else { Vec::new() };
            match clock {
                Due::TimeInStage => [working(), leads].concat(),
                _ => [working(), customers(), leads].concat(),
            }
        }
        What::Remind { .. } | What::ProposeClosing => customers(),
        What::OwedDue { n } => {
            let owed = ticket.owed.iter().find(|o| o.n == *n);
            let owner = owed.map(|o| o.owner.as_ref().unwrap_or(&o.by));
            one(owner, &customers)
        }
        What::OutageEscalated { .. } => roster.leads(),
        What::SentBackAgain { from, to } => [roster.leads_of(from), roster.leads_of(to)].concat(),
        What::Unarchived { .. } => [customers(), roster.leads()].concat(),
        // Whom a step concerns is known from what it changed.
        What::Done(_) => Vec::new(),
        What::ReviewDue { .. } => roster.leads(),
    }
}

/// Whether the ticket waits at the point where only the customer's word is missing.
#[must_use]
pub fn asks_customer(ticket: &Ticket) -> bool {
    ticket.stage.phase == Phase::Confirming
}
