//! `[[hooks]]`: programs that are given what happens by itself. A file that names programs must be its owner's alone:
//! whoever could write it could run anything as them.

use crate::domain::hook::{Hook, LONGEST_S, USUAL_S};
use crate::domain::notice::What;
use crate::domain::parse::meant;
use crate::identity::alone;
use std::ops::Range;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

const KEYS: [&str; 4] = ["name", "run", "on", "timeout_s"];

/// A mistake: where it stands, and what it is.
pub(super) type Mistake = (Range<usize>, String);

/// Reads the list; every mistake of it.
pub(super) fn read(value: &Spanned<DeValue<'_>>) -> (Vec<Hook>, Vec<Mistake>) {
    let (mut hooks, mut mistakes): (Vec<Hook>, Vec<Mistake>) = (Vec::new(), Vec::new());
    let Some(list) = value.get_ref().as_array() else {
        let says = "hooks is a list: write [[hooks]] over each.".to_owned();
        return (hooks, vec![(value.span(), says)]);
    };
    for entry in list {
        let Some(table) = entry.get_ref().as_table() else {
            mistakes.push((
                entry.span(),
                "a hook is a table: write [[hooks]].".to_owned(),
            ));
            continue;
        };
        match one(entry, table) {
            Ok(hook) if hooks.iter().any(|h| h.name == hook.name) => {
                let says = format!("there are two hooks named “{}”.", hook.name);
                mistakes.push((entry.span(), says));
            }
            Ok(hook) => hooks.push(hook),
            Err(mut wrong) => mistakes.append(&mut wrong),
        }
    }
    (hooks, mistakes)
}

fn one(entry: &Spanned<DeValue<'_>>, table: &DeTable<'_>) -> Result<Hook, Vec<Mistake>> {
    let mut wrong: Vec<Mistake> = Vec::new();
    for key in table.keys() {
        let name: &str = key.get_ref();
        if !KEYS.contains(&name) {
            let near = meant(name, KEYS);
            wrong.push((key.span(), format!("a hook has no key “{name}”.{near}")));
        }
    }
    let place = |key: &str| table.get(key).map_or(entry.span(), Spanned::span);
    let mut say = |key: &str, text: String| wrong.push((place(key), text));
    let name = table.get("name").and_then(|v| v.get_ref().as_str());
    let name = name.unwrap_or_default().to_owned();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    if name.is_empty() || name.len() > 40 || !name.chars().all(plain) {
        say(
            "name",
            "a hook needs a name of 1 to 40 letters, digits, -, _ and dots.".to_owned(),
        );
    }
    let run = texts(table, "run").unwrap_or_default();
    if !run.first().is_some_and(|p| Path::new(p).is_absolute()) {
        say(
            "run",
            "run is a list that begins with the whole path of a program: run = [\"/usr/local/bin/page\", \"--desk\"]. No shell reads it."
                .to_owned(),
        );
    }
    let on = match table.contains_key("on") {
        true => texts(table, "on"),
        false => Some(Vec::new()),
    };
    let unknown = on
        .iter()
        .flatten()
        .find(|id| !What::IDS.contains(&id.as_str()));
    if let Some(id) = unknown {
        let near = meant(id, What::IDS);
        say("on", format!("no notice is of the kind “{id}”.{near}"));
    } else if on.is_none() {
        say("on", "on is a list of texts in quotes.".to_owned());
    }
    let timeout_s = match table.get("timeout_s") {
        None => Some(USUAL_S),
        Some(value) => whole(value.get_ref()).filter(|s| (1..=LONGEST_S).contains(s)),
    };
    if timeout_s.is_none() {
        say(
            "timeout_s",
            format!("timeout_s is a whole number of seconds from 1 to {LONGEST_S}."),
        );
    }
    match wrong.is_empty() {
        true => Ok(Hook {
            name,
            run,
            on: on.unwrap_or_default(),
            timeout_s: timeout_s.unwrap_or(USUAL_S),
        }),
        false => Err(wrong),
    }
}

fn whole(value: &DeValue<'_>) -> Option<u16> {
    let number = value.as_integer()?;
    u16::from_str_radix(number.as_str(), number.radix()).ok()
}

fn texts(table: &DeTable<'_>, key: &str) -> Option<Vec<String>> {
    let list = table.get(key)?.get_ref().as_array()?;
    let texts = list.iter().map(|v| v.get_ref().as_str().map(str::to_owned));
    texts.collect()
}

/// Why a file that names programs is not to be trusted; `None`: it is.
pub(super) fn unsafe_file(path: &Path) -> Option<String> {
    let real = std::fs::canonicalize(path).ok()?;
    let dir = real.parent().map(Path::to_owned);
    let mut places = std::iter::once(real).chain(dir);
    let found = places.find_map(|place| alone::shared(&place))?;
    let said = format!(
        "The config file {} names programs (hooks), and {}: they could run anything as you. Nothing was run. {}",
        path.display(),
        found.why,
        found.mend
    );
    Some(said.trim_end().to_owned())
}
