//! The finder: every list with typing. Palette, jump, pickers and the long lists of forms.
//!
//! A local finder filters its own items; a remote one shows what it is given and says when to ask.

mod aloud;
mod paint;

use super::editor::{Edit, Editor};
use super::keys::{Code, Key};
use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use ratatui::layout::Rect;
use std::cell::{Cell, RefCell};

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item<T> {
    /// What is picked.
    pub value: T,
    /// What is matched and shown first.
    pub label: String,
    /// More words, dim, matched as well.
    pub detail: String,
    /// The key that does the same, at the right edge.
    pub hint: String,
    /// A name under which it is found as well, not shown.
    pub name: &'static str,
    /// It cannot be picked now, because.
    pub grey: Option<String>,
}

impl<T> Item<T> {
    /// An item with a label alone.
    pub fn new(value: T, label: impl Into<String>) -> Item<T> {
        Item {
            value,
            label: label.into(),
            detail: String::new(),
            hint: String::new(),
            name: "",
            grey: None,
        }
    }

    /// The same item with more words.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Item<T> {
        self.detail = detail.into();
        self
    }

    /// The same item with the key that does the same.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Item<T> {
        self.hint = hint.into();
        self
    }

    /// The same item, found under a name as well: before all others by the whole of it.
    #[must_use]
    pub fn name(mut self, name: &'static str) -> Item<T> {
        self.name = name;
        self
    }

    /// The same item, which cannot be picked now.
    #[must_use]
    pub fn grey(mut self, why: Option<String>) -> Item<T> {
        self.grey = why;
        self
    }
}

/// What a key did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found<T> {
    /// The finder has no use for the key.
    Ignored,
    /// Something moved.
    Nothing,
    /// The words changed: who fills a remote finder asks now.
    Changed,
    /// This one.
    Pick(T),
    /// The item is grey: why.
    Refused(String),
    /// Leave without picking.
    Cancel,
}

/// A list with typing.
#[derive(Clone, Debug)]
pub struct Finder<T> {
    title: String,
    query: Editor,
    items: Vec<Item<T>>,
    /// Items that match, best first, with the matched characters of the label.
    matches: Vec<(usize, Vec<u32>)>,
    /// Place in `matches`.
    bar: usize,
    is_remote: bool,
    is_busy: bool,
    error: Option<String>,
    top: Cell<usize>,
    /// Where the list was painted, for the mouse.
    painted: Cell<Rect>,
    matcher: RefCell<Matcher>,
}

impl<T: Clone> Finder<T> {
    /// A finder that filters these items by itself.
    pub fn new(title: impl Into<String>, items: Vec<Item<T>>) -> Finder<T> {
        let mut finder = Finder {
            title: title.into(),
            query: Editor::line(""),
            items,
            matches: Vec::new(),
            bar: 0,
            is_remote: false,
            is_busy: false,
            error: None,
            top: Cell::new(0),
            painted: Cell::new(Rect::ZERO),
            matcher: RefCell::new(Matcher::new(Config::DEFAULT)),
        };
        finder.filter();
        finder
    }

    /// A finder whose items are looked up elsewhere for each [`Found::Changed`].
    pub fn remote(title: impl Into<String>) -> Finder<T> {
        Finder {
            is_remote: true,
            ..Finder::new(title, Vec::new())
        }
    }

    /// The words typed.
    #[must_use]
    pub fn query(&self) -> &str {
        self.query.text()
    }

    /// Sets the words as if they had been typed.
    pub fn set_query(&mut self, words: &str) {
        self.query.set(words);
        self.bar = 0;
        self.filter();
    }

    /// Replaces the items; the bar keeps its place.
    pub fn set_items(&mut self, items: Vec<Item<T>>) {
        self.items = items;
        self.is_busy = false;
        self.error = None;
        self.filter();
    }

