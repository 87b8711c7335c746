//! Everything the interface knows. Changed only by `update`, read only by `view`.

pub mod overlay;
pub mod presence;
pub mod queue;
pub mod ticket;
pub mod typed_on;

use crate::desk::{self, Likes};
use crate::domain::actor::Actor;
use crate::domain::id::{At, TicketId};
use crate::domain::offer::Offer;
use crate::domain::process::Process;
use crate::domain::values::Values;
use crate::store::{Counts, Query};
use crate::tui::draft;
use crate::tui::form::sheet::Sheet;
use crate::tui::keymap::Keymap;
use crate::tui::keys::Key;
use crate::tui::layout::{self, Pane, Panes};
use crate::tui::msg::{Loaded, Setup};
use crate::tui::progress::Progress;
use crate::tui::review::ReviewBox;
use crate::tui::ring::Ring;
use crate::tui::search::SearchBox;
use crate::tui::similar::SimilarBox;
use crate::tui::theme::{Depth, Theme};
use crate::tui::view::title;
use crate::tui::wrap::WrapCache;
use overlay::Overlay;
use presence::Presence;
use queue::Queue;
use ratatui::layout::Rect;
use std::cell::Cell;
use std::collections::{BTreeSet, VecDeque};
use typed_on::{GoesOn, TypedOn};

/// What does not change while the interface runs.
#[derive(Clone, Debug)]
pub struct Taste {
    /// The agent's zone by its IANA name.
    pub zone: String,
    /// How many colours there are.
    pub depth: Depth,
    /// Under a forced command of SSH: no editor outside, no Ctrl-Z.
    pub ssh: bool,
    /// Told line by line instead of painted.
    pub plain: bool,
    /// The view at the start, by name; empty for one's own tier's turn.
    pub view: String,
    /// The order at the start: due, age, priority, updated.
    pub sort: String,
    /// How the terminal tells of new notifications.
    pub ring: Ring,
}

impl Default for Taste {
    fn default() -> Self {
        Taste {
            zone: "UTC".to_owned(),
            depth: Depth::default(),
            ssh: false,
            plain: false,
            view: String::new(),
            sort: String::new(),
            ring: Ring::Silent,
        }
    }
}

/// A sentence at the foot of the screen that goes away by itself.
#[derive(Clone, Debug)]
pub struct Flash {
    /// What it says.
    pub text: String,
    /// How it is meant.
    pub tone: Tone,
    /// When it goes.
    pub until: At,
}

/// How a sentence is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something worked.
    Good,
    /// Something to know.
    Plain,
    /// Something did not work.
    Bad,
}

/// What is known of unfinished texts and the disk.
#[derive(Clone, Debug, Default)]
pub struct Keeping {
    /// Something was to be kept since the start.
    pub begun: bool,
    /// The texts that are not on the disk, and are given back only while this runs.
    pub unkept: BTreeSet<draft::Key>,
    /// The form that was left last, of which is said that it is kept.
    pub left: Option<draft::Key>,
    /// Whoever leaves waits to hear whether everything is kept.
    pub settles: bool,
}

/// Where one was: to go back to.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The view's name.
    pub name: String,
    /// What the queue showed.
    pub query: Query,
    /// The ticket under the bar.
    pub ticket: Option<TicketId>,
    /// The pane in focus.
    pub focus: Pane,
}

