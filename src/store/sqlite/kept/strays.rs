//! Rows that no other row accounts for, and words under which nothing is to be found.

use crate::domain::customer::{Contact, Customer};
use crate::domain::product::Product;
use crate::store::book::{contact_words, customer_words};
use crate::store::sqlite::book::{CONTACT, CUSTOMER};
use crate::store::sqlite::fault::unreadable;
use rusqlite::{Connection, OptionalExtension, Rows};
use std::collections::BTreeSet;

/// Each names the first stray of its kind; `?` in the sentence is its number or name.
const STRAYS: [(&str, &str); 26] = [
    (
        "SELECT n FROM event WHERE n < 1 LIMIT 1",
        "There is a record ? before the first one.",
    ),
    (
        "SELECT word FROM word WHERE kind NOT IN (0, 1) LIMIT 1",
        "There is a word to look up (?) that is neither a customer's nor a contact's.",
    ),
    (
        "SELECT serial FROM blob WHERE (sha256 IS NULL) = (draft IS NULL) LIMIT 1",
        "Bytes (?) are kept both as a draft and as an attachment.",
    ),
    (
        "SELECT b.serial FROM blob b WHERE b.sha256 IS NOT NULL AND b.size <> (SELECT sum(raw) FROM chunk c WHERE c.blob = b.serial) LIMIT 1",
        "The bytes ? are not kept in the length that they have.",
    ),
    (
        "SELECT n FROM event WHERE (ticket IS NULL) <> (seq IS NULL) LIMIT 1",
        "Record ? is not kept under the ticket and number that it has. Its text is intact.",
    ),
    (
        "SELECT ticket FROM event WHERE ticket IS NOT NULL GROUP BY ticket HAVING min(seq) <> 1 OR max(seq) <> count(*) LIMIT 1",
        "The events of ticket #? are not numbered as they were written. Their texts are intact.",
    ),
    (
        "SELECT t.id FROM ticket t LEFT JOIN ticket_row r ON r.id = t.id WHERE r.id IS NULL LIMIT 1",
        "There is a ticket #? that no event and no list knows.",
    ),
    (
        "SELECT r.id FROM ticket_row r LEFT JOIN search_doc d ON d.id = 4 * r.id WHERE d.id IS NULL LIMIT 1",
        "What is searched of ticket #? is gone. The ticket itself is intact.",
    ),
    (
        "SELECT d.id FROM search_doc d LEFT JOIN ticket_row r ON 4 * r.id = d.id WHERE r.id IS NULL LIMIT 1",
        "There are words to be searched (document ?) that belong to no ticket.",
    ),
    (
        "SELECT r.id FROM ticket_row r WHERE r.process <> 0 AND NOT EXISTS (SELECT 1 FROM process p WHERE p.serial = r.process) LIMIT 1",
        "The process file under which the queue's row of ticket #? was computed is not here. The ticket itself is intact.",
    ),
    (
        "SELECT article FROM article_use WHERE helped NOT IN (0, 1) LIMIT 1",
        "The list of uses of article ? is not what the tickets say. They are intact.",
    ),
    (
        "SELECT v.article FROM article_revision v LEFT JOIN article a ON a.id = v.article WHERE a.id IS NULL LIMIT 1",
        "There are revisions of an article ? that is not here.",
    ),
    (
        "SELECT key FROM desk WHERE key NOT IN ('id', 'name', 'process', 'made_at', 'demo', 'backup') LIMIT 1",
        "The desk says something of itself that hoist did not write: ?.",
    ),
    (
        "SELECT a.ticket FROM attachment a LEFT JOIN blob b ON b.serial = a.blob WHERE b.sha256 IS NULL LIMIT 1",
        "An attachment of ticket #? is kept with bytes that are not here.",
    ),
    (
        "SELECT a.ticket FROM attachment a LEFT JOIN ticket t ON t.id = a.ticket WHERE t.id IS NULL LIMIT 1",
        "There is an attachment of a ticket #? that is not here.",
    ),
    (
        "SELECT c.blob FROM chunk c LEFT JOIN blob b ON b.serial = c.blob WHERE b.serial IS NULL LIMIT 1",
        "There are bytes (?) that belong to no attachment.",
    ),
    (
        "SELECT m.ticket FROM mark m LEFT JOIN ticket_row r ON r.id = m.ticket WHERE r.id IS NULL LIMIT 1",
        "What reviews count is kept of a ticket #? that is not here.",
    ),
    (
        "SELECT id FROM review WHERE id IS NOT json_extract(doc, '$.id') LIMIT 1",
        "Review ? is kept under another number than it has.",
    ),
    (
        "SELECT blob FROM chunk WHERE packed NOT IN (0, 1) LIMIT 1",
        "The bytes ? do not say whether they are packed.",
    ),
    (
        "SELECT ticket FROM configuration WHERE ticket NOT IN (SELECT id FROM ticket) LIMIT 1",
        "There is a configuration of a ticket #? that is not here.",
    ),
    (
        "SELECT a.ticket FROM alarm a LEFT JOIN ticket_row r ON r.id = a.ticket WHERE r.id IS NULL LIMIT 1",
        "A ticket #? that is not here is to be looked at.",
    ),
    (
        "SELECT n.n FROM notice n LEFT JOIN ticket_row r ON r.id = n.ticket WHERE n.ticket IS NOT NULL AND (r.id IS NULL OR r.phase = 'archived') LIMIT 1",
        "Notification ? is about a ticket that is archived or not here.",
    ),
    (
        "SELECT a.n FROM addressed a LEFT JOIN notice n ON n.n = a.n WHERE n.n IS NULL LIMIT 1",
        "Somebody is told of a notification ? that is not here.",
    ),
    (
        "SELECT a.n FROM addressed a LEFT JOIN agent g ON g.name = a.agent WHERE g.name IS NULL LIMIT 1",
        "Notification ? is for somebody who never was an agent of this desk.",
    ),
    (
        "SELECT name FROM hook WHERE seen > (SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'notice') LIMIT 1",
        "The hook ? was given notifications that were never told.",
    ),
    (
        "SELECT o.hook FROM outbox o LEFT JOIN hook h ON h.name = o.hook WHERE h.seen IS NULL OR o.notice > h.seen LIMIT 1",
        "An event waits for the hook ? that it was not given.",
    ),
];

