//! Attachments through the desk: all or none, stored once, never read half, never over another file.

use crate::support::desk::{Backend, Bench, escalate, on_both};
use hoist::desk::attach::Source;
use hoist::desk::{Done, Error};
use hoist::domain::blocker::Why;
use hoist::domain::command::Command;
use hoist::domain::event::Fact;
use hoist::domain::id::{At, TicketId};
use hoist::domain::{package, parse};
use hoist::store::blob::CHUNK;
use rusqlite::Connection;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

fn write(bench: &Bench, name: &str, bytes: &[u8]) -> PathBuf {
    let path = bench.dir.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

fn attach(bench: &mut Bench, who: &str, id: TicketId, files: &[&Path]) -> Result<Done, Error> {
    let sources = files.iter().map(|p| Source::File(p.to_path_buf(), None));
    attach_all(bench, who, id, sources.collect())
}

fn attach_all(
    bench: &mut Bench,
    who: &str,
    id: TicketId,
    sources: Vec<Source>,
) -> Result<Done, Error> {
    bench.sit(who);
    let command = bench.fresh();
    bench
        .desk
        .attach(id, None, sources, &command, &mut |_, _| true)
}

fn bytes(bench: &Bench, id: TicketId, n: u32) -> Vec<u8> {
    let file = bench.desk.attachment(id, n).unwrap();
    let mut all = Vec::new();
    bench.desk.pour_attachment(id, &file, &mut all).unwrap();
    all
}

/// Bytes that do not shrink and differ everywhere.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 7_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..length).map(|_| next()).collect()
}

#[test]
fn files_are_attached_read_and_put_into_the_package() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        let log = write(bench, "app.log", &b"502 Bad Gateway\n".repeat(40_000));
        let dump = write(bench, "core.bin", &noise(2 * CHUNK + 77));
        let none = write(bench, "empty.txt", b"");
        let done = attach(bench, "bea", id, &[&log, &dump, &none]).unwrap();
        assert_eq!(done.text, format!("{id}: attached 3 files"));
        assert_eq!(done.events.len(), 1, "one event for all");
        for (n, path) in [(1, &log), (2, &dump), (3, &none)] {
            assert_eq!(bytes(bench, id, n), std::fs::read(path).unwrap());
        }
        let from = CHUNK as u64 - 3;
        let part = bench.desk.read_attachment(id, 2, from, 9).unwrap();
        assert_eq!(part, noise(2 * CHUNK + 77)[CHUNK - 3..CHUNK + 6]);
        let behind = bench.desk.read_attachment(id, 2, 1 << 40, 9).unwrap();
        assert!(behind.is_empty());
        bench.replays(id);
        bench.intake(id);
        bench.checklist("ana", id);
        bench.yes("ana", id, escalate("potential_bug"));
        let (_, json) = bench.desk.package(id, None).unwrap();
        let frozen: serde_json::Value = serde_json::from_str(&json).unwrap();
        let file = &frozen["attachments"][1];
        assert_eq!(file["name"], "core.bin");
        assert_eq!(file["size"], 2 * CHUNK + 77);
        assert_eq!(file["sha256"], bench.ticket(id).attachments[1].sha256);
        let page = package::markdown(&json);
        assert!(page.contains("## Attachments") && page.contains("- 1 app.log (625 KiB), sha256 "));
    });
}

#[test]
fn the_same_bytes_are_stored_once_and_listed_each_time() {
    let mut bench = Bench::new(Backend::Sqlite);
    let (one, two) = (bench.at("tier1.working"), bench.at("tier1.working"));
    let log = write(&bench, "app.log", b"the same");
    let copy = write(&bench, "copy.log", b"the same");
    attach(&mut bench, "ana", one, &[&log, &copy]).unwrap();
    attach(&mut bench, "ana", two, &[&log]).unwrap();
    assert_eq!(bench.ticket(one).attachments.len(), 2);
    let conn = Connection::open(bench.dir.path().join("desk.db")).unwrap();
    let count = |sql: &str| conn.query_row(sql, [], |r| r.get::<_, i64>(0)).unwrap();
    assert_eq!(count("SELECT count(*) FROM blob"), 1);
    assert_eq!(count("SELECT count(*) FROM chunk"), 1);
    assert_eq!(count("SELECT count(*) FROM attachment"), 3);
}

