//! The place where one looks through what is similar: a list, and of the one under the bar why it is and what
//! helped there. Pure.

mod paint;

use crate::desk::{Like, Likes, Solution};
use crate::domain::id::TicketId;
use crate::domain::reference::Reference;
use crate::domain::similar::{Hit, Standing};
use crate::domain::words::flat;
use crate::tui::keys::{Code, Key};
use crate::tui::model::Place;
use ratatui::layout::Rect;
use std::cell::Cell;

/// Similar tickets and articles that are listed.
pub const SHOWN: usize = 10;

/// What is asked: what is like this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// A ticket.
    Ticket(TicketId),
    /// What is typed into a form: subject and texts; of this ticket, if there is one.
    Typed(String, Vec<String>, Option<TicketId>),
}

/// What a key did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Did {
    /// The place has no use for the key.
    Ignored,
    /// Something moved.
    Nothing,
    /// To this one.
    Pick(Reference),
    /// This one is what it is: link it.
    Link(Reference),
    /// None of these is the same.
    None,
    /// There is nothing to pick.
    Refused(&'static str),
    /// Back to where one was.
    Leave,
}

/// The place.
#[derive(Debug)]
pub struct SimilarBox {
    /// What it is about.
    pub about: About,
    /// What was found, once it was.
    likes: Option<Likes>,
    error: Option<String>,
    bar: usize,
    top: Cell<usize>,
    painted: Cell<Rect>,
    /// Where one was before.
    pub from: Place,
}

impl SimilarBox {
    /// The place, with what is known already.
    #[must_use]
    pub fn new(about: About, from: Place, likes: Option<Likes>) -> SimilarBox {
        SimilarBox {
            about,
            likes,
            error: None,
            bar: 0,
            top: Cell::new(0),
            painted: Cell::new(Rect::ZERO),
            from,
        }
    }

    /// The ticket that it is about, if there is one.
    #[must_use]
    pub fn ticket(&self) -> Option<TicketId> {
        match self.about {
            About::Ticket(id) => Some(id),
            About::Typed(..) => None,
        }
    }

    /// What is listed.
    #[must_use]
    pub fn likes(&self) -> &[Like] {
        self.likes.as_ref().map_or(&[], |l| &l.likes)
    }

    /// The tickets that are listed.
    pub fn tickets(&self) -> impl Iterator<Item = TicketId> {
        self.likes().iter().filter_map(ticket_of)
    }

    /// Takes a ticket out of the list; whether it was there. The bar stays on what it was on.
    pub fn drop_ticket(&mut self, id: TicketId) -> bool {
        let place = self.likes().iter().position(|l| ticket_of(l) == Some(id));
        let Some((place, likes)) = place.zip(self.likes.as_mut()) else {
            return false;
        };
        likes.likes.remove(place);
        if place < self.bar {
            self.bar -= 1;
        }
        self.bar = self.bar.min(self.likes().len().saturating_sub(1));
        true
    }

    /// Whether the answer has come.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        self.likes.is_some()
    }

    /// What was found; the bar stays on its ticket.
    pub fn found(&mut self, about: &About, likes: Likes) {
        if *about != self.about {
            return;
        }
        let here = self.likes().get(self.bar).map(|l| l.ranked.hit.id());
        let place = likes
            .likes
            .iter()
            .position(|l| Some(l.ranked.hit.id()) == here);
        self.bar = place.unwrap_or(0);
        self.likes = Some(likes);
        self.error = None;
    }

    /// Why nothing was found.
    pub fn failed(&mut self, why: String) {
        self.error = Some(why);
    }

    /// Handles a key.
    pub fn key(&mut self, key: Key) -> Did {
        match (key.code, key.ctrl) {
            (Code::Esc | Code::Char('q'), false) | (Code::Char('c'), true) => Did::Leave,
            (Code::Down | Code::Char('j'), false) | (Code::Char('n'), true) => {
                self.go(self.bar + 1)
            }
            (Code::Up | Code::Char('k'), false) | (Code::Char('p'), true) => {
                self.go(self.bar.saturating_sub(1))
            }
            (Code::Home | Code::Char('g'), false) => self.go(0),
            (Code::End | Code::Char('G'), false) => self.go(usize::MAX),
            (Code::Enter, _) if self.ticket().is_some() => self.on(Did::Pick),
            (Code::Enter, _) => {
                Did::Refused("Esc goes back to what you write; from there esc keeps it as a draft.")
            }
            (Code::Char('L'), false) if self.ticket().is_some() => self.on(Did::Link),
            (Code::Char('0'), false) if self.ticket().is_some() => match self.is_answered() {
                true => Did::None,
                false => Did::Refused("Still looking: wait for the list."),
            },
            _ => Did::Ignored,
        }
    }

    /// A click on a ticket goes to it.
    pub fn click(&mut self, column: u16, row: u16) -> Did {
        let list = self.painted.get();
        if !list.contains((column, row).into()) {
            return Did::Ignored;
        }
        let place = self.top.get() + usize::from(row - list.top());
        if place >= self.likes().len() {
            return Did::Nothing;
        }
        self.bar = place;
        match self.ticket() {
            Some(_) => self.on(Did::Pick),
            None => Did::Nothing,
        }
    }

    /// Moves the bar by the mouse wheel.
    pub fn wheel(&mut self, down: bool) -> Did {
        match down {
            true => self.go(self.bar + 1),
            false => self.go(self.bar.saturating_sub(1)),
        }
    }

    fn go(&mut self, to: usize) -> Did {
        self.bar = to.min(self.likes().len().saturating_sub(1));
        Did::Nothing
    }

    fn on(&self, did: fn(Reference) -> Did) -> Did {
        match self.likes().get(self.bar) {
            Some(like) => did(like.ranked.hit.id()),
            None => Did::Refused("There is nothing similar to go to. Esc goes back."),
        }
    }

    /// The keys that mean something.
    #[must_use]
    pub fn keys(&self) -> &'static str {
        match self.ticket() {
            Some(_) => "j/k choose · Enter open · L link it · 0 none of these · Esc back",
            None => "j/k choose · Esc back to what you write",
        }
    }

    /// What is said in the list's place while there is none.
    fn instead(&self) -> &str {
        match (&self.error, self.is_answered()) {
            (Some(why), _) => why,
            (None, false) => "looking …",
            (None, true) => "Nothing similar was found.",
        }
    }

    /// What has the keyboard in words.
    #[must_use]
    pub fn line(&self) -> String {
        match self.likes().get(self.bar) {
            Some(like) => aloud(like),
            None => self.instead().to_owned(),
        }
    }

    /// A key that changes with the line.
    #[must_use]
    pub fn state(&self) -> String {
        format!("{} {}", self.bar, self.is_answered())
    }

    /// Everything that is listed, in words.
    #[must_use]
    pub fn whole(&self) -> Vec<String> {
        self.likes().iter().map(aloud).collect()
    }
}

