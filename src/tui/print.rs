//! `--keys … --print COLSxROWS`: the same model, update and view on a screen in memory, without a
//! terminal. After each key the lanes are waited for, so the outcome is always the same.

use crate::desk::presence::Present;
use crate::desk::{Clock, Desk};
use crate::tui::draft::{self, DraftError, Drafts};
use crate::tui::input::{After, InputEvent};
use crate::tui::keys::{Stroke, parse_script};
use crate::tui::log::ask::Ask;
use crate::tui::model::Model;
use crate::tui::msg::{Effect, Msg, Reply, Wrote};
use crate::tui::plain::{self, Heard, Said};
use crate::tui::run::{Error, Options, Seen};
use crate::tui::update::{start, update};
use crate::tui::view::view;
use crate::tui::worker::{MakeDesk, Reader, answer, perform};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use std::collections::{BTreeSet, VecDeque};
use std::fmt::Write;

/// Rounds of answers after a key before it is given up: a loop of ours.
const ROUNDS: usize = 500;

/// A screen in memory with the desk behind it.
pub struct Session {
    model: Model,
    read: Desk,
    write: Desk,
    make: MakeDesk,
    logs: Reader,
    drafts: Drafts,
    /// What is known of what others wrote.
    seen: Seen,
    clock: Clock,
    left: bool,
    heard: Heard,
    /// What was put on the clipboard.
    pub copied: Vec<String>,
}

impl Session {
    /// Opens the desk and paints the first screen.
    ///
    /// # Errors
    /// The desk's.
    pub fn open(options: &Options, size: (u16, u16)) -> Result<Session, Error> {
        let read = (options.make_desk)()?;
        let write = (options.make_desk)()?;
        let mut session = Session {
            model: options.model(size),
            drafts: options.drafts(&read),
            seen: Seen::now(&read),
            read,
            write,
            make: options.make_desk.clone(),
            logs: Reader::default(),
            clock: options.clock.clone(),
            left: false,
            heard: Heard::default(),
            copied: Vec::new(),
        };
        session.model.now = (session.clock)();
        let effects = start(&mut session.model);
        session.work(effects);
        Ok(session)
    }

    /// Presses keys, one after the other.
    ///
    /// # Errors
    /// A sentence about what in the keys cannot be read.
    pub fn press(&mut self, keys: &str) -> Result<(), Error> {
        let script = parse_script(keys).map_err(|e| Error::Keys(e.to_string()))?;
        script.iter().for_each(|stroke| self.stroke(stroke));
        Ok(())
    }

    fn stroke(&mut self, stroke: &Stroke) {
        // A key by its name is pressed on its own; only quoted text comes in one burst.
        if matches!(stroke, Stroke::Key(_)) {
            self.model.refused_at = None;
            self.model.goes_on = None;
            self.model.typed_at = None;
        }
        for key in stroke.keys() {
            self.take(InputEvent::Key(key, After::Nothing));
        }
        // How far a screen over the panes scrolls is known once it is painted.
        if !self.model.overlays.is_empty() && !self.model.taste.plain {
            let _ = self.cells();
        }
    }

    /// One event, with everything that follows from it.
    pub fn take(&mut self, event: InputEvent) {
        if self.left {
            return;
        }
        self.model.now = (self.clock)();
        let effects = update(&mut self.model, Msg::Input(event));
        self.work(effects);
        // What waits for a rest or for a draft's delay comes at once.
        let waits = |model: &Model| model.ask_ticket_at.or(model.keep_at).or(model.ask_likes_at);
        while let Some(at) = waits(&self.model) {
            let now = self.model.now;
            self.model.now = now.max(at);
            let effects = update(&mut self.model, Msg::Tick);
            self.model.now = now;
            self.work(effects);
        }
    }

    fn work(&mut self, effects: Vec<Effect>) {
        let mut todo: VecDeque<Effect> = effects.into();
        for _ in 0..ROUNDS {
            let Some(effect) = todo.pop_front() else {
                return;
            };
            let msgs = match effect {
                Effect::Look(ask) => self.look(*ask),
                Effect::Keep(draft) => self.kept(|drafts| drafts.save(&draft).map(drop)),
                Effect::SetAside(draft, before) => {
                    self.kept(|drafts| drafts.set_aside(&draft, &before))
                }
                other => self.perform(other).into_iter().collect(),
            };
            for msg in msgs {
                self.model.now = (self.clock)();
                todo.extend(update(&mut self.model, msg));
            }
        }
    }

    /// A question to the log lane, with all the work that follows from it.
    fn look(&mut self, ask: Ask) -> Vec<Msg> {
        let mut told = self.logs.take(&self.make, ask);
        while self.logs.is_busy() {
            told.extend(self.logs.step());
        }
        told.into_iter().map(|n| Msg::Log(Box::new(n))).collect()
    }

    /// What is told once a draft was kept, or could not be.
    fn kept(&self, keep: impl FnOnce(&Drafts) -> Result<(), DraftError>) -> Vec<Msg> {
        let failed = keep(&self.drafts).err();
        let trouble = failed.map(|error| Msg::Trouble(error.to_string()));
        let unkept = Some(self.unkept()).filter(|texts| *texts != self.model.keeping.unkept);
        trouble.into_iter().chain(unkept.map(Msg::Unkept)).collect()
    }

    fn unkept(&self) -> BTreeSet<draft::Key> {
        self.drafts.unkept().into_iter().collect()
    }

