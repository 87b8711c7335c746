//! Which of two versions is the newer one, as their makers count: dotted numbers, dates, builds, with
//! release candidates before and service packs after. What cannot be told is not guessed.

use std::cmp::Ordering;

/// How a version counts; versions of different kinds cannot be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// `9.4.1`, `v2`, `12c`.
    Numbers,
    /// `2026-11-02`, `2026.3`.
    Date,
    /// `build 4711`, `r123`.
    Build,
}

/// A piece of a version.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// Digits without leading zeros.
    Number(String),
    /// A word in small letters.
    Word(String),
}

/// Words with their place before (below nought) or after the release itself.
const RANKS: [(&[&str], i32); 8] = [
    (&["dev", "snapshot", "nightly", "canary"], -7),
    (&["pre", "preview"], -6),
    (&["a", "alpha"], -5),
    (&["m", "milestone"], -4),
    (&["b", "beta"], -3),
    (&["c", "cr", "rc", "candidate"], -2),
    (&["sp", "u", "update", "build"], 1),
    (
        &[
            "p", "pl", "patch", "hf", "hotfix", "fix", "post", "r", "rev", "revision",
        ],
        2,
    ),
];
/// Words that say nothing about the order.
const PLAIN: [&str; 7] = [
    "ga", "final", "release", "stable", "lts", "edition", "version",
];

/// The order of two versions; none when it cannot be told.
#[must_use]
pub fn compare(a: &str, b: &str) -> Option<Ordering> {
    let same = a.trim().to_lowercase() == b.trim().to_lowercase() && !a.trim().is_empty();
    match (read(a), read(b)) {
        _ if same => Some(Ordering::Equal),
        (Some((kind, a)), Some((other, b))) if kind == other => order(&a, &b),
        _ => None,
    }
}

/// Whether a version stands before its release: a release candidate, a beta, a nightly build.
#[must_use]
pub fn is_before_release(version: &str) -> bool {
    let before = |part: &Part| match part {
        Part::Word(word) => rank(word).is_some_and(|rank| rank < 0),
        Part::Number(_) => false,
    };
    read(version).is_some_and(|(_, parts)| parts.iter().any(before))
}

/// By the numbers both begin with, then by what follows: `10.0-rc1` is of 10.0.0, as `10.0.0-beta.2` is.
fn order(a: &[Part], b: &[Part]) -> Option<Ordering> {
    let (a, after_a) = a.split_at(leading(a));
    let (b, after_b) = b.split_at(leading(b));
    let shorter = match a.len().cmp(&b.len()) {
        Ordering::Less => after_a.first(),
        Ordering::Greater => after_b.first(),
        Ordering::Equal => None,
    };
    // `9.x` beside 9.4: the word stands for a number nobody knows.
    if matches!(shorter, Some(Part::Word(word)) if rank(word).is_none()) {
        return None;
    }
    match by_place(a, b)? {
        Ordering::Equal => by_place(after_a, after_b),
        found => Some(found),
    }
}

fn leading(parts: &[Part]) -> usize {
    let numbers = parts.iter().take_while(|p| matches!(p, Part::Number(_)));
    numbers.count()
}

fn by_place(a: &[Part], b: &[Part]) -> Option<Ordering> {
    for place in 0..a.len().max(b.len()) {
        let found = one(a.get(place), b.get(place))?;
        if found != Ordering::Equal {
            return Some(found);
        }
    }
    Some(Ordering::Equal)
}

/// What stands in one place; what is missing counts as nought.
fn one(a: Option<&Part>, b: Option<&Part>) -> Option<Ordering> {
    match (a, b) {
        (Some(Part::Number(a)), Some(Part::Number(b))) => Some(numbers(a, b)),
        (Some(Part::Number(a)), None) => Some(numbers(a, "")),
        (None, Some(Part::Number(b))) => Some(numbers("", b)),
        (Some(Part::Word(a)), Some(Part::Word(b))) => words(a, b),
        (Some(Part::Word(a)), _) => rank(a).map(|r| r.cmp(&0)),
        (_, Some(Part::Word(b))) => rank(b).map(|r| 0.cmp(&r)),
        (None, None) => Some(Ordering::Equal),
    }
}

/// Of any length: a build number need not fit into a machine's.
fn numbers(a: &str, b: &str) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

