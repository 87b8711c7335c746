//! A ticket as its events left it. Long texts (messages, notes, packages) stay in the events; the
//! ticket keeps what rules need.

mod approval;
mod article;
mod attachment;
mod evidence;
mod handoff;
mod joined;
mod kept;
mod outcome;
mod shift;
mod waiting;

pub use approval::ApprovalAsked;
pub use article::ArticleLink;
pub use attachment::{Attachment, Configuration};
pub use evidence::{Answer, Check, CheckHow, Criterion, Record};
pub use handoff::{Edge, LastMove, Link, MessageRef, PackageRef, Reason};
pub use joined::{CameAlong, Merged, Part, Promised, Waiting};
pub use kept::{Kept, Piece, PieceKind, Source, SourceKind};
pub use outcome::{
    Audience, BundleRef, ChainHead, KbDecision, Resolution, Satisfaction, SignOff, Told,
};
pub use shift::Handover;
pub use waiting::{Cause, Hold, Owed, SideRequest, Todo};

use super::id::{AgentName, At, ContactId, CustomerId, TicketId, Tier};
use super::stage::Stage;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The state of a ticket; equals the replay of its events (invariant 11).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Ticket {
    /// Its number.
    pub id: TicketId,
    /// How many events it has; compare-and-swap key.
    pub version: u32,
    /// Where it stands.
    pub stage: Stage,
    /// incident, question, request, security.
    pub kind: String,
    /// One line.
    pub subject: String,
    /// phone, email, …
    pub channel: String,
    /// The customer.
    pub customer: Option<CustomerId>,
    /// The customer's name when the ticket was opened or last set.
    pub customer_name: String,
    /// The contact.
    pub contact: Option<ContactId>,
    /// The contact's name and address as given: `Lena Park <lena@acme.example>`.
    pub contact_text: String,
    /// Product.
    pub product: String,
    /// Its version.
    pub product_version: String,
    /// Tags.
    pub tags: BTreeSet<String>,
    /// high, medium, low; empty until known.
    pub impact: String,
    /// high, medium, low; empty until known.
    pub urgency: String,
    /// Major incident, above every priority.
    pub major: bool,
    /// Impact and urgency were confirmed by a person.
    pub triaged: bool,
    /// 1…4 from the matrix (0 = nothing known; shown as `P3?` from the suggestion).
    pub priority: u8,
    /// The highest priority that was ever confirmed (0: none yet): lowering it later takes away
    /// nothing that the higher one asked for.
    pub highest_priority: u8,
    /// It was a major incident at some time.
    pub was_major: bool,
    /// The path it is on, if any.
    pub path: Option<String>,
    /// The path asks for a lead's approval before `tell`.
    pub lead_approves_tell: bool,
    /// Who works on it in the tier whose turn it is.
    pub assignee: Option<AgentName>,
    /// Tier 1's agent from first contact to closure.
    pub customers_agent: Option<AgentName>,
    /// Offered first to this agent of the tier in turn.
    pub offered_to: Option<AgentName>,
    /// Partners of a verification: tier → agent.
    pub partners: BTreeMap<Tier, AgentName>,
    /// Intake answers by field id.
    pub intake: BTreeMap<String, Answer>,
    /// Checklist states by `tier.item`.
    pub checks: BTreeMap<String, Check>,
    /// Criteria noted.
    pub criteria: Vec<Criterion>,
    /// Evidence.
    pub records: Vec<Record>,
    /// Holds, ended ones too.
    pub holds: Vec<Hold>,
    /// To-dos of returns and of records.
    pub todos: Vec<Todo>,
    /// What is owed.
    pub owed: Vec<Owed>,
    /// Side requests to internal teams.
    pub requests: Vec<SideRequest>,
    /// Links to other tickets.
    pub links: Vec<Link>,
    /// The ticket of the same customer in which this one goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<TicketId>,
    /// Tickets that go on in this one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub merged: Vec<Merged>,
    /// What was split off into tickets of its own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// Where this ticket was split off, and with which words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub split_from: Option<Part>,
    /// Offered to another agent at a change of shift.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handover: Option<Handover>,
    /// An approval is asked for and neither given nor denied.
    // Left out while there is none, as attachments are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approval_asked: Option<ApprovalAsked>,
    /// Frozen packages (their text is in the events).
    pub packages: Vec<PackageRef>,
    /// Messages and calls to and from the customer, without their text.
    pub messages: Vec<MessageRef>,
    /// Internal notes so far.
    pub notes: u32,
    /// Files, without their bytes.
    // Left out while there is none: what was sealed before there were any still has its hash.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// Kept evidence.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kept: Vec<Kept>,
    /// Articles of the knowledge base.
    // Left out while there is none, as attachments are.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub articles: Vec<ArticleLink>,
    /// The current resolution.
    pub resolution: Option<Resolution>,
    /// Sign-offs of the current deployment.
    pub sign_offs: Vec<SignOff>,
    /// Number of the current deployment (0: none).
    pub deployment: u32,
    /// The deployer of the current deployment.
    pub deployer: Option<AgentName>,
    /// Told: message number and the resolution it tells.
    pub told: Option<Told>,
    /// The satisfaction that closed it.
    pub satisfaction: Option<Satisfaction>,
    /// KB decision in force.
    pub kb: Option<KbDecision>,
    /// Restricted audience; `None`: everyone on the desk.
    pub audience: Option<Audience>,
    /// Tiers that had it.
    pub tiers_had: BTreeSet<Tier>,
    /// Last assignee per tier, for offers.
    pub last_assignee: BTreeMap<Tier, AgentName>,
    /// The last move that changed the stage.
    pub last_move: Option<LastMove>,
    /// Escalations and returns per edge `tier1>tier2`.
    pub edges: BTreeMap<String, Edge>,
    /// Times sent back.
    pub returns: u32,
    /// Times reopened or not satisfied.
    pub reopens: u32,
    /// Failed verifications.
    pub fix_attempts: u32,
    /// Opened at.
    pub opened_at: At,
    /// Last event at.
    pub updated_at: At,
    /// In this stage since.
    pub stage_since: At,
    /// First word to the customer after opening.
    pub first_response_at: Option<At>,
    /// Last word to the customer.
    pub last_outgoing_at: Option<At>,
    /// A word of the customer that is not answered.
    pub reply_at: Option<At>,
    /// Sent back (or offered) and not yet taken, since.
    pub sent_back_at: Option<At>,
    /// Closed or cancelled at.
    pub over_at: Option<At>,
    /// Milliseconds for which the customer's clock was paused by ended holds since opening.
    pub paused_ms: i64,
    /// The customer's clock stands still since, while a pausing hold is open.
    pub paused_since: Option<At>,
    /// The last word to the customer, or the end of the last pause. Sealed bundles hold it, so it stays as it was; clocks
    /// count from [`Ticket::promised_from`].
    pub update_from: Option<At>,
    /// Reasons given with moves: returns, recalls, withdrawals, rejections, reopenings …
    pub reasons: Vec<Reason>,
    /// Records there were when the current fix was deployed: the next one needs a newer deployment.
    pub records_at_deploy: u32,
    /// The bundle as it was last rendered: when the ticket was closed, or archived.
    pub bundle: Option<BundleRef>,
    /// SHA-256 of the sealed bundle, once archived.
    pub sealed: String,
    /// Imported history stands as it was; guards speak of moves made here.
    pub imported: bool,
    /// So many of its first events are the history of another desk.
    // Left out while there is none: what was sealed before still has its hash.
    #[serde(skip_serializing_if = "is_zero")]
    pub lived: u32,
}

