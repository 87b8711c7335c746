//! What must not move, open or press by itself: the ticket one looks at, an empty filter, prose.

use super::lively::{desk, screen, session};
use super::{LARGE, SMALL, USUAL};
use crate::support::desk::{answer, note, opening};
use hoist::domain::id::TicketId;

/// The title of the ticket pane.
fn ticket_of(screen: &str) -> &str {
    let from = screen
        .find("2 #")
        .unwrap_or_else(|| panic!("no ticket\n{screen}"));
    let rest = &screen[from..];
    rest.split('─').next().unwrap().trim()
}

#[test]
fn the_ticket_stays_when_ones_own_step_takes_it_out_of_the_filter() {
    let bench = desk();
    let mut session = session(&bench, "ana", USUAL);
    session.press("/ \"unassigned\" <enter> j j").unwrap();
    let before = screen(&session);
    session.press("t <c-s>").unwrap();
    let after = screen(&session);
    let id = ticket_of(&before).split(' ').nth(1).unwrap();
    let row = format!("{id} P4");
    assert!(!after.contains(&row), "it left the queue\n{after}");
    assert_eq!(ticket_of(&before), ticket_of(&after));
    session.press("n \"about this one\" <c-s>").unwrap();
    assert_eq!(ticket_of(&screen(&session)), ticket_of(&before));
    assert!(screen(&session).contains("about this one"));
    session.press("j").unwrap();
    assert_ne!(ticket_of(&screen(&session)), ticket_of(&before));
}

#[test]
fn a_filter_that_nothing_fits_shows_no_other_ticket() {
    let bench = desk();
    for size in [SMALL, USUAL, LARGE] {
        let mut session = session(&bench, "ana", size);
        session.press("/ \"zzzz\" <enter>").unwrap();
        let said = screen(&session);
        for other in ["2 #", "ready", "needs ", "OPEN", "They wrote"] {
            assert!(!said.contains(other), "{other}\n{said}");
        }
        session.press("<esc>").unwrap();
        let back = screen(&session);
        assert!(size == SMALL || back.contains("2 #"), "{back}");
    }
}

#[test]
fn prose_after_a_refused_key_presses_nothing() {
    let bench = desk();
    let mut session = session(&bench, "ana", USUAL);
    session.press("/ \"zzzz\" <enter> n").unwrap();
    let before = screen(&session);
    assert!(before.contains("! "), "{before}");
    session.press("\"no good, so called again\n\"").unwrap();
    let after = screen(&session);
    assert!(
        after.contains("What was typed after it did nothing."),
        "{after}"
    );
    let panes = |text: &str| text.rsplit_once("  ! ").map(|(panes, _)| panes.to_owned());
    assert_eq!(panes(&after), panes(&before));
    session.press("?").unwrap();
    assert!(screen(&session).contains("Keys"));
}

#[test]
fn a_list_says_that_enter_chooses_and_that_nothing_matches() {
    let bench = desk();
    for keys in ["v", ":", "#"] {
        let mut session = session(&bench, "ana", USUAL);
        session.press(keys).unwrap();
        assert!(
            screen(&session).contains("Enter choose"),
            "{}",
            screen(&session)
        );
        session.press("\"zzzzqqq\" <enter>").unwrap();
        let said = screen(&session);
        assert!(said.contains("Nothing matches: type other words"), "{said}");
    }
}

#[test]
fn help_says_how_to_scroll_and_how_to_leave() {
    let bench = desk();
    for size in [SMALL, (60, 15)] {
        let mut session = session(&bench, "ana", size);
        session.press("?").unwrap();
        let first = screen(&session);
        assert!(first.contains("Esc close · j/k scroll · "), "{first}");
        session
            .press("<pgdn> <pgdn> <pgdn> <pgdn> <pgdn> <pgdn> <pgdn> <pgdn> <pgdn>")
            .unwrap();
        let end = screen(&session);
        session.press("k").unwrap();
        assert_ne!(screen(&session), end, "one step back from the end shows");
        session.press("<esc>").unwrap();
        assert!(!screen(&session).contains("j/k scroll"));
    }
}

#[test]
fn an_accent_at_the_start_of_a_subject_joins_nothing() {
    let mut bench = desk();
    bench.sit("ana");
    let mut strange = opening("incident", "low", "low");
    strange.opened.subject = "\u{301}lead".to_owned();
    let id = bench.fresh();
    bench.desk.open_ticket(strange, &id).unwrap();
    let mut session = session(&bench, "ana", USUAL);
    session.press("# \"lead\" <enter>").unwrap();
    let said = screen(&session);
    assert!(ticket_of(&said).ends_with("\u{25cc}\u{301}lead"), "{said}");
}

