//! Another process file comes into force: rows follow it, also after a kill, and a decision made
//! under the old one is not written.

use crate::support::desk::{
    BACKENDS, Backend, Bench, HOUR, START, on_both_under, with, without_time_in_stage,
};
use hoist::desk::{Desk, Error};
use hoist::domain::actor::Identity;
use hoist::domain::command::Command;
use hoist::domain::event::{DeskEvent, DeskFact};
use hoist::domain::id::{At, CommandId, TicketId};
use hoist::domain::parse;
use hoist::domain::process::{Process, Verb};
use hoist::domain::row::Row;
use hoist::store;
use std::sync::{Arc, Mutex};

/// The file of these desks: the next word to the customer is what is due first.
fn first() -> String {
    without_time_in_stage()
}

/// The same with other hours between two words to the customer of a P3.
fn other(hours: i64) -> String {
    let from = "P3 = { first_response = \"8 h\", update = \"24 h\"";
    assert!(first().contains(from));
    first().replace(
        from,
        &format!("P3 = {{ first_response = \"8 h\", update = \"{hours} h\""),
    )
}

fn parsed(text: &str) -> Process {
    parse::process(text).unwrap()
}

#[track_caller]
fn whole(bench: &Bench) {
    let report = bench.desk.audit_check(&mut |_, _| {}).unwrap();
    assert_eq!(report.bad, None);
}

fn follows(bench: &Bench, id: TicketId, process: &Process) -> bool {
    let (row, ticket, under) = bench.desk.store().stored_under(id).unwrap();
    under == process.hash && row == Row::of(process, &ticket)
}

#[test]
fn rows_follow_the_file_in_force() {
    on_both_under(&first(), |bench| {
        let id = bench.open();
        let above = bench.at("engineering.queued");
        let over = bench.at("tier1.archived");
        let was = bench.row(id).due_at;
        bench.sit("lea");
        assert!(bench.desk.use_process(&other(22), "quicker").unwrap());
        assert_eq!(bench.row(id).due_at, At(was.0 - 2 * HOUR));
        for ticket in [id, above] {
            assert!(follows(bench, ticket, &parsed(&other(22))), "{ticket}");
        }
        let old = parsed(&first());
        assert!(follows(bench, over, &old), "what is over stays as it was");
        whole(bench);
        // The queue is in the order of the new times, and says so.
        bench.wait(23 * HOUR);
        assert_eq!(bench.beside("ana").counts().unwrap().late.n, 1);
        // Back again: rows of the first file are of the file in force.
        assert!(bench.desk.use_process(&first(), "slower").unwrap());
        assert!(follows(bench, id, &old) && bench.row(id).due_at == was);
        whole(bench);
    });
}

/// What is left by a program that was killed after the file came into force.
fn killed(bench: &mut Bench, text: &str) -> Process {
    let process = parsed(text);
    let event = DeskEvent {
        at: START,
        by: "lea".into(),
        identity: Identity::default(),
        command: CommandId("killed".into()),
        what: DeskFact::Process {
            hash: process.hash.clone(),
            text: text.to_owned(),
            why: "quicker".into(),
        },
    };
    bench.desk.store_mut().commit_desk(event).unwrap();
    process
}

#[test]
fn whoever_opens_the_desk_goes_on_where_a_change_was_killed() {
    on_both_under(&first(), |bench| {
        let ids: Vec<TicketId> = (0..420).map(|_| bench.open()).collect();
        bench.sit("lea");
        let process = killed(bench, &other(22));
        let anew = |id: &TicketId| Row::of(&process, &bench.ticket(*id));
        let first: Vec<Row> = ids[..200].iter().map(anew).collect();
        let store = bench.desk.store_mut();
        assert_eq!(store.rewrite_rows(&process.hash, &first).unwrap(), 200);
        let done = ids.iter().filter(|id| follows(bench, **id, &process));
        assert_eq!(done.count(), 200);
        whole(bench);
        drop(bench.beside("ana"));
        assert!(ids.iter().all(|id| follows(bench, *id, &process)));
        whole(bench);
    });
}

#[test]
fn a_row_of_the_wrong_file_is_named_by_the_audit() {
    let mut bench = Bench::with_process(Backend::Sqlite, &first());
    let id = bench.open();
    bench.sit("lea");
    bench.desk.use_process(&other(22), "quicker").unwrap();
    let conn = rusqlite::Connection::open(bench.dir.path().join("desk.db")).unwrap();
    let say = |sql: &str| conn.execute(sql, []).unwrap();
    say("UPDATE ticket_row SET process = 1");
    let bad = bench.desk.audit_check(&mut |_, _| {}).unwrap().bad.unwrap();
    assert!(
        bad.contains(&format!("row of ticket {id}")) && bad.contains("due_at"),
        "{bad}"
    );
    say("UPDATE ticket_row SET process = 2");
    whole(&bench);
    say("UPDATE process SET text = replace(text, '22 h', '21 h') WHERE serial = 2");
    let desk = bench.beside("ana");
    // What is in force was read before: another audit reads the text that stands there now.
    let said = desk.audit_check(&mut |_, _| {}).unwrap().bad;
    assert!(said.is_some(), "{said:?}");
}

