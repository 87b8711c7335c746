//! Attachments on the command line.

use super::{Home, ran};
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;
use std::time::Duration;

fn home() -> Home {
    let home = Home::new();
    home.ok("new --as tom --subject \"It is slow\" --customer Acme");
    home
}

fn file(home: &Home, name: &str, bytes: &[u8]) -> String {
    let path = home.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    path.display().to_string()
}

#[test]
fn files_are_attached_listed_and_written_out() {
    let home = home();
    let log = file(&home, "app.log", b"502\n");
    let dump = file(&home, "core.bin", b"\x00\x01\xff\x1b[2J");
    let said = home.ok(&format!("attach 1 {log} {dump} {log} --as ben"));
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(
        lines,
        [
            "#1: attached 3 files",
            "  1  app.log  4 bytes",
            "  2  core.bin  7 bytes",
            "  3  app.log  4 bytes  the same bytes as 1"
        ]
    );
    let list = home.ok("attachments 1");
    assert!(
        list.lines().count() == 4 && list.contains("core.bin"),
        "{list}"
    );
    let object = home.json("attachments 1");
    assert_eq!((&object["ticket"], &object["n"]), (&1.into(), &1.into()));
    assert_eq!(object["size"], 4);
    assert_eq!(object["by"], "ben");
    assert_eq!(object["taken_back"], serde_json::Value::Null);
    assert_eq!(home.json("show 1")["attachments"][1]["name"], "core.bin");
    assert!(
        home.ok("show 1")
            .contains("Attachment 2: core.bin (7 bytes)")
    );
    let out = home.command("attachment 1 2").output().unwrap();
    assert_eq!(out.stdout, b"\x00\x01\xff\x1b[2J");
    assert_eq!(home.ok("attachment 1 1"), "502\n");
    assert!(
        home.fails(3, "attachment 1 9")
            .contains("has no attachment 9")
    );
    assert!(home.ok("audit check").contains("2 attachments match"));
    assert!(home.ok("search core.bin").contains("#1"), "by its name");
}

#[test]
fn standard_input_is_attached_under_a_name() {
    let home = home();
    let said = home.with_input("attach 1 - --name journal.log --as tom", &[b'x'; 600_000]);
    assert_eq!(
        said.out,
        "#1: attached 1: journal.log (585.9 KiB)\n  1  journal.log  585.9 KiB\n"
    );
    assert_eq!(home.ok("attachment 1 1").len(), 600_000);
    let said = home.with_input("attach 1 -", b"x");
    assert_eq!(
        (said.code, said.err.contains("--name")),
        (2, true),
        "{said:?}"
    );
}

#[test]
fn what_cannot_be_attached_is_said_and_nothing_is() {
    let home = home();
    let good = file(&home, "good.log", b"x");
    let dir = home.path().display().to_string();
    let said = home.fails(2, &format!("attach 1 {good} {dir} {dir}/gone"));
    assert!(said.contains("2 files cannot be attached") && said.contains("is a directory"));
    assert!(said.contains("gone is not there"), "{said}");
    assert!(
        home.fails(2, &format!("attach 1 {good} {good} --name x"))
            .contains("one file")
    );
    let small = std::fs::read_to_string("assets/process.toml")
        .unwrap()
        .replace("attachment = \"64 MiB\"", "attachment = \"10 bytes\"");
    let process = file(&home, "small.toml", small.as_bytes());
    home.ok(&format!("process use {process} --why smaller"));
    let large = file(&home, "large.log", b"eleven bytes");
    let said = home.fails(4, &format!("attach 1 {large}"));
    assert!(
        said.contains("“large.log” is 12 bytes; this desk takes files up to 10 bytes"),
        "{said}"
    );
    let piped = home.with_input("attach 1 - --name p", b"eleven bytes");
    assert!(
        piped.code == 2 && piped.err.contains("larger than 10 bytes"),
        "{piped:?}"
    );
    assert_eq!(home.ok("attachments 1"), "#1 has no attachments.\n");
}

