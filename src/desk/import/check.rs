//! The mapping beside what it is used on: the header of the file, the words of the process.

use super::Format;
use super::cells::Names;
use super::map::{Column, Map, Mistake, Place, Recipe};
use crate::domain::parse::{FaultKind, Source, meant};
use crate::domain::process::Process;
use crate::domain::stage::Phase;
use std::ops::Range;

impl Map {
    /// What only shows beside the source and the process: columns that the header does not have,
    /// words that the process does not know.
    #[must_use]
    pub fn check(
        &self,
        format: Format,
        header: Option<(&[String], &Names)>,
        process: &Process,
    ) -> Vec<Mistake> {
        let mut found = Vec::new();
        let lists = self.sections.iter().filter(|s| !s.each.is_empty());
        if format != Format::Jsonl {
            let why = format!("“each” names a list within an object; {format} has none.");
            found.extend(lists.map(|s| (s.span.clone(), why.clone())));
        }
        if format != Format::Csv && self.skip_lines > 0 {
            let why =
                format!("“skip_lines” is about the lines over a CSV header; {format} has none.");
            found.push((self.skip_lines_span.clone(), why));
        }
        if let Some((header, names)) = header {
            for column in self.columns() {
                let lacks = lacking(column, header, names);
                found.extend(lacks.map(|message| (column.span.clone(), message)));
            }
        }
        for (field, recipe) in self.recipes() {
            unknown_words(field, recipe, process, &mut found);
        }
        let source = Source::new(&self.text);
        let mut mistakes: Vec<Mistake> = found
            .into_iter()
            .map(|(span, message)| Mistake::at(FaultKind::UnknownCode, &source, &span, message))
            .collect();
        mistakes.sort_by_key(|m| (m.line, m.column));
        mistakes.dedup();
        mistakes
    }
}

fn lacking(column: &Column, header: &[String], names: &Names) -> Option<String> {
    match &column.place {
        Place::Nth(n) if *n <= header.len() => None,
        Place::Nth(n) => Some(format!(
            "there is no column {n}; the file has {}.",
            header.len()
        )),
        Place::Name(name) => match names.several(name) {
            Some(n) => Some(format!(
                "the file has {n} columns “{name}”; write {}, or the place.",
                one_of(name, n)
            )),
            None if names.has(name) => None,
            None => Some(format!(
                "the file has no column “{name}”.{}",
                meant(name, header.iter().map(String::as_str))
            )),
        },
    }
}

/// The numbered names of columns of the same name: `number#1 or number#2`.
fn one_of(name: &str, n: usize) -> String {
    let dots = if n > 3 { ", …" } else { "" };
    let middle = if n == 3 {
        format!(", {name}#2")
    } else {
        dots.to_owned()
    };
    format!("{name}#1{middle} or {name}#{n}")
}

/// The words that a field may be, and what they are called.
fn known(field: &str, process: &Process) -> Option<Vec<String>> {
    let list = |name: &str| -> Vec<String> {
        let codes = process.list(name).iter();
        codes.map(|c| c.id.clone()).collect()
    };
    let words = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect();
    Some(match field {
        "kind" => list("kinds"),
        "impact" | "urgency" => list("levels"),
        "hold" => list("hold"),
        "tier" => process.tiers.iter().map(|t| t.id.0.clone()).collect(),
        // The archive seals what was closed on this desk.
        "phase" => Phase::ALL
            .iter()
            .filter(|p| **p != Phase::Archived)
            .map(|p| p.id().to_owned())
            .collect(),
        "priority" => words(&["1", "2", "3", "4"]),
        "major" => words(&["yes", "no"]),
        "direction" => words(&["in", "out"]),
        _ => return None,
    })
}

fn unknown_words(
    field: &str,
    recipe: &Recipe,
    process: &Process,
    found: &mut Vec<(Range<usize>, String)>,
) {
    let Some(known) = known(field, process) else {
        return;
    };
    for (word, span) in &recipe.words {
        if !known.contains(word) {
            let near = meant(word, known.iter().map(String::as_str));
            let what = match field {
                "phase" | "tier" | "kind" | "hold" => format!("is not a {field} of this desk"),
                "impact" => "is not an impact of this desk".to_owned(),
                "urgency" => "is not an urgency of this desk".to_owned(),
                other => format!("is no {other}"),
            };
            found.push((span.clone(), format!("“{word}” {what}.{near}")));
        }
    }
}
