//! The real program is killed (SIGKILL) in the middle of what touches many tickets: what was done stays done, once,
//! and whoever comes next does the rest.

use crate::cli::Home;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// Tickets that are linked to the first one, or handed over.
const MANY: u32 = 60;

/// Kills, each at another moment of the run.
const ROUNDS: u32 = 8;

/// Runs a command and kills it after so long; whether it was still at work.
fn killed(home: &Home, line: &str, after: Duration) -> bool {
    let mut child = home
        .command(line)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap().code().is_none()
}

/// How long a command takes when it is let be, on a desk of its own.
fn whole(home: &Home, line: &str) -> Duration {
    let desk = copied(home, "whole.hoist");
    let begun = Instant::now();
    home.ok(&format!("{line} {desk}"));
    begun.elapsed()
}

/// A desk with many tickets that tom works on.
fn many() -> Home {
    let home = Home::new();
    home.ok("customers add Acme");
    for n in 1..=MANY + 1 {
        home.ok("new --as tom --customer Acme --subject \"It fails\" --text \"Since nine.\" --channel email");
        home.ok(&format!("take {n} --as tom impact=medium urgency=medium"));
    }
    home
}

/// A copy of the desk, so that each round begins at the same place.
fn copied(home: &Home, name: &str) -> String {
    let file = home.path().join(name);
    let log = home.desk().with_extension("hoist-wal");
    assert!(
        !log.exists(),
        "the last one who closed the desk has put the log into it"
    );
    std::fs::copy(home.desk(), &file).unwrap();
    // Who saw the other copy go on would call this one changed.
    let _ = std::fs::remove_dir_all(home.path().join("state"));
    format!("--desk {}", file.display())
}

/// How many tickets have exactly one open to-do of that workaround; none has two.
fn asked(home: &Home, desk: &str) -> u32 {
    let asks = |n: u32| {
        let shown = home.json(&format!("show {n} {desk}"));
        let todos = shown["todos"].as_array().unwrap().clone();
        let of_it = todos
            .iter()
            .filter(|t| t["text"].as_str().unwrap().contains("workaround"));
        u32::try_from(of_it.count()).unwrap()
    };
    let counts: Vec<u32> = (2..=MANY + 1).map(asks).collect();
    assert!(counts.iter().all(|n| *n <= 1), "{counts:?}");
    counts.iter().sum()
}

#[test]
fn a_workaround_that_was_being_passed_on_reaches_every_linked_ticket_once() {
    let home = many();
    for n in 2..=MANY + 1 {
        home.ok(&format!("link {n} 1 --as parent"));
    }
    let record = "record 1 workaround state=in_place text=\"Restart it\"";
    let whole = whole(&home, record);
    let mut halfway = 0;
    for round in 0..ROUNDS {
        let desk = copied(&home, &format!("round{round}.hoist"));
        let part = f64::from(round + 1) / f64::from(ROUNDS + 1);
        let in_time = killed(&home, &format!("{record} {desk}"), whole.mul_f64(part));
        let written = home.json(&format!("show 1 {desk}"));
        halfway += u32::from(in_time && written["records"][0]["kind"] == "workaround");
        // Whoever opens the desk to write passes on what is left.
        home.ok(&format!("note 1 --text \"I am here now.\" {desk}"));
        let there = home.json(&format!("show 1 {desk}"));
        let heard = asked(&home, &desk);
        match there["records"][0]["kind"] == "workaround" {
            true => assert_eq!(heard, MANY, "round {round}"),
            false => assert_eq!(heard, 0, "round {round}"),
        }
        let audit = home.ok(&format!("audit check {desk}"));
        assert!(audit.contains("equal the replay"), "{audit}");
    }
    assert!(
        halfway > 0,
        "no kill came between the record and the last ticket"
    );
}

#[test]
fn a_shift_that_was_being_handed_over_is_carried_on() {
    let home = many();
    let whole = whole(&home, "handover give ana --all --as tom");
    let mut halfway = 0;
    for round in 0..ROUNDS {
        let desk = copied(&home, &format!("round{round}.hoist"));
        let after = whole.mul_f64(f64::from(round + 1) / f64::from(ROUNDS + 1));
        let give = format!(
            "handover give ana --all --as tom --command-id 00000000-0000-7000-8000-00000000abcd {desk}"
        );
        killed(&home, &give, after);
        let offered = || {
            let listed = home.ok(&format!("--json handover list --as tom {desk}"));
            u32::try_from(listed.lines().count()).unwrap()
        };
        let before = offered();
        halfway += u32::from(before > 0 && before <= MANY);
        home.ok(&give);
        assert_eq!(offered(), MANY + 1, "round {round}");
        let said = home.ok(&format!("handover give ana --all --as tom {desk}"));
        assert!(
            said.contains(&format!("{} tickets are offered to ana already", MANY + 1)),
            "{said}"
        );
        for n in [1, MANY / 2, MANY + 1] {
            let shown = home.json(&format!("show {n} {desk}"));
            let records = shown["records"].as_array().unwrap().clone();
            let offers = records.iter().filter(|r| r["kind"] == "handover");
            assert_eq!(offers.count(), 1, "#{n}: {records:?}");
        }
        let accept = format!("handover accept --all --as ana {desk}");
        killed(&home, &accept, after);
        let _ = home.run(&accept);
        assert_eq!(offered(), 0, "round {round}");
        let mine = home.ok(&format!("--json list --mine --limit 99 --as ana {desk}"));
        assert_eq!(
            mine.lines().filter(|l| l.contains("\"id\"")).count(),
            (MANY + 1) as usize
        );
        home.ok(&format!("audit check {desk}"));
    }
    assert!(halfway > 0, "no kill came between two tickets");
}
