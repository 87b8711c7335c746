//! Clocks against counting every minute: the time that was promised goes by in the minutes that are open and in which
//! nobody waits for the customer.

use super::{MINUTE, at, with};
use hoist::domain::calendar::Calendar;
use hoist::domain::clock::{Clock, clocks};
use hoist::domain::id::At;
use hoist::domain::process::Process;
use hoist::domain::row::Due;
use hoist::domain::stage::{Phase, Stage};
use hoist::domain::ticket::{Hold, Ticket};
use proptest::prelude::{ProptestConfig, prop, prop_assert_eq, proptest};
use std::sync::OnceLock;

/// Minutes of the first answer, of the resolution, and of the stage.
const PROMISED: [(Due, i64); 3] = [
    (Due::FirstResponse, 90),
    (Due::Resolution, 900),
    (Due::TimeInStage, 240),
];

const DESK: &str = r#"
[[calendars]]
id = "office"
label = "Office hours"
zone = "Europe/Berlin"
hours = { "mon-thu" = "08:00-12:00, 13:00-17:00", fri = "22:00-06:00", sun = "01:30-09:00" }
closed = ["2026-03-31"]
special = { "2026-04-01" = "10:00-11:00, 12:30-20:00" }

[[policies]]
id = "all"
label = "All"
calendar = "office"

[policies.targets]
major = { first_response = "90 min", update = "1 h", resolution = "15 h", acceptance = "1 h" }
P1 = { first_response = "90 min", update = "1 h", resolution = "15 h", acceptance = "1 h" }
P2 = { first_response = "90 min", update = "1 h", resolution = "15 h", acceptance = "1 h" }
P3 = { first_response = "90 min", update = "1 h", resolution = "15 h", acceptance = "1 h" }
P4 = { first_response = "90 min", update = "1 h", resolution = "15 h", acceptance = "1 h" }

[policies.time_in_stage]
"tier1.working" = "4 h"
"#;

fn desk() -> &'static Process {
    static DESK_PROCESS: OnceLock<Process> = OnceLock::new();
    DESK_PROCESS.get_or_init(|| with(DESK))
}

/// Around the night in which clocks are set forward.
fn base() -> At {
    at("2026-03-27T00:00:00Z")
}

fn minute(n: i64) -> At {
    base().plus_ms(n * MINUTE)
}

/// Waits as minutes: from, to; of the last one perhaps no end.
fn ticket(opened: i64, entered: i64, waits: &[(i64, i64)], open: Option<i64>) -> Ticket {
    let ended = waits.iter().map(|(from, to)| (*from, Some(*to)));
    let holds = ended.chain(open.map(|from| (from, None)));
    Ticket {
        opened_at: minute(opened),
        stage_since: minute(opened + entered),
        stage: Stage::new(&"tier1".into(), Phase::Working),
        priority: 3,
        holds: holds
            .zip(1..)
            .map(|((from, to), n)| Hold {
                n,
                kind: "customer".to_owned(),
                pauses: true,
                at: minute(from),
                until: minute(from + 99_999),
                ended: to.map(minute),
                ..Hold::default()
            })
            .collect(),
        ..Ticket::default()
    }
}

/// The minute at whose end the time has gone by.
fn slow(calendar: &Calendar, from: i64, promised: i64, waits: &[(i64, i64)]) -> At {
    let mut left = promised;
    let mut n = from;
    loop {
        let waited = waits.iter().any(|(from, to)| (*from..*to).contains(&n));
        left -= i64::from(calendar.is_open(minute(n)) && !waited);
        n += 1;
        if left == 0 {
            return minute(n);
        }
    }
}

fn find(all: &[Clock], what: Due) -> Clock {
    *all.iter().find(|c| c.what == what).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn they_agree_with_counting_every_minute(
        opened in 0_i64..4_000,
        entered in 0_i64..1_500,
        waits in prop::collection::vec((0_i64..6_000, 1_i64..2_000), 0..5),
        open in prop::option::of(0_i64..6_000),
    ) {
        let waits: Vec<(i64, i64)> = waits.iter().map(|(from, long)| (opened + from, opened + from + long)).collect();
        let ticket = ticket(opened, entered, &waits, open.map(|n| opened + n));
        let all = clocks(desk(), &ticket);
        let calendar = desk().calendar("office").unwrap();
        for (what, promised) in PROMISED {
            let from = match what {
                Due::TimeInStage => opened + entered,
                _ => opened,
            };
            let clock = find(&all, what);
            let due = slow(calendar, from, promised, &waits);
            prop_assert_eq!(clock.due, due, "{:?}", what);
            // A wait that has not ended moves nothing; what ran out before it began is late while it lasts.
            let later = minute(opened + 90_000);
            let late = open.is_none_or(|n| minute((opened + n).max(from)) >= due);
            prop_assert_eq!(clock.is_breached(later), late, "{:?}", what);
        }
    }
}
