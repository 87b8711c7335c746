//! An attachment on the screen: a part of it at a time, as text or in hex, however large it is.

use crate::domain::attachment::shown;
use crate::domain::id::TicketId;
use crate::domain::peek::{self, Encoding};
use crate::domain::ticket::Attachment;
use crate::domain::words;
use crate::tui::keys::{Code, Key};
use std::cell::Cell;

/// A part that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The ticket.
    pub ticket: TicketId,
    /// The number of its attachment.
    pub n: u32,
    /// Which part.
    pub part: u64,
    /// What is known of its characters; `None`: to be found out.
    pub encoding: Option<Encoding>,
    /// In hex, or as text; `None`: as its bytes are.
    pub hex: Option<bool>,
}

/// A part as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What was asked for.
    pub wanted: Wanted,
    /// How its characters are written.
    pub encoding: Encoding,
    /// Its bytes in hex.
    pub is_hex: bool,
    /// The cleaned text.
    pub text: String,
}

/// The viewer.
#[derive(Debug)]
pub struct Viewer {
    /// What it shows.
    pub file: Attachment,
    /// The ticket that it was opened from: its own, or one that the file's ticket goes on in.
    pub over: TicketId,
    wanted: Wanted,
    part: Option<Part>,
    /// The first line on the screen; painting keeps it within the text.
    pub top: Cell<usize>,
    /// Rows of the screen and lines of the part, as last painted.
    pub seen: Cell<(usize, usize)>,
    /// The part that comes was reached from below.
    from_below: bool,
}

/// What a key did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It means nothing here.
    Ignored,
    /// It is done.
    Nothing,
    /// Another part is needed.
    Ask,
    /// Back to where one was.
    Close,
    /// The file is to be saved.
    Save,
    /// The file is to be looked at as a log.
    Log,
}

impl Viewer {
    /// A viewer that waits for the first part.
    #[must_use]
    pub fn new(ticket: TicketId, file: Attachment) -> Viewer {
        let wanted = Wanted {
            ticket,
            n: file.n,
            part: 0,
            encoding: None,
            hex: None,
        };
        Viewer {
            file,
            over: ticket,
            wanted,
            part: None,
            top: Cell::new(0),
            seen: Cell::new((1, 0)),
            from_below: false,
        }
    }

    /// It is opened from this ticket.
    #[must_use]
    pub fn from(mut self, over: TicketId) -> Viewer {
        self.over = over;
        self
    }

    /// The part to be read.
    #[must_use]
    pub fn wanted(&self) -> Wanted {
        self.wanted.clone()
    }

    /// The part on the screen.
    #[must_use]
    pub fn part(&self) -> Option<&Part> {
        self.part.as_ref()
    }

    /// A part came; one that nobody waits for any more is dropped.
    pub fn came(&mut self, part: Part) {
        if part.wanted != self.wanted {
            return;
        }
        self.wanted.encoding = Some(part.encoding);
        self.wanted.hex = Some(part.is_hex);
        let lines = part.text.lines().count();
        self.seen.set((1, lines));
        self.top.set(match self.from_below {
            true => usize::MAX,
            false => 0,
        });
        self.from_below = false;
        self.part = Some(Part {
            wanted: self.wanted.clone(),
            ..part
        });
    }

    fn waits(&self) -> bool {
        self.part.as_ref().is_none_or(|p| p.wanted != self.wanted)
    }

    /// Takes a key.
    pub fn key(&mut self, key: Key) -> Outcome {
        if key.ctrl || key.alt {
            return match key.code {
                Code::Char('d') if key.ctrl => self.down(self.seen.get().0),
                Code::Char('u') if key.ctrl => self.up(self.seen.get().0),
                _ => Outcome::Ignored,
            };
        }
        let page = self.seen.get().0.saturating_sub(1).max(1);
        match key.code {
            Code::Char('j') | Code::Down => self.down(1),
            Code::Char('k') | Code::Up => self.up(1),
            Code::Char(' ') | Code::PageDown => self.down(page),
            Code::PageUp => self.up(page),
            Code::Char('g') | Code::Home => self.to(0, false),
            Code::Char('G') | Code::End => self.to(self.last(), true),
            Code::Char('x') => self.turn(),
            Code::Char('s') => Outcome::Save,
            Code::Char('l') => Outcome::Log,
            Code::Esc | Code::Char('q') => Outcome::Close,
            _ => Outcome::Nothing,
        }
    }

    fn last(&self) -> u64 {
        peek::parts(self.file.size) - 1
    }

    /// The highest first line of this part.
    fn deepest(&self) -> usize {
        let (rows, lines) = self.seen.get();
        lines.saturating_sub(rows)
    }

