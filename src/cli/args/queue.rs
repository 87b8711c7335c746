//! New tickets, lists, one ticket.

use super::{Field, Text};
use crate::domain::id::TicketId;
use clap::{Args, ValueEnum};

/// A new ticket.
#[derive(Clone, Debug, Default, Args)]
pub struct New {
    /// One line that says what is wrong
    #[arg(long, value_name = "S", allow_hyphen_values = true)]
    pub subject: String,
    /// The customer: name or number; a new name makes a new customer
    #[arg(long, value_name = "C")]
    pub customer: Option<String>,
    /// The customer is a new one, also where another has a name like it
    #[arg(long, requires = "customer")]
    pub new_customer: bool,
    /// Name, address or telephone number of whoever asks
    #[arg(long, value_name = "ADDRESS")]
    pub contact: Option<String>,
    /// incident, question, request or security
    #[arg(long, value_name = "K")]
    pub kind: Option<String>,
    /// How it reached the desk; cli when nothing is said
    #[arg(long, value_name = "C")]
    pub channel: Option<String>,
    /// high, medium or low: a suggestion until the ticket is taken
    #[arg(long, value_name = "I")]
    pub impact: Option<String>,
    /// high, medium or low: a suggestion until the ticket is taken
    #[arg(long, value_name = "U")]
    pub urgency: Option<String>,
    /// A major incident, above every priority
    #[arg(long)]
    pub major: bool,
    /// Product
    #[arg(long, value_name = "P")]
    pub product: Option<String>,
    /// Version of the product
    #[arg(long, value_name = "V")]
    pub version: Option<String>,
    /// A tag; may be given several times
    #[arg(long, value_name = "TAG")]
    pub tag: Vec<String>,
    /// In their own words, kept word for word
    #[command(flatten)]
    pub text: Text,
}

/// A follow-up of another ticket; what is not said is taken from it.
#[derive(Clone, Debug, Args)]
pub struct FollowUp {
    /// The ticket that is followed up
    pub id: TicketId,
    /// One line that says what is wrong
    #[arg(long, value_name = "S", allow_hyphen_values = true)]
    pub subject: Option<String>,
    /// How it reached the desk; cli when nothing is said
    #[arg(long, value_name = "C")]
    pub channel: Option<String>,
    /// In their own words, kept word for word
    #[command(flatten)]
    pub text: Text,
}

/// The orders of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Order {
    /// What needs someone first
    Due,
    /// Oldest first
    Age,
    /// Major, P1 … P4
    Priority,
    /// Latest change first
    Updated,
}

/// A list of tickets.
#[derive(Clone, Debug, Default, Args)]
pub struct List {
    /// In a stage of this tier
    #[arg(long, value_name = "T")]
    pub tier: Option<String>,
    /// In this phase
    #[arg(long, value_name = "P")]
    pub phase: Option<String>,
    /// In this tier's queue: it is its turn
    #[arg(long, value_name = "T")]
    pub turn: Option<String>,
    /// Assigned to you
    #[arg(long)]
    pub mine: bool,
    /// You are the customer's agent
    #[arg(long)]
    pub my_customers: bool,
    /// Nobody is assigned
    #[arg(long)]
    pub unassigned: bool,
    /// A clock ran out
    #[arg(long)]
    pub breached: bool,
    /// A clock runs out before this shift ends: of your tickets and your tiers' unless you say whose
    #[arg(long)]
    pub late_this_shift: bool,
    /// On hold of this kind; any for every kind
    #[arg(long, value_name = "H")]
    pub hold: Option<String>,
    /// A view: my turn, a tier's name, my work, my customers, handed to me,
    /// handed over, unassigned, sent back, late this shift, owner away, all, or
    /// a saved one; for leads also: for leads, approvals, unaccepted, sent back twice, owed
    #[arg(long, value_name = "NAME")]
    pub view: Option<String>,
    /// Words as typed after / in the interface: turn:tier1 late p1 sort:age export fails
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub query: Option<String>,
    /// Closed, archived and cancelled tickets too
    #[arg(long)]
    pub all: bool,
    /// The order
    #[arg(long)]
    pub sort: Option<Order>,
    /// At most so many rows
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub limit: u32,
    /// Continue after the cursor that the last page ended with
    #[arg(long, value_name = "CURSOR")]
    pub after: Option<String>,
}

/// One ticket.
#[derive(Clone, Debug, Args)]
pub struct Show {
    /// Ticket
    pub id: TicketId,
    /// Its whole history too
    #[arg(long)]
    pub timeline: bool,
    /// A hand-off package instead, by version; 0 is the current one
    #[arg(long, value_name = "N")]
    pub package: Option<u32>,
    /// The bundle of a closed or archived ticket instead: everything the desk has of it
    #[arg(long, conflicts_with_all = ["package", "timeline"])]
    pub bundle: bool,
    /// As a Markdown page: the package named, else the current one; the ticket where none is
    #[arg(long)]
    pub markdown: bool,
}

/// An assignment.
#[derive(Clone, Debug, Args)]
pub struct Assign {
    /// Ticket
    pub id: TicketId,
    /// To whom; - gives it back
    pub agent: String,
    /// Hand over the customer's agent instead of the assignee
    #[arg(long)]
    pub customers_agent: bool,
}

/// Fields of a ticket.
#[derive(Clone, Debug, Args)]
pub struct Set {
    /// Ticket
    pub id: TicketId,
    /// impact, urgency, major, customer (name or number; new_customer=yes adds one), contact, product, version,
    /// kind, subject, tag, untag
    #[arg(required = true, value_name = "NAME=VALUE")]
    pub fields: Vec<Field>,
}
