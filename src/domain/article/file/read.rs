//! Reads an article's file; every mistake with its line.

use super::super::State;
use super::super::field::{BODY, label, set, tidy};
use super::{FENCE, KEYS, begins};
use crate::domain::article::Article;
use crate::domain::id::{ArticleId, At};
use crate::domain::values::Values;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// A mistake and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Its line, from 1.
    pub line: usize,
    /// A sentence.
    pub text: String,
}

/// What a file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// The number it has where it comes from.
    pub kb: Option<ArticleId>,
    /// The revision it was written from.
    pub revision: Option<u32>,
    /// The desk it comes from, or empty.
    pub desk: String,
    /// Where it stands.
    pub state: State,
    /// Its fields, all of them.
    pub values: Values,
    /// When somebody last said that it is right.
    pub reviewed_at: Option<At>,
    /// The line that says so.
    pub reviewed_line: usize,
    /// It was a known error, and its fix is there.
    pub fixed: bool,
    /// Why it was retired, or empty.
    pub remark: String,
    /// The line of the title.
    pub title_line: usize,
}

/// Reads a file.
///
/// # Errors
/// Every mistake, in the order of its lines.
pub fn parse(text: &str) -> Result<Parsed, Vec<Mistake>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = text.split('\n').collect();
    let is_fence = |line: &&str| line.trim_end() == FENCE;
    if !lines.first().is_some_and(is_fence) {
        return Err(vec![mistake(
            1,
            format!(
                "The first line is {FENCE}, then come title = \"…\" and the like, then {FENCE} again."
            ),
        )]);
    }
    let Some(end) = lines.iter().skip(1).position(is_fence).map(|n| n + 1) else {
        return Err(vec![mistake(
            1,
            format!("The front matter is never closed: a line {FENCE} is missing."),
        )]);
    };
    let front = lines.get(1..end).unwrap_or_default().join("\n");
    let mut reader = Reader {
        front: &front,
        mistakes: Vec::new(),
    };
    let mut parsed = reader.front();
    let mistakes = &mut reader.mistakes;
    sections(&lines, end + 1, &mut parsed, mistakes);
    mistakes.sort_by_key(|m| m.line);
    match reader.mistakes.is_empty() {
        true => Ok(parsed),
        false => Err(reader.mistakes),
    }
}

fn mistake(line: usize, text: impl Into<String>) -> Mistake {
    Mistake {
        line,
        text: text.into(),
    }
}

/// Whether a text has front matter, as a file of an article has.
#[must_use]
pub fn is_file(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').starts_with(FENCE)
}

/// The texts of an article without front matter, by the headings; a text without any is what solves it.
#[must_use]
pub fn body(text: &str) -> (Values, Vec<Mistake>) {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = text.split('\n').collect();
    if !lines.iter().any(|line| begins(line).is_some()) {
        return (Values::new().with("resolution", tidy(&text)), Vec::new());
    }
    let (mut parsed, mut mistakes) = (Parsed::default(), Vec::new());
    sections(&lines, 0, &mut parsed, &mut mistakes);
    // A section that is not there stays as it is.
    let there = |id: &str| lines.iter().any(|line| begins(line) == Some(id));
    parsed.values.0.retain(|id, _| there(id));
    (parsed.values, mistakes)
}

/// The texts below their headings; `from` is the index of the first line behind the front matter.
fn sections(lines: &[&str], from: usize, parsed: &mut Parsed, mistakes: &mut Vec<Mistake>) {
    let mut into: Option<&'static str> = None;
    let mut body: Vec<(&'static str, Vec<String>)> = Vec::new();
    let mut is_stray = false;
    for (n, line) in lines.iter().enumerate().skip(from) {
        if let Some(id) = begins(line) {
            if body.iter().any(|(known, _)| *known == id) {
                let text = format!("“# {}” stands twice.", label(id));
                mistakes.push(mistake(n + 1, text));
            }
            into = Some(id);
            body.push((id, Vec::new()));
            continue;
        }
        match (into, body.last_mut()) {
            (Some(_), Some((_, texts))) => texts.push(unescaped(line).to_owned()),
            _ if line.trim().is_empty() || is_stray => {}
            _ => {
                is_stray = true;
                let known = BODY.map(|id| format!("# {}", label(id))).join(", ");
                let text = format!("This stands below no heading; there are {known}.");
                mistakes.push(mistake(n + 1, text));
            }
        }
    }
    for id in BODY {
        let texts = body.iter().find(|(known, _)| *known == id);
        let text = texts.map_or_else(String::new, |(_, lines)| tidy(&lines.join("\n")));
        parsed.values.set(id, text);
    }
}

fn unescaped(line: &str) -> &str {
    let bare = line.trim_start_matches('\\');
    match line.strip_prefix('\\') {
        Some(rest) if begins(bare).is_some() => rest,
        _ => line,
    }
}

struct Reader<'a> {
    front: &'a str,
    mistakes: Vec<Mistake>,
}

