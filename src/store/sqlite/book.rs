//! The desk's own events and what they keep: agents, process, customers, contacts, views.

use super::fault::{Fail, unreadable};
use super::read::cap;
use super::write::{Tail, delivered, keep_answer};
use super::{SqliteStore, article, configuration, review};
use crate::domain::actor::Identity;
use crate::domain::agent::Agent;
use crate::domain::chain;
use crate::domain::customer::{Contact, Customer};
use crate::domain::duty::StandIn;
use crate::domain::event::{DeskEvent, DeskFact};
use crate::domain::id::{AgentName, ContactId, CustomerId};
use crate::domain::product::Product;
use crate::domain::team::Team;
use crate::store::book::{contact_words, customer_words};
use crate::store::{Change, DeskInfo, Error, agents_of};
use rusqlite::{Connection, OptionalExtension};
use serde::de::DeserializeOwned;

/// Kinds in the table of words.
pub const CONTACT: i64 = 0;
/// See [`CONTACT`].
pub const CUSTOMER: i64 = 1;

impl SqliteStore {
    pub(super) fn write_desk(&mut self, mut event: DeskEvent) -> Result<i64, Error> {
        let command = event.command.clone();
        let numbered = event.what.clone();
        let (n, _) = self.write(&command, |conn, tail| {
            event.what.clone_from(&numbered);
            put(conn, tail, &mut event, None)
        })?;
        Ok(n)
    }

    pub(super) fn adopt_desk(&mut self, event: &DeskEvent, record: &str) -> Result<(), Error> {
        self.write(&event.command, |conn, tail| {
            put(conn, tail, &mut event.clone(), Some(record))
        })
        .map(|_| ())
    }
}

/// Writes one event of the desk, under the record that it brings along or one of its own; returns the
/// number of a customer, contact or article, else 0.
pub fn put(
    conn: &Connection,
    tail: &mut Tail,
    event: &mut DeskEvent,
    record: Option<&str>,
) -> Result<i64, Fail> {
    if let Some(answer) = delivered(conn, &event.command)? {
        return Ok(i64::from(answer.version));
    }
    if record.is_none() {
        key_holds(conn, &event.by, &event.identity)?;
    }
    let n = apply(conn, &mut event.what, tail.n + 1)?;
    match record {
        Some(record) => tail.write(conn, None, record)?,
        None => tail.write(conn, None, &chain::desk_record(tail.n + 1, event)?)?,
    }
    keep_answer(conn, &event.command, 0, n)?;
    Ok(n)
}

/// `n`: the number that the event's record will have.
fn apply(conn: &Connection, what: &mut DeskFact, n: i64) -> Result<i64, Fail> {
    match what {
        DeskFact::Made { desk, name, .. } => {
            set(conn, "id", desk)?;
            set(conn, "name", name)?;
        }
        DeskFact::Agent(agent) => {
            let doc = serde_json::to_string(agent)?;
            conn.prepare_cached(
                "INSERT INTO agent (name, doc) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET doc = ?2",
            )?
            .execute((agent.name.as_str(), doc))?;
        }
        DeskFact::Process { hash, text, .. } => keep_process(conn, hash, text)?,
        DeskFact::Customer(customer) => return keep_customer(conn, customer),
        DeskFact::Contact(contact) => return keep_contact(conn, contact),
        DeskFact::Baseline(baseline) => configuration::keep_baseline(conn, baseline)?,
        DeskFact::BaselineGone { product, name, .. } => {
            configuration::drop_baseline(conn, product, name)?;
        }
        DeskFact::Article(article) => return article::keep(conn, article, n),
        DeskFact::Product(product) => list_product(conn, product)?,
        DeskFact::Template { name, text } => keep_template(conn, name, text)?,
        DeskFact::View { name, query } => keep_view(conn, name, query)?,
        DeskFact::StandIn(said) => return keep_stand_in(conn, said),
        DeskFact::Team(team) => keep_team(conn, team)?,
        DeskFact::Review(held) => return review::keep(conn, held),
        DeskFact::BackedUp(backup) => set(conn, "backup", &serde_json::to_string(backup)?)?,
    }
    Ok(0)
}

