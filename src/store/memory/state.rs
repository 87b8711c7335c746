//! What the desk in memory keeps, and how a change is put into it.

use super::blob::Blob;
use crate::domain::actor::{Identity, Viewer};
use crate::domain::agent::Agent;
use crate::domain::article::Article;
use crate::domain::backup::Backup;
use crate::domain::chain;
use crate::domain::configuration::{Baseline, key};
use crate::domain::customer::{Contact, Customer};
use crate::domain::duty::StandIn;
use crate::domain::event::{DeskEvent, DeskFact, Event};
use crate::domain::id::{
    AgentName, ArticleId, At, CommandId, ContactId, CustomerId, ReviewId, TicketId,
};
use crate::domain::notice::Notice;
use crate::domain::product::Product;
use crate::domain::review::Review;
use crate::domain::row::Row;
use crate::domain::stage::Phase;
use crate::domain::team::Team;
use crate::domain::ticket::Ticket;
use crate::store::blob::attached;
use crate::store::book::{all_begin, contact_words, customer_words, no_customer};
use crate::store::mask::may_see;
use crate::store::outbox::{Fed, Outgoing};
use crate::store::{
    Caller, ChainLink, Change, Committed, DeskInfo, Error, agents_of, check_events, check_process,
    check_records, fold, number,
};
use std::collections::{BTreeMap, BTreeSet};

/// Everything a desk keeps.
#[derive(Clone, Debug, Default)]
pub struct State {
    pub desk: DeskInfo,
    /// Every process file that was in force, by hash.
    pub processes: BTreeMap<String, String>,
    /// The hash of the process file under which each row was computed.
    pub under: BTreeMap<TicketId, String>,
    pub tickets: Vec<(Row, Ticket)>,
    pub events: Vec<(TicketId, Event)>,
    pub commands: Vec<(CommandId, Committed)>,
    pub links: Vec<ChainLink>,
    pub agents: Vec<Agent>,
    pub customers: Vec<Customer>,
    pub contacts: Vec<Contact>,
    pub articles: Vec<Article>,
    /// An article's revisions: the numbers of their links.
    pub revisions: Vec<(ArticleId, i64)>,
    pub views: Vec<(String, String)>,
    pub teams: Vec<Team>,
    pub templates: Vec<(String, String)>,
    /// By number.
    pub reviews: Vec<Review>,
    pub products: BTreeSet<String>,
    /// The desk's list of products, by name.
    pub catalogue: BTreeMap<String, Product>,
    pub backup: Option<Backup>,
    pub writes: i64,
    /// By hash.
    pub blobs: BTreeMap<String, Blob>,
    pub drafts: BTreeMap<String, Blob>,
    /// The hash of a ticket's attachment, by its number.
    pub attachments: BTreeMap<(TicketId, u32), String>,
    /// By the keys of product and name.
    pub baselines: BTreeMap<(String, String), Baseline>,
    /// From when on a ticket has to be looked at.
    pub alarms: BTreeMap<TicketId, At>,
    pub notices: Vec<Notice>,
    pub last_notice: i64,
    /// When a notice was over.
    pub settled: BTreeMap<i64, At>,
    /// Up to which notice a program was fed.
    pub hooks: BTreeMap<String, Fed>,
    pub outbox: Vec<Outgoing>,
    pub last_outgoing: i64,
    pub stand_ins: Vec<StandIn>,
    /// When an agent read a notice.
    pub read: BTreeMap<(AgentName, i64), At>,
}

fn unwritable(error: &serde_json::Error) -> Error {
    Error::Backend(error.to_string())
}

impl State {
    pub fn place(&self, id: TicketId) -> Result<usize, Error> {
        let found = self.tickets.iter().position(|(row, _)| row.id == id);
        found.ok_or(Error::NotFound(id))
    }

    pub fn visible(&self, viewer: &Viewer, id: TicketId) -> Result<&(Row, Ticket), Error> {
        let found = &self.tickets[self.place(id)?];
        if may_see(viewer, found.0.audience.as_deref()) {
            return Ok(found);
        }
        Err(Error::Restricted(id))
    }

