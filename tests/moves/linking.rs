//! Links from both ends, circles, and what linked tickets hear of each other.

use crate::support::desk::*;
use hoist::desk::Desk;
use hoist::domain::command::Command;
use hoist::domain::event::Fact;
use hoist::domain::id::TicketId;
use hoist::domain::known_error::linking;
use hoist::domain::reference::Reference;
use hoist::domain::row::{Attention, Row};
use hoist::domain::stage::Phase;
use hoist::domain::ticket::Todo;
use hoist::store::{Anchor, Query};

fn open_todos(bench: &Bench, id: TicketId) -> Vec<String> {
    let ticket = bench.ticket(id);
    ticket.open_todos().map(|t: &Todo| t.text.clone()).collect()
}

/// A workaround that nobody is told yet.
fn proposed() -> Command {
    record(
        "workaround",
        &[("state", "proposed"), ("text", "Restart it every hour")],
    )
}

#[test]
fn a_link_is_seen_from_both_ends_and_taken_back() {
    on_both(|bench| {
        let (a, b) = (bench.open(), bench.open());
        bench.yes("ana", a, link(b, "related"));
        bench.yes("ana", a, link(b, "known_error"));
        let view = bench.desk.view(b).unwrap();
        let said: Vec<_> = view
            .linked_from
            .iter()
            .map(|l| (l.other, l.kind.as_str()))
            .collect();
        assert_eq!(said, [(a, "known_error"), (a, "related")]);
        bench.yes(
            "ana",
            a,
            Command::Unlink {
                other: b,
                kind: "related".into(),
            },
        );
        assert_eq!(bench.desk.view(b).unwrap().linked_from.len(), 1);
        bench.replays(a);
    });
}

#[test]
fn links_upward_never_lead_in_a_circle() {
    on_both(|bench| {
        let (a, b, c) = (bench.open(), bench.open(), bench.open());
        bench.yes("ana", a, link(b, "parent"));
        bench.yes("ana", b, link(c, "duplicate"));
        let said = bench.no("ana", c, link(a, "parent"));
        assert!(said.text.contains("circle"), "{}", said.text);
        assert!(said.text.contains(&format!("through {b}")), "{}", said.text);
        let straight = bench.no("ana", b, link(a, "duplicate"));
        assert!(
            straight
                .text
                .contains(&format!("hoist unlink {} {}", a.0, b.0)),
            "{}",
            straight.text
        );
        // Sideways it may.
        bench.yes("ana", c, link(a, "related"));
    });
}

#[test]
fn of_two_links_that_would_close_a_circle_one_is_refused() {
    let mut bench = Bench::new(Backend::Sqlite);
    let (a, b) = (bench.open(), bench.open());
    let mut desks = [bench.beside("ana"), bench.beside("abe")];
    let ends = [(a, b), (b, a)];
    let said: Vec<bool> = std::thread::scope(|scope| {
        let works = desks
            .iter_mut()
            .zip(ends)
            .map(|(desk, (from, to)): (&mut Desk, _)| {
                scope.spawn(move || {
                    let id = hoist::desk::new_command_id();
                    desk.run(from, None, link(to, "parent"), &id).is_ok()
                })
            });
        let works: Vec<_> = works.collect();
        works.into_iter().map(|w| w.join().unwrap()).collect()
    });
    assert_eq!(said.iter().filter(|ok| **ok).count(), 1, "{said:?}");
    let _ = bench.fresh();
}

