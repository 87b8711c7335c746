//! Files by key: attached, listed, read as text and in hex, saved.

use super::lively::{attach, desk, press, says, screen, session};
use crate::support::desk::Bench;
use hoist::desk::attach::Source;
use hoist::tui::model::overlay::Overlay;
use std::path::PathBuf;

const SIZE: (u16, u16) = (120, 36);

fn write(bench: &Bench, name: &str, bytes: &[u8]) -> PathBuf {
    let path = bench.dir.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

#[test]
fn a_file_is_attached_read_and_saved_by_key() {
    let mut bench = desk();
    let id = bench.at("tier1.working");
    let log = write(
        &bench,
        "app.txt",
        b"first line\n\x1b[31mred\x1b[0m \xe2\x80\xaeend\n",
    );
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, &format!("# \"{}\" <enter>", id.0));
    press(&mut ana, "@");
    says(&ana, &format!("Attach files to {id}"));
    press(&mut ana, "\"/no/such/file\" <c-s>");
    says(&ana, "/no/such/file is not there. Nothing was attached.");
    press(&mut ana, &format!("<c-u> \"{}\" <c-s>", log.display()));
    says(&ana, "attached 1: app.txt");
    says(&ana, "Files");
    assert_eq!(bench.ticket(id).attachments.len(), 1);
    press(&mut ana, "F <enter>");
    says(&ana, "1 app.txt · 31 bytes");
    says(&ana, "UTF-8");
    says(&ana, "first line");
    says(&ana, "␛[31mred␛[0m <U+202E>end");
    press(&mut ana, "x");
    says(&ana, "00000000  66 69 72 73 74 20 6c 69  6e 65 0a 1b");
    let out = bench.dir.path().join("out.txt");
    press(&mut ana, &format!("s <c-u> \"{}\" <c-s>", out.display()));
    says(&ana, "Saved as");
    assert_eq!(std::fs::read(&out).unwrap(), std::fs::read(&log).unwrap());
    press(&mut ana, &format!("s <c-u> \"{}\" <c-s>", out.display()));
    says(&ana, "is already there and stays as it is");
    press(&mut ana, "<esc> <esc>");
    assert!(
        matches!(ana.model().overlays.last(), Some(Overlay::Finder(_))),
        "the list again"
    );
    press(&mut ana, "<esc>");
    assert!(ana.model().overlays.is_empty());
    press(&mut ana, "u");
    assert!(bench.ticket(id).attachments[0].retracted.is_some());
}

#[test]
fn several_files_are_attached_at_once_or_none() {
    let mut bench = desk();
    let id = bench.at("tier1.working");
    let (a, b) = (write(&bench, "a.log", b"a"), write(&bench, "b.log", b"b"));
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, &format!("# \"{}\" <enter> @", id.0));
    press(
        &mut ana,
        &format!("\"{}\" <enter> \"/not/there\" <c-s>", a.display()),
    );
    says(&ana, "/not/there is not there. Nothing was attached.");
    assert!(bench.ticket(id).attachments.is_empty());
    press(&mut ana, &format!("<c-u> \"{}\" <c-s>", b.display()));
    says(&ana, "attached 2 files");
    assert_eq!(bench.ticket(id).attachments.len(), 2);
}

#[test]
fn a_large_file_is_read_part_by_part() {
    let mut bench = desk();
    let id = bench.at("tier1.working");
    let lines: String = (0..40_000).map(|n| format!("line number {n}\n")).collect();
    attach(&mut bench, id, "large.txt", lines.as_bytes());
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, &format!("# \"{}\" <enter> F <enter>", id.0));
    says(&ana, "line number 0");
    says(&ana, "part 1 of 11");
    press(&mut ana, "G");
    says(&ana, "line number 39999");
    press(&mut ana, "g");
    says(&ana, "line number 0");
    for _ in 0..200 {
        press(&mut ana, "<space>");
    }
    says(&ana, "part 2 of 11");
    press(&mut ana, "x");
    says(&ana, "hex · part 2 of 11");
    says(&ana, "00010000");
}

#[test]
fn hostile_names_and_ten_thousand_files_are_listed() {
    let mut bench = desk();
    let id = bench.at("tier1.working");
    attach(&mut bench, id, "../../etc/x\n\u{202e}\u{1b}[2J", b"");
    bench.sit("ana");
    let file = write(&bench, "a.log", b"a");
    let command = bench.fresh();
    let named = |n: u32| Source::File(file.clone(), Some(format!("{n}.log")));
    let sources = (0..10_000).map(named).collect();
    bench
        .desk
        .attach(id, None, sources, &command, &mut |_, _| true)
        .unwrap();
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, &format!("# \"{}\" <enter>", id.0));
    says(&ana, "10001 files, the latest 9999.log");
    press(&mut ana, "F");
    says(&ana, "10001 9999.log");
    press(&mut ana, "\"etc/x\"");
    says(&ana, "../../etc/x");
    press(&mut ana, "<enter>");
    says(&ana, "The file is empty.");
    assert!(!screen(&ana).contains(['\u{202e}', '\u{1b}']));
}

#[test]
fn the_viewer_fits_every_size() {
    let mut bench = desk();
    let id = bench.at("tier1.working");
    attach(
        &mut bench,
        id,
        "wide.txt",
        "ü料🌞 ".repeat(40_000).as_bytes(),
    );
    for size in [(60, 15), (80, 24), (250, 80)] {
        let mut ana = session(&bench, "ana", size);
        press(&mut ana, &format!("# \"{}\" <enter> F <enter>", id.0));
        let said = screen(&ana);
        assert!(!said.contains("could not be painted"), "{said}");
        says(&ana, "wide.txt");
    }
}

#[test]
fn without_files_and_on_an_archived_ticket_the_keys_say_why_not() {
    let mut bench = desk();
    let id = bench.at("tier1.archived");
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, &format!("# \"{}\" <enter> F", id.0));
    says(&ana, "has no attachments");
    press(&mut ana, "@");
    says(&ana, "archived and never changes");
}

#[test]
fn the_keys_of_a_file_are_listed_there() {
    let mut bench = desk();
    let id = bench.at("tier1.working");
    attach(&mut bench, id, "notes.txt", b"one\ntwo\n");
    let mut ana = session(&bench, "ana", (80, 24));
    press(&mut ana, &format!("# \"{}\" <enter> F <enter>", id.0));
    says(&ana, "Esc back · j/k scroll");
    says(&ana, "? keys");
    press(&mut ana, "?");
    says(&ana, "As text, as bytes");
    press(&mut ana, "<esc>");
    says(&ana, "notes.txt");
}
