//! A history that was brought in, in the review: counted as it was, whatever is done with its tickets afterwards.

use crate::cli::Home;
use serde_json::Value;

const MAP: &str = r#"
name = "past"
[fields]
source = { column = "id" }
subject = { template = "Case {id}" }
customer = { constant = "Acme" }
opened_at = { column = "opened" }
[events]
at = { column = "at" }
team = { column = "team" }
tier = { column = "team", table = { front = "tier1", second = "tier2" }, default = "tier1" }
phase = { column = "state", table = { new = "queued", work = "working", done = "resolved", over = "closed" } }
"#;

/// Opened a day before its first step; solved by the second team, reopened, closed again.
const AGAIN: &str = "\
1,2024-01-01 00:00,2024-01-02 00:00,front,work
1,2024-01-01 00:00,2024-01-03 00:00,second,work
1,2024-01-01 00:00,2024-01-04 00:00,second,over
1,2024-01-01 00:00,2024-01-05 00:00,second,work
1,2024-01-01 00:00,2024-01-06 00:00,second,over
";
/// Solved by the second team, not yet told.
const UNTOLD: &str = "\
2,2024-01-02 00:00,2024-01-02 00:00,front,work
2,2024-01-02 00:00,2024-01-03 00:00,second,done
";
/// Begins with what nobody opens.
const BEGINS: &str = "3,2024-01-02 00:00,2024-01-02 00:00,second,done\n";

fn desk() -> Home {
    let home = Home::empty();
    home.ok("init --name ana");
    let dir = tempfile::tempdir().unwrap();
    let (file, map) = (dir.path().join("log.csv"), dir.path().join("map.toml"));
    let log = format!("id,opened,at,team,state\n{AGAIN}{UNTOLD}{BEGINS}");
    std::fs::write(&file, log).unwrap();
    std::fs::write(&map, MAP).unwrap();
    let ran = home.run(&format!(
        "import {} --format csv --map {}",
        file.display(),
        map.display()
    ));
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("3 cases: 3 opened"), "{ran:?}");
    home
}

/// The rows of a figure: id, how often, and for a share of how many.
fn rows(report: &Value, figure: &str) -> Vec<(String, u64, u64)> {
    let figures = report["figures"].as_array().unwrap();
    let found = figures.iter().find(|f| f["id"] == figure).unwrap();
    let row = |r: &Value| {
        let number = |name: &str| r["now"][name].as_u64().unwrap_or(0);
        let id = r["row"].as_str().unwrap().to_owned();
        (id, number("n"), number("of"))
    };
    let all = found["rows"].as_array().unwrap().iter();
    all.map(row).collect()
}

fn row(report: &Value, figure: &str, id: &str) -> (u64, u64) {
    let rows = rows(report, figure);
    let found = rows.iter().find(|(row, ..)| row == id);
    found.map_or((0, 0), |(_, n, of)| (*n, *of))
}

/// How often something was counted in all rows of a figure, by group.
fn groups(report: &Value, figure: &str) -> Vec<(String, u64)> {
    let figures = report["figures"].as_array().unwrap();
    let found = figures.iter().find(|f| f["id"] == figure).unwrap();
    let rows = found["rows"].as_array().unwrap().iter();
    let sums = rows.filter(|r| r["row"] == "" && r["group"].is_string());
    let sum = |r: &Value| {
        let group = r["group"].as_str().unwrap().to_owned();
        (group, r["now"]["n"].as_u64().unwrap())
    };
    let mut sums: Vec<(String, u64)> = sums.map(sum).filter(|s| s.1 > 0).collect();
    sums.sort();
    sums
}

#[test]
fn what_a_step_counts_towards_is_of_the_team_that_it_names() {
    let home = desk();
    let report = home.json("report --all-time --by team");
    let said = |all: &[(&str, u64)]| -> Vec<(String, u64)> {
        let owned = all.iter().map(|(team, n)| ((*team).to_owned(), *n));
        owned.collect()
    };
    for (figure, wanted) in [
        ("opened", said(&[("front", 2), ("second", 1)])),
        ("flow_events", said(&[("front", 2), ("second", 6)])),
        ("flow_teams", said(&[("front", 2), ("second", 6)])),
        ("flow_touched", said(&[("second", 3)])),
        ("ended", said(&[("second", 2)])),
        ("came_back", said(&[("second", 1)])),
        ("flow_moves", said(&[("second", 2)])),
    ] {
        assert_eq!(groups(&report, figure), wanted, "{figure}");
    }
    let front = home.json("report --all-time --only team=front");
    assert_eq!(row(&front, "flow_events", "tier1").0, 2);
    assert_eq!(row(&front, "flow_events", "tier2").0, 0);
    assert_eq!(row(&front, "opened", "").0, 2);
    let tiers = home.json("report --all-time --by tier");
    let tiers = groups(&tiers, "opened");
    assert_eq!(tiers, said(&[("tier1", 2), ("tier2", 1)]));
}

#[test]
fn what_was_reopened_there_counts_as_reopened() {
    let report = desk().json("report --all-time");
    assert_eq!(row(&report, "reopened", ""), (1, 2));
    assert_eq!(row(&report, "came_back", "reopen").0, 1);
}

#[test]
fn the_time_before_the_first_step_was_spent_where_it_was_opened() {
    let report = desk().json("report --all-time");
    assert_eq!(row(&report, "in_stage", "tier1.queued").0, 1);
    assert_eq!(row(&report, "in_stage", "tier1.working").0, 2);
    let figures = report["figures"].as_array().unwrap();
    let found = figures.iter().find(|f| f["id"] == "in_stage").unwrap();
    let rows = found["rows"].as_array().unwrap();
    let queued = rows.iter().find(|r| r["row"] == "tier1.queued").unwrap();
    assert_eq!(queued["now"]["p50_ms"], 86_400_000, "{queued}");
    // The first step led on from there: no move between tiers, and nothing that departs.
    assert_eq!(row(&report, "flow_moves", "tier1>tier2").0, 2);
}

#[test]
fn what_waits_at_the_end_waits_where_the_queue_shows_it() {
    let home = desk();
    let report = home.json("report --all-time");
    assert_eq!(row(&report, "backlog", "tier1").0, 2);
    assert_eq!(row(&report, "backlog", "tier2").0, 0);
    assert!(home.ok("list --all").contains("Case 2"));
}

#[test]
fn a_beginning_that_is_none_is_named_by_the_stage_that_it_has() {
    let report = desk().json("report --all-time");
    let begins = rows(&report, "departures");
    let begins: Vec<&str> = begins.iter().map(|(id, ..)| id.as_str()).collect();
    assert!(begins.contains(&">tier1.resolved"), "{begins:?}");
    assert!(
        !begins.iter().any(|id| id.contains("tier2.resolved")),
        "{begins:?}"
    );
}

/// The timer archives what was closed long ago, and agents go on with the rest: what was counted stays as it was.
#[test]
fn neither_the_timer_nor_the_next_move_makes_moves_that_nobody_made() {
    let home = desk();
    let figures = ["flow_moves", "flow_touched", "flow_events"];
    let counted = |report: &Value| figures.map(|figure| rows(report, figure));
    let before = counted(&home.json("report --all-time"));
    let ticked = home.ok("tick");
    assert!(ticked.contains("1 ticket archived"), "{ticked}");
    assert_eq!(counted(&home.json("report --all-time")), before);
    home.ok("tell 2 --channel phone --text Done");
    let after = home.json("report --all-time");
    assert_eq!(rows(&after, "flow_moves"), before[0]);
}
