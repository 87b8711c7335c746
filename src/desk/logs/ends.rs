//! The first and the last time in a log: they say which day a time means that was typed without one.

use super::fault::Fault;
use super::{LogFile, Request};
use crate::domain::log::analysis::Baseline;
use crate::domain::log::filter::{Filter, Log};
use crate::domain::log::line;
use crate::domain::log::stamp::{Clock, Stamp};
use crate::domain::log::text;

/// Bytes at either end that are looked at first.
const BLOCK: u64 = 256 << 10;
/// Bytes at the end that are looked at where lines without a time are so many.
const MOST: u64 = 16 << 20;

impl LogFile {
    /// What is asked, with the days of the times that were typed.
    pub(super) fn dated(&mut self, request: Request) -> Result<Request, Fault> {
        let ends = match request.edges.need_a_day() {
            true => self.ends()?,
            false => None,
        };
        let latest = self.latest;
        let [from, to, new_from] = request.edges.within(&Log { ends, latest });
        Ok(Request {
            filter: Filter {
                from: from.or(request.filter.from),
                to: to.or(request.filter.to),
                ..request.filter
            },
            baseline: new_from.map_or(request.baseline, Baseline::Until),
            ..request
        })
    }

    fn ends(&mut self) -> Result<Option<(Stamp, Stamp)>, Fault> {
        let (start, end) = (self.index.start().1, self.source.end()?);
        let head = self.stamps(start, end.min(start.saturating_add(BLOCK)))?;
        let mut size = BLOCK;
        let last = loop {
            let from = end.saturating_sub(size).max(start);
            let found = self.stamps(from, end)?.map(|(_, last)| last);
            if found.is_some() || from == start || size >= MOST {
                break found;
            }
            size *= 8;
        };
        Ok(last.map(|last| (head.map_or(last, |(first, _)| first), last)))
    }

    /// The first and the last time with a day between two places; what is left of a line at the first
    /// one bears none.
    fn stamps(&mut self, from: u64, end: u64) -> Result<Option<(Stamp, Stamp)>, Fault> {
        let size = usize::try_from(end.saturating_sub(from)).unwrap_or(0);
        let mut bytes = vec![0; size];
        let read = self.source.read_at(from, &mut bytes)?;
        bytes.truncate(read);
        let decoded = String::from_utf8_lossy(&bytes);
        let rest = usize::from(from > self.index.start().1);
        let lines = decoded.split(['\n', '\r']).skip(rest);
        let latest = self.latest;
        let mut stamps = lines.filter_map(|typed| {
            let plain = text::plain(typed);
            let stamp = line::read(plain.trim_start_matches('\0'), latest).stamp?;
            matches!(stamp.clock, Clock::Zoned | Clock::Local).then_some(stamp)
        });
        let first = stamps.next();
        Ok(first.map(|first| (first, stamps.last().unwrap_or(first))))
    }
}
