//! Real issues, imported and driven by hand: one the whole way, one through a return and a reopen.

use super::{Desk, Seat, way};
use crate::support::hostile::data_file;

/// A desk with the 1,500 issues, and the numbers of two incidents among them.
fn imported() -> Option<(Desk, String, String)> {
    let issues = data_file("issues/nlbse2024_train.csv.gz")?;
    let desk = Desk::new();
    let map = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/assets/import/github-issues.toml"
    );
    let issues = issues.to_str().unwrap();
    desk.ok(&["import", issues, "--format", "csv", "--map", map]);
    let listed = desk.ok(&[
        "--json",
        "list",
        "--query",
        "kind:incident",
        "--limit",
        "40",
    ]);
    let rows = || {
        listed
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
    };
    let mut incidents = rows()
        .filter(|row| row["stage"] == "tier1.queued")
        .map(|row| row["id"].to_string());
    let two = (incidents.next().unwrap(), incidents.next().unwrap());
    Some((desk, two.0, two.1))
}

/// An agent before one ticket.
fn before(desk: &Desk, agent: &str, ticket: &str) -> Seat {
    let mut seat = desk.seat(agent);
    seat.sees(&format!("# \"{ticket}\""), &format!("#{ticket} "));
    seat.sees("<enter>", &format!("#{ticket} "));
    seat.gone("Jump to #");
    seat
}

/// Tier 1 takes it, asks all there is to ask, and hands it up.
fn to_tier_2(desk: &Desk, ticket: &str) {
    let mut tom = before(desk, "tom", ticket);
    tom.sees("t", "Impact");
    tom.keys("2 2 <c-s>");
    tom.shows("Tier 1 working");
    tom.sees("> <enter>", "─ Symptoms ─");
    for (answer, next) in [
        ("as they wrote", "─ Replication steps ─"),
        ("as they wrote", "─ Error messages ─"),
        ("none seen", "─ Recent changes"),
        ("not said", "─ Verify configurations ─"),
    ] {
        tom.sees(&format!("\"{answer}\" <c-s>"), next);
    }
    for next in [
        "─ Analyze logs ─",
        "─ Check for known issues ─",
        "─ Check for updates ─",
    ] {
        tom.sees("1", next);
    }
    tom.sees("1", "─ Escalate to Tier 2 ─");
    tom.gone("Still missing");
    tom.keys("2 <tab> \"it is in the code\" <c-s>");
    tom.gone("─ Escalate to Tier 2 ─");
    assert_eq!(desk.stage(ticket), "tier2.queued");
    tom.leave();
}

fn accepts(desk: &Desk, agent: &str, ticket: &str) -> Seat {
    let mut seat = before(desk, agent, ticket);
    seat.shows("Package");
    seat.sees(".", "ready");
    seat.shows("read package");
    seat.keys(".");
    seat.shows(&format!("#{ticket} is accepted"));
    seat
}

/// The solution told, the customer satisfied.
fn tell_and_close(desk: &Desk, ticket: &str) {
    let mut tom = before(desk, "tom", ticket);
    tom.sees("T", "the customer reads this");
    tom.keys("\"It is solved.\" <c-s>");
    tom.gone("the customer reads this");
    tom.sees("C", "Confirmed by");
    tom.keys("\"whoever wrote it\" <c-s>");
    tom.gone("Confirmed by");
    assert_eq!(desk.stage(ticket), "tier1.closed");
    tom.leave();
}

#[test]
fn a_real_issue_goes_the_whole_way_by_key() {
    let Some((desk, ticket, other)) = imported() else {
        return;
    };
    to_tier_2(&desk, &ticket);
    way::analyse(&mut accepts(&desk, "ben", &ticket));
    way::deploy(&mut accepts(&desk, "eve", &ticket));
    for agent in ["tina", "ben"] {
        let mut signer = before(&desk, agent, &ticket);
        signer.sees("S", "What was checked");
        signer.keys("\"Tried it\" <tab> 1 <c-s>");
        signer.gone("What was checked");
    }
    tell_and_close(&desk, &ticket);
    let mut lea = before(&desk, "lea", &ticket);
    lea.sees(": \"archive\" <enter>", "Seal this ticket");
    lea.sees("y", "Archived");
    assert_eq!(desk.stage(&ticket), "tier1.archived");
    lea.leave();
    return_and_reopen(&desk, &other);
    let checked = desk.ok(&["audit", "check"]);
    assert!(checked.contains("replay"), "{checked}");
}

/// Sent back by Tier 2, solved by Tier 1, closed, opened again.
fn return_and_reopen(desk: &Desk, ticket: &str) {
    to_tier_2(desk, ticket);
    let mut ben = accepts(desk, "ben", ticket);
    ben.sees("<lt>", "Send back to Tier 1");
    ben.keys("1 \"Which version?\" <c-s>");
    ben.gone("What is missing");
    assert_eq!(desk.stage(ticket), "tier1.queued");

    let mut tom = before(desk, "tom", ticket);
    tom.shows("Which version?");
    tom.sees("t", "Tier 1 working");
    tom.sees("r <enter>", "Answer what was missing");
    tom.keys("\"The newest.\" <c-s>");
    tom.gone("Answer what was missing");
    tom.sees("", "It no longer holds");
    tom.sees("\"it works as meant\" <c-s>", "What solved it");
    tom.gone("Still missing");
    tom.keys("1 \"Set the option.\" <c-s>");
    tom.gone("What solved it");
    tom.leave();
    tell_and_close(desk, ticket);

    let mut tom = before(desk, "tom", ticket);
    tom.sees("O", "Reason");
    tom.keys("\"It is back.\" <c-s>");
    tom.gone("─ Reopen");
    assert_eq!(desk.stage(ticket), "tier1.queued");
    tom.sees("t", "Tier 1 working");
    tom.keys("+");
    tom.leave();
    assert_eq!(desk.stage(ticket), "tier1.working");
}
