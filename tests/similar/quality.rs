//! Measured on real issues: told again in other words, the original is among the first five.

use super::reword::{Strength, reword};
use crate::import::issues;
use hoist::domain::similar::Sought;
use hoist::store::search::Stop;

/// Issues told again.
const ASKED: usize = 100;

#[test]
fn an_issue_in_other_words_finds_the_first_one() {
    let Some((desk, issues, _dir)) = issues() else {
        println!("The real issues are not here (HOIST_TEST_DATA or ../shared/data): not tested.");
        return;
    };
    let each = issues.len() / ASKED;
    for strength in [Strength::Mild, Strength::Strong] {
        let (mut first, mut five, mut missed) = (0, 0, Vec::new());
        for n in 0..ASKED {
            let (id, subject, body) = &issues[n * each];
            let (subject, body) = reword(subject, body, strength, n);
            let sought = Sought::typed(&subject, [body.as_str()]);
            let likes = desk.like(&sought, None, 5, Stop::default()).unwrap().likes;
            let place = likes
                .iter()
                .position(|l| l.ranked.hit.id().ticket() == Some(*id));
            first += usize::from(place == Some(0));
            five += usize::from(place.is_some());
            if place.is_none() {
                missed.push(id.0);
            }
        }
        println!(
            "reworded ({strength:?}): {five} of {ASKED} among the first five, {first} first; missed {missed:?}"
        );
        assert!(five >= 90, "{strength:?}: only {five} of {ASKED}");
    }
}
