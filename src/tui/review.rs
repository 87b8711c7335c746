//! The review on the screen: every figure with its rows, and behind each the tickets.

mod keys;
mod list;

use keys::{KEYS, TICKET_KEYS};
pub use list::{Entry, entries};

use crate::domain::id::{At, ReviewId, TicketId};
use crate::domain::report::{Behind, By, Figure, Line, Period, Report, Shown};
use crate::domain::review::Decision;
use crate::domain::row::Row;
use crate::store::search::Stop;
use std::cell::Cell;

/// Tickets that are listed behind a row; how many more there are is said.
pub const LISTED: usize = 500;

/// Over which time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stretch {
    /// Since the last review.
    #[default]
    Usual,
    /// The period that was reviewed last.
    Last,
    /// So many days back from now.
    Days(i64),
    /// From the first ticket to now.
    Always,
}

impl Stretch {
    /// The next one, in a round.
    #[must_use]
    pub fn next(self) -> Stretch {
        match self {
            Stretch::Usual => Stretch::Last,
            Stretch::Last => Stretch::Days(7),
            Stretch::Days(7) => Stretch::Days(30),
            Stretch::Days(30) => Stretch::Days(90),
            Stretch::Days(_) => Stretch::Always,
            Stretch::Always => Stretch::Usual,
        }
    }
}

/// What is asked of the lane.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    /// Over which time; the screen that has a report already names its period.
    pub stretch: Stretch,
    /// Exactly this period.
    pub period: Option<Period>,
    /// Set apart by this.
    pub by: Option<By>,
    /// The tickets behind a row.
    pub behind: Option<Behind>,
    /// The zone of days.
    pub zone: String,
    /// Which of the screen's questions it is.
    pub serial: u64,
    /// When to break off: set by the lane.
    pub stop: Stop,
}

/// What the lane found.
#[derive(Clone, Debug)]
pub struct Reviewed {
    /// The figures.
    pub report: Report,
    /// The tickets behind the row that was asked for.
    pub rows: Vec<Row>,
    /// A review is due since then.
    pub due: Option<At>,
    /// The review that was held of just this period.
    pub held: Option<ReviewId>,
    /// Decisions of earlier reviews that are open, each with its review and number.
    pub open: Vec<(String, Decision)>,
}

/// What is there.
#[derive(Debug)]
enum State {
    /// So many tickets were read.
    Reading(u64),
    Came(Box<Reviewed>),
    /// It could not be made, or was broken off: a sentence.
    Failed(String),
}

/// The tickets behind a row.
#[derive(Debug)]
pub struct Tickets {
    /// Behind which row, in words.
    pub title: String,
    /// The row: its figure, and where a decision is about it.
    pub about: String,
    /// The tickets, the newest first; `None`: they are still read.
    pub rows: Option<Vec<Row>>,
    /// How many there are.
    pub all: u64,
    /// How many of these are not shown to this agent.
    pub hidden: u64,
    /// The one under the bar.
    pub at: Cell<usize>,
    top: Cell<usize>,
}

/// The screen.
#[derive(Debug)]
pub struct ReviewBox {
    ask: Ask,
    state: State,
    /// Every row of every figure, or the first ones.
    pub all_rows: bool,
    /// Pictures in place of the list, where both have no room.
    pub pictures: bool,
    /// The line under the bar.
    pub at: Cell<usize>,
    top: Cell<usize>,
    height: Cell<usize>,
    /// The tickets behind a row lie over the figures.
    pub tickets: Option<Tickets>,
}

/// What a key did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Did {
    /// It means nothing here.
    Ignored,
    /// It is done.
    Nothing,
    /// This is to be said.
    Say(&'static str),
    /// Ask the lane.
    Ask,
    /// Break it off.
    BreakOff,
    /// Choose by what figures are set apart.
    ChooseBy,
    /// Write a decision down.
    Decide,
    /// Hold the review.
    Hold,
    /// To this ticket.
    Ticket(TicketId),
    /// Back to where one was.
    Close,
}

impl ReviewBox {
    /// A screen that waits for its figures.
    #[must_use]
    pub fn new(zone: String) -> ReviewBox {
        ReviewBox {
            ask: Ask {
                zone,
                ..Ask::default()
            },
            state: State::Reading(0),
            all_rows: false,
            pictures: false,
            at: Cell::new(0),
            top: Cell::new(0),
            height: Cell::new(1),
            tickets: None,
        }
    }

