//! What happens by itself, on the real program: by several at once, killed, after weeks off.

use super::{Home, ran};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Duration;

/// A lively desk of months ago at which nobody has been since.
fn left_alone(home: &Home, tickets: u32) -> PathBuf {
    let desk = home.path().join("left.hoist");
    home.ok(&format!(
        "demo --write {} --tickets {tickets} --at 2026-01-05",
        desk.display()
    ));
    desk
}

fn copy(desk: &Path, name: &str) -> PathBuf {
    let to = desk.with_file_name(name);
    std::fs::copy(desk, &to).unwrap();
    to
}

fn spawn(home: &Home, desk: &Path) -> Child {
    let mut command = home.command(&format!("--desk {} --json tick", desk.display()));
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

fn done(child: Child) -> (u64, u64) {
    let ran = ran(child.wait_with_output().unwrap());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    let told: Value = serde_json::from_str(&ran.out).unwrap();
    (
        told["told"].as_u64().unwrap(),
        told["archived"].as_u64().unwrap(),
    )
}

/// Everything anybody was told, how often; and how often each ticket was archived.
fn kept(home: &Home, desk: &Path) -> (BTreeMap<String, usize>, BTreeMap<i64, usize>) {
    let mut told: BTreeMap<String, usize> = BTreeMap::new();
    for agent in ["you", "ana", "ben", "cleo", "kofi", "ines"] {
        let out = home.ok(&format!(
            "--desk {} --as {agent} --json notifications --all --limit 10000",
            desk.display()
        ));
        for line in out.lines() {
            let notice: Value = serde_json::from_str(line).unwrap();
            let key = format!(
                "{agent} {} {} {} {}",
                notice["ticket"], notice["what"], notice["text"], notice["due_at"]
            );
            *told.entry(key).or_default() += 1;
        }
    }
    let sql = "SELECT ticket, count(*) FROM event WHERE json_extract(record, '$.event.act.moved.verb') = 'archive' GROUP BY ticket";
    let out = home.run_args(&[
        "--desk",
        &desk.display().to_string(),
        "--json",
        "sql",
        "--readonly",
        sql,
    ]);
    assert_eq!(out.code, 0, "{}", out.err);
    let mut archived = BTreeMap::new();
    for line in out.out.lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        archived.insert(
            row["ticket"].as_i64().unwrap(),
            row["count(*)"].as_u64().unwrap() as usize,
        );
    }
    home.ok(&format!("--desk {} audit check", desk.display()));
    (told, archived)
}

#[test]
fn several_at_once_act_once_and_a_kill_in_the_middle_loses_and_repeats_nothing() {
    let home = Home::in_memory();
    let desk = left_alone(&home, 150);
    let (all, killed) = (copy(&desk, "all.hoist"), copy(&desk, "killed.hoist"));
    let alone = done(spawn(&home, &desk));
    assert!(alone.0 > 30 && alone.1 > 3, "{alone:?}");
    let wanted = kept(&home, &desk);
    let reviews = wanted.0.keys().filter(|k| k.contains(" \"review_due\" "));
    let reviews: Vec<&String> = reviews.collect();
    assert!(
        reviews.iter().any(|k| k.starts_with("you null "))
            && !reviews.iter().any(|k| k.starts_with("ben ")),
        "a lead is told of the review that is due: {reviews:?}"
    );
    assert!(wanted.1.values().all(|n| *n == 1), "{:?}", wanted.1);
    assert_eq!(done(spawn(&home, &desk)), (0, 0), "nothing is left");

    let together: Vec<Child> = (0..4).map(|_| spawn(&home, &all)).collect();
    let shares: Vec<(u64, u64)> = together.into_iter().map(done).collect();
    let sum = shares.iter().fold((0, 0), |s, d| (s.0 + d.0, s.1 + d.1));
    assert_eq!(sum, alone, "{shares:?}");
    assert_eq!(kept(&home, &all), wanted);

    let mut broken_off = 0;
    for n in 0..12 {
        let mut child = spawn(&home, &killed);
        std::thread::sleep(Duration::from_millis(4 + 9 * n));
        broken_off += usize::from(child.try_wait().unwrap().is_none());
        let _ = child.kill();
        child.wait().unwrap();
    }
    assert!(broken_off > 0, "each was quicker than the kill");
    done(spawn(&home, &killed));
    assert_eq!(kept(&home, &killed), wanted);
}

#[test]
fn nothing_due_writes_nothing_and_says_what_is_next() {
    let home = Home::new();
    let said = home.ok("tick");
    let next = said.strip_prefix("0 notifications, 0 tickets archived; next ");
    assert!(next.is_some(), "in a week a review is due: {said}");
    home.triaged();
    let before = home.json("audit head");
    let next = home.json("tick --next");
    assert!(next["next"].as_str().unwrap().ends_with('Z'), "{next}");
    assert_eq!(
        home.json("tick"),
        serde_json::json!({
            "looked": 0, "told": 0, "archived": 0, "troubles": [], "next": next["next"],
        })
    );
    assert_eq!(home.json("audit head"), before);
    assert_eq!(home.ok("notifications --as tom"), "Nothing new.\n");
}

#[test]
fn what_was_told_is_paged_and_read() {
    let home = Home::in_memory();
    let desk = left_alone(&home, 60);
    let ask = |line: &str| home.ok(&format!("--desk {} {line}", desk.display()));
    ask("tick");
    let page = ask("--json notifications --limit 3");
    let lines: Vec<Value> = page
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    assert_eq!(lines.len(), 4, "{page}");
    let names: Vec<&str> = lines[0]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(
        names,
        [
            "at", "due_at", "n", "over_at", "priority", "read_at", "subject", "text", "ticket",
            "to", "what"
        ]
    );
    let next = lines[3]["next"].as_i64().unwrap();
    assert_eq!(lines[2]["n"].as_i64(), Some(next));
    let second = ask(&format!("--json notifications --limit 3 --before {next}"));
    assert!(!second.contains(&format!("\"n\":{next},")), "{second}");
    ask("notifications --read --limit 3");
    let after = ask("--json notifications --limit 3");
    assert_eq!(
        after.lines().next(),
        second.lines().next(),
        "the first three are read"
    );
    let all = ask("notifications --all --limit 3");
    assert!(
        !all.contains('•') && all.contains("more with --before"),
        "{all}"
    );
}

#[test]
fn a_desk_that_can_only_be_read_says_so_and_nobody_ticks_over_ssh() {
    let home = Home::in_memory();
    let desk = left_alone(&home, 40);
    let ran = home
        .command(&format!("--desk {} ssh --agent ana", desk.display()))
        .env("SSH_ORIGINAL_COMMAND", "tick")
        .output()
        .unwrap();
    let ran = super::ran(ran);
    assert_ne!(ran.code, 0);
    assert!(ran.err.contains("run on the host"), "{}", ran.err);
}