fn words(a: &str, b: &str) -> Option<Ordering> {
    if a == b {
        return Some(Ordering::Equal);
    }
    match (rank(a), rank(b)) {
        (Some(a), Some(b)) => Some(a.cmp(&b)),
        _ => None,
    }
}

/// Below nought before the release, above it after; none for a word that is not known.
fn rank(word: &str) -> Option<i32> {
    let found = RANKS.iter().find(|(words, _)| words.contains(&word));
    found.map(|(_, rank)| *rank)
}

/// Reads a version in the words people use around it; none when there is no number in it.
fn read(text: &str) -> Option<(Kind, Vec<Part>)> {
    let lower = text.trim().to_lowercase();
    let mut chunks = lower.split_whitespace();
    let mut build = false;
    let first = loop {
        let chunk = chunks.next()?;
        if chunk.bytes().any(|b| b.is_ascii_digit()) {
            break chunk;
        }
        match chunk.trim_end_matches([':', '.']) {
            "v" | "ver" | "version" | "release" => {}
            "build" | "revision" | "rev" => build = true,
            // Whose number follows cannot be told.
            _ => return None,
        }
    };
    // What follows a plus sign tells builds of one version apart, not versions.
    let first = first.split('+').next().unwrap_or_default();
    let mut parts = parts(first);
    if let [Part::Word(word), Part::Number(_), ..] = parts.as_slice() {
        match word.as_str() {
            "v" | "ver" | "version" | "release" => {}
            "build" | "b" | "r" | "rev" | "revision" => build = true,
            _ => return None,
        }
        parts.remove(0);
    }
    if !matches!(parts.first(), Some(Part::Number(_))) {
        return None;
    }
    for chunk in chunks {
        let more = self::parts(chunk.split('+').next().unwrap_or_default());
        let goes_on = match (parts.last(), more.first()) {
            (_, Some(Part::Word(word))) => rank(word).is_some(),
            (Some(Part::Word(_)), Some(Part::Number(_))) => true,
            _ => false,
        };
        if !goes_on {
            break;
        }
        parts.extend(more);
    }
    let kind = kind(&parts, build);
    if kind == Kind::Date {
        day_apart(&mut parts);
    }
    letters_counted(&mut parts);
    Some((kind, parts))
}

fn kind(parts: &[Part], build: bool) -> Kind {
    let year = |n: &str| n.len() == 4 && ("1980".."2200").contains(&n);
    match parts.first() {
        _ if build => Kind::Build,
        Some(Part::Number(n)) if year(n) || is_day(n) => Kind::Date,
        _ => Kind::Numbers,
    }
}

/// A day written as one number: 20261102.
fn is_day(n: &str) -> bool {
    let within = |from: usize, to: usize, low: &str, high: &str| {
        n.get(from..to)
            .is_some_and(|part| (low..=high).contains(&part))
    };
    n.len() == 8
        && within(0, 4, "1980", "2199")
        && within(4, 6, "01", "12")
        && within(6, 8, "01", "31")
}

/// A day written as one number is read as one with dashes.
fn day_apart(parts: &mut Vec<Part>) {
    if let Some(Part::Number(n)) = parts.first()
        && is_day(n)
    {
        let day = [n.get(..4), n.get(4..6), n.get(6..)];
        let day: Vec<Part> = day.into_iter().flatten().map(number).collect();
        parts.splice(0..1, day);
    }
}

/// A letter with no number behind it counts on: 1.0.2k is the eleventh after 1.0.2. An x stands for any
/// number.
fn letters_counted(parts: &mut [Part]) {
    for at in 0..parts.len() {
        let alone = !matches!(parts.get(at + 1), Some(Part::Number(_)));
        if let Some(part) = parts.get_mut(at)
            && let Part::Word(word) = part
            && let [letter @ b'a'..=b'z'] = word.as_bytes()
            && *letter != b'x'
            && alone
        {
            *part = Part::Number((letter - b'a' + 1).to_string());
        }
    }
}

fn number(digits: &str) -> Part {
    Part::Number(digits.trim_start_matches('0').to_owned())
}

