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
