//! Desks that cases begin with, made once for all harnesses: one as this program makes it, and one as the second
//! schema would have it.

use crate::cli::Home;
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

/// Files of a directory, as bytes.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Desks made once for all harnesses.
pub struct Bases {
    pub desk: Files,
    pub older: Files,
    /// What their makers saw of them.
    pub seen: Files,
}

pub static BASES: LazyLock<Bases> = LazyLock::new(bases);

fn bases() -> Bases {
    let home = Home::in_memory();
    people(&home);
    home.triaged_in(1);
    let new = "new --as tom --customer Acme --subject \"It fails\" --text \"Since nine.\" --channel email";
    home.ok(new);
    for n in 3..=5 {
        home.triaged_in(n);
        home.ok(&format!(
            "escalate {n} --as tom --because in_depth --why \"beyond us\""
        ));
        home.ok(&format!("show {n} --package 1 --as ben"));
    }
    home.ok("accept 5 --as ben");
    home.ok(new);
    for n in 7..=14 {
        home.ok(new);
        home.ok(&format!("take {n} --as tom impact=medium urgency=medium"));
        home.ok(&format!("link {n} 5 --as parent"));
    }
    let older = Home::in_memory();
    people(&older);
    for _ in 0..6 {
        older.ok(new);
    }
    older.ok("take 1 --as tom impact=medium urgency=medium");
    Bases {
        desk: files(home.desk().parent().unwrap()),
        older: older_schema(&older.desk()),
        seen: files(&home.path().join("state/hoist/witness")),
    }
}

fn people(home: &Home) {
    home.ok("init --name ana");
    for agent in [
        "tom --tier tier1",
        "ben --tier tier2",
        "lea --tier tier1 tier2 --lead",
    ] {
        home.ok(&format!("agents add {agent}"));
    }
}

/// The lists of open tickets as they were before 0012: every ticket, open ones, the queue of the tier in turn.
const LISTS_OF_THEN: &str = "
    INSERT INTO main.entry SELECT id, '*', needs_at, opened_at, priority_key, updated_key, NULL
      FROM main.entry WHERE list LIKE 'o:%';
    INSERT INTO main.entry SELECT id, 'o', needs_at, opened_at, priority_key, updated_key, NULL
      FROM main.entry WHERE list LIKE 'o:%';
    INSERT INTO main.entry
      SELECT id, 't:' || substr(list, 3), needs_at, opened_at, priority_key, updated_key, due_at
      FROM main.entry WHERE list LIKE 'o:%';
    DELETE FROM main.entry WHERE list LIKE 'o:%';";

/// The desk as the second schema would have it: all that it had a place for.
fn older_schema(desk: &Path) -> Files {
    let place = desk.with_extension("old");
    let conn = Connection::open(&place).unwrap();
    conn.execute_batch(include_str!("../../src/store/sqlite/0001_base.sql"))
        .unwrap();
    conn.execute_batch(include_str!(
        "../../src/store/sqlite/0002_process_of_rows.sql"
    ))
    .unwrap();
    conn.execute_batch(&format!(
        "ATTACH '{}' AS now; PRAGMA foreign_keys = OFF; PRAGMA recursive_triggers = OFF;",
        desk.display()
    ))
    .unwrap();
    let strings = |sql: &str| -> Vec<String> {
        let mut asked = conn.prepare(sql).unwrap();
        let found = asked.query_map([], |r| r.get(0)).unwrap();
        found.map(Result::unwrap).collect()
    };
    for table in strings("SELECT name FROM main.sqlite_schema WHERE type = 'table'") {
        let columns = strings(&format!(
            "SELECT name FROM pragma_table_info('{table}', 'main') INTERSECT SELECT name FROM pragma_table_info('{table}', 'now')"
        ));
        let columns = columns.join(", ");
        conn.execute_batch(&format!(
            "DELETE FROM main.{table}; INSERT INTO main.{table} ({columns}) SELECT {columns} FROM now.{table};"
        ))
        .unwrap();
    }
    conn.execute_batch(LISTS_OF_THEN).unwrap();
    conn.execute_batch(
        "DETACH now; PRAGMA application_id = 0x686f6973; PRAGMA user_version = 2; PRAGMA journal_mode = WAL;",
    )
    .unwrap();
    drop(conn);
    let bytes = fs::read(&place).unwrap();
    Files::from([("desk.hoist".to_owned(), bytes)])
}

fn files(dir: &Path) -> Files {
    let listed = fs::read_dir(dir).into_iter().flatten().map(Result::unwrap);
    let files = listed.filter(|f| f.path().is_file());
    files
        .map(|f| {
            (
                f.file_name().into_string().unwrap(),
                fs::read(f.path()).unwrap(),
            )
        })
        .collect()
}
