//! A log on the screen: its lines, what it says again and again, and how much over time. The screen
//! holds a window of lines; the log lane reads the log and tells how far it is.

mod aloud;
pub mod ask;
mod keys;
mod lines;
mod pick;

pub use lines::Lines;
pub use pick::Pick;

use crate::desk::logs::Request;
use crate::domain::attachment::shown;
use crate::domain::id::{At, TicketId};
use crate::domain::log::analysis::Report;
use crate::domain::log::histogram::Bucket;
use crate::domain::log::level::Level;
use crate::domain::log::signature::Signature;
use crate::domain::values::Values;
use ask::{Came, List, Progress, Told, What, Whence};
use std::cell::Cell;

/// Rows of the histogram.
const STRETCHES: usize = 120;

/// What of the log is on the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// Its lines.
    #[default]
    Lines,
    /// What it says again and again.
    Signatures,
    /// How much over time.
    Times,
}

impl Tab {
    /// Every one, in the order of their names on the screen.
    pub const ALL: [Tab; 3] = [Tab::Lines, Tab::Signatures, Tab::Times];

    /// Its name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Tab::Lines => "Lines",
            Tab::Signatures => "Signatures",
            Tab::Times => "Over time",
        }
    }

    fn turn(self, forward: bool) -> Tab {
        match (self, forward) {
            (Tab::Lines, true) | (Tab::Times, false) => Tab::Signatures,
            (Tab::Signatures, true) | (Tab::Lines, false) => Tab::Times,
            (Tab::Times, true) | (Tab::Signatures, false) => Tab::Lines,
        }
    }
}

/// A log on the screen.
#[derive(Debug)]
pub struct LogView {
    /// Which screen it is: what the lane tells others is not for it.
    pub screen: u64,
    /// Where the log lies.
    pub whence: Whence,
    /// The ticket on which is kept.
    pub ticket: Option<TicketId>,
    /// Its name.
    pub name: String,
    /// Bytes, how it is written, and whether it is packed; once it is open.
    pub about: Option<(Option<u64>, &'static str, bool)>,
    /// What is on the screen.
    pub tab: Tab,
    /// Which lines.
    pub list: List,
    /// The lines of each list.
    lists: [Lines; 3],
    /// The filter as it was typed.
    pub filter: Values,
    /// The signature whose lines are shown.
    pub only: Option<String>,
    /// Where one is among the signatures.
    pub signatures: Pick,
    /// Where one is among the stretches of time.
    pub times: Pick,
    /// Why it cannot be read any more.
    pub lost: Option<String>,
    /// How far a hash is.
    pub hashing: Option<(u64, Option<u64>)>,
    /// Columns that lines are moved to the left.
    pub aside: usize,
    /// Rows of the screen, as last painted.
    pub seen: Cell<usize>,
}

/// What a key did.
#[derive(Debug)]
pub enum Outcome {
    /// It means nothing here.
    Ignored,
    /// It is done; so much is to be asked.
    Asks(Vec<What>),
    /// As [`Outcome::Asks`], at the end of what was read so far.
    SoFar(Vec<What>),
    /// Back to where one was.
    Close,
    /// The filter is to be typed.
    Filter,
    /// The level is to be raised, or all levels shown.
    Level,
    /// Everything is to be shown again.
    Everything,
    /// A stretch of time is to be looked at: its beginning and how long it is, milliseconds.
    Stretch(usize),
    /// The lines of the signature at this place of the report.
    Only(usize),
    /// A line is to be read whole.
    Whole(String),
    /// A line is to be copied.
    Copy(String),
    /// The item that is kept for is to be closed.
    Item,
    /// The bytes are to be looked at.
    Bytes,
    /// The file is to be saved.
    Save,
    /// It cannot be done: a sentence.
    No(&'static str),
}

impl LogView {
    /// A screen that waits for its log; `rows`: how high it will be, about.
    #[must_use]
    pub fn new(
        screen: u64,
        whence: Whence,
        ticket: Option<TicketId>,
        name: String,
        rows: usize,
    ) -> LogView {
        LogView {
            screen,
            whence,
            ticket,
            name,
            about: None,
            tab: Tab::Lines,
            list: List::All,
            lists: Default::default(),
            filter: Values::new(),
            only: None,
            signatures: Pick::default(),
            times: Pick::default(),
            lost: None,
            hashing: None,
            aside: 0,
            seen: Cell::new(rows.max(1)),
        }
    }

    /// What it is called in its title, and where what is kept of it goes.
    #[must_use]
    pub fn title(&self) -> String {
        let name = shown(&self.name);
        match (&self.whence, self.ticket) {
            (Whence::Attachment(on, n, _), Some(ticket)) if ticket != *on => {
                format!("{name} · attachment {n} of {on} · keeps on {ticket}")
            }
            (Whence::Attachment(on, n, _), _) => format!("{name} · attachment {n} of {on}"),
            (Whence::File(_), Some(ticket)) => format!("{name} · keeps on {ticket}"),
            (Whence::File(_), None) => format!("{name} · of no ticket"),
        }
    }

    /// The lines that are shown.
    #[must_use]
    pub fn lines(&self) -> &Lines {
        let [all, filtered, only] = &self.lists;
        match self.list {
            List::All => all,
            List::Filtered => filtered,
            List::Only => only,
        }
    }

    fn lines_mut(&mut self) -> &mut Lines {
        self.of(self.list)
    }

