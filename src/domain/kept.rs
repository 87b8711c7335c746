//! What kept evidence is bounded by, how it is said in words, and what it proposes for the checklist
//! item it is for: the agent confirms, and types nothing twice.

use super::attachment::shown;
use super::id::{TicketId, Tier};
use super::process::{Item, Process};
use super::secret::Masks;
use super::ticket::{Kept, Piece, PieceKind, Source, SourceKind, Ticket};
use super::words::size;

/// The longest text that is kept of one piece, in bytes; what is more is left out, and said to be.
pub const TEXT_MAX: usize = 16 * 1024;

/// The most pieces that stand on one ticket: a package holds them all.
pub const PIECES_MAX: usize = 500;

/// Pieces that are named in a line of evidence; the others are counted.
const NAMED: usize = 5;

/// A text cut to what is kept: at the end of a line where one ends in the last quarter, and how many
/// bytes are left out.
#[must_use]
pub fn bounded(text: &str) -> (&str, u64) {
    let text = text.trim_end_matches(['\n', '\r', ' ', '\t']);
    if text.len() <= TEXT_MAX {
        return (text, 0);
    }
    let mut end = TEXT_MAX;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = text.get(..end).unwrap_or_default();
    let head = match head.rfind('\n') {
        Some(line) if line >= TEXT_MAX / 4 * 3 => head.get(..line).unwrap_or(head),
        _ => head,
    };
    (head, (text.len() - head.len()) as u64)
}

/// The lines whose text is there of a piece of which something was left out; `skipped`: blank ones
/// before its text.
#[must_use]
pub fn lines_there((from, to): (u64, u64), skipped: usize, text: &str) -> (u64, u64) {
    let there = (skipped + text.lines().count()).max(1) as u64;
    (from, to.min(from.saturating_add(there - 1)))
}

/// What was left out of pieces, in a sentence that goes on from what was kept; empty: nothing was.
#[must_use]
pub fn left_out_words<'t>(pieces: impl Iterator<Item = &'t Kept>) -> String {
    match pieces.map(|k| k.piece.left_out).sum() {
        0 => String::new(),
        bytes => format!(
            "; {} more were not kept, a piece has at most {}",
            size(bytes),
            size(TEXT_MAX as u64)
        ),
    }
}

/// A piece without its secrets, by the masks of the process file: of a log or another file. What a configuration
/// had was taken out when it was, and a message stays as the customer wrote it. `desk`: its id, so that marks of
/// equal secrets mean nothing elsewhere.
///
/// # Errors
/// A mask that cannot be used; nothing may be stored then.
pub fn without_secrets(
    process: &Process,
    desk: &str,
    pieces: &[Piece],
) -> Result<Vec<Piece>, String> {
    masked(process, desk, pieces, |kind| {
        matches!(kind, SourceKind::Attachment | SourceKind::File)
    })
}

/// Pieces for an answer of the intake without their secrets: an answer goes into packages and bundles, so that of
/// messages too they are taken out.
///
/// # Errors
/// As [`without_secrets`].
pub fn for_an_answer(
    process: &Process,
    desk: &str,
    pieces: &[Piece],
) -> Result<Vec<Piece>, String> {
    masked(process, desk, pieces, |kind| {
        kind != SourceKind::Configuration
    })
}

fn masked(
    process: &Process,
    desk: &str,
    pieces: &[Piece],
    of_kind: impl Fn(SourceKind) -> bool,
) -> Result<Vec<Piece>, String> {
    let is_raw = |p: &Piece| of_kind(p.source.kind);
    if !pieces.iter().any(is_raw) {
        return Ok(pieces.to_vec());
    }
    let masks = Masks::of(&process.masks)?;
    let masked = |piece: &Piece| {
        if !is_raw(piece) {
            return piece.clone();
        }
        let bare = masks.mask(&piece.text, desk);
        Piece {
            text: bare.text,
            place: masks.mask(&piece.place, desk).text,
            masked: piece.masked + bare.found.values().sum::<u32>(),
            ..piece.clone()
        }
    };
    Ok(pieces.iter().map(masked).collect())
}

/// The checklist item that a kind of piece is for, as `tier.item`: of the tier in turn, else of the
/// first tier that had the ticket and has such an item. Empty where the process names none.
#[must_use]
pub fn item_for(process: &Process, ticket: &Ticket, kind: PieceKind) -> String {
    let turn = process.tier(&ticket.stage.tier).into_iter();
    let had = process
        .tiers
        .iter()
        .filter(|t| ticket.tiers_had.contains(&t.id));
    let mut found = turn.chain(had).filter_map(|tier| {
        let item = tier
            .checklist
            .iter()
            .find(|i| i.keeps.contains_key(&kind))?;
        Some(format!("{}.{}", tier.id, item.id))
    });
    found.next().unwrap_or_default()
}

/// What is proposed for a checklist item by the evidence kept for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposal {
    /// The prepared result; empty where the process file names none for this kind of evidence.
    pub result: String,
    /// The evidence in words.
    pub evidence: String,
}

