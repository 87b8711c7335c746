//! Letters as search knows them: width, case, accents and points away, so that a word is found however it was
//! written.

use nucleo_matcher::chars::normalize;
use unicode_normalization::char::{canonical_combining_class, compose, decompose_compatible};

/// A word folded: taken apart by compatibility (NFKD), without marks, in lower case.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c.is_ascii() {
            true => out.push(c.to_ascii_lowercase()),
            false => decompose_compatible(c, |part| put(&mut out, part)),
        }
    }
    out
}

fn put(out: &mut String, c: char) {
    let before = out.chars().next_back();
    let makes = |base: char| match is_mark(c) {
        true => letter(base, c),
        false => is_jamo(c).then(|| compose(base, c)).flatten(),
    };
    if let Some(whole) = before.and_then(makes) {
        out.pop();
        out.push(whole);
    } else if !is_mark(c) {
        let lower = normalize(c).to_lowercase().map(normalize);
        // The sigma at the end of a word is written otherwise.
        out.extend(lower.map(|c| if c == 'ς' { 'σ' } else { c }));
    }
}

/// The letter that a mark makes of another one, where it is no accent of it: й is not и, が is not か. Of ё the
/// points are often left out.
fn letter(base: char, mark: char) -> Option<char> {
    let is_own = matches!(
        (base, mark),
        ('и' | 'у', '\u{306}')
            | ('і', '\u{308}')
            | ('г' | 'к', '\u{301}')
            | (_, '\u{3099}' | '\u{309a}')
    );
    is_own.then(|| compose(base, mark)).flatten()
}

/// What belongs to the letter before it: accents, points, and signs that only say how letters join.
#[must_use]
pub fn is_mark(c: char) -> bool {
    match c {
        '\0'..='\u{ac}' => false,
        '\u{ad}' | '\u{640}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' => true,
        '\u{ae}'..='\u{2ff}' => false,
        c => canonical_combining_class(c) != 0,
    }
}

/// What goes on with a sign that is written alone: its marks, the later parts of a Korean syllable, the sounds of
/// half-width Japanese.
#[must_use]
pub fn goes_on(c: char) -> bool {
    is_mark(c) || is_jamo(c) || matches!(c, '\u{ff9e}' | '\u{ff9f}')
}

/// A vowel or an end of a Korean syllable that is written in parts.
fn is_jamo(c: char) -> bool {
    matches!(c, '\u{1160}'..='\u{11ff}')
}

/// What is written without blanks between words.
#[must_use]
pub fn stands_alone(c: char) -> bool {
    matches!(c,
        // Thai, Lao, Myanmar, Khmer.
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{a9e0}'..='\u{a9ff}'
        | '\u{aa60}'..='\u{aa7f}'
        // Korean, Japanese, Chinese.
        | '\u{1100}'..='\u{11ff}' | '\u{3040}'..='\u{3098}' | '\u{309b}'..='\u{30ff}' | '\u{3100}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'
        | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9d}' | '\u{20000}'..='\u{3fffd}')
        && c.is_alphanumeric()
}

/// Whether the words of a text may be others than those of before decomposition: what a desk from then has to
/// index anew.
#[must_use]
pub fn moved(text: &str) -> bool {
    has_version(text) || text.chars().any(|c| !c.is_ascii() && !is_same(c))
}

/// What was folded and cut in the same way before.
fn is_same(c: char) -> bool {
    match c {
        'ª' | '²' | '³' | 'µ' | '¹' | 'º' | '¼' | '½' | '¾' => false,
        'Ĳ' | 'ĳ' | 'Ŀ' | 'ŀ' | 'ŉ' => false,
        '\u{80}'..='\u{ac}' | '\u{ae}'..='\u{17e}' => true,
        '\u{2010}'..='\u{205e}' | '\u{20a0}'..='\u{20bf}' | '\u{2190}'..='\u{245f}' => true,
        '\u{2500}'..='\u{2bff}' | '\u{3000}'..='\u{303f}' => true,
        '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{30fc}' => true,
        '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => true,
        _ => false,
    }
}

/// Whether a word is a `v` with a number behind it.
fn has_version(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.into_iter().any(|word| version(word).is_some())
}

/// The number of a word that is one with a `v` before it.
#[must_use]
pub fn version(word: &str) -> Option<&str> {
    let number = word.strip_prefix(['v', 'V'])?;
    let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    is_number.then_some(number)
}

#[cfg(test)]
mod tests {
    use super::{fold, moved};

    #[test]
    fn a_letter_is_the_same_however_it_is_written() {
        for (one, other) in [
            ("Müller ÉCOLE", "muller ecole"),
            ("e\u{301}tude İ", "etude i"),
            ("ΣΊΣΥΦΟΣ", "σίσυφος"),
            ("Ελληνικός", "ελληνικος"),
            ("Ёлка", "елка"),
            ("العَرَبِيَّة", "العربية"),
            ("العـــربية", "العربية"),
            ("שָׁלוֹם", "שלום"),
            ("１２３４ＡＢ", "1234ab"),
            ("ﬁle", "file"),
            ("x²", "x2"),
            ("Ver\u{ad}trag", "vertrag"),
            ("ø Ł", "o l"),
            ("и\u{306}", "й"),
            ("か\u{3099}ﾊﾟ", "がパ"),
            ("\u{1112}\u{1161}\u{11ab}국", "한국"),
            ("日本", "日本"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} {other}");
        }
        assert_eq!(fold("１２３４ﬁΣΣ"), "1234fiσσ");
    }

    #[test]
    fn letters_that_are_no_accents_of_others_stay_themselves() {
        for (one, other) in [("мой", "мои"), ("її", "іі"), ("が", "か"), ("パ", "ハ")]
        {
            assert_ne!(fold(one), fold(other), "{one} {other}");
        }
    }

    #[test]
    fn what_was_cut_in_the_same_way_before_is_known() {
        for text in [
            "plain words 1.2.3, server v1x",
            "Größe – naïve „Straße“ …",
            "東京 エラー が 한국",
        ] {
            assert!(!moved(text), "{text}");
        }
        for text in [
            "since v2",
            "V1.2.3-rc.4",
            "Ελλάδα",
            "Ёлка",
            "ภาษาไทย",
            "１２３４",
            "か\u{3099}",
        ] {
            assert!(moved(text), "{text}");
        }
    }
}
