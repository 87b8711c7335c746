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
