//! A desk full of life to look around in: every stage, hold and path, with believable histories,
//! made through the same decide, apply and commit as a real one. Equal for equal size, seed and time.

mod birth;
mod cast;
mod configurations;
mod fate;
mod life;
mod open;
mod over;
mod past;
mod place;
mod prose;
mod rng;
mod shelf;
mod together;
mod ways;
mod work;
mod write;

pub use place::Place;

use super::{Desk, Error};
use crate::domain::actor::Actor;
use crate::domain::agent::Agent;
use crate::domain::customer::{Contact, Customer};
use crate::domain::event::{DeskEvent, DeskFact};
use crate::domain::id::{At, CommandId, Tier};
use crate::domain::parse;
use crate::domain::product::{Product, Release};
use crate::store::sqlite::SqliteStore;
use crate::store::{DeskInfo, Store};
use birth::{Book, End, script};
use fate::Fate;
use life::DAY;
use prose::Library;
use rng::Rng;
use std::path::Path;
use std::sync::Arc;
use write::{Actors, Parts, identity};

/// How many tickets a demo has when nobody says: its cast of open ones, and what was closed in ten weeks.
pub const TICKETS: u64 = 260;

/// Up to so many more than half are open.
const FEW: u64 = 110;

/// What a demo is made from; equal plans make equal desks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// How many tickets.
    pub tickets: u64,
    /// The seed of chance.
    pub seed: u64,
    /// The instant at which the desk stands as made.
    pub at: At,
}

impl Plan {
    /// The usual demo, as of the minute of `now`.
    #[must_use]
    pub fn of_this_minute(now: At) -> Plan {
        Plan {
            tickets: TICKETS,
            seed: 1,
            at: At(now.0 - now.0.rem_euclid(MINUTE)),
        }
    }
}

/// In milliseconds.
const MINUTE: i64 = 60_000;

/// What was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// Tickets.
    pub tickets: u64,
    /// Events of tickets.
    pub events: u64,
}

/// Makes a demo desk in a new file. `progress` is told tickets done and in all.
///
/// # Errors
/// The store's, when the file is there already or cannot be written.
pub fn create(path: &Path, plan: &Plan, progress: &mut dyn FnMut(u64, u64)) -> Result<Made, Error> {
    let library = Library::load()?;
    let (info, events) = beginning(plan, &library);
    let store = SqliteStore::create(path, &info, events)?;
    let made = fill(Box::new(store), plan, progress);
    if made.is_err() {
        // A desk that is half made is of no use to anyone, and it was made just now.
        let _ = std::fs::remove_file(path);
    }
    made
}

/// What a demo desk is, and its first events; for stores other than a file.
///
/// # Errors
/// [`Error::Input`] when the built-in texts do not read.
pub fn begin(plan: &Plan) -> Result<(DeskInfo, Vec<DeskEvent>), Error> {
    Ok(beginning(plan, &Library::load()?))
}

fn beginning(plan: &Plan, library: &Library) -> (DeskInfo, Vec<DeskEvent>) {
    let mut rng = Rng::nth(plan.seed, u64::MAX);
    let info = DeskInfo {
        id: rng.uuid(plan.at),
        name: "Demo desk".to_owned(),
        process_hash: parse::builtin().hash.clone(),
        process_text: parse::BUILTIN.into(),
        made_at: plan.at,
        demo: true,
    };
    let mut facts = vec![
        DeskFact::Made {
            desk: info.id.clone(),
            name: info.name.clone(),
            demo: Some(info.demo),
        },
        DeskFact::Process {
            hash: info.process_hash.clone(),
            text: info.process_text.clone().into_owned(),
            why: "the desk was made".to_owned(),
        },
    ];
    facts.extend(agents(library, plan.at).into_iter().map(DeskFact::Agent));
    facts.extend(
        catalogue(library, plan.at)
            .into_iter()
            .map(DeskFact::Product),
    );
    facts.extend(library.templates.iter().map(|t| DeskFact::Template {
        name: t.name.clone(),
        text: t.text.clone(),
    }));
    facts.extend(library.teams.iter().cloned().map(DeskFact::Team));
    facts.push(DeskFact::Review(Box::new(past::review(plan.at))));
    let events = facts
        .into_iter()
        .map(|what| event(plan, &mut rng, what))
        .collect();
    (info, events)
}