impl Reader<'_> {
    fn line(&self, span: &Range<usize>) -> usize {
        let before = self.front.get(..span.start).unwrap_or(self.front);
        // The front matter begins in the second line.
        before.matches('\n').count() + 2
    }

    fn wrong(&mut self, span: &Range<usize>, text: impl Into<String>) {
        let line = self.line(span);
        self.mistakes.push(mistake(line, text));
    }

    fn front(&mut self) -> Parsed {
        let front = self.front;
        let (table, errors) = DeTable::parse_recoverable(front);
        for error in &errors {
            let span = error.span().unwrap_or(0..0);
            let said = error.message().trim_end_matches('.').to_owned();
            self.wrong(&span, format!("This is not TOML: {said}."));
        }
        let mut parsed = Parsed {
            title_line: 2,
            ..Parsed::default()
        };
        let mut article = Article::default();
        for (key, value) in table.get_ref() {
            let (name, span) = (key.get_ref().as_ref(), value.span());
            if !KEYS.contains(&name) {
                let text = format!("“{name}” is not known here; there are {}.", KEYS.join(", "));
                self.wrong(&key.span(), text);
                continue;
            }
            match name {
                "title" => parsed.title_line = self.line(&span),
                "reviewed" => parsed.reviewed_line = self.line(&span),
                _ => {}
            }
            if let Err(why) = take(name, value.get_ref(), &mut parsed, &mut article) {
                self.wrong(&span, why);
            }
        }
        let known = |name: &str| table.get_ref().iter().any(|(k, _)| k.get_ref() == name);
        if errors.is_empty() && !known("title") {
            self.wrong(&(0..0), "title = \"…\" is missing.");
        }
        if parsed.state == State::Retired && parsed.remark.is_empty() && errors.is_empty() {
            let text = "A retired article says why: remark = \"…\" is missing.";
            self.wrong(&(0..0), text);
        }
        if parsed.fixed && article.known_error {
            let text = "It is a known error or fixed, not both: take known_error or fixed out.";
            self.wrong(&(0..0), text);
        }
        for id in ["title", "products", "tags", "known_error"] {
            parsed.values.set(id, super::text(&article, id));
        }
        parsed
    }
}

fn take(
    name: &str,
    value: &DeValue<'_>,
    parsed: &mut Parsed,
    article: &mut Article,
) -> Result<(), String> {
    let whole = |s: String| format!("{}.", s.trim_end_matches('.'));
    match name {
        "kb" => parsed.kb = Some(ArticleId(number(name, value)?)),
        "revision" => {
            let n = number(name, value)?;
            let n = u32::try_from(n).map_err(|_| "revision is too large.".to_owned())?;
            parsed.revision = Some(n);
        }
        "desk" => parsed.desk = string(name, value)?,
        "state" => parsed.state = string(name, value)?.parse().map_err(whole)?,
        "remark" => parsed.remark = string(name, value)?.trim().to_owned(),
        "reviewed" => {
            let text = string(name, value)?;
            let at = chrono::DateTime::parse_from_rfc3339(&text)
                .map_err(|_| format!("“{text}” is not a time like 2026-11-02T10:00:00Z."))?;
            parsed.reviewed_at = Some(At(at.timestamp_millis()));
        }
        "known_error" => match value {
            DeValue::Boolean(yes) => article.known_error = *yes,
            _ => return Err("known_error is true or false.".to_owned()),
        },
        "fixed" => match value {
            DeValue::Boolean(yes) => parsed.fixed = *yes,
            _ => return Err("fixed is true or false.".to_owned()),
        },
        "products" | "tags" => {
            set(article, name, &strings(name, value)?.join("\n")).map_err(whole)?
        }
        _ => {
            let title = string(name, value)?;
            if title.trim().is_empty() {
                return Err("The title is empty.".to_owned());
            }
            set(article, name, &title).map_err(whole)?;
        }
    }
    Ok(())
}

fn string(name: &str, value: &DeValue<'_>) -> Result<String, String> {
    match value {
        DeValue::String(text) => Ok(text.to_string()),
        _ => Err(format!("{name} is a text: {name} = \"…\".")),
    }
}

fn strings(name: &str, value: &DeValue<'_>) -> Result<Vec<String>, String> {
    let wrong = || format!("{name} is a list of texts: {name} = [\"…\"].");
    let DeValue::Array(items) = value else {
        return Err(wrong());
    };
    let each = items.iter().map(|item| match item.get_ref() {
        DeValue::String(text) if !text.contains('\n') => Ok(text.to_string()),
        _ => Err(wrong()),
    });
    each.collect()
}

fn number(name: &str, value: &DeValue<'_>) -> Result<i64, String> {
    let wrong = || format!("{name} is a number: {name} = 12.");
    match value {
        DeValue::Integer(n) => i64::from_str_radix(n.as_str(), n.radix())
            .ok()
            .filter(|n| *n > 0)
            .ok_or_else(wrong),
        _ => Err(wrong()),
    }
}
