//! What stands between the time of a line and its message: host, process, level, thread, logger.
//!
//! No layout is configured: a field is told by its shape. Where the shape is in doubt the field is
//! left in the message, so that no word of it is lost.

mod field;

use super::format::Format;
use super::level::Level;
use super::line::Line;
use super::stamp::{self, Clock, Form, Found};
use crate::domain::id::At;
use field::Fields;
use std::borrow::Cow;

/// Fields that may stand before the time: a file name, a node, a flag.
const BEFORE: usize = 5;

/// Takes apart a line that has a time near its beginning; none when it has none.
pub(super) fn read(text: &str, latest: At) -> Option<Line<'_>> {
    let (found, end) = stamped(text, latest)?;
    let rest = text.get(end..)?;
    Some(match found.form {
        Form::Syslog => syslog(rest, found, None),
        Form::Boot => kernel(rest, found, None),
        Form::Glog => glog(text, rest, found),
        Form::Logcat if rest.starts_with(' ') => {
            logcat(rest, found).unwrap_or_else(|| timed(rest, found))
        }
        _ => timed(rest, found),
    })
}

/// The stamp of a line, and where it ends: at the beginning, or after a few fields of a header. Seconds
/// since 1970 are often followed by the same time written out: then that one counts.
fn stamped(text: &str, latest: At) -> Option<(Found, usize)> {
    let bytes = text.as_bytes();
    let (mut at, mut best) = (0, None::<(Found, usize)>);
    for _ in 0..=BEFORE {
        let rest = bytes.get(at..)?;
        if let Some(found) = stamp::read(rest, latest) {
            let end = at + found.end;
            if found.form != Form::Epoch {
                return Some((found, end));
            }
            best = best.or(Some((found, end)));
        }
        let word = rest.iter().position(|b| *b == b' ').unwrap_or(rest.len());
        if !heads(&rest[..word]) {
            return best;
        }
        let blanks = rest[word..].iter().take_while(|b| **b == b' ').count();
        at += word + blanks;
        if at >= bytes.len() {
            return best;
        }
    }
    best
}

/// A word that may stand before the time: no word of a sentence.
fn heads(word: &[u8]) -> bool {
    let marked = |b: &u8| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'/' | b'_' | b':');
    let capitals = word.iter().all(u8::is_ascii_uppercase);
    !word.is_empty() && word.len() <= 128 && (capitals || word.iter().any(marked))
}

/// `<34>` of syslog, before RFC 5424, RFC 3164 or the kernel's own form.
pub(super) fn priority(text: &str, latest: At) -> Option<Line<'_>> {
    let close = text.as_bytes().iter().take(5).position(|b| *b == b'>')?;
    let value: u16 = text.get(1..close)?.parse().ok()?;
    let severity = u8::try_from(value % 8).ok()?;
    let level = Some(Level::of_syslog(severity));
    let rest = text.get(close + 1..)?;
    if let Some(modern) = rest.strip_prefix("1 ") {
        return rfc5424(modern, level, latest);
    }
    let (found, end) = stamped(rest, latest)?;
    let after = rest.get(end..)?;
    Some(match found.form {
        Form::Boot => kernel(after, found, level),
        _ => syslog(after, found, level),
    })
}

/// `TIME HOST APP PROCID MSGID [data] message`.
fn rfc5424(text: &str, level: Option<Level>, latest: At) -> Option<Line<'_>> {
    let mut parts = text.splitn(6, ' ');
    let time = parts.next()?;
    let (_host, app) = (parts.next()?, parts.next()?);
    let (_process, _id) = (parts.next()?, parts.next()?);
    let data = parts.next().unwrap_or_default();
    let message = match data.strip_prefix('-') {
        Some(rest) => rest,
        None => after_data(data),
    };
    Some(Line {
        format: Format::Syslog5424,
        stamp: stamp::whole(time, latest),
        level,
        source: (app != "-").then_some(Cow::Borrowed(app)),
        message: Cow::Borrowed(message.trim_start().trim_start_matches('\u{feff}')),
        continues: false,
    })
}

/// What follows the structured data: `[id key="value"]…`, in which `\]` and `\"` are escaped.
fn after_data(text: &str) -> &str {
    let bytes = text.as_bytes();
    let (mut i, mut inside) = (0, false);
    while i < bytes.len() {
        match bytes[i] {
            b'\\' => i += 1,
            b'[' => inside = true,
            b']' => inside = false,
            b' ' if !inside => break,
            _ => {}
        }
        i += 1;
    }
    text.get(i..).unwrap_or_default()
}

/// ` host tag[1]: message`.
fn syslog<'a>(rest: &'a str, found: Found, level: Option<Level>) -> Line<'a> {
    let rest = rest.trim_start();
    let after = rest.split_once(' ').map_or("", |(_, after)| after);
    let (source, message) = field::tag(after).unwrap_or((None, after));
    Line {
        format: Format::Syslog,
        stamp: Some(found.stamp),
        level,
        source: source.map(Cow::Borrowed),
        message: Cow::Borrowed(message.trim_start()),
        continues: false,
    }
}

