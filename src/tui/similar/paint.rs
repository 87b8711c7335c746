//! What is similar on the screen: a line a ticket, and below why and what helped.

use super::{SimilarBox, helped, standing};
use crate::desk::Like;
use crate::domain::safe::{SafeText, width};
use crate::domain::similar::{Hit, Standing};
use crate::tui::layout::inner;
use crate::tui::model::Model;
use crate::tui::theme::Role;
use crate::tui::view::pen::{Frame, Pen};
use crate::tui::wrap::wrap;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Columns of the labels below.
const LABEL: usize = 11;

impl SimilarBox {
    /// Paints the place.
    pub fn draw(&self, model: &Model, area: Rect, buf: &mut Buffer) {
        let theme = &model.theme;
        let title = match self.ticket() {
            Some(id) => format!("Similar to {id}"),
            None => "Similar to what is typed".to_owned(),
        };
        let note = match self.likes().len() {
            0 => String::new(),
            n => format!("{n} found, the most similar first"),
        };
        Frame {
            title: &title,
            note: &note,
            line: theme.get(Role::BorderFocus),
            head: theme.get(Role::TitleFocus),
            joined: false,
            open: false,
        }
        .paint(area, buf);
        let inside = inner(area);
        if self.likes().is_empty() {
            let role = if self.error.is_some() {
                Role::Error
            } else {
                Role::Dim
            };
            Pen::new(buf, inside, 0).text(self.instead(), theme.get(role));
            return;
        }
        let wanted = u16::try_from(self.likes().len()).unwrap_or(u16::MAX);
        let rows = wanted.min(inside.height.saturating_sub(7).max(1));
        let list = Rect {
            height: rows,
            ..inside
        };
        self.list(model, list, buf);
        let below = Rect {
            y: inside.y + rows + 1,
            height: inside.height.saturating_sub(rows + 1),
            ..inside
        };
        if let Some(like) = self.likes().get(self.bar) {
            detail(model, like, below, buf);
        }
    }

    fn list(&self, model: &Model, list: Rect, buf: &mut Buffer) {
        self.painted.set(list);
        let height = usize::from(list.height).max(1);
        let top = self.top.get().min(self.bar);
        let top = top.max((self.bar + 1).saturating_sub(height));
        self.top.set(top);
        let shown = self.likes().iter().enumerate().skip(top).take(height);
        for ((place, like), y) in shown.zip(0..list.height) {
            line(
                model,
                like,
                place == self.bar,
                Rect {
                    y: list.y + y,
                    height: 1,
                    ..list
                },
                buf,
            );
        }
    }
}

fn line(model: &Model, like: &Like, under_bar: bool, area: Rect, buf: &mut Buffer) {
    let theme = &model.theme;
    let base = theme.get(if under_bar { Role::Bar } else { Role::Text });
    buf.set_style(area, base);
    let hit = &like.ranked.hit;
    let end = match hit {
        Hit::Ticket(row) => {
            let stage = model.process().map(|p| p.stage_label(&row.stage));
            format!("{}  {}", row.customer_name, stage.unwrap_or_default())
        }
        Hit::Article(article) => {
            let names: Vec<&str> = article.products.iter().map(|p| p.name.as_str()).collect();
            names.join(", ")
        }
    };
    let end = SafeText::line(&end).truncate(usize::from(area.width / 3));
    let mut pen = Pen::new(buf, area, 0);
    pen.say(if under_bar { "> " } else { "  " }, base);
    pen.column(&hit.id().to_string(), 8, base);
    let role = match like.ranked.standing {
        Standing::KnownError => Role::Good,
        Standing::Resolved | Standing::Open => Role::Dim,
    };
    let word = standing(like);
    pen.say(" ", base)
        .column(word, LABEL, base.patch(theme.get(role)));
    let room = pen.left().saturating_sub(width(end.as_str()) + 4);
    let subject = SafeText::line(hit.title());
    pen.say("  ", base).column(subject.as_str(), room, base);
    pen.right(end.as_str(), base.patch(theme.get(Role::Dim)));
}

/// Why the one under the bar is similar, and what helped there.
fn detail(model: &Model, like: &Like, area: Rect, buf: &mut Buffer) {
    let theme = &model.theme;
    let because = ("Because", like.ranked.because.told());
    let parts: Vec<(&str, String)> = std::iter::once(because).chain(helped(like)).collect();
    let room = usize::from(area.width).saturating_sub(LABEL + 3);
    // Each part gets its share of the rows; what is short leaves its rows to the next.
    let mut y = 0;
    for (at, (label, text)) in parts.iter().enumerate() {
        let left = usize::from(area.height.saturating_sub(y));
        let share = left.div_ceil(parts.len() - at);
        let mut lines = wrap(SafeText::block(text), room, 0);
        lines.retain(|l| !l.trim().is_empty());
        let cut = lines.len() > share;
        lines.truncate(share);
        let last = lines.len().saturating_sub(1);
        for (n, line) in lines.iter().enumerate() {
            let mut pen = Pen::new(buf, area, y);
            let label = if n == 0 { label } else { "" };
            pen.say("  ", Style::new());
            pen.column(label, LABEL, theme.get(Role::Heading))
                .say(" ", Style::new());
            pen.text(line, theme.get(Role::Text));
            if cut && n == last {
                pen.say(" …", theme.get(Role::Dim));
            }
            y += 1;
        }
    }
}
