//! The lines of the ticket pane that the cursor can stand on.

use crate::domain::id::{ArticleId, TicketId};
use crate::domain::ticket::{Answer, Link};
use crate::tui::form::sheet::Sheet;
use crate::tui::msg::Loaded;

/// Something on the ticket that can be filled in, answered or opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spot {
    /// An intake answer.
    Intake(String),
    /// A to-do of a return.
    Todo(u32),
    /// Something owed.
    Owed(u32),
    /// A hold.
    Hold(u32),
    /// A side request.
    Request(u32),
    /// A criterion that stands.
    Criterion(String),
    /// The current package.
    Package(u32),
    /// The files.
    Files,
    /// The kept evidence.
    Kept,
    /// It is offered to another agent.
    Handover,
    /// An approval is asked for.
    Approval,
    /// A linked article.
    Article(ArticleId),
    /// Words of the customer that were not read.
    Unread,
    /// A linked ticket, and as what.
    Link(TicketId, String),
    /// A ticket that is linked to this one, and as what.
    LinkedFrom(TicketId, String),
    /// More of those.
    LinkedMore,
    /// What is similar.
    Similar,
}

/// Tickets linked to this one that are shown one by one.
pub const LINKED: usize = 4;

impl Spot {
    /// The form that Enter opens, if one does.
    #[must_use]
    pub fn sheet(&self) -> Option<Sheet> {
        Some(match self {
            Spot::Intake(field) => Sheet::Answer(field.clone()),
            Spot::Todo(n) => Sheet::Todo(*n),
            Spot::Owed(n) => Sheet::Settle(*n),
            Spot::Request(n) => Sheet::Answered(*n),
            Spot::Criterion(id) => Sheet::CriterionGone(id.clone()),
            Spot::Hold(_)
            | Spot::Package(_)
            | Spot::Files
            | Spot::Unread
            | Spot::Kept
            | Spot::Handover
            | Spot::Approval
            | Spot::Link(..)
            | Spot::LinkedFrom(..)
            | Spot::Article(_)
            | Spot::Similar
            | Spot::LinkedMore => return None,
        })
    }
}

/// The spots of a ticket, in the order in which the pane shows them.
#[must_use]
pub fn spots(loaded: &Loaded) -> Vec<Spot> {
    let ticket = &loaded.view.ticket;
    // Once the work is over nobody can answer a to-do any more.
    let over = ticket.stage.phase.is_over();
    let todos = ticket.open_todos().filter(|_| !over);
    let mut spots: Vec<Spot> = ticket.handover.iter().map(|_| Spot::Handover).collect();
    spots.extend(ticket.approval_asked.iter().map(|_| Spot::Approval));
    spots.extend(todos.map(|t| Spot::Todo(t.n)));
    spots.extend(ticket.open_holds().map(|h| Spot::Hold(h.n)));
    spots.extend(loaded.intake.iter().map(|f| Spot::Intake(f.clone())));
    spots.extend(
        ticket
            .standing_criteria()
            .map(|c| Spot::Criterion(c.id.clone())),
    );
    spots.extend(ticket.open_owed().map(|o| Spot::Owed(o.n)));
    spots.extend(ticket.open_requests().map(|r| Spot::Request(r.n)));
    spots.extend(
        loaded
            .package
            .as_ref()
            .map(|(p, _)| Spot::Package(p.version)),
    );
    let mut files = loaded.view.files();
    let files = files.find(|(_, file)| file.retracted.is_none());
    spots.extend(files.map(|_| Spot::Files));
    let kept = loaded.view.standing_kept().next();
    spots.extend(kept.map(|_| Spot::Kept));
    spots.extend(ticket.articles.iter().map(|a| Spot::Article(a.article)));
    spots.extend(loaded.unread.first().map(|_| Spot::Unread));
    let links = ticket.links.iter();
    spots.extend(links.map(|l| Spot::Link(l.other, l.kind.clone())));
    let from: Vec<&Link> = loaded.view.linked_here().collect();
    let shown = match from.len() > LINKED + 1 || loaded.view.linked_more {
        true => LINKED,
        false => from.len(),
    };
    let shows = from.iter().take(shown);
    spots.extend(shows.map(|l| Spot::LinkedFrom(l.other, l.kind.clone())));
    spots.extend((from.len() > shown).then_some(Spot::LinkedMore));
    // It may come later than the rest: nothing above it moves.
    spots.extend((!over).then_some(Spot::Similar));
    spots
}

/// Lines that the facts of a ticket take: two heads, its spots, what is known, the opening message.
#[must_use]
pub fn height(loaded: &Loaded) -> usize {
    let ticket = &loaded.view.ticket;
    let known = usize::from(ticket.resolution.is_some()) + ticket.sign_offs.len();
    let records = ticket
        .records
        .iter()
        .filter(|r| !r.retracted)
        .count()
        .min(RECORDS);
    let lines = loaded.opening.lines().filter(|l| !l.trim().is_empty());
    let opening: usize = lines.take(OPENING).map(|l| 1 + l.len() / USUAL).sum();
    2 + loaded.view.known.len()
        + spots(loaded).len()
        + answers(loaded)
        + known
        + records
        + opening.min(OPENING)
}

/// Lines that long intake answers take beyond the first, about.
fn answers(loaded: &Loaded) -> usize {
    let intake = &loaded.view.ticket.intake;
    let given = intake.values().map(|answer| match answer {
        Answer::Given(text) | Answer::Preset(text) | Answer::Unavailable(text) => text,
    });
    let more = |text: &String| {
        let lines = text.lines().filter(|l| !l.trim().is_empty()).take(ANSWER);
        let all: usize = lines.map(|l| 1 + l.len() / WIDE).sum();
        all.saturating_sub(1).min(ANSWER)
    };
    given.map(more).sum()
}

/// Lines beyond its first for which an answer is given room.
const ANSWER: usize = 6;
/// Columns of a line of an answer, about.
const WIDE: usize = 72;
/// Columns of a line of the message, about.
const USUAL: usize = 48;
/// Records shown among the facts, the latest first.
pub const RECORDS: usize = 6;
/// Lines of the opening message shown among the facts.
pub const OPENING: usize = 40;
