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

/// The same of what is searched of a ticket; more than there are, for nothing tells there what a text is.
#[must_use]
pub fn named_to_search(doc: &Doc) -> BTreeSet<TicketId> {
    let evidence = |place| matches!(place, Place::Check | Place::Kept | Place::List);
    let sections = doc.body.iter().filter(|s| evidence(s.place));
    sections.flat_map(|s| of_text(&s.text)).collect()
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

fn piece(piece: &mut Piece, hidden: &BTreeSet<TicketId>) {
    let is_hidden = |id: TicketId| hidden.contains(&id);
    if piece.kind == PieceKind::List {
        let lines: Vec<String> = piece.text.lines().map(|l| line(l, hidden)).collect();
        piece.text = lines.join("\n");
    } else if piece.source.ticket.is_some_and(is_hidden) || against(piece).is_some_and(is_hidden) {
        // Its lines are those of the other one, too.
        RESTRICTED.clone_into(&mut piece.text);
    }
}

fn check(check: &mut Check, hidden: &BTreeSet<TicketId>) {
    let lines: Vec<String> = check
        .evidence
        .lines()
        .map(|line| match linked(line) {
            Some((id, words)) if hidden.contains(&id) => {
                let before = line.get(..line.len() - words.len()).unwrap_or_default();
                format!("{before}{RESTRICTED}")
            }
            _ => line.to_owned(),
        })
        .collect();
    // Nothing is changed where nothing is hidden, not even how it ends.
    if lines.iter().any(|line| line.ends_with(RESTRICTED)) {
        check.evidence = lines.join("\n");
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
        let numbers = piece.text.lines().map(|l| l.split("  ").next());
        return numbers.filter_map(|n| number_of(n?)).collect();
    }
    let others = [piece.source.ticket, against(piece)];
    others.into_iter().flatten().collect()
}

/// The ticket on the other side of a kept difference: `@@ … @@ against #12 nginx.conf (3)`.
fn against(piece: &Piece) -> Option<TicketId> {
    let is_hunk = piece.kind == PieceKind::Hunk;
    let (_, other) = piece.place.split_once(" against ").filter(|_| is_hunk)?;
    number_of(other.split(' ').next()?)
}

fn of_evidence(evidence: &str) -> Vec<TicketId> {
    let lines = evidence.lines().filter_map(linked);
    lines.map(|(id, _)| id).collect()
}

/// What stands behind the number of a linked ticket: `Known error #12, Export hangs`.
fn linked(line: &str) -> Option<(TicketId, &str)> {
    let (_, rest) = line.split_once('#')?;
    let (number, words) = rest.split_once(", ")?;
    Some((number.parse().ok()?, words)).filter(|_| is_number(number))
}

/// Every number written as a ticket's.
fn of_text(text: &str) -> impl Iterator<Item = TicketId> {
    text.split('#').skip(1).filter_map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_digit());
        rest.get(..end.unwrap_or(rest.len()))?.parse().ok()
    })
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
    }
}
