//! Targets that are never reached: the calendar in which they count is not open for so long in a hundred years, so
//! nothing would ever be due.

use super::{Finding, Spot};
use crate::domain::calendar::Calendar;
use crate::domain::parse::{FaultKind, Key};
use crate::domain::process::{PRIORITIES, Process, StageTarget, Targets};

/// Priorities as a file names them, from the highest on.
const NAMES: [&str; PRIORITIES] = ["major", "P1", "P2", "P3", "P4"];
/// The clocks of a row of targets.
const CLOCKS: [&str; 4] = ["first_response", "update", "resolution", "acceptance"];

/// Which target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Promise {
    /// Of the policy at this place; `None`: of all.
    policy: Option<usize>,
    which: Which,
    ms: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Which {
    /// Of a priority, a clock; both by place.
    Clock(usize, usize),
    /// The stage at this place of the table, of a priority, or of every one.
    Stage(usize, Option<usize>),
}

impl Promise {
    /// The keys under which it stands in the file.
    pub(super) fn path<'a>(&self, stage: &'a str) -> Vec<Key<'a>> {
        let mut path = match self.policy {
            Some(n) => vec![Key::Of("policies"), Key::Nth(n)],
            None => Vec::new(),
        };
        match self.which {
            Which::Clock(priority, clock) => {
                let keys = ["targets", NAMES[priority], CLOCKS[clock]];
                path.extend(keys.map(Key::Of));
            }
            Which::Stage(_, priority) => {
                path.extend(["time_in_stage", stage].map(Key::Of));
                path.extend(priority.map(|p| Key::Of(NAMES[p])));
            }
        }
        path
    }

    /// The stage of which it says the time; empty for a clock.
    pub(super) fn stage(&self, process: &Process) -> String {
        let Which::Stage(n, _) = self.which else {
            return String::new();
        };
        let all = match self.policy.and_then(|p| process.policies.get(p)) {
            Some(policy) => &policy.time_in_stage,
            None => &process.time_in_stage,
        };
        all.get(n).map(|t| t.stage.to_string()).unwrap_or_default()
    }

    fn words(&self, process: &Process) -> String {
        let of = |priority: usize| NAMES[priority].replace("major", "major incidents");
        let what = match self.which {
            Which::Clock(priority, clock) => {
                format!("“{}” of {}", CLOCKS[clock], of(priority))
            }
            Which::Stage(_, Some(priority)) => {
                format!("The time in {} of {}", self.stage(process), of(priority))
            }
            Which::Stage(_, None) => format!("The time in {}", self.stage(process)),
        };
        match self.policy.and_then(|n| process.policies.get(n)) {
            Some(policy) => format!("{what}, promised by the policy “{}”,", policy.id),
            None => what,
        }
    }
}

/// Every target that is never reached.
pub(super) fn unreached(process: &Process) -> Vec<Finding> {
    let mut found = Vec::new();
    for calendar in &process.calendars {
        let counted = promises(process, &calendar.id);
        let most = counted.iter().map(|p| p.ms).max().unwrap_or(0);
        if let Some(open) = calendar.never_reached(most) {
            let never = counted.into_iter().filter(|p| p.ms > open);
            found.extend(never.map(|p| finding(process, calendar, p, open)));
        }
    }
    found
}

fn finding(process: &Process, calendar: &Calendar, promise: Promise, open: i64) -> Finding {
    Finding {
        kind: FaultKind::TargetNeverReached,
        spot: Spot::Promise(promise),
        message: format!(
            "{} is never due: it takes {}, and the calendar “{}” is open for {} in a hundred years. Promise less, or open it longer.",
            promise.words(process),
            hours(promise.ms),
            calendar.id,
            hours(open),
        ),
    }
}

/// What counts in a calendar.
fn promises(process: &Process, calendar: &str) -> Vec<Promise> {
    let mut all = Vec::new();
    if process.calendar == calendar {
        all.extend(of(None, &process.targets, &process.time_in_stage));
    }
    for (n, policy) in process.policies.iter().enumerate() {
        if policy.calendar == calendar {
            all.extend(of(Some(n), &policy.targets, &policy.time_in_stage));
        }
    }
    all
}

fn of(policy: Option<usize>, targets: &[Targets], stages: &[StageTarget]) -> Vec<Promise> {
    let mut all = Vec::new();
    let mut add = |which: Which, ms: i64| all.push(Promise { policy, which, ms });
    for row in targets {
        let priority = usize::from(row.priority).min(PRIORITIES - 1);
        let times = [
            row.first_response_ms,
            row.update_ms,
            row.resolution_ms,
            row.acceptance_ms,
        ];
        for (clock, ms) in times.into_iter().enumerate() {
            add(Which::Clock(priority, clock), ms);
        }
    }
    for (n, row) in stages.iter().enumerate() {
        // One time for every priority is said once.
        if row.ms.iter().all(|ms| *ms == row.ms[0]) {
            add(Which::Stage(n, None), row.ms[0]);
            continue;
        }
        for (priority, ms) in row.ms.into_iter().enumerate() {
            add(Which::Stage(n, Some(priority)), ms);
        }
    }
    all
}

/// Open time in hours: how long a day of it is nobody knows.
fn hours(ms: i64) -> String {
    let minutes = ms / 60_000;
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::{hours, unreached};
    use crate::domain::calendar::{Calendar, Shift};
    use crate::domain::parse::{BUILTIN, process};
    use crate::domain::process::Process;

    /// The built-in file, its targets counted in a calendar that is open one minute a week.
    fn rare(minutes: u16) -> Process {
        let mut file = process(BUILTIN).unwrap();
        let mut calendar = Calendar {
            id: "rare".into(),
            zone: "UTC".into(),
            ..Calendar::default()
        };
        calendar.week[0] = vec![Shift {
            from: 0,
            to: minutes,
        }];
        file.calendars.push(calendar);
        file.calendar = "rare".into();
        file
    }

    #[test]
    fn what_lasts_longer_than_a_calendar_is_open_is_found_and_nothing_else() {
        let mut file = rare(1);
        // About 87 hours in a hundred years; P3 and P4 are promised 5 and 10 days in the built-in file.
        let found = unreached(&file);
        let said: Vec<&str> = found.iter().map(|f| f.message.as_str()).collect();
        assert!(
            said[0].starts_with(
                "“resolution” of P3 is never due: it takes 120 h, and the calendar “rare”"
            ),
            "{said:#?}"
        );
        assert_eq!(said.len(), 2, "{said:#?}");
        file.calendar.clear();
        assert!(unreached(&file).is_empty());
        assert!(unreached(&rare(600)).is_empty());
    }

    #[test]
    fn open_time_is_worded_in_hours() {
        assert_eq!(hours(59 * 60_000), "59 min");
        assert_eq!(hours(100 * 3_600_000), "100 h");
        assert_eq!(hours(100 * 3_600_000 + 60_000), "100 h 1 min");
    }
}
