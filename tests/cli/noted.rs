//! Backups that the desk cannot note, for another program is writing.

use super::Home;
use rusqlite::Connection;

/// Another program that writes until it is dropped.
fn writer(home: &Home) -> Connection {
    let other = Connection::open(home.desk()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    other
}

#[test]
fn a_backup_that_was_made_is_not_said_to_have_failed() {
    let home = Home::new();
    home.ok("new --subject one --customer Acme");
    let file = home.path().join("b.hoist");
    let other = writer(&home);
    let ran = home.run(&format!("backup {}", file.display()));
    drop(other);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.out
            .contains(&format!("backed up to {}", file.display())),
        "{ran:?}"
    );
    assert!(
        ran.err
            .contains("another program was writing, so the desk does not remember this backup"),
        "{ran:?}"
    );
    assert!(!ran.err.contains("Nothing was written"), "{ran:?}");
    let copy = home.run(&format!("list --desk {}", file.display()));
    assert!(copy.code == 0 && copy.out.contains("one"), "{copy:?}");
    assert!(!home.run("doctor").out.contains("b.hoist"));
    home.ok("audit check");
}

#[test]
fn programs_are_told_so_too() {
    let home = Home::new();
    let line = |name: &str| format!("backup {}", home.path().join(name).display());
    let other = writer(&home);
    let object = home.json(&line("b.hoist"));
    drop(other);
    assert_eq!(object["recorded"], false);
    assert_eq!(
        object["warnings"],
        serde_json::json!([
            "another program was writing, so the desk does not remember this backup"
        ])
    );
    let object = home.json(&line("c.hoist"));
    assert_eq!(object["recorded"], true);
    assert_eq!(object["warnings"], serde_json::json!([]));
}
