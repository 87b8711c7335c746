//! The ids: newtypes, so that a ticket's number is never taken for a customer's.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A ticket's number. Prints as `#1042`, is read with or without the `#`.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct TicketId(pub i64);

impl fmt::Display for TicketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

impl FromStr for TicketId {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let digits = text.trim();
        let digits = digits.strip_prefix('#').unwrap_or(digits);
        match digits.parse::<i64>() {
            Ok(n) if n > 0 => Ok(TicketId(n)),
            _ => Err(format!(
                "“{text}” is not a ticket number. Write it as 1042 or #1042."
            )),
        }
    }
}

/// The number of something on a ticket: a message, a file. Written `1042.3`; on the ticket at hand `3` alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NumberOn {
    /// The ticket on which it stands; `None`: the one at hand.
    pub ticket: Option<TicketId>,
    /// Its number there.
    pub n: u32,
}

impl NumberOn {
    /// The number on a ticket as it is said on another one.
    #[must_use]
    pub fn seen_on(here: TicketId, ticket: TicketId, n: u32) -> NumberOn {
        NumberOn {
            ticket: Some(ticket).filter(|t| *t != here),
            n,
        }
    }
}

impl fmt::Display for NumberOn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.ticket {
            Some(ticket) => write!(f, "{}.{}", ticket.0, self.n),
            None => write!(f, "{}", self.n),
        }
    }
}

impl FromStr for NumberOn {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let (ticket, n) = match text.trim().split_once('.') {
            Some((ticket, n)) => (Some(ticket.parse()?), n),
            None => (None, text.trim()),
        };
        match n.parse::<u32>() {
            Ok(n) if n > 0 => Ok(NumberOn { ticket, n }),
            _ => Err(format!(
                "“{text}” is no number; write it as 3, or as 1042.3 for number 3 of a ticket that goes on in this one."
            )),
        }
    }
}

/// A knowledge base article's number. Prints as `kb:12`, is read with or without the `kb:`.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct ArticleId(pub i64);

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "kb:{}", self.0)
    }
}

impl FromStr for ArticleId {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let digits = text.trim();
        let bare = digits.get(..3).filter(|p| p.eq_ignore_ascii_case("kb:"));
        let digits = bare.map_or(digits, |p| &digits[p.len()..]);
        match digits.parse::<i64>() {
            Ok(n) if n > 0 && digits.bytes().all(|b| b.is_ascii_digit()) => Ok(ArticleId(n)),
            _ => Err(format!(
                "“{text}” is not an article's number. Write it as 12 or kb:12."
            )),
        }
    }
}

/// A review's number. Prints as `3`.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct ReviewId(pub i64);

impl fmt::Display for ReviewId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// An instant: milliseconds since 1970-01-01 UTC.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct At(pub i64);

impl At {
    /// Later than anything: "never due".
    pub const NEVER: At = At(i64::MAX);

    /// This instant and `ms` milliseconds more, never past [`At::NEVER`].
    #[must_use]
    pub fn plus_ms(self, ms: i64) -> At {
        At(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to this instant (negative when it is later).
    #[must_use]
    pub fn since_ms(self, earlier: At) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

macro_rules! name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The name as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                $name(text.to_owned())
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.0 == other
            }
        }
        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.0 == *other
            }
        }
    };
}

name! {
    /// An agent's name on this desk, as typed after `--as` and shown in the queue: `ana`.
    AgentName
}
name! {
    /// A tier's id as the process file names it: `tier1`.
    Tier
}
name! {
    /// The id of one delivered command; the same id delivered twice counts once.
    CommandId
}

/// A customer (an organisation) in the desk's address book.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct CustomerId(pub i64);

/// A contact: a person at a customer.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct ContactId(pub i64);
