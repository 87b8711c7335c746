//! What a refusal prints is understood, and works when it is copied.

use super::Home;

/// A ticket that Tier 1 solved and nobody told yet.
fn resolved() -> Home {
    let home = Home::new();
    home.triaged();
    home.ok("resolve 1 --as tom --code solved --text \"It's back\"");
    home
}

#[test]
fn a_message_that_nobody_read_is_proposed_and_not_sent() {
    let home = resolved();
    let said = home.fails(4, "tell 1 --as tom");
    assert!(said.contains("proposed: “It's back”"), "{said}");
    assert!(
        said.contains(r"hoist tell 1 --text 'It'\''s back'"),
        "{said}"
    );
    assert_eq!(home.json("show 1")["stage"], "tier1.resolved");
    assert!(home.ok("show 1").contains("hoist tell 1 --text …"));
    home.ok("tell 1 --as tom --text \"It is back\"");
}

#[test]
fn several_missing_fields_are_one_command_and_a_choice_names_what_it_can_be() {
    let home = Home::new();
    home.triaged();
    let said = home.fails(4, "resolve 1 --as tom");
    assert!(
        said.contains("hoist resolve 1 --code solved --text …"),
        "{said}"
    );
    assert!(said.contains("no_fault_found or duplicate"), "{said}");
    let object: serde_json::Value =
        serde_json::from_str(&home.run("--json resolve 1 --as tom").out).unwrap();
    assert_eq!(object["together"], "hoist resolve 1 --code solved --text …");
    assert_eq!(object["missing"][0]["choices"][0], "solved");
    home.ok("resolve 1 --as tom --code solved --text …");
}

#[test]
fn a_forced_move_prints_its_own_form() {
    let home = Home::new();
    home.triaged();
    let said = home.fails(4, "override 1 escalate --as lea --reason \"no time\"");
    let forced = "hoist override 1 escalate --reason 'no time' because=in_depth why=…";
    assert!(said.contains(forced), "{said}");
    assert!(!said.contains('|'), "{said}");
    home.ok("override 1 escalate --as lea --reason \"no time\" because=in_depth why=deep");
}

#[test]
fn the_wrong_stage_says_what_leads_on() {
    let home = Home::new();
    home.ok("new --as tom --subject s --customer Acme --impact low --urgency low");
    for verb in ["escalate", "resolve"] {
        let said = home.fails(4, &format!("{verb} 1 --as tom"));
        assert!(said.contains("“Take” leads on   hoist take 1"), "{said}");
        assert_eq!(said.matches("“Tier 1 working”").count(), 1, "{said}");
        assert!(!said.contains("OTHER"), "{said}");
    }
    let said = home.fails(4, "escalate 1 --as ben");
    assert!(said.contains("the turn of Tier 1"), "{said}");
}

#[test]
fn what_somebody_else_took_is_5_and_says_who() {
    let home = Home::new();
    home.ok("agents add ada --tier tier1");
    home.triaged();
    let said = home.fails(5, "take 1 --as ada");
    assert!(said.contains("taken by tom"), "{said}");
    let object: serde_json::Value =
        serde_json::from_str(&home.run("--json take 1 --as ada").out).unwrap();
    assert_eq!(object["error"], "changed");
    home.fails(4, "take 1 --as tom");
}

#[test]
fn a_prepared_result_is_meant_by_its_number_or_its_words() {
    let home = Home::new();
    home.triaged();
    let result = |home: &Home| home.json("show 1")["checklist"][1]["result"].clone();
    home.ok("check 1 logs --as tom --done 1");
    assert_eq!(result(&home), "lines kept");
    home.ok("check 1 logs --as tom --done nothing-unusual");
    assert_eq!(result(&home), "nothing unusual");
    let said = home.fails(2, "check 1 logs --as tom --done 9");
    assert!(said.contains("1 lines kept, 2 nothing unusual"), "{said}");
    home.ok("check 1 logs --as tom --done \"3 gaps\"");
    assert_eq!(result(&home), "3 gaps");
}

#[test]
fn the_quick_answer_asks_in_its_own_form() {
    let home = Home::new();
    home.ok("new --as tom --subject s --customer Acme --kind question --channel phone --impact low --urgency low");
    let said = home.fails(4, "close 1 --quick --as tom");
    assert!(
        said.contains("hoist close 1 --quick --text … --confirmed-by …"),
        "{said}"
    );
    assert!(!said.contains("hoist resolve"), "{said}");
    home.ok("close 1 --quick --as tom --text so --confirmed-by Lena");
}

