//! What passes between the tiers, over the figures: the tiers side by side with what goes to the next one and back, and under
//! them a way for all that goes past a tier or ends.

use crate::domain::process::Process;
use crate::domain::report::Report;
use crate::domain::report::flow::{Edge, Flow};
use crate::domain::safe;
use crate::tui::model::Model;
use crate::tui::theme::Role;
use crate::tui::view::pen::Pen;
use crate::tui::wrap;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Lines of the tiers.
const BOXES: u16 = 4;

/// From so many lines on each way is drawn; on fewer they are words one behind the other.
const TALL: u16 = 30;

/// The flow, ready to be painted in a screen of this size.
pub struct Picture {
    flow: Flow,
    /// Words for the ways where there is no room to draw them.
    words: Vec<String>,
    tall: bool,
}

impl Picture {
    /// Of a report.
    pub fn of(process: &Process, report: &Report, inside: Rect) -> Picture {
        let flow = Flow::of(process, report);
        let said: Vec<String> = ways(&flow).map(|e| way(&flow, e)).collect();
        let said = [said, vec![flow.sum()]].concat().join(" · ");
        Picture {
            words: wrap::wrap(safe::SafeText::line(&said), usize::from(inside.width), 0),
            tall: inside.height >= TALL,
            flow,
        }
    }

    /// Lines that it takes.
    pub fn height(&self) -> u16 {
        let more = match self.tall {
            true => ways(&self.flow).count() + 1,
            false => self.words.len(),
        };
        BOXES + u16::try_from(more).unwrap_or(0)
    }

    /// Paints it.
    pub fn paint(&self, model: &Model, area: Rect, buf: &mut Buffer) {
        let columns = self.columns(area);
        self.boxes(model, area, &columns, buf);
        let dim = model.theme.get(Role::Dim);
        if !self.tall {
            for (line, y) in self.words.iter().zip(BOXES..area.height) {
                Pen::new(buf, area, y).say(line, dim);
            }
            return;
        }
        let mut y = BOXES;
        for edge in ways(&self.flow) {
            let (before, line, name, after) = drawn(&self.flow, edge, &columns, area.width);
            let key = model.theme.get(Role::Key);
            Pen::new(buf, area, y)
                .skip(before)
                .say(&line, dim)
                .text(&name, key)
                .say(&after, dim);
            y += 1;
        }
        Pen::new(buf, area, y).say(&self.flow.sum(), dim);
    }

    /// Where each tier begins.
    fn columns(&self, area: Rect) -> Vec<u16> {
        let many = u16::try_from(self.flow.nodes.len()).unwrap_or(1).max(1);
        (0..many).map(|n| n * (area.width / many)).collect()
    }

    fn boxes(&self, model: &Model, area: Rect, columns: &[u16], buf: &mut Buffer) {
        let get = |role| model.theme.get(role);
        let wide = area.width / u16::try_from(columns.len()).unwrap_or(1).max(1);
        for (n, (node, left)) in self.flow.nodes.iter().zip(columns).enumerate() {
            let part = Rect {
                x: area.x + left,
                width: wide,
                ..area
            };
            // What goes on and comes back stands beside the name and what is open: the times have the whole width.
            let on = self.passing(n, n + 1);
            let on = on.map_or_else(String::new, |e| format!("{} →", e.short()));
            let back = self.passing(n + 1, n);
            let back = back.map_or_else(String::new, |e| format!("← {}", e.short()));
            let is_last = n + 1 == columns.len();
            let arrow = match safe::width(&on).max(safe::width(&back)) {
                _ if is_last => 0,
                widest => widest + 2,
            };
            let [open, waited, worked] = node.lines();
            let all = usize::from(wide).saturating_sub(1);
            let beside = usize::from(wide).saturating_sub(arrow);
            for (y, text, arrow, role) in [
                (0, node.label.as_str(), on, Role::Heading),
                (1, open.as_str(), back, Role::Text),
                (2, fitting(&waited, all), String::new(), Role::Dim),
                (3, fitting(&worked, all), String::new(), Role::Dim),
            ] {
                let own = if y < 2 { beside } else { all };
                let mut pen = Pen::new(buf, part, y);
                pen.column(text, own, get(role));
                if !is_last && !arrow.is_empty() {
                    pen.say(" ", get(role)).say(&arrow, get(Role::Key));
                }
            }
        }
    }

    fn passing(&self, from: usize, to: usize) -> Option<&Edge> {
        let mut all = self.flow.passing();
        all.find(|e| e.from == from && e.to == Some(to))
    }
}

/// What goes past a tier, and what ends.
fn ways(flow: &Flow) -> impl Iterator<Item = &Edge> {
    flow.passing().filter(|e| !e.is_next())
}

fn way(flow: &Flow, edge: &Edge) -> String {
    format!("{}: {}", flow.name(edge), edge.said())
}

/// The words of a box in so many columns: rather than a number its first word goes.
fn fitting(words: &str, columns: usize) -> &str {
    match words.strip_prefix("half ") {
        Some(rest) if safe::width(words) > columns => rest,
        _ => words,
    }
}

/// A way from under one tier to under another, or to the right edge where tickets ended: the columns before it, its line, its
/// words, its line behind them.
fn drawn(flow: &Flow, edge: &Edge, columns: &[u16], width: u16) -> (usize, String, String, String) {
    let column = |n: usize| columns.get(n).copied().unwrap_or(0) + 1;
    let from = column(edge.from);
    let to = edge.to.map_or(width.saturating_sub(1), column);
    let (left, right) = (usize::from(from.min(to)), usize::from(from.max(to)));
    let words = format!(" {} ", way(flow, edge));
    let room = (right - left + 1).saturating_sub(safe::width(&words) + 2);
    let (before, after) = ("─".repeat(room / 2), "─".repeat(room - room / 2));
    let (begin, end) = if from < to {
        ("└", "→")
    } else {
        ("←", "┘")
    };
    (
        left,
        format!("{begin}{before}"),
        words,
        format!("{after}{end}"),
    )
}

/// The same in lines to be read out.
#[must_use]
pub fn lines(process: &Process, report: &Report) -> Vec<String> {
    let flow = Flow::of(process, report);
    let nodes = flow.nodes.iter().map(|node| {
        let lines = node.lines();
        let said = lines.iter().filter(|l| !l.is_empty());
        let said: Vec<&str> = said.map(String::as_str).collect();
        format!("{}: {}", node.label, said.join(", "))
    });
    let edges = flow.passing().map(|edge| way(&flow, edge));
    nodes.chain(edges).chain([flow.sum()]).collect()
}
