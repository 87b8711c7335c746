//! The filters of the search line: `tier:`, `is:` and the others, what each means, and the states that `is:` knows.

use super::article::KNOWN_ERROR;
use super::doc::{LONG, mark};
use super::{Known, Want};
use crate::domain::article::State;

/// A name that takes a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filter {
    /// In a stage of this tier.
    Tier,
    /// At this point of the work.
    Phase,
    /// Assigned to this agent.
    Assignee,
    /// Of this customer.
    Customer,
    /// About this product.
    Product,
    /// Of this priority.
    Priority,
    /// Of this kind.
    Kind,
    /// Opened before.
    Before,
    /// Opened since.
    After,
    /// In this state.
    Is,
    /// With a record of this kind.
    Has,
}

impl Filter {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Filter; 11] = [
        Filter::Tier,
        Filter::Phase,
        Filter::Assignee,
        Filter::Customer,
        Filter::Product,
        Filter::Priority,
        Filter::Kind,
        Filter::Before,
        Filter::After,
        Filter::Is,
        Filter::Has,
    ];

    /// What stands before the colon.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Filter::Tier => "tier",
            Filter::Phase => "phase",
            Filter::Assignee => "assignee",
            Filter::Customer => "customer",
            Filter::Product => "product",
            Filter::Priority => "priority",
            Filter::Kind => "kind",
            Filter::Before => "before",
            Filter::After => "after",
            Filter::Is => "is",
            Filter::Has => "has",
        }
    }

    /// What may stand behind it, in words.
    #[must_use]
    pub fn meaning(self) -> String {
        match self {
            Filter::Tier => "in a stage of this tier".to_owned(),
            Filter::Phase => "queued, working … closed, archived".to_owned(),
            Filter::Assignee => "assigned to this agent; none: to nobody".to_owned(),
            Filter::Customer => "words of the customer's name".to_owned(),
            Filter::Product => "words of the product's name".to_owned(),
            Filter::Priority => "major, p1 … p4".to_owned(),
            Filter::Kind => "incident, question, request, security or kb".to_owned(),
            Filter::Before => "opened before: 2026-03-01, 2026-03, 3d".to_owned(),
            Filter::After => "opened since: 2026-03-01, 2026-03, 3d".to_owned(),
            Filter::Is => states("; an article: "),
            Filter::Has => "a record of this kind: workaround …".to_owned(),
        }
    }

    /// The filter of this name, whatever the case.
    #[must_use]
    pub fn of(name: &str) -> Option<Filter> {
        let mut all = Filter::ALL.into_iter();
        all.find(|f| f.name().eq_ignore_ascii_case(name))
    }
}

/// States of tickets that `is:` knows.
pub const TICKETS: [&str; 8] = [
    "late",
    "open",
    "closed",
    "held",
    "major",
    "mine",
    "unassigned",
    LONG,
];

/// States of articles that it knows.
pub const ARTICLES: [&str; 4] = ["draft", "published", "retired", KNOWN_ERROR];

fn states(between: &str) -> String {
    format!("{}{between}{}", TICKETS.join(", "), ARTICLES.join(", "))
}

/// What a state means; `over` is another word for closed.
///
/// # Errors
/// A sentence with the states there are.
pub fn state(id: &str, known: &Known<'_>) -> Result<Want, String> {
    Ok(match id {
        "late" => Want::Late,
        "open" => Want::Mark(mark('s', "open")),
        "closed" | "over" => Want::Mark(mark('s', "over")),
        LONG => Want::Mark(mark('j', LONG)),
        "held" => Want::Mark(mark('h', "")),
        "major" => Want::Mark(mark('u', "0")),
        "mine" => Want::Mark(mark('a', known.me.as_str())),
        "unassigned" => Want::Mark(mark('a', "")),
        KNOWN_ERROR => Want::Mark(mark('j', KNOWN_ERROR)),
        state if state.parse::<State>().is_ok() => Want::Mark(mark('j', state)),
        _ => {
            return Err(format!(
                "“{}” is not known here. Known: {}.",
                super::parse::shown(id),
                states("; of articles ")
            ));
        }
    })
}
