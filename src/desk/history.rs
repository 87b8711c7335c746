//! A ticket's history, and the packages that stand in it.

use super::{Desk, Error};
use crate::domain::command::TimelineLine;
use crate::domain::event::{Event, Fact};
use crate::domain::id::{At, TicketId};
use crate::domain::ticket::PackageRef;
use crate::domain::words;

impl Desk {
    /// Events of a ticket after a sequence number, ascending.
    ///
    /// # Errors
    /// Not found, or restricted.
    pub fn events(&self, id: TicketId, after: u32, limit: usize) -> Result<Vec<Event>, Error> {
        self.veiled_events(id, self.written(id, after, limit)?)
    }

    /// The same word for word, for what is decided and written by them.
    pub(super) fn written(
        &self,
        id: TicketId,
        after: u32,
        limit: usize,
    ) -> Result<Vec<Event>, Error> {
        Ok(self.store.events(&self.actor.viewer(), id, after, limit)?)
    }

    /// The latest events of a ticket before a sequence number, ascending (`u32::MAX`: the latest).
    ///
    /// # Errors
    /// Not found, or restricted.
    pub fn events_before(
        &self,
        id: TicketId,
        before: u32,
        limit: usize,
    ) -> Result<Vec<Event>, Error> {
        let viewer = self.actor.viewer();
        self.veiled_events(id, self.store.events_before(&viewer, id, before, limit)?)
    }

    /// The whole history of a ticket in words.
    ///
    /// # Errors
    /// Not found, or restricted.
    pub fn timeline(&self, id: TicketId) -> Result<Vec<TimelineLine>, Error> {
        let events = self.events(id, 0, usize::MAX)?;
        let lines = events
            .iter()
            .flat_map(|e| words::lines(&self.process, e, &self.zone));
        let joined = self.joined(&self.ticket(id)?, At(i64::MIN))?;
        Ok(words::in_order(lines.collect(), joined))
    }

    /// A package: its reference and the canonical JSON. `None`: the current one.
    ///
    /// # Errors
    /// [`Error::Input`] when there is no such package.
    pub fn package(
        &self,
        id: TicketId,
        version: Option<u32>,
    ) -> Result<(PackageRef, String), Error> {
        let ticket = self.ticket(id)?;
        let wanted = match version {
            None => ticket.package(),
            Some(v) => ticket.packages.iter().find(|p| p.version == v),
        };
        let found = wanted.cloned().ok_or_else(|| {
            Error::Missing(format!(
                "Ticket {id} has no such package; it has {}.",
                ticket.packages.len()
            ))
        })?;
        let json = self.package_json(id, &found)?.ok_or_else(|| {
            Error::Input(format!(
                "Package {} of {id} is missing from its history. Run hoist audit check.",
                found.version
            ))
        })?;
        Ok((found, json))
    }

    pub(super) fn package_json(
        &self,
        id: TicketId,
        package: &PackageRef,
    ) -> Result<Option<String>, Error> {
        let events = self.written(id, package.seq.saturating_sub(1), 1)?;
        Ok(events
            .into_iter()
            .flat_map(|e| e.facts)
            .find_map(|fact| match fact {
                Fact::PackageFrozen(reference, json) if reference.version == package.version => {
                    Some(json)
                }
                _ => None,
            }))
    }
}
