//! The shapes that scripts lean on.

use super::Home;
use serde_json::Value;

fn keys(object: &Value) -> Vec<&str> {
    object
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

#[test]
fn a_row_has_every_name_of_the_contract() {
    let home = Home::new();
    home.triaged();
    let row = home.json("list");
    for name in [
        "id",
        "subject",
        "stage",
        "label",
        "priority",
        "kind",
        "customer",
        "assignee",
        "customers_agent",
        "due_at",
        "holds",
        "returns",
        "owed",
        "version",
        "updated_at",
    ] {
        assert!(keys(&row).contains(&name), "{name}: {row}");
    }
    assert_eq!(row["id"], 1);
    assert_eq!(row["stage"], "tier1.working");
    assert_eq!(row["label"], "Tier 1 working");
    assert_eq!(row["priority"], "P2");
    assert_eq!(row["assignee"], "tom");
    assert_eq!(row["customer"], "Acme");
    assert!(row["due_at"].as_str().unwrap().ends_with('Z'));
}

#[test]
fn show_adds_what_is_on_the_ticket() {
    let home = Home::new();
    home.triaged();
    home.ok("escalate 1 --as tom --because in_depth --why \"beyond us\"");
    let ticket = home.json("show 1 --timeline");
    for name in [
        "intake",
        "checklist",
        "records",
        "packages",
        "todos",
        "owed",
        "links",
        "attachments",
        "events",
    ] {
        assert!(ticket[name].is_array(), "{name}");
    }
    assert_eq!(ticket["intake"][0]["text"], "the symptoms");
    assert_eq!(ticket["intake"][3]["how"], "unavailable");
    assert_eq!(ticket["packages"][0]["version"], 1);
    assert_eq!(ticket["events"][0]["seq"], 1);
    assert!(!keys(&home.json("show 1")).contains(&"events"));
    let package = home.json("show 1 --package 0");
    assert_eq!(package["version"], 1);
    assert!(package["package"].is_object());
    assert_eq!(package["hash"], ticket["packages"][0]["hash"]);
}

#[test]
fn a_list_is_paged_by_a_cursor() {
    let home = Home::new();
    for n in 0..5 {
        home.ok(&format!("new --as tom --subject s{n} --customer Acme"));
    }
    for sort in ["due", "age", "priority", "updated"] {
        let mut seen = Vec::new();
        let mut after = String::new();
        loop {
            let out = home.ok(&format!("--json list --limit 2 --sort {sort}{after}"));
            let objects: Vec<Value> = out
                .lines()
                .map(|l| serde_json::from_str(l).unwrap())
                .collect();
            seen.extend(objects.iter().filter_map(|o| o["id"].as_i64()));
            match objects.last().and_then(|o| o["next"].as_str()) {
                Some(next) => after = format!(" --after {next}"),
                None => break,
            }
        }
        seen.sort_unstable();
        assert_eq!(seen, [1, 2, 3, 4, 5], "{sort}");
    }
    home.fails(2, "list --sort age --after due.1.2.3");
}

#[test]
fn filters_and_views() {
    let home = Home::new();
    home.triaged();
    home.ok("new --as tom --subject other --customer Birch --kind question");
    let ids = |line: &str| -> Vec<i64> {
        let out = home.ok(&format!("--json list {line}"));
        out.lines()
            .filter_map(|l| serde_json::from_str::<Value>(l).unwrap()["id"].as_i64())
            .collect()
    };
    assert_eq!(ids("--as tom --mine"), [1]);
    assert_eq!(ids("--as tom --my-customers"), [1]);
    assert_eq!(ids("--unassigned"), [2]);
    assert_eq!(ids("--tier tier1 --phase working"), [1]);
    assert_eq!(ids("--turn tier2"), [0; 0]);
    assert_eq!(ids("--query \"kind:question\""), [2]);
    assert_eq!(ids("--query payments"), [1]);
    assert_eq!(ids("--as tom --view my-work"), [1]);
    assert_eq!(ids("--as ben --view \"my turn\""), [0; 0]);
    assert_eq!(ids("--breached"), [0; 0]);
    assert_eq!(ids("--all").len(), 2);
    // Nothing says when a shift ends: eight hours. A P4 may wait for sixteen.
    for level in ["high", "low"] {
        home.ok(&format!(
            "new --as tom --subject {level} --customer Birch --kind incident --impact {level} --urgency {level}"
        ));
    }
    assert_eq!(ids("--as tom --late-this-shift"), [3, 1, 2]);
    assert_eq!(ids("--as tom --late-this-shift --unassigned"), [3, 2]);
    assert_eq!(ids("--as ben --late-this-shift"), [0; 0]);
    assert_eq!(ids("--as tom --view \"late this shift\""), [3, 1, 2]);
    let said = home.ok("list --as tom --late-this-shift");
    assert!(said.contains("the next 8 hours, until "), "{said}");
    for view in [
        "approvals",
        "unaccepted",
        "sent-back-twice",
        "owed",
        "owner-away",
    ] {
        assert_eq!(ids(&format!("--view {view}")), [0; 0], "{view}");
    }
    home.ok("agents away --as tom --until 3d");
    assert_eq!(ids("--view owner-away"), [1]);
    assert_eq!(ids("--view for-leads"), [1]);
    let said = home.fails(2, "list --as tom --view unaccepted");
    assert!(said.contains("my turn, tier 1, my work"), "{said}");
}

#[test]
fn a_command_answers_with_the_row_and_a_sentence() {
    let home = Home::new();
    let opened = home.json("new --as tom --subject s --customer Acme");
    assert_eq!(
        (opened["id"].as_i64(), opened["version"].as_i64()),
        (Some(1), Some(1))
    );
    let taken = home.json("take 1 --as tom impact=high urgency=high");
    assert_eq!(taken["stage"], "tier1.working");
    assert_eq!(taken["priority"], "P1");
    assert_eq!(taken["repeated"], false);
    assert!(taken["text"].is_string());
}

#[test]
fn customers_contacts_and_their_tickets() {
    let home = Home::new();
    assert_eq!(
        home.ok("customers add \"Acme GmbH\" --zone Europe/Berlin --product payments=4.2"),
        "1\n"
    );
    home.ok(
        "customers contact add \"Lena Park\" --customer \"acme gmbh\" --address lena@acme.example",
    );
    home.ok("new --as tom --subject s --contact lena@acme.example");
    let ticket = home.json("show 1");
    assert_eq!(ticket["customer"], "Acme GmbH");
    assert_eq!(ticket["contact"], "Lena Park <lena@acme.example>");
    let found = home.json("customers lookup len");
    assert_eq!(found["customer"]["name"], "Acme GmbH");
    let shown = home.json("customers show 1");
    assert_eq!(shown["tickets"][0]["id"], 1);
    assert_eq!(shown["contacts"][0]["name"], "Lena Park");
    assert!(home.ok("customers show 1").contains("lena@acme.example"));
    assert_eq!(home.json("customers list")["name"], "Acme GmbH");
}

#[test]
fn agents_change_and_go() {
    let home = Home::new();
    home.ok("agents role tom --tier tier1 tier2 --lead true");
    let tom = |home: &Home| -> Value {
        let out = home.ok("--json agents list");
        out.lines()
            .map(|l| serde_json::from_str::<Value>(l).unwrap())
            .find(|a| a["name"] == "tom")
            .unwrap_or_default()
    };
    assert_eq!(tom(&home)["lead"], true);
    home.ok("agents away --as tom --until 3d");
    assert!(tom(&home)["away_until"].is_string());
    home.ok("agents away --as tom --back");
    assert!(tom(&home)["away_until"].is_null());
    home.ok("agents remove tom");
    assert!(tom(&home).is_null());
    home.fails(2, "agents add ben --tier tier1");
    home.fails(2, "agents add x --tier tier9");
    home.fails(2, "agents add x --tier tier1 --login \"no such user\"");
}

#[test]
fn whoami_says_what_it_is_worth() {
    let home = Home::new();
    let who = home.json("whoami --as tom");
    assert_eq!(who["agent"], "tom");
    assert_eq!(who["source"], "as");
    assert_eq!(who["identity"], "local");
    assert!(home.ok("whoami --as tom").contains("acting as tom"));
}

#[test]
fn the_process_is_shown_checked_and_changed() {
    let home = Home::new();
    assert!(home.ok("process show").contains("escalate"));
    assert!(home.ok("process show --dot").starts_with("digraph"));
    assert!(home.json("process show")["moves"].is_array());
    assert!(
        home.ok("process check")
            .contains("is fine, the built-in one")
    );
    let toml = home.ok("process show --toml");
    let mine = home.path().join("mine.toml");
    std::fs::write(
        &mine,
        toml.replacen("single_seat = false", "single_seat = true", 1),
    )
    .unwrap();
    home.ok(&format!("process check {}", mine.display()));
    home.ok(&format!(
        "process use {} --why \"one person now\"",
        mine.display()
    ));
    assert!(
        home.ok("process show --toml")
            .contains("single_seat = true")
    );
    std::fs::write(&mine, toml.replacen("who = \"tier\"", "who = \"teir\"", 1)).unwrap();
    let said = home.fails(1, &format!("process check {}", mine.display()));
    assert!(said.contains("teir") && said.contains('^'), "{said}");
    home.fails(2, &format!("process use {}", mine.display()));
}

#[test]
fn the_audit_notices_a_chain_that_was_cut() {
    let home = Home::new();
    home.ok("new --as tom --subject s --customer Acme");
    let copy = home.path().join("older");
    std::fs::copy(home.desk(), &copy).unwrap();
    home.ok("take 1 --as tom");
    let head = home.ok("audit head");
    assert!(head.trim().split(' ').nth(1).unwrap().len() == 64, "{head}");
    assert!(home.ok("audit check").contains("the chain holds"));
    assert!(home.ok("audit show 1").lines().count() == 2);
    for ending in ["-wal", "-shm"] {
        let mut file = home.desk().into_os_string();
        file.push(ending);
        let _ = std::fs::remove_file(file);
    }
    std::fs::copy(&copy, home.desk()).unwrap();
    let said = home.fails(1, "audit check");
    assert!(said.contains("you saw record"), "{said}");
}

#[test]
fn the_doctor_says_what_mends_it() {
    let home = Home::new();
    let said = home.ok("doctor");
    assert!(said.lines().all(|l| l.starts_with("ok ")), "{said}");
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(home.desk(), std::fs::Permissions::from_mode(0o644)).unwrap();
    let said = home.fails(1, "doctor");
    assert!(said.contains("mend: chmod 600 "), "{said}");
    let empty = Home::empty();
    assert!(empty.fails(1, "doctor").contains("mend: hoist init"));
}

#[test]
fn the_keys_are_the_interfaces_own() {
    let home = Home::empty();
    assert!(home.ok("keys").contains("Move the ticket on"));
    let config = home.path().join("keys.toml");
    std::fs::write(&config, "[keys.panes]\nquitt = \"Q\"\n").unwrap();
    let said = home.ok(&format!("keys --config {}", config.display()));
    assert!(said.contains("did you mean quit?"), "{said}");
    assert!(home.json("keys")["action"].is_string());
}

#[test]
fn one_frame_of_the_interface_needs_no_terminal() {
    let home = Home::new();
    home.ok("new --as tom --subject \"Payments fail\" --customer Acme");
    let frame = home.ok("--as tom --print 120x32");
    assert_eq!(frame.lines().count(), 32);
    assert!(
        frame.contains("Payments fail") && frame.contains("tom"),
        "{frame}"
    );
    home.ok("--as tom --keys \"<enter>\" --print 80x24");
    home.fails(2, "--keys x");
    home.fails(2, "--print 80");
    home.fails(2, "--keys \"<nokey>\" --print 80x24");
    assert_eq!(Home::empty().run("--print 80x24").code, 3);
    // No terminal: a sentence, not a screen.
    assert!(home.fails(2, "").contains("hoist --help"));
}

#[test]
fn a_demo_is_made_at_a_file_or_shown_and_gone() {
    let home = Home::empty();
    let file = home.path().join("demo.hoist");
    let line = format!(
        "demo --write {} --tickets 30 --at 2026-11-24T12:00:00Z",
        file.display()
    );
    assert_eq!(home.json(&line)["tickets"], 30);
    let desk = format!("--desk {}", file.display());
    assert!(home.ok(&format!("whoami {desk}")).contains("demo desk"));
    assert!(
        home.ok(&format!("audit check {desk}"))
            .contains("30 tickets equal")
    );
    home.ok(&format!(
        "list {desk} --as {}",
        home.json(&format!("agents list {desk}"))["name"]
    ));
    home.fails(1, &line);
    let frame = |line: &str| {
        home.command(line)
            .env("TMPDIR", home.path())
            .output()
            .unwrap()
    };
    let shown = "demo --seed 1 --at 2026-11-24T12:00:00Z --print 120x32";
    let (one, two) = (frame(shown), frame(shown));
    assert_eq!(one.stdout, two.stdout);
    assert!(
        String::from_utf8(one.stdout)
            .unwrap()
            .contains("needs you now")
    );
    let left = std::fs::read_dir(home.path()).unwrap().filter(|e| {
        e.as_ref()
            .unwrap()
            .file_name()
            .to_string_lossy()
            .starts_with("hoist-demo")
    });
    assert_eq!(left.count(), 0);
}

#[test]
fn rows_of_another_system_become_tickets() {
    let home = Home::new();
    let csv = home.path().join("issues.csv");
    std::fs::write(
        &csv,
        "repo,created_at,label,title,body\n\
         acme/app,2024-03-01 10:00:00,bug,It breaks,\"line one\nline two\"\n\
         acme/app,not a date,bug,Another,body\n",
    )
    .unwrap();
    let map = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/assets/import/github-issues.toml"
    );
    let line = format!("import {} --format csv --map {map}", csv.display());
    home.fails(6, &format!("{line} --as tom"));
    let said = home.fails(1, &format!("{line} --dry-run"));
    assert!(
        said.contains("1 would be opened") && said.contains("It breaks"),
        "{said}"
    );
    assert_eq!(home.ok("list"), "no tickets\n");
    let said = home.fails(1, &line);
    assert!(
        said.contains("line 4") && said.contains("rejected rows:"),
        "{said}"
    );
    let ticket = home.json("show 1");
    assert_eq!(
        (ticket["subject"].as_str(), ticket["kind"].as_str()),
        (Some("It breaks"), Some("incident"))
    );
    assert_eq!(ticket["opened_at"], "2024-03-01T10:00:00Z");
    assert!(home.ok("show 1 --timeline").contains("line two"));
    let again = home.run(&format!("--json {line}"));
    assert!(again.out.contains("\"already\":1"), "{again:?}");
    home.fails(
        2,
        &format!("import {} --format xes --map {map}", csv.display()),
    );
    home.fails(2, &format!("import /nowhere --format csv --map {map}"));
}
