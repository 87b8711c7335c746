//! The loop: waits on one channel, drains it, paints once. The only place beside the lanes that
//! touches terminal, threads and time.

mod edit;
mod first;
mod same;
mod seen;
mod watch;

use crate::desk::{self, Clock, Desk, presence};
use crate::domain::hook::Hook;
use crate::domain::id::At;
use crate::tui::draft::{Draft, Drafts, Handed, Mine};
use crate::tui::input::{self, InputControl};
use crate::tui::keymap::Keymap;
use crate::tui::keymap::UserKeys;
use crate::tui::model::{Model, Taste, Tone};
use crate::tui::msg::{Effect, Msg};
use crate::tui::outside;
use crate::tui::plain::{self, Heard};
use crate::tui::signals::{self, SignalControl};
use crate::tui::terminal::{self, Terminal};
use crate::tui::theme::Theme;
use crate::tui::update::{forms, start, update};
use crate::tui::view::view;
use crate::tui::worker::{Lanes, MakeDesk, Seat, hooks};
use crate::tui::{crash, guard};
pub use first::{Make, Start};
use rustix::fs::{Access, access};
pub use seen::Seen;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Keeps a taste chosen in the interface: its key in the configuration and its value.
pub type Remember = Arc<dyn Fn(&str, &str) -> std::io::Result<()> + Send + Sync>;

/// What the interface needs to start.
#[derive(Clone)]
pub struct Options {
    /// Makes a connection to the desk.
    pub make_desk: MakeDesk,
    /// The time.
    pub clock: Clock,
    /// The user's state directory: drafts and crash files.
    pub state: PathBuf,
    /// The desk's file, whose directory is watched; `None`: nothing to watch.
    pub file: Option<PathBuf>,
    /// Zone, colours, view at the start.
    pub taste: Taste,
    /// The theme by name.
    pub theme: String,
    /// Keeps a taste for the next start; `None`: it is forgotten.
    pub remember: Option<Remember>,
    /// The user's keys.
    pub keys: Vec<UserKeys>,
    /// The editor for long texts, words parted by blanks; `None`: none is named.
    pub editor: Option<String>,
    /// Programs that are given what happens by itself; none over SSH.
    pub hooks: Vec<Hook>,
    /// The mouse works.
    pub mouse: bool,
    /// Said at the start.
    pub greeting: String,
    /// Said until it is put away: what the start could not do.
    pub warnings: Vec<String>,
}

impl Options {
    /// The model at the start.
    #[must_use]
    pub fn model(&self, size: (u16, u16)) -> Model {
        let keymap = Keymap::with_user(&self.keys);
        let (theme, trouble) = match Theme::named(&self.theme, self.taste.depth) {
            Ok(theme) => (theme, None),
            Err(why) => (Theme::default(), Some(why)),
        };
        let mut model = Model::new(size, self.taste.clone(), theme, keymap);
        model.banners.extend(trouble);
        model.banners.extend(self.read_only());
        model.banners.extend(self.warnings.iter().cloned());
        model
    }

    /// What to say when the desk's file cannot be written.
    fn read_only(&self) -> Option<String> {
        let file = self.file.as_deref().filter(|file| file.exists())?;
        let may_write = access(file, Access::WRITE_OK).is_ok();
        (!may_write).then(|| {
            format!(
                "This desk can be read but not changed: {} is not writable for you.",
                file.display()
            )
        })
    }

    /// The drafts of whoever is at the desk.
    #[must_use]
    pub fn drafts(&self, desk: &Desk) -> Drafts {
        Drafts::open(
            &self.state,
            &desk.info().id,
            &desk.actor().name,
            Mine::default(),
        )
    }
}

/// Why the interface could not run.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The desk could not be opened.
    #[error(transparent)]
    Desk(#[from] desk::Error),
    /// The terminal could not be used.
    #[error("The terminal could not be used: {0}.")]
    Terminal(#[from] std::io::Error),
    /// Somebody came in over SSH and brought no terminal.
    #[error(
        "The interface needs a terminal, and this connection has none ({0}): come in with ssh -t. Without one a single command runs: ssh HOST list."
    )]
    NoTerminal(std::io::Error),
    /// The screen in memory failed.
    #[error("The screen could not be painted: {0}.")]
    Screen(String),
    /// The keys cannot be read.
    #[error("The keys cannot be read: {0}")]
    Keys(String),
}

/// Runs the interface until it is left.
///
/// # Errors
/// The desk cannot be opened, or there is no terminal.
pub fn run(options: &Options) -> Result<(), Error> {
    // Whether the desk opens at all is told before anything about the screen.
    let opened = (options.make_desk)()?;
    terminal::usable(options.taste.plain).map_err(|why| match options.taste.ssh {
        true => Error::NoTerminal(why),
        false => Error::Terminal(why),
    })?;
    House::open(options)?.live(options, opened)
}

