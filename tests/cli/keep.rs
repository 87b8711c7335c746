//! Evidence on the command line: kept, listed, read, confirmed, taken back.

use super::Home;

fn home() -> Home {
    let home = Home::new();
    home.ok("new --as tom --subject \"It is slow\" --customer Acme");
    home.ok("take 1 --as tom");
    std::fs::write(home.path().join("app.log"), "one\ntwo\nthree\n").unwrap();
    let log = home.path().join("app.log");
    home.ok(&format!("attach 1 {} --as tom", log.display()));
    home
}

#[test]
fn what_is_kept_is_listed_read_and_closes_its_item_when_confirmed() {
    let home = home();
    assert_eq!(
        home.ok("keep 1 --attachment 1 --lines 2-3 --text \"two\nthree\" --as tom"),
        "#1: kept 1 for Analyze logs: lines 2–3 of attachment 1, app.log\n"
    );
    home.ok(
        "keep 1 --source similar --kind list --place \"none of these\" --text \"#7 Slow too\" --as tom",
    );
    let list = home.ok("kept 1");
    assert_eq!(list.lines().count(), 3, "{list}");
    assert_eq!(home.ok("kept 1 1"), "two\nthree\n");
    let object = home.json("kept 1 1");
    assert_eq!(object["kind"], "lines");
    assert_eq!(object["lines"], serde_json::json!([2, 3]));
    assert_eq!(object["item"], "tier1.logs");
    assert_eq!(object["source"]["name"], "app.log");
    assert_eq!(object["source"]["sha256"].as_str().unwrap().len(), 64);
    let shown = home.ok("show 1");
    assert!(
        shown.contains("OPEN     Analyze logs") && shown.contains("2 lines kept"),
        "{shown}"
    );
    assert!(shown.contains("Kept 1: lines 2–3 of attachment 1, app.log: two"));
    assert_eq!(home.json("show 1")["checklist"][1]["kept"][0], 1);
    let said = home.fails(4, "escalate 1 --because potential_bug --why x --as tom");
    assert!(said.contains("hoist check 1 logs --kept"), "{said}");
    home.ok("check 1 logs --kept --as tom");
    let line = &home.json("show 1")["checklist"][1];
    assert_eq!(line["result"], "lines kept");
    assert_eq!(line["evidence"], "lines 2–3 of attachment 1, app.log");
    home.ok("kept 1 2 --take-back \"it was another list\" --as tom");
    let list = home.ok("kept 1");
    assert!(list.contains("taken back: "), "{list}");
    let said = home.fails(2, "check 1 known_issues --kept --as tom");
    assert!(
        said.contains("Nothing is kept for “known_issues”"),
        "{said}"
    );
    assert!(home.ok("search three").contains("#1"));
}

#[test]
fn what_cannot_be_kept_is_said() {
    let home = home();
    let cases = [
        (2, "keep 1 --text x", "required"),
        (2, "keep 1 --attachment 1 --lines 3-2 --text x", "12-14"),
        (
            2,
            "keep 1 --source moon --text x",
            "“moon” is nothing that evidence is kept from",
        ),
        (
            2,
            "keep 1 --attachment 1 --kind song --text x",
            "“song” is no kind of evidence",
        ),
        (2, "keep 1 --attachment 9 --text x", "has no attachment 9"),
        (3, "kept 1 4", "has no kept piece 4"),
        (3, "keep 9 --attachment 1 --text x", "9"),
    ];
    for (code, line, words) in cases {
        let said = home.fails(code, &format!("{line} --as tom"));
        assert!(said.contains(words), "{line}: {said}");
    }
    assert_eq!(home.ok("kept 1"), "Nothing is kept on #1.\n");
}

/// Twenty quiet lines, then trouble.
fn trouble() -> String {
    let mut text: String = (0..20)
        .map(|n| format!("2026-11-24 09:00:{n:02} INFO GET /{n}\n"))
        .collect();
    for n in 20..26 {
        text.push_str(&format!(
            "2026-11-24 09:00:{n} ERROR timed out after {n} s\n"
        ));
    }
    text
}

