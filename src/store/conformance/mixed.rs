//! Queues, all that is open and all tickets, among tickets of every sort: each list in order, whole from both
//! ends, nothing twice.

use super::sample::{lead, next, opening, row};
use super::{Connect, Outcome, same};
use crate::domain::id::{AgentName, At, TicketId, Tier};
use crate::domain::row::{Attention, Row};
use crate::domain::stage::Phase;
use crate::store::{Anchor, Count, Cursor, Error, Query, Sort, Store};

const SORTS: [Sort; 4] = [Sort::Due, Sort::Age, Sort::Priority, Sort::Updated];

const NOW: At = At(3);

/// A row whose keys often tie, with one of several turns.
fn one_of(n: i64) -> Row {
    let tiers = |names: &[&str]| names.iter().map(|t| Tier::from(*t)).collect();
    let (turn, asked): (Vec<Tier>, Vec<Tier>) = match n % 6 {
        0 | 1 => (tiers(&["tier1"]), vec![]),
        2 => (tiers(&["tier2"]), tiers(&["tier1"])),
        3 => (tiers(&["tier1", "tier2"]), vec![]),
        4 => (vec![], tiers(&["tier1", "tier2"])),
        _ => (vec![], vec![]),
    };
    let mut row = Row {
        asked_at: (!asked.is_empty()).then_some(At(n % 5)),
        turn,
        asked,
        needs_at: if n % 7 == 0 { At::NEVER } else { At(n % 4) },
        opened_at: At(n % 3),
        updated_at: At(n * 7 % 11),
        due_at: if n % 4 == 0 { At::NEVER } else { At(n % 5) },
        priority_key: u8::try_from(n % 6).unwrap_or_default(),
        assignee: (n % 2 == 0).then(|| AgentName::from("ana")),
        attention: if n % 5 == 0 {
            Attention::SentBack
        } else {
            Attention::None
        },
        ..row("tier1", "x")
    };
    if n % 8 == 7 {
        row.stage.phase = if n % 16 == 7 {
            Phase::Closed
        } else {
            Phase::Archived
        };
        row.turn.clear();
        row.asked.clear();
    }
    row
}

fn queries() -> Vec<Query> {
    let plain = Query::default();
    let tier = |tier: &str| Query {
        turn: Some(Tier::from(tier)),
        ..Query::default()
    };
    let over = Query {
        over: true,
        ..Query::default()
    };
    let closed = Query {
        phase: Some(Phase::Closed),
        ..Query::default()
    };
    let free = Query {
        unassigned: true,
        ..tier("tier1")
    };
    let back = Query {
        sent_back: true,
        ..tier("tier2")
    };
    vec![
        plain,
        tier("tier1"),
        tier("tier2"),
        tier("nobody"),
        over,
        closed,
        free,
        back,
    ]
}

/// What a query should find, put together by hand from all rows.
fn wanted(rows: &[Row], query: &Query, sort: Sort) -> Vec<Row> {
    let mut found: Vec<Row> = rows
        .iter()
        .filter(|row| query.wants_over() || !row.stage.phase.is_over())
        .filter(|row| query.phase.is_none_or(|phase| row.stage.phase == phase))
        .filter(|row| !query.unassigned || row.assignee.is_none())
        .filter(|row| !query.sent_back || row.attention == Attention::SentBack)
        .filter(|row| crate::store::mask::in_turn(query, row))
        .cloned()
        .collect();
    for row in &mut found {
        if let Some(tier) = &query.turn {
            row.seen_from(tier);
        }
    }
    found.sort_by_key(|row| {
        let place = Cursor::of(row, sort);
        (place.key, place.key2, place.id.0)
    });
    found
}

/// Every row as it is kept.
fn kept(store: &dyn Store) -> Result<Vec<Row>, Error> {
    let ids = store.ids(TicketId(0), 999)?;
    ids.into_iter()
        .map(|id| store.row(&lead(), id))
        .collect::<Result<_, _>>()
}

