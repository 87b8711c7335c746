//! Secrets in configurations: found by the masks of the process file (`[[masks]]` in `assets/process.toml`)
//! and taken out before anything is stored. What stands in their place says which mask found them; of long random ones also a mark by
//! which equal ones are known (`docs/configurations.md`).
//!
//! In doubt more is masked: a setting that cannot be read is a nuisance, a secret that can be is worse.

mod setting;
mod within;

use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

/// The most memory a pattern may take, in bytes.
const PATTERN: usize = 1 << 20;

/// The shortest secret that gets a mark of its own, in characters: of a shorter one the mark would help
/// to guess it.
pub const MARKED: usize = 20;

/// Stands for every further line of a secret, so that lines keep their numbers.
const MORE: &str = "«…»";

/// A mask, as the process file has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mask {
    /// The id: it stands in place of what was masked.
    pub id: String,
    /// Words for people.
    pub label: String,
    /// Ends of names of settings whose value is a secret; `_` stands for `_`, `-`, `.`, a blank or
    /// nothing.
    pub keys: Vec<String>,
    /// Regular expressions; the group `secret` is masked, or all where there is none.
    pub patterns: Vec<String>,
    /// These secrets are random and long: equal ones are known by a mark.
    pub compare: bool,
}

/// Masks ready for use.
#[derive(Clone, Debug)]
pub struct Masks(Vec<Ready>);

#[derive(Clone, Debug)]
struct Ready {
    id: String,
    compare: bool,
    patterns: Vec<Regex>,
}

/// A text without its secrets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Masked {
    /// The text.
    pub text: String,
    /// How many secrets each mask found.
    pub found: BTreeMap<String, u32>,
}

/// A secret's place, the mask that found it, and whether it may get a mark.
#[derive(Clone, Debug)]
struct Span {
    at: Range<usize>,
    mask: usize,
    compare: bool,
}

/// The masks that were made ready last: a program has one process file, seldom a second. Making them takes
/// longer than a key may take.
static LAST: Mutex<Option<(Vec<Mask>, Arc<Masks>)>> = Mutex::new(None);

