//! Many processes at once, and processes killed at any moment: nothing acknowledged is lost, nothing
//! is applied twice or by half. On the real program.

mod backup;
mod file;
mod killed;
mod people;
mod shared;

use crate::cli::Home;
use hoist::desk::{Desk, new_command_id, system_clock};
use hoist::domain::actor::{Actor, Identity};
use hoist::domain::command::Opening;
use hoist::domain::event::Opened;
use hoist::domain::id::{AgentName, CommandId, TicketId, Tier};
use hoist::store::Store;
use hoist::store::sqlite::{Mode, SqliteStore};
use std::process::Stdio;
use std::sync::Barrier;
use std::time::Instant;

fn store(home: &Home) -> SqliteStore {
    SqliteStore::open(&home.desk(), Mode::Write).unwrap()
}

/// The desk of a home, with an agent at it.
fn desk(home: &Home, name: &str, lead: bool) -> Desk {
    let actor = Actor {
        name: AgentName::from(name),
        tiers: vec![Tier::from("tier1")],
        lead,
        identity: Identity::default(),
    };
    Desk::with_actor(Box::new(store(home)), actor, system_clock()).unwrap()
}

fn opening(subject: &str) -> Opening {
    Opening {
        opened: Opened {
            kind: "incident".into(),
            subject: subject.into(),
            customer_name: "Acme".into(),
            ..Opened::default()
        },
        ..Opening::default()
    }
}

fn fill(home: &Home, tickets: usize) {
    let mut desk = desk(home, "ana", true);
    for n in 0..tickets {
        desk.open_ticket(opening(&format!("ticket {n}")), &new_command_id())
            .unwrap();
    }
}

/// One agent claims every ticket; what it won, and what was said to it otherwise.
fn claim(home: &Home, who: usize, tickets: usize) -> Vec<(i64, i32, String)> {
    (1..=tickets)
        .map(|id| {
            let ran = home.run(&format!("take {id} --as agent{who}"));
            (i64::try_from(id).unwrap(), ran.code, ran.err)
        })
        .collect()
}

fn claims(agents: usize, tickets: usize) {
    let home = Home::new();
    for n in 0..agents {
        home.ok(&format!("agents add agent{n} --tier tier1"));
    }
    fill(&home, tickets);
    let barrier = Barrier::new(agents);
    let ran: Vec<Vec<(i64, i32, String)>> = std::thread::scope(|scope| {
        let each: Vec<_> = (0..agents)
            .map(|who| {
                let (home, barrier) = (&home, &barrier);
                scope.spawn(move || {
                    barrier.wait();
                    claim(home, who, tickets)
                })
            })
            .collect();
        each.into_iter().map(|t| t.join().unwrap()).collect()
    });
    let store = store(&home);
    for id in 1..=tickets {
        let place = id - 1;
        let won: Vec<usize> = (0..agents).filter(|a| ran[*a][place].1 == 0).collect();
        assert_eq!(won.len(), 1, "ticket {id}: {ran:?}");
        let winner = format!("agent{}", won[0]);
        let (row, _) = store.stored(TicketId(i64::try_from(id).unwrap())).unwrap();
        assert_eq!(row.assignee, Some(AgentName::from(winner.as_str())));
        for (_, code, said) in ran.iter().map(|r| &r[place]).filter(|r| r.1 != 0) {
            assert!(matches!(code, 4 | 5), "{code}: {said}");
            assert!(said.contains(&winner) && !said.contains("busy"), "{said}");
        }
    }
    drop(store);
    home.ok("audit check");
}

#[test]
fn sixteen_processes_claim_and_each_ticket_has_one_winner() {
    claims(16, 12);
}

/// The whole size; half a minute.
#[test]
#[ignore = "half a minute; run with --ignored"]
fn sixteen_processes_claim_two_hundred_tickets() {
    claims(16, 200);
}

fn kills(rounds: u32) {
    let home = Home::new();
    home.ok("new --subject first --customer Acme");
    let begun = Instant::now();
    home.ok("new --subject second --customer Acme");
    let mut whole = begun.elapsed();
    let mut acknowledged = Vec::new();
    let mut killed = 0;
    for round in 0..rounds {
        let line = format!(
            "new --subject k{round} --customer Acme --command-id 00000000-0000-7000-8000-0a{round:010}"
        );
        let mut child = home
            .command(&line)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // A step that shares no divisor with the rounds visits every moment of a run.
        let part = f64::from(round * 37 % 101) / 90.0;
        std::thread::sleep(whole.mul_f64(part));
        child.kill().unwrap();
        let output = child.wait_with_output().unwrap();
        let in_time = output.status.code().is_none();
        killed += u32::from(in_time);
        // The machine may be busier now than when the first was timed.
        whole = whole.mul_f64(if in_time { 1.05 } else { 0.9 });
        let said = String::from_utf8(output.stdout).unwrap();
        if let Some(id) = said.trim().strip_prefix('#') {
            acknowledged.push((round, id.parse::<i64>().unwrap()));
        }
    }
    assert!(killed > rounds / 4, "{killed} were killed in time");
    assert!(!acknowledged.is_empty(), "none was quick enough");
    let store = store(&home);
    for (round, id) in acknowledged {
        let kept = store
            .delivered(&CommandId(format!("00000000-0000-7000-8000-0a{round:010}")))
            .unwrap();
        assert_eq!(kept.map(|k| k.id), Some(TicketId(id)), "lost k{round}");
        let (row, ticket) = store.stored(TicketId(id)).unwrap();
        assert_eq!(
            (row.subject, ticket.version),
            (format!("k{round}"), row.version)
        );
    }
    drop(store);
    home.ok("audit check");
}

