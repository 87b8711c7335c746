//! The whole way of a ticket by keys alone.

use super::{Desk, Seat};
use crate::support::pty::PATIENCE;

#[test]
fn from_the_call_to_the_archive() {
    let desk = Desk::new();
    call_and_hand_up(&mut desk.seat("tom"));
    assert_eq!(desk.stage("1"), "tier2.queued");

    let mut ben = desk.seat("ben");
    ben.sees(".", "ben  read package 1");
    ben.sees("", "Package 1 for Tier 2");
    ben.sees(".", "#1 is accepted");
    analyse(&mut ben);
    assert_eq!(desk.stage("1"), "engineering.queued");

    let mut eve = desk.seat("eve");
    eve.sees(".", "eve  read package 2");
    eve.sees("", "Package 2 for Engineering");
    eve.sees(".", "#1 is accepted");
    deploy(&mut eve);
    assert_eq!(desk.stage("1"), "engineering.verifying");

    let fixed = desk.ok(&["show", "1", "--timeline"]);
    assert!(fixed.contains("Change: Code change · abc123"), "{fixed}");
    for agent in ["tina", "ben"] {
        let mut signer = desk.seat(agent);
        signer.keys("S \"Charged a card\" <tab> 1 <c-s>");
        signer.gone("What was checked");
    }
    assert_eq!(desk.stage("1"), "tier1.resolved");
    let mut tom = desk.seat("tom");
    tom.sees(".", "Fixed: Code change, abc123");
    tom.shows("Deployed: production, 4.2.1");
    tom.sees("\"It is solved.\" <c-s>", "Ask if satisfied");
    tom.sees(". <c-s>", "Closed");
    assert_eq!(desk.stage("1"), "tier1.closed");
    let mut lea = desk.seat("lea");
    lea.sees("# \"1\"", "#1 Payments down");
    lea.sees("<enter>", "Closed");
    lea.sees(": \"archive\" <enter>", "Seal this ticket");
    assert_eq!(
        desk.stage("1"),
        "tier1.closed",
        "the key that asked does not confirm"
    );
    lea.sees("y", "Archived");
    assert_eq!(desk.stage("1"), "tier1.archived");
    let checked = desk.ok(&["audit", "check"]);
    assert!(checked.contains("1 ticket"), "{checked}");
    lea.leave();
}

/// A call, taken and handed up to Tier 2, led through all that is missing.
pub fn call_and_hand_up(tom: &mut Seat) {
    tom.sees("c", "New ticket");
    tom.sees("\"lena\"", "Acme · no open ticket");
    tom.keys("<enter> \"Payments down\" <enter> \"It is down\" <tab> 1 1 2 2 <c-s>");
    tom.shows("Tier 1 working");
    tom.sees(">", "Still missing");
    tom.sees("<enter>", "─ Symptoms ─");
    tom.sees("\"no charge\" <c-s>", "─ Replication steps ─");
    tom.sees("\"POST /charge\" <c-s>", "─ Error messages ─");
    tom.sees("\"502\" <c-s>", "─ Recent changes to the system ─");
    tom.sees("\"none\" <c-s>", "─ Verify configurations ─");
    tom.sees("1", "─ Analyze logs ─");
    tom.sees("1", "─ Check for known issues ─");
    tom.sees("1", "─ Check for updates ─");
    tom.sees("1", "─ Escalate to Tier 2 ─");
    tom.gone("Still missing");
    tom.sees("2 <tab> \"it drops charges\" <c-s>", "#1 is with Tier 2");
}

/// Finding, root cause, replication, workaround, the teams, the reason.
pub fn analyse(ben: &mut Seat) {
    ben.sees("> <enter>", "─ Finding");
    ben.sees("\"the pool is empty\" <c-s>", "─ Root cause");
    ben.sees("\"a leak\" <tab> 2 <c-s>", "─ Replication");
    ben.sees("1 \"staging\" <enter> \"4.2\" <c-s>", "─ Workaround");
    ben.sees("1 \"restart it\" <c-s>", "─ Liaise");
    ben.sees("1", "─ Escalate to Engineering ─");
    ben.gone("Still missing");
    ben.sees("1 <tab> \"the pool leaks\" <c-s>", "#1 is with Engineering");
}

/// Analysis, change, test, deployment and what the knowledge base gets.
pub fn deploy(eve: &mut Seat) {
    eve.sees("D <enter>", "─ Analysis");
    eve.sees("\"pool\" <enter> \"no close\" <c-s>", "─ Change");
    eve.sees("1 \"abc123\" <c-s>", "─ Test evidence");
    eve.sees("\"ten charges\" <tab> \"passed\" <c-s>", "─ Deployment");
    eve.keys("\"production\" <enter> \"4.2.1\" <enter> <enter> \"back to 4.2.0\" <c-s>");
    eve.sees("", "─ Deploy the fix ─");
    eve.gone("Deployment is not");
    eve.keys("3 \"one of a kind\" <c-s>");
    eve.gone("─ Deploy the fix ─");
}

#[test]
fn on_a_demo_desk_one_acts_as_anyone() {
    let desk = Desk::new();
    let mut command = desk.interface("lea");
    let argv = command.get_argv_mut();
    argv.truncate(1);
    argv.extend(["demo", "--seed", "1", "--at", "2026-11-24T12:00:00Z"].map(Into::into));
    let pty = crate::support::pty::Pty::spawn_command(command, (120, 36));
    let mut seat = Seat { pty, count: 0 };
    seat.shows("you ·");
    seat.sees(": \"act as\" <enter>", "Act as");
    seat.sees("\"engineering\"", "Engineering");
    seat.keys("<enter>");
    seat.shows("Engineering · by");
    seat.gone("you ·");
    let left = seat.pty.end_within(std::time::Duration::ZERO);
    assert!(left.is_none());
    seat.keys("q");
    assert!(seat.pty.end_within(PATIENCE).is_some());
    assert_eq!(seat.pty.left_behind(), None);
}

/// Ticket 1 from Tier 2's queue to a verified fix, by command.
pub fn fix_by_command(desk: &Desk) {
    desk.ok(&["show", "1", "--package", "1", "--as", "ben"]);
    desk.ok(&["accept", "1", "--as", "ben"]);
    let record = |agent: &str, kind: &str, values: &[&str]| {
        desk.ok(&[&["record", "1", kind, "--as", agent][..], values].concat());
    };
    record("ben", "finding", &["text=the pool is empty"]);
    record("ben", "workaround", &["state=none_found"]);
    let why = ["--because", "software_bug", "--why", "the pool leaks"];
    desk.ok(&[&["escalate", "1", "--as", "ben"][..], &why[..]].concat());
    desk.ok(&["show", "1", "--package", "2", "--as", "eve"]);
    desk.ok(&["accept", "1", "--as", "eve"]);
    record(
        "eve",
        "analysis",
        &["component=pool", "cause=a branch leaks"],
    );
    record("eve", "change", &["kind=code_change", "reference=4f2a"]);
    record("eve", "test", &["what=load", "result=no leak"]);
    let where_ = [
        "where=production",
        "version=4.2.2",
        "when=2026-01-01",
        "roll_back=4.2.1",
    ];
    record("eve", "deployment", &where_);
    desk.ok(&["deploy", "1", "--as", "eve", "--no-kb", "nothing new"]);
    for agent in ["tina", "ben"] {
        let said = ["--checked", "Charged a card", "--result", "works"];
        desk.ok(&[&["sign", "1", "--as", agent][..], &said[..]].concat());
    }
}
