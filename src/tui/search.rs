//! The place where one searches: a line to type on, what was found below it. Pure.

mod keys;
mod paint;

use crate::desk::articles::ArticleView;
use crate::desk::{Hit, Hits};
use crate::domain::id::{ArticleId, TicketId};
use crate::domain::reference::Reference;
use crate::domain::search::article::doc;
use crate::domain::search::{Completion, Problem, Search, Snippet, snippet, subject_hits};
use crate::tui::editor::Editor;
use crate::tui::model::Place;
use crate::tui::plain::Edit as Spoken;
use ratatui::layout::Rect;
use std::cell::Cell;
use std::ops::Range;

/// What a key did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Did {
    /// The place has no use for the key.
    Ignored,
    /// Something moved.
    Nothing,
    /// The words changed: ask.
    Changed,
    /// The end of what was found: ask for more.
    More,
    /// Complete the word at the cursor.
    Complete,
    /// To this ticket.
    Pick(TicketId),
    /// To this article.
    Read(ArticleId),
    /// There is nothing to pick.
    Refused(&'static str),
    /// Back to where one was.
    Leave,
}

/// What the desk found for the words typed.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// How the words were read.
    pub search: Search,
    /// The hits.
    pub hits: Hits,
    /// Articles that stand before them.
    pub articles: Vec<ArticleHit>,
    /// There are more articles.
    pub more_articles: bool,
}

/// An article that was found.
#[derive(Clone, Debug)]
pub struct ArticleHit {
    /// The article.
    pub view: ArticleView,
    /// Where else in it than in its title.
    pub snippet: Snippet,
    /// Bytes of the title that were searched.
    pub title: Vec<Range<usize>>,
}

impl ArticleHit {
    /// What a search found in an article.
    #[must_use]
    pub fn of(search: &Search, view: ArticleView) -> ArticleHit {
        let article = &view.shelved.article;
        ArticleHit {
            snippet: snippet(search, &doc(article)),
            title: subject_hits(search, &article.title),
            view,
        }
    }
}

/// The place where one searches.
#[derive(Debug)]
pub struct SearchBox {
    line: Editor,
    articles: Vec<ArticleHit>,
    more_articles: bool,
    hits: Vec<Hit>,
    next: Option<TicketId>,
    cut_at: Option<usize>,
    /// Of some ticket only the latest part of its history is searched.
    partly: bool,
    problems: Vec<Problem>,
    error: Option<String>,
    bar: usize,
    /// The words whose answer is awaited, or was given last.
    asked: String,
    is_waiting: bool,
    /// What stands below belongs to older words.
    is_behind: bool,
    /// What Tab puts in next, and where.
    completion: Completion,
    /// The choice that stands there, while Tab goes round.
    turn: Option<usize>,
    /// The words are those of before: what is typed takes their place.
    is_selected: bool,
    top: Cell<usize>,
    painted: Cell<Rect>,
    /// Where one was before.
    pub from: Place,
}

impl SearchBox {
    /// An empty line.
    #[must_use]
    pub fn new(from: Place) -> SearchBox {
        SearchBox {
            line: Editor::line(""),
            articles: Vec::new(),
            more_articles: false,
            hits: Vec::new(),
            next: None,
            cut_at: None,
            partly: false,
            problems: Vec::new(),
            error: None,
            bar: 0,
            asked: String::new(),
            is_waiting: false,
            is_behind: false,
            completion: Completion::default(),
            turn: None,
            is_selected: false,
            top: Cell::new(0),
            painted: Cell::new(Rect::ZERO),
            from,
        }
    }

    /// The same place with these words typed.
    #[must_use]
    pub fn with(words: &str, from: Place) -> SearchBox {
        let mut place = SearchBox::new(from);
        place.line.replace(words);
        place.line.set_cursor(words.len());
        place
    }

    /// Comes back with the words of before: they stand there, and what is typed takes their place.
    pub fn select(&mut self) {
        self.is_selected = !self.line.text().is_empty();
        self.line.set_cursor(self.line.text().len());
    }

    /// What is typed.
    #[must_use]
    pub fn words(&self) -> &str {
        self.line.text()
    }

    /// The byte of the cursor.
    #[must_use]
    pub fn cursor(&self) -> usize {
        self.line.cursor()
    }

    /// From where more is read.
    #[must_use]
    pub fn next(&self) -> Option<TicketId> {
        self.next
    }

    /// A click on a ticket goes to it.
    pub fn click(&mut self, column: u16, row: u16) -> Did {
        let list = self.painted.get();
        if !list.contains((column, row).into()) {
            return Did::Ignored;
        }
        let place = self.top.get() + usize::from((row - list.top()) / 2);
        if place >= self.len() {
            return Did::Nothing;
        }
        self.bar = place;
        self.pick()
    }

