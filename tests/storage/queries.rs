//! Every filter and order agrees with the oracle, on random desks.

use super::sqlite;
use hoist::domain::actor::Viewer;
use hoist::domain::id::{AgentName, At, CustomerId, TicketId, Tier};
use hoist::domain::row::{Attention, Due, Hands, Matter, Row};
use hoist::domain::stage::Phase;
use hoist::store::conformance::sample;
use hoist::store::memory::MemoryStore;
use hoist::store::{Anchor, Cursor, Query, Sort, Store};
use proptest::prelude::*;
use proptest::sample::select;

const AGENTS: [&str; 3] = ["ana", "bob", "cy"];
const TIERS: [&str; 3] = ["tier1", "tier2", "engineering"];
const WORDS: [&str; 6] = ["Printer", "ÉCLAIR", "relay", "7", "a b", "%"];
const NOW: At = At(10);

fn agent() -> impl Strategy<Value = Option<AgentName>> {
    proptest::option::of(select(&AGENTS[..]).prop_map(AgentName::from))
}

fn instant() -> impl Strategy<Value = At> {
    prop_oneof![4 => (0..25_i64).prop_map(At), 1 => Just(At::NEVER)]
}

prop_compose! {
    fn turn()(tiers in proptest::sample::subsequence(&TIERS[..], 0..3)) -> Vec<Tier> {
        tiers.into_iter().map(Tier::from).collect()
    }
}

prop_compose! {
    fn people()(
        assignee in agent(),
        customers_agent in agent(),
        handed in proptest::option::of((select(&AGENTS[..]), select(&AGENTS[..]))),
        audience in prop_oneof![4 => Just(None), 1 => proptest::sample::subsequence(&AGENTS[..], 0..3).prop_map(Some)],
    ) -> Row {
        Row {
            assignee,
            customers_agent,
            handed_to: handed.map(|h| AgentName::from(h.0)),
            handed_by: handed.map(|h| AgentName::from(h.1)),
            audience: audience.map(|a| a.into_iter().map(AgentName::from).collect()),
            ..Row::default()
        }
    }
}

prop_compose! {
    fn keys()(due_at in instant(), needs_at in instant(), opened in 0..9_i64, updated in 0..9_i64, priority_key in 0..6_u8) -> Row {
        Row { due_at, needs_at, opened_at: At(opened), updated_at: At(updated), priority_key, ..Row::default() }
    }
}

prop_compose! {
    fn words()(
        kind in select(vec!["incident", "question"]),
        subject in select(&WORDS[..]),
        product in select(vec!["Relay", ""]),
        customer in proptest::option::of(1..4_i64),
        hold in proptest::option::of(select(vec!["vendor", "customer"])),
        attention in select(vec![Attention::None, Attention::SentBack, Attention::Reply, Attention::Approval, Attention::ToDo, Attention::Handover]),
        (returns, owed) in (0..4_u32, 0..2_u32),
    ) -> Row {
        Row {
            kind: kind.into(),
            subject: subject.into(),
            product: product.into(),
            customer: customer.map(CustomerId),
            customer_name: customer.map(|n| format!("Éclat {n}")).unwrap_or_default(),
            hold: hold.map(|h| (h.into(), At(30))),
            attention,
            returns,
            owed,
            ..Row::default()
        }
    }
}

prop_compose! {
    fn row()(
        turn in turn(),
        asked in turn(),
        asked_at in 0..25_i64,
        tier in select(&TIERS[..]),
        phase in select(Phase::ALL.to_vec()),
        people in people(),
        keys in keys(),
        words in words(),
        due_what in select(vec![Due::Update, Due::Acceptance, Due::TimeInStage]),
        later in proptest::collection::vec((select(vec![Due::Resolution, Due::TimeInStage]), 0..60_i64), 0..3),
    ) -> Row {
        let over = phase.is_over();
        let asked: Vec<Tier> = asked.into_iter().filter(|t| !over && !turn.contains(t)).collect();
        Row {
            asked_at: (!asked.is_empty()).then_some(At(asked_at)),
            asked,
            stage: hoist::domain::stage::Stage::new(&Tier::from(tier), phase),
            turn: if over { vec![] } else { turn },
            assignee: people.assignee,
            customers_agent: people.customers_agent,
            handed_to: people.handed_to,
            handed_by: people.handed_by,
            audience: people.audience,
            due_at: keys.due_at,
            due_what,
            // None runs out before the next one.
            later: later.into_iter().map(|(what, at)| (what, At(at))).filter(|c| c.1 >= keys.due_at).collect(),
            // What is due needs someone.
            needs_at: keys.needs_at.min(keys.due_at),
            opened_at: keys.opened_at,
            updated_at: keys.updated_at,
            priority_key: keys.priority_key,
            ..words
        }
    }
}

fn rarely<T: Clone + std::fmt::Debug + 'static>(
    inner: impl Strategy<Value = T> + 'static,
) -> impl Strategy<Value = Option<T>> {
    prop_oneof![3 => Just(None), 1 => inner.prop_map(Some)]
}

fn matters() -> Vec<Matter> {
    vec![
        Matter::Approval,
        Matter::Unaccepted(Tier::from(TIERS[0])),
        Matter::Returned(2),
        Matter::Owed,
        Matter::OwnerAway(vec![AgentName::from(AGENTS[0])]),
    ]
}

