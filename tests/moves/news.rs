//! News that are withdrawn: a workaround that holds no more, a known error that is opened again, what a merge
//! takes along.

use crate::support::desk::*;
use hoist::desk::Like;
use hoist::domain::article::Ask;
use hoist::domain::command::Command;
use hoist::domain::customer::Customer;
use hoist::domain::id::{ArticleId, TicketId};
use hoist::domain::known_error::linking;
use hoist::domain::process::Verb;
use hoist::domain::reference::Reference;
use hoist::store::search::Stop;

fn open_todos(bench: &Bench, id: TicketId) -> Vec<String> {
    let ticket = bench.ticket(id);
    ticket.open_todos().map(|t| t.text.clone()).collect()
}

fn none_found() -> Command {
    record(
        "workaround",
        &[("state", "none_found"), ("text", "it deletes data!")],
    )
}

fn in_place(text: &str) -> Command {
    record("workaround", &[("state", "in_place"), ("text", text)])
}

/// A published known error.
fn known(bench: &mut Bench) -> ArticleId {
    bench.sit("eva");
    let fields = values(&[
        ("title", "Payments API returns 502"),
        ("symptoms", "Every charge fails with 502"),
        ("cause", "The pool leaks"),
        ("workaround", "Restart nightly"),
        ("known_error", "yes"),
    ]);
    let id = bench.desk.write_article(fields, None).unwrap().article.id;
    ask(bench, id, publish());
    id
}

fn publish() -> Ask {
    Ask::Publish {
        remark: String::new(),
    }
}

fn edit(pairs: &[(&str, &str)]) -> Ask {
    Ask::Edit {
        values: values(pairs),
        remark: String::new(),
    }
}

fn ask(bench: &mut Bench, id: ArticleId, ask: Ask) {
    bench.sit("eva");
    bench.desk.ask_article(id, None, &ask).unwrap();
}

fn link_to(bench: &mut Bench, id: TicketId, known: Reference, days: Option<i64>) {
    let until = days.map(|d| bench.now().plus_ms(d * DAY));
    let commands = linking(known, "known_error", until);
    bench.sit("ana");
    let command = bench.fresh();
    bench.desk.run_all(id, None, commands, &command).unwrap();
}

fn healthy(bench: &Bench, ids: &[TicketId]) {
    ids.iter().for_each(|id| bench.replays(*id));
    assert_eq!(bench.desk.audit_check(&mut |_, _| {}).unwrap().bad, None);
    assert_eq!(bench.desk.store().miscount().unwrap(), None);
}

#[test]
fn a_withdrawn_workaround_is_neither_asked_for_nor_told() {
    on_both(|bench| {
        let parent = bench.at("tier2.working");
        let (told, untold) = (bench.at("tier1.working"), bench.at("tier1.working"));
        bench.yes("ben", parent, in_place("delete the cache"));
        for id in [told, untold] {
            link_to(bench, id, Reference::Ticket(parent), None);
            assert_eq!(open_todos(bench, id).len(), 1);
        }
        bench.yes("ana", told, tells_workaround("delete the cache"));
        let of = |bench: &Bench, id| bench.desk.workaround_for(&bench.ticket(id));
        assert_eq!(of(bench, untold).as_deref(), Some("delete the cache"));
        bench.yes("ben", parent, none_found());
        assert_eq!(open_todos(bench, untold), [] as [String; 0]);
        let why = bench.ticket(untold).todos[0].answer.clone().unwrap();
        assert!(why.contains(&format!("{parent} was withdrawn")), "{why}");
        assert_eq!(
            open_todos(bench, told),
            [format!(
                "The workaround of {parent} holds no more: tell the customer"
            )]
        );
        // Its own is not to be told either.
        assert_eq!(open_todos(bench, parent), [] as [String; 0]);
        for id in [told, untold, parent] {
            assert_eq!(of(bench, id), None);
            assert_eq!(bench.desk.workaround_to_tell(&bench.ticket(id)), "");
        }
        // Another one is news for both, and what was withdrawn before is no matter any more.
        bench.yes("ben", parent, in_place("use the other door"));
        for id in [told, untold] {
            assert_eq!(
                open_todos(bench, id),
                [format!(
                    "A workaround of {parent} is in place: tell the customer"
                )]
            );
            assert_eq!(of(bench, id).as_deref(), Some("use the other door"));
        }
        healthy(bench, &[parent, told, untold]);
    });
}

