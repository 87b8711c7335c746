//! Many tickets, many teams: links, merging, splitting, questions to teams, a change of shift.

use super::Home;

/// Three tickets of Acme, taken by tom.
fn three() -> Home {
    let home = Home::new();
    home.ok("customers add Acme");
    for n in 1..=3 {
        home.ok("new --as tom --customer Acme --subject \"It fails\" --text \"Since nine.\" --channel email");
        home.ok(&format!("take {n} --as tom impact=medium urgency=medium"));
    }
    home
}

#[test]
fn a_link_is_shown_at_both_ends_and_no_circle_is_made() {
    let home = three();
    home.ok("link 2 1 --as parent");
    assert_eq!(home.json("show 2")["links"][0]["other"], 1);
    assert_eq!(home.json("show 1")["linked_from"][0]["other"], 2);
    let shown = home.ok("show 1");
    assert!(
        shown.contains("Part of this: #2 It fails (Tier 1 working)"),
        "{shown}"
    );
    let said = home.fails(4, "link 1 2 --as parent");
    assert!(
        said.contains("circle") && said.contains("hoist unlink 2 1"),
        "{said}"
    );
    let said = home.fails(3, "unlink 1 2");
    assert!(said.contains("hoist unlink 2 1"), "{said}");
    home.ok("unlink 2 1");
    assert_eq!(home.json("show 1")["linked_from"], serde_json::json!([]));
}

#[test]
fn a_merge_is_told_and_taken_back() {
    let home = three();
    home.ok("note 2 --as tom --text \"Their proxy again?\"");
    let said = home.fails(4, "merge 2 1 --as tom");
    assert!(said.contains("hoist merge 2 1 --text"), "{said}");
    home.ok("merge 2 1 --as tom --text \"We answer you in one place.\"");
    let merged = home.json("show 2");
    assert_eq!(
        (&merged["stage"], &merged["merged_into"]),
        (&"tier1.cancelled".into(), &1.into())
    );
    let shown = home.ok("show 1 --timeline");
    assert!(
        shown.contains("#2 tom  (internal) Their proxy again?"),
        "{shown}"
    );
    let said = home.fails(4, "received 2 --as tom --text Hello?");
    assert!(said.contains("hoist received 1"), "{said}");
    let said = home.fails(4, "merge 1 2 --as tom --text x");
    assert!(said.contains("cannot lead back"), "{said}");
    home.ok("unmerge 2 --as tom --reason \"two matters\"");
    assert_eq!(home.json("show 2")["stage"], "tier1.queued");
    assert_eq!(home.json("show 1")["merged"], serde_json::json!([]));
    assert!(
        home.ok("audit check")
            .contains("3 tickets equal the replay")
    );
}

#[test]
fn words_and_files_of_a_merged_ticket_are_listed_and_taken_with_its_number() {
    let home = three();
    home.ok("received 2 --as tom --text \"Line one.\nIt also happens on staging.\"");
    let log = home.path().join("staging.log");
    std::fs::write(&log, "07:14 ERROR pool exhausted\n").unwrap();
    home.ok(&format!("attach 2 {} --as tom", log.display()));
    home.ok("keep 2 --attachment 1 --lines 1 --as tom");
    home.ok("merge 2 1 --as tom --text \"We answer you in one place.\"");
    let said = home.ok("messages 1 --as tom --keep-unread");
    assert!(said.contains("2.2 ") && said.contains("on #2"), "{said}");
    assert!(said.contains("It also happens on staging."), "{said}");
    let one = home.json("messages 1 2.2 --as tom --keep-unread");
    assert_eq!((&one["ticket"], &one["n"]), (&2.into(), &2.into()));
    let listed = home.ok("attachments 1 --as tom");
    assert!(listed.contains("2.1  staging.log"), "{listed}");
    assert!(listed.contains("goes on here"), "{listed}");
    assert_eq!(home.json("attachments 1 --as tom")["ticket"], 2);
    assert!(
        home.ok("show 1 --as tom")
            .contains("Attachment 2.1: staging.log")
    );
    assert!(
        home.ok("attachment 1 2.1 --as tom")
            .contains("pool exhausted")
    );
    home.ok("answer 1 symptoms --from-message 2.2 --lines 2 --as tom");
    home.ok("answer 1 errors --from-attachment 2.1 --lines 1 --as tom");
    home.ok("keep 1 --attachment 2.1 --lines 1 --as tom");
    let shown = home.ok("show 1 --as tom");
    assert!(shown.contains("(message 2 of #2, line 2)"), "{shown}");
    assert!(
        shown.contains("(attachment 1 of #2, staging.log, line 1)"),
        "{shown}"
    );
    assert_eq!(home.json("kept 1 1 --as tom")["source"]["ticket"], 2);
    // What was kept there and its logs are reached from here too.
    let log = home.ok("logs 1 2.1 --lines --as tom");
    assert_eq!(log, "1: 07:14 ERROR pool exhausted\n");
    let list = home.ok("kept 1 --as tom");
    assert!(list.contains("2.1  "), "{list}");
    assert!(home.ok("show 1 --as tom").contains("Kept 2.1: "));
    assert_eq!(
        home.ok("kept 1 2.1 --as tom"),
        "07:14 ERROR pool exhausted\n"
    );
    assert_eq!(home.json("kept 1 2.1 --as tom")["ticket"], 2);
    home.fails(3, "kept 1 3.1 --as tom");
    // Of a ticket that does not go on here nothing is taken.
    let said = home.fails(3, "messages 1 3.1 --as tom");
    assert!(said.contains("#3 does not go on in #1"), "{said}");
    home.fails(3, "attachment 1 3.1 --as tom");
    home.fails(2, "messages 1 2.x --as tom");
    home.ok("unmerge 2 --as tom --reason \"two matters\"");
    assert!(home.ok("attachments 1 --as tom").contains("no attachments"));
    assert!(!home.ok("messages 1 --as tom").contains("staging"));
    assert!(
        home.ok("audit check")
            .contains("3 tickets equal the replay")
    );
}

