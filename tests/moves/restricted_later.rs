//! A ticket that is restricted after words of it were written on another one: they stay in its history and its
//! seals, and nobody reads them there who may not see it.

use crate::support::desk::{
    Bench, SECOND, escalate, link, of_customer, on_both, tells_workaround, with, workaround,
};
use hoist::desk::export::{Format, Order};
use hoist::desk::snapshot::{Taking, With};
use hoist::domain::command::{Command, Outcome};
use hoist::domain::customer::Customer;
use hoist::domain::diff::Way;
use hoist::domain::hook::Hook;
use hoist::domain::id::TicketId;
use hoist::domain::process::Verb;
use hoist::domain::reference::Reference;
use hoist::domain::similar::{Sought, looked};
use hoist::domain::ticket::Piece;
use hoist::store::search::Stop;

const WORD: &str = "hiddenhost9";

/// A ticket whose subject and configuration have the word, and one on which it was kept as evidence in every way there is.
fn scene(bench: &mut Bench) -> (TicketId, TicketId) {
    bench.sit("lea");
    let customer = Customer {
        name: "Fjord".into(),
        ..Customer::default()
    };
    let customer = bench.desk.put_customer(customer).unwrap();
    let open = |bench: &mut Bench, subject: &str| {
        bench.sit("ana");
        let command = bench.fresh();
        let mut opening = of_customer(customer);
        opening.opened.subject = subject.to_owned();
        let id = bench.desk.open_ticket(opening, &command).unwrap().id;
        bench.bring(id, "tier1.working");
        id
    };
    let secret = open(bench, &format!("Payments API of {WORD} returns 502"));
    let here = open(bench, "Payments API returns 502");
    for (id, text) in [(secret, "host = hiddenhost9\n"), (here, "host = other\n")] {
        bench.sit("ana");
        let command = bench.fresh();
        let taking = Taking::pasted("app.conf".to_owned(), text.to_owned());
        bench
            .desk
            .take_snapshots(id, None, vec![taking], &command)
            .unwrap();
    }
    bench.sit("ana");
    let against = With::Snapshot(secret, None);
    let found = bench.desk.compare(here, 1, against, Way::default());
    let pieces = vec![found.unwrap().piece(1).unwrap().unwrap()];
    bench.yes("ana", here, Command::Keep { pieces });
    bench.yes("ana", here, link(secret, "related"));
    bench.sit("ana");
    let found = bench.desk.similar(here, 20, Stop::default()).unwrap();
    let found: Vec<_> = found.likes.into_iter().map(|l| l.ranked).collect();
    let piece = looked::piece(bench.desk.process(), &found);
    assert!(piece.text.contains(WORD), "{}", piece.text);
    let pieces = vec![piece];
    bench.yes("ana", here, Command::Keep { pieces });
    (secret, here)
}

fn restrict() -> Command {
    Command::Restrict {
        agents: vec!["lea".into(), "ana".into()],
        why: "a leak".into(),
    }
}

/// Everything that this agent reads of the ticket, but for what was sealed before.
fn read(bench: &mut Bench, who: &str, id: TicketId) -> Vec<(&'static str, String)> {
    bench.sit(who);
    let desk = &bench.desk;
    let search = desk.read_search(WORD, "UTC").unwrap();
    let hits = desk.search(&search, None, 50, Stop::default()).unwrap();
    let other = desk.read_search("Payments", "UTC").unwrap();
    let other = desk.search(&other, None, 50, Stop::default()).unwrap();
    let order = Order {
        format: Format::Markdown,
        ids: vec![id],
        ..Order::default()
    };
    let mut page = Vec::new();
    desk.export(&order, &mut page, &mut |_, _| true).unwrap();
    vec![
        ("view", format!("{:?}", desk.view(id).unwrap())),
        ("events", format!("{:?}", desk.events(id, 0, 999).unwrap())),
        (
            "latest events",
            format!("{:?}", desk.events_before(id, u32::MAX, 999).unwrap()),
        ),
        ("timeline", format!("{:?}", desk.timeline(id).unwrap())),
        ("export", String::from_utf8(page).unwrap()),
        ("search", format!("{:?}", hits.hits)),
        ("another search", format!("{:?}", other.hits)),
    ]
}

