//! Commands: what a person asks for, in the imperative.

use super::actor::Actor;
use super::approval::Approval;
use super::article::Head;
use super::attachment::NewFile;
use super::bundle::Entry;
use super::event::{Event, Opened};
use super::heed::{self, News};
use super::id::{AgentName, ArticleId, At, CommandId, CustomerId, TicketId, Tier};
use super::known_error;
use super::past::Step;
use super::process::Verb;
use super::row::RESTRICTED;
use super::row_of;
use super::stage::Stage;
use super::team::Team;
use super::ticket::{Answer, ChainHead, KbDecision, Link, Piece, Resolution, Ticket, Waiting};
use super::values::Values;
use std::collections::BTreeSet;

/// A command on one ticket. The same from interface, command line, import and bulk (invariant 7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Open a ticket; suggested impact and urgency come along unconfirmed.
    Open(Box<Opening>),
    /// A move of the table.
    Move(Move),
    /// Set impact, urgency, major, customer, contact, product, version, kind, subject, tag, untag.
    Set(Values),
    /// Answer an intake field.
    Answer {
        /// Field id.
        field: String,
        /// The answer.
        answer: Answer,
    },
    /// Answer a to-do of a return.
    Todo {
        /// Its number.
        n: u32,
        /// The answer.
        text: String,
    },
    /// Close a checklist item of the tier in turn (or of the tier named).
    Check {
        /// Item id.
        item: String,
        /// Tier; `None`: the tier in turn.
        tier: Option<Tier>,
        /// Done with a result, or skipped with a reason.
        outcome: Outcome,
        /// Evidence, or empty.
        evidence: String,
    },
    /// "Still true" for a stale item (`tier.item`), or all (`*`).
    StillTrue {
        /// Which.
        item: String,
    },
    /// Write a record.
    Record {
        /// Its kind.
        kind: String,
        /// Its fields.
        values: Values,
    },
    /// Write an internal note.
    Note {
        /// The text.
        text: String,
    },
    /// Write an internal note: the customer's last word needs no answer, because.
    NoAnswer {
        /// The text.
        text: String,
    },
    /// Write to the customer (not the resolution: that is `tell`).
    Message {
        /// The text.
        text: String,
        /// Channel; empty: the ticket's.
        channel: String,
        /// An attempt without answer (reminder, call).
        attempt: bool,
        /// It tells the workaround: what asks for that is done.
        workaround: bool,
    },
    /// Word from the customer.
    Received {
        /// The text.
        text: String,
        /// Channel; empty: the ticket's.
        channel: String,
    },
    /// Take back a message still in the outbox.
    TakeBack {
        /// Its number.
        n: u32,
    },
    /// Note a criterion.
    Criterion {
        /// Its id.
        id: String,
        /// Why.
        why: String,
    },
    /// A criterion no longer holds.
    CriterionGone {
        /// Its id.
        id: String,
        /// Because.
        reason: String,
    },
    /// Begin a hold.
    Hold {
        /// Its kind.
        kind: String,
        /// Until.
        until: At,
        /// For whose answer, why.
        text: String,
    },
    /// End a hold (all, when none is named).
    Resume {
        /// Which.
        n: Option<u32>,
    },
    /// Ask an internal team.
    Ask {
        /// The team.
        team: String,
        /// Due.
        due: At,
        /// The question.
        text: String,
    },
    /// A team's answer.
    Answered {
        /// Which request.
        n: u32,
        /// The answer.
        text: String,
    },
    /// Assign, give back (`None`), or hand over the customer's agent.
    Assign {
        /// To whom.
        to: Option<AgentName>,
        /// Change the customer's agent instead of the assignee.
        customers_agent: bool,
    },
    /// A package is on the agent's screen.
    ShowPackage {
        /// Which version.
        version: u32,
    },
    /// Settle something owed.
    Settle {
        /// Which.
        n: u32,
        /// With what: the answer, result or record text.
        values: Values,
    },
    /// Forgive something owed.
    Waive {
        /// Which.
        n: u32,
        /// Why.
        reason: String,
    },
    /// Restrict the ticket.
    Restrict {
        /// Named agents beside those in charge.
        agents: Vec<AgentName>,
        /// Why.
        why: String,
    },
    /// Lift the restriction.
    Lift {
        /// Why.
        why: String,
    },
    /// Link another ticket.
    Link {
        /// The other.
        other: TicketId,
        /// How.
        kind: String,
    },
    /// Take a link back.
    Unlink {
        /// The other.
        other: TicketId,
        /// How it was linked.
        kind: String,
    },
    /// Link an article of the knowledge base, or say anew whether it helped.
    LinkArticle {
        /// The article.
        article: ArticleId,
        /// It helped here: it counts as reused.
        helped: bool,
        /// How: `known_error`, the one behind the ticket (whether it helped stays as it was then), or
        /// `related`; empty is `related`.
        kind: String,
    },
    /// Take the link to an article back.
    UnlinkArticle {
        /// The article.
        article: ArticleId,
    },
    /// Hear what a linked ticket says; the desk itself gives this command.
    Heed {
        /// The linked ticket.
        other: TicketId,
    },
    /// Hear that an article says how its error is fixed; the desk itself gives this command.
    HeedArticle {
        /// The article.
        article: ArticleId,
    },
    /// Let it go on in another ticket of the same customer.
    Merge {
        /// Which.
        into: TicketId,
        /// What the customer is told.
        text: String,
    },
    /// Take a merge back.
    Unmerge {
        /// Why.
        reason: String,
    },
    /// The other half of a merge, on the ticket that goes on.
    Absorb {
        /// The ticket that was merged into this one.
        from: TicketId,
        /// What waits there.
        waits: Box<Waiting>,
    },
    /// The other half of an unmerge.
    Separate {
        /// The ticket that goes its own way again.
        from: TicketId,
    },
    /// The other half of a split, on the ticket whose words go on elsewhere.
    SplitOff {
        /// The new ticket.
        to: TicketId,
        /// The events that carry the words.
        events: Vec<u32>,
    },
    /// Offer the ticket to another agent at a change of shift.
    HandOver {
        /// To whom.
        to: AgentName,
        /// What to know.
        text: String,
    },
    /// Take over what was offered.
    AcceptHandover,
    /// Decline what was offered, or take one's own offer back.
    DeclineHandover {
        /// Why.
        reason: String,
    },
    /// Ask for an approval, or say no to one.
    Approval(Approval),
    /// Attach files whose bytes are in the store.
    Attach {
        /// The files, in their order.
        files: Vec<NewFile>,
    },
    /// Take an attachment back; its bytes stay.
    Detach {
        /// Its number.
        n: u32,
        /// Why.
        reason: String,
    },
    /// Keep pieces of logs, configurations, messages, lists as evidence.
    Keep {
        /// The pieces, in their order. The ticket knows name and hash of an attachment; an empty item is
        /// the one that the process file names for the kind.
        pieces: Vec<Piece>,
    },
    /// Take kept evidence back; its text stays in the log.
    Unkeep {
        /// Its number.
        n: u32,
        /// Why.
        reason: String,
    },
    /// Undo the agent's last step.
    Undo(Box<Undo>),
    /// Bring in one step of imported history.
    Import(Box<Step>),
}

