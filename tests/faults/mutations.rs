//! Mutations of a desk's file: in its tables, in the bytes that hold rows, by an older copy, by a chain
//! written anew. Where a witness or a head kept elsewhere exists, all are found.
//!
//! 2,000 of them: `HOIST_LONG=1 cargo test --test main faults::mutations -- --nocapture`

mod aside;

use super::cases;
use crate::support::desk::scratch;
use crate::support::dice::Dice;
use hoist::desk::attach::Source;
use hoist::desk::demo::{self, Plan};
use hoist::desk::witness::Witnesses;
use hoist::desk::{Desk, new_command_id, system_clock};
use hoist::domain::actor::Actor;
use hoist::domain::chain;
use hoist::domain::id::{At, TicketId};
use hoist::domain::report::Period;
use hoist::store::sqlite::{Mode, SqliteStore};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension};
use std::collections::BTreeMap;
use std::fs;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// What a check knows beside the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Knows {
    /// The witness in the user's state directory.
    Witness,
    /// A head that was kept elsewhere.
    Head,
    /// Only the file: the planted defect.
    Nothing,
}

/// A desk, an older copy of it, a witness and a head.
struct Lab {
    dir: TempDir,
    desk: PathBuf,
    older: PathBuf,
    witnesses: Witnesses,
    head: (i64, String),
}

impl Lab {
    fn new() -> Lab {
        let dir = scratch();
        let (desk, older) = (dir.path().join("desk"), dir.path().join("older"));
        let plan = Plan {
            tickets: 10,
            seed: 7,
            at: At(1_790_000_000_000),
        };
        demo::create(&desk, &plan, &mut |_, _| {}).unwrap();
        fs::copy(&desk, &older).unwrap();
        let mut open = open(&desk, Mode::Write).unwrap();
        open.save_view("late", None, "is:late").unwrap();
        open.save_view("mine", None, "tier1").unwrap();
        open.save_template("ask", None, "Which {product}?").unwrap();
        let period = Period {
            from: At(1),
            to: At(1_790_000_000_000),
        };
        open.hold_review(period, &["late".to_owned()]).unwrap();
        let ticket = open.store().ids(TicketId(5), 1).unwrap()[0];
        let log = Source::Bytes("app.log".to_owned(), b"one line\n".repeat(9_000));
        open.attach(ticket, None, vec![log], &new_command_id(), &mut |_, _| true)
            .unwrap();
        let (info, head) = (open.info().clone(), open.store().head().unwrap());
        drop(open);
        let witnesses = Witnesses::under(dir.path());
        witnesses.keep(&info.id, &head).unwrap();
        assert!(!desk.with_extension("-wal").exists());
        Lab {
            dir,
            desk,
            older,
            witnesses,
            head,
        }
    }

    /// The copy that a case is tried on.
    fn copy(&self) -> PathBuf {
        let copy = self.dir.path().join("case");
        for end in ["-wal", "-shm", "-journal"] {
            let _ = fs::remove_file(format!("{}{end}", copy.display()));
        }
        fs::copy(&self.desk, &copy).unwrap();
        copy
    }

    /// What is found wrong with a file.
    fn found(&self, file: &Path, knows: Knows) -> Option<String> {
        // For reading: whoever may write computes rows anew that say they are out of date.
        let desk = match open(file, Mode::Read) {
            Ok(desk) => desk,
            Err(error) => return Some(error),
        };
        let against = match knows {
            Knows::Nothing => None,
            Knows::Witness => {
                let standing = self.witnesses.standing(desk.store(), desk.info(), None);
                match standing {
                    Ok(standing) => standing.trouble(),
                    Err(error) => Some(error.to_string()),
                }
            }
            Knows::Head => match desk.store().chain(self.head.0 - 1, 1) {
                Ok(link) if link.first().is_some_and(|l| l.hash == self.head.1) => None,
                Ok(_) => Some("the head is another".to_owned()),
                Err(error) => Some(error.to_string()),
            },
        };
        against.or_else(|| match desk.audit_check(&mut |_, _| {}) {
            Ok(report) => report.bad,
            Err(error) => Some(error.to_string()),
        })
    }
}