fn kernel<'a>(rest: &'a str, found: Found, level: Option<Level>) -> Line<'a> {
    Line {
        format: Format::Kernel,
        stamp: Some(found.stamp),
        level,
        source: None,
        message: Cow::Borrowed(rest.trim_start()),
        continues: false,
    }
}

/// ` 7 file.cc:12] message`; the level is the first letter of the line.
fn glog<'a>(text: &'a str, rest: &'a str, found: Found) -> Line<'a> {
    let (head, message) = rest.split_once("] ").unwrap_or(("", rest.trim_start()));
    let letter = text.as_bytes().first().copied().unwrap_or(b'I');
    Line {
        format: Format::Glog,
        stamp: Some(found.stamp),
        level: Level::of_letter(letter),
        source: head.split_whitespace().last().map(Cow::Borrowed),
        message: Cow::Borrowed(message),
        continues: false,
    }
}

/// ` 1702  2395 D Tag: message`.
fn logcat<'a>(rest: &'a str, found: Found) -> Option<Line<'a>> {
    let mut fields = Fields::new(rest);
    fields.number()?;
    fields.number()?;
    let letter = fields.word()?;
    let level = match letter.as_bytes() {
        [letter] => Level::of_letter(*letter)?,
        _ => return None,
    };
    let after = fields.rest();
    let colon = after
        .find(": ")
        .or_else(|| after.ends_with(':').then(|| after.len() - 1))?;
    Some(Line {
        format: Format::Logcat,
        stamp: Some(found.stamp),
        level: Some(level),
        source: after.get(..colon).map(str::trim).map(Cow::Borrowed),
        message: Cow::Borrowed(after.get(colon + 1..)?.trim_start()),
        continues: false,
    })
}

/// A time, and then whatever fields a logger puts before its message.
fn timed<'a>(rest: &'a str, found: Found) -> Line<'a> {
    if let Some(line) = forwarded(rest, found) {
        return line;
    }
    let mut fields = Fields::new(rest);
    fields.run();
    let web = found.form == Form::Ctime && rest.trim_start().starts_with('[');
    let nginx = rest.starts_with(" [") && fields.level.is_some() && rest.contains('#');
    let format = match fields.source {
        _ if (web || nginx) && fields.level.is_some() => Format::WebError,
        Some("CBS" | "CSI" | "DPX" | "CMIADAPTER") if rest.starts_with(',') => Format::Cbs,
        Some(_) => Format::Logger,
        None => Format::Timed,
    };
    Line {
        format,
        stamp: Some(found.stamp),
        level: fields.level,
        source: fields.source.map(Cow::Borrowed),
        message: Cow::Borrowed(fields.rest()),
        continues: false,
    }
}

/// ` host tag[1]: message` after a time with a zone, as rsyslog forwards it.
fn forwarded<'a>(rest: &'a str, found: Found) -> Option<Line<'a>> {
    if found.stamp.clock != Clock::Zoned || found.form != Form::Iso {
        return None;
    }
    let (host, after) = rest.strip_prefix(' ')?.split_once(' ')?;
    let named = host
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'));
    let first = after.split(' ').next()?;
    let tagged = first.ends_with(':') && Level::of_word(first.trim_end_matches(':')).is_none();
    if !named || !tagged || Level::of_word(host).is_some() {
        return None;
    }
    Some(syslog(rest, found, None))
}

/// A line without a time that begins with a level: `ERROR:name:message` (Python), `[WARN] message`,
/// `E/Tag(  12): message` (logcat, brief).
pub(super) fn leveled(text: &str) -> Option<Line<'_>> {
    if let Some(line) = brief(text) {
        return Some(line);
    }
    let mut fields = Fields::new(text);
    let level = fields.level_now()?;
    let python =
        text.as_bytes().get(level.1) == Some(&b':') && !text.get(level.1 + 1..)?.starts_with(' ');
    let rest = fields.rest();
    let named = rest.split_once(':').filter(|_| python);
    let (source, message) = match named {
        Some((name, message)) if !name.contains(' ') => (Some(Cow::Borrowed(name)), message),
        _ => (None, rest),
    };
    Some(Line {
        format: if source.is_some() {
            Format::Logger
        } else {
            Format::Plain
        },
        level: Some(level.0),
        source,
        message: Cow::Borrowed(message.trim_start()),
        ..Line::default()
    })
}

fn brief(text: &str) -> Option<Line<'_>> {
    let bytes = text.as_bytes();
    if bytes.get(1) != Some(&b'/') {
        return None;
    }
    let level = Level::of_letter(bytes[0])?;
    let (head, message) = text.get(2..)?.split_once("): ")?;
    let (tag, process) = head.split_once('(')?;
    let numbered = process.trim().bytes().all(|b| b.is_ascii_digit()) && tag.len() <= 64;
    numbered.then(|| Line {
        format: Format::Logcat,
        level: Some(level),
        source: Some(Cow::Borrowed(tag.trim())),
        message: Cow::Borrowed(message),
        ..Line::default()
    })
}
