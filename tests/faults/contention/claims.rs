//! Claims: each ticket is taken once, and whoever was too late is told by whom.

use super::child::{Answer, Part, run, start};
use super::{agent, cases, desk};
use crate::cli::Home;
use hoist::domain::id::TicketId;
use hoist::store::Store;
use hoist::store::sqlite::{Mode, SqliteStore};
use std::process::Stdio;
use std::sync::Barrier;

/// What is wrong with what so many were answered.
pub fn fault(home: &Home, all: &[Vec<Answer>], tickets: usize) -> Option<String> {
    let store = SqliteStore::open(&home.desk(), Mode::Read).unwrap();
    for id in 1..=i64::try_from(tickets).unwrap() {
        let claims = all.iter().enumerate().flat_map(|(who, answers)| {
            let of = answers.iter().filter(move |a| a.ticket == id);
            of.map(move |a| (who, a))
        });
        let claims: Vec<(usize, &Answer)> = claims.collect();
        if claims.len() != all.len() {
            return Some(format!("#{id}: {} of {} claims", claims.len(), all.len()));
        }
        if let Some((who, a)) = claims.iter().find(|(_, a)| !matches!(a.code, 0 | 4 | 5)) {
            return Some(format!(
                "#{id}: {} was told, after {:?} and {} writes of others: {}",
                agent(*who),
                a.took,
                a.to - a.from - 1,
                a.said
            ));
        }
        let won: Vec<usize> = claims
            .iter()
            .filter(|c| c.1.code == 0)
            .map(|c| c.0)
            .collect();
        let [winner] = won[..] else {
            return Some(format!("#{id} has {} winners", won.len()));
        };
        let kept = store.stored(TicketId(id)).unwrap().0.assignee;
        if kept.map(|k| k.to_string()) != Some(agent(winner)) {
            return Some(format!("#{id} is not {}'s who was told so", agent(winner)));
        }
        let said = |a: &Answer| a.said.contains(&agent(winner)) && !a.said.contains("busy");
        if let Some((_, a)) = claims.iter().find(|(who, a)| *who != winner && !said(a)) {
            return Some(format!("#{id}: a loser was told: {}", a.said));
        }
    }
    None
}

/// Processes that keep the desk open claim all tickets; what went wrong.
pub fn claim(processes: usize, tickets: usize, plant: Option<&str>) -> Option<String> {
    let home = desk(processes, tickets);
    let part = Part::Claim(tickets);
    let start = |n| start(&home.desk(), &agent(n), part, plant);
    let all = run((0..processes).map(start).collect());
    let slowest = all.iter().flatten().map(|a| a.took).max();
    println!("{processes} processes x {tickets} claims: the slowest took {slowest:?}");
    let fault = fault(&home, &all, tickets);
    if fault.is_none() {
        home.ok("audit check");
    }
    fault
}

#[test]
fn of_many_claims_each_ticket_has_one_winner_and_nobody_is_told_busy() {
    let (processes, tickets) = (cases(16, 64), cases(60, 1_000));
    let wrong = claim(
        usize::try_from(processes).unwrap(),
        usize::try_from(tickets).unwrap(),
        None,
    );
    assert_eq!(wrong, None);
}

/// The real program, started anew for every claim.
fn claim_by_program(processes: usize, tickets: usize) -> Option<String> {
    let home = desk(processes, tickets);
    let barrier = Barrier::new(processes);
    let one = &|who: usize| {
        barrier.wait();
        let claim = |n: usize| {
            // Each begins elsewhere, so that many are at different tickets at once.
            let id = (n + who * tickets / processes) % tickets + 1;
            let mut command = home.command(&format!("take {id} --as {}", agent(who)));
            let ran = command.stdin(Stdio::null()).output().unwrap();
            let said = [ran.stdout, ran.stderr].concat();
            Answer {
                ticket: i64::try_from(id).unwrap(),
                code: u8::try_from(ran.status.code().unwrap()).unwrap(),
                took: std::time::Duration::ZERO,
                from: 0,
                to: 0,
                said: String::from_utf8(said).unwrap(),
            }
        };
        (0..tickets).map(claim).collect::<Vec<_>>()
    };
    let all: Vec<Vec<Answer>> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..processes)
            .map(|who| scope.spawn(move || one(who)))
            .collect();
        all.into_iter().map(|t| t.join().unwrap()).collect()
    });
    fault(&home, &all, tickets)
}

#[test]
fn claims_by_the_program_itself_have_one_winner_too() {
    let tickets = usize::try_from(cases(4, 1_000)).unwrap();
    assert_eq!(claim_by_program(64, tickets), None);
}
