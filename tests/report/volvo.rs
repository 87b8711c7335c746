//! The real log of a desk with three support lines: what is known of it, counted by the report of the real program.

use crate::cli::Home;
use crate::import::volvo::home;
use serde_json::Value;

/// The rows of a figure: id, how often, on how many tickets.
fn rows(report: &Value, figure: &str) -> Vec<(String, u64, u64)> {
    let figures = report["figures"].as_array().unwrap();
    let found = figures.iter().find(|f| f["id"] == figure).unwrap();
    let rows = found["rows"].as_array().unwrap();
    let row = |r: &Value| {
        let number = |name: &str| r["now"][name].as_u64().unwrap();
        (
            r["row"].as_str().unwrap().to_owned(),
            number("n"),
            number("tickets"),
        )
    };
    let all = rows.iter().map(row);
    all.filter(|(id, ..)| !id.is_empty()).collect()
}

#[test]
fn every_count_that_is_known_of_the_log_is_in_the_report() {
    let Some(home) = home() else { return };
    let report = home.json("report --from 2010-01-01 --to 2013-01-01");
    let row = |id: &str, n: u64, tickets: u64| (id.to_owned(), n, tickets);
    let events: Vec<(String, u64)> = rows(&report, "flow_events")
        .into_iter()
        .map(|(id, n, _)| (id, n))
        .collect();
    let wanted = [("tier1", 46_042), ("tier2", 16_541), ("engineering", 2_950)];
    assert_eq!(events, wanted.map(|(id, n)| (id.to_owned(), n)));
    let mut touched = rows(&report, "flow_touched");
    touched.sort();
    let mut wanted = [
        ("tier1", 4_546),
        ("tier1+tier2", 1_908),
        ("tier2", 556),
        ("tier1+tier2+engineering", 193),
        ("tier1+engineering", 135),
        ("tier2+engineering", 109),
        ("engineering", 107),
    ]
    .map(|(id, n)| row(id, n, n));
    wanted.sort();
    assert_eq!(touched, wanted);
    assert_eq!(
        rows(&report, "flow_moves"),
        [
            row("tier1>tier2", 2_755, 2_067),
            row("tier1>engineering", 206, 172),
            row("tier2>tier1", 1_473, 1_002),
            row("tier2>engineering", 284, 256),
            row("engineering>tier1", 118, 85),
            row("engineering>tier2", 164, 138),
        ]
    );
    assert_eq!(rows(&report, "flow_teams").len(), 649);
    // 852 cases begin above the first line, two at it but completed already; no move of the process skips a tier.
    let departs = rows(&report, "departures");
    let sum = |of: &dyn Fn(&str) -> bool| -> u64 {
        departs
            .iter()
            .filter(|(id, ..)| of(id))
            .map(|(_, n, _)| n)
            .sum()
    };
    assert_eq!(sum(&|id| id.starts_with('>')), 854);
    assert!(sum(&|id| id.starts_with("tier1.") && id.contains(">engineering.")) > 0);
    assert_eq!(rows(&report, "opened"), []);
    // Counted independently: 267 steps out of closed, of 7,722 that closed a case.
    assert_eq!(rows(&report, "came_back")[0].1, 267);
    assert_eq!(one(&report, "reopened"), (267, 7_722));
    for (tier, n, _) in rows(&report, "backlog") {
        let listed = home.ok(&format!("--json list --tier {tier} --limit 1000"));
        let stands = listed.lines().filter(|l| l.contains("\"stage\"")).count();
        assert_eq!(n, stands as u64, "{tier} in the queue");
    }
    a_team_is_that_of_the_step(&home);
    what_a_timer_puts_away_is_no_step(&home);
}

/// G97 is a team of the first line: all its steps are, in every figure as many as in that of teams.
fn a_team_is_that_of_the_step(home: &Home) {
    let report = home.json("report --all-time --only team=G97");
    let n = |figure: &str| -> Vec<(String, u64)> {
        let rows = rows(&report, figure).into_iter();
        rows.map(|(id, n, _)| (id, n)).collect()
    };
    assert_eq!(n("flow_teams"), [("G97".to_owned(), 7_466)]);
    assert_eq!(n("flow_events"), [("tier1".to_owned(), 7_466)]);
    let by = home.json("report --all-time --by team");
    let figures = by["figures"].as_array().unwrap();
    let opened = figures.iter().find(|f| f["id"] == "opened").unwrap();
    let groups = opened["rows"].as_array().unwrap().iter();
    let groups: Vec<&Value> = groups.filter(|r| r["group"].is_string()).collect();
    assert!(groups.iter().all(|r| r["group"] != "–"), "{groups:?}");
    let sum: u64 = groups.iter().map(|r| r["now"]["n"].as_u64().unwrap()).sum();
    assert_eq!(sum, 7_554);
}

fn what_a_timer_puts_away_is_no_step(home: &Home) {
    let figures = ["flow_events", "flow_moves", "flow_touched", "flow_teams"];
    let count = || {
        let report = home.json("report --all-time");
        figures.map(|figure| rows(&report, figure))
    };
    let before = count();
    assert!(home.ok("tick").contains("7456 tickets archived"));
    assert_eq!(count(), before);
}

/// How often something was counted in the only row of a figure, and of how many.
fn one(report: &Value, figure: &str) -> (u64, u64) {
    let figures = report["figures"].as_array().unwrap();
    let found = figures.iter().find(|f| f["id"] == figure).unwrap();
    let now = &found["rows"][0]["now"];
    (now["n"].as_u64().unwrap(), now["of"].as_u64().unwrap())
}
