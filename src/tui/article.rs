//! An article of the knowledge base over the panes: read, scrolled, its links copied. Pure.

use crate::desk::articles::{ArticleView, Revision};
use crate::domain::article::{self, Article, State};
use crate::domain::id::{ArticleId, At, TicketId};
use crate::domain::row::Row;
use crate::domain::words;
use crate::store::mask;
use crate::tui::keys::{Code, Key};
use crate::tui::markdown::{self, Kind, Line, Page, Piece};
use crate::tui::scroll::Scroll;
use std::cell::RefCell;
use std::rc::Rc;

/// An article with everything its screen shows.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The article.
    pub view: ArticleView,
    /// Tickets linked to it, as this agent sees them; whether it helped there.
    pub uses: Vec<(Row, bool)>,
    /// Every revision, the first one first.
    pub history: Vec<Revision>,
}

/// The screen of an article.
#[derive(Debug)]
pub struct ArticleBox {
    /// What it shows.
    pub opened: Opened,
    /// The ticket that was on the screen when it was opened: it is linked to that one.
    pub ticket: Option<TicketId>,
    /// When it was read, and the agent's zone: times are said in words.
    said: (At, String),
    /// Where one is in its page.
    pub scroll: Scroll,
    /// The page as last laid out, for this width.
    laid: RefCell<Option<(usize, Rc<Page>)>>,
    /// Digits of a link's number so far.
    number: String,
}

/// What a key did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Did {
    /// It means nothing here.
    Ignored,
    /// It is done.
    Nothing,
    /// Back to where one was.
    Close,
    /// To the clipboard, and what to say of it.
    Copy(String, String),
    /// Change its fields.
    Edit,
    /// It is for use.
    Publish,
    /// It was read through and is right.
    Review,
    /// It is no longer for use.
    Retire,
    /// Link it to the ticket under the bar; it helped there, or not.
    Link(bool),
    /// It is the known error behind the ticket under the bar.
    KnownError,
    /// The fix of the known error is there.
    Fixed,
    /// Something to say.
    Say(String),
}

/// Revisions that are listed.
const LISTED: usize = 12;

impl ArticleBox {
    /// The ticket with whose sight that of this draft goes.
    #[must_use]
    pub fn drafted_from(&self) -> Option<TicketId> {
        self.opened.view.shelved.article.follows()
    }

    /// An article at its beginning.
    #[must_use]
    pub fn new(opened: Opened, now: At, zone: String) -> ArticleBox {
        ArticleBox {
            opened,
            ticket: None,
            said: (now, zone),
            scroll: Scroll::default(),
            laid: RefCell::new(None),
            number: String::new(),
        }
    }

    /// The same article as it is now; one stays where one was.
    pub fn renew(&mut self, opened: Opened, now: At) {
        self.opened = opened;
        self.said.0 = now;
        self.laid = RefCell::new(None);
    }

    /// The tickets that are linked to it, as far as their words are shown.
    pub fn linked(&self) -> impl Iterator<Item = TicketId> {
        let rows = self.opened.uses.iter().map(|(row, _)| row);
        rows.filter(|row| !row.masked).map(|row| row.id)
    }

    /// A ticket is hidden: of its line the number is left; whether it was there.
    pub fn drop_ticket(&mut self, id: TicketId) -> bool {
        let rows = self.opened.uses.iter_mut().map(|(row, _)| row);
        let mut rows = rows.filter(|row| row.id == id && !row.masked);
        let Some(row) = rows.next() else { return false };
        mask::mask(row);
        self.laid = RefCell::new(None);
        true
    }

    /// The article.
    #[must_use]
    pub fn article(&self) -> &Article {
        &self.opened.view.shelved.article
    }

    /// Its number.
    #[must_use]
    pub fn id(&self) -> ArticleId {
        self.article().id
    }

    /// Its title with its number.
    #[must_use]
    pub fn title(&self) -> String {
        format!("{} {}", self.id(), self.article().title)
    }

