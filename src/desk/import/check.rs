//! The mapping beside what it is used on: the header of the file, the words of the process.

use super::map::{Column, From, Map, Mistake, Recipe};
use crate::domain::parse::meant;
use crate::domain::process::Process;

impl Map {
    /// What only shows beside the source and the process: columns that the header does not have,
    /// words that the process does not know.
    #[must_use]
    pub fn check(&self, header: Option<&[String]>, process: &Process) -> Vec<Mistake> {
        let mut mistakes = Vec::new();
        for (field, recipe) in &self.fields {
            let mut wrong = |message: String| {
                mistakes.push(Mistake {
                    line: recipe.line,
                    message,
                });
            };
            for column in recipe.columns() {
                lacking(column, header).into_iter().for_each(&mut wrong);
            }
            let list = match field.as_str() {
                "kind" => "kinds",
                "impact" | "urgency" => "levels",
                _ => continue,
            };
            let codes: Vec<&str> = process.list(list).iter().map(|c| c.id.as_str()).collect();
            for word in recipe.words() {
                if !codes.contains(&word) {
                    let near = meant(word, codes.iter().copied());
                    wrong(format!("“{word}” is not a {field} of this desk.{near}"));
                }
            }
        }
        mistakes.sort_by_key(|m| m.line);
        mistakes
    }
}

fn lacking(column: &Column, header: Option<&[String]>) -> Option<String> {
    let header = header?;
    match column {
        Column::Place(n) if *n <= header.len() => None,
        Column::Place(n) => Some(format!(
            "there is no column {n}; the file has {}.",
            header.len()
        )),
        Column::Name(name) if header.contains(name) => None,
        Column::Name(name) => Some(format!(
            "the file has no column “{name}”.{}",
            meant(name, header.iter().map(String::as_str))
        )),
    }
}

impl Recipe {
    /// The words of hoist that it may yield for certain.
    fn words(&self) -> Vec<&str> {
        let mut words: Vec<&str> = self.table.values().map(String::as_str).collect();
        words.extend(self.default.as_deref());
        if let (From::Constant(word), true) = (&self.from, self.table.is_empty()) {
            words.push(word);
        }
        words.retain(|w| !w.is_empty());
        words.sort_unstable();
        words.dedup();
        words
    }
}
