//! Lines of `key=value` pairs, values quoted where they must be.

use super::format::Format;
use super::level::Level;
use super::line::Line;
use super::stamp::{self, Stamp};
use crate::domain::id::At;
use std::borrow::Cow;

/// Pairs looked at; what says when and how bad stands in front.
const PAIRS: usize = 40;

/// Takes apart a line of pairs; none when it does not begin with a pair or says neither when nor how
/// bad it is.
pub(super) fn read(text: &str, latest: At) -> Option<Line<'_>> {
    let mut rest = text;
    let mut line = Line {
        format: Format::Logfmt,
        message: Cow::Borrowed(text),
        ..Line::default()
    };
    let mut pairs = 0;
    while pairs < PAIRS {
        let Some((key, value, after)) = pair(rest) else {
            break;
        };
        note(&mut line, key, value, latest);
        pairs += 1;
        rest = after.trim_start_matches(' ');
    }
    let enough = pairs >= 2 && (line.stamp.is_some() || line.level.is_some());
    enough.then_some(line)
}

fn note<'a>(line: &mut Line<'a>, key: &str, value: Cow<'a, str>, latest: At) {
    match key {
        "time" | "ts" | "timestamp" | "t" | "at" if line.stamp.is_none() => {
            line.stamp = instant(&value, latest);
        }
        "level" | "lvl" | "severity" => line.level = Level::of_word(&value),
        "msg" | "message" | "event" => line.message = value,
        "logger" | "component" | "caller" | "source" => line.source = Some(value),
        _ => {}
    }
}

fn instant(value: &str, latest: At) -> Option<Stamp> {
    stamp::whole(value, latest).or_else(|| value.parse().ok().and_then(stamp::epoch))
}

/// The pair with which a text begins: key, value, what follows.
fn pair(text: &str) -> Option<(&str, Cow<'_, str>, &str)> {
    let bytes = text.as_bytes();
    let key = bytes
        .iter()
        .take(64)
        .position(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-' | b'@')))?;
    if key == 0 || bytes.get(key) != Some(&b'=') || !bytes[0].is_ascii_alphabetic() {
        return None;
    }
    let (name, value) = (text.get(..key)?, text.get(key + 1..)?);
    if let Some(quoted) = value.strip_prefix('"') {
        let (inner, rest) = unquoted(quoted)?;
        return Some((name, inner, rest));
    }
    let end = value.find(' ').unwrap_or(value.len());
    Some((name, Cow::Borrowed(value.get(..end)?), value.get(end..)?))
}

/// A quoted value up to its closing quote.
fn unquoted(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let bytes = text.as_bytes();
    let mut i = 0;
    while i < bytes.len() && bytes[i] != b'"' {
        i += 1 + usize::from(bytes[i] == b'\\');
    }
    let inner = text.get(..i)?;
    let rest = text.get(i + 1..)?;
    let value = match inner.contains('\\') {
        true => Cow::Owned(
            inner
                .replace("\\\"", "\"")
                .replace("\\n", "\n")
                .replace("\\\\", "\\"),
        ),
        false => Cow::Borrowed(inner),
    };
    Some((value, rest))
}
