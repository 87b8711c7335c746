//! A ticket as its events left it. Long texts (messages, notes, packages) stay in the events; the
//! ticket keeps what rules need.

use super::id::{AgentName, At, ContactId, CustomerId, TicketId, Tier};
use super::process::Verb;
use super::stage::Stage;
use super::values::Values;
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
    /// Frozen packages (their text is in the events).
    pub packages: Vec<PackageRef>,
    /// Messages and calls to and from the customer, without their text.
    pub messages: Vec<MessageRef>,
    /// Internal notes so far.
    pub notes: u32,
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
    /// A reply of the customer nobody of the turn has acted on.
    pub reply_at: Option<At>,
    /// Sent back (or offered) and not yet taken, since.
    pub sent_back_at: Option<At>,
    /// Closed or cancelled at.
    pub over_at: Option<At>,
    /// Milliseconds for which the customer's clock was paused by ended holds since opening.
    pub paused_ms: i64,
    /// The customer's clock stands still since, while a pausing hold is open.
    pub paused_since: Option<At>,
    /// The next update counts from: the last word to the customer, or the end of the last pause.
    pub update_from: Option<At>,
    /// Reasons given with moves: returns, recalls, withdrawals, rejections, reopenings …
    pub reasons: Vec<Reason>,
    /// Records there were when the current fix was deployed: the next one needs a newer deployment.
    pub records_at_deploy: u32,
    /// SHA-256 of the sealed bundle, once archived.
    pub sealed: String,
    /// Imported history stands as it was; guards speak of moves made here.
    pub imported: bool,
}

/// An intake answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// A value.
    Given(String),
    /// "Not available because …".
    Unavailable(String),
    /// Answered in advance by a path; counts as unanswered once escalated.
    Preset(String),
}

impl Answer {
    /// The text, whatever its kind.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Answer::Given(t) | Answer::Unavailable(t) | Answer::Preset(t) => t,
        }
    }
}

/// The state of a checklist item. An item without a `Check` is open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// done, skipped, or preset by a path.
    pub how: CheckHow,
    /// The result, or the reason it was skipped.
    pub result: String,
    /// Evidence, or empty.
    pub evidence: String,
    /// Who.
    pub by: AgentName,
    /// When.
    pub at: At,
    /// The record that closed it.
    pub record: Option<u32>,
    /// After a reopen it needs "still true".
    pub stale: bool,
}

/// How an item was closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckHow {
    /// Done, with a result.
    #[default]
    Done,
    /// Skipped, with a reason.
    Skipped,
    /// Answered in advance by a path.
    Preset,
}

/// A criterion noted on the ticket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Criterion {
    /// Tier whose criterion it is.
    pub tier: Tier,
    /// Its id.
    pub id: String,
    /// Why.
    pub why: String,
    /// Who noted it.
    pub by: AgentName,
    /// When.
    pub at: At,
    /// No longer holds because.
    pub gone: Option<String>,
}

/// Evidence: finding, root cause, replication, workaround, tried, …
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Number on the ticket, from 1.
    pub n: u32,
    /// Record kind id.
    pub kind: String,
    /// Its fields.
    pub values: Values,
    /// Tier of the stage when it was written.
    pub tier: Tier,
    /// Who.
    pub by: AgentName,
    /// When.
    pub at: At,
    /// Retracted by an undo.
    pub retracted: bool,
}

/// Why work pauses, and until when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// Number on the ticket, from 1.
    pub n: u32,
    /// customer, internal_team, vendor, change_window, known_error, scheduled.
    pub kind: String,
    /// Until when.
    pub until: At,
    /// For whose answer, why.
    pub text: String,
    /// Who.
    pub by: AgentName,
    /// Since.
    pub at: At,
    /// Ended at.
    pub ended: Option<At>,
    /// Pauses the customer's clock.
    pub pauses: bool,
}

/// Something the tier in turn must answer before it hands up again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Todo {
    /// Number on the ticket, from 1.
    pub n: u32,
    /// What is missing.
    pub text: String,
    /// For which tier.
    pub tier: Tier,
    /// Blocks the next hand-up (items of a return do; reminders do not).
    pub blocks: bool,
    /// Who asked.
    pub by: AgentName,
    /// When.
    pub at: At,
    /// The answer.
    pub answer: Option<String>,
}

/// Something a path or an override postponed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owed {
    /// Number on the ticket, from 1.
    pub n: u32,
    /// What: `intake.steps`, `check.tier1.logs`, `record.replication`, `guard.joint_session`, `kb`.
    pub what: String,
    /// Words for people.
    pub text: String,
    /// Before which point: `tell`, `close`, `archive`.
    pub before: String,
    /// By when, if dated.
    pub due: Option<At>,
    /// By whom.
    pub owner: Option<AgentName>,
    /// Where it comes from: `path outage`, `override`, `kb`.
    pub from: String,
    /// Who let it be owed (a waiver needs another lead).
    pub by: AgentName,
    /// When.
    pub at: At,
    /// Settled or waived: how.
    pub settled: Option<String>,
}

