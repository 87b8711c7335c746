//! What happened by itself: a number in the title bar, a quiet list, and the way to each ticket.

use super::lively::{desk, press, says, says_not, screen, session};
use super::{LARGE, SMALL, USUAL};
use crate::support::desk::{DAY, HOUR};
use hoist::tui::model::overlay::Overlay;
use hoist::tui::print::Session;

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
        says(&session, "What happened");
        says(&session, "time in stage is late");
        press(&mut session, "\"resolution\" <enter>");
        says_not(&session, "What happened");
        let id = session.model().target().expect("a ticket");
        let left = timer_of(&bench, id);
        assert_eq!(left, 0, "what was told of {id} is read");
        press(&mut session, "! \"are read\" <enter> <f5>");
        says_not(&session, "news ");
        press(&mut session, "!");
        assert!(!screen(&session).contains('•'), "{}", screen(&session));
    }
}

#[test]
fn the_open_list_follows_what_happens_later_and_the_bar_stays_on_its_line() {
    let bench = desk();
    let mut timer = bench.beside("lea");
    while timer.tick(100).unwrap().next <= bench.now() {}
    bench.wait(6 * DAY + HOUR);
    while timer.tick(100).unwrap().next <= bench.now() {}
    let mut session = session(&bench, "ana", LARGE);
    press(&mut session, "! <down>");
    let (before, on, count) = (screen(&session), under_the_bar(&session), unread(&bench));
    bench.wait(9 * DAY);
    while timer.tick(100).unwrap().next <= bench.now() {}
    assert!(unread(&bench) > count, "something more happened");
    session.notice();
    let after = screen(&session);
    assert_ne!(before, after);
    assert_eq!(on, under_the_bar(&session), "{before}\n{after}");
    says(&session, "What happened");
    press(&mut session, "<esc>");
    says_not(&session, "What happened");
}

fn under_the_bar(session: &Session) -> String {
    match session.model().overlays.last() {
        Some(Overlay::Finder(list)) => format!("{:?}", list.finder.selected().unwrap().value),
        other => panic!("{other:?}"),
    }
}

fn unread(bench: &crate::support::desk::Bench) -> usize {
    let all = hoist::store::notice::Wanted {
        unread: true,
        before: None,
        limit: 999,
    };
    bench.beside("ana").notices(all).unwrap().len()
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
