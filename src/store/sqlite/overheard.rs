//! What SQLite is told, overheard: the bench has its shell write the same rows.

use rusqlite::Connection;
use rusqlite::trace::{TraceEvent, TraceEventCodes};
use std::sync::OnceLock;

/// Takes a statement with its values.
pub type Listener = fn(&str);

static LISTENER: OnceLock<Listener> = OnceLock::new();

/// From now on every connection that is opened for writing tells what it is told. The first listener of a process
/// stays.
pub fn overhear(listener: Listener) {
    let _ = LISTENER.set(listener);
}

/// Lets the listener hear, if there is one.
pub(super) fn attach(conn: &mut Connection) -> rusqlite::Result<()> {
    let Some(listener) = LISTENER.get() else {
        return Ok(());
    };
    let hear = |event: TraceEvent<'_>| {
        if let TraceEvent::Stmt(statement, _) = event
            && let Some(sql) = statement.expanded_sql()
        {
            listener(&sql);
        }
    };
    conn.trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(hear))
}
