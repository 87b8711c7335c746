//! Teams that may be asked, and where a question to them goes.

use super::{Desk, Error};
use crate::domain::event::DeskFact;
use crate::domain::team::{self, Askable, Team};

impl Desk {
    /// Every team that can be asked.
    ///
    /// # Errors
    /// The store's.
    pub fn teams(&self) -> Result<Vec<Askable>, Error> {
        Ok(team::askable(&self.process, &self.store.teams()?))
    }

    /// Adds a team, or changes its name or address; what is not given stays. A lead does it.
    ///
    /// # Errors
    /// [`Error::NeedsLead`], or [`Error::Input`] for what cannot be.
    pub fn put_team(
        &mut self,
        id: &str,
        label: Option<String>,
        address: Option<String>,
    ) -> Result<Team, Error> {
        self.locked(|desk| {
            desk.lead("Adding or changing a team")?;
            let kept = desk.store.teams()?;
            let known = kept.into_iter().find(|t| t.id == id && !t.removed);
            let known = known.unwrap_or_else(|| Team {
                id: id.to_owned(),
                ..Team::default()
            });
            let team = Team {
                label: label.map_or(known.label, |l| l.trim().to_owned()),
                address: address.map_or(known.address, |a| a.trim().to_owned()),
                ..known
            };
            team::check(&team).map_err(Error::Input)?;
            if desk.is_delivered()? {
                return Ok(team);
            }
            desk.write_desk(DeskFact::Team(team.clone()))?;
            Ok(team)
        })
    }

    /// Removes a team that the desk added; what it was asked stays. Of one in the process file only
    /// the address goes.
    ///
    /// # Errors
    /// [`Error::NeedsLead`]; [`Error::Missing`] when the desk keeps none of this id.
    pub fn remove_team(&mut self, id: &str) -> Result<(), Error> {
        self.locked(|desk| {
            desk.lead("Removing a team")?;
            if desk.is_delivered()? {
                return Ok(());
            }
            let kept = desk.store.teams()?;
            let Some(team) = kept.into_iter().find(|t| t.id == id && !t.removed) else {
                return Err(Error::Missing(format!(
                    "The desk keeps no team “{id}”. hoist teams list shows them; those of the process file are changed there."
                )));
            };
            desk.write_desk(DeskFact::Team(Team {
                removed: true,
                ..team
            }))?;
            Ok(())
        })
    }
}
