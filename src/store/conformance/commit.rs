//! Writing.

use super::sample::{NOBODY, desk_event, event, lead, next, opening, row};
use super::{Connect, Outcome, Wrong, holds, same};
use crate::domain::chain::Verifier;
use crate::domain::event::DeskFact;
use crate::domain::id::{AgentName, At, CommandId, CustomerId, TicketId, Tier};
use crate::domain::row::{Attention, Due, Row};
use crate::domain::ticket::{Answer, Ticket};
use crate::store::{Error, check_chain};

/// A row in which no field has its default.
fn full_row() -> Row {
    Row {
        turn: vec![Tier::from("tier1"), Tier::from("tier2")],
        priority: 2,
        triaged: true,
        major: true,
        customer: Some(CustomerId(7)),
        customer_name: "Ünal & Söhne".into(),
        product: "Relay".into(),
        assignee: Some(AgentName::from("ana")),
        customers_agent: Some(AgentName::from("bob")),
        offered_to: Some(AgentName::from("cy")),
        due_at: At(5_000),
        due_what: Due::Acceptance,
        later: vec![(Due::Update, At(6_000)), (Due::Resolution, At(-7))],
        needs_at: At(4_000),
        attention: Attention::SignOff,
        hold: Some(("vendor".into(), At(9_000))),
        paused: true,
        returns: 2,
        owed: 1,
        opened_at: At(-5),
        updated_at: At(3_000),
        priority_key: 0,
        audience: Some(vec![AgentName::from("ana")]),
        asked: vec![Tier::from("engineering")],
        asked_at: Some(At(2_000)),
        ..row("tier1", "nul \0, \u{202e}turned, 'quoted'")
    }
}

pub fn reads_back(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    same("empty head", store.head()?, (0, "0".repeat(64)))?;
    let mut change = opening("c1", full_row());
    change
        .after
        .intake
        .insert("steps".into(), Answer::Unavailable("none".into()));
    change.after.tags.insert("vip".into());
    let done = store.commit(change.clone())?;
    same("number", done.id, TicketId(1))?;
    same("version", (done.version, done.repeated), (1, false))?;
    change.row.id = done.id;
    change.after.id = done.id;
    same(
        "stored",
        store.stored(done.id)?,
        (change.row.clone(), change.after.clone()),
    )?;
    same("row", store.row(&lead(), done.id)?, change.row.clone())?;
    same(
        "ticket",
        store.ticket(&lead(), done.id)?,
        change.after.clone(),
    )?;
    same(
        "events",
        store.events(&lead(), done.id, 0, 9)?,
        change.events,
    )?;
    same("products of a restricted one", store.products(9)?, vec![])?;
    for n in 2..=6 {
        let (row, ticket) = store.stored(done.id)?;
        store.commit(next(&format!("c{n}"), row, ticket, "more"))?;
    }
    let seqs = |events: Vec<crate::domain::event::Event>| -> Vec<u32> {
        events.iter().map(|e| e.seq).collect()
    };
    same(
        "after 2",
        seqs(store.events(&lead(), done.id, 2, 3)?),
        vec![3, 4, 5],
    )?;
    same(
        "before 5",
        seqs(store.events_before(&lead(), done.id, 5, 2)?),
        vec![3, 4],
    )?;
    same("ids", store.ids(TicketId(0), 9)?, vec![done.id])?;
    let missing = store.ticket(&lead(), NOBODY);
    holds(
        "no such ticket",
        matches!(missing, Err(Error::NotFound(NOBODY))),
    )
}

pub fn stale(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    let id = store.commit(opening("c1", row("tier1", "a")))?.id;
    let (row, ticket) = store.stored(id)?;
    store.commit(next("c2", row.clone(), ticket.clone(), "first"))?;
    let (before, head) = (store.stored(id)?, store.head()?);
    match store.commit(next("c3", row, ticket, "second")) {
        Err(Error::Changed(theirs)) => same("theirs", *theirs, before.1.clone())?,
        other => return Err(Wrong(format!("a stale commit said {other:?}"))),
    }
    same("ticket", store.stored(id)?, before)?;
    same("head", store.head()?, head)?;
    same(
        "the command",
        store.delivered(&CommandId::from("c3"))?,
        None,
    )
}

/// Rounds of the race, and racers.
const ROUNDS: u32 = 12;
const RACERS: u32 = 4;

pub fn one_wins(connect: &Connect) -> Outcome {
    let id = connect()?.commit(opening("c1", row("tier1", "a")))?.id;
    let wins = std::thread::scope(|scope| -> Result<u32, Wrong> {
        let racers: Vec<_> = (0..RACERS)
            .map(|n| scope.spawn(move || race(connect, id, n)))
            .collect();
        let mut wins = 0;
        for racer in racers {
            wins += racer
                .join()
                .map_err(|_| Wrong("a writer panicked".into()))??;
        }
        Ok(wins)
    })?;
    let store = connect()?;
    let (row, ticket) = store.stored(id)?;
    same(
        "versions and wins",
        (row.version, ticket.version),
        (wins + 1, wins + 1),
    )?;
    holds("every round has a winner", wins >= ROUNDS)?;
    let seqs: Vec<u32> = store
        .events(&lead(), id, 0, 999)?
        .iter()
        .map(|e| e.seq)
        .collect();
    same("sequence", seqs, (1..=wins + 1).collect())?;
    whole(connect)
}

