//! A row of the queue: what a list shows of a ticket, with its sort keys. Computed from the ticket
//! when it is committed, never by a rule in SQL.

use super::id::{AgentName, At, CustomerId, TicketId, Tier};
use super::stage::{Phase, Stage};
use serde::{Deserialize, Serialize};

/// Stands for the subject of a ticket that is for its audience alone.
pub const RESTRICTED: &str = "(restricted)";

/// What a list shows of a ticket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Ticket.
    pub id: TicketId,
    /// Its version.
    pub version: u32,
    /// Where it stands.
    pub stage: Stage,
    /// The tiers in turn: the queues it stands in. Empty when work is over.
    pub turn: Vec<Tier>,
    /// Kind.
    pub kind: String,
    /// Subject.
    pub subject: String,
    /// 0 = not known, 1…4.
    pub priority: u8,
    /// Confirmed by a person (else shown with `?`).
    pub triaged: bool,
    /// Major incident.
    pub major: bool,
    /// Customer's number.
    pub customer: Option<CustomerId>,
    /// Customer's name.
    pub customer_name: String,
    /// Product.
    pub product: String,
    /// Assignee.
    pub assignee: Option<AgentName>,
    /// The customer's agent.
    pub customers_agent: Option<AgentName>,
    /// Offered first to.
    pub offered_to: Option<AgentName>,
    /// The next thing due; [`At::NEVER`] when nothing is.
    pub due_at: At,
    /// Which clock that is.
    pub due_what: Due,
    /// The other clocks that run, in the order in which they run out.
    #[serde(default)]
    pub later: Vec<(Due, At)>,
    /// From when it needs someone: a reply or a return at once, a due time when it passes, a hold
    /// when it expires. The default order of every queue; `needs_at <= now` is "needs you now".
    pub needs_at: At,
    /// Why it needs someone at once, if it does.
    pub attention: Attention,
    /// The open hold that is shown: kind and until.
    pub hold: Option<(String, At)>,
    /// The customer's clock is paused.
    pub paused: bool,
    /// Times sent back.
    pub returns: u32,
    /// Owed items open.
    pub owed: u32,
    /// Opened at.
    pub opened_at: At,
    /// Last event at.
    pub updated_at: At,
    /// Priority as an ascending sort key: 0 major, 1…4, 5 unknown.
    pub priority_key: u8,
    /// Restricted: agents who see it besides leads. `None`: everyone.
    pub audience: Option<Vec<AgentName>>,
    /// Offered to this agent at a change of shift, and not yet accepted.
    #[serde(default)]
    pub handed_to: Option<AgentName>,
    /// By whom.
    #[serde(default)]
    pub handed_by: Option<AgentName>,
    /// Tiers not in turn that have something to do on it all the same; it stands in their queues too.
    #[serde(default)]
    pub asked: Vec<Tier>,
    /// Since when they have.
    #[serde(default)]
    pub asked_at: Option<At>,
    /// Set by the store when the viewer may not see it: all words are blanked.
    #[serde(default)]
    pub masked: bool,
}

/// Which clock is the next to be due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Due {
    /// None.
    #[default]
    Nothing,
    /// First answer to the customer.
    FirstResponse,
    /// Next update to the customer.
    Update,
    /// Resolution told.
    Resolution,
    /// Acceptance by the next tier.
    Acceptance,
    /// The time that a tier has in a stage.
    TimeInStage,
}

/// Why a ticket needs someone at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attention {
    /// It does not.
    #[default]
    None,
    /// Sent back.
    SentBack,
    /// The customer replied.
    Reply,
    /// A sign-off is owed.
    SignOff,
    /// An approval is asked of a lead.
    Approval,
    /// Something is to be done that a linked ticket or a record asks for.
    ToDo,
    /// It is offered to another agent.
    Handover,
}

