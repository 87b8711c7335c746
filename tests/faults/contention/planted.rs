//! Planted: a transaction that asks for its lock late, and SQLite's own way of waiting.

use super::claims::claim;
use super::turns::round;

#[test]
fn a_deferred_begin_is_caught() {
    let said = claim(16, 60, Some("DeferredBegin"));
    println!("{}", said.expect("nobody was told busy"));
}

#[test]
fn sqlites_own_patience_is_caught() {
    let said = round(16, true, Some("OwnPatience"));
    println!("{}", said.expect("nobody was starved"));
}
