//! Words of several looks, wrapped together behind what stands before each line: bullets, quotes.

use super::{Kind, Line, Piece};
use crate::domain::safe::{SafeText, width};
use crate::tui::wrap::Wrapped;

/// What stands before the lines of a block.
#[derive(Clone, Debug)]
pub struct Prefix {
    first: String,
    rest: String,
}

impl Prefix {
    /// The same before every line.
    pub fn same(sign: &str) -> Prefix {
        Prefix {
            first: sign.to_owned(),
            rest: sign.to_owned(),
        }
    }

    /// A sign before the first line, room before the others.
    pub fn item(sign: &str) -> Prefix {
        Prefix {
            first: sign.to_owned(),
            rest: " ".repeat(width(sign)),
        }
    }
}

/// Lines coming about.
pub struct Flow {
    width: usize,
    prefixes: Vec<Prefix>,
    kinds: Vec<Kind>,
    waiting: Line,
    lines: Vec<Line>,
    /// The last line is a heading: what follows belongs to it.
    headed: bool,
}

impl Flow {
    /// Nothing yet.
    pub fn new(width: usize) -> Flow {
        Flow {
            width,
            prefixes: Vec::new(),
            kinds: Vec::new(),
            waiting: Line::new(),
            lines: Vec::new(),
            headed: false,
        }
    }

    /// Columns that a line has beside what stands before it: at least half of the screen, however
    /// deep quotes and lists are nested.
    pub fn room(&self) -> usize {
        let before: usize = self.prefixes.iter().map(|p| width(&p.rest)).sum();
        self.width.saturating_sub(before).max(self.width / 2).max(1)
    }

    /// Words; inside a heading or a stress they look like it.
    pub fn say(&mut self, text: &str, kind: Kind) {
        let kind = match kind {
            Kind::Text => self.kinds.last().copied().unwrap_or_default(),
            other => other,
        };
        let text = String::from(SafeText::line(text));
        match self.waiting.last_mut() {
            Some(last) if last.kind == kind => last.text.push_str(&text),
            _ => self.waiting.push(Piece { text, kind }),
        }
    }

    /// What follows looks like this.
    pub fn mean(&mut self, kind: Kind) {
        let outer = self.kinds.last().copied();
        // Stress inside a heading stays a heading.
        self.kinds.push(match outer {
            Some(Kind::Heading) => Kind::Heading,
            _ => kind,
        });
    }

    /// No longer.
    pub fn unmean(&mut self) {
        self.kinds.pop();
    }

    /// From here on this stands before the lines.
    pub fn push(&mut self, prefix: Prefix) {
        self.prefixes.push(prefix);
    }

    /// No longer.
    pub fn pop(&mut self) {
        self.prefixes.pop();
    }

    /// Ends the line.
    pub fn end(&mut self) {
        let waiting = std::mem::take(&mut self.waiting);
        if waiting.iter().all(|p| p.text.trim().is_empty()) {
            return;
        }
        for line in wrapped(&waiting, self.room()) {
            self.line(line);
        }
    }

    /// Ends the line and leaves one free, unless nothing stands before, or only the sign of an item.
    pub fn gap(&mut self) {
        self.end();
        let at_sign = self.prefixes.last().is_some_and(|p| p.first != p.rest);
        let blank = self.lines.last().is_none_or(|l| {
            l.iter()
                .all(|p| p.text.trim().is_empty() || p.text.trim() == "│")
        });
        let headed = std::mem::take(&mut self.headed);
        if !blank && !at_sign && !headed {
            self.line(Line::new());
        }
    }

    /// A free line before a heading, also right below another one.
    pub fn apart(&mut self) {
        self.end();
        self.headed = false;
        self.gap();
    }

    /// A line as it is, behind what stands before it.
    pub fn line(&mut self, line: Line) {
        let mut whole = Line::new();
        for prefix in &mut self.prefixes {
            let text = std::mem::replace(&mut prefix.first, prefix.rest.clone());
            let kind = Kind::Sign;
            whole.push(Piece { text, kind });
        }
        let before: usize = whole.iter().map(|p| width(&p.text)).sum();
        if before > self.width / 2 {
            // Nested deeper than a screen is wide: what matters is the text.
            let text = "… ".to_owned();
            let kind = Kind::Sign;
            whole = vec![Piece { text, kind }];
        }
        whole.extend(line);
        self.lines.push(whole);
    }

    /// Code: every line as it is; one that is too long goes on below.
    pub fn code(&mut self, text: &str) {
        self.end();
        self.push(Prefix::same("  "));
        for line in text.trim_end_matches('\n').split('\n') {
            let piece = Piece {
                text: String::from(SafeText::line(line)),
                kind: Kind::Code,
            };
            let mut lines = wrapped(&[piece], self.room());
            if lines.is_empty() {
                lines.push(Line::new());
            }
            lines.into_iter().for_each(|l| self.line(l));
        }
        self.pop();
    }

    /// The heading is over.
    pub fn head(&mut self) {
        self.end();
        self.unmean();
        self.headed = true;
    }

    /// A rule.
    pub fn rule(&mut self) {
        self.gap();
        let text = "─".repeat(self.room());
        let kind = Kind::Sign;
        self.line(vec![Piece { text, kind }]);
    }

    /// All lines.
    pub fn finish(mut self) -> Vec<Line> {
        self.end();
        self.lines
    }
}

/// Pieces wrapped together to a width.
pub fn wrapped(pieces: &[Piece], width: usize) -> Vec<Line> {
    let text: String = pieces.iter().map(|p| p.text.as_str()).collect();
    if text.trim().is_empty() {
        return Vec::new();
    }
    let wrapped = Wrapped::new(SafeText::line(&text), width, 0);
    let starts = (0..wrapped.len()).map(|n| wrapped.byte_of_line(n));
    let shown = wrapped.window(0, wrapped.len());
    starts
        .zip(shown)
        .map(|(start, words)| cut(pieces, start, start + words.len()))
        .collect()
}

/// The pieces between two bytes of them all.
fn cut(pieces: &[Piece], from: usize, to: usize) -> Line {
    let mut line = Line::new();
    let mut at = 0;
    for piece in pieces {
        let end = at + piece.text.len();
        let part = from.max(at)..to.min(end);
        if part.start < part.end
            && let Some(text) = piece.text.get(part.start - at..part.end - at)
        {
            line.push(Piece {
                text: text.to_owned(),
                kind: piece.kind,
            });
        }
        at = end;
    }
    line
}
