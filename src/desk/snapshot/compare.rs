//! Comparing snapshots: with the customer's last one of the name, the product's baseline, another
//! ticket's.

use super::super::{Desk, Error};
use crate::domain::attachment::shown;
use crate::domain::configuration::{Baseline, key};
use crate::domain::diff::{Diff, Way};
use crate::domain::id::{At, TicketId};
use crate::domain::row_of::{kept_apart, may_quote};
use crate::domain::ticket::{Attachment, Piece, PieceKind, Source, SourceKind, Ticket};
use crate::store::configuration::Seek;

/// Snapshots of others that are offered to compare with.
const OFFERED: usize = 50;

/// What a snapshot is compared with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum With {
    /// The customer's last one of the name; where there is none, the product's baseline.
    #[default]
    Usual,
    /// The one that the customer had before, of the same product and name.
    Last,
    /// The baseline of the product.
    Baseline,
    /// Another one: of the number given, else the latest of the same name on that ticket.
    Snapshot(TicketId, Option<u32>),
}

/// One side of a comparison.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// What it is called: `#12 nginx.conf (attachment 3)`.
    pub label: String,
    /// Whose it is and of when, in a few words.
    pub detail: String,
    /// The snapshot; `None`: a baseline.
    pub place: Option<(TicketId, u32)>,
    /// SHA-256 of its text, lower-case hex.
    pub sha256: String,
    /// When it was taken or set.
    pub at: At,
}

/// Two texts and what differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// What it is compared with.
    pub old: Named,
    /// The snapshot.
    pub new: Named,
    /// What differs.
    pub diff: Diff,
    /// It is compared with one of a ticket that is restricted, and not to the same people: of that no word is
    /// kept on the snapshot's own.
    pub apart: Option<TicketId>,
}

impl Comparison {
    /// A hunk as evidence; `None`: there is none of this number.
    ///
    /// # Errors
    /// The other side is restricted, and not to the same people.
    pub fn piece(&self, hunk: u32) -> Result<Option<Piece>, Error> {
        match (self.apart, self.new.place) {
            (Some(other), Some((here, _))) => Err(Error::Input(format!(
                "{} Nothing was kept; compare with the baseline or another ticket's, or restrict both alike.",
                kept_apart(here, other)
            ))),
            _ => Ok(self.hunk(hunk)),
        }
    }

    fn hunk(&self, hunk: u32) -> Option<Piece> {
        let hunk = self.diff.hunks.iter().find(|h| h.n == hunk)?;
        let (first, count) = (u64::from(hunk.new.0), u64::from(hunk.new.1));
        let lines = (first > 0 && count > 0).then(|| (first, first + count - 1));
        Some(Piece {
            kind: PieceKind::Hunk,
            source: Source {
                kind: SourceKind::Configuration,
                n: self.new.place.map(|p| p.1),
                ..Source::default()
            },
            lines,
            place: format!("{} against {}", hunk.head(), self.old.label),
            text: hunk.unified(),
            ..Piece::default()
        })
    }
}

/// What a snapshot can be compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rival {
    /// How it is asked for.
    pub with: With,
    /// What it is.
    pub named: Named,
}

impl Desk {
    /// Compares a snapshot.
    ///
    /// # Errors
    /// [`Error::Missing`] where there is no such snapshot, or nothing to compare it with; restricted.
    pub fn compare(
        &self,
        ticket: TicketId,
        n: u32,
        with: With,
        way: Way,
    ) -> Result<Comparison, Error> {
        let file = self.snapshot(ticket, n)?;
        let whole = self.ticket(ticket)?;
        let (old, before) = self.other(&whole, &file, with)?;
        let after = self.snapshot_text(ticket, n)?;
        let other = old.place.filter(|(other, _)| *other != ticket);
        let other = other.map(|(id, _)| self.ticket(id)).transpose()?;
        let apart = other.filter(|other| !may_quote(&whole, other));
        Ok(Comparison {
            apart: apart.map(|other| other.id),
            diff: Diff::of(&before, &after, way),
            old,
            new: named(&whole, &file),
        })
    }

    /// What a snapshot can be compared with: the usual first, then other customers' of the same product
    /// and name. Whether there are more than are named.
    ///
    /// # Errors
    /// No such snapshot; the store's.
    pub fn rivals(&self, ticket: TicketId, n: u32) -> Result<(Vec<Rival>, bool), Error> {
        let file = self.snapshot(ticket, n)?;
        let whole = self.ticket(ticket)?;
        let mut all = Vec::new();
        if let Some(baseline) = self.baseline_for(&whole, &file)? {
            all.push(Rival {
                with: With::Baseline,
                named: of_baseline(&baseline),
            });
        }
        let own = self.seek(&of_customer(&whole, &file), OFFERED + 1)?;
        let others = Seek {
            customer: None,
            ..of_customer(&whole, &file)
        };
        let others = self.seek(&others, OFFERED + 1)?;
        let more = own.len() > OFFERED || others.len() > OFFERED;
        for place in own
            .into_iter()
            .take(OFFERED)
            .chain(others.into_iter().take(OFFERED))
        {
            let with = With::Snapshot(place.0, Some(place.1));
            if place == (ticket, n) || all.iter().any(|r: &Rival| r.with == with) {
                continue;
            }
            let other = self.ticket(place.0)?;
            if let Some(file) = other.attachments.iter().find(|a| a.n == place.1) {
                let named = named(&other, file);
                all.push(Rival { with, named });
            }
        }
        Ok((all, more))
    }

