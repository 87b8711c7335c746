//! Words of another ticket that were written on this one while everyone saw that one: a reading leaves them out for
//! whoever may not see it by now. What is stored and sealed stays as it is.

use super::event::{Event, Fact};
use super::id::TicketId;
use super::row::RESTRICTED;
use super::search::{Doc, Place};
use super::ticket::{Check, Piece, PieceKind, Ticket};
use std::collections::BTreeSet;

/// The tickets of which the evidence of this one may have words: those in kept lists, behind a link that
/// answered an item, on the other side of a comparison, and those merged into it of which something was kept.
#[must_use]
pub fn named_on(ticket: &Ticket) -> BTreeSet<TicketId> {
    let kept = ticket.kept.iter().flat_map(|k| of_piece(&k.piece));
    let checks = ticket
        .checks
        .values()
        .flat_map(|c| of_evidence(&c.evidence));
    kept.chain(checks).collect()
}

/// The same of events.
#[must_use]
pub fn named_in<'e>(events: impl IntoIterator<Item = &'e Event>) -> BTreeSet<TicketId> {
    let facts = events.into_iter().flat_map(|event| &event.facts);
    let named = facts.flat_map(|fact| match fact {
        Fact::Kept(kept) => of_piece(&kept.piece),
        Fact::Checked(_, Some(check)) => of_evidence(&check.evidence),
        _ => Vec::new(),
    });
    named.collect()
}

/// Those that the texts searched of a ticket name where the program writes words of others. What a piece was cut from
/// stands in no text: where one [`is_kept_in`], the ticket itself tells ([`named_on`]).
#[must_use]
pub fn named_to_search(doc: &Doc) -> BTreeSet<TicketId> {
    let named = doc.body.iter().flat_map(|section| match section.place {
        Place::Check => of_evidence(&section.text),
        Place::List => of_list(&section.text),
        Place::Kept => against_in(&section.text).into_iter().collect(),
        _ => Vec::new(),
    });
    named.collect()
}

/// Whether a piece of evidence is among the texts that are searched.
#[must_use]
pub fn is_kept_in(doc: &Doc) -> bool {
    doc.body.iter().any(|section| section.place == Place::Kept)
}

/// The tickets of whose kept pieces a text says what they are: `“…” in attachment 1 of #12, app.log`.
#[must_use]
pub fn pieces_in(evidence: &str) -> BTreeSet<TicketId> {
    let numbers = evidence.lines().flat_map(Number::all);
    let pieces = numbers.filter(|number| number.shape == Shape::Piece);
    pieces.map(|number| number.id).collect()
}

/// Those of which a text says so more often than what stood there before.
#[must_use]
pub fn pieces_new(before: &str, after: &str) -> BTreeSet<TicketId> {
    let often = |text: &str, id: TicketId| {
        let numbers = text.lines().flat_map(Number::all);
        let pieces = numbers.filter(|n| n.shape == Shape::Piece && n.id == id);
        pieces.count()
    };
    let mut named = pieces_in(after);
    named.retain(|id| often(after, *id) > often(before, *id));
    named
}

/// Those that pieces have words of, however they are kept.
#[must_use]
pub fn named_by(pieces: &[Piece]) -> BTreeSet<TicketId> {
    pieces.iter().flat_map(of_piece).collect()
}

/// Those of which words are read in a piece: not what is left out of it.
#[must_use]
pub fn read_in(piece: &Piece) -> BTreeSet<TicketId> {
    let is_read = |line: &&str| !line.ends_with(RESTRICTED);
    match piece.kind {
        PieceKind::List => {
            let lines: Vec<&str> = piece.text.lines().filter(is_read).collect();
            of_list(&lines.join("\n")).into_iter().collect()
        }
        _ if piece.text == RESTRICTED => BTreeSet::new(),
        _ => of_piece(piece).into_iter().collect(),
    }
}

/// The ticket of whose configuration a piece says how it differs.
#[must_use]
pub fn compared(piece: &Piece) -> Option<TicketId> {
    against(piece)
}