/// A move with its form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// Which.
    pub verb: Verb,
    /// Which way; empty: the only or first one that fits.
    pub way: String,
    /// The form.
    pub values: Values,
    /// A lead forces it: the reason.
    pub force: Option<String>,
}

impl Move {
    /// A move without form.
    #[must_use]
    pub fn new(verb: Verb) -> Move {
        Move {
            verb,
            way: String::new(),
            values: Values::new(),
            force: None,
        }
    }

    /// The same move with a form.
    #[must_use]
    pub fn with(verb: Verb, values: Values) -> Move {
        Move {
            values,
            ..Move::new(verb)
        }
    }
}

/// What opens a ticket.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opening {
    /// The facts.
    pub opened: Opened,
    /// Suggested impact, unconfirmed.
    pub impact: String,
    /// Suggested urgency, unconfirmed.
    pub urgency: String,
    /// Major incident.
    pub major: bool,
    /// Follows up an archived or closed ticket.
    pub follow_up: Option<TicketId>,
    /// Begins with words of another ticket.
    pub split: Option<Split>,
    /// It was opened elsewhere: the first step of its history.
    pub past: Option<Box<Step>>,
}

/// Which words of a ticket begin another one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Split {
    /// The ticket where they stand, and stay.
    pub from: TicketId,
    /// The events that carry them.
    pub events: Vec<u32>,
    /// How the new ticket is linked to it: `related` or `follow_up`.
    pub kind: String,
}

