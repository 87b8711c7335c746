//! Reports and reviews from the command line.

use super::Home;

#[test]
fn a_report_prints_its_definitions_and_opens_to_its_tickets() {
    let home = Home::new();
    home.triaged();
    home.ok("escalate 1 --as tom --because in_depth --why \"beyond us\"");
    let text = home.ok("report --all-time");
    for said in [
        "Review of ",
        "Opened",
        "Tickets that were opened.",
        "Tier 1 → Tier 2",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let behind = home.ok("report --all-time --figure escalations --tickets");
    assert!(
        behind.contains("#1") && behind.contains("1 ticket behind"),
        "{behind}"
    );
    let none = home.ok("report --all-time --only kind=question --figure escalations --tickets");
    assert!(none.contains("0 tickets behind"), "{none}");
    let report = home.json("report --all-time --by priority");
    assert_eq!(report["by"], "priority");
    assert!(report["period"]["from"].as_str().unwrap().ends_with('Z'));
    let figures = report["figures"].as_array().unwrap();
    let escalations = figures.iter().find(|f| f["id"] == "escalations").unwrap();
    for name in ["id", "label", "definition", "rows"] {
        assert!(!escalations[name].is_null(), "{name}");
    }
    let rows = escalations["rows"].as_array().unwrap();
    let edge = rows.iter().find(|r| r["row"] == "tier1>tier2").unwrap();
    assert_eq!(edge["now"]["n"], 1);
    assert_eq!(edge["now"]["tickets"], 1);
    assert!(rows.iter().any(|r| r["group"] == "P2"));
}

#[test]
fn what_neither_the_process_nor_the_desk_has_is_refused_with_what_there_is() {
    let home = Home::new();
    home.triaged();
    for (asked, said) in [
        (
            "--only tier=foo",
            "“foo” is no tier. There are: tier1, tier2, engineering.",
        ),
        ("--only kind=x --only tier=tier1", "There are: incident"),
        ("--only priority=P9", "There are: P1, P2, P3, P4, major."),
        ("--only criterion=nope", "tier1.in_depth"),
        (
            "--figure backlog --tickets --row nope",
            "“nope” is no row of “Backlog at the end”. There are: tier1,",
        ),
        (
            "--figure late --tickets --row tier1.nope",
            "tier1.acceptance",
        ),
        ("--figure opened --tickets --row x", "is one number"),
        (
            "--figure opened --by tier --tickets --group foo",
            "“foo” is no tier",
        ),
    ] {
        let refused = home.fails(2, &format!("report --all-time {asked}"));
        assert!(refused.contains(said), "{asked}: {refused}");
    }
    // What may be and is not is nothing; words of customers are anyone's, and the report says that nothing has them.
    for asked in [
        "backlog --tickets --row engineering",
        "departures --tickets --row >tier2.working",
    ] {
        let none = home.ok(&format!("report --all-time --figure {asked}"));
        assert!(none.contains("0 tickets behind"), "{none}");
    }
    let none = home.ok("report --all-time --figure missing --tickets --row nothing");
    assert!(
        none.contains("it has no row “nothing” in either period"),
        "{none}"
    );
    let none = home.ok("report --all-time --only customer=Nobody");
    let none = none.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        none.contains("there is nothing of it in either period"),
        "{none}"
    );
    let none = home.json("report --all-time --only customer=Nobody --only kind=incident");
    assert_eq!(none["only"][0]["met"], false);
    assert_eq!(none["only"][1]["met"], true);
}

#[test]
fn a_period_is_reviewed_once_and_shown_right_after() {
    let home = Home::new();
    home.triaged();
    let held = home.json("review hold --from 1h");
    let report = home.json("report");
    assert_eq!(report["period"]["from"], held["from"]);
    assert_eq!(report["period"]["to"], held["to"]);
    let again = home.fails(2, "review hold");
    assert!(
        again.contains("Review 1 was held of just this period"),
        "{again}"
    );
    let said = home.ok("review decide 1 \"Ask earlier\" --owner tom --due 2w");
    assert_eq!(said.trim(), "Review 1 has decision 1");
    let said = home.ok("review done 1 1 \"in the template\" --as tom");
    assert_eq!(said.trim(), "Decision 1 of review 1 is done");
    home.fails(
        2,
        "review decide 1 x --owner tom --due 2w --about nonsense:foo",
    );
    home.ok("review hold --from 30m");
}

