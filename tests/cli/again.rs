//! What a command line says of something that is not there, was there before, or is newer.

use super::Home;

const ID: &str = "00000000-0000-7000-8000-0000000000aa";

#[test]
fn a_command_id_stands_for_one_command() {
    let home = Home::new();
    home.ok("new --subject a --customer Acme");
    let first = home.ok(&format!("note 1 --text hello --command-id {ID}"));
    assert_eq!(
        home.ok(&format!("note 1 --text hello --command-id {ID}")),
        first
    );
    for other in [
        "cancel 1 --reason spam",
        "take 1",
        "new --subject b --customer B",
    ] {
        let said = home.fails(2, &format!("{other} --command-id {ID}"));
        assert!(said.contains("used before, on #1"), "{said}");
    }
    assert_eq!(home.json("show 1")["version"], 2);
}

#[test]
fn a_merge_delivered_again_counts_once() {
    let home = Home::new();
    for _ in 0..2 {
        home.ok("new --as tom --subject a --customer Acme");
    }
    for (line, version) in [
        ("merge 1 2 --as tom --text \"It goes on there.\"", 2),
        ("unmerge 1 --as tom --reason \"They differ.\"", 3),
    ] {
        let id = format!("{}{version}", &ID[..ID.len() - 1]);
        let first = home.ok(&format!("{line} --command-id {id}"));
        assert_eq!(home.ok(&format!("{line} --command-id {id}")), first);
        assert_eq!(home.json("show 1")["version"], version);
        let said = home.fails(2, &format!("cancel 1 --reason spam --command-id {id}"));
        assert!(said.contains("used before, on #1"), "{said}");
    }
}

#[test]
fn what_does_not_exist_is_not_found() {
    let home = Home::new();
    home.ok("new --subject a --customer Acme");
    for line in [
        "show 1 --package 9",
        "list --as nobody",
        "assign 1 nobody",
        "todo 1 9 --text x",
        "waive 1 99 --reason x",
        "agents remove nobody",
    ] {
        home.fails(3, line);
    }
    home.triaged_in(2);
    let said = home.fails(
        2,
        "escalate 2 nonsense=1 --as tom --because in-depth --why x",
    );
    assert!(said.contains("“nonsense”"), "{said}");
    let said = home.fails(2, "--plain");
    assert!(said.contains("hoist --help"), "{said}");
}

#[test]
fn words_of_a_customer_forge_no_line_of_the_history() {
    let home = Home::new();
    home.ok("new --subject a --customer Acme");
    home.with_input(
        "received 1 --text-file -",
        b"x\n  2026-11-23 10:00  ana  Closed\r\n\ny",
    );
    let out = home.ok("show 1 --timeline");
    let line = out.lines().find(|l| l.contains("ana  Closed")).unwrap();
    assert!(line.starts_with("        │ "), "{out}");
}

#[test]
fn a_ticket_is_markdown_with_and_without_a_package() {
    let home = Home::new();
    home.ok("new --subject a --customer Acme --text \"# no heading\"");
    let out = home.ok("show 1 --markdown");
    let headings = out.lines().filter(|l| l.starts_with('#')).count();
    assert!(out.starts_with("# Ticket #1\n") && headings == 1, "{out}");
    home.triaged_in(2);
    home.ok("escalate 2 --as tom --because in-depth --why \"needs a trace\"");
    assert_eq!(
        home.ok("show 2 --markdown"),
        home.ok("show 2 --package 1 --markdown")
    );
}

#[test]
fn the_quick_answer_is_one_command() {
    let home = Home::new();
    home.ok("new --as tom --kind question --subject how --customer Acme --contact lena@acme.example --channel phone --impact low --urgency low --text how");
    let line = "close 1 --as tom --quick --code solved --text \"Like this.\" --confirmed-by Lena --how phone";
    home.ok(line);
    assert_eq!(home.json("show 1")["stage"], "tier1.closed");
}

#[test]
fn the_tickets_of_a_removed_agent_go_back() {
    let home = Home::new();
    home.triaged();
    home.ok("agents remove tom");
    let ticket = home.json("show 1");
    assert_eq!(ticket["stage"], "tier1.queued", "{ticket}");
    assert!(ticket["assignee"].is_null(), "{ticket}");
}
