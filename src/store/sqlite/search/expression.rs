//! A search as an expression of the index. Every word stands in quotes and has been cut to letters,
//! digits and our own two signs: nothing that was typed can mean anything to the index.

use crate::domain::id::At;
use crate::domain::search::article::KIND;
use crate::domain::search::doc::{mark, month, month_mark, name_mark, year_mark};
use crate::domain::search::{Clause, Search, Want};

/// Years looked at on the open side of a stretch of time.
const FIRST_YEAR: i32 = 1990;
const LAST_YEAR: i32 = 2100;

/// The expression: every ticket that matches is found; some more may be where times or places are
/// asked for.
pub fn of(search: &Search) -> String {
    let mut wanted = Vec::new();
    let mut unwanted = Vec::new();
    for group in &search.groups {
        match group.as_slice() {
            [one] if one.not => unwanted.extend(exact(search, &one.want)),
            _ => wanted.extend(any(search, group)),
        }
    }
    let mut expression = match wanted.is_empty() {
        true => everything(),
        false => wanted.join(" AND "),
    };
    if !unwanted.is_empty() {
        expression = format!("({expression}) NOT ({})", unwanted.join(" OR "));
    }
    expression
}

/// Letters by which the beginning of a word is found without gathering all that it may become.
const SHORT: usize = 3;

/// The same with the beginning of a word cut to its first letters: finds more, and at once, where
/// gathering every place of every word that begins so takes time in proportion to the desk. None where
/// nothing is to be cut.
pub fn wider(search: &Search) -> Option<String> {
    if search.needs_texts() {
        return None;
    }
    let mut wider = search.clone();
    let clauses = wider.groups.iter_mut().flatten().filter(|c| !c.not);
    let mut is_cut = false;
    for clause in clauses {
        if let Want::Text {
            tokens, open: true, ..
        } = &mut clause.want
            && let Some(last) = tokens.last_mut()
            && let Some((end, _)) = last.char_indices().nth(SHORT)
        {
            last.truncate(end);
            is_cut = true;
        }
    }
    is_cut.then(|| of(&wider))
}

/// One of these; nothing where that may be every ticket.
fn any(search: &Search, group: &[Clause]) -> Option<String> {
    let parts: Option<Vec<String>> = group.iter().map(|clause| part(search, clause)).collect();
    Some(format!("({})", parts?.join(" OR ")))
}

fn part(search: &Search, clause: &Clause) -> Option<String> {
    match clause.not {
        false => expression(&clause.want),
        true => Some(format!(
            "({} NOT {})",
            everything(),
            exact(search, &clause.want)?
        )),
    }
}

/// The expression of what the index alone can tell: only that may be taken away.
fn exact(search: &Search, want: &Want) -> Option<String> {
    let texts = matches!(want, Want::Text { .. });
    let sure = !want.is_timed() && (!texts || search.places.is_empty());
    expression(want).filter(|_| sure)
}

fn everything() -> String {
    let all = ["open", "over", KIND].map(|s| quoted(&mark('s', s)));
    format!("({})", all.join(" OR "))
}

fn quoted(words: &str) -> String {
    format!("\"{words}\"")
}

fn expression(want: &Want) -> Option<String> {
    Some(match want {
        Want::Text {
            tokens,
            open,
            number,
        } => {
            let star = if *open { " *" } else { "" };
            let text = format!("{}{star}", quoted(&tokens.join(" ")));
            match number {
                Some(n) => format!("({text} OR {})", quoted(&mark('n', &n.to_string()))),
                None => text,
            }
        }
        Want::Number(n) => quoted(&mark('n', &n.to_string())),
        Want::Mark(mark) => quoted(mark),
        Want::Name { key, tokens } => {
            let begins = tokens
                .iter()
                .map(|w| format!("{} *", quoted(&name_mark(*key, w))));
            format!("({})", begins.collect::<Vec<_>>().join(" AND "))
        }
        Want::Opened { from, until } => return opened(*from, *until),
        Want::Late => quoted(&mark('s', "open")),
    })
}

/// The months at the ends and the whole years between.
fn opened(from: At, until: At) -> Option<String> {
    let first = if from.0 == i64::MIN {
        (FIRST_YEAR, 1)
    } else {
        month(from)
    };
    let last = if until == At::NEVER {
        (LAST_YEAR, 12)
    } else {
        month(until)
    };
    let within = |y: i32| (FIRST_YEAR..=LAST_YEAR).contains(&y);
    if !within(first.0) || !within(last.0) {
        return None;
    }
    let mut marks: Vec<String> = (first.0 + 1..last.0).map(year_mark).collect();
    for (year, month) in months(first, last) {
        marks.push(month_mark(year, month));
    }
    marks.sort();
    marks.dedup();
    let any: Vec<String> = marks.iter().map(|m| quoted(m)).collect();
    Some(match any.is_empty() {
        // The stretch is empty: nothing was opened in it.
        true => quoted(&mark('s', "never")),
        false => format!("({})", any.join(" OR ")),
    })
}

/// The months of the first and of the last year that belong to the stretch.
fn months(first: (i32, u32), last: (i32, u32)) -> Vec<(i32, u32)> {
    let of = |year: i32| (1..=12).map(move |month| (year, month));
    let all = of(first.0).chain(of(last.0));
    all.filter(|m| first <= *m && *m <= last).collect()
}

#[cfg(test)]
mod tests {
    use super::{of, wider};
    use crate::domain::id::At;
    use crate::domain::search::{Clause, Search, Want};

    fn search(want: Want) -> Search {
        Search {
            groups: vec![vec![Clause { not: false, want }]],
            ..Search::default()
        }
    }

    #[test]
    fn a_stretch_of_time_is_whole_years_and_the_months_at_its_ends() {
        let at = |text: &str| crate::domain::when::past(text, At(0), "UTC").unwrap();
        let until = of(&search(Want::Opened {
            from: At(i64::MIN),
            until: at("1992-02-10"),
        }));
        assert!(
            until.contains("\":y1991\"") && until.contains("\":m1992x02\""),
            "{until}"
        );
        assert!(
            !until.contains("y1992") && !until.contains("m1992x03"),
            "{until}"
        );
        let none = of(&search(Want::Opened {
            from: at("2024-05"),
            until: at("2023"),
        }));
        assert_eq!(none, "(\":snever\")");
    }

    #[test]
    fn only_a_long_beginning_of_a_word_is_cut() {
        let want = |last: &str, open| Want::Text {
            tokens: vec!["a".into(), last.into()],
            open,
            number: None,
        };
        let cut = wider(&search(want("päckchen", true)));
        assert_eq!(cut.as_deref(), Some("(\"a päc\" *)"));
        assert_eq!(wider(&search(want("päc", true))), None);
        assert_eq!(wider(&search(want("päckchen", false))), None);
        let mut not = search(want("päckchen", true));
        not.groups[0][0].not = true;
        assert_eq!(wider(&not), None);
    }

    #[test]
    fn words_stand_in_quotes() {
        let want = Want::Text {
            tokens: vec!["a".into(), "near".into()],
            open: true,
            number: None,
        };
        assert_eq!(of(&search(want)), "(\"a near\" *)");
    }
}
