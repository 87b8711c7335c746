//! Work on a ticket that is no move.

use super::{Field, Lines, Text};
use crate::domain::id::{NumberOn, TicketId};
use crate::domain::reference::Reference;
use clap::{ArgGroup, Args};
use std::path::PathBuf;

/// An intake answer.
#[derive(Clone, Debug, Args)]
#[command(group = ArgGroup::new("how").args(["text", "text_file", "unavailable", "from_message", "from_attachment"]).required(true))]
pub struct Answer {
    /// Ticket
    pub id: TicketId,
    /// symptoms, steps, errors or changes
    pub field: String,
    /// The answer
    #[command(flatten)]
    pub text: Text,
    /// Not available because
    #[arg(long, value_name = "REASON", allow_hyphen_values = true)]
    pub unavailable: Option<String>,
    /// Words of the message of this number, appended with where they stand
    #[arg(long, value_name = "N")]
    pub from_message: Option<NumberOn>,
    /// Lines of the attachment of this number, appended with where they stand
    #[arg(long, value_name = "N", requires = "lines")]
    pub from_attachment: Option<NumberOn>,
    /// Which lines of it: 3-5, or 3
    #[arg(long, value_name = "A-B", conflicts_with_all = ["text", "text_file", "unavailable"])]
    pub lines: Option<Lines>,
    /// Replace what is no answer: a reason why there was none, or one given in advance
    #[arg(long, conflicts_with_all = ["text", "text_file", "unavailable"])]
    pub replace: bool,
}

/// A to-do.
#[derive(Clone, Debug, Args)]
pub struct Todo {
    /// Ticket
    pub id: TicketId,
    /// Number of the to-do
    pub n: u32,
    /// The answer
    #[command(flatten)]
    pub text: Text,
}

/// A checklist item.
#[derive(Clone, Debug, Args)]
#[command(group = ArgGroup::new("how").args(["done", "skip", "still_true", "kept", "none_similar"]).required(true))]
pub struct Check {
    /// Ticket
    pub id: TicketId,
    /// The item, of the tier in turn; with --still-true also * for all
    pub item: String,
    /// Done, with this result
    #[arg(long, value_name = "RESULT", allow_hyphen_values = true)]
    pub done: Option<String>,
    /// Done, with the result and the evidence that are known already: of a link, of what was kept for it,
    /// of the versions
    #[arg(long, visible_alias = "proposed")]
    pub kept: bool,
    /// Done: what hoist similar finds was looked through, none is the same; the list is kept as evidence
    #[arg(long, conflicts_with = "evidence")]
    pub none_similar: bool,
    /// Evidence for the result
    #[arg(long, value_name = "E", allow_hyphen_values = true)]
    pub evidence: Option<String>,
    /// Skipped, because
    #[arg(long, value_name = "REASON", allow_hyphen_values = true)]
    pub skip: Option<String>,
    /// What was checked before the reopening is still true
    #[arg(long)]
    pub still_true: bool,
    /// Of this tier's checklist
    #[arg(long, value_name = "TIER")]
    pub tier: Option<String>,
}

/// An internal note, or a remark.
#[derive(Clone, Debug, Args)]
pub struct Note {
    /// Ticket
    pub id: TicketId,
    /// The text
    #[command(flatten)]
    pub text: Text,
}

/// An approval: given, asked for, or denied.
#[derive(Clone, Debug, Args)]
pub struct Approve {
    /// What to say about it
    #[command(flatten)]
    pub note: Note,
    /// Ask for it: a lead is told, and the ticket stands among the approvals
    #[arg(long)]
    pub ask: bool,
    /// Do not give it, or ask for it no more, for the reason in the text
    #[arg(long, conflicts_with = "ask")]
    pub deny: bool,
}

/// An internal note.
#[derive(Clone, Debug, Args)]
pub struct Noting {
    /// The note
    #[command(flatten)]
    pub note: Note,
    /// The customer's last word needs no answer, for this reason
    #[arg(long)]
    pub no_answer: bool,
}

/// A message to the customer.
#[derive(Clone, Debug, Args)]
pub struct Message {
    /// Ticket
    pub id: TicketId,
    /// The text
    #[command(flatten)]
    pub text: Text,
    /// From this template, filled in for the ticket
    #[arg(long, value_name = "NAME", conflicts_with_all = ["text", "text_file"])]
    pub template: Option<String>,
    /// Print the text and send nothing
    #[arg(long)]
    pub preview: bool,
    /// Another channel than the ticket's
    #[arg(long, value_name = "C")]
    pub channel: Option<String>,
    /// An attempt without answer: a reminder, a call
    #[arg(long)]
    pub attempt: bool,
    /// It tells the workaround: to-dos that ask for it are answered
    #[arg(long, conflicts_with = "attempt")]
    pub workaround: bool,
    /// Take message N back while it is in the outbox
    #[arg(long, value_name = "N", conflicts_with_all = ["text", "text_file", "template", "channel", "attempt", "workaround", "preview"])]
    pub take_back: Option<u32>,
}

/// Word from the customer.
#[derive(Clone, Debug, Args)]
pub struct Received {
    /// Ticket
    pub id: TicketId,
    /// The text
    #[command(flatten)]
    pub text: Text,
    /// Another channel than the ticket's
    #[arg(long, value_name = "C")]
    pub channel: Option<String>,
}

/// A record.
#[derive(Clone, Debug, Args)]
pub struct Record {
    /// Ticket
    pub id: TicketId,
    /// Which kind: hoist process show --json lists them with their fields
    pub kind: String,
    /// Its fields
    #[arg(value_name = "NAME=VALUE")]
    pub fields: Vec<Field>,
}