#[test]
fn words_of_it_on_another_ticket_are_read_by_those_alone_who_see_it() {
    on_both(|bench| {
        let (secret, here) = scene(bench);
        for (what, said) in read(bench, "abe", here) {
            if what != "another search" {
                assert!(said.contains(WORD), "{what}: {said}");
            }
        }
        bench.yes("lea", secret, restrict());
        for (what, said) in read(bench, "abe", here) {
            assert!(!said.contains(WORD), "{what}: {said}");
        }
        for (what, said) in read(bench, "abe", here).into_iter().take(3) {
            assert!(said.contains("(restricted)"), "{what}: {said}");
        }
        for who in ["ana", "lea"] {
            for (what, said) in read(bench, who, here) {
                if what != "another search" {
                    assert!(said.contains(WORD), "{who}, {what}: {said}");
                }
            }
        }
        // Nothing that is stored changed.
        bench.replays(here);
        let ticket = bench.ticket(here);
        assert!(format!("{ticket:?}").contains(WORD));
        // What is decided goes by what is stored: the item that the link answered is open again.
        let item = ticket
            .checks
            .iter()
            .find(|(_, c)| c.evidence.contains(WORD));
        let item = item.unwrap().0.clone();
        let kind = "related".to_owned();
        bench.yes(
            "abe",
            here,
            Command::Unlink {
                other: secret,
                kind,
            },
        );
        assert!(!bench.ticket(here).checks.contains_key(&item));
    });
}

#[test]
fn a_package_that_is_frozen_later_leaves_them_out_and_one_from_before_stays_as_it_is() {
    on_both(|bench| {
        let (secret, here) = scene(bench);
        bench.intake(here);
        bench.checklist("ana", here);
        bench.yes("ana", here, escalate("potential_bug"));
        let (_, first) = bench.desk.package(here, None).unwrap();
        assert!(first.contains(WORD), "{first}");
        let withdraw = with(Verb::Withdraw, &[("reason", "one more look")]);
        bench.yes("ana", here, withdraw);
        bench.yes("lea", secret, restrict());
        bench.bring(here, "tier1.working");
        bench.yes("ana", here, escalate("potential_bug"));
        let (reference, second) = bench.desk.package(here, None).unwrap();
        assert_eq!(reference.version, 2);
        assert!(!second.contains(WORD), "{second}");
        assert!(second.contains("(restricted)"), "{second}");
        let (_, again) = bench.desk.package(here, Some(1)).unwrap();
        assert_eq!(again, first);
        bench.replays(here);
    });
}

/// The difference, and the list, as a screen holds them.
fn taken_up(bench: &mut Bench, secret: TicketId, here: TicketId) -> (Piece, Piece) {
    bench.sit("ana");
    let against = With::Snapshot(secret, None);
    let found = bench.desk.compare(here, 1, against, Way::default());
    let hunk = found.unwrap().piece(1).unwrap().unwrap();
    let found = bench.desk.similar(here, 20, Stop::default()).unwrap();
    let found: Vec<_> = found.likes.into_iter().map(|l| l.ranked).collect();
    (hunk, looked::piece(bench.desk.process(), &found))
}