    /// Moves the bar by the mouse wheel.
    pub fn wheel(&mut self, down: bool) -> Did {
        let to = if down {
            self.bar + 1
        } else {
            self.bar.saturating_sub(1)
        };
        self.go(to)
    }

    /// The answer to these words is awaited.
    pub fn asks(&mut self) {
        self.is_waiting = true;
        self.is_behind = true;
        self.error = None;
        self.line.text().clone_into(&mut self.asked);
        if self.line.is_blank() {
            *self = SearchBox {
                line: std::mem::replace(&mut self.line, Editor::line("")),
                ..SearchBox::new(self.from.clone())
            };
        }
    }

    /// What can stand at the cursor; shown, and put in by Tab.
    pub fn offer(&mut self, completion: Completion) {
        self.completion = completion;
        self.turn = None;
    }

    /// Puts the next choice in; false when there is none.
    pub fn complete(&mut self) -> bool {
        let count = self.completion.choices.len();
        if count == 0 {
            return false;
        }
        let turn = self.turn.map_or(0, |turn| (turn + 1) % count);
        let Some((choice, _)) = self.completion.choices.get(turn) else {
            return false;
        };
        let at = self.completion.at.clone();
        let mut text = self.line.text().to_owned();
        if text.get(at.clone()).is_none() {
            return false;
        }
        let tail = text.get(at.end..).unwrap_or_default();
        let choice = match tail.is_empty() {
            true => choice.as_str(),
            false => choice.trim_end(),
        };
        let end = at.start + choice.len();
        text.replace_range(at.clone(), choice);
        self.line.replace(&text);
        self.line.set_cursor(end);
        self.completion.at = at.start..end;
        self.turn = Some(turn);
        true
    }

    /// Whether one of the choices was put in by Tab, and the next can be.
    #[must_use]
    pub fn is_turning(&self) -> bool {
        self.turn.is_some()
    }

    /// Whether a name was put in alone: what it takes can be chosen next.
    #[must_use]
    pub fn wants_value(&self) -> bool {
        let typed = self.line.text().get(..self.line.cursor());
        self.completion.choices.len() == 1 && typed.is_some_and(|t| t.ends_with(':'))
    }

    /// How many tickets stand here, if an answer stands here.
    pub fn stands(&self) -> Option<usize> {
        let has_answer =
            !self.is_waiting && !self.line.is_blank() && self.asked == self.line.text();
        has_answer.then_some(self.hits.len())
    }

    /// The tickets that are listed.
    pub fn tickets(&self) -> impl Iterator<Item = TicketId> {
        let drafts = self.articles.iter().filter_map(drafted_from);
        self.hits.iter().map(|hit| hit.row.id).chain(drafts)
    }

