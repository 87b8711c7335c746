//! Fields that list what fits: who was chosen in the list is meant however the field is left, words alone are
//! words, and half a name makes nobody new.

use super::USUAL;
use super::lively::{desk, press, says, says_not, session};
use crate::support::desk::Bench;
use hoist::domain::customer::Customer;
use hoist::domain::id::TicketId;
use hoist::domain::ticket::Ticket;

/// The latest ticket.
fn latest(bench: &Bench) -> Ticket {
    let stored = |n| bench.desk.store().stored(TicketId(n)).ok();
    let all = (1..).map_while(stored);
    all.last().unwrap().1
}

fn customers(bench: &Bench) -> Vec<String> {
    let all: Vec<Customer> = bench.desk.store().customers("", 99).unwrap();
    all.into_iter().map(|c| c.name).collect()
}

#[test]
fn who_was_chosen_in_the_list_is_taken_with_tab_and_when_the_form_is_sent() {
    for keys in [
        "c \"lena\" <down> <tab> \"Slow\" <c-s>",
        "c <tab> <tab> \"Slow\" <tab> <s-tab> <s-tab> <s-tab> \"lena\" <down> <c-s>",
    ] {
        let bench = desk();
        let mut ana = session(&bench, "ana", USUAL);
        press(&mut ana, keys);
        let ticket = latest(&bench);
        assert_eq!(ticket.subject, "Slow", "{keys}");
        assert_eq!(
            ticket.contact_text, "Lena Park <lena@acme.example>",
            "{keys}"
        );
        assert_eq!(ticket.customer_name, "Acme", "{keys}");
    }
}

#[test]
fn half_a_name_is_asked_back_once_and_then_somebody_new() {
    let bench = desk();
    let before = latest(&bench).id;
    let mut ana = session(&bench, "ana", USUAL);
    press(&mut ana, "c \"lena\" <tab> \"Acm\" <tab> \"Slow\" <c-s>");
    assert_eq!(latest(&bench).id, before, "nothing was opened");
    says(&ana, "it is not clear who calls");
    says(&ana, "There is no contact “lena” on this desk. Lena Park");
    says(&ana, "There is no customer “Acm” on this desk. Acme fits.");
    says(&ana, "again as it stands, it is somebody new");
    // The list is a key away.
    press(&mut ana, "<down> <enter>");
    says(&ana, "Lena Park <lena@acme.example>");
    press(&mut ana, "<c-s>");
    assert_eq!(latest(&bench).customer_name, "Acme");
    assert_eq!(customers(&bench).len(), 5);
    // Meant as it stands.
    let mut ana = session(&bench, "ana", USUAL);
    press(&mut ana, "c \"lena\" <tab> \"Acm\" <tab> \"Slower\" <c-s>");
    assert_ne!(latest(&bench).subject, "Slower");
    press(&mut ana, "<c-s>");
    assert_eq!(latest(&bench).subject, "Slower");
    assert_eq!(latest(&bench).customer_name, "Acm");
    assert!(customers(&bench).contains(&"Acm".to_owned()));
}

#[test]
fn whom_nobody_is_like_is_new_without_a_question() {
    let bench = desk();
    let mut ana = session(&bench, "ana", USUAL);
    press(
        &mut ana,
        "c \"Zoe Quist\" <tab> \"Quist\" <tab> \"Slow\" <c-s>",
    );
    assert_eq!(latest(&bench).customer_name, "Quist");
    // Exactly somebody's name needs no choice.
    press(
        &mut ana,
        "c \"lena park\" <tab> \"acme\" <tab> \"Slower\" <c-s>",
    );
    let ticket = latest(&bench);
    assert_eq!(
        (ticket.subject.as_str(), ticket.customer_name.as_str()),
        ("Slower", "Acme")
    );
    assert_eq!(ticket.contact_text, "Lena Park <lena@acme.example>");
}

#[test]
fn a_ticket_is_set_to_a_customer_of_the_address_book() {
    let mut bench = desk();
    let id = bench.at("tier1.working");
    assert_eq!(bench.ticket(id).customer, None);
    let mut ana = session(&bench, "ana", USUAL);
    press(&mut ana, &format!("# \"{}\" <enter> s", id.0));
    let to_customer = "<tab> <tab> <tab> <tab> <tab> <c-u>";
    press(&mut ana, &format!("{to_customer} \"birc\" <tab> <c-s>"));
    says(
        &ana,
        "There is no customer “birc” on this desk. Birch & Sons fits.",
    );
    assert_eq!(bench.ticket(id).customer_name, "Acme");
    press(&mut ana, "<c-u> \"birc\" <enter> <c-s>");
    says_not(&ana, "There is no customer");
    let ticket = bench.ticket(id);
    assert_eq!(ticket.customer_name, "Birch & Sons");
    let birch = bench.desk.customer_called("Birch & Sons").unwrap().unwrap();
    assert_eq!(
        ticket.customer,
        Some(birch.id),
        "no words that look like them"
    );
    // Sent a second time as it stands, it is a new one.
    press(&mut ana, "s");
    press(&mut ana, &format!("{to_customer} \"birc\" <c-s> <c-s>"));
    let ticket = bench.ticket(id);
    assert_eq!(ticket.customer_name, "birc");
    assert!(ticket.customer.is_some_and(|new| new != birch.id));
    bench.replays(id);
}
