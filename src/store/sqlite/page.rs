//! Pages of rows: keyset windows over one index, never an offset.

use super::filter::Filter;
use super::lists::{self, Lists};
use super::row::COLUMNS;
use super::{merge, row};
use crate::domain::actor::Viewer;
use crate::domain::id::{At, Tier};
use crate::domain::row::Row;
use crate::domain::stage::Phase;
use crate::store::mask::{eyes, mask, may_see, named};
use crate::store::{Anchor, Count, Cursor, Page, Query, Sort};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

/// Rows a rare filter looks at before it breaks off and says so.
pub const DEPTH: usize = 20_000;

/// The last of the priority keys, which run from 0 (major).
const UNKNOWN_PRIORITY: u8 = 5;

/// Where rows come from.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Source {
    /// Lists, read as one.
    Lists(Lists),
    /// The tickets of one customer.
    Customer(i64),
    /// One ticket.
    One(i64),
}

impl Source {
    /// What its statement is asked for, one after the other; no ticket stands in two of them.
    fn parts(&self, conn: &Connection) -> rusqlite::Result<Vec<Value>> {
        Ok(match self {
            Source::Lists(lists) => lists.names(conn)?.into_iter().map(Value::from).collect(),
            Source::Customer(id) | Source::One(id) => vec![Value::from(*id)],
        })
    }
}

/// Which way the index is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Ascending.
    Down,
    /// Descending.
    Up,
}

/// Where reading begins: a place and whether it belongs to what is read.
type Bound<'a> = Option<(&'a Cursor, bool)>;

/// A query made ready: its source, its order, and the filters the source leaves over.
#[derive(Debug)]
pub struct Plan<'a> {
    source: Source,
    sort: Sort,
    viewer: &'a Viewer,
    /// The tier in whose queue the rows stand.
    eyes: Option<&'a Tier>,
    /// Only rows that need someone at this instant, or only those that do not: a range of the index,
    /// set where the order is by need.
    needs: Option<(bool, i64)>,
    /// Only rows that need someone by this instant: whatever is due by then does. The end of a range of the index.
    needs_by: Option<i64>,
    filter: Option<Filter<'a>>,
    depth: usize,
}

/// What a scan found, in the way it read.
struct Scan {
    rows: Vec<Row>,
    cut: bool,
}

