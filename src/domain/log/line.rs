//! One line of a log, taken apart.

use super::format::Format;
use super::level::{self, Level};
use super::stamp::{self, Form, Stamp};
use super::{header, json, logfmt};
use crate::domain::id::At;
use std::borrow::Cow;

/// What a line says of itself, and its message. Nothing is lost: the message is what is left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line<'a> {
    /// How it is written.
    pub format: Format,
    /// When it was written.
    pub stamp: Option<Stamp>,
    /// The level that it names.
    pub level: Option<Level>,
    /// Who wrote it: a logger, a unit, a component.
    pub source: Option<Cow<'a, str>>,
    /// The rest.
    pub message: Cow<'a, str>,
    /// It goes on from the line before it: a stack trace, an indented line.
    pub continues: bool,
}

impl Line<'_> {
    /// The level that the line names, else what its words say ([`level::guess`]).
    #[must_use]
    pub fn judged(&self) -> Option<Level> {
        self.level.or_else(|| level::guess(&self.message))
    }
}

/// Takes a line apart. `latest` is when the newest line can have been written (the time at which the
/// file was last changed): stamps without a year take theirs from it.
#[must_use]
pub fn read(text: &str, latest: At) -> Line<'_> {
    let found = match text.as_bytes().first() {
        None | Some(b' ' | b'\t') => None,
        Some(b'{') => json::read(text, latest),
        Some(b'<') => header::priority(text, latest),
        _ => logfmt::read(text, latest),
    };
    found
        .or_else(|| access(text, latest))
        .or_else(|| header::read(text, latest))
        .unwrap_or_else(|| bare(text))
}

/// A line without a time: a level may still begin it.
fn bare(text: &str) -> Line<'_> {
    if continues(text) {
        return Line {
            message: Cow::Borrowed(text),
            continues: true,
            ..Line::default()
        };
    }
    header::leveled(text).unwrap_or_else(|| Line {
        message: Cow::Borrowed(text),
        ..Line::default()
    })
}

/// A line that belongs to the one before it.
fn continues(text: &str) -> bool {
    let trimmed = text.trim_start();
    trimmed.len() < text.len()
        || trimmed.is_empty()
        || ["Caused by: ", "Suppressed: ", "at ", "... ", "}", ")", "]"]
            .iter()
            .any(|begin| trimmed.starts_with(begin) && !trimmed.starts_with("] "))
}

/// `1.2.3.4 - ana [24/Nov/2026:09:00:00 +0100] "GET / HTTP/1.1" 200 12`, a virtual host before it
/// allowed.
fn access(text: &str, latest: At) -> Option<Line<'_>> {
    let bytes = text.as_bytes();
    // The cheap question first: this is asked of every line.
    let open = bytes.iter().take(256).position(|b| *b == b'[')?;
    if open < 4 || bytes[open - 1] != b' ' {
        return None;
    }
    let found = stamp::read(bytes.get(open..)?, latest)?;
    if found.form != Form::Clf {
        return None;
    }
    let message = text.get(open + found.end..)?.trim_start();
    let host = text.get(..open)?.split(' ').next();
    Some(Line {
        format: Format::Access,
        stamp: Some(found.stamp),
        level: status(message).map(Level::of_http),
        source: host.map(Cow::Borrowed),
        message: Cow::Borrowed(message),
        continues: false,
    })
}

/// The status after the quoted request.
fn status(message: &str) -> Option<u16> {
    let rest = message.strip_prefix('"')?;
    let after = rest.split_once("\" ")?.1;
    after.split(' ').next()?.parse().ok()
}

#[cfg(test)]
mod tests;
