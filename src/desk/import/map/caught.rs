//! What the words of a rule take from its pattern: `$1`, `${name}`. One that the pattern does not catch would become
//! nothing in every row, and nobody would see why.

use regex::Regex;

/// A reference in the words of a rule, as it stands there and as it is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Reference<'a> {
    written: &'a str,
    name: &'a str,
}

/// What is wrong with each reference to something that the pattern does not catch, in sentences.
pub(super) fn uncaught(matches: &Regex, is: &str) -> Vec<String> {
    let all = references(is).into_iter();
    let missing = all.filter(|r| !is_caught(matches, r.name));
    missing.map(|r| why(matches, r)).collect()
}

/// Read as the replacement is: `$$` is a dollar sign, a name goes on as long as letters, digits and `_` do.
fn references(text: &str) -> Vec<Reference<'_>> {
    let mut all = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let (from, behind) = (&rest[at..], &rest[at + 1..]);
        let (name, long) = match behind.strip_prefix('{') {
            Some(inner) => inner
                .find('}')
                .map_or(("", 0), |end| (&inner[..end], end + 2)),
            None => {
                let is_more = |c: char| c.is_ascii_alphanumeric() || c == '_';
                let end = behind.find(|c| !is_more(c)).unwrap_or(behind.len());
                (&behind[..end], end)
            }
        };
        if long > 0 {
            let written = &from[..=long];
            all.push(Reference { written, name });
        }
        let doubled = usize::from(behind.starts_with('$'));
        rest = &behind[long.max(doubled)..];
    }
    all
}

fn is_caught(matches: &Regex, name: &str) -> bool {
    match name.parse::<usize>() {
        Ok(n) => n < matches.captures_len(),
        Err(_) => matches.capture_names().flatten().any(|known| known == name),
    }
}

fn why(matches: &Regex, reference: Reference<'_>) -> String {
    let Reference { written, name } = reference;
    let numbers = (1..matches.captures_len()).map(|n| format!("${n}"));
    let names = matches.capture_names().flatten().map(|n| format!("${n}"));
    let known: Vec<String> = numbers.chain(names).collect();
    let known = match known.is_empty() {
        true => "nothing but the whole, $0".to_owned(),
        false => known.join(", "),
    };
    let digits = name.find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
    let (number, more) = name.split_at(digits);
    let meant = !written.starts_with("${") && is_caught(matches, number);
    let meant = match meant && !number.is_empty() {
        true => format!(" Write ${{{number}}}{more} for ${number} with “{more}” behind it."),
        false => String::new(),
    };
    let pattern = matches.as_str();
    format!("“{written}” is not caught by “{pattern}”: it catches {known}.{meant}")
}

#[cfg(test)]
mod tests {
    use super::{references, uncaught};
    use regex::Regex;

    #[test]
    fn references_are_those_that_a_replacement_has() {
        // Of a pattern that catches nothing each of them becomes nothing.
        let pattern = Regex::new("^").unwrap();
        let none = pattern.captures("").unwrap();
        for text in [
            "",
            "$",
            "$$1",
            "$$$1",
            "${1",
            "${}",
            "a$1b",
            "$1_2",
            "${a b}$c",
            "$-1",
            "5 $ or $é",
            "$1$2",
            "${1}1",
            "x$",
            "${$1}",
        ] {
            let mut said = String::new();
            none.expand(text, &mut said);
            let mut left = text.to_owned();
            for r in references(text) {
                left = left.replacen(r.written, "", 1);
            }
            assert_eq!(left.replace("$$", "$"), said, "{text}");
        }
    }

    #[test]
    fn numbers_and_names_are_known_from_the_pattern() {
        let pattern = Regex::new(r"(?<year>\d+)-(\d+)").unwrap();
        assert!(uncaught(&pattern, "$year ${2} $0 $1").is_empty());
        assert_eq!(uncaught(&pattern, "$3 ${yaer}").len(), 2);
    }
}