impl<'a> Plan<'a> {
    /// Chooses the narrowest source; what it answers alone needs no filter.
    pub fn new(query: &'a Query, viewer: &'a Viewer, now: At, depth: usize) -> Plan<'a> {
        let open_only = !query.wants_over();
        let (source, mut rest) = source(query, open_only);
        let ranged = matches!(query.sort, Sort::Due | Sort::Priority);
        let needs = query.needs.filter(|_| ranged).map(|n| (n, now.0));
        if ranged {
            rest.needs = None;
        }
        let filtered =
            rest != Query::default() || matches!(source, Source::Customer(_) | Source::One(_));
        let filter = filtered.then(|| Filter::new(query, viewer, now, open_only));
        Plan {
            source,
            sort: query.sort,
            viewer,
            eyes: eyes(query),
            needs,
            needs_by: query.late_by.filter(|_| ranged).map(|by| by.0),
            filter,
            depth,
        }
    }

    /// Whether it asks for every open ticket, whatever is said of it.
    pub fn is_everything_open(&self) -> bool {
        let every = matches!(self.source, Source::Lists(Lists::Open | Lists::All));
        every && self.filter.is_none() && self.needs.is_none()
    }

    /// The lists that it reads; none where it goes by customer or number.
    pub fn lists(&self) -> Option<&Lists> {
        match &self.source {
            Source::Lists(lists) => Some(lists),
            Source::Customer(_) | Source::One(_) => None,
        }
    }

    /// A page.
    pub fn page(&self, conn: &Connection, from: &Anchor, limit: usize) -> rusqlite::Result<Page> {
        let (way, bound) = begin(from);
        let scan = self.scan(conn, way, bound, limit.saturating_add(1))?;
        let mut rows = scan.rows;
        let more = rows.len() > limit;
        rows.truncate(limit);
        if way == Way::Up {
            rows.reverse();
        }
        let (behind, unsure) = self.behind(conn, way, bound, &rows)?;
        let (more_before, more_after) = match way {
            Way::Down => (behind, more),
            Way::Up => (more, behind),
        };
        Ok(Page {
            rows,
            more_before,
            more_after,
            cut_at: (scan.cut || unsure).then_some(self.depth),
        })
    }

    /// Whether there is a row on the side the page was read away from. Broken off by the depth it is
    /// not known: then yes, and the page says that it was cut.
    fn behind(
        &self,
        conn: &Connection,
        way: Way,
        bound: Bound<'_>,
        rows: &[Row],
    ) -> rusqlite::Result<(bool, bool)> {
        let Some((at, included)) = bound else {
            return Ok((false, false));
        };
        let edge = match way {
            Way::Down => rows.first(),
            Way::Up => rows.last(),
        };
        let place = edge.map(|row| Cursor::of(row, self.sort));
        let bound = match &place {
            Some(place) => (place, false),
            None => (at, !included),
        };
        let scan = self.scan(conn, way.other(), Some(bound), 1)?;
        Ok((scan.cut || !scan.rows.is_empty(), scan.cut))
    }

    /// How many rows, up to `cap`.
    pub fn count(&self, conn: &Connection, cap: u32) -> rusqlite::Result<Count> {
        let wanted = usize::try_from(cap).unwrap_or(usize::MAX).saturating_add(1);
        let (found, cut) = match (&self.source, &self.filter) {
            (Source::Lists(lists), None) if self.needs.is_none() => {
                (lists::length(conn, lists, cap.saturating_add(1))?, false)
            }
            _ => self.tally(conn, wanted)?,
        };
        Ok(Count {
            n: found.min(cap),
            more: cut || found > cap,
        })
    }

    fn tally(&self, conn: &Connection, wanted: usize) -> rusqlite::Result<(u32, bool)> {
        let mut found = 0;
        let cut = self.each(conn, Way::Down, None, |_| {
            found += 1;
            Ok(found < wanted)
        })?;
        Ok((u32::try_from(found).unwrap_or(u32::MAX), cut))
    }

    fn scan(
        &self,
        conn: &Connection,
        way: Way,
        bound: Bound<'_>,
        wanted: usize,
    ) -> rusqlite::Result<Scan> {
        let mut rows = Vec::new();
        let cut = self.each(conn, way, bound, |r| {
            rows.push(self.viewed(r)?);
            Ok(rows.len() < wanted)
        })?;
        Ok(Scan { rows, cut })
    }

    fn viewed(&self, r: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
        let mut row = row::read(r)?;
        if let Some(tier) = self.eyes {
            row.seen_from(tier);
        }
        if !may_see(self.viewer, row.audience.as_deref()) {
            mask(&mut row);
        }
        Ok(row)
    }

    /// Visits the rows that match until `visit` says no; true when broken off by the depth.
    fn each(
        &self,
        conn: &Connection,
        way: Way,
        bound: Bound<'_>,
        mut visit: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<bool>,
    ) -> rusqlite::Result<bool> {
        let (mut seen, mut cut) = (0, false);
        let mut matching = |row: &rusqlite::Row<'_>| -> rusqlite::Result<bool> {
            if let Some(filter) = &self.filter {
                seen += 1;
                cut = seen > self.depth;
                if cut {
                    return Ok(false);
                }
                if !filter.matches(row)? {
                    return Ok(true);
                }
            }
            visit(row)
        };
        let parts = self.source.parts(conn)?;
        for lane in self.lanes(way, bound.map(|b| b.0)) {
            let bound = bound.filter(|(at, _)| lane.is_none_or(|key| key == at.key));
            let sql = self.sql(way, bound.map(|b| b.1), parts.len() > 1);
            let values = |part| self.values(part, way, lane, bound.map(|b| b.0));
            let values: Vec<Vec<Value>> = parts.iter().map(values).collect();
            let keys = self.keys().len();
            let more = match values.as_slice() {
                [one] => visit_all(conn, &sql, one, &mut matching)?,
                _ => merge::each(conn, &sql, &values, (way, keys), &mut matching)?,
            };
            if !more {
                break;
            }
        }
        Ok(cut)
    }

    /// By priority, what needs someone is one range of the index per priority: these, in the way of
    /// reading, from the place on. Else all is one range.
    fn lanes(&self, way: Way, at: Option<&Cursor>) -> Vec<Option<i64>> {
        if !self.has_lanes() {
            return vec![None];
        }
        let keys = 0..=i64::from(UNKNOWN_PRIORITY);
        let mut lanes: Vec<i64> = match (way, at) {
            (_, None) => keys.collect(),
            (Way::Down, Some(at)) => keys.filter(|k| *k >= at.key).collect(),
            (Way::Up, Some(at)) => keys.filter(|k| *k <= at.key).collect(),
        };
        if way == Way::Up {
            lanes.reverse();
        }
        lanes.into_iter().map(Some).collect()
    }

    fn has_lanes(&self) -> bool {
        self.sort == Sort::Priority && self.needs.is_some()
    }

    /// The keys of the order within a lane.
    fn keys(&self) -> &'static [&'static str] {
        &order(self.sort).1[usize::from(self.has_lanes())..]
    }

    /// The statement that reads one part of the source, or only the keys there; a test holds the plans SQLite makes
    /// of it.
    pub fn sql(&self, way: Way, bound: Option<bool>, keys_only: bool) -> String {
        let (index, _) = order(self.sort);
        let (table, from, mut tests) = match &self.source {
            Source::Lists(_) if keys_only => (
                "e",
                format!("entry e INDEXED BY entry_{index}"),
                vec!["e.list = ?".to_owned()],
            ),
            Source::Lists(_) => (
                "e",
                format!("entry e INDEXED BY entry_{index} CROSS JOIN ticket_row r ON r.id = e.id"),
                vec!["e.list = ?".to_owned()],
            ),
            Source::Customer(_) => (
                "r",
                "ticket_row r INDEXED BY row_customer".to_owned(),
                vec!["r.customer = ?".to_owned()],
            ),
            Source::One(_) => ("r", "ticket_row r".to_owned(), vec!["r.id = ?".to_owned()]),
        };
        if self.has_lanes() {
            tests.push(format!("{table}.priority_key = ?"));
        }
        if let Some((needs, _)) = self.tested_needs(way, bound.is_some()) {
            let operator = if needs { "<=" } else { ">" };
            tests.push(format!("{table}.needs_at {operator} ?"));
        }
        let keys: Vec<String> = self.keys().iter().map(|k| format!("{table}.{k}")).collect();
        if self.tested_end(way, bound.is_some()).is_some() {
            tests.push(format!("{table}.needs_at <= ?"));
        }
        if let Some(included) = bound {
            let marks = vec!["?"; keys.len()].join(", ");
            tests.push(format!(
                "({}) {} ({marks})",
                keys.join(", "),
                operator(way, included)
            ));
        }
        let only = tests.join(" AND ");
        let turned = if way == Way::Up { " DESC" } else { "" };
        let by: Vec<String> = keys.iter().map(|k| format!("{k}{turned}")).collect();
        let columns = match keys_only {
            true => keys.join(", "),
            false => COLUMNS.to_owned(),
        };
        let by = by.join(", ");
        format!("SELECT {columns} FROM {from} WHERE {only} ORDER BY {by}")
    }

    /// The test for need, unless the place already ends the range on that side: given two ends,
    /// SQLite would start at either.
    fn tested_needs(&self, way: Way, from_place: bool) -> Option<(bool, i64)> {
        let ended = |needs: bool| from_place && needs == (way == Way::Up);
        self.needs.filter(|(needs, _)| !ended(*needs))
    }

    /// The end of what is due by an instant, unless the place or the need ends the range already.
    fn tested_end(&self, way: Way, from_place: bool) -> Option<i64> {
        let placed = from_place && way == Way::Up;
        let needed = self.needs.is_some_and(|(needs, _)| needs);
        self.needs_by.filter(|_| !placed && !needed)
    }

    /// The end of the range (`needs_at`, id): the place, or the instant where need begins, whichever
    /// comes first in the way of reading.
    fn end(&self, way: Way, needs_at: i64, id: i64) -> (i64, i64) {
        match (self.needs, way) {
            (Some((false, now)), Way::Down) => (needs_at, id).max((now, i64::MAX)),
            (Some((true, now)), Way::Up) => (needs_at, id).min((now.saturating_add(1), i64::MIN)),
            _ => (needs_at, id),
        }
    }

    /// What the question marks stand for, in order.
    fn values(&self, part: &Value, way: Way, lane: Option<i64>, at: Option<&Cursor>) -> Vec<Value> {
        let mut values = vec![part.clone()];
        values.extend(lane.map(Value::from));
        let needs = self.tested_needs(way, at.is_some());
        values.extend(needs.map(|(_, now)| Value::from(now)));
        let end = self.tested_end(way, at.is_some());
        values.extend(end.map(Value::from));
        if let Some(at) = at {
            let mut keys = match (lane, self.sort) {
                (Some(_), _) => vec![at.key2, at.id.0],
                (None, Sort::Priority) => vec![at.key, at.key2, at.id.0],
                (None, _) => vec![at.key, at.id.0],
            };
            if let [needs_at, id] = keys.as_mut_slice() {
                (*needs_at, *id) = self.end(way, *needs_at, *id);
            }
            values.extend(keys.into_iter().map(Value::from));
        }
        values
    }
}

