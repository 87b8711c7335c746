//! Text that is safe to show.
//!
//! What customers, mail and logs bring is hostile: an escape in a subject could write to the
//! clipboard, a bidi override could turn a file name round, ten thousand accents could paint the
//! neighbouring pane. [`SafeText`] is the one type that widgets, titles, logs and printing accept.
//! Nothing is hidden: what cannot be shown as itself is shown by name (`␛`, `<U+202E>`, `<xFF>`),
//! and the raw bytes stay in the database as evidence. Cleaning clean text changes nothing.

mod class;
mod clean;
mod json;
mod measure;

use std::borrow::Cow;
use std::fmt;

/// Whether nobody would see anything of a text: there is none, or only blanks, characters of no width, marks of
/// direction and controls.
#[must_use]
pub fn is_blank(text: &str) -> bool {
    text.chars().all(class::is_unseen)
}

pub use self::json::json;
pub use self::measure::{graphemes, is_plain, pad, truncate, width};

/// Text of which every character is either harmless or spelled out.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SafeText<'a>(Cow<'a, str>);

impl<'a> SafeText<'a> {
    /// Cleans text for one line: each line break (`\n`, `\r\n`, lone `\r`) becomes `␊`.
    pub fn line(raw: &'a str) -> Self {
        Self(clean::clean(raw, clean::Breaks::Shown))
    }

    /// Cleans text of several lines: each line break becomes `\n`.
    pub fn block(raw: &'a str) -> Self {
        Self(clean::clean(raw, clean::Breaks::Kept))
    }

    /// Like [`SafeText::line`], from bytes: what is not UTF-8 becomes `<xFF>`, byte by byte.
    pub fn line_bytes(raw: &'a [u8]) -> Self {
        Self(clean::clean_bytes(raw, clean::Breaks::Shown))
    }

    /// Like [`SafeText::block`], from bytes: what is not UTF-8 becomes `<xFF>`, byte by byte.
    pub fn block_bytes(raw: &'a [u8]) -> Self {
        Self(clean::clean_bytes(raw, clean::Breaks::Kept))
    }

    /// The clean text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Columns that the text takes when painted; of several lines, the widest.
    pub fn width(&self) -> usize {
        self.lines().map(width).max().unwrap_or(0)
    }

    /// The lines, without their breaks; a text of one line gives one.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.0.split('\n')
    }

    /// The first line, cut to `columns`; what is missing is owned up to with `…`.
    #[must_use]
    pub fn truncate(self, columns: usize) -> Self {
        match self.0 {
            Cow::Borrowed(text) => Self(truncate(text, columns)),
            Cow::Owned(text) => Self(Cow::Owned(truncate(&text, columns).into_owned())),
        }
    }

    /// The same text, free of what it was borrowed from.
    pub fn into_owned(self) -> SafeText<'static> {
        SafeText(Cow::Owned(self.0.into_owned()))
    }

    /// The clean text, for a widget that takes a string.
    pub fn into_cow(self) -> Cow<'a, str> {
        self.0
    }
}

impl fmt::Display for SafeText<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

impl AsRef<str> for SafeText<'_> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl<'a> From<SafeText<'a>> for Cow<'a, str> {
    fn from(text: SafeText<'a>) -> Self {
        text.0
    }
}

