//! The file's own tables, indexes and triggers, held against those that the migrations make. What somebody else
//! put there may change what is written, or keep it from being read: a trigger runs within our own writes.

use super::fault::Fail;
use super::migrate::MIGRATIONS;
use crate::store::Error;
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::path::Path;

/// Kind and name of a part, and how it was made.
type Parts = BTreeMap<(String, String), String>;

/// Refuses a file with a trigger that hoist did not make.
pub fn check_triggers(conn: &Connection, path: &Path) -> Result<(), Fail> {
    let mut statement =
        conn.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (name, sql): (String, String) = (row.get(0)?, row.get(1)?);
        if !is_ours(&sql) {
            let drop = format!("DROP TRIGGER \"{}\"", name.replace('"', "\"\""));
            let drop = crate::domain::blocker::quoted(&drop);
            let file = crate::domain::blocker::quoted(&path.display().to_string());
            return Err(Error::Strange {
                file: path.display().to_string(),
                name,
                mend: format!("sqlite3 {file} {drop}"),
            }
            .into());
        }
    }
    Ok(())
}

/// Whether a migration has this trigger, word for word. SQLite keeps what follows `CREATE TRIGGER`.
fn is_ours(sql: &str) -> bool {
    let body = sql.trim_start_matches("CREATE TRIGGER").trim();
    !body.is_empty() && MIGRATIONS.iter().any(|m| m.sql.contains(body))
}

/// The first part that is missing, strange, or made otherwise, in a sentence; `None`: all are as they were made.
pub fn difference(conn: &Connection) -> Result<Option<String>, Fail> {
    let (ours, theirs) = (made()?, parts(conn)?);
    let strange = theirs.keys().find(|key| !ours.contains_key(*key));
    if let Some((kind, name)) = strange {
        return Ok(Some(format!(
            "The file holds {} {kind} “{name}” that hoist did not make.",
            article(kind)
        )));
    }
    for (key, sql) in &ours {
        let (kind, name) = key;
        match theirs.get(key) {
            None => {
                return Ok(Some(format!("The {kind} “{name}” is gone from the file.")));
            }
            Some(other) if other != sql => {
                return Ok(Some(format!(
                    "The {kind} “{name}” is not as hoist made it."
                )));
            }
            Some(_) => {}
        }
    }
    Ok(None)
}

fn article(kind: &str) -> &'static str {
    match kind {
        "index" => "an",
        _ => "a",
    }
}

/// What the migrations make, in a database of its own.
fn made() -> Result<Parts, Fail> {
    let conn = Connection::open_in_memory()?;
    for migration in MIGRATIONS {
        conn.execute_batch(migration.sql)?;
    }
    parts(&conn)
}

fn parts(conn: &Connection) -> Result<Parts, Fail> {
    // What SQLite makes for itself: statistics, keys of tables.
    let mut statement = conn.prepare(
        "SELECT type, name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    )?;
    let found = statement.query_map([], |r| {
        Ok(((r.get(0)?, r.get(1)?), plain(&r.get::<_, String>(2)?)))
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// Blanks and quotation marks differ between versions of SQLite that altered a table.
fn plain(sql: &str) -> String {
    let left = |c: &char| !c.is_whitespace() && *c != '"';
    sql.chars().filter(left).collect()
}

#[cfg(test)]
mod tests {
    use super::{check_triggers, difference, is_ours, made};
    use crate::store::conformance::sample;
    use crate::store::sqlite::{Mode, SqliteStore};
    use rusqlite::Connection;

    const EVIL: &str = "CREATE TRIGGER evil AFTER INSERT ON event BEGIN UPDATE ticket_row SET assignee = 'evil'; END";

    #[test]
    fn a_desk_is_as_the_migrations_make_it_and_what_is_changed_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("desk.hoist");
        drop(SqliteStore::create(&path, &sample::desk(), vec![]).unwrap());
        let changes = [
            (
                "CREATE TABLE extra (a)",
                "a table “extra” that hoist did not make",
            ),
            ("CREATE VIEW peek AS SELECT * FROM event", "a view “peek”"),
            (EVIL, "a trigger “evil”"),
            (
                "DROP TRIGGER event_never_goes",
                "“event_never_goes” is gone",
            ),
            ("DROP INDEX event_of_ticket", "“event_of_ticket” is gone"),
            (
                "DROP INDEX event_of_ticket; CREATE INDEX event_of_ticket ON event (ticket)",
                "is not as hoist made it",
            ),
        ];
        for (sql, said) in changes {
            let conn = Connection::open(&path).unwrap();
            assert_eq!(difference(&conn).unwrap(), None, "before {sql}");
            conn.execute_batch("ANALYZE; BEGIN").unwrap();
            conn.execute_batch(sql).unwrap();
            let found = difference(&conn).unwrap().expect(sql);
            assert!(found.contains(said), "{found}");
            conn.execute_batch("ROLLBACK").unwrap();
        }
    }

    #[test]
    fn a_desk_with_a_strange_trigger_is_not_opened() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("desk.hoist");
        drop(SqliteStore::create(&path, &sample::desk(), vec![]).unwrap());
        Connection::open(&path)
            .unwrap()
            .execute_batch(EVIL)
            .unwrap();
        for mode in [Mode::Write, Mode::Read] {
            let said = SqliteStore::open(&path, mode).unwrap_err().to_string();
            assert!(said.contains("a trigger “evil”"), "{said}");
            assert!(said.contains("DROP TRIGGER \"evil\""), "{said}");
        }
        let conn = Connection::open(&path).unwrap();
        conn.execute_batch("DROP TRIGGER evil").unwrap();
        check_triggers(&conn, &path).unwrap();
        SqliteStore::open(&path, Mode::Write).unwrap();
    }

    #[test]
    fn every_trigger_of_ours_is_known() {
        for ((kind, name), _) in made().unwrap() {
            if kind == "trigger" {
                let conn = Connection::open_in_memory().unwrap();
                for migration in super::MIGRATIONS {
                    conn.execute_batch(migration.sql).unwrap();
                }
                let sql = "SELECT sql FROM sqlite_schema WHERE name = ?";
                let sql: String = conn.query_row(sql, [&name], |r| r.get(0)).unwrap();
                assert!(is_ours(&sql), "{name}");
            }
        }
        assert!(!is_ours(EVIL) && !is_ours("CREATE TRIGGER "));
    }
}
