//! What is asked of a report: a period, which tickets, by what they are set apart.

use super::figure::Figure;
use crate::domain::id::At;
use serde::Serialize;
use std::str::FromStr;

/// From an instant up to, and without, another one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Period {
    /// Its beginning.
    pub from: At,
    /// What comes after it.
    pub to: At,
}

impl Period {
    /// Whether an instant lies in it.
    #[must_use]
    pub fn has(&self, at: At) -> bool {
        self.from <= at && at < self.to
    }

    /// The one of equal length before it.
    #[must_use]
    pub fn former(&self) -> Period {
        Period {
            from: At(self.from.0.saturating_sub(self.to.since_ms(self.from))),
            to: self.from,
        }
    }
}

/// By what figures are set apart or picked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// The tier at which the ticket stood when it happened.
    Tier,
    /// The team that the step names in an imported history, else the one that was asked last.
    Team,
    /// The criterion that was noted last on the ticket.
    Criterion,
    /// The ticket's kind.
    Kind,
    /// Its priority.
    Priority,
    /// Its product.
    Product,
    /// Its customer.
    Customer,
    /// Who did it.
    Agent,
}

impl By {
    /// All of them.
    pub const ALL: [By; 8] = [
        By::Tier,
        By::Team,
        By::Criterion,
        By::Kind,
        By::Priority,
        By::Product,
        By::Customer,
        By::Agent,
    ];

    /// The id on the command line and in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            By::Tier => "tier",
            By::Team => "team",
            By::Criterion => "criterion",
            By::Kind => "kind",
            By::Priority => "priority",
            By::Product => "product",
            By::Customer => "customer",
            By::Agent => "agent",
        }
    }

    /// What it means, in a sentence.
    #[must_use]
    pub fn definition(self) -> &'static str {
        match self {
            By::Tier => "the tier at which the ticket stood when it happened",
            By::Team => {
                "the team that the step names in an imported history (of the opening its first step), else the team that was asked last"
            }
            By::Criterion => "the criterion that was noted last on the ticket",
            By::Kind => "the ticket's kind as it is now",
            By::Priority => "the ticket's priority as it is now",
            By::Product => "the ticket's product as it is now",
            By::Customer => "the ticket's customer as it is now",
            By::Agent => "who did it; of what stands at the end, who did the last step",
        }
    }
}

impl FromStr for By {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let id = text.trim().to_lowercase();
        let found = By::ALL.into_iter().find(|b| b.id() == id);
        found.ok_or_else(|| {
            let ids: Vec<&str> = By::ALL.iter().map(|b| b.id()).collect();
            format!(
                "“{text}” is nothing to set figures apart by. There are: {}.",
                ids.join(", ")
            )
        })
    }
}

/// What is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ask {
    /// The period.
    pub period: Period,
    /// Only what has these: several of one dimension are alternatives.
    pub only: Vec<(By, String)>,
    /// Set apart by this.
    pub by: Option<By>,
    /// Where the stretches of the series begin, the last one ends with the period; ascending.
    pub stretches: Vec<At>,
    /// The tickets behind a row of a figure are wanted.
    pub behind: Option<Behind>,
}

/// Which tickets are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Behind {
    /// Behind which figure.
    pub figure: Figure,
    /// Behind which of its rows; `None`: behind all.
    pub row: Option<String>,
    /// Of which group; `None`: of all.
    pub group: Option<String>,
    /// At most so many; the newest ones.
    pub limit: usize,
}
