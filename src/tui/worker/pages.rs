//! What needs someone now stands above every order: a page of the queue is read as two lists, one
//! after the other, each by its own place and never by an offset.

use crate::store::{Anchor, Page, Query, Sort};
use crate::tui::msg::PageAsk;

/// Reads one of the two lists.
trait Read<E>: FnMut(&Query, &Anchor, usize) -> Result<Page, E> {}
impl<E, F: FnMut(&Query, &Anchor, usize) -> Result<Page, E>> Read<E> for F {}

/// The page asked for: above, what needs someone now, the most important first and of those the one
/// that has waited longest; below, everything else in the order chosen.
///
/// # Errors
/// What the reading says.
pub fn page<E>(
    ask: &PageAsk,
    mut read: impl FnMut(&Query, &Anchor, usize) -> Result<Page, E>,
) -> Result<Page, E> {
    if ask.query.needs.is_some() {
        return read(&ask.query, &ask.from, ask.limit);
    }
    let parts = [
        Query {
            needs: Some(true),
            sort: Sort::Priority,
            ..ask.query.clone()
        },
        Query {
            needs: Some(false),
            ..ask.query.clone()
        },
    ];
    let [above, below] = &parts;
    match (&ask.from, ask.needs) {
        (Anchor::First, _) | (Anchor::After(_) | Anchor::From(_), true) => {
            let page = read(above, &ask.from, ask.limit)?;
            followed(page, below, ask.limit, &mut read)
        }
        (Anchor::After(_) | Anchor::From(_), false) => {
            let mut page = read(below, &ask.from, ask.limit)?;
            page.more_before = page.more_before || any(above, &mut read)?;
            Ok(page)
        }
        (Anchor::Last, _) | (Anchor::Before(_), false) => {
            let page = read(below, &ask.from, ask.limit)?;
            preceded(page, above, ask.limit, &mut read)
        }
        (Anchor::Before(_), true) => {
            let mut page = read(above, &ask.from, ask.limit)?;
            page.more_after = page.more_after || any(below, &mut read)?;
            Ok(page)
        }
    }
}

fn any<E>(query: &Query, read: &mut impl Read<E>) -> Result<bool, E> {
    let page = read(query, &Anchor::First, 1)?;
    // Broken off before it found one, there may be some.
    Ok(page.cut_at.is_some() || !page.rows.is_empty())
}

/// A page of the upper list, filled up from the head of the lower one.
fn followed<E>(
    mut page: Page,
    below: &Query,
    limit: usize,
    read: &mut impl Read<E>,
) -> Result<Page, E> {
    let left = limit.saturating_sub(page.rows.len());
    if page.more_after || left == 0 {
        page.more_after = page.more_after || any(below, read)?;
        return Ok(page);
    }
    let next = read(below, &Anchor::First, left)?;
    page.rows.extend(next.rows);
    page.more_after = next.more_after;
    page.cut_at = page.cut_at.or(next.cut_at);
    Ok(page)
}

/// A page of the lower list, filled up from the end of the upper one.
fn preceded<E>(
    mut page: Page,
    above: &Query,
    limit: usize,
    read: &mut impl Read<E>,
) -> Result<Page, E> {
    let left = limit.saturating_sub(page.rows.len());
    if page.more_before || left == 0 {
        page.more_before = page.more_before || any(above, read)?;
        return Ok(page);
    }
    let former = read(above, &Anchor::Last, left)?;
    page.rows.splice(0..0, former.rows);
    page.more_before = former.more_before;
    page.cut_at = page.cut_at.or(former.cut_at);
    Ok(page)
}

#[cfg(test)]
mod tests {
    use super::page;
    use crate::domain::id::{At, TicketId};
    use crate::domain::row::Row;
    use crate::store::{Anchor, Cursor, Page, Query, Sort};
    use crate::tui::msg::{Joins, PageAsk};

    const NOW: At = At(20);

    /// Forty rows; every third needs someone, the older the later.
    fn rows() -> Vec<Row> {
        let row = |n: i64| Row {
            id: TicketId(n),
            needs_at: At(if n % 3 == 0 { 20 - n / 3 } else { 100 + n }),
            opened_at: At(n * 7 % 41),
            priority_key: u8::from(n > 30),
            ..Row::default()
        };
        (1..=40).map(row).collect()
    }

    fn read(query: &Query, from: &Anchor, limit: usize) -> Result<Page, String> {
        let mut rows = rows();
        rows.retain(|r| query.needs.is_none_or(|n| (r.needs_at <= NOW) == n));
        let place = |c: &Cursor| (c.key, c.key2, c.id);
        let key = |r: &Row| place(&Cursor::of(r, query.sort));
        rows.sort_by_key(key);
        let below = |at: &Cursor| rows.iter().filter(|r| key(r) < place(at)).count();
        let (start, end) = match from {
            Anchor::First => (0, limit),
            Anchor::Last => (rows.len().saturating_sub(limit), rows.len()),
            Anchor::After(at) => (below(at) + 1, below(at) + 1 + limit),
            Anchor::From(at) => (below(at), below(at) + limit),
            Anchor::Before(at) => (below(at).saturating_sub(limit), below(at)),
        };
        let end = end.min(rows.len());
        Ok(Page {
            rows: rows[start.min(end)..end].to_vec(),
            more_before: start > 0,
            more_after: end < rows.len(),
            cut_at: None,
        })
    }

    fn ask(from: Anchor, needs: bool, limit: usize) -> Page {
        let ask = PageAsk {
            query: Query {
                sort: Sort::Age,
                ..Query::default()
            },
            from,
            needs,
            limit,
            joins: Joins::Replaces,
            window: 0,
        };
        page(&ask, read).unwrap()
    }

    fn at(row: &Row) -> (Cursor, bool) {
        let needs = row.needs_at <= NOW;
        let sort = if needs { Sort::Priority } else { Sort::Age };
        (Cursor::of(row, sort), needs)
    }

    fn ids(rows: &[Row]) -> Vec<i64> {
        rows.iter().map(|r| r.id.0).collect()
    }

    #[test]
    fn what_needs_someone_stands_above_every_order() {
        let all = ask(Anchor::First, true, 100).rows;
        let waiting = |from: i64, to: i64| (from..=to).rev().map(|n| n * 3);
        let needing: Vec<i64> = waiting(1, 10).chain(waiting(11, 13)).collect();
        assert_eq!(ids(&all[..13]), needing);
        assert!(all[13..].is_sorted_by_key(|r| r.opened_at));
        assert_eq!(all.len(), 40);
    }

    #[test]
    fn the_pages_of_both_lists_meet_both_ways() {
        let all = ids(&ask(Anchor::First, true, 100).rows);
        for limit in [1, 4, 13, 14, 39] {
            let mut page = ask(Anchor::First, true, limit);
            let mut down = ids(&page.rows);
            assert!(!page.more_before);
            while page.more_after {
                let (cursor, needs) = at(page.rows.last().unwrap());
                page = ask(Anchor::After(cursor), needs, limit);
                assert!(page.more_before);
                down.extend(ids(&page.rows));
            }
            assert_eq!(down, all, "{limit}");
            page = ask(Anchor::Last, false, limit);
            let mut up = ids(&page.rows);
            assert!(!page.more_after);
            while page.more_before {
                let (cursor, needs) = at(page.rows.first().unwrap());
                page = ask(Anchor::Before(cursor), needs, limit);
                assert!(page.more_after);
                up.splice(0..0, ids(&page.rows));
            }
            assert_eq!(up, all, "{limit}");
        }
    }
}