#[test]
fn a_workaround_is_told_to_all_linked_tickets_each_once() {
    on_both(|bench| {
        let parent = bench.at("tier2.working");
        let children: Vec<TicketId> = ["known_error", "parent", "duplicate"]
            .iter()
            .map(|kind| {
                let id = bench.at("tier1.working");
                bench.yes("ana", id, link(parent, kind));
                id
            })
            .collect();
        let aside = bench.at("tier1.working");
        bench.yes("ana", aside, link(parent, "related"));
        assert!(children.iter().all(|c| open_todos(bench, *c).is_empty()));
        bench.yes("ben", parent, workaround());
        for id in &children {
            let asks = open_todos(bench, *id);
            assert_eq!(
                asks,
                [format!(
                    "A workaround of {parent} is in place: tell the customer"
                )]
            );
            assert_eq!(bench.row(*id).attention, Attention::ToDo);
            assert!(bench.row(*id).needs_at <= bench.now());
            bench.replays(*id);
        }
        assert_eq!(open_todos(bench, aside), [] as [String; 0]);
        // Linked later it hears too, and an over one does not.
        let late = bench.at("tier1.working");
        bench.yes("ana", late, link(parent, "known_error"));
        assert_eq!(open_todos(bench, late).len(), 1);
        let gone = bench.at("tier1.cancelled");
        bench.yes("ana", gone, link(parent, "known_error"));
        assert_eq!(open_todos(bench, gone), [] as [String; 0]);
        // Opened again and again, nothing is asked twice.
        for _ in 0..3 {
            bench.sit("timer");
            bench.sit("lea");
        }
        let heard = bench.events(late);
        let heard = heard.iter().flat_map(|e| &e.facts);
        assert_eq!(heard.filter(|f| matches!(f, Fact::Heard(..))).count(), 1);
        // Tier 1 tells it, in one text; then nobody is asked any more.
        let said = bench.no("ben", late, tells_workaround("Restart it every hour."));
        assert!(said.text.contains("Tier 1"), "{}", said.text);
        for id in &children {
            bench.yes("ana", *id, tells_workaround("Restart it every hour."));
            assert_eq!(open_todos(bench, *id), [] as [String; 0]);
            assert_eq!(bench.row(*id).attention, Attention::None);
        }
        // Another workaround is news again.
        let other = [("state", "in_place"), ("text", "Restart it every day")];
        bench.yes("ben", parent, record("workaround", &other));
        assert_eq!(open_todos(bench, children[0]).len(), 1);
    });
}

#[test]
fn what_is_resolved_ends_the_hold_and_is_inherited() {
    on_both(|bench| {
        let parent = bench.at("engineering.working");
        let id = bench.at("tier1.working");
        bench.yes("ana", id, link(parent, "known_error"));
        let until = bench.now().plus_ms(30 * DAY);
        let hold = |kind: &str| Command::Hold {
            kind: kind.into(),
            until,
            text: String::new(),
        };
        bench.yes("ana", id, hold("known_error"));
        bench.yes("ana", id, hold("vendor"));
        assert_eq!(bench.ticket(id).holds[0].other, Some(parent));
        bench.bring(parent, "engineering.verifying");
        assert_eq!(
            bench.ticket(id).open_holds().count(),
            2,
            "a fix that is not verified is none"
        );
        bench.bring(parent, "tier1.resolved");
        let kinds: Vec<_> = bench
            .ticket(id)
            .open_holds()
            .map(|h| h.kind.clone())
            .collect();
        assert_eq!(kinds, ["vendor"]);
        assert!(open_todos(bench, id).contains(&format!(
            "{parent} is resolved: resolve with it and tell the customer"
        )));
        bench.yes(
            "ana",
            id,
            with(
                hoist::domain::process::Verb::Resolve,
                &[("with", &parent.0.to_string())],
            ),
        );
        let ticket = bench.ticket(id);
        assert_eq!(ticket.stage.phase, Phase::Resolved);
        assert_eq!(ticket.open_todos().count(), 0);
        assert_eq!(ticket.kb, bench.ticket(parent).kb);
        assert_eq!(ticket.resolution.unwrap().code, "fixed");
        bench.replays(id);
    });
}

/// What a kill between the parent's commit and the children's leaves is done by whoever comes next.
#[test]
fn news_that_were_not_passed_on_are_passed_on_at_the_next_opening() {
    on_both(|bench| {
        let parent = bench.at("tier2.working");
        let ids: Vec<TicketId> = (0..120)
            .map(|_| {
                let id = bench.open();
                bench.yes("ana", id, link(parent, "parent"));
                id
            })
            .collect();
        // A long transaction writes the parent alone, as a killed program would have.
        bench.sit("ben");
        let id = bench.fresh();
        bench
            .desk
            .store_mut()
            .begin_bulk(hoist::store::Writes::Many)
            .unwrap();
        bench.desk.run(parent, None, workaround(), &id).unwrap();
        bench.desk.store_mut().end_bulk().unwrap();
        assert_eq!(bench.desk.store().unheard(1_000).unwrap().len(), 120);
        assert_eq!(open_todos(bench, ids[0]), [] as [String; 0]);
        drop(bench.beside("ana"));
        assert_eq!(bench.desk.store().unheard(1_000).unwrap(), []);
        for id in ids {
            assert_eq!(open_todos(bench, id).len(), 1);
            bench.replays(id);
        }
        let report = bench.desk.audit_check(&mut |_, _| {}).unwrap();
        assert_eq!(report.bad, None);
    });
}