fn open(file: &Path, mode: Mode) -> Result<Desk, String> {
    let store = SqliteStore::open(file, mode).map_err(|e| e.to_string())?;
    let lead = Actor {
        name: "lea".into(),
        lead: true,
        ..Actor::default()
    };
    Desk::with_actor(Box::new(store), lead, system_clock()).map_err(|e| e.to_string())
}

/// The file without the triggers that stop accidents. They are put back: whoever changes a desk knows them, and the
/// audit would miss them.
struct LaidOpen {
    conn: Connection,
    triggers: Vec<String>,
}

impl Deref for LaidOpen {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.conn
    }
}

impl Drop for LaidOpen {
    fn drop(&mut self) {
        for trigger in &self.triggers {
            // Rows that were bent may stand against it; then one mutation more is found.
            let _ = self.conn.execute_batch(trigger);
        }
    }
}

fn laid_open(file: &Path) -> LaidOpen {
    let conn = Connection::open(file).unwrap();
    let triggers = {
        let mut asked = conn
            .prepare("SELECT sql FROM sqlite_schema WHERE type = 'trigger'")
            .unwrap();
        let found = asked.query_map([], |r| r.get(0)).unwrap();
        found.collect::<Result<Vec<String>, _>>().unwrap()
    };
    assert_eq!(triggers.len(), 2);
    conn.execute_batch("DROP TRIGGER event_never_changes; DROP TRIGGER event_never_goes;")
        .unwrap();
    LaidOpen { conn, triggers }
}

/// Tables that hold what the desk knows, each with what identifies a row.
const TABLES: [(&str, &str); 27] = [
    ("event", "n"),
    ("desk", "key"),
    ("process", "serial"),
    ("command", "id"),
    ("ticket", "id"),
    ("ticket_row", "id"),
    ("entry", "id, list"),
    ("counter", "turn, what"),
    ("agent", "name"),
    ("customer", "id"),
    ("contact", "id"),
    ("word", "kind, word, id"),
    ("product", "name"),
    ("view", "name"),
    ("template", "name"),
    ("blob", "serial"),
    ("chunk", "blob, n"),
    ("attachment", "ticket, n"),
    ("configuration", "serial"),
    ("article", "id"),
    ("article_revision", "article, n"),
    ("article_use", "article, ticket"),
    ("link", "ticket, other, kind"),
    ("search_doc", "id"),
    ("baseline", "product, name"),
    ("team", "id"),
    ("stand_in", "n"),
];

/// Columns that say nothing of what happened on the desk: when and whether bytes that nothing refers to
/// may be swept, and names of products that were seen somewhere and complete what is typed.
const HINTS: [(&str, &str); 2] = [("blob", "begun_at"), ("blob", "used")];

fn is_hint(table: &str, names: &[String], row: &Row, column: usize) -> bool {
    let of = |name: &str| names.iter().position(|n| n == name).map(|i| &row[i]);
    let is_seen_name = table == "product" && of("doc") == Some(&Value::Null);
    is_seen_name || HINTS.contains(&(table, names[column].as_str()))
}

type Row = Vec<Value>;

/// A random row of a table with the names of its columns.
fn some_row(conn: &Connection, table: &str, dice: &mut Dice) -> Option<(Vec<String>, Row)> {
    let count: i64 = conn
        .query_row(&format!("SELECT count(*) FROM {table}"), [], |r| r.get(0))
        .unwrap();
    let nth = dice.roll(usize::try_from(count).unwrap());
    let mut statement = conn
        .prepare(&format!("SELECT * FROM {table} LIMIT 1 OFFSET {nth}"))
        .unwrap();
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let width = names.len();
    let row = statement
        .query_row([], |r| (0..width).map(|i| r.get(i)).collect())
        .optional()
        .unwrap();
    row.map(|row| (names, row))
}

