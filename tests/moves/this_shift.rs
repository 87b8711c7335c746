//! What will be late before the shift ends: until when that is, and whose tickets it names.

use crate::support::desk::{
    Bench, DAY, HOUR, MINUTE, message, on_both, on_both_under, opening, values,
    without_time_in_stage,
};
use hoist::domain::command::Command;
use hoist::domain::duty::shift::ShiftEnd;
use hoist::domain::id::{At, TicketId, Tier};
use hoist::domain::parse;
use hoist::domain::process::Process;
use hoist::domain::row::Due;
use hoist::store::{Anchor, Query};

const CALENDARS: &str = r#"
[[calendars]]
id = "office"
label = "Office hours"
zone = "Europe/Berlin"
hours = { "mon-thu" = "08:00-12:00, 13:00-17:00", fri = "08:00-14:00" }
closed = ["2026-12-25"]

[[calendars]]
id = "three"
label = "Three shifts"
zone = "Europe/Berlin"
hours = { "mon-sun" = "06:00-14:00, 14:00-22:00, 22:00-06:00" }

[[calendars]]
id = "split"
label = "Morning and evening"
zone = "Europe/Berlin"
hours = { "mon-sun" = "07:00-11:00, 16:00-20:00" }

[[calendars]]
id = "whole"
label = "Round the clock"
zone = "Europe/Berlin"
hours = { "mon-sun" = "00:00-24:00" }

[[on_call]]
id = "weekend"
label = "Weekend at Tier 2"
tier = "tier2"
agents = ["ben"]
calendar = "split"

[[on_call]]
id = "nights"
label = "Nights of Bea"
tier = "tier2"
agents = ["bea"]
calendar = "three"
"#;

/// The built-in file with these calendars, and the one in which its targets count.
fn text(calendar: &str) -> String {
    let mut text = without_time_in_stage();
    for (days, hours) in [("5 days", "40 h"), ("10 days", "80 h"), ("3 days", "24 h")] {
        text = text.replace(&format!("\"{days}\""), &format!("\"{hours}\""));
    }
    if !calendar.is_empty() {
        let named = format!("[targets]\ncalendar = \"{calendar}\"");
        text = text.replace("[targets]", &named);
    }
    format!("{text}\n{CALENDARS}")
}