impl Masks {
    /// Masks of a process file, made ready once for all who use them.
    ///
    /// # Errors
    /// As [`Masks::ready`].
    pub fn of(masks: &[Mask]) -> Result<Arc<Masks>, String> {
        let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, ready)) = last.as_ref()
            && known == masks
        {
            return Ok(Arc::clone(ready));
        }
        let ready = Arc::new(Masks::ready(masks)?);
        *last = Some((masks.to_vec(), Arc::clone(&ready)));
        Ok(ready)
    }

    /// Masks of a process file.
    ///
    /// # Errors
    /// A sentence: which pattern cannot be used, and why. Nothing may be stored then.
    pub fn ready(masks: &[Mask]) -> Result<Masks, String> {
        let mut all = Vec::new();
        for mask in masks {
            let mut patterns = Vec::new();
            for pattern in mask
                .patterns
                .iter()
                .cloned()
                .chain(setting::patterns(&mask.keys))
            {
                let made = compiled(&pattern);
                patterns.push(made.map_err(|why| format!("The mask “{}”: {why}", mask.id))?);
            }
            all.push(Ready {
                id: mask.id.clone(),
                compare: mask.compare,
                patterns,
            });
        }
        Ok(Masks(all))
    }

    /// Takes the secrets out of a text. `salt`: what makes marks of one desk mean nothing on another.
    #[must_use]
    pub fn mask(&self, text: &str, salt: &str) -> Masked {
        let mut masked = Masked::default();
        let mut last = 0;
        for span in self.spans(text) {
            let Some(mask) = self.0.get(span.mask) else {
                continue;
            };
            masked
                .text
                .push_str(text.get(last..span.at.start).unwrap_or_default());
            let secret = text.get(span.at.clone()).unwrap_or_default();
            let mark = (span.compare && secret.chars().count() >= MARKED)
                .then(|| mark(salt, secret.trim()));
            masked
                .text
                .push_str(&replaced(secret, &mask.id, mark.as_deref()));
            *masked.found.entry(mask.id.clone()).or_default() += 1;
            last = span.at.end;
        }
        masked.text.push_str(text.get(last..).unwrap_or_default());
        masked
    }

    /// All that the masks find in a text.
    fn found(&self, text: &str) -> Vec<Span> {
        let mut all: Vec<Span> = Vec::new();
        for (mask, ready) in self.0.iter().enumerate() {
            for pattern in &ready.patterns {
                let found = secrets(pattern, text).into_iter().map(|at| Span {
                    at,
                    mask,
                    compare: ready.compare,
                });
                all.extend(found);
            }
        }
        all
    }

    /// Where secrets stand: ascending, none touching another.
    fn spans(&self, text: &str) -> Vec<Span> {
        let text = within::lines(text);
        let mut all = self.found(&text);
        // A text within a text, as JSON in JSON, is looked through as what it says.
        if let Some(inner) = within::unescaped(&text) {
            let trimmed = |span: Span| {
                let secret = inner.get(span.at.clone()).unwrap_or_default();
                let start = span.at.start + (secret.len() - secret.trim_start().len());
                let at = start..start + secret.trim().len();
                Span { at, ..span }
            };
            all.extend(self.found(&inner).into_iter().map(trimmed));
        }
        all.sort_by_key(|s| (s.at.start, s.mask));
        let mut merged: Vec<Span> = Vec::new();
        for span in all {
            match merged.last_mut() {
                Some(before) if span.at.start < before.at.end => {
                    before.at.end = before.at.end.max(span.at.end);
                    if span.mask < before.mask {
                        (before.mask, before.compare) = (span.mask, span.compare);
                    }
                }
                _ => merged.push(span),
            }
        }
        merged
    }
}

/// What a pattern takes for a secret. Looked for again from the end of the secret, not of all that was
/// matched: what ended one may begin the next.
fn secrets(pattern: &Regex, text: &str) -> Vec<Range<usize>> {
    let (mut found, mut from) = (Vec::new(), 0);
    while from <= text.len() {
        let Some(hit) = pattern.captures_at(text, from) else {
            break;
        };
        let whole = hit.get(0).map_or(from, |m| m.end());
        let Some(secret) = hit.name("secret").or_else(|| hit.get(0)) else {
            break;
        };
        let secret = match hit.name("end") {
            Some(word) => until(text, whole, word.as_str()),
            None => secret.range(),
        };
        let inner = unquoted(text.get(secret.clone()).unwrap_or_default(), secret.clone());
        let open = is_open(text.get(inner.clone()).unwrap_or_default());
        if !open && !names_a_value(text, &inner) {
            found.push(inner);
        }
        let next = match secret.end > from {
            true => secret.end,
            false => whole,
        };
        from = match next > from {
            true => next,
            false => after(text, from),
        };
    }
    found
}

/// From here to the line that says this word alone, as a text between `<<EOT` and `EOT` ends.
fn until(text: &str, from: usize, word: &str) -> Range<usize> {
    let mut end = from;
    for line in text.get(from..).unwrap_or_default().split_inclusive('\n') {
        if line.trim() == word {
            break;
        }
        end += line.len();
    }
    from..end
}

/// A secret without the quotes around it: they belong to the configuration.
fn unquoted(secret: &str, at: Range<usize>) -> Range<usize> {
    let within = |quote: char| {
        let inner = secret
            .strip_prefix(quote)
            .and_then(|s| s.strip_suffix(quote));
        inner.is_some_and(|i| !i.contains(quote))
    };
    match within('"') || within('\'') {
        true => at.start + 1..at.end - 1,
        false => at,
    }
}

