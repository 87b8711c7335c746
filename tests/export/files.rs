//! Tables, pages, and the files they go to.

use super::{exported, made, names, opened, plan, some, text};
use hoist::desk::export::{Format, Order};
use std::os::unix::fs::PermissionsExt;

#[test]
fn a_table_has_a_row_a_ticket() {
    let dir = tempfile::tempdir().unwrap();
    let desk = opened(&made(dir.path(), "desk", &plan(60, 2)));
    let order = Order {
        format: Format::Csv,
        ..Order::default()
    };
    let table = exported(&desk, &order).1;
    let mut reader = csv::Reader::from_reader(&table[..]);
    let head = reader.headers().unwrap().clone();
    let at = |name: &str| head.iter().position(|h| h == name).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(|r| r.unwrap()).collect();
    assert_eq!(rows.len(), 60);
    for (n, row) in rows.iter().enumerate() {
        let ticket = desk
            .ticket(hoist::domain::id::TicketId(n as i64 + 1))
            .unwrap();
        assert_eq!(row[at("id")], ticket.id.0.to_string());
        assert_eq!(row[at("stage")], ticket.stage.to_string());
        assert!(row[at("subject")].ends_with(&ticket.subject));
        for cell in row {
            let first = cell.chars().next().unwrap_or('x');
            assert!(!"=+-@\t\r\n".contains(first), "{cell}");
        }
    }
    assert!(text(table).lines().all(|l| !l.is_empty()));
}

#[test]
fn a_page_tells_the_whole_ticket() {
    let dir = tempfile::tempdir().unwrap();
    let desk = opened(&made(dir.path(), "desk", &plan(60, 2)));
    let page = text(exported(&desk, &some(&[5, 6], Format::Markdown)).1);
    let ticket = desk.ticket(hoist::domain::id::TicketId(5)).unwrap();
    assert!(page.starts_with(&format!("# #5 {}\n", ticket.subject)));
    assert!(page.contains("\n---\n\n# #6 "));
    assert!(page.contains("\n## Intake\n") && page.contains("\n## History\n"));
}

#[test]
fn a_file_is_new_and_its_owners_alone() {
    let dir = tempfile::tempdir().unwrap();
    let desk = opened(&made(dir.path(), "desk", &plan(6, 2)));
    let file = dir.path().join("out.csv");
    let order = some(&[1], Format::Csv);
    desk.export_file(&order, &file, &mut |_, _| true).unwrap();
    assert_eq!(
        std::fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let before = std::fs::read(&file).unwrap();
    let again = desk.export_file(&some(&[2], Format::Csv), &file, &mut |_, _| true);
    let said = again.unwrap_err().to_string();
    assert!(said.contains("is already there"), "{said}");
    assert!(std::fs::read(&file).unwrap() == before);
    // What fails leaves nothing, and a link to nowhere is a file that is there.
    let other = dir.path().join("other");
    assert!(
        desk.export_file(&some(&[99], Format::Csv), &other, &mut |_, _| true)
            .is_err()
    );
    std::os::unix::fs::symlink("/nowhere/at/all", &other).unwrap();
    assert!(desk.export_file(&order, &other, &mut |_, _| true).is_err());
    let away = dir.path().join("no/such/place");
    let said = desk
        .export_file(&order, &away, &mut |_, _| true)
        .unwrap_err()
        .to_string();
    assert!(said.contains("could not be written"), "{said}");
    drop(desk);
    assert_eq!(names(dir.path()), ["desk", "other", "out.csv"]);
}
