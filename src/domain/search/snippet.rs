//! Where in a ticket something was found: the text that holds most of what was searched, cut around
//! the first place.

use super::Search;
use super::doc::{Doc, Place, Section};
use super::token::{Token, runs, tokens};
use crate::domain::id::At;
use std::ops::Range;

/// A cut of a text with what was found in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snippet {
    /// Where it stands; none where the subject says it all.
    pub place: Option<Place>,
    /// When it was written.
    pub at: At,
    /// One line of text, as written: not yet safe to show.
    pub text: String,
    /// Bytes of the line that were searched.
    pub hits: Vec<Range<usize>>,
}

/// Bytes before the first place found.
const BEFORE: usize = 40;
/// Bytes of a cut.
const LONGEST: usize = 240;

/// The best place of a ticket.
#[must_use]
pub fn snippet(search: &Search, doc: &Doc) -> Snippet {
    let counts = |s: &&Section| search.places.is_empty() || search.places.contains(&s.place);
    let mut best: Option<(usize, &Section, Vec<Range<usize>>)> = None;
    for section in doc
        .sections()
        .filter(counts)
        .filter(|s| s.place != Place::Subject)
    {
        let (kinds, hits) = hits(search.wanted(), &section.text);
        if kinds > best.as_ref().map_or(0, |b| b.0) {
            best = Some((kinds, section, hits));
        }
    }
    match best {
        Some((_, section, hits)) => cut(section, &hits),
        None if search.wanted().next().is_none() => opening(doc),
        None => Snippet::default(),
    }
}

/// Where the words stand in the subject, as byte ranges.
#[must_use]
pub fn subject_hits(search: &Search, subject: &str) -> Vec<Range<usize>> {
    hits(search.words(), subject).1
}

/// How many of the things searched a text holds, and where.
fn hits<'s>(
    sought: impl Iterator<Item = (&'s [String], bool)>,
    text: &str,
) -> (usize, Vec<Range<usize>>) {
    let tokens = tokens(text);
    let mut kinds = 0;
    let mut found = Vec::new();
    for (wanted, open) in sought {
        let runs = runs(&tokens, wanted, open);
        kinds += usize::from(!runs.is_empty());
        found.extend(runs.iter().filter_map(|run| bytes(&tokens, run)));
    }
    found.sort_by_key(|r| (r.start, r.end));
    found.dedup_by(|next, kept| {
        let meets = next.start <= kept.end;
        if meets {
            kept.end = kept.end.max(next.end);
        }
        meets
    });
    (kinds, found)
}

fn bytes(tokens: &[Token], run: &Range<usize>) -> Option<Range<usize>> {
    let first = tokens.get(run.start)?;
    let last = tokens.get(run.end.checked_sub(1)?)?;
    Some(first.at.start..last.at.end)
}

/// No words were searched: the text it was opened with tells most; of an article its symptoms.
fn opening(doc: &Doc) -> Snippet {
    let tells = |s: &&Section| matches!(s.place, Place::Opening | Place::Message | Place::Symptoms);
    doc.sections()
        .find(tells)
        .map_or_else(Snippet::default, |section| cut(section, &[]))
}

fn cut(section: &Section, hits: &[Range<usize>]) -> Snippet {
    let text = &section.text;
    let first = hits.first().map_or(0, |r| r.start);
    let from = start(text, first);
    let to = floor(
        text,
        (from + LONGEST).max(hits.first().map_or(0, |r| r.end.min(first + LONGEST))),
    );
    let lead = if from > 0 { "… " } else { "" };
    let tail = if to < text.len() { " …" } else { "" };
    let middle: String = text
        .get(from..to)
        .unwrap_or_default()
        .chars()
        .map(|c| {
            if matches!(c, '\n' | '\r' | '\t') {
                ' '
            } else {
                c
            }
        })
        .collect();
    let moved = |r: &Range<usize>| r.start - from + lead.len()..r.end.min(to) - from + lead.len();
    Snippet {
        place: Some(section.place),
        at: section.at,
        hits: hits
            .iter()
            .filter(|r| r.start >= from && r.start < to)
            .map(moved)
            .collect(),
        text: format!("{lead}{middle}{tail}"),
    }
}

/// The beginning of a word a little before the place.
fn start(text: &str, place: usize) -> usize {
    if place <= BEFORE {
        return 0;
    }
    let from = floor(text, place - BEFORE);
    let blank = text
        .get(from..place)
        .and_then(|t| t.find(char::is_whitespace));
    let after = blank.map_or(from, |b| from + b);
    let skipped = text
        .get(after..place)
        .map_or(0, |t| t.len() - t.trim_start().len());
    after + skipped
}

/// The character boundary at or before a byte.
fn floor(text: &str, place: usize) -> usize {
    let mut place = place.min(text.len());
    while !text.is_char_boundary(place) {
        place -= 1;
    }
    place
}