/// Asks what makes a desk, then runs the interface on it; nothing is made when the person leaves.
///
/// # Errors
/// As [`run`].
pub fn begin(options: &Options, start: &Start) -> Result<(), Error> {
    terminal::usable(options.taste.plain)?;
    let mut house = House::open(options)?;
    match first::ask(&mut house, options, start)? {
        Some(made) => {
            let opened = (made.make_desk)()?;
            house.live(&made, opened)
        }
        None => Ok(()),
    }
}

/// What the signal thread does when the terminal is gone; nothing before there is something to keep.
type Keep = Arc<Mutex<Option<Box<dyn FnOnce() + Send>>>>;

/// The terminal, the threads that listen to it, and the channel.
struct House {
    terminal: Terminal,
    input: InputControl,
    signals: SignalControl,
    keep: Keep,
    tx: Sender<Msg>,
    rx: Receiver<Msg>,
}

impl House {
    fn open(options: &Options) -> Result<House, Error> {
        crash::keep_in(&options.state);
        guard::install();
        let (tx, rx) = mpsc::channel();
        let (keep, notices, keys) = (Keep::default(), tx.clone(), tx.clone());
        let last = Arc::clone(&keep);
        let save = move || {
            let kept = last.lock().unwrap_or_else(PoisonError::into_inner).take();
            if let Some(save) = kept {
                save();
            }
        };
        let signals = signals::spawn(save, move |event| notices.send(Msg::Input(event)).is_ok())?;
        let terminal = Terminal::enter(terminal::Options {
            mouse: options.mouse,
            plain: options.taste.plain,
            depth: options.taste.depth,
            ..terminal::Options::detect()
        })?;
        let input = input::spawn(move |event| keys.send(Msg::Input(event)).is_ok())?;
        Ok(House {
            terminal,
            input,
            signals,
            keep,
            tx,
            rx,
        })
    }

    /// Runs until it is left.
    fn live(self, options: &Options, opened: Desk) -> Result<(), Error> {
        let unsaved: Arc<Mutex<Option<Draft>>> = Arc::default();
        let places = drafts_of(options);
        let handed = Handover::default();
        let drafts = places(&opened);
        let save = on_hangup(drafts.clone(), &unsaved, &handed);
        let make = same::keep(&options.make_desk, options.file.as_deref(), opened);
        *self.keep.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(save));
        let own = presence::fresh_name();
        let seat = options.file.clone().map(|file| Seat {
            file,
            name: own.clone(),
        });
        let lanes = Lanes::start(&make, &places, seat, &self.tx);
        let _watch = options
            .file
            .as_deref()
            .map(|file| watch::start(file, &own, &make, &self.tx));
        let hooks = hooks::start(&make, &options.hooks, &self.tx);
        // Once nobody can send any more the loop ends.
        drop(self.tx);
        let mut screen = Screen {
            options,
            terminal: self.terminal,
            heard: Heard::default(),
            input: self.input,
            signals: self.signals,
            lanes,
            hooks,
            unsaved,
            drafts,
            handed,
            remembered: Instant::now(),
            leaving: false,
        };
        let size = screen.terminal.size()?;
        let mut model = options.model((size.width, size.height));
        screen.go(&mut model, &self.rx)?;
        drop(screen.terminal);
        screen.input.stop();
        screen.lanes.finish();
        match model.shut_out {
            Some(error) => Err(error.into()),
            None => Ok(()),
        }
    }
}

type Places = Arc<dyn Fn(&Desk) -> Drafts + Send + Sync>;

fn drafts_of(options: &Options) -> Places {
    let (state, mine) = (options.state.clone(), Mine::default());
    Arc::new(move |desk: &Desk| {
        Drafts::open(&state, &desk.info().id, &desk.actor().name, mine.clone())
    })
}

/// The text that an editor outside has.
type Handover = Arc<Mutex<Option<Handed>>>;

/// What the signal thread does when the terminal is gone: the draft is kept, whatever became of the desk, and what an
/// editor has saved is taken back.
fn on_hangup(
    place: Drafts,
    unsaved: &Arc<Mutex<Option<Draft>>>,
    handed: &Handover,
) -> impl FnOnce() + Send + 'static {
    let (unsaved, handed) = (Arc::clone(unsaved), Arc::clone(handed));
    move || {
        let draft = unsaved
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(draft) = draft {
            let _ = place.save(&draft);
        }
        let _ = place.again();
        outside::end();
        let text = handed.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(text) = text {
            drop(text);
            let _ = place.take_back();
        }
    }
}

/// While much comes in at once: so old may be what the signal thread would keep.
const REMEMBER: Duration = Duration::from_millis(50);

struct Screen<'a> {
    options: &'a Options,
    terminal: Terminal,
    /// What the linear mode has told.
    heard: Heard,
    input: InputControl,
    signals: SignalControl,
    lanes: Lanes,
    /// Tells the programs' thread that something was written.
    hooks: Option<Sender<()>>,
    unsaved: Arc<Mutex<Option<Draft>>>,
    /// Where drafts lie, and the texts that an editor gets.
    drafts: Drafts,
    handed: Handover,
    /// When that was last brought up to date.
    remembered: Instant,
    leaving: bool,
}

