//! Bad input: a clear sentence with what to do, nothing lost, the terminal sane.

use super::{Home, ran};
use std::process::Stdio;

/// What no output for people may contain.
fn sane(text: &str) {
    let bad = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{e0000}'..='\u{e007f}')
    };
    assert!(!text.contains(bad), "{text:?}");
}

#[test]
fn hostile_text_is_shown_by_name_and_kept_word_for_word() {
    let home = Home::new();
    let hostile =
        "\u{1b}]52;c;QUJD\u{7}\u{1b}[2J\u{9b}31m\u{202e}gpj.exe\u{e0041} \u{301}Tier 2 | RESOLVED";
    let subject = hostile.to_owned();
    let output = home
        .command("new --as tom --customer x --subject")
        .arg(&subject)
        .args(["--text", &subject])
        .output()
        .unwrap();
    assert_eq!(ran(output).code, 0);
    home.ok("take 1 --as tom");
    let customer = home
        .command("set 1 --as tom")
        .arg(format!("customer={hostile}"))
        .arg("new_customer=yes")
        .output()
        .unwrap();
    assert_eq!(ran(customer).code, 0);
    for line in [
        "list",
        "show 1",
        "show 1 --timeline",
        "--json list",
        "--json show 1 --timeline",
        "audit show 1",
    ] {
        sane(&home.ok(line));
    }
    assert!(home.ok("list").contains('␛'));
    assert_eq!(home.json("show 1")["subject"], subject.as_str());
}

#[test]
fn texts_of_any_kind_are_kept() {
    let home = Home::new();
    home.ok("new --as tom --subject s --customer Acme");
    let long = "x".repeat(1 << 20);
    let accents = format!("a{}", "\u{301}".repeat(10_000));
    let log = "2026-11-23 upstream timed out\n".repeat(200_000);
    for input in [
        long.as_bytes(),
        accents.as_bytes(),
        log.as_bytes(),
        b"nul \0 inside",
        b"Gr\xf6\xdfe in Latin-1",
        b"\xff\xfeh\0i\0",
        b"only\rcarriage\rreturns",
        "line\u{2028}separator\ttab".as_bytes(),
    ] {
        let ran = home.with_input("note 1 --as tom --text-file -", input);
        assert_eq!(ran.code, 0, "{ran:?}");
    }
    sane(&home.ok("show 1 --timeline"));
    let events = home.json("show 1 --timeline").to_string();
    assert!(events.contains("Größe in Latin-1"));
    assert!(events.contains("nul \\u0000 inside"));
    let huge = vec![b'x'; (16 << 20) + 1];
    let ran = home.with_input("note 1 --as tom --text-file -", &huge);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("16 MiB"), "{}", ran.err);
}

#[test]
fn blanks_are_no_answer() {
    let home = Home::new();
    home.ok("new --as tom --subject s --customer Acme");
    home.ok("take 1 --as tom");
    home.fails(4, "new --as tom --subject \"   \" --customer Acme");
    home.fails(4, "new --as tom --subject s --customer \"  \"");
    home.fails(2, "answer 1 symptoms --as tom --text \"   \"");
    home.fails(2, "note 1 --as tom --text \"\"");
    home.fails(2, "note 1 --as tom");
    home.fails(2, "check 1 logs --as tom --skip \" \"");
    // /dev/null as standard input is an empty text.
    home.fails(2, "note 1 --as tom --text-file -");
    home.fails(2, "note 1 --as tom --text-file /nowhere/at/all");
    assert_eq!(home.json("show 1")["version"], 2);
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let home = Home::new();
    for n in 0..40 {
        home.ok(&format!("new --as tom --subject s{n} --customer Acme"));
    }
    let mut child = home
        .command("--json list")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(output.status.code(), Some(0));
    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let output = home
        .command("list")
        .stdout(full)
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("could not be written")
    );
}

