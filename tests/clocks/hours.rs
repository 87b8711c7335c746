//! Business hours: adding, the time between two instants, holidays, breaks, zones, changes of the clocks, weekends.

use super::{MINUTE, at, said, with};
use hoist::domain::calendar::Calendar;

/// What is asked of a calendar, and the answer.
enum Ask {
    /// So many minutes of open time after an instant it is then.
    After(&'static str, i64, &'static str),
    /// So many minutes are open between two instants.
    Between(&'static str, &'static str, i64),
    /// It opens next at that instant.
    Opens(&'static str, &'static str),
    /// It is open then, or not.
    Open(&'static str, bool),
}

use Ask::{After, Between, Open, Opens};

struct Case {
    product: &'static str,
    fact: &'static str,
    calendar: &'static str,
    ask: Ask,
    /// What the product answers, where that is something else.
    departs: Option<&'static str>,
}

const fn case(product: &'static str, calendar: &'static str, fact: &'static str, ask: Ask) -> Case {
    Case {
        product,
        fact,
        calendar,
        ask,
        departs: None,
    }
}

impl Case {
    const fn departs(mut self, theirs: &'static str) -> Case {
        self.departs = Some(theirs);
        self
    }
}

/// The week that biz tells its examples of, in UTC.
const WEEK: &str = "zone = \"Etc/UTC\"\nhours = { mon = \"09:00-17:00\", tue = \"10:00-16:00\", wed = \"09:00-17:00\", \
                    thu = \"10:00-16:00\", fri = \"09:00-17:00\", sat = \"11:00-14:30\" }";
/// The one of its introduction, in Los Angeles.
const COAST: &str = "zone = \"America/Los_Angeles\"\nhours = { mon = \"09:00-17:00\", tue = \"00:00-24:00\", \
                     wed = \"09:00-17:00\", thu = \"09:00-12:00, 13:00-17:00\", sat = \"10:00-14:00\" }";
const EIGHT: &str = "zone = \"Europe/Berlin\"\nhours = { \"mon-sun\" = \"08:00-17:00\" }";
const NINE: &str = "zone = \"Europe/Berlin\"\nhours = { \"mon-fri\" = \"09:00-17:00\" }";
const TEN: &str = "zone = \"Europe/Berlin\"\nhours = { \"mon-fri\" = \"08:00-18:00\" }";
const TWO_DAYS: &str = "zone = \"Etc/UTC\"\nhours = { \"mon-tue\" = \"09:00-17:00\" }";
/// The hours that Request Tracker has where nobody says any.
const PLAIN: &str = "hours = { \"mon-fri\" = \"09:00-18:00\" }\n";

fn with_days(calendar: &str, days: &str) -> String {
    format!("{calendar}\n{days}")
}

fn cases() -> Vec<Case> {
    let mut all = biz();
    all.extend(biz_where_clocks_change());
    all.extend(zammad());
    all.extend(request_tracker());
    all
}

fn biz() -> Vec<Case> {
    vec![
        case(
            "biz",
            WEEK,
            "19 hours forward over three days",
            After("2006-01-02T11:00:00Z", 19 * 60, "2006-01-04T16:00:00Z"),
        ),
        case(
            "biz",
            WEEK,
            "and back again: so much lies between",
            Between("2006-01-02T11:00:00Z", "2006-01-04T16:00:00Z", 19 * 60),
        ),
        case(
            "biz",
            WEEK,
            "90 minutes up to the close are due at the close",
            After("2006-01-04T15:30:00Z", 90, "2006-01-04T17:00:00Z"),
        ),
        case(
            "biz",
            WEEK,
            "a whole week",
            Between("2006-01-01T00:00:00Z", "2006-01-08T00:00:00Z", 39 * 60 + 30),
        ),
        case(
            "biz",
            WEEK,
            "from later to earlier is nothing",
            Between("2006-01-08T00:00:00Z", "2006-01-01T00:00:00Z", 0),
        ),
        case(
            "biz",
            WEEK,
            "from an instant to itself is nothing",
            Between("2006-01-03T12:00:00Z", "2006-01-03T12:00:00Z", 0),
        ),
        case(
            "biz",
            WEEK,
            "open at the beginning of hours",
            Open("2006-01-02T09:00:00Z", true),
        ),
        case(
            "biz",
            WEEK,
            "within them",
            Open("2006-01-02T12:00:00Z", true),
        ),
        case(
            "biz",
            WEEK,
            "no more at their end",
            Open("2006-01-02T17:00:00Z", false),
        ),
        case(
            "biz",
            WEEK,
            "not on a day without any",
            Open("2006-01-01T09:00:00Z", false),
        ),
        case(
            "biz",
            WEEK,
            "from within hours the rest of them counts",
            After("2006-01-02T12:00:00Z", 300, "2006-01-02T17:00:00Z"),
        ),
        case(
            "biz",
            WEEK,
            "the next moment that is open",
            Opens("2006-01-03T00:00:00Z", "2006-01-03T10:00:00Z"),
        ),
        case(
            "biz",
            WEEK,
            "nothing after a closed instant is the next open one",
            After("2006-01-03T00:00:00Z", 0, "2006-01-03T00:00:00Z"),
        )
        .departs("2006-01-03T10:00:00Z"),
        case(
            "biz",
            "WEEK closed 01-16 and 01-18",
            "holidays are left out",
            After(
                "2006-01-14T00:00:00Z",
                210 + 360 + 60,
                "2006-01-19T11:00:00Z",
            ),
        ),
        case(
            "biz",
            "WEEK closed 01-16 and 01-18",
            "not open on one",
            Open("2006-01-16T12:00:00Z", false),
        ),
        case(
            "biz",
            "WEEK with a break",
            "a break on one date counts nothing",
            Between("2006-01-02T09:00:00Z", "2006-01-02T17:00:00Z", 390),
        ),
        case(
            "biz",
            "WEEK with a break",
            "not open in it",
            Open("2006-01-02T11:00:00Z", false),
        ),
        case(
            "biz",
            "WEEK with a shift",
            "hours of a date stand for those of its weekday",
            Between("2006-01-07T00:00:00Z", "2006-01-08T00:00:00Z", 240),
        ),
        case(
            "biz",
            "WEEK with a shift",
            "and open a day that has none",
            Open("2006-01-01T10:00:00Z", true),
        ),
        case(
            "biz",
            "WEEK with a shift on a holiday",
            "a holiday closes such a day too",
            Open("2006-01-01T10:00:00Z", true),
        )
        .departs("closed"),
        case(
            "biz",
            COAST,
            "a whole day, two shifts, a zone",
            Between("2015-01-10T10:00:00Z", "2015-01-17T10:00:00Z", 51 * 60),
        ),
        case(
            "biz",
            COAST,
            "24:00 joins the next day",
            Open("2015-01-14T07:59:00Z", true),
        ),
        case(
            "biz",
            COAST,
            "and ends there",
            Open("2015-01-14T08:00:00Z", false),
        ),
    ]
}

fn biz_where_clocks_change() -> Vec<Case> {
    vec![
        case(
            "biz",
            "LA sun 02:30-06:00",
            "a beginning that does not exist is an hour later",
            Opens("2014-03-09T08:00:00Z", "2014-03-09T10:00:00Z"),
        )
        .departs("2014-03-09T10:30:00Z"),
        case(
            "biz",
            "LA sun 02:30-03:15",
            "hours that would end before they begin are left out",
            Between("2006-04-02T08:00:00Z", "2006-04-03T07:00:00Z", 15),
        )
        .departs("0 minutes"),
        case(
            "biz",
            "LA sun 01:30-06:00",
            "a beginning that comes twice is the first",
            Opens("2014-11-02T07:00:00Z", "2014-11-02T08:30:00Z"),
        ),
        case(
            "biz",
            "LA sun 00:00-01:30",
            "an end that comes twice is the first",
            Between("2014-11-02T07:00:00Z", "2014-11-02T12:00:00Z", 150),
        )
        .departs("90 minutes"),
        case(
            "biz",
            "Sao Paulo sat 20:00-24:00",
            "a midnight that does not exist is the jump",
            Between("2015-10-17T12:00:00Z", "2015-10-18T12:00:00Z", 240),
        ),
    ]
}

fn zammad() -> Vec<Case> {
    vec![
        case(
            "Zammad",
            NINE,
            "within a day, in winter",
            After("2013-03-21T09:30:00Z", 240, "2013-03-21T13:30:00Z"),
        ),
        case(
            "Zammad",
            TEN,
            "what comes at night counts from the morning",
            Between("2013-03-28T23:49:00Z", "2013-03-29T07:01:00Z", 1),
        ),
        case(
            "Zammad",
            EIGHT,
            "in summer it opens an hour earlier in UTC",
            After("2013-10-21T05:30:00Z", 120, "2013-10-21T08:00:00Z"),
        ),
        case(
            "Zammad",
            EIGHT,
            "180 minutes",
            After("2013-10-21T05:30:00Z", 180, "2013-10-21T09:00:00Z"),
        ),
        case(
            "Zammad",
            EIGHT,
            "240 minutes",
            After("2013-10-21T05:30:00Z", 240, "2013-10-21T10:00:00Z"),
        ),
        case(
            "Zammad",
            "EIGHT closed 2015-09-22",
            "over a public holiday",
            After("2015-09-21T14:30:00Z", 120, "2015-09-23T07:30:00Z"),
        ),
        case(
            "Zammad",
            "EIGHT closed 2015-09-22",
            "180 minutes",
            After("2015-09-21T14:30:00Z", 180, "2015-09-23T08:30:00Z"),
        ),
        case(
            "Zammad",
            "EIGHT closed 2015-09-22",
            "240 minutes",
            After("2015-09-21T14:30:00Z", 240, "2015-09-23T09:30:00Z"),
        ),
    ]
}

fn request_tracker() -> Vec<Case> {
    vec![
        case(
            "Request Tracker",
            "UTC sun 09:00-17:00",
            "open on Sundays alone: it starts there",
            Opens("2007-01-01T00:00:00Z", "2007-01-07T09:00:00Z"),
        ),
        case(
            "Request Tracker",
            "UTC sun 09:00-17:00",
            "and is due there",
            After("2007-01-01T00:00:00Z", 60, "2007-01-07T10:00:00Z"),
        ),
        case(
            "Request Tracker",
            TWO_DAYS,
            "within hours it starts at once",
            Opens("2007-01-01T13:15:00Z", "2007-01-01T13:15:00Z"),
        ),
        case(
            "Request Tracker",
            TWO_DAYS,
            "in the evening, the next day",
            Opens("2007-01-01T19:15:00Z", "2007-01-02T09:00:00Z"),
        ),
        case(
            "Request Tracker",
            TWO_DAYS,
            "at the weekend, on Monday",
            Opens("2007-01-06T13:15:00Z", "2007-01-08T09:00:00Z"),
        ),
        case(
            "Request Tracker",
            "PLAIN New York",
            "a queue in New York",
            After("2007-01-01T22:00:00Z", 120, "2007-01-02T15:00:00Z"),
        ),
        case(
            "Request Tracker",
            "PLAIN Moscow",
            "and one in Moscow, at the same instant",
            After("2007-01-01T22:00:00Z", 120, "2007-01-02T08:00:00Z"),
        ),
        case(
            "Request Tracker",
            "PLAIN closed",
            "a holiday of every year",
            Open("2031-12-25T12:00:00Z", false),
        ),
        case(
            "Request Tracker",
            "PLAIN closed",
            "and of one",
            Open("2015-10-12T12:00:00Z", false),
        ),
        case(
            "Request Tracker",
            "PLAIN closed",
            "which is open in another",
            Open("2026-10-12T12:00:00Z", true),
        ),
    ]
}

/// The calendar of a case: its words, or a variation of those above by name.
fn words(name: &str) -> String {
    let zoned = |zone: &str, hours: &str| format!("zone = \"{zone}\"\nhours = {{ {hours} }}");
    match name {
        "WEEK closed 01-16 and 01-18" => {
            with_days(WEEK, "closed = [\"2006-01-16\", \"2006-01-18\"]")
        }
        "WEEK with a break" => with_days(
            WEEK,
            "special = { \"2006-01-02\" = \"09:00-10:00, 11:30-17:00\" }",
        ),
        "WEEK with a shift" => with_days(
            WEEK,
            "special = { \"2006-01-01\" = \"09:00-12:00\", \"2006-01-07\" = \"08:00-10:00, 12:00-14:00\" }",
        ),
        "WEEK with a shift on a holiday" => with_days(
            WEEK,
            "special = { \"2006-01-01\" = \"09:00-12:00\" }\nclosed = [\"2006-01-01\"]",
        ),
        "LA sun 02:30-06:00" => zoned("America/Los_Angeles", "sun = \"02:30-06:00\""),
        "LA sun 02:30-03:15" => zoned("America/Los_Angeles", "sun = \"02:30-03:15\""),
        "LA sun 01:30-06:00" => zoned("America/Los_Angeles", "sun = \"01:30-06:00\""),
        "LA sun 00:00-01:30" => zoned("America/Los_Angeles", "sun = \"00:00-01:30\""),
        "Sao Paulo sat 20:00-24:00" => zoned("America/Sao_Paulo", "sat = \"20:00-24:00\""),
        "EIGHT closed 2015-09-22" => with_days(EIGHT, "closed = [\"2015-09-22\"]"),
        "UTC sun 09:00-17:00" => zoned("Etc/UTC", "sun = \"09:00-17:00\""),
        "PLAIN New York" => format!("{PLAIN}zone = \"America/New_York\""),
        "PLAIN Moscow" => format!("{PLAIN}zone = \"Europe/Moscow\""),
        "PLAIN closed" => {
            format!("{PLAIN}zone = \"Etc/UTC\"\nclosed = [\"01-01\", \"12-25\", \"2015-10-12\"]")
        }
        plain => plain.to_owned(),
    }
}

fn answer(calendar: &Calendar, ask: &Ask) -> (String, String) {
    match *ask {
        After(from, minutes, due) => (
            said(calendar.after(at(from), minutes * MINUTE)),
            said(at(due)),
        ),
        Between(from, to, minutes) => (
            format!(
                "{} minutes",
                calendar.open_between(at(from), at(to)) / MINUTE
            ),
            format!("{minutes} minutes"),
        ),
        Opens(from, then) => (
            calendar
                .next_open(at(from))
                .map_or_else(|| "never".to_owned(), said),
            said(at(then)),
        ),
        Open(then, open) => {
            let word = |open| if open { "open" } else { "closed" }.to_owned();
            (word(calendar.is_open(at(then))), word(open))
        }
    }
}

#[test]
fn business_hours_are_counted_as_others_promise_it() {
    let cases = cases();
    let mut names: Vec<&str> = cases.iter().map(|c| c.calendar).collect();
    names.sort_unstable();
    names.dedup();
    let text: String = names
        .iter()
        .enumerate()
        .map(|(n, name)| {
            format!(
                "[[calendars]]\nid = \"c{n}\"\nlabel = \"C{n}\"\n{}\n",
                words(name)
            )
        })
        .collect();
    let process = with(&text);
    let mut wrong = Vec::new();
    for case in &cases {
        let n = names.iter().position(|n| *n == case.calendar).unwrap();
        let calendar = process.calendar(&format!("c{n}")).unwrap();
        let (found, wanted) = answer(calendar, &case.ask);
        if found != wanted {
            wrong.push(format!(
                "{}, {}: {found}, not {wanted}",
                case.product, case.fact
            ));
        }
        if let Some(theirs) = case.departs {
            assert_ne!(
                found, theirs,
                "{}, {}: departs no more",
                case.product, case.fact
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(cases.iter().filter(|c| c.departs.is_some()).count(), 5);
}

/// biz gives a day of business a meaning of its own; here it has none, and a target that is written so is refused.
#[test]
fn a_day_of_open_time_is_no_length() {
    let text = format!(
        "{}\n[[calendars]]\nid = \"office\"\nlabel = \"Office\"\n{NINE}\n",
        hoist::domain::parse::BUILTIN.replace("[targets]", "[targets]\ncalendar = \"office\"")
    );
    let faults = hoist::domain::parse::process(&text).unwrap_err();
    assert!(
        faults.iter().all(|f| f.message.contains("write hours")),
        "{faults:?}"
    );
    assert_eq!(faults.len(), 3, "{faults:?}");
}