    pub fn answer(&self, command: &CommandId) -> Option<Committed> {
        let found = self.commands.iter().find(|(id, _)| id == command)?;
        Some(Committed {
            repeated: true,
            ..found.1.clone()
        })
    }

    fn link(&mut self, ticket: Option<TicketId>, record: String) {
        let previous = self.links.last().and_then(|l| chain::from_hex(&l.hash));
        self.links.push(ChainLink {
            n: self.next_link(),
            ticket,
            hash: chain::hex(&chain::link(&previous.unwrap_or_default(), &record)),
            record,
        });
    }

    fn next_link(&self) -> i64 {
        self.links.last().map_or(1, |l| l.n + 1)
    }

    pub fn put(&mut self, change: Change) -> Result<Committed, Error> {
        let new = change.expected == 0 && change.after.id.0 == 0;
        self.write(change, new, None)
    }

    pub fn adopt(&mut self, change: Change, records: Vec<String>) -> Result<(), Error> {
        check_records(&change, &records)?;
        let new = change.expected == 0;
        self.write(change, new, Some(records)).map(|_| ())
    }

    /// `records`: the events' own, where they come from elsewhere.
    fn write(
        &mut self,
        mut change: Change,
        new: bool,
        records: Option<Vec<String>>,
    ) -> Result<Committed, Error> {
        let place = if new {
            None
        } else {
            Some(self.place(change.after.id)?)
        };
        if let Some((row, ticket)) = place.map(|p| &self.tickets[p])
            && row.version != change.expected
        {
            return Err(Error::Changed(Box::new(ticket.clone())));
        }
        check_events(&change)?;
        check_process(&change, &self.desk.process_hash)?;
        let named = agents_of(&change);
        let mut gone = self.agents.iter().filter(|a| a.removed);
        if let Some(gone) = gone.find(|a| named.contains(&a.name)) {
            return Err(Error::AgentGone(gone.name.0.clone()));
        }
        if records.is_none() {
            let mut events = change.events.iter();
            events.try_for_each(|e| self.key_holds(&e.by, &e.identity))?;
        }
        for file in attached(&change.events) {
            let blob = self.blobs.get(&file.sha256);
            if blob.is_none_or(|b| b.size() != file.size) {
                return Err(Error::NoBytes(file.name.clone()));
            }
        }
        if new {
            let last = self.tickets.last().map_or(0, |(row, _)| row.id.0);
            change.after.id = number(change.after.id, last)?;
        }
        let id = change.after.id;
        change.row.id = id;
        self.refer(id, &change.events);
        self.set_alarm(id, change.alarm);
        if change.row.stage.phase == Phase::Archived {
            self.drop_notices(id);
        } else {
            if change.expected > 0 {
                self.settle(Some(id), &change.standing, change.after.updated_at);
            }
            for notice in &change.notices {
                self.add_notice(&Notice {
                    ticket: Some(id),
                    ..notice.clone()
                });
            }
        }
        self.under.insert(id, self.desk.process_hash.clone());
        let mut records = records.map(Vec::into_iter);
        for event in change.events {
            let brought = records.as_mut().and_then(Iterator::next);
            let record = match brought {
                Some(record) => record,
                None => chain::ticket_record(self.next_link(), id, &event)
                    .map_err(|e| unwritable(&e))?,
            };
            self.link(Some(id), record);
            self.events.push((id, event));
        }
        if change.row.audience.is_none() {
            self.keep_product(&change.row.product);
        }
        let done = Committed {
            id,
            version: change.after.version,
            repeated: false,
        };
        match place {
            Some(p) => self.tickets[p] = (change.row, change.after),
            None => self.tickets.push((change.row, change.after)),
        }
        self.commands.push((change.command, done.clone()));
        Ok(done)
    }

    fn refer(&mut self, id: TicketId, events: &[Event]) {
        for file in attached(events) {
            if let Some(blob) = self.blobs.get_mut(&file.sha256) {
                blob.used = true;
            }
            self.attachments.insert((id, file.n), file.sha256.clone());
        }
    }

