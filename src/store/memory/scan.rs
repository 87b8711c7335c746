//! Filters, pages and counts as one would do them by hand.

use crate::domain::actor::Viewer;
use crate::domain::id::At;
use crate::domain::row::{Attention, Row};
use crate::domain::stage::Phase;
use crate::domain::ticket::Ticket;
use crate::store::fold::fold;
use crate::store::mask::{eyes, in_turn, mask, may_see};
use crate::store::{Anchor, Count, Counts, Cursor, Page, Query, Sort};

type Key = (i64, i64, i64);

fn key(row: &Row, sort: Sort) -> Key {
    place(&Cursor::of(row, sort))
}

fn place(at: &Cursor) -> Key {
    (at.key, at.key2, at.id.0)
}

/// All rows of a query, in order, masked for the viewer.
pub fn matching(tickets: &[(Row, Ticket)], viewer: &Viewer, query: &Query, now: At) -> Vec<Row> {
    let mut rows: Vec<Row> = tickets
        .iter()
        .map(|(row, _)| row)
        .filter(|row| query.matters.is_empty() || query.matters.iter().any(|m| row.has(m)))
        .map(|row| viewed(row, viewer, query))
        .filter(|row| matches(row, query, now))
        .collect();
    rows.sort_by_key(|row| key(row, query.sort));
    rows
}

/// As it stands in the queue asked for, and masked first, so that no filter sees what the viewer may not.
fn viewed(row: &Row, viewer: &Viewer, query: &Query) -> Row {
    let mut row = row.clone();
    if let Some(tier) = eyes(query) {
        row.seen_from(tier);
    }
    if !may_see(viewer, row.audience.as_deref()) {
        mask(&mut row);
    }
    row
}

fn matches(row: &Row, q: &Query, now: At) -> bool {
    let hold = row.hold.as_ref().map(|h| h.0.as_str());
    let mut ok = q.wants_over() || !row.stage.phase.is_over();
    ok &= in_turn(q, row);
    ok &= q.tier.as_ref().is_none_or(|t| row.stage.tier == *t);
    ok &= q.phase.is_none_or(|p| row.stage.phase == p);
    ok &= q.assignee.is_none() || row.assignee == q.assignee;
    ok &= q.customers_agent.is_none() || row.customers_agent == q.customers_agent;
    ok &= q.handed_to.is_none() || row.handed_to == q.handed_to;
    ok &= q.handed_by.is_none() || row.handed_by == q.handed_by;
    ok &= !q.unassigned || row.assignee.is_none();
    ok &= !q.sent_back || row.attention == Attention::SentBack;
    ok &= !q.breached || row.due_at <= now;
    let hands = q.hands.as_ref();
    ok &= match q.late_by {
        Some(by) => row.runs_out(now, by, hands).is_some(),
        None => hands.is_none_or(|h| row.is_in_hands_of(h, row.due_what)),
    };
    ok &= q.needs.is_none_or(|needs| (row.needs_at <= now) == needs);
    ok &= q
        .hold
        .as_deref()
        .is_none_or(|h| hold == Some(h) || (h == "*" && hold.is_some()));
    ok &= q.customer.is_none() || row.customer == q.customer;
    ok &= q
        .kind
        .as_ref()
        .is_none_or(|k| !row.masked && row.kind == *k);
    ok &= q.priority.is_none_or(|p| row.priority_key == p);
    ok &= q
        .assignee_in
        .as_ref()
        .is_none_or(|names| row.assignee.as_ref().is_some_and(|a| names.contains(a)));
    ok && q.text.split_whitespace().all(|word| has_word(row, word))
}

fn has_word(row: &Row, word: &str) -> bool {
    if let Some(id) = word.strip_prefix('#').and_then(|w| w.parse::<i64>().ok())
        && id > 0
    {
        return row.id.0 == id;
    }
    let texts = [&row.subject, &row.customer_name, &row.product];
    let found = !row.masked && texts.iter().any(|t| fold(t).contains(&fold(word)));
    found || (word.bytes().all(|b| b.is_ascii_digit()) && word.parse() == Ok(row.id.0))
}

/// The page of ordered rows at an anchor.
pub fn page(rows: Vec<Row>, sort: Sort, from: &Anchor, limit: usize) -> Page {
    let before = |at: &Cursor| rows.iter().take_while(|r| key(r, sort) < place(at)).count();
    let through = |at: &Cursor| {
        rows.iter()
            .take_while(|r| key(r, sort) <= place(at))
            .count()
    };
    let (start, end) = match from {
        Anchor::First => (0, limit),
        Anchor::Last => (rows.len().saturating_sub(limit), rows.len()),
        Anchor::After(at) => (through(at), through(at).saturating_add(limit)),
        Anchor::From(at) => (before(at), before(at).saturating_add(limit)),
        Anchor::Before(at) => (before(at).saturating_sub(limit), before(at)),
    };
    let end = end.min(rows.len());
    Page {
        more_before: start > 0,
        more_after: end < rows.len(),
        rows: rows[start..end].to_vec(),
        cut_at: None,
    }
}

/// A number up to a cap.
pub fn capped(n: usize, cap: u32) -> Count {
    let n = u32::try_from(n).unwrap_or(u32::MAX);
    Count {
        n: n.min(cap),
        more: n > cap,
    }
}

/// The numbers of the title bar.
pub fn counts(tickets: &[(Row, Ticket)], viewer: &Viewer, now: At) -> Counts {
    let open = || {
        tickets
            .iter()
            .map(|(row, _)| row)
            .filter(|r| !r.stage.phase.is_over())
    };
    let mine = || open().filter(|r| r.turn.iter().any(|t| viewer.tiers.contains(t)));
    let soon = now.plus_ms(3_600_000);
    Counts {
        open: capped(mine().count(), u32::MAX),
        late: capped(mine().filter(|r| r.due_at <= now).count(), 1_000),
        due_soon: capped(
            mine()
                .filter(|r| now < r.due_at && r.due_at <= soon)
                .count(),
            1_000,
        ),
        sent_back: capped(
            mine()
                .filter(|r| r.attention == Attention::SentBack)
                .count(),
            u32::MAX,
        ),
        replies: capped(
            mine().filter(|r| r.attention == Attention::Reply).count(),
            u32::MAX,
        ),
        to_tell: capped(
            mine().filter(|r| r.stage.phase == Phase::Resolved).count(),
            u32::MAX,
        ),
        my_customers: capped(
            open()
                .filter(|r| r.customers_agent.as_ref() == Some(&viewer.name))
                .count(),
            1_000,
        ),
        notices: Count::default(),
        mine: capped(
            open()
                .filter(|r| r.assignee.as_ref() == Some(&viewer.name))
                .count(),
            1_000,
        ),
        review_due: None,
    }
}