/// Sets a value of the desk itself.
pub fn set(conn: &Connection, key: &str, value: &str) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO desk (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2",
    )?
    .execute((key, value))?;
    Ok(())
}

/// Writes what a new desk is.
pub fn describe(conn: &Connection, info: &DeskInfo) -> rusqlite::Result<()> {
    set(conn, "id", &info.id)?;
    set(conn, "name", &info.name)?;
    set(conn, "made_at", &info.made_at.0.to_string())?;
    set(conn, "demo", if info.demo { "1" } else { "0" })?;
    keep_process(conn, &info.process_hash, &info.process_text)
}

fn keep_process(conn: &Connection, hash: &str, text: &str) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO process (hash, text) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING",
    )?
    .execute((hash, text))?;
    set(conn, "process", hash)
}

/// Serial number and hash of the process file in force.
pub fn in_force(conn: &Connection) -> rusqlite::Result<(i64, String)> {
    conn.prepare_cached(
        "SELECT serial, hash FROM process WHERE hash = (SELECT value FROM desk WHERE key = 'process')",
    )?
    .query_row([], |r| Ok((r.get(0)?, r.get(1)?)))
    .optional()
    .map(Option::unwrap_or_default)
}

fn keep_team(conn: &Connection, team: &Team) -> Result<(), Fail> {
    let doc = serde_json::to_string(team)?;
    conn.prepare_cached(
        "INSERT INTO team (id, doc) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET doc = ?2",
    )?
    .execute((&team.id, doc))?;
    Ok(())
}

fn keep_view(conn: &Connection, name: &str, query: &str) -> rusqlite::Result<()> {
    if query.is_empty() {
        conn.prepare_cached("DELETE FROM view WHERE name = ?")?
            .execute([name])?;
    } else {
        conn.prepare_cached(
            "INSERT INTO view (name, query) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET query = ?2",
        )?
        .execute((name, query))?;
    }
    Ok(())
}

fn keep_template(conn: &Connection, name: &str, text: &str) -> rusqlite::Result<()> {
    if text.is_empty() {
        conn.prepare_cached("DELETE FROM template WHERE name = ?")?
            .execute([name])?;
    } else {
        conn.prepare_cached(
            "INSERT INTO template (name, text) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET text = ?2",
        )?
        .execute((name, text))?;
    }
    Ok(())
}

fn keep_stand_in(conn: &Connection, said: &mut StandIn) -> Result<i64, Fail> {
    if said.n == 0 {
        said.n = conn.query_row("SELECT coalesce(max(n), 0) + 1 FROM stand_in", [], |r| {
            r.get(0)
        })?;
    }
    conn.prepare_cached(
        "INSERT INTO stand_in (n, doc) VALUES (?1, ?2) ON CONFLICT (n) DO UPDATE SET doc = ?2",
    )?
    .execute((said.n, serde_json::to_string(said)?))?;
    Ok(said.n)
}

fn keep_customer(conn: &Connection, customer: &mut Customer) -> Result<i64, Fail> {
    if customer.id.0 == 0 {
        customer.id = CustomerId(next(conn, "SELECT coalesce(max(id), 0) + 1 FROM customer")?);
    }
    let id = customer.id;
    let old = self::customer(conn, id)?;
    let doc = serde_json::to_string(customer)?;
    conn.prepare_cached(
        "INSERT INTO customer (id, name, doc) VALUES (?1, ?2, ?3) \
         ON CONFLICT (id) DO UPDATE SET name = ?2, doc = ?3",
    )?
    .execute((id.0, &customer.name, doc))?;
    if old.as_ref().is_none_or(|o| o.name != customer.name) {
        reword(
            conn,
            CUSTOMER,
            id.0,
            old.as_ref().map(customer_words),
            customer_words(customer),
        )?;
        for contact in contacts(conn, id)? {
            let before = contact_words(&contact, old.as_ref());
            reword(
                conn,
                CONTACT,
                contact.id.0,
                Some(before),
                contact_words(&contact, Some(customer)),
            )?;
        }
    }
    for (product, _) in &customer.products {
        keep_product(conn, product)?;
    }
    Ok(id.0)
}