/// A list to be kept: of these tickets number and stage.
#[must_use]
pub fn listed(list: &Piece, hidden: &BTreeSet<TicketId>) -> Piece {
    let mut veiled = list.clone();
    if list.kind == PieceKind::List {
        piece(&mut veiled, hidden);
    }
    veiled
}

/// Leaves the words of hidden tickets out.
pub fn ticket(ticket: &mut Ticket, hidden: &BTreeSet<TicketId>) {
    for kept in &mut ticket.kept {
        piece(&mut kept.piece, hidden);
    }
    for state in ticket.checks.values_mut() {
        check(state, hidden);
    }
}

/// The same in events.
pub fn events<'e>(events: impl IntoIterator<Item = &'e mut Event>, hidden: &BTreeSet<TicketId>) {
    for fact in events.into_iter().flat_map(|event| &mut event.facts) {
        match fact {
            Fact::Kept(kept) => piece(&mut kept.piece, hidden),
            Fact::Checked(_, Some(state)) => check(state, hidden),
            _ => {}
        }
    }
}

/// Of a piece that was cut from a hidden ticket the number is left, and what it is; its lines, names and sums are those
/// of the other one, too. Of a difference from one the side that stands here is left.
fn piece(piece: &mut Piece, hidden: &BTreeSet<TicketId>) {
    let is_hidden = |id: TicketId| hidden.contains(&id);
    if piece.kind == PieceKind::List {
        let lines: Vec<String> = piece.text.lines().map(|l| line(l, hidden)).collect();
        piece.text = lines.join("\n");
        return;
    }
    let other = against(piece).filter(|id| is_hidden(*id));
    let is_cut_there = piece.source.ticket.is_some_and(is_hidden);
    if is_cut_there {
        piece.source.name.clear();
        piece.source.sha256.clear();
    }
    if is_cut_there || other.is_some() {
        RESTRICTED.clone_into(&mut piece.text);
        piece.place = other.map_or_else(String::new, |id| format!("{AGAINST}{id}"));
        (piece.lines, piece.left_out, piece.masked) = (None, 0, 0);
    }
}

fn check(check: &mut Check, hidden: &BTreeSet<TicketId>) {
    check.evidence = evidence(&check.evidence, hidden);
}

/// What was found, as an item of the checklist says it, without words of hidden tickets.
#[must_use]
pub fn evidence(evidence: &str, hidden: &BTreeSet<TicketId>) -> String {
    let named = of_evidence(evidence);
    // Nothing is changed where nothing is hidden, not even how it ends.
    if !named.iter().any(|id| hidden.contains(id)) {
        return evidence.to_owned();
    }
    let lines: Vec<String> = evidence.lines().map(|line| said(line, hidden)).collect();
    lines.join("\n")
}

/// A line of evidence: what says where a hidden ticket's piece stands has its words, too, and nothing tells where they
/// end; behind the number of a linked one stand its words.
fn said(line: &str, hidden: &BTreeSet<TicketId>) -> String {
    let all = Number::all(line).into_iter();
    let named: Vec<Number> = all.filter(|n| hidden.contains(&n.id)).collect();
    let pieces = named.iter().filter(|n| n.shape == Shape::Piece);
    let pieces: BTreeSet<TicketId> = pieces.map(|n| n.id).collect();
    if !pieces.is_empty() {
        let pieces: Vec<String> = pieces.iter().map(TicketId::to_string).collect();
        return format!("evidence from {}: {RESTRICTED}", pieces.join(" and "));
    }
    match named.iter().find(|n| n.shape == Shape::Link) {
        Some(link) => format!("{}, {RESTRICTED}", line.get(..link.end).unwrap_or_default()),
        None => line.to_owned(),
    }
}

/// A line of a kept list: of a hidden ticket number and stage are left.
fn line(line: &str, hidden: &BTreeSet<TicketId>) -> String {
    let mut parts = line.splitn(3, "  ");
    let (number, stage, words) = (parts.next(), parts.next(), parts.next());
    match (number.and_then(number_of), stage, words) {
        (Some(id), Some(stage), Some(_)) if hidden.contains(&id) => {
            format!("{id}  {stage}  {RESTRICTED}")
        }
        _ => line.to_owned(),
    }
}