impl From<SafeText<'_>> for String {
    fn from(text: SafeText<'_>) -> Self {
        text.0.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::SafeText;
    use std::borrow::Cow;

    fn line(raw: &str) -> String {
        SafeText::line(raw).into()
    }

    #[test]
    fn plain_text_is_borrowed() {
        for raw in ["", "Payments API returns 502", "Größe – 料金 € …"] {
            assert!(matches!(SafeText::line(raw).into_cow(), Cow::Borrowed(_)));
        }
    }

    #[test]
    fn what_nobody_sees_is_blank() {
        for blank in [
            "",
            " \t\n",
            "\u{200b}\u{200b}",
            "\u{202e} \u{2066}",
            "\u{feff}",
            "\u{200d}\u{fe0f}",
            "\u{1b}\u{9b}",
            "\u{e0041}",
            "\u{2800}\u{3164}",
        ] {
            assert!(super::is_blank(blank), "{blank:?}");
        }
        for seen in ["x", "\u{200b}x", "\u{e000}", "料", "❤\u{fe0f}", "\u{301}"] {
            assert!(!super::is_blank(seen), "{seen:?}");
        }
    }

    #[test]
    fn controls_are_pictures() {
        assert_eq!(line("\x1b]52;c;AAAA\x07"), "␛]52;c;AAAA␇");
        assert_eq!(line("a\0b\x7fc"), "a␀b␡c");
        assert_eq!(line("\u{9b}2J"), "<U+009B>2J");
    }

    #[test]
    fn breaks_are_shown_in_a_line_and_kept_in_a_block() {
        assert_eq!(line("a\r\nb\rc\nd"), "a␊b␊c␊d");
        assert_eq!(SafeText::block("a\r\nb\rc\nd").as_str(), "a\nb\nc\nd");
        assert_eq!(SafeText::block("a\u{2028}b").as_str(), "a<U+2028>b");
    }

    #[test]
    fn tabs_go_to_the_stop() {
        assert_eq!(line("a\tb"), "a       b");
        assert_eq!(line("料\tb"), "料      b");
        assert_eq!(
            SafeText::block("12345678\n1\tb").as_str(),
            "12345678\n1       b"
        );
    }

    #[test]
    fn what_hides_is_spelled_out() {
        assert_eq!(line("fdp.\u{202e}exe"), "fdp.<U+202E>exe");
        assert_eq!(
            line("a\u{200b}b\u{ad}c\u{feff}"),
            "a<U+200B>b<U+00AD>c<U+FEFF>"
        );
        assert_eq!(line("x\u{e0041}\u{e000}"), "x<U+E0041><U+E000>");
        assert_eq!(line("a\u{200d}b"), "a<U+200D>b");
        assert_eq!(line("a\u{fe0f}"), "a<U+FE0F>");
    }

    #[test]
    fn marks_are_few_and_never_alone() {
        let tower = format!("e{}", "\u{301}".repeat(10_000));
        assert_eq!(line(&tower), format!("e{}", "\u{301}".repeat(4)));
        assert_eq!(line("\u{301}a"), "\u{25cc}\u{301}a");
        assert_eq!(
            SafeText::block("a\n\u{301}b").as_str(),
            "a\n\u{25cc}\u{301}b"
        );
    }

    #[test]
    fn joined_emoji_and_scripts_stay_whole() {
        for raw in [
            "👩\u{200d}🚀",
            "👨\u{200d}👩\u{200d}👧\u{200d}👦",
            "❤\u{fe0f}",
            "1\u{fe0f}\u{20e3}",
            "👍🏽",
            "🇩🇪",
            "क्ष",
            "한",
            "e\u{301}",
        ] {
            assert_eq!(line(raw), raw);
        }
    }

    #[test]
    fn bytes_that_are_not_text_are_named() {
        assert_eq!(SafeText::line_bytes(b"caf\xe9 ok").as_str(), "caf<xE9> ok");
        assert_eq!(SafeText::line_bytes(b"ok").as_str(), "ok");
    }

    #[test]
    fn a_cut_is_owned_up_to_and_never_halves_a_letter() {
        let cut = |raw, columns| String::from(SafeText::line(raw).truncate(columns));
        assert_eq!(cut("Payments", 8), "Payments");
        assert_eq!(cut("Payments", 7), "Paymen…");
        assert_eq!(cut("料金表", 4), "料…");
        assert_eq!(cut("料金表", 5), "料金…");
        assert_eq!(cut("料", 1), "…");
        assert_eq!(cut("a", 0), "");
        assert_eq!(SafeText::block("a\nb").truncate(5).as_str(), "a…");
    }
}
