//! What happens by itself, notices.

use clap::Args;

/// What is due by itself is done.
#[derive(Clone, Copy, Debug, Args)]
pub struct Tick {
    /// Only say from when on there is something to do
    #[arg(long)]
    pub next: bool,
}

/// Your notices.
#[derive(Clone, Debug, Args)]
pub struct Notifications {
    /// Those that you have read too
    #[arg(long)]
    pub all: bool,
    /// What is shown is read
    #[arg(long)]
    pub read: bool,
    /// At most so many, the latest first
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub limit: u32,
    /// Continue before this one
    #[arg(long, value_name = "N")]
    pub before: Option<i64>,
}
