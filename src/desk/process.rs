//! The process file of the desk: stored by hash, changed only by a lead.

mod parsed;

pub use parsed::keep_parsed_in;

use super::{Desk, Error};
use crate::domain::blocker::{Blocker, Jump, Refusal, Why};
use crate::domain::check;
use crate::domain::event::DeskFact;
use crate::domain::id::TicketId;
use crate::domain::parse;
use crate::domain::process::{Process, StageDef};
use crate::domain::safe::is_blank;
use crate::store::DeskInfo;
use std::sync::Arc;

/// Tickets that are named of each stage a new file lacks.
const NAMED: usize = 20;

/// The process a desk has stored.
pub(super) fn stored(info: &DeskInfo) -> Result<Arc<Process>, Error> {
    let text: &str = &info.process_text;
    let ready = parse::ready_of(&info.process_hash).or_else(|| parse::ready(text));
    if let Some(process) = ready.or_else(|| parsed::find(text)) {
        return Ok(Arc::new(process));
    }
    match parse::parsed(text) {
        Ok(process) => {
            parsed::keep(text, &process);
            Ok(Arc::new(process))
        }
        Err(faults) => Err(Error::Process(
            faults.first().map(ToString::to_string).unwrap_or_default(),
        )),
    }
}

impl Desk {
    /// Puts another process file in force, with the decision behind it, and computes the rows of all
    /// open tickets anew under it. `false`: not all of them yet; whoever opens the desk goes on.
    ///
    /// # Errors
    /// [`Error::NeedsLead`]; [`Error::Input`] when the file has mistakes; [`Error::Standing`] when a ticket stands in a
    /// stage it lacks; [`Error::Refused`] when `why` says nothing.
    pub fn use_process(&mut self, text: &str, why: &str) -> Result<bool, Error> {
        self.put_process(text, why)?;
        // The file is in force by now: what hinders here is no reason to say that nothing was written.
        let _ = self.settle_reviews();
        Ok(self.recount(usize::MAX).unwrap_or(false))
    }

    fn put_process(&mut self, text: &str, why: &str) -> Result<(), Error> {
        self.lead("Another process file")?;
        let (process, _) =
            check::file(text).map_err(|faults| Error::Input(listed(&faults, text)))?;
        decided(why)?;
        self.locked(|desk| {
            desk.lead("Another process file")?;
            desk.refuse_orphans(&process)?;
            desk.write_desk(DeskFact::Process {
                hash: process.hash.clone(),
                text: text.to_owned(),
                why: why.to_owned(),
            })
        })?;
        // A command delivered again puts nothing in force: what the desk says counts.
        self.info = self.store.desk()?;
        self.process = stored(&self.info)?;
        Ok(())
    }

    /// Refuses a process that lacks a stage in which a ticket stands.
    fn refuse_orphans(&self, next: &Process) -> Result<(), Error> {
        let mut lost = Vec::new();
        let lacking = |s: &&StageDef| next.stage(&s.stage).is_none();
        for def in self.process.stages.iter().filter(lacking) {
            let ids = self.store.standing(&def.stage, NAMED + 1)?;
            if !ids.is_empty() {
                lost.push(standing(def, &ids));
            }
        }
        if lost.is_empty() {
            return Ok(());
        }
        Err(Error::Standing(format!(
            "Tickets stand in stages that the new file lacks: {}. Nothing was changed; move them on first.",
            lost.join("; ")
        )))
    }
}

/// A stage with the tickets that stand in it.
fn standing(def: &StageDef, ids: &[TicketId]) -> String {
    let named: Vec<String> = ids.iter().take(NAMED).map(ToString::to_string).collect();
    let more = if ids.len() > NAMED { " and more" } else { "" };
    format!("{} ({}): {}{more}", def.label, def.stage, named.join(", "))
}

/// Whoever reads the history asks who wanted it so, and why.
fn decided(why: &str) -> Result<(), Error> {
    if !is_blank(why) {
        return Ok(());
    }
    let lack = Blocker {
        guard: None,
        what: "field",
        id: "why".to_owned(),
        text: "The decision behind it is missing".to_owned(),
        command: "hoist process use FILE --why …".to_owned(),
        choices: Vec::new(),
        jump: Jump::None,
        forceable: false,
    };
    Err(Error::Refused(Box::new(Refusal {
        refused: "process use".to_owned(),
        why: Why::Guards,
        text: "A new process file names the decision behind it; the one in force stays.".to_owned(),
        missing: vec![lack],
    })))
}

fn listed(faults: &[parse::Fault], source: &str) -> String {
    faults
        .iter()
        .map(|f| f.render(source))
        .collect::<Vec<_>>()
        .join("\n")
}
