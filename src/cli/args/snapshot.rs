//! Snapshots of configurations.

use crate::desk::snapshot::With;
use crate::domain::id::TicketId;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Configurations of customers: snapshots, what differs, baselines.
#[derive(Clone, Debug, Subcommand)]
pub enum Snapshots {
    /// Take snapshots, all or none; secrets are masked before anything is stored
    Add(SnapshotAdd),
    /// List the snapshots of a ticket, or of a customer
    List(SnapshotList),
    /// Print a snapshot
    Show {
        /// Ticket
        id: TicketId,
        /// Its number among the attachments
        n: u32,
    },
    /// Compare a snapshot: with the customer's last one, the product's baseline, another ticket's
    Diff(SnapshotDiff),
    /// Print a configuration as it would be kept, without keeping anything
    Mask {
        /// The file; - is standard input
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// How a configuration of a product should be; a lead says so
    #[command(subcommand)]
    Baseline(Baselines),
}

/// Snapshots to be taken.
#[derive(Clone, Debug, Args)]
pub struct SnapshotAdd {
    /// Ticket
    pub id: TicketId,
    /// The files; - is standard input
    #[arg(value_name = "FILE", required_unless_present = "attachment")]
    pub files: Vec<PathBuf>,
    /// Of an attachment that is there already; it stays as it came, with its secrets
    #[arg(long, value_name = "N", conflicts_with = "files")]
    pub attachment: Option<u32>,
    /// What it is called: by its name it is compared; standard input needs one
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    pub name: Option<String>,
}

/// Which snapshots are listed.
#[derive(Clone, Debug, Args)]
pub struct SnapshotList {
    /// Ticket
    #[arg(required_unless_present_any = ["customer", "product"])]
    pub id: Option<TicketId>,
    /// All of a customer, the latest first
    #[arg(long, value_name = "CUSTOMER", conflicts_with = "id")]
    pub customer: Option<String>,
    /// Only of this product
    #[arg(long, value_name = "PRODUCT", conflicts_with = "id")]
    pub product: Option<String>,
    /// Only of this name
    #[arg(long, value_name = "NAME", conflicts_with = "id")]
    pub name: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub limit: u32,
}

/// A comparison.
#[derive(Clone, Debug, Args)]
pub struct SnapshotDiff {
    /// Ticket
    pub id: TicketId,
    /// The snapshot's number among the attachments
    pub n: u32,
    /// With what: last (the customer's one before), baseline, TICKET or TICKET.N; else the last one,
    /// and where there is none the baseline
    #[arg(long, value_name = "WITH", value_parser = with)]
    pub with: Option<With>,
    /// Lines around what differs
    #[arg(long, value_name = "N", default_value_t = crate::domain::diff::CONTEXT)]
    pub context: u32,
    /// Blanks do not count
    #[arg(long)]
    pub ignore_blanks: bool,
    /// Both texts beside each other, as wide as the terminal
    #[arg(long, short = 'y')]
    pub side_by_side: bool,
    /// Keep hunks of these numbers, counted from 1, as evidence on the ticket: they propose the result
    /// of the checklist item that the process file names
    #[arg(long, value_name = "HUNK", value_delimiter = ',')]
    pub keep: Vec<u32>,
}

/// Baselines.
#[derive(Clone, Debug, Subcommand)]
pub enum Baselines {
    /// List the baselines
    List,
    /// Print a baseline
    Show {
        /// Product
        product: String,
        /// Configuration
        name: String,
    },
    /// Set a baseline, from a file or a snapshot; secrets are masked before anything is stored
    Set(BaselineSet),
    /// Remove a baseline; it stays in the log
    Remove {
        /// Product
        product: String,
        /// Configuration
        name: String,
        /// Why
        #[arg(long, value_name = "T", default_value = "", allow_hyphen_values = true)]
        reason: String,
    },
}

/// A baseline to be set.
#[derive(Clone, Debug, Args)]
pub struct BaselineSet {
    /// Product
    pub product: String,
    /// Configuration
    pub name: String,
    /// The file; - is standard input
    #[arg(value_name = "FILE", required_unless_present = "of")]
    pub file: Option<PathBuf>,
    /// A snapshot: TICKET.N
    #[arg(long, value_name = "TICKET.N", value_parser = place, conflicts_with = "file")]
    pub of: Option<(TicketId, u32)>,
    /// Why it is how things should be
    #[arg(long, value_name = "T", default_value = "", allow_hyphen_values = true)]
    pub why: String,
}

fn place(text: &str) -> Result<(TicketId, u32), String> {
    let wrong = || format!("“{text}” is not TICKET.N, like 1042.3");
    let (ticket, n) = text.split_once('.').ok_or_else(wrong)?;
    let ticket: TicketId = ticket.parse().map_err(|_| wrong())?;
    Ok((ticket, n.parse().map_err(|_| wrong())?))
}

fn with(text: &str) -> Result<With, String> {
    match text {
        "last" => Ok(With::Last),
        "baseline" => Ok(With::Baseline),
        _ if text.contains('.') => place(text).map(|(id, n)| With::Snapshot(id, Some(n))),
        _ => match text.parse() {
            Ok(id) => Ok(With::Snapshot(id, None)),
            Err(_) => Err(format!(
                "“{text}” is not last, baseline, TICKET or TICKET.N"
            )),
        },
    }
}
