//! Agents and process changed by one, while another has the desk open.

use super::{desk, fill, opening, store};
use crate::cli::Home;
use crate::support::desk::without_time_in_stage;
use hoist::desk::{Error, new_command_id};
use hoist::domain::chain::{desk_event_of, event_of};
use hoist::domain::command::Command;
use hoist::domain::event::DeskFact;
use hoist::domain::id::{AgentName, At, TicketId};
use hoist::domain::parse::BUILTIN;
use hoist::store::book::Callers;
use hoist::store::{Error as Refused, Store};
use std::process::Stdio;
use std::sync::Barrier;
use std::time::{Duration, Instant};

#[test]
fn a_removed_agent_writes_no_more_and_does_not_come_back() {
    let home = Home::new();
    let mut tom = desk(&home, "tom", false);
    desk(&home, "ana", true)
        .remove_agent(&AgentName::from("tom"))
        .unwrap();
    assert!(tom.set_away(Some(At(1))).is_err());
    let said = tom.open_ticket(opening("a"), &new_command_id());
    assert!(matches!(said, Err(Error::UnknownLogin { .. })), "{said:?}");
    let agents = store(&home).agents().unwrap();
    assert!(agents.iter().any(|a| a.name == "tom" && a.removed));
}

#[test]
fn two_leads_who_remove_each_other_leave_one() {
    let home = Home::new();
    home.ok("agents add bob --tier tier1 --lead");
    home.ok("agents remove lea");
    let (mut ana, mut bob) = (desk(&home, "ana", true), desk(&home, "bob", true));
    ana.remove_agent(&AgentName::from("bob")).unwrap();
    assert!(bob.remove_agent(&AgentName::from("ana")).is_err());
    let agents = store(&home).agents().unwrap();
    assert!(agents.iter().any(|a| a.lead && !a.removed));
}

#[test]
fn an_open_desk_follows_the_process_in_force() {
    let home = Home::new();
    let mut tom = desk(&home, "tom", false);
    let text = BUILTIN.replacen("single_seat = false", "single_seat = true", 1);
    let mut ana = desk(&home, "ana", true);
    ana.use_process(&text, "one seat").unwrap();
    tom.open_ticket(opening("a"), &new_command_id()).unwrap();
    let (_, ticket) = store(&home).stored(TicketId(1)).unwrap();
    let events = tom.events(ticket.id, 0, 9).unwrap();
    assert_eq!(events[0].process, ana.process().hash);
}

/// The built-in file with another target, which is what is due first.
fn file(hours: u32) -> String {
    let from = "P4 = { first_response = \"24 h\"";
    let text = without_time_in_stage();
    assert!(text.contains(from));
    text.replace(from, &format!("P4 = {{ first_response = \"{hours} h\""))
}

/// Every event of a ticket carries the file that was in force at its place in the chain.
fn each_under_the_file_of_its_place(home: &Home) -> usize {
    let store = store(home);
    let (mut in_force, mut seen) = (String::new(), 0);
    for link in store.chain(0, usize::MAX).unwrap() {
        if link.ticket.is_some() {
            let event = event_of(&link.record).unwrap();
            assert_eq!(event.process, in_force, "record {}", link.n);
            seen += 1;
        } else if let DeskFact::Process { hash, .. } = desk_event_of(&link.record).unwrap().what {
            in_force = hash;
        }
    }
    seen
}

#[test]
fn nothing_is_decided_under_a_file_that_is_no_longer_in_force() {
    let home = Home::new();
    fill(&home, 6);
    let overtaken: usize = std::thread::scope(|scope| {
        let home = &home;
        let lead = scope.spawn(move || {
            let mut ana = desk(home, "ana", true);
            (0..30).for_each(|n| {
                ana.use_process(&file(20 + n % 5), "again").unwrap();
            });
        });
        let writers: Vec<_> = (1..=3)
            .map(|n| scope.spawn(move || write_on(home, n)))
            .collect();
        lead.join().unwrap();
        writers.into_iter().map(|w| w.join().unwrap()).sum()
    });
    let events = each_under_the_file_of_its_place(&home);
    println!("{events} events, {overtaken} moves were told to look again");
    home.ok("audit check");
    assert_eq!(store(&home).outdated(TicketId(0), 9).unwrap(), []);
}

/// Assigns and notes; how often it was told that the process was changed.
fn write_on(home: &Home, ticket: i64) -> usize {
    let mut tom = desk(home, "tom", false);
    let (id, mut told) = (TicketId(ticket), 0);
    for n in 0..40 {
        let to = if n % 2 == 0 { "tom" } else { "lea" };
        let assign = Command::Assign {
            to: Some(AgentName::from(to)),
            customers_agent: false,
        };
        match tom.run(id, None, assign, &new_command_id()) {
            Err(Error::Store(Refused::ProcessChanged)) => told += 1,
            Ok(_) => {}
            other => panic!("{other:?}"),
        }
        let note = Command::Note {
            text: n.to_string(),
        };
        tom.run(id, None, note, &new_command_id()).unwrap();
    }
    told
}

