use super::{Compare, Outcome};
use crate::desk::snapshot::{Comparison, Named};
use crate::domain::diff::{Diff, Way};
use crate::domain::id::TicketId;
use crate::domain::safe;
use crate::tui::keys::parse_chord;

fn press(screen: &mut Compare, keys: &str) -> Outcome {
    screen.key(parse_chord(keys).unwrap()[0])
}

fn texts() -> (String, String) {
    let old: String = (1..60).map(|n| format!("line {n}\n")).collect();
    let new = old
        .replace("line 10\n", "line ten\n")
        .replace("line 40\n", "line forty\n");
    (old, new)
}

fn shown() -> Compare {
    let (old, new) = texts();
    let mut screen = Compare::new(TicketId(7), 2, "app.ini".to_owned());
    let ask = screen.wanted();
    let found = Comparison {
        apart: None,
        old: Named::default(),
        new: Named::default(),
        diff: Diff::of(&old, &new, Way::default()),
    };
    screen.came(&ask, Ok(found));
    screen
}

#[test]
fn hunks_are_gone_through_one_by_one() {
    let mut screen = shown();
    let _ = screen.window(80, 6);
    assert_eq!(screen.hunk(), Some(1));
    press(&mut screen, "]");
    assert_eq!(
        (screen.hunk(), screen.line().as_str()),
        (Some(2), "@@ -37,7 +37,7 @@")
    );
    press(&mut screen, "]");
    assert_eq!(screen.hunk(), Some(2), "it is the last");
    press(&mut screen, "[");
    assert_eq!(
        (screen.hunk(), screen.line().as_str()),
        (Some(1), "@@ -7,7 +7,7 @@")
    );
    for _ in 0..9 {
        press(&mut screen, "j");
    }
    assert_eq!(screen.hunk(), Some(2), "scrolled there");
    press(&mut screen, "g");
    assert_eq!(screen.hunk(), Some(1));
    // Where all fits, hunks are still gone through.
    let _ = screen.window(80, 60);
    press(&mut screen, "]");
    assert_eq!(screen.hunk(), Some(2));
    press(&mut screen, "j");
    assert_eq!(screen.hunk(), Some(2), "nothing to scroll");
}

#[test]
fn an_older_answer_is_dropped() {
    let mut screen = shown();
    let old = screen.wanted();
    assert_eq!(press(&mut screen, "w"), Outcome::Ask);
    screen.came(&old, Err("too late".to_owned()));
    assert_eq!(screen.sentence().as_deref(), Some("comparing …"));
    let new = screen.wanted();
    screen.came(&new, Err("There is nothing.".to_owned()));
    assert!(screen.sentence().unwrap().starts_with("There is nothing."));
}

#[test]
fn no_row_is_wider_than_the_screen_whatever_stands_in_it() {
    let hostile = "\t日本語\u{202e}\u{1b}[2J 🌞".repeat(40);
    let (old, new) = (format!("a\n{hostile}\nb\n"), format!("a\n{hostile}x\nb\n"));
    let mut screen = Compare::new(TicketId(7), 2, "app.ini".to_owned());
    let ask = screen.wanted();
    let found = Comparison {
        apart: None,
        old: Named::default(),
        new: Named::default(),
        diff: Diff::of(&old, &new, Way::default()),
    };
    screen.came(&ask, Ok(found));
    for width in [12_u16, 40, 80, 109] {
        for _ in 0..2 {
            for row in screen.rows(width).iter().filter(|r| r.spans.len() > 1) {
                let columns: usize = row.spans.iter().map(|(t, _)| safe::width(t)).sum();
                // Two columns are the least that a wide letter needs.
                assert!(columns <= usize::from(width).max(16), "{width}: {row:?}");
            }
            let _ = screen.window(width, 10);
            press(&mut screen, "x");
        }
    }
}
