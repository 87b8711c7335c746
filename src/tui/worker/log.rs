//! The log lane: one open log, read a part at a time, so that what is asked meanwhile is answered at
//! once. Its state is here, its thread in `lane`; the screen in memory drives it without one.

use super::{MakeDesk, files};
use crate::desk::Error;
use crate::desk::attach::NoLog;
use crate::desk::logs::{Fault, Hashing, Limits, LogFile, Pass, Request, Shown};
use crate::desk::system_clock;
use crate::domain::log::level::Level;
use crate::domain::log::marks::Marks;
use crate::domain::process::Process;
use crate::domain::secret::Masks;
use crate::domain::ticket::{Piece, Source, SourceKind};
use crate::tui::log::ask::{Ask, Came, List, News, Progress, Then, Told, What, Whence};
use std::sync::Arc;
use std::time::Instant;

/// Bytes read before the lane looks for questions.
const STEP: u64 = 1 << 20;
/// Progress is told when this much time has passed.
const TELL_MS: u128 = 100;
/// Runs of lines that are kept at once.
const RUNS: usize = 50;

/// The lane's state.
#[derive(Default)]
pub struct Reader {
    open: Option<Open>,
}

/// An open log.
struct Open {
    screen: u64,
    log: LogFile,
    process: Arc<Process>,
    source: Source,
    /// A list each; the work of one goes on where it was left.
    lists: [Option<Listing>; 3],
    /// Which of them is being worked on.
    current: Option<List>,
    hashing: Option<(Hashing, Vec<Piece>, Then)>,
    told: Instant,
}

/// A list of lines and the way through the log that finds them.
struct Listing {
    pass: Option<Pass>,
    /// The lines; none: all of them.
    marks: Option<Marks>,
    errors: Marks,
    begun: Instant,
}

impl Listing {
    fn progress(&self, read: u64, of: Option<u64>) -> Progress {
        let lines = self.errors.last();
        let listed = self.marks.as_ref().map_or(lines, Marks::count);
        Progress {
            read,
            of,
            lines,
            listed,
            errors: self.errors.count(),
            ms: u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX),
        }
    }

    /// The number of the line at a place.
    fn line(&self, place: u64) -> Option<u64> {
        match &self.marks {
            Some(marks) => marks.nth(place),
            None => Some(place + 1),
        }
    }

    /// The place of a line.
    fn place(&self, line: u64) -> u64 {
        match &self.marks {
            Some(marks) => marks.rank(line),
            None => line.saturating_sub(1),
        }
    }
}

impl Reader {
    /// Whether there is work beside answering.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        let open = self.open.as_ref();
        open.is_some_and(|o| o.current.is_some() || o.hashing.is_some())
    }

    /// Answers a question.
    pub fn take(&mut self, make: &MakeDesk, ask: Ask) -> Vec<News> {
        let screen = ask.screen;
        let news = |what| News { screen, what };
        if let What::Open(whence) = ask.what {
            return match Open::new(make, screen, &whence) {
                Ok(open) => {
                    let came = open.opened();
                    self.open = Some(open);
                    vec![news(came)]
                }
                Err(why) => vec![news(Came::Failed { why, lost: true })],
            };
        }
        let Some(open) = self.open.as_mut().filter(|o| o.screen == screen) else {
            return Vec::new();
        };
        if matches!(ask.what, What::Close) {
            self.open = None;
            return Vec::new();
        }
        let came = open.take(ask.what).unwrap_or_else(failed);
        came.into_iter().map(news).collect()
    }

    /// Does a part of the work.
    pub fn step(&mut self) -> Vec<News> {
        let Some(open) = &mut self.open else {
            return Vec::new();
        };
        let screen = open.screen;
        let came = open.step().unwrap_or_else(|fault| {
            open.current = None;
            open.hashing = None;
            failed(fault)
        });
        let news = came.into_iter().map(|what| News { screen, what });
        news.collect()
    }
}

/// What is said when a mistake of ours ended the reading.
#[must_use]
pub fn mistake(screen: u64) -> News {
    News {
        screen,
        what: Came::Failed {
            why: "hoist met a mistake of its own while it read the log. Nothing was changed; Esc goes back."
                .to_owned(),
            lost: true,
        },
    }
}

fn failed(fault: Fault) -> Vec<Came> {
    vec![Came::Failed {
        why: fault.to_string(),
        lost: matches!(fault, Fault::Bomb { .. } | Fault::Spool { .. }),
    }]
}