#[test]
fn saving_cleans_the_name_and_never_overwrites() {
    let home = home();
    let log = file(&home, "a.log", b"bytes");
    let attached = home
        .command(&format!("attach 1 {log} --name"))
        .arg("../../e\u{202e}vil\n\u{1b}[2J.log")
        .output()
        .unwrap();
    assert_eq!(ran(attached).code, 0);
    let said = home.ok("attachments 1");
    assert!(
        !said.contains(['\u{202e}', '\u{1b}']) && said.lines().count() == 2,
        "{said}"
    );
    let out = home.path().join("out");
    std::fs::create_dir(&out).unwrap();
    let to = out.display().to_string();
    let said = home.ok(&format!("attachment 1 1 --to {to}"));
    let saved = out.join("e_vil__[2J.log");
    assert_eq!(said, format!("Saved as {}\n", saved.display()));
    assert_eq!(
        std::fs::metadata(&saved).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let said = home.fails(2, &format!("attachment 1 1 --to {to}/e_vil__[2J.log"));
    assert!(
        said.contains("is already there and stays as it is"),
        "{said}"
    );
    let second = home.json(&format!("attachment 1 1 --to {to}"));
    assert!(
        second["saved"]
            .as_str()
            .unwrap()
            .ends_with("e_vil__[2J (2).log")
    );
}

#[test]
fn a_terminal_gets_text_cleaned_and_no_bytes() {
    let home = home();
    let log = file(
        &home,
        "app.log",
        "plain \u{1b}[31mred\u{202e} end\n".as_bytes(),
    );
    let dump = file(&home, "core.bin", b"\x00\x01\x02\x03");
    home.ok(&format!("attach 1 {log} {dump}"));
    let pty = home.terminal("attachment 1 1");
    pty.wait_text("␛[31mred<U+202E> end");
    let pty = home.terminal("attachment 1 2");
    pty.wait_text("is no text and this is a terminal");
}

#[test]
fn a_wrong_one_is_taken_back_and_stays_to_be_read() {
    let home = home();
    let log = file(&home, "a.log", b"bytes");
    home.ok(&format!("attach 1 {log} --as tom"));
    assert_eq!(home.ok("undo 1 --as tom"), "#1: undone\n");
    home.ok(&format!("attach 1 {log} --as tom"));
    let said = home.ok("attachment 1 2 --take-back \"of another customer\" --as ben");
    assert_eq!(
        said,
        "#1: attachment 2 was taken back: of another customer\n"
    );
    assert!(
        home.ok("attachments 1")
            .contains("taken back: attached by mistake")
    );
    assert!(!home.ok("show 1").contains("Attachment"));
    assert_eq!(home.ok("attachment 1 2"), "bytes");
    assert!(
        home.fails(3, "attachment 1 7 --take-back x")
            .contains("no attachment 7")
    );
}

#[test]
fn a_kill_between_leaves_nothing_half() {
    let home = home();
    let mut child = home
        .command("attach 1 - --name endless.log")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    std::io::Write::write_all(&mut input, &vec![b'x'; 5 << 20]).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(home.ok("attachments 1"), "#1 has no attachments.\n");
    let log = file(&home, "a.log", b"bytes");
    home.ok(&format!("attach 1 {log}"));
    assert!(home.ok("audit check").contains("1 attachments match"));
}

#[test]
fn attachments_of_a_restricted_ticket_are_hidden() {
    let home = home();
    let log = file(&home, "a.log", b"bytes");
    home.ok("take 1 --as tom impact=high urgency=high");
    home.ok(&format!("attach 1 {log} --as tom"));
    home.ok("restrict 1 --as tom");
    for line in [
        "attachments 1",
        "attachment 1 1",
        &format!("attach 1 {log}"),
    ] {
        assert!(
            home.fails(6, &format!("{line} --as ben"))
                .contains("restricted"),
            "{line}"
        );
    }
    assert_eq!(home.ok("attachment 1 1 --as tom"), "bytes");
}

#[test]
fn a_large_file_says_how_far_it_is_and_is_broken_off() {
    let home = home();
    // As large as this desk takes, and of bytes that do not shrink.
    let mut state = 7_u32;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    })
    .take(60 << 20)
    .collect();
    let path = file(&home, "dump.bin", &noise);
    let mut pty = home.terminal("--as tom");
    pty.wait_text("It is slow");
    pty.keys(&format!("@ \"{path}\" <c-s>"));
    pty.wait_text("attaching ");
    pty.wait_text("Esc breaks it off");
    pty.keys("<esc>");
    pty.wait_text("Attaching was broken off. Nothing was attached.");
    assert_eq!(home.ok("attachments 1"), "#1 has no attachments.\n");
    // The form is still there, and the same file is attached when it is sent again.
    pty.keys("<c-s>");
    pty.wait_text("attached 1: dump.bin");
    assert!(home.ok("attachments 1").contains("dump.bin"));
}

/// Bytes that do not shrink.
fn noise(size: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut bytes = Vec::with_capacity(size + 8);
    while bytes.len() < size {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(size);
    bytes
}

#[test]
fn a_file_for_which_there_is_no_room_leaves_the_desk_to_the_others() {
    let home = home();
    let Some(small) = super::backup::Small::mount(home.path().join("small"), "16m") else {
        return;
    };
    let desk = small.0.join("d.hoist");
    let on = |words: &str| format!("{words} --desk {}", desk.display());
    home.ok(&on("init --name ana"));
    home.ok(&on("new --subject slow --customer Acme"));
    let taken = || {
        let each = std::fs::read_dir(&small.0).unwrap();
        each.map(|f| f.unwrap().metadata().unwrap().len())
            .sum::<u64>()
    };
    let before = taken();
    let large = file(&home, "r25", &noise(25 << 20));
    let said = home.fails(1, &on(&format!("attach 1 {large}")));
    assert!(
        said.contains("MiB free") && said.contains("takes 32.3 MiB"),
        "{said}"
    );
    assert!(said.contains("Nothing was attached"), "{said}");
    assert!(taken() < before + (1 << 20), "{} after {before}", taken());
    home.ok(&on("note 1 --text \"a colleague works on\""));
    // How long a stream is shows only at its end.
    let ran = home.with_input(&on("attach 1 - --name s"), &noise(25 << 20));
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.err.contains("Nothing was attached"), "{ran:?}");
    home.ok(&on("note 1 --text \"and still does\""));
    // What was laid down is given back: its space takes the next file.
    let held = taken();
    let next = file(&home, "r1", &noise(1 << 20));
    home.ok(&on(&format!("attach 1 {next}")));
    home.ok(&on("note 1 --text \"and on\""));
    assert!(taken() < held + (2 << 20), "{} after {held}", taken());
    // Of several the ones before are given back as well.
    let several = format!("attach 1 {} {large}", file(&home, "r2", &noise(2 << 20)));
    home.fails(1, &on(&several));
    home.ok(&on("note 1 --text \"and on\""));
    let list = home.ok(&on("attachments 1"));
    assert!(list.contains("r1") && !list.contains("r2"), "{list}");
}
