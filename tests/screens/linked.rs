//! Linked tickets, merging, splitting, questions to teams and a change of shift, by key.

use super::lively::{attach, desk, listener, press, says, says_not, session, told};
use super::{SMALL, USUAL};
use crate::support::desk::{Bench, HOUR, link, message, note, of_customer, received};
use hoist::domain::command::Command;
use hoist::domain::customer::Customer;
use hoist::domain::id::TicketId;
use hoist::tui::msg::{Asker, Job, Outcome, Work};
use hoist::tui::print::Session;
use hoist::tui::progress::Verdict;
use hoist::tui::worker::perform;

fn sit(bench: &Bench, who: &str, id: TicketId, size: (u16, u16)) -> Session {
    let mut session = session(bench, who, size);
    press(&mut session, &format!("# \"{}\" <enter>", id.0));
    session
}

/// Two tickets of one customer that ana works on.
fn two(bench: &mut Bench) -> (TicketId, TicketId) {
    bench.sit("lea");
    let customer = Customer {
        name: "Fjord".into(),
        ..Customer::default()
    };
    let customer = bench.desk.put_customer(customer).unwrap();
    let mut open = || {
        bench.sit("ana");
        let id = bench.fresh();
        let id = bench
            .desk
            .open_ticket(of_customer(customer), &id)
            .unwrap()
            .id;
        bench.bring(id, "tier1.working");
        id
    };
    (open(), open())
}

#[test]
fn a_link_is_followed_from_both_ends_and_taken_back() {
    for size in [(120, 36), (80, 24)] {
        let mut bench = desk();
        let (a, b) = two(&mut bench);
        bench.yes("ana", a, link(b, "parent"));
        let mut ana = sit(&bench, "ana", b, size);
        says(&ana, &format!("Part of this {a}"));
        press(&mut ana, "G k <enter>");
        assert_eq!(ana.model().target(), Some(a));
        says(&ana, &format!("Part of {b}"));
        press(&mut ana, "<c-o>");
        assert_eq!(ana.model().target(), Some(b));
        press(&mut ana, ": \"unlink\" <enter>");
        says(&ana, "Take which link back?");
        press(&mut ana, "<enter>");
        assert!(bench.ticket(a).links.is_empty());
    }
}

#[test]
fn a_ticket_is_merged_and_words_are_split_off_by_key() {
    let mut bench = desk();
    let (a, b) = two(&mut bench);
    bench.yes("ana", a, received("It also happens on staging."));
    bench.yes("ana", b, note("Ask them for the log."));
    let mut ana = sit(&bench, "ana", a, (120, 36));
    press(&mut ana, ": \"merge\" <enter>");
    says(&ana, "the customer reads this");
    press(&mut ana, &format!("\"{}\" <c-s>", b.0));
    assert_eq!(bench.ticket(a).merged_into, Some(b));
    let mut ana = sit(&bench, "ana", b, (120, 36));
    says(&ana, "(email): It also");
    says(&ana, &format!("{a} was merged into this ticket"));
    press(&mut ana, ": \"split\" <enter>");
    says(&ana, "Ask them");
    press(&mut ana, "\"The log\" <tab> 2 <c-s>");
    let new = ana.model().target().unwrap();
    assert_eq!(bench.ticket(new).split_from.map(|p| p.ticket), Some(b));
    says(&ana, "Ask them");
}

#[test]
fn words_and_files_of_a_merged_ticket_are_read_where_it_goes_on() {
    let mut bench = desk();
    let (a, b) = two(&mut bench);
    bench.yes("ana", b, received("Ours since nine."));
    bench.yes("ana", b, message("Which version is it?"));
    bench.wait(60_000);
    bench.yes("ana", a, received("It also happens on staging."));
    attach(
        &mut bench,
        a,
        "staging.log",
        b"07:14 ERROR pool exhausted\n",
    );
    let text = "We answer you in one place.".to_owned();
    bench.yes("ana", a, Command::Merge { into: b, text });
    for size in [SMALL, USUAL] {
        let mut abe = sit(&bench, "abe", b, size);
        press(&mut abe, "I");
        says(&abe, &format!("email · on {a} ·"));
        says(&abe, "It also happens on staging.");
        // Into the intake of the ticket that goes on, with where it stands.
        press(&mut abe, "G [ 1");
        let said = format!("{:?}", bench.ticket(b).intake);
        assert!(said.contains(&format!("message 2 of {a}")), "{said}");
        press(&mut abe, "F");
        says(&abe, &format!("{}.1 staging.log", a.0));
        says(&abe, &format!("on {a}"));
        press(&mut abe, "<enter>");
        says(&abe, "pool exhausted");
        press(&mut abe, "+");
        let kept = bench.ticket(b).kept.last().cloned();
        let source = kept.map(|k| (k.piece.source.ticket, k.piece.source.n));
        assert_eq!(source, Some((Some(a), Some(1))));
        press(&mut abe, "x");
        says(&abe, "pool exhausted");
    }
    let reason = "two matters".to_owned();
    bench.yes("ana", a, Command::Unmerge { reason });
    let mut abe = sit(&bench, "abe", b, USUAL);
    press(&mut abe, "I");
    says_not(&abe, "staging");
    press(&mut abe, "<esc> F");
    says(&abe, "no attachments");
}

