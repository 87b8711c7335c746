//! What the real program prints of a hostile desk, and the CSV that it writes.

use super::allowed::{json, lines};
use super::desk::fill;
use super::strings::Strings;
use crate::cli::Home;
use hoist::desk::{Desk, system_clock};
use hoist::domain::actor::Actor;
use hoist::store::sqlite::{Mode, SqliteStore};

pub fn by_the_program(seed: u64) -> Result<(), String> {
    let home = Home::new();
    let store = SqliteStore::open(&home.desk(), Mode::Write).unwrap();
    let ana = Actor {
        name: "ana".into(),
        tiers: ["tier1", "tier2", "engineering"].map(Into::into).to_vec(),
        lead: true,
        ..Actor::default()
    };
    let mut desk = Desk::with_actor(Box::new(store), ana, system_clock()).unwrap();
    fill(&mut desk, &mut Strings::new(seed), super::A_SEED / 4);
    drop(desk);
    for line in [
        "list",
        "show 1",
        "show 2 --timeline",
        "show 3",
        "audit show 1",
        "--json list",
        "--json show 2 --timeline",
        "products",
        "search a",
        "next",
        "--keys \"j 2 G\" --print 120x40 --as ana",
    ] {
        let ran = home.run(line);
        let said = format!("{}{}", ran.out, ran.err);
        let fault = if line.starts_with("--json") {
            json
        } else {
            lines
        };
        if let Some(why) = fault(&said) {
            return Err(format!("hoist {line}: {why}"));
        }
    }
    csv(&home)
}

/// No cell that a spreadsheet would take for a formula, and as many cells in each row as in the first.
fn csv(home: &Home) -> Result<(), String> {
    let file = home.path().join("all.csv");
    home.ok(&format!("export --format csv --out {}", file.display()));
    let mut reader = csv::Reader::from_path(&file).map_err(|e| e.to_string())?;
    for row in reader.records() {
        let row = row.map_err(|e| e.to_string())?;
        if let Some(cell) = row
            .iter()
            .find(|c| c.starts_with(['=', '+', '-', '@', '\t', '\r']))
        {
            return Err(format!("a cell begins as a formula: {cell:?}"));
        }
    }
    Ok(())
}