/// The ticket that it is; `None`: an article.
#[must_use]
pub fn ticket_of(like: &Like) -> Option<TicketId> {
    match like.ranked.hit.id() {
        Reference::Ticket(id) => Some(id),
        Reference::Article(_) => None,
    }
}

/// What helped there: a label and the words.
fn helped(like: &Like) -> Vec<(&'static str, String)> {
    let known = like.known.iter().flat_map(|known| {
        [
            ("Workaround", known.workaround.clone()),
            ("Cause", known.cause.clone()),
        ]
    });
    let resolution = like.resolution.iter().map(|r| (solved(r), r.text.clone()));
    known.chain(resolution).collect()
}

/// An article's words have no code: they are what helps.
fn solved(solution: &Solution) -> &'static str {
    match solution.code.is_empty() {
        true => "Helps",
        false => "Resolution",
    }
}

/// What one of them is, beside what it is called.
fn standing(like: &Like) -> &'static str {
    match (&like.ranked.hit, like.ranked.standing) {
        (_, Standing::KnownError) => "known error",
        (Hit::Article(_), _) => "article",
        (Hit::Ticket(_), Standing::Resolved) => "resolved",
        (Hit::Ticket(_), Standing::Open) => "",
    }
}

fn aloud(like: &Like) -> String {
    let ranked = &like.ranked;
    let standing = match standing(like) {
        "" => String::new(),
        words => format!(", {words}"),
    };
    let mut said = format!(
        "{} {}{standing}. {}",
        ranked.hit.id(),
        ranked.hit.title(),
        ranked.because.told()
    );
    for (label, text) in helped(like) {
        said.push_str(&format!(". {label}: {}", flat(&text)));
    }
    said
}

/// Similar ones that stand under a form's field.
const NOTED: usize = 3;

/// The most similar ones for a line each under a form's field: the second part is shown whole.
#[must_use]
pub fn notes(likes: &Likes) -> Vec<(String, String)> {
    let note = |like: &Like| {
        let hit = &like.ranked.hit;
        let helps = match standing(like) {
            "" => String::new(),
            words => format!(" · {words}"),
        };
        (format!("{} {}", hit.id(), hit.title()), helps)
    };
    let mut notes: Vec<(String, String)> = likes.likes.iter().take(NOTED).map(note).collect();
    if !notes.is_empty() {
        notes.push(("ctrl-r shows what helped there".to_owned(), String::new()));
    }
    notes
}

/// How many are similar, for a line of the ticket or the checklist: `3 similar, 1 known error`.
#[must_use]
pub fn counted(likes: &Likes) -> Option<String> {
    let known = likes.likes.iter();
    let known = known
        .filter(|l| l.ranked.standing == Standing::KnownError)
        .count();
    let more = if likes.more { "+" } else { "" };
    let all = match likes.likes.len() {
        0 => return None,
        n => format!("{n}{more} similar"),
    };
    Some(match known {
        0 => all,
        1 => format!("{all}, 1 known error"),
        n => format!("{all}, {n} known errors"),
    })
}

#[cfg(test)]
mod tests;
