//! What keys do on the review.

use super::{Did, Entry, LISTED, ReviewBox, State, Tickets, about};
use crate::domain::report::{Behind, Figure};
use crate::tui::keys::{Code, Key};
use std::cell::Cell;

impl ReviewBox {
    /// Takes a key.
    pub fn key(&mut self, key: Key) -> Did {
        if key.alt || key.ctrl && !matches!(key.code, Code::Char('d' | 'u')) {
            return Did::Ignored;
        }
        let half = (self.height.get() / 2).max(1);
        match key.code {
            Code::Char('d') if key.ctrl => self.step(half, true),
            Code::Char('u') if key.ctrl => self.step(half, false),
            Code::Char('j') | Code::Down => self.step(1, true),
            Code::Char('k') | Code::Up => self.step(1, false),
            Code::Char(' ') | Code::PageDown => self.step(self.height.get(), true),
            Code::PageUp => self.step(self.height.get(), false),
            Code::Char('g') | Code::Home => self.step(usize::MAX, false),
            Code::Char('G') | Code::End => self.step(usize::MAX, true),
            Code::Enter => self.enter(),
            Code::Char('d') => Did::Decide,
            Code::Esc | Code::Char('q') => self.leave(),
            _ if self.tickets.is_some() => Did::Nothing,
            Code::Char('m') => self.most_missing(),
            Code::Char(']') => self.chapter(true),
            Code::Char('[') => self.chapter(false),
            Code::Char('x') => self.fold(),
            Code::Tab => self.show_pictures(),
            Code::Char('b') => Did::ChooseBy,
            Code::Char('w') => self.turn(),
            Code::Char('r') => self.again(),
            Code::Char('H') => Did::Hold,
            _ => Did::Nothing,
        }
    }

    fn step(&self, by: usize, down: bool) -> Did {
        let (at, count) = match &self.tickets {
            Some(tickets) => (&tickets.at, tickets.rows.as_ref().map_or(0, Vec::len)),
            None => (&self.at, self.entries().len()),
        };
        let to = match down {
            true => at.get().saturating_add(by),
            false => at.get().saturating_sub(by),
        };
        at.set(to.min(count.saturating_sub(1)));
        if self.tickets.is_none() {
            self.rest_on_line(down);
        }
        Did::Nothing
    }

    /// The bar rests on rows: names of chapters and figures are passed over.
    pub(super) fn rest_on_line(&self, down: bool) {
        let entries = self.entries();
        let is_row =
            |n: &usize| matches!(entries.get(*n), Some(Entry::Line { .. } | Entry::More(..)));
        let at = self.at.get();
        let on = (at..entries.len()).find(is_row);
        let back = (0..=at).rev().find(is_row);
        let found = if down { on.or(back) } else { back.or(on) };
        self.at.set(found.unwrap_or(0));
    }

    /// To what was asked for most often; a word where nothing was.
    fn most_missing(&self) -> Did {
        let Some(found) = self.found() else {
            return Did::Nothing;
        };
        let figures = &found.report.figures;
        let entries = self.entries();
        let of_figure = |e: &Entry, has_row: bool| match e {
            Entry::Line { figure, line, .. } => {
                let shown = &figures[*figure];
                shown.figure == Figure::Missing && shown.rows[*line].row.is_empty() != has_row
            }
            _ => false,
        };
        // The sum of all rows is no row of its own.
        let place = |has_row| entries.iter().position(|e| of_figure(e, has_row));
        let (row, alone) = (place(true), place(false));
        if let Some(place) = row.or(alone) {
            self.at.set(place);
        }
        match row {
            Some(_) => Did::Nothing,
            None => Did::Say("Nothing was missing: no return of either period asked for anything."),
        }
    }

    fn chapter(&self, on: bool) -> Did {
        let entries = self.entries();
        let is_chapter = |n: &usize| matches!(entries[*n], Entry::Chapter(_));
        let at = self.at.get();
        let here = (0..at.min(entries.len())).rev().find(is_chapter);
        let to = match on {
            true => (at..entries.len()).find(is_chapter),
            false => here.and_then(|here| (0..here).rev().find(is_chapter)),
        };
        if let Some(to) = to {
            self.at.set(to);
            self.rest_on_line(true);
        }
        Did::Nothing
    }

    fn fold(&mut self) -> Did {
        let figure = self.figure().map(|f| f.figure);
        self.all_rows = !self.all_rows;
        let at = figure.and_then(|figure| {
            let figures = &self.found()?.report.figures;
            let mut entries = self.entries().into_iter();
            entries.position(
                |e| matches!(e, Entry::Line { figure: n, .. } if figures[n].figure == figure),
            )
        });
        self.at.set(at.unwrap_or(0));
        self.rest_on_line(true);
        Did::Nothing
    }

    fn show_pictures(&mut self) -> Did {
        self.pictures = !self.pictures;
        Did::Nothing
    }

    fn enter(&mut self) -> Did {
        if let Some(tickets) = &self.tickets {
            return tickets
                .here()
                .map_or(Did::Nothing, |row| Did::Ticket(row.id));
        }
        if let Some(Entry::More(..)) = self.entries().get(self.at.get()) {
            return self.fold();
        }
        let Some((shown, line)) = self.here() else {
            return Did::Nothing;
        };
        let given = |text: &str| Some(text.to_owned()).filter(|t| !t.is_empty());
        let behind = Behind {
            figure: shown.figure,
            row: given(&line.row),
            group: given(&line.group),
            limit: LISTED,
        };
        self.tickets = Some(Tickets {
            title: match line.row.is_empty() {
                true => shown.label.to_owned(),
                false => format!("{} · {}", shown.label, line.label),
            },
            about: about(shown.figure, line),
            rows: None,
            all: 0,
            hidden: 0,
            at: Cell::new(0),
            top: Cell::new(0),
        });
        self.ask.behind = Some(behind);
        Did::Ask
    }

    fn leave(&mut self) -> Did {
        if self.tickets.is_some() {
            self.tickets = None;
            self.ask.behind = None;
            return Did::Nothing;
        }
        if self.pictures {
            return self.show_pictures();
        }
        match self.state {
            State::Reading(_) => Did::BreakOff,
            _ => Did::Close,
        }
    }
}

/// A key at the foot.
#[derive(Debug)]
pub(super) struct Hint {
    /// The key, and what it does.
    pub words: &'static str,
    /// Only a lead presses it.
    pub of_lead: bool,
}

const fn all(words: &'static str) -> Hint {
    Hint {
        words,
        of_lead: false,
    }
}

const fn lead(words: &'static str) -> Hint {
    Hint {
        words,
        of_lead: true,
    }
}

/// The keys of the screen, those first that are needed most.
pub(super) const KEYS: &[Hint] = &[
    all("Enter tickets"),
    lead("d decide"),
    all("m missing most"),
    all("b set apart"),
    all("w period"),
    all("tab pictures"),
    all("]/[ chapter"),
    all("x all rows"),
    lead("H hold"),
    all("Esc back"),
];
/// The same over a list of tickets.
pub(super) const TICKET_KEYS: &[Hint] = &[
    all("Enter open the ticket"),
    lead("d decide about this"),
    all("j/k"),
    all("Esc back to the figures"),
];