/// Open tickets, made in one long transaction.
fn fill_at_once(home: &Home, tickets: u32) {
    let mut ana = desk(home, "ana", true);
    ana.store_mut()
        .begin_bulk(hoist::store::Writes::Many)
        .unwrap();
    for n in 0..tickets {
        ana.open_ticket(opening(&format!("t{n}")), &new_command_id())
            .unwrap();
    }
    ana.store_mut().end_bulk().unwrap();
}

#[test]
fn others_write_while_two_thousand_rows_follow_another_file() {
    let home = Home::new();
    fill_at_once(&home, 2_000);
    let changed = std::sync::atomic::AtomicBool::new(false);
    let (took, slowest, notes) = std::thread::scope(|scope| {
        let (home, changed) = (&home, &changed);
        let writer = scope.spawn(move || {
            let mut tom = desk(home, "tom", false);
            let (mut slowest, mut notes) = (Duration::ZERO, 0);
            while !changed.load(std::sync::atomic::Ordering::Relaxed) {
                let note = Command::Note {
                    text: "meanwhile".into(),
                };
                let begun = Instant::now();
                tom.run(TicketId(1_999), None, note, &new_command_id())
                    .unwrap();
                slowest = slowest.max(begun.elapsed());
                notes += 1;
            }
            (slowest, notes)
        });
        let begun = Instant::now();
        let mut ana = desk(home, "ana", true);
        assert!(ana.use_process(&file(20), "quicker").unwrap());
        let took = begun.elapsed();
        changed.store(true, std::sync::atomic::Ordering::Relaxed);
        let (slowest, notes) = writer.join().unwrap();
        (took, slowest, notes)
    });
    println!("2,000 rows in {took:?}; {notes} notes meanwhile, the slowest {slowest:?}");
    assert!(notes > 5, "{notes} notes were written meanwhile");
    // Well below the patience after which a writer is told that the desk is busy.
    assert!(slowest < Duration::from_secs(3), "{slowest:?}");
    home.ok("audit check");
}

/// The real program, killed while it changes the process of a thousand open tickets.
#[test]
fn a_change_of_the_process_killed_at_any_moment_is_gone_on_with() {
    let home = Home::new();
    fill_at_once(&home, 1_000);
    let mut halfway = 0;
    for round in 0..60_u32 {
        let path = home.path().join("file.toml");
        std::fs::write(&path, file(10 + round)).unwrap();
        let mut child = home
            .command("process use file.toml --why quicker")
            .current_dir(home.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // How long some rows take, and all of them, is the machine's: every other round waits a little longer, those
        // between for the first rows that are written.
        let longer = Duration::from_millis(20 + 15 * u64::from(round / 2));
        let begun = match round % 2 {
            0 => Begun::Some,
            _ => Begun::Half,
        };
        wait_until(&home, &mut child, begun);
        if begun == Begun::Some {
            std::thread::sleep(longer);
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let left = store(&home).outdated(TicketId(0), 9_999).unwrap().len();
        halfway += u32::from(left > 0 && left < 1_000);
        home.ok("audit check");
        // The audit looks at it as it is; whoever opens the desk else goes on with it.
        home.ok("list");
        assert_eq!(store(&home).outdated(TicketId(0), 9).unwrap(), []);
        if halfway == 3 {
            return;
        }
    }
    panic!("{halfway} times killed halfway");
}

/// How far the program is.
#[derive(Clone, Copy, PartialEq)]
enum Begun {
    /// The file is in force.
    Some,
    /// Some rows are written, and some are not.
    Half,
}

/// Until it is as far as that, or done.
fn wait_until(home: &Home, child: &mut std::process::Child, begun: Begun) {
    let store = store(home);
    while child.try_wait().unwrap().is_none() {
        let left = store.outdated(TicketId(0), 9_999).unwrap().len();
        if left > 0 && (begun == Begun::Some || left < 1_000) {
            return;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn of_many_who_name_one_new_customer_at_once_one_makes_it() {
    const TOGETHER: usize = 8;
    let home = Home::new();
    let barrier = Barrier::new(TOGETHER);
    std::thread::scope(|scope| {
        for n in 0..TOGETHER {
            let (home, barrier) = (&home, &barrier);
            scope.spawn(move || {
                barrier.wait();
                home.ok(&format!(
                    "new --subject s{n} --customer \"Neu GmbH\" --contact lena@neu.example"
                ));
            });
        }
    });
    let store = store(&home);
    let customers = store.customers_called("neu gmbh").unwrap();
    assert_eq!(customers.len(), 1, "{customers:?}");
    let contacts = store.contacts(customers[0].id).unwrap();
    assert_eq!(contacts.len(), 1, "{contacts:?}");
    for id in store.ids(TicketId(0), 99).unwrap() {
        let (_, ticket) = store.stored(id).unwrap();
        assert_eq!(ticket.customer, Some(customers[0].id));
        assert_eq!(ticket.contact, Some(contacts[0].id));
    }
    drop(store);
    home.ok("audit check");
}