impl Open {
    fn new(make: &MakeDesk, screen: u64, whence: &Whence) -> Result<Open, String> {
        let limits = Limits::default();
        let (log, process, kind, number) = match whence {
            Whence::Attachment(ticket, n, who) => {
                let mut desk = make().map_err(|e: Error| e.to_string())?;
                if desk.actor().name != *who {
                    desk.act_as(who).map_err(|e| e.to_string())?;
                }
                let process = Arc::clone(desk.process());
                let log = desk.into_log(*ticket, *n, limits);
                let log = log.map_err(|e: NoLog| e.to_string())?;
                (log, process, SourceKind::Attachment, Some((*ticket, *n)))
            }
            Whence::File(typed) => {
                let desk = make().map_err(|e: Error| e.to_string())?;
                let reach = desk.host_files("Reading a log by its path");
                reach.map_err(|e| e.to_string())?;
                let path = files::expanded(typed);
                let log = LogFile::open_at_once(&path, limits, system_clock()());
                let log = log.map_err(|e| e.to_string())?;
                (log, Arc::clone(desk.process()), SourceKind::File, None)
            }
        };
        Ok(Open {
            screen,
            source: Source {
                kind,
                ticket: number.map(|(ticket, _)| ticket),
                n: number.map(|(_, n)| n),
                name: log.name().to_owned(),
                sha256: String::new(),
            },
            log,
            process,
            lists: Default::default(),
            current: None,
            hashing: None,
            told: Instant::now(),
        })
    }

    fn opened(&self) -> Came {
        let nature = self.log.nature();
        Came::Opened {
            name: self.log.name().to_owned(),
            size: self.log.given(),
            encoding: nature.label(),
            packed: nature.gzip,
        }
    }

    fn take(&mut self, what: What) -> Result<Vec<Came>, Fault> {
        Ok(match what {
            What::Rows { list, from, count } => vec![self.rows(list, from, count)?],
            What::Pass(list, request) => {
                if let Some(request) = request {
                    self.begin(list, *request)?;
                }
                let goes_on = self.listing(list).is_some_and(|l| l.pass.is_some());
                self.current = goes_on.then_some(list);
                Vec::new()
            }
            What::Error { list, line, back } => vec![self.error(list, line, back)],
            What::Lines {
                list,
                from,
                to,
                then,
            } => match self.runs(list, from, to)? {
                Ok(pieces) => self.hashed(pieces, then),
                Err(why) => vec![Came::Failed { why, lost: false }],
            },
            What::Piece(piece, then) => {
                let piece = Piece {
                    source: self.source.clone(),
                    ..*piece
                };
                self.hashed(vec![piece], then)
            }
            What::Stop => {
                self.hashing = None;
                self.current = None;
                vec![Came::Stopped]
            }
            What::Open(_) | What::Close => Vec::new(),
        })
    }

    fn listing(&self, list: List) -> Option<&Listing> {
        self.lists.get(list.at()).and_then(Option::as_ref)
    }

    fn begin(&mut self, list: List, request: Request) -> Result<(), Fault> {
        let everything = list == List::All;
        let listing = Listing {
            pass: Some(self.log.begin(request)?),
            marks: (!everything).then(Marks::default),
            errors: Marks::default(),
            begun: Instant::now(),
        };
        if let Some(slot) = self.lists.get_mut(list.at()) {
            *slot = Some(listing);
        }
        Ok(())
    }

    fn rows(&mut self, list: List, from: u64, count: usize) -> Result<Came, Fault> {
        let marked = self.listing(list).is_some_and(|l| l.marks.is_some());
        let rows = match (list, marked) {
            (List::All, _) => self.log.shown(from + 1, count)?,
            (_, false) => Vec::new(),
            (_, true) => self.picked(list, from, count)?,
        };
        Ok(Came::Rows { list, from, rows })
    }

    /// Lines that do not stand one behind the other.
    fn picked(&mut self, list: List, from: u64, count: usize) -> Result<Vec<Shown>, Fault> {
        let mut rows = Vec::new();
        let most = from.saturating_add(count as u64);
        let mut place = from;
        while place < most {
            let Some(first) = self.listing(list).and_then(|l| l.line(place)) else {
                break;
            };
            let run = self.run(list, place, most - 1);
            rows.extend(self.log.shown(first, run)?);
            place += run as u64;
        }
        Ok(rows)
    }

