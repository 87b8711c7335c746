//! `[[masks]]`: what is taken out of configurations.

use super::builtin;
use super::fault::FaultKind;
use super::read::{Reader, Table};
use crate::domain::secret::{Mask, compiled};

/// More masks than this nobody keeps in mind.
const MOST: usize = 100;

/// The masks; a file from before there were any, or without, has the built-in ones.
pub(super) fn masks<'a>(r: &mut Reader<'a>, root: &Table<'a>) -> Vec<Mask> {
    let Some(_) = root.get("masks") else {
        return builtin().masks.clone();
    };
    let tables = r.need_tables(root, "masks", "each of “masks”");
    let (mut seen, mut all) = (Vec::new(), Vec::new());
    for (n, table) in tables.into_iter().enumerate() {
        if n == MOST {
            let message = format!("There are more than {MOST} masks.");
            r.fault(FaultKind::BadNumber, &table.span, message);
        }
        r.known(&table, &["id", "label", "keys", "patterns", "compare"]);
        let Some(id) = r.id(&table, "id") else {
            continue;
        };
        r.once(&mut seen, &id, "mask");
        let table = table.named(format!("the mask “{}”", id.text));
        all.push(Mask {
            id: id.text.to_owned(),
            label: r.label(&table, "label"),
            keys: keys(r, &table),
            patterns: patterns(r, &table),
            compare: r.flag(&table, "compare"),
        });
        if all
            .last()
            .is_some_and(|m| m.keys.is_empty() && m.patterns.is_empty())
        {
            let message = format!("The mask “{}” needs keys or patterns.", id.text);
            r.fault(FaultKind::Empty, &table.span, message);
        }
    }
    all
}

fn keys<'a>(r: &mut Reader<'a>, table: &Table<'a>) -> Vec<String> {
    let mut all = Vec::new();
    for word in r.words(table, "keys") {
        if !word.text.contains(|c: char| c.is_alphanumeric()) {
            let message = format!("“{}” is not the end of a name.", word.text);
            r.fault(FaultKind::Empty, &word.span, message);
        }
        all.push(word.text.to_owned());
    }
    all
}

fn patterns<'a>(r: &mut Reader<'a>, table: &Table<'a>) -> Vec<String> {
    let mut all = Vec::new();
    for word in r.words(table, "patterns") {
        if let Err(why) = compiled(word.text) {
            let message = format!("{}: {why}", table.name);
            r.fault(FaultKind::BadPattern, &word.span, message);
        }
        all.push(word.text.to_owned());
    }
    all
}
