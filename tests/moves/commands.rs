//! Command ids, conflicts, undo.

use crate::support::desk::{
    Backend, Bench, DAY, MINUTE, answer, attempt, check, close, escalate, finding, message, mv,
    note, on_both, opening, received, resolve, root_cause, skip, take, tell, values,
};
use hoist::desk::{Desk, Error};
use hoist::domain::blocker::Why;
use hoist::domain::command::Command;
use hoist::domain::id::{CommandId, TicketId};
use hoist::domain::process::Verb;
use hoist::domain::ticket::Ticket;
use hoist::store;

fn changed<T: std::fmt::Debug>(answer: Result<T, Error>) -> Ticket {
    match answer {
        Err(Error::Store(store::Error::Changed(theirs))) => *theirs,
        other => panic!("not a conflict: {other:?}"),
    }
}

#[test]
fn the_same_command_delivered_twice_counts_once() {
    on_both(|bench| {
        bench.sit("ana");
        let id = CommandId::from("once");
        let first = bench
            .desk
            .open_ticket(opening("incident", "", ""), &id)
            .unwrap();
        let again = bench
            .desk
            .open_ticket(opening("incident", "", ""), &id)
            .unwrap();
        assert_eq!(
            (again.id, again.repeated, again.events.len()),
            (first.id, true, 0)
        );
        let id = CommandId::from("twice");
        let taken = bench.desk.run(first.id, None, take(), &id).unwrap();
        let again = bench.desk.run(first.id, None, take(), &id).unwrap();
        assert_eq!((again.version, again.repeated), (taken.version, true));
        assert_eq!(bench.events(first.id).len(), 2);
    });
}

#[test]
fn a_move_on_an_old_version_is_told_what_changed() {
    on_both(|bench| {
        let id = bench.open();
        let seen = bench.ticket(id).version;
        bench.yes("abe", id, note("calls again at noon"));
        bench.sit("ana");
        let command = bench.fresh();
        let theirs = changed(bench.desk.run(id, Some(seen), take(), &command));
        assert_eq!(theirs.notes, 1);
        bench.stands(id, "tier1.queued");
        bench
            .desk
            .run(id, Some(theirs.version), take(), &command)
            .unwrap();
    });
}

#[test]
fn notes_and_words_are_repeated_answers_and_checks_unless_theirs_is_the_same_field() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        let seen = bench.ticket(id).version;
        bench.yes("abe", id, answer("steps", "abe's steps"));
        bench.yes("abe", id, check("logs", "abe's logs"));
        let mut try_it = |command: Command| {
            bench.sit("ana");
            let fresh = bench.fresh();
            bench.desk.run(id, Some(seen), command, &fresh)
        };
        for fine in [
            note("x"),
            received("y"),
            answer("errors", "z"),
            check("updates", "none"),
        ] {
            try_it(fine).unwrap();
        }
        for theirs in [
            answer("steps", "ana's"),
            check("logs", "ana's"),
            resolve("solved"),
        ] {
            changed(try_it(theirs));
        }
        let ticket = bench.ticket(id);
        assert_eq!(
            ticket.intake["steps"].text(),
            "abe's steps",
            "neither is lost or overwritten"
        );
    });
}

#[test]
fn of_two_who_take_it_at_once_one_wins() {
    on_both(|bench| {
        let id = bench.open();
        let seen = bench.ticket(id).version;
        bench.wait(1_000);
        let take_as =
            |desk: &mut Desk, command: &str| desk.run(id, Some(seen), take(), &command.into());
        let mut abe = bench.beside("abe");
        let mut ana = bench.beside("ana");
        take_as(&mut abe, "a").unwrap();
        let theirs = changed(take_as(&mut ana, "b"));
        assert_eq!(theirs.assignee, Some("abe".into()));
    });
}

fn undo(bench: &mut Bench, who: &str, id: TicketId) -> Result<Ticket, Error> {
    bench.wait(1_000);
    bench.sit(who);
    let command = bench.fresh();
    bench.desk.undo(id, &command)?;
    Ok(bench.ticket(id))
}

#[track_caller]
fn refused(answer: Result<Ticket, Error>, why: Why) {
    match answer {
        Err(Error::Refused(r)) => assert_eq!(r.why, why, "{}", r.text),
        other => panic!("{other:?}"),
    }
}

