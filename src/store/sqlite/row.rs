//! A queue row as columns.

use super::fault::unreadable;
use crate::domain::id::{AgentName, At, CustomerId, TicketId, Tier};
use crate::domain::row::{Attention, Due, Row};
use crate::domain::stage::{Phase, Stage};
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Row as Record, params_from_iter};

/// The columns of the first schema, with those that came later in their places: none, or their own.
macro_rules! columns {
    ($later:literal) => {
        concat!(
            "r.id, r.version, r.tier, r.phase, r.turn, r.kind, r.subject, r.priority, \
             r.triaged, r.major, r.customer, r.customer_name, r.product, r.assignee, r.customers_agent, \
             r.offered_to, r.due_at, r.due_what, r.needs_at, r.attention, r.hold, r.hold_until, r.paused, \
             r.returns, r.owed, r.opened_at, r.priority_key, r.updated_key, r.audience, r.over",
            $later
        )
    };
}

/// The columns read for a row, in the order of [`read`] and of `filter`.
pub const COLUMNS: &str = columns!(", r.handed_to, r.handed_by, r.asked, r.asked_at, r.later");

/// How many they are.
pub const WIDTH: usize = col::LATER + 1;

/// The same on a desk that is being brought up to date and has only the first of them yet.
const FIRST: &str = columns!(", NULL, NULL, NULL, NULL, NULL");

/// Places of the columns that filters look at.
pub mod col {
    #![allow(missing_docs)]
    pub const ID: usize = 0;
    pub const TIER: usize = 2;
    pub const PHASE: usize = 3;
    pub const TURN: usize = 4;
    pub const KIND: usize = 5;
    pub const SUBJECT: usize = 6;
    pub const CUSTOMER: usize = 10;
    pub const CUSTOMER_NAME: usize = 11;
    pub const PRODUCT: usize = 12;
    pub const ASSIGNEE: usize = 13;
    pub const CUSTOMERS_AGENT: usize = 14;
    pub const DUE_AT: usize = 16;
    pub const DUE_WHAT: usize = 17;
    pub const NEEDS_AT: usize = 18;
    pub const ATTENTION: usize = 19;
    pub const HOLD: usize = 20;
    pub const RETURNS: usize = 23;
    pub const OWED: usize = 24;
    pub const PRIORITY_KEY: usize = 26;
    pub const AUDIENCE: usize = 28;
    pub const OVER: usize = 29;
    pub const HANDED_TO: usize = 30;
    pub const HANDED_BY: usize = 31;
    pub const ASKED: usize = 32;
    pub const ASKED_AT: usize = 33;
    pub const LATER: usize = 34;
}

/// A row as stored, nothing masked.
pub fn read(r: &Record<'_>) -> rusqlite::Result<Row> {
    let hold: Option<String> = r.get(20)?;
    let until: Option<i64> = r.get(21)?;
    Ok(Row {
        id: TicketId(r.get(0)?),
        version: r.get(1)?,
        stage: Stage {
            tier: Tier(r.get(2)?),
            phase: phase(r.get_ref(3)?.as_str()?),
        },
        turn: tiers(r.get_ref(4)?.as_str()?),
        kind: r.get(5)?,
        subject: r.get(6)?,
        priority: r.get(7)?,
        triaged: r.get(8)?,
        major: r.get(9)?,
        customer: r.get::<_, Option<i64>>(10)?.map(CustomerId),
        customer_name: r.get(11)?,
        product: r.get(12)?,
        assignee: r.get::<_, Option<String>>(13)?.map(AgentName),
        customers_agent: r.get::<_, Option<String>>(14)?.map(AgentName),
        offered_to: r.get::<_, Option<String>>(15)?.map(AgentName),
        due_at: At(r.get(16)?),
        due_what: due(r.get_ref(17)?.as_str()?),
        needs_at: At(r.get(18)?),
        attention: attention(r.get_ref(19)?.as_str()?),
        hold: hold.zip(until.map(At)),
        paused: r.get(22)?,
        returns: r.get(23)?,
        owed: r.get(24)?,
        opened_at: At(r.get(25)?),
        updated_at: At(r.get::<_, i64>(27)?.saturating_neg()),
        priority_key: r.get(26)?,
        audience: audience(r.get_ref(28)?)?,
        handed_to: r.get::<_, Option<String>>(col::HANDED_TO)?.map(AgentName),
        handed_by: r.get::<_, Option<String>>(col::HANDED_BY)?.map(AgentName),
        asked: tiers(r.get_ref(col::ASKED)?.as_str_or_null()?.unwrap_or_default()),
        asked_at: r.get::<_, Option<i64>>(col::ASKED_AT)?.map(At),
        later: later(r.get_ref(col::LATER)?)?,
        masked: false,
    })
}

