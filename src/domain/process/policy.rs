//! Promises made to some customers, for some products or kinds of tickets.

use super::{Process, StageTarget, Targets};
use crate::domain::calendar::Calendar;
use crate::domain::ticket::Ticket;
use serde::{Deserialize, Serialize};

/// Targets of their own for some tickets.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Policy {
    /// Its id.
    pub id: String,
    /// Its name.
    pub label: String,
    /// Kinds of tickets it holds for; empty: all.
    pub kinds: Vec<String>,
    /// Names of customers it holds for; empty: all.
    pub customers: Vec<String>,
    /// Products it holds for; empty: all.
    pub products: Vec<String>,
    /// The calendar in which it counts; empty: every hour does.
    pub calendar: String,
    /// Its targets, one row a priority.
    pub targets: Vec<Targets>,
    /// How long its tickets may stand in a stage, where that is another time than for all.
    #[serde(default)]
    pub time_in_stage: Vec<StageTarget>,
}

impl Policy {
    /// Whether it holds for a ticket.
    #[must_use]
    pub fn holds_for(&self, ticket: &Ticket) -> bool {
        let among =
            |names: &[String], name: &str| names.is_empty() || names.iter().any(|n| same(n, name));
        among(&self.kinds, &ticket.kind)
            && among(&self.customers, &ticket.customer_name)
            && among(&self.products, &ticket.product)
    }
}

/// Names are the same whatever their case, as they are when a customer is looked up.
fn same(one: &str, other: &str) -> bool {
    one.trim() == other.trim() || folded(one) == folded(other)
}

/// A name of a customer or product as it is compared.
#[must_use]
pub fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}

impl Process {
    /// What was promised for a ticket: the first policy that holds for it; `None`: the targets of all.
    #[must_use]
    pub fn policy(&self, ticket: &Ticket) -> Option<&Policy> {
        self.policies.iter().find(|p| p.holds_for(ticket))
    }

    /// A calendar by its id; `None` for none: every hour counts.
    #[must_use]
    pub fn calendar(&self, id: &str) -> Option<&Calendar> {
        self.calendars.iter().find(|c| c.id == id)
    }
}