#[test]
fn what_is_owed_says_whose_it_is_and_how_it_is_settled() {
    let home = Home::new();
    home.ok("new --as tom --subject s --customer Acme --kind incident --channel phone --impact high --urgency high");
    home.ok("take 1 --as tom");
    home.ok("answer 1 symptoms --as tom --text down");
    home.ok("answer 1 errors --as tom --text none");
    home.ok("escalate 1 --as tom --because in_depth --why deep");
    home.ok("show 1 --as ben --package 1");
    home.ok("accept 1 --as ben");
    home.ok("override 1 resolve --as lea --reason now code=solved text=done gone=over cause=load");
    let said = home.fails(4, "tell 1 --as tom --text done");
    assert!(
        said.contains("for Tier 2 to settle: ana, ben or lea"),
        "{said}"
    );
    assert!(said.contains("hoist settle 1 1 --text …\n"), "{said}");
    assert!(!said.contains("settle 1 1 …"), "{said}");
    home.ok("settle 1 1 --as tom --text …");
}

#[test]
fn the_words_of_refusals_are_sentences() {
    let home = resolved();
    home.ok("tell 1 --as tom --text done");
    let said = home.fails(4, "dissatisfied 1 --as tom");
    assert!(
        said.contains("cannot be marked as not satisfied yet"),
        "{said}"
    );
    let said = home.fails(2, "new --as tom --subject s --customer Acme --impact huge");
    assert!(said.contains("not an impact"), "{said}");
}

#[test]
fn what_must_be_taken_first_says_so() {
    let home = Home::new();
    home.ok("new --as tom --subject a --customer Acme");
    for line in ["resolve 1 --code solved --text x", "resolve 1 --text x"] {
        let said = home.fails(4, &format!("{line} --as tom"));
        assert!(said.contains("“Take” leads on"), "{line}: {said}");
        assert!(said.contains("hoist take 1"), "{line}: {said}");
        assert!(!said.contains("There is no field"), "{said}");
    }
}

#[test]
fn what_is_offered_as_the_next_step_works_as_it_stands() {
    let home = Home::new();
    home.ok("new --as tom --subject \"How do I?\" --kind question --customer Acme --contact lena@acme.example --channel phone --impact low --urgency low --text \"How?\"");
    home.ok("take 1 --as tom");
    let shown = home.ok("show 1 --as tom");
    assert!(shown.contains("hoist close 1 --quick"), "{shown}");
    assert!(!shown.contains("hoist close 1  "), "{shown}");
    let next = |line: &str| home.json(line)["next"].as_array().unwrap().clone();
    let of = |all: &[serde_json::Value], command: &str| {
        let mut found = all.iter();
        let found = found.find(|n| n["command"].as_str().unwrap().starts_with(command));
        found.unwrap_or_else(|| panic!("{command} {all:?}")).clone()
    };
    let quick = of(&next("show 1 --as tom"), "hoist close 1 --quick");
    assert_eq!(quick["ready"], false);
    assert!(
        quick["needs"]
            .as_array()
            .unwrap()
            .iter()
            .any(|n| n["id"] == "text")
    );
    home.ok("close 1 --as tom --quick --text \"Like this.\" --confirmed-by Lena --how phone --code solved");
    home.triaged_in(2);
    home.ok("resolve 2 --as tom --code solved --text done");
    let tell = of(&next("show 2 --as tom"), "hoist tell 2");
    assert_eq!(tell["command"], "hoist tell 2 --text …");
    home.ok("tell 2 --as tom --text done");
    let shown = home.ok("show 2 --as tom");
    let line = shown
        .lines()
        .find(|l| l.contains("Close, satisfied"))
        .unwrap();
    assert!(line.contains("hoist close 2 --confirmed-by …"), "{line}");
    assert!(
        line.contains("needs: Confirmed by is missing · How is missing"),
        "{line}"
    );
    let close = of(&next("show 2 --as tom"), "hoist close 2 --confirmed-by");
    assert_eq!(close["ready"], false);
    assert_eq!(close["needs"][0]["id"], "confirmed_by");
    home.fails(4, "close 2 --as tom");
    home.ok("close 2 --as tom --confirmed-by Lena --how phone");
}

