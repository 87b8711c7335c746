//! Kept evidence.

use super::Text;
use crate::domain::id::{NumberOn, TicketId};
use clap::{ArgGroup, Args};
use std::path::PathBuf;
use std::str::FromStr;

/// Lines of a text, counted from 1: `12-14`, or `12`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lines {
    /// The first.
    pub from: u64,
    /// The last.
    pub to: u64,
}

impl FromStr for Lines {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let (from, to) = text.split_once(['-', '–']).unwrap_or((text, text));
        let read = |part: &str| part.trim().parse::<u64>().ok().filter(|n| *n > 0);
        match (read(from), read(to)) {
            (Some(from), Some(to)) if from <= to => Ok(Lines { from, to }),
            _ => Err("write the first and the last line, from 1: 12-14, or 12".to_owned()),
        }
    }
}

/// A piece of evidence.
#[derive(Clone, Debug, Args)]
#[command(group = ArgGroup::new("whence").args(["attachment", "file", "message", "source"]).required(true))]
pub struct Keep {
    /// Ticket
    pub id: TicketId,
    /// From the attachment of this number; 1051.2 is number 2 of a ticket that goes on here
    #[arg(long, value_name = "N")]
    pub attachment: Option<NumberOn>,
    /// From a file that is not attached; its hash is kept with it
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// From the message of this number
    #[arg(long, value_name = "N")]
    pub message: Option<NumberOn>,
    /// From something else: file, configuration or similar
    #[arg(long, value_name = "KIND")]
    pub source: Option<String>,
    /// Its number, where the ticket knows it by one
    #[arg(long, value_name = "N", requires = "source")]
    pub n: Option<u32>,
    /// Its name
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    pub name: Option<String>,
    /// SHA-256 of its bytes
    #[arg(long, value_name = "HEX")]
    pub sha256: Option<String>,
    /// Which lines of it: 12-14, or 12; of a log or a message they need no text
    #[arg(long, value_name = "A-B")]
    pub lines: Option<Lines>,
    /// The signature of a log with this key (hoist logs --json), or the beginning of it
    #[arg(long, value_name = "KEY", conflicts_with_all = ["lines", "message", "source", "kind", "place", "text", "text_file"])]
    pub signature: Option<String>,
    /// Where it stands, in words, where lines do not say it
    #[arg(long, value_name = "WORDS", allow_hyphen_values = true)]
    pub place: Option<String>,
    /// What it is: lines, signature, hunk or list
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// The checklist item it is for; the process file names one for each kind
    #[arg(long = "for", value_name = "ITEM")]
    pub item: Option<String>,
    /// The piece, word for word, where it is not read from its source
    #[command(flatten)]
    pub text: Text,
}

/// Kept evidence, listed, read or taken back.
#[derive(Clone, Debug, Args)]
pub struct Kept {
    /// Ticket
    pub id: TicketId,
    /// The number of a piece; all are listed when none is given
    pub n: Option<NumberOn>,
    /// Take it back, because; its text stays in the history
    #[arg(
        long,
        value_name = "REASON",
        requires = "n",
        allow_hyphen_values = true
    )]
    pub take_back: Option<String>,
}
