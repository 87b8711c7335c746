//! What the faces read: pages of the queue, a ticket with all that can be done next, its history.

use super::{Desk, Error};
use crate::domain::clock::{Clock, clocks};
use crate::domain::command::TimelineLine;
use crate::domain::event::{Event, Fact};
use crate::domain::id::{At, TicketId, Tier};
use crate::domain::kept;
use crate::domain::offer::{Offer, offers};
use crate::domain::process::Item;
use crate::domain::row::Row;
use crate::domain::ticket::{Check, PackageRef, Ticket};
use crate::domain::words;
use crate::store::{Anchor, Count, Counts, Page, Query};

/// A ticket with everything a face shows of it.
#[derive(Clone, Debug)]
pub struct TicketView {
    /// The ticket.
    pub ticket: Ticket,
    /// Its row.
    pub row: Row,
    /// Its clocks.
    pub clocks: Vec<Clock>,
    /// The moves of its stage, each ready or with what is missing.
    pub offers: Vec<Offer>,
    /// The checklist of the tier in turn (every tier's in turn while verifying).
    pub checklist: Vec<CheckLine>,
    /// When this was read.
    pub read_at: At,
}

/// An item of a checklist with its state.
#[derive(Clone, Debug)]
pub struct CheckLine {
    /// Tier.
    pub tier: Tier,
    /// The item.
    pub item: Item,
    /// Its state; `None`: open.
    pub state: Option<Check>,
    /// Owed by a path: postponed, not forgotten.
    pub owed: bool,
    /// What was kept for it, in few words: `3 lines kept`.
    pub kept: Option<String>,
}

impl Desk {
    /// One ticket as its events left it.
    ///
    /// # Errors
    /// Not found, or restricted.
    pub fn ticket(&self, id: TicketId) -> Result<Ticket, Error> {
        Ok(self.store.ticket(&self.actor.viewer(), id)?)
    }

    /// One ticket with everything a face shows of it.
    ///
    /// # Errors
    /// Not found, or restricted.
    pub fn view(&self, id: TicketId) -> Result<TicketView, Error> {
        let ticket = self.ticket(id)?;
        let scene = self.scene(&ticket, None, id)?;
        Ok(TicketView {
            row: Row::of(&self.process, &ticket),
            clocks: clocks(&self.process, &ticket),
            offers: offers(&self.process, &ticket, &self.actor, &scene),
            checklist: self.checklist(&ticket),
            read_at: scene.now,
            ticket,
        })
    }

    fn checklist(&self, ticket: &Ticket) -> Vec<CheckLine> {
        let tier = &ticket.stage.tier;
        let items = self.process.tier(tier).map_or(&[][..], |t| &t.checklist);
        let line = |item: &Item| CheckLine {
            tier: tier.clone(),
            state: ticket.check(tier, &item.id).cloned(),
            owed: ticket
                .open_owed()
                .any(|o| o.what == format!("check.{tier}.{}", item.id)),
            kept: kept::counted(kept::kept_for(ticket, tier, &item.id)),
            item: item.clone(),
        };
        items.iter().map(line).collect()
    }

    /// A page of a queue.
    ///
    /// # Errors
    /// The store's.
    pub fn page(&self, query: &Query, from: &Anchor, limit: usize) -> Result<Page, Error> {
        Ok(self
            .store
            .page(&self.actor.viewer(), query, from, limit, self.now())?)
    }

    /// How many tickets a query has, up to `cap`.
    ///
    /// # Errors
    /// The store's.
    pub fn count(&self, query: &Query, cap: u32) -> Result<Count, Error> {
        Ok(self
            .store
            .count(&self.actor.viewer(), query, cap, self.now())?)
    }

    /// The numbers of the title bar.
    ///
    /// # Errors
    /// The store's.
    pub fn counts(&self) -> Result<Counts, Error> {
        Ok(self.store.counts(&self.actor.viewer(), self.now())?)
    }

    /// Events of a ticket after a sequence number, ascending.
    ///
    /// # Errors
    /// Not found, or restricted.
    pub fn events(&self, id: TicketId, after: u32, limit: usize) -> Result<Vec<Event>, Error> {
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
        Ok(self
            .store
            .events_before(&self.actor.viewer(), id, before, limit)?)
    }

    /// The whole history of a ticket in words.
    ///
    /// # Errors
    /// Not found, or restricted.
    pub fn timeline(&self, id: TicketId) -> Result<Vec<TimelineLine>, Error> {
        let events = self.events(id, 0, usize::MAX)?;
        Ok(events
            .iter()
            .flat_map(|e| words::lines(&self.process, e))
            .collect())
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
        let events = self.events(id, package.seq.saturating_sub(1), 1)?;
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
