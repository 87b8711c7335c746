//! What holds whatever anybody does, on both stores: random commands by random agents at random
//! times, and guided walks that supply what each refusal asks for.
//!
//! More cases: `PROPTEST_CASES=1000 cargo test --test main properties`.

mod guide;
mod invariants;
pub mod noise;

use crate::support::desk::{Backend, Bench};
use hoist::domain::process::Verb;
use proptest::prelude::{ProptestConfig, proptest};
use proptest::{collection::vec, prelude::any};
use std::collections::BTreeMap;

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    /// Never a panic; memory and file give the same verdicts; the replay is the ticket and its row;
    /// the invariants hold after every step.
    #[test]
    fn any_commands_by_anyone_keep_the_invariants(steps in vec(any::<noise::Step>(), 1..60)) {
        noise::run(&steps);
    }
}

fn cases() -> u32 {
    std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|c| c.parse().ok())
        .unwrap_or(24)
}

/// Every edge of the table of moves is walked, each refusal on the way names things that, once
/// supplied, it no longer names.
#[test]
fn guided_walks_take_every_edge_of_the_table() {
    for backend in [Backend::Memory, Backend::Sqlite] {
        let mut taken: guide::Taken = BTreeMap::new();
        let walks = if backend == Backend::Memory { 16 } else { 8 };
        for seed in 0..walks {
            guide::walk(&mut Bench::new(backend), seed, &mut taken);
        }
        let process = hoist::domain::parse::process(hoist::domain::parse::BUILTIN).unwrap();
        let missed: Vec<String> = process
            .moves
            .iter()
            .filter(|m| m.verb != Verb::Open && !taken.contains_key(&guide::edge(m)))
            .map(guide::edge)
            .collect();
        assert!(
            missed.is_empty(),
            "{backend:?}: no walk took {missed:?}; taken {taken:#?}"
        );
    }
}