#[test]
fn long_answers_take_the_rows_that_are_free() {
    let mut bench = desk();
    let id = TicketId(9);
    let words = "the first of many words ".repeat(12) + "and the last one";
    let steps = format!("1. open the page\n2. {words}\n3. wait");
    bench.yes("ana", id, answer("steps", &steps));
    let mut session = session(&bench, "ana", LARGE);
    session.press("# \"payments\" <enter>").unwrap();
    let said = screen(&session);
    for part in [
        "1. open the page ",
        "2. the first",
        "and the last one",
        "3. wait",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    let pane = said.split("They wrote").next().unwrap();
    assert!(!pane.contains('␊'), "{said}");
}

#[test]
fn after_a_colleague_changed_the_ticket_the_form_comes_back_before_anything_is_sent() {
    let mut bench = desk();
    let mut session = session(&bench, "ana", USUAL);
    session
        .press("# \"umlaut\" <enter> M \"we look at it\"")
        .unwrap();
    let id: i64 = ticket_of(&screen(&session).replace("╭─ 1", ""))
        .split(['#', ' '])
        .nth(2)
        .unwrap()
        .parse()
        .unwrap();
    let theirs = bench.yes("lea", TicketId(id), note("I called them"));
    session.press("<c-s>").unwrap();
    let said = screen(&session);
    assert!(said.contains("mine  we look at it"), "{said}");
    assert!(
        !said.contains("Channel"),
        "what merely stood there is not mine\n{said}"
    );
    session.press("g").unwrap();
    let said = screen(&session);
    assert!(
        said.contains("we look at it") && said.contains("Message"),
        "{said}"
    );
    assert_eq!(
        bench.ticket(TicketId(id)).version,
        theirs.version,
        "nothing was sent"
    );
    session.press("<c-s>").unwrap();
    assert_eq!(
        bench.ticket(TicketId(id)).messages.len(),
        theirs.messages.len() + 1
    );
}

#[test]
fn the_next_caller_gets_an_empty_form_and_the_last_ones_text_stays() {
    let bench = desk();
    let mut session = session(&bench, "ana", USUAL);
    session
        .press("c \"zora, 555\" <tab> <tab> \"no tone\" <esc>")
        .unwrap();
    bench.wait(3 * 60_000);
    session.press("c").unwrap();
    let said = screen(&session);
    assert!(
        said.contains("unfinished text of") && said.contains("3m ago"),
        "{said}"
    );
    assert!(
        said.contains("ctrl-n starts afresh") && said.contains("no tone"),
        "{said}"
    );
    session.press("<c-n>").unwrap();
    let said = screen(&session);
    assert!(
        !said.contains("no tone") && !said.contains("unfinished text of"),
        "{said}"
    );
    session.press("\"yann\" <esc> d").unwrap();
    let said = screen(&session);
    assert_eq!(said.matches("New ticket").count(), 2, "{said}");
    session.press("<c-n> <enter>").unwrap();
    let said = screen(&session);
    assert!(said.contains("no tone") && said.contains("zora"), "{said}");
}

#[test]
fn a_fix_that_does_not_work_leads_on_to_rejecting_it_with_what_was_typed() {
    let bench = desk();
    let mut session = session(&bench, "ana", USUAL);
    let id = session.model().target().unwrap();
    bench.stands(id, "engineering.verifying");
    session
        .press("S \"Exported 3 GB: it stops at 2 GB\" <tab> 2 <c-s>")
        .unwrap();
    let said = screen(&session);
    assert!(said.contains("─ The fix failed ─"), "{said}");
    assert!(said.contains("it stops at 2 GB"), "{said}");
    session.press("<c-s>").unwrap();
    bench.stands(id, "engineering.working");
    let reasons = bench.ticket(id).reasons;
    assert!(reasons.last().unwrap().text.contains("it stops at 2 GB"));
    session.press("d").unwrap();
    assert!(screen(&session).contains("no unfinished text"));
}

#[test]
fn a_closed_ticket_offers_nothing_that_it_does_not_take() {
    let bench = desk();
    let mut session = session(&bench, "ana", USUAL);
    session.press("# \"administrator\" <enter>").unwrap();
    let id = TicketId(2);
    bench.stands(id, "tier1.closed");
    for (key, form) in [
        ("M", "customer reads this"),
        ("a", "customer reads this"),
        ("w", "Wait for"),
    ] {
        session.press(key).unwrap();
        let said = screen(&session);
        assert!(!said.contains(form), "{key}\n{said}");
        assert!(
            said.contains("#2 is closed. Reopen or restore it first"),
            "{key}\n{said}"
        );
    }
    session.press("n").unwrap();
    assert!(screen(&session).contains("only the desk reads this"));
}
