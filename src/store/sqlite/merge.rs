//! Several lists read as one, in the order they have in common.

use super::page::Way;
use super::row;
use rusqlite::fallible_streaming_iterator::FallibleStreamingIterator as _;
use rusqlite::types::Value;
use rusqlite::{CachedStatement, Connection, Row, Rows, params_from_iter};
use std::borrow::Cow;

/// The keys of an order; those it has not are 0.
type Key = [i64; 3];

/// Visits the rows whose keys one statement finds, run with each of these values, the next in order first, until
/// `visit` says no; false when it did. Each run is in that order itself. Rows are read apart from the lists: a
/// statement with all their columns takes long to prepare, and each run needs one of its own.
pub fn each(
    conn: &Connection,
    sql: &str,
    runs: &[Vec<Value>],
    (way, keys): (Way, usize),
    visit: &mut dyn FnMut(&Row<'_>) -> rusqlite::Result<bool>,
) -> rusqlite::Result<bool> {
    let prepared = (0..runs.len()).map(|nth| prepare(conn, sql, nth));
    let mut statements: Vec<_> = prepared.collect::<rusqlite::Result<_>>()?;
    let mut of_row = conn.prepare_cached(row::find_sql())?;
    let mut heads: Vec<(Key, Rows<'_>)> = Vec::new();
    for (statement, values) in statements.iter_mut().zip(runs) {
        let mut rows = statement.query(params_from_iter(values))?;
        let first = step(&mut rows, keys)?;
        heads.extend(first.map(|key| (key, rows)));
    }
    while let Some(nth) = next(&heads, way) {
        let (key, rows) = &mut heads[nth];
        let id = key[keys.saturating_sub(1)];
        if let Some(row) = of_row.query([id])?.next()?
            && !visit(row)?
        {
            return Ok(false);
        }
        match step(rows, keys)? {
            Some(following) => *key = following,
            None => drop(heads.swap_remove(nth)),
        }
    }
    Ok(true)
}

/// The statement once more for each run: they are kept prepared under their texts.
fn prepare<'c>(
    conn: &'c Connection,
    sql: &str,
    nth: usize,
) -> rusqlite::Result<CachedStatement<'c>> {
    let text = match nth {
        0 => Cow::Borrowed(sql),
        _ => Cow::Owned(format!("{sql} -- {nth}")),
    };
    conn.prepare_cached(&text)
}

/// Goes to the next row of a run; its key.
fn step(rows: &mut Rows<'_>, keys: usize) -> rusqlite::Result<Option<Key>> {
    rows.advance()?;
    let Some(row) = rows.get() else {
        return Ok(None);
    };
    let mut key = Key::default();
    for (nth, part) in key.iter_mut().take(keys).enumerate() {
        *part = row.get(nth)?;
    }
    Ok(Some(key))
}

/// Which run has the next row.
fn next(heads: &[(Key, Rows<'_>)], way: Way) -> Option<usize> {
    let places = heads.iter().map(|(key, _)| *key).zip(0..);
    let found = match way {
        Way::Down => places.min(),
        Way::Up => places.max(),
    };
    found.map(|(_, nth)| nth)
}