    fn of(&mut self, list: List) -> &mut Lines {
        let [all, filtered, only] = &mut self.lists;
        match list {
            List::All => all,
            List::Filtered => filtered,
            List::Only => only,
        }
    }

    /// The list under the one of a signature.
    #[must_use]
    pub fn base(&self) -> List {
        match self.filter == Values::new() {
            true => List::All,
            false => List::Filtered,
        }
    }

    /// What the log says, of the lines that pass the filter; once all of it was read.
    #[must_use]
    pub fn told(&self) -> Option<&Told> {
        let [all, filtered, _] = &self.lists;
        match self.base() {
            List::Filtered => filtered.told.as_ref(),
            _ => all.told.as_ref(),
        }
    }

    fn report(&self) -> Option<&Report> {
        self.told().map(|t| t.report.as_ref())
    }

    /// The signatures in the order of the screen: newly appearing errors, errors, warnings, the rest;
    /// the most frequent first. Each with its place in the report.
    #[must_use]
    pub fn ranked(&self) -> Vec<(usize, &Signature)> {
        let Some(report) = self.report() else {
            return Vec::new();
        };
        let class = |s: &Signature| match s.tally.level {
            Some(Level::Error | Level::Fatal) if s.new => 0,
            Some(Level::Error | Level::Fatal) => 1,
            Some(Level::Warn) => 2,
            _ => 3,
        };
        let mut all: Vec<_> = report.signatures.list.iter().enumerate().collect();
        all.sort_by_key(|(_, s)| class(s));
        all
    }

    /// The stretches of time: how long each lasts, and what fell into it.
    #[must_use]
    pub fn stretches(&self) -> (i64, Vec<(At, Bucket)>) {
        let lines = &self.lists;
        let told = match self.list {
            List::Only => lines[2].told.as_ref(),
            _ => self.told(),
        };
        told.map_or((0, Vec::new()), |t| t.report.histogram.rows(STRETCHES))
    }

    /// Shows a list from its beginning; what was found of it before is forgotten.
    pub fn begin(&mut self, list: List, request: Request) -> Vec<What> {
        *self.of(list) = Lines::default();
        self.list = list;
        self.tab = Tab::Lines;
        if list == List::Filtered {
            self.signatures = Pick::default();
            self.times = Pick::default();
        }
        let count = self.window();
        vec![
            What::Pass(list, Some(Box::new(request))),
            What::Rows {
                list,
                from: 0,
                count,
            },
        ]
    }

    /// Shows a list that is there; work on it goes on where it was left.
    pub fn show(&mut self, list: List) -> Vec<What> {
        self.list = list;
        let mut asks = vec![What::Pass(list, None)];
        asks.extend(self.settle());
        asks
    }

    fn window(&self) -> usize {
        self.seen.get().max(10) * 3
    }

    /// Keeps the cursor on the screen and asks for the lines that are missing there.
    fn settle(&mut self) -> Option<What> {
        let (rows, window, list) = (self.seen.get().max(1) as u64, self.window(), self.list);
        let lines = self.lines_mut();
        lines.scroll(rows);
        let from = lines.wanted(rows, window as u64)?;
        Some(What::Rows {
            list,
            from,
            count: window,
        })
    }

    fn go(&mut self, to: u64) -> Outcome {
        let lines = self.lines_mut();
        lines.cursor = to.min(lines.count().saturating_sub(1));
        Outcome::Asks(self.settle().into_iter().collect())
    }

    /// Takes in what the lane tells; what is to be asked then.
    pub fn came(&mut self, came: Came) -> Vec<What> {
        match came {
            Came::Opened {
                name,
                size,
                encoding,
                packed,
            } => {
                self.name = name;
                self.about = Some((size, encoding, packed));
                self.begin(List::All, Request::default())
            }
            Came::Rows { list, from, rows } => {
                self.of(list).came(from, rows);
                self.settle().into_iter().collect()
            }
            Came::Going(list, progress) => {
                self.of(list).progress = progress;
                self.settle().into_iter().collect()
            }
            Came::Done(list, progress, told) => {
                let lines = self.of(list);
                lines.progress = progress;
                lines.told = Some(*told);
                self.settle().into_iter().collect()
            }
            Came::Error(list, Some(place)) if list == self.list => {
                // What led to it stands above it.
                let above = self.seen.get() as u64 / 3;
                self.lines_mut().cursor = place;
                self.lines_mut().top = place.saturating_sub(above);
                self.settle().into_iter().collect()
            }
            Came::Hashing(done, of) => {
                self.hashing = Some((done, of));
                Vec::new()
            }
            Came::Failed { why, lost } => {
                self.hashing = None;
                if lost {
                    self.lost = Some(why);
                }
                Vec::new()
            }
            Came::Pieces(..) | Came::Stopped => {
                self.hashing = None;
                Vec::new()
            }
            Came::Error(..) => Vec::new(),
        }
    }

    /// What was marked was taken.
    pub fn taken(&mut self) {
        self.lines_mut().anchor = None;
    }

    /// How far reading is, in hundredths, while it goes on.
    #[must_use]
    pub fn percent(&self) -> Option<u64> {
        let lines = self.lines();
        if lines.told.is_some() || self.about.is_none() {
            return None;
        }
        let Progress { read, of, .. } = lines.progress;
        Some(
            of.filter(|of| *of > 0)
                .map_or(0, |of| (read * 100 / of).min(99)),
        )
    }
}