/// How an item is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Done, with a result.
    Done(String),
    /// Skipped, because.
    Skipped(String),
}

/// What an undo needs to know: the event to take back and the ticket before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undo {
    /// The ticket's last event.
    pub event: Event,
    /// The ticket before that event.
    pub before: Ticket,
}

/// Everything outside the ticket that a decision may look at. The desk fills it; nothing is looked
/// up while deciding.
#[derive(Clone, Debug, Default)]
pub struct Scene {
    /// The instant of the decision.
    pub now: At,
    /// The command's id.
    pub command: CommandId,
    /// The desk's id.
    pub desk: String,
    /// The tickets linked to this one (and those the command names).
    pub linked: Vec<LinkedTicket>,
    /// The tickets that were merged into this one, as far as this agent sees them, when the command may speak of
    /// their messages, files and evidence, or freezes them into a package.
    pub merged: Vec<Ticket>,
    /// The tickets of which words stand among this one's evidence, where the command freezes a package, or in what it
    /// writes, and that are by now restricted and not to the same people.
    pub apart: BTreeSet<TicketId>,
    /// The articles that the command names or the ticket is linked to, as this agent sees them.
    pub articles: Vec<Head>,
    /// The ticket's history in words, for a package.
    pub timeline: Vec<TimelineLine>,
    /// The JSON of the current package, when the command may freeze or accept one.
    pub package: Option<String>,
    /// Agents that exist: to check assignees and partners.
    pub agents: Vec<Actor>,
    /// Teams that the desk keeps: to ask them.
    pub teams: Vec<Team>,
    /// The ticket's events, for the bundle that closing renders and archiving seals.
    pub history: Vec<Entry>,
    /// Where the audit chain ends, for the bundle.
    pub head: ChainHead,
}

/// What a decision may know of another ticket.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkedTicket {
    /// Its number.
    pub id: TicketId,
    /// Where it stands.
    pub stage: Stage,
    /// Its customer.
    pub customer: Option<CustomerId>,
    /// Its resolution.
    pub resolution: Option<Resolution>,
    /// Its KB decision.
    pub kb: Option<KbDecision>,
    /// Its subject.
    pub subject: String,
    /// Its own links.
    pub links: Vec<Link>,
    /// What those linked to it are to hear.
    pub news: News,
    /// In which ticket it goes on.
    pub merged_into: Option<TicketId>,
    /// Who sees it besides leads; `None`: everyone.
    pub audience: Option<Vec<AgentName>>,
    /// Something is known of it that others can wait for, or go by: [`known_error::is_begun`].
    pub known: bool,
    /// This agent may not see it: only where it stands, whether something is known, and who sees it is told.
    pub hidden: bool,
}

impl LinkedTicket {
    /// What a decision about another ticket may know of this one.
    #[must_use]
    pub fn of(ticket: &Ticket) -> LinkedTicket {
        LinkedTicket {
            id: ticket.id,
            stage: ticket.stage.clone(),
            customer: ticket.customer,
            resolution: ticket.resolution.clone(),
            kb: ticket.kb.clone(),
            subject: ticket.subject.clone(),
            links: ticket.links.clone(),
            news: heed::news(ticket),
            merged_into: ticket.merged_into,
            audience: row_of::audience(ticket),
            known: known_error::is_begun(ticket),
            hidden: false,
        }
    }

    /// The same for someone who may not see it.
    #[must_use]
    pub fn hidden(ticket: &Ticket) -> LinkedTicket {
        LinkedTicket {
            id: ticket.id,
            stage: ticket.stage.clone(),
            subject: RESTRICTED.to_owned(),
            // Only by them a circle can be seen.
            links: ticket.links.clone(),
            // What goes on from it is for the same people.
            audience: row_of::audience(ticket),
            known: known_error::is_begun(ticket),
            hidden: true,
            ..LinkedTicket::default()
        }
    }
}

/// A line of history in words.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct TimelineLine {
    /// When.
    pub at: At,
    /// Who.
    pub by: String,
    /// What, in words.
    pub text: String,
}
