//! Holidays from iCalendar files: which days they are, and what is said of the rest.

use super::{Holiday, read};

fn file(events: &[&str]) -> String {
    let events: String = events
        .iter()
        .map(|e| format!("BEGIN:VEVENT\r\nUID:x\r\n{e}\r\nEND:VEVENT\r\n"))
        .collect();
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{events}END:VCALENDAR\r\n")
}

fn said(text: &str) -> (Vec<String>, Vec<String>) {
    let found = read(text).unwrap();
    let days = found.days.iter().map(|(d, n)| format!("{d} {n}"));
    (days.collect(), found.left_out)
}

#[test]
fn whole_days_single_and_of_every_year_are_read() {
    let text = file(&[
        "SUMMARY:Christmas Day\r\nDTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261226\r\nRRULE:FREQ=YEARLY",
        "SUMMARY:Good Friday\r\nDTSTART;VALUE=DATE:20270326",
        "SUMMARY:Works outing\r\nDTSTART;VALUE=DATE:20270601\r\nDTEND;VALUE=DATE:20270603",
    ]);
    let (days, left) = said(&text);
    assert_eq!(
        days,
        [
            "12-25 Christmas Day",
            "2027-03-26 Good Friday",
            "2027-06-01 Works outing",
            "2027-06-02 Works outing"
        ]
    );
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn what_cannot_be_a_closed_day_is_left_out_and_named() {
    let text = file(&[
        "SUMMARY:Meeting\r\nDTSTART:20261225T100000Z\r\nDTEND:20261225T110000Z",
        "SUMMARY:Thanksgiving\r\nDTSTART;VALUE=DATE:20261126\r\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
        "SUMMARY:Off\r\nDTSTART;VALUE=DATE:20261224\r\nSTATUS:CANCELLED",
        "SUMMARY:Ages\r\nDTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20291224",
    ]);
    let (days, left) = said(&text);
    assert!(days.is_empty(), "{days:?}");
    assert_eq!(left.len(), 4, "{left:?}");
    assert!(left[0].contains("“Meeting” is not a whole day"), "{left:?}");
    assert!(left[1].contains("FREQ=YEARLY;BYMONTH=11"), "{left:?}");
}

#[test]
fn another_file_a_cut_one_and_one_without_events_are_refused_in_a_sentence() {
    for bad in [
        "",
        "hello",
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMM",
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n",
        "BEGIN:VCALENDAR\u{0}\u{1b}",
    ] {
        let why = read(bad).unwrap_err();
        assert!(why.ends_with('.'), "{bad:?}: {why}");
    }
}

#[test]
fn days_are_written_as_a_process_file_reads_them() {
    assert_eq!(Holiday::Yearly(1, 6).to_string(), "01-06");
}

#[test]
fn a_duration_is_as_good_as_an_end() {
    let text = file(&[
        "SUMMARY:Three\r\nDTSTART;VALUE=DATE:20261224\r\nDURATION:P3D",
        "SUMMARY:Week\r\nDTSTART;VALUE=DATE:20270104\r\nDURATION:P1W",
        "SUMMARY:Yearly\r\nDTSTART;VALUE=DATE:20261231\r\nDURATION:P2D\r\nRRULE:FREQ=YEARLY",
    ]);
    let (days, left) = said(&text);
    let of = |name: &str| days.iter().filter(|d| d.ends_with(name)).count();
    assert_eq!(
        (of("Three"), of("Week"), of("Yearly")),
        (3, 7, 2),
        "{days:?}"
    );
    assert!(
        days.contains(&"2026-12-26 Three".to_owned()) && days.contains(&"01-01 Yearly".to_owned())
    );
    assert!(left.is_empty(), "{left:?}");
    for (line, says) in [
        (
            "DURATION:PT24H",
            "does not last whole days (line 8: DURATION:PT24H)",
        ),
        ("DURATION:P0D", "does not last whole days"),
        ("DURATION:-P1D", "does not last whole days"),
        ("DURATION:P1DT2H", "does not last whole days"),
        ("DURATION:P367D", "lasts 367 days (line 8: "),
        (
            "DURATION:P99999999999999999999W",
            "does not last whole days",
        ),
        (
            "DTEND;VALUE=DATE:20261220",
            "ends before it begins (line 8: ",
        ),
        (
            "DTEND;VALUE=DATE:20261226\r\nDURATION:P1D",
            "has both an end and a duration (line 9: ",
        ),
        (
            "DURATION:P1D\r\nDURATION:P2D",
            "says DURATION more than once (line 9)",
        ),
    ] {
        let (days, left) = said(&file(&[&format!(
            "SUMMARY:X\r\nDTSTART;VALUE=DATE:20261224\r\n{line}"
        )]));
        assert!(
            days.is_empty() && left.len() == 1,
            "{line}: {days:?} {left:?}"
        );
        assert!(
            left[0].starts_with(&format!("“X” {says}")),
            "{line}: {left:?}"
        );
    }
}

#[test]
fn days_are_added_and_taken_away() {
    let text = file(&[
        "SUMMARY:Works\r\nDTSTART;VALUE=DATE:20270104\r\nDURATION:P2D\r\nRDATE;VALUE=DATE:20270201,20270301\r\n\
         RDATE;VALUE=DATE:20270401\r\nEXDATE;VALUE=DATE:20270104\r\nEXDATE;VALUE=DATE:20270301",
        "SUMMARY:Feast\r\nDTSTART;VALUE=DATE:20260106\r\nRRULE:FREQ=YEARLY\r\nRDATE;VALUE=DATE:20270107",
    ]);
    let (days, left) = said(&text);
    assert_eq!(
        days,
        [
            "01-06 Feast",
            "2027-01-07 Feast",
            "2027-02-01 Works",
            "2027-02-02 Works",
            "2027-04-01 Works",
            "2027-04-02 Works"
        ]
    );
    assert!(left.is_empty(), "{left:?}");
    // Another event of that day is none of this one's.
    let both = file(&[
        "SUMMARY:A\r\nDTSTART;VALUE=DATE:20270104\r\nEXDATE;VALUE=DATE:20270104",
        "SUMMARY:B\r\nDTSTART;VALUE=DATE:20270104",
    ]);
    assert_eq!(said(&both).0, ["2027-01-04 B"]);
}

#[test]
fn what_of_an_event_is_not_understood_is_told_with_its_line() {
    for (line, days, says) in [
        (
            "RDATE:20270201T100000Z,20270202",
            2,
            "Of “X” “20270201T100000Z” is not a whole day (line 8: RDATE).",
        ),
        (
            "RDATE;VALUE=PERIOD:20270201/P1D",
            1,
            "Of “X” “20270201/P1D” is not a whole day (line 8: RDATE).",
        ),
        (
            "EXDATE:20261225T000000Z",
            1,
            "Of “X” “20261225T000000Z” is not a whole day (line 8: EXDATE).",
        ),
        (
            "EXDATE;VALUE=DATE:20261226",
            1,
            "Of “X” no day begins on 2026-12-26, so nothing was taken away there (line 8: ",
        ),
        (
            "RRULE:FREQ=YEARLY;COUNT=3",
            0,
            "“X” repeats in another way than every year on its day (line 8: RRULE:FREQ=YEARLY;COUNT=3).",
        ),
        (
            "RRULE:FREQ=YEARLY;BYMONTH=1,12",
            0,
            "“X” repeats in another way",
        ),
        (
            "RRULE:FREQ=YEARLY;BYMONTHDAY=24",
            0,
            "“X” repeats in another way",
        ),
        ("RRULE:FREQ=WEEKLY", 0, "“X” repeats in another way"),
        (
            "RRULE:FREQ=YEARLY\r\nRRULE:FREQ=DAILY",
            0,
            "“X” says RRULE more than once (line 9).",
        ),
        (
            "RRULE:FREQ=YEARLY\r\nEXDATE;VALUE=DATE:20271225",
            0,
            "“X” repeats every year (line 8) but on some days",
        ),
        (
            "EXRULE:FREQ=YEARLY",
            0,
            "“X” leaves days out by a rule (line 8: ",
        ),
        (
            "RECURRENCE-ID;VALUE=DATE:20261225",
            0,
            "“X” stands in place of one day of a series (line 8: ",
        ),
        ("STATUS:CANCELLED", 0, "“X” was cancelled (line 8)."),
        (
            "DTSTART;VALUE=DATE:20261226",
            0,
            "“X” says DTSTART more than once (line 8).",
        ),
    ] {
        let event = format!("SUMMARY:X\r\nDTSTART;VALUE=DATE:20261225\r\n{line}");
        let (found, left) = said(&file(&[&event]));
        assert_eq!(found.len(), days, "{line}: {found:?}");
        assert!(
            left.len() == 1 && left[0].starts_with(says),
            "{line}: {left:?}"
        );
    }
    let none = file(&["SUMMARY:X"]);
    assert!(said(&none).1[0].contains("does not say when it begins (line 4)"));
    let todo = file(&["SUMMARY:X\r\nDTSTART:20261225"]).replace(
        "END:VCALENDAR",
        "BEGIN:VTODO\r\nUID:1\r\nEND:VTODO\r\nEND:VCALENDAR",
    );
    let (days, left) = said(&todo);
    assert_eq!(
        (days.len(), left),
        (
            1,
            vec!["The VTODO of line 9 is no event and closes no day.".to_owned()]
        )
    );
}

#[test]
fn lines_are_unfolded_and_counted_as_they_stand_in_the_file() {
    let text = "BEGIN:VCALENDAR\nVERSION:2.0\n\nBEGIN:VEVENT\nSUMMARY:Long\n  name\n\tof it\ndtstart;value=date:2026\n 1225\n\
        BEGIN:VALARM\nTRIGGER:-PT1H\nDURATION:PT5M\nEND:VALARM\nRDATE;VALUE=DATE:20270101,\n soon\nEND:VEVENT\nEND:VCALENDAR\n";
    let (days, left) = said(text);
    assert_eq!(
        days,
        ["2026-12-25 Long nameof it", "2027-01-01 Long nameof it"]
    );
    assert_eq!(
        left,
        ["Of “Long nameof it” “soon” is not a whole day (line 14: RDATE)."]
    );
    for (text, says) in [
        (
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART\nEND:VEVENT\nEND:VCALENDAR",
            "line 3 is none like NAME:VALUE.",
        ),
        (
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nX:1\nEND:VTODO\nEND:VCALENDAR",
            "line 4 ends what did not begin.",
        ),
        (
            "BEGIN:VCALENDAR\nEND:VCALENDAR\nX:1",
            "line 3 stands outside of a calendar.",
        ),
        (
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nX:1",
            "it ends too early, within the VEVENT of line 2.",
        ),
    ] {
        let why = read(text).unwrap_err();
        assert!(why.ends_with(says), "{text:?}: {why}");
    }
}
