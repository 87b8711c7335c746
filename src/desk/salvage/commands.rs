//! Under which command each event comes over. A command is answered once, so what stands under one must stand together: where
//! the id in the middle of several events of one command was changed, the rest would count as delivered before.

use crate::desk::{Error, new_command_id};
use crate::domain::chain::event_json;
use crate::domain::event::Event;
use crate::domain::id::{CommandId, TicketId};
use crate::store::sqlite::Piled;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Commands of the records so far.
#[derive(Default)]
pub(super) struct Commands {
    /// Of their ids a hash is enough: where two are taken for one, another gets a new id and is said.
    seen: HashSet<u64>,
    /// The ticket and the command of the last record, and under which id it comes over.
    last: Option<(i64, CommandId, Option<CommandId>)>,
}

impl Commands {
    /// Gives an event another command where its own was over already.
    pub(super) fn part(&mut self, piled: &mut Piled, lost: &mut Vec<String>) -> Result<(), Error> {
        let Some(ticket) = piled.ticket else {
            return Ok(());
        };
        let Ok(mut event) = serde_json::from_str::<Event>(&piled.json) else {
            return Ok(());
        };
        let Some(fresh) = self.next(ticket, &event.command) else {
            return Ok(());
        };
        lost.push(format!(
            "Ticket {}: the command of record {} was over before it, as the ids read now; it comes under one of its own.",
            TicketId(ticket),
            piled.n
        ));
        event.command = fresh;
        piled.json = event_json(&event)
            .map_err(|e| Error::Input(format!("Record {} cannot be written: {e}.", piled.n)))?;
        Ok(())
    }

    /// The id under which the next event comes over, if it is not its own.
    fn next(&mut self, ticket: i64, command: &CommandId) -> Option<CommandId> {
        if let Some((of, same, fresh)) = &self.last
            && *of == ticket
            && same == command
        {
            return fresh.clone();
        }
        let mut hash = DefaultHasher::new();
        command.0.hash(&mut hash);
        let is_new = self.seen.insert(hash.finish());
        let fresh = (!is_new).then(new_command_id);
        self.last = Some((ticket, command.clone(), fresh.clone()));
        fresh
    }
}

#[cfg(test)]
mod tests {
    use super::Commands;

    #[test]
    fn what_stands_together_stays_under_its_command() {
        let mut commands = Commands::default();
        let mut next = |ticket, id: &str| commands.next(ticket, &id.into());
        for (ticket, id) in [(1, "a"), (1, "a"), (2, "b"), (1, "c")] {
            assert_eq!(next(ticket, id), None);
        }
        let fresh = next(1, "a").unwrap();
        assert_eq!(next(1, "a"), Some(fresh.clone()));
        assert_ne!(next(2, "a"), Some(fresh));
    }
}