#[test]
fn a_workaround_of_a_ticket_at_tier_2_stands_in_the_queue_of_tier_1() {
    let home = Home::new();
    home.triaged();
    home.ok("escalate 1 --as tom --because in_depth --why \"beyond us\"");
    home.ok("show 1 --package 1 --as ben");
    home.ok("accept 1 --as ben");
    assert!(!home.ok("list --turn tier1 --as tom").contains("#1 "));
    home.ok("record 1 workaround --as ben state=in_place text=\"Restart it hourly\"");
    let row = home.json("list --turn tier1 --limit 1 --as tom");
    assert_eq!(
        (&row["id"], &row["attention"]),
        (&1.into(), &"to_do".into())
    );
    let theirs = home.json("list --turn tier2 --limit 1 --as ben");
    assert_eq!(
        (&theirs["id"], &theirs["attention"]),
        (&1.into(), &"none".into())
    );
    assert_eq!(
        home.ok("message 1 --workaround --preview --as tom").trim(),
        "Restart it hourly"
    );
    home.ok("message 1 --workaround --as tom");
    assert!(home.ok("messages 1").contains("Restart it hourly"));
    // Where none is known the sentence says so, not only that a text is missing.
    home.ok("new --as tom --subject Other --customer Acme");
    let said = home.fails(2, "message 2 --workaround --as tom");
    assert!(
        said.contains("No workaround that may be told is known on #2"),
        "{said}"
    );
    assert!(!home.ok("list --turn tier1 --as tom").contains("#1 "));
}

#[test]
fn words_are_listed_and_split_off() {
    let home = three();
    home.ok("note 1 --as tom --text \"And the invoice is wrong.\"");
    let listed = home.ok("split 1");
    assert!(
        listed.contains("--message 1") && listed.contains("--note 1"),
        "{listed}"
    );
    // There --as is how it is linked, not who asks.
    for line in [
        "split 1 --as tom",
        "split 1 --subject Invoice --note 1 --as tom",
    ] {
        let said = home.fails(2, line);
        assert!(said.contains("hoist --as NAME split 1"), "{said}");
    }
    assert_eq!(home.ok("split 1 --as follow_up"), listed);
    let said = home.fails(3, "split 1 --subject Invoice --note 9");
    assert!(said.contains("no note 9"), "{said}");
    home.fails(4, "split 1 --note 1");
    assert_eq!(home.ok("split 1 --subject Invoice --note 1"), "#4\n");
    let new = home.json("show 4");
    assert_eq!(new["split_from"]["ticket"], 1);
    assert_eq!(new["links"][0]["kind"], "related");
    assert!(
        home.ok("show 4 --timeline")
            .contains("And the invoice is wrong.")
    );
    assert_eq!(home.json("show 1")["parts"][0]["ticket"], 4);
}

#[test]
fn a_team_is_asked_with_a_text_ready_to_send() {
    let home = three();
    home.fails(6, "teams set payments --address pay@desk.example --as tom");
    home.ok("teams set payments --label \"Payments people\" --address pay@desk.example");
    let listed = home.ok("teams list");
    assert!(
        listed.contains("pay@desk.example") && listed.contains("tier2"),
        "{listed}"
    );
    let asked = home.ok("ask 1 payments --as tom --due 2h --text \"Is it down?\"");
    assert!(
        asked.contains("To: Payments people <pay@desk.example>"),
        "{asked}"
    );
    let again = home.json("ask 1 --letter 1");
    assert!(
        again["text"].as_str().unwrap().contains("[#1] It fails"),
        "{again}"
    );
    home.fails(2, "ask 1");
    home.fails(3, "ask 1 --letter 7");
    home.ok("teams remove payments");
    let said = home.fails(2, "ask 1 payments --as tom --due 2h --text x");
    assert!(said.contains("network_operations"), "{said}");
}

