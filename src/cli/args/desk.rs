//! The desk itself: its file, agents, customers, process, audit chain.

use crate::desk::export::Format as Taken;
use crate::desk::import::Format;
use crate::domain::id::TicketId;
use clap::{Args, Subcommand};
use std::path::{Path, PathBuf};

/// A desk to look around on.
#[derive(Clone, Debug, Default, Args)]
pub struct Demo {
    /// How many tickets; at size 2 % are not closed
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    pub tickets: Option<u64>,
    /// Another seed makes another desk
    #[arg(long, value_name = "S")]
    pub seed: Option<u64>,
    /// The instant at which it stands; start of today when nothing is said
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// Make it in this file, without the interface
    #[arg(long, value_name = "FILE")]
    pub write: Option<PathBuf>,
}

/// Making a desk.
#[derive(Clone, Debug, Default, Args)]
pub struct Init {
    /// Share it with this group of the host: directory 2770, file 0660
    #[arg(long, value_name = "GROUP")]
    pub shared: Option<String>,
    /// Your name on the desk; your login name when nothing is said
    #[arg(long, value_name = "N")]
    pub name: Option<String>,
    /// Your tiers; all when nothing is said
    #[arg(long, value_name = "T", num_args = 1.., value_delimiter = ',')]
    pub tier: Vec<String>,
    /// A desk of one person, who may sign for both tiers; each such sign-off is marked
    #[arg(long)]
    pub single_seat: bool,
    /// Use a file of 0 bytes that is already there
    #[arg(long)]
    pub use_empty: bool,
}

/// Bringing tickets in.
#[derive(Clone, Debug, Args)]
pub struct Import {
    /// The file, gzip or not; - is standard input
    pub file: PathBuf,
    /// What it is: csv, jsonl, or xes for an event log
    #[arg(long, value_name = "FORMAT")]
    pub format: Format,
    /// How its columns become fields; an export of hoist (jsonl) needs none and makes a desk of its own
    #[arg(long, value_name = "MAP.toml")]
    pub map: Option<PathBuf>,
    /// Read and check everything, write nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// Taking tickets out.
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "hoist export --out desk.jsonl              # the whole desk; import makes an equal one of it\n\
    hoist export 1042 --format markdown        # a ticket to read or to send\n\
    hoist export --view \"All open\" --format csv --out open.csv\n\
    A view, a query and --since narrow what is taken; restricted tickets you may not see are left out, and that is said.\n\
    Articles alone, as a folder: hoist kb export."
)]
pub struct Export {
    /// Tickets; every one when none is named
    pub ids: Vec<TicketId>,
    /// jsonl: everything word for word, what import reads back; csv: a row a ticket; markdown: a page
    /// a ticket
    #[arg(long, value_name = "FORMAT", default_value_t = Taken::Jsonl)]
    pub format: Taken,
    /// Only what changed since: 3d, 2026-11-01, 2026-11-01 14:00
    #[arg(long, value_name = "T")]
    pub since: Option<String>,
    /// Only what this view shows
    #[arg(long, value_name = "NAME", conflicts_with = "ids")]
    pub view: Option<String>,
    /// Only what these words find, as typed after / in the interface
    #[arg(
        long,
        value_name = "TEXT",
        allow_hyphen_values = true,
        conflicts_with = "ids"
    )]
    pub query: Option<String>,
    /// Leave the bytes of attachments and configurations out; import refuses such an export
    #[arg(long)]
    pub without_files: bool,
    /// Into this new file, which only you may read; standard output when none is named, or -
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

impl Export {
    /// The file to write; `None`: standard output.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        let named = self.out.as_deref();
        named.filter(|path| path.as_os_str() != "-")
    }
}