    fn down(&mut self, by: usize) -> Outcome {
        let top = self.top.get();
        if self.waits() {
            return Outcome::Nothing;
        }
        if top < self.deepest() {
            self.top.set(top.saturating_add(by).min(self.deepest()));
            return Outcome::Nothing;
        }
        match self.wanted.part < self.last() {
            true => self.to(self.wanted.part + 1, false),
            false => Outcome::Nothing,
        }
    }

    fn up(&mut self, by: usize) -> Outcome {
        let top = self.top.get().min(self.deepest());
        if self.waits() {
            return Outcome::Nothing;
        }
        if top > 0 {
            self.top.set(top.saturating_sub(by));
            return Outcome::Nothing;
        }
        match self.wanted.part.checked_sub(1) {
            Some(before) => self.to(before, true),
            None => Outcome::Nothing,
        }
    }

    fn to(&mut self, part: u64, at_end: bool) -> Outcome {
        if self.wanted.part == part && !self.waits() {
            self.top.set(if at_end { usize::MAX } else { 0 });
            return Outcome::Nothing;
        }
        self.wanted.part = part;
        self.from_below = at_end;
        Outcome::Ask
    }

    /// Text or hex.
    fn turn(&mut self) -> Outcome {
        if self.waits() {
            return Outcome::Nothing;
        }
        self.wanted.hex = self.wanted.hex.map(|hex| !hex);
        Outcome::Ask
    }

    /// Name and size.
    #[must_use]
    pub fn title(&self) -> String {
        let name = shown(&self.file.name);
        format!("{} {name} · {}", self.file.n, words::size(self.file.size))
    }

    /// How it is shown, and which part.
    #[must_use]
    pub fn state(&self) -> String {
        let how = match &self.part {
            None => return "reading …".to_owned(),
            Some(part) if part.is_hex => "hex",
            Some(part) => part.encoding.label(),
        };
        match self.last() {
            0 => how.to_owned(),
            last => format!("{how} · part {} of {}", self.wanted.part + 1, last + 1),
        }
    }

    /// The line that is read out.
    #[must_use]
    pub fn line(&self) -> String {
        let top = self.top.get().min(self.deepest());
        let text = self.part.as_ref().map_or("", |p| p.text.as_str());
        text.lines().nth(top).unwrap_or_default().to_owned()
    }
}

/// The keys of the viewer.
pub const KEYS: &str =
    "Esc back · j/k scroll · space page · x text or hex · l as a log · s save · g/G first, last";

#[cfg(test)]
mod tests {
    use super::{Outcome, Part, Viewer};
    use crate::domain::id::TicketId;
    use crate::domain::peek::{Encoding, PART};
    use crate::domain::ticket::Attachment;
    use crate::tui::keys::parse_chord;

    fn press(viewer: &mut Viewer, keys: &str) -> Outcome {
        viewer.key(parse_chord(keys).unwrap()[0])
    }

    fn come(viewer: &mut Viewer, lines: usize) {
        let wanted = viewer.wanted();
        viewer.came(Part {
            encoding: Encoding::Utf8,
            is_hex: wanted.hex.unwrap_or(false),
            text: "line\n".repeat(lines),
            wanted,
        });
    }

    #[test]
    fn past_the_end_of_a_part_comes_the_next_one_and_back_the_end_of_the_former() {
        let file = Attachment {
            n: 1,
            size: 3 * PART as u64,
            ..Attachment::default()
        };
        let mut viewer = Viewer::new(TicketId(1), file);
        assert_eq!(
            press(&mut viewer, "j"),
            Outcome::Nothing,
            "it is being read"
        );
        come(&mut viewer, 3);
        assert_eq!(press(&mut viewer, "j"), Outcome::Nothing);
        assert_eq!(press(&mut viewer, "j"), Outcome::Nothing);
        assert_eq!(press(&mut viewer, "j"), Outcome::Ask);
        assert_eq!(press(&mut viewer, "j"), Outcome::Nothing, "not two at once");
        come(&mut viewer, 9);
        assert_eq!((viewer.wanted().part, viewer.top.get()), (1, 0));
        assert_eq!(press(&mut viewer, "k"), Outcome::Ask);
        come(&mut viewer, 3);
        assert_eq!(viewer.state(), "UTF-8 · part 1 of 3");
        assert_eq!(press(&mut viewer, "k"), Outcome::Nothing);
        assert_eq!(viewer.top.get(), 1);
        assert_eq!(press(&mut viewer, "G"), Outcome::Ask);
        come(&mut viewer, 2);
        assert_eq!(press(&mut viewer, "j"), Outcome::Nothing, "the end");
        assert_eq!(press(&mut viewer, "x"), Outcome::Ask);
        assert_eq!(viewer.wanted().hex, Some(true));
        assert_eq!(press(&mut viewer, "s"), Outcome::Save);
    }
}