#[test]
fn a_field_that_is_too_long_or_emptied_is_refused_in_a_sentence() {
    let home = Home::new();
    home.ok("new --as tom --subject s --customer Acme");
    let long = "x".repeat(100_000);
    for field in ["subject", "customer", "contact"] {
        let line = format!("{field}={long}");
        let ran = home.run_args(&["set", "1", "--as", "tom", &line]);
        assert_eq!(ran.code, 4, "{field} {}", ran.err.len());
        assert!(ran.err.contains("500 characters"), "{field}");
        let flag = format!("--{field}={long}");
        let mut line = vec!["new", "--as", "tom", &flag];
        line.extend(match field {
            "subject" => ["--customer=Acme"],
            _ => ["--subject=s"],
        });
        let ran = home.run_args(&line);
        assert_eq!(ran.code, 4, "{field}");
        assert!(
            ran.err.contains("500 characters") && ran.err.len() < 1_000,
            "{field}"
        );
    }
    let said = home.fails(4, "set 1 --as tom subject=\"\"");
    assert!(said.contains("subject may not be empty"), "{said}");
    let said = home.fails(4, "new --as tom --customer Acme --subject \u{200b}\u{200b}");
    assert!(said.contains("subject is empty"), "{said}");
    assert_eq!(home.json("show 1")["subject"], "s");
    assert_eq!(home.ok("list --json").matches("\"subject\"").count(), 1);
}

#[test]
fn undo_of_a_cancellation_that_was_told_names_restore() {
    let home = Home::new();
    home.triaged();
    home.ok("cancel 1 --as tom --reason no_longer_needed --text \"We cancel it.\"");
    let ran = home.run("undo 1 --as tom");
    assert_eq!(ran.code, 4, "{ran:?}");
    assert!(ran.err.contains("hoist restore 1 --reason"), "{}", ran.err);
}

#[test]
fn another_process_file_names_the_decision_behind_it() {
    let home = Home::new();
    let mine = home.path().join("mine.toml");
    let toml = home.ok("process show --toml");
    std::fs::write(
        &mine,
        toml.replacen("single_seat = false", "single_seat = true", 1),
    )
    .unwrap();
    for why in ["", " --why \"\"", " --why \u{200b}"] {
        let said = home.fails(4, &format!("process use {}{why}", mine.display()));
        assert!(
            said.contains("decision behind it") && said.contains("--why"),
            "{said}"
        );
        assert!(
            home.ok("process show --toml")
                .contains("single_seat = false")
        );
    }
    home.ok(&format!(
        "process use {} --why \"one person now\"",
        mine.display()
    ));
    assert!(
        home.ok("process show --toml")
            .contains("single_seat = true")
    );
}

#[test]
fn a_criterion_is_noted_and_its_sentence_is_asked_for_where_it_counts() {
    let home = Home::new();
    home.triaged();
    home.ok("criterion 1 in_depth --as tom");
    let said = home.fails(4, "escalate 1 --as tom");
    assert!(said.contains("One sentence why is missing"), "{said}");
    home.fails(4, "resolve 1 --as tom --code solved --text done");
    home.ok("criterion 1 in_depth --as tom --gone \"it was the cable\"");
}

#[test]
fn what_the_desk_refuses_is_no_mistake_of_the_command_line() {
    let home = Home::new();
    for n in 1..=2 {
        home.ok(&format!("new --as tom --subject s{n} --customer Acme"));
    }
    home.ok("link 1 2 --as parent");
    let said = home.fails(4, "link 2 1 --as parent");
    assert!(said.contains("circle"), "{said}");
}

#[test]
fn a_restricted_ticket_says_so_to_its_audience() {
    let home = Home::new();
    home.triaged();
    assert!(home.json("show 1 --as tom")["restricted"].is_null());
    home.ok("restrict 1 --as tom --why names");
    assert!(home.ok("show 1 --as tom").contains("restricted"));
    let shown = home.json("show 1 --as tom");
    assert_eq!(shown["restricted"], true);
    assert_eq!(shown["audience"]["why"], "names");
    assert_eq!(home.json("list --as tom")["restricted"], true);
}