/// The first stray, in a sentence.
pub fn first(conn: &Connection) -> rusqlite::Result<Option<String>> {
    for (sql, sentence) in STRAYS {
        let found = conn
            .query_row(sql, [], |r| {
                let place = r.get_ref(0)?;
                Ok(match place.as_i64() {
                    Ok(n) => n.to_string(),
                    Err(_) => {
                        String::from_utf8_lossy(place.as_bytes().unwrap_or_default()).into_owned()
                    }
                })
            })
            .optional()?;
        if let Some(place) = found {
            let place = crate::domain::attachment::shown(&place);
            return Ok(Some(sentence.replace('?', &place)));
        }
    }
    match listed(conn)? {
        None => words(conn),
        bad => Ok(bad),
    }
}

/// Products of the desk's list under their own names.
fn listed(conn: &Connection) -> rusqlite::Result<Option<String>> {
    let sql = "SELECT name, doc FROM product WHERE doc IS NOT NULL";
    super::misfiled(conn, sql, |key: &String, product: &Product| {
        (*key != product.name)
            .then(|| format!("Product “{}”: its row is kept as “{key}”.", product.name))
    })
}

/// The words by which customers and contacts are found, beside their names.
fn words(conn: &Connection) -> rusqlite::Result<Option<String>> {
    let customers = "SELECT doc, NULL, id FROM customer ORDER BY id";
    let bad = by(conn, CUSTOMER, customers, |doc: Customer, _| {
        customer_words(&doc)
    })?;
    if bad.is_some() {
        return Ok(bad);
    }
    let contacts = "SELECT k.doc, c.doc, k.id FROM contact k LEFT JOIN customer c ON c.id = k.customer ORDER BY k.id";
    by(conn, CONTACT, contacts, |doc: Contact, of| {
        contact_words(&doc, of.as_ref())
    })
}

fn by<T: serde::de::DeserializeOwned>(
    conn: &Connection,
    kind: i64,
    sql: &str,
    wanted: impl Fn(T, Option<Customer>) -> Vec<String>,
) -> rusqlite::Result<Option<String>> {
    // The table is in order of words; by number it is sorted once, in a file where it is large.
    let mut kept = conn.prepare("SELECT id, word FROM word WHERE kind = ? ORDER BY id")?;
    let mut kept = Kept {
        rows: kept.query([kind])?,
        next: None,
    };
    kept.step()?;
    let who = if kind == CUSTOMER {
        "Customer"
    } else {
        "Contact"
    };
    let bad = |id: i64| {
        Ok(Some(format!(
            "{who} {id} is not found under its own words. Its row is intact."
        )))
    };
    let mut statement = conn.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(r) = rows.next()? {
        let doc = serde_json::from_str(r.get_ref(0)?.as_str()?).map_err(unreadable)?;
        let of = match r.get_ref(1)?.as_str_or_null()? {
            Some(of) => Some(serde_json::from_str(of).map_err(unreadable)?),
            None => None,
        };
        let id = r.get(2)?;
        let wanted: BTreeSet<String> = wanted(doc, of).into_iter().collect();
        match kept.of(id)? {
            Some(found) if found == wanted => {}
            _ => return bad(id),
        }
    }
    match kept.next {
        Some((id, _)) => bad(id),
        None => Ok(None),
    }
}

/// Words by number, read along with those whose words they are.
struct Kept<'s> {
    rows: Rows<'s>,
    next: Option<(i64, String)>,
}

impl Kept<'_> {
    fn step(&mut self) -> rusqlite::Result<Option<(i64, String)>> {
        let next = match self.rows.next()? {
            Some(r) => Some((r.get(0)?, r.get(1)?)),
            None => None,
        };
        Ok(std::mem::replace(&mut self.next, next))
    }

    /// The words of the next one in order; nothing where there are some of another before it.
    fn of(&mut self, id: i64) -> rusqlite::Result<Option<BTreeSet<String>>> {
        let mut found = BTreeSet::new();
        while let Some((of, _)) = &self.next {
            if *of > id {
                break;
            }
            if *of < id {
                return Ok(None);
            }
            found.extend(self.step()?.map(|(_, word)| word));
        }
        Ok(Some(found))
    }
}