/// Customers and contacts.
#[derive(Clone, Debug, Subcommand)]
pub enum Customers {
    /// List customers by name
    List {
        /// At most so many
        #[arg(long, value_name = "N", default_value_t = 100)]
        limit: usize,
        /// Continue after this name
        #[arg(long, value_name = "NAME", default_value = "")]
        after: String,
    },
    /// Add a customer; prints its number
    Add(CustomerAdd),
    /// Show a customer with contacts and open tickets
    Show {
        /// Name or number
        customer: String,
    },
    /// Find customers and contacts by the beginnings of words
    Lookup {
        /// Words of name, organisation or address
        #[arg(required = true)]
        words: Vec<String>,
    },
    /// Contacts of a customer
    #[command(subcommand)]
    Contact(Contacts),
}

/// A new customer.
#[derive(Clone, Debug, Args)]
pub struct CustomerAdd {
    /// The organisation's name
    pub name: String,
    /// Language: en, de-CH
    #[arg(long, value_name = "TAG", default_value = "")]
    pub language: String,
    /// Time zone: Europe/Berlin
    #[arg(long, value_name = "ZONE", default_value = "")]
    pub zone: String,
    /// A product it runs, and the version: payments=4.2
    #[arg(long = "product", value_name = "NAME[=VERSION]")]
    pub products: Vec<String>,
}

/// Contacts.
#[derive(Clone, Debug, Subcommand)]
pub enum Contacts {
    /// Add a contact; prints its number
    Add(ContactAdd),
}

/// A new contact.
#[derive(Clone, Debug, Args)]
pub struct ContactAdd {
    /// The person's name
    pub name: String,
    /// The customer: name or number
    #[arg(long, value_name = "C")]
    pub customer: Option<String>,
    /// Address or telephone number, the preferred one first
    #[arg(long = "address", value_name = "A")]
    pub addresses: Vec<String>,
    /// Language: en, de-CH
    #[arg(long, value_name = "TAG", default_value = "")]
    pub language: String,
    /// Time zone: Europe/Berlin
    #[arg(long, value_name = "ZONE", default_value = "")]
    pub zone: String,
}

/// Agents.
#[derive(Clone, Debug, Subcommand)]
pub enum Agents {
    /// List the agents
    List,
    /// Add an agent; a lead does it
    Add(AgentAdd),
    /// Change what an agent may do; a lead does it
    Role(AgentRole),
    /// Remove an agent; its history stays
    Remove {
        /// The agent
        name: String,
    },
    /// Say that you are away, or back
    Away(AgentAway),
    /// The keys they come in with over SSH
    #[command(subcommand)]
    Key(super::AgentKeys),
}

/// A new agent.
#[derive(Clone, Debug, Args)]
pub struct AgentAdd {
    /// The name used everywhere
    pub name: String,
    /// The tiers it works in
    #[arg(long, value_name = "T", num_args = 1.., value_delimiter = ',')]
    pub tier: Vec<String>,
    /// May stand in, approve, override
    #[arg(long)]
    pub lead: bool,
    /// May read everything
    #[arg(long)]
    pub auditor: bool,
    /// The user of this host who is this agent
    #[arg(long, value_name = "UID_OR_NAME")]
    pub login: Option<String>,
}

/// What an agent may do.
#[derive(Clone, Debug, Args)]
pub struct AgentRole {
    /// The agent
    pub name: String,
    /// The tiers it works in from now on
    #[arg(long, value_name = "T", num_args = 1.., value_delimiter = ',')]
    pub tier: Vec<String>,
    /// May stand in, approve, override: true or false
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true")]
    pub lead: Option<bool>,
    /// May read everything: true or false
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true")]
    pub auditor: Option<bool>,
    /// The user of this host who is this agent
    #[arg(long, value_name = "UID_OR_NAME")]
    pub login: Option<String>,
}

/// An absence.
#[derive(Clone, Debug, Args)]
pub struct AgentAway {
    /// Away until: 2h, 3d, tomorrow 9:00, 2026-11-24
    #[arg(long, value_name = "TIME", required_unless_present = "back")]
    pub until: Option<String>,
    /// Back again
    #[arg(long, conflicts_with = "until")]
    pub back: bool,
}