#[test]
fn what_shrinks_is_stored_small_and_what_does_not_as_it_is() {
    let mut bench = Bench::new(Backend::Sqlite);
    let id = bench.at("tier1.working");
    let log = write(&bench, "app.log", &b"502 Bad Gateway\n".repeat(40_000));
    let dump = write(&bench, "core.bin", &noise(100_000));
    attach(&mut bench, "ana", id, &[&log, &dump]).unwrap();
    let conn = Connection::open(bench.dir.path().join("desk.db")).unwrap();
    let stored = |n: i64| -> (i64, bool) {
        conn.query_row(
            "SELECT sum(length(bytes)), min(packed) FROM attachment a JOIN chunk c ON c.blob = a.blob WHERE a.n = ?",
            [n],
            |r| Ok((r.get(0)?, r.get(1)?)),
        )
        .unwrap()
    };
    let (small, packed) = stored(1);
    assert!(small < 10_000 && packed, "{small}");
    assert_eq!(stored(2), (100_000, false));
}

#[test]
fn a_file_above_the_limit_is_refused_with_its_size_before_a_byte_is_written() {
    let text = parse::BUILTIN.replace("attachment = \"64 MiB\"", "attachment = \"1 MiB\"");
    let mut bench = Bench::with_process(Backend::Sqlite, &text);
    let id = bench.at("tier1.working");
    let just = write(&bench, "just.bin", &noise(1 << 20));
    let large = write(&bench, "large.bin", &noise((1 << 20) + 1));
    attach(&mut bench, "ana", id, &[&just]).unwrap();
    let said = attach(&mut bench, "ana", id, &[&just, &large]).unwrap_err();
    let Error::Refused(refusal) = &said else {
        panic!("{said}")
    };
    assert_eq!(refusal.why, Why::Guards);
    assert!(
        refusal
            .text
            .contains("“large.bin” is 1048577 bytes; this desk takes files up to 1 MiB")
    );
    let endless = Source::Stream("pipe".into(), Box::new(std::io::repeat(b'x')));
    let said = attach_all(&mut bench, "ana", id, vec![endless]).unwrap_err();
    assert!(
        said.to_string().contains("“pipe” is larger than 1 MiB"),
        "{said}"
    );
    assert_eq!(bench.ticket(id).attachments.len(), 1);
    let conn = Connection::open(bench.dir.path().join("desk.db")).unwrap();
    let left: i64 = conn
        .query_row("SELECT count(*) FROM blob", [], |r| r.get(0))
        .unwrap();
    assert_eq!(left, 1, "no draft is left");
}

#[test]
fn whatever_is_no_file_is_named_and_nothing_is_attached() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        let good = write(bench, "good.log", b"fine");
        let fifo = bench.dir.path().join("fifo");
        let made = std::process::Command::new("mkfifo").arg(&fifo).status();
        assert!(made.unwrap().success());
        let gone = bench.dir.path().join("gone.log");
        let dir = bench.dir.path().to_path_buf();
        let null = PathBuf::from("/dev/null");
        let said = attach(bench, "ana", id, &[&good, &fifo, &gone, &dir, &null]).unwrap_err();
        let said = said.to_string();
        for words in [
            "4 files cannot be attached",
            "fifo is a pipe",
            "gone.log is not there",
            "is a directory",
            "/dev/null is not a file",
        ] {
            assert!(said.contains(words), "{words}: {said}");
        }
        assert!(bench.ticket(id).attachments.is_empty());
    });
}

/// A reader during which something happens once.
struct During<F: FnMut()>(Vec<u8>, usize, F);

impl<F: FnMut()> Read for During<F> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        if self.1 == 0 {
            (self.2)();
        }
        let rest = &self.0[self.1..];
        let n = rest.len().min(buf.len());
        buf[..n].copy_from_slice(&rest[..n]);
        self.1 += n;
        Ok(n)
    }
}

#[test]
fn a_file_that_grows_is_refused() {
    let mut bench = Bench::new(Backend::Sqlite);
    let id = bench.at("tier1.working");
    let growing = write(&bench, "live.log", b"one line\n");
    let path = growing.clone();
    // While the first source is read the second one grows: it was opened before.
    let first = During(b"first".to_vec(), 0, move || {
        std::fs::write(&path, b"one line\nand one more\n").unwrap();
    });
    let sources = vec![
        Source::Stream("first".into(), Box::new(first)),
        Source::File(growing, None),
    ];
    let said = attach_all(&mut bench, "ana", id, sources).unwrap_err();
    assert!(
        said.to_string()
            .contains("“live.log” changed while it was read"),
        "{said}"
    );
    assert!(bench.ticket(id).attachments.is_empty());
}

#[test]
fn a_broken_stream_leaves_nothing_and_old_leavings_are_swept() {
    let mut bench = Bench::new(Backend::Sqlite);
    let id = bench.at("tier1.working");
    let breaks = noise(3 * CHUNK);
    let broken = std::io::Cursor::new(breaks).chain(Fails);
    let sources = vec![Source::Stream("x".into(), Box::new(broken))];
    assert!(attach_all(&mut bench, "ana", id, sources).is_err());
    let store = bench.desk.store_mut();
    assert_eq!(store.sweep_blobs(At(i64::MAX), 99).unwrap(), 0);
    // What a killed program left a day ago goes with the next file.
    store.put_chunks("killed", 0, &[vec![1; 9]], At(0)).unwrap();
    let file = write(&bench, "a.log", b"a");
    attach(&mut bench, "ana", id, &[&file]).unwrap();
    let store = bench.desk.store_mut();
    assert_eq!(store.sweep_blobs(At(i64::MAX), 99).unwrap(), 0);
}

