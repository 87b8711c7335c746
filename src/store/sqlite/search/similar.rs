//! What is similar, found in the index of words in a bounded number of steps whatever the desk: the
//! frequency of a common word is estimated, of the words that tell most the newest tickets are taken.

mod shelf;

use super::{FIND, KINDS, Merged, behind, candidate_of, number, read_stored};
use crate::domain::actor::Viewer;
use crate::domain::id::{ArticleId, TicketId};
use crate::domain::reference::Reference;
use crate::domain::similar::Frequency;
use crate::store::similar::{Ask, Finds, Shares, candidates};
use crate::store::sqlite::fault::Fail;
use rusqlite::{CachedStatement, Connection};
#[cfg(test)]
pub use shelf::OWN as OWN_ARTICLES;
use shelf::Postings as Shelf;
use std::collections::{BTreeMap, BTreeSet};

/// Tickets of a word that are counted in a stretch, before the rest of the stretch is estimated.
const COUNTED: u64 = 64;
/// The newest tickets make the first stretch; each further one is longer, so that a word that has become
/// common only lately is known for one.
const STRETCH: i64 = 256;
const LONGER: i64 = 16;
/// The newest tickets taken of one word, and of all words together.
const OF_ONE: usize = 2_000;
const OF_ALL: usize = 12_000;

/// Tickets and articles that may be like what is sought.
pub fn similar(conn: &Connection, viewer: &Viewer, ask: &Ask<'_>) -> Result<Finds, Fail> {
    let mut finds = Finds::default();
    if ask.sought.is_empty() {
        return Ok(finds);
    }
    let mut postings = Postings {
        statement: conn.prepare_cached(FIND)?,
        newest: newest(conn)?,
        not: ask.not,
        late: Late::read(conn)?,
    };
    let mut shelf = Shelf::new(conn, ask.not)?;
    finds.frequency.documents = postings.newest.unsigned_abs() + shelf.newest();
    let mut articles = Vec::new();
    for term in &ask.sought.terms {
        if ask.stop.is_over() {
            finds.stopped = true;
            return Ok(finds);
        }
        let (having, found) = shelf.of(&term.text)?;
        let tickets = postings.having(&term.text)?;
        finds.frequency.having.push(tickets + having);
        articles.push(found);
    }
    let Some((tickets, articles)) = shared(&mut postings, ask, &finds.frequency, &articles)? else {
        finds.stopped = true;
        return Ok(finds);
    };
    let read = |id| match id {
        Reference::Ticket(id) => candidate_of(conn, viewer, id),
        Reference::Article(id) => shelf::candidate(conn, viewer, id),
    };
    (finds.candidates, finds.stopped) = candidates(ask, tickets, articles, read)?;
    Ok(finds)
}

/// Tickets and articles, those first that share most.
type Order = (Vec<TicketId>, Vec<ArticleId>);

/// The tickets, and the articles, that share most of what tells most; none when it was broken off.
fn shared(
    postings: &mut Postings<'_>,
    ask: &Ask<'_>,
    frequency: &Frequency,
    articles: &[Vec<ArticleId>],
) -> Result<Option<Order>, Fail> {
    let gains = ask.sought.gains(frequency);
    let leading = ask.sought.leading(&gains);
    let mut of_articles = Shares::default();
    for at in &leading {
        for id in articles.get(*at).into_iter().flatten() {
            of_articles.add(*id, gains.get(*at).copied().unwrap_or_default());
        }
    }
    let mut shares = Shares::default();
    let mut left = OF_ALL;
    for at in leading {
        if ask.stop.is_over() {
            return Ok(None);
        }
        let (Some(term), Some(gain)) = (ask.sought.terms.get(at), gains.get(at)) else {
            continue;
        };
        let mut taken = 0;
        let most = OF_ONE.min(left);
        postings.walk(&term.text, i64::MAX, |id| {
            shares.add(id, *gain);
            taken += 1;
            taken < most
        })?;
        left -= taken;
        if left == 0 {
            break;
        }
    }
    Ok(Some((shares.order(), of_articles.order())))
}

/// The number of the newest ticket.
fn newest(conn: &Connection) -> rusqlite::Result<i64> {
    let last: Option<i64> = conn
        .prepare_cached("SELECT max(id) FROM search_doc WHERE id % 4 = 0")?
        .query_row([], |r| r.get(0))?;
    Ok(last.unwrap_or_default() / KINDS)
}

/// The words of the documents for which the index is behind.
struct Late {
    numbers: BTreeSet<i64>,
    words: BTreeMap<i64, BTreeSet<String>>,
}

impl Late {
    fn read(conn: &Connection) -> Result<Late, Fail> {
        let numbers = behind::numbers(conn)?;
        let mut words = BTreeMap::new();
        for number in &numbers {
            if let Some(stored) = read_stored(conn, *number)? {
                let text = stored.doc.indexed(&stored.marks);
                words.insert(*number, text.split(' ').map(str::to_owned).collect());
            }
        }
        Ok(Late { numbers, words })
    }

    fn has(&self, number: i64, word: &str) -> bool {
        let words = self.words.get(&number);
        words.is_some_and(|words| words.contains(word))
    }
}

/// The tickets of a word, the newest first.
struct Postings<'c> {
    statement: CachedStatement<'c>,
    newest: i64,
    not: Option<TicketId>,
    late: Late,
}

impl Postings<'_> {
    /// Goes through the tickets below a number that have a word, for as long as `go` says.
    fn walk(
        &mut self,
        word: &str,
        below: i64,
        mut go: impl FnMut(TicketId) -> bool,
    ) -> Result<(), Fail> {
        let below = number(TicketId(below));
        let rows = self.statement.query((format!("\"{word}\""), below))?;
        let mut found = Merged::below(below, rows, &self.late.numbers);
        while let Some((document, is_late)) = found.next()? {
            let id = TicketId(document / KINDS);
            let counts = document % KINDS == 0 && Some(id) != self.not;
            if counts && (!is_late || self.late.has(document, word)) && !go(id) {
                break;
            }
        }
        Ok(())
    }

    /// How many tickets have a word.
    fn having(&mut self, word: &str) -> Result<u64, Fail> {
        let (mut having, mut top, mut length) = (0, self.newest, STRETCH);
        while top > 0 {
            let bottom = (top - length).max(0);
            let (mut here, mut lowest, mut more) = (0, top, false);
            self.walk(word, top + 1, |id| {
                more = id.0 <= bottom;
                if more {
                    return false;
                }
                here += 1;
                lowest = id.0;
                here < COUNTED
            })?;
            if here == COUNTED {
                more = true;
                here = estimated(here, top - lowest + 1, top - bottom);
            }
            having += here;
            if !more {
                break;
            }
            top = bottom;
            length *= LONGER;
        }
        Ok(having)
    }
}

/// So many in a part of a stretch make so many in all of it.
pub(super) fn estimated(here: u64, part: i64, whole: i64) -> u64 {
    let (part, whole) = (part.max(1).unsigned_abs(), whole.unsigned_abs());
    here.saturating_mul(whole) / part
}