#[test]
fn a_shift_is_handed_over_ticket_by_ticket() {
    let home = three();
    let said = home.fails(3, "handover give zoe --all --as tom");
    assert!(said.contains("no agent “zoe”"), "{said}");
    home.ok("agents add tina --tier tier1");
    home.ok("handover give tina --all --as tom");
    let listed = home.ok("handover list --as tina");
    assert!(
        listed.contains("#3") && listed.contains("Next: "),
        "{listed}"
    );
    home.ok("handover decline 2 --as tina --reason \"on the phones\"");
    // One that is not offered refuses the whole in the end, and the others are done.
    let done = home.run("handover accept 1 2 3 --as tina");
    assert_eq!(done.code, 4);
    let said = done.out;
    assert!(
        said.contains("#2: ") && said.contains("not offered"),
        "{said}"
    );
    assert_eq!(home.json("show 1")["assignee"], "tina");
    assert_eq!(home.json("show 2")["assignee"], "tom");
    assert_eq!(home.json("show 3")["customers_agent"], "tina");
    assert_eq!(
        home.ok("handover accept --all --as tina"),
        "Nothing is offered to you.\n"
    );
}

#[test]
fn what_both_say_of_each_other_is_said_once() {
    let home = Home::new();
    for subject in ["One", "Two"] {
        home.run_args(&[
            "new",
            "--as",
            "tom",
            "--subject",
            subject,
            "--customer",
            "Acme",
        ]);
    }
    home.ok("link 1 2 --as related");
    home.ok("link 2 1 --as related");
    home.ok("link 1 2 --as follow-up");
    for id in [1, 2] {
        let said = home.ok(&format!("show {id}"));
        assert_eq!(said.matches("Related to").count(), 1, "{said}");
    }
    for size in ["80x24", "120x36"] {
        let keys = "# \"1\" <enter>";
        let shown = home.run_args(&["--keys", keys, "--print", size]).out;
        for kind in ["Related to", "Follows up"] {
            let line = format!("Linked       {kind} #2");
            assert_eq!(shown.matches(&line).count(), 1, "{shown}");
        }
    }
}

#[test]
fn a_ticket_that_is_not_there_is_not_found() {
    let home = three();
    for line in ["merge 1 99 --text x", "link 1 99 --as related"] {
        let said = home.fails(3, line);
        assert!(said.contains("no ticket #99"), "{said}");
    }
}

#[test]
fn an_offer_that_takes_the_place_of_another_says_so() {
    let home = three();
    home.ok("agents add tina --tier tier1");
    home.ok("agents add theo --tier tier1");
    assert!(
        !home
            .ok("handover give tina 1 --text a --as tom")
            .contains("instead")
    );
    let said = home.ok("handover give theo 1 --text b --as tom");
    assert!(said.contains("instead of tina"), "{said}");
    let shown = home.ok("show 1 --timeline");
    assert!(shown.contains("instead of tina"), "{shown}");
    home.fails(6, "handover accept 1 --as tina");
}

#[test]
fn words_that_were_split_off_are_listed_and_answer_on_the_new_ticket() {
    let home = three();
    home.ok("received 1 --as tom --text \"And the invoice is wrong.\"");
    assert_eq!(home.ok("split 1 --message 2 --subject Invoice"), "#4\n");
    let said = home.ok("messages 4 --as tom");
    assert!(
        said.contains("split off #1") && said.contains("And the invoice is wrong."),
        "{said}"
    );
    home.ok("take 4 --as tom impact=low urgency=low");
    home.ok("answer 4 symptoms --from-message 1.2 --as tom");
    let text = home.json("show 4")["intake"][0]["text"].to_string();
    assert!(text.contains("And the invoice is wrong."), "{text}");
    let keys = "# \"4\" <enter>";
    let shown = home.run_args(&["--keys", keys, "--print", "120x36"]).out;
    assert!(
        shown.contains("They wrote   And the invoice is wrong."),
        "{shown}"
    );
    let shown = home
        .run_args(&["--keys", "# \"4\" <enter> I", "--print", "120x36"])
        .out;
    assert!(
        shown.contains("split off #1") && !shown.contains("Nobody wrote"),
        "{shown}"
    );
    let said = home.ok("split 1 --message 2 --subject Again");
    assert_eq!(
        said,
        "#5\nSome of these words were split off before, into #4.\n"
    );
    assert!(home.ok("split 1").contains("(split off into #4, #5)"));
}
