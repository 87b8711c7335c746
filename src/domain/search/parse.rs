//! Reads what was typed into the search box. Nothing is an error: what is not understood is said at
//! its place, and what is not one of our words is literal text.

use super::article::KIND;
use super::doc::mark;
use super::filter::{Filter, state};
use super::read::{Piece, pieces};
use super::token::words;
use super::{Clause, Known, Problem, Search, Want};
use crate::domain::id::At;
use crate::domain::stage::Phase;
use crate::domain::when;

/// So many words and filters are searched; more are said to be left out.
pub const MOST: usize = 32;

/// What is said of signs where there is nothing else, and where there are words beside them.
const SIGNS: &str = "Letters and digits are searched; signs alone are not.";
const WORDS: &str = "The words are searched; signs alone are not, and are left out.";

/// Words of one phrase that count.
const LONGEST: usize = 48;

/// Reads.
#[must_use]
pub fn parse(typed: &str, known: &Known<'_>) -> Search {
    let mut search = Search::default();
    let found = pieces(typed);
    let last = found.len().saturating_sub(1);
    let ends_open = !typed.ends_with(char::is_whitespace);
    let mut joins = false;
    for (place, piece) in found.iter().enumerate() {
        let between = place > 0 && place < last;
        if piece.is_or && between && !search.groups.is_empty() {
            joins = true;
            continue;
        }
        let open = place == last && ends_open && !piece.quoted;
        match clause(piece, open, known) {
            Ok(None) => {}
            Ok(Some(clause)) => put(&mut search, clause, std::mem::take(&mut joins), piece),
            Err(text) => search.problems.push(Problem {
                at: piece.at.clone(),
                text,
                passed_over: piece.filter.is_none(),
            }),
        }
    }
    if !search.groups.is_empty() {
        for problem in search.problems.iter_mut().filter(|p| p.text == SIGNS) {
            WORDS.clone_into(&mut problem.text);
        }
    }
    search
}

fn put(search: &mut Search, clause: Clause, joins: bool, piece: &Piece) {
    let count: usize = search.groups.iter().map(Vec::len).sum();
    if count >= MOST {
        if count == MOST && search.problems.iter().all(|p| p.text != too_many()) {
            search.problems.push(Problem {
                at: piece.at.clone(),
                text: too_many(),
                passed_over: true,
            });
        }
        return;
    }
    match search.groups.last_mut() {
        Some(group) if joins => group.push(clause),
        _ => search.groups.push(vec![clause]),
    }
}

fn too_many() -> String {
    format!("Only the first {MOST} words are searched.")
}

/// The condition of a piece; none where it has neither letter nor digit.
fn clause(piece: &Piece, open: bool, known: &Known<'_>) -> Result<Option<Clause>, String> {
    let want = match piece.filter {
        Some(filter) => Some(filtered(filter, piece.text.trim(), known)?),
        None => text(&piece.text, open, piece.quoted)?,
    };
    Ok(want.map(|want| Clause {
        not: piece.not,
        want,
    }))
}

fn text(typed: &str, open: bool, quoted: bool) -> Result<Option<Want>, String> {
    let number = |text: &str| text.parse::<i64>().ok().filter(|n| *n > 0);
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    // `#1042` is that ticket, and every text that speaks of it.
    let named = typed.strip_prefix('#').filter(|n| digits(n));
    let mut tokens = words(typed);
    if tokens.is_empty() {
        return match typed.trim() {
            "" | "-" => Ok(None),
            _ => Err(SIGNS.to_owned()),
        };
    }
    let open = open
        && named.is_none()
        && tokens.len() <= LONGEST
        && typed.ends_with(char::is_alphanumeric);
    tokens.truncate(LONGEST);
    let number = Some(named.unwrap_or(typed))
        .filter(|text| !quoted && digits(text))
        .and_then(number);
    Ok(Some(Want::Text {
        tokens,
        open,
        number,
    }))
}

fn filtered(filter: Filter, value: &str, known: &Known<'_>) -> Result<Want, String> {
    if value.is_empty() {
        let (name, meaning) = (filter.name(), filter.meaning());
        return Err(format!("{name}: needs a value: {meaning}."));
    }
    let id = value.to_lowercase().replace('-', "_");
    match filter {
        Filter::Tier => tier(known, &id),
        Filter::Phase => phase(&id),
        Filter::Kind => {
            let kinds = known.process.list("kinds").iter().map(|c| c.id.as_str());
            listed(kinds.chain([KIND]), 'k', &id)
        }
        Filter::Has => listed(
            known.process.records.iter().map(|r| r.id.as_str()),
            'r',
            &id,
        ),
        Filter::Assignee => Ok(Want::Mark(mark('a', who(value, known)))),
        Filter::Customer => named('c', value),
        Filter::Product => named('p', value),
        Filter::Priority => priority(&id),
        Filter::Before | Filter::After => opened(filter, value, known),
        Filter::Is => state(&id, known),
    }
}

/// `none` is nobody, `me` whoever asks; an agent is found whatever the case typed.
fn who<'a>(value: &'a str, known: &Known<'a>) -> &'a str {
    match value {
        "none" | "-" => "",
        "me" => known.me.as_str(),
        _ => {
            let mut agents = known.agents.iter().map(|a| a.as_str());
            let same = agents.find(|a| a.eq_ignore_ascii_case(value));
            same.unwrap_or(value)
        }
    }
}

fn tier(known: &Known<'_>, id: &str) -> Result<Want, String> {
    let tiers = &known.process.tiers;
    let by_number = id
        .parse::<usize>()
        .ok()
        .and_then(|n| tiers.get(n.checked_sub(1)?));
    let id = by_number.map_or(id, |t| t.id.as_str());
    listed(tiers.iter().map(|t| t.id.as_str()), 't', id)
}

fn phase(id: &str) -> Result<Want, String> {
    listed(Phase::ALL.into_iter().map(Phase::id), 'f', id)
}

fn listed<'a>(known: impl Iterator<Item = &'a str>, key: char, id: &str) -> Result<Want, String> {
    let known: Vec<&str> = known.collect();
    match known.contains(&id) {
        true => Ok(Want::Mark(mark(key, id))),
        false => Err(format!(
            "“{}” is not known here. Known: {}.",
            shown(id),
            known.join(", ")
        )),
    }
}

fn named(key: char, value: &str) -> Result<Want, String> {
    let mut tokens = words(value);
    tokens.truncate(LONGEST);
    match tokens.is_empty() {
        true => Err("A name has letters or digits.".to_owned()),
        false => Ok(Want::Name { key, tokens }),
    }
}

fn priority(id: &str) -> Result<Want, String> {
    let key = match id.trim_start_matches('p') {
        "major" | "0" => "0",
        n @ ("1" | "2" | "3" | "4") => n,
        "none" | "unknown" => "5",
        _ => {
            return Err(format!(
                "“{}” is no priority. Use major, p1, p2, p3 or p4.",
                shown(id)
            ));
        }
    };
    Ok(Want::Mark(mark('u', key)))
}

fn opened(filter: Filter, value: &str, known: &Known<'_>) -> Result<Want, String> {
    let at = when::past(value, known.now, known.zone)?;
    Ok(match filter {
        Filter::Before => Want::Opened {
            from: At(i64::MIN),
            until: at,
        },
        _ => Want::Opened {
            from: at,
            until: At::NEVER,
        },
    })
}

pub(super) fn shown(text: &str) -> String {
    crate::domain::safe::SafeText::line(text)
        .truncate(40)
        .to_string()
}
