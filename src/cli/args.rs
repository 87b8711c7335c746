//! The clap tree: what can be typed. Parsing, help, completions and the man page are all read off it.

mod desk;
mod duty;
mod field;
mod joining;
mod kb;
mod keep;
mod logs;
mod moves;
mod products;
mod queue;
mod report;
mod search;
mod similar;
mod snapshot;
mod ssh;
mod talk;
mod tick;
mod work;

pub use desk::{
    AgentAdd, AgentAway, AgentRole, Agents, Audit, AuditCheck, AuditHead, BackupTo, ContactAdd,
    Contacts, CustomerAdd, Customers, Demo, Export, Import, Init, Processes, RestoreDesk, Salvage,
    Sql,
};
pub use duty::{Duty, Hooks, OnCall, Status};
pub use field::{Field, Text};
pub use joining::{Declined, Give, Handovers, Merge, Split, Teams, Unmerge, Which};
pub use kb::{
    Kb, KbEdit, KbExport, KbFixed, KbImport, KbLink, KbList, KbNew, KbRetire, KbSay, KbShow,
};
pub use keep::{Keep, Kept, Lines};
pub use logs::Logs;
pub use moves::{
    Accept, Cancel, Close, Decline, Deploy, Dissatisfied, Escalate, Plain, Reason, Reject, Resolve,
    Return, Sign, Tell,
};
pub use products::{ProductVersion, Products};
pub use queue::{Assign, FollowUp, List, New, Order, Set, Show};
pub use report::{Decide, FollowedUp, Report, Review, Reviews};
pub use search::{Kind, Search};
pub use similar::Similar;
pub use snapshot::{BaselineSet, Baselines, SnapshotAdd, SnapshotDiff, SnapshotList, Snapshots};
pub use ssh::{AgentKeys, Ssh, SshKeys};
pub use talk::{Messages, Template, Templates};
pub use tick::{Notifications, Tick};
pub use work::{
    Answer, Answered, Approve, Ask, Attach, Attachment, Check, Criterion, Hold, Lift, Link,
    Message, Note, Noting, Override, Received, Record, Restrict, Resume, Settle, Todo, Unlink,
    Waive,
};

use crate::domain::id::TicketId;
use clap::builder::StyledStr;
use clap::{Arg, ArgMatches, Args, Command, CommandFactory, FromArgMatches, Parser, Subcommand};
use std::ffi::OsString;
use std::path::PathBuf;

/// Over the flags that hold for every command.
const EVERYWHERE: &str = "Everywhere";

/// A support desk in the terminal that enforces the escalation process.
///
/// Without a command the interface opens on the configured desk.
#[derive(Clone, Debug, Parser)]
#[command(name = "hoist", version, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 done, 1 error, 2 usage, 3 not found, 4 refused by a guard or the stage, \
    5 changed by someone else meanwhile, 6 this agent never could, 7 desk busy or unreachable."
)]
pub struct Cli {
    /// What holds for every command.
    #[command(flatten)]
    pub global: Global,
    /// The command; none opens the interface.
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

impl Cli {
    /// Reads a command line.
    ///
    /// # Errors
    /// clap's: a mistake (exit code 2), or help and version, which are printed.
    pub fn read<I, T>(line: I) -> Result<Cli, clap::Error>
    where
        I: IntoIterator<Item = T>,
        T: Into<OsString>,
    {
        let line: Vec<OsString> = line.into_iter().map(Into::into).collect();
        let mut short = short(&line);
        let Ok(matches) = short.try_get_matches_from_mut(&line) else {
            // Help and mistakes are said from the whole tree.
            let matches = command().try_get_matches_from(line)?;
            return Cli::of(&matches);
        };
        // The program ends soon; taking the tree apart costs a quarter of making it.
        std::mem::forget(short);
        Cli::of(&matches)
    }