#[test]
fn the_same_workaround_once_more_is_no_news() {
    on_both(|bench| {
        let parent = bench.at("tier2.working");
        let id = bench.at("tier1.working");
        link_to(bench, id, Reference::Ticket(parent), None);
        bench.yes("ben", parent, in_place("delete the cache"));
        bench.yes("ana", id, tells_workaround("delete the cache"));
        bench.yes("ana", parent, tells_workaround("delete the cache"));
        bench.yes("ben", parent, in_place(" delete the cache "));
        for id in [id, parent] {
            assert_eq!(open_todos(bench, id), [] as [String; 0]);
        }
        // Taken back at once, the record before it stands.
        bench.yes("ben", parent, none_found());
        assert_eq!(open_todos(bench, id).len(), 1);
        bench.sit("ben");
        let command = bench.fresh();
        bench.desk.undo(parent, &command).unwrap();
        assert_eq!(
            open_todos(bench, id),
            [format!(
                "A workaround of {parent} is in place: tell the customer"
            )]
        );
        healthy(bench, &[parent, id]);
    });
}

#[test]
fn what_an_article_says_no_more_is_neither_asked_for_nor_told() {
    on_both(|bench| {
        let retire = Ask::Retire {
            reason: "it deletes data".into(),
        };
        for over in [retire, edit(&[("known_error", "no")])] {
            let article = known(bench);
            let known = Reference::Article(article);
            let (told, untold) = (bench.at("tier1.working"), bench.at("tier1.working"));
            for id in [told, untold] {
                link_to(bench, id, known, None);
                let todos = open_todos(bench, id);
                let asks = format!("A workaround of {article} is in place: tell the customer");
                assert_eq!(todos, [asks]);
                let ticket = bench.ticket(id);
                assert_eq!(bench.desk.workaround_to_tell(&ticket), "Restart nightly");
            }
            bench.yes("ana", told, tells_workaround("Restart nightly"));
            ask(bench, article, over);
            assert_eq!(open_todos(bench, untold), [] as [String; 0]);
            assert_eq!(
                open_todos(bench, told),
                [format!(
                    "The workaround of {article} holds no more: tell the customer"
                )]
            );
            for id in [told, untold] {
                assert_eq!(bench.desk.workaround_for(&bench.ticket(id)), None);
            }
            healthy(bench, &[told, untold]);
        }
    });
}

#[test]
fn a_known_error_that_is_opened_again_takes_back_what_it_asked_for() {
    on_both(|bench| {
        let parent = bench.at("tier2.working");
        let id = bench.at("tier1.working");
        bench.yes("ben", parent, workaround());
        link_to(bench, id, Reference::Ticket(parent), Some(30));
        bench.yes("ana", id, tells_workaround("Restart it"));
        bench.bring(parent, "tier1.confirming");
        let resolved = format!("{parent} is resolved: resolve with it and tell the customer");
        assert_eq!(open_todos(bench, id), [resolved.as_str()]);
        assert_eq!(bench.ticket(id).open_holds().count(), 0);
        bench.yes(
            "ana",
            parent,
            with(Verb::Dissatisfied, &[("text", "It fails"), ("to", "tier2")]),
        );
        assert_eq!(
            open_todos(bench, id),
            [format!(
                "{parent} is open again and solves nothing yet: decide how this goes on"
            )]
        );
        let ticket = bench.ticket(id);
        let hold = ticket.open_holds().next().unwrap();
        assert_eq!(hold.other, Some(parent), "it waits again");
        let back = ticket.todos.iter().find(|t| t.text == resolved).unwrap();
        let why = back.answer.as_deref().unwrap();
        assert!(why.contains("is open again"), "{why}");
        bench.bring(parent, "tier2.working");
        bench.bring(parent, "tier1.resolved");
        assert_eq!(open_todos(bench, id), [resolved]);
        assert_eq!(bench.ticket(id).open_holds().count(), 0);
        healthy(bench, &[parent, id]);
    });
}

