//! What comes to the interface, and what it asks to be done: the whole traffic between the pure
//! part and the threads.

mod article;
mod job;
mod keeping;
mod notice;
mod product;
mod setup;
mod shift;
mod similar;

use crate::desk::joining::Entry;
use crate::desk::presence::Present;
use crate::desk::snapshot::{Comparison, Rival};
use crate::desk::talk::Message;
use crate::desk::{self, Likes, TicketView};
use crate::domain::command::TimelineLine;
use crate::domain::id::{AgentName, CustomerId, TicketId};
use crate::domain::reference::Reference;
use crate::domain::ticket::{PackageRef, Ticket};
use crate::store::search::Stop;
use crate::store::{Anchor, Counts, Cursor, Page, Query};
use crate::tui::article::Opened;
use crate::tui::compare;
use crate::tui::draft::{self, Draft};
use crate::tui::form;
use crate::tui::input::InputEvent;
use crate::tui::log::ask::{Ask, News};
use crate::tui::newticket::Theirs;
use crate::tui::progress::Unit;
use crate::tui::review;
use crate::tui::viewer::{Part, Wanted};
pub use article::{ArticleAsk, ArticleWork, Reading};
pub use job::{Asker, BringIn, Job, Outcome, Pasted, ReadWork, Work, Wrote};
pub use keeping::KeepingWork;
pub use notice::NoticeLine;
pub use product::ProductWork;
pub use setup::Setup;
pub use shift::ShiftLine;
pub use similar::SimilarAsk;
use std::collections::{BTreeMap, BTreeSet};

/// Everything that can happen.
#[derive(Debug)]
pub enum Msg {
    /// Someone pressed, pasted, clicked or resized.
    Input(InputEvent),
    /// The read lane answers.
    Answered(Box<Reply>),
    /// The write lane did, or could not do, a job.
    Wrote(Box<Wrote>),
    /// The log lane tells something.
    Log(Box<News>),
    /// The write lane has done so many bytes of so many of its job.
    Progress(Unit, u64, u64),
    /// The review lane has read so many tickets.
    Reviewing(u64),
    /// Another program changed the desk.
    OthersWrote {
        /// What it keeps beside its tickets too: its agents, its process file, views, teams.
        desk: bool,
    },
    /// Who else has the desk open, and what they are at.
    Present(Vec<Present>),
    /// The time that the model asked to be woken at has come.
    Tick,
    /// The text editor outside is done with a field: its id and its text, or why not.
    Edited(String, Result<String, String>),
    /// Something outside the desk failed: a sentence for a banner.
    Trouble(String),
    /// That sentence does not hold any more; another is said.
    Unsaid(String),
    /// What that sentence said of drafts is over: everything that was typed is kept.
    Mended(String),
    /// These texts are not on the disk, and all others are.
    Unkept(BTreeSet<draft::Key>),
    /// The same, once everything typed so far was tried: whoever leaves asked for it.
    Settled(BTreeSet<draft::Key>),
}

/// What the pure part asks to be done.
#[derive(Debug)]
pub enum Effect {
    /// Ask the read lane; a newer question in a slot replaces the one that waits there.
    Ask(Slot, Box<Question>),
    /// Give the write lane a job; jobs are never dropped.
    Write(Box<Job>),
    /// Ask the log lane.
    Look(Box<Ask>),
    /// Break off what the write lane and the review lane do, where that is possible.
    BreakOff,
    /// Keep a draft.
    Keep(Box<Draft>),
    /// Keep a draft under its own key in place of this one, whose form begins anew.
    SetAside(Box<Draft>, draft::Key),
    /// Say whether everything typed so far is kept: [`Msg::Settled`].
    Settle,
    /// Forget a draft.
    Forget(draft::Key),
    /// What is typed is not what was kept under this key: neither goes over the other.
    Part(draft::Key),
    /// Tell the others what one is at.
    Tell(Box<Present>),
    /// Keep a taste for the next start: its key in the configuration and its value.
    Remember(&'static str, String),
    /// Tell so many new notifications outside the screen, where the config asks for it.
    Ring(u32),
    /// Put text on the clipboard.
    Copy(String),
    /// Let the person edit a text in `$VISUAL` or `$EDITOR`.
    Edit(Box<Edit>),
    /// Ctrl-Z.
    Suspend,
    /// Take the terminal back after a stop from outside.
    Resume,
    /// Paint every cell anew.
    Repaint,
    /// Leave.
    Quit,
}

/// A text for the editor outside.
#[derive(Clone, Debug)]
pub struct Edit {
    /// The field that it stands in.
    pub field: String,
    /// The text as it is.
    pub text: String,
    /// What is typed in the form, from which what the editor saves becomes a draft; `None`: the form keeps none.
    pub draft: Option<Draft>,
}

/// Where a question waits; in the order in which the read lane serves them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// Who is at the desk.
    Setup,
    /// The queue's window.
    Page,
    /// The ticket under the cursor.
    Ticket,
    /// Which tickets of the screens over the panes are hidden by now.
    Sight,
    /// Rows beyond the window, before the bar gets there.
    More,
    /// Hits for what is being typed.
    Lookup,
    /// What is to be marked.
    Marks,
    /// What is searched.
    Search,
    /// Open tickets of the caller.
    Theirs,
    /// A part of an attachment.
    Peek,
    /// An article of the knowledge base.
    Article,
    /// Drafts.
    Draft,
    /// The numbers of the title bar.
    Counts,
    /// What happened by itself.
    Notices,
    /// Figures of the review; a lane of its own serves it.
    Review,
    /// What is similar; any other question goes before it.
    Similar,
}

