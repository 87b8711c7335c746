//! Hostile strings in every field of a desk, looked at in every pane at several sizes, told line by line, and
//! printed by the program: nothing but text and our own sequences comes out, nothing is invisible,
//! nothing panics.
//!
//! 50,000 strings in every run of the tests, 1,000,000:
//! `HOIST_LONG=1 cargo test --test main faults::hostile -- --nocapture`

mod allowed;
mod desk;
mod panes;
mod printed;
mod strings;

use super::seeded::{each, seeds};
use allowed::{bytes, line};
use hoist::domain::safe::{SafeText, truncate};
use hoist::tui::wrap::wrap;
use strings::Strings;

/// How many strings a seed stands for.
const A_SEED: usize = 320;

/// Widths at which a text is broken and cut.
const WIDTHS: [usize; 6] = [1, 2, 3, 8, 20, 80];

/// One string on its way to the screen: cleaned, broken and cut.
fn cleaned(raw: &str) -> Result<(), String> {
    let wrong = |what: &str, why: String| Err(format!("{what} of {raw:?}: {why}"));
    let clean = SafeText::line(raw);
    if let Some(why) = line(clean.as_str()) {
        return wrong("the line", why);
    }
    if !raw.is_empty() && clean.width() == 0 {
        return wrong("the line", "nothing is seen of it".to_owned());
    }
    for width in WIDTHS {
        let lines = wrap(SafeText::block(raw), width, 0);
        for part in lines {
            if let Some(why) = line(&part) {
                return wrong(&format!("a part of {width}"), why);
            }
        }
        if let Some(why) = line(&truncate(clean.as_str(), width)) {
            return wrong(&format!("the first {width}"), why);
        }
    }
    Ok(())
}

#[test]
fn strings_in_every_pane_at_every_width_stay_text() {
    let seeds = seeds(157, 3_125);
    let test = "faults::hostile::strings_in_every_pane";
    let seen = each(test, &seeds, |seed| {
        let mut strings = Strings::new(seed);
        for _ in 0..A_SEED {
            let raw = strings.next();
            cleaned(&raw).unwrap_or_else(|why| panic!("seed {seed}: {why}"));
        }
        let mut desk = desk::filled(&mut Strings::new(seed), A_SEED);
        panes::shown(&mut desk, seed, None).unwrap_or_else(|why| panic!("seed {seed}: {why}"))
    });
    let frames: usize = seen.iter().sum();
    println!("{} strings, {frames} frames", seeds.len() * A_SEED);
}

#[test]
fn what_the_program_prints_is_text() {
    let seeds = seeds(4, 100);
    each("faults::hostile::what_the_program_prints", &seeds, |seed| {
        printed::by_the_program(seed).unwrap_or_else(|why| panic!("seed {seed}: {why}"));
    });
}

/// Planted: a pane that paints a subject as it came, and an escape that reaches the line.
#[test]
fn text_that_goes_round_the_cleaning_is_caught() {
    let caught = (0..3).find_map(|seed| {
        let mut desk = desk::filled(&mut Strings::new(seed), A_SEED);
        panes::shown(
            &mut desk,
            seed,
            Some("as it c\u{e0041}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}ame"),
        )
        .err()
    });
    println!("{}", caught.expect("the panes do not show it"));
    for raw in [
        "a\x1b]52;c;QQ==\x07",
        "\u{9b}2J",
        "a\u{202e}b",
        "\x1b[6n",
        "\x1b[?1003h",
    ] {
        assert!(bytes(raw.as_bytes()).is_some(), "{raw:?}");
    }
}
