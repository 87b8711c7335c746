//! Everything that is refused, with its exit code and a sentence.

use super::Home;

#[test]
fn without_a_desk() {
    let home = Home::empty();
    let said = home.fails(3, "list");
    assert!(said.contains("hoist init"), "{said}");
}

#[test]
fn usage_is_2() {
    let home = Home::new();
    for line in [
        "frobnicate",
        "show",
        "show one",
        "list --sort nonsense",
        "new",
        "show 0",
        "hold 1 customer",
    ] {
        home.fails(2, line);
    }
    let said = home.fails(2, "list --tier tier9");
    assert!(said.contains("tier1, tier2, engineering"), "{said}");
    home.fails(2, "list --view nothing");
    home.fails(2, "list --after due.x");
}

#[test]
fn not_found_is_3_with_or_without_the_sign() {
    let home = Home::new();
    for id in ["7", "#7"] {
        assert!(home.fails(3, &format!("show {id}")).contains("#7"));
        home.fails(3, &format!("note {id} --text x"));
    }
    home.fails(3, "customers show 9");
}

#[test]
fn a_refusal_is_4_and_lists_all_that_is_missing() {
    let home = Home::new();
    home.ok("new --as tom --subject s --customer Acme");
    home.ok("take 1 --as tom");
    let said = home.fails(4, "escalate 1 --as tom");
    for command in [
        "hoist answer 1 symptoms --text",
        "hoist answer 1 changes --text",
        "hoist check 1 updates --done",
        "(in_depth or potential_bug)   hoist escalate 1 --because in_depth",
        "   hoist escalate 1 --why",
    ] {
        let lines = said.lines().filter(|l| l.contains(command)).count();
        assert_eq!(lines, 1, "{command}: {said}");
    }
    let object = home.run("--json escalate 1 --as tom");
    assert_eq!((object.code, object.err.as_str()), (4, ""));
    let object: serde_json::Value = serde_json::from_str(&object.out).unwrap();
    assert_eq!(object["refused"], "escalate");
    let changes = object["missing"]
        .as_array()
        .unwrap()
        .iter()
        .find(|m| m["id"] == "changes")
        .unwrap();
    assert_eq!(changes["what"], "answer");
    assert!(
        changes["command"]
            .as_str()
            .unwrap()
            .starts_with("hoist answer 1 changes")
    );
    home.fails(4, "sign 1 --as tom --checked x --result y");
}

#[test]
fn what_an_agent_never_could_is_6() {
    let home = Home::new();
    home.triaged();
    home.fails(6, "agents add x --tier tier1 --as tom");
    home.fails(6, "process use /dev/null --as tom");
    home.ok("resolve 1 --as tom --code solved --text done");
    home.fails(6, "tell 1 --as ben --text done");
    home.ok("tell 1 --as tom --text done");
    home.fails(6, "close 1 --as ben");
}

#[test]
fn an_unknown_agent_says_how_to_see_them() {
    let home = Home::new();
    assert!(
        home.fails(3, "list --as nobody")
            .contains("hoist agents list")
    );
}

#[test]
fn identity_is_never_a_variable() {
    let home = Home::new();
    let output = home
        .command("whoami")
        .env("USER", "tom")
        .env("LOGNAME", "tom")
        .env("HOIST_AGENT", "tom")
        .output();
    let said = String::from_utf8(output.unwrap().stdout).unwrap();
    assert!(said.starts_with("ana · "), "{said}");
    assert!(said.contains("own machine"), "{said}");
}

#[test]
fn a_version_seen_before_a_change_is_a_conflict() {
    let home = Home::new();
    home.triaged();
    let seen = home.json("show 1")["version"].as_u64().unwrap();
    home.ok("note 1 --as lea --text \"I looked\"");
    home.fails(5, &format!("release 1 --as tom --seen {seen}"));
    let object = home.run(&format!("--json release 1 --as tom --seen {seen}"));
    let object: serde_json::Value = serde_json::from_str(&object.out).unwrap();
    assert_eq!(object["error"], "changed");
    assert_eq!(object["version"], seen + 1);
    // A note is decided anew on the fresh ticket.
    for late in [
        "note 1 --text mine",
        "received 1 --text theirs",
        "answer 1 errors --text none",
    ] {
        home.fails(5, &format!("{late} --as tom --seen {seen}"));
    }
    home.ok(&format!("note 1 --as tom --text mine --seen {}", seen + 1));
    home.ok(&format!("release 1 --as tom --seen {}", seen + 2));
}

