//! An article as a file: Markdown with front matter in TOML between two lines `+++`, its texts below
//! headings of the first level. What is written reads back equal.

mod read;

pub use read::{Mistake, Parsed, body, is_file, parse};

use super::field::{BODY, label, text};
use super::{Article, State};
use crate::domain::fold::fold;
use crate::domain::words::rfc3339;
use std::fmt::Write;

/// The line before and after the front matter.
const FENCE: &str = "+++";

/// Keys of the front matter, in their order.
const KEYS: [&str; 11] = [
    "kb",
    "revision",
    "desk",
    "title",
    "state",
    "known_error",
    "fixed",
    "products",
    "tags",
    "reviewed",
    "remark",
];

/// Largest file that is read, in bytes.
pub const LARGEST: u64 = 1 << 20;

/// The file of an article of this desk.
#[must_use]
pub fn write(article: &Article, desk: &str) -> String {
    let mut out = format!("{FENCE}\nkb = {}\n", article.id.0);
    // Writing to a String cannot fail.
    let _ = writeln!(out, "revision = {}", article.revision);
    let _ = writeln!(out, "desk = {}", quoted(desk));
    let _ = writeln!(out, "title = {}", quoted(&article.title));
    let _ = writeln!(out, "state = {}", quoted(article.state.id()));
    if article.known_error {
        out.push_str("known_error = true\n");
    } else if article.fixes > 0 {
        out.push_str("fixed = true\n");
    }
    let products: Vec<String> = article.products.iter().map(|p| p.to_string()).collect();
    list(&mut out, "products", &products);
    list(&mut out, "tags", &article.tags);
    if let Some(at) = article.reviewed_at {
        let _ = writeln!(out, "reviewed = {}", quoted(&rfc3339(at)));
    }
    if article.state == State::Retired && !article.remark.is_empty() {
        let _ = writeln!(out, "remark = {}", quoted(&article.remark));
    }
    out.push_str(FENCE);
    out.push('\n');
    for id in BODY {
        let section = text(article, id);
        if !section.is_empty() {
            let _ = write!(out, "\n# {}\n\n", label(id));
            section.lines().for_each(|line| {
                out.push_str(&escaped(line));
                out.push('\n');
            });
        }
    }
    out
}

fn list(out: &mut String, key: &str, items: &[String]) {
    if !items.is_empty() {
        let items: Vec<String> = items.iter().map(|i| quoted(i)).collect();
        let _ = writeln!(out, "{key} = [{}]", items.join(", "));
    }
}

/// A TOML string.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// Whether a line would begin a section, without the backslashes before it.
fn begins(line: &str) -> Option<&'static str> {
    let name = line.trim_end().strip_prefix("# ")?;
    BODY.into_iter().find(|id| label(id) == name.trim())
}

/// A line of a text that looks like the heading of a section gets one backslash more.
fn escaped(line: &str) -> String {
    match begins(line.trim_start_matches('\\')) {
        Some(_) => format!("\\{line}"),
        None => line.to_owned(),
    }
}

/// The file's name: its number and its title in letters that every file system takes.
#[must_use]
pub fn name(article: &Article) -> String {
    let mut slug = String::new();
    for c in fold(&article.title).chars() {
        match c.is_ascii_alphanumeric() {
            true => slug.push(c),
            false if slug.ends_with('-') || slug.is_empty() => {}
            false => slug.push('-'),
        }
        if slug.len() >= 60 {
            break;
        }
    }
    let slug = slug.trim_end_matches('-');
    match slug.is_empty() {
        true => format!("{}.md", number(article)),
        false => format!("{}-{slug}.md", number(article)),
    }
}

/// What the names of an article's files begin with.
#[must_use]
pub fn number(article: &Article) -> String {
    format!("{:04}", article.id.0)
}

#[cfg(test)]
mod tests;