/// Everything the interface knows.
#[derive(Debug, Default)]
pub struct Model {
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// Columns and rows of what was painted last: what whoever is at the keyboard sees.
    pub painted: Cell<(u16, u16)>,
    /// Now; set before each message.
    pub now: At,
    /// What does not change.
    pub taste: Taste,
    /// Styles by meaning.
    pub theme: Theme,
    /// Keys and their actions.
    pub keymap: Keymap,
    /// The desk and who is at it; `None` until the first answer.
    pub setup: Option<Setup>,
    /// Why one may no longer be here: the program ends and says so.
    pub shut_out: Option<desk::Error>,
    /// The numbers of the title bar.
    pub counts: Counts,
    /// They have come.
    pub has_counts: bool,
    /// Log screens opened so far.
    pub log_screen: u64,
    /// The log screen whose log the lane has open.
    pub log_open: Option<u64>,
    /// The ticket whose conversation opens once it is here.
    pub then_talk: Option<TicketId>,
    /// The checklist item whose form opens once the ticket is read again.
    pub then_check: Option<String>,
    /// What was typed into a form while it was sent; it comes back with its ticket.
    pub typed_on: Option<Box<TypedOn>>,
    /// A form went under the hands of who types: the words go on in its draft.
    pub goes_on: Option<Box<GoesOn>>,
    /// When the last letter was typed into a form that is being sent.
    pub typed_at: Option<At>,
    /// Who else has the desk open.
    pub presence: Presence,
    /// The first page of the queue is on its way: keys wait for what they will act on.
    pub opening: bool,
    /// The queue.
    pub queue: Queue,
    /// The ticket on the screen.
    pub loaded: Option<Loaded>,
    /// The bar moved: the ticket is to be asked for at this time.
    pub ask_ticket_at: Option<At>,
    /// A ticket was asked for and has not come.
    pub asked_ticket: Option<TicketId>,
    /// When the bar moved last.
    pub moved_at: At,
    /// A ticket to stay on although the queue's window does not hold it (after a jump).
    pub pinned: Option<TicketId>,
    /// The pane in focus.
    pub focus: Pane,
    /// The line under the cursor in the ticket pane.
    pub spot: usize,
    /// The item under the cursor in the checklist.
    pub check: usize,
    /// The offer under the cursor in the escalation pane.
    pub offer: usize,
    /// Lines of history scrolled up from the latest.
    pub history_up: usize,
    /// The package page is open in the ticket's place, scrolled down by so many lines.
    pub page: Option<usize>,
    /// What lies over the panes; the last one has the keys.
    pub overlays: Vec<Overlay>,
    /// Marked tickets.
    pub marked: BTreeSet<TicketId>,
    /// More of what the queue shows is being marked.
    pub marking: bool,
    /// What just happened, in a sentence.
    pub flash: Option<Flash>,
    /// Sentences that stay until they are put away.
    pub banners: Vec<String>,
    /// The keys of a chord so far.
    pub chord: Vec<Key>,
    /// Keys that wait for the ticket they are meant for.
    pub ahead: VecDeque<Key>,
    /// A key waits for the list of what fits the words typed, at most until then.
    pub list_until: Option<At>,
    /// A key that opens a text was refused just now: what is typed on was meant for that text.
    pub refused_at: Option<At>,
    /// Earlier places.
    pub places: Vec<Place>,
    /// Since when something is under way that has not been answered.
    pub waiting_since: Option<At>,
    /// How far the job of the write lane is, where it takes long.
    pub progress: Option<Progress>,
    /// Jobs given to the write lane and not answered.
    pub writing: usize,
    /// The tickets of one's last step, and until when it can be undone.
    pub undoable: Option<(Vec<TicketId>, At)>,
    /// One's own latest step: on which ticket, and what was done, until a ticket is read anew.
    pub did: Option<(TicketId, String)>,
    /// The marked tickets are those linked to this one.
    pub marked_for: Option<TicketId>,
    /// The form's text changed: keep the draft at this time.
    pub keep_at: Option<At>,
    /// What is known of unfinished texts and the disk.
    pub keeping: Keeping,
    /// A ticket to put the bar on when the next page has come.
    pub select_next: Option<TicketId>,
    /// How often everything in focus was asked to be read out.
    pub aloud: usize,
    /// Wrapped texts, kept from frame to frame.
    pub wraps: WrapCache,
    /// A draft to open when its ticket has come.
    pub resume: Option<draft::Key>,
    /// Which of several unfinished texts in the same form was picked; its form is about to be opened.
    pub picked_copy: Option<draft::Key>,
    /// The form that was sent last and what was typed into it: to repeat on another ticket.
    pub last: Option<(Sheet, Values)>,
    /// The search that was left, and the ticket it was left for.
    pub searched: Option<(TicketId, Box<SearchBox>)>,
    /// The review that was left, and the ticket it was left for.
    pub reviewed: Option<(TicketId, Box<ReviewBox>)>,
    /// What is like the ticket on the screen, and which ticket that is.
    pub likes: Option<(TicketId, Likes)>,
    /// What is like the ticket is to be asked at this time.
    pub ask_likes_at: Option<At>,
    /// The place with what is similar that was left, and the ticket it was left for.
    pub looked: Option<(TicketId, Box<SimilarBox>)>,
    /// What the queue is filtered by beside its view.
    pub filter: String,
    /// The view underneath the filter: its name and query.
    pub base: (String, Query),
}

impl Model {
    /// A model for a screen of this size.
    #[must_use]
    pub fn new(size: (u16, u16), taste: Taste, theme: Theme, keymap: Keymap) -> Model {
        Model {
            size,
            taste,
            theme,
            keymap,
            ..Model::default()
        }
    }

    /// Whether this desk has work, or may have some that this agent's queues do not show; one of
    /// whoever works all tiers alone and sees none has not begun.
    #[must_use]
    pub fn has_begun(&self) -> bool {
        self.setup.as_ref().is_none_or(|setup| {
            let alone = setup.agents.len() == 1 && !setup.info.demo;
            !alone || self.counts.open.n > 0 || !setup.views.is_empty()
        })
    }

    /// Who is at the keyboard.
    #[must_use]
    pub fn me(&self) -> Option<&Actor> {
        self.setup.as_ref().map(|s| &s.me)
    }

