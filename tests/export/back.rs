//! There and back again.

use super::{brought, exported, made, names, opened, plan, some, text, whole};
use hoist::desk::export::{Format, sum};
use hoist::domain::actor::Viewer;
use hoist::domain::id::TicketId;
use serde_json::Value;
use std::path::Path;

fn lead() -> Viewer {
    Viewer {
        lead: true,
        ..Viewer::default()
    }
}

fn is_whole(file: &Path) {
    let report = opened(file).audit_check(&mut |_, _| {}).unwrap();
    assert_eq!(report.bad, None);
}

/// Equal: the same export byte for byte, and with it the same head of the audit chain; the same
/// tickets and rows; and an audit that finds nothing.
#[test]
fn a_whole_desk_comes_back_equal() {
    let dir = tempfile::tempdir().unwrap();
    let before = made(dir.path(), "before", &plan(300, 5));
    let lines = whole(&opened(&before));
    let after = dir.path().join("after");
    let report = brought(&lines, &after).unwrap();
    assert_eq!(
        (report.tickets, report.whole, report.already),
        (300, true, false)
    );
    let (one, two) = (opened(&before), opened(&after));
    assert!(whole(&two) == lines, "byte for byte");
    assert_eq!(one.audit_head().unwrap(), two.audit_head().unwrap());
    assert_eq!(one.info(), two.info());
    for id in one.store().ids(TicketId(0), 1_000).unwrap() {
        let there = two.store().stored_under(id).unwrap();
        assert_eq!(one.store().stored_under(id).unwrap(), there);
    }
    assert_eq!(one.agents().unwrap(), two.agents().unwrap());
    assert_eq!(
        one.store().customers("", 1_000).unwrap(),
        two.store().customers("", 1_000).unwrap()
    );
    drop((one, two));
    is_whole(&after);
    // Again: nothing changes.
    assert!(brought(&lines, &after).unwrap().already);
    assert!(whole(&opened(&after)) == lines);
    assert_eq!(names(dir.path()), ["after", "before"]);
}

/// Of some tickets: the same numbers and events, in a desk and a chain of its own.
#[test]
fn some_tickets_make_a_desk_of_their_own() {
    let dir = tempfile::tempdir().unwrap();
    let before = opened(&made(dir.path(), "before", &plan(60, 5)));
    let ids = [3, 17, 41, 58];
    let (report, lines) = exported(&before, &some(&ids, Format::Jsonl));
    assert_eq!((report.tickets, report.whole), (4, false));
    let file = dir.path().join("after");
    assert!(!brought(&lines, &file).unwrap().whole);
    let after = opened(&file);
    let there = after.store().ids(TicketId(0), 100).unwrap();
    assert_eq!(there, ids.map(TicketId));
    assert_ne!(after.info().id, before.info().id);
    for id in there {
        let events = |desk: &hoist::desk::Desk| desk.store().events(&lead(), id, 0, 1_000).unwrap();
        assert_eq!(events(&before), events(&after));
        assert_eq!(before.ticket(id).unwrap(), after.ticket(id).unwrap());
    }
    assert_eq!(before.agents().unwrap(), after.agents().unwrap());
    drop(after);
    is_whole(&file);
    let known = std::fs::read(&file).unwrap();
    assert!(brought(&lines, &file).unwrap().already);
    assert!(std::fs::read(&file).unwrap() == known);
}

#[test]
fn sealed_bundles_come_along() {
    let dir = tempfile::tempdir().unwrap();
    let before = opened(&made(dir.path(), "before", &plan(60, 5)));
    let ids = before.store().ids(TicketId(0), 100).unwrap();
    let sealed = |id: &&TicketId| !before.ticket(**id).unwrap().sealed.is_empty();
    let id = **ids
        .iter()
        .filter(sealed)
        .collect::<Vec<_>>()
        .last()
        .unwrap();
    let (_, lines) = exported(&before, &some(&[id.0], Format::Jsonl));
    let file = dir.path().join("after");
    brought(&lines, &file).unwrap();
    let after = opened(&file);
    assert_eq!(
        after.bundle(id).unwrap().json,
        before.bundle(id).unwrap().json
    );
}

fn refused(lines: &str, dir: &Path) -> String {
    let file = dir.join("broken");
    let said = brought(lines.as_bytes(), &file).unwrap_err().to_string();
    assert!(said.contains("Nothing was imported"), "{said}");
    assert_eq!(names(dir), ["before"], "nothing is left behind");
    said
}

