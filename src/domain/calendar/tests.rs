use super::{Calendar, DAY, Shift, day_number};
use crate::domain::id::At;
use crate::domain::zone;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use proptest::prelude::{
    Just, ProptestConfig, Strategy, prop, prop_assert, prop_assert_eq, prop_oneof, proptest,
};
use std::collections::{BTreeMap, BTreeSet};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

fn shift(from: &str, to: &str) -> Shift {
    let minute = |text: &str| {
        let (h, m) = text.split_once(':').unwrap();
        h.parse::<u16>().unwrap() * 60 + m.parse::<u16>().unwrap()
    };
    let (from, to) = (minute(from), minute(to));
    Shift {
        from,
        to: if to <= from { to + DAY } else { to },
    }
}

fn office(zone: &str) -> Calendar {
    let day = vec![shift("09:00", "17:00")];
    Calendar {
        id: "office".to_owned(),
        zone: zone.to_owned(),
        week: [
            day.clone(),
            day.clone(),
            day.clone(),
            day.clone(),
            day,
            Vec::new(),
            Vec::new(),
        ],
        ..Calendar::default()
    }
}

fn at(text: &str) -> At {
    let time: Timestamp = text.parse().unwrap();
    At(time.as_millisecond())
}

fn date(text: &str) -> i32 {
    day_number(text.parse::<Date>().unwrap())
}

#[test]
fn open_time_is_counted_and_nothing_else() {
    let office = office("Europe/Berlin");
    // (from, open milliseconds, due), in winter: 09:00 in Berlin is 08:00 UTC.
    let table = [
        // Within one day.
        ("2026-11-30T08:00:00Z", 2 * HOUR, "2026-11-30T10:00:00Z"),
        // All of it: due when the desk closes, not when it opens again.
        ("2026-11-30T08:00:00Z", 8 * HOUR, "2026-11-30T16:00:00Z"),
        // One minute more is the next morning's.
        (
            "2026-11-30T08:00:00Z",
            8 * HOUR + MINUTE,
            "2026-12-01T08:01:00Z",
        ),
        // From before it opens, and after it closed.
        ("2026-11-30T03:00:00Z", HOUR, "2026-11-30T09:00:00Z"),
        ("2026-11-30T18:00:00Z", HOUR, "2026-12-01T09:00:00Z"),
        // Over a weekend.
        ("2026-12-04T15:30:00Z", HOUR, "2026-12-07T08:30:00Z"),
        // On a Saturday.
        ("2026-12-05T12:00:00Z", 0, "2026-12-05T12:00:00Z"),
        ("2026-12-05T12:00:00Z", 1, "2026-12-07T08:00:00.001Z"),
    ];
    for (from, open, due) in table {
        let due = at(due);
        assert_eq!(office.after(at(from), open), due, "{from} + {open}");
        assert_eq!(office.open_between(at(from), due), open, "{from}");
    }
}

#[test]
fn breaks_closed_days_and_other_hours_count() {
    let mut office = office("Europe/Berlin");
    for day in &mut office.week[..5] {
        *day = vec![shift("09:00", "12:00"), shift("13:00", "17:00")];
    }
    office.closed.insert(date("2026-12-25"));
    office.closed_yearly.insert((1, 1));
    office
        .special
        .insert(date("2026-12-24"), vec![shift("09:00", "12:00")]);
    // A Wednesday at eleven: one hour, a break of one.
    let from = at("2026-12-23T10:00:00Z");
    assert_eq!(office.after(from, 2 * HOUR), at("2026-12-23T13:00:00Z"));
    // Wednesday 5 h, Christmas Eve 3 h, Friday closed, weekend: Monday.
    assert_eq!(office.after(from, 9 * HOUR), at("2026-12-28T09:00:00Z"));
    // New Year's Day in every year.
    for year in [2026, 2027, 2031] {
        let day = at(&format!("{year}-01-01T00:00:00Z"));
        assert_eq!(office.open_between(day, day.plus_ms(23 * HOUR)), 0);
    }
    // Other hours stand above a closed day.
    office.closed.insert(date("2026-12-24"));
    assert!(office.is_open(at("2026-12-24T09:00:00Z")));
}

#[test]
fn a_shift_over_midnight_belongs_to_the_day_it_begins_on() {
    let mut night = Calendar {
        zone: "Europe/Berlin".to_owned(),
        ..Calendar::default()
    };
    night.week[4] = vec![shift("22:00", "06:00")];
    // Friday 23:00 + 3 h is Saturday 02:00.
    let from = at("2026-12-04T22:00:00Z");
    assert_eq!(night.after(from, 3 * HOUR), at("2026-12-05T01:00:00Z"));
    assert_eq!(night.after(from, 8 * HOUR), at("2026-12-11T22:00:00Z"));
    // Saturday closed: the shift of Friday goes on. Friday closed: it does not take place.
    night.closed.insert(date("2026-12-05"));
    assert!(night.is_open(at("2026-12-05T02:00:00Z")));
    night.closed.insert(date("2026-12-04"));
    assert!(!night.is_open(at("2026-12-05T02:00:00Z")));
}

