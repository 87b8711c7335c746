//! Reports, and the reviews that are held.

use crate::domain::report::{By, Figure};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// What is reported.
#[derive(Clone, Debug, Args)]
pub struct Report {
    /// The figures of this period: since 7d, mon, 2026-11-01, 2026-10 …; the last review's end when left out, within a day
    /// of it the period that it was of
    #[arg(long, value_name = "TIME")]
    pub from: Option<String>,
    /// Up to here, without it; now when left out
    #[arg(long, value_name = "TIME")]
    pub to: Option<String>,
    /// From the first ticket to now
    #[arg(long, conflicts_with_all = ["from", "to"])]
    pub all_time: bool,
    /// Set apart by tier, team, criterion, kind, priority, product, customer or agent
    #[arg(long, value_name = "WHAT")]
    pub by: Option<By>,
    /// Only these: customer=Acme, priority=P1, tier=tier2; several of one kind are alternatives
    #[arg(long, value_name = "WHAT=WORD", value_parser = only)]
    pub only: Vec<(By, String)>,
    /// One figure with every row
    #[arg(long, value_name = "ID")]
    pub figure: Option<Figure>,
    /// List the tickets behind the figure
    #[arg(long, requires = "figure")]
    pub tickets: bool,
    /// … behind this row of it, by the id that JSON gives
    #[arg(
        long,
        value_name = "ID",
        requires = "tickets",
        allow_hyphen_values = true
    )]
    pub row: Option<String>,
    /// … of this group of --by
    #[arg(long, value_name = "WORD", requires_all = ["tickets", "by"], allow_hyphen_values = true)]
    pub group: Option<String>,
    /// … at most so many, the newest first
    #[arg(long, value_name = "N", default_value_t = 50, requires = "tickets")]
    pub limit: u32,
    /// As Markdown
    #[arg(long, conflicts_with_all = ["json", "figure"])]
    pub markdown: bool,
    /// As a page with pictures, into a new file; - is standard output
    #[arg(long, value_name = "FILE", conflicts_with_all = ["json", "figure", "markdown"])]
    pub html: Option<PathBuf>,
}

fn only(text: &str) -> Result<(By, String), String> {
    let (by, word) = text
        .split_once('=')
        .ok_or_else(|| "write WHAT=WORD, like customer=Acme".to_owned())?;
    Ok((by.parse()?, word.to_owned()))
}

/// Reviews: a period looked at, what was found and decided. Without a command: whether one is due.
#[derive(Clone, Debug, Args)]
pub struct Review {
    /// What about it.
    #[command(subcommand)]
    pub what: Option<Reviews>,
}

/// Reviews that are held.
#[derive(Clone, Debug, Subcommand)]
pub enum Reviews {
    /// Hold a review of a period; a lead does it
    Hold {
        /// The beginning of the period; the end of the last review's when left out
        #[arg(long, value_name = "TIME")]
        from: Option<String>,
        /// Its end; now when left out
        #[arg(long, value_name = "TIME")]
        to: Option<String>,
        /// What was found; several times
        #[arg(long, value_name = "T", allow_hyphen_values = true)]
        finding: Vec<String>,
    },
    /// List the reviews that were held, the last one first
    List,
    /// Show a review: its findings, its decisions and what became of them
    Show {
        /// Its number; the last one when left out
        review: Option<i64>,
    },
    /// Add what was found
    Finding {
        /// The review
        review: i64,
        /// What was found
        #[arg(allow_hyphen_values = true)]
        text: String,
    },
    /// Write a decision down, with its owner and a date
    Decide(Decide),
    /// A decision was done; its owner says so, or a lead
    Done(FollowedUp),
    /// A decision was dropped, because
    Drop(FollowedUp),
}

/// A decision.
#[derive(Clone, Debug, Args)]
pub struct Decide {
    /// The review
    pub review: i64,
    /// What is to be done
    #[arg(allow_hyphen_values = true)]
    pub text: String,
    /// Who sees to it
    #[arg(long, value_name = "AGENT")]
    pub owner: String,
    /// Until when: 2w, fri, 2026-12-24
    #[arg(long, value_name = "TIME")]
    pub due: String,
    /// The figure that it is about, with a row after a colon: missing:the log file
    #[arg(
        long,
        value_name = "FIGURE[:ROW]",
        default_value = "",
        hide_default_value = true
    )]
    pub about: String,
}

/// What became of a decision.
#[derive(Clone, Debug, Args)]
pub struct FollowedUp {
    /// The review
    pub review: i64,
    /// The decision's number in it
    pub decision: u32,
    /// What came of it, or why not
    #[arg(allow_hyphen_values = true)]
    pub text: String,
}