#[test]
fn the_same_command_delivered_again_changes_nothing() {
    let home = Home::new();
    let new = "new --as tom --subject s --customer Acme --command-id 00000000-0000-7000-8000-00000000000a";
    assert_eq!(home.ok(new), "#1\n");
    assert_eq!(home.ok(new), "#1\n");
    assert_eq!(home.ok("--json list").lines().count(), 1);
    home.ok("take 1 --as tom --command-id 00000000-0000-7000-8000-00000000000b");
    let version = home.json("show 1")["version"].clone();
    let again = home.json("take 1 --as tom --command-id 00000000-0000-7000-8000-00000000000b");
    assert_eq!(again["repeated"], true);
    assert_eq!(again["version"], version);
}

#[test]
fn a_change_of_the_desk_delivered_again_changes_nothing() {
    let home = Home::new();
    for line in [
        "customers add Acme --command-id 00000000-0000-7000-8000-0000000000c1",
        "agents add kim --tier tier1 --command-id 00000000-0000-7000-8000-0000000000c2",
    ] {
        let first = home.ok(line);
        assert_eq!(home.ok(line), first);
    }
    assert_eq!(home.ok("--json customers list").lines().count(), 1);
    home.fails(2, "customers add Acme --command-id abc");
}

#[test]
fn usage_is_an_object_too_where_json_is_asked_for() {
    let home = Home::new();
    let ran = home.run("--json list --sort nonsense");
    assert_eq!((ran.code, ran.err.as_str()), (2, ""));
    let object: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(object["error"], "usage");
    home.ok("new --as tom --subject s --customer Acme");
    home.ok("take 1 --as tom");
    home.fails(5, "undo 1 --as tom --seen 1");
}

#[test]
fn an_unknown_config_key_names_the_nearest() {
    let home = Home::new();
    let config = home.path().join("my.toml");
    std::fs::write(&config, "mouse = true\nthme = \"dark\"\n").unwrap();
    let line = format!("--config {} list", config.display());
    let said = home.fails(2, &line);
    assert!(
        said.contains("my.toml line 2") && said.contains("Did you mean “theme”?"),
        "{said}"
    );
    home.fails(2, "--config /nowhere list");
}

#[test]
fn the_nearest_place_wins() {
    let home = Home::new();
    let other = home.path().join("other.hoist");
    home.ok(&format!("init --desk {} --name zoe", other.display()));
    let variable = |line: &str| {
        home.command(line)
            .env("HOIST_DESK", &other)
            .output()
            .unwrap()
    };
    let said = String::from_utf8(variable("whoami").stdout).unwrap();
    assert!(said.starts_with("zoe"), "{said}");
    let flag = format!("whoami --desk {}", home.desk().display());
    assert!(
        String::from_utf8(variable(&flag).stdout)
            .unwrap()
            .starts_with("ana")
    );
    let origin = String::from_utf8(variable("config show --origin").stdout).unwrap();
    assert!(
        origin
            .lines()
            .any(|l| l.starts_with("desk ") && l.ends_with("(HOIST_DESK)")),
        "{origin}"
    );
    std::fs::create_dir_all(home.path().join("config/hoist")).unwrap();
    let file = format!("desk = \"{}\"\n", other.display());
    std::fs::write(home.path().join("config/hoist/config.toml"), file).unwrap();
    assert!(home.ok("whoami").starts_with("zoe"));
    assert!(
        home.ok("config show --origin")
            .contains("config.toml line 1")
    );
}

#[test]
fn times_are_read_in_the_agents_zone() {
    let home = Home::new();
    home.ok("new --as tom --subject s --customer Acme");
    home.ok("take 1 --as tom");
    let until = |time: &str| {
        home.ok(&format!("hold 1 scheduled --as tom --until \"{time}\""));
        let ticket = home.json("show 1");
        home.ok("resume 1 --as tom");
        ticket["holds"][0]["until"].as_str().unwrap().to_owned()
    };
    assert_eq!(until("2099-07-01 10:00"), "2099-07-01T08:00:00Z");
    assert_eq!(until("2099-07-01T10:00:00Z"), "2099-07-01T10:00:00Z");
    assert!(until("tomorrow 9:00").ends_with(":00:00Z"));
    let said = home.fails(2, "hold 1 scheduled --as tom --until \"2099-10-25 02:30\"");
    assert!(said.contains("02:30"), "{said}");
    home.fails(2, "hold 1 scheduled --as tom --until whenever");
    home.fails(2, "hold 1 scheduled --as tom --until yesterday");
}

