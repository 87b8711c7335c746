//! The built-in text editor: one line or many, grapheme by grapheme, with undo and soft wrap.
//!
//! The text is kept raw, as typed or pasted; what is painted goes through `SafeText`, cluster by
//! cluster, so an escape or a bidi override in a pasted log is seen by name and can be deleted.

pub mod external;
mod keys;
mod motion;
mod paint;
mod rows;
mod undo;

use self::rows::Layout;
use self::undo::History;
use std::borrow::Cow;
use std::cell::{Cell, RefCell};

/// Bytes that one text may hold. More belongs into an attachment.
pub const AT_MOST: usize = 4 * 1024 * 1024;

/// What a key or a paste did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// The editor has no use for the key.
    Ignored,
    /// The cursor moved, or could not move further.
    Moved,
    /// The text changed.
    Changed,
    /// The paste is larger than [`AT_MOST`]; nothing was taken of it.
    TooLong,
}

/// A text being edited.
#[derive(Clone, Debug)]
pub struct Editor {
    text: String,
    /// Byte offset, always at the edge of a cluster.
    cursor: usize,
    many_lines: bool,
    /// The column that up and down try to keep.
    goal: Option<usize>,
    history: History,
    /// Counts changes; the key of the cached layout.
    version: u64,
    layout: RefCell<Option<Layout>>,
    /// Size and scroll of the last painting: how far a page goes, what up and down mean.
    seen: Cell<Seen>,
}

#[derive(Clone, Copy, Debug)]
struct Seen {
    width: u16,
    height: u16,
    top: usize,
    left: usize,
}

impl Editor {
    /// An editor of one line; line breaks in what is given become spaces.
    #[must_use]
    pub fn line(text: &str) -> Editor {
        Editor::new(text, false)
    }

    /// An editor of many lines.
    #[must_use]
    pub fn block(text: &str) -> Editor {
        Editor::new(text, true)
    }

    fn new(text: &str, many_lines: bool) -> Editor {
        let mut editor = Editor {
            text: String::new(),
            cursor: 0,
            many_lines,
            goal: None,
            history: History::default(),
            version: 0,
            layout: RefCell::new(None),
            seen: Cell::new(Seen {
                width: 80,
                height: 10,
                top: 0,
                left: 0,
            }),
        };
        editor.set(text);
        editor
    }

    /// The raw text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether nothing but blanks is there.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Replaces the whole text, cursor at its end; nothing to undo remains.
    pub fn set(&mut self, text: &str) {
        self.text = self.taken(text).into_owned();
        self.cursor = self.text.len();
        self.history = History::default();
        self.touched();
    }

    /// Replaces the whole text as one step that can be undone.
    pub fn replace(&mut self, text: &str) {
        let text = self.taken(text).into_owned();
        self.splice(0, self.text.len(), &text);
        self.history.close();
    }

    /// The cursor's byte offset in the raw text.
    #[must_use]
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// Puts the cursor at the cluster that holds this byte offset.
    pub fn set_cursor(&mut self, offset: usize) {
        self.cursor = motion::snapped(&self.text, offset);
        self.goal = None;
    }

    /// Text as it may stand here: line breaks as `\n`, none of them in a single line.
    fn taken<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut text = Cow::Borrowed(text);
        if text.contains('\r') {
            text = Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"));
        }
        if !self.many_lines && text.contains('\n') {
            text = Cow::Owned(text.trim_end_matches('\n').replace('\n', " "));
        }
        text
    }

    /// Takes a paste as text, whatever it holds.
    pub fn paste(&mut self, text: &str) -> Edit {
        if text.len().saturating_add(self.text.len()) > AT_MOST {
            return Edit::TooLong;
        }
        let text = self.taken(text).into_owned();
        if text.is_empty() {
            return Edit::Moved;
        }
        self.history.close();
        self.splice(self.cursor, self.cursor, &text);
        self.history.close();
        Edit::Changed
    }

    fn touched(&mut self) {
        self.version = self.version.wrapping_add(1);
        self.goal = None;
    }

    /// Replaces the bytes `from..to`; the only place where the text changes under a key.
    fn splice(&mut self, from: usize, to: usize, with: &str) {
        let Some(old) = self.text.get(from..to) else {
            return;
        };
        self.history.record(from, old, with, self.cursor);
        self.text.replace_range(from..to, with);
        self.cursor = motion::snapped_up(&self.text, from + with.len());
        self.touched();
    }
}

#[cfg(test)]
mod tests;
