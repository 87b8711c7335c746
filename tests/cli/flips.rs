//! Records of a demo desk that were changed in one place each, and what salvage makes of them: a desk that holds by its own
//! audit, or one of which is said that it does not.

use super::Home;
use crate::support::dice::Dice;
use std::fs;
use std::path::Path;

/// A demo desk, its records in order: number, ticket, text.
struct Lab {
    home: Home,
    good: Vec<u8>,
    records: Vec<(i64, Option<i64>, String)>,
}

impl Lab {
    fn new() -> Lab {
        let home = Home::in_memory();
        let desk = home.path().join("good");
        home.ok(&format!(
            "demo --tickets 40 --seed 5 --at 2026-01-05 --write {}",
            desk.display()
        ));
        let conn = rusqlite::Connection::open(&desk).unwrap();
        let mut asked = conn
            .prepare("SELECT n, ticket, record FROM event ORDER BY n")
            .unwrap();
        let records = asked.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)));
        let records = records.unwrap().map(Result::unwrap).collect();
        drop(asked);
        drop(conn);
        let good = fs::read(&desk).unwrap();
        Lab {
            home,
            good,
            records,
        }
    }

    /// The file with one bit of a record other than it was; `None`: the place is not in one piece.
    fn flipped(&self, record: &str, at: usize, bit: u8) -> Option<Vec<u8>> {
        let from = at.saturating_sub(30);
        let piece = record.as_bytes().get(from..(from + 60).min(record.len()))?;
        let mut places = self.good.windows(piece.len()).enumerate();
        let mut found = places.by_ref().filter(|(_, w)| *w == piece);
        let (place, _) = found.next()?;
        if found.next().is_some() {
            return None;
        }
        let mut bytes = self.good.clone();
        bytes[place + at - from] ^= bit;
        Some(bytes)
    }

    /// Salvages; the exit code, and what was said.
    fn saved(&self, bytes: &[u8]) -> (i32, String) {
        let (bad, to) = (self.home.path().join("bad"), self.home.path().join("saved"));
        for end in ["", "-wal", "-shm", ".leftover.jsonl"] {
            let _ = fs::remove_file(format!("{}{end}", to.display()));
        }
        fs::write(&bad, bytes).unwrap();
        let ran = self
            .home
            .run(&format!("salvage {} --to {}", bad.display(), to.display()));
        let said = format!("{}{}", ran.out, ran.err);
        self.holds(&to, ran.code, &said);
        (ran.code, said)
    }

    /// Salvages all but one record, which is named; what was said.
    fn saved_without(&self, n: i64, bytes: &[u8]) -> String {
        let (code, said) = self.saved(bytes);
        assert_eq!(code, 0, "{said}");
        let named = format!("Record {n} cannot be read as an event");
        assert!(said.contains(&named), "{said}");
        said
    }

    /// The new desk passes its audit, or the salvage said that it does not.
    fn holds(&self, to: &Path, code: i32, said: &str) {
        assert!(to.exists(), "{said}");
        let is_at_odds = said.contains("the audit of it says");
        assert_eq!(code, i32::from(is_at_odds), "{said}");
        let line = format!("audit check --as you --desk {}", to.display());
        let audited = self.home.run(&line);
        assert_eq!(audited.code, code, "{audited:?} {said}");
        assert!(!audited.out.contains("chain breaks"), "{audited:?}");
    }
}

fn command(record: &str) -> &str {
    let from = record.find("\"command\":\"").unwrap() + 11;
    &record[from..from + 36]
}

#[test]
fn an_id_that_was_changed_within_the_events_of_one_command() {
    let lab = Lab::new();
    let same = |a: usize, b: usize| {
        let (a, b) = (&lab.records[a], &lab.records[b]);
        a.1.is_some() && a.1 == b.1 && command(&a.2) == command(&b.2)
    };
    let mut middles = (1..lab.records.len() - 1).filter(|i| same(i - 1, *i) && same(*i, i + 1));
    let (n, bytes) = middles
        .find_map(|i| {
            let (n, _, record) = &lab.records[i];
            let at = record.find("\"command\":\"").unwrap() + 11 + 30;
            Some((*n, lab.flipped(record, at, 1)?))
        })
        .unwrap();
    let (_, said) = lab.saved(&bytes);
    assert!(
        said.contains(&format!("Record {n} is not what was written")),
        "{said}"
    );
    let after = format!("the command of record {} was over before it", n + 1);
    assert!(said.contains(&after), "{said}");
}

#[test]
fn a_number_that_no_record_says_any_more() {
    let lab = Lab::new();
    let open = lab.records.iter().filter(|r| r.1.is_some());
    let (n, bytes) = open
        .rev()
        .find_map(|(n, _, record)| {
            let at = record.rfind(",\"n\":").unwrap() + 2;
            Some((*n, lab.flipped(record, at, 0x10)?))
        })
        .unwrap();
    lab.saved_without(n, &bytes);
}

#[test]
fn a_customer_whose_event_is_gone_keeps_the_contacts() {
    let lab = Lab::new();
    let (n, bytes) = lab
        .records
        .iter()
        .filter(|r| r.1.is_none() && r.2.contains("\"customer\":{"))
        .find_map(|(n, _, record)| {
            let at = record.find("\"name\":").unwrap() + 1;
            Some((*n, lab.flipped(record, at, 1)?))
        })
        .unwrap();
    let said = lab.saved_without(n, &bytes);
    assert!(said.contains("is taken from its row"), "{said}");
}

#[test]
fn of_any_bit_of_the_records_comes_a_desk_that_holds_or_is_told_not_to() {
    let lab = Lab::new();
    let mut dice = Dice::new(7);
    let mut tried = 0;
    while tried < 12 {
        let (_, _, record) = dice.pick(&lab.records);
        let (at, bit) = (dice.roll(record.len()), 1 << dice.roll(8));
        // The first record and the process file are what every desk begins with.
        if let Some(bytes) = lab.flipped(record, at, bit) {
            lab.saved(&bytes);
            tried += 1;
        }
    }
}
