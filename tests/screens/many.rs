//! What is done on several marked tickets at once: each is its own, and nothing of the ticket on the screen is sent to
//! the others.

use super::lively::{desk, press, says, says_not, session};
use crate::support::desk::{Bench, link, record, with};
use hoist::domain::command::Command;
use hoist::domain::event::Fact;
use hoist::domain::id::TicketId;
use hoist::domain::process::Verb;
use hoist::domain::values::Values;
use hoist::tui::print::Session;

const SIZE: (u16, u16) = (120, 36);

/// Marks these, and puts the bar on another.
fn mark(session: &mut Session, ids: &[TicketId], bar: TicketId) {
    for id in ids {
        press(session, &format!("# \"{}\" <enter> x", id.0));
    }
    press(session, &format!("# \"{}\" <enter>", bar.0));
    assert_eq!(session.model().marked.len(), ids.len());
    assert_eq!(session.model().target(), Some(bar));
}

/// Two that are resolved, each in its own words.
fn resolved(bench: &mut Bench) -> [TicketId; 2] {
    ["The key was revoked.", "The rule starts a day earlier."].map(|text| {
        let id = bench.at("tier1.working");
        bench.intake(id);
        bench.checklist("ana", id);
        let says = [("code", "solved"), ("text", text)];
        bench.yes("ana", id, with(Verb::Resolve, &says));
        id
    })
}

fn last_message(bench: &Bench, id: TicketId) -> String {
    let events = bench.events(id);
    let facts = events.iter().flat_map(|e| &e.facts);
    let mut texts = facts.filter_map(|f| match f {
        Fact::Message(_, text) => Some(text.clone()),
        _ => None,
    });
    texts.next_back().unwrap_or_default()
}

#[test]
fn each_customer_is_told_the_resolution_of_their_own_ticket() {
    let mut bench = desk();
    let [one, two] = resolved(&mut bench);
    let mut ana = session(&bench, "ana", SIZE);
    mark(&mut ana, &[one, two], one);
    press(&mut ana, "* \"tell\" <enter>");
    says(&ana, "2 marked");
    says(&ana, "Empty: as each ticket has it.");
    press(&mut ana, "<c-s>");
    assert_eq!(last_message(&bench, one), "The key was revoked.");
    assert_eq!(last_message(&bench, two), "The rule starts a day earlier.");
}

#[test]
fn a_message_to_marked_tickets_begins_empty_and_can_be_taken_back() {
    let mut bench = desk();
    let [one, two] = [(); 2].map(|()| bench.at("tier1.working"));
    let bar = bench.at("tier2.working");
    let words = [
        ("state", "in_place"),
        ("text", "Open the folder in the browser"),
    ];
    bench.yes("ben", bar, record("workaround", &words));
    let mut ana = session(&bench, "ana", SIZE);
    mark(&mut ana, &[one, two], bar);
    press(&mut ana, "* <enter>");
    press(&mut ana, "\"hello all\" <c-s>");
    for id in [one, two] {
        assert_eq!(last_message(&bench, id), "hello all");
    }
    assert_ne!(last_message(&bench, bar), "hello all");
    press(&mut ana, "u");
    for id in [one, two] {
        let messages = bench.ticket(id).messages;
        let stands = |m: &hoist::domain::ticket::MessageRef| m.outgoing && !m.taken_back;
        assert!(!messages.iter().any(stands), "{messages:?}");
    }
    press(&mut ana, "u");
    says(&ana, "There is no step of yours");
}

#[test]
fn what_is_set_on_marked_tickets_is_what_was_said_and_nothing_else() {
    let mut bench = desk();
    let [bar, one, two] = [(); 3].map(|()| bench.at("tier1.working"));
    let low = Command::Set(Values::new().with("impact", "low"));
    bench.yes("ana", bar, low);
    let before = [one, two].map(|id| bench.ticket(id));
    let mut ana = session(&bench, "ana", SIZE);
    mark(&mut ana, &[one, two], bar);
    let subject = bench.ticket(bar).subject;
    press(&mut ana, "* \"set\" <enter>");
    says(&ana, "Empty: as each ticket has it.");
    assert!(!super::lively::screen(&ana).contains(&format!("Subject {subject}")));
    press(&mut ana, "<tab> <tab> \"3\" <c-s>");
    for (id, before) in [one, two].into_iter().zip(before) {
        let now = bench.ticket(id);
        assert_eq!(now.impact, "low");
        assert_eq!((now.subject, now.urgency), (before.subject, before.urgency));
    }
}

#[test]
fn what_the_marked_tickets_can_do_is_offered_wherever_the_bar_is() {
    let mut bench = desk();
    let [one, two] = resolved(&mut bench);
    let bar = bench.at("tier1.working");
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, "v \"all\" <enter>");
    mark(&mut ana, &[one, two], bar);
    press(&mut ana, "*");
    says(&ana, "Tell the customer");
}

#[test]
fn the_form_of_a_single_key_says_that_it_is_of_this_ticket_and_how_the_marked_ones_are_reached() {
    let mut bench = desk();
    let [bar, one, two] = [(); 3].map(|()| bench.at("tier1.working"));
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, &format!("# \"{}\" <enter> n", bar.0));
    says_not(&ana, "this ticket");
    press(&mut ana, "<esc>");
    mark(&mut ana, &[one, two], bar);
    for key in ["n", "L", "w"] {
        press(&mut ana, key);
        says(&ana, "this ticket; * for the 2 marked");
        press(&mut ana, "<esc>");
    }
    press(&mut ana, "M");
    says(
        &ana,
        "the customer reads this · this ticket; * for the 2 marked",
    );
    press(&mut ana, "<esc> i");
    says(&ana, "this ticket, not the 2 marked");
    press(&mut ana, "<esc> *");
    says(&ana, "With 2 marked");
    press(&mut ana, "<esc>");
    assert_eq!(ana.model().marked.len(), 2, "one's own marks stay");
}

#[test]
fn what_the_star_marked_by_itself_is_marked_no_more_once_it_is_left() {
    let mut bench = desk();
    let [bar, one, two] = [(); 3].map(|()| bench.at("tier1.working"));
    for id in [one, two] {
        bench.yes("ana", id, link(bar, "parent"));
    }
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, &format!("# \"{}\" <enter>", bar.0));
    for keys in ["* <esc>", "* \"internal\" <enter> <esc>"] {
        press(&mut ana, keys);
        assert!(ana.model().overlays.is_empty());
        assert!(ana.model().marked.is_empty(), "after {keys}");
    }
    // A text that is kept is for them: they stay marked.
    press(&mut ana, "* \"internal\" <enter> \"for both\" <esc>");
    assert_eq!(ana.model().marked.len(), 2);
}