// serde hands over a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_zero(n: &u32) -> bool {
    *n == 0
}

impl Ticket {
    /// Holds that have not ended.
    pub fn open_holds(&self) -> impl Iterator<Item = &Hold> {
        self.holds.iter().filter(|h| h.ended.is_none())
    }

    /// Owed items neither settled nor waived.
    pub fn open_owed(&self) -> impl Iterator<Item = &Owed> {
        self.owed.iter().filter(|o| o.settled.is_none())
    }

    /// To-dos without an answer.
    pub fn open_todos(&self) -> impl Iterator<Item = &Todo> {
        self.todos.iter().filter(|t| t.answer.is_none())
    }

    /// Since when a word of the customer waits for an answer: their own, or one on a ticket that goes
    /// on in this one.
    #[must_use]
    pub fn unanswered(&self) -> Option<At> {
        let merged = |t: &&Todo| t.cause.as_ref().is_some_and(|c| c.what == "merge");
        let taken_over = self.open_todos().filter(merged).map(|t| t.at).min();
        self.reply_at.into_iter().chain(taken_over).min()
    }

    /// The last word to the customer, from which on the next one is promised: a message that left, or that they were
    /// spoken to as the ticket was opened. What another desk wrote promises nothing here.
    #[must_use]
    pub fn promised_from(&self) -> Option<At> {
        let out = self.messages.iter().filter(|m| m.outgoing);
        // Words written at the opening are what made the first answer then, not that they were spoken to.
        let written = out.clone().any(|m| m.at == self.opened_at);
        let opened = Some(self.opened_at);
        let spoken = opened.filter(|_| self.first_response_at == opened && !written);
        let here = out.filter(|m| !m.attempt && !m.taken_back && m.seq > self.lived);
        here.map(|m| m.at).next_back().max(spoken)
    }

    /// Side requests without an answer.
    pub fn open_requests(&self) -> impl Iterator<Item = &SideRequest> {
        self.requests.iter().filter(|r| r.answer.is_none())
    }

    /// Criteria that still hold.
    pub fn standing_criteria(&self) -> impl Iterator<Item = &Criterion> {
        self.criteria.iter().filter(|c| c.gone.is_none())
    }

    /// The latest record of a kind.
    #[must_use]
    pub fn last_record(&self, kind: &str) -> Option<&Record> {
        self.records
            .iter()
            .rev()
            .find(|r| r.kind == kind && !r.retracted)
    }

    /// Files that were not taken back.
    pub fn standing_attachments(&self) -> impl Iterator<Item = &Attachment> {
        self.attachments.iter().filter(|a| a.retracted.is_none())
    }

    /// Kept evidence that was not taken back.
    pub fn standing_kept(&self) -> impl Iterator<Item = &Kept> {
        self.kept.iter().filter(|k| k.retracted.is_none())
    }

    /// Words from the customer that an agent who has read up to message `read` has not: what came after
    /// the opening and after the agent's own last word.
    #[must_use]
    pub fn unread(&self, read: u32, agent: &AgentName) -> Vec<u32> {
        let own = self
            .messages
            .iter()
            .filter(|m| m.outgoing && m.by == *agent);
        let from = own.map(|m| m.n).max().unwrap_or(0).max(read);
        let new = self.messages.iter();
        new.filter(|m| !m.outgoing && m.seq > 1 && m.n > from)
            .map(|m| m.n)
            .collect()
    }

    /// The current package.
    #[must_use]
    pub fn package(&self) -> Option<&PackageRef> {
        self.packages.last()
    }

    /// The state of a checklist item (`None`: open).
    #[must_use]
    pub fn check(&self, tier: &Tier, item: &str) -> Option<&Check> {
        self.checks.get(&format!("{tier}.{item}"))
    }
}