#[test]
fn a_question_to_a_team_is_copied_and_a_shift_is_answered() {
    let mut bench = desk();
    let (a, b) = two(&mut bench);
    let due = bench.now().plus_ms(HOUR);
    let team = "network_operations".to_owned();
    let text = "Is the proxy up?".to_owned();
    bench.yes("ana", a, Command::Ask { team, due, text });
    let mut ana = sit(&bench, "ana", a, (120, 36));
    press(&mut ana, ": \"copy question\" <enter>");
    says(&ana, "Copied: the text to send to Network operations.");
    let to = "abe".into();
    let text = "Call at four.".to_owned();
    bench.yes("ana", b, Command::HandOver { to, text });
    let mut abe = sit(&bench, "abe", b, (80, 24));
    says(&abe, "Call at four.");
    press(&mut abe, "g <enter>");
    says(&abe, "Take it over");
    press(&mut abe, "<enter>");
    assert_eq!(bench.ticket(b).assignee, Some("abe".into()));
}

#[test]
fn what_a_team_was_asked_is_read_whole() {
    let mut bench = desk();
    let (a, _) = two(&mut bench);
    let due = bench.now().plus_ms(HOUR);
    let team = "network_operations".to_owned();
    let long = "Is the proxy of rack 7 up, and since when? ".repeat(9);
    let text = format!("{long}\nThe last line of it.");
    bench.yes("ana", a, Command::Ask { team, due, text });
    for size in [SMALL, USUAL] {
        let mut ana = sit(&bench, "ana", a, size);
        press(&mut ana, ": \"read question\" <enter>");
        says(&ana, "Asked Network operations ·");
        says(&ana, "Please answer by");
        press(&mut ana, "G");
        says(&ana, "The last line of it.");
        press(&mut ana, "<esc>");
        says_not(&ana, "Please answer by");
    }
}

#[test]
fn the_lines_of_linked_and_merged_tickets_and_the_shift_are_told_without_a_screen() {
    let mut bench = desk();
    let (a, b) = two(&mut bench);
    let due = bench.now().plus_ms(HOUR);
    let (team, text) = ("network_operations".to_owned(), "Is it up?".to_owned());
    bench.yes("ana", b, Command::Ask { team, due, text });
    attach(
        &mut bench,
        a,
        "staging.log",
        b"07:14 ERROR pool exhausted\n",
    );
    bench.yes("ana", a, received("It also happens on staging."));
    let text = "We answer you in one place.".to_owned();
    bench.yes("ana", a, Command::Merge { into: b, text });
    let other = bench.at("tier1.working");
    bench.yes("ana", other, link(b, "parent"));
    let mut ana = listener(&bench, "ana");
    let said = told(&mut ana, &format!("# \"{}\" <enter> 2 <f2>", b.0));
    for words in [
        "Asked: Network operations",
        "Part of this",
        "Files: staging.log",
        &format!("Answer what the customer wrote on {a}"),
        "was merged into this ticket",
    ] {
        assert!(said.contains(words), "“{words}” is not in\n{said}");
    }
    let said = told(&mut ana, "I");
    assert!(said.contains("Conversation on"), "{said}");
    let said = told(&mut ana, "g ] [ <f2>");
    assert!(said.contains(&format!("on {a}")), "{said}");
    let said = told(&mut ana, "<esc> F");
    assert!(said.contains(&format!("{}.1 staging.log", a.0)), "{said}");
    let said = told(&mut ana, "<enter> <f2>");
    assert!(said.contains("all of it is read: 1 line"), "{said}");
    let said = told(&mut ana, "<esc> <esc> H");
    assert!(
        said.contains("Change of shift") || said.contains("shift"),
        "{said}"
    );
    let said = told(&mut ana, "<f2>");
    assert!(said.contains(&b.to_string()), "{said}");
}