/// A word that the desk does not know is a slip of the command line, in whichever command.
#[test]
fn unknown_values_are_the_same_mistake_everywhere() {
    let home = Home::new();
    home.triaged();
    for line in [
        "new --subject x --contact lena@acme.example --channel fax",
        "new --subject x --contact lena@acme.example --kind wish",
        "new --subject x --contact lena@acme.example --impact huge",
        "set 1 impact=huge",
        "set 1 kind=wish",
    ] {
        home.fails(2, line);
    }
    let both = home.fails(2, "new --subject x --channel fax --urgency huge");
    for part in [
        "“fax” is not a channel",
        "“huge” is not an urgency",
        "Who is it for?",
    ] {
        assert!(both.contains(part), "{both}");
    }
    // What is only missing is still said as that.
    home.fails(4, "new --subject x");
}

/// What is wrong in the config of the interface is said on its screen, and where it stands.
#[test]
fn the_interface_says_what_of_the_config_does_not_hold() {
    let home = Home::new();
    let config = home.path().join("my.toml");
    let text = "zone = \"Mars/Base\"\nview = \"my wrok\"\n[keys.panes]\nnote = \"j\"\n";
    std::fs::write(&config, text).unwrap();
    let screen = |keys: &str| {
        let config = config.display();
        let shown = home.ok(&format!(
            "--config {config} --keys \"{keys}\" --print 200x50"
        ));
        let words: Vec<&str> = shown.split_whitespace().collect();
        words.join(" ")
    };
    let said = [screen("<f5>"), screen("z"), screen("z z")];
    let has = |words: &str| said.iter().any(|s| s.contains(words));
    assert!(has("The time zone “Mars/Base”"), "{said:?}");
    assert!(has("my.toml line 1)"), "{said:?}");
    assert!(has("There is no view “my wrok”"), "{said:?}");
    assert!(has("my.toml line 4: j is already down"), "{said:?}");
    let shown = home.ok(&format!(
        "--config {} config show --origin",
        config.display()
    ));
    assert!(
        shown.lines().any(|l| l.starts_with("keys.panes.note  j")),
        "{shown}"
    );
}

#[test]
fn a_refusal_that_asks_ends_with_its_question() {
    let home = Home::new();
    home.ok("new --as tom --subject s --customer Acme");
    let said = home.fails(4, "cancel 1 --as tom --reason duplicate --text x");
    assert!(
        said.contains("is it a duplicate?") && !said.contains("?."),
        "{said}"
    );
}

#[test]
fn a_record_and_its_field_of_the_same_name_are_named_once() {
    let home = Home::new();
    home.ok("new --as tom --subject s --customer Acme");
    home.ok("record 1 finding text=leak");
    let shown = home.ok("show 1");
    assert!(shown.contains("Finding: leak"), "{shown}");
    assert!(!shown.contains("Finding: Finding"), "{shown}");
}

/// In the echo and in the history, not only in what stands on the ticket.
#[test]
fn instants_are_said_in_the_agents_zone() {
    let home = Home::new();
    home.ok("new --as tom --subject s --customer Acme");
    let config = home.path().join("zone.toml");
    std::fs::write(&config, "zone = \"Asia/Kolkata\"\n").unwrap();
    let zoned = |line: &str| home.ok(&format!("--config {} {line}", config.display()));
    let said = zoned("hold 1 scheduled --as tom --until \"2031-12-24 09:00\"");
    assert!(said.contains("until 2031-12-24 09:00"), "{said}");
    let shown = zoned("show 1 --timeline");
    assert!(!shown.contains("UTC"), "{shown}");
    assert!(shown.contains("until 2031-12-24 09:00"), "{shown}");
    // The home of these tests is in Berlin.
    let other = home.ok("show 1 --timeline");
    assert!(other.contains("2031-12-24 04:30"), "{other}");
}
