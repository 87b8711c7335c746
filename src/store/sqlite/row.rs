//! A queue row as columns.

use super::fault::unreadable;
use crate::domain::id::{AgentName, At, CustomerId, TicketId, Tier};
use crate::domain::row::{Attention, Due, Row};
use crate::domain::stage::{Phase, Stage};
use rusqlite::types::ValueRef;
use rusqlite::{CachedStatement, Connection, Row as Record, ToSql, named_params};

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
pub const COLUMNS: &str = columns!(", r.handed_to, r.handed_by, r.asked, r.asked_at");

/// How many they are.
pub const WIDTH: usize = col::ASKED_AT + 1;

/// The same on a desk that is being brought up to date and has only the first of them yet.
const FIRST: &str = columns!(", NULL, NULL, NULL, NULL");

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

const INSERT: &str = "INSERT INTO ticket_row (id, version, tier, phase, over, turn, kind, subject, \
    priority, triaged, major, customer, customer_name, product, assignee, customers_agent, \
    offered_to, due_at, due_what, needs_at, attention, hold, hold_until, paused, returns, owed, \
    opened_at, priority_key, updated_key, audience, handed_to, handed_by, asked, asked_at, process) VALUES (:id, :version, :tier, :phase, :over, \
    :turn, :kind, :subject, :priority, :triaged, :major, :customer, :customer_name, :product, \
    :assignee, :customers_agent, :offered_to, :due_at, :due_what, :needs_at, :attention, :hold, \
    :hold_until, :paused, :returns, :owed, :opened_at, :priority_key, :updated_key, :audience, \
    :handed_to, :handed_by, :asked, :asked_at, :process)";

/// Every column but those under an index that seldom change: they would be written again for nothing.
const UPDATE: &str = "UPDATE ticket_row SET updated_key = :updated_key, version = :version, tier = :tier, phase = :phase, \
    turn = :turn, kind = :kind, subject = :subject, priority = :priority, \
    triaged = :triaged, major = :major, customer_name = :customer_name, product = :product, \
    assignee = :assignee, customers_agent = :customers_agent, offered_to = :offered_to, \
    due_at = :due_at, needs_at = :needs_at, opened_at = :opened_at, \
    priority_key = :priority_key, due_what = :due_what, attention = :attention, hold = :hold, \
    hold_until = :hold_until, paused = :paused, returns = :returns, owed = :owed, \
    audience = :audience, handed_to = :handed_to, handed_by = :handed_by, \
    asked = :asked, asked_at = :asked_at WHERE id = :id";

/// Writes a new row, computed under the process file of this serial number.
pub fn insert(conn: &Connection, row: &Row, process: i64) -> rusqlite::Result<()> {
    let mut statement = conn.prepare_cached(INSERT)?;
    bind(&mut statement, row)?;
    let keys = named_params! {
        ":customer": row.customer.map(|c| c.0),
        ":updated_key": updated_key(row),
        ":process": process,
    };
    bind_all(&mut statement, keys)?;
    statement.raw_execute().map(|_| ())
}

/// Writes a row again, computed under the process file of this serial number; the columns under
/// indexes only where they changed.
pub fn update(
    conn: &Connection,
    (old, under): &(Row, i64),
    row: &Row,
    process: i64,
) -> rusqlite::Result<()> {
    let mut statement = conn.prepare_cached(UPDATE)?;
    bind(&mut statement, row)?;
    bind_all(
        &mut statement,
        named_params! {":updated_key": updated_key(row)},
    )?;
    statement.raw_execute()?;
    if old.customer != row.customer {
        conn.prepare_cached("UPDATE ticket_row SET customer = ? WHERE id = ?")?
            .execute((row.customer.map(|c| c.0), row.id.0))?;
    }
    let (was, over) = (old.stage.phase.is_over(), row.stage.phase.is_over());
    if *under != process || was != over {
        conn.prepare_cached("UPDATE ticket_row SET process = ?, over = ? WHERE id = ?")?
            .execute((process, over, row.id.0))?;
    }
    Ok(())
}

/// The sort keys that seldom change.
pub fn keys(row: &Row) -> (At, u8, At) {
    (row.needs_at, row.priority_key, row.opened_at)
}

/// Latest first, as an ascending key.
pub fn updated_key(row: &Row) -> i64 {
    row.updated_at.0.saturating_neg()
}

/// Binds what INSERT and UPDATE have in common.
fn bind(statement: &mut CachedStatement<'_>, row: &Row) -> rusqlite::Result<()> {
    let audience = row.audience.as_ref().map(serde_json::to_string);
    let audience = audience
        .transpose()
        .map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))?;
    let shared = named_params! {
        ":id": row.id.0,
        ":version": row.version,
        ":tier": row.stage.tier.as_str(),
        ":phase": row.stage.phase.id(),
        ":over": row.stage.phase.is_over(),
        ":turn": turn(row),
        ":kind": row.kind,
        ":subject": row.subject,
        ":priority": row.priority,
        ":triaged": row.triaged,
        ":major": row.major,
        ":customer_name": row.customer_name,
        ":product": row.product,
        ":assignee": row.assignee.as_ref().map(AgentName::as_str),
        ":customers_agent": row.customers_agent.as_ref().map(AgentName::as_str),
        ":offered_to": row.offered_to.as_ref().map(AgentName::as_str),
        ":due_at": row.due_at.0,
        ":needs_at": row.needs_at.0,
        ":opened_at": row.opened_at.0,
        ":priority_key": row.priority_key,
        ":due_what": due_word(row.due_what),
        ":attention": attention_word(row.attention),
        ":hold": row.hold.as_ref().map(|h| &h.0),
        ":hold_until": row.hold.as_ref().map(|h| h.1.0),
        ":paused": row.paused,
        ":returns": row.returns,
        ":owed": row.owed,
        ":audience": audience,
        ":handed_to": row.handed_to.as_ref().map(AgentName::as_str),
        ":handed_by": row.handed_by.as_ref().map(AgentName::as_str),
        ":asked": (!row.asked.is_empty()).then(|| joined(&row.asked)),
        ":asked_at": row.asked_at.map(|at| at.0),
    };
    bind_all(statement, shared)
}

fn bind_all(
    statement: &mut CachedStatement<'_>,
    params: &[(&str, &dyn ToSql)],
) -> rusqlite::Result<()> {
    for (name, value) in params {
        if let Some(place) = statement.parameter_index(name)? {
            statement.raw_bind_parameter(place, value)?;
        }
    }
    Ok(())
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
    }
}

fn due(word: &str) -> Due {
    const ALL: [Due; 4] = [
        Due::FirstResponse,
        Due::Update,
        Due::Resolution,
        Due::Acceptance,
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
