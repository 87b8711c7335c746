//! What happened by itself: a number in the title bar, a quiet list, and the way to each ticket.

use super::lively::{desk, press, says, says_not, screen, session};
use super::{LARGE, SMALL, USUAL};
use crate::support::desk::{DAY, HOUR};

#[test]
fn it_is_counted_listed_and_read_by_going_there() {
    for size in [SMALL, USUAL, LARGE] {
        let bench = desk();
        let mut timer = bench.beside("lea");
        while timer.tick(100).unwrap().next <= bench.now() {}
        let mut early = session(&bench, "ana", size);
        press(&mut early, "!");
        let before = screen(&early);
        bench.wait(6 * DAY + HOUR);
        while timer.tick(100).unwrap().next <= bench.now() {}
        let mut session = session(&bench, "ana", size);
        says(&session, "news ");
        press(&mut session, "!");
        let list = screen(&session);
        assert_ne!(list, before);
        says(&session, "What happened by itself");
        says(&session, "time in stage is late");
        press(&mut session, "\"resolution\" <enter>");
        says_not(&session, "What happened by itself");
        let id = session.model().target().expect("a ticket");
        let left = timer_of(&bench, id);
        assert_eq!(left, 0, "what was told of {id} is read");
        press(&mut session, "! \"are read\" <enter> <f5>");
        says_not(&session, "news ");
        press(&mut session, "!");
        assert!(!screen(&session).contains('•'), "{}", screen(&session));
    }
}

fn timer_of(bench: &crate::support::desk::Bench, id: hoist::domain::id::TicketId) -> usize {
    let unread = hoist::store::notice::Wanted {
        unread: true,
        before: None,
        limit: 999,
    };
    let kept = bench.beside("ana").notices(unread).unwrap();
    kept.iter().filter(|k| k.notice.ticket == Some(id)).count()
}
