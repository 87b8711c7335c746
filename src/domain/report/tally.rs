//! Adds up what counts: by figure, row, group and period. What one ticket gives is gathered first, for what it is
//! about is known only at its end.

use super::ask::{Ask, Behind, By};
use super::figure::{Figure, Measure};
use super::hit::{About, Adds, Hit, Time, Which};
use super::late::Watch;
use super::mark;
use super::spot::Spots;
use super::track::{Frame, Track};
use crate::domain::id::{At, TicketId};
use crate::domain::process::Process;
use crate::domain::row::RESTRICTED;
use std::collections::VecDeque;
use std::fmt::Write;

/// What stands where nothing is known.
pub const UNKNOWN: &str = "–";

/// What was counted in one place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// How often.
    pub n: u64,
    /// On how many tickets.
    pub tickets: u64,
    /// Of how many, for a share.
    pub of: u64,
    /// How long together.
    pub ms: i64,
    /// How long each, in seconds rounded down.
    pub took_s: Vec<u32>,
    /// On which tickets, where only the end shows what counts.
    pub on: Vec<TicketId>,
    last: Option<TicketId>,
}

impl Cell {
    /// Takes in what was counted of other tickets.
    pub(super) fn join(&mut self, other: Cell) {
        self.n += other.n;
        self.tickets += other.tickets;
        self.of += other.of;
        self.ms = self.ms.saturating_add(other.ms);
        self.took_s.extend(other.took_s);
        self.on.extend(other.on);
    }

    /// Nothing was counted here.
    pub(super) fn is_empty(&self) -> bool {
        self.n == 0 && self.of == 0
    }

    fn add(&mut self, ticket: TicketId, adds: Adds, figure: Figure) {
        match adds {
            Adds::Whole => {
                self.of += 1;
                return;
            }
            Adds::One => {}
            Adds::Took(ms) => {
                self.ms = self.ms.saturating_add(ms);
                if figure.measure() == Measure::Took {
                    self.took_s
                        .push(u32::try_from(ms / 1_000).unwrap_or(u32::MAX));
                }
            }
        }
        self.n += 1;
        if self.last != Some(ticket) {
            (self.last, self.tickets) = (Some(ticket), self.tickets + 1);
            if figure == Figure::Repeated {
                self.on.push(ticket);
            }
        }
    }
}

/// A row that was counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Its id; empty: the figure has one.
    pub row: Box<str>,
    /// Its group; empty: all.
    pub group: Box<str>,
    /// In the period asked for.
    pub now: Cell,
    /// In the one before.
    pub before: Cell,
}

/// The tickets behind a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tickets {
    /// The newest of them, newest first.
    pub ids: Vec<TicketId>,
    /// How many there are.
    pub all: u64,
    /// How many of these the viewer may not see; none of them is named.
    pub hidden: u64,
}

/// What arrived, what departed and what was late in one stretch of the period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Stretch {
    /// Its beginning.
    pub from: At,
    /// Opened, reopened, restored.
    pub arrived: u64,
    /// Closed, cancelled.
    pub departed: u64,
    /// Open at its end.
    pub open: i64,
    /// Clocks that ran out.
    pub late: u64,
}

/// Everything that was added up.
#[derive(Debug)]
pub struct Tally<'p> {
    frame: Frame<'p>,
    ask: &'p Ask,
    watch: Watch,
    spots: Spots,
    stretches: Vec<Stretch>,
    /// Which of the words that are picked out something had.
    met: Vec<bool>,
    behind: VecDeque<TicketId>,
    tickets: Tickets,
    text: String,
    group: String,
    /// What one ticket gives is gathered here: the room is used again.
    room: Vec<Hit<'static>>,
}

