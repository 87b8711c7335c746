//! The process file in force: what was decided under another, and rows of another.

use super::sample::{desk_event, next, opening, row};
use super::{Connect, Outcome, holds, same};
use crate::domain::agent::Agent;
use crate::domain::event::{DeskFact, Fact};
use crate::domain::id::{At, CommandId, TicketId, Tier};
use crate::domain::login_key::LoginKey;
use crate::domain::row::Row;
use crate::domain::stage::{Phase, Stage};
use crate::store::{Anchor, Change, Error, Query, Store};

/// Puts a file in force whose hash is its text.
fn use_file(store: &mut dyn Store, command: &str, file: &str) -> Result<(), Error> {
    let fact = DeskFact::Process {
        hash: file.into(),
        text: file.into(),
        why: "better".into(),
    };
    store.commit_desk(desk_event(command, fact)).map(|_| ())
}

fn under(mut change: Change, file: &str) -> Change {
    for event in &mut change.events {
        event.process = file.into();
    }
    change
}

pub fn gone(connect: &Connect) -> Outcome {
    let (mut store, mut other) = (connect()?, connect()?);
    let id = store.commit(opening("c1", row("tier1", "a")))?.id;
    let (row_1, ticket) = store.stored(id)?;
    let removed = |removed| {
        DeskFact::Agent(Agent {
            name: "tina".into(),
            removed,
            ..Agent::default()
        })
    };
    other.commit_desk(desk_event("d1", removed(true)))?;
    let head = store.head()?;
    let mut by = next("c2", row_1.clone(), ticket.clone(), "decided before");
    by.events.iter_mut().for_each(|e| e.by = "tina".into());
    let mut to = next("c3", row_1.clone(), ticket.clone(), "decided before");
    let given = Fact::Assigned(Some("tina".into()));
    to.events
        .iter_mut()
        .for_each(|e| e.facts.push(given.clone()));
    for change in [by.clone(), to] {
        let said = store.commit(change);
        let is_gone = matches!(&said, Err(Error::AgentGone(name)) if name == "tina");
        holds("refused", is_gone)?;
    }
    same("nothing is written", store.head()?, head)?;
    other.commit_desk(desk_event("d2", removed(false)))?;
    store.commit(by).map(|_| ()).map_err(Into::into)
}

/// What was decided over a key that was taken away before it was written.
pub fn key_gone(connect: &Connect) -> Outcome {
    let (mut store, mut other) = (connect()?, connect()?);
    let id = store.commit(opening("c1", row("tier1", "a")))?.id;
    let (row_1, ticket) = store.stored(id)?;
    let tina = |removed_at| {
        DeskFact::Agent(Agent {
            name: "tina".into(),
            keys: vec![LoginKey {
                fingerprint: "SHA256:tina".to_owned(),
                removed_at,
                ..LoginKey::default()
            }],
            ..Agent::default()
        })
    };
    other.commit_desk(desk_event("d1", tina(Some(At(5)))))?;
    let head = store.head()?;
    let mut over_key = next("c2", row_1, ticket, "decided before");
    over_key.events.iter_mut().for_each(|e| {
        e.by = "tina".into();
        e.identity.key = Some("SHA256:tina".to_owned());
    });
    let said = store.commit(over_key.clone());
    let is_gone = |said: &Error| matches!(said, Error::KeyGone(name) if name == "tina");
    holds("refused", said.as_ref().err().is_some_and(is_gone))?;
    let mut of_desk = desk_event("d2", tina(None));
    (of_desk.by, of_desk.identity) = ("tina".into(), over_key.events[0].identity.clone());
    let said = store.commit_desk(of_desk);
    holds("refused too", said.as_ref().err().is_some_and(is_gone))?;
    same("nothing is written", store.head()?, head)?;
    other.commit_desk(desk_event("d3", tina(None)))?;
    store.commit(over_key).map(|_| ()).map_err(Into::into)
}

