//! Who is on duty: what the schedule of the process file says, and what was said otherwise for some days.

use super::{Desk, Error};
use crate::domain::duty::{OnDuty, Roster, StandIn};
use crate::domain::event::DeskFact;
use crate::domain::id::{At, Tier};

impl Desk {
    /// What was said otherwise than the schedule, the latest last; what is over or was taken back too.
    ///
    /// # Errors
    /// The store's.
    pub fn stand_ins(&self) -> Result<Vec<StandIn>, Error> {
        Ok(self.store.stand_ins()?)
    }

    /// Who is on duty for each tier at an instant.
    ///
    /// # Errors
    /// The store's.
    pub fn on_duty(&self, at: At) -> Result<Vec<(Tier, OnDuty)>, Error> {
        let (agents, stand_ins) = (self.store.agents()?, self.stand_ins()?);
        let roster = Roster {
            process: &self.process,
            agents: &agents,
            stand_ins: &stand_ins,
            now: at,
        };
        let tiers = self.process.tiers.iter();
        Ok(tiers.map(|t| (t.id.clone(), roster.duty(&t.id))).collect())
    }

    /// Says who is on duty for some time, whatever the schedule says. A lead does it.
    ///
    /// # Errors
    /// [`Error::NeedsLead`]; [`Error::Input`] for a tier, agent or time that cannot be.
    pub fn put_stand_in(&mut self, said: StandIn) -> Result<StandIn, Error> {
        self.locked(|desk| {
            desk.lead("Changing who is on duty")?;
            super::people::known_tiers(&desk.process, std::slice::from_ref(&said.tier))?;
            if said.until <= said.from.max(desk.now()) {
                return Err(Error::Input(
                    "That time is over before it begins: say from when until when, the end lying ahead."
                        .to_owned(),
                ));
            }
            let agents = desk.agents()?;
            for name in &said.agents {
                super::named(&agents, name)?;
            }
            if said.agents.is_empty() {
                return Err(Error::Input("Say who is on duty.".to_owned()));
            }
            let n = desk.write_desk(DeskFact::StandIn(said.clone()))?;
            Ok(StandIn { n, ..said })
        })
    }

    /// Takes back what was said: the schedule holds again. A lead does it.
    ///
    /// # Errors
    /// [`Error::NeedsLead`]; [`Error::Missing`] when there is none of this number.
    pub fn remove_stand_in(&mut self, n: i64) -> Result<(), Error> {
        self.locked(|desk| {
            desk.lead("Changing who is on duty")?;
            if desk.is_delivered()? {
                return Ok(());
            }
            let found = desk.stand_ins()?.into_iter().find(|s| s.n == n && !s.gone);
            let Some(said) = found else {
                return Err(Error::Missing(format!(
                    "There is no such word with the number {n}. hoist oncall list shows them."
                )));
            };
            desk.write_desk(DeskFact::StandIn(StandIn { gone: true, ..said }))?;
            Ok(())
        })
    }
}