/// A ticket as it stands in a tier's queue, if it does.
fn in_queue(bench: &mut Bench, tier: &str, id: TicketId, needs: bool) -> Option<Row> {
    let query = Query {
        turn: Some(tier.into()),
        needs: Some(needs),
        ..Query::default()
    };
    bench.sit("lea");
    let page = bench.desk.page(&query, &Anchor::First, 99).unwrap();
    page.rows.into_iter().find(|r| r.id == id)
}

#[test]
fn a_workaround_on_a_ticket_with_a_higher_tier_is_told_by_tier_1_who_sees_it_now() {
    on_both(|bench| {
        for stage in ["tier2.working", "engineering.queued"] {
            let id = bench.at(stage);
            let turn = stage.split('.').next().unwrap();
            if turn == "tier2" {
                assert_eq!(in_queue(bench, "tier1", id, true), None);
                bench.yes("ben", id, workaround());
            }
            let seen = in_queue(bench, "tier1", id, true).unwrap();
            assert_eq!(seen.attention, Attention::ToDo, "{stage}");
            assert!(seen.needs_at <= bench.now());
            assert_eq!(seen.due_at, bench.row(id).due_at);
            // It is no matter of those in turn: their queue stays calm.
            let theirs = in_queue(bench, turn, id, false).unwrap();
            assert_ne!(theirs.attention, Attention::ToDo);
            let free = Query {
                turn: Some("tier1".into()),
                unassigned: true,
                ..Query::default()
            };
            let page = bench.desk.page(&free, &Anchor::First, 99).unwrap();
            assert!(page.rows.iter().all(|r| r.id != id), "nothing to take");
            bench.replays(id);
            // Told is told.
            bench.yes("ana", id, tell_workaround());
            for needs in [true, false] {
                assert_eq!(in_queue(bench, "tier1", id, needs), None, "{stage}");
            }
            bench.replays(id);
        }
    });
}

#[test]
fn a_link_taken_back_leaves_nothing_behind() {
    on_both(|bench| {
        let (known, id) = (bench.at("tier2.working"), bench.at("tier1.working"));
        bench.yes("ben", known, proposed());
        let until = bench.now().plus_ms(3 * DAY);
        let commands = linking(Reference::Ticket(known), "known_error", Some(until));
        bench.sit("ana");
        let command = bench.fresh();
        bench.desk.run_all(id, None, commands, &command).unwrap();
        bench.yes("ben", known, workaround());
        let ticket = bench.ticket(id);
        assert_eq!(ticket.open_holds().count(), 1);
        assert!(ticket.checks.contains_key("tier1.known_issues"));
        assert_eq!(open_todos(bench, id).len(), 1);
        let unlink = Command::Unlink {
            other: known,
            kind: "known_error".into(),
        };
        // While another link over which it hears stands, only what this one said is gone.
        bench.yes("ana", id, link(known, "parent"));
        let ticket = bench.yes("ana", id, unlink.clone());
        assert!(!ticket.checks.contains_key("tier1.known_issues"));
        assert_eq!(ticket.open_holds().count(), 1);
        assert!(!open_todos(bench, id).is_empty());
        let command = bench.fresh();
        bench.desk.undo(id, &command).unwrap();
        assert!(bench.ticket(id).checks.contains_key("tier1.known_issues"));
        let parent = Command::Unlink {
            other: known,
            kind: "parent".into(),
        };
        bench.yes("ana", id, parent);
        let ticket = bench.yes("ana", id, unlink);
        assert_eq!(
            ticket.open_holds().count(),
            0,
            "nothing is waited for any more"
        );
        assert_eq!(open_todos(bench, id), [] as [String; 0]);
        let why = ticket.todos[0].answer.as_deref().unwrap();
        assert_eq!(why, format!("not linked to {known} any more"));
        // What somebody wrote there is theirs.
        bench.yes("ana", id, check("known_issues", "none found"));
        bench.yes("ana", id, link(known, "known_error"));
        let unlink = Command::Unlink {
            other: known,
            kind: "known_error".into(),
        };
        let ticket = bench.yes("ana", id, unlink);
        assert!(ticket.checks.contains_key("tier1.known_issues"));
        bench.replays(id);
    });
}

