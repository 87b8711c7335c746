//! The process file of the desk: stored by hash, changed only by a lead.

use super::{Desk, Error};
use crate::domain::check;
use crate::domain::event::DeskFact;
use crate::domain::parse;
use crate::domain::process::Process;
use crate::store::{DeskInfo, Query};
use std::sync::Arc;

/// The process a desk has stored.
pub(super) fn stored(info: &DeskInfo) -> Result<Arc<Process>, Error> {
    match parse::process(&info.process_text) {
        Ok(process) => Ok(Arc::new(process)),
        Err(faults) => Err(Error::Process(
            faults.first().map(ToString::to_string).unwrap_or_default(),
        )),
    }
}

impl Desk {
    /// Puts another process file in force, with the decision behind it.
    ///
    /// # Errors
    /// [`Error::NeedsLead`]; [`Error::Input`] when the file has mistakes or a ticket stands in a
    /// stage it lacks.
    pub fn use_process(&mut self, text: &str, why: &str) -> Result<(), Error> {
        self.lead("Another process file")?;
        let (process, _) =
            check::file(text).map_err(|faults| Error::Input(listed(&faults, text)))?;
        self.locked(|desk| {
            desk.lead("Another process file")?;
            desk.refuse_orphans(&process)?;
            desk.write_desk(DeskFact::Process {
                hash: process.hash.clone(),
                text: text.to_owned(),
                why: why.to_owned(),
            })
        })?;
        self.process = Arc::new(process);
        self.info = self.store.desk()?;
        Ok(())
    }

    /// Refuses a process that lacks a stage in which a ticket stands.
    fn refuse_orphans(&self, next: &Process) -> Result<(), Error> {
        let now = self.now();
        let lead = crate::domain::actor::Viewer {
            lead: true,
            ..self.actor.viewer()
        };
        for def in self
            .process
            .stages
            .iter()
            .filter(|s| next.stage(&s.stage).is_none())
        {
            let query = Query {
                tier: Some(def.stage.tier.clone()),
                phase: Some(def.stage.phase),
                over: true,
                ..Query::default()
            };
            let count = self.store.count(&lead, &query, 1_000, now)?;
            if count.n > 0 {
                return Err(Error::Input(format!(
                    "{} ticket{} in “{}” ({}), which the new file lacks. Nothing was changed; move them on first.",
                    count.n,
                    if count.n == 1 { " stands" } else { "s stand" },
                    def.label,
                    def.stage
                )));
            }
        }
        Ok(())
    }
}

fn listed(faults: &[parse::Fault], source: &str) -> String {
    faults
        .iter()
        .map(|f| f.render(source))
        .collect::<Vec<_>>()
        .join("\n")
}
