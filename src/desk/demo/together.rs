//! What happens between tickets that are there: one is merged, words of one are split off, one is
//! offered at a change of shift. Chosen by what they are, so that equal plans make equal desks.

use super::Plan;
use crate::desk::{Desk, Error};
use crate::domain::command::{Command, Split};
use crate::domain::id::{CommandId, TicketId};
use crate::domain::row::{Attention, Row};
use crate::domain::stage::Phase;
use crate::store::{Query, Sort};

/// Smaller desks have too few tickets for it.
const FROM: u64 = 60;

/// The part of a demo desk's tickets that is split off others.
pub fn split_off(plan: &Plan) -> u64 {
    u64::from(plan.tickets >= FROM)
}

/// Lets it happen; how many tickets and events came of it.
pub fn happen(desk: &mut Desk, plan: &Plan) -> Result<(u64, u64), Error> {
    if plan.tickets < FROM {
        return Ok((0, 0));
    }
    let you = desk.actor().name.clone();
    let first = desk.process().first_tier();
    let rows = desk.rows_of(&Query {
        turn: Some(first),
        sort: Sort::Updated,
        ..Query::default()
    })?;
    let mut plain: Vec<Row> = rows.into_iter().filter(is_plain).collect();
    let mut events = 0;
    if let Some((from, into)) = pair(&plain) {
        let text = "We have joined this with your other request and answer you there.".to_owned();
        desk.run(from, None, Command::Merge { into, text }, &id("merge"))?;
        plain.retain(|row| row.id != from && row.id != into);
        events += 2;
    }
    let theirs = |row: &&Row| row.assignee.as_ref().is_some_and(|a| *a != you);
    if let Some(row) = plain.iter().find(theirs).cloned() {
        let text = desk.shift_notes(row.id, "UTC")?;
        let to = you.clone();
        let by = row.assignee.clone().unwrap_or_else(|| you.clone());
        desk.act_as(&by)?;
        desk.run(
            row.id,
            None,
            Command::HandOver { to, text },
            &id("handover"),
        )?;
        desk.act_as(&you)?;
        plain.retain(|other| other.id != row.id);
        events += 1;
    }
    let mut tickets = 0;
    for row in &plain {
        let words = desk.entries_of(row.id)?;
        let Some(last) = words.iter().rfind(|e| e.seq > 1) else {
            continue;
        };
        let split = Split {
            from: row.id,
            events: vec![last.seq],
            kind: "related".to_owned(),
        };
        let subject = format!("{}: the other matter", row.subject);
        desk.split(split, &subject, &id("split"))?;
        (tickets, events) = (tickets + 1, events + 2);
        break;
    }
    Ok((tickets, events))
}

fn id(what: &str) -> CommandId {
    CommandId(format!("demo-{what}"))
}

/// A ticket on which nothing else is going on.
fn is_plain(row: &Row) -> bool {
    let working = matches!(row.stage.phase, Phase::Queued | Phase::Working);
    working && row.attention == Attention::None && row.audience.is_none() && row.hold.is_none()
}

/// Two tickets of the same customer, about the same product where there are such; the younger one
/// goes on in the older.
fn pair(rows: &[Row]) -> Option<(TicketId, TicketId)> {
    let mut by_age: Vec<&Row> = rows.iter().filter(|r| r.customer.is_some()).collect();
    by_age.sort_by_key(|r| r.id);
    let alike = |old: &Row, r: &Row| r.product == old.product;
    paired(&by_age, alike).or_else(|| paired(&by_age, |_, _| true))
}

fn paired(by_age: &[&Row], fits: impl Fn(&Row, &Row) -> bool) -> Option<(TicketId, TicketId)> {
    by_age.iter().find_map(|old| {
        let young = by_age
            .iter()
            .find(|r| r.customer == old.customer && r.id > old.id && fits(old, r))?;
        Some((young.id, old.id))
    })
}
