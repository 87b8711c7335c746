//! The tasks of a day, and the most keys each may take beyond typed prose.

use super::{Desk, way, within};

#[test]
fn task_1_from_login_to_package_read_and_accepted() {
    let desk = Desk::handed_up();
    let mut ben = desk.seat("ben");
    ben.shows("Package 1 for Tier 2");
    ben.sees(".", "read package 1");
    ben.sees(".", "#1 is accepted");
    assert_eq!(desk.stage("1"), "tier2.working");
    within(3, ben.leave());
}

#[test]
fn task_2_a_password_reset_on_the_phone() {
    let desk = Desk::new();
    let mut tom = desk.seat("tom");
    tom.sees("c", "New ticket");
    tom.sees("\"lena\"", "Acme · no open ticket");
    tom.keys("<enter> \"Password reset\" <enter> \"forgot it\" <tab> 3 <c-s>");
    tom.shows("quick answer");
    tom.sees("C", "the customer reads this");
    tom.keys("\"Sent a link; she is in.\" <tab> \"Lena Park\" <c-s>");
    tom.gone("the customer reads this");
    assert_eq!(desk.stage("1"), "tier1.closed");
    let shown = desk.ok(&["show", "1", "--timeline"]);
    assert!(shown.contains("Lena Park"), "{shown}");
    within(12, tom.leave());
}

#[test]
fn task_3_a_new_call_to_escalated() {
    let desk = Desk::new();
    let mut tom = desk.seat("tom");
    way::call_and_hand_up(&mut tom);
    assert_eq!(desk.stage("1"), "tier2.queued");
    within(28, tom.leave());
}

#[test]
fn task_4_a_mail_with_two_logs() {
    let desk = Desk::working();
    let mail = "Hello,\nsince 09:40 every payment fails with\nupstream timed out (110) while reading\nresponse from 10.0.3.7\nLogs are attached.\nLena";
    desk.ok(&["received", "1", "--text", mail, "--as", "tina"]);
    let quiet: String = (0..50)
        .map(|n| format!("2026-11-24 09:{n:02}:00 INFO GET /{n}\n"))
        .collect();
    let trouble = format!(
        "{quiet}2026-11-24 09:50:01 ERROR upstream timed out (110)\n  at pool.rs:17\n  at main.rs:3\n{quiet}"
    );
    for (name, text) in [("web.log", quiet.as_str()), ("pool.log", &trouble)] {
        let path = desk.home.path().join(name);
        std::fs::write(&path, text).unwrap();
        desk.ok(&["attach", "1", &path.display().to_string(), "--as", "tina"]);
    }
    let mut tom = desk.seat("tom");
    tom.sees("U", "Conversation on #1");
    tom.shows("upstream timed out (110)");
    tom.keys("j j v j");
    tom.sees("3", "Error messages: upstream timed out");
    tom.sees("F", "pool.log");
    tom.sees("<enter>", "▸ Lines 103");
    tom.sees("!", "E 2026-11-24 09:50:01 ERROR");
    tom.keys("v j j");
    tom.sees(".", "Close the item");
    tom.sees("<c-s>", "Analyze logs: lines kept");
    let shown = desk.ok(&["show", "1", "--json"]);
    let shown: serde_json::Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(
        shown["intake"][2]["text"],
        "upstream timed out (110) while reading\nresponse from 10.0.3.7\n(message 2, lines 3–4)"
    );
    assert_eq!(shown["kept"][0]["lines"], serde_json::json!([51, 53]));
    assert_eq!(shown["kept"][0]["source"]["name"], "pool.log");
    assert_eq!(shown["checklist"][1]["state"], "done");
    within(14, tom.count);
    assert_eq!(
        shown["checklist"][1]["evidence"],
        "lines 51–53 of attachment 2, pool.log"
    );
    // The log, the list of files, the conversation: back to where one was.
    for _ in 0..3 {
        tom.keys("<esc>");
        tom.pause();
    }
    tom.leave();
}

#[test]
fn task_5_tier_2_from_accepted_to_engineering() {
    let desk = Desk::accepted();
    let mut ben = desk.seat("ben");
    way::analyse(&mut ben);
    assert_eq!(desk.stage("1"), "engineering.queued");
    within(24, ben.leave());
}