/// Sixty tickets of every sort.
///
/// # Errors
/// The store's.
pub fn fill(store: &mut dyn Store) -> Result<(), Error> {
    store.begin_bulk(crate::store::Writes::Many)?;
    for n in 0..60 {
        store.commit(opening(&format!("c{n}"), one_of(n)))?;
    }
    store.end_bulk()
}

/// Each list in each order beside what it should be.
///
/// # Errors
/// The store's; what is found otherwise.
pub fn right(store: &dyn Store) -> Outcome {
    let rows = kept(store)?;
    for sort in SORTS {
        for query in queries() {
            let query = Query { sort, ..query };
            let whole = wanted(&rows, &query, sort);
            let ids = |rows: &[Row]| rows.iter().map(|r| r.id.0).collect::<Vec<_>>();
            let what = format!("{query:?}");
            let found = store.page(&lead(), &query, &Anchor::First, 999, NOW)?;
            same(&what, ids(&found.rows), ids(&whole))?;
            let found = store.page(&lead(), &query, &Anchor::Last, 999, NOW)?;
            same(&what, ids(&found.rows), ids(&whole))?;
            for (n, row) in whole.iter().enumerate() {
                let at = Cursor::of(row, sort);
                let after = store.page(&lead(), &query, &Anchor::After(at.clone()), 3, NOW)?;
                let end = (n + 4).min(whole.len());
                same(&what, ids(&after.rows), ids(&whole[n + 1..end]))?;
                same(&what, after.more_after, end < whole.len())?;
                let before = store.page(&lead(), &query, &Anchor::Before(at), 3, NOW)?;
                let start = n.saturating_sub(3);
                same(&what, ids(&before.rows), ids(&whole[start..n]))?;
                same(&what, before.more_before, start > 0)?;
            }
            let number = u32::try_from(whole.len()).unwrap_or(u32::MAX);
            for cap in [number.saturating_sub(1), number, number + 1] {
                let wanted = Count {
                    n: number.min(cap),
                    more: number > cap,
                };
                same(&what, store.count(&lead(), &query, cap, NOW)?, wanted)?;
            }
            parts(store, &query, &whole)?;
        }
    }
    Ok(())
}

/// What needs someone now, and what does not.
fn parts(store: &dyn Store, query: &Query, whole: &[Row]) -> Outcome {
    for needs in [true, false] {
        let query = Query {
            needs: Some(needs),
            ..query.clone()
        };
        let found = store.page(&lead(), &query, &Anchor::First, 999, NOW)?;
        let found: Vec<i64> = found.rows.iter().map(|r| r.id.0).collect();
        let kept = whole.iter().filter(|r| (r.needs_at <= NOW) == needs);
        same(&format!("{query:?}"), found, kept.map(|r| r.id.0).collect())?;
    }
    Ok(())
}

/// Lists through every change.
///
/// # Errors
/// As [`right`].
pub fn lists(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    right(store.as_ref())?;
    fill(store.as_mut())?;
    right(store.as_ref())?;
    // Every ticket as another: each leaves some lists and comes into others.
    for n in 0..60 {
        let (was, ticket) = store.stored(TicketId(n + 1))?;
        let row = Row {
            id: was.id,
            updated_at: was.updated_at,
            ..one_of(n + 29)
        };
        store.commit(next(&format!("d{n}"), row, ticket, "moved"))?;
    }
    right(store.as_ref())?;
    numbers(store.as_ref())
}

/// The numbers of late and due tickets count one in two queues of the viewer once.
fn numbers(store: &dyn Store) -> Outcome {
    let rows = kept(store)?;
    let both = super::sample::viewer("ana", &["tier1", "tier2"]);
    for viewer in [both, super::sample::viewer("ana", &["tier2"])] {
        let late = |row: &&Row| {
            let mine = row.turn.iter().any(|t| viewer.tiers.contains(t));
            mine && !row.stage.phase.is_over() && row.due_at <= NOW
        };
        let late = rows.iter().filter(late).count();
        let found = store.counts(&viewer, NOW)?.late;
        same("late", (found.n as usize, found.more), (late, false))?;
    }
    Ok(())
}
