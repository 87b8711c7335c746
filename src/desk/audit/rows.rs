//! The rows of the desk itself (agents, customers, contacts, articles, products, saved views, the process in force) against
//! the replay of the desk's own events.

use super::beside::Given;
use super::{Audit, PAGE};
use crate::desk::Error;
use crate::domain::actor::Source;
use crate::domain::agent::Agent;
use crate::domain::attachment::shown;
use crate::domain::backup::Backup;
use crate::domain::chain;
use crate::domain::configuration::{Baseline, key};
use crate::domain::duty::StandIn;
use crate::domain::event::DeskFact;
use crate::domain::id::{ArticleId, At, TicketId};
use crate::domain::parse;
use crate::domain::product::Product;
use crate::domain::review::Review;
use crate::domain::team::Team;
use crate::store::{self, ChainLink};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// How often all is compared again when others change agents or customers at this very moment.
const TRIES: u32 = 100;

/// What the desk's own events say. Of customers, contacts and articles, which may be many, only the record that
/// was written last and the hash of its document are held.
#[derive(Debug, Default)]
pub(super) struct Log {
    /// Number of the last record that was read.
    pub(super) n: i64,
    pub(super) desk: Option<(String, String)>,
    /// What it says of whether it is a demo desk, and when it was made.
    is_demo: Option<bool>,
    made_at: Option<At>,
    backup: Option<Backup>,
    process: Option<String>,
    /// Records that put a process file in force, with its hash.
    pub(super) in_force: Vec<(i64, String)>,
    agents: BTreeMap<String, Agent>,
    views: BTreeMap<String, String>,
    products: BTreeMap<String, Product>,
    teams: BTreeMap<String, Team>,
    stand_ins: BTreeMap<String, StandIn>,
    reviews: BTreeMap<String, Review>,
    templates: BTreeMap<String, String>,
    customers: BTreeMap<i64, Written>,
    contacts: BTreeMap<i64, Written>,
    /// By product and name, as they are told apart.
    baselines: BTreeMap<String, Baseline>,
    articles: BTreeMap<i64, Written>,
    /// Numbers of the records that are an article's revisions.
    revisions: BTreeMap<i64, Vec<i64>>,
}

fn baseline_key(product: &str, name: &str) -> String {
    format!("{} · {}", key(product), key(name))
}

#[derive(Debug)]
struct Written {
    n: i64,
    hash: [u8; 32],
}

impl Written {
    fn of<T: Serialize>(n: i64, document: &T) -> Written {
        Written {
            n,
            hash: hash(document),
        }
    }
}

fn hash<T: Serialize>(document: &T) -> [u8; 32] {
    Sha256::digest(serde_json::to_vec(document).unwrap_or_default()).into()
}

impl Log {
    /// Takes in the next record; those of tickets say nothing here. Says the command of
    /// the desk's own, with the number it was answered. `Err`: it cannot be read.
    pub(super) fn feed(&mut self, link: &ChainLink) -> Result<Option<Given>, String> {
        self.n = link.n;
        if link.ticket.is_some() {
            return Ok(None);
        }
        let event = chain::desk_event_of(&link.record);
        let event = event.map_err(|e| format!("Record {} cannot be read: {e}.", link.n))?;
        // Of a desk that was made of another one's tickets the log says when that was, not this.
        let is_own = event.identity.source != Source::Import;
        if is_own && matches!(event.what, DeskFact::Made { .. }) {
            self.made_at = Some(event.at);
        }
        let number = match &event.what {
            DeskFact::Customer(customer) => customer.id.0,
            DeskFact::Contact(contact) => contact.id.0,
            DeskFact::Article(article) => article.id.0,
            DeskFact::StandIn(said) => said.n,
            DeskFact::Review(review) => review.id.0,
            _ => 0,
        };
        self.apply(link.n, event.what);
        Ok(Some((event.command, TicketId(0), number)))
    }