#[test]
fn a_page_is_never_written_over_another_file() {
    let home = Home::new();
    home.triaged();
    let page = home.path().join("review.html");
    let line = format!("report --all-time --html {}", page.display());
    home.ok(&line);
    let written = std::fs::read_to_string(&page).unwrap();
    assert!(written.starts_with("<!doctype html>"));
    let said = home.fails(2, &line);
    assert!(said.contains("already there"), "{said}");
    assert_eq!(std::fs::read_to_string(&page).unwrap(), written);
    let markdown = home.ok("report --all-time --markdown");
    assert!(markdown.starts_with("# Review of"), "{markdown}");
}

#[test]
fn a_review_is_held_decided_and_followed_up() {
    let home = Home::new();
    home.triaged();
    home.fails(6, "review hold --from 1h --as tom");
    home.ok("review hold --from 1h --finding \"P2 is late\"");
    home.ok("review decide 1 \"Ask earlier\" --owner tom --due 2w --about late");
    let standing = home.json("review");
    assert_eq!(standing["due"], false);
    assert_eq!(standing["open"][0]["decision"]["owner"], "tom");
    let shown = home.ok("review show");
    assert!(
        shown.contains("P2 is late") && shown.contains("1.1  tom"),
        "{shown}"
    );
    home.ok("review done 1 1 \"it is in the template\" --as tom");
    let list = home.json("review list");
    assert_eq!(list["decisions"][0]["outcome"]["done"], true);
    let said = home.fails(2, "review decide 1 x --owner nobody --due 2w");
    assert!(said.contains("no agent “nobody”"), "{said}");
    home.fails(3, "review show 9");
    home.ok("audit check");
}

#[test]
fn reviews_survive_a_backup_an_export_and_a_salvage() {
    let home = Home::new();
    home.triaged();
    home.ok("review hold --from 1h --finding \"P2 is late\" --finding \"Logs are missing\"");
    home.ok("review decide 1 \"Ask earlier\" --owner tom --due 2w --about late");
    home.ok("review decide 1 \"Ask for logs\" --owner ben --due 3w");
    home.ok("review done 1 1 \"it is in the template\" --as tom");
    home.ok("review hold --from 30m --finding \"Nothing new\"");
    home.ok("review finding 2 \"But one thing\"");
    let at = |name: &str| home.path().join(name).display().to_string();
    // Each is read as by somebody who has seen no other: a backup ends before what the desk wrote after it.
    let all = |desk: &str| {
        let reader = Home::empty();
        let list = reader.ok(&format!("--desk {desk} --json review list"));
        let decided = reader.ok(&format!("--desk {desk} --json review"));
        reader.ok(&format!("--desk {desk} audit check"));
        format!("{list}{decided}")
    };
    let desk = home.desk().display().to_string();
    let wanted = all(&desk);
    assert_eq!(wanted.lines().count(), 3, "{wanted}");
    for said in ["it is in the template", "But one thing", "Ask for logs"] {
        assert!(wanted.contains(said), "{said}: {wanted}");
    }
    home.ok(&format!("backup {}", at("backup.hoist")));
    home.ok(&format!("export --format jsonl --out {}", at("all.jsonl")));
    home.ok(&format!(
        "import {} --format jsonl --desk {}",
        at("all.jsonl"),
        at("brought.hoist")
    ));
    // The table alone is gone, the log is whole: what is saved comes from the log.
    let hurt = at("hurt.hoist");
    std::fs::copy(home.desk(), &hurt).unwrap();
    let conn = rusqlite::Connection::open(&hurt).unwrap();
    conn.execute_batch("DELETE FROM review").unwrap();
    drop(conn);
    let said = home.fails(1, &format!("--desk {hurt} audit check"));
    assert!(said.contains("eview"), "{said}");
    home.ok(&format!("salvage {hurt} --to {}", at("saved.hoist")));
    for name in ["backup.hoist", "brought.hoist", "saved.hoist"] {
        assert_eq!(all(&at(name)), wanted, "{name}");
    }
    // Of some tickets a desk of its own is made: the reviews of another one are not about it.
    home.ok(&format!(
        "export 1 --format jsonl --out {}",
        at("one.jsonl")
    ));
    home.ok(&format!(
        "import {} --format jsonl --desk {}",
        at("one.jsonl"),
        at("one.hoist")
    ));
    let none = Home::empty().ok(&format!("--desk {} --json review list", at("one.hoist")));
    assert_eq!(none, "");
}
