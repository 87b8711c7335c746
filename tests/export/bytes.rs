//! The bytes of files there and back again.

use super::{brought, exported, made, opened, plan, some, text, whole};
use hoist::desk::Desk;
use hoist::desk::attach::Source;
use hoist::desk::export::{Format, Order};
use hoist::desk::new_command_id;
use hoist::desk::snapshot::{NewBaseline, Taking, With};
use hoist::domain::diff::Way;
use hoist::domain::id::TicketId;
use hoist::store::blob::CHUNK;
use std::path::Path;

fn attach(desk: &mut Desk, id: TicketId, name: &str, bytes: &[u8]) {
    let source = Source::Bytes(name.to_owned(), bytes.to_vec());
    let done = desk.attach(id, None, vec![source], &new_command_id(), &mut |_, _| true);
    done.unwrap();
}

/// The demo desk's own: a baseline and two configurations.
const OF_THE_DEMO: u64 = 3;

/// Bytes of three chunks and a bit that differ everywhere.
fn large() -> Vec<u8> {
    (0..3 * CHUNK + 17)
        .map(|n| (n * 7 + n / 251) as u8)
        .collect()
}

/// Two tickets that take files, with attachments, configurations and a baseline.
fn furnished(desk: &mut Desk) -> (TicketId, TicketId) {
    let all = desk.store().ids(TicketId(0), 1_000).unwrap();
    let mut takes = all.into_iter().filter(|id| {
        let stage = desk.ticket(*id).unwrap().stage;
        !stage.phase.is_over() && desk.ticket(*id).unwrap().audience.is_none()
    });
    let (one, two) = (takes.next().unwrap(), takes.next().unwrap());
    attach(desk, one, "dump.bin", &large());
    attach(desk, one, "empty", b"");
    attach(desk, two, "the same.bin", &large());
    attach(desk, two, "one chunk", &vec![b'x'; CHUNK]);
    for (id, text) in [(one, "a = 1\npassword = secret1\n"), (two, "a = 2\n")] {
        let taking = Taking::pasted("app.ini".to_owned(), text.to_owned());
        let done = desk.take_snapshots(id, None, vec![taking], &new_command_id());
        done.unwrap();
    }
    let standard = Taking::pasted("x".to_owned(), "a = 3\n".to_owned());
    desk.set_baseline("Gateway", "app.ini", NewBaseline::Text(standard), "")
        .unwrap();
    (one, two)
}

fn bytes(desk: &Desk, id: TicketId, n: u32) -> Vec<u8> {
    let file = desk.attachment(id, n).unwrap();
    let mut all = Vec::new();
    desk.pour_attachment(id, &file, &mut all).unwrap();
    all
}

fn audited(file: &Path) -> (i64, String) {
    let report = opened(file).audit_check(&mut |_, _| {}).unwrap();
    assert_eq!(report.bad, None);
    (report.head, report.hash)
}

#[test]
fn a_whole_desk_comes_back_with_its_files() {
    let dir = tempfile::tempdir().unwrap();
    let before = made(dir.path(), "before", &plan(60, 5));
    let (one, two) = furnished(&mut opened(&before));
    let lines = whole(&opened(&before));
    let after = dir.path().join("after");
    let report = brought(&lines, &after).unwrap();
    assert_eq!(
        (report.files, report.whole),
        (6 + OF_THE_DEMO, true),
        "each once"
    );
    assert_eq!(audited(&before), audited(&after));
    let (old, new) = (opened(&before), opened(&after));
    assert!(whole(&new) == lines, "byte for byte");
    assert_eq!(bytes(&new, one, 1), large());
    assert_eq!(bytes(&new, one, 2), b"");
    assert_eq!(bytes(&new, two, 1), large());
    assert_eq!(bytes(&new, two, 2), vec![b'x'; CHUNK]);
    let snapshot = new.snapshot_text(one, 3).unwrap();
    assert_eq!(snapshot, "a = 1\npassword = «masked:password»\n");
    assert_eq!(old.baselines().unwrap(), new.baselines().unwrap());
    let baseline = new.baseline("gateway", "app.ini").unwrap();
    assert_eq!(new.baseline_text(&baseline).unwrap(), "a = 3\n");
    let with = With::Snapshot(one, None);
    let compared = |desk: &Desk| desk.compare(two, 3, with, Way::default()).unwrap();
    assert_eq!(compared(&old), compared(&new));
    assert!(!text(lines).contains("secret1"));
}