    /// The page for a width: laid out once.
    #[must_use]
    pub fn page(&self, width: usize) -> Rc<Page> {
        let mut laid = self.laid.borrow_mut();
        if let Some((of, page)) = laid.as_ref().filter(|(of, _)| *of == width) {
            let _ = of;
            return Rc::clone(page);
        }
        let page = Rc::new(self.lay_out(width));
        *laid = Some((width, Rc::clone(&page)));
        page
    }

    fn lay_out(&self, width: usize) -> Page {
        let mut lines = Vec::new();
        for (text, kind) in self.facts() {
            let piece = Piece {
                text: crate::domain::safe::SafeText::line(&text).to_string(),
                kind,
            };
            lines.extend(markdown::wrapped(&[piece], width));
        }
        lines.push(Line::new());
        let body = markdown::page(&article::page::markdown(self.article()), width);
        lines.extend(body.lines);
        for (title, rows) in [("Tickets", self.tickets()), ("History", self.revisions())] {
            if rows.is_empty() {
                continue;
            }
            let kind = Kind::Heading;
            lines.push(Line::new());
            lines.push(vec![Piece {
                text: title.to_owned(),
                kind,
            }]);
            for row in rows {
                let text = crate::domain::safe::SafeText::line(&row).to_string();
                let kind = Kind::Text;
                lines.extend(markdown::wrapped(&[Piece { text, kind }], width));
            }
        }
        Page {
            lines,
            links: body.links,
        }
    }

    /// What there is to say beside the text.
    fn facts(&self) -> Vec<(String, Kind)> {
        let (article, shelved) = (self.article(), &self.opened.view.shelved);
        let mut first = vec![article.state.to_string()];
        first.extend(article.is_known_error().then(|| "known error".to_owned()));
        first.extend(article.is_fixed().then(|| "fixed".to_owned()));
        first.extend((!article.audience.is_empty()).then(|| "restricted".to_owned()));
        first.push(match shelved.linked {
            0 => "not used yet".to_owned(),
            linked => format!("helped {} of {linked} linked tickets", shelved.helped),
        });
        first.extend(article.origin.map(|id| format!("drafted from {id}")));
        let mut facts = vec![(first.join(" · "), Kind::Strong)];
        let products: Vec<String> = article.products.iter().map(ToString::to_string).collect();
        let about = [products.join("; "), article.tags.join(", ")];
        let about: Vec<String> = about.into_iter().filter(|t| !t.is_empty()).collect();
        if !about.is_empty() {
            facts.push((about.join(" · "), Kind::Soft));
        }
        let (now, zone) = &self.said;
        let mut last = format!(
            "revision {}, {} by {}, {}",
            article.revision,
            article.change.word(),
            article.changed_by,
            words::date_time(article.changed_at, zone)
        );
        if !article.remark.is_empty() {
            last.push_str(&format!(": {}", article.remark));
        }
        facts.push((last, Kind::Soft));
        if let Some(stale) = &self.opened.view.stale {
            let said = format!("! look at it again: {}", stale.words(*now));
            facts.push((said, Kind::Strong));
        }
        facts
    }