/// The row of one ticket, if there is one.
pub fn find(conn: &Connection, id: TicketId) -> rusqlite::Result<Option<Row>> {
    Ok(find_under(conn, id)?.map(|(row, _)| row))
}

/// The same, with the serial number of the process file that it was computed under.
pub fn find_under(conn: &Connection, id: TicketId) -> rusqlite::Result<Option<(Row, i64)>> {
    let sql = find_sql();
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([id.0])?;
    let found = rows.next()?;
    found.map(|r| Ok((read(r)?, r.get(WIDTH)?))).transpose()
}

/// The row of one ticket on a desk that is being brought up to date.
pub fn find_first(conn: &Connection, id: TicketId) -> rusqlite::Result<Option<Row>> {
    let mut statement =
        conn.prepare_cached(&format!("SELECT {FIRST} FROM ticket_row r WHERE r.id = ?"))?;
    let mut rows = statement.query([id.0])?;
    rows.next()?.map(read).transpose()
}

/// The columns of one row, in the order of [`read`] and of `filter`.
pub fn find_sql() -> &'static str {
    // Names alone: SQLite prepares them in half the time that it takes for `r.name`.
    static SQL: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
        let columns = COLUMNS.replace("r.", "");
        format!("SELECT {columns}, process FROM ticket_row WHERE id = ?")
    });
    SQL.as_str()
}

/// Names of agents in the audience column.
pub fn audience(value: ValueRef<'_>) -> rusqlite::Result<Option<Vec<AgentName>>> {
    match value.as_str_or_null()? {
        None => Ok(None),
        Some(json) => serde_json::from_str(json).map(Some).map_err(unreadable),
    }
}

/// Writes a new row, computed under the process file of this serial number.
pub fn insert(conn: &Connection, row: &Row, process: i64) -> rusqlite::Result<()> {
    let columns = columns(row, process)?;
    let names: Vec<&str> = columns.iter().map(|c| c.0).collect();
    let places = ", ?".repeat(columns.len());
    let sql = format!(
        "INSERT INTO ticket_row (id, {}) VALUES (?{places})",
        names.join(", ")
    );
    let values = std::iter::once(Value::from(row.id.0)).chain(columns.into_iter().map(|c| c.1));
    conn.prepare_cached(&sql)?
        .execute(params_from_iter(values))?;
    Ok(())
}

/// Brings a row from how it stands to how it is, computed under the process file of this serial number: only the
/// columns that changed, for the sake of the indexes, and of a program that prepares each statement once.
pub fn update(
    conn: &Connection,
    (old, under): &(Row, i64),
    row: &Row,
    process: i64,
) -> rusqlite::Result<()> {
    let (stands, becomes) = (columns(old, *under)?, columns(row, process)?);
    let changed = becomes.into_iter().zip(stands);
    let changed: Vec<_> = changed.filter(|(new, old)| new != old).collect();
    if changed.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = changed.iter().map(|(new, _)| new.0).collect();
    let sql = format!(
        "UPDATE ticket_row SET {} = ? WHERE id = ?",
        names.join(" = ?, ")
    );
    let values = changed.into_iter().map(|(new, _)| new.1);
    let values = values.chain(std::iter::once(Value::from(row.id.0)));
    conn.prepare_cached(&sql)?
        .execute(params_from_iter(values))?;
    Ok(())
}

