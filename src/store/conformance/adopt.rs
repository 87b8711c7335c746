//! What another copy of a desk wrote.

use super::sample::{desk_event, event, lead, next, opening, row, viewer};
use super::{Connect, Outcome, Wrong, holds, same};
use crate::domain::chain::{self, Verifier};
use crate::domain::event::DeskFact;
use crate::domain::id::TicketId;
use crate::store::{Adopted, Change, Error, Store, check_chain};

/// The records of a change, from this number on, as a program would write them that puts a blank
/// behind each comma: nothing but the copy itself tells.
fn records(change: &Change, n: i64) -> Result<Vec<String>, Wrong> {
    let each = (n..).zip(&change.events).map(|(n, e)| {
        let plain = chain::ticket_record(n, change.after.id, e);
        plain.map(|record| record.replacen(",\"n\":", ", \"n\":", 1))
    });
    let all: Result<Vec<_>, _> = each.collect();
    all.map_err(|e| Wrong(e.to_string()))
}

fn brought(store: &mut dyn Store, change: Change, n: i64) -> Outcome {
    let records = records(&change, n)?;
    let change = Box::new(change);
    Ok(store.adopt(Adopted::Ticket { change, records })?)
}

/// Records are kept byte for byte, tickets under the numbers they have.
pub fn word_for_word(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    let view = DeskFact::View {
        name: "mine".into(),
        query: "p1".into(),
    };
    let saved = desk_event("d1", view);
    let record = chain::desk_record(1, &saved).map_err(|e| Wrong(e.to_string()))?;
    let record = record.replacen("{\"desk\"", "{ \"desk\"", 1);
    store.adopt(Adopted::Desk {
        event: Box::new(saved),
        record: record.clone(),
    })?;
    let mut change = opening("c1", row("tier1", "from elsewhere"));
    change.after.id = TicketId(7);
    brought(store.as_mut(), change.clone(), 2)?;
    let mut ticket = change.after;
    ticket.id = TicketId(7);
    brought(store.as_mut(), next("c2", change.row, ticket, "later"), 3)?;
    let links = store.chain(0, 10)?;
    same("desk record", &links[0].record, &record)?;
    holds("a ticket's record", links[1].record.contains(", \"n\":2"))?;
    same("views", store.views()?.len(), 1)?;
    same("numbers", store.ids(TicketId(0), 10)?, vec![TicketId(7)])?;
    same("how many", store.kept_tickets()?, 1)?;
    same("version", store.ticket(&lead(), TicketId(7))?.version, 2)?;
    holds(
        "the chain",
        check_chain(store.as_ref(), Verifier::default())?.is_ok(),
    )?;
    let opened = store.commit(opening("c3", row("tier1", "next")))?;
    same("the next number", opened.id, TicketId(8))
}

/// A number that is taken, and records that are not the events', are refused.
pub fn refused(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    store.commit(opening("c1", row("tier1", "here")))?;
    let mut change = opening("c2", row("tier1", "from elsewhere"));
    change.after.id = TicketId(1);
    holds(
        "a number that is taken",
        brought(store.as_mut(), change.clone(), 2).is_err(),
    )?;
    change.after.id = TicketId(9);
    let none = Adopted::Ticket {
        change: Box::new(change),
        records: Vec::new(),
    };
    holds("no records", store.adopt(none).is_err())?;
    same("links", store.head()?.0, 1)
}

/// Of one ticket the links, for whoever may see it.
pub fn links(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    let mut hidden = row("tier1", "hidden");
    hidden.audience = Some(vec!["ana".into()]);
    let first = opening("c1", hidden);
    let id = store.commit(first.clone())?.id;
    store.commit(opening("c2", row("tier1", "other")))?;
    let mut ticket = first.after;
    ticket.id = id;
    let mut again = first.row;
    again.id = id;
    store.commit(next("c3", again, ticket, "more"))?;
    let all = store.chain(0, 10)?;
    let own: Vec<_> = all.into_iter().filter(|l| l.ticket == Some(id)).collect();
    same("all", store.links(&lead(), id, 0, 10)?, own.clone())?;
    same("some", store.links(&lead(), id, 1, 10)?, own[1..].to_vec())?;
    same("limit", store.links(&lead(), id, 0, 1)?, own[..1].to_vec())?;
    let eve = store.links(&viewer("eve", &["tier1"]), id, 0, 10);
    holds("restricted", matches!(eve, Err(Error::Restricted(_))))?;
    let first = chain::event_of(&own[0].record).map_err(|e| Wrong(e.to_string()))?;
    same("the event", first.seq, event(1, "c1", "").seq)
}