    /// The keys that mean something here, those first that are needed most: what has no room is left
    /// out.
    #[must_use]
    pub fn keys(&self) -> Vec<&'static str> {
        let article = self.article();
        let first: &[&str] = match article.state {
            State::Published if article.is_known_error() => &[
                "Esc back",
                "L known error",
                "+ it helped",
                "F fixed",
                "v still right",
            ],
            State::Published => &["Esc back", "+ it helped", "v still right"],
            State::Draft | State::Retired => &["Esc back", "P publish"],
        };
        let retire = (article.state != State::Retired).then_some("R retire");
        let links = (!self.links().is_empty()).then_some("1-9 copy link");
        let next = ["l link", "e edit"].into_iter().chain(links);
        let last = ["y copy", "j/k scroll"].into_iter().chain(retire);
        first.iter().copied().chain(next).chain(last).collect()
    }

    fn tickets(&self) -> Vec<String> {
        let row = |(row, helped): &(Row, bool)| {
            let how = if *helped { "helped" } else { "linked" };
            format!("{} {how}: {}", row.id, row.subject)
        };
        let mut rows: Vec<String> = self.opened.uses.iter().map(row).collect();
        let linked = self.opened.view.shelved.linked as usize;
        if linked > rows.len() && !rows.is_empty() {
            rows.push(format!("and {} more", linked - rows.len()));
        }
        rows
    }

    fn revisions(&self) -> Vec<String> {
        let (_, zone) = &self.said;
        let row = |r: &Revision| {
            let mut row = format!(
                "{} {} {} {}",
                r.article.revision,
                words::date_time(r.at, zone),
                r.by,
                r.article.change.word()
            );
            let labels: Vec<&str> = r.changed.iter().map(|f| article::label(f)).collect();
            if !labels.is_empty() {
                row.push_str(&format!(": {}", labels.join(", ")));
            }
            if !r.article.remark.is_empty() {
                row.push_str(&format!(" ({})", r.article.remark));
            }
            row
        };
        let history = &self.opened.history;
        let mut rows: Vec<String> = history.iter().rev().take(LISTED).map(row).collect();
        let more = history.len().saturating_sub(LISTED);
        if more > 0 {
            rows.push(format!(
                "and {more} before: hoist kb history {}",
                self.id().0
            ));
        }
        rows
    }

    /// Takes a key.
    pub fn key(&mut self, key: Key) -> Did {
        if let Code::Char(c @ '0'..='9') = key.code
            && !key.ctrl
            && !key.alt
        {
            return self.digit(c);
        }
        let number = std::mem::take(&mut self.number);
        self.measure();
        if self.scroll.key(key) {
            return Did::Nothing;
        }
        match key.code {
            Code::Enter if !number.is_empty() => self.copy_link(&number),
            _ if key.ctrl || key.alt => Did::Ignored,
            Code::Esc | Code::Char('q') => Did::Close,
            Code::Char('e') => Did::Edit,
            Code::Char('P') => Did::Publish,
            Code::Char('v') => Did::Review,
            Code::Char('R') => Did::Retire,
            Code::Char('l') => Did::Link(false),
            Code::Char('+') => Did::Link(true),
            Code::Char('L') => Did::KnownError,
            Code::Char('F') => Did::Fixed,
            Code::Char('y') => {
                let title = self.title();
                Did::Copy(title.clone(), title)
            }
            _ => Did::Nothing,
        }
    }

    /// The linear mode paints nothing: there the page is read out line by line.
    fn measure(&self) {
        if self.scroll.fits() <= 1 {
            self.scroll.painted(1, self.page(80).lines.len());
        }
    }

    /// A link's number: at once where no further digit can make another one, else with Enter.
    fn digit(&mut self, c: char) -> Did {
        self.number.push(c);
        let links = self.links().len();
        let Ok(n) = self.number.parse::<usize>() else {
            self.number.clear();
            return Did::Nothing;
        };
        if n == 0 || n.saturating_mul(10) > links {
            let number = std::mem::take(&mut self.number);
            return self.copy_link(&number);
        }
        Did::Say(format!(
            "Link {n} …: Enter copies it, or go on with its number."
        ))
    }

    fn links(&self) -> Vec<String> {
        let laid = self.laid.borrow().as_ref().map(|(_, p)| Rc::clone(p));
        let page = laid.unwrap_or_else(|| self.page(80));
        page.links.clone()
    }

    fn copy_link(&self, number: &str) -> Did {
        let links = self.links();
        let n = number.parse::<usize>().unwrap_or(0);
        match n.checked_sub(1).and_then(|n| links.get(n)) {
            Some(link) => Did::Copy(link.clone(), link.clone()),
            None if links.is_empty() => Did::Say("There is no link in this article.".to_owned()),
            None => Did::Say(format!(
                "There is no link {number}; there are {}.",
                links.len()
            )),
        }
    }

    /// The line that is read out.
    #[must_use]
    pub fn line(&self) -> String {
        let page = self.page(80);
        let line = page.lines.get(self.scroll.top());
        line.map(markdown::plain).unwrap_or_default()
    }

    /// All of it, to be read out.
    #[must_use]
    pub fn whole(&self) -> Vec<String> {
        let page = self.page(80);
        page.lines.iter().map(markdown::plain).collect()
    }
}