    /// What is to be asked.
    #[must_use]
    pub fn wanted(&self) -> Ask {
        self.ask.clone()
    }

    /// Begins anew: another stretch, or set apart otherwise.
    fn begin(&mut self) -> Did {
        self.ask.serial += 1;
        self.ask.behind = None;
        self.state = State::Reading(0);
        self.tickets = None;
        Did::Ask
    }

    /// Over the next stretch of time.
    pub fn turn(&mut self) -> Did {
        self.ask.stretch = self.ask.stretch.next();
        self.ask.period = None;
        self.begin()
    }

    /// Set apart by this, or by nothing.
    pub fn set_by(&mut self, by: Option<By>) {
        self.ask.by = by;
        let _ = self.begin();
    }

    /// Reads it anew: what was written meanwhile counts.
    pub fn again(&mut self) -> Did {
        self.ask.period = None;
        self.begin()
    }

    /// So many tickets were read.
    pub fn going(&mut self, n: u64) {
        if let State::Reading(read) = &mut self.state {
            *read = n;
        }
    }

    /// It came; what nobody waits for any more is dropped.
    pub fn came(&mut self, ask: &Ask, found: Result<Reviewed, String>) {
        if ask.serial != self.ask.serial || (ask.behind.is_some() && ask.behind != self.ask.behind)
        {
            return;
        }
        match (ask.behind.is_some(), found) {
            (true, found) => self.tickets_came(found),
            (false, Ok(found)) => {
                self.ask.period = Some(found.report.period);
                self.state = State::Came(Box::new(found));
                let last = self.entries().len().saturating_sub(1);
                self.at.set(self.at.get().min(last));
                self.rest_on_line(true);
            }
            (false, Err(why)) => self.state = State::Failed(why),
        }
    }

    fn tickets_came(&mut self, found: Result<Reviewed, String>) {
        let Some(tickets) = &mut self.tickets else {
            return;
        };
        match found {
            Ok(found) => {
                tickets.all = found.report.tickets.all;
                tickets.hidden = found.report.tickets.hidden;
                tickets.rows = Some(found.rows);
            }
            Err(_) => self.tickets = None,
        }
    }

    /// The figures.
    #[must_use]
    pub fn found(&self) -> Option<&Reviewed> {
        match &self.state {
            State::Came(found) => Some(found),
            _ => None,
        }
    }

    /// The tickets that are listed behind a row.
    pub fn tickets(&self) -> impl Iterator<Item = TicketId> {
        let rows = self.tickets.iter().filter_map(|t| t.rows.as_ref());
        rows.flatten().map(|row| row.id)
    }

    /// Takes a ticket out of that list; whether it was there. It counts as one that is not shown.
    pub fn drop_ticket(&mut self, id: TicketId) -> bool {
        self.tickets.as_mut().is_some_and(|t| t.drop(id))
    }

    /// A sentence where there is nothing to show.
    #[must_use]
    pub fn sentence(&self) -> Option<String> {
        match &self.state {
            State::Reading(0) => Some("counting …".to_owned()),
            State::Reading(n) => Some(format!("{n} tickets read · Esc breaks it off")),
            State::Failed(why) => Some(format!("{why} r counts anew.")),
            State::Came(_) => None,
        }
    }

