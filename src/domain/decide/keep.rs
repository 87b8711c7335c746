//! Keeping evidence: any agent who may write on the ticket keeps and takes back, whosever turn it is.
//! What is kept closes nothing by itself: it proposes, and the agent confirms. An item that was closed with it
//! follows what is kept.

use super::case::{Case, next, refusal};
use super::evidence::followed;
use crate::domain::attachment::{NAME_MAX, is_sha256, shown};
use crate::domain::blocker::{Refusal, Why};
use crate::domain::event::{Event, Fact};
use crate::domain::kept::{PIECES_MAX, bounded, item_for, lines_there, source_on, without_secrets};
use crate::domain::row_of::{kept_apart, may_quote};
use crate::domain::ticket::{Attachment, Kept, Piece, PieceKind, Source, SourceKind, Ticket};
use crate::domain::veil;

/// What nothing was kept for is said in the same words.
const NOTHING: &str = "Nothing was kept";

pub(super) fn keep(case: &Case, pieces: &[Piece]) -> Result<Vec<Event>, Refusal> {
    if pieces.is_empty() {
        return Err(case.input("keep", format!("{NOTHING}: nothing was named.")));
    }
    let standing = case.ticket.standing_kept().count();
    if standing + pieces.len() > PIECES_MAX {
        let text = format!(
            "{} has {standing} kept pieces; {PIECES_MAX} is the most, for every package holds them all. {NOTHING}; take some back first: hoist kept {}",
            case.ticket.id, case.ticket.id.0
        );
        return Err(case.input("keep", text));
    }
    let bare = without_secrets(case.process, &case.scene.desk, pieces);
    let pieces = bare.map_err(|why| case.input("keep", format!("{why} {NOTHING}.")))?;
    let first = next(case.ticket.kept.len());
    let mut new: Vec<Piece> = Vec::new();
    for piece in &pieces {
        let piece = veil::listed(&complete(case, piece)?, &case.scene.apart);
        let stands = case.ticket.standing_kept().any(|k| k.piece == piece);
        // That a list was looked through is true again each time.
        let is_act = piece.kind == PieceKind::List;
        if is_act || (!stands && !new.contains(&piece)) {
            new.push(piece);
        }
    }
    if new.is_empty() {
        return Err(all_kept(case, &pieces));
    }
    let kept = (first..).zip(new).map(|(n, piece)| Kept {
        n,
        piece,
        by: case.actor.name.clone(),
        at: case.now(),
        retracted: None,
    });
    let kept: Vec<Kept> = kept.collect();
    let answered = followed(case, &[], &kept);
    let facts = kept.into_iter().map(Fact::Kept);
    case.recorded(facts.chain(answered).collect())
}

/// Each of these stands already, word for word.
fn all_kept(case: &Case, pieces: &[Piece]) -> Refusal {
    let same = |k: &&Kept| {
        let mut asked = pieces.iter().filter_map(|p| complete(case, p).ok());
        asked.any(|p| p == k.piece)
    };
    let numbers: Vec<String> = case
        .ticket
        .standing_kept()
        .filter(same)
        .map(|k| k.n.to_string())
        .collect();
    let text = format!(
        "This is kept on {} already ({}). {NOTHING}: hoist kept {}",
        case.ticket.id,
        numbers.join(", "),
        case.ticket.id.0
    );
    refusal("keep", Why::Taken, text, Vec::new())
}

/// A piece with what the ticket knows of it: name and hash of its source, the item it is for; its text
/// bounded.
fn complete(case: &Case, piece: &Piece) -> Result<Piece, Refusal> {
    let said = case.said("keep", "What is to be kept", &piece.text)?;
    // The blanks at the beginning of a line belong to it.
    let head = piece.text.find(said).and_then(|at| piece.text.get(..at));
    let line = head.and_then(|head| head.rfind('\n'));
    let skipped = head.map_or(0, |head| head.matches('\n').count());
    let whole = head.and_then(|_| piece.text.get(line.map_or(0, |at| at + 1)..));
    let (text, cut) = bounded(whole.unwrap_or(said));
    let left_out = piece.left_out.saturating_add(cut);
    if let Some((from, to)) = piece.lines
        && (from == 0 || to < from)
    {
        let why =
            format!("{NOTHING}: lines {from} to {to} are none; write the first, then the last.");
        return Err(case.input("keep", why));
    }
    let lines = piece.lines.map(|lines| match left_out {
        0 => lines,
        // What is said to be kept is what is there.
        _ => lines_there(lines, skipped, text),
    });
    if let Some(other) = veil::compared(piece).filter(|id| case.scene.apart.contains(id)) {
        let why = kept_apart(case.ticket.id, other);
        return Err(case.input("keep", format!("{why} {NOTHING}; compare with the baseline or another ticket's, or restrict both alike.")));
    }
    Ok(Piece {
        source: source(case, &piece.source)?,
        lines,
        place: piece.place.trim().to_owned(),
        text: text.to_owned(),
        left_out,
        item: item(case, piece)?,
        ..piece.clone()
    })
}

