//! Folding of text for finding: case and accents away, so that "Müller" is found by "muller".

use nucleo_matcher::chars::normalize;

/// Lower case without accents.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let bare = text.chars().filter(|c| !is_mark(*c)).map(normalize);
    bare.flat_map(char::to_lowercase)
        .filter(|c| !is_mark(*c))
        .map(normalize)
        .collect()
}

/// Combining diacritics: accents typed apart from their letter.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// The folded words of a text: runs of letters and digits, each once.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = fold(text)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect();
    words.sort();
    words.dedup();
    words
}

#[cfg(test)]
mod tests {
    use super::{fold, words};

    #[test]
    fn case_and_accents_go() {
        assert_eq!(fold("Müller ÉCOLE"), "muller ecole");
        assert_eq!(fold("e\u{301}tude İ"), "etude i");
        assert_eq!(fold("日本"), "日本");
    }

    #[test]
    fn words_are_letters_and_digits() {
        assert_eq!(
            words("Lena <lena@acme.example>, +49 30"),
            ["30", "49", "acme", "example", "lena"]
        );
        assert!(words(" -- ").is_empty());
    }
}
