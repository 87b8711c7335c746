//! What kept evidence is bounded by, how it is said in words, and what it proposes for the checklist
//! item it is for: the agent confirms, and types nothing twice.

use super::attachment::shown;
use super::id::{TicketId, Tier};
use super::process::{Item, Process};
use super::secret::Masks;
use super::ticket::{Kept, Piece, PieceKind, Source, SourceKind, Ticket};

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
    let is_raw = |p: &Piece| matches!(p.source.kind, SourceKind::Attachment | SourceKind::File);
    if !pieces.iter().any(is_raw) {
        return Ok(pieces.to_vec());
    }
    let masks = Masks::ready(&process.masks)?;
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
    let def = item_def(process, tier, item);
    let said = |kept: &&&Kept| def.and_then(|d| d.keeps.get(&kept.piece.kind)).is_some();
    let last = pieces.iter().rev().find(said).or(pieces.last())?;
    let result = def.and_then(|d| d.keeps.get(&last.piece.kind));
    Some(Proposal {
        result: result.cloned().unwrap_or_default(),
        evidence: listed(&pieces),
    })
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

/// What was kept for an item in few words, for a line of the checklist: `3 lines, 1 signature kept`.
#[must_use]
pub fn counted<'t>(pieces: impl Iterator<Item = &'t Kept>) -> Option<String> {
    let mut counts: Vec<(PieceKind, u64)> = Vec::new();
    for kept in pieces {
        let many = match kept.piece.kind {
            PieceKind::Lines => line_count(&kept.piece),
            _ => 1,
        };
        match counts.iter_mut().find(|(kind, _)| *kind == kept.piece.kind) {
            Some((_, count)) => *count += many,
            None => counts.push((kept.piece.kind, many)),
        }
    }
    let words: Vec<String> = counts.iter().map(|(k, n)| counted_kind(*k, *n)).collect();
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

/// Lines that a piece has.
fn line_count(piece: &Piece) -> u64 {
    match piece.lines {
        Some((from, to)) => to.saturating_sub(from).saturating_add(1),
        None => piece.text.lines().count() as u64,
    }
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
