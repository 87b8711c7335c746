//! One way through a whole log, a part at a time: whoever waits for it sees how far it is and may ask
//! for something else meanwhile.

use super::fault::Fault;
use super::walk::Walk;
use super::{LogFile, Notices, Request, Row, row};
use crate::domain::log::analysis::{Analysis, Judged, Report};
use crate::domain::log::level::Level;
use crate::domain::log::line;
use crate::domain::log::trace::Trace;

/// Lines before a window that are looked at for the level of those that continue them.
const CONTEXT: u64 = 100;

/// An analysis under way.
#[derive(Debug)]
pub struct Pass {
    analysis: Analysis,
    walk: Walk,
    notices: Notices,
    /// Where it stands in the text.
    offset: u64,
}

impl Pass {
    /// What the log says, as far as it was read.
    fn finish(self, damaged: Option<String>, narrow: u64) -> (Report, Notices) {
        let notices = Notices {
            damaged,
            narrow,
            ..self.notices
        };
        (self.analysis.finish(), notices)
    }
}

/// A line with how bad it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// The line.
    pub row: Row,
    /// Its level, or that of the line it continues.
    pub level: Option<Level>,
    /// It continues the line before it.
    pub continues: bool,
}

impl LogFile {
    /// Begins an analysis.
    ///
    /// # Errors
    /// As [`LogFile::window`].
    pub fn begin(&mut self, request: Request) -> Result<Pass, Fault> {
        let request = self.dated(request)?;
        let (line, offset) = self.index.start();
        let analysis = Analysis::new(request.filter, request.baseline, self.latest);
        Ok(Pass {
            analysis: analysis.only(request.only),
            walk: self.walk(line, offset),
            notices: Notices::default(),
            offset,
        })
    }

    /// Goes on with an analysis for about `bytes`; true when the end is reached, or `each`, which sees
    /// every line with its judgement, says that it is enough.
    ///
    /// # Errors
    /// As [`LogFile::window`].
    pub fn go_on(
        &mut self,
        pass: &mut Pass,
        bytes: u64,
        each: &mut dyn FnMut(&Row, Judged) -> bool,
    ) -> Result<bool, Fault> {
        let end = pass.offset.saturating_add(bytes);
        while let Some(walked) = pass.walk.next(&mut self.source)? {
            self.index.note(&walked);
            let (row, odd) = row(&walked, &pass.walk.line);
            pass.notices.cut += u64::from(row.cut > 0);
            pass.notices.windows += u64::from(odd.windows);
            pass.notices.wide += u64::from(odd.wide);
            pass.notices.noughts += u64::from(odd.noughts);
            pass.offset = walked.end;
            let judged = pass.analysis.line(&row.text);
            if !each(&row, judged) {
                return Ok(true);
            }
            if walked.end >= end {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Ends an analysis: what the log says, and what was noticed beside.
    #[must_use]
    pub fn end(&self, pass: Pass) -> (Report, Notices) {
        pass.finish(self.source.damaged(), self.source.utf8_lines())
    }

    /// How far a pass is: bytes read, and of how many, where that is known.
    #[must_use]
    pub fn progress(&self, pass: &Pass) -> (u64, Option<u64>) {
        let (read, of) = self.source.progress(pass.offset);
        (read, of.or(self.given))
    }

    /// Lines `first` (from 1) and on with how bad they are, at most `count`.
    ///
    /// # Errors
    /// As [`LogFile::window`].
    pub fn shown(&mut self, first: u64, count: usize) -> Result<Vec<Shown>, Fault> {
        let rows = self.window(first, count)?;
        let mut all = self.judged(rows, None);
        if all.first().is_some_and(|s| s.continues) && first > 1 {
            // What it continues stands before it.
            let from = first.saturating_sub(CONTEXT).max(1);
            let few = usize::try_from(first - from).unwrap_or(0);
            let before = self.window(from, few)?;
            let level = self.judged(before, None).last().and_then(|s| s.level);
            let rows = all.into_iter().map(|s| s.row).collect();
            all = self.judged(rows, level);
        }
        Ok(all)
    }

    fn judged(&self, rows: Vec<Row>, mut level: Option<Level>) -> Vec<Shown> {
        let mut trace = Trace::default();
        let judge = |row: Row| {
            let mut read = line::read(row.text.trim_start_matches('\0'), self.latest);
            trace.follow(&mut read, level);
            let continues = read.continues;
            if !continues {
                level = read.judged();
            }
            Shown {
                row,
                level,
                continues,
            }
        };
        rows.into_iter().map(judge).collect()
    }
}