impl Way {
    fn other(self) -> Way {
        match self {
            Way::Down => Way::Up,
            Way::Up => Way::Down,
        }
    }
}

/// Visits the rows that a statement finds until `visit` says no; false when it did.
fn visit_all(
    conn: &Connection,
    sql: &str,
    values: &[Value],
    visit: &mut dyn FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<bool>,
) -> rusqlite::Result<bool> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    while let Some(row) = rows.next()? {
        if !visit(row)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn begin(from: &Anchor) -> (Way, Bound<'_>) {
    match from {
        Anchor::First => (Way::Down, None),
        Anchor::Last => (Way::Up, None),
        Anchor::After(at) => (Way::Down, Some((at, false))),
        Anchor::Before(at) => (Way::Up, Some((at, false))),
        Anchor::From(at) => (Way::Down, Some((at, true))),
    }
}

fn operator(way: Way, included: bool) -> &'static str {
    match (way, included) {
        (Way::Down, false) => ">",
        (Way::Down, true) => ">=",
        (Way::Up, false) => "<",
        (Way::Up, true) => "<=",
    }
}

/// The index of an order and its keys.
fn order(sort: Sort) -> (&'static str, &'static [&'static str]) {
    match sort {
        Sort::Due => ("due", &["needs_at", "id"]),
        Sort::Age => ("age", &["opened_at", "id"]),
        Sort::Priority => ("priority", &["priority_key", "needs_at", "id"]),
        Sort::Updated => ("updated", &["updated_key", "id"]),
    }
}

/// The narrowest source of a query and the query without what it answers.
fn source(query: &Query, open_only: bool) -> (Source, Query) {
    let mut rest = query.clone();
    rest.sort = Sort::default();
    rest.over = false;
    if let Some(id) = named(&query.text) {
        return (Source::One(id), rest);
    }
    if let Some(customer) = rest.customer.take() {
        return (Source::Customer(customer.0), rest);
    }
    let lists = lists(query, open_only, &mut rest);
    (Source::Lists(lists), rest)
}

/// The lists a query is read from; takes what they answer out of `rest`.
fn lists(query: &Query, open_only: bool, rest: &mut Query) -> Lists {
    if let Some(tier) = &query.turn {
        if query.sent_back {
            (rest.turn, rest.sent_back) = (None, false);
            return Lists::One(lists::sent_back(tier));
        }
        if query.unassigned {
            (rest.turn, rest.unassigned) = (None, false);
            return Lists::One(lists::free(tier));
        }
    }
    if open_only && let Some(list) = person(query, rest) {
        return Lists::One(list);
    }
    match rest.turn.take() {
        Some(tier) => Lists::Queue(tier),
        None if open_only => Lists::Open,
        None if query.phase.is_some_and(Phase::is_over) => Lists::One(lists::OVER.to_owned()),
        None => Lists::All,
    }
}

/// The list of one agent's open tickets.
fn person(query: &Query, rest: &mut Query) -> Option<String> {
    // The shortest of an agent's lists come first.
    if let Some(agent) = rest.handed_to.take() {
        return Some(lists::handed_to(&agent));
    }
    if let Some(agent) = rest.handed_by.take() {
        return Some(lists::handed_by(&agent));
    }
    if let Some(agent) = rest.assignee.take() {
        return Some(lists::assigned(&agent));
    }
    if let Some([agent]) = query.assignee_in.as_deref() {
        rest.assignee_in = None;
        return Some(lists::assigned(agent));
    }
    rest.customers_agent.take().map(|a| lists::customers(&a))
}