    pub fn put_desk(&mut self, event: DeskEvent) -> Result<i64, Error> {
        self.write_desk(event, None)
    }

    pub fn adopt_desk(&mut self, event: DeskEvent, record: String) -> Result<(), Error> {
        self.write_desk(event, Some(record)).map(|_| ())
    }

    /// Refuses what comes over a key that was taken away meanwhile.
    fn key_holds(&self, by: &AgentName, identity: &Identity) -> Result<(), Error> {
        let agent = self.agents.iter().find(|a| a.name == *by);
        match identity.key.as_ref().zip(agent) {
            Some((key, agent)) if agent.lost(key) => Err(Error::KeyGone(by.0.clone())),
            _ => Ok(()),
        }
    }

    fn write_desk(&mut self, mut event: DeskEvent, record: Option<String>) -> Result<i64, Error> {
        if record.is_none() {
            self.key_holds(&event.by, &event.identity)?;
        }
        let n = self.apply(&mut event.what)?;
        let record = match record {
            Some(record) => record,
            None => chain::desk_record(self.next_link(), &event).map_err(|e| unwritable(&e))?,
        };
        self.link(None, record);
        let done = Committed {
            id: TicketId(0),
            version: u32::try_from(n).unwrap_or_default(),
            repeated: false,
        };
        self.commands.push((event.command, done));
        Ok(n)
    }

    fn apply(&mut self, what: &mut DeskFact) -> Result<i64, Error> {
        match what {
            DeskFact::Made { desk, name, .. } => {
                self.desk.id.clone_from(desk);
                self.desk.name.clone_from(name);
            }
            DeskFact::Agent(agent) => {
                self.agents.retain(|a| a.name != agent.name);
                self.agents.push(agent.clone());
                self.agents.sort_by(|a, b| a.name.cmp(&b.name));
            }
            DeskFact::Process { hash, text, .. } => self.keep_process(hash, text),
            DeskFact::Customer(customer) => return Ok(self.keep_customer(customer)),
            DeskFact::Contact(contact) => return self.keep_contact(contact),
            DeskFact::Baseline(baseline) => self.keep_baseline(baseline)?,
            DeskFact::BaselineGone { product, name, .. } => {
                self.baselines.remove(&(key(product), key(name)));
            }
            DeskFact::Article(article) => return Ok(self.keep_article(article)),
            DeskFact::Product(product) => {
                self.keep_product(&product.name);
                self.catalogue.insert(product.name.clone(), product.clone());
            }
            DeskFact::Template { name, text } => {
                self.templates.retain(|(n, _)| n != name);
                if !text.is_empty() {
                    self.templates.push((name.clone(), text.clone()));
                }
                self.templates.sort();
            }
            DeskFact::View { name, query } => {
                self.views.retain(|(n, _)| n != name);
                if !query.is_empty() {
                    self.views.push((name.clone(), query.clone()));
                }
                self.views.sort();
            }
            DeskFact::Review(review) => return Ok(self.keep_review(review)),
            DeskFact::BackedUp(backup) => self.backup = Some(backup.clone()),
            DeskFact::StandIn(said) => return Ok(self.keep_stand_in(said)),
            DeskFact::Team(team) => {
                self.teams.retain(|t| t.id != team.id);
                self.teams.push(team.clone());
                self.teams.sort_by(|a, b| a.id.cmp(&b.id));
            }
        }
        Ok(0)
    }

    pub fn keep_process(&mut self, hash: &str, text: &str) {
        self.desk.process_text = text.to_owned().into();
        hash.clone_into(&mut self.desk.process_hash);
        self.processes.insert(hash.to_owned(), text.to_owned());
    }

    pub fn under(&self, id: TicketId) -> String {
        self.under.get(&id).cloned().unwrap_or_default()
    }