    fn apply(&mut self, n: i64, what: DeskFact) {
        match what {
            DeskFact::Made { desk, name, demo } => {
                self.desk = Some((desk, name));
                self.is_demo = demo;
            }
            DeskFact::Agent(agent) => {
                self.agents.insert(agent.name.0.clone(), agent);
            }
            DeskFact::Process { hash, .. } => {
                self.in_force.push((n, hash.clone()));
                self.process = Some(hash);
            }
            DeskFact::Customer(customer) => {
                let written = Written::of(n, &customer);
                self.customers.insert(customer.id.0, written);
            }
            DeskFact::Contact(contact) => {
                let written = Written::of(n, &contact);
                self.contacts.insert(contact.id.0, written);
            }
            DeskFact::Baseline(baseline) => {
                let key = baseline_key(&baseline.product, &baseline.name);
                self.baselines.insert(key, *baseline);
            }
            DeskFact::BaselineGone { product, name, .. } => {
                self.baselines.remove(&baseline_key(&product, &name));
            }
            DeskFact::Article(article) => {
                let written = Written::of(n, &article);
                self.articles.insert(article.id.0, written);
                self.revisions.entry(article.id.0).or_default().push(n);
            }
            DeskFact::Product(product) => {
                self.products.insert(product.name.clone(), product);
            }
            DeskFact::BackedUp(backup) => self.backup = Some(backup),
            DeskFact::Team(team) => {
                self.teams.insert(team.id.clone(), team);
            }
            DeskFact::StandIn(said) => {
                self.stand_ins.insert(said.n.to_string(), said);
            }
            DeskFact::Review(review) => {
                self.reviews.insert(review.id.to_string(), *review);
            }
            DeskFact::Template { name, text } if text.is_empty() => {
                self.templates.remove(&name);
            }
            DeskFact::Template { name, text } => {
                self.templates.insert(name, text);
            }
            DeskFact::View { name, query } if query.is_empty() => {
                self.views.remove(&name);
            }
            DeskFact::View { name, query } => {
                self.views.insert(name, query);
            }
        }
    }
}

