//! What went wrong outside is said whole, whatever the size.

use super::lively::{desk, options};
use hoist::tui::print::{Session, text};

const LONG: &str = "config.toml, line 3: x is already mark. Give mark another key first, or take \
    another for note. The default keys stay.";

#[test]
fn a_banner_is_read_whole_at_any_size_and_the_next_comes_when_it_is_put_away() {
    let bench = desk();
    for size in [(60, 15), (80, 24), (120, 36), (200, 50)] {
        let mut options = options(&bench, "ana");
        options.warnings = vec![LONG.to_owned(), "the second one".to_owned()];
        let mut session = Session::open(&options, size).unwrap();
        session.press("").unwrap();
        let read = |session: &Session| {
            let lines = text(&session.cells().unwrap());
            let flat: Vec<&str> = lines.split_whitespace().collect();
            flat.join(" ").replace(" 1 of 2 · z puts away", "")
        };
        let said = read(&session);
        assert!(said.contains(LONG), "{size:?} {said}");
        assert!(!said.contains("the second one"), "{size:?}");
        session.press("z").unwrap();
        let said = read(&session);
        assert!(
            said.contains("the second one z puts away"),
            "{size:?} {said}"
        );
        session.press("z").unwrap();
        assert!(!read(&session).contains("puts away"), "{size:?}");
    }
}
