//! The table of moves as people and programs read it.

use hoist::domain::{parse, table};

#[test]
fn the_table_fits_120_columns_and_has_every_row() {
    let process = parse::builtin();
    let text = table::text(process);
    for line in text.lines() {
        assert!(line.chars().count() <= 120, "{line}");
        assert_eq!(line, line.trim_end());
    }
    let from = text.lines().nth(2).unwrap().find("from").unwrap();
    let rows = text.lines().skip(3).take_while(|line| !line.is_empty());
    let rows: Vec<&str> = rows.filter(|line| !line.starts_with(' ')).collect();
    assert_eq!(rows.len(), process.moves.len());
    for row in rows {
        let stage = row.get(from..).unwrap_or_default();
        assert!(
            stage.starts_with("tier") || stage.starts_with("eng") || row.contains('–'),
            "{row}"
        );
    }
}

#[test]
fn the_graph_has_every_stage_and_move() {
    let dot = table::dot(parse::builtin());
    assert!(dot.starts_with("digraph process {") && dot.ends_with("}\n"));
    for def in &parse::builtin().stages {
        assert!(dot.contains(&format!("\"{}\" [label=", def.stage)));
    }
    assert!(dot.contains("\"tier1.working\" -> \"tier2.queued\" [label=\"escalate\"]"));
    assert!(
        dot.contains("\"tier1.confirming\" -> \"engineering.queued\" [label=\"dissatisfied\"]")
    );
}

#[test]
fn the_json_names_every_id() {
    let json = table::json(parse::builtin());
    assert_eq!(json["tiers"][1]["checklist"][3]["id"], "replication");
    assert_eq!(json["forms"]["deploy"]["fields"][0]["id"], "kb");
    assert_eq!(json["moves"][0]["verb"], "open");
    assert_eq!(json["moves"][0]["guards"][0], "form");
    assert_eq!(json["lists"]["cancel"][1]["id"], "spam");
    assert_eq!(json["intake"][0]["label"], "Symptoms");
}