impl<'p> Tally<'p> {
    /// Nothing added yet.
    #[must_use]
    pub fn new(process: &'p Process, ask: &'p Ask) -> Tally<'p> {
        let stretch = |from: &At| Stretch {
            from: *from,
            ..Stretch::default()
        };
        Tally {
            frame: Frame {
                process,
                now: ask.period,
                before: ask.period.former(),
            },
            ask,
            watch: Watch::new(process),
            spots: Spots::default(),
            stretches: ask.stretches.iter().map(stretch).collect(),
            met: vec![false; ask.only.len()],
            behind: VecDeque::new(),
            tickets: Tickets::default(),
            text: String::new(),
            group: String::new(),
            room: Vec::with_capacity(64),
        }
    }

    /// Adds a ticket by its marks. The words of one that the viewer may not see stay out; it counts.
    ///
    /// # Errors
    /// The marks cannot be read.
    pub fn add(
        &mut self,
        id: TicketId,
        marks: &[u8],
        is_hidden: bool,
    ) -> Result<(), postcard::Error> {
        let mut hits = emptied(std::mem::take(&mut self.room));
        let mut track = Track::new(self.frame, &mut self.watch, &mut hits);
        for mark in mark::read(marks) {
            track.read(mark?);
        }
        let about = track.end();
        for hit in &hits {
            self.place(id, hit, &about, is_hidden);
        }
        self.room = emptied(hits);
        Ok(())
    }

    fn place(&mut self, id: TicketId, hit: &Hit<'_>, about: &About<'_>, is_hidden: bool) {
        let which = match hit.time {
            Time::EndOf(which) => which,
            Time::At(at) if self.frame.now.has(at) => Which::Now,
            Time::At(_) => Which::Before,
        };
        if !self.is_asked_for(hit, about, is_hidden) {
            return;
        }
        match is_hidden && hit.figure.rows() == super::figure::Rows::Words {
            true => RESTRICTED.clone_into(&mut self.text),
            false => hit.key.write(&mut self.text),
        }
        let add = |cell: &mut Cell| cell.add(id, hit.adds, hit.figure);
        // In its row, and in all rows together where they are several; which words are repeated only the end shows.
        let spot = self.spots.row(hit.figure, &self.text);
        let has_sum = hit.figure.measure() != Measure::Took && hit.figure != Figure::Repeated;
        let all = (!self.text.is_empty() && has_sum).then(|| Spots::all(hit.figure));
        for place in [Some(spot), all].into_iter().flatten() {
            add(self.spots.cell(place, which));
        }
        self.group.clear();
        if let Some(by) = self.ask.by {
            value(by, hit, about, is_hidden, &mut self.group);
            let group = self.spots.group(&self.group);
            for place in [Some(spot), all].into_iter().flatten() {
                add(self.spots.grouped(place, group, which));
            }
        }
        if which == Which::Now {
            self.stretch(hit);
            self.keep(id, hit, is_hidden);
        }
    }

    fn is_asked_for(&mut self, hit: &Hit<'_>, about: &About<'_>, is_hidden: bool) -> bool {
        if self.ask.only.is_empty() {
            return true;
        }
        let mut text = std::mem::take(&mut self.text);
        let only = &self.ask.only;
        let mut fits = true;
        for (by, _) in only {
            value(*by, hit, about, is_hidden, &mut text);
            let mut has_one = false;
            for ((other, word), met) in only.iter().zip(&mut self.met) {
                if other == by && same(word, &text) {
                    (has_one, *met) = (true, true);
                }
            }
            fits &= has_one;
        }
        self.text = text;
        fits
    }

    fn stretch(&mut self, hit: &Hit<'_>) {
        let Time::At(at) = hit.time else { return };
        let shown = [
            Figure::Opened,
            Figure::CameBack,
            Figure::Ended,
            Figure::Late,
        ];
        if !shown.contains(&hit.figure) {
            return;
        }
        let after = self.stretches.partition_point(|s| s.from <= at);
        let Some(stretch) = after.checked_sub(1).map(|n| &mut self.stretches[n]) else {
            return;
        };
        match hit.figure {
            Figure::Opened | Figure::CameBack => stretch.arrived += 1,
            Figure::Ended => stretch.departed += 1,
            Figure::Late => stretch.late += 1,
            _ => {}
        }
    }

    fn keep(&mut self, id: TicketId, hit: &Hit<'_>, is_hidden: bool) {
        let Some(wanted) = &self.ask.behind else {
            return;
        };
        if !is_wanted(wanted, hit, &self.text, &self.group) || self.tickets.ids.last() == Some(&id)
        {
            return;
        }
        // The last one, so that a ticket counts once.
        self.tickets.ids = vec![id];
        self.tickets.all += 1;
        if is_hidden {
            self.tickets.hidden += 1;
            return;
        }
        if self.behind.len() == wanted.limit {
            self.behind.pop_front();
        }
        if wanted.limit > 0 {
            self.behind.push_back(id);
        }
    }

    /// Takes in what was added up of other tickets, under the same process and for the same question.
    pub fn join(&mut self, other: Tally<'_>) {
        self.spots.join(other.spots);
        for (mine, other) in self.met.iter_mut().zip(other.met) {
            *mine |= other;
        }
        for (mine, other) in self.stretches.iter_mut().zip(other.stretches) {
            mine.arrived += other.arrived;
            mine.departed += other.departed;
            mine.late += other.late;
        }
        self.tickets.all += other.tickets.all;
        self.tickets.hidden += other.tickets.hidden;
        self.behind.extend(other.behind);
        self.behind.make_contiguous().sort_unstable();
        let limit = self.ask.behind.as_ref().map_or(0, |b| b.limit);
        let more = self.behind.len().saturating_sub(limit);
        self.behind.drain(..more);
    }

    /// The words that are picked out and that nothing had, in either period.
    #[must_use]
    pub fn unmet(&self) -> Vec<(By, String)> {
        let all = self.ask.only.iter().zip(&self.met);
        let unmet = all.filter(|(_, met)| !**met);
        unmet.map(|(word, _)| word.clone()).collect()
    }

    /// What came of it: rows in no order, the stretches, the tickets asked for.
    #[must_use]
    pub fn end(mut self) -> (Vec<(Figure, Counted)>, Vec<Stretch>, Tickets) {
        let before = self.spots.cell(Spots::all(Figure::Backlog), Which::Before);
        let open_before = before.n;
        let mut open = i64::try_from(open_before).unwrap_or(i64::MAX);
        for stretch in &mut self.stretches {
            let signed = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
            open += signed(stretch.arrived) - signed(stretch.departed);
            stretch.open = open;
        }
        self.tickets.ids = self.behind.into_iter().rev().collect();
        (self.spots.into_rows(), self.stretches, self.tickets)
    }
}