/// A question for the read lane.
#[derive(Clone, Debug)]
pub enum Question {
    /// Everything that rarely changes; first, act as another agent if one is named.
    Setup(Option<AgentName>),
    /// A page of the queue.
    Page(Box<PageAsk>),
    /// A ticket with its history.
    Ticket(TicketId),
    /// Which of these tickets this agent may not see by now.
    Sight(Vec<TicketId>),
    /// The numbers of the title bar.
    Counts,
    /// What happened by itself and concerns this agent.
    Notices,
    /// Hits for a field of a form.
    Lookup(form::Ask),
    /// The open tickets of a customer who calls.
    Theirs(CustomerId),
    /// Tickets for the jump list.
    Jump(String),
    /// Names of customers that this begins, to complete a search.
    Customers(String),
    /// What must be known of tickets at a change of shift: of all of this agent's where none is named.
    Shift {
        /// Which.
        ids: Vec<TicketId>,
        /// The zone of times.
        zone: String,
    },
    /// The tickets of a query, to mark them.
    All(Box<Query>, Option<Cursor>),
    /// The open tickets linked to this one, to mark them.
    LinkedTo(TicketId),
    /// What is searched.
    Search(SearchAsk),
    /// What is similar.
    Similar(SimilarAsk),
    /// A part of an attachment.
    Peek(Wanted),
    /// What differs between two configurations.
    Compare(compare::Ask),
    /// What a snapshot can be compared with: the ticket, and its number there.
    Rivals(TicketId, u32),
    /// An article of the knowledge base.
    Article(ArticleAsk),
    /// The text of a baseline: its product and name.
    Baseline(String, String),
    /// Figures of the review, or the tickets behind one.
    Review(Box<review::Ask>),
    /// The conversation on a ticket; it is read then.
    Talk(TicketId),
    /// The draft of a form.
    Draft(draft::Key),
    /// The words of a draft whose form cannot be opened: its ticket is not shown, or does not take it.
    Words(draft::Key),
    /// All drafts of this agent: to choose from, or only to say how many there are.
    Drafts {
        /// To choose from.
        choose: bool,
    },
}

/// A page of a search.
#[derive(Clone, Debug, Default)]
pub struct SearchAsk {
    /// What is typed.
    pub words: String,
    /// Only tickets below this one.
    pub below: Option<TicketId>,
    /// The list that stands, asked once more because something changed: as many tickets as it has.
    pub again: Option<usize>,
    /// The zone of dates.
    pub zone: String,
    /// When to break off: set by the lane, which knows of newer questions.
    pub stop: Stop,
}

/// A page asked for, and how it joins the window.
#[derive(Clone, Debug, PartialEq)]
pub struct PageAsk {
    /// What the queue shows.
    pub query: Query,
    /// From where.
    pub from: Anchor,
    /// The row that `from` names stands among those that need someone now; they stand above every
    /// order.
    pub needs: bool,
    /// At most how many rows.
    pub limit: usize,
    /// How it joins.
    pub joins: Joins,
    /// The window it was asked for; a page for an older one is dropped.
    pub window: u64,
}

