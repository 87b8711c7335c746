//! Views of one's own are saved under a name.

use super::lively::{desk, options, press, says, says_not, screen, session};
use crate::support::desk::DAY;
use hoist::tui::print::Session;

#[test]
fn a_view_that_stands_under_the_name_is_replaced_only_when_asked() {
    let bench = desk();
    let mut ana = session(&bench, "ana", (120, 36));
    press(&mut ana, "/ \"birch\" <enter> V \"mine\" <c-s>");
    let saved = |session: &Session| {
        let views = &session.model().setup.as_ref().unwrap().views;
        let mine = views.iter().find(|(name, _)| name == "mine");
        mine.unwrap().1.clone()
    };
    let first = saved(&ana);
    press(&mut ana, "<esc> / \"cole\" <enter> V \"mine\" <c-s>");
    says(&ana, "There is a view “mine” already");
    assert_eq!(saved(&ana), first, "nothing is replaced unasked");
    press(&mut ana, "n");
    says(&ana, "Nothing was done");
    assert_eq!(saved(&ana), first);
    press(&mut ana, "<c-s> y");
    assert_ne!(saved(&ana), first);
    says_not(&ana, "There is a view “mine” already");
    // The same once more changes nothing, and asks nothing.
    press(&mut ana, "V \"mine\" <c-s>");
    says_not(&ana, "There is a view “mine” already");
}

#[test]
fn a_view_that_is_not_there_at_the_start_is_said() {
    let bench = desk();
    let mut options = options(&bench, "ana");
    options.taste.view = "my wrok".to_owned();
    let ana = Session::open(&options, (120, 36)).unwrap();
    says(&ana, "There is no view “my wrok”");
    options.taste.view = "all".to_owned();
    let ana = Session::open(&options, (120, 36)).unwrap();
    says_not(&ana, "There is no view");
}

#[test]
fn a_narrow_title_says_what_is_late_before_what_is_new() {
    let bench = desk();
    bench.wait(3 * DAY);
    let ana = session(&bench, "ana", (60, 15));
    let counts = &ana.model().counts;
    assert!(counts.late.n > 0 && counts.notices.n > 0, "{counts:?}");
    let screen = screen(&ana);
    let title = screen.lines().next().unwrap_or_default();
    assert!(title.contains(" late "), "{title}");
}
