//! The interface in a pseudo-terminal, treated badly: lines that are cut, signals, storms of sizes, floods
//! of keys, pastes that want to be keys. In each session a sentence is being typed; whatever happens the
//! sentence is kept, the terminal is as it was, nothing is written to the desk, nothing panics.
//!
//! A few of each kind in every run of the tests, 200 of each:
//! `HOIST_LONG=1 cargo test --test main faults::sessions -- --nocapture`

mod ill;
mod seat;

use super::seeded::{Dice, each};
use ill::Ill;
use seat::Seat;

/// How many sessions of each kind.
const SHORT: u64 = 16;
const LONG: u64 = 200;

/// So many sessions of a kind; the first that ends badly says how to repeat it.
fn sessions(ill: Ill) {
    let test = format!("faults::sessions::{}", ill.test());
    let seeds = super::seeded::seeds(SHORT, LONG);
    each(&test, &seeds, |seed| {
        let ended = one(ill, seed, None);
        assert_eq!(ended, Ok(()), "{ill:?}, seed {seed}");
    });
    println!("{ill:?}: {} sessions", seeds.len());
}

/// One session; why it ended badly.
fn one(ill: Ill, seed: u64, plant: Option<&str>) -> Result<(), String> {
    let mut dice = Dice::new(seed);
    let mut seat = Seat::new(ill, &mut dice, plant)?;
    ill.befall(&mut seat, &mut dice)?;
    seat.nothing_written()?;
    seat.no_crash()
}

#[test]
fn cut_lines_end_the_session_and_keep_the_draft() {
    sessions(Ill::HangUp);
}

#[test]
fn signals_give_the_terminal_back_and_keep_the_draft() {
    sessions(Ill::Signal);
}

#[test]
fn a_stop_and_going_on_lose_nothing() {
    sessions(Ill::Stop);
}

#[test]
fn storms_of_sizes_break_nothing() {
    sessions(Ill::Sizes);
}

#[test]
fn floods_of_keys_are_read_to_the_end() {
    sessions(Ill::Flood);
}

#[test]
fn pastes_never_act() {
    sessions(Ill::Paste);
}

#[test]
fn a_paste_without_an_end_holds_nothing_up() {
    sessions(Ill::Open);
}

/// Planted defects: what each harness says of them.
#[cfg(debug_assertions)]
#[test]
fn planted_defects_of_the_terminal_are_caught() {
    for (plant, ill) in [
        ("FlagOnly", Ill::HangUp),
        ("FlagOnly", Ill::Signal),
        ("ForgetsPaste", Ill::Signal),
        ("ForgetsPaste", Ill::Stop),
        ("PasteActs", Ill::Paste),
        ("PasteWaits", Ill::Open),
    ] {
        let caught = (0..4).find_map(|seed| one(ill, seed, Some(plant)).err());
        println!("{plant}: {}", caught.expect(plant));
    }
}
