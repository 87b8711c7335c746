//! Tickets that became one, and one that became several. Words stay where they were written; what is
//! shown of them elsewhere is read from there.

use super::{ArticleLink, Hold, Link, SideRequest, Todo};
use crate::domain::id::{AgentName, ArticleId, At, TicketId};
use serde::{Deserialize, Serialize};

/// A ticket that goes on in another one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merged {
    /// Which.
    pub ticket: TicketId,
    /// Who merged it.
    pub by: AgentName,
    /// When.
    pub at: At,
    /// What waited there and waits here since.
    #[serde(default, skip_serializing_if = "CameAlong::is_none")]
    pub came: CameAlong,
    /// What the customer was promised there: it holds here where it is due sooner.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub promised: Vec<Promised>,
}

/// That a ticket which goes on in another one would be resolved: what its time is counted from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promised {
    /// When it was opened.
    pub opened_at: At,
    /// Its priority as an ascending key: 0 major, 1…4, 5 unknown.
    pub priority: u8,
    /// The waits for the customer until it was merged, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waits: Vec<(At, At)>,
}

/// What waited on a ticket that goes on in another one, as it stands there since. It goes again with the ticket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CameAlong {
    /// Links over which it hears: the other ticket, and their kind.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<(TicketId, String)>,
    /// Articles that are its known errors; and whether they were linked here before, without being that.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub articles: Vec<(ArticleId, bool)>,
    /// Numbers of waits.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub holds: Vec<u32>,
    /// Numbers of to-dos.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub todos: Vec<u32>,
}

impl CameAlong {
    /// Whether nothing came along.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == CameAlong::default()
    }
}

/// What waits on a ticket.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// The customer's last word waits for an answer.
    pub reply: bool,
    /// Questions to internal teams that are open.
    pub requests: Vec<SideRequest>,
    /// Waits that are not over.
    pub holds: Vec<Hold>,
    /// To-dos without an answer.
    pub todos: Vec<Todo>,
    /// Its links.
    pub links: Vec<Link>,
    /// The articles it is linked to.
    pub articles: Vec<ArticleLink>,
    /// What the customer was promised on it.
    pub promised: Vec<Promised>,
}

/// Words that belong to two tickets since one was split.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The other ticket: where the words go on, or where they stand.
    pub ticket: TicketId,
    /// The events that carry them, by their number on the ticket where they stand.
    pub events: Vec<u32>,
    /// Who split it.
    pub by: AgentName,
    /// When.
    pub at: At,
}
