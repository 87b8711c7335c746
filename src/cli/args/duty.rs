//! Who is on duty, programs that are told, one line for a status bar.

use clap::{Args, Subcommand};

/// Who is on duty.
#[derive(Clone, Debug, Args)]
pub struct OnCall {
    /// At this time, as 2026-11-24 22:00 or tomorrow 9:00; now when nothing is said
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// Or change it
    #[command(subcommand)]
    pub what: Option<Duty>,
}

/// What was said otherwise than the schedule.
#[derive(Clone, Debug, Subcommand)]
pub enum Duty {
    /// List it, as far as it is not over
    List,
    /// Say who is on duty for some time, whatever the schedule says; a lead does it
    Set {
        /// For which tier
        tier: String,
        /// Who
        #[arg(required = true, value_name = "AGENT")]
        agents: Vec<String>,
        /// From when; now when nothing is said
        #[arg(long, value_name = "TIME")]
        from: Option<String>,
        /// Until when
        #[arg(long, value_name = "TIME")]
        until: String,
        /// Why
        #[arg(long, value_name = "T", allow_hyphen_values = true)]
        why: Option<String>,
    },
    /// Take it back
    Remove {
        /// Its number
        n: i64,
    },
}

/// Programs that are given what happens by itself.
#[derive(Clone, Debug, Subcommand)]
pub enum Hooks {
    /// List them, and what waits for each
    List,
    /// Run one with an event that did not happen
    Test {
        /// Its name
        name: String,
    },
    /// Try at once what waits for one
    Retry {
        /// Its name
        name: String,
    },
    /// Drop what waits for one, as a lead; should it come back it begins with what happens then
    Forget {
        /// Its name
        name: String,
    },
}

/// The numbers of the title bar.
#[derive(Clone, Copy, Debug, Args)]
pub struct Status {
    /// On one line, for the status bar of tmux
    #[arg(long)]
    pub line: bool,
}
