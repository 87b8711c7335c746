//! A ticket that is restricted while words of it are on a screen, in a form or in a question about another one.

use super::lively::{attach, desk, listener, press, says, says_not, screen, session, told};
use crate::support::desk::{Bench, link, of_customer, received, workaround};
use hoist::desk::presence::Present;
use hoist::domain::command::Command;
use hoist::domain::customer::Customer;
use hoist::domain::id::TicketId;
use hoist::domain::ticket::{Answer, Piece, Source, SourceKind};
use hoist::domain::values::Values;
use hoist::tui::print::Session;

const SIZE: (u16, u16) = (120, 36);
const WORDS: &str = "zebraword is exhausted";

/// Two tickets of one customer that ana works on; the first has words of its own.
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
        let opened = bench.desk.open_ticket(of_customer(customer), &id);
        let id = opened.unwrap().id;
        bench.bring(id, "tier1.working");
        id
    };
    let (secret, here) = (open(), open());
    bench.yes("ana", secret, received(WORDS));
    (secret, here)
}

/// The first goes on in the second.
fn merged(bench: &mut Bench) -> (TicketId, TicketId) {
    let (secret, here) = two(bench);
    attach(bench, secret, "payroll.log", b"07:14 ERROR zebraword\n");
    let text = "We answer you in one place.".to_owned();
    bench.yes("ana", secret, Command::Merge { into: here, text });
    (secret, here)
}

fn sit(bench: &Bench, id: TicketId) -> Session {
    let mut abe = session(bench, "abe", SIZE);
    press(&mut abe, &format!("# \"{}\" <enter>", id.0));
    abe
}

/// Restricted by a lead, and the screen hears of it.
fn hide(bench: &mut Bench, abe: &mut Session, id: TicketId) {
    let restrict = Command::Restrict {
        agents: vec!["lea".into()],
        why: "names in it".into(),
    };
    bench.yes("lea", id, restrict);
    abe.notice();
}

#[test]
fn a_message_that_began_with_its_workaround_has_none_and_sends_none() {
    for typed in ["", "<end> \" soon\""] {
        let mut bench = desk();
        let (secret, here) = two(&mut bench);
        bench.yes("ana", here, link(secret, "known_error"));
        bench.bring(secret, "tier2.working");
        bench.yes("ben", secret, workaround());
        let mut abe = sit(&bench, here);
        press(&mut abe, &format!("M {typed}"));
        says(&abe, "Restart the gateway every hour");
        hide(&mut bench, &mut abe, secret);
        if typed.is_empty() {
            says_not(&abe, "Restart the gateway");
        }
        let before = bench.ticket(here).messages.len();
        press(&mut abe, "<c-s>");
        assert_eq!(
            bench.ticket(here).messages.len(),
            before,
            "{}",
            screen(&abe)
        );
    }
}

#[test]
fn a_question_that_was_asked_before_writes_nothing_after() {
    let mut bench = desk();
    let (secret, here) = merged(&mut bench);
    let field = bench.desk.process().intake[0].id.clone();
    let answer = Answer::Unavailable("nobody knows".into());
    bench.yes(
        "ana",
        here,
        Command::Answer {
            field: field.clone(),
            answer: answer.clone(),
        },
    );
    let mut abe = sit(&bench, here);
    press(&mut abe, "I g j [ 1");
    says(&abe, "replace");
    hide(&mut bench, &mut abe, secret);
    press(&mut abe, "y");
    assert_eq!(
        bench.ticket(here).intake.get(&field),
        Some(&answer),
        "{}",
        screen(&abe)
    );
    let open = serde_json::to_string(&bench.ticket(here)).unwrap();
    assert!(!open.contains("zebraword"), "{open}");
}

/// A line of the first one's log, kept on the second.
fn piece(secret: TicketId) -> Command {
    let piece = Piece {
        source: Source {
            kind: SourceKind::Attachment,
            n: Some(1),
            ticket: Some(secret),
            ..Source::default()
        },
        lines: Some((1, 1)),
        text: "07:14 ERROR zebraword".to_owned(),
        ..Piece::default()
    };
    Command::Keep {
        pieces: vec![piece],
    }
}

#[test]
fn texts_over_the_panes_close_with_the_ticket_they_come_from() {
    for keys in [
        "I g j j j j j <enter>",
        ": \"kept evidence\" <enter> <enter>",
    ] {
        let mut bench = desk();
        let (secret, here) = merged(&mut bench);
        bench.yes("ana", here, piece(secret));
        let mut abe = sit(&bench, here);
        press(&mut abe, keys);
        says(&abe, "zebraword");
        hide(&mut bench, &mut abe, secret);
        says(&abe, "is not shown to you any more");
        press(&mut abe, "<esc>");
        says_not(&abe, "zebraword");
        says_not(&abe, "payroll");
    }
}