    /// Its lines.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        self.found()
            .map_or_else(Vec::new, |f| entries(&f.report, self.all_rows))
    }

    /// The figure and row under the bar.
    #[must_use]
    pub fn here(&self) -> Option<(&Shown, &Line)> {
        let entries = self.entries();
        match entries.get(self.at.get())? {
            Entry::Line { figure, line, .. } => {
                let shown = self.found()?.report.figures.get(*figure)?;
                Some((shown, shown.rows.get(*line)?))
            }
            Entry::Chapter(_) | Entry::Nothing | Entry::Figure(_) | Entry::More(..) => None,
        }
    }

    /// The figure under the bar.
    #[must_use]
    pub fn figure(&self) -> Option<&Shown> {
        let entries = self.entries();
        let figure = match entries.get(self.at.get())? {
            Entry::Chapter(_) | Entry::Nothing => return None,
            Entry::Figure(n) | Entry::More(n, _) => *n,
            Entry::Line { figure, .. } => *figure,
        };
        self.found()?.report.figures.get(figure)
    }

    /// The period that is looked at.
    #[must_use]
    pub fn period(&self) -> Option<Period> {
        self.ask.period
    }

    /// What a decision from here would be about: the row whose tickets are listed, or the one under the bar.
    #[must_use]
    pub fn about(&self) -> String {
        match (&self.tickets, self.here()) {
            (Some(tickets), _) => tickets.about.clone(),
            (None, Some((shown, line))) => about(shown.figure, line),
            (None, None) => String::new(),
        }
    }

    /// The same in words, as a finding.
    #[must_use]
    pub fn finding(&self) -> Option<String> {
        let (shown, line) = self.here()?;
        let value = crate::domain::report::words::value(shown.figure.measure(), &line.now);
        Some(match line.row.is_empty() {
            true => format!("{}: {value}", shown.label),
            false => format!("{}, {}: {value}", shown.label, line.label),
        })
    }

    /// The lines that fit, and the first of them.
    #[must_use]
    pub fn window(&self, height: usize) -> (Vec<Entry>, usize) {
        self.height.set(height.max(1));
        let entries = self.entries();
        let top = kept_in_sight(self.top.get(), self.at.get(), height, entries.len());
        self.top.set(top);
        (entries, top)
    }

    /// The keys that are needed most, without those that only a lead presses.
    #[must_use]
    pub fn keys(&self, is_lead: bool) -> String {
        let all = match self.tickets {
            Some(_) => TICKET_KEYS,
            None => KEYS,
        };
        let mine = all.iter().filter(|key| is_lead || !key.of_lead);
        let words: Vec<&str> = mine.map(|key| key.words).collect();
        words.join(" · ")
    }

    /// What is set apart, and over which time, in a few words.
    #[must_use]
    pub fn state(&self) -> String {
        let held = self.found().and_then(|found| found.held);
        let stretch = match (held, self.ask.stretch) {
            (Some(id), _) => format!("the period of review {id}"),
            (None, Stretch::Usual | Stretch::Last) => "since the last review".to_owned(),
            (None, Stretch::Days(n)) => format!("the last {n} days"),
            (None, Stretch::Always) => "all of it".to_owned(),
        };
        match self.ask.by {
            Some(by) => format!("{stretch} · by {}", by.id()),
            None => stretch,
        }
    }
}

impl Tickets {
    /// The first ticket that is shown, where so many fit.
    #[must_use]
    pub fn top(&self, height: usize) -> usize {
        let count = self.rows.as_ref().map_or(0, Vec::len);
        let top = kept_in_sight(self.top.get(), self.at.get(), height, count);
        self.top.set(top);
        top
    }

    fn drop(&mut self, id: TicketId) -> bool {
        let Some(rows) = &mut self.rows else {
            return false;
        };
        let Some(place) = rows.iter().position(|row| row.id == id) else {
            return false;
        };
        rows.remove(place);
        self.hidden += 1;
        let at = self.at.get();
        let at = if place < at { at - 1 } else { at };
        self.at.set(at.min(rows.len().saturating_sub(1)));
        true
    }

    /// The ticket under the bar.
    #[must_use]
    pub fn here(&self) -> Option<&Row> {
        self.rows.as_ref()?.get(self.at.get())
    }

    /// How many there are, in words.
    #[must_use]
    pub fn count(&self) -> String {
        let Some(rows) = &self.rows else {
            return "reading …".to_owned();
        };
        let mut said = crate::domain::words::counted(self.all, "ticket", "tickets");
        let unshown = self.all - self.hidden.min(self.all);
        if unshown > rows.len() as u64 {
            said.push_str(&format!(" · the newest {}", rows.len()));
        }
        if self.hidden > 0 {
            said.push_str(&format!(" · {} restricted", self.hidden));
        }
        said
    }
}

/// What a decision about a row refers to: `missing:the log file`.
fn about(figure: Figure, line: &Line) -> String {
    match line.row.as_str() {
        "" => figure.id().to_owned(),
        row => format!("{figure}:{row}"),
    }
}

/// The first line on the screen, so that the one under the bar is on it.
fn kept_in_sight(top: usize, at: usize, height: usize, count: usize) -> usize {
    let height = height.max(1);
    let top = top.min(count.saturating_sub(height));
    match at {
        at if at < top => at,
        at if at >= top + height => at + 1 - height,
        _ => top,
    }
}

#[cfg(test)]
mod tests;