/// What the evidence on a ticket proposes for an item; `None`: nothing was kept for it.
#[must_use]
pub fn proposal(process: &Process, ticket: &Ticket, tier: &Tier, item: &str) -> Option<Proposal> {
    let pieces: Vec<&Kept> = kept_for(ticket, tier, item).collect();
    proposed(item_def(process, tier, item), &pieces)
}

/// What these pieces propose for an item; `None`: there are none.
#[must_use]
pub fn proposed(item: Option<&Item>, pieces: &[&Kept]) -> Option<Proposal> {
    let said = |kept: &&&Kept| item.and_then(|d| d.keeps.get(&kept.piece.kind)).is_some();
    let last = pieces.iter().rev().find(said).or(pieces.last())?;
    let result = item.and_then(|d| d.keeps.get(&last.piece.kind));
    Some(Proposal {
        result: result.cloned().unwrap_or_default(),
        evidence: listed(pieces),
    })
}

/// Whether the evidence of an item says nothing but some of these pieces, as [`proposed`] words them: nobody wrote
/// anything of their own into it.
#[must_use]
pub fn names_only(evidence: &str, pieces: &[&Kept]) -> bool {
    let counts = |rest: &str| {
        let inner = rest
            .strip_prefix("and ")
            .and_then(|r| r.strip_suffix(" more"));
        inner.is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()))
    };
    let behind = |rest: &'_ str, kept: &Kept| {
        let after = rest.strip_prefix(in_words(&kept.piece).as_str())?;
        let goes_on = after.strip_prefix("; ");
        goes_on.or(after.is_empty().then_some("")).map(str::len)
    };
    let mut rest = evidence;
    loop {
        let mut named = pieces.iter().filter_map(|kept| behind(rest, kept));
        match named.next().and_then(|left| rest.get(rest.len() - left..)) {
            Some("") => return true,
            Some(left) if counts(left) => return true,
            Some(left) => rest = left,
            None => return false,
        }
    }
}

fn item_def<'p>(process: &'p Process, tier: &Tier, item: &str) -> Option<&'p Item> {
    let items = &process.tier(tier)?.checklist;
    items.iter().find(|i| i.id == item)
}

/// The evidence that stands for an item.
pub fn kept_for<'t>(
    ticket: &'t Ticket,
    tier: &Tier,
    item: &str,
) -> impl Iterator<Item = &'t Kept> + use<'t> {
    let key = format!("{tier}.{item}");
    ticket.standing_kept().filter(move |k| k.piece.item == key)
}

/// What was kept for an item in few words, for a line of the checklist: `3 lines, 1 signature kept`. What
/// was kept twice counts once. Each piece comes with the ticket it is kept on.
#[must_use]
pub fn counted<'t>(pieces: impl Iterator<Item = (TicketId, &'t Kept)>) -> Option<String> {
    let mut counts: Vec<(PieceKind, Tally<'t>)> = Vec::new();
    for (on, Kept { piece, .. }) in pieces {
        match counts.iter_mut().find(|(kind, _)| *kind == piece.kind) {
            Some((_, tally)) => tally.add(on, piece),
            None => {
                let mut tally = Tally::default();
                tally.add(on, piece);
                counts.push((piece.kind, tally));
            }
        }
    }
    let words = counts.iter().map(|(k, tally)| counted_kind(*k, tally.n));
    let words: Vec<String> = words.collect();
    (!words.is_empty()).then(|| format!("{} kept", words.join(", ")))
}

fn counted_kind(kind: PieceKind, n: u64) -> String {
    let (one, many) = match kind {
        PieceKind::Lines => ("line", "lines"),
        PieceKind::Signature => ("signature", "signatures"),
        PieceKind::Hunk => ("difference", "differences"),
        PieceKind::List => ("list", "lists"),
    };
    format!("{n} {}", if n == 1 { one } else { many })
}

/// A source, and the ticket whose piece names it.
type Whence<'t> = (TicketId, &'t Source);

