//! Events: what happened, in the past tense. The log is canonical; a ticket's state is its replay.

use super::actor::Identity;
use super::agent::Agent;
use super::article::Article;
use super::backup::Backup;
use super::configuration::Baseline;
use super::customer::{Contact, Customer};
use super::duty::StandIn;
use super::heed::News;
use super::id::{AgentName, ArticleId, At, CommandId, Tier};
use super::past::Past;
use super::process::Verb;
use super::product::Product;
use super::review::Review;
use super::stage::Stage;
use super::team::Team;
use super::ticket::{
    Answer, ApprovalAsked, ArticleLink, Attachment, Audience, BundleRef, Check, Criterion,
    Handover, Hold, KbDecision, Kept, Link, Merged, MessageRef, Owed, PackageRef, Part, Reason,
    Record, Resolution, Satisfaction, SideRequest, SignOff, Todo, Told,
};
use serde::{Deserialize, Serialize};

/// One event of a ticket: one per move, or one per batch of records (invariant 1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Sequence number on the ticket, from 1 without gap; equals the ticket's version after it.
    pub seq: u32,
    /// When.
    pub at: At,
    /// Who.
    pub by: AgentName,
    /// The identity behind the agent.
    pub identity: Identity,
    /// A lead stood in for this tier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stands_in: Option<Tier>,
    /// The command that caused it.
    pub command: CommandId,
    /// Hash of the process file in force.
    pub process: String,
    /// What kind of event it is.
    pub act: Act,
    /// What it changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<Fact>,
}

/// What kind of event it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// A move changed the stage.
    Moved {
        /// Which.
        verb: Verb,
        /// Which way, or empty.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        way: String,
        /// From; `None` for `open`.
        from: Option<Stage>,
        /// To.
        to: Stage,
        /// A lead forced it: the reason.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        forced: Option<String>,
    },
    /// Records without a move.
    Recorded,
    /// Undone: the event with this sequence number was taken back by the facts beside it.
    Undone {
        /// Which event.
        seq: u32,
    },
    /// History brought in by an import, as it was; sets the stage without a verdict.
    Imported(Box<Past>),
}

/// What an event changed. `apply` is total over these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// First event of a ticket.
    Opened(Box<Opened>),
    /// A field was set: subject, kind, customer, contact, product, version, tag, untag, path.
    Set {
        /// Which.
        field: String,
        /// The value.
        value: String,
    },
    /// The customer or contact was set, with ids.
    Customer {
        /// Customer's number.
        customer: Option<super::id::CustomerId>,
        /// Its name.
        name: String,
        /// Contact's number.
        contact: Option<super::id::ContactId>,
        /// Contact as text.
        contact_text: String,
    },
    /// Impact, urgency and the priority that follows.
    Priority {
        /// Impact.
        impact: String,
        /// Urgency.
        urgency: String,
        /// Major incident.
        major: bool,
        /// 1…4.
        priority: u8,
        /// Confirmed by a person.
        triaged: bool,
    },
    /// The ticket is on a path.
    Path {
        /// Which; `None` when it left it.
        id: Option<String>,
        /// A lead must approve `tell`.
        lead_approves_tell: bool,
    },
    /// Assignee of the tier in turn.
    Assigned(Option<AgentName>),
    /// The customer's agent.
    CustomersAgent(Option<AgentName>),
    /// Offered first to.
    Offered(Option<AgentName>),
    /// Partner of a tier for a verification.
    Partner(Tier, AgentName),
    /// An intake answer; `None` takes it back.
    Answered(String, Option<Answer>),
    /// A checklist item `tier.item`; `None` opens it again.
    Checked(String, Option<Check>),
    /// Evidence.
    Recorded(Record),
    /// A record was taken back.
    RecordRetracted(u32),
    /// A criterion was noted.
    CriterionNoted(Criterion),
    /// A criterion no longer holds: tier, id, reason (`None`: it holds after all).
    CriterionGone(Tier, String, Option<String>),
    /// A hold began.
    Held(Hold),
    /// A hold ended.
    HoldEnded(u32),
    /// A to-do.
    TodoAdded(Todo),
    /// A to-do was answered (`None` opens it again).
    TodoAnswered(u32, Option<String>),
    /// Something is owed.
    OwedAdded(Owed),
    /// Settled or waived: how.
    OwedSettled(u32, String),
    /// A side request.
    Asked(SideRequest),
    /// Its answer.
    AskAnswered(u32, String),
    /// A link.
    Linked(Link),
    /// A link was taken back: other ticket and kind.
    Unlinked(super::id::TicketId, String),
    /// An article was linked, or its link says something else now.
    ArticleLinked(ArticleLink),
    /// The link to an article was taken back.
    ArticleUnlinked(ArticleId),
    /// What a linked ticket says was heard, so far.
    Heard(super::id::TicketId, News),
    /// A linked ticket says less than was heard: a workaround was withdrawn, its resolution stands no more.
    HeardAnew(super::id::TicketId, News),
    /// Of so many fixes of an article was heard.
    ArticleHeard(ArticleId, u32),
    /// Of so many changes of an article's workaround was heard.
    ArticleWorkaroundHeard(ArticleId, u32),
    /// It goes on in another ticket of the same customer.
    MergedInto(super::id::TicketId),
    /// It stands for itself again; it had gone on in that ticket.
    MergedOut(super::id::TicketId),
    /// Another ticket goes on in this one.
    Absorbed(Merged),
    /// That ticket goes its own way again.
    Separated(super::id::TicketId),
    /// Some of its words go on in a ticket of their own.
    SplitOff(Part),
    /// It was opened from words of another ticket.
    SplitFrom(Part),
    /// Offered to another agent at a change of shift.
    HandedOver(Handover),
    /// The offer is over: accepted, or why not.
    HandoverEnded {
        /// It was accepted.
        accepted: bool,
        /// Why it was declined or taken back.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// An approval is asked for.
    ApprovalAsked(ApprovalAsked),
    /// It is not given, or not asked for any more, because.
    ApprovalDenied(String),
    /// A file was attached.
    Attached(Attachment),
    /// An attachment was taken back, because (`None`: it stands again).
    AttachmentRetracted(u32, Option<String>),
    /// Evidence was kept.
    Kept(Kept),
    /// Kept evidence was taken back, because (`None`: it stands again).
    KeptRetracted(u32, Option<String>),
    /// A package was frozen: reference and the canonical JSON.
    PackageFrozen(PackageRef, String),
    /// A package was on this agent's screen.
    PackageShown(u32, AgentName),
    /// An internal note.
    Noted(String),
    /// A message or call, with its text. `told` links it to the resolution it tells.
    Message(MessageRef, String),
    /// A message was taken back before it left.
    MessageTakenBack(u32),
    /// The customer's last word needs no answer.
    NoAnswerNeeded,
    /// A resolution.
    Resolved(Resolution),
    /// Tier 1 does not understand the resolution.
    Unclear(String),
    /// A deployment: its number, the deployer.
    Deployed(u32, AgentName),
    /// A sign-off.
    Signed(SignOff),
    /// All sign-offs of the deployment are void.
    SignOffsVoid,
    /// A verification failed.
    FixFailed,
    /// The customer was told.
    Told(Told),
    /// Satisfaction.
    Satisfied(Satisfaction),
    /// Telling and satisfaction belong to an earlier resolution now.
    TellingVoid,
    /// KB decision.
    Kb(KbDecision),
    /// An escalation went over an edge.
    EdgeUp {
        /// `tier1>tier2`.
        edge: String,
    },
    /// A return came back over an edge.
    EdgeDown {
        /// `tier1>tier2`.
        edge: String,
    },
    /// A joint session was held: allowed again on every edge.
    JointSession,
    /// Reopened or not satisfied.
    Reopened,
    /// Every closed checklist item and sign-off needs "still true".
    ChecksStale,
    /// "Still true".
    StillTrue(String),
    /// Why a move was made.
    Reason(Reason),
    /// Restricted to an audience, or lifted.
    Audience(Option<Audience>),
    /// Management was informed or a lead told; words only, never a move.
    Informed(String),
    /// The bundle was rendered: what it is known by. It is not a part of itself.
    Bundled(BundleRef),
    /// The sealed archive: SHA-256 of the bundle.
    Sealed(String),
}

