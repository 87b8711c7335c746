//! A desk that contradicts what its user saw before is said at the start, and whenever others write.

use super::lively::{desk, options};
use hoist::desk::witness::{Witnesses, Witnessing};
use hoist::tui::print::{Session, text};
use std::sync::Arc;

fn read(session: &Session) -> String {
    let lines = text(&session.cells().unwrap());
    let flat: Vec<&str> = lines.split_whitespace().collect();
    flat.join(" ")
}

#[test]
fn a_banner_says_that_the_desk_is_not_the_one_that_was_seen() {
    let bench = desk();
    let witnesses = Witnesses::under(&bench.dir.path().join("state"));
    let info = bench.desk.info().clone();
    let (n, hash) = bench.desk.audit_head().unwrap();
    for (kept, said) in [
        ((n, hash.clone()), None),
        ((n + 7, hash), Some("you saw record")),
        ((2, "ab".repeat(32)), Some("written anew")),
    ] {
        witnesses.keep(&info.id, &kept).unwrap();
        let who = Witnessing {
            witnesses: witnesses.clone(),
            place: bench.dir.path().join("desk.db"),
        };
        let mut options = options(&bench, "ana");
        let make = options.make_desk;
        options.make_desk = Arc::new(move || {
            let mut desk = make()?;
            desk.witnessed_by(who.clone())?;
            Ok(desk)
        });
        for size in [(80, 24), (120, 36)] {
            let mut session = Session::open(&options, size).unwrap();
            session.press("").unwrap();
            let screen = read(&session);
            match said {
                None => assert!(!screen.contains("puts away"), "{screen}"),
                Some(said) => {
                    assert!(screen.contains(said), "{screen}");
                    assert!(screen.contains("z puts away"), "{screen}");
                    session.press("z").unwrap();
                    assert!(!read(&session).contains("puts away"));
                }
            }
        }
        // What contradicts is never overwritten by what is there.
        if said.is_some() {
            assert_eq!(witnesses.of(&info.id).unwrap().n, kept.0);
        }
    }
}
