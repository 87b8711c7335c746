//! Articles of the knowledge base: what was learned on tickets, in Markdown, for whoever meets it
//! next. An article changes by [`decide`] alone; every change is a revision of its own.

mod decide;
mod difference;
mod draft;
mod field;
pub mod file;
mod filter;
pub mod page;
mod product;
mod stale;

pub use decide::{Ask, Brought, decide};
pub use difference::changed;
pub use draft::{Source, draft};
pub use field::{BODY, LABELS, fields, label, set, text, values};
pub use filter::Filter;
pub use product::Product;
pub use stale::{Newest, Stale, newer, stale};

use super::actor::Viewer;
use super::heed::ArticleNews;
use super::id::{AgentName, ArticleId, At, TicketId};
use serde::{Deserialize, Serialize};

/// An article as its last revision left it. Texts are Markdown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Article {
    /// Its number.
    pub id: ArticleId,
    /// From 1, one more with every change.
    pub revision: u32,
    /// Draft, published or retired.
    pub state: State,
    /// One line.
    pub title: String,
    /// What one sees, error messages word for word.
    pub symptoms: String,
    /// Where it happens.
    pub environment: String,
    /// The root cause.
    pub cause: String,
    /// What solves it.
    pub resolution: String,
    /// What helps until it is solved.
    pub workaround: String,
    /// Products with the versions it speaks of.
    pub products: Vec<Product>,
    /// Tags.
    pub tags: Vec<String>,
    /// Cause and workaround are known, a fix is not there yet: a known error.
    pub known_error: bool,
    /// How often it was a known error whose fix came: what tickets that wait for it hear.
    #[serde(skip_serializing_if = "is_zero")]
    pub fixes: u32,
    /// How often its workaround changed while it was a known error: tickets that are linked to it hear that.
    #[serde(skip_serializing_if = "is_zero")]
    pub workarounds: u32,
    /// Whoever looks after it.
    pub owner: AgentName,
    /// The ticket it was drafted from.
    pub origin: Option<TicketId>,
    /// While it is a draft of a restricted ticket: who sees it beside leads. Empty: everyone.
    pub audience: Vec<AgentName>,
    /// First written.
    pub made_at: At,
    /// By whom.
    pub made_by: AgentName,
    /// This revision.
    pub changed_at: At,
    /// By whom.
    pub changed_by: AgentName,
    /// What this revision is.
    pub change: Change,
    /// Why it was made, in a few words; or empty.
    pub remark: String,
    /// Published at, the first time.
    pub published_at: Option<At>,
    /// Somebody last said that it is right: published, reviewed.
    pub reviewed_at: Option<At>,
    /// Who.
    pub reviewed_by: AgentName,
}

// serde hands over a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_zero(n: &u32) -> bool {
    *n == 0
}

/// Where an article stands.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Being written.
    #[default]
    Draft,
    /// For use.
    Published,
    /// No longer for use; kept.
    Retired,
}

impl State {
    /// All of them.
    pub const ALL: [State; 3] = [State::Draft, State::Published, State::Retired];

    /// Its id and word.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Published => "published",
            State::Retired => "retired",
        }
    }
}

impl std::fmt::Display for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id())
    }
}

impl std::str::FromStr for State {
    type Err = String;
    fn from_str(text: &str) -> Result<State, String> {
        let found = State::ALL.into_iter().find(|s| s.id() == text.trim());
        found
            .ok_or_else(|| format!("“{text}” is not a state; there are draft, published, retired."))
    }
}

/// What a revision is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// The first one.
    #[default]
    Written,
    /// Its text changed.
    Edited,
    /// It is for use from here on.
    Published,
    /// It is no longer for use.
    Retired,
    /// It was read through and is right.
    Reviewed,
    /// The fix of the known error is there.
    Fixed,
}

impl Change {
    /// In the past tense, for people.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Change::Written => "written",
            Change::Edited => "edited",
            Change::Published => "published",
            Change::Retired => "retired",
            Change::Reviewed => "reviewed",
            Change::Fixed => "fixed",
        }
    }
}

/// What a decision on a ticket may know of an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// Its number.
    pub id: ArticleId,
    /// Where it stands.
    pub state: State,
    /// Its title.
    pub title: String,
    /// Who sees it besides leads; empty: everyone.
    pub audience: Vec<AgentName>,
    /// The ticket it was drafted from.
    pub origin: Option<TicketId>,
    /// Cause and workaround are known, and it is for use.
    pub known_error: bool,
    /// It was a known error, and its fix is there.
    pub fixed: bool,
    /// What tickets linked to it hear.
    pub news: ArticleNews,
    /// The root cause.
    pub cause: String,
    /// What solves it; of a known error nothing that is in force.
    pub resolution: String,
}

impl Article {
    /// Cause and workaround are known, and it is for use.
    #[must_use]
    pub fn is_known_error(&self) -> bool {
        self.known_error && self.state == State::Published
    }

    /// It was a known error, and its fix is there.
    #[must_use]
    pub fn is_fixed(&self) -> bool {
        self.fixes > 0 && !self.known_error && self.state == State::Published
    }

    /// What tickets linked to it as their known error hear.
    #[must_use]
    pub fn news(&self) -> ArticleNews {
        ArticleNews {
            fixes: self.fixes,
            workarounds: self.workarounds,
        }
    }

    /// The ticket whose people see it, and nobody else: it was drafted from that one, was never for use, and has no
    /// audience of its own.
    #[must_use]
    pub fn follows(&self) -> Option<TicketId> {
        let is_open = self.published_at.is_some() || !self.audience.is_empty();
        self.origin.filter(|_| !is_open)
    }

    /// The same article while these see the ticket that it [`follows`](Article::follows); `None`: everyone does.
    #[must_use]
    pub fn among(mut self, audience: Option<Vec<AgentName>>) -> Article {
        if let Some(audience) = audience {
            self.audience = audience;
            if self.audience.is_empty() {
                // Leads alone: no agent has an empty name, and no audience at all means everyone.
                self.audience.push(AgentName::default());
            }
        }
        self
    }

    /// Whether this agent sees it: a draft of a restricted ticket is seen by its audience and leads.
    #[must_use]
    pub fn is_seen_by(&self, viewer: &Viewer) -> bool {
        viewer.lead || self.audience.is_empty() || self.audience.contains(&viewer.name)
    }

    /// What a decision on a ticket may know of it.
    #[must_use]
    pub fn head(&self) -> Head {
        Head {
            id: self.id,
            state: self.state,
            title: self.title.clone(),
            audience: self.audience.clone(),
            origin: self.origin,
            known_error: self.is_known_error(),
            fixed: self.is_fixed(),
            news: self.news(),
            cause: self.cause.clone(),
            resolution: self.resolution.clone(),
        }
    }
}
