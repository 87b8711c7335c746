//! Links from their other end, and who has not heard what a linked ticket says.

use super::sample::{event, next, opening, row};
use super::{Connect, Outcome, same};
use crate::domain::event::{Event, Fact};
use crate::domain::heed::News;
use crate::domain::id::{At, TicketId};
use crate::domain::stage::Phase;
use crate::domain::ticket::{Link, Record, Ticket};
use crate::domain::values::Values;
use crate::store::{Change, Error, Store};

fn linked(other: TicketId, kind: &str) -> Link {
    Link {
        other,
        kind: kind.to_owned(),
        by: "ana".into(),
        at: At(5),
        ..Link::default()
    }
}

/// Writes what `change` makes of a ticket.
fn put(
    store: &mut dyn Store,
    id: TicketId,
    command: &str,
    change: impl FnOnce(&mut Ticket) -> Fact,
) -> Result<(), Error> {
    let (row, ticket) = store.stored(id)?;
    let mut changed: Change = next(command, row, ticket, "");
    let fact = change(&mut changed.after);
    changed.row.stage = changed.after.stage.clone();
    let seq = changed.after.version;
    changed.events = vec![Event {
        facts: vec![fact],
        ..event(seq, command, "")
    }];
    store.commit(changed).map(|_| ())
}

fn link(store: &mut dyn Store, id: TicketId, to: Link, command: &str) -> Result<(), Error> {
    put(store, id, command, |ticket| {
        ticket.links.push(to.clone());
        Fact::Linked(to)
    })
}

fn workaround(store: &mut dyn Store, id: TicketId, command: &str) -> Result<(), Error> {
    put(store, id, command, |ticket| {
        let n = u32::try_from(ticket.records.len()).unwrap_or_default() + 1;
        let record = Record {
            n,
            kind: "workaround".to_owned(),
            values: Values::new().with("state", "in_place"),
            ..Record::default()
        };
        ticket.records.push(record.clone());
        Fact::Recorded(record)
    })
}

fn three(store: &mut dyn Store) -> Result<[TicketId; 3], Error> {
    let mut ids = [TicketId(0); 3];
    for (n, id) in ids.iter_mut().enumerate() {
        let change = opening(&format!("open-{n}"), row("tier1", &format!("ticket {n}")));
        *id = store.commit(change)?.id;
    }
    Ok(ids)
}

/// Both ends know of a link while it stands.
pub fn ends(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    let [a, b, c] = three(store.as_mut())?;
    link(store.as_mut(), b, linked(a, "parent"), "1")?;
    link(store.as_mut(), b, linked(a, "related"), "2")?;
    link(store.as_mut(), c, linked(a, "known_error"), "3")?;
    let all = vec![
        (b, linked(a, "parent")),
        (b, linked(a, "related")),
        (c, linked(a, "known_error")),
    ];
    same("all", store.links_to(a, TicketId(0), 9)?, all.clone())?;
    same("after", store.links_to(a, b, 9)?, all[2..].to_vec())?;
    same(
        "limit",
        store.links_to(a, TicketId(0), 1)?,
        all[..1].to_vec(),
    )?;
    same("none", store.links_to(b, TicketId(0), 9)?, vec![])?;
    put(store.as_mut(), b, "4", |ticket| {
        ticket.links.retain(|l| l.kind != "parent");
        Fact::Unlinked(a, "parent".to_owned())
    })?;
    same(
        "taken back",
        store.links_to(a, TicketId(0), 9)?,
        all[1..].to_vec(),
    )?;
    same("nothing miscounted", store.miscount()?, None)
}

/// Who has not heard follows from both tickets, whichever was written last, also in a bulk.
pub fn unheard(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    let [a, b, c] = three(store.as_mut())?;
    link(store.as_mut(), b, linked(a, "parent"), "1")?;
    same("nothing said", store.unheard(9)?, vec![])?;
    workaround(store.as_mut(), a, "2")?;
    link(store.as_mut(), c, linked(a, "known_error"), "3")?;
    link(store.as_mut(), c, linked(b, "related"), "4")?;
    same("both", store.unheard(9)?, vec![(b, a), (c, a)])?;
    same("limit", store.unheard(1)?, vec![(b, a)])?;
    let other = connect()?;
    same("also elsewhere", other.unheard(9)?, vec![(b, a), (c, a)])?;
    put(store.as_mut(), b, "5", |ticket| {
        let heard = News {
            workaround: 1,
            resolution: 0,
        };
        ticket.links.iter_mut().for_each(|l| l.heard = heard);
        Fact::Heard(a, heard)
    })?;
    same("one has heard", store.unheard(9)?, vec![(c, a)])?;
    store.begin_bulk(crate::store::Writes::Many)?;
    workaround(store.as_mut(), a, "6")?;
    same("news again", store.unheard(9)?, vec![(b, a), (c, a)])?;
    store.abort_bulk()?;
    same("dropped with the bulk", store.unheard(9)?, vec![(c, a)])?;
    put(store.as_mut(), c, "7", |ticket| {
        ticket.stage.phase = Phase::Closed;
        Fact::Informed("closed".to_owned())
    })?;
    same("over, it hears no more", store.unheard(9)?, vec![])?;
    same("nothing miscounted", store.miscount()?, None)
}
