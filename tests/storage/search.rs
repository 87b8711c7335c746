//! Every search agrees with the oracle, on random tickets and random words; none scans the desk.

use super::behind;
use hoist::domain::event::Fact;
use hoist::domain::id::{AgentName, At, TicketId};
use hoist::domain::row::Row;
use hoist::domain::search::{Place, Search};
use hoist::domain::stage::Phase;
use hoist::store::conformance::{sample, search};
use hoist::store::memory::MemoryStore;
use hoist::store::{Change, Store};
use proptest::prelude::*;
use proptest::sample::select;

const WORDS: [&str; 12] = [
    "printer", "Print", "VPN", "7", "10.0.0.1", "東京", "東", "é", "a-b", "x_y", "\u{1e}", "OR",
];
const TYPED: [&str; 22] = [
    "printer",
    "prin",
    "p",
    "VPN ",
    "7",
    "#2",
    "10.0",
    "0.1 ",
    "東",
    "京",
    "e\u{301}",
    "\"a b\"",
    "a-b",
    "-vpn",
    "OR",
    "is:late",
    "is:open",
    "tier:2",
    "after:10d",
    "before:10d",
    "assignee:ana",
    "customer:acme",
];

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(select(&WORDS[..]), 0..4).prop_map(|words| words.join(" "))
}

prop_compose! {
    fn ticket()(
        subject in text(),
        notes in prop::collection::vec(text(), 1..3),
        tier in select(vec!["tier1", "tier2"]),
        days in 0..20_i64,
        over in any::<bool>(),
        late in any::<bool>(),
        mine in any::<bool>(),
        hidden in prop::bool::weighted(0.2),
        customer in select(vec!["", "Acme Ltd"]),
    ) -> Change {
        let mut row = Row {
            opened_at: At(1_772_366_400_000 - days * 86_400_000),
            due_at: if late && !over { At(3) } else { At::NEVER },
            assignee: mine.then(|| AgentName::from("ana")),
            audience: hidden.then(|| vec![AgentName::from("cy")]),
            customer_name: customer.into(),
            ..sample::row(tier, &subject)
        };
        if over {
            row.stage.phase = Phase::Archived;
        }
        let mut change = sample::opening("c", row);
        change.events[0].facts = notes.into_iter().map(Fact::Noted).collect();
        change
    }
}

fn typed() -> impl Strategy<Value = Search> {
    let words = prop::collection::vec(select(&TYPED[..]), 1..5);
    (words, any::<bool>()).prop_map(|(words, notes)| Search {
        places: if notes { vec![Place::Note] } else { Vec::new() },
        ..search::read(&words.join(" "))
    })
}

fn all(store: &dyn Store, wanted: &Search, limit: usize) -> Vec<i64> {
    let bob = sample::viewer("bob", &[]);
    let (mut found, mut before) = (Vec::new(), None);
    loop {
        let page = search::find(store, &bob, wanted, before, limit).unwrap();
        found.extend(page.found.iter().map(|(row, _)| row.id.0));
        before = page.found.last().map(|(row, _)| row.id);
        if !page.more {
            return found;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]
    #[test]
    fn every_search_agrees_with_the_oracle(
        tickets in prop::collection::vec(ticket(), 1..12),
        later in prop::collection::vec((1..12_i64, text()), 0..6),
        searches in prop::collection::vec(typed(), 20),
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
        for wanted in searches.iter().filter(|s| !s.is_empty()) {
            prop_assert_eq!(all(one.as_ref(), wanted, 3), all(&two, wanted, 99), "{:?}", wanted);
        }
    }
}
