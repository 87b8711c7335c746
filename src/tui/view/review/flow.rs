//! What passes between the tiers, over the figures: the tiers side by side with what goes to the next one and back, and under
//! them a way for all that goes past a tier or ends.

use crate::domain::process::Process;
use crate::domain::report::Report;
use crate::domain::report::flow::{Edge, Flow};
use crate::domain::safe;
use crate::domain::words::duration;
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
        let said = [said, vec![sum(&flow)]].concat().join(" · ");
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
        Pen::new(buf, area, y).say(&sum(&self.flow), dim);
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
            let is_last = n + 1 == columns.len();
            let to = |other: usize| self.passing(n, other);
            let [open, waited, worked] = node.lines();
            let on = to(n + 1).map_or_else(String::new, |e| format!("{} →", short(e)));
            let back = self.passing(n + 1, n);
            let back = back.map_or_else(String::new, |e| format!("← {}", short(e)));
            let arrow = safe::width(&on).max(safe::width(&back));
            let arrow = if is_last { 0 } else { arrow + 2 };
            let own = usize::from(wide).saturating_sub(arrow);
            Pen::new(buf, part, 0).column(&node.label, own, get(Role::Heading));
            for (y, text, arrow, role) in [
                (1, open, on, Role::Text),
                (2, waited, back, Role::Dim),
                (3, worked, String::new(), Role::Dim),
            ] {
                let arrow = if is_last { String::new() } else { arrow };
                Pen::new(buf, part, y)
                    .column(&text, own, get(role))
                    .say(if arrow.is_empty() { "" } else { " " }, get(role))
                    .say(&arrow, get(Role::Key));
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

fn sum(flow: &Flow) -> String {
    let told = flow.told_ms.map(duration);
    let told = told.map_or_else(String::new, |t| format!(", half told in {t}"));
    format!("{} ended in the period{told}", flow.ended)
}

fn short(edge: &Edge) -> String {
    match edge.now.p50_ms {
        Some(ms) => format!("{} · {}", edge.now.n, duration(ms)),
        None => edge.now.n.to_string(),
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
    nodes.chain(edges).chain([sum(&flow)]).collect()
}
