//! The search on the screen: the line, what was not understood or can be completed, and two lines a
//! ticket.

use super::{ArticleHit, Entry, SearchBox};
use crate::desk::Hit;
use crate::domain::process::Process;
use crate::domain::safe::{SafeText, width};
use crate::domain::search::Search;
use crate::domain::search::Snippet;
use crate::tui::model::Model;
use crate::tui::theme::{Role, Theme};
use crate::tui::view::pen::{Frame, Pen};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation as _;

/// What can be typed, while nothing is.
const HELP: [&str; 11] = [
    "Words find the tickets that hold all of them, in any of their texts:",
    "subject, customer, intake, checks, records, notes, messages, resolutions.",
    "The last word may be unfinished.",
    "",
    "\"two words\"   next to each other      -word    not",
    "vpn OR wlan   one of both             #1042    a ticket",
    "",
    "tier: phase: assignee: customer: product: priority: kind:",
    "before:2026-03  after:30d  is:late  is:open  has:workaround",
    "kind:kb  articles alone: is:draft  is:published  is:known_error",
    "Tab completes. Everything else is plain text.",
];

impl SearchBox {
    /// Paints the place; returns where the cursor is.
    pub fn draw(&self, model: &Model, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let theme = &model.theme;
        let note = self.count();
        Frame {
            title: "Search",
            note: &note,
            line: theme.get(Role::BorderFocus),
            head: theme.get(Role::TitleFocus),
            joined: false,
            open: false,
        }
        .paint(area, buf);
        let inside = crate::tui::layout::inner(area);
        if inside.height < 3 {
            return None;
        }
        Pen::new(buf, inside, 0).say("> ", theme.get(Role::Dim));
        let line = Rect {
            x: inside.x + 2,
            width: inside.width.saturating_sub(2),
            height: 1,
            ..inside
        };
        let cursor = self.line.draw(line, buf, theme.get(Role::Text));
        if self.is_selected {
            let columns = u16::try_from(width(self.words())).unwrap_or(u16::MAX);
            let words = Rect {
                width: line.width.min(columns),
                ..line
            };
            buf.set_style(words, theme.get(Role::Bar));
        }
        self.status(model, inside, buf);
        let list = Rect {
            y: inside.y + 2,
            height: inside.height - 2,
            ..inside
        };
        self.list(model, list, buf);
        cursor
    }

    fn count(&self) -> String {
        let more = self.next.is_some() || self.more_articles;
        match (self.len(), more) {
            (0, _) => String::new(),
            (n, more) if !self.articles.is_empty() => {
                format!("{n}{} found, articles first", if more { "+" } else { "" })
            }
            (n, true) => format!("{n}+ found, in subjects first, then the newest"),
            (n, false) => format!("{n} found, in subjects first, then the newest"),
        }
    }

    /// What went wrong, what Tab would put in, or that it takes its time.
    fn status(&self, model: &Model, inside: Rect, buf: &mut Buffer) {
        let theme = &model.theme;
        let mut pen = Pen::new(buf, inside, 1);
        pen.say("  ", Style::new());
        if let Some(error) = &self.error {
            pen.say("! ", theme.get(Role::Error))
                .text(error, theme.get(Role::Error));
        } else if self.is_waiting && model.is_busy() {
            pen.say("searching …", theme.get(Role::Dim));
        } else if self.turn.is_none() && !self.completion.choices.is_empty() {
            let choices = self.completion.choices.iter().map(|c| c.0.trim_end());
            let said = choices.collect::<Vec<_>>().join("  ");
            pen.say("Tab ", theme.get(Role::Key))
                .text(&said, theme.get(Role::Dim));
        } else if let Some(problem) = self.problems.first() {
            let at = self.words().get(problem.at.clone()).unwrap_or_default();
            pen.say("! ", theme.get(Role::Blocked))
                .text(&format!("{at}  {}", problem.text), theme.get(Role::Blocked));
        } else if self.more_articles && self.hits.is_empty() {
            let said = "There are more articles than these: add a word.";
            pen.say(said, theme.get(Role::Dim));
        } else if self.more_articles {
            pen.say("kind:kb ", theme.get(Role::Key))
                .say("shows more articles", theme.get(Role::Dim));
        } else if let Some(passed) = self.cut_at {
            let said = format!("broken off after {passed} tickets that did not match; add a word");
            pen.text(&said, theme.get(Role::Dim));
        } else if self.partly {
            pen.text(Search::PARTLY, theme.get(Role::Dim));
        }
    }