fn changed(value: &Value, dice: &mut Dice) -> Value {
    match value {
        Value::Null => Value::Integer(1),
        Value::Integer(n) => Value::Integer(n ^ (1 << dice.roll(8))),
        Value::Real(n) => Value::Real(n + 1.0),
        Value::Text(text) if text.is_empty() => Value::Text("x".to_owned()),
        Value::Text(text) => {
            let mut chars: Vec<char> = text.chars().collect();
            let at = dice.roll(chars.len());
            chars[at] = if chars[at] == 'q' { 'z' } else { 'q' };
            Value::Text(chars.into_iter().collect())
        }
        Value::Blob(bytes) => {
            let mut bytes = bytes.clone();
            match bytes.is_empty() {
                true => bytes.push(1),
                false => {
                    let at = dice.roll(bytes.len());
                    bytes[at] ^= 1 << dice.roll(8);
                }
            }
            Value::Blob(bytes)
        }
    }
}

fn place(names: &[String], row: &Row) -> (String, Vec<Value>) {
    let each: Vec<String> = names.iter().map(|n| format!("\"{n}\" IS ?")).collect();
    (each.join(" AND "), row.clone())
}

/// Changes a file; what was done, or nothing where this row allows no such change.
fn mutate(lab: &Lab, file: &Path, kind: &str, dice: &mut Dice) -> Option<String> {
    match kind {
        "edit" | "delete" | "insert" | "swap" => in_tables(file, kind, dice),
        "truncate" => {
            let conn = laid_open(file);
            let keep = dice.roll(usize::try_from(lab.head.0).unwrap());
            conn.execute("DELETE FROM event WHERE n > ?", [keep as i64])
                .unwrap();
            Some(format!("truncate to {keep}"))
        }
        "roll back" => {
            fs::copy(&lab.older, file).unwrap();
            Some("an older copy".to_owned())
        }
        "re-chain" => Some(rechain(file, dice, 0)),
        "bytes" => in_bytes(file, dice),
        other => panic!("{other}"),
    }
}

fn in_tables(file: &Path, kind: &str, dice: &mut Dice) -> Option<String> {
    let conn = laid_open(file);
    conn.pragma_update(None, "foreign_keys", false).unwrap();
    conn.pragma_update(None, "ignore_check_constraints", true)
        .unwrap();
    // The log is what it is about: every second mutation is there.
    let (table, key) = match dice.roll(2) {
        0 => TABLES[0],
        _ => *dice.pick(&TABLES),
    };
    let (names, row) = some_row(&conn, table, dice)?;
    let (at, mut values) = place(&names, &row);
    let column = dice.roll(names.len());
    if is_hint(table, &names, &row, column) {
        return None;
    }
    let done = match kind {
        "edit" => {
            let other = changed(&row[column], dice);
            // 0 stands for the file of the last event, which it is.
            if (table, names[column].as_str()) == ("ticket_row", "process")
                && other == Value::Integer(0)
            {
                return None;
            }
            values.insert(0, other);
            let sql = format!("UPDATE {table} SET \"{}\" = ? WHERE {at}", names[column]);
            conn.execute(&sql, rusqlite::params_from_iter(values))
        }
        "delete" => conn.execute(
            &format!("DELETE FROM {table} WHERE {at}"),
            rusqlite::params_from_iter(values),
        ),
        "insert" => {
            let mut other = row.clone();
            for (i, name) in names.iter().enumerate() {
                if key.split(", ").any(|k| k == name) {
                    other[i] = changed(&row[i], dice);
                }
            }
            let marks = vec!["?"; names.len()].join(", ");
            let sql = format!("INSERT INTO {table} VALUES ({marks})");
            conn.execute(&sql, rusqlite::params_from_iter(other))
        }
        _ => {
            let (_, second) = some_row(&conn, table, dice)?;
            if second[column] == row[column] {
                return None;
            }
            let (there, theirs) = place(&names, &second);
            values.insert(0, second[column].clone());
            let mut back = theirs;
            back.insert(0, row[column].clone());
            let sql = |at: &str| format!("UPDATE {table} SET \"{}\" = ? WHERE {at}", names[column]);
            let both = conn.unchecked_transaction().unwrap();
            let done = both
                .execute(&sql(&at), rusqlite::params_from_iter(values))
                .and_then(|_| both.execute(&sql(&there), rusqlite::params_from_iter(back)));
            match done {
                Ok(n) => both.commit().map(|()| n),
                Err(error) => Err(error),
            }
        }
    };
    // A key that is taken, a type that does not fit: nothing was changed.
    let count = done.ok()?;
    (count == 1).then(|| format!("{kind} {table}.{} of {row:.60?}", names[column]))
}