struct Fails;

impl Read for Fails {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(std::io::Error::other("the cable was pulled"))
    }
}

#[test]
fn a_wrong_file_is_taken_back_and_its_bytes_stay() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        let file = write(bench, "wrong.log", b"of another customer");
        attach(bench, "ana", id, &[&file]).unwrap();
        let command = bench.fresh();
        bench.desk.undo(id, &command).unwrap();
        let taken = &bench.ticket(id).attachments[0];
        assert_eq!(taken.retracted.as_deref(), Some("attached by mistake"));
        assert_eq!(bytes(bench, id, 1), b"of another customer");
        attach(bench, "ana", id, &[&file]).unwrap();
        let n = 2;
        let reason = "of another customer".to_owned();
        let detach = Command::Detach { n, reason };
        bench.yes("bea", id, detach.clone());
        assert_eq!(bench.no("bea", id, detach).why, Why::Input);
        assert_eq!(bench.ticket(id).standing_attachments().count(), 0);
        bench.replays(id);
        let told = bench.desk.timeline(id).unwrap();
        let told: Vec<&str> = told.iter().map(|l| l.text.as_str()).collect();
        assert!(
            told.contains(&"attached 1: wrong.log (19 bytes)"),
            "{told:?}"
        );
        assert!(told.contains(&"attachment 2 was taken back: of another customer"));
    });
}

#[test]
fn a_closed_ticket_takes_files_and_an_archived_one_never() {
    on_both(|bench| {
        let file = write(bench, "late.log", b"late");
        let closed = bench.at("tier1.closed");
        attach(bench, "ana", closed, &[&file]).unwrap();
        let archived = bench.at("tier1.archived");
        let said = attach(bench, "ana", archived, &[&file]).unwrap_err();
        assert!(
            matches!(&said, Error::Refused(r) if r.why == Why::Stage),
            "{said}"
        );
        let said = attach(bench, "aud", closed, &[&file]).unwrap_err();
        assert!(
            matches!(&said, Error::Refused(r) if r.why == Why::Role),
            "{said}"
        );
    });
}

#[test]
fn the_same_command_delivered_twice_attaches_once() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        let file = write(bench, "a.log", b"a");
        bench.sit("ana");
        let command = bench.fresh();
        let again = |bench: &mut Bench| {
            let sources = vec![Source::File(file.clone(), None)];
            bench
                .desk
                .attach(id, None, sources, &command, &mut |_, _| true)
        };
        assert!(!again(bench).unwrap().repeated);
        std::fs::remove_file(&file).unwrap();
        assert!(
            again(bench).unwrap().repeated,
            "even when the file is gone by now"
        );
        assert_eq!(bench.ticket(id).attachments.len(), 1);
    });
}

#[test]
fn saving_never_overwrites_and_cleans_the_name() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        let file = write(bench, "a.log", b"bytes");
        let name = Some("../../x\u{202e}\n.log".to_owned());
        attach_all(bench, "ana", id, vec![Source::File(file, name)]).unwrap();
        let out = bench.dir.path().join("out");
        std::fs::create_dir(&out).unwrap();
        let first = bench.desk.save_attachment(id, 1, &out).unwrap();
        assert_eq!(first, out.join("x__.log"));
        let mode = std::fs::metadata(&first).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        std::fs::write(&first, "mine").unwrap();
        let second = bench.desk.save_attachment(id, 1, &out).unwrap();
        assert_eq!(second, out.join("x__ (2).log"));
        assert_eq!(std::fs::read(&second).unwrap(), b"bytes");
        let said = bench.desk.save_attachment(id, 1, &first).unwrap_err();
        assert!(said.to_string().contains("is already there"), "{said}");
        let link = out.join("link");
        std::os::unix::fs::symlink(out.join("nowhere"), &link).unwrap();
        assert!(bench.desk.save_attachment(id, 1, &link).is_err());
        assert_eq!(std::fs::read(&first).unwrap(), b"mine");
        assert!(
            bench
                .desk
                .save_attachment(id, 1, &out.join("no/dir"))
                .is_err()
        );
        assert!(matches!(
            bench.desk.save_attachment(id, 9, &out),
            Err(Error::Missing(_))
        ));
        let left = std::fs::read_dir(&out).unwrap().count();
        std::fs::remove_dir_all(&out).unwrap();
        assert_eq!(left, 3, "no part is left");
    });
}