    fn perform(&mut self, effect: Effect) -> Option<Msg> {
        match effect {
            Effect::Ask(_, question) => {
                let result = answer(&mut self.read, &self.drafts, &question);
                Some(Msg::Answered(Box::new(Reply {
                    question: *question,
                    answer: result,
                })))
            }
            // Every job is awaited: there is nothing to break off.
            Effect::BreakOff => None,
            Effect::Write(mut job) => {
                let result = perform(&mut self.write, &mut job, &mut |_, _| true);
                Some(Msg::Wrote(Box::new(Wrote { job: *job, result })))
            }
            Effect::Settle => {
                let _ = self.drafts.again();
                Some(Msg::Settled(self.unkept()))
            }
            Effect::Forget(key) => self
                .drafts
                .remove(&key)
                .err()
                .map(|e| Msg::Trouble(e.to_string())),
            Effect::Part(key) => {
                self.drafts.part(&key);
                None
            }
            Effect::Ring(_) => None,
            Effect::Copy(text) => {
                self.copied.push(text);
                None
            }
            Effect::Edit(edit) => Some(Msg::Edited(
                edit.field,
                Err("There is no editor without a terminal.".to_owned()),
            )),
            Effect::Quit => {
                self.left = true;
                None
            }
            Effect::Look(_)
            | Effect::Keep(_)
            | Effect::SetAside(..)
            | Effect::Suspend
            | Effect::Resume
            | Effect::Repaint
            | Effect::Tell(_)
            | Effect::Remember(..) => None,
        }
    }

    /// Others come and go: what a running interface hears of them.
    pub fn meet(&mut self, others: Vec<Present>) {
        self.model.now = (self.clock)();
        let effects = update(&mut self.model, Msg::Present(others));
        self.work(effects);
    }

    /// Someone else wrote: what a running interface notices by itself.
    pub fn notice(&mut self) {
        let desk = self.seen.moved(&self.read);
        let effects = update(&mut self.model, Msg::OthersWrote { desk });
        self.work(effects);
    }

    /// The program was left by a key.
    #[must_use]
    pub fn has_left(&self) -> bool {
        self.left
    }

    /// What the linear mode tells since it was last asked.
    pub fn told(&mut self) -> Vec<Said> {
        plain::speak(&mut self.heard, &self.model)
    }

    /// What the interface knows.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The cells of the screen.
    ///
    /// # Errors
    /// None in practice: a screen in memory does not fail.
    pub fn cells(&self) -> Result<Buffer, Error> {
        let (width, height) = self.model.size;
        let mut terminal = Terminal::new(TestBackend::new(width, height))
            .map_err(|e| Error::Screen(e.to_string()))?;
        terminal
            .draw(|frame| view(&self.model, frame))
            .map_err(|e| Error::Screen(e.to_string()))?;
        Ok(terminal.backend().buffer().clone())
    }
}

/// Presses the keys and prints the last screen as text; in the linear mode, all that is told.
///
/// # Errors
/// The desk's, or a sentence about the keys.
pub fn print(options: &Options, keys: &str, size: (u16, u16)) -> Result<String, Error> {
    let mut session = Session::open(options, size)?;
    if options.taste.plain {
        return told(&mut session, keys);
    }
    session.press(keys)?;
    Ok(text(&session.cells()?))
}

/// Everything that is told from the start on, one key after the other.
fn told(session: &mut Session, keys: &str) -> Result<String, Error> {
    let mut said = session.told();
    for stroke in &parse_script(keys).map_err(|e| Error::Keys(e.to_string()))? {
        session.stroke(stroke);
        said.extend(session.told());
    }
    Ok(plain::transcript(&said))
}

/// The cells as text, a line a row, without blanks at the ends.
#[must_use]
pub fn text(cells: &Buffer) -> String {
    let mut out = String::new();
    for y in cells.area.top()..cells.area.bottom() {
        let mut line = String::new();
        let mut x = cells.area.left();
        while x < cells.area.right() {
            let symbol = cells.cell((x, y)).map_or(" ", |c| c.symbol());
            line.push_str(symbol);
            let width = crate::domain::safe::width(symbol).max(1);
            x += u16::try_from(width).unwrap_or(1);
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// The cells as text, and under it each run of styled cells: `row:from-to style`. For snapshots.
#[must_use]
pub fn styled(cells: &Buffer) -> String {
    let mut out = text(cells);
    out.push_str("--- styles\n");
    for y in cells.area.top()..cells.area.bottom() {
        let mut runs: Vec<(u16, u16, String)> = Vec::new();
        for x in cells.area.left()..cells.area.right() {
            let Some(cell) = cells.cell((x, y)) else {
                continue;
            };
            let words = style_words(cell);
            match runs.last_mut() {
                Some((_, end, style)) if *style == words && *end + 1 == x => *end = x,
                _ => runs.push((x, x, words)),
            }
        }
        let told: Vec<String> = runs
            .into_iter()
            .filter(|(_, _, style)| !style.is_empty())
            .map(|(from, to, style)| format!("{from}-{to} {style}"))
            .collect();
        if !told.is_empty() {
            let _ = writeln!(out, "{y}: {}", told.join(" | "));
        }
    }
    out
}

fn style_words(cell: &ratatui::buffer::Cell) -> String {
    use ratatui::style::Color;
    let mut words = Vec::new();
    if cell.fg != Color::Reset && cell.symbol() != " " {
        words.push(cell.fg.to_string());
    }
    if cell.bg != Color::Reset {
        words.push(format!("on {}", cell.bg));
    }
    if !cell.modifier.is_empty() {
        words.push(format!("{:?}", cell.modifier).to_lowercase());
    }
    words.join(" ")
}