#[test]
fn task_6_sent_back_asked_and_handed_up_again() {
    let desk = Desk::handed_up();
    let mut ben = desk.seat("ben");
    ben.sees("<lt>", "Send back to Tier 1");
    ben.keys("1 \"Which card was it?\" <c-s>");
    ben.gone("What is missing");
    assert_eq!(desk.stage("1"), "tier1.queued");
    within(5, ben.leave());

    let mut tom = desk.seat("tom");
    tom.shows("Which card was it?");
    tom.sees("t", "Tier 1 working");
    tom.sees("a", "the customer reads this");
    tom.keys("\"Which card was it, please?\" <c-s>");
    tom.gone("the customer reads this");
    tom.sees("m", "What they said");
    tom.keys("\"A blue one of Birch Bank.\" <c-s>");
    tom.gone("What they said");
    tom.sees("> <enter>", "ctrl-t takes over: A blue one");
    tom.keys("<c-t> <c-s>");
    tom.shows("─ Escalate to Tier 2 ─");
    tom.gone("Still missing");
    tom.sees("<c-s>", "#1 is with Tier 2");
    assert_eq!(desk.stage("1"), "tier2.queued");
    let package = desk.ok(&["show", "1", "--package", "3", "--markdown"]);
    assert!(package.contains("A blue one of Birch Bank."), "{package}");
    within(10, tom.leave());
}

/// An outage: handed up at once, sixty calls linked to it, one update to all; after the fix all told.
#[test]
fn task_7_an_outage_of_sixty_calls() {
    let desk = Desk::new();
    let high = ["--impact", "high", "--urgency", "high"];
    let call = ["--customer", "Acme", "--channel", "phone"];
    let new = ["new", "--as", "tom", "--subject", "Payments down"];
    desk.ok(&[&new[..], &call[..], &high[..]].concat());
    for field in ["symptoms", "errors"] {
        desk.ok(&[
            "answer",
            "1",
            field,
            "--as",
            "tom",
            "--text",
            "502 everywhere",
        ]);
    }
    let mut tom = desk.seat("tom");
    tom.sees("t", "Take the ticket");
    tom.sees("<c-s>", "Tier 1 working");
    tom.sees(">", "Escalate to Tier 2");
    tom.sees("2 <tab> \"nobody can pay\" <c-s>", "#1 is with Tier 2");
    assert_eq!(desk.stage("1"), "tier2.queued");
    within(6, tom.leave());

    for n in 0..60 {
        desk.open(&format!("Checkout fails, shop {n}"), "I cannot pay.");
    }
    let mut tom = desk.seat("tom");
    tom.sees("/ \"checkout\" <enter>", "checkout");
    tom.sees("%", "60 marked");
    tom.sees("*", "With 60 marked");
    tom.sees(
        "\"link to\" <enter>",
        "Link a ticket or an article · 60 marked",
    );
    tom.sees("\"1\" <c-s>", "Done on 60 tickets");
    tom.sees("%", "60 marked");
    tom.sees("*", "With 60 marked");
    tom.sees("<enter>", "the customers of 60 tickets");
    tom.sees("\"We are on it.\" <c-s>", "Done on 60 tickets");
    within(10, tom.leave());
    let outage = desk.ok(&["--json", "show", "1"]);
    let outage: serde_json::Value = serde_json::from_str(outage.trim()).unwrap();
    assert_eq!(outage["linked_from"].as_array().unwrap().len(), 60);
    let shown = desk.ok(&["show", "61", "--timeline"]);
    assert!(shown.contains("We are on it."), "{shown}");

    way::fix_by_command(&desk);
    assert_eq!(desk.stage("1"), "tier1.resolved");
    let mut tom = desk.seat("tom");
    tom.sees("# \"1\" <enter>", "Tell customer");
    let there = tom.count;
    tom.sees("*", "Resolve with #1 and tell the customers");
    tom.sees("<enter>", "the customers of 60 tickets");
    tom.sees("<c-s>", "Done on 60 tickets");
    for id in ["2", "30", "61"] {
        assert_eq!(desk.stage(id), "tier1.confirming");
    }
    within(4, tom.leave() - there);
    let checked = desk.ok(&["audit", "check"]);
    assert!(checked.contains("61 tickets"), "{checked}");
}

