//! Turns: how many others come before a write that asked earlier, and one that is frozen.

use super::child::{Answer, Part, run, start};
use super::claims::fault;
use super::{agent, cases, desk};
use rustix::process::Signal;
use std::time::Duration;

/// How long a round takes.
const ROUND: Duration = Duration::from_secs(3);

/// What is wrong with the answers of a round: a note that was not written, or one that others overtook
/// half of the whole round.
fn starved(all: &[Vec<Answer>]) -> Option<String> {
    let writes: usize = all.iter().map(Vec::len).sum();
    let mut most = 0;
    for answer in all.iter().flatten() {
        if answer.code != 0 {
            return Some(format!("a note was answered: {}", answer.said));
        }
        most = most.max(answer.to - answer.from - 1);
    }
    let slowest = all.iter().flatten().map(|a| a.took).max();
    let seen = format!("of {writes} writes {most} overtook one; the slowest took {slowest:?}");
    println!("{} writers: {seen}", all.len());
    (2 * most > i64::try_from(writes).unwrap()).then_some(seen)
}

/// A round in which so many write notes as fast as they can, on tickets of their own or all on one.
pub fn round(processes: usize, own: bool, plant: Option<&str>) -> Option<String> {
    let home = desk(processes, processes);
    let start = |n: usize| {
        let ticket = if own { n + 1 } else { 1 };
        let part = Part::Write(ROUND, i64::try_from(ticket).unwrap());
        start(&home.desk(), &agent(n), part, plant)
    };
    starved(&run((0..processes).map(start).collect()))
}

#[test]
fn nobody_waits_while_many_others_write() {
    for _ in 0..cases(1, 20) {
        assert_eq!(round(16, true, None), None);
    }
}

#[test]
fn notes_on_one_ticket_are_all_written() {
    for _ in 0..cases(1, 20) {
        assert_eq!(round(16, false, None), None);
    }
}

#[test]
fn one_that_is_frozen_outside_a_transaction_is_in_nobodys_way() {
    let home = desk(8, 30);
    let claim = |n: usize| start(&home.desk(), &agent(n), Part::Claim(30), None);
    let interface = home.terminal("--as tom");
    interface.wait_text("ticket 0");
    interface.wait_quiet(Duration::from_millis(200));
    interface.signal(Signal::STOP);
    let all = run((0..8).map(claim).collect());
    assert_eq!(fault(&home, &all, 30), None);
    home.ok("note 1 --as ben --text \"Written meanwhile\"");
    assert!(interface.is_stopped());
    interface.signal(Signal::CONT);
    interface.wait_for("who took a ticket meanwhile", |screen| {
        (0..8).any(|n| screen.contents().contains(&agent(n)))
    });
}
