//! Adds up what counts: by figure, row, group and period. What one ticket gives is gathered first, for what it is
//! about is known only at its end.

use super::ask::{Ask, Behind, By, Period};
use super::figure::{Figure, Measure};
use super::hit::{About, Adds, Hit, Time, Which};
use super::late::Watch;
use super::mark;
use super::track::{Frame, Track};
use crate::domain::id::{At, TicketId};
use crate::domain::process::Process;
use crate::domain::row::RESTRICTED;
use std::collections::{HashMap, VecDeque};
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
    last: Option<TicketId>,
}

impl Cell {
    fn add(&mut self, ticket: TicketId, adds: Adds, measure: Measure) {
        match adds {
            Adds::Whole => {
                self.of += 1;
                return;
            }
            Adds::One => {}
            Adds::Took(ms) => {
                self.ms = self.ms.saturating_add(ms);
                if measure == Measure::Took {
                    self.took_s
                        .push(u32::try_from(ms / 1_000).unwrap_or(u32::MAX));
                }
            }
        }
        self.n += 1;
        if self.last != Some(ticket) {
            (self.last, self.tickets) = (Some(ticket), self.tickets + 1);
        }
    }
}

/// Texts by number; 0 is the empty one, that stands for "all".
#[derive(Debug, Default)]
struct Names {
    numbers: HashMap<Box<str>, u32>,
}

impl Names {
    fn number(&mut self, text: &str) -> u32 {
        if text.is_empty() {
            return 0;
        }
        if let Some(n) = self.numbers.get(text) {
            return *n;
        }
        let n = u32::try_from(self.numbers.len() + 1).unwrap_or(u32::MAX);
        self.numbers.insert(text.into(), n);
        n
    }

    /// All of them, by number.
    fn into_texts(self) -> Vec<Box<str>> {
        let mut texts = vec![Box::from("")];
        let mut all: Vec<(Box<str>, u32)> = self.numbers.into_iter().collect();
        all.sort_by_key(|(_, n)| *n);
        texts.extend(all.into_iter().map(|(text, _)| text));
        texts
    }
}

/// Where something is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Spot {
    figure: Figure,
    which: Which,
    row: u32,
    group: u32,
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
    cells: HashMap<Spot, Cell>,
    names: Names,
    stretches: Vec<Stretch>,
    behind: VecDeque<TicketId>,
    tickets: Tickets,
    text: String,
    group: String,
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
            cells: HashMap::new(),
            names: Names::default(),
            stretches: ask.stretches.iter().map(stretch).collect(),
            behind: VecDeque::new(),
            tickets: Tickets::default(),
            text: String::new(),
            group: String::new(),
        }
    }

    /// The period before the one asked for: tickets that were over before it, and those opened after the end,
    /// add nothing.
    #[must_use]
    pub fn former(&self) -> Period {
        self.frame.before
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
        let mut hits: Vec<Hit<'_>> = Vec::with_capacity(32);
        let mut track = Track::new(self.frame, &mut self.watch, &mut hits);
        for mark in mark::read(marks) {
            track.read(mark?);
        }
        let about = track.end();
        for hit in &hits {
            self.place(id, hit, &about, is_hidden);
        }
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
        let mut spot = Spot {
            figure: hit.figure,
            which,
            row: self.names.number(&self.text),
            group: 0,
        };
        let measure = hit.figure.measure();
        self.count(spot, id, hit.adds, measure);
        self.group.clear();
        if let Some(by) = self.ask.by {
            value(by, hit, about, is_hidden, &mut self.group);
            spot.group = self.names.number(&self.group);
            self.count(spot, id, hit.adds, measure);
        }
        if which == Which::Now {
            self.stretch(hit);
            self.keep(id, hit, is_hidden);
        }
    }

    /// In its row, and in all rows together where they are several.
    fn count(&mut self, spot: Spot, id: TicketId, adds: Adds, measure: Measure) {
        let cell = self.cells.entry(spot).or_default();
        cell.add(id, adds, measure);
        if spot.row != 0 && measure != Measure::Took {
            let all = self.cells.entry(Spot { row: 0, ..spot }).or_default();
            all.add(id, adds, measure);
        }
    }

    fn is_asked_for(&mut self, hit: &Hit<'_>, about: &About<'_>, is_hidden: bool) -> bool {
        let mut text = std::mem::take(&mut self.text);
        let only = &self.ask.only;
        let fits = only.iter().all(|(by, _)| {
            value(*by, hit, about, is_hidden, &mut text);
            let mut wanted = only.iter().filter(|(other, _)| other == by);
            wanted.any(|(_, word)| same(word, &text))
        });
        self.text = text;
        fits
    }

    fn stretch(&mut self, hit: &Hit<'_>) {
        let Time::At(at) = hit.time else { return };
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

    /// What came of it: rows in no order, the stretches, the tickets asked for.
    #[must_use]
    pub fn end(mut self) -> (Vec<(Figure, Counted)>, Vec<Stretch>, Tickets) {
        let before = Spot {
            figure: Figure::Backlog,
            which: Which::Before,
            row: 0,
            group: 0,
        };
        let open_before = self.cells.get(&before).map_or(0, |c| c.n);
        let mut open = i64::try_from(open_before).unwrap_or(i64::MAX);
        for stretch in &mut self.stretches {
            let signed = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
            open += signed(stretch.arrived) - signed(stretch.departed);
            stretch.open = open;
        }
        let texts = self.names.into_texts();
        let text = |n: u32| texts.get(n as usize).cloned().unwrap_or_default();
        let mut rows: HashMap<(Figure, u32, u32), Counted> = HashMap::new();
        for (spot, cell) in self.cells {
            let row = rows
                .entry((spot.figure, spot.row, spot.group))
                .or_insert_with(|| Counted {
                    row: text(spot.row),
                    group: text(spot.group),
                    ..Counted::default()
                });
            match spot.which {
                Which::Now => row.now = cell,
                Which::Before => row.before = cell,
            }
        }
        self.tickets.ids = self.behind.into_iter().rev().collect();
        let rows = rows.into_iter().map(|((figure, ..), row)| (figure, row));
        (rows.collect(), self.stretches, self.tickets)
    }
}

fn is_wanted(wanted: &Behind, hit: &Hit<'_>, row: &str, group: &str) -> bool {
    wanted.figure == hit.figure
        && hit.adds != Adds::Whole
        && wanted.row.as_deref().is_none_or(|r| same(r, row))
        && wanted.group.as_deref().is_none_or(|g| same(g, group))
}

fn same(one: &str, other: &str) -> bool {
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
