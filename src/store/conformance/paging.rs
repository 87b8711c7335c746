//! Pages, orders and numbers.

use super::sample::{lead, next, opening, row, viewer};
use super::{Connect, Outcome, holds, same};
use crate::domain::id::{AgentName, At, TicketId, Tier};
use crate::domain::row::{Attention, Matter, Row};
use crate::domain::stage::Phase;
use crate::store::{Anchor, Count, Cursor, Error, Page, Query, Sort, Store};

/// Every order.
const SORTS: [Sort; 4] = [Sort::Due, Sort::Age, Sort::Priority, Sort::Updated];

const NOW: At = At(50);

/// A row with keys that often tie.
fn keyed(n: i64) -> Row {
    Row {
        needs_at: if n % 5 == 0 { At::NEVER } else { At(n % 4) },
        opened_at: At(n % 3),
        updated_at: At(n * 7 % 11),
        priority_key: u8::try_from(n % 6).unwrap_or_default(),
        ..row(if n % 2 == 0 { "tier1" } else { "tier2" }, "x")
    }
}

fn fill(store: &mut dyn Store, from: i64, to: i64) -> Result<(), Error> {
    store.begin_bulk(crate::store::Writes::Many)?;
    for n in from..to {
        store.commit(opening(&format!("c{n}"), keyed(n)))?;
    }
    store.end_bulk()
}

fn queries() -> Vec<Query> {
    let plain = Query::default();
    vec![
        plain.clone(),
        Query {
            turn: Some(Tier::from("tier1")),
            ..plain.clone()
        },
        Query {
            over: true,
            ..plain.clone()
        },
        Query {
            kind: Some("incident".into()),
            ..plain.clone()
        },
    ]
}

fn read(store: &dyn Store, query: &Query, from: &Anchor) -> Result<Page, Error> {
    store.page(&lead(), query, from, 7, NOW)
}

fn ids(page: &Page) -> Vec<i64> {
    page.rows.iter().map(|r| r.id.0).collect()
}

fn first(page: &Page, sort: Sort) -> Option<Cursor> {
    page.rows.first().map(|r| Cursor::of(r, sort))
}

fn last(page: &Page, sort: Sort) -> Option<Cursor> {
    page.rows.last().map(|r| Cursor::of(r, sort))
}

pub fn meet(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    fill(store.as_mut(), 0, 50)?;
    for sort in SORTS {
        for query in queries() {
            let query = Query { sort, ..query };
            let whole = ids(&store.page(&lead(), &query, &Anchor::First, 999, NOW)?);
            let what = format!("{query:?}");
            same(&what, down(store.as_ref(), &query)?, whole.clone())?;
            same(&what, up(store.as_ref(), &query)?, whole.clone())?;
            let wanted = if query.turn.is_some() { 25 } else { 50 };
            same(&what, whole.len(), wanted)?;
            parts(store.as_ref(), &query, &whole)?;
        }
    }
    Ok(())
}

/// What needs someone now and what does not: both in order, together everything, nothing twice.
fn parts(store: &dyn Store, query: &Query, whole: &[i64]) -> Outcome {
    let now = At(1);
    let mut both = Vec::new();
    for needs in [true, false] {
        let query = Query {
            needs: Some(needs),
            ..query.clone()
        };
        let what = format!("{query:?}");
        let page = store.page(&lead(), &query, &Anchor::First, 999, now)?;
        let right = page.rows.iter().all(|r| (r.needs_at <= now) == needs);
        same(&what, right, true)?;
        let found = ids(&page);
        let kept = whole.iter().copied().filter(|id| found.contains(id));
        same(&what, found.clone(), kept.collect())?;
        let half = found.len() / 2;
        if let Some(middle) = page.rows.get(half) {
            let at = Cursor::of(middle, query.sort);
            let from = store.page(&lead(), &query, &Anchor::From(at.clone()), 999, now)?;
            same(&what, ids(&from), found[half..].to_vec())?;
            let before = store.page(&lead(), &query, &Anchor::Before(at), 999, now)?;
            same(&what, ids(&before), found[..half].to_vec())?;
        }
        let last = store.page(&lead(), &query, &Anchor::Last, 999, now)?;
        same(&what, ids(&last), found.clone())?;
        let count = store.count(&lead(), &query, 999, now)?;
        same(&what, count.n as usize, found.len())?;
        both.extend(found);
    }
    both.sort_unstable();
    let mut whole = whole.to_vec();
    whole.sort_unstable();
    same("both parts together", both, whole)
}