    fn list(&self, model: &Model, list: Rect, buf: &mut Buffer) {
        self.painted.set(list);
        let theme = &model.theme;
        if self.line.is_blank() {
            for (line, y) in HELP.iter().zip(1..list.height) {
                Pen::new(buf, list, y)
                    .say("  ", Style::new())
                    .say(line, theme.get(Role::Dim));
            }
            return;
        }
        if self.len() == 0 {
            let said = if self.is_waiting { "" } else { self.instead() };
            Pen::new(buf, list, 1)
                .say("  ", Style::new())
                .text(said, theme.get(Role::Dim));
            return;
        }
        let height = usize::from(list.height / 2).max(1);
        let top = self.top.get().min(self.bar);
        let top = top.max((self.bar + 1).saturating_sub(height));
        self.top.set(top);
        let places = (0..self.len()).skip(top).take(height);
        let shown = places.filter_map(|place| Some((place, self.entry(place)?)));
        for ((place, entry), y) in shown.zip((0..list.height).step_by(2)) {
            let lines = Rect {
                y: list.y + y,
                height: 2.min(list.height - y),
                ..list
            };
            let under_bar = place == self.bar;
            match entry {
                Entry::Ticket(hit) => {
                    let process = model.process();
                    draw_hit(&ticket(hit, process), under_bar, theme, lines, buf);
                }
                Entry::Article(hit) => draw_hit(&article(hit), under_bar, theme, lines, buf),
            }
        }
    }
}

/// The words of two lines.
struct Said<'a> {
    number: String,
    title: &'a str,
    in_title: &'a [Range<usize>],
    end: String,
    snippet: &'a Snippet,
}

fn ticket<'a>(hit: &'a Hit, process: Option<&Process>) -> Said<'a> {
    let stage = process.map_or_else(String::new, |p| p.stage_label(&hit.row.stage));
    Said {
        number: hit.row.id.to_string(),
        title: &hit.row.subject,
        in_title: &hit.subject,
        end: format!("{}  {stage}", hit.row.customer_name),
        snippet: &hit.snippet,
    }
}

fn article(hit: &ArticleHit) -> Said<'_> {
    let (article, shelved) = (&hit.view.shelved.article, &hit.view.shelved);
    let mut end = match hit.view.stale.is_some() {
        true => "! stale  ".to_owned(),
        false => String::new(),
    };
    if article.is_known_error() {
        end.push_str("known error  ");
    } else if shelved.helped > 0 {
        end.push_str(&format!("helped {}  ", shelved.helped));
    }
    end.push_str(article.state.id());
    Said {
        number: article.id.to_string(),
        title: &article.title,
        in_title: &hit.title,
        end,
        snippet: &hit.snippet,
    }
}

/// Number, title, where it stands; then where it was found.
fn draw_hit(hit: &Said<'_>, under_bar: bool, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let base = if under_bar {
        theme.get(Role::Bar)
    } else {
        theme.get(Role::Text)
    };
    let first = Rect { height: 1, ..area };
    buf.set_style(first, base);
    let end = SafeText::line(&hit.end).truncate(usize::from(area.width / 3));
    let mut pen = Pen::new(buf, first, 0);
    let number = format!("{}{:<6} ", if under_bar { "> " } else { "  " }, hit.number);
    pen.say(&number, base);
    let room = pen.left().saturating_sub(width(end.as_str()) + 2);
    picked(&mut pen, hit.title, hit.in_title, room, (base, theme));
    pen.right(end.as_str(), base.patch(theme.get(Role::Dim)));
    if let Some(place) = hit.snippet.place {
        let dim = theme.get(Role::Dim);
        let mut pen = Pen::new(buf, area, 1);
        pen.say("         ", dim)
            .say(place.word(), dim)
            .say(": ", dim);
        let room = pen.left();
        picked(
            &mut pen,
            &hit.snippet.text,
            &hit.snippet.hits,
            room,
            (dim, theme),
        );
    }
}

/// A text, cut to some columns, with what was found in it picked out.
fn picked(
    pen: &mut Pen<'_>,
    text: &str,
    hits: &[Range<usize>],
    room: usize,
    (base, theme): (Style, &Theme),
) {
    let least = pen.left().saturating_sub(room);
    for (place, cluster) in text.grapheme_indices(true) {
        let safe = SafeText::line(cluster);
        let left = pen.left().saturating_sub(least);
        if left <= width(safe.as_str()) {
            if left > 0 {
                pen.say("…", base);
            }
            return;
        }
        let found = hits.iter().any(|r| r.start <= place && place < r.end);
        let style = if found {
            base.patch(theme.get(Role::Match))
        } else {
            base
        };
        pen.say(safe.as_str(), style);
    }
}
