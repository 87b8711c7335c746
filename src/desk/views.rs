//! The views of the queue: the built in ones, and those that were saved under a name.

use super::{Desk, Error, view_words};
use crate::store::Query;

/// The built-in views: name, and what it shows.
pub const BUILTIN: [(&str, &str); 7] = [
    ("my turn", "in the queue of one of my tiers"),
    ("my work", "assigned to me"),
    ("my customers", "I am the customer's agent"),
    ("unassigned", "nobody is assigned"),
    ("sent back", "sent back and not yet taken"),
    ("owner away", "the assignee is away"),
    ("all", "every ticket that is not closed"),
];

impl Desk {
    /// The query of a view, built in or saved; names are read in kebab- and snake_case too.
    ///
    /// # Errors
    /// [`Error::Input`] when there is no view of this name, with those there are.
    pub fn view_query(&self, name: &str) -> Result<Query, Error> {
        let wanted = name.trim().replace(['-', '_'], " ").to_lowercase();
        if let Some(query) = self.builtin(&wanted)? {
            return Ok(query);
        }
        let saved = self.store.views()?;
        match saved.iter().find(|(n, _)| n == name.trim()) {
            Some((_, words)) => {
                view_words::parse(words, &self.actor, &self.process).map_err(Error::Input)
            }
            None => {
                let own = saved.iter().map(|(n, _)| n.as_str());
                let names: Vec<_> = BUILTIN.iter().map(|(n, _)| *n).chain(own).collect();
                Err(Error::Input(format!(
                    "There is no view “{name}”. There are: {}.",
                    names.join(", ")
                )))
            }
        }
    }

    fn builtin(&self, name: &str) -> Result<Option<Query>, Error> {
        let mut query = Query::default();
        match name {
            "all" => {}
            // An agent of several tiers sees all of its queues under `needs you now` of each; the
            // first is the one it opens on.
            "my turn" => query.turn = self.actor.tiers.first().cloned(),
            "my work" => query.assignee = Some(self.actor.name.clone()),
            "my customers" => query.customers_agent = Some(self.actor.name.clone()),
            "unassigned" => query.unassigned = true,
            "sent back" => query.sent_back = true,
            "owner away" => query.assignee_in = Some(self.away()?),
            _ => return Ok(None),
        }
        Ok(Some(query))
    }

    /// Agents who are away now, and those who were removed: nobody acts on their tickets.
    fn away(&self) -> Result<Vec<crate::domain::id::AgentName>, Error> {
        let now = self.now();
        let agents = self.store.agents()?;
        Ok(agents
            .into_iter()
            .filter(|a| a.removed || a.away_until.is_some_and(|until| until > now))
            .map(|a| a.name)
            .collect())
    }
}
