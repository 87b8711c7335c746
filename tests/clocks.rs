//! What other programs promise of business hours and of the clocks of tickets, restated as tables of cases, each row with
//! the program that promises it; and clocks against counting every minute. Where a row departs, `docs/clocks.md`
//! says why.

mod hours;
mod reference;
mod tickets;

use hoist::domain::id::At;
use hoist::domain::parse::{self, BUILTIN};
use hoist::domain::process::Process;

const MINUTE: i64 = 60_000;

fn at(text: &str) -> At {
    let time: jiff::Timestamp = text.parse().unwrap_or_else(|e| panic!("{text}: {e}"));
    At(time.as_millisecond())
}

fn said(at: At) -> String {
    jiff::Timestamp::from_millisecond(at.0).unwrap().to_string()
}

/// The built-in process with more words behind it.
fn with(more: &str) -> Process {
    parse::process(&format!("{BUILTIN}\n{more}"))
        .unwrap_or_else(|faults| panic!("{faults:#?}\n{more}"))
}