/// The first column that is not as this row, which was read from it, is written: reading takes several ways of
/// saying the same.
pub fn differing(record: &Record<'_>, row: &Row) -> rusqlite::Result<Option<&'static str>> {
    for (name, value) in columns(row, 0)? {
        // Under which file it was computed is no part of the row.
        if name != "process" && record.get::<_, Value>(name)? != value {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

/// The sort keys that seldom change.
pub fn keys(row: &Row) -> (At, u8, At) {
    (row.needs_at, row.priority_key, row.opened_at)
}

/// Latest first, as an ascending key.
pub fn updated_key(row: &Row) -> i64 {
    row.updated_at.0.saturating_neg()
}

/// Every column but the number, as it is stored.
fn columns(row: &Row, process: i64) -> rusqlite::Result<Vec<(&'static str, Value)>> {
    let audience = row.audience.as_ref().map(serde_json::to_string);
    let audience = audience
        .transpose()
        .map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))?;
    let word = |text: &str| Value::from(text.to_owned());
    let name = |agent: &Option<AgentName>| Value::from(agent.as_ref().map(|a| a.0.clone()));
    Ok(vec![
        ("version", row.version.into()),
        ("tier", word(row.stage.tier.as_str())),
        ("phase", word(row.stage.phase.id())),
        ("over", row.stage.phase.is_over().into()),
        ("turn", turn(row).into()),
        ("kind", word(&row.kind)),
        ("subject", word(&row.subject)),
        ("priority", row.priority.into()),
        ("triaged", row.triaged.into()),
        ("major", row.major.into()),
        ("customer", row.customer.map(|c| c.0).into()),
        ("customer_name", word(&row.customer_name)),
        ("product", word(&row.product)),
        ("assignee", name(&row.assignee)),
        ("customers_agent", name(&row.customers_agent)),
        ("offered_to", name(&row.offered_to)),
        ("due_at", row.due_at.0.into()),
        ("due_what", word(due_word(row.due_what))),
        ("needs_at", row.needs_at.0.into()),
        ("attention", word(attention_word(row.attention))),
        ("hold", row.hold.as_ref().map(|h| h.0.clone()).into()),
        ("hold_until", row.hold.as_ref().map(|h| h.1.0).into()),
        ("paused", row.paused.into()),
        ("returns", row.returns.into()),
        ("owed", row.owed.into()),
        ("opened_at", row.opened_at.0.into()),
        ("priority_key", row.priority_key.into()),
        ("updated_key", updated_key(row).into()),
        ("audience", audience.into()),
        ("handed_to", name(&row.handed_to)),
        ("handed_by", name(&row.handed_by)),
        (
            "asked",
            (!row.asked.is_empty()).then(|| joined(&row.asked)).into(),
        ),
        ("asked_at", row.asked_at.map(|at| at.0).into()),
        ("later", later_words(&row.later).into()),
        ("process", process.into()),
    ])
}

/// The tiers in turn as one column.
pub fn turn(row: &Row) -> String {
    joined(&row.turn)
}

fn joined(tiers: &[Tier]) -> String {
    let names: Vec<&str> = tiers.iter().map(Tier::as_str).collect();
    names.join(",")
}

fn tiers(turn: &str) -> Vec<Tier> {
    turn.split(',')
        .filter(|t| !t.is_empty())
        .map(Tier::from)
        .collect()
}

fn phase(word: &str) -> Phase {
    word.parse().unwrap_or_default()
}

fn due_word(due: Due) -> &'static str {
    match due {
        Due::Nothing => "nothing",
        Due::FirstResponse => "first_response",
        Due::Update => "update",
        Due::Resolution => "resolution",
        Due::Acceptance => "acceptance",
        Due::TimeInStage => "time_in_stage",
    }
}

/// The clocks that run beside the next one, as their column says them.
pub fn later(value: ValueRef<'_>) -> rusqlite::Result<Vec<(Due, At)>> {
    let words = value.as_str_or_null()?.unwrap_or_default();
    let clock = |word: &str| {
        let (what, at) = word.split_once(' ')?;
        Some((due(what), At(at.parse().ok()?)))
    };
    Ok(words.split(',').filter_map(clock).collect())
}

fn later_words(later: &[(Due, At)]) -> Option<String> {
    let clock = |(what, at): &(Due, At)| format!("{} {}", due_word(*what), at.0);
    let words: Vec<String> = later.iter().map(clock).collect();
    (!words.is_empty()).then(|| words.join(","))
}

/// The clock that a column names.
pub fn due(word: &str) -> Due {
    const ALL: [Due; 5] = [
        Due::FirstResponse,
        Due::Update,
        Due::Resolution,
        Due::Acceptance,
        Due::TimeInStage,
    ];
    ALL.into_iter()
        .find(|d| due_word(*d) == word)
        .unwrap_or_default()
}

/// The word of an attention in the column.
pub fn attention_word(attention: Attention) -> &'static str {
    match attention {
        Attention::None => "none",
        Attention::SentBack => "sent_back",
        Attention::Reply => "reply",
        Attention::SignOff => "sign_off",
        Attention::Approval => "approval",
        Attention::ToDo => "to_do",
        Attention::Handover => "handover",
    }
}

fn attention(word: &str) -> Attention {
    const ALL: [Attention; 6] = [
        Attention::SentBack,
        Attention::Reply,
        Attention::SignOff,
        Attention::Approval,
        Attention::ToDo,
        Attention::Handover,
    ];
    ALL.into_iter()
        .find(|a| attention_word(*a) == word)
        .unwrap_or_default()
}
