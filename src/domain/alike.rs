//! Names that people take for one another on a screen: the same in another case, with other accents, or with letters of another
//! script that look the same.

use nucleo_matcher::chars::normalize;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Letters that look like a Latin one, after lower case: Cyrillic, Greek, and Latin ones of their own.
const LOOKS: [(char, char); 44] = [
    ('а', 'a'),
    ('в', 'b'),
    ('с', 'c'),
    ('ԁ', 'd'),
    ('е', 'e'),
    ('ё', 'e'),
    ('һ', 'h'),
    ('н', 'h'),
    ('і', 'i'),
    ('ї', 'i'),
    ('ј', 'j'),
    ('к', 'k'),
    ('ӏ', 'l'),
    ('м', 'm'),
    ('о', 'o'),
    ('р', 'p'),
    ('ԛ', 'q'),
    ('г', 'r'),
    ('ѕ', 's'),
    ('т', 't'),
    ('ц', 'u'),
    ('ѵ', 'v'),
    ('ԝ', 'w'),
    ('х', 'x'),
    ('у', 'y'),
    ('ү', 'y'),
    ('α', 'a'),
    ('ά', 'a'),
    ('β', 'b'),
    ('ε', 'e'),
    ('έ', 'e'),
    ('η', 'n'),
    ('ι', 'i'),
    ('ί', 'i'),
    ('κ', 'k'),
    ('ν', 'v'),
    ('ο', 'o'),
    ('ό', 'o'),
    ('ρ', 'p'),
    ('τ', 't'),
    ('υ', 'u'),
    ('χ', 'x'),
    ('ı', 'i'),
    ('ɑ', 'a'),
];

/// Whether two different names look the same to whoever reads them.
#[must_use]
pub fn alike(one: &str, other: &str) -> bool {
    one != other && shape(one) == shape(other)
}

fn shape(name: &str) -> String {
    let lower = name.chars().flat_map(char::to_lowercase);
    let seen = |c: char| LOOKS.iter().find(|(from, _)| *from == c).map_or(c, |l| l.1);
    // Full-width letters and digits are those of ASCII, wider.
    let narrow = |c: char| match u32::from(c) {
        wide @ 0xff01..=0xff5e => char::from_u32(wide - 0xfee0).unwrap_or(c),
        _ => c,
    };
    // An accent is the first thing that is overlooked, whether the letter has one of its own or it stands behind it.
    let bare = lower.map(narrow).nfd().filter(|c| !is_combining_mark(*c));
    bare.map(normalize).map(seen).collect()
}

#[cfg(test)]
mod tests {
    use super::alike;

    #[test]
    fn another_case_script_or_accent_is_no_other_name() {
        for other in [
            "Ana",
            "ANA",
            "аna",
            "αnα",
            "ａｎａ",
            "ána",
            "ÄNA",
            "a\u{301}na",
            "åñā",
        ] {
            assert!(alike("ana", other), "{other}");
        }
        for other in ["ana", "anna", "an", "ani", "ania"] {
            assert!(!alike("ana", other), "{other}");
        }
    }
}
