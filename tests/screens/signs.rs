//! The signs before the rows of the queue: the foot says what those on the screen mean, and no others.

use super::lively::{press, says, says_not, screen, session};
use super::{LARGE, SMALL, USUAL};
use crate::support::desk::{Backend, Bench, HOUR, message, received, send_back, take};
use hoist::domain::command::Command;
use hoist::domain::id::TicketId;

/// The last line but one.
fn legend(bench: &Bench, size: (u16, u16), keys: &str) -> String {
    let mut session = session(bench, "lea", size);
    press(&mut session, keys);
    let said = screen(&session);
    let lines: Vec<&str> = said.lines().collect();
    lines[usize::from(size.1) - 2].trim().to_owned()
}

fn hand_over(bench: &mut Bench, id: TicketId) {
    let offer = Command::HandOver {
        to: "abe".into(),
        text: "please go on".to_owned(),
    };
    bench.yes("ana", id, offer);
}

#[test]
fn what_is_offered_at_a_change_of_shift_and_what_asks_for_approval_are_explained() {
    let mut bench = Bench::new(Backend::Memory);
    let offered = bench.at("tier1.working");
    hand_over(&mut bench, offered);
    assert_eq!(legend(&bench, SMALL, ""), "~ handed over");
    let secret = bench.open_as("security", "low", "low");
    bench.yes("ana", secret, take());
    bench.resolve_1(secret);
    for size in [SMALL, USUAL, LARGE] {
        assert_eq!(
            legend(&bench, size, ""),
            "& approval asked  ~ handed over",
            "{size:?}"
        );
    }
}

#[test]
fn without_a_sign_the_foot_is_silent_and_a_mark_is_one() {
    let mut bench = Bench::new(Backend::Memory);
    bench.open_as("incident", "low", "low");
    assert_eq!(legend(&bench, SMALL, ""), "");
    assert_eq!(legend(&bench, SMALL, "x"), "x marked");
}

#[test]
fn of_more_signs_than_fit_the_first_are_explained_and_the_help_has_all() {
    let mut bench = Bench::new(Backend::Memory);
    let late = bench.open_as("incident", "high", "high");
    let back = bench.at("tier2.working");
    bench.yes("ben", back, send_back("incomplete", "the log"));
    let reply = bench.at("tier1.working");
    bench.yes("ana", reply, message("Which version?"));
    bench.yes("abe", reply, received("4.2"));
    bench.at("engineering.verifying");
    let secret = bench.open_as("security", "low", "low");
    bench.yes("ana", secret, take());
    bench.resolve_1(secret);
    let offered = bench.at("tier1.working");
    hand_over(&mut bench, offered);
    let paused = bench.at("tier1.working");
    let hold = Command::Hold {
        kind: "customer".to_owned(),
        until: bench.now().plus_ms(40 * HOUR),
        text: String::new(),
    };
    bench.yes("ana", paused, hold);
    bench.wait(HOUR);
    assert!(bench.row(late).due_at <= bench.now());
    assert_eq!(
        legend(&bench, SMALL, ""),
        "! late  < sent back  * reply  ^ sign-off owed  & approval asked  …"
    );
    assert_eq!(
        legend(&bench, USUAL, ""),
        "! late  < sent back  * reply  ^ sign-off owed  & approval asked  ~ handed over  = paused"
    );
    let mut lea = session(&bench, "lea", LARGE);
    press(&mut lea, "?");
    says(&lea, "The signs of the queue");
    says(&lea, "~         handed over");
    press(&mut lea, "<esc>");
    says_not(&lea, "The signs of the queue");
}

#[test]
fn no_sentence_of_the_help_is_cut() {
    let mut bench = Bench::new(Backend::Memory);
    bench.open_as("incident", "low", "low");
    for size in [SMALL, USUAL, LARGE] {
        let mut lea = session(&bench, "lea", size);
        press(&mut lea, "?");
        let (mut seen, mut last) = (String::new(), String::new());
        loop {
            let now = screen(&lea);
            let help = now.lines().filter(|l| l.contains('│') && !l.contains("─"));
            for line in help {
                let end = line.trim_end_matches(['│', ' ']);
                let cut = end.ends_with('…') && !end.ends_with(" …");
                assert!(!cut, "{size:?}: {line}");
                seen.push_str(line);
                seen.push('\n');
            }
            if now == last {
                break;
            }
            last = now;
            press(&mut lea, "j");
        }
        assert!(
            seen.contains("accepted") && seen.contains("nobody"),
            "{size:?}"
        );
    }
}