/// Digits and words, whatever stands between.
fn parts(chunk: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = chunk;
    while let Some(first) = rest.chars().next() {
        let digits = first.is_ascii_digit();
        let same = |c: char| match digits {
            true => c.is_ascii_digit(),
            false => c.is_alphabetic(),
        };
        // What is neither is passed, sign by sign.
        let length = rest
            .find(|c| !same(c))
            .unwrap_or(rest.len())
            .max(first.len_utf8());
        let (run, tail) = rest.split_at(length);
        if digits {
            parts.push(number(run));
        } else if first.is_alphabetic() && !PLAIN.contains(&run) {
            parts.push(Part::Word(run.to_owned()));
        }
        rest = tail;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::compare;
    use proptest::prelude::{any, prop_assert_eq, proptest};
    use std::cmp::Ordering;

    #[test]
    fn versions_in_their_order() {
        for row in [
            &["9.3.0", "9.3.1", "9.4", "9.4.1", "9.10", "10"][..],
            &[
                "1.0.0-dev",
                "1.0.0-alpha",
                "1.0.0-alpha.2",
                "1.0.0-beta",
                "1.0.0-rc1",
                "1.0.0-rc.2",
                "1.0.0",
                "1.0.0-p1",
            ],
            &["v1.2", "Version 1.3", "1.4 on Android 16", "release 1.5"],
            &["2024.3", "2025-01-31", "2026-11-02", "20261103"],
            &["build 99", "Build 1234", "b99999999999999999999999"],
            &["10.0.19045.3803", "10.0.22621.1"],
            &["1.0.2", "1.0.2a", "1.0.2k", "1.0.3"],
            &["12c", "19c", "21c"],
            &["2019", "2019 SP1", "2019 SP2", "2022"],
            &["7.0", "7.0u1", "7.0u3"],
            &["1.8.0_181", "1.8.0_292", "11.0.2"],
            &["12.1", "12.1 build 9", "12.1 build 77"],
            &[
                "9.4a1",
                "9.4-alpha2",
                "9.4-beta2",
                "9.4-rc1",
                "9.4-rc2",
                "9.4",
            ],
            &["3.0b1", "3.0rc1", "3.0", "3.0.1"],
            &["10.0.0-beta.2", "10.0-rc1", "10.0.0", "10.0 SP1", "10.0.1"],
        ] {
            for (at, older) in row.iter().enumerate() {
                for newer in &row[at + 1..] {
                    assert_eq!(
                        compare(older, newer),
                        Some(Ordering::Less),
                        "{older} {newer}"
                    );
                    assert_eq!(
                        compare(newer, older),
                        Some(Ordering::Greater),
                        "{newer} {older}"
                    );
                }
            }
        }
    }

    #[test]
    fn the_same_in_other_spellings() {
        for (a, b) in [
            ("1.2", "1.2.0"),
            ("v1.2.0", "1.2"),
            ("1.2.0+build.7", "1.2.0+build.9"),
            ("1.2.0-RC1", "1.2.0 rc 1"),
            ("4.2 LTS", "4.2"),
            ("2026-11-02", "2026.11.2"),
            ("20261102", "2026-11-02"),
            ("007", "7"),
            ("9.4+linux", "9.4+mac"),
            ("Sonoma", " sonoma"),
        ] {
            assert_eq!(compare(a, b), Some(Ordering::Equal), "{a} {b}");
        }
    }

    #[test]
    fn what_cannot_be_told_is_not_guessed() {
        for (a, b) in [
            ("", ""),
            ("", "1.0"),
            ("latest", "1.0"),
            ("Sonoma", "Ventura"),
            ("2026-11-02", "9.4.1"),
            ("build 4711", "9.4.1"),
            ("9.x", "9.4"),
            ("the newest one", "the newest two"),
            ("1.0-acme", "1.0-zeta"),
            ("Android 16", "9.4.1"),
        ] {
            assert_eq!(compare(a, b), None, "{a} {b}");
            assert_eq!(compare(b, a), None, "{b} {a}");
        }
    }

    proptest! {
        #[test]
        fn any_two_texts_are_compared_the_same_both_ways(a in any::<String>(), b in any::<String>()) {
            prop_assert_eq!(compare(&a, &b), compare(&b, &a).map(Ordering::reverse));
        }

        #[test]
        fn any_two_versions_are_compared_the_same_both_ways(
            a in "[v]?[0-9]{1,3}([.-][0-9a-z]{1,5}){0,3}", b in "[v]?[0-9]{1,3}([.-][0-9a-z]{1,5}){0,3}",
        ) {
            prop_assert_eq!(compare(&a, &b), compare(&b, &a).map(Ordering::reverse));
        }
    }
}
