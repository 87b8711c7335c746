//! A ticket that is restricted after words of it were written elsewhere, on the command line.

use super::Home;

/// Ticket 2 with a log, merged into ticket 1, on which pieces of the log are kept and close an item.
fn merged() -> Home {
    let home = Home::new();
    home.ok("agents add abe --tier tier1");
    home.ok("customers add Acme");
    for n in 1..=2 {
        home.ok("new --as tom --customer Acme --subject \"It fails\" --text \"Since nine.\" --channel email");
        home.ok(&format!("take {n} --as tom impact=medium urgency=medium"));
    }
    let log = home.path().join("payroll-hr.log");
    std::fs::write(&log, "07:14 ERROR zebraword exhausted\n").unwrap();
    home.ok(&format!("attach 2 {} --as tom", log.display()));
    home.ok("merge 2 1 --as tom --text \"We answer you in one place.\"");
    home.ok("keep 1 --attachment 2.1 --lines 1 --as tom");
    home.ok("keep 1 --attachment 2.1 --kind signature --place 3× --text \"ERROR zebraword exhausted\" --as tom");
    home.ok("check 1 logs --kept --as tom");
    home
}

/// Everything that is read of the ticket as somebody.
const READ: [&str; 10] = [
    "show 1",
    "show 1 --timeline",
    "--json show 1",
    "--json show 1 --timeline",
    "kept 1",
    "kept 1 1",
    "--json kept 1 1",
    "--json kept 1 2",
    "audit show 1",
    "--json audit show 1",
];

const WORDS: [&str; 2] = ["zebraword", "payroll-hr"];

#[test]
fn pieces_of_a_merged_ticket_and_what_names_them_are_read_by_those_alone_who_see_it() {
    let home = merged();
    assert!(home.ok("search zebraword --as abe").contains("#1"));
    assert!(
        home.ok("--json audit show 1 --as abe")
            .contains("zebraword")
    );
    home.ok("restrict 2 --as lea --agent tom --why private");
    for line in READ {
        let said = home.ok(&format!("{line} --as abe"));
        for word in WORDS {
            assert!(!said.contains(word), "{line}: {said}");
        }
    }
    for word in ["zebraword", "payroll"] {
        let found = home.run(&format!("search {word} --as abe"));
        assert!(!found.out.contains("#1"), "{found:?}");
    }
    assert!(
        home.ok("--json audit show 1 --as abe")
            .contains("\"restricted\":true")
    );
    let line = &home.json("show 1 --as abe")["checklist"][1];
    assert_eq!(line["evidence"], "evidence from #2: (restricted)");
    let shown = home.ok("show 1 --as abe");
    assert!(
        shown.contains("Kept 1: lines of attachment 1 of #2: (restricted)"),
        "{shown}"
    );
    assert!(home.ok("search zebraword --as tom").contains("#1"));
    assert!(home.ok("show 1 --as tom").contains("payroll-hr.log"));
    assert!(
        !home
            .ok("--json audit show 1 --as tom")
            .contains("\"restricted\"")
    );
}

#[test]
fn evidence_of_them_is_not_written_anew_by_whoever_sees_it_or_not() {
    let home = merged();
    let evidence = home.json("show 1 --as abe")["checklist"][1]["evidence"].clone();
    let evidence = evidence.as_str().unwrap();
    home.ok("restrict 2 --as lea --agent tom --why private");
    for who in ["abe", "tom"] {
        let again = [
            "check",
            "1",
            "logs",
            "--as",
            who,
            "--done",
            "lines kept",
            "--evidence",
            evidence,
        ];
        let said = home.run_args(&again);
        assert_ne!(said.code, 0, "{said:?}");
        assert!(
            said.err.contains("no word of it is written on #1"),
            "{said:?}"
        );
        home.ok(&format!("check 1 logs --kept --as {who}"));
        let line = &home.json("show 1 --as tom")["checklist"][1];
        assert_eq!(line["evidence"], "evidence from #2: (restricted)");
    }
}

#[test]
fn a_step_that_hides_the_ticket_from_whoever_made_it_is_answered_alike_again() {
    let home = Home::new();
    home.ok("agents add abe --tier tier1");
    home.ok("new --as tom --subject \"It fails\" --customer Acme");
    home.ok("take 1 --as abe impact=medium urgency=medium");
    home.ok("assign 1 tom --customers-agent --as lea");
    home.ok("restrict 1 --as lea --agent tom --why private");
    let id = "0190a7a0-0000-7000-8000-00000000abcd";
    let line = format!("release 1 --reason \"not mine\" --as abe --command-id {id}");
    let first = home.ok(&line);
    home.fails(6, "show 1 --as abe");
    assert_eq!(home.ok(&line), first);
    // Of a step that somebody else made nothing is told.
    home.fails(
        6,
        &format!("release 1 --reason x --as ben --command-id {id}"),
    );
}