prop_compose! {
    fn who_query()(
        turn in rarely(select(&TIERS[..])),
        tier in rarely(select(&TIERS[..])),
        phase in rarely(select(Phase::ALL.to_vec())),
        assignee in rarely(select(&AGENTS[..])),
        customers_agent in rarely(select(&AGENTS[..])),
        handed in rarely((select(&AGENTS[..]), prop::bool::ANY)),
        needs in rarely(prop::bool::ANY),
        away in rarely(proptest::sample::subsequence(&AGENTS[..], 0..3)),
        matters in rarely(proptest::sample::subsequence(matters(), 1..3)),
        late_by in rarely(0..40_i64),
        hands in rarely((select(&AGENTS[..]), proptest::sample::subsequence(&TIERS[..], 0..3))),
    ) -> Query {
        Query {
            turn: turn.map(Tier::from),
            tier: tier.map(Tier::from),
            phase,
            assignee: assignee.map(AgentName::from),
            customers_agent: customers_agent.map(AgentName::from),
            handed_to: handed.filter(|h| h.1).map(|h| AgentName::from(h.0)),
            handed_by: handed.filter(|h| !h.1).map(|h| AgentName::from(h.0)),
            assignee_in: away.map(|a| a.into_iter().map(AgentName::from).collect()),
            needs,
            matters: matters.unwrap_or_default(),
            late_by: late_by.map(At),
            hands: hands.map(|(agent, tiers)| Hands {
                agent: agent.into(),
                tiers: tiers.into_iter().map(Tier::from).collect(),
            }),
            ..Query::default()
        }
    }
}

prop_compose! {
    fn query()(
        who in who_query(),
        flags in proptest::collection::vec(prop::bool::weighted(0.2), 4),
        hold in rarely(select(vec!["vendor", "*", "no"])),
        customer in rarely(1..4_i64),
        kind in rarely(select(vec!["incident", "question"])),
        priority in rarely(0..6_u8),
        text in prop_oneof![4 => Just(""), 2 => select(vec!["print", "eclat", "#3", "7", "RELAY 3", "%", "#3 e", "b a"])],
        sort in select(vec![Sort::Due, Sort::Age, Sort::Priority, Sort::Updated]),
    ) -> Query {
        Query {
            unassigned: flags[0],
            sent_back: flags[1],
            breached: flags[2],
            over: flags[3],
            hold: hold.map(str::to_owned),
            customer: customer.map(CustomerId),
            kind: kind.map(str::to_owned),
            priority,
            text: text.to_owned(),
            sort,
            ..who
        }
    }
}

fn viewers() -> Vec<Viewer> {
    vec![
        sample::lead(),
        sample::viewer("ana", &["tier1", "tier2"]),
        sample::viewer("nobody", &[]),
    ]
}

fn agree(
    memory: &dyn Store,
    file: &dyn Store,
    viewer: &Viewer,
    query: &Query,
) -> Result<(), TestCaseError> {
    let page = |store: &dyn Store, from: &Anchor, limit| {
        store.page(viewer, query, from, limit, NOW).unwrap()
    };
    let whole = page(memory, &Anchor::First, 99);
    prop_assert_eq!(&page(file, &Anchor::First, 99), &whole);
    let mut anchors = vec![Anchor::First, Anchor::Last];
    // Places of rows, and one where perhaps no row is.
    let strange = Cursor {
        key: 3,
        key2: if query.sort == Sort::Priority { 5 } else { 0 },
        id: TicketId(4),
    };
    for at in whole
        .rows
        .iter()
        .skip(1)
        .step_by(5)
        .map(|r| Cursor::of(r, query.sort))
        .chain([strange])
    {
        anchors.extend([
            Anchor::After(at.clone()),
            Anchor::Before(at.clone()),
            Anchor::From(at),
        ]);
    }
    for from in anchors {
        prop_assert_eq!(
            page(file, &from, 3),
            page(memory, &from, 3),
            "{:?} {:?}",
            from,
            query
        );
    }
    for cap in [2, 50] {
        prop_assert_eq!(
            file.count(viewer, query, cap, NOW).unwrap(),
            memory.count(viewer, query, cap, NOW).unwrap()
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_filter_and_order_agrees_with_the_oracle(
        rows in proptest::collection::vec(row(), 1..30),
        changed in proptest::collection::vec((0..30_usize, row()), 0..15),
        queries in proptest::collection::vec(query(), 12),
    ) {
        let mut memory = MemoryStore::create(&sample::desk(), vec![]).unwrap();
        let connect = sqlite();
        let mut file = connect().unwrap();
        file.begin_bulk(hoist::store::Writes::Many).unwrap();
        for (n, row) in rows.iter().enumerate() {
            let change = sample::opening(&format!("c{n}"), row.clone());
            prop_assert_eq!(memory.commit(change.clone()).unwrap(), file.commit(change).unwrap());
        }
        for (n, (which, row)) in changed.into_iter().enumerate() {
            let id = TicketId(i64::try_from(which % rows.len()).unwrap() + 1);
            let (_, ticket) = memory.stored(id).unwrap();
            let change = sample::next(&format!("x{n}"), Row { id, ..row }, ticket, "changed");
            prop_assert_eq!(memory.commit(change.clone()).unwrap(), file.commit(change).unwrap());
        }
        file.end_bulk().unwrap();
        prop_assert_eq!(memory.head().unwrap(), file.head().unwrap());
        for viewer in viewers() {
            prop_assert_eq!(file.counts(&viewer, NOW).unwrap(), memory.counts(&viewer, NOW).unwrap());
            for query in &queries {
                agree(&memory, file.as_ref(), &viewer, query)?;
            }
        }
    }
}