/// The desk's list of products; a version each seven weeks, the last one a fortnight ago.
fn catalogue(library: &Library, at: At) -> Vec<Product> {
    let day = |ago: usize| {
        let ms = at.0 - (14 + 49 * i64::try_from(ago).unwrap_or_default()) * DAY;
        chrono::DateTime::from_timestamp_millis(ms).map(|t| t.date_naive())
    };
    let product = |of: &prose::Product| Product {
        name: of.name.clone(),
        versions: (of.versions.iter().zip(&of.notes).enumerate())
            .map(|(n, (version, notes))| Release {
                version: version.clone(),
                released: day(of.versions.len() - 1 - n),
                notes: notes.clone(),
            })
            .collect(),
        retired: false,
    };
    library.products.iter().map(product).collect()
}

fn event(plan: &Plan, rng: &mut Rng, what: DeskFact) -> DeskEvent {
    DeskEvent {
        at: plan.at,
        by: "you".into(),
        identity: identity(),
        command: CommandId(rng.uuid(plan.at)),
        what,
    }
}

fn agents(library: &Library, at: At) -> Vec<Agent> {
    let agent = |p: &prose::Person| Agent {
        name: p.name.as_str().into(),
        tiers: p.tiers.iter().map(|t| Tier::from(t.as_str())).collect(),
        lead: p.lead,
        away_until: (p.away_days > 0).then(|| at.plus_ms(p.away_days * DAY)),
        ..Agent::default()
    };
    library.agents.iter().map(agent).collect()
}