#[test]
fn undo_is_the_inverse_move_where_there_is_one() {
    on_both(|bench| {
        let id = bench.open();
        bench.yes("ana", id, take());
        assert_eq!(
            undo(bench, "ana", id).unwrap().stage.to_string(),
            "tier1.queued"
        );
        bench.bring(id, "tier1.working");
        bench.intake(id);
        bench.checklist("ana", id);
        bench.yes("ana", id, escalate("in_depth"));
        assert_eq!(
            undo(bench, "ana", id).unwrap().stage.to_string(),
            "tier1.queued"
        );
        bench.bring(id, "tier1.working");
        bench.yes("ana", id, escalate("in_depth"));
        bench.accept("ben", id);
        assert_eq!(
            undo(bench, "ben", id).unwrap().stage.to_string(),
            "tier2.queued"
        );
        let spam = bench.open();
        let cancel = crate::support::desk::with(Verb::Cancel, &[("reason", "spam")]);
        bench.yes("ana", spam, cancel);
        assert_eq!(
            undo(bench, "ana", spam).unwrap().stage.to_string(),
            "tier1.queued"
        );
        bench.replays(id);
    });
}

#[test]
fn undo_of_a_record_is_a_correction_that_puts_things_back() {
    on_both(|bench| {
        let id = bench.at("tier2.working");
        let later = bench.now().plus_ms(DAY);
        let undoable = [
            answer("steps", "other steps"),
            check("teams", "asked"),
            skip("teams", "not needed"),
            finding(),
            root_cause(),
            crate::support::desk::workaround(),
            Command::Criterion {
                id: "performance".into(),
                why: "slow".into(),
            },
            Command::Criterion {
                id: "potential_bug".into(),
                why: "another why".into(),
            },
            Command::Hold {
                kind: "vendor".into(),
                until: later,
                text: String::new(),
            },
            Command::Set(values(&[("product", "Ledger"), ("impact", "low")])),
            Command::Set(values(&[("kind", "question")])),
            Command::Restrict {
                agents: vec![],
                why: "x".into(),
            },
            message("not yet"),
        ];
        for command in undoable {
            let said = format!("{command:?}");
            let before = bench.ticket(id);
            bench.yes("ben", id, command);
            let after = undo(bench, "ben", id).unwrap_or_else(|e| panic!("{said}: {e}"));
            assert_eq!(before.intake, after.intake, "{said}");
            assert_eq!(before.checks, after.checks, "{said}");
            assert_eq!(before.product, after.product, "{said}");
            assert_eq!(
                (&before.kind, &before.path),
                (&after.kind, &after.path),
                "{said}"
            );
            assert_eq!(before.priority, after.priority, "{said}");
            assert_eq!(before.audience, after.audience, "{said}");
            assert_eq!(
                before.open_holds().count(),
                after.open_holds().count(),
                "{said}"
            );
            assert_eq!(
                before.open_todos().count(),
                after.open_todos().count(),
                "{said}"
            );
            let stands = |t: &Ticket| t.standing_criteria().cloned().collect::<Vec<_>>();
            assert_eq!(stands(&before), stands(&after), "{said}");
            let valid = |t: &Ticket| t.records.iter().filter(|r| !r.retracted).count();
            assert_eq!(valid(&before), valid(&after), "{said}");
            assert_eq!(before.first_response_at, after.first_response_at, "{said}");
            bench.replays(id);
        }
    });
}

#[test]
fn what_is_not_undone() {
    on_both(|bench| {
        let id = bench.at("tier1.resolved");
        refused(undo(bench, "ana", id), Why::Stage);
        bench.yes("ana", id, tell());
        refused(undo(bench, "ana", id), Why::Stage);
        bench.yes("ana", id, attempt("rang"));
        bench.yes("ana", id, close());
        refused(undo(bench, "ana", id), Why::Stage);
        bench.yes("lea", id, mv(Verb::Archive));
        refused(undo(bench, "lea", id), Why::Stage);

        let id = bench.at("tier1.working");
        bench.yes("ana", id, note("x"));
        refused(undo(bench, "abe", id), Why::Role);
        bench.wait(2 * MINUTE);
        refused(undo(bench, "ana", id), Why::Stage);
        bench.yes("ana", id, note("y"));
        bench.yes("abe", id, note("z"));
        refused(undo(bench, "ana", id), Why::Role);
        bench.yes("ana", id, received("hello"));
        refused(undo(bench, "ana", id), Why::Stage);
    });
}

/// A call has happened; a reminder by mail waits in the outbox like every written word.
#[test]
fn an_attempt_in_writing_can_be_taken_back_while_it_is_in_the_outbox() {
    let mut bench = Bench::new(Backend::Memory);
    let id = bench.at("tier1.working");
    let reminder = |channel: &str| Command::Message {
        text: "Did you see it?".to_owned(),
        channel: channel.to_owned(),
        attempt: true,
        workaround: false,
    };
    bench.yes("ana", id, reminder("email"));
    let ticket = undo(&mut bench, "ana", id).unwrap();
    assert!(ticket.messages.iter().all(|m| m.taken_back || !m.outgoing));
    bench.yes("ana", id, reminder("email"));
    bench.wait(31 * 1_000);
    assert!(undo(&mut bench, "ana", id).is_err(), "it has left");
    bench.yes("ana", id, reminder("phone"));
    assert!(undo(&mut bench, "ana", id).is_err(), "the phone has rung");
}
