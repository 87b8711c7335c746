//! Versions of products as people write them: `9.3.1`, `v10`, `2026-11-02`, `9.4-rc1`, `12.1 build 77`.

use std::cmp::Ordering;

/// A part of a version.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Number(u128),
    Word(String),
}

/// Words that stand before the version they lead to.
const BEFORE: [&str; 8] = ["dev", "snapshot", "alpha", "a", "beta", "b", "pre", "rc"];

/// Words that say nothing about the order.
const SILENT: [&str; 6] = ["v", "version", "release", "build", "r", "rev"];

/// Which of two versions is the later one; `None` where that cannot be told.
#[must_use]
pub fn compare(one: &str, other: &str) -> Option<Ordering> {
    let (one, other) = (parts(one)?, parts(other)?);
    let longest = one.len().max(other.len());
    for n in 0..longest {
        let order = match (one.get(n), other.get(n)) {
            (Some(Part::Number(a)), Some(Part::Number(b))) => a.cmp(b),
            (Some(Part::Word(a)), Some(Part::Word(b))) if a == b => Ordering::Equal,
            (Some(Part::Word(a)), Some(Part::Word(b))) => rank(a)?.cmp(&rank(b)?),
            (Some(Part::Number(_)), Some(Part::Word(b))) => rank(b).map(|_| Ordering::Greater)?,
            (Some(Part::Word(a)), Some(Part::Number(_))) => rank(a).map(|_| Ordering::Less)?,
            (Some(rest), None) => tail(rest)?,
            (None, Some(rest)) => tail(rest)?.reverse(),
            (None, None) => Ordering::Equal,
        };
        if order != Ordering::Equal {
            return Some(order);
        }
    }
    Some(Ordering::Equal)
}

/// What one more part makes of a version: `9.4.1` is after `9.4`, `9.4-rc1` before, `9.4.0` the same.
fn tail(rest: &Part) -> Option<Ordering> {
    match rest {
        Part::Number(n) => Some(n.cmp(&0)),
        Part::Word(word) => rank(word).map(|_| Ordering::Less),
    }
}

/// The place of a word before the version it leads to.
fn rank(word: &str) -> Option<usize> {
    let place = BEFORE.iter().position(|b| *b == word)?;
    // alpha and a, beta and b are one.
    Some(match BEFORE.get(place) {
        Some(&"a") => 2,
        Some(&"b") => 4,
        _ => place,
    })
}

/// Runs of digits and of letters; `None` where no number is among them.
fn parts(text: &str) -> Option<Vec<Part>> {
    // What stands behind a plus says how it was built, not when.
    let text = text.split('+').next().unwrap_or_default().to_lowercase();
    let mut parts = Vec::new();
    let mut rest = text.as_str();
    while let Some(first) = rest.chars().next() {
        let alike = |c: char| match first.is_ascii_digit() {
            true => c.is_ascii_digit(),
            false => c.is_alphabetic(),
        };
        let end = rest.find(|c| !alike(c)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        if first.is_ascii_digit() {
            parts.push(Part::Number(run.parse().ok()?));
        } else if !run.is_empty() && !SILENT.contains(&run) {
            parts.push(Part::Word(run.to_owned()));
        }
        let skipped = first.len_utf8();
        rest = if run.is_empty() {
            rest.get(skipped..).unwrap_or_default()
        } else {
            after
        };
    }
    let first = parts.first();
    matches!(first, Some(Part::Number(_))).then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::compare;
    use proptest::prelude::{any, proptest};
    use std::cmp::Ordering::{Equal, Greater, Less};

    #[test]
    fn versions_are_ordered_as_people_mean_them() {
        for (one, other, order) in [
            ("9.3.1", "9.4", Less),
            ("9.10", "9.9", Greater),
            ("v9.4", "9.4", Equal),
            ("9.4.0", "9.4", Equal),
            ("9.4-rc1", "9.4", Less),
            ("9.4-rc2", "9.4-rc1", Greater),
            ("9.4-beta2", "9.4-rc1", Less),
            ("9.4a1", "9.4-alpha2", Less),
            ("2026-11-02", "2026-09-30", Greater),
            ("12.1 build 77", "12.1 build 9", Greater),
            ("9.4+linux", "9.4+mac", Equal),
            ("Version 10", "9.9.9", Greater),
        ] {
            assert_eq!(compare(one, other), Some(order), "{one} {other}");
            assert_eq!(compare(other, one), Some(order.reverse()), "{other} {one}");
        }
    }

    #[test]
    fn what_has_no_order_has_none() {
        for (one, other) in [
            ("jammy", "noble"),
            ("", "9.4"),
            ("9.4-acme", "9.4"),
            ("main", "main"),
        ] {
            assert_eq!(compare(one, other), None, "{one} {other}");
        }
    }

    proptest! {
        #[test]
        fn any_two_texts_are_compared_alike_both_ways(a in any::<String>(), b in any::<String>()) {
            assert_eq!(compare(&a, &b), compare(&b, &a).map(std::cmp::Ordering::reverse));
        }
    }
}
