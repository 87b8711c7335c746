//! Measured on real issues: told again in other words, the original is among the first five, without a
//! knowledge base and with one.

use super::reword::{Strength, reword};
use crate::import::{Issue, issues};
use crate::support::desk::values;
use hoist::desk::Desk;
use hoist::domain::article::Ask;
use hoist::domain::similar::Sought;
use hoist::store::search::Stop;

/// Issues told again.
const ASKED: usize = 100;

/// Every so many issues that are not asked for become an article.
const SHELVED: usize = 7;

#[test]
fn an_issue_in_other_words_finds_the_first_one() {
    let Some((mut desk, issues, _dir)) = issues() else {
        println!("The real issues are not here (HOIST_TEST_DATA or ../shared/data): not tested.");
        return;
    };
    asked(&desk, &issues, "no articles");
    let n = shelve(&mut desk, &issues);
    asked(&desk, &issues, &format!("{n} articles"));
}

/// Asks for a hundred of them, in two strengths.
fn asked(desk: &Desk, issues: &[Issue], beside: &str) {
    let each = issues.len() / ASKED;
    for strength in [Strength::Mild, Strength::Strong] {
        let (mut first, mut five, mut articles, mut missed) = (0, 0, 0, Vec::new());
        for n in 0..ASKED {
            let (id, subject, body) = &issues[n * each];
            let (subject, body) = reword(subject, body, strength, n);
            let sought = Sought::typed(&subject, [body.as_str()]);
            let likes = desk.like(&sought, None, 5, Stop::default()).unwrap().likes;
            let hits = likes.iter().map(|l| l.ranked.hit.id());
            articles += hits.clone().filter(|h| h.article().is_some()).count();
            let place = hits.clone().position(|h| h.ticket() == Some(*id));
            first += usize::from(place == Some(0));
            five += usize::from(place.is_some());
            if place.is_none() {
                missed.push(id.0);
            }
        }
        println!(
            "reworded ({strength:?}, {beside}): {five} of {ASKED} among the first five, {first} first, \
             {articles} articles among the hits; missed {missed:?}"
        );
        assert!(five >= 90, "{strength:?}, {beside}: only {five} of {ASKED}");
    }
}

/// Articles from issues that are not asked for, in their own words: they compete for the first places.
fn shelve(desk: &mut Desk, issues: &[Issue]) -> usize {
    let each = issues.len() / ASKED;
    let others = (0..issues.len()).filter(|n| n % each != 0).step_by(SHELVED);
    let mut n = 0;
    for (_, subject, body) in others.map(|n| &issues[n]) {
        let title: String = subject.chars().take(150).collect();
        let symptoms: String = body.chars().take(4_000).collect();
        let title = format!("{title} ({n})");
        let fields = [
            ("title", title.trim()),
            ("symptoms", symptoms.trim()),
            ("resolution", "Update to the next version."),
        ];
        let Ok(told) = desk.write_article(values(&fields), None) else {
            continue;
        };
        let publish = Ask::Publish {
            remark: String::new(),
        };
        n += usize::from(desk.ask_article(told.article.id, None, &publish).is_ok());
    }
    assert!(n > 100, "only {n} articles could be published");
    n
}