/// How a page joins the window of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joins {
    /// It replaces all rows; the cursor goes to the first or last one.
    Replaces,
    /// It replaces all rows; the cursor stays on its ticket, or where it was.
    Refreshes,
    /// Before the rows that are there.
    Before,
    /// After them.
    After,
}

/// An answer of the read lane.
#[derive(Debug)]
pub struct Reply {
    /// The question.
    pub question: Question,
    /// The answer.
    pub answer: Result<Answer, desk::Error>,
}

/// What the read lane found.
#[derive(Debug)]
pub enum Answer {
    /// To [`Question::Setup`].
    Setup(Box<Setup>),
    /// To [`Question::Page`].
    Page(Page),
    /// To [`Question::Ticket`].
    Ticket(Box<Loaded>),
    /// To [`Question::Sight`]: those that are hidden.
    Hidden(Vec<TicketId>),
    /// To [`Question::Counts`].
    Counts(Counts),
    /// To [`Question::Notices`], the latest first.
    Notices(Vec<NoticeLine>),
    /// To [`Question::Lookup`].
    Hits(Vec<form::Hit>),
    /// To [`Question::Lookup`] for a customer.
    Known(Vec<crate::tui::newticket::Known>),
    /// To [`Question::Theirs`].
    Theirs(Theirs),
    /// To [`Question::Jump`].
    Rows(Vec<crate::domain::row::Row>),
    /// To [`Question::Customers`].
    Customers(Vec<String>),
    /// To [`Question::Shift`]: and whether there are more.
    Shift(Vec<ShiftLine>, bool),
    /// To [`Question::All`] and [`Question::LinkedTo`]: from where on there are more, and whether the search for them
    /// was broken off.
    All(Vec<TicketId>, Option<Cursor>, bool),
    /// To [`Question::Search`].
    Found(Box<crate::tui::search::Found>),
    /// To [`Question::Similar`].
    Likes(Likes),
    /// To [`Question::Peek`].
    Peek(Part),
    /// To [`Question::Compare`].
    Compared(Box<Comparison>),
    /// To [`Question::Rivals`]; whether there are more.
    Rivals(Vec<Rival>, bool),
    /// To [`Question::Article`].
    Article(Box<Opened>),
    /// To [`Question::Review`].
    Reviewed(Box<review::Reviewed>),
    /// To [`Question::Baseline`].
    Baseline(String),
    /// To [`Question::Talk`]: the messages, and the numbers of those that were unread.
    Talk(Vec<Message>, Vec<(TicketId, u32)>),
    /// To [`Question::Draft`], with its ticket as it was when the draft was typed, if it changed since.
    Draft(Option<Box<Draft>>, Option<Box<Ticket>>),
    /// To [`Question::Words`].
    Words(Option<Box<Draft>>),
    /// To [`Question::Drafts`], with a sentence for each that could not be read.
    Drafts(Vec<Draft>, Vec<String>),
}

/// A ticket as the panes show it.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The ticket with its offers and checklist.
    pub view: TicketView,
    /// Its latest history, oldest first.
    pub history: Vec<TimelineLine>,
    /// There is older history than this.
    pub older: bool,
    /// The ids of the intake questions, in the order they are asked.
    pub intake: Vec<String>,
    /// The opening message, word for word.
    pub opening: String,
    /// The customer's last word among the history at hand; empty: none.
    pub heard: String,
    /// The current package as a page in Markdown; the bundle once the work is over.
    pub package: Option<(PackageRef, String)>,
    /// Messages and notes among its latest history, as they can be split off.
    pub entries: Vec<Entry>,
    /// The words of the workaround that is to be told; empty: none is.
    pub workaround: String,
    /// The words of the workaround that may be told, whether or not it is to be told; empty: none.
    pub known_workaround: String,
    /// The resolutions of linked tickets and articles from which they may be told.
    pub resolutions: BTreeMap<Reference, String>,
    /// The customer's messages that this agent has not read: on which ticket they stand, and their numbers.
    pub unread: Vec<(TicketId, u32)>,
}

impl Loaded {
    /// What its page is called.
    #[must_use]
    pub fn page_name(&self) -> &'static str {
        match &self.package {
            // Packages count from 1.
            Some((page, _)) if page.version == 0 => "bundle",
            _ => "package",
        }
    }
}
