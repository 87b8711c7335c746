//! What lies over the panes: forms, lists with typing, help, confirmations.

mod sight;

use crate::desk::snapshot::With;
use crate::domain::command::Command;
use crate::domain::id::{AgentName, ArticleId, CommandId, TicketId, Tier};
use crate::domain::process::Verb;
use crate::domain::report::{By, Period};
use crate::domain::ticket::Ticket;
use crate::domain::values::Values;
use crate::store::Query;
use crate::tui::article::ArticleBox;
use crate::tui::compare::Compare;
use crate::tui::conflict::Conflict;
use crate::tui::draft;
use crate::tui::finder::Finder;
use crate::tui::form::Form;
use crate::tui::form::sheet::Sheet;
use crate::tui::keys::Key;
use crate::tui::log::LogView;
use crate::tui::log::ask::Whence;
use crate::tui::msg::{KeepingWork, ShiftLine};
use crate::tui::newticket::NewTicket;
use crate::tui::reading::Reading;
use crate::tui::review::ReviewBox;
use crate::tui::scroll::Scroll;
use crate::tui::search::SearchBox;
use crate::tui::similar::SimilarBox;
use crate::tui::talk::Talk;
use crate::tui::viewer::Viewer;

/// Something over the panes.
#[derive(Debug)]
pub enum Overlay {
    /// A form.
    Form(Box<FormBox>),
    /// The form for a new ticket.
    New(Box<NewBox>),
    /// A list with typing.
    Finder(Box<FinderBox>),
    /// The place where one searches.
    Search(Box<SearchBox>),
    /// The keys of the panes or of the screen below, scrolled down by so many lines.
    Help(Scroll),
    /// Someone else changed the ticket meanwhile.
    Conflict(Box<Conflict>),
    /// A question that another key answers.
    Confirm(Box<Confirm>),
    /// A configuration beside what it is compared with.
    Compare(Box<Compare>),
    /// An attachment.
    Viewer(Box<Viewer>),
    /// A text that is only read.
    Reading(Box<Reading>),
    /// A log.
    Log(Box<LogView>),
    /// An article of the knowledge base.
    Article(Box<ArticleBox>),
    /// The conversation with the customer.
    Talk(Box<Talk>),
    /// What is similar.
    Similar(Box<SimilarBox>),
    /// The review of a period.
    Review(Box<ReviewBox>),
}

impl Overlay {
    /// The ticket that it belongs to: what is done from it is done to that one, or to none.
    #[must_use]
    pub fn ticket(&self) -> Option<TicketId> {
        match self {
            Overlay::Form(opened) => opened.ticket,
            Overlay::Finder(opened) => opened.ticket,
            Overlay::Confirm(asked) => match asked.then {
                Then::Run(id, ..) => Some(id),
                _ => None,
            },
            Overlay::Compare(screen) => Some(screen.wanted().ticket),
            Overlay::Viewer(viewer) => Some(viewer.over),
            Overlay::Reading(reading) => reading.ticket,
            Overlay::Log(view) => view.ticket,
            Overlay::Article(opened) => opened.ticket,
            Overlay::Talk(talk) => Some(talk.ticket),
            Overlay::Similar(place) => place.ticket(),
            Overlay::New(_)
            | Overlay::Search(_)
            | Overlay::Help(_)
            | Overlay::Conflict(_)
            | Overlay::Review(_) => None,
        }
    }

    /// Whether words of this ticket are on it: an article that is no draft of it, and a log of one's own, are no words
    /// of a ticket.
    #[must_use]
    pub fn shows(&self, id: TicketId) -> bool {
        match self {
            Overlay::Article(opened) => opened.drafted_from() == Some(id),
            Overlay::Log(view) => {
                let attached = matches!(view.whence, Whence::Attachment(on, ..) if on == id);
                let own = matches!(view.whence, Whence::File(_));
                attached || (!own && view.ticket == Some(id))
            }
            Overlay::Viewer(viewer) => viewer.over == id || viewer.wanted().ticket == id,
            Overlay::Compare(screen) => {
                screen.wanted().ticket == id || screen.against() == Some(id)
            }
            Overlay::Reading(reading) => reading.ticket == Some(id) || reading.others.contains(&id),
            other => other.ticket() == Some(id),
        }
    }

