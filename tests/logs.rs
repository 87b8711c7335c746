//! Log analysis on real logs: how well messages are grouped, and what hostile lines do to it.

use crate::support::hostile::data_file;
use hoist::domain::id::At;
use hoist::domain::log::analysis::{Analysis, Report};
use hoist::domain::log::line;
use std::collections::HashMap;

/// The systems, and what Drain reaches on each with settings made for it (Zhu et al., ICSE-SEIP 2019,
/// as printed by logpai/logparser).
const PUBLISHED: [(&str, f64); 6] = [
    ("Apache", 1.000),
    ("HDFS", 0.998),
    ("Linux", 0.690),
    ("OpenSSH", 0.788),
    ("Windows", 0.997),
    ("Zookeeper", 0.967),
];

const LATEST: At = At(1_795_521_600_000);

fn analysed(lines: &[&str]) -> Report {
    let mut analysis = Analysis::new(Default::default(), Default::default(), LATEST);
    for line in lines {
        analysis.line(line);
    }
    analysis.finish()
}

/// The share of lines whose whole group is right: a group counts when it has exactly the lines of one
/// gold template.
fn accuracy(lines: &[&str], gold: &[String]) -> f64 {
    let report = analysed(lines);
    let mut ours: HashMap<Option<usize>, Vec<usize>> = HashMap::new();
    let mut theirs: HashMap<&str, Vec<usize>> = HashMap::new();
    for (i, (text, event)) in lines.iter().zip(gold).enumerate() {
        let of = report.signatures.of(&line::read(text, LATEST));
        ours.entry(of).or_default().push(i);
        theirs.entry(event).or_default().push(i);
    }
    let right = ours.values().filter(|g| theirs[gold[g[0]].as_str()] == **g);
    right.map(Vec::len).sum::<usize>() as f64 / lines.len() as f64
}

/// Gold: event ids, and the message without its header.
fn gold(system: &str) -> Option<(String, Vec<String>, Vec<String>)> {
    let log = data_file(&format!("logs/{system}/{system}_2k.log"))?;
    let csv = data_file(&format!("logs/{system}/{system}_2k.log_structured.csv"))?;
    let mut reader = csv::Reader::from_path(csv).unwrap();
    let head = reader.headers().unwrap().clone();
    let column = |name: &str| head.iter().position(|h| h == name).unwrap();
    let (event, content) = (column("EventId"), column("Content"));
    let (mut events, mut contents) = (Vec::new(), Vec::new());
    for record in reader.records() {
        let record = record.unwrap();
        events.push(record[event].to_owned());
        contents.push(record[content].to_owned());
    }
    Some((std::fs::read_to_string(log).unwrap(), events, contents))
}

#[test]
fn messages_of_real_systems_are_grouped_as_people_group_them() {
    let (mut sum, mut bare, mut wrong) = (0.0, 0.0, Vec::new());
    for (system, published) in PUBLISHED {
        let Some((raw, events, contents)) = gold(system) else {
            println!("Grouping accuracy was not measured: the real logs are not here.");
            return;
        };
        let lines: Vec<&str> = raw.lines().collect();
        assert_eq!(lines.len(), events.len(), "{system}");
        let whole = accuracy(&lines, &events);
        let contents: Vec<&str> = contents.iter().map(String::as_str).collect();
        let content = accuracy(&contents, &events);
        println!(
            "{system}: {whole:.4} of whole lines, {content:.4} of messages alone; Drain {published:.3}"
        );
        sum += whole;
        bare += content;
        if whole < published - 0.05 {
            wrong.push(format!("{system}: {whole:.4}, Drain {published:.3}"));
        }
    }
    println!(
        "mean {:.4} of whole lines, {:.4} of messages alone",
        sum / 6.0,
        bare / 6.0
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(sum / 6.0 >= 0.907, "{}", sum / 6.0);
}

#[test]
fn naughty_strings_are_lines_like_others() {
    let Some(path) = data_file("hostile/blns.txt") else {
        println!("Naughty strings were not tried: they are not here.");
        return;
    };
    let text = std::fs::read_to_string(path).unwrap();
    let headed: Vec<String> = text
        .lines()
        .flat_map(|l| {
            [
                l.to_owned(),
                format!("2026-11-24 09:00:00 ERROR {l}"),
                format!("{{\"msg\":{l:?}}}"),
                format!("level=error msg={l}"),
            ]
        })
        .collect();
    let lines: Vec<&str> = headed.iter().map(String::as_str).collect();
    let report = analysed(&lines);
    assert_eq!(report.lines, lines.len() as u64);
    let counted: u64 = report.signatures.list.iter().map(|s| s.tally.count).sum();
    assert!(counted > lines.len() as u64 / 2);
}