#[test]
fn an_article_that_is_a_known_error_again_takes_back_that_it_is_fixed() {
    on_both(|bench| {
        let article = known(bench);
        let id = bench.at("tier1.working");
        link_to(bench, id, Reference::Article(article), Some(30));
        let fix = Ask::Fix {
            resolution: "Update to 9.5".into(),
            remark: String::new(),
            by: None,
        };
        ask(bench, article, fix.clone());
        let fixed = format!("{article} is fixed: resolve with it and tell the customer");
        assert_eq!(open_todos(bench, id), [fixed.as_str()], "no workaround");
        ask(bench, article, edit(&[("known_error", "yes")]));
        let todos = open_todos(bench, id);
        assert!(!todos.contains(&fixed), "{todos:?}");
        assert!(todos[0].contains("is open again"), "{todos:?}");
        assert_eq!(bench.ticket(id).open_holds().count(), 1);
        ask(bench, article, fix);
        assert_eq!(open_todos(bench, id), [fixed]);
        healthy(bench, &[id]);
    });
}

/// Two tickets of one customer.
fn two(bench: &mut Bench) -> (TicketId, TicketId) {
    bench.sit("lea");
    let acme = Customer {
        name: "Acme".into(),
        ..Customer::default()
    };
    let acme = bench.desk.put_customer(acme).unwrap();
    let mut ids = [TicketId(0); 2];
    for id in &mut ids {
        bench.sit("ana");
        bench.wait(SECOND);
        let command = bench.fresh();
        *id = bench
            .desk
            .open_ticket(of_customer(acme), &command)
            .unwrap()
            .id;
        bench.yes("ana", *id, take());
    }
    (ids[0], ids[1])
}

fn merge(into: TicketId) -> Command {
    Command::Merge {
        into,
        text: "We answer you in one place from now on.".into(),
    }
}

fn unmerge() -> Command {
    Command::Unmerge {
        reason: "They are two matters after all.".into(),
    }
}

#[test]
fn what_a_merged_ticket_heard_and_waited_for_is_heard_and_waited_for_here() {
    on_both(|bench| {
        let article = known(bench);
        let parent = bench.at("tier2.working");
        let (a, b) = two(bench);
        link_to(bench, a, Reference::Article(article), Some(9));
        bench.yes("ana", a, link(parent, "known_error"));
        bench.yes("ben", parent, in_place("delete the cache"));
        let asked = open_todos(bench, a);
        assert_eq!(asked.len(), 2);
        bench.yes("ana", a, merge(b));
        assert_eq!(open_todos(bench, b), asked);
        let here = bench.ticket(b);
        assert_eq!(here.open_holds().next().unwrap().article, Some(article));
        bench.desk.view(b).unwrap();
        // What comes later is heard here.
        ask(bench, article, edit(&[("workaround", "Restart hourly")]));
        assert!(
            open_todos(bench, b)
                .iter()
                .any(|t| t.contains("workaround of") && t.contains("changed"))
        );
        let fix = Ask::Fix {
            resolution: "Update to 9.5".into(),
            remark: String::new(),
            by: None,
        };
        ask(bench, article, fix);
        assert_eq!(bench.ticket(b).open_holds().count(), 0);
        assert!(open_todos(bench, b).iter().any(|t| t.contains("is fixed")));
        healthy(bench, &[a, b]);
        // It goes again with the ticket.
        bench.yes("ana", a, unmerge());
        let there = bench.ticket(b);
        assert!(there.links.is_empty() && there.articles.is_empty());
        assert_eq!(open_todos(bench, b), [] as [String; 0]);
        assert!(!bench.ticket(a).articles.is_empty());
        assert!(open_todos(bench, a).iter().any(|t| t.contains("is fixed")));
        healthy(bench, &[a, b]);
    });
}