pub fn overtaken(connect: &Connect) -> Outcome {
    let (mut store, mut other) = (connect()?, connect()?);
    let id = store.commit(opening("c1", row("tier1", "a")))?.id;
    let (row_1, ticket) = store.stored(id)?;
    use_file(other.as_mut(), "d1", "p2")?;
    let (before, head) = (store.stored_under(id)?, store.head()?);
    let late = next("c2", row_1.clone(), ticket.clone(), "decided under p1");
    for change in [late, opening("c3", row("tier1", "b"))] {
        let said = store.commit(change);
        holds("refused", matches!(said, Err(Error::ProcessChanged)))?;
    }
    same(
        "the desk",
        (store.stored_under(id)?, store.head()?),
        (before, head),
    )?;
    same(
        "the command",
        store.delivered(&CommandId::from("c2"))?,
        None,
    )?;
    let again = under(next("c2", row_1, ticket, "decided anew"), "p2");
    same("decided anew", store.commit(again)?.version, 2)?;
    same("its file", store.stored_under(id)?.2.as_str(), "p2")?;
    // What was written before keeps its first answer.
    let first = store.commit(opening("c1", row("tier1", "a")))?;
    same("a repeated one", (first.id, first.repeated), (id, true))
}

fn closed(mut of: Row) -> Row {
    of.stage.phase = Phase::Closed;
    of.turn.clear();
    of
}

pub fn rows(connect: &Connect) -> Outcome {
    let (mut store, mut other) = (connect()?, connect()?);
    for n in 1..=4 {
        store.commit(opening(&format!("c{n}"), row("tier1", "a")))?;
    }
    store.commit(opening("c5", closed(row("tier1", "a"))))?;
    same("none yet", store.outdated(TicketId(0), 9)?, vec![])?;
    use_file(other.as_mut(), "d1", "p2")?;
    let ids = |all: &[i64]| all.iter().map(|n| TicketId(*n)).collect::<Vec<_>>();
    same(
        "open ones",
        store.outdated(TicketId(0), 9)?,
        ids(&[1, 2, 3, 4]),
    )?;
    same("a part", store.outdated(TicketId(1), 2)?, ids(&[2, 3]))?;
    same("files", store.process_file("p1")?.is_some(), true)?;
    same("no file", store.process_file("p9")?, None)?;
    let anew = |store: &dyn Store, id: i64| -> Result<Row, Error> {
        Ok(Row {
            due_at: At(40),
            needs_at: At(40),
            turn: vec![Tier::from("tier2")],
            ..store.stored(TicketId(id))?.0
        })
    };
    let batch = [anew(store.as_ref(), 1)?, anew(store.as_ref(), 2)?];
    let wrong = store.rewrite_rows("p1", &batch);
    holds(
        "not under an old file",
        matches!(wrong, Err(Error::ProcessChanged)),
    )?;
    // Someone writes ticket 2 between the computing and the writing.
    let (row_2, ticket) = other.stored(TicketId(2))?;
    other.commit(under(next("c6", row_2, ticket, "quicker"), "p2"))?;
    let head = store.head()?;
    same("written", store.rewrite_rows("p2", &batch)?, 1)?;
    same("no event", store.head()?, head)?;
    same("left", store.outdated(TicketId(0), 9)?, ids(&[3, 4]))?;
    let (row_1, _, file) = store.stored_under(TicketId(1))?;
    same("the row", (&row_1, file.as_str()), (&batch[0], "p2"))?;
    same(
        "theirs stays",
        store.stored(TicketId(2))?.0.due_at,
        At::NEVER,
    )?;
    queue(connect)?;
    let place = Stage::new(&Tier::from("tier1"), Phase::Closed);
    same("standing", store.standing(&place, 9)?, ids(&[5]))
}

/// Lists and numbers follow the row.
fn queue(connect: &Connect) -> Outcome {
    let (store, ana) = (connect()?, super::sample::viewer("ana", &["tier2"]));
    let query = Query {
        turn: Some(Tier::from("tier2")),
        ..Query::default()
    };
    let page = store.page(&ana, &query, &Anchor::First, 9, At(50))?;
    same("its queue", page.rows.len(), 1)?;
    let counts = store.counts(&ana, At(50))?;
    same("numbers", (counts.open.n, counts.late.n), (1, 1))
}
