//! What is similar agrees with the oracle, on random tickets and random words; counts of common words
//! are near the truth, and none of it goes through the desk.

use super::{behind, sqlite};
use hoist::domain::event::Fact;
use hoist::domain::id::{AgentName, TicketId};
use hoist::domain::row::Row;
use hoist::domain::similar::Sought;
use hoist::store::conformance::{sample, similar};
use hoist::store::memory::MemoryStore;
use hoist::store::{Change, Store};
use proptest::prelude::*;
use proptest::sample::select;

const WORDS: [&str; 14] = [
    "printer",
    "Print",
    "VPN",
    "7",
    "10.0.0.1",
    "東京",
    "é",
    "ledger",
    "export",
    "x_y",
    "\u{1e}",
    "OR",
    "ERROR: out of paper",
    "\"",
];

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(select(&WORDS[..]), 0..5).prop_map(|words| words.join(" "))
}

prop_compose! {
    fn ticket()(subject in text(), notes in prop::collection::vec(text(), 1..3), hidden in prop::bool::weighted(0.2)) -> Change {
        let row = Row {
            audience: hidden.then(|| vec![AgentName::from("cy")]),
            ..sample::row("tier1", &subject)
        };
        let mut change = sample::opening("c", row);
        change.events[0].facts = notes.into_iter().map(Fact::Noted).collect();
        change
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]
    #[test]
    fn what_is_similar_agrees_with_the_oracle(
        tickets in prop::collection::vec(ticket(), 1..14),
        later in prop::collection::vec((1..14_i64, text()), 0..6),
        asked in prop::collection::vec((text(), text(), 0..14_i64), 12),
        writes in 1..9_i64,
    ) {
        let connect = behind(Some(writes));
        let mut one = connect().unwrap();
        let mut two = MemoryStore::create(&sample::desk(), Vec::new()).unwrap();
        for (n, mut change) in tickets.into_iter().enumerate() {
            change.command = format!("c{n}").as_str().into();
            one.commit(change.clone()).unwrap();
            two.commit(change).unwrap();
        }
        for (n, (id, text)) in later.into_iter().enumerate() {
            let Ok((row, ticket)) = one.stored(TicketId(id)) else { continue };
            let change = sample::next(&format!("n{n}"), row, ticket, &text);
            one.commit(change.clone()).unwrap();
            two.commit(change).unwrap();
        }
        let bob = sample::viewer("bob", &[]);
        for (subject, text, not) in asked {
            let sought = Sought::typed(&subject, [text.as_str()]);
            let not = (not > 0).then_some(TicketId(not));
            let found = similar::find(one.as_ref(), &bob, &sought, not).unwrap();
            prop_assert_eq!(found, similar::find(&two, &bob, &sought, not).unwrap(), "{:?}", sought);
        }
    }
}

#[test]
fn counts_of_common_words_are_near_the_truth() {
    let connect = sqlite();
    let mut store = connect().unwrap();
    store.begin_bulk(hoist::store::Writes::Many).unwrap();
    for n in 0..3_000 {
        let mut subject = "always".to_owned();
        for (word, each) in [("half", 2), ("tenth", 10), ("hundredth", 100)] {
            if n % each == 0 {
                subject.push_str(&format!(" {word}"));
            }
        }
        // Two hundred lately, none before.
        if n >= 2_800 {
            subject.push_str(" lately");
        }
        let change = sample::opening(&format!("c{n}"), sample::row("tier1", &subject));
        store.commit(change).unwrap();
    }
    store.end_bulk().unwrap();
    let words = "always half tenth hundredth lately never";
    let sought = Sought::typed(words, []);
    let found = similar::find(store.as_ref(), &sample::viewer("bob", &[]), &sought, None).unwrap();
    let of = |word: &str| {
        let place = sought.terms.iter().position(|t| t.text == word).unwrap();
        found.frequency.having[place]
    };
    assert_eq!((of("hundredth"), of("never")), (30, 0));
    for (word, truth) in [
        ("always", 3_000),
        ("half", 1_500),
        ("tenth", 300),
        ("lately", 200),
    ] {
        let said = of(word);
        assert!(
            said * 10 >= truth * 7 && said * 10 <= truth * 15,
            "{word}: {said} of {truth}"
        );
    }
}
