//! Who is on duty, at which hour and why.
#![allow(clippy::unwrap_used)]

use super::{Because, Roster, StandIn};
use crate::domain::agent::Agent;
use crate::domain::id::{AgentName, At};
use crate::domain::parse::{BUILTIN, parsed};
use crate::domain::process::Process;
use crate::domain::zone;
use jiff::Timestamp;

const SCHEDULE: &str = r#"
[[calendars]]
id = "office"
label = "Office"
zone = "Europe/Berlin"
hours = { "mon-fri" = "08:00-18:00" }

[[on_call]]
id = "day"
label = "By day"
tier = "tier2"
agents = ["ben", "bea"]
calendar = "office"

[[on_call]]
id = "week"
label = "Engineering, week by week"
tier = "engineering"
agents = ["eva", "edo", "eli"]
turns = "1 week"
since = "2026-01-05 08:00"
zone = "Europe/Berlin"
"#;

fn process(more: &str) -> Process {
    parsed(&format!("{BUILTIN}\n{more}")).unwrap()
}

fn agent(name: &str, tier: &str) -> Agent {
    Agent {
        name: name.into(),
        tiers: vec![tier.into()],
        lead: name.starts_with('l'),
        ..Agent::default()
    }
}

fn people() -> Vec<Agent> {
    let named = [
        ("ana", "tier1"),
        ("ben", "tier2"),
        ("bea", "tier2"),
        ("bob", "tier2"),
        ("eva", "engineering"),
        ("edo", "engineering"),
        ("eli", "engineering"),
        ("lea", "tier1"),
    ];
    named.iter().map(|(n, t)| agent(n, t)).collect()
}

/// Who is on duty for a tier at a local time of Berlin in 2026.
fn at(
    process: &Process,
    people: &[Agent],
    stand_ins: &[StandIn],
    tier: &str,
    time: &str,
) -> String {
    let roster = Roster {
        process,
        agents: people,
        stand_ins,
        now: instant(time),
    };
    let names: Vec<String> = roster
        .on_duty(&tier.into())
        .into_iter()
        .map(|n| n.0)
        .collect();
    names.join(" ")
}

fn instant(time: &str) -> At {
    let local: jiff::civil::DateTime = format!("2026-{time}").parse().unwrap();
    let zone = zone::find("Europe/Berlin").unwrap();
    At(zone.to_timestamp(local).unwrap().as_millisecond())
}

#[test]
fn the_schedule_holds_at_its_hours_and_else_the_whole_tier() {
    let (process, people) = (process(SCHEDULE), people());
    let on = |tier: &str, time: &str| at(&process, &people, &[], tier, time);
    // Monday.
    assert_eq!(on("tier2", "11-23T08:00"), "ben bea");
    assert_eq!(on("tier2", "11-23T17:59"), "ben bea");
    assert_eq!(on("tier2", "11-23T18:00"), "ben bea bob");
    assert_eq!(on("tier2", "11-22T10:00"), "ben bea bob", "on Sunday");
    assert_eq!(on("tier1", "11-23T10:00"), "ana lea", "no line at all");
}

#[test]
fn turns_change_at_their_hour_of_the_wall_clock() {
    let (process, people) = (process(SCHEDULE), people());
    let on = |time: &str| at(&process, &people, &[], "engineering", time);
    assert_eq!(on("01-05T08:00"), "eva");
    assert_eq!(on("01-12T07:59"), "eva");
    assert_eq!(on("01-12T08:00"), "edo");
    assert_eq!(on("01-19T08:00"), "eli");
    assert_eq!(on("01-26T08:00"), "eva");
    // Clocks are set forward on 29 March: still at eight.
    assert_eq!(on("03-30T07:59"), "eli");
    assert_eq!(on("03-30T08:00"), "eva");
    assert_eq!(
        on("01-05T07:59"),
        "eli",
        "before the first turn the last one has it"
    );
}

#[test]
fn who_is_away_is_left_out_and_somebody_is_always_told() {
    let process = process(SCHEDULE);
    let mut people = people();
    let away = |people: &mut [Agent], name: &str| {
        let mine = people.iter_mut().find(|a| a.name == *name).unwrap();
        mine.away_until = Some(instant("11-30T00:00"));
    };
    let on = |people: &[Agent]| at(&process, people, &[], "tier2", "11-23T10:00");
    away(&mut people, "ben");
    assert_eq!(on(&people), "bea");
    away(&mut people, "bea");
    assert_eq!(on(&people), "bob", "the rest of the tier");
    away(&mut people, "bob");
    assert_eq!(on(&people), "lea", "a lead");
    away(&mut people, "lea");
    assert_eq!(
        on(&people),
        "ben bea bob",
        "they hear of it when they are back"
    );
    let later = at(&process, &people, &[], "tier2", "11-30T10:00");
    assert_eq!(later, "ben bea");
    people.iter_mut().for_each(|a| a.removed = true);
    assert_eq!(on(&people), "");
}

