//! The review on the screen, and the list of what happened by itself, as they are painted.

use super::lively::{desk, press, says, says_not, session};
use super::{LARGE, SMALL, USUAL};
use crate::support::desk::{Backend, Bench};

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
fn where_nothing_happened_it_is_said_and_no_empty_list_opens() {
    let bench = Bench::new(Backend::Memory);
    let mut ana = session(&bench, "ana", SMALL);
    press(&mut ana, "!");
    says(&ana, "Nothing has happened by itself that concerns you.");
    says_not(&ana, "Nothing matches");
}
