use super::{parse, say, typed};
use crate::domain::id::At;
use proptest::prelude::{any, proptest};

/// Mon 23 Nov 2026 20:00 UTC.
const NOW: At = At(1_795_464_000_000);
const HOUR: i64 = 3_600_000;

fn read(text: &str, zone: &str) -> String {
    match parse(text, NOW, zone) {
        Ok(at) => crate::domain::words::rfc3339(at),
        Err(sentence) => sentence,
    }
}

#[test]
fn spans_count_from_now() {
    assert_eq!(parse("2h", NOW, ""), Ok(NOW.plus_ms(2 * HOUR)));
    assert_eq!(parse("in 90 min", NOW, ""), Ok(NOW.plus_ms(HOUR * 3 / 2)));
    assert_eq!(parse("1d 4h", NOW, ""), Ok(NOW.plus_ms(28 * HOUR)));
    assert_eq!(parse("1h30m", NOW, ""), Ok(NOW.plus_ms(HOUR * 3 / 2)));
    assert_eq!(parse("now", NOW, ""), Ok(NOW));
}

#[test]
fn dates_and_days_are_read_in_the_zone() {
    assert_eq!(read("2026-11-24", "Europe/Berlin"), "2026-11-23T23:00:00Z");
    assert_eq!(
        read("2026-11-24 9:00", "Europe/Berlin"),
        "2026-11-24T08:00:00Z"
    );
    assert_eq!(read("2026-11-24t09:00", ""), "2026-11-24T09:00:00Z");
    assert_eq!(
        read("2026-11-24T09:00:00+02:00", ""),
        "2026-11-24T07:00:00Z"
    );
    assert_eq!(
        read("tomorrow 9:00", "Asia/Kolkata"),
        "2026-11-25T03:30:00Z"
    );
    assert_eq!(read("tomorrow", ""), "2026-11-24T09:00:00Z");
    assert_eq!(read("mon 21:00", ""), "2026-11-23T21:00:00Z");
    assert_eq!(read("mon 9:00", ""), "2026-11-30T09:00:00Z");
    assert_eq!(read("Thursday", ""), "2026-11-26T09:00:00Z");
}

#[test]
fn a_time_alone_is_the_next_such_time() {
    assert_eq!(read("21:15", ""), "2026-11-23T21:15:00Z");
    assert_eq!(read("8:15", ""), "2026-11-24T08:15:00Z");
}

#[test]
fn an_ambiguous_local_time_is_refused_with_both_readings() {
    let twice = read("2026-10-25 02:30", "Europe/Berlin");
    assert!(twice.contains("2026-10-25T02:30:00+02:00"), "{twice}");
    assert!(twice.contains("2026-10-25T02:30:00+01:00"), "{twice}");
    let never = read("2026-03-29 02:30", "Europe/Berlin");
    assert!(never.contains("01:30 or 03:30"), "{never}");
}

#[test]
fn nonsense_says_what_may_be_written() {
    for text in [
        "soon",
        "25:00",
        "2026-13-01",
        "2h x",
        "5",
        "tomorrow 9",
        "\u{202e}",
        "",
    ] {
        let sentence = parse(text, NOW, "").expect_err(text);
        assert!(sentence.contains("tomorrow 9:00"), "{sentence}");
        assert!(!sentence.contains('\u{202e}'), "{sentence}");
    }
    assert!(read("2h", "Mars/Base").contains("Mars/Base"));
    assert!(read("999999999999999999999d", "").contains("too far"));
}

#[test]
fn instants_are_said_as_people_do() {
    assert_eq!(
        say(NOW.plus_ms(13 * HOUR), NOW, ""),
        "Tue 24 Nov 09:00, in 13h"
    );
    assert_eq!(
        say(NOW.plus_ms(-HOUR / 2), NOW, ""),
        "Mon 23 Nov 19:30, 30m ago"
    );
    assert_eq!(
        say(At(0), NOW, "").split(',').next(),
        Some("Thu 1 Jan 1970 00:00")
    );
    assert_eq!(say(At::NEVER, NOW, ""), "never");
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in any::<String>(), ms in any::<i64>()) {
        let _ = parse(&text, At(ms), "Europe/Berlin");
        let _ = say(At(ms), NOW, "America/New_York");
    }

    #[test]
    fn what_is_typed_again_is_the_same_instant(s in 0i64..4_000_000_000) {
        let at = At(s * 1000);
        for zone in ["", "Europe/Berlin", "Australia/Lord_Howe"] {
            assert_eq!(parse(&typed(at, zone), NOW, zone), Ok(at));
        }
    }
}