#[test]
fn the_audit_names_an_attachment_that_is_not_what_was_attached() {
    for (damage, words) in [
        (
            "UPDATE chunk SET bytes = CAST(x'00' || substr(bytes, 2) AS BLOB)",
            "cannot be read",
        ),
        ("DELETE FROM chunk WHERE n = 1", "does not match its hash"),
        ("DELETE FROM blob", "is gone from the desk"),
    ] {
        let mut bench = Bench::new(Backend::Sqlite);
        let id = bench.at("tier1.working");
        let file = write(&bench, "core.bin", &noise(2 * CHUNK));
        attach(&mut bench, "ana", id, &[&file, &file]).unwrap();
        let report = bench.desk.audit_check(&mut |_, _| {}).unwrap();
        assert_eq!((report.attachments, report.bad), (1, None));
        let conn = Connection::open(bench.dir.path().join("desk.db")).unwrap();
        conn.execute_batch(damage).unwrap();
        let bad = bench.desk.audit_check(&mut |_, _| {}).unwrap().bad.unwrap();
        assert!(
            bad.contains(&format!("Attachment 1 of ticket {id} (“core.bin”) {words}")),
            "{bad}"
        );
        let out = bench.dir.path().join("out.bin");
        let saved = bench.desk.save_attachment(id, 1, &out).is_ok();
        assert_eq!(
            saved,
            damage.starts_with("DELETE FROM blob"),
            "bytes that are right are given"
        );
        assert_eq!(saved, out.exists(), "nothing half");
    }
}

#[test]
fn a_disk_that_fills_midway_leaves_no_event() {
    let mut bench = Bench::new(Backend::Sqlite);
    let id = bench.at("tier1.working");
    let before = bench.ticket(id);
    let file = write(&bench, "core.bin", &noise(9 * CHUNK));
    // The file may grow by some chunks, not by nine.
    let conn = Connection::open(bench.dir.path().join("desk.db")).unwrap();
    conn.execute_batch(
        "CREATE TRIGGER full BEFORE INSERT ON chunk WHEN new.n >= 4 BEGIN SELECT raise(ABORT, 'full'); END;",
    )
    .unwrap();
    assert!(attach(&mut bench, "ana", id, &[&file]).is_err());
    assert_eq!(bench.ticket(id), before);
    conn.execute_batch("DROP TRIGGER full").unwrap();
    attach(&mut bench, "ana", id, &[&file]).unwrap();
    assert_eq!(bytes(&bench, id, 1), noise(9 * CHUNK));
}

#[test]
fn ten_thousand_attachments_are_listed() {
    let mut bench = Bench::new(Backend::Sqlite);
    let id = bench.at("tier1.working");
    let file = write(&bench, "a.log", b"a");
    for _ in 0..10 {
        let sources = (0..1_000).map(|n| Source::File(file.clone(), Some(format!("{n}.log"))));
        attach_all(&mut bench, "ana", id, sources.collect()).unwrap();
    }
    let ticket = bench.desk.view(id).unwrap().ticket;
    assert_eq!(ticket.attachments.len(), 10_000);
    assert_eq!(ticket.attachments[9_999].n, 10_000);
    let told = bench.events(id).len();
    assert!(told < 20, "{told} events");
    assert_eq!(bytes(&bench, id, 10_000), b"a");
}

#[test]
fn a_name_is_kept_whatever_it_is_and_refused_above_4_kib() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        let file = write(bench, "a.log", b"a");
        let named = |bench: &mut Bench, name: &str| {
            let sources = vec![Source::File(file.clone(), Some(name.to_owned()))];
            attach_all(bench, "ana", id, sources)
        };
        for name in [
            "../../etc/passwd",
            "a\nb",
            "gpj.\u{202e}exe",
            &"n".repeat(4_096),
        ] {
            named(bench, name).unwrap();
            assert_eq!(bench.ticket(id).attachments.last().unwrap().name, name);
        }
        for name in ["", "  ", &"n".repeat(4_097)] {
            let said = named(bench, name).unwrap_err();
            assert!(
                matches!(&said, Error::Refused(r) if r.why == Why::Input),
                "{said}"
            );
            assert!(said.to_string().len() < 400, "{said}");
        }
        let told = bench.desk.timeline(id).unwrap();
        assert!(
            told.iter()
                .all(|l| !l.text.contains('\n') && l.text.len() < 500)
        );
    });
}

#[test]
fn one_event_says_what_each_file_is() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        let (a, b) = (write(bench, "a.log", b"a"), write(bench, "b.log", b"b"));
        let done = attach(bench, "ana", id, &[&a, &b]).unwrap();
        let facts: Vec<u32> = done.events[0]
            .facts
            .iter()
            .map(|f| match f {
                Fact::Attached(file) => file.n,
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(facts, [1, 2]);
    });
}
