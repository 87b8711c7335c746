//! The knowledge base.

use super::{Field, Text};
use crate::domain::article::State;
use crate::domain::id::{ArticleId, TicketId};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// The knowledge base.
#[derive(Clone, Debug, Subcommand)]
pub enum Kb {
    /// List articles, the newest first; hoist search --kind kb TEXT searches their texts
    List(KbList),
    /// Show one article
    Show(KbShow),
    /// Every revision of an article: who, when, what changed
    History {
        /// Article
        article: ArticleId,
    },
    /// Write an article, a draft; prints its number
    New(KbNew),
    /// Change fields of an article
    Edit(KbEdit),
    /// Publish an article: it is for use, and what linked tickets owe is settled
    Publish(KbSay),
    /// Say that a published article was read through and is right
    Review(KbSay),
    /// Say that the fix of a known error is there: the waits of linked tickets end, and each is asked to
    /// resolve with it and tell the customer
    Fixed(KbFixed),
    /// Retire an article: it stays readable, but is no longer for use
    Retire(KbRetire),
    /// Link an article to a ticket
    Link(KbLink),
    /// Take the link of an article to a ticket back
    Unlink {
        /// Ticket
        ticket: TicketId,
        /// Article
        article: ArticleId,
    },
    /// Bring in a folder of Markdown files, all of it or nothing
    Import(KbImport),
    /// Write articles into a folder, a Markdown file each
    Export(KbExport),
}

/// A list of articles.
#[derive(Clone, Debug, Args)]
pub struct KbList {
    /// draft, published or retired
    #[arg(long, value_name = "S")]
    pub state: Option<State>,
    /// With this tag
    #[arg(long, value_name = "T")]
    pub tag: Option<String>,
    /// Of this product
    #[arg(long, value_name = "P")]
    pub product: Option<String>,
    /// Published known errors
    #[arg(long)]
    pub known_error: bool,
    /// Those that want to be looked at again
    #[arg(long)]
    pub stale: bool,
    /// Those you look after
    #[arg(long)]
    pub mine: bool,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub limit: u32,
    /// Go on below the article that the last page ended with
    #[arg(long, value_name = "ARTICLE")]
    pub after: Option<ArticleId>,
}

/// One article.
#[derive(Clone, Debug, Args)]
pub struct KbShow {
    /// Article
    pub article: ArticleId,
    /// As the file that kb export writes and kb edit --text-file reads
    #[arg(long)]
    pub markdown: bool,
    /// As it was in this revision
    #[arg(long, value_name = "N")]
    pub revision: Option<u32>,
}

/// A new article.
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "Fields: title symptoms environment cause resolution workaround products tags known_error.\n\
    Texts are Markdown. Of --text and --text-file the parts below the headings # Symptoms, # Environment,\n\
    # Cause, # Resolution and # Workaround become these fields; a text without them is the resolution.\n\
    products='Relay = 9.3, 9.4' may be given several times, and so may tags=…"
)]
pub struct KbNew {
    /// Its title; with --from the ticket's subject when nothing is said
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub title: Option<String>,
    /// Draft it from this ticket: what is known there fills the fields, and it is linked
    #[arg(long, value_name = "TICKET")]
    pub from: Option<TicketId>,
    /// Its texts
    #[command(flatten)]
    pub text: Text,
    /// Its fields
    #[arg(value_name = "NAME=VALUE")]
    pub fields: Vec<Field>,
}

/// Changed fields.
#[derive(Clone, Debug, Args)]
#[command(after_help = "Fields and texts as in hoist kb new --help; NAME= empties a field.")]
pub struct KbEdit {
    /// Article
    pub article: ArticleId,
    /// Its title
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub title: Option<String>,
    /// Why
    #[arg(
        long,
        value_name = "T",
        default_value = "",
        hide_default_value = true,
        allow_hyphen_values = true
    )]
    pub why: String,
    /// Its texts
    #[command(flatten)]
    pub text: Text,
    /// Its fields
    #[arg(value_name = "NAME=VALUE")]
    pub fields: Vec<Field>,
}

/// A step with an article.
#[derive(Clone, Debug, Args)]
pub struct KbSay {
    /// Article
    pub article: ArticleId,
    /// A remark for its history
    #[arg(
        long,
        value_name = "T",
        default_value = "",
        hide_default_value = true,
        allow_hyphen_values = true
    )]
    pub why: String,
}

/// The fix of a known error.
#[derive(Clone, Debug, Args)]
pub struct KbFixed {
    /// Article
    pub article: ArticleId,
    /// What solves it; not needed where the article says it already
    #[command(flatten)]
    pub text: Text,
    /// A remark for its history
    #[arg(
        long,
        value_name = "T",
        default_value = "",
        hide_default_value = true,
        allow_hyphen_values = true
    )]
    pub why: String,
}

/// The end of an article.
#[derive(Clone, Debug, Args)]
pub struct KbRetire {
    /// Article
    pub article: ArticleId,
    /// Why: superseded by another, no longer true
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub reason: String,
}

/// A link to a ticket.
#[derive(Clone, Debug, Args)]
pub struct KbLink {
    /// Ticket
    pub ticket: TicketId,
    /// Article
    pub article: ArticleId,
    /// It helped here: it counts as reused
    #[arg(long)]
    pub helped: bool,
    /// It is the known error behind the ticket, as hoist link TICKET kb:ARTICLE --as known_error
    #[arg(long)]
    pub known_error: bool,
}

/// A folder coming in.
#[derive(Clone, Debug, Args)]
pub struct KbImport {
    /// The folder
    pub dir: PathBuf,
    /// Read and check everything, write nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// A folder going out.
#[derive(Clone, Debug, Args)]
pub struct KbExport {
    /// The folder; made where there is none
    pub dir: PathBuf,
    /// Only drafts, published or retired ones
    #[arg(long, value_name = "S")]
    pub state: Option<State>,
    /// Write over files of the same name
    #[arg(long)]
    pub replace: bool,
}