fn keep_contact(conn: &Connection, contact: &mut Contact) -> Result<i64, Fail> {
    let customer = match contact.customer {
        None => None,
        Some(id) => Some(customer(conn, id)?.ok_or_else(|| crate::store::book::no_customer(id))?),
    };
    if contact.id.0 == 0 {
        contact.id = ContactId(next(conn, "SELECT coalesce(max(id), 0) + 1 FROM contact")?);
    }
    let id = contact.id;
    let before = match self::contact(conn, id)? {
        None => None,
        Some(old) => {
            let of = old
                .customer
                .map(|c| self::customer(conn, c))
                .transpose()?
                .flatten();
            Some(contact_words(&old, of.as_ref()))
        }
    };
    let doc = serde_json::to_string(contact)?;
    conn.prepare_cached(
        "INSERT INTO contact (id, customer, doc) VALUES (?1, ?2, ?3) \
         ON CONFLICT (id) DO UPDATE SET customer = ?2, doc = ?3",
    )?
    .execute((id.0, contact.customer.map(|c| c.0), doc))?;
    reword(
        conn,
        CONTACT,
        id.0,
        before,
        contact_words(contact, customer.as_ref()),
    )?;
    Ok(id.0)
}

fn next(conn: &Connection, sql: &str) -> rusqlite::Result<i64> {
    conn.prepare_cached(sql)?.query_row([], |r| r.get(0))
}

/// Replaces the words under which something is found.
fn reword(
    conn: &Connection,
    kind: i64,
    id: i64,
    before: Option<Vec<String>>,
    after: Vec<String>,
) -> rusqlite::Result<()> {
    for word in before.unwrap_or_default() {
        conn.prepare_cached("DELETE FROM word WHERE kind = ? AND word = ? AND id = ?")?
            .execute((kind, word, id))?;
    }
    for word in after {
        conn.prepare_cached("INSERT INTO word (kind, word, id) VALUES (?, ?, ?)")?
            .execute((kind, word, id))?;
    }
    Ok(())
}

/// Remembers the name of a product.
pub fn keep_product(conn: &Connection, name: &str) -> rusqlite::Result<()> {
    if !name.is_empty() {
        conn.prepare_cached("INSERT INTO product (name) VALUES (?) ON CONFLICT (name) DO NOTHING")?
            .execute([name])?;
    }
    Ok(())
}

fn list_product(conn: &Connection, product: &Product) -> Result<(), Fail> {
    let doc = serde_json::to_string(product)?;
    conn.prepare_cached(
        "INSERT INTO product (name, doc) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET doc = ?2",
    )?
    .execute((&product.name, doc))?;
    Ok(())
}

/// The desk's list of products, by name.
pub fn catalogue(conn: &Connection) -> rusqlite::Result<Vec<Product>> {
    all(
        conn,
        "SELECT doc FROM product WHERE doc IS NOT NULL ORDER BY name",
        [],
    )
}

fn one<T: DeserializeOwned>(conn: &Connection, sql: &str, id: i64) -> rusqlite::Result<Option<T>> {
    let doc: Option<String> = conn
        .prepare_cached(sql)?
        .query_row([id], |r| r.get(0))
        .optional()?;
    doc.map(|d| serde_json::from_str(&d))
        .transpose()
        .map_err(unreadable)
}

