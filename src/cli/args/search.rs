//! Search.

use crate::domain::id::TicketId;
use clap::{Args, ValueEnum};

/// What is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// Anywhere in a ticket
    Ticket,
    /// Articles of the knowledge base
    Kb,
    /// In a message to or from the customer
    Message,
}

/// A search.
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "Words, \"phrases\", -word for not, OR between two; the last word may be its beginning.\n\
    Filters: tier: phase: assignee: customer: product: priority: kind: before: after: is:late has:workaround\n\
    Of articles: kind:kb is:draft is:published is:retired is:known_error product: assignee: has:workaround\n\
    Everything else is literal text. Put it in one pair of quotes: hoist search 'vpn -printer is:open'"
)]
pub struct Search {
    /// What to search
    #[arg(required = true, value_name = "TEXT")]
    pub text: Vec<String>,
    /// Search only these; tickets and articles when nothing is said
    #[arg(long, value_enum)]
    pub kind: Option<Kind>,
    /// At most so many, articles and tickets together
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub limit: u32,
    /// Go on below the ticket, or with --kind kb the article, that the last page ended with
    #[arg(long, value_name = "ID")]
    pub after: Option<TicketId>,
}