/// A criterion.
#[derive(Clone, Debug, Args)]
#[command(group = ArgGroup::new("how").args(["why", "gone"]))]
pub struct Criterion {
    /// Ticket
    pub id: TicketId,
    /// Which
    pub criterion: String,
    /// A sentence why it holds; the escalation asks for it if it is not said here
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub why: Option<String>,
    /// It no longer holds, because
    #[arg(long, value_name = "REASON", allow_hyphen_values = true)]
    pub gone: Option<String>,
}

/// A wait.
#[derive(Clone, Debug, Args)]
pub struct Hold {
    /// Ticket
    pub id: TicketId,
    /// customer, internal_team, vendor, change_window, known_error or scheduled
    pub kind: String,
    /// Until when: 2h, 3d, tomorrow 9:00, 2026-11-24 10:00
    #[arg(long, value_name = "TIME")]
    pub until: String,
    /// For whose answer, why
    #[command(flatten)]
    pub text: Text,
}

/// The end of a wait.
#[derive(Clone, Debug, Args)]
pub struct Resume {
    /// Ticket
    pub id: TicketId,
    /// Which wait; all when none is named
    pub n: Option<u32>,
}

/// A question to an internal team.
#[derive(Clone, Debug, Args)]
pub struct Ask {
    /// Ticket
    pub id: TicketId,
    /// The team, or a tier
    #[arg(required_unless_present = "letter")]
    pub team: Option<String>,
    /// Due when: 2h, 3d, tomorrow 9:00, 2026-11-24 10:00
    #[arg(long, value_name = "TIME", required_unless_present = "letter")]
    pub due: Option<String>,
    /// Print again the text to send of question N
    #[arg(long, value_name = "N", conflicts_with_all = ["team", "due", "text", "text_file"])]
    pub letter: Option<u32>,
    /// The question
    #[command(flatten)]
    pub text: Text,
}

/// A team's answer.
#[derive(Clone, Debug, Args)]
pub struct Answered {
    /// Ticket
    pub id: TicketId,
    /// Number of the question
    pub n: u32,
    /// The answer
    #[command(flatten)]
    pub text: Text,
}

/// A forced move.
#[derive(Clone, Debug, Args)]
pub struct Override {
    /// Ticket
    pub id: TicketId,
    /// Which move: escalate, resolve, …
    pub r#move: String,
    /// Why
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub reason: String,
    /// Fields of the move's form
    #[arg(value_name = "NAME=VALUE")]
    pub fields: Vec<Field>,
}

/// Something owed, supplied.
#[derive(Clone, Debug, Args)]
pub struct Settle {
    /// Ticket
    pub id: TicketId,
    /// Number of what is owed
    pub n: u32,
    /// The answer or result
    #[command(flatten)]
    pub text: Text,
    /// Fields, where a record is owed
    #[arg(value_name = "NAME=VALUE")]
    pub fields: Vec<Field>,
}

/// Something owed, forgiven.
#[derive(Clone, Debug, Args)]
pub struct Waive {
    /// Ticket
    pub id: TicketId,
    /// Number of what is owed
    pub n: u32,
    /// Why
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub reason: String,
}

/// A restriction.
#[derive(Clone, Debug, Args)]
pub struct Restrict {
    /// Ticket
    pub id: TicketId,
    /// An agent who sees it beside those in charge; may be given several times
    #[arg(long = "agent", value_name = "AGENT")]
    pub agents: Vec<String>,
    /// Why
    #[arg(
        long,
        value_name = "T",
        default_value = "restricted by hand",
        allow_hyphen_values = true
    )]
    pub why: String,
}

/// The end of a restriction.
#[derive(Clone, Debug, Args)]
pub struct Lift {
    /// Ticket
    pub id: TicketId,
    /// Why
    #[arg(
        long,
        value_name = "T",
        default_value = "lifted by hand",
        allow_hyphen_values = true
    )]
    pub why: String,
}

/// A link.
#[derive(Clone, Debug, Args)]
pub struct Link {
    /// Ticket
    pub id: TicketId,
    /// The other ticket, or an article: kb:12
    pub other: Reference,
    /// duplicate, related, known_error, follow_up or parent; an article: known_error or related
    #[arg(long = "as", value_name = "KIND", id = "link_kind")]
    pub kind: String,
    /// Let the ticket wait for its fix until: 3d, 2026-11-24, tomorrow 9:00
    #[arg(long, value_name = "TIME")]
    pub hold_until: Option<String>,
}

/// A link taken back.
#[derive(Clone, Debug, Args)]
pub struct Unlink {
    /// Ticket
    pub id: TicketId,
    /// The other ticket, or an article: kb:12
    pub other: Reference,
    /// Which link, where there are several
    #[arg(long = "as", value_name = "KIND", id = "link_kind")]
    pub kind: Option<String>,
}

/// Files for a ticket.
#[derive(Clone, Debug, Args)]
pub struct Attach {
    /// Ticket
    pub id: TicketId,
    /// The files; - is standard input
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// Keep it under this name; standard input needs one
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    pub name: Option<String>,
}

/// One attachment.
#[derive(Clone, Debug, Args)]
pub struct Attachment {
    /// Ticket
    pub id: TicketId,
    /// Its number; 1051.2 is number 2 of a ticket that goes on here
    pub n: NumberOn,
    /// Save it: in a directory under its cleaned name, or as a new file; nothing is overwritten
    #[arg(long, value_name = "DIR|FILE")]
    pub to: Option<PathBuf>,
    /// Take it back, because; the bytes stay as evidence
    #[arg(
        long,
        value_name = "REASON",
        conflicts_with = "to",
        allow_hyphen_values = true
    )]
    pub take_back: Option<String>,
}
