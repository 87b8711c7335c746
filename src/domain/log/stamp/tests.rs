use super::{Clock, read, seen, whole, year_of};
use crate::domain::id::At;

/// 2026-11-24T12:00:00Z.
const LATEST: At = At(1_795_521_600_000);

#[test]
fn the_forms_of_a_stamp_are_read_to_the_millisecond() {
    let known = [
        ("2026-11-24T09:00:00.123Z x", 1_795_510_800_123),
        ("2026-11-24T09:00:00+01:00 x", 1_795_507_200_000),
        ("2026-11-24 09:00:00,500 +0100 x", 1_795_507_200_500),
        ("24/Nov/2026:09:00:00 -0200", 1_795_518_000_000),
        ("2026-11-24 09:00:00 UTC", 1_795_510_800_000),
        ("1795510800 x", 1_795_510_800_000),
        ("1795510800.250 x", 1_795_510_800_250),
        ("1795510800123", 1_795_510_800_123),
        ("Tue, 24 Nov 2026 09:00:00 GMT", 1_795_510_800_000),
    ];
    for (text, ms) in known {
        let found = read(text.as_bytes(), LATEST).expect(text);
        assert_eq!(
            (found.stamp.at.0, found.stamp.clock),
            (ms, Clock::Zoned),
            "{text}"
        );
    }
    let nine = 1_795_510_800_000;
    let local = [
        ("2026-11-24 09:00:00 x", nine),
        ("2026/11/24 09:00:00", nine),
        ("2026-11-24-09.00.00.500000 x", nine + 500),
        ("26/11/24 09:00:00 INFO", nine),
        ("11/24/2026 09:00:00", nine),
        ("24.11.2026 09:00:00", nine),
        ("261124 090000 148 INFO", nine),
        ("20261124-09:00:00:606|x", nine + 606),
        ("Nov 24 09:00:00 host", nine),
        ("Dec 24 09:00:00 host", nine - 335 * 86_400_000),
        ("Nov  4 09:00:00 host", nine - 20 * 86_400_000),
        ("Tue Nov 24 09:00:00 2026", nine),
        ("Tue Nov 24 09:00:00.500123 2026", nine + 500),
        ("[Tue Nov 24 09:00:00 2026]", nine),
        ("Nov 24, 2026 9:00:00 PM com", nine + 12 * 3_600_000),
        ("11-24 09:00:00.123  1702", nine + 123),
        ("11.24 09:00:00]", nine),
        ("I1124 09:00:00.123456 1", nine + 123),
        ("24 Nov 2026 09:00:00.001 *", nine + 1),
        ("24-Nov-2026 09:00:00.001 SEVERE", nine + 1),
        ("4-Nov-2026 09:00:00 x", nine - 20 * 86_400_000),
        ("11/24/2026 9:00:00 x", nine),
        ("11/24/2026 09:00:00 AM x", nine),
        ("11/24/2026 9:00:00.250 PM x", nine + 43_200_250),
        ("11/24/2026, 9:00:00\u{202f}PM x", nine + 43_200_000),
        ("11/24/2026 12:00:01 AM x", nine - 32_399_000),
        ("11/24/2026 12:00:01 pm x", nine + 10_801_000),
        ("2026-11-24 09:00:00 PM x", nine + 43_200_000),
        ("Nov 24, 2026, 9:00:00 AM com", nine),
        ("24.11.2026 09:00:00 am Server", nine),
        ("11/24/2026 21:00:00 PM x", nine + 43_200_000),
        ("11/24/2026 09:00:00 PMX", nine),
    ];
    for (text, ms) in local {
        let found = read(text.as_bytes(), LATEST).expect(text);
        assert_eq!(
            (found.stamp.at.0, found.stamp.clock),
            (ms, Clock::Local),
            "{text}"
        );
    }
    let boot = read(b"[    1.500000] x", LATEST).expect("boot");
    assert_eq!((boot.stamp.at.0, boot.stamp.clock), (1500, Clock::Boot));
    let days = [
        ("09:00:00.5 x", 32_400_500),
        ("9:00:00 AM", 32_400_000),
        ("9:00:00 PM x", 75_600_000),
    ];
    for (text, ms) in days {
        let day = read(text.as_bytes(), LATEST).expect(text);
        assert_eq!((day.stamp.at.0, day.stamp.clock), (ms, Clock::Day));
    }
}

