//! The moves of the process. Every form field can be given as name=value beside its flag.

use super::{Field, Text};
use crate::domain::id::TicketId;
use crate::domain::reference::Reference;
use clap::{ArgGroup, Args};

/// A move without flags of its own.
#[derive(Clone, Debug, Args)]
pub struct Plain {
    /// Ticket
    pub id: TicketId,
    /// Fields of its form
    #[arg(value_name = "NAME=VALUE")]
    pub fields: Vec<Field>,
}

/// Accepting a package.
#[derive(Clone, Debug, Args)]
pub struct Accept {
    /// Ticket
    pub id: TicketId,
    /// The word that stands below the package; over SSH the package is printed first, and accepted with it
    pub word: Option<String>,
}

/// A move with a reason.
#[derive(Clone, Debug, Args)]
pub struct Reason {
    /// Ticket
    pub id: TicketId,
    /// The reason: a code where the process has codes, else words
    #[arg(long, value_name = "REASON", allow_hyphen_values = true)]
    pub reason: Option<String>,
    /// A remark, where the form has one
    #[command(flatten)]
    pub text: Text,
}

/// An escalation.
#[derive(Clone, Debug, Args)]
pub struct Escalate {
    /// Ticket
    pub id: TicketId,
    /// The criteria that hold
    #[arg(long, value_name = "C", num_args = 1.., value_delimiter = ',')]
    pub because: Vec<String>,
    /// A sentence why
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub why: Option<String>,
    /// Further fields of its form
    #[arg(value_name = "NAME=VALUE")]
    pub fields: Vec<Field>,
}

/// A return.
#[derive(Clone, Debug, Args)]
pub struct Return {
    /// Ticket
    pub id: TicketId,
    /// The reason's code
    #[arg(long, value_name = "CODE")]
    pub reason: Option<String>,
    /// What is missing; each becomes a to-do
    #[arg(long, value_name = "T", num_args = 1.., allow_hyphen_values = false)]
    pub missing: Vec<String>,
    /// A remark, or what is unclear about a resolution
    #[command(flatten)]
    pub text: Text,
}

/// A resolution.
#[derive(Clone, Debug, Args)]
#[command(group = ArgGroup::new("knowledge").args(["kb", "no_kb"]))]
#[command(group = ArgGroup::new("why").args(["cause", "cause_unknown"]))]
pub struct Resolve {
    /// Ticket
    pub id: TicketId,
    /// Resolution code
    #[arg(long, value_name = "CODE")]
    pub code: Option<String>,
    /// What solved it
    #[command(flatten)]
    pub text: Text,
    /// A knowledge base article
    #[arg(long, value_name = "REF")]
    pub kb: Option<String>,
    /// Nothing new for the knowledge base, because
    #[arg(long, value_name = "WHY", allow_hyphen_values = true)]
    pub no_kb: Option<String>,
    /// The root cause
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub cause: Option<String>,
    /// The root cause is unknown, because
    #[arg(long, value_name = "WHY", allow_hyphen_values = true)]
    pub cause_unknown: Option<String>,
    /// Inherit the resolution of this linked ticket, or of a linked article that is fixed: kb:12
    #[arg(long, value_name = "OTHER", conflicts_with_all = ["code", "cause", "cause_unknown", "kb", "no_kb"])]
    pub with: Option<Reference>,
}

/// A deployment.
#[derive(Clone, Debug, Args)]
#[command(group = ArgGroup::new("knowledge").args(["kb", "kb_by", "no_kb"]))]
pub struct Deploy {
    /// Ticket
    pub id: TicketId,
    /// Fields of its form, and of the records it asks for: component= cause= kind= reference=
    /// test.what= test.result= where= version= when= roll_back=
    #[arg(value_name = "NAME=VALUE")]
    pub fields: Vec<Field>,
    /// A knowledge base article
    #[arg(long, value_name = "REF")]
    pub kb: Option<String>,
    /// The article is owed until
    #[arg(long, value_name = "DATE")]
    pub kb_by: Option<String>,
    /// Nothing new for the knowledge base, because
    #[arg(long, value_name = "WHY", allow_hyphen_values = true)]
    pub no_kb: Option<String>,
}