/// The audit chain: tamper-evident, not tamper-proof.
#[derive(Clone, Debug, Subcommand)]
pub enum Audit {
    /// Check every link of the chain, and every ticket against its events
    Check(AuditCheck),
    /// Print the head of the chain, to keep elsewhere; or compare one that was kept
    Head(AuditHead),
    /// Print what you saw of this desk last
    Witness {
        /// Begin anew from what is here, after a backup was restored on purpose
        #[arg(long)]
        renew: bool,
    },
    /// Print the links of one ticket
    Show {
        /// Ticket
        id: TicketId,
    },
}

/// What is checked.
#[derive(Clone, Debug, Args)]
pub struct AuditCheck {
    /// Only the chain, not what is kept beside it
    #[arg(long)]
    pub chain: bool,
    /// Also compare a head that was kept elsewhere: a file, or - for standard input
    #[arg(long, value_name = "FILE")]
    pub head: Option<PathBuf>,
    /// Who may sign heads, as in ssh-keygen(1)
    #[arg(long, value_name = "FILE", requires = "head")]
    pub allowed_signers: Option<PathBuf>,
}

/// The head, printed or compared.
#[derive(Clone, Debug, Args)]
pub struct AuditHead {
    /// Sign it with this SSH key, by ssh-keygen
    #[arg(long, value_name = "KEY", conflicts_with = "verify")]
    pub sign: Option<PathBuf>,
    /// Compare a head that was kept elsewhere: a file, or - for standard input
    #[arg(long, value_name = "FILE")]
    pub verify: Option<PathBuf>,
    /// Who may sign heads, as in ssh-keygen(1)
    #[arg(long, value_name = "FILE", requires = "verify")]
    pub allowed_signers: Option<PathBuf>,
}

/// Where a backup goes.
#[derive(Clone, Debug, Args)]
pub struct BackupTo {
    /// The new file, or a directory: it is then called after the desk and the time
    pub file: PathBuf,
}

/// Which backup is put in the desk's place.
#[derive(Clone, Debug, Args)]
pub struct RestoreDesk {
    /// The backup
    pub file: PathBuf,
    /// Move the desk that is there aside, under a name with the time
    #[arg(long)]
    pub aside: bool,
}

/// What is saved of a damaged desk.
#[derive(Clone, Debug, Args)]
pub struct Salvage {
    /// The damaged file; it is only read
    pub file: PathBuf,
    /// The new desk; beside the damaged one where none is named
    #[arg(long, value_name = "FILE")]
    pub to: Option<PathBuf>,
}

/// Questions in SQL.
#[derive(Clone, Debug, Args)]
pub struct Sql {
    /// For reading alone; there is no other way
    #[arg(long, required = true)]
    pub readonly: bool,
    /// The statements; - or none: standard input
    pub sql: Option<String>,
}

/// The process file.
#[derive(Clone, Debug, Subcommand)]
pub enum Processes {
    /// Print the process in force
    Show {
        /// A graph for Graphviz
        #[arg(long, conflicts_with = "toml")]
        dot: bool,
        /// The file itself, to start your own from
        #[arg(long)]
        toml: bool,
    },
    /// Check a process file: every mistake with its line, and whether it still leads to the archive
    Check {
        /// The file; the one in force when none is named
        file: Option<PathBuf>,
    },
    /// The whole days of an iCalendar file (.ics) as closed days of a calendar, to paste into a process file
    Holidays {
        /// The iCalendar file
        file: PathBuf,
    },
    /// Put a process file in force; a lead does it
    Use {
        /// The file
        file: PathBuf,
        /// The decision behind it
        #[arg(long, value_name = "T", default_value = "", allow_hyphen_values = true)]
        why: String,
    },
}