#[test]
fn a_file_that_lacks_a_stage_is_refused_with_the_tickets_in_it() {
    on_both_under(&first(), |bench| {
        let text = include_str!("../process/good/two_tiers.toml");
        let ids = [bench.at("tier2.queued"), bench.at("tier2.working")];
        bench.sit("lea");
        let head = bench.desk.audit_head().unwrap();
        let said = bench
            .desk
            .use_process(text, "smaller")
            .unwrap_err()
            .to_string();
        for id in ids {
            assert!(said.contains(&id.to_string()), "{said}");
        }
        assert!(said.contains("tier2.queued") && said.contains("Nothing was changed"));
        assert_eq!(bench.desk.audit_head().unwrap(), head);
    });
}

/// A desk at which another file comes into force between the look at the desk and the writing: when
/// the decision asks for the time.
fn overtaken(bench: &Bench, name: &str, hours: i64) -> Desk {
    let mut desk = bench.beside(name);
    let (lead, clock) = (Mutex::new(Some(bench.beside("lea"))), bench.clock());
    desk.set_clock(Arc::new(move || {
        if let Some(mut lea) = lead.lock().unwrap().take() {
            lea.use_process(&other(hours), "quicker").unwrap();
        }
        clock()
    }));
    desk
}

#[test]
fn a_move_decided_under_the_old_file_is_not_written() {
    on_both_under(&first(), |bench| {
        let id = bench.at("tier1.working");
        let version = bench.ticket(id).version;
        let mut ana = overtaken(bench, "ana", 22);
        let command = bench.fresh();
        let release = || with(Verb::Release, &[("reason", "later")]);
        let said = ana.run(id, None, release(), &command).unwrap_err();
        assert!(
            matches!(said, Error::Store(store::Error::ProcessChanged)),
            "{said:?}"
        );
        assert!(said.to_string().contains("look again"), "{said}");
        assert_eq!(said.exit_code(), 5);
        assert_eq!(bench.ticket(id).version, version);
        assert!(!ana.run(id, None, release(), &command).unwrap().repeated);
        let last = bench.events(id).pop().unwrap();
        assert_eq!(last.process, parsed(&other(22)).hash);
        whole(bench);
    });
}

#[test]
fn a_note_and_an_opening_are_decided_again_under_the_new_file() {
    for backend in BACKENDS {
        let mut bench = Bench::with_process(backend, &first());
        let id = bench.open();
        let note = Command::Note {
            text: "seen".into(),
        };
        let command = bench.fresh();
        let mut ana = overtaken(&bench, "ana", 22);
        ana.run(id, Some(1), note, &command).unwrap();
        assert_eq!(bench.events(id)[1].process, parsed(&other(22)).hash);
        let mut abe = overtaken(&bench, "abe", 5);
        let command = bench.fresh();
        let opening = crate::support::desk::opening("incident", "medium", "medium");
        let made = abe.open_ticket(opening, &command).unwrap().id;
        assert_eq!(bench.events(made)[0].process, parsed(&other(5)).hash);
        assert!(follows(&bench, made, &parsed(&other(5))));
        whole(&bench);
    }
}

#[test]
fn a_change_delivered_again_puts_nothing_in_force() {
    on_both_under(&first(), |bench| {
        let id = bench.open();
        bench.sit("lea");
        bench.desk.set_command(CommandId("u1".into()));
        bench.desk.use_process(&other(22), "quicker").unwrap();
        bench
            .beside("leo")
            .use_process(&other(20), "quicker still")
            .unwrap();
        let head = bench.desk.audit_head().unwrap();
        bench.desk.set_command(CommandId("u1".into()));
        bench.desk.use_process(&other(22), "quicker").unwrap();
        assert_eq!(bench.desk.audit_head().unwrap(), head);
        assert_eq!(bench.desk.process().hash, parsed(&other(20)).hash);
        bench.yes(
            "ana",
            id,
            Command::Note {
                text: "and on".into(),
            },
        );
        assert!(follows(bench, id, &parsed(&other(20))));
    });
}

#[test]
fn who_only_reads_follows_the_file_when_asked_to() {
    on_both_under(&first(), |bench| {
        let id = bench.open();
        let mut reader = bench.beside("ana");
        let was = reader.view(id).unwrap().row.due_at;
        bench.sit("lea");
        bench.desk.use_process(&other(22), "quicker").unwrap();
        reader.follow().unwrap();
        let view = reader.view(id).unwrap();
        assert_eq!(view.row.due_at, At(was.0 - 2 * HOUR));
        assert_eq!(view.row, bench.row(id));
    });
}