    /// Snapshots of a customer, the latest first, at most `limit`.
    ///
    /// # Errors
    /// The store's.
    pub fn snapshots_of(&self, seek: &Seek, limit: usize) -> Result<Vec<Named>, Error> {
        let mut all = Vec::new();
        for (id, n) in self.seek(seek, limit)? {
            let ticket = self.ticket(id)?;
            all.extend(
                ticket
                    .attachments
                    .iter()
                    .filter(|a| a.n == n)
                    .map(|a| named(&ticket, a)),
            );
        }
        Ok(all)
    }

    fn seek(&self, seek: &Seek, limit: usize) -> Result<Vec<(TicketId, u32)>, Error> {
        Ok(self.store.snapshots(&self.actor.viewer(), seek, limit)?)
    }

    fn other(
        &self,
        ticket: &Ticket,
        file: &Attachment,
        with: With,
    ) -> Result<(Named, String), Error> {
        let found = match with {
            With::Last => self.last(ticket, file)?,
            With::Baseline => self.standard(ticket, file)?,
            With::Snapshot(other, n) => Some(self.named_one(other, n, file)?),
            With::Usual => match self.last(ticket, file)? {
                Some(last) => Some(last),
                None => self.standard(ticket, file)?,
            },
        };
        found.ok_or_else(|| Error::Missing(nothing(ticket, file, with)))
    }

    /// The customer's one before; without a customer, the ticket's own.
    fn last(&self, ticket: &Ticket, file: &Attachment) -> Result<Option<(Named, String)>, Error> {
        let before = Some((ticket.id, file.n));
        if ticket.customer.is_none() {
            let same = |a: &&Attachment| is_snapshot_of(a, &file.name) && a.n < file.n;
            let own = ticket.attachments.iter().rev().find(same);
            return own.map(|own| self.side(ticket, own)).transpose();
        }
        let seek = Seek {
            before,
            ..of_customer(ticket, file)
        };
        let Some((id, n)) = self.seek(&seek, 1)?.first().copied() else {
            return Ok(None);
        };
        let other = self.ticket(id)?;
        let found = other.attachments.iter().find(|a| a.n == n);
        found.map(|file| self.side(&other, file)).transpose()
    }

    fn standard(
        &self,
        ticket: &Ticket,
        file: &Attachment,
    ) -> Result<Option<(Named, String)>, Error> {
        let Some(baseline) = self.baseline_for(ticket, file)? else {
            return Ok(None);
        };
        let text = self.baseline_text(&baseline)?;
        Ok(Some((of_baseline(&baseline), text)))
    }

    fn baseline_for(&self, ticket: &Ticket, file: &Attachment) -> Result<Option<Baseline>, Error> {
        let (product, name) = (key(&ticket.product), key(&file.name));
        let mut all = self.store.baselines()?.into_iter();
        Ok(all.find(|b| key(&b.product) == product && key(&b.name) == name))
    }

    fn named_one(
        &self,
        id: TicketId,
        n: Option<u32>,
        like: &Attachment,
    ) -> Result<(Named, String), Error> {
        let other = self.ticket(id)?;
        let found = match n {
            Some(n) => self.snapshot(id, n)?,
            None => {
                let same = |a: &&Attachment| is_snapshot_of(a, &like.name);
                let found = other.attachments.iter().rev().find(same);
                found.cloned().ok_or_else(|| {
                    Error::Missing(format!(
                        "{id} has no snapshot called “{}”. hoist snapshot list {} lists those it has.",
                        shown(&like.name),
                        id.0
                    ))
                })?
            }
        };
        self.side(&other, &found)
    }

    fn side(&self, ticket: &Ticket, file: &Attachment) -> Result<(Named, String), Error> {
        let text = self.snapshot_text(ticket.id, file.n)?;
        Ok((named(ticket, file), text))
    }
}

fn is_snapshot_of(file: &Attachment, name: &str) -> bool {
    file.configuration.is_some() && file.retracted.is_none() && key(&file.name) == key(name)
}

/// Snapshots of the same customer, product and name.
fn of_customer(ticket: &Ticket, file: &Attachment) -> Seek {
    Seek {
        customer: ticket.customer,
        product: Some(key(&ticket.product)),
        name: Some(key(&file.name)),
        before: None,
    }
}

fn named(ticket: &Ticket, file: &Attachment) -> Named {
    let version = file.configuration.as_ref().map(|c| c.version.as_str());
    let parts = [
        ticket.customer_name.as_str(),
        ticket.product.as_str(),
        version.unwrap_or_default(),
    ];
    let known: Vec<&str> = parts.into_iter().filter(|p| !p.is_empty()).collect();
    Named {
        label: format!("{} {} ({})", ticket.id, shown(&file.name), file.n),
        detail: known.join(" · "),
        place: Some((ticket.id, file.n)),
        sha256: file.sha256.clone(),
        at: file.at,
    }
}

fn of_baseline(baseline: &Baseline) -> Named {
    Named {
        label: format!(
            "baseline {} of {}",
            shown(&baseline.name),
            shown(&baseline.product)
        ),
        detail: format!("set by {}", baseline.by),
        place: None,
        sha256: baseline.sha256.clone(),
        at: baseline.at,
    }
}

fn nothing(ticket: &Ticket, file: &Attachment, with: With) -> String {
    let (name, product) = (shown(&file.name), shown(&ticket.product));
    let baseline = match ticket.product.is_empty() {
        true => format!(
            "{} names no product, so no baseline fits (s on the ticket sets it, or hoist set {} product=…)",
            ticket.id, ticket.id.0
        ),
        false => format!(
            "“{product}” has no baseline “{name}”; a lead sets one (baselines in the list of all actions, or hoist snapshot baseline set)"
        ),
    };
    let last = format!("There is no earlier snapshot “{name}” of this customer and product");
    match with {
        With::Last => format!("{last}."),
        With::Baseline => format!("{baseline}."),
        _ => format!("{last}, and {baseline}. Another ticket's can be named (c, or --with ID)."),
    }
}
