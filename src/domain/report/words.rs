//! Figures in words: what stands in a line of a report, on every face the same.

use super::figure::{Figure, Measure};
use super::result::{Line, Value};
use crate::domain::words::{length, two_places};

/// A value, short: `5`, `5 on 4`, `62 % (5 of 8)`, `3h5m / 2d4h (12)`.
#[must_use]
pub fn value(measure: Measure, value: &Value) -> String {
    let time = |ms: Option<i64>| ms.map_or_else(|| "–".to_owned(), length);
    match measure {
        Measure::Stands => value.n.to_string(),
        Measure::Times if value.n == value.tickets => value.n.to_string(),
        Measure::Times => format!("{} on {}", value.n, value.tickets),
        Measure::Share => match value.percent() {
            Some(percent) => format!("{percent} % ({} of {})", value.n, value.of.unwrap_or(0)),
            None => "–".to_owned(),
        },
        Measure::Took if value.n == 0 => "–".to_owned(),
        Measure::Took => format!(
            "{} / {} ({})",
            time(value.p50_ms),
            time(value.p90_ms),
            value.n
        ),
        Measure::Waited if value.n == 0 => "0".to_owned(),
        Measure::Waited => format!("{} on {}: {}", value.n, value.tickets, time(value.total_ms)),
    }
}

/// How it changed: `+3`, `-12 pt`, `+2h`; empty where it did not, or cannot be said. Times are compared as they are said, so
/// that the change is what lies between the two that stand beside it.
#[must_use]
pub fn change(figure: Figure, line: &Line) -> String {
    let (now, before) = (&line.now, &line.before);
    let signed = |n: i64, unit: &str| match n {
        0 => String::new(),
        n => format!("{n:+}{unit}"),
    };
    let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    match figure.measure() {
        Measure::Times | Measure::Stands | Measure::Waited => {
            signed(count(now.n).saturating_sub(count(before.n)), "")
        }
        Measure::Share => match (now.percent(), before.percent()) {
            (Some(now), Some(before)) => signed(count(now) - count(before), " pt"),
            _ => String::new(),
        },
        Measure::Took => match (now.p50_ms.map(two_places), before.p50_ms.map(two_places)) {
            (Some(now), Some(before)) if now > before => format!("+{}", length(now - before)),
            (Some(now), Some(before)) if now < before => format!("-{}", length(before - now)),
            _ => String::new(),
        },
    }
}

/// What a measure's value says, for a legend; empty where it speaks for itself.
#[must_use]
pub fn legend(measure: Measure) -> &'static str {
    match measure {
        Measure::Times => "5 on 4: five times, on four tickets.",
        Measure::Share => "62 % (5 of 8): five of eight.",
        Measure::Took => "3h / 2d (12): of twelve, half took at most 3h, nine of ten at most 2d.",
        Measure::Waited => "5 on 4: 3d: five, on four tickets, three days together.",
        Measure::Stands => "",
    }
}
