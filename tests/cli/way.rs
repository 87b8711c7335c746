//! The whole way of a ticket by command line.

use super::Home;

#[test]
fn from_first_contact_to_the_archive() {
    let home = Home::new();
    home.triaged();
    home.ok("escalate 1 --as tom --because potential-bug --why \"the gateway drops it\"");
    tier2(&home);
    engineering(&home);
    home.ok("sign 1 --as ben --checked \"10 charges\" --result works");
    home.ok("sign 1 --as tom --checked \"asked for a charge\" --result Works");
    assert_eq!(home.json("show 1")["stage"], "tier1.resolved");
    home.ok("tell 1 --as tom --channel phone --text \"It is fixed\"");
    home.ok("close 1 --as tom --confirmed-by Lena --how phone --score 5");
    assert_eq!(home.json("show 1")["stage"], "tier1.closed");
    home.ok("archive 1 --as lea");
    assert_eq!(home.json("show 1")["stage"], "tier1.archived");
    let said = home.fails(4, "note 1 --as tom --text late");
    assert!(said.contains("hoist follow-up 1"), "{said}");
    assert_eq!(home.ok("follow-up 1 --as tom"), "#2\n");
    let links = &home.json("show 2")["links"];
    assert_eq!(links[0]["kind"], "follow_up");
    let audit = home.ok("audit check");
    assert!(audit.contains("2 tickets equal the replay"), "{audit}");
}

/// Tier 2 reads the package, accepts, finds, hands up.
fn tier2(home: &Home) {
    let said = home.fails(4, "accept 1 --as ben");
    assert!(said.contains("hoist show 1 --package 1"), "{said}");
    let page = home.ok("show 1 --package 1 --as ben --markdown");
    assert!(page.contains("the gateway drops it"), "{page}");
    home.ok("accept 1 --as ben");
    home.ok("record 1 finding --as ben text=\"pool is exhausted\"");
    home.ok("record 1 root-cause --as ben text=\"leak in the pool\" certainty=hypothesis");
    home.ok("record 1 replication --as ben outcome=reproduced environment=staging version=4.2");
    home.ok("record 1 workaround --as ben state=in-place text=\"restart the pool\"");
    home.ok("check 1 teams --as ben --done \"not needed\"");
    home.ok("escalate 1 --as ben --because software_bug code_changes --why \"the pool leaks\"");
}

/// Engineering accepts and deploys; the records come along with the move.
fn engineering(home: &Home) {
    home.ok("show 1 --package 2 --as eve");
    home.ok("accept 1 --as eve");
    let said = home.fails(4, "deploy 1 --as eve --kb https://kb/12");
    assert!(said.contains("hoist record 1 analysis"), "{said}");
    home.ok(
        "deploy 1 --as eve --kb https://kb/12 component=pool analysis.cause=\"no close\" kind=code-change \
         reference=abc123 what=\"load test\" result=passed where=production deployment.version=4.2.1 \
         roll_back=\"deploy 4.2.0\"",
    );
    assert_eq!(home.json("show 1")["stage"], "engineering.verifying");
    home.fails(6, "sign 1 --as dan --checked x --result y");
    let said = home.fails(4, "sign 1 --as ben --checked x --result \"Does not work\"");
    assert!(said.contains("hoist reject 1 --text"), "{said}");
}

#[test]
fn a_return_makes_todos_that_must_be_answered() {
    let home = Home::new();
    home.triaged();
    home.ok("escalate 1 --as tom --because in_depth --why \"beyond us\"");
    home.ok(
        "return 1 --as ben --reason cannot-follow-steps --missing \"which card\" \"which region\"",
    );
    let ticket = home.json("show 1");
    assert_eq!(ticket["returns"], 1);
    assert_eq!(ticket["todos"][1]["text"], "which region");
    assert_eq!(home.json("list --query sent-back")["id"], 1);
    home.ok("take 1 --as tom");
    let said = home.fails(4, "escalate 1 --as tom");
    assert!(said.contains("hoist todo 1 1 --text"), "{said}");
    home.ok("todo 1 1 --as tom --text \"any card\"");
    home.ok("todo 1 2 --as tom --text \"eu\"");
    home.ok("escalate 1 --as tom");
}

#[test]
fn withdraw_recall_release_hold_and_undo() {
    let home = Home::new();
    home.triaged();
    home.ok("escalate 1 --as tom --because in_depth --why \"beyond us\"");
    home.ok("withdraw 1 --as tom --reason \"too early\"");
    home.ok("take 1 --as tom");
    home.ok("hold 1 customer --as tom --until 2h --text \"a log\"");
    assert_eq!(
        home.json("list --hold customer")["holds"][0]["kind"],
        "customer"
    );
    home.ok("received 1 --as tom --text \"here it is\"");
    assert_eq!(home.json("show 1")["holds"].as_array().unwrap().len(), 0);
    home.ok("ask 1 network-operations --as tom --due tomorrow --text \"any packet loss?\"");
    home.ok("answered 1 1 --as tom --text \"none\"");
    home.ok("note 1 --as tom --text \"oops\"");
    let before = home.json("show 1")["version"].clone();
    home.ok("undo 1 --as tom");
    assert_ne!(home.json("show 1")["version"], before);
    home.ok("release 1 --as tom --reason \"end of shift\"");
    assert_eq!(home.json("show 1")["stage"], "tier1.queued");
}

