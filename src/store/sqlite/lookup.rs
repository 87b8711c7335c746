//! Looking up who calls, while they speak.

use super::book::{CONTACT, CUSTOMER, contact, contacts, customer};
use crate::domain::customer::{Contact, Customer};
use crate::domain::id::{ContactId, CustomerId};
use crate::store::book::{all_begin, contact_words, customer_words, is_called, same_name};
use crate::store::{Caller, fold};
use rusqlite::Connection;
use std::collections::HashSet;

/// Candidates looked at before the search gives up.
const DEPTH: usize = 20_000;

/// How exactly the rarity of a typed word is known.
const RARE: i64 = 2_000;

/// Contacts, then customers without one, with a word that starts with each word typed.
pub fn lookup(conn: &Connection, typed: &str, limit: usize) -> rusqlite::Result<Vec<Caller>> {
    let typed = fold::words(typed);
    let mut found = Vec::new();
    each(conn, CONTACT, &typed, |id| {
        if let Some(hit) = try_contact(conn, id, &typed)? {
            found.push(hit);
        }
        Ok(found.len() < limit)
    })?;
    each(conn, CUSTOMER, &typed, |id| {
        if found.len() < limit
            && let Some(hit) = try_customer(conn, id, &typed)?
        {
            found.push(hit);
        }
        Ok(found.len() < limit)
    })?;
    found.truncate(limit);
    Ok(found)
}

/// Names of customers with a word that starts with each word typed.
pub fn customer_names(
    conn: &Connection,
    typed: &str,
    limit: usize,
) -> rusqlite::Result<Vec<String>> {
    let typed = fold::words(typed);
    let mut names = Vec::new();
    each(conn, CUSTOMER, &typed, |id| {
        let found = customer(conn, CustomerId(id))?;
        names.extend(
            found
                .filter(|c| all_begin(&customer_words(c), &typed))
                .map(|c| c.name),
        );
        Ok(names.len() < limit)
    })?;
    names.sort();
    Ok(names)
}

fn try_contact(conn: &Connection, id: i64, typed: &[String]) -> rusqlite::Result<Option<Caller>> {
    let Some(contact) = contact(conn, ContactId(id))? else {
        return Ok(None);
    };
    let of = contact
        .customer
        .map(|c| customer(conn, c))
        .transpose()?
        .flatten();
    let hit = all_begin(&contact_words(&contact, of.as_ref()), typed);
    Ok(hit.then_some((Some(contact), of)))
}

/// A customer with contacts is found through them.
fn try_customer(conn: &Connection, id: i64, typed: &[String]) -> rusqlite::Result<Option<Caller>> {
    let id = CustomerId(id);
    let Some(customer) = customer(conn, id)? else {
        return Ok(None);
    };
    let hit = all_begin(&customer_words(&customer), typed) && contacts(conn, id)?.is_empty();
    Ok(hit.then_some((None, Some(customer))))
}

/// Customers of exactly this name, by number.
pub fn customers_called(conn: &Connection, name: &str) -> rusqlite::Result<Vec<Customer>> {
    let key = same_name(name);
    let mut found = Vec::new();
    for id in with_words(conn, CUSTOMER, name)? {
        found.extend(customer(conn, CustomerId(id))?.filter(|c| same_name(&c.name) == key));
    }
    Ok(found)
}

/// Contacts of exactly this name or address, by number.
pub fn contacts_called(conn: &Connection, text: &str) -> rusqlite::Result<Vec<Contact>> {
    let key = same_name(text);
    let mut found = Vec::new();
    for id in with_words(conn, CONTACT, text)? {
        found.extend(contact(conn, ContactId(id))?.filter(|c| is_called(c, &key)));
    }
    Ok(found)
}

/// The ids that have the rarest word of a text; all of them for a text without a word.
fn with_words(conn: &Connection, kind: i64, text: &str) -> rusqlite::Result<Vec<i64>> {
    let mut best: Option<(i64, String)> = None;
    for word in fold::words(text) {
        let n: i64 = conn
            .prepare_cached(
                "SELECT count(*) FROM (SELECT 1 FROM word WHERE kind = ? AND word = ? LIMIT ?)",
            )?
            .query_row((kind, &word, RARE), |r| r.get(0))?;
        if best.as_ref().is_none_or(|(least, _)| n < *least) {
            best = Some((n, word));
        }
    }
    let ids = |sql: &str, params: &[&dyn rusqlite::ToSql]| -> rusqlite::Result<Vec<i64>> {
        let mut statement = conn.prepare_cached(sql)?;
        statement.query_map(params, |r| r.get(0))?.collect()
    };
    match best {
        Some((_, word)) => ids(
            "SELECT id FROM word WHERE kind = ? AND word = ? ORDER BY id",
            &[&kind, &word],
        ),
        None if kind == CUSTOMER => ids("SELECT id FROM customer ORDER BY id", &[]),
        None => ids("SELECT id FROM contact ORDER BY id", &[]),
    }
}

/// Calls `visit` for each id that has a word starting with the rarest word typed, until it says no.
fn each(
    conn: &Connection,
    kind: i64,
    typed: &[String],
    mut visit: impl FnMut(i64) -> rusqlite::Result<bool>,
) -> rusqlite::Result<()> {
    let begin = rarest(conn, kind, typed)?;
    let mut statement = conn.prepare_cached(
        "SELECT id FROM word WHERE kind = ? AND word >= ? AND word < ? ORDER BY word, id",
    )?;
    let mut rows = statement.query((kind, &begin, beyond(&begin)))?;
    let mut seen = HashSet::new();
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        if seen.insert(id) && (seen.len() > DEPTH || !visit(id)?) {
            break;
        }
    }
    Ok(())
}

fn rarest(conn: &Connection, kind: i64, typed: &[String]) -> rusqlite::Result<String> {
    if typed.len() < 2 {
        return Ok(typed.first().cloned().unwrap_or_default());
    }
    let mut best = (i64::MAX, String::new());
    for word in typed {
        let n: i64 = conn
            .prepare_cached(
                "SELECT count(*) FROM (SELECT 1 FROM word WHERE kind = ? AND word >= ? AND word < ? LIMIT ?)",
            )?
            .query_row((kind, word, beyond(word), RARE), |r| r.get(0))?;
        if n < best.0 {
            best = (n, word.clone());
        }
    }
    Ok(best.1)
}

/// Greater than every word with this beginning.
fn beyond(begin: &str) -> String {
    format!("{begin}\u{10ffff}")
}