impl Audit<'_> {
    /// The first row of the desk itself that is not what the log says.
    pub(super) fn rows(&mut self) -> Result<Option<String>, Error> {
        let mut tries = 0;
        loop {
            self.report.rows = 0;
            let bad = self.compared()?;
            tries += 1;
            // What others wrote since the chain was read is no fault.
            if bad.is_none() || tries == TRIES || !self.follow()? {
                return Ok(bad);
            }
        }
    }

    /// Reads the records that came meanwhile; whether there were any.
    fn follow(&mut self) -> Result<bool, Error> {
        let before = self.log.n;
        loop {
            let links = self.desk.store.chain(self.log.n, PAGE)?;
            if links.is_empty() {
                return Ok(self.log.n > before);
            }
            for link in &links {
                // One that cannot be read is the next audit's to say.
                let _ = self.log.feed(link);
            }
        }
    }

    fn compared(&mut self) -> Result<Option<String>, Error> {
        if let Some(bad) = self.desk_itself()? {
            return Ok(Some(bad));
        }
        if let Some(bad) = self.agents()? {
            return Ok(Some(bad));
        }
        if let Some(bad) = self.views()? {
            return Ok(Some(bad));
        }
        if let Some(bad) = self.templates()? {
            return Ok(Some(bad));
        }
        if let Some(bad) = self.baselines()? {
            return Ok(Some(bad));
        }
        if let Some(bad) = self.products()? {
            return Ok(Some(bad));
        }
        if let Some(bad) = self.stand_ins()? {
            return Ok(Some(bad));
        }
        if let Some(bad) = self.teams()? {
            return Ok(Some(bad));
        }
        if let Some(bad) = self.reviews()? {
            return Ok(Some(bad));
        }
        let store = self.desk.store.as_ref();
        let (n, bad) = documents(store, "Customer", &self.log.customers, |after| {
            store.kept_customers(after, PAGE)
        })?;
        self.report.rows += n;
        if bad.is_some() {
            return Ok(bad);
        }
        let (n, bad) = documents(store, "Contact", &self.log.contacts, |after| {
            store.kept_contacts(after, PAGE)
        })?;
        self.report.rows += n;
        if bad.is_some() {
            return Ok(bad);
        }
        let (n, bad) = documents(store, "Article", &self.log.articles, |after| {
            store.kept_articles(after, PAGE)
        })?;
        self.report.rows += n;
        if bad.is_some() {
            return Ok(bad);
        }
        self.revisions()
    }

    /// Where an article's history stands in the chain.
    fn revisions(&self) -> Result<Option<String>, Error> {
        for (id, wanted) in &self.log.revisions {
            let kept = self.desk.store.kept_revisions(ArticleId(*id))?;
            if kept != *wanted {
                return Ok(Some(format!(
                    "Article {id}: its list of revisions is not what the log says. Its events are intact."
                )));
            }
        }
        Ok(None)
    }

    /// Id and name of the desk, and its process files.
    fn desk_itself(&self) -> Result<Option<String>, Error> {
        let info = self.desk.store.desk()?;
        if let Some((id, name)) = &self.log.desk
            && (*id != info.id || *name != info.name)
        {
            return Ok(Some(format!(
                "The desk says it is “{}” ({}), the log says “{}” ({id}).",
                shown(&info.name),
                shown(&info.id),
                shown(name)
            )));
        }
        if self.log.is_demo.is_some_and(|demo| demo != info.demo)
            || self.log.made_at.is_some_and(|at| at != info.made_at)
        {
            return Ok(Some(
                "The desk says otherwise than the log when it was made, or whether it is a demo desk."
                    .to_owned(),
            ));
        }
        if self.desk.store.last_copy()? != self.log.backup {
            return Ok(Some(
                "What the desk says of its last backup is not what the log says.".to_owned(),
            ));
        }
        for (_, hash) in &self.log.in_force {
            let text = self.desk.store.process_file(hash)?;
            if text.is_none_or(|t| parse::hash(&t) != *hash) {
                return Ok(Some(format!(
                    "The process file {hash} is not the one the log says."
                )));
            }
        }
        Ok(match &self.log.process {
            Some(hash) if *hash != info.process_hash => Some(format!(
                "The process file in force: the desk says {}, the log says {hash}.",
                shown(&info.process_hash)
            )),
            _ => self.unknown_process()?,
        })
    }

    fn agents(&mut self) -> Result<Option<String>, Error> {
        let kept = self.desk.store.agents()?;
        self.report.rows += kept.len() as u64;
        let kept: BTreeMap<String, Agent> =
            kept.into_iter().map(|a| (a.name.0.clone(), a)).collect();
        Ok(first(&kept, &self.log.agents, |name| {
            format!("Agent {}", shown(name))
        }))
    }

    /// Baselines, and their texts against their hashes.
    fn baselines(&mut self) -> Result<Option<String>, Error> {
        let kept = self.desk.store.baselines()?;
        self.report.rows += kept.len() as u64;
        let keyed = |b: Baseline| (baseline_key(&b.product, &b.name), b);
        let kept: BTreeMap<String, Baseline> = kept.into_iter().map(keyed).collect();
        let called = |key: &str| format!("Baseline {}", shown(key));
        let bad = first(&kept, &self.log.baselines, called);
        if bad.is_some() {
            return Ok(bad);
        }
        for (key, baseline) in kept {
            let whose = called(&key);
            if let Some(bad) = self.bytes(&baseline.sha256, baseline.size) {
                return Ok(Some(format!("{whose}: its text {bad}.")));
            }
        }
        Ok(None)
    }

    fn products(&mut self) -> Result<Option<String>, Error> {
        let kept = self.desk.store.catalogue()?;
        self.report.rows += kept.len() as u64;
        let kept: BTreeMap<String, Product> =
            kept.into_iter().map(|p| (p.name.clone(), p)).collect();
        Ok(first(&kept, &self.log.products, |name| {
            format!("Product “{}”", shown(name))
        }))
    }

    fn teams(&mut self) -> Result<Option<String>, Error> {
        let kept = self.desk.store.teams()?;
        self.report.rows += kept.len() as u64;
        let kept: BTreeMap<String, Team> = kept.into_iter().map(|t| (t.id.clone(), t)).collect();
        Ok(first(&kept, &self.log.teams, |id| {
            format!("Team {}", shown(id))
        }))
    }

    fn stand_ins(&mut self) -> Result<Option<String>, Error> {
        let kept = self.desk.store.stand_ins()?;
        self.report.rows += kept.len() as u64;
        let kept: BTreeMap<String, StandIn> =
            kept.into_iter().map(|s| (s.n.to_string(), s)).collect();
        Ok(first(&kept, &self.log.stand_ins, |n| {
            format!("Who is on duty otherwise, number {n}")
        }))
    }

    fn reviews(&mut self) -> Result<Option<String>, Error> {
        let kept = self.desk.store.reviews()?;
        self.report.rows += kept.len() as u64;
        let kept: BTreeMap<String, Review> =
            kept.into_iter().map(|r| (r.id.to_string(), r)).collect();
        Ok(first(&kept, &self.log.reviews, |id| format!("Review {id}")))
    }

    fn templates(&mut self) -> Result<Option<String>, Error> {
        let kept: BTreeMap<String, String> = self.desk.store.templates()?.into_iter().collect();
        self.report.rows += kept.len() as u64;
        Ok(first(&kept, &self.log.templates, |name| {
            format!("Template “{}”", shown(name))
        }))
    }

    fn views(&mut self) -> Result<Option<String>, Error> {
        let kept: BTreeMap<String, String> = self.desk.store.views()?.into_iter().collect();
        self.report.rows += kept.len() as u64;
        Ok(first(&kept, &self.log.views, |name| {
            format!("View “{}”", shown(name))
        }))
    }
}