impl Screen<'_> {
    fn go(&mut self, model: &mut Model, rx: &Receiver<Msg>) -> Result<(), Error> {
        model.now = (self.options.clock)();
        model.say(Tone::Good, self.options.greeting.clone());
        let effects = start(model);
        self.perform(model, effects)?;
        while !self.leaving {
            self.show(model)?;
            let Some(first) = self.wait(model, rx) else {
                return Ok(());
            };
            let mut next = Some(first);
            // Everything that has come is taken in before the next frame.
            while let Some(msg) = next {
                model.now = (self.options.clock)();
                if matches!(msg, Msg::OthersWrote { .. }) {
                    self.lanes.stir();
                    self.hooks.iter().for_each(|stir| _ = stir.send(()));
                }
                let effects = update(model, msg);
                self.perform(model, effects)?;
                if self.remembered.elapsed() > REMEMBER {
                    self.remember(model);
                }
                next = if self.leaving {
                    None
                } else {
                    rx.try_recv().ok()
                };
            }
            self.remember(model);
        }
        Ok(())
    }

    /// Paints the model, or tells what changed.
    fn show(&mut self, model: &Model) -> Result<(), Error> {
        if self.options.taste.plain {
            let said = plain::speak(&mut self.heard, model);
            return Ok(self.terminal.tell(&said)?);
        }
        self.terminal.draw(|frame| view(model, frame))?;
        Ok(())
    }

    /// Waits for a message, or until something on the screen changes by itself.
    fn wait(&self, model: &Model, rx: &Receiver<Msg>) -> Option<Msg> {
        let now = (self.options.clock)();
        match model.wake_at().map(|at| left(at, now)) {
            None => rx.recv().ok(),
            Some(time) => match rx.recv_timeout(time) {
                Ok(msg) => Some(msg),
                Err(RecvTimeoutError::Timeout) => Some(Msg::Tick),
                Err(RecvTimeoutError::Disconnected) => None,
            },
        }
    }

    /// What the signal thread would have to keep.
    fn remember(&mut self, model: &Model) {
        self.remembered = Instant::now();
        if model.overlays.is_empty() && model.keep_at.is_none() {
            return;
        }
        self.would_keep(forms::unsaved(model));
    }

    /// What the signal thread keeps if it is called now.
    fn would_keep(&self, draft: Option<Draft>) {
        *self.unsaved.lock().unwrap_or_else(PoisonError::into_inner) = draft;
    }

    /// Has a taste kept by a thread that may wait for the disk.
    fn keep_taste(&self, key: &'static str, value: String) {
        if let Some(keep) = self.options.remember.clone() {
            self.lanes.keep_taste(keep, key, value);
        }
    }

    fn perform(&mut self, model: &mut Model, effects: Vec<Effect>) -> Result<(), Error> {
        for effect in effects {
            match effect {
                Effect::Ask(slot, question) => self.lanes.ask(slot, *question),
                Effect::Write(job) => self.lanes.write(*job),
                Effect::BreakOff => self.lanes.break_off(),
                Effect::Look(ask) => self.lanes.look(*ask),
                Effect::Keep(draft) => {
                    // What is kept now is not to be written over by what was typed before it.
                    self.would_keep(Some((*draft).clone()));
                    self.lanes.keep(draft);
                }
                Effect::SetAside(draft, before) => {
                    self.would_keep(None);
                    self.lanes.set_aside(draft, before);
                }
                Effect::Forget(key) => {
                    self.would_keep(None);
                    self.lanes.forget(key);
                }
                Effect::Settle => self.lanes.settle(),
                Effect::Part(key) => self.lanes.part(key),
                Effect::Tell(who) => self.lanes.tell(who),
                Effect::Remember(key, value) => self.keep_taste(key, value),
                Effect::Copy(text) => {
                    self.terminal.copy(&text)?;
                }
                Effect::Ring(new) => self.terminal.ring(self.options.taste.ring, new)?,
                Effect::Edit(edit) => {
                    let (msg, handed) = self.edit(&edit)?;
                    model.now = (self.options.clock)();
                    let next = update(model, msg);
                    self.perform(model, next)?;
                    handed.into_iter().for_each(|text| self.lanes.took(text));
                }
                Effect::Suspend => self.signals.stop_here(&mut self.terminal, &self.input)?,
                Effect::Resume => self.terminal.resume()?,
                Effect::Repaint => self.terminal.repaint()?,
                Effect::Quit => self.leaving = true,
            }
        }
        Ok(())
    }
}

fn left(at: At, now: At) -> Duration {
    Duration::from_millis(u64::try_from(at.since_ms(now)).unwrap_or(0))
}