/// The documents a statement selects.
pub fn all<T: DeserializeOwned>(
    conn: &Connection,
    sql: &str,
    params: impl rusqlite::Params,
) -> rusqlite::Result<Vec<T>> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        out.push(serde_json::from_str(row.get_ref(0)?.as_str()?).map_err(unreadable)?);
    }
    Ok(out)
}

/// One customer.
pub fn customer(conn: &Connection, id: CustomerId) -> rusqlite::Result<Option<Customer>> {
    one(conn, "SELECT doc FROM customer WHERE id = ?", id.0)
}

/// One contact.
pub fn contact(conn: &Connection, id: ContactId) -> rusqlite::Result<Option<Contact>> {
    one(conn, "SELECT doc FROM contact WHERE id = ?", id.0)
}

/// Contacts of a customer, by number.
pub fn contacts(conn: &Connection, id: CustomerId) -> rusqlite::Result<Vec<Contact>> {
    all(
        conn,
        "SELECT doc FROM contact WHERE customer = ? ORDER BY id",
        [id.0],
    )
}

/// Customers by name after a name.
pub fn customers(conn: &Connection, after: &str, limit: usize) -> rusqlite::Result<Vec<Customer>> {
    let sql = "SELECT doc FROM customer WHERE name > ? ORDER BY name, id LIMIT ?";
    all(conn, sql, (after, cap(limit)))
}

/// Saved views by name.
pub fn views(conn: &Connection) -> rusqlite::Result<Vec<(String, String)>> {
    let mut statement = conn.prepare_cached("SELECT name, query FROM view ORDER BY name")?;
    let views = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
    views.collect()
}

/// Reply templates by name.
pub fn templates(conn: &Connection) -> rusqlite::Result<Vec<(String, String)>> {
    let mut statement = conn.prepare_cached("SELECT name, text FROM template ORDER BY name")?;
    let templates = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
    templates.collect()
}

/// Names of products, by name; none that is retired.
pub fn products(conn: &Connection, limit: usize) -> rusqlite::Result<Vec<String>> {
    let mut statement = conn.prepare_cached("SELECT name, doc FROM product ORDER BY name")?;
    let mut rows = statement.query([])?;
    let mut names = Vec::new();
    while let Some(row) = rows.next()? {
        if names.len() == limit {
            break;
        }
        let doc: Option<String> = row.get(1)?;
        let product: Option<Product> = doc
            .map(|d| serde_json::from_str(&d))
            .transpose()
            .map_err(unreadable)?;
        if product.is_none_or(|p| !p.retired) {
            names.push(row.get(0)?);
        }
    }
    Ok(names)
}

/// Refuses a change by or for someone who was removed meanwhile, or over a key that was taken away.
pub fn nobody_gone(conn: &Connection, change: &Change) -> Result<(), Fail> {
    let mut is_gone = conn
        .prepare_cached("SELECT 1 FROM agent WHERE name = ?1 AND json_extract(doc, '$.removed')")?;
    for name in agents_of(change) {
        if is_gone.exists([name.as_str()])? {
            return Err(Error::AgentGone(name.0.clone()).into());
        }
    }
    let mut events = change.events.iter();
    events.try_for_each(|e| key_holds(conn, &e.by, &e.identity))
}

/// Refuses what comes over a key that was taken away meanwhile.
fn key_holds(conn: &Connection, by: &AgentName, identity: &Identity) -> Result<(), Fail> {
    let Some(key) = &identity.key else {
        return Ok(());
    };
    let doc: Option<String> = conn
        .prepare_cached("SELECT doc FROM agent WHERE name = ?")?
        .query_row([by.as_str()], |r| r.get(0))
        .optional()?;
    let agent: Option<Agent> = doc.map(|d| serde_json::from_str(&d)).transpose()?;
    match agent.is_some_and(|agent| agent.lost(key)) {
        true => Err(Error::KeyGone(by.0.clone()).into()),
        false => Ok(()),
    }
}