/// The first that only one side has, or that differs.
fn first<T: Serialize + PartialEq>(
    kept: &BTreeMap<String, T>,
    log: &BTreeMap<String, T>,
    called: impl Fn(&str) -> String,
) -> Option<String> {
    kept.keys()
        .chain(log.keys())
        .find_map(|name| match (kept.get(name), log.get(name)) {
            (Some(kept), Some(log)) if kept == log => None,
            (Some(kept), Some(log)) => Some(other(&called(name), kept, log)),
            (Some(_), None) => Some(unknown(&called(name))),
            (None, _) => Some(gone(&called(name))),
        })
}

fn unknown(what: &str) -> String {
    format!("{what}: there is a row, but the log knows of none.")
}

fn gone(what: &str) -> String {
    format!("{what}: the row is gone. Its events are intact.")
}

/// What a row says otherwise than the log.
fn other<T: Serialize>(what: &str, kept: &T, log: &T) -> String {
    let value = |t: &T| serde_json::to_value(t).unwrap_or_default();
    let (kept, log) = (value(kept), value(log));
    let says = |v: Option<&Value>| v.map_or_else(String::new, |v| shown(&v.to_string()));
    let parts: Vec<String> = match (kept.as_object(), log.as_object()) {
        (Some(kept), Some(log)) => {
            let names = kept.keys().filter(|name| kept.get(*name) != log.get(*name));
            names
                .map(|name| {
                    let (kept, log) = (says(kept.get(name)), says(log.get(name)));
                    format!("as {name} the row says {kept}, the log says {log}")
                })
                .collect()
        }
        _ => vec![format!(
            "the row says {}, the log says {}",
            says(Some(&kept)),
            says(Some(&log))
        )],
    };
    format!("{what}: {}. Its events are intact.", parts.join("; "))
}

/// A kind of document page by page beside what was written; how many there are, and the first bad one.
fn documents<T: Serialize>(
    store: &dyn store::Store,
    what: &str,
    log: &BTreeMap<i64, Written>,
    page: impl Fn(i64) -> Result<Vec<(i64, T)>, store::Error>,
) -> Result<(u64, Option<String>), Error> {
    let mut wanted = log.iter().peekable();
    let (mut last, mut count) = (i64::MIN, 0);
    loop {
        let rows = match page(last) {
            Ok(rows) => rows,
            Err(error) => {
                let what = what.to_lowercase();
                let bad = format!("The {what}s cannot be read: {error}");
                return Ok((count, Some(bad)));
            }
        };
        let Some((end, _)) = rows.last() else {
            let bad = wanted.next().map(|(id, _)| gone(&format!("{what} {id}")));
            return Ok((count, bad));
        };
        last = *end;
        for (id, kept) in rows {
            count += 1;
            let bad = match wanted.next_if(|(wanted, _)| **wanted <= id) {
                Some((wanted, _)) if *wanted < id => gone(&format!("{what} {wanted}")),
                Some((_, written)) if written.hash == hash(&kept) => continue,
                Some((_, written)) => {
                    differently(store, &format!("{what} {id}"), &kept, written.n)?
                }
                None => unknown(&format!("{what} {id}")),
            };
            return Ok((count, Some(bad)));
        }
    }
}

/// The same for a document of which record `n` was the last.
fn differently<T: Serialize>(
    store: &dyn store::Store,
    what: &str,
    kept: &T,
    n: i64,
) -> Result<String, Error> {
    let links = store.chain(n - 1, 1)?;
    let event = links.first().map(|l| chain::desk_event_of(&l.record));
    let log = match event {
        Some(Ok(event)) => match event.what {
            DeskFact::Customer(customer) => serde_json::to_value(customer),
            DeskFact::Contact(contact) => serde_json::to_value(contact),
            DeskFact::Article(article) => serde_json::to_value(article),
            _ => Ok(Value::Null),
        },
        _ => Ok(Value::Null),
    };
    let kept = serde_json::to_value(kept).unwrap_or_default();
    Ok(other(what, &kept, &log.unwrap_or_default()))
}
