//! Who else has a ticket open: said where it stands, in the queue and on the ticket, and nothing moves for it.

use super::lively::{desk, listener, press, says, says_not, screen, session, told};
use super::{LARGE, SMALL, USUAL};
use hoist::desk::presence::Present;
use hoist::domain::id::{At, TicketId};
use hoist::tui::print::Session;

fn shown(session: &Session) -> TicketId {
    let id = session.model().target();
    id.expect("a ticket under the bar")
}

fn present(session: &Session, agent: &str, ticket: TicketId, writing: Option<&str>) -> Present {
    let now = session.model().now;
    Present {
        agent: agent.into(),
        ticket: Some(ticket),
        writing: writing.map(str::to_owned),
        since: now,
        typed: writing.map(|_| now),
    }
}

/// The row of a ticket, up to its number.
fn row_of(session: &Session, id: TicketId) -> String {
    let said = screen(session);
    let row = said
        .lines()
        .find(|l| l.starts_with('│') && l.contains(&format!("{id} ")));
    let row = row.unwrap_or_else(|| panic!("no row of {id}\n{said}"));
    row.split(&id.to_string()).next().unwrap().to_owned()
}

#[test]
fn who_has_the_ticket_open_stands_on_it_and_in_the_queue_and_nothing_moves() {
    let bench = desk();
    for size in [SMALL, USUAL, LARGE] {
        let mut session = session(&bench, "ana", size);
        press(&mut session, "v \"all\" <enter> j j");
        let before = screen(&session);
        let id = shown(&session);
        let ben = present(&session, "ben", id, None);
        session.meet(vec![ben]);
        assert!(row_of(&session, id).contains('@'), "{}", screen(&session));
        says(&session, "@ open elsewhere");
        if size != SMALL {
            says(&session, "ben has it open");
        }
        let ben = present(&session, "ben", id, Some("Resolve"));
        let abe = present(&session, "abe", id, None);
        session.meet(vec![ben, abe]);
        says(&session, "@ someone writes on it");
        if size != SMALL {
            says(&session, "ben is writing: Resolve");
        }
        session.meet(Vec::new());
        assert_eq!(screen(&session), before, "they are gone, and nothing moved");
        assert_eq!(shown(&session), id);
    }
}

#[test]
fn on_the_smallest_screen_the_ticket_says_it_too() {
    let bench = desk();
    let mut session = session(&bench, "ana", SMALL);
    press(&mut session, "v \"all\" <enter> <enter>");
    let id = shown(&session);
    let ben = present(&session, "ben", id, Some("Resolve"));
    session.meet(vec![ben]);
    says(&session, "ben is writing: Resolve");
    says(&session, &id.to_string());
}

#[test]
fn whoever_works_on_a_ticket_hears_that_another_begins_to_write_and_whoever_passes_by_does_not() {
    let bench = desk();
    let mut session = session(&bench, "ana", USUAL);
    press(&mut session, "v \"all\" <enter>");
    let id = shown(&session);
    let ben = present(&session, "ben", id, Some("Resolve"));
    let said = format!("{id}: ben is writing: Resolve");
    session.meet(vec![ben.clone()]);
    says_not(&session, &said);
    session.meet(Vec::new());
    press(&mut session, "n \"I saw\"");
    session.meet(vec![ben.clone()]);
    says(&session, &said);
    says(&session, "I saw");
    // It is said once, not with each letter of theirs.
    let mut later = ben;
    later.typed = Some(At(session.model().now.0 + 30_000));
    press(&mut session, "<esc>");
    session.meet(vec![later]);
    let flash = session.model().flash.as_ref().map(|f| f.text.clone());
    assert_ne!(flash, Some(said));
}

#[test]
fn what_was_said_of_a_writer_goes_when_it_was_sent_and_nothing_else_does() {
    let bench = desk();
    let mut session = session(&bench, "ana", USUAL);
    press(&mut session, "v \"all\" <enter> <enter>");
    let id = shown(&session);
    let ben = present(&session, "ben", id, Some("Intake"));
    session.meet(vec![ben.clone()]);
    says(&session, &format!("{id}: ben is writing: Intake"));
    session.meet(vec![present(&session, "ben", id, None)]);
    says_not(&session, "is writing");
    session.meet(vec![ben]);
    press(&mut session, "y");
    says(&session, "Copied: ");
    session.meet(Vec::new());
    says(&session, "Copied: ");
}

#[test]
fn oneself_in_another_window_is_called_so_and_a_hostile_name_stays_text() {
    let bench = desk();
    let mut session = session(&bench, "ana", LARGE);
    press(&mut session, "v \"all\" <enter>");
    let id = shown(&session);
    let me = present(&session, "ana", id, None);
    session.meet(vec![me]);
    says(&session, "you, elsewhere: has it open");
    let evil = present(&session, "e\u{1b}]0;x\u{7}\u{202e}v", id, Some("\u{1b}[2J"));
    session.meet(vec![evil]);
    let said = screen(&session);
    assert!(
        !said.contains('\u{1b}') && !said.contains('\u{202e}'),
        "{said}"
    );
    says(&session, "is writing");
}

#[test]
fn whoever_listens_hears_it_with_the_row() {
    let bench = desk();
    let mut session = listener(&bench, "ana");
    told(&mut session, "v \"all\" <enter> j");
    let below = shown(&session);
    told(&mut session, "k");
    let ben = present(&session, "ben", below, None);
    session.meet(vec![ben]);
    let said = told(&mut session, "j");
    assert!(said.contains("ben has it open"), "{said}");
}