#[test]
fn open_lists_lose_its_words() {
    let mut bench = desk();
    let (secret, here) = two(&mut bench);
    let subject = "A subject of payroll".to_owned();
    let values = Values::new().with("subject", subject.clone());
    bench.yes("ana", secret, Command::Set(values));
    bench.yes("ana", here, link(secret, "related"));
    let to = Some("abe".into());
    bench.yes(
        "lea",
        secret,
        Command::Assign {
            to,
            customers_agent: true,
        },
    );
    for keys in [": \"unlink\" <enter>", "!"] {
        let mut abe = sit(&bench, here);
        press(&mut abe, keys);
        says(&abe, &subject);
        let restrict = Command::Restrict {
            agents: vec!["lea".into()],
            why: "names".into(),
        };
        bench.yes(
            "lea",
            secret,
            Command::Assign {
                to: Some("ana".into()),
                customers_agent: true,
            },
        );
        bench.yes("lea", secret, restrict);
        abe.notice();
        says_not(&abe, &subject);
        bench.yes("lea", secret, Command::Lift { why: "over".into() });
    }
    // The list of kept pieces follows what is read of them.
    let (secret, here) = merged(&mut bench);
    bench.yes("ana", here, piece(secret));
    let mut abe = sit(&bench, here);
    press(&mut abe, ": \"kept evidence\" <enter>");
    says(&abe, "payroll.log");
    hide(&mut bench, &mut abe, secret);
    says_not(&abe, "payroll.log");
    says(&abe, &format!("lines of attachment 1 of {secret}"));
    // What is left out of a piece closes nothing.
    press(&mut abe, "<enter>");
    says(&abe, "(restricted)");
    bench.yes("ana", here, received("something new"));
    abe.notice();
    says(&abe, "(restricted)");
    says_not(&abe, "is not shown to you any more");
}

#[test]
fn ones_own_step_that_hides_it_is_told() {
    let mut bench = desk();
    let (secret, _) = two(&mut bench);
    bench.yes(
        "lea",
        secret,
        Command::Assign {
            to: Some("ana".into()),
            customers_agent: true,
        },
    );
    bench.yes(
        "lea",
        secret,
        Command::Assign {
            to: Some("abe".into()),
            customers_agent: false,
        },
    );
    let restrict = Command::Restrict {
        agents: vec!["lea".into()],
        why: "names".into(),
    };
    bench.yes("lea", secret, restrict);
    let mut abe = sit(&bench, secret);
    press(&mut abe, ": \"release\" <enter>");
    if bench.ticket(secret).assignee.is_some() {
        press(&mut abe, "\"back to the queue\" <c-s>");
    }
    assert_eq!(bench.ticket(secret).assignee, None, "{}", screen(&abe));
    says(&abe, "is not shown to you any more");
    says(&abe, "What was done:");
    says_not(&abe, "othing was done to it");
}

#[test]
fn who_writes_on_a_hidden_ticket_is_not_told() {
    let mut bench = desk();
    let (secret, _) = two(&mut bench);
    let restrict = Command::Restrict {
        agents: vec!["lea".into()],
        why: "names".into(),
    };
    bench.yes("lea", secret, restrict);
    let mut abe = listener(&bench, "abe");
    let now = abe.model().now;
    let ana = Present {
        agent: "ana".into(),
        ticket: Some(secret),
        writing: Some("Resolve".into()),
        since: now,
        typed: Some(now),
    };
    abe.meet(vec![ana.clone()]);
    let said = told(
        &mut abe,
        &format!("v \"all\" <enter> G g # \"{}\" <enter> 1 <f2>", secret.0),
    );
    assert!(
        said.contains(&secret.to_string()) && !said.contains("Resolve"),
        "{said}"
    );
    let mut abe = session(&bench, "abe", SIZE);
    press(
        &mut abe,
        &format!("v \"all\" <enter> # \"{}\" <enter>", secret.0),
    );
    let before = screen(&abe);
    abe.meet(vec![ana]);
    assert_eq!(before, screen(&abe));
}

#[test]
fn a_draft_on_the_screen_closes_with_its_ticket() {
    let mut bench = desk();
    let (secret, here) = two(&mut bench);
    bench.sit("ana");
    let values = Values::new()
        .with("title", "Zebra keys")
        .with("symptoms", "Timeouts")
        .with("resolution", "Restart it");
    bench.desk.write_article(values, Some(secret)).unwrap();
    let mut abe = sit(&bench, here);
    press(&mut abe, "h");
    says(&abe, "Zebra keys");
    press(&mut abe, "<enter>");
    says(&abe, "kb:1 Zebra keys");
    hide(&mut bench, &mut abe, secret);
    says(&abe, "is not shown to you any more");
    press(&mut abe, "<esc>");
    says_not(&abe, "Zebra keys");
}
