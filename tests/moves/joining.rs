//! Merging, taking a merge back, and splitting.

use crate::support::desk::*;
use hoist::desk::attach::Source;
use hoist::desk::unread::Marks;
use hoist::domain::clock::clocks;
use hoist::domain::command::{Command, Opening, Split};
use hoist::domain::customer::Customer;
use hoist::domain::id::{At, CustomerId, NumberOn, TicketId};
use hoist::domain::kept::in_words;
use hoist::domain::package::markdown;
use hoist::domain::process::Verb;
use hoist::domain::row::{Attention, Due};
use hoist::domain::stage::Phase;
use hoist::domain::ticket::{Piece, Source as Place};

fn customer(bench: &mut Bench, name: &str) -> CustomerId {
    bench.sit("lea");
    let customer = Customer {
        name: name.into(),
        ..Customer::default()
    };
    bench.desk.put_customer(customer).unwrap()
}

fn open_for(bench: &mut Bench, customer: CustomerId) -> TicketId {
    bench.sit("ana");
    bench.wait(SECOND);
    let id = bench.fresh();
    let opening: Opening = of_customer(customer);
    bench.desk.open_ticket(opening, &id).unwrap().id
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
fn a_ticket_goes_on_in_another_and_stands_for_itself_again() {
    on_both(|bench| {
        let acme = customer(bench, "Acme");
        let (a, b) = (open_for(bench, acme), open_for(bench, acme));
        bench.yes("ana", a, take());
        bench.yes("ana", a, note("Their proxy again?"));
        let due = bench.now().plus_ms(HOUR);
        bench.yes(
            "ana",
            a,
            Command::Ask {
                team: "network_operations".into(),
                due,
                text: "Is the proxy up?".into(),
            },
        );
        bench.yes("ana", a, received("It also happens on staging."));
        bench.bring(b, "tier2.working");
        let before = bench.ticket(a);
        bench.yes("ana", a, merge(b));
        let (source, target) = (bench.ticket(a), bench.ticket(b));
        assert_eq!(source.stage.phase, Phase::Cancelled);
        assert_eq!(source.merged_into, Some(b));
        assert_eq!(source.first_response_at, before.first_response_at);
        assert!(
            source
                .links
                .iter()
                .any(|l| l.other == b && l.kind == "duplicate")
        );
        assert!(
            source.messages.last().unwrap().outgoing,
            "the customer is told"
        );
        assert_eq!(target.stage.to_string(), "tier2.working");
        assert_eq!(target.merged[0].ticket, a);
        // What waits there waits here now.
        assert_eq!(
            target.open_requests().next().unwrap().text,
            "Is the proxy up?"
        );
        assert_eq!(source.open_requests().count(), 0);
        let asks: Vec<_> = target.open_todos().map(|t| t.text.clone()).collect();
        assert!(
            asks.contains(&format!("Answer what the customer wrote on {a}")),
            "{asks:?}"
        );
        // Its words stand where they were and are read here, with their source.
        let lines = bench.desk.timeline(b).unwrap();
        let line = lines
            .iter()
            .find(|l| l.text.contains("It also happens on staging."))
            .unwrap();
        assert!(line.by.starts_with(&format!("{a} ")), "{}", line.by);
        assert!(lines.iter().any(|l| l.text.contains("Their proxy again?")));
        assert!(lines.windows(2).all(|w| w[0].at <= w[1].at));
        // A later word belongs there.
        let said = bench.no("ana", a, received("Hello?"));
        assert!(
            said.text.contains(&format!("hoist received {}", b.0)),
            "{}",
            said.text
        );
        let said = bench.no("ana", a, with(Verb::Restore, &[("reason", "x")]));
        assert!(said.text.contains("hoist unmerge"), "{}", said.text);
        bench.yes("ana", b, message("On staging we saw it too."));
        assert!(
            bench
                .ticket(b)
                .open_todos()
                .all(|t| t.cause.as_ref().is_none_or(|c| c.what != "merge"))
        );
        bench.yes("ana", a, unmerge());
        let (source, target) = (bench.ticket(a), bench.ticket(b));
        assert_eq!(source.stage.to_string(), "tier1.queued");
        assert_eq!((source.merged_into, source.links.len()), (None, 0));
        assert!(target.merged.is_empty());
        assert!(
            bench
                .desk
                .timeline(b)
                .unwrap()
                .iter()
                .all(|l| !l.text.contains("Their proxy again?"))
        );
        bench.replays(a);
        bench.replays(b);
        let report = bench.desk.audit_check(&mut |_, _| {}).unwrap();
        assert_eq!(report.bad, None);
    });
}

/// From where a ticket is merged, and into what: the table of `decide/joining.rs`.
#[test]
fn what_cannot_be_merged_says_why_and_what_to_do() {
    on_both(|bench| {
        let (acme, birch) = (customer(bench, "Acme"), customer(bench, "Birch"));
        let (a, b) = (open_for(bench, acme), open_for(bench, acme));
        let theirs = open_for(bench, birch);
        let refused = |bench: &mut Bench, from: TicketId, into: TicketId, part: &str| {
            let before = (bench.ticket(from), bench.desk.store().stored(into).ok());
            let said = bench.no("ana", from, merge(into));
            assert_eq!(said.refused, "merge");
            assert!(said.text.contains(part), "{part}: {}", said.text);
            let after = (bench.ticket(from), bench.desk.store().stored(into).ok());
            assert_eq!(before, after);
        };
        refused(bench, a, a, "into itself");
        refused(bench, a, TicketId(99), "no ticket #99");
        refused(bench, a, theirs, "not of the same customer");
        refused(bench, theirs, a, "--as parent");
        let silent = Command::Merge {
            into: b,
            text: " ".into(),
        };
        assert_eq!(missing(&bench.no("ana", a, silent)), ["field:text"]);
        let up = open_for(bench, acme);
        bench.bring(up, "tier2.queued");
        refused(bench, up, b, "hoist recall");
        let told = open_for(bench, acme);
        bench.bring(told, "tier1.confirming");
        refused(bench, told, b, "is being told");
        let closed = open_for(bench, acme);
        bench.bring(closed, "tier1.closed");
        refused(bench, closed, b, "Link it instead");
        refused(bench, a, closed, "nothing goes on in it");
        bench.bring(closed, "tier1.archived");
        let said = bench.no("ana", closed, merge(b));
        assert!(said.text.contains("archived"), "{}", said.text);
        refused(bench, a, closed, "nothing goes on in it");
        // Restricted unlike: nobody reads more than before.
        let secret = open_for(bench, acme);
        bench.yes(
            "ana",
            secret,
            Command::Restrict {
                agents: vec![],
                why: "leak".into(),
            },
        );
        refused(bench, a, secret, "not restricted to the same people");
        refused(bench, secret, a, "not restricted to the same people");
        let said = bench.no("abe", a, merge(secret));
        assert!(said.text.contains("is restricted"), "{}", said.text);
        // Circles.
        bench.yes("ana", a, merge(b));
        refused(bench, b, a, "was merged into");
        refused(bench, a, b, "already");
        let c = open_for(bench, acme);
        refused(bench, c, a, &format!("hoist merge {} {}", c.0, b.0));
        let d = open_for(bench, acme);
        bench.yes("ana", d, link(c, "parent"));
        refused(bench, c, d, "circle");
        // A chain is one: what goes on here goes on there.
        bench.yes("ana", b, merge(c));
        let lines = bench.desk.timeline(c).unwrap();
        assert!(lines.iter().any(|l| l.by.starts_with(&format!("{a} "))));
        // Nobody takes a merge back past the archive.
        bench.bring(c, "tier1.archived");
        let said = bench.no("ana", b, unmerge());
        assert!(said.text.contains("archived"), "{}", said.text);
        assert_eq!(bench.ticket(b).merged_into, Some(c));
    });
}

#[test]
fn words_are_split_off_and_stay_where_they_are() {
    on_both(|bench| {
        let acme = customer(bench, "Acme");
        let id = open_for(bench, acme);
        bench.yes("ana", id, take());
        bench.yes("ana", id, received("And the invoice of May is wrong."));
        bench.yes("ana", id, note("Billing knows of it."));
        let entries = bench.desk.entries_of(id).unwrap();
        let shown: Vec<_> = entries
            .iter()
            .map(|e| (e.seq, e.n, e.message.is_some()))
            .collect();
        assert_eq!(shown, [(1, 1, true), (3, 2, true), (4, 1, false)]);
        let split = |events: &[u32]| Split {
            from: id,
            events: events.to_vec(),
            kind: "related".into(),
        };
        let (before, now) = (bench.events(id), bench.now());
        bench.wait(MINUTE);
        let c = bench.fresh();
        let done = bench
            .desk
            .split(split(&[3, 4]), "Invoice of May", &c)
            .unwrap();
        let new = bench.ticket(done.id);
        assert_eq!(
            (new.customer, new.stage.to_string()),
            (Some(acme), "tier1.queued".into())
        );
        assert!(
            new.links
                .iter()
                .any(|l| l.other == id && l.kind == "related")
        );
        let lines = bench.desk.timeline(done.id).unwrap();
        assert!(
            lines
                .iter()
                .any(|l| l.text.contains("invoice of May is wrong") && l.at <= now)
        );
        assert!(
            lines
                .iter()
                .any(|l| l.text.contains("Billing knows of it."))
        );
        assert_eq!(
            bench.events(id)[..before.len()],
            before[..],
            "word for word"
        );
        assert_eq!(bench.ticket(id).parts[0].ticket, done.id);
        // Nothing is half split.
        let all = bench.desk.store().ids(TicketId(0), 100).unwrap();
        for (events, part) in [
            (vec![2], "no message and no note"),
            (vec![], "Which messages"),
        ] {
            let c = bench.fresh();
            let said = bench.desk.split(split(&events), "x", &c).unwrap_err();
            let hoist::desk::Error::Refused(said) = said else {
                panic!("{said}")
            };
            let text = format!("{} {:?}", said.text, said.missing);
            assert!(text.contains(part), "{text}");
        }
        assert_eq!(bench.desk.store().ids(TicketId(0), 100).unwrap(), all);
        let again = bench
            .desk
            .split(split(&[3, 4]), "Invoice of May", &c)
            .unwrap();
        assert!(again.repeated && again.id == done.id);
        bench.replays(id);
        bench.replays(done.id);
    });
}

/// A package of a ticket tells the words of those merged into it.
#[test]
fn what_was_merged_goes_along_in_the_package() {
    on_both(|bench| {
        let acme = customer(bench, "Acme");
        let (a, b) = (open_for(bench, acme), open_for(bench, acme));
        bench.yes("ana", a, received("It also happens on staging."));
        bench.yes("ana", a, merge(b));
        bench.bring(b, "tier2.queued");
        let (_, json) = bench.desk.package(b, None).unwrap();
        assert!(json.contains("It also happens on staging."));
        assert!(json.contains(&format!("\"by\":\"{a} ")));
    });
}

/// What was found on a ticket is not lost to whoever goes on with the other.
#[test]
fn what_was_found_goes_along_in_the_package() {
    on_both(|bench| {
        let acme = customer(bench, "Acme");
        let (a, b) = (open_for(bench, acme), open_for(bench, acme));
        attach(bench, a, "staging.log");
        bench.yes("ana", a, answer("errors", "502 on staging"));
        bench.yes("ana", a, tried());
        bench.yes("ana", a, received("pool exhausted at 07:14"));
        let words = NumberOn { ticket: None, n: 2 };
        let piece = bench.desk.message(a, words).unwrap().piece(None).unwrap();
        let pieces = vec![piece];
        bench.yes("ana", a, Command::Keep { pieces });
        bench.yes("ana", a, merge(b));
        let view = bench.desk.view(b).unwrap();
        let kept: Vec<_> = view.standing_kept().map(|(on, k)| (on, k.n)).collect();
        assert_eq!(kept, [(a, 1)]);
        bench.bring(b, "tier2.queued");
        let (_, json) = bench.desk.package(b, None).unwrap();
        let package: serde_json::Value = serde_json::from_str(&json).unwrap();
        let part = &package["merged"][0];
        assert_eq!(part["ticket"], a.0);
        assert_eq!(part["intake"][0]["text"], "502 on staging");
        assert_eq!(part["intake"].as_array().unwrap().len(), 1, "nothing open");
        assert_eq!(part["records"][0]["kind"], "tried");
        assert_eq!(part["kept"][0]["text"], "pool exhausted at 07:14");
        assert_eq!(part["attachments"][0]["name"], "staging.log");
        let page = markdown(&json);
        for heading in ["Intake", "Tried and found", "Kept evidence", "Attachments"] {
            assert!(page.contains(&format!("## {heading}, {a}")), "{page}");
        }
        bench.accept("ben", b);
    });
}

/// A file of one line.
fn attach(bench: &mut Bench, id: TicketId, name: &str) {
    bench.sit("ana");
    let command = bench.fresh();
    let bytes = std::io::Cursor::new(b"07:14 pool exhausted\n".to_vec());
    let source = Source::Stream(name.to_owned(), Box::new(bytes));
    let done = bench
        .desk
        .attach(id, None, vec![source], &command, &mut |_, _| true);
    done.unwrap();
}

/// The words of the conversation, each with its ticket.
fn conversation(bench: &Bench, id: TicketId) -> Vec<(TicketId, String)> {
    let all = bench.desk.conversation(id).unwrap();
    all.into_iter().map(|m| (m.ticket, m.text)).collect()
}

#[test]
fn words_and_files_of_merged_tickets_are_read_through_and_go_with_an_unmerge() {
    on_both(|bench| {
        let acme = customer(bench, "Acme");
        let (first, a, b) = (
            open_for(bench, acme),
            open_for(bench, acme),
            open_for(bench, acme),
        );
        bench.yes("ana", first, received("First of all."));
        bench.wait(SECOND);
        bench.yes("ana", a, received("It also happens on staging."));
        attach(bench, a, "staging.log");
        bench.wait(SECOND);
        bench.yes("ana", b, message("Which version is it?"));
        attach(bench, b, "ours.txt");
        bench.yes("ana", first, merge(a));
        bench.yes("ana", a, merge(b));
        let said = conversation(bench, b);
        let order: Vec<&str> = said.iter().map(|(_, text)| text.as_str()).collect();
        let place = |words: &str| order.iter().position(|t| *t == words).unwrap();
        assert!(place("First of all.") < place("It also happens on staging."));
        assert!(place("It also happens on staging.") < place("Which version is it?"));
        assert!(said.contains(&(a, "It also happens on staging.".into())));
        assert!(said.contains(&(first, "First of all.".into())));
        // Each is written once, where it was.
        assert!(
            bench
                .desk
                .messages(b)
                .unwrap()
                .iter()
                .all(|m| m.ticket == b)
        );
        let view = bench.desk.view(b).unwrap();
        let files: Vec<_> = view.files().map(|(on, f)| (on, f.name.clone())).collect();
        assert_eq!(files, [(a, "staging.log".into()), (b, "ours.txt".into())]);
        // A number of it is taken with its ticket.
        let number = |ticket, n| NumberOn {
            ticket: Some(ticket),
            n,
        };
        let words = bench.desk.message(b, number(a, 2)).unwrap();
        assert_eq!(words.text, "It also happens on staging.");
        let other = open_for(bench, acme);
        let wrong = bench.desk.message(b, number(other, 1)).unwrap_err();
        assert!(wrong.to_string().contains("does not go on in"), "{wrong}");
        // Kept as evidence and taken over with where it stands; of a ticket that is not part of it, not.
        let piece = words.piece(None).unwrap();
        bench.yes(
            "ana",
            b,
            Command::Keep {
                pieces: vec![piece.clone()],
            },
        );
        let kept = bench.ticket(b).kept[0].piece.clone();
        assert_eq!(kept.source.ticket, Some(a));
        assert!(in_words(&kept).contains(&format!("message 2 of {a}")));
        let own = bench.desk.message(b, number(b, 1)).unwrap();
        let own = own.piece(None).unwrap();
        bench.yes("ana", b, Command::Keep { pieces: vec![own] });
        assert_eq!(bench.ticket(b).kept[1].piece.source.ticket, None);
        let said = bench.no(
            "ana",
            other,
            Command::Keep {
                pieces: vec![piece],
            },
        );
        assert!(said.text.contains("does not go on in"), "{}", said.text);
        // Taken back, they stand for themselves.
        bench.yes("ana", a, unmerge());
        assert!(conversation(bench, b).iter().all(|(on, _)| *on == b));
        assert_eq!(bench.desk.view(b).unwrap().files().count(), 1);
        assert!(conversation(bench, a).contains(&(first, "First of all.".into())));
        for id in [first, a, b] {
            bench.replays(id);
        }
    });
}

#[test]
fn an_unread_word_on_a_merged_ticket_is_seen_by_whoever_has_the_other() {
    on_both(|bench| {
        let acme = customer(bench, "Acme");
        let (a, b) = (open_for(bench, acme), open_for(bench, acme));
        bench.yes("abe", b, take());
        bench.yes("ana", a, received("And on staging."));
        bench.yes("ana", a, merge(b));
        let row = bench.row(b);
        assert_eq!(row.attention, Attention::Reply);
        assert!(row.needs_at <= bench.now());
        bench.sit("abe");
        let marks = Marks::open(bench.dir.path());
        let view = bench.desk.view(b).unwrap();
        let unread = bench.desk.unread(&view.ticket, &view.merged, &marks);
        assert_eq!(unread, [(a, 2)]);
        marks
            .read_all(&bench.desk.conversation(b).unwrap())
            .unwrap();
        assert_eq!(
            bench.desk.unread(&view.ticket, &view.merged, &marks),
            [] as [(TicketId, u32); 0]
        );
        // Read is not answered: it stands until someone writes.
        assert_eq!(bench.row(b).attention, Attention::Reply);
        bench.yes("abe", b, message("On staging too, thank you."));
        assert_eq!(bench.row(b).attention, Attention::None);
        bench.replays(b);
    });
}

/// Words stay where they were written; who works on the new ticket reads and uses them there.
#[test]
fn words_that_were_split_off_are_read_and_taken_on_the_new_ticket() {
    on_both(|bench| {
        let acme = customer(bench, "Acme");
        let id = open_for(bench, acme);
        bench.yes("ana", id, take());
        bench.yes("ana", id, received("It is slow."));
        bench.yes("ana", id, received("And the invoice\nof May is wrong."));
        let split = Split {
            from: id,
            events: vec![4],
            kind: "related".into(),
        };
        bench.sit("ana");
        let command = bench.fresh();
        let done = bench
            .desk
            .split(split.clone(), "Invoice", &command)
            .unwrap();
        assert!(!done.text.contains("before"), "{}", done.text);
        let new = done.id;
        let said = bench.desk.conversation(new).unwrap();
        let [one] = said.as_slice() else {
            panic!("{said:?}")
        };
        assert_eq!((one.ticket, one.about.n, one.split), (id, 3, true));
        assert!(one.text.contains("of May is wrong"));
        // It is addressed by the ticket on which it stands, and no other word of that is.
        let on = |n| NumberOn {
            ticket: Some(id),
            n,
        };
        assert_eq!(bench.desk.message(new, on(3)).unwrap(), *one);
        assert!(bench.desk.message(new, on(2)).is_err());
        // Kept as evidence with where it stands.
        let piece = one.piece(Some((2, 2))).unwrap();
        let other = Piece {
            source: Place {
                n: Some(2),
                ..piece.source.clone()
            },
            ..piece.clone()
        };
        let keep = |pieces| Command::Keep { pieces };
        let said = bench.no("ana", new, keep(vec![other]));
        assert!(said.text.contains("has no message 2"), "{}", said.text);
        bench.yes("ana", new, keep(vec![piece]));
        assert_eq!(bench.ticket(new).kept[0].piece.source.ticket, Some(id));
        // Reading it here reads nothing of what was written before it there.
        let marks = Marks::open(bench.dir.path());
        marks
            .read_all(&bench.desk.conversation(new).unwrap())
            .unwrap();
        assert_eq!(marks.read_to(id), 0);
        // A second time it is said.
        let command = bench.fresh();
        let again = bench
            .desk
            .split(split.clone(), "Invoice again", &command)
            .unwrap();
        assert!(
            again
                .text
                .contains(&format!("split off before, into {new}")),
            "{}",
            again.text
        );
        let entry = bench
            .desk
            .entries_of(id)
            .unwrap()
            .into_iter()
            .find(|e| e.seq == 4)
            .unwrap();
        assert_eq!(entry.split_into, [new, again.id]);
        // Who may not see the ticket on which it stands does not read it here.
        let restrict = Command::Restrict {
            agents: vec![],
            why: "names".into(),
        };
        bench.yes("lea", id, restrict);
        bench.sit("abe");
        assert_eq!(bench.desk.conversation(new).unwrap(), []);
        assert!(bench.desk.message(new, on(3)).is_err());
        bench.replays(new);
    });
}

fn resolution(bench: &Bench, id: TicketId) -> At {
    let all = clocks(bench.desk.process(), &bench.ticket(id));
    let clock = all.into_iter().find(|c| c.what == Due::Resolution);
    clock.unwrap().due
}

#[test]
fn the_sooner_promise_holds_after_a_merge_and_goes_with_what_takes_it_back() {
    on_both(|bench| {
        let acme = customer(bench, "Acme");
        let old = open_for(bench, acme);
        let grave = values(&[("impact", "high"), ("urgency", "high")]);
        bench.yes("ana", old, Command::Set(grave));
        // The customer was waited for an hour: that is not lost either.
        let hold = Command::Hold {
            kind: "customer".into(),
            until: bench.now().plus_ms(DAY),
            text: String::new(),
        };
        bench.yes("ana", old, take());
        bench.yes("ana", old, hold);
        bench.wait(HOUR);
        bench.yes("ana", old, received("Here it is."));
        let promised = resolution(bench, old);
        bench.wait(2 * HOUR);
        let young = open_for(bench, acme);
        let minor = values(&[("impact", "medium"), ("urgency", "medium")]);
        bench.yes("ana", young, Command::Set(minor));
        let own = resolution(bench, young);
        assert!(promised < own);
        bench.yes("ana", old, merge(young));
        assert_eq!(resolution(bench, young), promised);
        // Into a third: it goes along. What is due sooner there stays so.
        let third = open_for(bench, acme);
        bench.yes("ana", young, merge(third));
        assert_eq!(resolution(bench, third), promised);
        bench.replays(third);
        bench.yes("ana", young, unmerge());
        assert!(resolution(bench, third) > promised);
        bench.yes("ana", old, unmerge());
        assert_eq!(resolution(bench, young), own);
        bench.replays(young);
    });
}
