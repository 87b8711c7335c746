//! What a ticket hears of the tickets and articles it is linked to: a workaround that came into place or
//! changed, a resolution, a fix. It is computed from both alone, so that nothing has to be remembered between
//! what happens to one and what the other hears: whoever looks next finds what is still unheard.

use super::stage::Phase;
use super::ticket::{ArticleLink, Link, Record, Ticket};
use serde::{Deserialize, Serialize};

/// Kinds of link over which a ticket hears of the other one, and over which it may inherit its
/// resolution.
pub const HEEDED: [&str; 3] = ["known_error", "parent", "duplicate"];

/// Kinds of link that lead upward, to what a ticket is a part of or waits for: following them must not lead
/// back.
pub const UPWARD: [&str; 3] = HEEDED;

/// What a ticket says to those linked to it, or what of it they have heard. Each number grows with
/// every new word and is 0 while there is nothing, or nothing any more: a workaround is withdrawn, a
/// resolved ticket is opened again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// Number of the workaround that is in place, among the ticket's records.
    #[serde(default)]
    pub workaround: u32,
    /// Number of the resolution in force.
    #[serde(default)]
    pub resolution: u32,
}

impl News {
    /// Whether there is nothing to hear.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == News::default()
    }

    /// Both together.
    #[must_use]
    pub fn and(self, other: News) -> News {
        News {
            workaround: self.workaround.max(other.workaround),
            resolution: self.resolution.max(other.resolution),
        }
    }
}

/// What those linked to a ticket are to hear.
#[must_use]
pub fn news(ticket: &Ticket) -> News {
    News {
        workaround: in_place(ticket).map_or(0, |r| r.n),
        resolution: match (&ticket.resolution, is_resolved(ticket.stage.phase)) {
            (Some(resolution), true) => resolution.n,
            _ => 0,
        },
    }
}

/// The workaround that is in place. *None found* withdraws what was in place before; the same words
/// written once more are no other workaround.
#[must_use]
pub fn in_place(ticket: &Ticket) -> Option<&Record> {
    let mut standing: Option<&Record> = None;
    let records = ticket.records.iter();
    for record in records.filter(|r| r.kind == "workaround" && !r.retracted) {
        match record.values.get("state") {
            Some("none_found") => standing = None,
            Some("in_place") if !standing.is_some_and(|old| says_the_same(old, record)) => {
                standing = Some(record);
            }
            _ => {}
        }
    }
    standing
}

/// Whether two records of a workaround have the same words.
#[must_use]
pub fn says_the_same(one: &Record, other: &Record) -> bool {
    let words = |r: &Record| r.values.get("text").map(|t| t.trim().to_owned());
    words(one).is_some() && words(one) == words(other)
}

/// Whether a resolution stands that others may inherit.
#[must_use]
pub fn is_resolved(phase: Phase) -> bool {
    matches!(
        phase,
        Phase::Resolved | Phase::Confirming | Phase::Closed | Phase::Archived
    )
}

/// Whether a link is one over which a ticket hears, and the ticket still listens.
#[must_use]
pub fn listens(ticket: &Ticket, link: &Link) -> bool {
    !ticket.stage.phase.is_over() && HEEDED.contains(&link.kind.as_str())
}

/// How far an article has news for the tickets whose known error it is, or how far they were heard. Each
/// number only grows; 0: nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ArticleNews {
    /// How often its fix came.
    pub fixes: u32,
    /// How often its workaround changed, was withdrawn, or holds again.
    pub workarounds: u32,
}

impl ArticleNews {
    /// One number for both. Of what was heard none is ahead of what there is, so it is smaller exactly
    /// where something is unheard: the store compares it alone.
    #[must_use]
    pub fn sum(self) -> u32 {
        self.fixes.saturating_add(self.workarounds)
    }
}

/// What a ticket has heard of an article.
#[must_use]
pub fn heard_of(link: &ArticleLink) -> ArticleNews {
    ArticleNews {
        fixes: link.heard,
        workarounds: link.heard_workarounds,
    }
}

/// Whether a ticket still listens to an article, its known error.
#[must_use]
pub fn listens_to(ticket: &Ticket, link: &ArticleLink) -> bool {
    !ticket.stage.phase.is_over() && link.known_error
}

/// Whether a ticket has not heard what an article says.
#[must_use]
pub fn is_article_unheard(ticket: &Ticket, link: &ArticleLink, news: ArticleNews) -> bool {
    listens_to(ticket, link) && news.sum() > heard_of(link).sum()
}

/// Whether a ticket has not heard over this link what the other one says.
#[must_use]
pub fn is_unheard(ticket: &Ticket, link: &Link, other: News) -> bool {
    listens(ticket, link) && other != link.heard
}