/// The same room with nothing in it, for what is borrowed from another ticket.
fn emptied<'b>(mut hits: Vec<Hit<'_>>) -> Vec<Hit<'b>> {
    hits.clear();
    hits.into_iter().map_while(|_| None).collect()
}

fn is_wanted(wanted: &Behind, hit: &Hit<'_>, row: &str, group: &str) -> bool {
    wanted.figure == hit.figure
        && hit.adds != Adds::Whole
        && wanted.row.as_deref().is_none_or(|r| same(r, row))
        && wanted.group.as_deref().is_none_or(|g| same(g, group))
}

pub(super) fn same(one: &str, other: &str) -> bool {
    one == other || one.trim().to_lowercase() == other.trim().to_lowercase()
}

/// What something that counts is set apart by, over what was in `to`.
fn value(by: By, hit: &Hit<'_>, about: &About<'_>, is_hidden: bool, to: &mut String) {
    to.clear();
    let is_open = matches!(by, By::Tier | By::Priority | By::Agent);
    if is_hidden && !is_open {
        to.push_str(RESTRICTED);
        return;
    }
    match by {
        By::Tier => to.push_str(hit.tier),
        By::Team => to.push_str(hit.team),
        By::Criterion => {
            if let Some((tier, id)) = about.criterion {
                let _ = write!(to, "{tier}.{id}");
            }
        }
        By::Kind => to.push_str(about.kind),
        By::Priority if about.major => to.push_str("major"),
        By::Priority if about.priority > 0 => {
            let _ = write!(to, "P{}", about.priority);
        }
        By::Priority => {}
        By::Product => to.push_str(about.product),
        By::Customer => to.push_str(about.customer),
        By::Agent => to.push_str(hit.agent),
    }
    if to.is_empty() {
        to.push_str(UNKNOWN);
    }
}