#[test]
fn whoever_waits_in_vain_is_told_at_once() {
    on_both(|bench| {
        let (known, id) = (bench.at("tier1.working"), bench.at("tier1.working"));
        let other = bench.at("tier1.working");
        bench.yes("lea", known, proposed());
        let until = bench.now().plus_ms(3 * DAY);
        let commands = linking(Reference::Ticket(known), "known_error", Some(until));
        bench.sit("ana");
        let command = bench.fresh();
        bench.desk.run_all(id, None, commands, &command).unwrap();
        bench.yes("ana", other, link(known, "known_error"));
        let version = bench.ticket(other).version;
        bench.yes("ana", known, cancel());
        let ticket = bench.ticket(id);
        assert_eq!(ticket.open_holds().count(), 0);
        let said = open_todos(bench, id);
        assert!(
            said.len() == 1 && said[0].contains(&format!("{known} was cancelled")),
            "{said:?}"
        );
        let row = bench.row(id);
        assert_eq!(
            (row.attention, row.needs_at <= bench.now()),
            (Attention::ToDo, true)
        );
        assert_eq!(bench.ticket(other).version, version, "it did not wait");
        let n = ticket.todos[0].n;
        let text = "It is another matter".to_owned();
        bench.yes("ana", id, Command::Todo { n, text });
        assert_eq!(bench.row(id).attention, Attention::None);
        bench.replays(id);
        assert_eq!(bench.desk.audit_check(&mut |_, _| {}).unwrap().bad, None);
    });
}

#[test]
fn known_errors_never_wait_for_each_other() {
    on_both(|bench| {
        let (a, b, c) = (bench.open(), bench.open(), bench.open());
        bench.yes("ana", a, link(b, "known_error"));
        let said = bench.no("ana", b, link(a, "known_error"));
        assert!(said.text.contains("circle"), "{}", said.text);
        bench.yes("ana", b, link(c, "parent"));
        let said = bench.no("ana", c, link(a, "known_error"));
        assert!(said.text.contains(&format!("through {b}")), "{}", said.text);
    });
}

/// A known error is one whose cause or workaround is known; before, the link stands for what is suspected.
#[test]
fn what_is_not_known_yet_answers_nothing_and_is_not_waited_for() {
    on_both(|bench| {
        let (other, id) = (bench.at("tier2.working"), bench.at("tier1.working"));
        bench.yes("ana", id, link(other, "known_error"));
        assert!(bench.ticket(id).checks.is_empty());
        let hold = Command::Hold {
            kind: "known_error".into(),
            until: bench.now().plus_ms(3 * DAY),
            text: String::new(),
        };
        let said = bench.no("ana", id, hold.clone());
        let wanted = format!("{other} says neither a root cause nor a workaround");
        assert!(said.text.contains(&wanted), "{}", said.text);
        assert_eq!(bench.ticket(id).holds.len(), 0);
        // Nor in one command with the link.
        let late = bench.at("tier1.working");
        let commands = linking(
            Reference::Ticket(other),
            "known_error",
            Some(bench.now().plus_ms(3 * DAY)),
        );
        bench.sit("ana");
        let command = bench.fresh();
        bench
            .desk
            .run_all(late, None, commands, &command)
            .unwrap_err();
        assert!(bench.ticket(late).links.is_empty());
        bench.yes("ben", other, workaround());
        bench.yes("ana", id, hold);
        bench.yes("ana", late, link(other, "known_error"));
        let item = &bench.ticket(late).checks["tier1.known_issues"];
        assert_eq!(item.result, "known issue found");
    });
}