#[test]
fn what_a_killed_program_acknowledged_is_kept() {
    kills(60);
}

#[test]
fn a_command_id_from_two_processes_at_once_counts_once() {
    let home = Home::new();
    home.ok("new --subject first --customer Acme");
    for round in 0..6 {
        let new = format!(
            "new --subject twice --customer Acme --command-id 00000000-0000-7000-8000-0b{round:010}"
        );
        let note =
            format!("note 1 --text twice --command-id 00000000-0000-7000-8000-0c{round:010}");
        let pair = |line: &str| {
            let mut ran: Vec<String> = std::thread::scope(|scope| {
                let both: Vec<_> = (0..2).map(|_| scope.spawn(|| home.ok(line))).collect();
                both.into_iter().map(|t| t.join().unwrap()).collect()
            });
            ran.dedup();
            ran
        };
        assert_eq!(pair(&new), [format!("#{}\n", round + 2)]);
        pair(&note);
    }
    let store = store(&home);
    assert_eq!(store.ids(TicketId(0), 99).unwrap().len(), 7);
    assert_eq!(store.stored(TicketId(1)).unwrap().1.version, 7);
}

#[test]
fn a_repeated_command_line_gives_its_first_answer() {
    let home = Home::new();
    home.triaged();
    let escalate = "escalate 1 --as tom --because in-depth --why \"needs a trace\" --command-id 00000000-0000-7000-8000-0000000000e1";
    home.ok(escalate);
    let version = home.json("show 1")["version"].clone();
    assert!(home.ok(escalate).contains("#1"));
    assert_eq!(home.json("show 1")["version"], version);
}

#[test]
fn a_command_id_stands_for_one_ticket() {
    let home = Home::new();
    home.ok("new --subject a --customer Acme --command-id 00000000-0000-7000-8000-0000000000a1");
    home.ok("new --subject b --customer Acme");
    home.ok("take 1 --as tom --command-id 00000000-0000-7000-8000-0000000000b1");
    let said = home.fails(
        2,
        "take 2 --as tom --command-id 00000000-0000-7000-8000-0000000000b1",
    );
    assert!(said.contains("used before, on #1"), "{said}");
    home.fails(
        2,
        "note 2 --text x --command-id 00000000-0000-7000-8000-0000000000a1",
    );
    assert_eq!(home.json("show 2")["version"], 1);
}

#[test]
fn of_several_that_make_a_desk_at_once_one_does() {
    for _ in 0..4 {
        let home = Home::empty();
        let codes: Vec<(i32, String)> = std::thread::scope(|scope| {
            let all: Vec<_> = (0..4)
                .map(|n| {
                    let home = &home;
                    scope.spawn(move || {
                        let ran = home.run(&format!("init --name a{n}"));
                        (ran.code, ran.err)
                    })
                })
                .collect();
            all.into_iter().map(|t| t.join().unwrap()).collect()
        });
        assert_eq!(codes.iter().filter(|c| c.0 == 0).count(), 1, "{codes:?}");
        let lost = codes.iter().filter(|c| c.0 != 0);
        assert!(
            lost.clone().all(|c| c.1.contains("already there")),
            "{codes:?}"
        );
        let beside = std::fs::read_dir(home.desk().parent().unwrap()).unwrap();
        assert_eq!(beside.count(), 1);
        home.ok("new --subject a --customer Acme");
    }
}

#[test]
fn a_file_size_limit_is_a_sentence() {
    let home = Home::new();
    let inner = home.command("new --subject big --customer Acme --text-file big");
    std::fs::write(home.path().join("big"), "x".repeat(900_000)).unwrap();
    let ran = std::process::Command::new("sh")
        .args(["-c", "ulimit -f 600; exec \"$@\"", "sh"])
        .arg(inner.get_program())
        .args(inner.get_args())
        .current_dir(home.path())
        .env("HOME", home.path())
        .env("XDG_CONFIG_HOME", home.path().join("config"))
        .env("XDG_DATA_HOME", home.path().join("data"))
        .output()
        .unwrap();
    let said = String::from_utf8(ran.stderr).unwrap();
    assert_eq!(ran.status.code(), Some(1), "{said}");
    assert!(said.starts_with("hoist: "), "{said}");
    home.ok("audit check");
}