    fn of(matches: &ArgMatches) -> Result<Cli, clap::Error> {
        let mut cli = Cli::from_arg_matches(matches)?;
        cli.global.act_as = act_as(matches);
        Ok(cli)
    }
}

/// A command's id: short, and of characters that mean nothing to anyone.
fn command_id(text: &str) -> Result<String, String> {
    match uuid::Uuid::try_parse(text) {
        Ok(id) => Ok(id.to_string()),
        Err(_) => Err("write a UUID, like 019ab1c2-7d3e-7f00-8000-000000000001".to_owned()),
    }
}

/// The tree, with `--as` on every command but those where it says how tickets are linked. What a
/// command takes is put together when that command is met; until then it is a name.
fn stubs() -> Command {
    Cli::command().mut_subcommands(with_as)
}

/// The tree with one command only: the first that the line names. Every command would be given a copy
/// of all that holds everywhere, which takes longer than what most of them do. A line that this tree
/// understands means the same in the whole one: without a command nothing but flags may stand in it.
fn short(line: &[OsString]) -> Command {
    let root = Global::augment_args(Command::new("hoist"));
    let every = Verb::augment_subcommands(Command::new("hoist"));
    let named = line
        .iter()
        .skip(1)
        .find_map(|word| every.find_subcommand(word));
    match named {
        Some(verb) => root.subcommand(with_as(verb.clone())),
        None => root,
    }
}

/// The whole tree, put together: for help, completions and the man page.
#[must_use]
pub fn command() -> Command {
    let mut tree = stubs();
    let said: Vec<StyledStr> = tree.get_subcommands().map(about).collect();
    tree.build();
    // Putting a command together replaces what it is for by what its arguments are.
    let mut said = said.into_iter();
    tree.mut_subcommands(|command| match said.next() {
        Some(words) => command.about(words),
        None => command,
    })
}

fn about(command: &Command) -> StyledStr {
    command.get_about().cloned().unwrap_or_default()
}

fn with_as(command: Command) -> Command {
    if matches!(command.get_name(), "link" | "unlink" | "split") {
        return command;
    }
    let arg = Arg::new("act_as")
        .long("as")
        .value_name("AGENT")
        .help("Act as this agent; only for whoever owns the desk's file, and recorded beside the real identity")
        .help_heading(EVERYWHERE)
        .display_order(2)
        .global(true);
    command.arg(arg)
}

/// `--as` wherever it stands; the innermost one holds.
fn act_as(matches: &ArgMatches) -> Option<String> {
    let deeper = matches.subcommand().and_then(|(_, sub)| act_as(sub));
    let here = matches.try_get_one::<String>("act_as").ok().flatten();
    deeper.or_else(|| here.cloned())
}

/// What holds for every command.
#[derive(Clone, Debug, Default, Args)]
pub struct Global {
    /// The desk's file; stronger than HOIST_DESK and the config file
    #[arg(long, value_name = "FILE", global = true, help_heading = EVERYWHERE)]
    pub desk: Option<PathBuf>,
    /// The config file; stronger than HOIST_CONFIG
    #[arg(long, value_name = "FILE", global = true, help_heading = EVERYWHERE)]
    pub config: Option<PathBuf>,
    /// Act as this agent; only for whoever owns the desk's file, and recorded beside the real identity
    #[arg(long = "as", value_name = "AGENT", help_heading = EVERYWHERE)]
    pub act_as: Option<String>,
    /// Print JSON, one object a line
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub json: bool,
    /// No boxes, spinners or alternate screen
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub plain: bool,
    /// No colours
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub no_color: bool,
    /// The same id delivered again repeats the first answer and changes nothing
    #[arg(long, value_name = "UUID", global = true, help_heading = EVERYWHERE, value_parser = command_id)]
    pub command_id: Option<String>,
    /// The version of the ticket you looked at: anything newer is a conflict (exit 5)
    #[arg(long, value_name = "VERSION", global = true, help_heading = EVERYWHERE)]
    pub seen: Option<u32>,
    /// Keys typed into the interface, separated by blanks: j <tab> <enter> "some text"
    #[arg(long, value_name = "KEYS", global = true, help_heading = EVERYWHERE, allow_hyphen_values = true)]
    pub keys: Option<String>,
    /// Print the interface's final frame as text and leave; needs no terminal
    #[arg(long, value_name = "COLSxROWS", global = true, help_heading = EVERYWHERE)]
    pub print: Option<String>,
    /// Who came in over SSH; no flag says it.
    #[arg(skip)]
    pub ssh: Option<Box<super::ssh::Seat>>,
}

/// Every command. What one takes is put together only when it is asked for: a script pays for the one
/// it calls.
#[derive(Clone, Debug, Subcommand)]
#[command(defer = true)]
pub enum Verb {
    /// Open a throw-away desk full of life
    Demo(Demo),
    /// Make the desk's file; whoever runs it is the first agent, lead of all tiers
    Init(Init),
    /// Open a ticket; prints its id
    New(Box<New>),
    /// List tickets
    List(Box<List>),
    /// Show one ticket
    Show(Show),
    /// Search every text of every ticket and of the knowledge base
    Search(Search),
    /// Find tickets like one, or like a text: with why, and what helped there
    Similar(Similar),
    /// Take a ticket: impact and urgency are confirmed
    Take(Plain),
    /// Accept an escalated ticket, its package having been shown
    Accept(Accept),
    /// Give a ticket back to the queue of its tier
    Release(Reason),
    /// Assign a ticket, or hand over the customer's agent
    Assign(Assign),
    /// Set impact, urgency, major, customer, contact, product, version, kind, subject, tag, untag
    Set(Set),
    /// Answer an intake field
    Answer(Answer),
    /// Answer a to-do of a return
    Todo(Todo),
    /// Close an item of the checklist
    Check(Check),
    /// Compare a ticket's version with the versions that are known of its product
    Updates {
        /// Ticket
        id: TicketId,
    },
    /// Write an internal note
    Note(Noting),
    /// Write to the customer
    Message(Message),
    /// Keep word from the customer
    Received(Received),
    /// Read the conversation with the customer; what is shown is read
    Messages(Messages),
    /// Reply templates, for message --template
    Templates(Of<Templates>),
    /// Write a record: tried, finding, root_cause, replication, workaround, analysis, change, test, …
    Record(Record),
    /// Note a criterion for escalation, or say why it no longer holds
    Criterion(Criterion),
    /// Escalate to the next tier
    Escalate(Escalate),
    /// Send a ticket back with what is missing
    Return(Return),
    /// Take a ticket back to Tier 1
    Recall(Reason),
    /// Take back an escalation that nobody accepted yet
    Withdraw(Reason),
    /// Resolve a ticket
    Resolve(Resolve),
    /// Put a fix in place; both tiers then verify it
    Deploy(Deploy),
    /// Sign off a deployed fix; the second sign-off verifies
    Sign(Sign),
    /// Say that a deployed fix failed
    Reject(Reject),
    /// Approve what waits for your approval; --ask asks for one
    Approve(Approve),
    /// Decline a fix
    Decline(Decline),
    /// Tell the customer the resolution
    Tell(Tell),
    /// Close a ticket: the customer is satisfied
    Close(Close),
    /// Say that the customer is not satisfied
    Dissatisfied(Dissatisfied),
    /// Reopen a closed ticket
    Reopen(Reason),
    /// Seal a closed or cancelled ticket for ever
    Archive(Plain),
    /// Cancel a ticket
    Cancel(Cancel),
    /// Restore a cancelled ticket
    Restore(Reason),
    /// Open a ticket that follows up another
    FollowUp(Box<FollowUp>),
    /// Let a ticket wait
    Hold(Hold),
    /// End the wait of a ticket
    Resume(Resume),
    /// Ask an internal team; responsibility stays
    Ask(Ask),
    /// Keep a team's answer
    Answered(Answered),
    /// Force a move as a lead: what is unmet is owed
    Override(Override),
    /// Supply something owed
    Settle(Settle),
    /// Forgive something owed, as another lead
    Waive(Waive),
    /// Restrict who sees a ticket
    Restrict(Restrict),
    /// Lift the restriction of a ticket
    Lift(Lift),
    /// Undo your last step on a ticket
    Undo {
        /// Ticket
        id: TicketId,
    },
    /// Link another ticket, or an article
    Link(Link),
    /// Take a link back
    Unlink(Unlink),
    /// Let a ticket go on in another one of the same customer
    Merge(Merge),
    /// Take a merge back
    Unmerge(Unmerge),
    /// Put messages and notes into a ticket of their own; they stay where they are too
    Split(Split),
    /// A change of shift: offer tickets to another agent, accept or decline them
    Handover(Of<Handovers>),
    /// Attach files, all or none
    Attach(Attach),
    /// List the attachments of a ticket
    Attachments {
        /// Ticket
        id: TicketId,
    },
    /// Write an attachment to standard output, or save it
    Attachment(Attachment),
    /// Keep a piece of a log, configuration, message or list as evidence
    Keep(Box<Keep>),
    /// List what is kept on a ticket, read a piece, or take one back
    Kept(Kept),
    /// Configurations: take snapshots, compare them, set baselines
    Snapshot(Of<Snapshots>),
    /// The knowledge base: articles, and which tickets they helped
    Kb(Of<Kb>),
    /// Customers and contacts
    Customers(Of<Customers>),
    /// Products and their versions: what “check for updates” is answered from
    Products(Of<Products>),
    /// Agents of the desk
    Agents(Of<Agents>),
    /// Internal teams that are asked, and their addresses
    Teams(Of<Teams>),
    /// Figures over a period, each with its definition and the tickets behind it
    Report(Box<Report>),
    /// Reviews that are held: what was found and decided, and whether one is due
    Review(Review),
    /// Say who you are on this desk, and what that is worth
    Whoami,
    /// Who has the desk open now, with which ticket
    Who,
    /// Do what is due by itself: warnings, reminders, the archive; for cron or a timer
    Tick(Tick),
    /// What happened and concerns you
    Notifications(Notifications),
    /// Who is on duty, now or at another time
    Oncall(OnCall),
    /// Programs of your config that are given what happens by itself
    Hooks(Of<Hooks>),
    /// The numbers of the title bar; --line for the status bar of tmux
    Status(Status),
    /// Print the keys of the interface
    Keys,
    /// The configuration
    Config(Of<Configs>),
    /// The audit chain: tamper-evident, not tamper-proof
    Audit(Of<Audit>),
    /// The process file of the desk
    Process(Of<Processes>),
    /// Bring in tickets of another system (a lead does it), or an export as a desk of its own
    Import(Import),
    /// Analyse log files: levels, times, what they say again and again; needs no desk
    Logs(Logs),
    /// Take tickets out: one, many or all
    Export(Export),
    /// Check the desk's file and its surroundings
    Doctor,
    /// Copy the whole desk into a new file while others write; a lead or an auditor
    Backup(BackupTo),
    /// Put a backup in the desk's place; never over a desk that is used
    RestoreDesk(RestoreDesk),
    /// Save what can be read of a damaged desk into a new one
    Salvage(Salvage),
    /// Ask the desk's tables in SQL, for reading alone; a lead or an auditor
    Sql(Sql),
    /// What OpenSSH runs for an agent who comes in: the interface, or the command that the client asked for
    Ssh(Ssh),
    /// Print the agents' keys as OpenSSH reads them: its AuthorizedKeysCommand
    SshKeys(SshKeys),
    /// Print completions for a shell
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// Print the man page
    Man,
}

/// Commands under a command. They are put together when it is met: with all of them at hand, every
/// line that is typed would wait for those of ten commands it does not name.
#[derive(Clone, Debug, Args)]
pub struct Of<V: Subcommand> {
    /// Which of them.
    #[command(subcommand)]
    pub what: V,
}

/// The configuration.
#[derive(Clone, Debug, Subcommand)]
pub enum Configs {
    /// Print every value
    Show {
        /// Say where each comes from
        #[arg(long)]
        origin: bool,
    },
}

#[cfg(test)]
mod tests {
    use super::{Cli, Verb};
    use std::path::Path;

    #[test]
    fn a_flag_may_have_the_name_of_a_command_for_its_value() {
        let line = Cli::read(["hoist", "--desk", "list", "show", "7", "--as", "ana"]).unwrap();
        assert!(matches!(line.verb, Some(Verb::Show(_))));
        assert_eq!(line.global.desk.as_deref(), Some(Path::new("list")));
        assert_eq!(line.global.act_as.as_deref(), Some("ana"));
    }

    #[test]
    fn as_holds_wherever_it_stands() {
        for line in [
            "--as ana agents list",
            "agents --as ana list",
            "agents list --as ana",
        ] {
            let words = std::iter::once("hoist").chain(line.split(' '));
            let read = Cli::read(words).unwrap();
            assert_eq!(read.global.act_as.as_deref(), Some("ana"), "{line}");
        }
    }

    #[test]
    fn mistakes_are_said_of_every_command() {
        let said = |words: &[&str]| Cli::read(words).unwrap_err().to_string();
        assert!(said(&["hoist", "lst"]).contains("'list'"));
        assert!(said(&["hoist", "help", "take"]).contains("impact and urgency"));
        assert!(said(&["hoist", "--version"]).starts_with("hoist "));
    }
}