#[test]
fn lines_and_signatures_are_read_from_where_they_stand() {
    let home = home();
    let path = home.path().join("trouble.log");
    std::fs::write(&path, trouble()).unwrap();
    home.ok(&format!("attach 1 {} --as tom", path.display()));
    assert_eq!(
        home.ok("keep 1 --attachment 2 --lines 21-22 --as tom"),
        "#1: kept 1 for Analyze logs: lines 21–22 of attachment 2, trouble.log\n"
    );
    assert_eq!(
        home.ok("kept 1 1"),
        "2026-11-24 09:00:20 ERROR timed out after 20 s\n2026-11-24 09:00:21 ERROR timed out after 21 s\n"
    );
    let said = home.ok(&format!("logs {} --templates --json", path.display()));
    let first: serde_json::Value = serde_json::from_str(said.lines().next().unwrap()).unwrap();
    let key = first["key"].as_str().unwrap();
    home.ok(&format!(
        "keep 1 --file {} --signature {key} --as tom",
        path.display()
    ));
    let kept = home.json("kept 1 2");
    assert_eq!(kept["kind"], "signature");
    assert_eq!(kept["source"]["kind"], "file");
    assert_eq!(kept["source"]["name"], "trouble.log");
    assert_eq!(
        kept["source"]["sha256"],
        home.json("show 1")["attachments"][1]["sha256"]
    );
    assert!(
        kept["place"]
            .as_str()
            .unwrap()
            .starts_with("6 times, lines 21–26")
    );
    home.ok("message 1 --text \"Which version?\nSince when?\" --as tom");
    let n = home.json("show 1 --timeline")["events"]
        .to_string()
        .matches("\"leaves_at\"")
        .count();
    home.ok(&format!(
        "keep 1 --message {n} --lines 2 --for updates --as tom"
    ));
    assert_eq!(home.ok("kept 1 3"), "Since when?\n");
    for (code, line, words) in [
        (3, "keep 1 --attachment 2 --lines 90", "There is no line 90"),
        (
            3,
            "keep 1 --attachment 2 --signature ffff",
            "has no signature ffff",
        ),
        (
            2,
            "keep 1 --attachment 2",
            "--lines A-B, or --signature KEY",
        ),
        (3, "keep 1 --file /no/such.log --lines 1", "is not there"),
        (3, "keep 1 --message 99 --lines 1", "has no message 99"),
        (3, "keep 1 --attachment 9 --lines 1", "has no attachment 9"),
    ] {
        let said = home.fails(code, &format!("{line} --as tom"));
        assert!(said.contains(words), "{line}: {said}");
    }
}

#[test]
fn a_piece_that_is_too_long_says_which_lines_are_there() {
    let home = home();
    let path = home.path().join("long.log");
    let line = format!("2026-11-24 09:00:00 INFO {}\n", "x".repeat(30));
    std::fs::write(&path, line.repeat(500)).unwrap();
    let keep = format!("keep 1 --file {} --lines 1-500 --as tom", path.display());
    let there = 16 * 1024 / line.len();
    let said = home.ok(&keep);
    assert!(
        said.contains(&format!("lines 1–{there} of long.log; ")),
        "{said}"
    );
    assert!(
        said.contains("KiB more were not kept, a piece has at most 16 KiB"),
        "{said}"
    );
    let kept = home.run("kept 1 1");
    assert_eq!((kept.code, kept.out.lines().count()), (0, there));
    assert!(kept.err.contains("KiB more were not kept"), "{kept:?}");
    assert_eq!(
        home.json("kept 1 1")["lines"],
        serde_json::json!([1, there])
    );
    // The same again is no more than it was.
    let again = home.fails(5, &keep);
    assert!(again.contains("This is kept on #1 already (1)"), "{again}");
    let shown = home.ok("show 1");
    assert!(shown.contains(&format!("{there} lines kept")), "{shown}");
}

#[test]
fn the_log_of_a_ticket_is_analysed_like_a_file() {
    let home = home();
    let path = home.path().join("trouble.log");
    std::fs::write(&path, trouble()).unwrap();
    home.ok(&format!("attach 1 {} --as tom", path.display()));
    assert_eq!(
        home.ok("logs 1 2 --templates"),
        home.ok(&format!("logs {} --templates", path.display()))
    );
    let one = home.ok("logs \"#1\" 2 --level error --json");
    let log: serde_json::Value = serde_json::from_str(one.lines().next().unwrap()).unwrap();
    assert_eq!(
        (&log["file"], &log["matched"]),
        (&"trouble.log".into(), &6.into())
    );
    assert!(home.fails(3, "logs 1 7").contains("has no attachment 7"));
    assert!(home.fails(3, "logs 9 1").contains('9'));
}

#[test]
fn secrets_of_a_log_are_masked_when_its_lines_are_kept_or_taken_over() {
    let home = home();
    let log = home.path().join("secret.log");
    std::fs::write(&log, "up\n07:14 db refused, password=hunter2-planted\n").unwrap();
    home.ok(&format!("attach 1 {} --as tom", log.display()));
    let said = home.ok("keep 1 --attachment 2 --lines 2 --as tom");
    assert!(said.contains("1 secret masked"), "{said}");
    assert_eq!(
        home.ok("kept 1 1"),
        "07:14 db refused, password=«masked:password»\n"
    );
    assert_eq!(home.json("kept 1 1")["masked"], 1);
    home.ok(&format!(
        "keep 1 --file {} --lines 2 --as tom",
        log.display()
    ));
    home.ok("answer 1 errors --from-attachment 2 --lines 2 --as tom");
    let shown = home.ok("show 1 --timeline");
    assert!(
        shown.contains("refused, password=«masked:password»"),
        "{shown}"
    );
    let whole = home.ok("export 1 --format markdown");
    assert!(!whole.contains("hunter2-planted") && !shown.contains("hunter2-planted"));
}