    /// Whether it is a lead.
    #[must_use]
    pub fn leads(&self) -> bool {
        self.me().is_some_and(|me| me.lead)
    }

    /// The process in force.
    #[must_use]
    pub fn process(&self) -> Option<&Process> {
        self.setup.as_ref().map(|s| s.process.as_ref())
    }

    /// The ticket that keys act on: the one under the bar.
    #[must_use]
    pub fn target(&self) -> Option<TicketId> {
        self.pinned.or_else(|| self.queue.selected())
    }

    /// The ticket on the screen, if it is the one under the bar.
    #[must_use]
    pub fn shown(&self) -> Option<&Loaded> {
        self.loaded
            .as_ref()
            .filter(|l| Some(l.view.ticket.id) == self.target())
    }

    /// The ticket that keys act on: the one on the screen, and under a screen that belongs to a ticket
    /// that one alone.
    #[must_use]
    pub fn ticket(&self) -> Option<&Loaded> {
        let bound = self.bound();
        self.shown()
            .filter(|l| bound.is_none_or(|id| id == l.view.ticket.id))
    }

    /// The ticket that the topmost screen with one belongs to.
    #[must_use]
    pub fn bound(&self) -> Option<TicketId> {
        self.overlays.iter().rev().find_map(Overlay::ticket)
    }

    /// The offers of the ticket on the screen.
    #[must_use]
    pub fn offers(&self) -> &[Offer] {
        self.ticket().map_or(&[], |l| &l.view.offers)
    }

    /// Where everything stands on the screen.
    #[must_use]
    pub fn panes(&self) -> Panes {
        self.panes_in(self.size)
    }

    /// Where everything stands in a window of this size: it may have changed, and not been told yet.
    #[must_use]
    pub fn panes_in(&self, size: (u16, u16)) -> Panes {
        layout::layout(size, &self.shape(size.0, self.focus))
    }

    fn shape(&self, width: u16, focus: Pane) -> layout::Shape {
        layout::Shape {
            focus,
            offers: self.loaded.as_ref().map_or(0, |l| l.view.offers.len()),
            checks: self.loaded.as_ref().map_or(0, |l| l.view.checklist.len()),
            facts: self.loaded.as_ref().map_or(0, ticket::height),
            page: self.page.is_some() && self.loaded.is_some(),
            banners: title::banner_lines(self, width).len(),
        }
    }

    /// Rows of the queue's pane.
    #[must_use]
    pub fn queue_height(&self) -> usize {
        // Behind a ticket that has the whole width the queue keeps the rows it comes back with.
        match layout::layout(self.size, &self.shape(self.size.0, Pane::Queue)) {
            Panes::TooSmall => UNKNOWN,
            Panes::Full(at) => rows(at.queue),
        }
    }

    /// Rows of what scrolls in a pane: of the ticket's that is its page, or else the history under it.
    #[must_use]
    pub fn height_of(&self, pane: Pane) -> usize {
        let Panes::Full(at) = self.panes() else {
            return UNKNOWN;
        };
        match pane {
            Pane::Queue => self.queue_height(),
            Pane::Ticket if self.page.is_none() => rows(at.history),
            pane => rows(at.of(pane)),
        }
    }

    /// Says something that goes away by itself.
    pub fn say(&mut self, tone: Tone, text: impl Into<String>) {
        let text = text.into();
        let time = match tone {
            Tone::Bad => 30_000,
            _ => 8_000,
        };
        self.flash = (!text.is_empty()).then(|| Flash {
            text,
            tone,
            until: self.now.plus_ms(time),
        });
    }

    /// Where one is.
    #[must_use]
    pub fn place(&self) -> Place {
        Place {
            name: self.queue.name.clone(),
            query: self.queue.query.clone(),
            ticket: self.target(),
            focus: self.focus,
        }
    }

    /// The next time at which something on the screen changes by itself.
    #[must_use]
    pub fn wake_at(&self) -> Option<At> {
        let minute = At((self.now.0.div_euclid(60_000) + 1) * 60_000);
        let busy = self
            .waiting_since
            .map(|at| at.plus_ms(BUSY_AFTER_MS))
            .filter(|at| *at > self.now);
        [
            Some(minute),
            self.flash.as_ref().map(|f| f.until),
            self.ask_ticket_at,
            self.ask_likes_at,
            self.list_until,
            self.keep_at,
            self.presence.tell_at,
            busy,
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// Whether a sign must say that something is under way.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.waiting_since
            .is_some_and(|at| self.now.since_ms(at) >= BUSY_AFTER_MS)
    }
}

/// Rows of a pane where the window is too small for any.
const UNKNOWN: usize = 10;

fn rows(area: Rect) -> usize {
    usize::from(layout::inner(area).height).max(1)
}

/// A sign says that something is under way after this time.
pub const BUSY_AFTER_MS: i64 = 150;
