//! Log analysis.

use clap::Args;
use std::path::PathBuf;

/// Which logs, and what of them.
#[derive(Clone, Debug, Args)]
pub struct Logs {
    /// Log files, gzip or not; - is standard input. Or a ticket and the number of its attachment: 1042 2, and
    /// 1042 1051.2 of one that goes on there
    #[arg(required = true, value_name = "FILE|ID N")]
    pub files: Vec<PathBuf>,
    /// Only lines at least this bad: trace, debug, info, notice, warn, error, fatal
    #[arg(long, value_name = "LEVEL")]
    pub level: Option<String>,
    /// Only lines from this time on, as the log writes it or like 14:30 (the last one in it), 2h
    /// (that long ago), 2026-11-24 9:00
    #[arg(long, value_name = "TIME")]
    pub from: Option<String>,
    /// Only lines before this time
    #[arg(long, value_name = "TIME")]
    pub to: Option<String>,
    /// Only lines that match this regular expression
    #[arg(long, value_name = "REGEX")]
    pub grep: Option<String>,
    /// What is first seen from this time on is new; the second half of the log when nothing is said
    #[arg(long, value_name = "TIME")]
    pub new_from: Option<String>,
    /// At most so many signatures, and lines with --lines; 20 when nothing is said, all with --json
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// Signatures only, no summary
    #[arg(long, conflicts_with = "lines")]
    pub templates: bool,
    /// The lines themselves, no summary; with --json each with the key of its signature
    #[arg(long)]
    pub lines: bool,
}