fn record(conn: &Connection, n: i64) -> String {
    conn.query_row("SELECT record FROM event WHERE n = ?", [n], |r| r.get(0))
        .unwrap()
}

/// What someone with the file and the recipe does: another record, and every hash behind it anew. Of the
/// desk's own events nothing is kept of when they were, so the whole file agrees with itself.
/// Bundles carry the head of their time: what is chained anew before one contradicts it.
fn rechain(file: &Path, dice: &mut Dice, after: i64) -> String {
    let conn = laid_open(file);
    let last: i64 = conn
        .query_row("SELECT max(n) FROM event", [], |r| r.get(0))
        .unwrap();
    let own: Vec<i64> = {
        let mut of_desk = conn
            .prepare("SELECT n FROM event WHERE ticket IS NULL AND n > ?")
            .unwrap();
        let found = of_desk.query_map([after], |r| r.get(0)).unwrap();
        found.map(Result::unwrap).collect()
    };
    let n = *dice.pick(&own);
    let text = record(&conn, n);
    let at = text.find("\"at\":").unwrap() + 5;
    let end = at + text[at..].find(',').unwrap();
    let before: i64 = text[at..end].parse().unwrap();
    let after = before - 1 - dice.roll(1_000_000) as i64;
    let other = format!("{}{after}{}", &text[..at], &text[end..]);
    conn.execute("UPDATE event SET record = ? WHERE n = ?", (other, n))
        .unwrap();
    let mut hash = [0; 32];
    for n in 1..=last {
        hash = chain::link(&hash, &record(&conn, n));
        conn.execute("UPDATE event SET hash = ? WHERE n = ?", (&hash[..], n))
            .unwrap();
    }
    format!("another time in record {n}, chained anew")
}

/// One bit of the bytes that hold a record.
fn in_bytes(file: &Path, dice: &mut Dice) -> Option<String> {
    let text = {
        let conn = Connection::open(file).unwrap();
        let last: i64 = conn
            .query_row("SELECT max(n) FROM event", [], |r| r.get(0))
            .unwrap();
        record(&conn, 1 + dice.roll(usize::try_from(last).unwrap()) as i64)
    };
    // A long record lies in pieces; a stretch of it lies in one.
    let from = dice.roll(text.len().saturating_sub(48));
    let from = (from..text.len()).find(|i| text.is_char_boundary(*i))?;
    let stretch: String = text[from..].chars().take(40).collect();
    let mut bytes = fs::read(file).unwrap();
    let places: Vec<usize> = bytes
        .windows(stretch.len())
        .enumerate()
        .filter(|(_, w)| *w == stretch.as_bytes())
        .map(|(at, _)| at)
        .collect();
    // The same words stand on the ticket too; a stretch that is only in the log is meant.
    let [at] = places[..] else { return None };
    let at = at + dice.roll(stretch.len());
    bytes[at] ^= 1 << dice.roll(8);
    fs::write(file, bytes).unwrap();
    Some(format!("a bit at byte {at}"))
}

const KINDS: [&str; 8] = [
    "edit",
    "delete",
    "insert",
    "swap",
    "truncate",
    "roll back",
    "re-chain",
    "bytes",
];

/// Tries so many mutations; those that were not found, and how many of each kind there were.
fn missed(
    lab: &Lab,
    count: u64,
    knows: impl Fn(u64) -> Knows,
) -> (Vec<String>, BTreeMap<&'static str, u64>) {
    let (mut missed, mut tried) = (Vec::new(), BTreeMap::new());
    let mut seed = 0;
    while tried.values().sum::<u64>() < count {
        seed += 1;
        let mut dice = Dice::new(seed);
        let kind = KINDS[seed as usize % KINDS.len()];
        let file = lab.copy();
        let Some(what) = mutate(lab, &file, kind, &mut dice) else {
            continue;
        };
        *tried.entry(kind).or_default() += 1;
        if lab.found(&file, knows(seed)).is_none() {
            missed.push(format!("seed {seed}: {what}"));
        }
    }
    (missed, tried)
}