fn of_piece(piece: &Piece) -> Vec<TicketId> {
    if piece.kind == PieceKind::List {
        return of_list(&piece.text);
    }
    let others = [piece.source.ticket, against(piece)];
    others.into_iter().flatten().collect()
}

fn of_list(text: &str) -> Vec<TicketId> {
    let numbers = text.lines().map(|l| l.split("  ").next());
    numbers.filter_map(|n| number_of(n?)).collect()
}

/// How the other side of a difference is named where it stands.
const AGAINST: &str = "against ";

/// The ticket on the other side of a kept difference: `@@ … @@ against #12 nginx.conf (3)`.
fn against(piece: &Piece) -> Option<TicketId> {
    let is_hunk = piece.kind == PieceKind::Hunk;
    against_in(&piece.place).filter(|_| is_hunk)
}

fn against_in(place: &str) -> Option<TicketId> {
    let veiled = place.strip_prefix(AGAINST);
    let other = veiled.or_else(|| Some(place.split_once(" against ")?.1))?;
    number_of(other.split(' ').next()?)
}

fn of_evidence(evidence: &str) -> Vec<TicketId> {
    let numbers = evidence.lines().flat_map(Number::all);
    numbers.map(|number| number.id).collect()
}

/// What the program writes about another ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// `Known error #12, Export hangs`.
    Link,
    /// `lines 1–2 of attachment 1 of #12, app.log`, `… against #12 nginx.conf (3)`.
    Piece,
}

/// A ticket's number in a line of evidence, where words of that ticket may stand beside it.
struct Number {
    id: TicketId,
    shape: Shape,
    /// Where it ends in the line.
    end: usize,
}

impl Number {
    fn all(line: &str) -> Vec<Number> {
        let found = line.match_indices('#').filter_map(|(at, _)| {
            let (before, rest) = (line.get(..at)?, line.get(at + 1..)?);
            let digits = rest.find(|c: char| !c.is_ascii_digit());
            let (number, behind) = rest.split_at(digits.unwrap_or(rest.len()));
            let shape = match is_source(before) {
                true => Shape::Piece,
                false => Some(Shape::Link).filter(|_| behind.starts_with(", "))?,
            };
            Some(Number {
                id: number.parse().ok()?,
                shape,
                end: at + 1 + number.len(),
            })
        });
        found.collect()
    }
}

/// Whether a text ends in what is said of a source before the number of its ticket.
fn is_source(before: &str) -> bool {
    if before.ends_with(" against ") {
        return true;
    }
    let numbered = before.strip_suffix(" of ").unwrap_or_default();
    let what = numbered.trim_end_matches(|c: char| c.is_ascii_digit());
    let kinds = ["attachment ", "message ", "configuration "];
    what.len() < numbered.len() && kinds.iter().any(|kind| what.ends_with(kind))
}