#[test]
fn what_a_higher_tier_misses_and_a_wait_for_the_customer_go_along() {
    on_both(|bench| {
        let (a, b) = two(bench);
        bench.bring(a, "tier2.working");
        bench.yes("ben", a, send_back("incomplete", "Which region?"));
        bench.yes("ana", a, take());
        let until = bench.now().plus_ms(DAY);
        let hold = Command::Hold {
            kind: "customer".into(),
            until,
            text: "their log".into(),
        };
        bench.yes("ana", a, hold);
        bench.yes("ana", a, merge(b));
        let here = bench.ticket(b);
        let todo = here.open_todos().next().unwrap();
        assert_eq!((todo.text.as_str(), todo.blocks), ("Which region?", true));
        let wait = here.open_holds().next().unwrap();
        assert!(wait.pauses && wait.until == until);
        bench.intake(b);
        bench.checklist("ana", b);
        let refusal = bench.no("ana", b, escalate("potential_bug"));
        assert!(
            refusal
                .missing
                .iter()
                .any(|m| m.text.contains("Which region?")),
            "{refusal:?}"
        );
        bench.yes("ana", a, unmerge());
        let here = bench.ticket(b);
        assert_eq!(
            (here.open_todos().count(), here.open_holds().count()),
            (0, 0)
        );
        healthy(bench, &[a, b]);
    });
}

#[test]
fn a_link_that_would_lead_in_a_circle_stays_with_the_merged_ticket() {
    on_both(|bench| {
        let (a, b) = two(bench);
        let c = bench.at("tier1.working");
        bench.yes("ana", c, link(b, "parent"));
        bench.yes("ana", a, link(c, "known_error"));
        let said = bench.run("ana", a, merge(b));
        if said.is_ok() {
            assert!(bench.ticket(b).links.is_empty());
        }
        healthy(bench, &[a, b, c]);
    });
}

#[test]
fn a_resolution_that_the_customer_rejected_helped_nobody() {
    on_both(|bench| {
        bench.sit("eva");
        let fields = values(&[
            ("title", "Refused"),
            ("symptoms", "402"),
            ("resolution", "Enlarge the pool"),
        ]);
        let article = bench.desk.write_article(fields, None).unwrap().article.id;
        ask(bench, article, publish());
        let id = bench.at("tier1.working");
        let alike = bench.at("tier1.working");
        bench.intake(id);
        bench.checklist("ana", id);
        let solve = |text: &str| {
            with(
                Verb::Resolve,
                &[
                    ("code", "solved"),
                    ("text", text),
                    ("kb", &article.to_string()),
                ],
            )
        };
        let helped = |bench: &Bench| bench.desk.article(article).unwrap().shelved.helped;
        let offered = |bench: &Bench| {
            let found = bench.desk.similar(alike, 9, Stop::default()).unwrap();
            let of = |l: &Like| l.ranked.hit.id() == Reference::Ticket(id);
            let like = found.likes.into_iter().find(of).unwrap();
            like.resolution.map(|r| r.text)
        };
        bench.yes("ana", id, solve("Enlarged the pool"));
        bench.yes("ana", id, tell());
        assert_eq!(helped(bench), 1);
        assert_eq!(offered(bench).as_deref(), Some("Enlarged the pool"));
        bench.yes(
            "ana",
            id,
            with(Verb::Dissatisfied, &[("text", "It fails"), ("to", "tier1")]),
        );
        assert_eq!(helped(bench), 0);
        assert_eq!(offered(bench), None);
        assert_eq!(bench.ticket(id).articles.len(), 1, "still linked");
        bench.bring(id, "tier1.working");
        bench.checklist("ana", id);
        bench.yes("ana", id, solve("Enlarged it twice"));
        assert_eq!(helped(bench), 1);
        healthy(bench, &[id]);
    });
}