    /// How many lines from a place on stand one behind the other, up to the place `to`.
    fn run(&self, list: List, place: u64, to: u64) -> usize {
        let Some(listing) = self.listing(list) else {
            return 1;
        };
        let Some(first) = listing.line(place) else {
            return 1;
        };
        if listing.marks.is_none() {
            return usize::try_from(to - place + 1).unwrap_or(usize::MAX);
        }
        let mut run = 1;
        while place + run <= to && listing.line(place + run) == Some(first + run) {
            run += 1;
        }
        usize::try_from(run).unwrap_or(usize::MAX)
    }

    fn error(&self, list: List, line: u64, back: bool) -> Came {
        let Some(listing) = self.listing(list) else {
            return Came::Error(list, None);
        };
        let mut next = line;
        loop {
            let found = match back {
                true => listing.errors.before(next),
                false => listing.errors.after(next),
            };
            let Some(found) = found else {
                return Came::Error(list, None);
            };
            if listing.marks.as_ref().is_none_or(|m| m.has(found)) {
                return Came::Error(list, Some(listing.place(found)));
            }
            next = found;
        }
    }

    /// The lines between two places, a piece for each run of them.
    fn runs(
        &mut self,
        list: List,
        from: u64,
        to: u64,
    ) -> Result<Result<Vec<Piece>, String>, Fault> {
        let mut pieces = Vec::new();
        let mut place = from;
        while place <= to {
            let Some(first) = self
                .listing(list)
                .map_or(Some(place + 1), |l| l.line(place))
            else {
                break;
            };
            if pieces.len() == RUNS {
                return Ok(Err(format!(
                    "These lines stand in more than {RUNS} places of the log. Nothing was kept; mark fewer, or keep their signature."
                )));
            }
            let run = self.run(list, place, to);
            pieces.extend(self.log.piece(&self.source, first, run as u64)?);
            place += run as u64;
        }
        Ok(match pieces.is_empty() {
            true => Err("There is no such line. Nothing was kept.".to_owned()),
            false => Ok(pieces),
        })
    }

    /// The pieces, once the hash of the log is known; the ticket knows an attachment's.
    fn hashed(&mut self, pieces: Vec<Piece>, then: Then) -> Vec<Came> {
        // Made ready here: the screen masks what it takes over, and must not wait for that. What is wrong
        // with a mask is said there.
        let _ = Masks::of(&self.process.masks);
        let needs = self.source.kind == SourceKind::File && matches!(then, Then::Keep { .. });
        if !needs {
            return vec![Came::Pieces(pieces, then)];
        }
        self.hashing = Some((Hashing::default(), pieces, then));
        Vec::new()
    }

    fn step(&mut self) -> Result<Vec<Came>, Fault> {
        if self.hashing.is_some() {
            return self.hash();
        }
        let Some(list) = self.current else {
            return Ok(Vec::new());
        };
        let Some(listing) = self.lists.get_mut(list.at()).and_then(Option::as_mut) else {
            self.current = None;
            return Ok(Vec::new());
        };
        let Some(mut pass) = listing.pass.take() else {
            self.current = None;
            return Ok(Vec::new());
        };
        let (marks, errors) = (&mut listing.marks, &mut listing.errors);
        let ended = self.log.go_on(&mut pass, STEP, &mut |_, judged| {
            if let Some(marks) = marks {
                marks.push(judged.passes);
            }
            let starts = judged.passes && !judged.continues;
            errors.push(starts && judged.level >= Some(Level::Error));
            true
        })?;
        let (read, of) = self.log.progress(&pass);
        let progress = listing.progress(read, of);
        if ended {
            self.current = None;
            let (report, notices) = self.log.end(pass);
            let told = Told {
                report: report.into(),
                notices,
                changed: self.log.changed(),
            };
            return Ok(vec![Came::Done(list, progress, Box::new(told))]);
        }
        listing.pass = Some(pass);
        if self.told.elapsed().as_millis() < TELL_MS {
            return Ok(Vec::new());
        }
        self.told = Instant::now();
        Ok(vec![Came::Going(list, progress)])
    }

    fn hash(&mut self) -> Result<Vec<Came>, Fault> {
        let Some((mut hashing, mut pieces, then)) = self.hashing.take() else {
            return Ok(Vec::new());
        };
        if let Some(hash) = self.log.hash(&mut hashing, STEP * 4)? {
            for piece in &mut pieces {
                piece.source.sha256.clone_from(&hash);
            }
            return Ok(vec![Came::Pieces(pieces, then)]);
        }
        let done = hashing.done();
        self.hashing = Some((hashing, pieces, then));
        Ok(vec![Came::Hashing(done, self.log.given())])
    }
}
