//! The audit from the command line: what one saw before, heads that were kept elsewhere, questions in SQL.

use super::Home;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

fn busy() -> Home {
    let home = Home::new();
    home.ok("new --subject one --customer Acme");
    home.ok("new --subject two --customer Acme");
    home
}

/// Puts the desk of another time back, with all that lies beside it.
fn put_back(home: &Home, copy: &str) {
    let from = home.path().join(copy);
    fs::copy(from, home.desk()).unwrap();
}

fn keep(home: &Home, copy: &str) {
    fs::copy(home.desk(), home.path().join(copy)).unwrap();
}

fn head(home: &Home) -> i64 {
    home.json("audit head")["n"].as_i64().unwrap()
}

#[test]
fn an_older_file_is_said_by_every_command_and_found_by_the_audit() {
    let home = busy();
    keep(&home, "older");
    let before = head(&home);
    home.ok("note 1 --text later");
    put_back(&home, "older");
    let ran = home.run("list");
    assert_eq!(ran.code, 0, "{ran:?}");
    let said = format!("ends at record {before}, and you saw record {}", before + 1);
    assert!(ran.err.contains(&said), "{}", ran.err);
    assert!(
        ran.err.contains("hoist audit witness --renew"),
        "{}",
        ran.err
    );
    assert!(home.fails(1, "audit check").contains(&said));
    assert!(home.fails(1, "audit witness").contains(&said));
    // What is written on it does not make it forgotten.
    assert!(
        home.run("note 1 --text other")
            .err
            .contains("ends at record")
    );
    assert!(
        home.run("note 1 --text more")
            .err
            .contains("is not the one")
    );
    let renewed = home.ok("audit witness --renew");
    assert!(renewed.contains("from now on record"), "{renewed}");
    home.ok("list");
    assert!(
        home.ok("audit check")
            .contains("it is the chain you saw before")
    );
}

