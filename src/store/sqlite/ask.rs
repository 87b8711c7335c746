//! Questions in SQL by a person, for reading alone: nothing is written, nothing else is opened.

use super::SqliteStore;
use super::fault::Fail;
use crate::store::Error;
use rusqlite::fallible_iterator::FallibleIterator as _;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::types::ValueRef;
use rusqlite::{Batch, Statement};

/// Pragmas that only tell.
const TELLING: [&str; 16] = [
    "application_id",
    "compile_options",
    "data_version",
    "foreign_key_list",
    "freelist_count",
    "function_list",
    "index_info",
    "index_list",
    "index_xinfo",
    "integrity_check",
    "page_count",
    "page_size",
    "quick_check",
    "table_info",
    "table_list",
    "table_xinfo",
];

/// A value of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// No value.
    Null,
    /// A whole number.
    Integer(i64),
    /// Another number.
    Real(f64),
    /// Text; what is not UTF-8 in it is replaced.
    Text(String),
    /// Bytes, as lower-case hex.
    Bytes(String),
}

impl From<ValueRef<'_>> for Cell {
    fn from(value: ValueRef<'_>) -> Cell {
        match value {
            ValueRef::Null => Cell::Null,
            ValueRef::Integer(n) => Cell::Integer(n),
            ValueRef::Real(n) => Cell::Real(n),
            ValueRef::Text(bytes) => Cell::Text(String::from_utf8_lossy(bytes).into_owned()),
            ValueRef::Blob(bytes) => {
                Cell::Bytes(bytes.iter().map(|b| format!("{b:02x}")).collect())
            }
        }
    }
}

/// Takes a row with the names of its columns; `false`: no more are wanted.
pub type Take<'t> = dyn FnMut(&[String], Vec<Cell>) -> bool + 't;

impl SqliteStore {
    /// Answers statements that only read, one after the other, each in a transaction of its own. Whatever
    /// would write, change a setting or open another file is refused.
    ///
    /// # Errors
    /// What SQLite says of the statement; a store that was not opened for reading alone.
    pub fn ask(&mut self, sql: &str, take: &mut Take<'_>) -> Result<(), Error> {
        if !self.is_read_only() {
            return Err(Error::Backend("it is open for writing".to_owned()));
        }
        let guarded = self.conn.authorizer(Some(judge));
        let asked = guarded.and_then(|()| {
            let mut statements = Batch::new(&self.conn, sql);
            while let Some(mut statement) = statements.next()? {
                if !answer(&mut statement, take)? {
                    break;
                }
            }
            Ok(())
        });
        let none: Option<fn(AuthContext<'_>) -> Authorization> = None;
        let _ = self.conn.authorizer(none);
        asked.map_err(|e| self.said(e))
    }

    /// Mistakes in a statement are told as SQLite words them.
    fn said(&self, error: rusqlite::Error) -> Error {
        use rusqlite::ErrorCode;
        let is_ours = matches!(
            error.sqlite_error_code(),
            Some(
                ErrorCode::DatabaseBusy
                    | ErrorCode::DatabaseCorrupt
                    | ErrorCode::NotADatabase
                    | ErrorCode::SystemIoFailure
            )
        );
        match is_ours {
            true => Fail::Sql(error).into_error(&self.path),
            false => Error::Unusable(format!(
                "The statement could not be answered: {error}. The desk can only be read this way, and nothing was changed."
            )),
        }
    }
}

fn answer(statement: &mut Statement<'_>, take: &mut Take<'_>) -> rusqlite::Result<bool> {
    let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let each = 0..columns.len();
        let cells = each.map(|i| row.get_ref(i).map(Cell::from));
        if !take(&columns, cells.collect::<rusqlite::Result<_>>()?) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn judge(asked: AuthContext<'_>) -> Authorization {
    let fine = match asked.action {
        AuthAction::Select | AuthAction::Read { .. } | AuthAction::Recursive => true,
        AuthAction::Function { function_name } => {
            !function_name.eq_ignore_ascii_case("load_extension")
        }
        AuthAction::Pragma { pragma_name, .. } => TELLING
            .iter()
            .any(|known| pragma_name.eq_ignore_ascii_case(known)),
        _ => false,
    };
    match fine {
        true => Authorization::Allow,
        false => Authorization::Deny,
    }
}

#[cfg(test)]
mod tests {
    use super::Cell;
    use crate::store::conformance::sample;
    use crate::store::sqlite::{Mode, SqliteStore};
    use crate::store::{Error, Store};

    fn asked(sql: &str) -> Result<Vec<Vec<Cell>>, Error> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("d.hoist");
        let mut store = SqliteStore::create(&path, &sample::desk(), vec![]).unwrap();
        store
            .commit(sample::opening("c", sample::row("tier1", "a")))
            .unwrap();
        let mut reader = SqliteStore::open(&path, Mode::Read).unwrap();
        let before = store.head().unwrap();
        let mut found = Vec::new();
        let done = reader.ask(sql, &mut |_, row| {
            found.push(row);
            true
        });
        assert_eq!(store.head().unwrap(), before);
        assert!(store.check_file().unwrap().is_empty());
        done.map(|()| found)
    }

    #[test]
    fn what_reads_is_answered() {
        let rows = asked("SELECT 1, 1.5, NULL, x'0aff'; SELECT count(*) FROM ticket_row").unwrap();
        let first = vec![
            Cell::Integer(1),
            Cell::Real(1.5),
            Cell::Null,
            Cell::Bytes("0aff".to_owned()),
        ];
        assert_eq!(rows, [first, vec![Cell::Integer(1)]]);
        let recursive = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 5) SELECT n FROM c";
        assert_eq!(asked(recursive).unwrap().len(), 5);
        assert!(!asked("PRAGMA table_info(event)").unwrap().is_empty());
    }

    #[test]
    fn what_would_write_or_leave_the_desk_is_refused() {
        for sql in [
            "DELETE FROM event",
            "UPDATE ticket_row SET priority = 1",
            "INSERT INTO product (name) VALUES ('x')",
            "CREATE TABLE t (a)",
            "CREATE TEMP TABLE t (a)",
            "DROP TRIGGER event_never_goes",
            "ATTACH '/tmp/other' AS o",
            "PRAGMA journal_mode = DELETE",
            "PRAGMA query_only = OFF",
            "PRAGMA writable_schema = ON",
            "PRAGMA wal_checkpoint",
            "SELECT load_extension('/tmp/x')",
            "VACUUM INTO '/tmp/copy'",
            "BEGIN IMMEDIATE",
            "SELECT 1; DELETE FROM event",
        ] {
            assert!(matches!(asked(sql), Err(Error::Unusable(_))), "{sql}");
        }
    }
}