#[test]
fn a_desk_that_is_something_else_stays_as_it_is() {
    let home = Home::empty();
    let at = |name: &str| home.path().join(name);
    std::fs::write(at("junk"), vec![b'j'; 8_192]).unwrap();
    std::fs::write(at("empty"), "").unwrap();
    std::fs::create_dir(at("directory")).unwrap();
    nix::unistd::mkfifo(&at("fifo"), nix::sys::stat::Mode::S_IRWXU).unwrap();
    for (name, said) in [
        ("junk", "not a hoist desk"),
        ("empty", "0 bytes"),
        ("directory", "directory"),
        ("fifo", "not a file"),
    ] {
        let desk = at(name);
        let answer = home.fails(1, &format!("list --desk {}", desk.display()));
        assert!(answer.contains(said), "{name}: {answer}");
        assert_eq!(answer.trim_end().lines().count(), 1, "{answer}");
        home.fails(1, &format!("init --desk {}", desk.display()));
        home.fails(1, &format!("doctor --desk {}", desk.display()));
    }
    assert_eq!(std::fs::read(at("junk")).unwrap(), vec![b'j'; 8_192]);
    assert_eq!(std::fs::metadata(at("empty")).unwrap().len(), 0);
    home.ok(&format!(
        "init --use-empty --name ana --desk {}",
        at("empty").display()
    ));
}

#[test]
fn a_new_desk_has_the_right_modes() {
    use std::os::unix::fs::MetadataExt;
    let home = Home::new();
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().mode() & 0o7777;
    assert_eq!(mode(&home.desk()), 0o600);
    assert_eq!(mode(home.desk().parent().unwrap()), 0o700);
    let said = home.fails(1, "init");
    assert!(said.contains("already there"), "{said}");
    let shared = home.path().join("team/desk.hoist");
    let group = nix::unistd::getgid().to_string();
    home.ok(&format!(
        "init --name ana --shared {group} --desk {}",
        shared.display()
    ));
    assert_eq!(mode(&shared), 0o660);
    assert_eq!(mode(shared.parent().unwrap()), 0o2770);
    let line = format!("whoami --desk {}", shared.display());
    assert!(home.ok(&line).contains("advisory: stops mistakes"));
    home.fails(2, "init --shared nogroupofthisname --desk /tmp/never.hoist");
    home.fails(
        2,
        &format!(
            "init --tier tier9 --desk {}",
            home.path().join("x/y.hoist").display()
        ),
    );
    assert!(!home.path().join("x").exists());
}

#[test]
fn names_that_are_no_utf8_are_no_panic() {
    use std::os::unix::ffi::OsStrExt;
    let home = Home::empty();
    let desk = home
        .path()
        .join(std::ffi::OsStr::from_bytes(b"d\xff.hoist"));
    for line in [
        "--json init --name ana",
        "--json whoami",
        "whoami",
        "doctor",
        "config show",
    ] {
        let output = home
            .command(line)
            .arg("--desk")
            .arg(&desk)
            .output()
            .unwrap();
        assert_eq!(
            output.status.code(),
            Some(0),
            "{line}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    let output = home
        .command("note 1 --text")
        .arg(std::ffi::OsStr::from_bytes(b"\xff"))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_mistake_in_the_command_line_is_said_in_clean_words() {
    let home = Home::new();
    let hostile = "\u{9b}31m\u{202e}X\u{200b}\u{1b}[2J";
    let list = format!("--limit={hostile}");
    let tries: [&[&str]; 6] = [
        &["show", hostile],
        &[hostile],
        &["list", &list],
        &["list", "--nothing", hostile],
        &["kb", hostile],
        &["--print", hostile],
    ];
    for line in tries {
        let ran = home.run_args(line);
        assert_ne!(ran.code, 0, "{line:?}");
        sane(&ran.err);
        assert!(!ran.err.contains('\u{200b}'), "{line:?} {:?}", ran.err);
        assert!(ran.out.is_empty(), "{line:?} {:?}", ran.out);
    }
    let said = home.run_args(&["show", hostile]).err;
    assert!(said.contains("<U+009B>31m<U+202E>X"), "{said}");
}

#[test]
fn a_mistake_in_the_command_line_is_clean_on_a_terminal_too() {
    let home = Home::new();
    let mut pty = home.terminal("show \u{9b}31m\u{202e}X");
    pty.end_within(std::time::Duration::from_secs(20)).unwrap();
    pty.wait_text("X");
    let all = String::from_utf8_lossy(&pty.sent_since(0)).into_owned();
    assert!(all.contains("<U+009B>31m<U+202E>X"), "{all:?}");
    assert!(!all.contains(['\u{9b}', '\u{202e}']), "{all:?}");
}
