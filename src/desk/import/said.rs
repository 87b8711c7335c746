//! What a case says by the mapping, before anything is asked of the desk: this may be read ahead by another thread.

use super::case::Case;
use super::cells::{Cells, Gathered, Look, Within};
use super::date::Times;
use super::events::{Drawn, draw, rank, yes};
use super::map::Map;
use super::row::{self, Ready};
use super::value::{holds, note, value};
use std::collections::BTreeMap;

/// A case with what it says.
pub struct Told {
    /// As it was read; without its records where it can be kept aside without them.
    pub case: Case,
    /// What it says.
    pub said: Said,
    /// Events that were left out, by reason.
    pub skipped: BTreeMap<String, u64>,
    /// What was odd about the times of the source so far.
    pub times: Times,
}

/// What the mapping makes of a case.
pub enum Said {
    /// It is left out, for this reason.
    LeftOut(String),
    /// It cannot be read: the line, the record among those of the case, a sentence.
    Wrong(Vec<(u64, usize, String)>),
    /// It can be read.
    Lived(Box<Lived>),
}

/// A case that can be read.
pub struct Lived {
    /// The ticket, or what is wrong with it.
    pub ready: Result<Ready, String>,
    /// Its events in their order.
    pub events: Vec<Drawn>,
    /// Priority and major, as the case itself says them.
    pub ranks: Result<(Option<u8>, Option<bool>), String>,
    /// The source had no event of it.
    pub is_bare: bool,
}

/// Reads a case by the mapping; `times` is what was odd before, and goes on.
pub fn told(map: &Map, mut case: Case, times: &mut Times) -> Told {
    let mut skipped = BTreeMap::new();
    let said = said(map, &case, &mut skipped, times);
    if case.raw.is_some() {
        case.records = Vec::new();
    }
    Told {
        case,
        said,
        skipped,
        times: *times,
    }
}

fn said(map: &Map, case: &Case, skipped: &mut BTreeMap<String, u64>, times: &mut Times) -> Said {
    let records: Vec<&Cells> = case.records.iter().map(|r| &r.cells).collect();
    let unknown = |text: &str| map.is_unknown(text);
    let whole = Gathered {
        own: case.own.as_ref(),
        events: &records,
        unknown: &unknown,
    };
    noted(map, &whole, &records);
    if let Some(why) = &case.fault {
        return Said::Wrong(vec![(case.line, 0, why.clone())]);
    }
    // Rows were asked one by one as they were read.
    let skip = map.skip.iter().filter(|_| case.own.is_some());
    if let Some(skip) = skip.into_iter().find(|s| holds(map, &s.condition, &whole)) {
        return Said::LeftOut(skip.reason.clone());
    }
    let drawing = draw(map, case, &whole, times);
    *skipped = drawing.skipped;
    let ready = row::ready(map, &whole, case.line, times);
    if !drawing.faults.is_empty() {
        let mut faults = drawing.faults;
        faults.extend(ready.err().map(|why| (case.line, 0, why)));
        return Said::Wrong(faults);
    }
    Said::Lived(Box::new(Lived {
        ready,
        events: drawing.events,
        ranks: ranks(map, &whole),
        is_bare: case.records.is_empty() && case.own.is_some(),
    }))
}

/// Which columns the case and its events have, whatever becomes of it.
fn noted(map: &Map, whole: &dyn Look, records: &[&Cells]) {
    note(map.ticket_columns(), whole);
    for own in records {
        let within = Within {
            own: *own,
            case: whole,
        };
        map.sections.iter().for_each(|s| note(s.columns(), &within));
    }
}

fn ranks(map: &Map, whole: &dyn Look) -> Result<(Option<u8>, Option<bool>), String> {
    let said = |name: &str| match map.fields.get(name) {
        None => Ok(None),
        Some(recipe) => value(map, recipe, whole, name),
    };
    let priority = said("priority")?.map(|text| rank(&text)).transpose()?;
    let major = said("major")?.map(|text| yes(&text)).transpose()?;
    Ok((priority, major))
}