/// Fills a desk that was made with [`begin`].
///
/// # Errors
/// The store's.
pub fn fill(
    store: Box<dyn Store>,
    plan: &Plan,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Made, Error> {
    let library = Library::load()?;
    let at = plan.at;
    let agents = agents(&library, at);
    let actors = Actors::new(&agents);
    let you = agents.first().map(|a| super::actor_of(a, identity()));
    let mut desk = Desk::with_actor(
        store,
        you.unwrap_or_else(Actor::timer),
        Arc::new(move || at),
    )?;
    let book = address_book(&mut desk, plan, &library)?;
    shelf::fill(&mut desk, plan, &library.articles, &agents)?;
    let mut parts = Parts::default();
    let mut made = Made::default();
    let mut bulk = desk.bulk(2_000)?;
    let alone = Plan {
        tickets: plan.tickets - together::split_off(plan),
        ..*plan
    };
    for batch in Course::new(&alone) {
        let mut scripts: Vec<_> = batch
            .into_iter()
            .map(|(fate, n, round, end)| {
                script(&library, &book, fate, (plan.seed, n, round), (at, end))
            })
            .collect();
        in_order(&mut scripts);
        for script in scripts {
            made.events += write::ticket(&mut bulk, &actors, &mut parts, script)?;
            made.tickets += 1;
            if made.tickets.is_multiple_of(100) {
                progress(made.tickets, plan.tickets);
            }
        }
    }
    bulk.finish()?;
    shelf::link(&mut desk, plan, &library.articles)?;
    let (tickets, events) = together::happen(&mut desk, plan)?;
    made.tickets += tickets;
    made.events += events;
    made.events += configurations::take(&mut desk, plan)?;
    desk.pass_on();
    progress(made.tickets, plan.tickets);
    Ok(made)
}

/// By the time of opening; what another needs comes before it.
fn in_order(scripts: &mut [birth::Script]) {
    let played: Vec<(&'static str, At)> = scripts
        .iter()
        .filter(|s| !s.fate.plays.is_empty())
        .map(|s| (s.fate.plays, s.start))
        .collect();
    scripts.sort_by_key(|s| {
        let needed = played.iter().find(|p| p.0 == s.fate.needs);
        needed.map_or((s.start, 0), |p| (s.start.max(p.1), 1))
    });
}

fn address_book(desk: &mut Desk, plan: &Plan, library: &Library) -> Result<Book, Error> {
    let mut rng = Rng::nth(plan.seed, u64::MAX - 1);
    let mut book = Book::default();
    let store = desk.store_mut();
    store.begin_bulk(crate::store::Writes::Many)?;
    for org in &library.customers {
        let mut products: Vec<(String, String)> = Vec::new();
        for product in &library.products {
            if rng.percent(40) {
                let version = rng.pick(&product.versions).cloned().unwrap_or_default();
                products.push((product.name.clone(), version));
            }
        }
        let customer = Customer {
            name: org.name.clone(),
            language: org.language.clone(),
            zone: org.zone.clone(),
            products,
            ..Customer::default()
        };
        let what = DeskFact::Customer(customer);
        let id = crate::domain::id::CustomerId(store.commit_desk(event(plan, &mut rng, what))?);
        let mut people = Vec::new();
        for (n, name) in org.people.iter().enumerate() {
            let contact = Contact {
                customer: Some(id),
                name: name.clone(),
                addresses: vec![cast::address(org, n), cast::phone(org, n)],
                language: org.language.clone(),
                zone: org.zone.clone(),
                ..Contact::default()
            };
            let what = DeskFact::Contact(contact);
            let n = store.commit_desk(event(plan, &mut rng, what))?;
            people.push(crate::domain::id::ContactId(n));
        }
        book.orgs.push((id, people));
    }
    store.end_bulk()?;
    Ok(book)
}

/// Which tickets are made, in batches, so that memory stays flat.
struct Course {
    /// Tickets whose work is over, and those before them in time.
    over: u64,
    open: u64,
    /// How long the past of the desk is.
    span: i64,
    seed: u64,
    done: u64,
}

type Draw = (&'static Fate, u64, u64, End);

/// Tickets a batch.
const BATCH: u64 = 512;

/// Fewer tickets that are over than this: a small desk.
const SMALL: u64 = 240;

/// Of a small desk so many were closed within the fortnight in which they can be reopened.
const RECENT: u64 = 40;

/// The others of a small desk were archived in so many milliseconds: closed in the eight weeks before that fortnight.
const WEEKS: i64 = 56 * DAY;

impl Course {
    fn new(plan: &Plan) -> Course {
        let cast = open::FATES.len() as u64;
        let share = if plan.tickets <= FEW { 55 } else { 2 };
        let open = (plan.tickets * share)
            .div_ceil(100)
            .max(cast.min(plan.tickets * 55 / 100));
        let open = open.min(plan.tickets);
        let over = plan.tickets - open;
        Course {
            over,
            open,
            span: match over < SMALL {
                true => WEEKS,
                false => (40 + i64::try_from(over / 200).unwrap_or(690).min(690)) * DAY,
            },
            seed: plan.seed,
            done: 0,
        }
    }

    fn draw_over(&self, n: u64) -> Draw {
        let mut rng = Rng::nth(self.seed ^ 0x6661_7465, n);
        let total: usize = over::FATES.iter().map(|f| f.weight).sum();
        let mut at = rng.below(total);
        let mut chosen = &over::FATES[0];
        // Chance may leave one out of a few; each stands once before chance begins.
        let once = usize::try_from(n).ok().and_then(|n| over::FATES.get(n));
        for fate in over::FATES {
            if at < fate.weight {
                chosen = fate;
                break;
            }
            at -= fate.weight;
        }
        let chosen = once.unwrap_or(chosen);
        // The early ones are archived; of the last, those whose window is still open are not.
        let (recent, until) = match self.over < SMALL {
            // What was closed lately is as much as in the weeks before.
            true => ((self.over / 2).min(RECENT), (self.over / 2).min(RECENT)),
            false => (60, 0),
        };
        let end = match self.over - n <= recent {
            true => End::Fate,
            false => {
                let left = i64::try_from(self.over - n - until).unwrap_or_default();
                let over = i64::try_from(self.over - until).unwrap_or(1).max(1);
                End::Archived(self.span / over * left + rng.between(0, DAY))
            }
        };
        (chosen, n, 0, end)
    }

    fn draw_open(&self, n: u64) -> Draw {
        let cast = open::FATES.len() as u64;
        let fate = &open::FATES[usize::try_from(n % cast).unwrap_or_default()];
        (fate, self.over + n, n / cast, End::Fate)
    }
}

impl Iterator for Course {
    type Item = Vec<Draw>;

    fn next(&mut self) -> Option<Vec<Draw>> {
        let all = self.over + self.open;
        if self.done >= all {
            return None;
        }
        // A small desk is one batch; else the open ones come round by round.
        let round = open::FATES.len() as u64;
        let upto = match self.done < self.over {
            _ if all <= BATCH => all,
            true => (self.done + BATCH).min(self.over),
            false => (self.done + round).min(all),
        };
        let batch = (self.done..upto)
            .map(|n| match n < self.over {
                true => self.draw_over(n),
                false => self.draw_open(n - self.over),
            })
            .collect();
        self.done = upto;
        Some(batch)
    }
}