#[test]
fn clocks_set_forward_and_back_neither_give_nor_take_time() {
    let mut night = Calendar {
        zone: "Europe/Berlin".to_owned(),
        ..Calendar::default()
    };
    let every: Vec<Shift> = vec![shift("22:00", "06:00")];
    night.week = std::array::from_fn(|_| every.clone());
    let hours = |from: &str, to: &str| night.open_between(at(from), at(to)) / HOUR;
    // 2026-03-29: 02:00 becomes 03:00; 2026-10-25: 03:00 becomes 02:00.
    assert_eq!(hours("2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z"), 7);
    assert_eq!(hours("2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z"), 9);
    assert_eq!(hours("2026-06-01T12:00:00Z", "2026-06-02T12:00:00Z"), 8);
}

#[test]
fn shifts_that_begin_or_end_where_the_clocks_change() {
    let mut day = Calendar {
        zone: "Europe/Berlin".to_owned(),
        ..Calendar::default()
    };
    day.week[6] = vec![shift("02:30", "06:00")];
    // 02:30 does not exist: it opens with the jump at 01:00 UTC.
    let spring = at("2026-03-29T00:00:00Z");
    assert_eq!(day.next_open(spring), Some(at("2026-03-29T01:00:00Z")));
    // 02:30 comes twice: it opens the first time.
    let autumn = at("2026-10-24T12:00:00Z");
    assert_eq!(day.next_open(autumn), Some(at("2026-10-25T00:30:00Z")));
    // And closes the second time.
    day.week[6] = vec![shift("01:00", "02:30")];
    assert_eq!(day.after(autumn, 150 * MINUTE), at("2026-10-25T01:30:00Z"));
}

#[test]
fn leap_days_and_a_day_that_a_zone_left_out() {
    let mut office = office("Pacific/Apia");
    // There it is Tuesday, 29 February, half past nine.
    let leap = at("2028-02-28T20:30:00Z");
    assert!(office.is_open(leap));
    office.closed_yearly.insert((2, 29));
    assert!(!office.is_open(leap));
    // Samoa had no 30 December 2011, a Friday: Thursday's last hour, then Monday's first.
    let thursday = at("2011-12-30T02:00:00Z");
    assert_eq!(office.after(thursday, 2 * HOUR), at("2012-01-01T20:00:00Z"));
}

#[test]
fn what_never_opens_is_due_never() {
    let never = Calendar::default();
    assert_eq!(never.after(At(0), 1), At::NEVER);
    assert_eq!(never.next_open(At(0)), None);
    assert_eq!(never.open_between(At(0), At(1_000_000)), 0);
    let far = office("UTC");
    for from in [At(i64::MIN), At(i64::MAX), At::NEVER] {
        let _ = (far.after(from, 1), far.open_between(from, At(0)));
    }
}

/// The same minute by minute, written on its own: a shift lasts from the first minute whose wall clock has reached its
/// beginning to the last one that has not reached its end.
struct Minutes {
    from: i64,
    open: Vec<bool>,
}

impl Minutes {
    fn of(calendar: &Calendar, from: i64, minutes: usize) -> Minutes {
        let zone = zone::find(&calendar.zone).unwrap();
        let margin = 4 * i64::from(DAY);
        let first = from - margin * MINUTE;
        let wide = minutes + 2 * usize::try_from(margin).unwrap();
        let walls: Vec<DateTime> = (0..wide).map(|i| wall(&zone, first, i)).collect();
        let mut open = vec![false; wide];
        let mut dates: Vec<Date> = walls.iter().map(|w| w.date()).collect();
        dates.dedup();
        dates.sort_unstable();
        dates.dedup();
        for date in dates {
            let n = day_number(date);
            let weekday = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap();
            let shut = calendar.closed.contains(&n)
                || calendar.closed_yearly.contains(&(date.month(), date.day()));
            let shifts = match calendar.special.get(&n) {
                Some(special) => special.clone(),
                None if shut => Vec::new(),
                None => calendar.week[weekday].clone(),
            };
            for shift in shifts {
                let time = |m: u16| super::at_minute(date, m).unwrap();
                let (begin, end) = (time(shift.from), time(shift.to));
                let Some(first) = walls.iter().position(|w| *w >= begin) else {
                    continue;
                };
                let Some(last) = walls.iter().rposition(|w| *w < end) else {
                    continue;
                };
                open[first..=last].fill(true);
            }
        }
        let margin = usize::try_from(margin).unwrap();
        Minutes {
            from,
            open: open[margin..margin + minutes].to_vec(),
        }
    }

