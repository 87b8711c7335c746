//! Configurations of the demo desk: what two customers run, before and after somebody changed it, and how it should be.
//! Their secrets are masked as anywhere; one difference is kept as evidence.

use super::rng::Rng;
use super::{Plan, event};
use crate::desk::snapshot::{NewBaseline, Taking, With};
use crate::desk::{Desk, Error};
use crate::domain::command::Command;
use crate::domain::diff::Way;
use crate::domain::event::DeskFact;
use crate::domain::id::{At, CommandId, TicketId};
use crate::domain::row::{Attention, Row};
use crate::domain::stage::Phase;
use crate::store::{Anchor, Query, Sort};

const BASELINE: &str = include_str!("../../../assets/demo/configurations/baseline.conf");
const BEFORE: &str = include_str!("../../../assets/demo/configurations/before.conf");
const AFTER: &str = include_str!("../../../assets/demo/configurations/after.conf");

/// What the configuration is called.
const NAME: &str = "server.conf";

/// Tickets among which some are chosen.
const LOOKED: usize = 50;

/// Takes the snapshots; how many events that were.
pub fn take(desk: &mut Desk, plan: &Plan) -> Result<u64, Error> {
    let mut rng = Rng::nth(plan.seed, u64::MAX - 5);
    let chosen = chosen(desk)?;
    let mut events = 0;
    for (n, row) in chosen.iter().enumerate() {
        if chosen.iter().position(|r| r.product == row.product) == Some(n) {
            baseline(desk, plan, &mut rng, &row.product)?;
        }
        if n == 0 {
            events += snapshot(desk, &mut rng, row.id, (BEFORE, plan.at))?;
        }
        events += snapshot(desk, &mut rng, row.id, (AFTER, plan.at))?;
        if n == 0 {
            events += keep(desk, &mut rng, row.id, plan.at)?;
        }
    }
    Ok(events)
}

/// Two open tickets of Tier 1, of customers and products that are known, on which nothing else waits.
fn chosen(desk: &Desk) -> Result<Vec<Row>, Error> {
    let query = Query {
        tier: Some(desk.process().first_tier()),
        phase: Some(Phase::Working),
        sort: Sort::Age,
        ..Query::default()
    };
    let calm = |r: &Row| {
        let known = r.customer.is_some() && !r.product.is_empty();
        known && r.attention == Attention::None && r.hold.is_none() && r.audience.is_none()
    };
    let page = desk.page(&query, &Anchor::First, LOOKED)?;
    Ok(page.rows.into_iter().filter(calm).take(2).collect())
}

fn baseline(desk: &mut Desk, plan: &Plan, rng: &mut Rng, product: &str) -> Result<(), Error> {
    let of = NewBaseline::Text(Taking::pasted(NAME.to_owned(), BASELINE.to_owned()));
    let why = "as it is installed";
    let baseline = desk.new_baseline(product, NAME, of, why)?;
    let what = DeskFact::Baseline(Box::new(baseline));
    desk.store_mut().commit_desk(event(plan, rng, what))?;
    Ok(())
}

fn snapshot(
    desk: &mut Desk,
    rng: &mut Rng,
    id: TicketId,
    (text, at): (&str, At),
) -> Result<u64, Error> {
    let taking = Taking::pasted(NAME.to_owned(), text.to_owned());
    let command = CommandId(rng.uuid(at));
    let done = desk.take_snapshots(id, None, vec![taking], &command)?;
    Ok(done.events.len() as u64)
}

/// Keeps the first difference between the last two.
fn keep(desk: &mut Desk, rng: &mut Rng, id: TicketId, at: At) -> Result<u64, Error> {
    let last = desk.ticket(id)?.attachments.last().map_or(0, |a| a.n);
    let found = desk.compare(id, last, With::default(), Way::default())?;
    let Some(piece) = found.piece(1)? else {
        return Ok(0);
    };
    let pieces = vec![piece];
    let command = CommandId(rng.uuid(at));
    let done = desk.run(id, None, Command::Keep { pieces }, &command)?;
    Ok(done.events.len() as u64)
}
