//! The review on the screen, and the list of what happened by itself, as they are painted.

use super::lively::{desk, press, says, says_not, screen, session};
use super::{LARGE, SMALL, USUAL};
use crate::support::desk::{Backend, Bench, DAY};
use hoist::store::notice::Wanted;

#[test]
fn the_bar_of_a_review_lies_under_its_whole_row() {
    for size in [SMALL, USUAL, LARGE] {
        let bench = desk();
        let mut lea = session(&bench, "lea", size);
        press(&mut lea, "Q");
        let cells = lea.cells().unwrap();
        let bar = hoist::tui::theme::Role::Bar;
        let bar = lea.model().theme.get(bar);
        assert!(bar.bg.is_some() || !bar.add_modifier.is_empty());
        let under = |cell: &ratatui::buffer::Cell| {
            let ground = bar.bg.is_none_or(|bg| cell.bg == bg);
            ground && cell.modifier.contains(bar.add_modifier)
        };
        let row = (0..size.1)
            .map(|y| {
                let own = (0..size.0).map(|x| under(&cells[(x, y)]));
                own.collect::<Vec<bool>>()
            })
            .find(|row| row.contains(&true));
        let row = row.expect("a bar");
        // Beside it stand pictures, with grounds of their own.
        let run = row.iter().skip_while(|b| !**b).take_while(|b| **b);
        assert!(run.count() >= 60, "{size:?}: a hole");
    }
}

#[test]
fn a_review_that_is_due_stands_above_what_needs_a_lead_and_leads_there() {
    for size in [SMALL, USUAL, LARGE] {
        let bench = desk();
        says_not(&session(&bench, "lea", size), "a review is due");
        bench.wait(8 * DAY);
        says_not(&session(&bench, "ana", size), "a review is due");
        let mut lea = session(&bench, "lea", size);
        let said = screen(&lea);
        let lines: Vec<&str> = said.lines().collect();
        let due = lines
            .iter()
            .position(|l| l.contains("a review is due since"));
        let due = due.unwrap_or_else(|| panic!("{said}"));
        assert!(lines[due - 1].contains("needs you now"), "{said}");
        assert!(lines[due].contains("  Q"), "{said}");
        // It is no row: the bar goes from ticket to ticket.
        let first = lea.model().queue.selected();
        assert!(first.is_some());
        press(&mut lea, "j");
        assert_ne!(lea.model().queue.selected(), first);
        press(&mut lea, "Q");
        says(&lea, "since the last review");
        press(&mut lea, "<esc>");
        // Held, it is gone.
        let mut desk = bench.beside("lea");
        let usual = desk.usual_period().unwrap();
        desk.hold_review(usual, &[]).unwrap();
        press(&mut lea, "<f5>");
        says_not(&lea, "a review is due");
    }
}

#[test]
fn what_was_told_of_a_review_leads_to_it() {
    let bench = desk();
    bench.wait(8 * DAY);
    let mut timer = bench.beside("ana");
    while timer.tick(100).unwrap().next <= bench.now() {}
    let mut lea = session(&bench, "lea", USUAL);
    press(&mut lea, "! \"review\" <enter>");
    says(&lea, "since the last review");
    let unread = timer_of(&bench);
    assert_eq!(unread, 0, "it is read");
}

fn timer_of(bench: &Bench) -> usize {
    let unread = Wanted {
        unread: true,
        before: None,
        limit: 999,
    };
    let kept = bench.beside("lea").notices(unread).unwrap();
    kept.iter().filter(|k| k.notice.ticket.is_none()).count()
}

#[test]
fn where_nothing_happened_it_is_said_and_no_empty_list_opens() {
    let bench = Bench::new(Backend::Memory);
    let mut ana = session(&bench, "ana", SMALL);
    press(&mut ana, "!");
    says(&ana, "Nothing has happened that concerns you.");
    says_not(&ana, "Nothing matches");
}
