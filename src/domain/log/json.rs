//! Lines that are one JSON object: journald's own, and those of structured loggers.

use super::format::Format;
use super::level::Level;
use super::line::Line;
use super::stamp::{self, Clock, Stamp};
use crate::domain::id::At;
use serde_json::{Map, Value};
use std::borrow::Cow;

const TIMES: [&str; 9] = [
    "@timestamp",
    "timestamp",
    "time",
    "ts",
    "datetime",
    "date",
    "@t",
    "eventTime",
    "asctime",
];
const LEVELS: [&str; 8] = [
    "level",
    "severity",
    "lvl",
    "loglevel",
    "log.level",
    "levelname",
    "@l",
    "severity_text",
];
const MESSAGES: [&str; 8] = [
    "message", "msg", "MESSAGE", "@m", "event", "log", "body", "text",
];
const SOURCES: [&str; 8] = [
    "logger",
    "logger_name",
    "component",
    "name",
    "service",
    "module",
    "caller",
    "SYSLOG_IDENTIFIER",
];

/// Takes apart a line that is a JSON object; none when it is no such thing.
pub(super) fn read(text: &str, latest: At) -> Option<Line<'_>> {
    let Ok(Value::Object(object)) = serde_json::from_str::<Value>(text) else {
        return None;
    };
    let journald = object.contains_key("__REALTIME_TIMESTAMP");
    if journald {
        Some(of_journald(&object, text))
    } else {
        Some(of_lines(&object, text, latest))
    }
}

fn of_journald<'a>(object: &Map<String, Value>, text: &'a str) -> Line<'a> {
    let number = |key: &str| object.get(key).and_then(whole_number);
    let source = first(object, &["SYSLOG_IDENTIFIER", "_COMM", "_SYSTEMD_UNIT"]);
    let priority = number("PRIORITY").and_then(|p| u8::try_from(p).ok());
    Line {
        format: Format::Journald,
        stamp: number("__REALTIME_TIMESTAMP").map(|us| Stamp {
            at: At(us.div_euclid(1000)),
            clock: Clock::Zoned,
        }),
        level: priority.map(Level::of_syslog),
        source: source.map(Cow::Owned),
        message: object
            .get("MESSAGE")
            .and_then(said)
            .map_or(Cow::Borrowed(text), Cow::Owned),
        continues: false,
    }
}

/// A message that is not UTF-8 is written by journald as an array of bytes.
fn said(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(bytes) => {
            let byte = |b: &Value| b.as_u64().and_then(|b| u8::try_from(b).ok());
            let bytes: Option<Vec<u8>> = bytes.iter().map(byte).collect();
            bytes.map(|b| String::from_utf8_lossy(&b).into_owned())
        }
        _ => None,
    }
}

fn whole_number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

fn of_lines<'a>(object: &Map<String, Value>, text: &'a str, latest: At) -> Line<'a> {
    let stamp = TIMES
        .iter()
        .find_map(|key| instant(object.get(*key)?, latest));
    let level = LEVELS.iter().find_map(|key| graded(object.get(*key)?));
    let message = MESSAGES.iter().find_map(|key| said(object.get(*key)?));
    Line {
        format: Format::JsonLines,
        stamp,
        level,
        source: first(object, &SOURCES).map(Cow::Owned),
        message: message.map_or(Cow::Borrowed(text), Cow::Owned),
        continues: false,
    }
}

fn instant(value: &Value, latest: At) -> Option<Stamp> {
    match value {
        Value::String(text) => {
            stamp::whole(text, latest).or_else(|| text.parse().ok().and_then(stamp::epoch))
        }
        Value::Number(number) => stamp::epoch(number.as_f64()?),
        _ => None,
    }
}

/// A word, or the numbers of bunyan and pino (10 trace … 60 fatal).
fn graded(value: &Value) -> Option<Level> {
    match value {
        Value::String(word) => Level::of_word(word.trim()),
        Value::Number(number) => Some(match number.as_i64()? {
            10 => Level::Trace,
            20 => Level::Debug,
            30 => Level::Info,
            40 => Level::Warn,
            50 => Level::Error,
            60 => Level::Fatal,
            _ => return None,
        }),
        // Elastic's `"log": {"level": …}` and such.
        Value::Object(inner) => graded(inner.get("level").or_else(|| inner.get("name"))?),
        _ => None,
    }
}

fn first(object: &Map<String, Value>, keys: &[&str]) -> Option<String> {
    keys.iter()
        .find_map(|key| object.get(*key)?.as_str().map(str::to_owned))
}