#[test]
fn all_that_the_queue_shows_are_marked_however_many() {
    let mut bench = Bench::new(crate::support::desk::Backend::Memory);
    bench.sit("ana");
    for _ in 0..2_300 {
        bench.open();
    }
    let mut ana = session(&bench, "ana", SMALL);
    press(&mut ana, "%");
    says(&ana, "2300 marked: * acts on them");
    assert_eq!(ana.model().marked.len(), 2_300);
    press(&mut ana, "X");
    assert!(ana.model().marked.is_empty());
}

#[test]
fn what_is_done_to_many_can_be_broken_off_and_the_rest_is_not_begun() {
    let mut bench = desk();
    let (a, b) = two(&mut bench);
    bench.sit("ana");
    let text = "seen".to_owned();
    let mut job = Job {
        command: None,
        work: Work::Each {
            tickets: vec![a, b],
            commands: vec![Command::Note { text }],
            kept: None,
        },
        asker: Asker::Screen,
    };
    let mut heard = Vec::new();
    let mut progress = |done, of| {
        heard.push((done, of));
        done < 1
    };
    let outcome = perform(&mut bench.desk, &mut job, &mut progress).unwrap();
    assert_eq!(heard, [(0, 2), (1, 2)]);
    let Outcome::Each(verdicts) = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(verdicts, [(a, Verdict::Done), (b, Verdict::NotBegun)]);
}

#[test]
fn of_a_restricted_resolution_the_to_do_opens_a_form_for_own_words() {
    let mut bench = desk();
    let (secret, id) = (bench.at("tier1.working"), bench.at("tier1.working"));
    let restrict = Command::Restrict {
        agents: vec![],
        why: "names in it".into(),
    };
    bench.yes("ana", secret, restrict);
    bench.yes("ana", id, link(secret, "known_error"));
    bench.resolve_1(secret);
    // Who sees both, and who does not see the other.
    for who in ["ana", "abe"] {
        let mut agent = session(&bench, who, (120, 36));
        press(&mut agent, &format!("# \"{}\" <enter>", id.0));
        says(&agent, "resolve in your own words");
        press(&mut agent, "g <enter>");
        says(&agent, "What solved it");
        says_not(&agent, "Resolve and tell");
    }
}

#[test]
fn one_message_to_many_goes_to_each_by_its_own_channel() {
    let mut bench = desk();
    let (a, b) = two(&mut bench);
    for (id, channel) in [(a, "email"), (b, "phone")] {
        let by = hoist::domain::values::Values::new().with("channel", channel);
        bench.run("ana", id, Command::Set(by)).ok();
    }
    let own = "email".to_owned();
    let last = |bench: &Bench, id| bench.ticket(id).messages.last().map(|m| m.channel.clone());
    for (from, chosen) in [(a, None), (b, None), (b, Some("chat"))] {
        let mut ana = session(&bench, "ana", USUAL);
        for id in [a, b] {
            press(&mut ana, &format!("# \"{}\" <enter> x 1", id.0));
        }
        press(&mut ana, &format!("# \"{}\" <enter> *", from.0));
        press(&mut ana, "<enter>");
        press(&mut ana, "\"we are on it\"");
        if chosen.is_some() {
            press(&mut ana, "<tab> 3");
        }
        press(&mut ana, "<c-s>");
        says(&ana, "Done on 2 tickets.");
        match chosen {
            None => assert_eq!(
                (last(&bench, a), last(&bench, b)),
                (Some(own.clone()), Some("phone".to_owned()))
            ),
            Some(_) => assert_eq!(last(&bench, a), last(&bench, b)),
        }
    }
}

#[test]
fn giving_back_stands_once_among_what_is_done_to_many() {
    let mut bench = desk();
    let (a, _) = two(&mut bench);
    let mut ana = session(&bench, "ana", (120, 50));
    press(&mut ana, &format!("# \"{}\" <enter> x * \"give\"", a.0));
    let text = super::lively::screen(&ana);
    let row = |line: &&str| line.contains("> Give back to") || line.contains("  Give back to");
    assert_eq!(text.lines().filter(row).count(), 1, "{text}");
}
