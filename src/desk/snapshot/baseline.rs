//! Baselines: how a configuration of a product should be. A lead says so, from a file or a snapshot.

use super::super::{Desk, Error};
use super::Taking;
use crate::desk::attach::Opened;
use crate::domain::attachment::shown;
use crate::domain::configuration::{Baseline, key};
use crate::domain::event::DeskFact;
use crate::domain::id::TicketId;

/// What a baseline is made of.
#[derive(Debug)]
pub enum NewBaseline {
    /// A configuration.
    Text(Taking),
    /// A snapshot.
    Snapshot(TicketId, u32),
}

impl Desk {
    /// All baselines, by product and name.
    ///
    /// # Errors
    /// The store's.
    pub fn baselines(&self) -> Result<Vec<Baseline>, Error> {
        Ok(self.store.baselines()?)
    }

    /// The baseline of a product by its name.
    ///
    /// # Errors
    /// [`Error::Missing`]; the store's.
    pub fn baseline(&self, product: &str, name: &str) -> Result<Baseline, Error> {
        let mut all = self.store.baselines()?.into_iter();
        let found = all.find(|b| key(&b.product) == key(product) && key(&b.name) == key(name));
        found.ok_or_else(|| {
            Error::Missing(format!(
                "“{}” has no baseline “{}”. hoist snapshot baseline list shows those there are.",
                shown(product),
                shown(name)
            ))
        })
    }

    /// The text of a baseline, without secrets.
    ///
    /// # Errors
    /// The store's; bytes that are not as they were written.
    pub fn baseline_text(&self, baseline: &Baseline) -> Result<String, Error> {
        let (mut bytes, mut n) = (Vec::new(), 0);
        while let Some(chunk) = self.store.stored_chunk(&baseline.sha256, n)? {
            bytes.extend_from_slice(&chunk);
            n += 1;
        }
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Sets the baseline of a product and name; the one before is in the log.
    ///
    /// # Errors
    /// [`Error::NeedsLead`]; a snapshot of a restricted ticket (a baseline is for everyone); as
    /// [`Desk::take_snapshots`].
    pub fn set_baseline(
        &mut self,
        product: &str,
        name: &str,
        of: NewBaseline,
        why: &str,
    ) -> Result<Baseline, Error> {
        let baseline = self.new_baseline(product, name, of, why)?;
        self.locked(|desk| {
            desk.lead("Setting a baseline")?;
            if desk.is_delivered()? {
                return Ok(());
            }
            desk.write_desk(DeskFact::Baseline(Box::new(baseline.clone())))?;
            Ok(())
        })?;
        Ok(baseline)
    }

    /// A baseline that is to be set, its bytes in their place.
    pub(in crate::desk) fn new_baseline(
        &mut self,
        product: &str,
        name: &str,
        of: NewBaseline,
        why: &str,
    ) -> Result<Baseline, Error> {
        self.lead("Setting a baseline")?;
        let product = product.trim();
        if product.is_empty() {
            return Err(Error::Input(
                "A baseline is of a product: say which. Nothing was set.".to_owned(),
            ));
        }
        let name = crate::domain::configuration::name(name)
            .map_err(|why| Error::Input(format!("{why} Nothing was set.")))?;
        let start = Baseline {
            product: product.to_owned(),
            name,
            why: why.trim().to_owned(),
            by: self.actor.name.clone(),
            at: self.now(),
            ..Baseline::default()
        };
        match of {
            NewBaseline::Text(taking) => self.of_text(start, taking),
            NewBaseline::Snapshot(id, n) => self.of_snapshot(start, id, n),
        }
    }

    /// Removes a baseline.
    ///
    /// # Errors
    /// [`Error::NeedsLead`]; [`Error::Missing`].
    pub fn remove_baseline(&mut self, product: &str, name: &str, why: &str) -> Result<(), Error> {
        self.locked(|desk| {
            desk.lead("Removing a baseline")?;
            if desk.is_delivered()? {
                return Ok(());
            }
            let there = desk.baseline(product, name)?;
            desk.write_desk(DeskFact::BaselineGone {
                product: there.product,
                name: there.name,
                why: why.trim().to_owned(),
            })?;
            Ok(())
        })
    }

    fn of_text(&mut self, start: Baseline, taking: Taking) -> Result<Baseline, Error> {
        let bare = self.bare(taking)?;
        let bytes = bare.masked.text.into_bytes();
        let kept = self.keep_bytes(Opened::memory(start.name.clone(), bytes))?;
        Ok(Baseline {
            size: kept.size,
            sha256: kept.sha256,
            masked: bare.masked.found,
            ..start
        })
    }

    fn of_snapshot(&self, start: Baseline, id: TicketId, n: u32) -> Result<Baseline, Error> {
        let file = self.snapshot(id, n)?;
        if self.ticket(id)?.audience.is_some() {
            return Err(Error::Input(format!(
                "{id} is restricted, and a baseline is for everyone on the desk. Nothing was set; take it from a file."
            )));
        }
        let snapshot = file.configuration.unwrap_or_default();
        Ok(Baseline {
            version: snapshot.version,
            size: file.size,
            sha256: file.sha256,
            masked: snapshot.masked,
            of: Some((id, n)),
            ..start
        })
    }
}