/// Something about a ticket that a lead looks after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Matter {
    /// An approval is asked of a lead.
    Approval,
    /// It waits for a tier above this first one, and nobody there has accepted it yet.
    Unaccepted(Tier),
    /// It was sent back so often or more.
    Returned(u32),
    /// Something is owed on it.
    Owed,
    /// Its assignee is one of these, who are away.
    OwnerAway(Vec<AgentName>),
}

/// Who answers for a clock: an agent and the tiers they work in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hands {
    /// Who.
    pub agent: AgentName,
    /// In which tiers.
    pub tiers: Vec<Tier>,
}

impl Due {
    /// Whether it is what tiers promise each other; else it was promised to the customer.
    #[must_use]
    pub fn is_between_tiers(self) -> bool {
        matches!(self, Due::Acceptance | Due::TimeInStage)
    }
}

impl Row {
    /// The first clock that runs out after `now`, at the latest at `by`, of those in these hands (`None`: of all). One that
    /// ran out before does not hide it.
    #[must_use]
    pub fn runs_out(&self, now: At, by: At, hands: Option<&Hands>) -> Option<(Due, At)> {
        let next = std::iter::once((self.due_what, self.due_at));
        let mut clocks = next.chain(self.later.iter().copied());
        clocks.find(|(what, at)| {
            now < *at && *at <= by && hands.is_none_or(|h| self.is_in_hands_of(h, *what))
        })
    }

    /// Whether a clock is in these hands: it is one of the tiers' turn, the agent works on it, or is the customer's agent
    /// and the customer was promised it.
    #[must_use]
    pub fn is_in_hands_of(&self, hands: &Hands, clock: Due) -> bool {
        let is = |agent: &Option<AgentName>| agent.as_ref() == Some(&hands.agent);
        self.turn.iter().any(|t| hands.tiers.contains(t))
            || is(&self.assignee)
            || (is(&self.customers_agent) && !clock.is_between_tiers())
    }

    /// Whether this is so of the row's ticket.
    #[must_use]
    pub fn has(&self, matter: &Matter) -> bool {
        match matter {
            Matter::Approval => self.attention == Attention::Approval,
            Matter::Unaccepted(first) => {
                self.stage.phase == Phase::Queued && self.stage.tier != *first
            }
            Matter::Returned(times) => self.returns >= *times,
            Matter::Owed => self.owed > 0,
            Matter::OwnerAway(away) => self.assignee.as_ref().is_some_and(|a| away.contains(a)),
        }
    }

    /// Whether it stands in a tier's queue: it is that tier's turn, or something is asked of it.
    #[must_use]
    pub fn is_in_queue_of(&self, tier: &Tier) -> bool {
        self.turn.contains(tier) || self.asked.contains(tier)
    }

    /// From when it needs someone, as a tier sees it: what is asked of that tier is no matter of those in turn.
    #[must_use]
    pub fn needs_at_of(&self, tier: &Tier) -> At {
        match self.asked_at.filter(|_| self.asked.contains(tier)) {
            Some(at) => self.needs_at.min(at),
            None => self.needs_at,
        }
    }

    /// The row as it stands in a tier's queue.
    pub fn seen_from(&mut self, tier: &Tier) {
        if self.asked.contains(tier) {
            self.needs_at = self.needs_at_of(tier);
            self.attention = Attention::ToDo;
        }
    }

    /// Whether it needs someone now because an internal team has not answered in time: nothing else
    /// of it has come due.
    #[must_use]
    pub fn waits_for_answer(&self, now: At) -> bool {
        let held = self.hold.as_ref().is_some_and(|(_, until)| *until <= now);
        let due = self.needs_at <= now && self.attention == Attention::None;
        due && self.due_at > now && !held
    }

    /// The row of a ticket: what a list shows of it, and its sort keys.
    #[must_use]
    pub fn of(process: &super::process::Process, ticket: &super::ticket::Ticket) -> Row {
        super::row_of::row(process, ticket)
    }
}
