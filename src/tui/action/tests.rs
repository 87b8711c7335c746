use super::{ALL, Scope};
use crate::tui::keymap::Keymap;
use crate::tui::keys::parse_chord;
use std::collections::BTreeSet;

#[test]
fn names_are_snake_case_and_given_once() {
    let mut seen = BTreeSet::new();
    for action in ALL {
        assert!(
            action
                .name
                .chars()
                .all(|c| c.is_ascii_lowercase() || c == '_'),
            "{}",
            action.name
        );
        assert!(seen.insert(action.name), "{} twice", action.name);
        assert!(!action.label.is_empty() && !action.help.is_empty());
    }
}

#[test]
fn no_two_actions_share_a_key_in_a_scope_nor_hide_one_another() {
    let mut chords = Vec::new();
    for action in ALL {
        for key in action.keys {
            let chord = parse_chord(key).unwrap_or_else(|e| panic!("{key}: {e}"));
            chords.push((action.name, action.scope, chord));
        }
    }
    for (i, (name, scope, chord)) in chords.iter().enumerate() {
        for (other, its, theirs) in &chords[i + 1..] {
            let meet = scope == its || *scope == Scope::Always || *its == Scope::Always;
            assert!(
                !meet || !(theirs.starts_with(chord) || chord.starts_with(theirs)),
                "{name} and {other}"
            );
        }
    }
}

#[test]
fn every_action_is_reachable_by_key_or_palette() {
    let keymap = Keymap::default();
    for action in ALL {
        let by_palette = action.scope == Scope::Panes;
        assert!(
            by_palette || !keymap.keys_of(action).is_empty(),
            "{}",
            action.name
        );
    }
}

#[test]
fn the_footer_has_one_action_a_place() {
    let mut places: Vec<u8> = ALL.iter().map(|a| a.foot).filter(|f| *f > 0).collect();
    places.sort_unstable();
    let all: Vec<u8> = (1..=u8::try_from(places.len()).unwrap()).collect();
    assert_eq!(places, all);
}