    fn after(&self, minutes: i64) -> Option<i64> {
        let mut left = minutes;
        for (i, open) in self.open.iter().enumerate() {
            left -= i64::from(*open);
            if left == 0 {
                return Some(self.from + (i64::try_from(i).unwrap() + 1) * MINUTE);
            }
        }
        None
    }
}

fn wall(zone: &TimeZone, first: i64, i: usize) -> DateTime {
    let at = first + i64::try_from(i).unwrap() * MINUTE;
    zone.to_datetime(Timestamp::from_millisecond(at).unwrap())
}

fn shifts() -> impl Strategy<Value = Vec<Shift>> {
    // Within a day in order, the last one perhaps over midnight.
    prop_oneof![
        2 => Just(Vec::new()),
        3 => (0_u16..1_430, 1_u16..600).prop_map(|(from, long)| vec![Shift { from, to: from + long }]),
        2 => (0_u16..600, 1_u16..200, 1_u16..200, 1_u16..700).prop_map(|(a, b, c, d)| vec![
            Shift { from: a, to: a + b },
            Shift { from: a + b + c, to: a + b + c + d },
        ]),
    ]
}

fn calendars() -> impl Strategy<Value = Calendar> {
    let zone = prop::sample::select(vec![
        "UTC",
        "Europe/Berlin",
        "America/St_Johns",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "America/Sao_Paulo",
        "Africa/Casablanca",
    ]);
    let days = prop::collection::btree_set(14_000_i32..21_000, 0..40);
    let special = prop::collection::btree_map(20_000_i32..20_800, shifts(), 0..20);
    let yearly = prop::collection::btree_set((1_i8..=12, 1_i8..=28), 0..6);
    let week = prop::array::uniform7(shifts());
    (zone, week, days, special, yearly).prop_map(any)
}

type Parts = (
    &'static str,
    [Vec<Shift>; 7],
    BTreeSet<i32>,
    BTreeMap<i32, Vec<Shift>>,
    BTreeSet<(i8, i8)>,
);

fn any((zone, week, closed, special, closed_yearly): Parts) -> Calendar {
    Calendar {
        id: "any".to_owned(),
        label: String::new(),
        zone: zone.to_owned(),
        week,
        closed,
        closed_yearly,
        special,
    }
}

/// Instants near changes of the clocks, and any.
fn instants() -> impl Strategy<Value = i64> {
    let changes = prop::sample::select(vec![
        "2026-03-29T01:00:00Z",
        "2026-10-25T01:00:00Z",
        "2026-03-08T05:30:00Z",
        "2026-11-01T04:30:00Z",
        "2026-04-04T15:00:00Z",
        "2026-10-03T15:30:00Z",
        "2018-02-18T02:00:00Z",
        "2024-02-29T00:00:00Z",
        "2026-02-15T02:00:00Z",
    ]);
    let near = (changes, -4_000_i64..1_000).prop_map(|(c, m)| at(c).0 + m * MINUTE);
    prop_oneof![near, (24_000_000_i64..30_000_000).prop_map(|m| m * MINUTE)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn it_agrees_with_counting_every_minute(
        calendar in calendars(),
        from in instants(),
        minutes in 1_i64..2_000,
    ) {
        const WINDOW: usize = 8 * DAY as usize;
        let slow = Minutes::of(&calendar, from, WINDOW);
        let span = i64::try_from(WINDOW).unwrap() * MINUTE;
        let open = slow.open.iter().filter(|o| **o).count();
        prop_assert_eq!(
            calendar.open_between(At(from), At(from + span)),
            i64::try_from(open).unwrap() * MINUTE
        );
        let due = calendar.after(At(from), minutes * MINUTE);
        match slow.after(minutes) {
            Some(slow) => prop_assert_eq!(due, At(slow)),
            None => prop_assert!(due.0 > from + span),
        }
    }

    #[test]
    fn open_time_adds_up(calendar in calendars(), from in instants(), a in 0_i64..10_000, b in 0_i64..10_000) {
        let (a, b) = (a * MINUTE, b * MINUTE);
        let (here, there) = (calendar.after(At(from), a), calendar.after(At(from), a + b));
        prop_assert!(here <= there);
        if there != At::NEVER {
            prop_assert_eq!(calendar.after(here, b), there);
            prop_assert_eq!(calendar.open_between(At(from), there), a + b);
        }
    }
}