#[test]
fn what_was_written_last_is_witnessed_at_once_and_only_its_user_reads_it() {
    use std::os::unix::fs::PermissionsExt;
    let home = busy();
    let before = home.path().join("before");
    fs::copy(home.desk(), &before).unwrap();
    // One command writes, and no other looks before the file is put back.
    home.ok("new --subject three --customer Birch");
    put_back(&home, "before");
    assert_eq!(home.run("audit check").code, 1);
    let dir = home.path().join("state/hoist/witness");
    let files = fs::read_dir(&dir).unwrap().map(|f| f.unwrap().path());
    let files: Vec<PathBuf> = files.filter(|f| f.is_file()).collect();
    assert_eq!(files.len(), 1, "{files:?}");
    let mode = fs::metadata(&files[0]).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn another_desk_in_its_place_is_said_until_it_is_taken_for_granted() {
    let home = busy();
    let other = Home::new();
    fs::copy(other.desk(), home.desk()).unwrap();
    let ran = home.run("list");
    assert!(ran.err.contains("Another desk than the one"), "{ran:?}");
    assert_eq!(home.run("audit check").code, 1);
    home.ok("audit witness --renew");
    home.ok("audit check");
    // Whoever makes a new one in the place expects it there.
    fs::remove_file(home.desk()).unwrap();
    home.ok("init --name ana");
    home.ok("list");
}

#[test]
fn without_a_state_directory_all_works_and_nothing_is_witnessed() {
    let home = busy();
    fs::remove_dir_all(home.path().join("state")).unwrap();
    fs::write(home.path().join("state"), "a file").unwrap();
    let ran = home.run("note 1 --text here");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let said = home.ok("audit check");
    assert!(said.contains("for the first time"), "{said}");
}

#[test]
fn a_head_kept_elsewhere_is_compared_in_every_form() {
    let home = busy();
    let line = home.ok("audit head");
    fs::write(home.path().join("line"), &line).unwrap();
    let object = home.ok("--json audit head");
    fs::write(home.path().join("object"), &object).unwrap();
    home.ok("note 1 --text later");
    let path = |name: &str| home.path().join(name).display().to_string();
    for name in ["line", "object"] {
        let said = home.ok(&format!("audit head --verify {}", path(name)));
        assert!(
            said.contains("is in this chain; it is not signed"),
            "{said}"
        );
        home.ok(&format!("audit check --chain --head {}", path(name)));
    }
    let forged = line.replace(' ', " 00");
    fs::write(home.path().join("junk"), &forged[..forged.len() - 3]).unwrap();
    let other = home.json("audit head");
    let moved = format!("1 {}", other["hash"].as_str().unwrap());
    fs::write(home.path().join("moved"), moved).unwrap();
    let ahead = format!("9999 {}", other["hash"].as_str().unwrap());
    fs::write(home.path().join("ahead"), ahead).unwrap();
    let verify = |name: &str| format!("audit head --verify {}", path(name));
    assert!(home.fails(1, &verify("moved")).contains("written anew"));
    assert!(home.fails(1, &verify("ahead")).contains("an older file"));
    assert!(home.fails(2, &verify("nowhere")).contains("cannot be read"));
    let check = format!("audit check --head {}", path("ahead"));
    assert!(home.fails(1, &check).contains("an older file"));
    fs::write(home.path().join("words"), "no head at all").unwrap();
    assert!(home.fails(2, &verify("words")).contains("holds no head"));
    let other = Home::new();
    other.ok("new --subject s --customer Acme");
    let foreign = other.ok("--json audit head");
    fs::write(home.path().join("foreign"), foreign).unwrap();
    assert!(home.fails(1, &verify("foreign")).contains("another desk"));
}

fn key(home: &Home, name: &str) -> String {
    let file = home.path().join(name);
    let made = Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-C", name, "-f"])
        .arg(&file)
        .status();
    assert!(made.unwrap().success());
    file.display().to_string()
}

#[test]
fn a_signed_head_names_who_stands_behind_it() {
    if Command::new("ssh-keygen").arg("-?").output().is_err() {
        eprintln!("not run: there is no ssh-keygen here");
        return;
    }
    let home = busy();
    let (mine, theirs) = (key(&home, "mine"), key(&home, "theirs"));
    let at = |name: &str| home.path().join(name).display().to_string();
    let signed = home.run(&format!("audit head --sign {mine}"));
    assert!(signed.code == 0, "{signed:?}");
    assert!(
        signed.out.starts_with("hoist audit head\ndesk "),
        "{signed:?}"
    );
    fs::write(at("signed"), &signed.out).unwrap();
    let public = fs::read_to_string(format!("{mine}.pub")).unwrap();
    fs::write(at("allowed"), format!("ana@acme.example {public}")).unwrap();
    let public = fs::read_to_string(format!("{theirs}.pub")).unwrap();
    fs::write(at("others"), format!("eve@acme.example {public}")).unwrap();
    let verify = |file: &str, allowed: &str| {
        format!(
            "audit head --verify {} --allowed-signers {}",
            at(file),
            at(allowed)
        )
    };
    let said = home.ok(&verify("signed", "allowed"));
    assert!(said.contains("signed by ana@acme.example"), "{said}");
    let said = home.ok(&format!("audit head --verify {}", at("signed")));
    assert!(said.contains("whose key that is was not asked"), "{said}");
    let said = home.fails(1, &verify("signed", "others"));
    assert!(said.contains("Nobody in the file"), "{said}");
    // As an object it holds the same.
    let signed_object = home.ok(&format!("--json audit head --sign {mine}"));
    fs::write(at("object"), &signed_object).unwrap();
    let said = home.ok(&verify("object", "allowed"));
    assert!(said.contains("signed by ana@acme.example"), "{said}");
    let said = home.fails(1, &verify("object", "others"));
    assert!(said.contains("Nobody in the file"), "{said}");
    rustix::fs::mknodat(
        rustix::fs::CWD,
        at("pipe"),
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RUSR,
        0,
    )
    .unwrap();
    let said = home.fails(2, &format!("audit head --verify {}", at("pipe")));
    assert!(said.contains("is a pipe"), "{said}");
    // Another number under the same signature.
    let n = head(&home);
    let forged = signed.out.replace(&format!("record {n}"), "record 1");
    fs::write(at("forged"), forged).unwrap();
    let said = home.fails(1, &verify("forged", "allowed"));
    assert!(said.contains("does not fit"), "{said}");
    let said = home.fails(1, &format!("audit head --verify {}", at("forged")));
    assert!(said.contains("does not fit"), "{said}");
    // One that is not signed is none where a signer is asked for.
    fs::write(at("bare"), home.ok("audit head")).unwrap();
    let said = home.fails(1, &verify("bare", "allowed"));
    assert!(said.contains("is not signed"), "{said}");
    let said = home.fails(1, &format!("audit head --sign {}", at("nowhere")));
    assert!(said.contains("could not be signed"), "{said}");
    let left = fs::read_dir(home.path().join("state/hoist")).unwrap();
    let mut left = left.map(|f| f.unwrap().file_name().into_string().unwrap());
    assert!(!left.any(|f| f.contains("signature")));
}

#[test]
fn the_first_bad_place_is_named() {
    let home = busy();
    let conn = rusqlite::Connection::open(home.desk()).unwrap();
    conn.execute_batch(
        "DROP TRIGGER event_never_changes; \
         UPDATE event SET record = replace(record, '\"one\"', '\"uno\"');",
    )
    .unwrap();
    let changed: i64 = conn
        .query_row(
            "SELECT n FROM event WHERE instr(record, '\"uno\"')",
            [],
            |r| r.get(0),
        )
        .unwrap();
    drop(conn);
    let said = home.fails(1, "audit check");
    assert!(
        said.contains(&format!("breaks at record {changed}")),
        "{said}"
    );
    let said = home.fails(1, "audit check --chain");
    assert!(
        said.contains(&format!("breaks at record {changed}")),
        "{said}"
    );
}

#[test]
fn questions_in_sql_only_read_and_only_for_those_who_may_read_all() {
    let home = busy();
    let said = home.ok("sql --readonly \"SELECT id, subject FROM ticket_row ORDER BY id\"");
    assert!(said.starts_with("id  subject"), "{said}");
    assert!(said.contains("\n1   one\n2   two\n"), "{said}");
    let row =
        home.json("sql --readonly \"SELECT count(*) AS n, x'0a' AS b, NULL AS z FROM ticket_row\"");
    assert_eq!(row, serde_json::json!({"n": 2, "b": "0a", "z": null}));
    let ran = home.with_input("sql --readonly -", b"SELECT 1 AS a; SELECT 2 AS b");
    assert_eq!((ran.code, ran.out.as_str()), (0, "a\n1\nb\n2\n"));
    let refused = home.fails(1, "sql --readonly \"DELETE FROM event\"");
    assert!(refused.contains("nothing was changed"), "{refused}");
    home.fails(1, "sql --readonly \"SELEC 1\"");
    home.fails(2, "sql \"SELECT 1\"");
    let refused = home.fails(6, "sql --readonly \"SELECT 1\" --as tom");
    assert!(refused.contains("needs a lead or an auditor"), "{refused}");
    home.ok("agents role tom --auditor");
    home.ok("sql --readonly \"SELECT 1\" --as tom");
    home.ok("audit check");
}

#[test]
fn hostile_text_in_a_table_is_spelled_out() {
    let home = Home::new();
    home.ok("new --subject \"a\u{1b}]52;c;YQ==\u{7}b\" --customer Acme");
    let said = home.ok("sql --readonly \"SELECT subject FROM ticket_row\"");
    assert!(!said.contains('\u{1b}') && said.contains('␛'), "{said:?}");
}

#[test]
fn demo_desks_of_one_seed_accuse_nobody() {
    let home = Home::new();
    for (name, tickets) in [("a", "20"), ("b", "30")] {
        let file = home.path().join(name).display().to_string();
        home.ok(&format!("demo --write {file} --seed 1 --tickets {tickets}"));
        for words in ["list", "new --subject one --customer Acme", "list"] {
            let ran = home.run(&format!("--desk {file} {words}"));
            assert_eq!(ran.code, 0, "{ran:?}");
            assert!(!ran.err.contains("that you saw before"), "{}", ran.err);
        }
    }
}

#[test]
fn what_an_opening_would_put_right_is_found_before_it() {
    let home = Home::new();
    home.ok("new --subject s --customer Acme");
    let change = |sql: &str| {
        let conn = rusqlite::Connection::open(home.desk()).unwrap();
        assert_eq!(conn.execute(sql, []).unwrap(), 1, "{sql}");
    };
    change("UPDATE ticket_row SET process = 9 WHERE id = 1");
    for _ in 0..2 {
        let said = home.fails(1, "audit check");
        assert!(said.contains("process file"), "{said}");
    }
    // Whoever works on the desk has the row computed anew; then it is right.
    home.ok("list");
    home.ok("audit check");
    // What a newer program leaves to be computed anew is no fault.
    change("UPDATE ticket_row SET process = 0 WHERE id = 1");
    home.ok("audit check");
    change("INSERT INTO process (serial, hash, text) VALUES (2, 'abc', 'forged')");
    let said = home.fails(1, "audit check");
    assert!(said.contains("Process file abc"), "{said}");
}