fn down(store: &dyn Store, query: &Query) -> Result<Vec<i64>, Error> {
    let mut page = read(store, query, &Anchor::First)?;
    let mut all = ids(&page);
    while page.more_after
        && let Some(at) = last(&page, query.sort)
    {
        page = read(store, query, &Anchor::After(at))?;
        all.extend(ids(&page));
    }
    Ok(all)
}

fn up(store: &dyn Store, query: &Query) -> Result<Vec<i64>, Error> {
    let mut page = read(store, query, &Anchor::Last)?;
    let mut all = ids(&page);
    while page.more_before
        && let Some(at) = first(&page, query.sort)
    {
        page = read(store, query, &Anchor::Before(at))?;
        all = [ids(&page), all].concat();
    }
    Ok(all)
}

pub fn arrive(connect: &Connect) -> Outcome {
    let (mut store, mut other) = (connect()?, connect()?);
    fill(store.as_mut(), 0, 40)?;
    for (round, sort) in (0..).zip(SORTS) {
        let query = Query {
            sort,
            ..Query::default()
        };
        let old: Vec<i64> = ids(&store.page(&lead(), &query, &Anchor::First, 999, NOW)?);
        let mut page = read(store.as_ref(), &query, &Anchor::First)?;
        let mut seen = ids(&page);
        let mut n = 1_000 + round * 100;
        while page.more_after
            && let Some(at) = last(&page, sort)
        {
            fill(other.as_mut(), n, n + 3)?;
            n += 3;
            page = read(store.as_ref(), &query, &Anchor::After(at))?;
            seen.extend(ids(&page));
        }
        seen.retain(|id| old.contains(id));
        same("rows that were there, each once", seen, old)?;
    }
    Ok(())
}

pub fn around(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    let none = read(store.as_ref(), &Query::default(), &Anchor::First)?;
    same("empty desk", none, Page::default())?;
    fill(store.as_mut(), 0, 20)?;
    let query = Query::default();
    let whole = store.page(&lead(), &query, &Anchor::First, 20, NOW)?;
    let place = |n: usize| whole.rows.get(n).map(|r| Cursor::of(r, Sort::Due));
    let (Some(third), Some(first), Some(last)) = (place(3), place(0), place(19)) else {
        return holds("twenty rows", false);
    };
    let flags = |from: Anchor| {
        read(store.as_ref(), &query, &from).map(|p| (p.rows.len(), p.more_before, p.more_after))
    };
    same("first", flags(Anchor::First)?, (7, false, true))?;
    same("last", flags(Anchor::Last)?, (7, true, false))?;
    same(
        "from the fourth",
        flags(Anchor::From(third.clone()))?,
        (7, true, true),
    )?;
    same(
        "before the fourth",
        flags(Anchor::Before(third.clone()))?,
        (3, false, true),
    )?;
    same(
        "after the last",
        flags(Anchor::After(last.clone()))?,
        (0, true, false),
    )?;
    same(
        "from the last",
        flags(Anchor::From(last))?,
        (1, true, false),
    )?;
    same(
        "before the first",
        flags(Anchor::Before(first.clone()))?,
        (0, false, true),
    )?;
    same(
        "from the first",
        flags(Anchor::From(first))?,
        (7, false, true),
    )?;
    let from = read(store.as_ref(), &query, &Anchor::From(third))?;
    same(
        "itself included",
        ids(&from),
        whole.rows[3..10].iter().map(|r| r.id.0).collect(),
    )?;
    same(
        "count",
        store.count(&lead(), &query, 10, NOW)?,
        Count { n: 10, more: true },
    )?;
    same(
        "whole count",
        store.count(&lead(), &query, 20, NOW)?,
        Count { n: 20, more: false },
    )
}