/// A question to an internal team; responsibility stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SideRequest {
    /// Number on the ticket, from 1.
    pub n: u32,
    /// The team's id (or a tier).
    pub team: String,
    /// The question.
    pub text: String,
    /// Due.
    pub due: At,
    /// Who asked.
    pub by: AgentName,
    /// When.
    pub at: At,
    /// The answer.
    pub answer: Option<String>,
}

/// A link to another ticket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The other ticket.
    pub other: TicketId,
    /// duplicate, related, known_error, follow_up, parent; or `child` for the other side of a parent link.
    pub kind: String,
    /// Who.
    pub by: AgentName,
    /// When.
    pub at: At,
}

/// A frozen package.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageRef {
    /// Version on the ticket, from 1.
    pub version: u32,
    /// SHA-256 of the canonical JSON, lower-case hex.
    pub hash: String,
    /// Sequence number of the event that carries it.
    pub seq: u32,
    /// Why it was frozen: escalate, return, recall, dissatisfied.
    pub cause: Option<Verb>,
    /// For which tier.
    pub tier: Tier,
    /// When.
    pub at: At,
    /// By whom.
    pub by: AgentName,
    /// Agents on whose screen it was.
    pub shown_to: BTreeSet<AgentName>,
}

/// A message without its text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageRef {
    /// Number on the ticket, from 1.
    pub n: u32,
    /// To the customer (or an attempt to reach them).
    pub outgoing: bool,
    /// phone, email, …
    pub channel: String,
    /// Sequence number of the event that carries the text.
    pub seq: u32,
    /// Who wrote it (the desk's agent, or empty for the customer).
    pub by: AgentName,
    /// When it was written.
    pub at: At,
    /// Leaves the outbox at.
    pub leaves_at: At,
    /// Taken back before it left.
    pub taken_back: bool,
    /// An attempt without answer (call, reminder).
    pub attempt: bool,
}

/// A resolution.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolution {
    /// Number on the ticket, from 1: telling and satisfaction belong to one resolution.
    pub n: u32,
    /// Resolution code.
    pub code: String,
    /// The text, for the customer's agent.
    pub text: String,
    /// Root cause, or "unknown because …".
    pub cause: String,
    /// Tier that resolved it.
    pub tier: Tier,
    /// Who.
    pub by: AgentName,
    /// When.
    pub at: At,
    /// What was unclear, when Tier 1 sent it back.
    pub unclear: Option<String>,
}

/// A sign-off of a deployment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignOff {
    /// For which tier.
    pub tier: Tier,
    /// What was checked.
    pub checked: String,
    /// With which result.
    pub result: String,
    /// Who.
    pub by: AgentName,
    /// When.
    pub at: At,
    /// One person signed for both tiers on a single-seat desk.
    pub single_seat: bool,
}

/// The customer was told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The resolution that was told.
    pub resolution: u32,
    /// The message that tells it.
    pub message: u32,
    /// When.
    pub at: At,
}

/// Satisfaction, confirmed or assumed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Satisfaction {
    /// Confirmed by a person; never so when assumed.
    pub confirmed: bool,
    /// By whom.
    pub by: String,
    /// How (phone, email, …).
    pub how: String,
    /// When the customer said so.
    pub at: At,
    /// 1…5.
    pub score: Option<u8>,
    /// The resolution it speaks of.
    pub resolution: u32,
}

/// The decision about the knowledge base.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KbDecision {
    /// An article: a reference or URL.
    Article(String),
    /// Owed until a date (then stands among the owed items).
    OwedBy(At),
    /// Nothing new because.
    Nothing(String),
}

/// Who sees a restricted ticket, besides assignee, customer's agent, partners and leads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audience {
    /// Named agents.
    pub agents: BTreeSet<AgentName>,
    /// Why.
    pub why: String,
}

/// The last move that changed the stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastMove {
    /// Which.
    pub verb: Verb,
    /// From.
    pub from: Stage,
    /// Who.
    pub by: AgentName,
    /// When.
    pub at: At,
}

/// Why a move was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The move.
    pub verb: Verb,
    /// From.
    pub from: Stage,
    /// The reason's code, or empty.
    pub code: String,
    /// Words.
    pub text: String,
    /// Who.
    pub by: AgentName,
    /// When.
    pub at: At,
}

/// What happened between two tiers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edge {
    /// Escalations upward.
    pub escalations: u32,
    /// Returns downward.
    pub returns: u32,
    /// A joint session was recorded since the last return.
    pub joint_session: bool,
    /// Who escalated last.
    pub last_escalator: Option<AgentName>,
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