#[test]
fn every_mutation_is_found_where_a_witness_or_a_head_exists() {
    let lab = Lab::new();
    let same = lab.copy();
    assert_eq!(lab.found(&same, Knows::Witness), None);
    assert_eq!(lab.found(&same, Knows::Head), None);
    let knows = |seed: u64| match seed.is_multiple_of(3) {
        true => Knows::Head,
        false => Knows::Witness,
    };
    let (missed, tried) = missed(&lab, cases(200, 2_000), knows);
    println!("{tried:?}, {} not found", missed.len());
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    assert!(
        KINDS.iter().all(|kind| tried.contains_key(kind)),
        "{tried:?}"
    );
}

/// Every column of what reviews read, and of those that were held.
#[test]
fn every_column_of_marks_and_reviews_is_audited() {
    let lab = Lab::new();
    for table in ["mark", "review"] {
        for seed in 1..40 {
            let mut dice = Dice::new(seed);
            let file = lab.copy();
            let conn = laid_open(&file);
            let (names, row) = some_row(&conn, table, &mut dice).unwrap();
            let column = dice.roll(names.len());
            let (place, mut values) = place(&names, &row);
            let name = &names[column];
            let set = format!("UPDATE OR REPLACE {table} SET \"{name}\" = ? WHERE {place}");
            values.insert(0, changed(&row[column], &mut dice));
            conn.execute(&set, rusqlite::params_from_iter(values))
                .unwrap();
            drop(conn);
            let found = lab.found(&file, Knows::Witness);
            assert!(found.is_some(), "{table}.{name}, seed {seed}");
        }
        let file = lab.copy();
        let conn = laid_open(&file);
        conn.execute(&format!("DELETE FROM {table}"), []).unwrap();
        drop(conn);
        assert!(
            lab.found(&file, Knows::Witness).is_some(),
            "{table} is gone"
        );
    }
}

/// What was once not found: each column by itself, whatever the dice say.
#[test]
fn columns_that_no_reading_needs_are_audited_too() {
    let lab = Lab::new();
    for bend in [
        "UPDATE ticket_row SET hold_until = 1 WHERE hold IS NULL",
        "UPDATE chunk SET packed = packed + 2 WHERE n = 0",
        "UPDATE configuration SET serial = serial + 100 WHERE serial = (SELECT max(serial) FROM configuration)",
        "UPDATE configuration SET serial = -serial",
        "UPDATE configuration SET serial = serial + 1000 WHERE serial = 1",
    ] {
        let file = lab.copy();
        let conn = laid_open(&file);
        assert!(conn.execute(bend, []).unwrap() > 0, "{bend}");
        drop(conn);
        assert!(lab.found(&file, Knows::Witness).is_some(), "{bend}");
    }
}

/// The exception that is written down: the file alone cannot tell an older copy, or a chain that was
/// written anew with all that is kept beside it. A check that asks neither witness nor head is the
/// planted defect, and it is these that it misses.
#[test]
fn without_witness_and_head_an_older_copy_and_a_new_chain_are_not_found() {
    let lab = Lab::new();
    for kind in ["roll back", "re-chain"] {
        for seed in 1..5 {
            let file = lab.copy();
            let mut dice = Dice::new(seed);
            let what = match kind {
                "re-chain" => rechain(&file, &mut dice, lab.head.0 - 5),
                _ => mutate(&lab, &file, kind, &mut dice).unwrap(),
            };
            assert_eq!(lab.found(&file, Knows::Nothing), None, "{what}");
            assert!(lab.found(&file, Knows::Witness).is_some(), "{what}");
            assert!(lab.found(&file, Knows::Head).is_some(), "{what}");
        }
    }
    let (missed, _) = missed(&lab, 16, |_| Knows::Nothing);
    assert!(!missed.is_empty(), "the harness does not see the defect");
}