    /// Takes a ticket and what is drafted from it out of the list; whether there was any. The bar stays on what it was on.
    pub fn drop_ticket(&mut self, id: TicketId) -> bool {
        let goes = |entry: Entry<'_>| match entry {
            Entry::Article(hit) => drafted_from(hit) == Some(id),
            Entry::Ticket(hit) => hit.row.id == id,
        };
        let (before, bar) = (self.len(), self.bar);
        let above = (0..bar).filter(|at| self.entry(*at).is_some_and(goes));
        let above = above.count();
        self.articles.retain(|hit| drafted_from(hit) != Some(id));
        self.hits.retain(|hit| hit.row.id != id);
        self.bar = (bar - above).min(self.len().saturating_sub(1));
        self.len() < before
    }

    /// The list that stands, as it is now: the bar stays on what it was on.
    pub fn found_again(&mut self, words: &str, found: Found) {
        if words != self.asked || self.is_waiting || found.hits.stopped {
            return;
        }
        let (bar, top, on) = (
            self.bar,
            self.top.get(),
            self.entry(self.bar).map(|e| e.reference()),
        );
        self.found(words, None, found);
        let same = (0..self.len()).find(|at| self.entry(*at).map(|e| e.reference()) == on);
        self.bar = same.unwrap_or(bar).min(self.len().saturating_sub(1));
        self.top.set(top);
    }

    /// What was found for these words, from the beginning or below a ticket; an answer to older
    /// words is dropped.
    pub fn found(&mut self, words: &str, below: Option<TicketId>, found: Found) {
        if words != self.asked || found.hits.stopped {
            return;
        }
        self.is_waiting = false;
        self.is_behind = false;
        self.problems = found.search.problems;
        self.next = found.hits.next;
        self.cut_at = found.hits.cut_at;
        self.partly = found.hits.partly;
        if below.is_none() {
            self.hits.clear();
            self.articles = found.articles;
            self.more_articles = found.more_articles;
            self.bar = 0;
            self.top.set(0);
        }
        let known = |hit: &Hit| self.hits.iter().any(|h| h.row.id == hit.row.id);
        let new: Vec<Hit> = found.hits.hits.into_iter().filter(|h| !known(h)).collect();
        self.hits.extend(new);
    }

    /// Why there is no answer.
    pub fn failed(&mut self, why: String) {
        self.is_waiting = false;
        self.is_behind = false;
        self.error = Some(why);
    }

    /// Articles and tickets.
    fn len(&self) -> usize {
        self.articles.len() + self.hits.len()
    }

    /// What stands at a place of the list: articles first.
    fn entry(&self, place: usize) -> Option<Entry<'_>> {
        match place.checked_sub(self.articles.len()) {
            None => self.articles.get(place).map(Entry::Article),
            Some(place) => self.hits.get(place).map(Entry::Ticket),
        }
    }

    fn pick(&self) -> Did {
        match self.entry(self.bar) {
            Some(Entry::Ticket(hit)) => Did::Pick(hit.row.id),
            Some(Entry::Article(hit)) => Did::Read(hit.view.shelved.article.id),
            None if self.is_waiting => Did::Nothing,
            None => Did::Refused("Nothing was found: type other words, or Esc to go back."),
        }
    }

    fn go(&mut self, to: usize) -> Did {
        let last = self.len().saturating_sub(1);
        self.bar = to.min(last);
        match self.bar == last && self.next.is_some() && !self.is_waiting {
            true => {
                self.is_waiting = true;
                Did::More
            }
            false => Did::Nothing,
        }
    }

    fn page(&self) -> usize {
        usize::from(self.painted.get().height / 2).max(2) - 1
    }

    /// What has the keyboard in words: a key that changes with it, and the words; then what is typed.
    #[must_use]
    pub fn aloud(&self) -> (String, String, Spoken) {
        let said = match (self.entry(self.bar), self.instead()) {
            (Some(entry), _) => entry.aloud(),
            (None, instead) => instead.to_owned(),
        };
        let label = match self.is_selected {
            true => "Search, selected",
            false => "Search",
        };
        let edit = Spoken::of(label, self.words(), self.cursor());
        (
            format!("{} {said}", self.bar),
            format!("{said}\n{}", edit.words()),
            edit,
        )
    }

    /// Everything that was found, in words.
    #[must_use]
    pub fn whole(&self) -> Vec<String> {
        (0..self.len())
            .filter_map(|n| self.entry(n))
            .map(|e| e.aloud())
            .collect()
    }

    /// Mistakes in words.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let said = self.problems.iter().map(|p| p.text.clone());
        let partly = self.partly.then(|| Search::PARTLY.to_owned());
        self.error
            .clone()
            .into_iter()
            .chain(said)
            .chain(partly)
            .collect()
    }

    fn instead(&self) -> &'static str {
        match (self.line.is_blank(), self.is_waiting) {
            (true, _) => "",
            (false, true) => "searching …",
            (false, false) if self.cut_at.is_some() => {
                "Nothing among the newest tickets looked through: add a word, or drop a filter."
            }
            (false, false) if self.problems.iter().any(|p| !p.passed_over) => {
                "A filter is not finished, or names nothing here: Tab puts in what fits."
            }
            (false, false) => "Nothing was found.",
        }
    }
}

/// The ticket with whose sight that of a draft goes.
fn drafted_from(hit: &ArticleHit) -> Option<TicketId> {
    hit.view.shelved.article.follows()
}

/// Something that was found.
enum Entry<'a> {
    Article(&'a ArticleHit),
    Ticket(&'a Hit),
}

impl Entry<'_> {
    fn reference(&self) -> Reference {
        match self {
            Entry::Article(hit) => Reference::Article(hit.view.shelved.article.id),
            Entry::Ticket(hit) => Reference::Ticket(hit.row.id),
        }
    }

    fn aloud(&self) -> String {
        let (mut said, snippet) = match self {
            Entry::Ticket(hit) => (format!("{} {}", hit.row.id, hit.row.subject), &hit.snippet),
            Entry::Article(hit) => {
                let article = &hit.view.shelved.article;
                let said = format!("{} {}, {}", article.id, article.title, article.state);
                (said, &hit.snippet)
            }
        };
        if let Some(place) = snippet.place {
            said.push_str(&format!(", {}: {}", place.word(), snippet.text));
        }
        said
    }
}

#[cfg(test)]
mod tests;