#[test]
fn a_broken_line_is_named_and_nothing_is_made() {
    let dir = tempfile::tempdir().unwrap();
    let lines = text(whole(&opened(&made(dir.path(), "before", &plan(12, 5)))));
    let all: Vec<&str> = lines.lines().collect();
    let line = all.len() - 3;
    let with = |changed: String| {
        let mut other: Vec<String> = all.iter().map(|l| (*l).to_owned()).collect();
        other[line - 1] = changed;
        other.join("\n") + "\n"
    };
    let cut = &all[line - 1][..all[line - 1].len() / 2];
    let said = refused(&with(cut.to_owned()), dir.path());
    assert!(
        said.starts_with(&format!("Line {line} is broken")),
        "{said}"
    );
    let said = refused(
        &with(all[line - 1].replacen("\"at\":1", "\"at\":2", 1)),
        dir.path(),
    );
    assert!(
        said.starts_with(&format!("Line {line} is not as it was exported")),
        "{said}"
    );
    // Cut off at a line's end, in a line, before the last line, and after nothing.
    for end in [
        lines.len() / 2,
        lines.len() - 2,
        lines.rfind("\n{").unwrap() + 1,
    ] {
        let said = refused(&lines[..end], dir.path());
        assert!(said.contains("cut off"), "{said}");
    }
    let said = refused("", dir.path());
    assert!(said.contains("empty"), "{said}");
    let said = refused(&format!("{lines}{{}}\n"), dir.path());
    assert!(said.contains(&format!("Line {}", all.len() + 1)), "{said}");
    let mut fewer = all.clone();
    fewer.remove(line - 1);
    let said = refused(&(fewer.join("\n") + "\n"), dir.path());
    assert!(said.contains("taken out"), "{said}");
}

/// A line with this change and a sum that fits again, as someone with the recipe could write it.
fn forged(lines: &str, line: usize, from: &str, to: &str) -> String {
    let mut sums = String::new();
    let mut out = Vec::new();
    for (i, text) in lines.lines().enumerate() {
        let text = match i + 1 == line {
            true => text.replacen(from, to, 1),
            false => text.to_owned(),
        };
        let Ok(Value::Object(mut map)) = serde_json::from_str(&text) else {
            panic!("line {i}");
        };
        if let Some(end) = map.get_mut("end") {
            end["sums"] = Value::String(hoist::domain::package::hash(&sums));
        }
        let sum = sum(&map);
        sums.push_str(&sum);
        map.insert("sum".to_owned(), Value::String(sum));
        out.push(Value::Object(map).to_string());
    }
    out.join("\n") + "\n"
}

#[test]
fn a_tampered_event_is_refused_even_with_sums_that_fit() {
    let dir = tempfile::tempdir().unwrap();
    let lines = text(whole(&opened(&made(dir.path(), "before", &plan(12, 5)))));
    let line = lines.lines().count() - 3;
    let said = refused(
        &forged(&lines, line, "\"source\":\"demo\"", "\"source\":\"os\""),
        dir.path(),
    );
    assert!(
        said.starts_with(&format!("Line {line} does not fit")),
        "{said}"
    );
    assert!(said.contains("breaks at record"), "{said}");
    let mine = forged(&lines, 1, "Demo desk", "My desk");
    assert!(mine != lines);
    let said = refused(
        &forged(&lines, 1, "\"format\":2", "\"format\":3"),
        dir.path(),
    );
    assert!(said.contains("update hoist"), "{said}");
}

#[test]
fn an_export_of_before_files_came_along_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let lines = text(whole(&opened(&made(dir.path(), "before", &plan(6, 5)))));
    let old = forged(&lines, 1, "\"files\":true,\"format\":2", "\"format\":1");
    let end = old.lines().count();
    let old = forged(&old, end, "\"files\":0,", "");
    assert!(old != lines);
    let file = dir.path().join("after");
    brought(old.as_bytes(), &file).unwrap();
    assert!(text(whole(&opened(&file))) == lines);
}

#[test]
fn a_packed_export_is_read_too() {
    use std::io::Write;
    let dir = tempfile::tempdir().unwrap();
    let lines = whole(&opened(&made(dir.path(), "before", &plan(6, 5))));
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&lines).unwrap();
    let file = dir.path().join("after");
    brought(&packed.finish().unwrap(), &file).unwrap();
    assert!(whole(&opened(&file)) == lines);
}

#[test]
fn a_line_that_does_not_end_is_refused_before_it_fills_the_memory() {
    use std::io::Write;
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("after");
    let lines = whole(&opened(&made(dir.path(), "before", &plan(6, 5))));
    let head = lines.split_inclusive(|b| *b == b'\n').next().unwrap();
    let packed = |begins: &[u8], mebibytes: usize| {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(begins).unwrap();
        let piece = vec![b'a'; 1 << 20];
        (0..mebibytes).for_each(|_| packed.write_all(&piece).unwrap());
        packed.finish().unwrap()
    };
    let said = |bytes: &[u8]| brought(bytes, &file).unwrap_err().to_string();
    let first = said(&packed(b"{\"a\":\"", 200));
    assert!(first.starts_with("Line 1 is longer than 32 MiB"), "{first}");
    assert!(first.contains("need a --map"), "{first}");
    let behind = said(&packed(&[head, b"{\"a\":\""].concat(), 200));
    assert!(
        behind.starts_with("Line 2 is longer than 32 MiB"),
        "{behind}"
    );
    let plain = said(&vec![b'a'; 33 << 20]);
    assert!(plain.starts_with("Line 1 is longer than 32 MiB"), "{plain}");
    // What is long and no trap is read to its end.
    let mut long = [head, b"{\"a\":\""].concat();
    long.resize(40 << 20, b'a');
    let read = said(&long);
    assert!(read.starts_with("Line 2 is broken"), "{read}");
    assert_eq!(names(dir.path()), ["before"]);
}