/// Pieces of one kind, counted.
#[derive(Default)]
struct Tally<'t> {
    n: u64,
    /// Runs of lines of each source, no two of which share a line.
    lines: Vec<(Whence<'t>, Vec<(u64, u64)>)>,
    whole: Vec<(TicketId, &'t Piece)>,
}

impl<'t> Tally<'t> {
    fn add(&mut self, on: TicketId, piece: &'t Piece) {
        match (piece.kind, piece.lines) {
            (PieceKind::Lines, Some(lines)) => self.add_lines(on, piece, lines),
            _ if self.whole.iter().any(|w| is_same(*w, (on, piece))) => {}
            (kind, _) => {
                self.whole.push((on, piece));
                self.n += match kind {
                    PieceKind::Lines => piece.text.lines().count() as u64,
                    _ => 1,
                };
            }
        }
    }

    fn add_lines(&mut self, on: TicketId, piece: &'t Piece, lines: (u64, u64)) {
        // Pieces kept before said the lines that were asked for.
        let (mut from, mut to) = match piece.left_out {
            0 => lines,
            _ => lines_there(lines, 0, &piece.text),
        };
        let known = self
            .lines
            .iter()
            .position(|(s, _)| is_same_source(*s, (on, &piece.source)));
        let place = known.unwrap_or_else(|| {
            self.lines.push(((on, &piece.source), Vec::new()));
            self.lines.len() - 1
        });
        let Some((_, runs)) = self.lines.get_mut(place) else {
            return;
        };
        let many = |(from, to): (u64, u64)| to.saturating_sub(from).saturating_add(1);
        runs.retain(|run| {
            let apart = run.1 < from || to < run.0;
            if !apart {
                self.n = self.n.saturating_sub(many(*run));
                (from, to) = (from.min(run.0), to.max(run.1));
            }
            apart
        });
        runs.push((from, to));
        self.n = self.n.saturating_add(many((from, to)));
    }
}

fn is_same((on_a, a): (TicketId, &Piece), (on_b, b): (TicketId, &Piece)) -> bool {
    is_same_source((on_a, &a.source), (on_b, &b.source)) && a.place == b.place && a.text == b.text
}

/// The same bytes are the same source, attached or not; what has a number has it on its ticket.
fn is_same_source((on_a, a): Whence<'_>, (on_b, b): Whence<'_>) -> bool {
    if !a.sha256.is_empty() {
        return a.sha256 == b.sha256;
    }
    let on = |on, source: &Source| source.ticket.unwrap_or(on);
    on(on_a, a) == on(on_b, b)
        && (a.kind, a.n, &a.name, &a.sha256) == (b.kind, b.n, &b.name, &b.sha256)
}

fn listed(pieces: &[&Kept]) -> String {
    let named = pieces.iter().take(NAMED).map(|k| in_words(&k.piece));
    let mut words: Vec<String> = named.collect();
    if pieces.len() > NAMED {
        words.push(format!("and {} more", pieces.len() - NAMED));
    }
    words.join("; ")
}

/// A piece in words: `lines 12–14 of attachment 2, app.log`.
#[must_use]
pub fn in_words(piece: &Piece) -> String {
    let words = place_words(piece);
    match piece.masked {
        0 => words,
        1 => format!("{words}, 1 secret masked"),
        n => format!("{words}, {n} secrets masked"),
    }
}

fn place_words(piece: &Piece) -> String {
    let whence = source_words(&piece.source);
    let first = piece.text.lines().next().unwrap_or_default().trim();
    match (piece.kind, piece.lines, piece.place.as_str()) {
        (PieceKind::Lines, Some((from, to)), _) if from == to => format!("line {from} of {whence}"),
        (PieceKind::Lines, Some((from, to)), _) => format!("lines {from}–{to} of {whence}"),
        (PieceKind::Lines, None, "") => format!("lines of {whence}"),
        (PieceKind::Lines, None, place) => format!("{place} of {whence}"),
        (PieceKind::Signature, _, "") => format!("“{}” in {whence}", short(first)),
        (PieceKind::Signature, _, place) => format!("“{}” in {whence}, {place}", short(first)),
        (PieceKind::Hunk, _, "") => format!("difference in {whence}"),
        (PieceKind::Hunk, _, place) => format!("difference in {whence}, {place}"),
        (PieceKind::List, _, "") => whence,
        (PieceKind::List, _, place) => format!("{whence}: {place}"),
    }
}

/// A text in few words.
fn short(text: &str) -> String {
    const MOST: usize = 60;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or(text)),
        None => text.to_owned(),
    }
}

/// The source as it is said on a ticket: what stands on the ticket itself needs no number of it.
#[must_use]
pub fn source_on(here: TicketId, source: &Source) -> Source {
    Source {
        ticket: source.ticket.filter(|t| *t != here),
        ..source.clone()
    }
}

/// What a piece was cut from, in words.
#[must_use]
pub fn source_words(source: &Source) -> String {
    let name = shown(&source.name);
    let on = source.ticket.map(|ticket| format!(" of {ticket}"));
    let on = on.unwrap_or_default();
    let word = match (source.kind, source.n) {
        (SourceKind::Attachment, Some(n)) => format!("attachment {n}{on}"),
        (SourceKind::Message, Some(n)) => format!("message {n}{on}"),
        (SourceKind::Configuration, Some(n)) => format!("configuration {n}{on}"),
        (SourceKind::Attachment, None) => "an attachment".to_owned(),
        (SourceKind::Message, None) => "a message".to_owned(),
        (SourceKind::Configuration, None) => "a configuration".to_owned(),
        (SourceKind::Similar, _) => "similar tickets".to_owned(),
        // A file that is not attached is known by its name alone.
        (SourceKind::File, _) => return name,
    };
    match name.is_empty() {
        true => word,
        false => format!("{word}, {name}"),
    }
}

#[cfg(test)]
mod tests;