#[test]
fn what_a_screen_took_up_before_is_not_written_after() {
    on_both(|bench| {
        let (secret, here) = scene(bench);
        bench.yes("ana", here, link(secret, "known_error"));
        bench.bring(secret, "tier2.working");
        bench.yes("ben", secret, workaround());
        let words = bench.ticket(secret).last_record("workaround").cloned();
        let words = words.unwrap().values.get("text").unwrap().to_owned();
        let (hunk, list) = taken_up(bench, secret, here);
        let evidence = format!("difference in configuration 1, app.conf, {}", hunk.place);
        bench.yes("lea", secret, restrict());
        let check = Command::Check {
            item: "configurations".into(),
            tier: None,
            outcome: Outcome::Done("differs".into()),
            evidence,
        };
        let keep = Command::Keep { pieces: vec![hunk] };
        let tell = tells_workaround(&format!("Dear Lena,\n{words}\nAna"));
        for command in [check, keep, tell, tells_workaround(&words)] {
            for who in ["ana", "abe"] {
                let refused = bench.no(who, here, command.clone());
                assert!(
                    refused.text.contains("no word of it is written on"),
                    "{refused:?}"
                );
            }
        }
        bench.yes("ana", here, Command::Keep { pieces: vec![list] });
        let kept = bench.ticket(here).kept.last().cloned().unwrap();
        assert!(!kept.piece.text.contains(WORD), "{kept:?}");
        assert!(kept.piece.text.contains("(restricted)"), "{kept:?}");
        // To the same people it may be said.
        bench.yes("lea", here, restrict());
        bench.yes("ana", here, tells_workaround(&words));
    });
}

#[test]
fn what_is_similar_is_told_and_sought_by_words_that_are_read_there() {
    on_both(|bench| {
        let (secret, here) = scene(bench);
        let third = bench.at("tier1.working");
        bench.yes(
            "ana",
            third,
            crate::support::desk::note(&format!("{WORD}, {WORD}, {WORD}")),
        );
        let sought = Sought::typed(&format!("Payments API {WORD}"), []);
        let told = |bench: &mut Bench| {
            bench.sit("abe");
            let likes = bench
                .desk
                .like(&sought, None, 20, Stop::default())
                .unwrap()
                .likes;
            let own = bench.desk.similar(here, 20, Stop::default()).unwrap().likes;
            let at = |id| Reference::Ticket(id);
            let one = likes.iter().find(|l| l.ranked.hit.id() == at(here));
            let two = own.iter().find(|l| l.ranked.hit.id() == at(third));
            let words = |l: Option<&hoist::desk::Like>| l.map(|l| l.ranked.because.words.clone());
            (words(one).unwrap(), words(two).unwrap_or_default())
        };
        let (one, two) = told(bench);
        assert!(one.iter().any(|w| w == WORD), "{one:?}");
        assert!(two.iter().any(|w| w == WORD), "{two:?}");
        bench.yes("lea", secret, restrict());
        let (one, two) = told(bench);
        assert!(
            !one.iter().chain(&two).any(|w| w == WORD),
            "{one:?} {two:?}"
        );
    });
}

#[test]
fn a_program_that_failed_is_given_number_and_kind_of_a_ticket_restricted_since() {
    on_both(|bench| {
        let (given, gate) = (
            bench.dir.path().join("given"),
            bench.dir.path().join("gate"),
        );
        let run = format!("test -e {} && cat >> {}", gate.display(), given.display());
        let hook = Hook {
            name: "pager".into(),
            run: vec!["/bin/sh".into(), "-c".into(), run],
            on: Vec::new(),
            timeout_s: 5,
        };
        let hooks = [hook];
        bench.desk.know_hooks(&hooks).unwrap();
        let id = bench.at("tier1.queued");
        let to = Some("abe".into());
        bench.yes(
            "lea",
            id,
            Command::Assign {
                to,
                customers_agent: true,
            },
        );
        bench.wait(SECOND);
        let first = bench.desk.give_hooks(&hooks).unwrap();
        assert_eq!((first.taken, first.troubles.len()), (0, 1));
        let waits = bench.desk.outgoing(None, 9).unwrap();
        let subject = bench.ticket(id).subject;
        assert!(
            waits.iter().any(|o| o.event.contains(&subject)),
            "{waits:?}"
        );
        bench.yes("lea", id, restrict());
        std::fs::write(gate, "").unwrap();
        bench.desk.try_hook("pager").unwrap();
        assert!(bench.desk.give_hooks(&hooks).unwrap().taken > 0);
        let given = std::fs::read_to_string(given).unwrap();
        assert!(!given.contains(&subject), "{given}");
        let event: serde_json::Value = serde_json::from_str(given.lines().next().unwrap()).unwrap();
        assert_eq!(event["ticket"], id.0);
        assert!(
            event["what"].is_string() && event["text"].is_null(),
            "{event}"
        );
    });
}