    /// What can be picked.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.items.iter().map(|item| &item.value)
    }

    /// Takes out what does not fit; whether there was any. The bar stays on its item, or where it was.
    pub fn retain(&mut self, fits: impl Fn(&T) -> bool) -> bool {
        let before = self.items.len();
        let above = self.matches.iter().take(self.bar);
        let gone = above.filter(|(i, _)| self.items.get(*i).is_some_and(|n| !fits(&n.value)));
        self.bar -= gone.count();
        self.items.retain(|item| fits(&item.value));
        self.filter();
        self.items.len() < before
    }

    /// Replaces the items; the bar stays on the same one, wherever that is now.
    pub fn renew(&mut self, items: Vec<Item<T>>, is_same: impl Fn(&T, &T) -> bool) {
        let on = self.selected().map(|item| item.value.clone());
        self.set_items(items);
        let place = on.and_then(|on| {
            let is_on = |i: &usize| self.items.get(*i).is_some_and(|n| is_same(&n.value, &on));
            self.matches.iter().position(|(i, _)| is_on(i))
        });
        self.bar = place.unwrap_or(self.bar);
    }

    /// Says that an answer is awaited.
    pub fn set_busy(&mut self, is_busy: bool) {
        self.is_busy = is_busy;
    }

    /// Says why there is no answer.
    pub fn set_error(&mut self, sentence: impl Into<String>) {
        self.is_busy = false;
        self.error = Some(sentence.into());
    }

    /// The item under the bar.
    #[must_use]
    pub fn selected(&self) -> Option<&Item<T>> {
        let (index, _) = self.matches.get(self.bar)?;
        self.items.get(*index)
    }

    /// How many items match.
    #[must_use]
    pub fn len(&self) -> usize {
        self.matches.len()
    }

    /// Whether nothing matches.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.matches.is_empty()
    }

    /// Whether a key is for the list, and the list of the words typed has not come.
    #[must_use]
    pub fn awaits(&self, key: Key) -> bool {
        let is_for_list = matches!(
            (key.code, key.ctrl),
            (Code::Enter | Code::Tab | Code::PageUp | Code::PageDown, _)
                | (Code::Up | Code::Down, false)
                | (Code::Char('p' | 'n') | Code::Home | Code::End, true)
        );
        self.is_busy && is_for_list
    }

    /// Handles a key.
    pub fn key(&mut self, key: Key) -> Found<T> {
        match (key.code, key.ctrl) {
            (Code::Esc, _) | (Code::Char('c' | 'g'), true) => Found::Cancel,
            (Code::Enter, _) => self.pick(),
            (Code::Up, false) | (Code::Char('p'), true) => self.step(-1),
            (Code::Tab, _) if key.shift => self.step(-1),
            (Code::Down | Code::Tab, false) | (Code::Char('n'), true) => self.step(1),
            (Code::PageUp, _) => self.go(self.bar.saturating_sub(self.page())),
            (Code::PageDown, _) => self.go(self.bar.saturating_add(self.page())),
            (Code::Home, true) => self.go(0),
            (Code::End, true) => self.go(usize::MAX),
            _ => {
                let edit = self.query.key(key);
                self.edited(edit)
            }
        }
    }

    /// Handles a key that came in one burst with the end of a paste: it edits the words at most.
    pub fn key_after_paste(&mut self, key: Key) -> Found<T> {
        match key.code {
            Code::Char(_) if !key.ctrl && !key.alt => {
                let edit = self.query.key(key);
                self.edited(edit)
            }
            _ => Found::Nothing,
        }
    }

    /// Takes a paste as words.
    pub fn paste(&mut self, text: &str) -> Found<T> {
        let edit = self.query.paste(text);
        self.edited(edit)
    }

    /// Handles a click: on an item, picks it.
    pub fn click(&mut self, column: u16, row: u16) -> Found<T> {
        let list = self.painted.get();
        if !list.contains((column, row).into()) {
            return Found::Ignored;
        }
        let place = self.top.get() + usize::from(row - list.top());
        if place >= self.matches.len() {
            return Found::Nothing;
        }
        self.bar = place;
        self.pick()
    }

    /// Moves the bar by the mouse wheel.
    pub fn wheel(&mut self, down: bool) {
        let last = self.matches.len().saturating_sub(1);
        self.bar = match down {
            true => (self.bar + 1).min(last),
            false => self.bar.saturating_sub(1),
        };
    }

    fn edited(&mut self, edit: Edit) -> Found<T> {
        match edit {
            Edit::Ignored => Found::Ignored,
            Edit::Moved | Edit::TooLong => Found::Nothing,
            Edit::Changed => {
                self.bar = 0;
                self.filter();
                Found::Changed
            }
        }
    }

    fn pick(&self) -> Found<T> {
        match self.selected() {
            None if self.is_busy => Found::Nothing,
            None => {
                Found::Refused("Nothing matches: type other words, or Esc to leave.".to_owned())
            }
            Some(item) => match &item.grey {
                Some(why) => Found::Refused(why.clone()),
                None => Found::Pick(item.value.clone()),
            },
        }
    }

    /// Up from the first is the last, and back.
    fn step(&mut self, by: isize) -> Found<T> {
        let count = self.matches.len();
        if count > 0 {
            let turned = self.bar.saturating_add(count).saturating_add_signed(by);
            self.bar = turned % count;
        }
        Found::Nothing
    }

    fn go(&mut self, to: usize) -> Found<T> {
        self.bar = to.min(self.matches.len().saturating_sub(1));
        Found::Nothing
    }

    fn page(&self) -> usize {
        usize::from(self.painted.get().height).max(2) - 1
    }

    fn filter(&mut self) {
        let words = self.query.text().trim().to_owned();
        // Not `parse`: a `!` or `^` that somebody types is a letter to find, not an order.
        let (case, marks) = (CaseMatching::Ignore, Normalization::Smart);
        let pattern = Pattern::new(&words, case, marks, AtomKind::Fuzzy);
        let mut matcher = self.matcher.borrow_mut();
        let mut scored: Vec<_> = self
            .items
            .iter()
            .enumerate()
            .filter_map(|(index, item)| {
                let (score, letters) = score(&pattern, &mut matcher, item);
                let score = score.max(named(&words, item.name));
                (self.is_remote || score.is_some()).then_some((score, index, letters))
            })
            .collect();
        drop(matcher);
        // What a remote finder was given is in the order of whoever answered.
        if !self.is_remote && !words.is_empty() {
            scored.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        }
        self.matches = scored.into_iter().map(|(_, i, l)| (i, l)).collect();
        self.bar = self.bar.min(self.matches.len().saturating_sub(1));
    }
}

/// What a match of the label adds: one that needs the detail is worth less.
const LABEL: u32 = 1_000;

/// How well words match a name, written with underscores or as words: the whole of it is best of all.
fn named(words: &str, name: &str) -> Option<u32> {
    let words = words.to_lowercase().replace(' ', "_");
    match words.is_empty() {
        false if words == name => Some(u32::MAX),
        false if name.contains(&words) => Some(LABEL),
        _ => None,
    }
}

/// How well an item matches, and which characters of its label did.
fn score<T>(pattern: &Pattern, matcher: &mut Matcher, item: &Item<T>) -> (Option<u32>, Vec<u32>) {
    let (mut buffer, mut letters) = (Vec::new(), Vec::new());
    let label = Utf32Str::new(&item.label, &mut buffer);
    if let Some(score) = pattern.indices(label, matcher, &mut letters) {
        letters.sort_unstable();
        letters.dedup();
        return (Some(score.saturating_add(LABEL)), letters);
    }
    let whole = format!("{} {}", item.label, item.detail);
    let mut buffer = Vec::new();
    let score = pattern.score(Utf32Str::new(&whole, &mut buffer), matcher);
    (score, Vec::new())
}

#[cfg(test)]
mod tests;
