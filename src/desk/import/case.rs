//! A case of a source: what becomes a ticket with its history.

use super::cells::Cells;

/// A case as it was read.
#[derive(Default)]
pub struct Case {
    /// The line on which it begins.
    pub line: u64,
    /// What the case says itself: attributes of a trace, an object.
    pub own: Option<Cells>,
    /// Its events: rows, or events of a trace. Those of an object stand within it.
    pub records: Vec<Record>,
    /// Why it cannot be read as a whole.
    pub fault: Option<String>,
    /// As it stood, where its values do not tell that: XML.
    pub raw: Option<String>,
    /// How many of its rows were not UTF-8 and were read as Latin-1.
    pub latin1: u64,
}

/// One record of a case.
pub struct Record {
    /// Its line.
    pub line: u64,
    /// Its values.
    pub cells: Cells,
    /// Why it cannot be read.
    pub fault: Option<String>,
}