pub fn over(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    let mine = Row {
        assignee: Some(AgentName::from("ana")),
        ..row("tier1", "x")
    };
    let id = store.commit(opening("c1", mine))?.id;
    let (mut row, ticket) = store.stored(id)?;
    row.stage.phase = Phase::Closed;
    row.turn.clear();
    store.commit(next("c2", row, ticket, "closed"))?;
    let shown = |query: Query| {
        store
            .page(&lead(), &query, &Anchor::First, 9, NOW)
            .map(|p| p.rows.len())
    };
    same("open", shown(Query::default())?, 0)?;
    same(
        "mine",
        shown(Query {
            assignee: Some(AgentName::from("ana")),
            ..Query::default()
        })?,
        0,
    )?;
    same(
        "over",
        shown(Query {
            over: true,
            ..Query::default()
        })?,
        1,
    )?;
    same(
        "by its phase",
        shown(Query {
            phase: Some(Phase::Closed),
            ..Query::default()
        })?,
        1,
    )?;
    same(
        "numbers",
        store.counts(&viewer("ana", &["tier1"]), NOW)?,
        crate::store::Counts::default(),
    )
}

pub fn matters(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    let away = AgentName::from("tom");
    let rows = [
        Row {
            attention: Attention::Approval,
            ..row("tier1", "to approve")
        },
        row("tier2", "not accepted"),
        Row {
            returns: 2,
            ..row("tier1", "back again")
        },
        Row {
            owed: 1,
            ..row("tier1", "owed")
        },
        Row {
            assignee: Some(away.clone()),
            ..row("tier1", "left alone")
        },
        Row {
            returns: 1,
            ..row("tier1", "of no lead's concern")
        },
    ];
    for (n, row) in rows.into_iter().enumerate() {
        store.commit(opening(&format!("c{n}"), row))?;
    }
    let all = [
        Matter::Approval,
        Matter::Unaccepted(Tier::from("tier1")),
        Matter::Returned(2),
        Matter::Owed,
        Matter::OwnerAway(vec![away]),
    ];
    let found = |matters: &[Matter]| {
        let query = Query {
            matters: matters.to_vec(),
            ..Query::default()
        };
        store
            .page(&lead(), &query, &Anchor::First, 9, NOW)
            .map(|p| ids(&p))
    };
    for (n, matter) in (1..).zip(&all) {
        same("one matter", found(std::slice::from_ref(matter))?, vec![n])?;
    }
    same("any of them", found(&all)?, vec![1, 2, 3, 4, 5])?;
    same("none named", found(&[])?.len(), 6)
}

pub fn counts(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    let ana = viewer("ana", &["tier1", "tier2"]);
    let both = vec![Tier::from("tier1"), Tier::from("tier2")];
    let tell = |mut r: Row| {
        r.stage.phase = Phase::Resolved;
        r
    };
    let rows = [
        Row {
            turn: both,
            due_at: At(40),
            ..row("tier2", "late, in two queues")
        },
        Row {
            due_at: NOW,
            assignee: Some(ana.name.clone()),
            ..row("tier1", "late just now")
        },
        Row {
            due_at: At(51),
            attention: Attention::SentBack,
            ..row("tier2", "soon")
        },
        Row {
            due_at: NOW.plus_ms(3_600_001),
            attention: Attention::Reply,
            ..row("tier1", "later")
        },
        tell(Row {
            customers_agent: Some(ana.name.clone()),
            ..row("tier1", "to tell")
        }),
        Row {
            due_at: At(1),
            ..row("engineering", "not ours")
        },
    ];
    for (n, row) in rows.into_iter().enumerate() {
        store.commit(opening(&format!("c{n}"), row))?;
    }
    let numbers = |n: u32| Count { n, more: false };
    let found = store.counts(&ana, NOW)?;
    same("open", found.open, numbers(5))?;
    same("late", found.late, numbers(2))?;
    same("due soon", found.due_soon, numbers(1))?;
    same(
        "sent back, replies, to tell",
        (found.sent_back, found.replies, found.to_tell),
        (numbers(1), numbers(1), numbers(1)),
    )?;
    same(
        "mine",
        (found.mine, found.my_customers),
        (numbers(1), numbers(1)),
    )?;
    let (mut moved, ticket) = store.stored(TicketId(1))?;
    moved.turn = vec![Tier::from("engineering")];
    moved.due_at = At::NEVER;
    store.commit(next("gone", moved, ticket, "escalated"))?;
    let found = store.counts(&ana, NOW)?;
    same(
        "after it moved on",
        (found.open, found.late),
        (numbers(4), numbers(1)),
    )
}
