//! The place where one searches: gone to, and come back from.

use super::lively::{desk, screen, session};
use super::{SMALL, USUAL};

#[test]
fn from_a_ticket_that_was_found_esc_leads_back_and_out_again() {
    let bench = desk();
    for size in [SMALL, USUAL] {
        let mut session = session(&bench, "ana", size);
        session.press("j").unwrap();
        let before = screen(&session);
        session.press("f \"export\" <down>").unwrap();
        let found = screen(&session);
        assert!(found.contains("> #"), "{found}");
        session.press("<enter>").unwrap();
        assert!(!screen(&session).contains("found, in subjects first, then the newest"));
        session.press("<esc>").unwrap();
        if !screen(&session).contains("found, in subjects first, then the newest") {
            // A ticket that opens on its package closes that first.
            session.press("<esc>").unwrap();
        }
        assert_eq!(screen(&session), found);
        session.press("<esc>").unwrap();
        assert_eq!(screen(&session), before);
        session.press("f").unwrap();
        assert!(
            screen(&session).contains("> export"),
            "the words are still there"
        );
        session.press("\"zzz\"").unwrap();
        let typed = screen(&session);
        assert!(typed.contains("> zzz"), "they give way to others\n{typed}");
        session.press("<esc> f <end> \"y\"").unwrap();
        assert!(screen(&session).contains("> zzzy"), "or are gone on with");
        session.press("<c-u>").unwrap();
        assert!(screen(&session).contains("Tab completes"));
    }
}

#[test]
fn tab_completes_names_and_values_in_place() {
    let bench = desk();
    let mut session = session(&bench, "ana", USUAL);
    session.press("f \"export ph\" <tab>").unwrap();
    let said = screen(&session);
    assert!(
        said.contains("> export phase:") && said.contains("Tab phase:queued"),
        "{said}"
    );
    session.press("<tab> <tab>").unwrap();
    assert!(screen(&session).contains("> export phase:working"));
    session.press("<c-u> \"tier:9 export\"").unwrap();
    let said = screen(&session);
    assert!(
        said.contains("“9” is not known here. Known: tier1"),
        "{said}"
    );
    assert!(said.contains("found"), "the rest is searched: {said}");
    session.press("<c-u> \"tier:\"").unwrap();
    let said = screen(&session);
    assert!(said.contains("A filter is not finished"), "{said}");
    assert!(!said.contains("Nothing was found"), "{said}");
    session.press("<c-u> \"zzzz\" <enter>").unwrap();
    assert!(screen(&session).contains("Nothing was found"));
}