#[test]
fn task_9_a_change_of_shift_with_twelve_tickets_and_a_cut_line() {
    let desk = Desk::new();
    for n in 0..12 {
        desk.open(&format!("Invoice {n} is wrong"), "Look at it.");
        desk.ok(&["take", &(n + 1).to_string(), "--as", "tom"]);
    }
    let mut tom = desk.seat("tom");
    tom.sees("H", "Change of shift · 12 tickets");
    tom.keys("\"tina\" <tab>");
    tom.keys("\"They send the May invoice. \" <tab> \"Call at four, ask for Le\"");
    tom.settle();
    tom.pause();
    tom.pause();
    tom.pty.hang_up();
    let ended = tom.pty.end_within(crate::support::pty::PATIENCE);
    assert!(ended.is_some(), "it outlived its line");

    let mut tom = desk.seat("tom");
    tom.sees("d <enter>", "ask for Le");
    within(2, tom.count);
    let back = tom.count;
    // At the same word: what is typed goes on there.
    tom.keys("\"na. \" <tab>");
    for n in 3..=12 {
        tom.keys(&format!("\"Word {n}. \" <tab>"));
    }
    tom.sees("<c-s>", "Done on 12 tickets");
    let finished = tom.leave() - back;
    let listed = desk.ok(&["--json", "handover", "list", "--as", "tina"]);
    assert!(listed.contains("Call at four, ask for Lena."), "{listed}");
    assert!(listed.contains("Word 12."), "{listed}");

    let mut tina = desk.seat("tina");
    tina.sees("v \"handed to\" <enter>", "Invoice 3 is wrong");
    tina.sees("% *", "With 12 marked");
    tina.sees("\"take over\" <enter>", "12 marked tickets?");
    tina.sees("y", "Done on 12 tickets");
    let listed = desk.ok(&["list", "--mine", "--as", "tina", "--json"]);
    assert_eq!(
        listed.lines().filter(|l| l.contains("\"subject\"")).count(),
        12
    );
    within(2 * 12 + 4, finished + tina.leave());
}

#[test]
fn task_8_from_fix_to_closed() {
    let desk = Desk::at_engineering();
    let mut eve = desk.seat("eve");
    way::deploy(&mut eve);
    within(18, eve.leave());
    for agent in ["tina", "ben"] {
        let mut signer = desk.seat(agent);
        signer.sees("S", "What was checked");
        signer.keys("\"Charged a card\" <tab> 1 <c-s>");
        signer.gone("What was checked");
        within(4, signer.leave());
    }
    let mut tom = desk.seat("tom");
    tom.sees(".", "the customer reads this");
    tom.sees("\"It is solved.\" <c-s>", "Ask if satisfied");
    within(4, tom.count);
    let told = tom.count;
    tom.sees(".", "Confirmed by");
    tom.keys("<c-s>");
    tom.gone("Confirmed by");
    assert_eq!(desk.stage("1"), "tier1.closed");
    within(3, tom.leave() - told);
}

/// A ticket that Tier 2 sent back, for the same thing as others.
fn sent_back(desk: &Desk, id: &str) {
    desk.open("Export fails", "It fails.");
    desk.ok(&["take", id, "--as", "tom"]);
    for field in ["symptoms", "steps", "errors", "changes"] {
        desk.ok(&["answer", id, field, "--as", "tom", "--text", field]);
    }
    for item in ["configurations", "logs", "known_issues", "updates"] {
        desk.ok(&["check", id, item, "--as", "tom", "--done", "fine"]);
    }
    let why = ["--because", "in-depth", "--why", "beyond us"];
    desk.ok(&[&["escalate", id, "--as", "tom"][..], &why[..]].concat());
    let missing = ["--reason", "incomplete", "--missing", "the log file"];
    desk.ok(&[&["return", id, "--as", "ben"][..], &missing[..]].concat());
}

#[test]
fn task_10_a_decline_approved_and_the_review() {
    let desk = Desk::at_engineering();
    sent_back(&desk, "2");
    sent_back(&desk, "3");
    let mut lea = desk.seat("lea");
    lea.sees("# \"1\" <enter>", "#1 Payments down");
    lea.sees("e \"approval\" <enter>", "Remark");
    lea.keys("\"It is by design.\" <c-s>");
    lea.gone("Remark");
    lea.sees("Q", "VOLUME");
    lea.sees("m", "What returns asked for");
    lea.shows("the log file");
    lea.sees("<enter>", "2 tickets");
    lea.sees("d", "What is to be done");
    lea.keys("\"Ask for the log first.\" <tab> \"tom\" <enter> \"2w\" <c-s>");
    lea.shows("Review 1 has decision 1: tom sees to it.");
    let shown = desk.ok(&["review", "show"]);
    for said in [
        "tom, until",
        "Ask for the log first.",
        "missing:the log file",
    ] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    lea.keys("<esc> <esc>");
    lea.gone("VOLUME");
    within(18, lea.leave());
}
