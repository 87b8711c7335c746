//! A key string in, a screen out: each pane and form at the three sizes, with styles.

mod again;
mod approving;
mod articles;
mod backup;
mod banner;
mod callers;
mod configurations;
mod docs;
mod duty;
mod files;
mod first;
mod gone;
mod imports;
mod keeping;
mod kept;
mod linked;
pub mod lively;
mod log;
mod many;
mod notices;
mod palette;
mod presence;
mod products;
mod renewed;
mod review;
mod role;
mod scroll;
mod search;
mod signs;
mod similar;
mod stays;
mod taken;
mod talk;
mod unkept;
mod veil;
mod views;
mod way;
mod witness;
mod zone;

use hoist::tui::print::{styled, text};
use lively::{desk, session};

const SMALL: (u16, u16) = (80, 24);
const USUAL: (u16, u16) = (120, 36);
const LARGE: (u16, u16) = (200, 50);

fn shown(who: &str, size: (u16, u16), keys: &str) -> String {
    let bench = desk();
    let mut session = session(&bench, who, size);
    session.press(keys).unwrap();
    styled(&session.cells().unwrap())
}

/// One line a test: name, who, size, keys.
macro_rules! screens {
    ($($name:ident: $who:literal $size:ident $keys:literal;)*) => {
        $(#[test]
        fn $name() {
            insta::assert_snapshot!(shown($who, $size, $keys));
        })*
    };
}

screens! {
    queue_small: "ana" SMALL "";
    queue: "ana" USUAL "";
    queue_large: "ana" LARGE "j j";
    ticket_small: "ana" SMALL "j j <enter>";
    ticket: "ana" USUAL "j j 2 j";
    checklist_small: "ana" SMALL "j j 3";
    checklist: "ana" USUAL "j j 3 j j";
    next_steps_small: "ana" SMALL "j j 4";
    next_steps: "ana" USUAL "j j 4 j";
    package_small: "ben" SMALL "p";
    package: "ben" USUAL "p";
    package_at_engineering: "eva" USUAL "";
    escalate_small: "ana" SMALL "j j >";
    escalate: "ana" USUAL "j j >";
    check_item: "ana" USUAL "j j 3 j j <enter>";
    intake_small: "ana" SMALL "j j i";
    note: "ana" SMALL "n";
    message: "ana" USUAL "j j M";
    ask_customer: "ana" SMALL "j j a";
    new_ticket_small: "ana" SMALL "c \"mar\"";
    new_ticket_known_small: "ana" SMALL "c \"mar\" <enter>";
    new_ticket: "ana" USUAL "c \"mar\" <enter>";
    tell: "ana" USUAL "G T";
    sign_off: "ana" USUAL "S";
    send_back: "ben" USUAL "<lt>";
    palette: "ana" USUAL ": \"esc\"";
    help_small: "ana" SMALL "?";
    help: "ana" USUAL "?";
    views: "lea" USUAL "v";
    jump: "ana" SMALL "# \"umlaut\"";
    search_small: "ana" SMALL "f \"export\"";
    search: "ana" USUAL "f \"export is:open\" <down>";
    search_help: "ana" SMALL "f";
    search_completion: "ana" USUAL "f \"export p\"";
    find: "ana" USUAL "/ \"birch\"";
    marked: "ana" USUAL "x x *";
    confirm: "lea" USUAL "# \"administrator\" <enter> 4 G <enter>";
    refused: "ana" SMALL "> ";
    review_small: "lea" SMALL "Q";
    review: "lea" USUAL "Q j j";
    review_large: "lea" LARGE "Q";
}

#[test]
fn below_sixty_by_fifteen_it_says_so_calmly() {
    let bench = desk();
    for size in [(59, 24), (80, 14), (10, 3), (1, 1)] {
        let mut session = session(&bench, "ana", size);
        session.press("j j <enter> ? <esc>").unwrap();
        let said = text(&session.cells().unwrap());
        assert!(
            size.0 < 59 || said.contains("hoist needs 60 × 15"),
            "{said}"
        );
    }
}

#[test]
fn nothing_breaks_at_any_size_with_anything_open() {
    let bench = desk();
    for size in [
        (60, 15),
        (61, 16),
        (99, 27),
        (100, 28),
        (161, 28),
        (250, 80),
    ] {
        for keys in [
            "",
            "j j 2",
            "3",
            "4",
            "p",
            ">",
            "c",
            "M",
            "v",
            "?",
            ": ",
            "/ \"x\"",
            "x *",
            "f",
            "f \"export\"",
            "h",
            "N",
            "I",
        ] {
            let mut session = session(&bench, "ana", size);
            session.press(keys).unwrap();
            let said = text(&session.cells().unwrap());
            assert!(
                !said.contains("could not be painted"),
                "{size:?} {keys}\n{said}"
            );
        }
    }
}

#[test]
#[ignore = "for the eye: HOIST_KEYS, HOIST_WHO, HOIST_SIZE"]
fn show() {
    let of = |name: &str, or: &str| std::env::var(name).unwrap_or_else(|_| or.to_owned());
    let size = of("HOIST_SIZE", "120x36");
    let (columns, rows) = size.split_once('x').unwrap();
    let bench = desk();
    let size = (columns.parse().unwrap(), rows.parse().unwrap());
    let mut session = session(&bench, &of("HOIST_WHO", "ana"), size);
    session.press(&of("HOIST_KEYS", "")).unwrap();
    println!("{}", text(&session.cells().unwrap()));
}