/// A sign-off.
#[derive(Clone, Debug, Args)]
pub struct Sign {
    /// Ticket
    pub id: TicketId,
    /// For which tier, where you belong to both
    #[arg(long = "for", value_name = "TIER")]
    pub tier: Option<String>,
    /// What was checked
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub checked: Option<String>,
    /// With which result
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub result: Option<String>,
}

/// A failed verification.
#[derive(Clone, Debug, Args)]
pub struct Reject {
    /// Ticket
    pub id: TicketId,
    /// What failed
    #[command(flatten)]
    pub text: Text,
    /// Log line, file, link
    #[arg(long, value_name = "E", allow_hyphen_values = true)]
    pub evidence: Option<String>,
}

/// A declined fix.
#[derive(Clone, Debug, Args)]
#[command(group = ArgGroup::new("knowledge").args(["kb", "kb_by", "no_kb"]))]
pub struct Decline {
    /// Ticket
    pub id: TicketId,
    /// wont_fix, by_design, permanent_workaround or risk_accepted
    #[arg(long, value_name = "C")]
    pub code: Option<String>,
    /// Wording for the customer
    #[command(flatten)]
    pub text: Text,
    /// The rationale, for the desk
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub rationale: Option<String>,
    /// A knowledge base article
    #[arg(long, value_name = "REF")]
    pub kb: Option<String>,
    /// The article is owed until
    #[arg(long, value_name = "DATE")]
    pub kb_by: Option<String>,
    /// Nothing new for the knowledge base, because
    #[arg(long, value_name = "WHY", allow_hyphen_values = true)]
    pub no_kb: Option<String>,
}

/// Telling the customer.
#[derive(Clone, Debug, Args)]
pub struct Tell {
    /// Ticket
    pub id: TicketId,
    /// By which channel; when nothing is said the one by which the customer was told last, else came: a ticket of the
    /// command line (cli) has none
    #[arg(long, value_name = "C")]
    pub channel: Option<String>,
    /// The message; without one the resolution's text is proposed and nothing is sent
    #[command(flatten)]
    pub text: Text,
    /// Wait two days for the answer and remind; after two reminders closing is proposed
    #[arg(long)]
    pub remind: bool,
}

/// Closing.
#[derive(Clone, Debug, Args)]
pub struct Close {
    /// Ticket
    pub id: TicketId,
    /// Who said that all is well
    #[arg(long, value_name = "WHO")]
    pub confirmed_by: Option<String>,
    /// How: phone, email, …
    #[arg(long, value_name = "HOW")]
    pub how: Option<String>,
    /// When; now when nothing is said
    #[arg(long, value_name = "TIME")]
    pub when: Option<String>,
    /// A score from 1 to 5
    #[arg(long, value_name = "N")]
    pub score: Option<u8>,
    /// Nobody answered, though asked again
    #[arg(long, conflicts_with_all = ["confirmed_by", "how", "score", "when"])]
    pub assumed: bool,
    /// Resolve, tell and close at once, on the path of the quick answer
    #[arg(long, conflicts_with_all = ["assumed", "when"])]
    pub quick: bool,
    /// With --quick: the resolution's code
    #[arg(long, value_name = "C", requires = "quick")]
    pub code: Option<String>,
    /// With --quick: what the customer is told
    #[command(flatten)]
    pub text: Text,
}

/// Not satisfied.
#[derive(Clone, Debug, Args)]
pub struct Dissatisfied {
    /// Ticket
    pub id: TicketId,
    /// What is still wrong
    #[command(flatten)]
    pub text: Text,
    /// A tier that already had it; the one that resolved it when nothing is said
    #[arg(long, value_name = "TIER")]
    pub to: Option<String>,
}

/// Cancelling.
#[derive(Clone, Debug, Args)]
pub struct Cancel {
    /// Ticket
    pub id: TicketId,
    /// duplicate, spam, no_longer_needed, not_an_issue or no_answer
    #[arg(long, value_name = "CODE")]
    pub reason: Option<String>,
    /// Message to the customer, unless it is spam
    #[command(flatten)]
    pub text: Text,
    /// Further fields of its form
    #[arg(value_name = "NAME=VALUE")]
    pub fields: Vec<Field>,
}