#[test]
fn some_tickets_bring_their_own_files() {
    let dir = tempfile::tempdir().unwrap();
    let mut before = opened(&made(dir.path(), "before", &plan(60, 5)));
    let (one, _) = furnished(&mut before);
    let (report, lines) = exported(&before, &some(&[one.0], Format::Jsonl));
    assert_eq!((report.files, report.files_left_out), (3, 0));
    let after = dir.path().join("after");
    assert_eq!(brought(&lines, &after).unwrap().files, 3);
    assert_eq!(bytes(&opened(&after), one, 1), large());
    assert!(opened(&after).baselines().unwrap().is_empty());
    audited(&after);
}

#[test]
fn without_files_it_is_counted_and_refused() {
    let dir = tempfile::tempdir().unwrap();
    let mut before = opened(&made(dir.path(), "before", &plan(60, 5)));
    furnished(&mut before);
    let order = Order {
        without_files: true,
        ..Order::default()
    };
    let (report, lines) = exported(&before, &order);
    assert_eq!((report.files, report.files_left_out), (0, 6 + OF_THE_DEMO));
    assert!(report.bytes > 3 * CHUNK as u64);
    assert!(!text(lines.clone()).contains("\"file\":\""));
    let after = dir.path().join("after");
    let refused = brought(&lines, &after).unwrap_err().to_string();
    let said = "The bytes of 9 files are not in this export: “server.conf” (line ";
    assert!(refused.contains(said), "{refused}");
    assert!(
        refused.contains("export again without --without-files"),
        "{refused}"
    );
    assert!(!after.exists());
}

#[test]
fn bytes_that_were_changed_moved_or_lost_are_named_with_their_line() {
    let dir = tempfile::tempdir().unwrap();
    let mut before = opened(&made(dir.path(), "before", &plan(30, 5)));
    furnished(&mut before);
    let lines = whole(&before);
    let all: Vec<&str> = std::str::from_utf8(&lines).unwrap().lines().collect();
    let is_chunk = |l: &&str| l.contains("\"file\":\"") && l.contains("\"n\":1");
    let at = all.iter().position(is_chunk).unwrap();
    let refused = |lines: Vec<&str>| {
        let after = dir.path().join("after");
        let text = lines.join("\n") + "\n";
        let error = brought(text.as_bytes(), &after).unwrap_err().to_string();
        assert!(!after.exists());
        error
    };
    // A changed byte, under the sum of its line and under a new one.
    let changed = all[at].replacen("\"bytes\":\"", "\"bytes\":\"AAAA", 1);
    let mut with = all.clone();
    with[at] = &changed;
    assert!(refused(with).contains(&format!("Line {} is not as it was exported", at + 1)));
    let mut without = all.clone();
    without.remove(at);
    let said = refused(without);
    assert!(said.contains(&format!("Line {}", at + 1)), "{said}");
    let mut turned = all.clone();
    turned.swap(at, at + 1);
    let said = refused(turned);
    assert!(
        said.contains("is not the part of a file that should come here"),
        "{said}"
    );
    let mut forged: serde_json::Map<_, _> = serde_json::from_str(all[at]).unwrap();
    let body = forged["bytes"].as_str().unwrap().replacen('A', "B", 1);
    forged.insert("bytes".to_owned(), body.into());
    let sum = hoist::desk::export::sum(&forged);
    forged.insert("sum".to_owned(), sum.into());
    let forged = serde_json::Value::Object(forged).to_string();
    let mut with = all.clone();
    with[at] = &forged;
    let said = refused(with);
    assert!(said.contains("does not match its hash"), "{said}");
}
