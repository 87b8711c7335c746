//! Planted: a transaction that asks for its lock late, and SQLite's own way of waiting.

use super::claims::claim;
use super::turns::round;

/// Rounds in which somebody is starved at least once.
const ROUNDS: u32 = 6;

#[test]
fn a_deferred_begin_is_caught() {
    let said = claim(16, 60, Some("DeferredBegin"));
    println!("{}", said.expect("nobody was told busy"));
}

#[test]
fn sqlites_own_patience_is_caught() {
    // Who is starved in a round is chance: on a quick disk a round may pass by without.
    let said = (0..ROUNDS).find_map(|_| round(16, true, Some("OwnPatience")));
    println!("{}", said.expect("nobody was starved"));
}