/// `"name": "PASSWORD", "value": "…"`: what follows the name is no secret but where it stands.
fn names_a_value(text: &str, at: &Range<usize>) -> bool {
    let word = text.get(at.clone()).unwrap_or_default();
    let rest = text.get(at.end..).unwrap_or_default();
    let rest = rest.trim_start_matches(['"', '\'']).trim_start();
    word.eq_ignore_ascii_case("value") && rest.starts_with([':', '='])
}

/// The place behind the next character.
fn after(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.chars().next().map_or(1, char::len_utf8)
}

/// No secret: nothing at all, the name of a variable, asterisks, what a mask left, or a sign that the value begins
/// in the next line.
fn is_open(text: &str) -> bool {
    let text = text.trim();
    let variable = || {
        let name = text.strip_prefix("${").and_then(|t| t.strip_suffix('}'));
        name.is_some_and(|n| {
            !n.is_empty()
                && n.chars()
                    .all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'))
        })
    };
    let heredoc = || {
        let word = text
            .strip_prefix("<<")
            .map(|t| t.trim_matches(['-', '~', '"', '\'']));
        word.is_some_and(|w| w.chars().all(|c| c.is_alphanumeric() || c == '_'))
    };
    text.is_empty()
        || matches!(text, "{" | "[" | "(" | "\\")
        || heredoc()
        || text.chars().all(|c| c == '*')
        || text.lines().all(|l| is_mark(l.trim()))
        || variable()
}

fn is_mark(line: &str) -> bool {
    let inner = line
        .strip_prefix("«masked:")
        .and_then(|l| l.strip_suffix('»'));
    line.is_empty() || line == MORE || inner.is_some_and(|i| !i.contains(['«', '»']))
}

/// How many masked values without a mark a line has: nobody can say whether they are the same.
#[must_use]
pub fn unmarked(line: &str) -> usize {
    let parts = line.split("«masked:").skip(1);
    parts
        .filter(|p| p.split('»').next().is_some_and(|i| !i.contains(' ')))
        .count()
}

/// The secret's lines, each as a mark; blanks around them stay.
fn replaced(secret: &str, id: &str, mark: Option<&str>) -> String {
    let name = match mark {
        Some(mark) => format!("«masked:{id} {mark}»"),
        None => format!("«masked:{id}»"),
    };
    let mut first = true;
    let each = secret.split_inclusive(['\n', '\r']).map(|line| {
        let bare = line.trim();
        if bare.is_empty() {
            return line.to_owned();
        }
        let stands = if first { name.as_str() } else { MORE };
        first = false;
        let start = line.len() - line.trim_start().len();
        let end = line.trim_end().len();
        let (head, tail) = (line.get(..start), line.get(end..));
        format!(
            "{}{stands}{}",
            head.unwrap_or_default(),
            tail.unwrap_or_default()
        )
    });
    each.collect()
}

/// By what equal secrets of one desk are known.
fn mark(salt: &str, secret: &str) -> String {
    let mut hash = Sha256::new();
    for part in ["hoist-mask-1", salt, secret] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let all = hash.finalize();
    all.iter().take(4).map(|b| format!("{b:02x}")).collect()
}

/// A pattern of a mask. Searching takes time by the text alone, whatever the pattern.
///
/// # Errors
/// A sentence: what is wrong with it.
pub fn compiled(pattern: &str) -> Result<Regex, String> {
    let made = RegexBuilder::new(pattern).size_limit(PATTERN).build();
    let made = made.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => "the pattern is too large.".to_owned(),
        other => {
            let text = other.to_string();
            let said = text.lines().last().unwrap_or_default();
            format!(
                "the pattern is not a regular expression: {}.",
                said.trim_start_matches("error: ")
            )
        }
    })?;
    match made.is_match("") {
        true => Err("the pattern matches where there is nothing.".to_owned()),
        false => Ok(made),
    }
}

#[cfg(test)]
mod tests;
