//! Everything that scrolls stops at its ends: the way back from there begins with the next key.

use super::lively::{desk, listener, press, says, says_not, screen, session, told};
use crate::support::desk::{Bench, note};
use hoist::domain::id::TicketId;

const SIZES: [(u16, u16); 4] = [(60, 15), (80, 24), (99, 30), (120, 36)];

/// A ticket with a package of more rows than any screen, and a history as long.
fn long(bench: &mut Bench) -> TicketId {
    let id = bench.at("tier2.working");
    for n in 1..=60 {
        bench.yes("ben", id, note(&format!("remark {n}.")));
    }
    id
}

/// These keys lead to an end, beyond which no key leads; `back` leaves it at once.
#[track_caller]
fn stops(bench: &Bench, size: (u16, u16), open: &str, there: &str, back: &str) {
    let mut ben = session(bench, "ben", size);
    press(&mut ben, open);
    let start = screen(&ben);
    (0..150).for_each(|_| press(&mut ben, there));
    let end = screen(&ben);
    assert_ne!(end, start, "{size:?} {open} {there}");
    press(&mut ben, back);
    let left = screen(&ben);
    assert_ne!(left, end, "{size:?} {open} {there}, then {back}\n{end}");
    press(&mut ben, there);
    assert_eq!(screen(&ben), end, "{size:?} {open} {there}");
}

#[test]
fn the_history_stops_at_the_oldest_entry_and_at_the_latest() {
    let mut bench = desk();
    let id = long(&mut bench);
    let open = format!("# \"{}\" <enter> 2", id.0);
    for size in SIZES {
        for (up, down) in [("k", "j"), ("<c-u>", "<c-d>"), ("<pgup>", "<pgdn>")] {
            stops(&bench, size, &open, up, down);
        }
        for first in ["g", "<home>"] {
            let mut ben = session(&bench, "ben", size);
            press(&mut ben, &open);
            press(&mut ben, first);
            press(&mut ben, first);
            says(&ben, "later ones below");
            says(&ben, "older ones");
            says_not(&ben, "remark 60");
            press(&mut ben, "G");
            says(&ben, "remark 60");
        }
    }
}

#[test]
fn a_page_stops_at_its_end_and_scrolls_by_pages_at_every_size() {
    let mut bench = desk();
    let id = long(&mut bench);
    let open = format!("# \"{}\" <enter> p", id.0);
    for size in SIZES {
        for (down, up) in [
            ("j", "k"),
            ("<c-d>", "<c-u>"),
            ("<pgdn>", "<pgup>"),
            ("G", "k"),
        ] {
            stops(&bench, size, &open, down, up);
            let up = if down == "G" { "g" } else { up };
            let to_end = format!("{open} G");
            stops(
                &bench,
                size,
                &to_end,
                up,
                if up == "g" { "j" } else { down },
            );
        }
    }
}

#[test]
fn the_help_scrolls_to_both_ends_and_stays() {
    let bench = desk();
    for size in [(60, 15), (80, 24)] {
        for (down, up) in [
            ("j", "k"),
            ("<c-d>", "<c-u>"),
            ("<pgdn>", "<pgup>"),
            ("G", "k"),
        ] {
            stops(&bench, size, "?", down, up);
        }
        let mut ben = session(&bench, "ben", size);
        press(&mut ben, "?");
        let first = screen(&ben);
        press(&mut ben, "G");
        assert_ne!(screen(&ben), first);
        press(&mut ben, "g");
        assert_eq!(screen(&ben), first, "g scrolls and does not close");
    }
}

#[test]
fn the_linear_mode_reads_the_history_from_the_latest_to_the_oldest_and_back() {
    let mut bench = desk();
    let id = long(&mut bench);
    let mut ben = listener(&bench, "ben");
    press(&mut ben, &format!("# \"{}\" <enter> 2", id.0));
    let first = told(&mut ben, "k");
    assert!(first.contains("remark 60"), "{first}");
    press(&mut ben, "g");
    (0..100).for_each(|_| press(&mut ben, "k"));
    let back = told(&mut ben, "j");
    assert!(back.contains("history: "), "no key is lost: {back}");
}

#[test]
fn the_checklist_and_the_moves_are_paged_below_a_hundred_columns() {
    let bench = desk();
    for pane in ["3", "4"] {
        let mut ana = session(&bench, "ana", (80, 24));
        press(&mut ana, &format!("j j {pane}"));
        let place = |s: &hoist::tui::print::Session| (s.model().check, s.model().offer);
        let start = place(&ana);
        press(&mut ana, "<c-d>");
        assert_ne!(place(&ana), start, "pane {pane}");
        press(&mut ana, "<c-u>");
        assert_eq!(place(&ana), start, "pane {pane}");
    }
}

/// Rows of the queue that are empty on the screen.
fn empty_rows(screen: &str) -> usize {
    let rows = screen
        .lines()
        .skip(2)
        .take_while(|l| !l.starts_with(['├', '╰']));
    let own = rows.map(|l| {
        l.trim_start_matches('│')
            .split('│')
            .next()
            .unwrap_or_default()
    });
    own.filter(|l| l.trim().is_empty()).count()
}

#[test]
fn the_last_page_of_the_queue_is_a_full_one() {
    let mut bench = desk();
    for n in 0..70 {
        super::lively::open(
            &mut bench,
            n % 5,
            &format!("case {n}"),
            "incident",
            "low",
            "low",
            "x",
        );
    }
    for size in SIZES {
        let mut ana = session(&bench, "ana", size);
        for last in ["G", "<end>"] {
            press(&mut ana, last);
            assert_eq!(empty_rows(&screen(&ana)), 0, "{size:?}\n{}", screen(&ana));
            press(&mut ana, "g");
        }
        // Step by step one gets to the same page.
        press(&mut ana, "G");
        let jumped = screen(&ana);
        press(&mut ana, "k k k");
        (0..5).for_each(|_| press(&mut ana, "j"));
        assert_eq!(screen(&ana), jumped);
    }
}

#[test]
fn the_queue_stands_as_it_was_when_one_comes_back_from_a_ticket() {
    let bench = desk();
    let mut ana = session(&bench, "ana", (80, 24));
    press(&mut ana, "j j j");
    let before = ana.model().queue.top;
    press(&mut ana, "<enter> <esc>");
    assert_eq!(ana.model().queue.top, before);
}
