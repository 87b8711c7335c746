//! Markdown as lines of the screen: headings, lists, quotes, code, tables, numbered links. The parser
//! is a library's; what is made of it is ours, and every word passes the cleaning first.

mod flow;
mod table;

pub use flow::wrapped;
use flow::{Flow, Prefix};
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use table::Table;

/// How a piece of a line is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Ordinary words.
    #[default]
    Text,
    /// Stressed.
    Strong,
    /// Set off a little.
    Soft,
    /// Code, word for word.
    Code,
    /// A heading.
    Heading,
    /// Signs of ours: bullets, rules, the number of a link.
    Sign,
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Clean words.
    pub text: String,
    /// How they are meant.
    pub kind: Kind,
}

/// A line of the screen.
pub type Line = Vec<Piece>;

/// A text as lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The lines.
    pub lines: Vec<Line>,
    /// Where its links lead, in the order of their numbers, as they are written.
    pub links: Vec<String>,
}

/// A text as lines of at most `width` columns.
#[must_use]
pub fn page(text: &str, width: usize) -> Page {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut painter = Painter {
        flow: Flow::new(width.max(8)),
        links: Vec::new(),
        open: Vec::new(),
        lists: Vec::new(),
        table: None,
        code: None,
    };
    for event in Parser::new_ext(text, options) {
        painter.take(event);
    }
    let mut lines = painter.flow.finish();
    if !painter.links.is_empty() {
        let mut below = Flow::new(width.max(8));
        for (n, link) in painter.links.iter().enumerate() {
            below.say(&format!("[{}] ", n + 1), Kind::Sign);
            below.say(link, Kind::Soft);
            below.end();
        }
        lines.push(Line::new());
        lines.extend(below.finish());
    }
    Page {
        lines,
        links: painter.links,
    }
}

/// A line without its looks.
#[must_use]
pub fn plain(line: &Line) -> String {
    line.iter().map(|p| p.text.as_str()).collect()
}

struct Painter {
    flow: Flow,
    links: Vec<String>,
    /// Numbers of the links that are open.
    open: Vec<usize>,
    /// The next number of each list that is open; none: bullets.
    lists: Vec<Option<u64>>,
    table: Option<Table>,
    /// The text of the code block that is open.
    code: Option<String>,
}

impl Painter {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text),
            Event::Code(text) => self.words(&text, Kind::Code),
            // What would be a web page's is shown as it is written.
            Event::Html(text) | Event::InlineHtml(text) => {
                self.words(text.trim_end_matches('\n'), Kind::Soft);
            }
            Event::SoftBreak => self.words(" ", Kind::Text),
            Event::HardBreak => match &mut self.table {
                Some(table) => table.words(" "),
                None => self.flow.end(),
            },
            Event::Rule => self.flow.rule(),
            Event::TaskListMarker(done) => {
                let sign = if done { "[x] " } else { "[ ] " };
                self.words(sign, Kind::Sign);
            }
            Event::FootnoteReference(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.words(&text, Kind::Text)
            }
        }
    }

    fn text(&mut self, text: &str) {
        match &mut self.code {
            Some(code) => code.push_str(text),
            None => self.words(text, Kind::Text),
        }
    }

    fn words(&mut self, text: &str, kind: Kind) {
        match &mut self.table {
            Some(table) => table.words(text),
            None => self.flow.say(text, kind),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { level, .. } => {
                self.flow.apart();
                if level > HeadingLevel::H2 {
                    self.flow.say("· ", Kind::Sign);
                }
                self.flow.mean(Kind::Heading);
            }
            Tag::Paragraph | Tag::HtmlBlock => self.flow.gap(),
            Tag::BlockQuote(_) => {
                self.flow.gap();
                self.flow.push(Prefix::same("│ "));
            }
            Tag::CodeBlock(kind) => {
                self.flow.gap();
                self.code = Some(String::new());
                if let CodeBlockKind::Fenced(name) = kind
                    && !name.trim().is_empty()
                {
                    self.flow.say(&name, Kind::Soft);
                    self.flow.end();
                }
            }
            Tag::List(first) => {
                if self.lists.is_empty() {
                    self.flow.gap();
                }
                self.lists.push(first);
            }
            Tag::Item => self.item(),
            Tag::Emphasis => self.flow.mean(Kind::Soft),
            Tag::Strong => self.flow.mean(Kind::Strong),
            Tag::Strikethrough => self.words("~", Kind::Sign),
            Tag::Link { dest_url, .. } => self.link(&dest_url),
            Tag::Image { dest_url, .. } => {
                self.words("(image) ", Kind::Sign);
                self.link(&dest_url);
            }
            Tag::Table(_) => {
                self.flow.gap();
                self.table = Some(Table::default());
            }
            Tag::TableHead | Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    table.row();
                }
            }
            Tag::TableCell => {
                if let Some(table) = &mut self.table {
                    table.cell();
                }
            }
            _ => {}
        }
    }

    fn item(&mut self) {
        self.flow.end();
        let sign = match self.lists.last_mut() {
            Some(Some(n)) => {
                let sign = format!("{n}. ");
                *n = n.saturating_add(1);
                sign
            }
            _ => "- ".to_owned(),
        };
        self.flow.push(Prefix::item(&sign));
    }

    fn link(&mut self, to: &str) {
        let place = self.links.iter().position(|l| l == to);
        let place = place.unwrap_or_else(|| {
            self.links.push(to.to_owned());
            self.links.len() - 1
        });
        self.open.push(place + 1);
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => self.flow.head(),
            TagEnd::Paragraph | TagEnd::HtmlBlock => self.flow.end(),
            TagEnd::BlockQuote(_) => {
                self.flow.end();
                self.flow.pop();
            }
            TagEnd::CodeBlock => {
                let code = self.code.take().unwrap_or_default();
                self.flow.code(&code);
            }
            TagEnd::List(_) => {
                self.lists.pop();
                self.flow.end();
            }
            TagEnd::Item => {
                self.flow.end();
                self.flow.pop();
            }
            TagEnd::Emphasis | TagEnd::Strong => self.flow.unmean(),
            TagEnd::Strikethrough => self.words("~", Kind::Sign),
            TagEnd::Link | TagEnd::Image => {
                if let Some(n) = self.open.pop() {
                    self.words(&format!(" [{n}]"), Kind::Sign);
                }
            }
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    let width = self.flow.room();
                    table
                        .lines(width)
                        .into_iter()
                        .for_each(|l| self.flow.line(l));
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
