//! What reviews read of tickets, and the reviews that were held.

use super::sample::{desk_event, event, lead, next, opening, row, viewer};
use super::{Connect, Outcome, holds, same};
use crate::domain::event::{Act, DeskFact, Event, Fact};
use crate::domain::id::{At, ReviewId, TicketId};
use crate::domain::report::{Period, mark};
use crate::domain::review::Review;
use crate::domain::stage::Phase;
use crate::domain::ticket::{Check, CheckHow};
use crate::store::{Change, Store};

const ALL: Period = Period {
    from: At(i64::MIN),
    to: At(i64::MAX),
};

/// Numbers of the tickets that count for someone in a period, and whether each is hidden.
fn seen(store: &dyn Store, name: &str, period: Period) -> Result<Vec<(i64, bool)>, super::Wrong> {
    let mut all = Vec::new();
    let viewer = match name {
        "" => lead(),
        name => viewer(name, &["tier1"]),
    };
    store.marks(&viewer, period, &mut |m| {
        all.push((m.id.0, m.is_hidden));
        true
    })?;
    Ok(all)
}

fn skips(command: &str, change: Change, why: &str) -> Change {
    let seq = change.after.version;
    let skipped = Check {
        how: CheckHow::Skipped,
        result: why.to_owned(),
        ..Check::default()
    };
    Change {
        events: vec![Event {
            act: Act::Recorded,
            facts: vec![Fact::Checked("tier1.logs".to_owned(), Some(skipped))],
            ..event(seq, command, "")
        }],
        ..change
    }
}

/// The marks of a ticket are those of its events, whatever bytes they are.
pub fn kept(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    store.commit(opening("o", row("tier1", "first")))?;
    for n in 0..40 {
        let (row, ticket) = store.stored(TicketId(1))?;
        let command = format!("n{n}");
        let why = format!("\u{0}ÿ{}", "x".repeat(n * 7));
        let change = skips(&command, next(&command, row, ticket, ""), &why);
        store.commit(change)?;
    }
    let events = store.events(&lead(), TicketId(1), 0, usize::MAX)?;
    let mut found = Vec::new();
    store.marks(&lead(), ALL, &mut |m| {
        found = m.marks.to_vec();
        true
    })?;
    same("marks", found, mark::of(&events))?;
    let (row, _) = store.stored(TicketId(1))?;
    holds(
        "they are known to be right",
        store.is_marked(&row, &events)?,
    )
}

/// A ticket counts from its opening until it is settled.
pub fn counted(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    let aged = |subject: &str, opened: i64, updated: i64, over: bool, owed: u32| {
        let mut row = row("tier1", subject);
        (row.opened_at, row.updated_at, row.owed) = (At(opened), At(updated), owed);
        if over {
            row.stage.phase = Phase::Closed;
        }
        row
    };
    store.commit(opening("a", aged("settled", 10, 20, true, 0)))?;
    store.commit(opening("b", aged("open", 10, 20, false, 0)))?;
    store.commit(opening("c", aged("owed", 10, 20, true, 1)))?;
    store.commit(opening("d", aged("later", 50, 60, false, 0)))?;
    let in_period = |from: i64, to: i64| {
        let period = Period {
            from: At(from),
            to: At(to),
        };
        let found = seen(store.as_ref(), "", period)?;
        Ok::<Vec<i64>, super::Wrong>(found.into_iter().map(|(id, _)| id).collect())
    };
    same("while it lived", in_period(0, 50)?, vec![1, 2, 3])?;
    same("at its last event", in_period(20, 50)?, vec![1, 2, 3])?;
    same("after it", in_period(21, 51)?, vec![2, 3, 4])?;
    same("before any", in_period(0, 10)?, vec![])?;
    let mut first = 0;
    store.marks(&lead(), ALL, &mut |_| {
        first += 1;
        false
    })?;
    same("broken off", first, 1)
}

/// A restricted ticket counts, and is known to be hidden.
pub fn hidden(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    let mut restricted = row("tier1", "secret");
    restricted.audience = Some(vec!["ana".into()]);
    store.commit(opening("a", restricted))?;
    store.commit(opening("b", row("tier1", "open")))?;
    same(
        "a lead",
        seen(store.as_ref(), "", ALL)?,
        vec![(1, false), (2, false)],
    )?;
    same(
        "its audience",
        seen(store.as_ref(), "ana", ALL)?,
        vec![(1, false), (2, false)],
    )?;
    same(
        "others",
        seen(store.as_ref(), "bob", ALL)?,
        vec![(1, true), (2, false)],
    )
}

/// A review is numbered once and then written anew.
pub fn held(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    let review = |id: i64, findings: &[&str]| Review {
        id: ReviewId(id),
        to: At(5),
        findings: findings.iter().map(|f| (*f).to_owned()).collect(),
        ..Review::default()
    };
    let put = |store: &mut Box<dyn Store>, command: &str, review: Review| {
        let event = desk_event(command, DeskFact::Review(Box::new(review)));
        Ok::<i64, super::Wrong>(store.commit_desk(event)?)
    };
    same("first", put(&mut store, "r1", review(0, &[]))?, 1)?;
    same("second", put(&mut store, "r2", review(0, &["b"]))?, 2)?;
    same("again", put(&mut store, "r3", review(1, &["a"]))?, 1)?;
    same(
        "reviews",
        connect()?.reviews()?,
        vec![review(1, &["a"]), review(2, &["b"])],
    )
}
