//! Reads a config file and lists every mistake with its line.

use super::fault::{Fault, line_of, render};
use super::key::{KNOWN, Known, Takes};
use super::{Binding, Origin, hooks};
use crate::domain::hook::Hook;
use crate::domain::parse::{meant, nearest};
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Larger than any config file: something else was named.
const LIMIT: u64 = 1 << 20;

/// What a config file says.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub values: BTreeMap<&'static str, (String, Origin)>,
    pub keys: BTreeMap<String, BTreeMap<String, Binding>>,
    pub hooks: Vec<Hook>,
}

/// The file's values; an absent file has none unless somebody named it.
pub(super) fn file(path: &Path, named: bool) -> Result<Found, Fault> {
    let said = |e: &dyn std::fmt::Display| {
        Fault(format!(
            "The config file {} cannot be read: {e}.",
            path.display()
        ))
    };
    match std::fs::metadata(path) {
        Err(e) if !named && e.kind() == std::io::ErrorKind::NotFound => Ok(Found::default()),
        Err(e) => Err(said(&e)),
        Ok(meta) if !meta.is_file() => Err(said(&"it is not a regular file")),
        Ok(meta) if meta.len() > LIMIT => Err(said(&"it is larger than 1 MiB")),
        Ok(_) => {
            let found = text(path, &std::fs::read_to_string(path).map_err(|e| said(&e))?)?;
            let names_programs = !found.hooks.is_empty();
            match hooks::unsafe_file(path).filter(|_| names_programs) {
                Some(why) => Err(Fault(why)),
                None => Ok(found),
            }
        }
    }
}

/// The values of a text.
pub(super) fn text(path: &Path, text: &str) -> Result<Found, Fault> {
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader {
        path,
        text,
        found: Found::default(),
        faults: Vec::new(),
    };
    for error in errors {
        reader.fault(error.span().unwrap_or(0..0), error.message());
    }
    for (key, value) in root.get_ref() {
        reader.entry(key, value);
    }
    if reader.faults.is_empty() {
        Ok(reader.found)
    } else {
        Err(Fault(reader.faults.join("\n")))
    }
}

struct Reader<'a> {
    path: &'a Path,
    text: &'a str,
    found: Found,
    faults: Vec<String>,
}

impl Reader<'_> {
    fn fault(&mut self, span: Range<usize>, message: &str) {
        let fault = render(self.path, self.text, span, message);
        self.faults.push(fault);
    }

    fn entry(&mut self, key: &Spanned<std::borrow::Cow<'_, str>>, value: &Spanned<DeValue<'_>>) {
        let name: &str = key.get_ref();
        if name == "keys" {
            return self.keys(value);
        }
        if name == "hooks" {
            return self.hooks(value);
        }
        let Some(known) = KNOWN.iter().find(|k| k.name == name) else {
            let near = meant(name, KNOWN.iter().map(|k| k.name).chain(["keys", "hooks"]));
            return self.fault(key.span(), &format!("there is no key “{name}”.{near}"));
        };
        match taken(known, value.get_ref()) {
            Ok(text) => {
                let line = line_of(self.text, key.span().start);
                let origin = Origin::File(self.path.to_owned(), line);
                self.found.values.insert(known.name, (text, origin));
            }
            Err(message) => self.fault(value.span(), &message),
        }
    }

    fn hooks(&mut self, value: &Spanned<DeValue<'_>>) {
        let (hooks, mistakes) = hooks::read(value);
        self.found.hooks = hooks;
        for (span, message) in mistakes {
            self.fault(span, &message);
        }
    }

    fn keys(&mut self, value: &Spanned<DeValue<'_>>) {
        let Some(scopes) = value.get_ref().as_table() else {
            return self.fault(value.span(), "keys is a table: write [keys.SCOPE].");
        };
        for (scope, actions) in scopes {
            let Some(table) = actions.get_ref().as_table() else {
                let name = scope.get_ref();
                self.fault(
                    scope.span(),
                    &format!(
                        "“{name}” is a scope of keys: write [keys.{name}] and its actions below."
                    ),
                );
                continue;
            };
            for (action, keys) in table {
                self.binding(scope.get_ref(), action, keys);
            }
        }
    }

    fn binding(
        &mut self,
        scope: &str,
        action: &Spanned<std::borrow::Cow<'_, str>>,
        value: &Spanned<DeValue<'_>>,
    ) {
        let Some(keys) = chords(value.get_ref()) else {
            return self.fault(
                value.span(),
                "keys are written \"g g\" or [\"q\", \"<c-q>\"].",
            );
        };
        let line = line_of(self.text, action.span().start);
        self.found
            .keys
            .entry(scope.to_owned())
            .or_default()
            .insert(action.get_ref().to_string(), Binding { keys, line });
    }
}

fn chords(value: &DeValue<'_>) -> Option<Vec<String>> {
    if let Some(one) = value.as_str() {
        return Some(vec![one.to_owned()]);
    }
    let several = value.as_array()?;
    several
        .iter()
        .map(|v| v.get_ref().as_str().map(str::to_owned))
        .collect()
}

fn taken(known: &Known, value: &DeValue<'_>) -> Result<String, String> {
    let name = known.name;
    match known.takes {
        Takes::Flag => match value.as_bool() {
            Some(flag) => Ok(flag.to_string()),
            None => Err(format!("{name} is true or false.")),
        },
        Takes::Text | Takes::Path => match value.as_str() {
            Some(text) => Ok(text.to_owned()),
            None => Err(format!("{name} is a text in quotes.")),
        },
        Takes::OneOf(words) => match value.as_str() {
            Some(text) if words.contains(&text) => Ok(text.to_owned()),
            Some(text) => {
                // The words are all named already.
                let near = nearest(text, words.iter().copied());
                let near = near.map_or_else(String::new, |n| format!(" Did you mean “{n}”?"));
                Err(format!("{name} is one of {}.{near}", words.join(", ")))
            }
            None => Err(format!("{name} is one of {}, in quotes.", words.join(", "))),
        },
    }
}
