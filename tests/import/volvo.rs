//! The real log of a desk with three support lines (BPI Challenge 2013), imported as it ships: every count that is
//! known of it is found again.

use super::told::{Told, tell};
use crate::cli::Home;
use crate::support::hostile::data_file;
use std::collections::{BTreeMap, BTreeSet};

const MAP: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/assets/import/volvo-vinst.toml"
);

/// A desk with the log, imported by the real program.
pub fn home() -> Option<Home> {
    let file = data_file("bpi2013/incidents.xes.gz")?;
    let home = Home::empty();
    home.ok("init --name ana");
    let line = format!("import {} --format xes --map {MAP}", file.display());
    let said = home.ok(&line);
    assert!(
        said.contains("7554 cases: 7554 opened with 65533 events, 0 were here already, 0 rejected"),
        "{said}"
    );
    assert!(!said.contains("no record has"), "{said}");
    Some(home)
}

fn line(tier: &str) -> u8 {
    match tier {
        "tier1" => 1,
        "tier2" => 2,
        _ => 3,
    }
}

fn lines(told: &Told) -> Vec<u8> {
    let tiers = told.events.iter().map(|e| e.past["tier"].as_str().unwrap());
    tiers.map(line).collect()
}

#[test]
fn every_event_carries_what_the_counts_of_the_log_need() {
    let Some(home) = home() else { return };
    let told = tell(&home);
    let teams: BTreeSet<&str> = told
        .iter()
        .flat_map(|t| &t.events)
        .map(|e| e.past["team"].as_str().unwrap())
        .collect();
    assert_eq!(teams.len(), 649);
    let mut events = BTreeMap::new();
    let mut touched = BTreeMap::new();
    let mut moves: BTreeMap<(u8, u8), (u32, u32)> = BTreeMap::new();
    let mut above = 0;
    for case in &told {
        let lines = lines(case);
        for line in &lines {
            *events.entry(*line).or_insert(0) += 1;
        }
        let set: BTreeSet<u8> = lines.iter().copied().collect();
        *touched
            .entry(set.into_iter().collect::<Vec<u8>>())
            .or_insert(0) += 1;
        let steps: Vec<(u8, u8)> = lines
            .windows(2)
            .map(|w| (w[0], w[1]))
            .filter(|(a, b)| a != b)
            .collect();
        for step in &steps {
            moves.entry(*step).or_default().0 += 1;
        }
        for step in steps.into_iter().collect::<BTreeSet<_>>() {
            moves.entry(step).or_default().1 += 1;
        }
        above += u32::from(lines[0] > 1);
        assert!(case.all.iter().all(|e| e["act"].get("imported").is_some()));
    }
    assert_eq!(
        events,
        BTreeMap::from([(1, 46_042), (2, 16_541), (3, 2_950)])
    );
    let want: [(&[u8], u32); 7] = [
        (&[1], 4_546),
        (&[1, 2], 1_908),
        (&[1, 2, 3], 193),
        (&[1, 3], 135),
        (&[2], 556),
        (&[2, 3], 109),
        (&[3], 107),
    ];
    assert_eq!(touched, want.map(|(set, n)| (set.to_vec(), n)).into());
    let want = [
        ((1, 2), (2_755, 2_067)),
        ((1, 3), (206, 172)),
        ((2, 1), (1_473, 1_002)),
        ((2, 3), (284, 256)),
        ((3, 1), (118, 85)),
        ((3, 2), (164, 138)),
    ];
    assert_eq!(moves, want.into());
    assert_eq!(above, 852);
    let file = data_file("bpi2013/incidents.xes.gz").unwrap();
    let said = home.ok(&format!(
        "import {} --format xes --map {MAP}",
        file.display()
    ));
    assert!(
        said.contains("7554 cases: 0 opened with 0 events, 7554 were here already, 0 rejected"),
        "{said}"
    );
    let checked = home.ok("audit check");
    assert!(
        checked.contains("7554 tickets equal the replay of their events"),
        "{checked}"
    );
}
