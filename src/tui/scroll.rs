//! Where one is in what is longer than its place on the screen. Whoever paints it says how many rows there are and
//! how many of them fit; keys stay within that, so that no key is lost on the way back from an end.

use super::keys::{Code, Key};
use std::cell::Cell;

/// The first row on the screen, never past the last screenful.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scroll {
    top: Cell<usize>,
    fits: Cell<usize>,
    all: Cell<usize>,
}

impl Scroll {
    /// At the beginning of so many rows, of which one is seen until they are painted: the linear mode reads them out
    /// one by one.
    #[must_use]
    pub fn over(all: usize) -> Scroll {
        let scroll = Scroll::default();
        scroll.painted(1, all);
        scroll
    }

    /// The first row on the screen.
    #[must_use]
    pub fn top(&self) -> usize {
        self.top.get()
    }

    /// Rows that fit on the screen; 0 until they are known.
    #[must_use]
    pub fn fits(&self) -> usize {
        self.fits.get()
    }

    /// How many rows fit and how many there are; the row that is the first on the screen by that.
    pub fn painted(&self, fits: usize, all: usize) -> usize {
        self.fits.set(fits);
        self.all.set(all);
        self.to(self.top.get());
        self.top.get()
    }

    /// Which rows of how many are seen: `12 of 40`; nothing where all are.
    #[must_use]
    pub fn words(&self) -> String {
        let (fits, all) = (self.fits.get(), self.all.get());
        match all > fits {
            true => format!("{} of {all}", (self.top.get() + fits).min(all)),
            false => String::new(),
        }
    }

    /// Takes a key that scrolls; false when it is none.
    pub fn key(&self, key: Key) -> bool {
        let page = self.fits.get().saturating_sub(1).max(1);
        let half = (page / 2).max(1);
        let top = self.top.get();
        let to = match (key.code, key.ctrl, key.alt) {
            (Code::Char('d'), true, false) => top.saturating_add(half),
            (Code::Char('u'), true, false) => top.saturating_sub(half),
            (_, true, _) | (_, _, true) => return false,
            (Code::Char('j') | Code::Down, ..) => top.saturating_add(1),
            (Code::Char('k') | Code::Up, ..) => top.saturating_sub(1),
            (Code::Char(' ') | Code::PageDown, ..) => top.saturating_add(page),
            (Code::PageUp, ..) => top.saturating_sub(page),
            (Code::Char('g') | Code::Home, ..) => 0,
            (Code::Char('G') | Code::End, ..) => usize::MAX,
            _ => return false,
        };
        self.to(to);
        true
    }

    fn to(&self, row: usize) {
        let deepest = self.all.get().saturating_sub(self.fits.get());
        self.top.set(row.min(deepest));
    }
}

#[cfg(test)]
mod tests {
    use super::Scroll;
    use crate::tui::keys::parse_chord;

    fn press(scroll: &Scroll, keys: &str, times: usize) {
        for _ in 0..times {
            assert!(scroll.key(parse_chord(keys).unwrap()[0]), "{keys}");
        }
    }

    #[test]
    fn no_key_runs_past_an_end() {
        let scroll = Scroll::default();
        scroll.painted(10, 40);
        for (there, back) in [("j", "k"), ("<c-d>", "<c-u>"), ("<pgdn>", "<pgup>")] {
            press(&scroll, there, 100);
            assert_eq!((scroll.top(), scroll.words().as_str()), (30, "40 of 40"));
            press(&scroll, back, 1);
            assert!(scroll.top() < 30, "{back} is seen at once");
            press(&scroll, back, 100);
            assert_eq!(scroll.top(), 0);
            press(&scroll, there, 1);
            assert!(scroll.top() > 0, "{there} is seen at once");
        }
        press(&scroll, "G", 1);
        assert_eq!(scroll.top(), 30);
        assert_eq!(scroll.painted(40, 45), 5, "the window was made larger");
        press(&scroll, "g", 1);
        assert_eq!(scroll.top(), 0);
        assert!(!scroll.key(parse_chord("x").unwrap()[0]));
        assert!(!scroll.key(parse_chord("<a-j>").unwrap()[0]));
    }

    #[test]
    fn what_fits_does_not_scroll_and_what_is_not_painted_goes_row_by_row() {
        let short = Scroll::over(3);
        assert_eq!(short.painted(10, 3), 0);
        press(&short, "j", 5);
        assert_eq!((short.top(), short.words().as_str()), (0, ""));
        let read = Scroll::over(3);
        press(&read, "j", 5);
        assert_eq!(read.top(), 2);
    }
}