fn race(connect: &Connect, id: TicketId, racer: u32) -> Result<u32, Wrong> {
    let mut store = connect()?;
    let mut wins = 0;
    for round in 0..ROUNDS {
        let (row, ticket) = store.stored(id)?;
        // Row and document of one version: a torn read would show here.
        same("row and ticket", row.version, ticket.version)?;
        match store.commit(next(&format!("r{racer}-{round}"), row, ticket, "mine")) {
            Ok(_) => wins += 1,
            Err(Error::Changed(_)) => {}
            Err(other) => return Err(other.into()),
        }
    }
    Ok(wins)
}

fn whole(connect: &Connect) -> Outcome {
    match check_chain(connect()?.as_ref(), Verifier::default())? {
        Ok(_) => Ok(()),
        Err(broken) => Err(Wrong(broken.what)),
    }
}

pub fn chain(connect: &Connect) -> Outcome {
    let (mut one, mut two) = (connect()?, connect()?);
    for n in 0..10 {
        let id = one.commit(opening(&format!("a{n}"), row("tier1", "a")))?.id;
        two.commit_desk(desk_event(
            &format!("d{n}"),
            DeskFact::View {
                name: "v".into(),
                query: "q".into(),
            },
        ))?;
        let (row, ticket) = two.stored(id)?;
        let mut change = next(&format!("b{n}"), row, ticket, "two at once");
        change.events.push(event(3, &format!("b{n}"), "second"));
        change.after.version = 3;
        change.row.version = 3;
        two.commit(change)?;
    }
    let links = one.chain(0, 999)?;
    same(
        "numbers",
        links.iter().map(|l| l.n).collect(),
        (1..=40).collect::<Vec<i64>>(),
    )?;
    same("part", one.chain(38, 9)?.len(), 2)?;
    let tickets: Vec<Option<i64>> = links
        .iter()
        .map(|l| l.ticket.map(|t| t.0))
        .take(5)
        .collect();
    same(
        "tickets",
        tickets,
        vec![Some(1), None, Some(1), Some(1), Some(2)],
    )?;
    let last = links.last().map(|l| (l.n, l.hash.clone()));
    same("head", Some(one.head()?), last)?;
    whole(connect)
}

pub fn twice(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    same("not yet", store.delivered(&CommandId::from("c1"))?, None)?;
    let first = store.commit(opening("c1", row("tier1", "a")))?;
    let head = store.head()?;
    let again = connect()?.commit(opening("c1", row("tier1", "another")))?;
    same(
        "answer",
        (again.id, again.version, again.repeated),
        (first.id, 1, true),
    )?;
    same(
        "delivered",
        store.delivered(&CommandId::from("c1"))?,
        Some(again),
    )?;
    same("head", store.head()?, head)?;
    same("one ticket", store.ids(TicketId(0), 9)?.len(), 1)?;
    let customer = || DeskFact::Customer(crate::domain::customer::Customer::default());
    let number = store.commit_desk(desk_event("d1", customer()))?;
    same(
        "desk's answer",
        store.commit_desk(desk_event("d1", customer()))?,
        number,
    )
}

pub fn bulk(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    store.commit(opening("c1", row("tier1", "kept")))?;
    let before = (
        store.head()?,
        store.stored(TicketId(1))?,
        store.products(9)?,
    );
    store.begin_bulk(crate::store::Writes::Many)?;
    for n in 0..5 {
        store.commit(opening(
            &format!("x{n}"),
            Row {
                product: "Gone".into(),
                ..row("tier1", "gone")
            },
        ))?;
    }
    same("seen inside", store.ids(TicketId(0), 99)?.len(), 6)?;
    store.abort_bulk()?;
    same(
        "nothing of it",
        (
            store.head()?,
            store.stored(TicketId(1))?,
            store.products(9)?,
        ),
        before,
    )?;
    store.begin_bulk(crate::store::Writes::Many)?;
    for n in 0..5 {
        let id = store
            .commit(opening(&format!("y{n}"), row("tier1", "bulk")))?
            .id;
        let (row, ticket) = store.stored(id)?;
        store.commit(next(&format!("z{n}"), row, ticket, "more"))?;
    }
    store.commit_desk(desk_event(
        "d",
        DeskFact::View {
            name: "v".into(),
            query: "q".into(),
        },
    ))?;
    store.end_bulk()?;
    same(
        "all of it",
        connect()?.ids(TicketId(0), 99)?,
        (1..=6).map(TicketId).collect(),
    )?;
    same("numbers", connect()?.head()?.0, 12)?;
    holds("no bulk to end", store.end_bulk().is_err())?;
    whole(connect)
}

pub fn sequence(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    let id = store.commit(opening("c1", row("tier1", "a")))?.id;
    let before = store.stored(id)?;
    let mut gap = next("c2", before.0.clone(), before.1.clone(), "x");
    gap.events[0].seq = 5;
    let mut empty = next("c3", before.0.clone(), before.1.clone(), "x");
    empty.events.clear();
    for change in [gap, empty] {
        holds("refused", store.commit(change).is_err())?;
    }
    let mut nowhere = next(
        "c4",
        before.0.clone(),
        Ticket {
            id: NOBODY,
            version: 1,
            ..Ticket::default()
        },
        "x",
    );
    nowhere.after.id = NOBODY;
    holds(
        "not found",
        matches!(store.commit(nowhere), Err(Error::NotFound(NOBODY))),
    )?;
    same("unchanged", store.stored(id)?, before)
}

pub fn version(connect: &Connect) -> Outcome {
    let (mut one, mut two) = (connect()?, connect()?);
    let start = one.data_version()?;
    one.commit(opening("c1", row("tier1", "a")))?;
    same("own write", one.data_version()?, start)?;
    two.commit(opening("c2", row("tier1", "b")))?;
    holds("another's write", one.data_version()? != start)
}