/// The source as the ticket has it; what a face says of an attachment beside its number must be so.
fn source(case: &Case, source: &Source) -> Result<Source, Refusal> {
    let source = &source_on(case.ticket.id, source);
    let on = holder(case, source)?;
    let id = on.id;
    let no = |what: &str| {
        let text = format!("{id} has no {what}. {NOTHING}.");
        Err(case.input("keep", text))
    };
    match (source.kind, source.n) {
        (SourceKind::Attachment, Some(n)) => {
            let mut standing = on.standing_attachments();
            let Some(file) = standing.find(|a| a.n == n) else {
                return no(&format!("attachment {n} that stands"));
            };
            if !source.sha256.is_empty() && source.sha256 != file.sha256 {
                return no(&format!("attachment {n} with these bytes"));
            }
            Ok(Source {
                name: file.name.clone(),
                sha256: file.sha256.clone(),
                ..source.clone()
            })
        }
        (SourceKind::Attachment, None) => no("attachment without a number"),
        (SourceKind::Configuration, Some(n)) => {
            let mut standing = on.standing_attachments();
            let is_it = |a: &&Attachment| a.n == n && a.configuration.is_some();
            let Some(file) = standing.find(is_it) else {
                return no(&format!("snapshot {n} of a configuration that stands"));
            };
            Ok(Source {
                name: file.name.clone(),
                sha256: file.sha256.clone(),
                ..source.clone()
            })
        }
        (SourceKind::Message, Some(n)) => {
            let mut said = on.messages.iter();
            let known = said.any(|m| m.n == n && !m.taken_back);
            match known {
                true => Ok(source.clone()),
                false => no(&format!("message {n}")),
            }
        }
        _ => named(case, source),
    }
}

/// The ticket on which the source stands: this one, or one that goes on in it.
fn holder<'c>(case: &'c Case<'_>, source: &Source) -> Result<&'c Ticket, Refusal> {
    let Some(other) = source.ticket else {
        return Ok(case.ticket);
    };
    let here = case.ticket.id;
    let mut merged = case.scene.merged.iter();
    let found = merged.find(|t| t.id == other).ok_or_else(|| {
        let text = format!("{other} does not go on in {here}, or you may not see it. {NOTHING}.");
        case.input("keep", text)
    })?;
    match may_quote(case.ticket, found) {
        true => Ok(found),
        false => Err(case.input("keep", format!("{} {NOTHING}.", kept_apart(here, other)))),
    }
}

/// A source that the ticket knows nothing of.
fn named(case: &Case, source: &Source) -> Result<Source, Refusal> {
    if source.kind == SourceKind::File {
        case.said("keep", "The name of the file", &source.name)?;
    }
    if source.name.len() > NAME_MAX {
        let text = format!(
            "The name “{}” is {} bytes long; {NAME_MAX} is the most. {NOTHING}.",
            shown(&source.name),
            source.name.len()
        );
        return Err(case.input("keep", text));
    }
    if !source.sha256.is_empty() && !is_sha256(&source.sha256) {
        let text = format!("“{}” is not a SHA-256. {NOTHING}.", shown(&source.sha256));
        return Err(case.input("keep", text));
    }
    Ok(source.clone())
}

/// The item as `tier.item`: the one named, or the one that this kind of evidence is for.
fn item(case: &Case, piece: &Piece) -> Result<String, Refusal> {
    let wanted = piece.item.trim();
    if wanted.is_empty() {
        return Ok(item_for(case.process, case.ticket, piece.kind));
    }
    let turn = case.process.tier(&case.ticket.stage.tier).into_iter();
    let tiers = turn.chain(&case.process.tiers);
    let keys = tiers.flat_map(|tier| {
        let items = tier.checklist.iter();
        items.map(move |i| (i.id.as_str(), format!("{}.{}", tier.id, i.id)))
    });
    let keys: Vec<(&str, String)> = keys.collect();
    let found = keys.iter().find(|(id, key)| *id == wanted || key == wanted);
    match found {
        Some((_, key)) => Ok(key.clone()),
        None => {
            let known: Vec<&str> = keys.iter().map(|(id, _)| *id).collect();
            let text = format!(
                "“{wanted}” is on no checklist; there are {}. {NOTHING}.",
                known.join(", ")
            );
            Err(case.input("keep", text))
        }
    }
}

pub(super) fn unkeep(case: &Case, n: u32, reason: &str) -> Result<Vec<Event>, Refusal> {
    let reason = case.said("kept", "The reason why it is taken back", reason)?;
    if !case.ticket.standing_kept().any(|k| k.n == n) {
        let text = format!("{} has no kept piece {n} to take back.", case.ticket.id);
        return Err(case.input("kept", text));
    }
    let mut facts = vec![Fact::KeptRetracted(n, Some(reason.to_owned()))];
    facts.extend(followed(case, &[n], &[]));
    case.recorded(facts)
}