#[test]
fn cancel_and_restore_close_and_reopen() {
    let home = Home::new();
    home.triaged();
    home.ok("cancel 1 --as tom --reason not-an-issue --text \"it works as meant\"");
    home.ok("restore 1 --as tom --reason \"it does not\"");
    home.ok("take 1 --as tom");
    home.ok("resolve 1 --as tom --code solved --text \"restarted it\" --no-kb \"known already\"");
    home.ok("tell 1 --as tom --text done");
    home.fails(4, "close 1 --as tom --assumed");
    let said = home.fails(4, "close 1 --as tom");
    assert!(
        said.contains("Confirmed by is missing") && said.contains("How is missing"),
        "{said}"
    );
    home.ok("close 1 --as tom --confirmed-by Lena --how phone");
    home.ok("reopen 1 --as tom --reason \"down again\"");
    home.ok("take 1 --as tom");
    home.ok("check 1 * --as tom --still-true");
}

#[test]
fn an_override_is_owed_and_settled() {
    let home = Home::new();
    home.ok("new --as tom --subject s --customer Acme");
    home.ok("take 1 --as tom");
    home.fails(
        6,
        "override 1 escalate --as tom --reason now because=in_depth why=x",
    );
    home.ok("override 1 escalate --as lea --reason \"the customer burns\" because=in_depth why=x");
    let owed = home.json("show 1")["owed"].as_array().unwrap().clone();
    assert!(owed.iter().any(|o| o["what"] == "intake.steps"), "{owed:?}");
    let n = |what: &str| owed.iter().find(|o| o["what"] == what).unwrap()["n"].clone();
    home.ok(&format!(
        "settle 1 {} --as tom --text \"any charge\"",
        n("intake.steps")
    ));
    home.ok(&format!(
        "waive 1 {} --as ana --reason \"gone\"",
        n("intake.changes")
    ));
}

#[test]
fn links_and_restrictions() {
    let home = Home::new();
    for subject in ["one", "two"] {
        home.ok(&format!("new --as tom --subject {subject} --customer Acme"));
    }
    home.ok("--as tom link 1 2 --as related");
    assert_eq!(home.json("show 1")["links"][0]["other"], 2);
    home.ok("--as tom unlink 1 2");
    home.fails(3, "--as tom unlink 1 2");
    home.ok("restrict 2 --as lea --agent tom --why private");
    home.fails(6, "show 2 --as ben");
    assert!(!home.ok("list --as ben").contains("two"));
    home.ok("show 2 --as tom");
    home.ok("lift 2 --as lea");
    home.ok("show 2 --as ben");
}

#[test]
fn telling_can_ask_to_be_reminded() {
    let home = Home::new();
    home.triaged();
    home.ok("resolve 1 --as tom --code solved --text \"Try again now\"");
    home.ok("tell 1 --as tom --channel phone --text \"Try again now\" --remind");
    let ticket = home.json("show 1");
    let hold = &ticket["holds"][0];
    assert_eq!(hold["kind"], "customer", "{hold}");
    assert_eq!(hold["text"], "remind twice, then propose closing", "{hold}");
}

#[test]
fn an_approval_is_asked_for_and_given_by_command_line() {
    let home = Home::new();
    home.triaged();
    home.ok("escalate 1 --as tom --because potential-bug --why \"the gateway drops it\"");
    tier2(&home);
    home.ok("show 1 --package 2 --as eve");
    home.ok("accept 1 --as eve");
    home.ok("set 1 --as eve impact=high urgency=high");
    let decline = "decline 1 --as eve --code by-design --rationale so --text so --no-kb rare";
    let said = home.fails(4, decline);
    assert!(said.contains("hoist approve 1 --ask"), "{said}");
    assert!(!home.ok("list --view approvals --as lea").contains("#1"));
    let said = home.fails(6, "approve 1 --as eve");
    assert!(said.contains("hoist approve 1 --ask"), "{said}");
    home.ok("approve 1 --ask --as eve --text \"every old client breaks\"");
    assert!(home.ok("list --view approvals --as lea").contains("#1"));
    let told = home.ok("notifications --as lea");
    assert!(told.contains("eve: asks for the approval"), "{told}");
    let shown = home.ok("show 1 --as lea");
    assert!(
        shown.contains("Approval asked for by eve  every old client breaks"),
        "{shown}"
    );
    home.fails(2, "approve 1 --as lea --deny");
    home.fails(2, "approve 1 --as lea --deny --ask --text no");
    home.ok("approve 1 --as lea --deny --text \"the contract says otherwise\"");
    home.ok("approve 1 --ask --as eve");
    home.ok("approve 1 --as lea");
    let told = home.ok("notifications --as eve");
    assert!(told.contains("lea: approved it"), "{told}");
    home.ok(decline);
}