    /// Whether it is something said, asked or picked about the screen under it, and goes with that.
    #[must_use]
    pub fn hangs_on_what_is_under(&self) -> bool {
        match self {
            Overlay::Help(_) | Overlay::Conflict(_) => true,
            // What was said of a ticket that is hidden belongs to no screen.
            Overlay::Reading(reading) => reading.ticket.is_none() && !reading.stands,
            Overlay::Confirm(_) | Overlay::Finder(_) => self.ticket().is_none(),
            Overlay::Form(opened) => opened.purpose == Purpose::LogFilter,
            _ => false,
        }
    }
}

/// A form and what becomes of it.
#[derive(Debug)]
pub struct FormBox {
    /// The form.
    pub form: Form,
    /// What its values become.
    pub purpose: Purpose,
    /// The ticket it is about.
    pub ticket: Option<TicketId>,
    /// The ticket as it was when the form was opened.
    pub before: Option<Box<Ticket>>,
    /// What is missing elsewhere is being filled in, one after the other.
    pub walking: bool,
    /// The id of a try whose outcome is not known.
    pub command: Option<CommandId>,
    /// Someone changed the ticket meanwhile: theirs.
    pub theirs: Option<Box<Ticket>>,
    /// While theirs has not been seen: what a draft that was taken up was typed over.
    pub over: Values,
}

impl FormBox {
    /// Under which its unfinished text is kept.
    #[must_use]
    pub fn key(&self) -> draft::Key {
        draft::Key::new(self.ticket, self.form.spec().id.clone())
    }
}

/// What a form's values become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A command on the ticket.
    Sheet(Sheet),
    /// A message to the customer and a wait for the answer.
    AskCustomer,
    /// The same on every marked ticket.
    Each(Sheet),
    /// What one must know of each of these tickets, for whoever takes them over.
    Shift(Vec<ShiftLine>),
    /// Messages and notes for a ticket of their own.
    Split,
    /// The queue's filter.
    Find,
    /// A view's name.
    SaveView,
    /// A file for the ticket.
    Attach,
    /// A snapshot of a configuration.
    Snapshot,
    /// A place for the attachment of this number.
    SaveFile(TicketId, u32),
    /// A new file for these tickets: those that were marked, or the one under the bar.
    Export(Vec<TicketId>),
    /// A new file for the whole desk.
    BackUp,
    /// A file of tickets of another system, and its mapping.
    Import,
    /// The path of a log.
    OpenLog,
    /// Which lines of a log are shown.
    LogFilter,
    /// An article of the knowledge base.
    Article(ArticleForm),
    /// A version of a product; empty names are asked for.
    Release(String, String),
    /// Something else that the desk keeps for everyone.
    Keeping(KeepingForm),
}

/// A form about what the desk keeps for everyone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeepingForm {
    /// The reply template of this name; empty: a new one.
    Template(String),
    /// The team of this id; empty: a new one.
    Team(String),
    /// The baseline of this product and name, as this snapshot is, or from a file or a text; empty names are
    /// asked for.
    Baseline(String, String, Option<(TicketId, u32)>),
    /// Why the baseline of this product and name is removed.
    BaselineGone(String, String),
    /// A folder into the knowledge base.
    BringIn,
    /// The knowledge base into a folder.
    TakeOut,
    /// A decision of the review of a period, about this figure, with what was found.
    Decision(Period, String, Option<String>),
    /// The review of a period is held.
    HoldReview(Period),
    /// Who is on duty for a tier for some time; an empty one is asked for.
    StandIn(Tier),
}

/// A form about an article; numbers of revisions are those that were seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArticleForm {
    /// A new one, drafted from this ticket.
    New(Option<TicketId>),
    /// Its fields are changed.
    Edit(ArticleId, u32),
    /// It is retired.
    Retire(ArticleId, u32),
    /// Its fix is there.
    Fix(ArticleId, u32),
}

/// The form for a new ticket.
#[derive(Debug)]
pub struct NewBox {
    /// The form.
    pub form: NewTicket,
    /// The form's id under which its draft is kept.
    pub draft: String,
    /// The id of a try whose outcome is not known.
    pub command: Option<CommandId>,
}

