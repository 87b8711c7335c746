//! Words that the disk of the drafts does not take: they are back while the program runs, and that is what is said.

use super::lively::{desk, options, press, says, says_not, session};
use hoist::domain::id::AgentName;
use hoist::tui::draft::{Drafts, Mine};
use std::path::PathBuf;

const SIZE: (u16, u16) = (120, 36);

/// Something stands in the way of ana's drafts until it is removed.
fn in_the_way(bench: &crate::support::desk::Bench) -> PathBuf {
    let state = options(bench, "ana").state;
    let desk = bench.desk.info().id.clone();
    let drafts = Drafts::open(&state, &desk, &AgentName::from("ana"), Mine::default());
    let place = drafts.dir().to_owned();
    std::fs::create_dir_all(place.parent().unwrap()).unwrap();
    std::fs::write(&place, "in the way").unwrap();
    place
}

#[test]
fn a_form_that_was_left_is_back_whole_and_nobody_leaves_unasked() {
    let bench = desk();
    let place = in_the_way(&bench);
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, "n \"half a sent\" <esc>");
    says_not(&ana, "Kept as a draft");
    says(
        &ana,
        "Could not be kept on the disk: it is back only while hoist runs.",
    );
    press(&mut ana, "d");
    says(&ana, "Note");
    press(&mut ana, "<esc> n");
    says(&ana, "half a sent");
    press(&mut ana, "\"ence\" <esc> q");
    says(&ana, "Leave and lose it?");
    press(&mut ana, "n");
    assert!(!ana.has_left());
    press(&mut ana, "n");
    says(&ana, "half a sentence");
    // It is tried once more before it is asked.
    std::fs::remove_file(place).unwrap();
    press(&mut ana, "<esc> q");
    assert!(ana.has_left());
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, "n");
    says(&ana, "half a sentence");
}

#[test]
fn whoever_says_so_leaves_and_what_was_sent_is_not_asked_about() {
    let bench = desk();
    let _place = in_the_way(&bench);
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, "n \"half a sent\" <esc> q y");
    assert!(ana.has_left());
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, "n");
    says_not(&ana, "half a sent");
    press(&mut ana, "\"a whole one\" <esc> n <c-s> q");
    assert!(ana.has_left());
}
