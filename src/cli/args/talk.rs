//! The conversation, and templates.

use super::Text;
use crate::domain::id::{NumberOn, TicketId};
use clap::{Args, Subcommand};

/// The conversation with the customer.
#[derive(Clone, Debug, Args)]
pub struct Messages {
    /// Ticket
    pub id: TicketId,
    /// Only the message of this number; 1051.2 is number 2 of a ticket that goes on here
    pub n: Option<NumberOn>,
    /// Only what you have not read
    #[arg(long, conflicts_with = "n")]
    pub unread: bool,
    /// What is shown stays unread
    #[arg(long)]
    pub keep_unread: bool,
}

/// Reply templates of the desk.
#[derive(Clone, Debug, Subcommand)]
pub enum Templates {
    /// List them, and what can be filled in
    List,
    /// Print one as it is kept
    Show {
        /// Its name
        name: String,
    },
    /// Add one (a lead does it): Dear {contact}, about {ticket} …
    Add(Template),
    /// Change the text of one (a lead does it)
    Change(Template),
    /// Remove one (a lead does it)
    Remove {
        /// Its name
        name: String,
    },
}

/// A template's text.
#[derive(Clone, Debug, Args)]
pub struct Template {
    /// Its name
    pub name: String,
    /// The text
    #[command(flatten)]
    pub text: Text,
}