/// A list with typing.
#[derive(Debug)]
pub struct FinderBox {
    /// The list.
    pub finder: Finder<Choice>,
    /// It asks the desk while one types.
    pub asks: bool,
    /// The ticket that what is picked is done to, if it is about one.
    pub ticket: Option<TicketId>,
    /// The list of what the desk keeps for everyone that it is: it follows what is read of it.
    pub of: Option<DeskList>,
    /// It lists what happened by itself, and follows the news.
    pub is_news: bool,
}

/// A list of what the desk keeps for everyone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeskList {
    /// All products.
    Products,
    /// The versions of this one.
    Versions(String),
    /// All reply templates.
    Templates,
    /// What can be done with the one of this name.
    Template(String),
    /// All teams that can be asked.
    Teams,
    /// What can be done with the one of this id.
    Team(String),
    /// All baselines.
    Baselines,
    /// What can be done with the one of this product and name.
    Baseline(String, String),
    /// Who is on duty, and what was said otherwise.
    OnDuty,
    /// What can be done with what was said under this number.
    StandIn(i64),
}

/// What can be picked from a list.
#[derive(Clone, Debug)]
pub enum Choice {
    /// An action by name.
    Action(&'static str),
    /// A ticket.
    Ticket(TicketId),
    /// A notice: its number and its ticket.
    Notice(i64, Option<TicketId>),
    /// All notices up to this one are read.
    AllRead(i64),
    /// A view: its name and query.
    View(String, Box<Query>),
    /// Act as this agent.
    Agent(AgentName),
    /// A form.
    Sheet(Sheet),
    /// A form, for every marked ticket.
    EachSheet(Sheet),
    /// A move without form, for every marked ticket.
    EachMove(Verb),
    /// A theme.
    Theme(String),
    /// A draft.
    Draft(draft::Key),
    /// The attachment of this number on this ticket: the one on the screen, or one that goes on in it.
    File(TicketId, u32),
    /// The snapshot of this number among the attachments.
    Snapshot(u32),
    /// A new snapshot.
    TakeSnapshot,
    /// Something to compare a snapshot with.
    Rival(With),
    /// The kept piece of this number, on that ticket.
    Kept(TicketId, u32),
    /// A link of this kind from the first ticket to the second, to be taken back.
    Unlink(TicketId, TicketId, String),
    /// Commands on the ticket on the screen.
    Run(Vec<Command>),
    /// Commands for every marked ticket, after a question.
    EachRun(String, Vec<Command>),
    /// The reply template of this name.
    Template(String),
    /// The versions of this product.
    Product(String),
    /// The form of a version of a product; empty names: a new one.
    Release(String, String),
    /// A product is not offered any more, or is again.
    Retire(String, bool),
    /// What can be done with one thing that the desk keeps.
    Keeping(DeskList),
    /// A form about it.
    KeepingForm(KeepingForm),
    /// It is removed, after a question.
    Remove(String, Box<KeepingWork>),
    /// The text of the baseline of this product and name.
    ReadBaseline(String, String),
    /// The figures of the review below are set apart by this.
    SetApart(Option<By>),
    /// The key of the screen below that does the same.
    Own(Key),
}

/// A question that another key answers than the one that asked.
#[derive(Debug)]
pub struct Confirm {
    /// The question.
    pub question: String,
    /// What happens on yes.
    pub then: Then,
}

/// What happens on yes.
#[derive(Debug)]
pub enum Then {
    /// Commands on every marked ticket.
    Each(Vec<Command>),
    /// A move without form.
    Run(TicketId, u32, Vec<Command>),
    /// Leave although something is still being written; what was typed and is not kept is asked about once more.
    Leave,
    /// Leave whatever is lost by it.
    Quit,
    /// The form below is sent as it stands.
    Send(Values),
    /// Something that the desk keeps is removed.
    Remove(Box<KeepingWork>),
    /// The view of this name shows this from now on; what it showed.
    SaveView {
        /// Its name.
        name: String,
        /// What it shows now.
        seen: String,
        /// What it is to show.
        words: String,
    },
    /// One's own unfinished text is thrown away.
    Discard(draft::Key),
}