fn number_of(text: &str) -> Option<TicketId> {
    let number = text.trim().strip_prefix('#').filter(|n| is_number(n))?;
    number.parse().ok()
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::kept::in_words;
    use crate::domain::ticket::Source;

    #[test]
    fn of_a_hidden_ticket_number_and_stage_are_left() {
        let hidden = BTreeSet::from([TicketId(12)]);
        let text = "#12  Tier 2 working  Export  hangs  (both: hangs)\n#13  New  Pool  (both: pool)\nkb:1  Article  Pool  (x)";
        let mut list = Piece {
            kind: PieceKind::List,
            text: text.to_owned(),
            ..Piece::default()
        };
        assert_eq!(of_piece(&list), [TicketId(12), TicketId(13)]);
        piece(&mut list, &hidden);
        let said = "#12  Tier 2 working  (restricted)\n#13  New  Pool  (both: pool)\nkb:1  Article  Pool  (x)";
        assert_eq!(list.text, said);
        piece(&mut list, &hidden);
        assert_eq!(list.text, said, "twice is once");
    }

    #[test]
    fn what_a_link_wrote_keeps_its_label() {
        let hidden = BTreeSet::from([TicketId(12)]);
        let of = |evidence: &str| {
            let mut state = Check {
                evidence: evidence.to_owned(),
                ..Check::default()
            };
            check(&mut state, &hidden);
            state.evidence
        };
        assert_eq!(
            of("Known error #12, Export, hangs"),
            "Known error #12, (restricted)"
        );
        assert_eq!(
            of("Known error #13, like #12, Export\nby hand"),
            "Known error #13, like #12, (restricted)\nby hand"
        );
        for same in [
            "Known error #13, Pool",
            "rule #1: ok\n",
            "#12",
            "no. # 12, x",
            "",
        ] {
            assert_eq!(of(same), same);
        }
    }

    #[test]
    fn what_says_where_a_piece_of_it_stands_is_left_out_with_its_line() {
        let hidden = BTreeSet::from([TicketId(12), TicketId(14)]);
        let of = |evidence: &str| {
            let mut state = Check {
                evidence: evidence.to_owned(),
                ..Check::default()
            };
            check(&mut state, &hidden);
            let said = state.evidence.clone();
            check(&mut state, &hidden);
            assert_eq!(state.evidence, said, "twice is once");
            said
        };
        for (line, left) in [
            (
                "“pay #13, now…” in attachment 1 of #12, pay.log, 3×",
                "evidence from #12: (restricted)",
            ),
            (
                "line 3 of message 2 of #13; lines 1–2 of attachment 4 of #12, pay.log",
                "evidence from #12: (restricted)",
            ),
            (
                "line 3 of message 2 of #14; line 1 of message 1 of #12",
                "evidence from #12 and #14: (restricted)",
            ),
            (
                "difference in configuration 1, a.conf, @@ -1 +1 @@ against #12 pay.conf (3)",
                "evidence from #12: (restricted)",
            ),
        ] {
            assert_eq!(of(line), left);
        }
        for same in [
            "line 3 of message 2 of #13",
            "page 2 of #12",
            "against all of #12",
        ] {
            assert_eq!(of(same), same);
        }
    }

    #[test]
    fn a_piece_that_was_cut_from_it_keeps_its_number_alone() {
        let mut cut = Piece {
            source: Source {
                ticket: Some(TicketId(12)),
                n: Some(3),
                name: "pay.log".to_owned(),
                sha256: "00".to_owned(),
                ..Source::default()
            },
            lines: Some((4, 5)),
            place: "09:00–09:14".to_owned(),
            text: "words".to_owned(),
            left_out: 7,
            masked: 1,
            ..Piece::default()
        };
        piece(&mut cut, &BTreeSet::from([TicketId(12)]));
        assert_eq!(in_words(&cut), "lines of attachment 3 of #12");
        let same = Piece {
            source: Source {
                ticket: Some(TicketId(12)),
                n: Some(3),
                ..Source::default()
            },
            text: RESTRICTED.to_owned(),
            ..Piece::default()
        };
        assert_eq!(cut, same);
    }

    #[test]
    fn a_difference_from_a_hidden_ticket_is_left_out_whole() {
        let hidden = BTreeSet::from([TicketId(12)]);
        let mut hunk = Piece {
            kind: PieceKind::Hunk,
            place: "@@ -1 +1 @@ against #12 nginx.conf (3)".to_owned(),
            text: "-a\n+b".to_owned(),
            ..Piece::default()
        };
        let mut other = Piece {
            place: "@@ -1 +1 @@ against #13 nginx.conf (3)".to_owned(),
            ..hunk.clone()
        };
        piece(&mut hunk, &hidden);
        piece(&mut other, &hidden);
        assert_eq!(
            (hunk.text.as_str(), other.text.as_str()),
            (RESTRICTED, "-a\n+b")
        );
        assert_eq!(
            (hunk.place.as_str(), of_piece(&hunk)),
            ("against #12", vec![TicketId(12)])
        );
    }
}