    pub fn rewrite(&mut self, process: &str, rows: &[Row]) -> Result<usize, Error> {
        if self.desk.process_hash != process {
            return Err(Error::ProcessChanged);
        }
        let mut written = 0;
        for row in rows {
            let there = self.tickets.iter_mut().map(|(old, _)| old);
            let mut same = there.filter(|old| old.id == row.id && old.version == row.version);
            if let Some(old) = same.next() {
                old.clone_from(row);
                self.under.insert(row.id, process.to_owned());
                self.alarms.insert(row.id, At(0));
                written += 1;
            }
        }
        Ok(written)
    }

    fn keep_baseline(&mut self, baseline: &Baseline) -> Result<(), Error> {
        let text = self.blobs.get_mut(&baseline.sha256);
        let Some(text) = text.filter(|b| b.size() == baseline.size) else {
            return Err(Error::NoBytes(baseline.name.clone()));
        };
        text.used = true;
        let place = (key(&baseline.product), key(&baseline.name));
        self.baselines.insert(place, baseline.clone());
        Ok(())
    }

    fn keep_stand_in(&mut self, said: &mut StandIn) -> i64 {
        if said.n == 0 {
            said.n = self.stand_ins.iter().map(|s| s.n).max().unwrap_or(0) + 1;
        }
        self.stand_ins.retain(|s| s.n != said.n);
        self.stand_ins.push(said.clone());
        self.stand_ins.sort_by_key(|s| s.n);
        said.n
    }

    fn keep_customer(&mut self, customer: &mut Customer) -> i64 {
        if customer.id.0 == 0 {
            let last = self.customers.iter().map(|c| c.id.0).max();
            customer.id = CustomerId(last.unwrap_or(0) + 1);
        }
        for (product, _) in &customer.products {
            self.keep_product(product);
        }
        self.customers.retain(|c| c.id != customer.id);
        self.customers.push(customer.clone());
        customer.id.0
    }

    fn keep_contact(&mut self, contact: &mut Contact) -> Result<i64, Error> {
        if let Some(id) = contact.customer
            && self.customer(id).is_none()
        {
            return Err(no_customer(id));
        }
        if contact.id.0 == 0 {
            let last = self.contacts.iter().map(|c| c.id.0).max();
            contact.id = ContactId(last.unwrap_or(0) + 1);
        }
        self.contacts.retain(|c| c.id != contact.id);
        self.contacts.push(contact.clone());
        self.contacts.sort_by_key(|c| c.id);
        Ok(contact.id.0)
    }

    fn keep_article(&mut self, article: &mut Article) -> i64 {
        if article.id.0 == 0 {
            let last = self.articles.iter().map(|a| a.id.0).max();
            article.id = ArticleId(last.unwrap_or(0) + 1);
        }
        self.articles.retain(|a| a.id != article.id);
        self.articles.push(article.clone());
        self.articles.sort_by_key(|a| a.id);
        self.revisions.push((article.id, self.next_link()));
        article.id.0
    }

    fn keep_review(&mut self, review: &mut Review) -> i64 {
        if review.id == ReviewId(0) {
            let last = self.reviews.last().map_or(0, |r| r.id.0);
            review.id = ReviewId(last + 1);
        }
        self.reviews.retain(|r| r.id != review.id);
        self.reviews.push(review.clone());
        self.reviews.sort_by_key(|r| r.id);
        review.id.0
    }

    fn keep_product(&mut self, name: &str) {
        if !name.is_empty() {
            self.products.insert(name.to_owned());
        }
    }

    pub fn customer(&self, id: CustomerId) -> Option<&Customer> {
        self.customers.iter().find(|c| c.id == id)
    }

    pub fn lookup(&self, typed: &str) -> Vec<Caller> {
        let typed = fold::words(typed);
        let contacts = self.contacts.iter().filter_map(|contact| {
            let of = contact.customer.and_then(|c| self.customer(c));
            let hit = all_begin(&contact_words(contact, of), &typed);
            hit.then(|| (Some(contact.clone()), of.cloned()))
        });
        let alone = self.customers.iter().filter(|c| {
            let has_contact = self.contacts.iter().any(|x| x.customer == Some(c.id));
            !has_contact && all_begin(&customer_words(c), &typed)
        });
        contacts
            .chain(alone.map(|c| (None, Some(c.clone()))))
            .collect()
    }
}