/// How a ticket began.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Opened {
    /// Kind.
    pub kind: String,
    /// Subject.
    pub subject: String,
    /// Channel.
    pub channel: String,
    /// Customer.
    pub customer: Option<super::id::CustomerId>,
    /// Its name.
    pub customer_name: String,
    /// Contact.
    pub contact: Option<super::id::ContactId>,
    /// Contact as text.
    pub contact_text: String,
    /// Product.
    pub product: String,
    /// Version of the product.
    pub product_version: String,
    /// Tags.
    pub tags: Vec<String>,
    /// The original text, word for word.
    pub text: String,
    /// Where it comes from: the source's own id, for imports.
    pub source: String,
}

/// An event of the desk itself: it joins the same audit chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskEvent {
    /// When.
    pub at: At,
    /// Who.
    pub by: AgentName,
    /// The identity behind the agent.
    pub identity: Identity,
    /// The command that caused it.
    pub command: CommandId,
    /// What happened.
    pub what: DeskFact,
}

/// What happened to the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeskFact {
    /// The desk was made.
    Made {
        /// Its id.
        desk: String,
        /// Its name.
        name: String,
        /// Whether it is a demo desk; not said by desks from before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        demo: Option<bool>,
    },
    /// An agent was added or changed (also removed).
    Agent(Agent),
    /// A process file is in force: hash, text, and the decision behind it.
    Process {
        /// SHA-256 of the text.
        hash: String,
        /// The whole file.
        text: String,
        /// Why.
        why: String,
    },
    /// A customer was added or changed.
    Customer(Customer),
    /// A contact was added or changed.
    Contact(Contact),
    /// How a configuration of a product should be.
    Baseline(Box<Baseline>),
    /// A product has no baseline of this name any more.
    BaselineGone {
        /// Product.
        product: String,
        /// Configuration.
        name: String,
        /// Why.
        why: String,
    },
    /// An article of the knowledge base has this revision now.
    Article(Box<Article>),
    /// A product of the desk's list was added or changed: its versions, or that it is retired.
    Product(Product),
    /// A reply template; an empty text removes it.
    Template {
        /// Name.
        name: String,
        /// Its text with places to fill in.
        text: String,
    },
    /// A saved view of the queue: name and its query in words; empty text removes it.
    View {
        /// Name.
        name: String,
        /// Query.
        query: String,
    },
    /// A team was added, changed or removed.
    Team(Team),
    /// Who is on duty for some time, or that this was taken back.
    StandIn(StandIn),
    /// A review of a period was held, or what was found, decided or done about it was added.
    Review(Box<Review>),
    /// The whole desk was copied.
    BackedUp(Backup),
}
