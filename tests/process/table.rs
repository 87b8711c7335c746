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

/// The file of the good ones that has calendars, with someone on duty.
fn with_hours() -> hoist::domain::process::Process {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/process/good/");
    let text = std::fs::read_to_string(format!("{folder}calendars.toml")).unwrap();
    let duty = "\n[[on_call]]\nid = \"nights\"\nlabel = \"Nights\"\ntier = \"engineering\"\nagents = [\"eva\", \"edo\"]\n\
                turns = \"1 week\"\nsince = \"2026-01-05 08:00\"\ncalendar = \"night\"\n";
    parse::process(&format!("{text}{duty}")).unwrap()
}

#[test]
fn hours_promises_and_who_is_on_duty_are_said() {
    let text = table::text(&with_hours());
    let wanted = [
        "  counted in night",
        "  in tier1.queued  30 min      30 min      30 min      30 min      30 min",
        "gold  Gold support\n  for kinds incident · customers Acme · products Payments\n  counted in office",
        "  first answer      10 min      15 min      1 h         4 h         8 h",
        "  in tier1.working  1 h         2 h         4 h         8 h         16 h",
        "office  Office hours, Europe/Berlin\n  hours    mon-thu 08:00-12:00, 13:00-17:00 · fri 08:00-14:00\n  \
         closed   01-01 every year · 2026-12-25\n  special  2026-12-24 08:00-12:00 · 2026-12-31 closed\n",
        "  hours    mon 22:00-06:00 · tue 06:00-07:00, 22:00-24:00 · wed 00:00-24:00\n",
        "nights  Nights\n  engineering · eva, edo · in night · each 7 days since 2026-01-05 08:00 America/New_York\n",
    ];
    for wanted in wanted {
        assert!(text.contains(wanted), "{wanted}\n--- is not in\n{text}");
    }
    for line in text.lines() {
        assert!(line.chars().count() <= 120, "{line}");
        assert_eq!(line, line.trim_end());
    }
    let plain = table::text(parse::builtin());
    for wanted in [
        "none: every hour counts",
        "none: the targets hold for all",
        "no schedule:",
    ] {
        assert!(plain.contains(wanted), "{plain}");
    }
    assert!(
        plain.contains(
            "resolution                4 h         8 h         1 d         5 d         10 d"
        ),
        "{plain}"
    );
    assert!(plain.contains("1 h 30 min  3 h         8 h"), "{plain}");
}

#[test]
fn a_long_list_of_holidays_is_broken_at_a_word() {
    let mut process = with_hours();
    process.calendars[0].closed = (20_000..20_060).collect();
    for line in table::text(&process).lines() {
        assert!(line.chars().count() <= 120, "{line}");
    }
}

#[test]
fn the_json_has_them_as_the_file_writes_them() {
    let json = table::json(&with_hours());
    assert_eq!(json["calendars"][0]["hours"]["fri"][0], "08:00-14:00");
    assert_eq!(
        json["calendars"][0]["closed"],
        serde_json::json!(["01-01", "2026-12-25"])
    );
    assert_eq!(
        json["calendars"][0]["special"]["2026-12-31"],
        serde_json::json!([])
    );
    assert_eq!(json["calendars"][1]["hours"]["mon"][0], "22:00-06:00");
    assert_eq!(json["policies"][0]["customers"][0], "Acme");
    assert_eq!(
        json["policies"][0]["time_in_stage_ms"]["tier1.working"]["P1"],
        7_200_000
    );
    assert_eq!(json["time_in_stage_ms"]["tier1.queued"]["major"], 1_800_000);
    assert_eq!(
        json["on_call"][0]["agents"],
        serde_json::json!(["eva", "edo"])
    );
    assert_eq!(json["on_call"][0]["turns"]["since"], "2026-01-05 08:00");
    assert_eq!(json["warn_percent"], 75);
}