#[test]
fn what_is_no_time_is_none() {
    for text in [
        "",
        "x",
        "[",
        "[]",
        "12",
        "2026-13-24 09:00:00",
        "2026-11-24 25:00:00",
        "2026-11-24",
        "1.2.3.4 x",
        "12345678901234",
        "0000000001 x",
        "99/99/9999",
        "Nov",
        "Nov 24",
        "Mon",
        "Nov 24 99:00:00",
        "I9999",
        "[1]",
        "[1.2.3.4]",
        "2026-11-24T",
        "081109 999999",
        "Jun 14, 20",
        "24 Nov",
        "Tue, ",
        "9:00:00 x",
        "2026-11-24 9.00.00",
        "24-Nov 2026 09:00:00",
    ] {
        assert_eq!(read(text.as_bytes(), LATEST), None, "{text}");
    }
}

#[test]
fn a_day_that_its_month_has_not_is_no_day() {
    for text in [
        "2026-02-30T09:00:00Z",
        "2026-02-29 09:00:00",
        "2026/04/31 09:00:00",
        "20260230-09:00:00:606|x",
        "260230 090000 148 INFO",
        "30/Feb/2026:09:00:00 -0200",
        "31.11.2026 09:00:00",
        "Mon Feb 30 09:00:00 2026",
        "Nov 31 09:00:00 host",
        "Feb 29 09:00:00 host",
        "I0230 09:00:00.123456 1",
        "02-30 09:00:00.123  1702",
        "1900-02-29 09:00:00",
    ] {
        assert_eq!(read(text.as_bytes(), LATEST), None, "{text}");
    }
    assert!(read(b"2024-02-29 09:00:00", LATEST).is_some());
    assert!(read(b"2000-02-29 09:00:00", LATEST).is_some());
    // Without a year it is that of the last year that had the day, in which the log can have been written.
    let january_2025 = At(1_735_689_600_000);
    let found = read(b"Feb 29 09:00:00 host", january_2025).unwrap();
    assert_eq!(found.stamp.text(), "2024-02-29T09:00:00.000");
}

#[test]
fn a_field_is_a_stamp_only_as_a_whole() {
    assert!(whole("2026-11-24T09:00:00Z", LATEST).is_some());
    assert!(whole("2026-11-24T09:00:00Z or so", LATEST).is_none());
}

#[test]
fn years_begin_and_end_where_they_do() {
    for (ms, year) in [
        (0, 1970),
        (-1, 1969),
        (1_795_521_600_000, 2026),
        (1_767_225_599_999, 2025),
        (1_767_225_600_000, 2026),
    ] {
        assert_eq!(year_of(At(ms)), year);
    }
}

#[test]
fn first_and_last_time_say_the_day_where_the_log_has_more_than_one() {
    let at = |text: &str| read(text.as_bytes(), LATEST).expect(text).stamp;
    let (first, last) = (at("2026-11-24 02:04:59"), at("2026-11-24 07:04:12"));
    let span = |from: &str, to: &str| Some((at(from), at(to)));
    assert_eq!(seen((first, last), None), "02:04:59–07:04:12");
    let day = span("2026-11-24 00:00:00", "2026-11-24 23:00:00");
    assert_eq!(seen((first, last), day), "02:04:59–07:04:12");
    let weeks = span("2026-10-13 00:00:00", "2026-11-24 23:00:00");
    assert_eq!(seen((first, last), weeks), "11-24 02:04–11-24 07:04");
    let over = at("2026-11-25 01:00:00");
    assert_eq!(seen((first, over), None), "11-24 02:04–11-25 01:00");
    let years = span("2025-12-30 00:00:00", "2026-11-24 23:00:00");
    assert_eq!(seen((first, last), years), "2026-11-24–2026-11-24");
    let boot = at("[    1.500000] x");
    assert_eq!(seen((boot, at("[   12.250000] x")), weeks), "1–12");
    assert_eq!(
        seen((at("09:00:00 x"), at("09:30:00 x")), None),
        "09:00:00–09:30:00"
    );
}