fn at(text: &str) -> At {
    At(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
}

fn process(calendar: &str) -> Process {
    parse::process(&text(calendar)).unwrap()
}

#[test]
fn a_shift_ends_where_the_hours_say_so_and_a_break_does_not_end_it() {
    // (calendar, now, end, what says so), for Ana of Tier 1 in December: Berlin is an hour ahead.
    let table = [
        // A Monday. Before it opens the shift is the next one; the lunch break belongs to it.
        (
            "office",
            "2026-11-30T05:00:00Z",
            "2026-11-30T16:00:00Z",
            "Office hours",
        ),
        (
            "office",
            "2026-11-30T10:30:00Z",
            "2026-11-30T16:00:00Z",
            "Office hours",
        ),
        (
            "office",
            "2026-11-30T11:30:00Z",
            "2026-11-30T16:00:00Z",
            "Office hours",
        ),
        // At its end it is over: the next one. Over a weekend and a closed day too.
        (
            "office",
            "2026-11-30T16:00:00Z",
            "2026-12-01T16:00:00Z",
            "Office hours",
        ),
        (
            "office",
            "2026-12-04T13:30:00Z",
            "2026-12-07T16:00:00Z",
            "Office hours",
        ),
        (
            "office",
            "2026-12-24T20:00:00Z",
            "2026-12-28T16:00:00Z",
            "Office hours",
        ),
        // Hours without a gap between them are a change of shift; one over midnight is one.
        (
            "three",
            "2026-11-30T12:59:00Z",
            "2026-11-30T13:00:00Z",
            "Three shifts",
        ),
        (
            "three",
            "2026-11-30T13:00:00Z",
            "2026-11-30T21:00:00Z",
            "Three shifts",
        ),
        (
            "three",
            "2026-11-30T23:30:00Z",
            "2026-12-01T05:00:00Z",
            "Three shifts",
        ),
        // The night in which clocks are set back is nine hours long.
        (
            "three",
            "2026-10-24T20:30:00Z",
            "2026-10-25T05:00:00Z",
            "Three shifts",
        ),
        // Five hours are no break.
        (
            "split",
            "2026-11-30T08:00:00Z",
            "2026-11-30T10:00:00Z",
            "Morning and evening",
        ),
        // Round the clock, and without any calendar: nobody of Tier 1 is on call, so eight hours.
        ("whole", "2026-11-30T10:00:00Z", "2026-11-30T18:00:00Z", ""),
        ("", "2026-11-30T10:00:00Z", "2026-11-30T18:00:00Z", ""),
    ];
    for (calendar, now, end, of) in table {
        let tiers = [Tier::from("tier1")];
        let found = ShiftEnd::of(&process(calendar), &"ana".into(), &tiers, at(now));
        let wanted = ShiftEnd {
            at: at(end),
            of: of.to_owned(),
        };
        assert_eq!(found, wanted, "{calendar} at {now}");
    }
}

#[test]
fn where_the_desk_is_closed_the_schedule_says_it_for_whoever_is_on_call() {
    // A Saturday morning at nine in Berlin.
    let now = at("2026-12-05T08:00:00Z");
    let tiers = [Tier::from("tier2")];
    let end = |who: &str, calendar: &str, tiers: &[Tier]| {
        let end = ShiftEnd::of(&process(calendar), &who.into(), tiers, now);
        (end.at, end.of)
    };
    let weekend = (at("2026-12-05T10:00:00Z"), "Weekend at Tier 2".to_owned());
    let bea = (at("2026-12-05T13:00:00Z"), "Nights of Bea".to_owned());
    let monday = (at("2026-12-07T16:00:00Z"), "Office hours".to_owned());
    for calendar in ["office", "whole", ""] {
        assert_eq!(end("ben", calendar, &tiers), weekend, "{calendar}");
        assert_eq!(
            end("bea", calendar, &tiers),
            bea,
            "{calendar}: her own line"
        );
    }
    assert_eq!(end("ana", "office", &["tier1".into()]), monday);
    // Not in the hours of the line: the next shift of the desk, else eight hours.
    let noon = at("2026-12-05T12:00:00Z");
    let only_ben = text("office").replace("agents = [\"bea\"]", "agents = [\"bo\"]");
    let only_ben = only_ben.replace(
        "tier = \"tier2\"\nagents = [\"bo\"]",
        "tier = \"tier1\"\nagents = [\"bo\"]",
    );
    let process = parse::process(&only_ben).unwrap();
    let found = ShiftEnd::of(&process, &"ben".into(), &tiers, noon);
    assert_eq!((found.at, found.of), monday);
}

/// The tickets that a query lists, by number.
fn listed(bench: &Bench, query: &Query) -> Vec<TicketId> {
    let page = bench.desk.page(query, &Anchor::First, 99).unwrap();
    let mut ids: Vec<TicketId> = page.rows.iter().map(|r| r.id).collect();
    ids.sort();
    assert_eq!(bench.desk.count(query, 99).unwrap().n as usize, ids.len());
    ids
}

fn this_shift() -> Query {
    Query {
        this_shift: true,
        ..Query::default()
    }
}

/// By e-mail, so that a first answer is due.
fn mailed(bench: &mut Bench, impact: &str) -> TicketId {
    let mut mail = opening("incident", impact, "medium");
    mail.opened.channel = "email".into();
    bench.sit("ana");
    let command = bench.fresh();
    bench.desk.open_ticket(mail, &command).unwrap().id
}

#[test]
fn it_lists_what_runs_out_before_the_end_and_neither_what_is_late_nor_what_is_later() {
    on_both_under(&text("office"), |bench| {
        // A Monday at nine: eight hours of work until 17:00, with the break seven.
        bench.wait(at("2026-11-30T08:00:00Z").since_ms(bench.now()));
        let soon = mailed(bench, "high"); // P2: two hours
        let late = mailed(bench, "high");
        let tomorrow = mailed(bench, "medium"); // P3: eight hours
        bench.sit("ana");
        assert_eq!(listed(bench, &this_shift()), [soon, late]);
        let major = Command::Set(values(&[("major", "yes")]));
        bench.yes("ana", late, major); // 15 minutes; to be resolved by 14:00
        bench.wait(30 * MINUTE);
        bench.sit("ana");
        assert_eq!(listed(bench, &this_shift()), [soon, late]);
        bench.wait(3 * HOUR);
        assert_eq!(listed(bench, &this_shift()), [late]);
        bench.wait(2 * HOUR);
        assert_eq!(listed(bench, &this_shift()), []);
        // The end of the shift is another one the next day.
        bench.wait(-2 * HOUR);
        bench.wait(20 * HOUR);
        assert_eq!(listed(bench, &this_shift()), [tomorrow]);
        assert!(bench.row(tomorrow).due_at > bench.now());
    });
}

#[test]
fn a_clock_that_is_late_already_hides_none_that_will_be() {
    let whole_friday = text("office").replace("08:00-14:00", "08:00-12:00, 13:00-17:00");
    let stay = "[time_in_stage]\n\"tier1.queued\" = \"4 h\"";
    on_both_under(&format!("{whole_friday}\n{stay}\n"), |bench| {
        // A Friday at 16:00 in Berlin; nobody takes it until Monday afternoon, when it is 15:00 there.
        bench.wait(at("2026-12-04T15:00:00Z").since_ms(bench.now()));
        let id = mailed(bench, "medium");
        bench.wait(at("2026-12-07T14:00:00Z").since_ms(bench.now()));
        bench.sit("ana");
        let row = bench.row(id);
        assert!(row.due_at < bench.now(), "late: {:?}", row.due_what);
        assert_eq!(listed(bench, &this_shift()), [id]);
        let page = bench.desk.page(&this_shift(), &Anchor::First, 9).unwrap();
        let (what, due) = (page.rows[0].due_what, page.rows[0].due_at);
        assert_eq!(what, Due::FirstResponse);
        assert_eq!(due, at("2026-12-07T15:00:00Z"));
        // Answered: nothing else runs out today.
        bench.yes("ana", id, message("We look into it."));
        assert_eq!(listed(bench, &this_shift()), []);
    });
}

#[test]
fn it_lists_what_is_in_ones_hands_unless_the_query_says_whose() {
    on_both(|bench| {
        let at_one = bench.at("tier1.working"); // P3: 16 hours
        let at_two = bench.at("tier2.queued"); // P3: accepted within 8
        bench.wait(HOUR);
        bench.sit("ben");
        assert_eq!(listed(bench, &this_shift()), [at_two], "of his tier");
        bench.sit("ana");
        // She is its customer's agent, but what is due next is between the tiers.
        assert_eq!(listed(bench, &this_shift()), []);
        bench.wait(8 * HOUR);
        assert_eq!(listed(bench, &this_shift()), [at_one]);
        let of_two = Query {
            turn: Some("tier2".into()),
            ..this_shift()
        };
        assert_eq!(listed(bench, &of_two), [], "late by now");
        bench.wait(-8 * HOUR);
        assert_eq!(listed(bench, &of_two), [at_two]);
        // What the customer was promised is hers wherever the ticket stands.
        bench.accept("ben", at_two);
        bench.wait(17 * HOUR);
        bench.sit("ana");
        assert!(listed(bench, &this_shift()).contains(&at_two));
        // A lead of no tier looks after all of them.
        bench.sit("lea");
        assert!(listed(bench, &this_shift()).contains(&at_two));
        bench.wait(30 * DAY);
        assert_eq!(listed(bench, &this_shift()), []);
    });
}

#[test]
fn the_view_is_among_the_views_and_its_words_are_kept() {
    on_both(|bench| {
        bench.sit("ben");
        let query = bench.desk.view_query("late-this-shift").unwrap();
        assert_eq!(query, this_shift());
    });
}