#[test]
fn what_was_said_for_some_days_goes_before_the_schedule_and_the_latest_word_counts() {
    let (process, people) = (process(SCHEDULE), people());
    let stand_in = |n: i64, name: &str, from: &str, until: &str| StandIn {
        n,
        tier: "engineering".into(),
        agents: vec![AgentName::from(name)],
        from: instant(from),
        until: instant(until),
        ..StandIn::default()
    };
    let mut said = vec![
        stand_in(1, "eli", "01-06T00:00", "01-08T00:00"),
        stand_in(2, "edo", "01-07T00:00", "01-08T00:00"),
    ];
    let on = |said: &[StandIn], time: &str| at(&process, &people, said, "engineering", time);
    assert_eq!(on(&said, "01-05T23:59"), "eva");
    assert_eq!(on(&said, "01-06T00:00"), "eli");
    assert_eq!(on(&said, "01-07T12:00"), "edo");
    assert_eq!(on(&said, "01-08T00:00"), "eva");
    said[1].gone = true;
    assert_eq!(on(&said, "01-07T12:00"), "eli");
    said.push(stand_in(3, "gone", "01-07T00:00", "01-08T00:00"));
    let roster = Roster {
        process: &process,
        agents: &people,
        stand_ins: &said,
        now: instant("01-07T12:00"),
    };
    let duty = roster.duty(&"engineering".into());
    assert_eq!(duty.because, Because::Tier);
    assert_eq!(duty.missing, ["gone"]);
    assert_eq!(duty.agents.len(), 3);
}

#[test]
fn a_schedule_that_cannot_be_is_refused_with_its_line() {
    for (from, to, says) in [
        ("tier = \"tier2\"", "tier = \"tier9\"", "tier9"),
        ("[\"ben\", \"bea\"]", "[]", "names no agents"),
        (
            "calendar = \"office\"\n\n[[on_call]]",
            "calendar = \"night\"\n\n[[on_call]]",
            "night",
        ),
        ("\"1 week\"", "\"90 min\"", "no whole days"),
        ("\"1 week\"", "\"1 fortnight\"", "no whole days"),
        (
            "since = \"2026-01-05 08:00\"",
            "since = \"2026-13-05\"",
            "no day like",
        ),
        (
            "since = \"2026-01-05 08:00\"\n",
            "",
            "does not say since when",
        ),
        ("turns = \"1 week\"\n", "", "how long a turn lasts"),
        (
            "zone = \"Europe/Berlin\"\n",
            "zone = \"Europe/Atlantis\"\n",
            "no time zone",
        ),
        ("id = \"week\"", "id = \"day\"", "day"),
    ] {
        assert!(SCHEDULE.contains(from), "{from}");
        let text = format!("{BUILTIN}\n{}", SCHEDULE.replacen(from, to, 1));
        let faults = parsed(&text).unwrap_err();
        let said: Vec<&str> = faults.iter().map(|f| f.message.as_str()).collect();
        assert!(said.iter().any(|m| m.contains(says)), "{to}: {said:?}");
        assert!(faults.iter().all(|f| f.line > 0), "{to}");
    }
    for percent in ["0", "100", "\"a lot\""] {
        let text = format!("{BUILTIN}\n[notify]\nwarn_percent = {percent}\n");
        assert!(parsed(&text).is_err(), "{percent}");
    }
    let text = format!("{BUILTIN}\n[notify]\nwarn_percent = 50\n");
    assert_eq!(parsed(&text).unwrap().notify.warn_percent, 50);
}

#[test]
fn a_turn_changes_once_also_in_the_hour_that_comes_twice_or_never() {
    let daily = SCHEDULE
        .replace("turns = \"1 week\"", "turns = \"1 day\"")
        .replace("2026-01-05 08:00", "2026-10-20 02:30")
        .replace(", \"eli\"", "");
    let (process, people) = (process(&daily), people());
    let on = |time: &str| {
        let now = At(time.parse::<Timestamp>().unwrap().as_millisecond());
        let roster = Roster {
            process: &process,
            agents: &people,
            stand_ins: &[],
            now,
        };
        roster.on_duty(&"engineering".into()).remove(0).0
    };
    // Clocks are set back at 01:00 UTC: 02:30 in Berlin is 00:30 and 01:30 UTC.
    assert_eq!(on("2026-10-25T00:29:59Z"), "eva");
    for time in [
        "00:30", "00:59", "01:00", "01:15", "01:29", "01:30", "23:00",
    ] {
        assert_eq!(on(&format!("2026-10-25T{time}:00Z")), "edo", "{time}");
    }
    assert_eq!(on("2026-10-26T01:29:00Z"), "edo");
    assert_eq!(on("2026-10-26T01:30:00Z"), "eva");
    // Clocks are set forward at 01:00 UTC on 28 March 2027: there is no 02:30.
    let before = on("2027-03-28T00:59:00Z");
    let behind = on("2027-03-28T01:00:00Z");
    assert_ne!(before, behind);
    assert_eq!(on("2027-03-29T00:29:00Z"), behind);
    assert_eq!(on("2027-03-29T00:30:00Z"), before);
}
