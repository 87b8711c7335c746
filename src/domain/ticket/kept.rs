//! Kept evidence: a piece of a log, a configuration, a message or a list, word for word, with where
//! it stands. What it was cut from may go; the piece stays.

use crate::domain::id::{AgentName, At, TicketId};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A piece of evidence on a ticket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Number on the ticket, from 1.
    pub n: u32,
    /// What was kept and from where.
    #[serde(flatten)]
    pub piece: Piece,
    /// Who kept it.
    pub by: AgentName,
    /// When.
    pub at: At,
    /// Taken back because.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retracted: Option<String>,
}

/// What is kept, and from where.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// What it is.
    pub kind: PieceKind,
    /// What it was cut from.
    pub source: Source,
    /// Where it stands there: first and last line, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<(u64, u64)>,
    /// Where it stands where lines do not say it, or what is to be known of it besides: how often a
    /// signature was seen, the head of a hunk.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// The text, word for word.
    pub text: String,
    /// Bytes of the text that were left out because there were too many.
    #[serde(default, skip_serializing_if = "is_none")]
    pub left_out: u64,
    /// Secrets that were taken out of the text before it was kept.
    #[serde(default, skip_serializing_if = "no_secret")]
    pub masked: u32,
    /// The checklist item it is for, as `tier.item`; empty: for none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub item: String,
}

// serde hands a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_none(n: &u64) -> bool {
    *n == 0
}

// serde hands a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn no_secret(n: &u32) -> bool {
    *n == 0
}

/// What a piece is.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum PieceKind {
    /// Lines of a text.
    #[default]
    Lines,
    /// A message that a log says again and again.
    Signature,
    /// A difference between two configurations.
    Hunk,
    /// A list that was looked through.
    List,
}

impl PieceKind {
    /// Every kind.
    pub const ALL: [PieceKind; 4] = [
        PieceKind::Lines,
        PieceKind::Signature,
        PieceKind::Hunk,
        PieceKind::List,
    ];

    /// Its id.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            PieceKind::Lines => "lines",
            PieceKind::Signature => "signature",
            PieceKind::Hunk => "hunk",
            PieceKind::List => "list",
        }
    }

    /// The kind of this id.
    #[must_use]
    pub fn of_id(id: &str) -> Option<PieceKind> {
        PieceKind::ALL.into_iter().find(|k| k.id() == id)
    }
}

impl fmt::Display for PieceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id())
    }
}

/// What a piece was cut from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// What it is.
    pub kind: SourceKind,
    /// The ticket on which it stands, where that is another one, merged into this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketId>,
    /// Its number on the ticket, where it has one there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n: Option<u32>,
    /// Its name: data only, never a path that is followed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// SHA-256 of its bytes, lower-case hex, where it has any.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sha256: String,
}

/// What a piece can be cut from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// An attachment of the ticket.
    #[default]
    Attachment,
    /// A file that is not attached.
    File,
    /// A kept configuration.
    Configuration,
    /// A message to or from the customer.
    Message,
    /// A list of tickets and articles like this one.
    Similar,
}

impl SourceKind {
    /// Every kind.
    pub const ALL: [SourceKind; 5] = [
        SourceKind::Attachment,
        SourceKind::File,
        SourceKind::Configuration,
        SourceKind::Message,
        SourceKind::Similar,
    ];

    /// Its id.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            SourceKind::Attachment => "attachment",
            SourceKind::File => "file",
            SourceKind::Configuration => "configuration",
            SourceKind::Message => "message",
            SourceKind::Similar => "similar",
        }
    }

    /// The kind of this id.
    #[must_use]
    pub fn of_id(id: &str) -> Option<SourceKind> {
        SourceKind::ALL.into_iter().find(|k| k.id() == id)
    }
}

impl fmt::Display for SourceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id())
    }
}
