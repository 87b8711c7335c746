//! The review on the screen, and the list of what happened by itself, as they are painted.

use super::lively::{desk, press, says, says_not, screen, session};
use super::{LARGE, SMALL, USUAL};
use crate::support::desk::{Backend, Bench, DAY, HOUR};
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

#[test]
fn the_lines_of_the_chart_are_known_by_their_signs() {
    for size in [USUAL, LARGE] {
        let bench = desk();
        let mut lea = session(&bench, "lea", size);
        press(&mut lea, "Q");
        says(&lea, "⠒ open · + arrived · × departed");
        let said = screen(&lea);
        let below: Vec<&str> = said
            .lines()
            .skip_while(|l| !l.contains("⠒ open"))
            .skip(1)
            .collect();
        for sign in ['+', '×'] {
            let times: usize = below
                .iter()
                .map(|l| l.chars().rev().take(60).filter(|c| *c == sign).count())
                .sum();
            assert!(times > 1, "{sign}: {said}");
        }
    }
}

#[test]
fn figures_of_which_nothing_was_counted_stand_on_the_screen_with_their_definition() {
    let bench = desk();
    let mut lea = session(&bench, "lea", LARGE);
    press(&mut lea, "Q ] ]");
    says(&lea, "Nothing in either period");
    for _ in 0..40 {
        if screen(&lea).contains("Moves that a lead forced with a reason") {
            return;
        }
        press(&mut lea, "j");
    }
    panic!("{}", screen(&lea));
}

#[test]
fn where_nothing_was_missing_the_key_to_it_says_so() {
    let bench = Bench::new(Backend::Memory);
    let mut ana = session(&bench, "ana", SMALL);
    press(&mut ana, "Q m");
    says(
        &ana,
        "Nothing was missing: no return of either period asked for anything.",
    );
    says(&ana, "What returns asked for, word for word");
}

#[test]
fn who_is_no_lead_is_offered_nothing_that_only_a_lead_does() {
    let bench = desk();
    let mut ana = session(&bench, "ana", LARGE);
    press(&mut ana, "Q");
    says(&ana, "m missing most");
    says_not(&ana, "d decide");
    says_not(&ana, "H hold");
    let mut lea = session(&bench, "lea", LARGE);
    press(&mut lea, "Q");
    says(&lea, "d decide");
    says(&lea, "H hold");
}

#[test]
fn a_form_about_a_review_stands_over_it_and_names_its_row() {
    let bench = desk();
    let mut lea = session(&bench, "lea", USUAL);
    press(&mut lea, "Q m d");
    says(
        &lea,
        "A decision about “Most often missing: browser and version”",
    );
    says(&lea, "half waited");
    says_not(&lea, "needs you now");
    press(&mut lea, "<esc> b");
    says(&lea, "Set the figures apart by");
    says(&lea, "half waited");
}

#[test]
fn a_review_that_was_held_is_shown_until_a_day_has_passed_and_found_again_later() {
    let bench = desk();
    bench.wait(8 * DAY);
    let mut desk = bench.beside("lea");
    let usual = desk.usual_period().unwrap();
    desk.hold_review(usual, &[]).unwrap();
    let mut lea = session(&bench, "lea", USUAL);
    press(&mut lea, "Q");
    says(&lea, "the period of review 1");
    press(&mut lea, "H");
    says(&lea, "Review 1 was held of just this period");
    bench.wait(2 * DAY);
    let mut lea = session(&bench, "lea", USUAL);
    press(&mut lea, "Q");
    says(&lea, "since the last review");
    press(&mut lea, "w");
    says(&lea, "the period of review 1");
}

#[test]
fn holding_a_review_is_known_on_its_screen_at_once() {
    let bench = desk();
    bench.wait(8 * DAY);
    let mut lea = session(&bench, "lea", USUAL);
    press(&mut lea, "Q");
    says(&lea, "a review is due since");
    press(&mut lea, "H <c-s>");
    says(&lea, "the period of review 1");
    says_not(&lea, "a review is due since");
}

#[test]
fn the_flow_cuts_no_time_where_the_window_is_small() {
    let mut bench = Bench::new(Backend::Memory);
    for _ in 0..2 {
        let id = bench.at("tier2.queued");
        bench.wait(2 * DAY + 4 * HOUR);
        bench.accept("ben", id);
        bench.bring(id, "engineering.queued");
    }
    bench.wait(HOUR);
    let mut lea = session(&bench, "lea", SMALL);
    press(&mut lea, "Q");
    says(&lea, "2 · 2d4h →");
    says(&lea, "half waited 2d4h");
}
