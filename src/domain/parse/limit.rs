//! Priorities, windows, targets and durations.

use super::fault::FaultKind;
use super::read::{Reader, Table, Word};
use crate::domain::process::{ARTICLE_REVIEW_MS, Limits, Process, Targets, Windows};

/// Priorities from the highest on.
pub(super) const PRIORITIES: [&str; 5] = ["major", "P1", "P2", "P3", "P4"];
const CLOCKS: [&str; 4] = ["first_response", "update", "resolution", "acceptance"];

/// `[matrix]`: impact → urgency → priority, without a hole.
pub(super) fn matrix<'a>(r: &mut Reader<'a>, root: &Table<'a>, process: &mut Process) {
    let Some(matrix) = r.need_sub(root, "matrix") else {
        return;
    };
    let levels: Vec<String> = process.levels.iter().map(|l| l.id.clone()).collect();
    for (key, value) in matrix.entries() {
        if !levels.iter().any(|l| l == key.text) {
            let known = levels.iter().map(String::as_str);
            r.unknown(FaultKind::UnknownCode, &key, "impact", known);
            continue;
        }
        let Some(row) = r.table(value, key.text, format!("impact “{}”", key.text)) else {
            continue;
        };
        for (urgency, value) in row.entries() {
            if !levels.iter().any(|l| l == urgency.text) {
                let known = levels.iter().map(String::as_str);
                r.unknown(FaultKind::UnknownCode, &urgency, "urgency", known);
                continue;
            }
            let Some(word) = r.word(value, urgency.text) else {
                continue;
            };
            let at = PRIORITIES.iter().skip(1).position(|p| *p == word.text);
            match at.and_then(|i| u8::try_from(i + 1).ok()) {
                Some(priority) => {
                    let pair = (key.text.to_owned(), urgency.text.to_owned());
                    process.matrix.insert(pair, priority);
                }
                None => {
                    let message = format!("“{}” is not a priority: P1 to P4.", word.text);
                    r.fault(FaultKind::BadNumber, &word.span, message);
                }
            }
        }
        for urgency in &levels {
            r.need(&row, urgency);
        }
    }
    for impact in &levels {
        r.need(&matrix, impact);
    }
}

/// `[windows]`.
pub(super) fn windows<'a>(r: &mut Reader<'a>, root: &Table<'a>) -> Windows {
    let Some(table) = r.need_sub(root, "windows") else {
        return Windows::default();
    };
    r.known(
        &table,
        &[
            "reopen",
            "restore",
            "outbox",
            "undo",
            "attempts",
            "attempt_days",
            "joint_session_after",
            "article_review",
        ],
    );
    let count = |r: &mut Reader<'a>, key: &str, low: i64| {
        r.need(&table, key);
        r.number(&table, key, low..=100)
            .and_then(|n| u32::try_from(n).ok())
            .unwrap_or_default()
    };
    Windows {
        reopen_ms: duration(r, &table, "reopen"),
        restore_ms: duration(r, &table, "restore"),
        outbox_ms: duration(r, &table, "outbox"),
        undo_ms: duration(r, &table, "undo"),
        // Two further attempts are the least that may stand for a customer's word.
        attempts: count(r, "attempts", 2),
        attempt_days: count(r, "attempt_days", 1),
        joint_session_after: count(r, "joint_session_after", 1),
        // A file from before there was a knowledge base says nothing about it.
        article_review_ms: match r.text(&table, "article_review") {
            Some(_) => duration(r, &table, "article_review"),
            None => ARTICLE_REVIEW_MS,
        },
    }
}

/// `[targets]`: one row a priority.
pub(super) fn targets<'a>(r: &mut Reader<'a>, root: &Table<'a>) -> Vec<Targets> {
    let Some(table) = r.need_sub(root, "targets") else {
        return Vec::new();
    };
    r.known(&table, &[&PRIORITIES[..], &["calendar"]].concat());
    let in_calendar = table.get("calendar").is_some();
    rows(r, &table, in_calendar)
}

/// The targets of a policy.
pub(super) fn targets_of<'a>(
    r: &mut Reader<'a>,
    table: &Table<'a>,
    in_calendar: bool,
) -> Vec<Targets> {
    r.known(table, &PRIORITIES);
    rows(r, table, in_calendar)
}

/// A row for each priority. Where a calendar counts they are of open time, of which nobody knows how much a day is.
fn rows<'a>(r: &mut Reader<'a>, table: &Table<'a>, in_calendar: bool) -> Vec<Targets> {
    let mut all = Vec::new();
    for (priority, key) in (0..).zip(PRIORITIES) {
        let Some(value) = r.need(table, key) else {
            continue;
        };
        let Some(row) = r.table(value, key, format!("the target “{key}”")) else {
            continue;
        };
        r.known(&row, &CLOCKS);
        if in_calendar {
            for clock in CLOCKS {
                if let Some(word) = row.get(clock).and_then(|v| r.word(v, clock)) {
                    no_days(r, &word);
                }
            }
        }
        all.push(Targets {
            priority,
            first_response_ms: duration(r, &row, "first_response"),
            update_ms: duration(r, &row, "update"),
            resolution_ms: duration(r, &row, "resolution"),
            acceptance_ms: duration(r, &row, "acceptance"),
        });
    }
    all
}

/// Refuses days and weeks of open time.
pub(super) fn no_days(r: &mut Reader<'_>, word: &Word<'_>) {
    if milliseconds(word.text).is_some() && word.text.contains(['d', 'w']) {
        let message = format!(
            "“{}” of open time is not clear: with a calendar, write hours.",
            word.text
        );
        r.fault(FaultKind::BadDuration, &word.span, message);
    }
}

/// `[review]`.
pub(super) fn review<'a>(r: &mut Reader<'a>, root: &Table<'a>) -> i64 {
    let Some(table) = r.need_sub(root, "review") else {
        return 0;
    };
    r.known(&table, &["every"]);
    duration(r, &table, "every")
}

/// `[limits]`; a file from before there were any, or without, has the defaults.
pub(super) fn limits<'a>(r: &mut Reader<'a>, root: &Table<'a>) -> Limits {
    let mut limits = Limits::default();
    let Some(table) = r.sub(root, "limits") else {
        return limits;
    };
    r.known(&table, &["attachment", "configuration"]);
    size(r, &table, "attachment", &mut limits.attachment);
    size(r, &table, "configuration", &mut limits.configuration);
    limits
}

/// An optional size; the one that is there stays where the file has none.
fn size<'a>(r: &mut Reader<'a>, table: &Table<'a>, key: &str, into: &mut u64) {
    let Some(word) = r.text(table, key) else {
        return;
    };
    match bytes(word.text) {
        Some(most) => *into = most,
        None => {
            let message = format!(
                "“{}” is not a size from 1 byte to 4 GiB, like 512 KiB, 64 MiB or 1 GiB.",
                word.text
            );
            r.fault(FaultKind::BadNumber, &word.span, message);
        }
    }
}

/// Reads `64 MiB`, `512KiB`, `100 MB`, `4096 bytes`; `None` when it is no size, or above 4 GiB.
fn bytes(text: &str) -> Option<u64> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    let number: u64 = text.get(..end)?.parse().ok()?;
    let scale = match text.get(end..)?.trim() {
        "B" | "byte" | "bytes" => 1,
        "kB" | "KB" => 1_000,
        "MB" => 1_000_000,
        "GB" => 1_000_000_000,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        _ => return None,
    };
    let bytes = number.checked_mul(scale)?;
    (1..=4 << 30).contains(&bytes).then_some(bytes)
}

/// A duration that must be there, in milliseconds.
fn duration<'a>(r: &mut Reader<'a>, table: &Table<'a>, key: &str) -> i64 {
    let Some(word) = r.need_text(table, key) else {
        return 0;
    };
    milliseconds(word.text).unwrap_or_else(|| {
        no_duration(r, &word);
        0
    })
}

/// Says that this is no duration.
pub(super) fn no_duration(r: &mut Reader<'_>, Word { text, span }: &Word<'_>) {
    let message =
        format!("“{text}” is not a duration like 30 s, 15 min, 4 h, 5 days or 1 h 30 min.");
    r.fault(FaultKind::BadDuration, span, message);
}

/// Reads `1 h 30 min`, `14 days`, `2w`; `None` when it is no duration longer than nothing.
pub(super) fn milliseconds(text: &str) -> Option<i64> {
    let mut rest = text.trim();
    let mut sum = 0_i64;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let number: i64 = rest.get(..digits)?.parse().ok()?;
        rest = rest.get(digits..)?.trim_start();
        let end = rest
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(rest.len());
        let unit = match rest.get(..end)? {
            "s" | "sec" | "second" | "seconds" => 1_000,
            "m" | "min" | "minute" | "minutes" => 60_000,
            "h" | "hour" | "hours" => 3_600_000,
            "d" | "day" | "days" => 86_400_000,
            "w" | "week" | "weeks" => 604_800_000,
            _ => return None,
        };
        sum = sum.checked_add(number.checked_mul(unit)?)?;
        rest = rest.get(end..)?.trim_start();
    }
    // Ten thousand days: longer than any desk, short enough that adding it to an instant stays one.
    (1..=864_000_000_000).contains(&sum).then_some(sum)
}

#[cfg(test)]
mod tests {
    use super::{bytes, milliseconds};

    #[test]
    fn sizes_are_read_as_people_write_them() {
        assert_eq!(bytes("64 MiB"), Some(64 << 20));
        assert_eq!(bytes("512KiB"), Some(512 << 10));
        assert_eq!(bytes(" 100 MB "), Some(100_000_000));
        assert_eq!(bytes("1 byte"), Some(1));
        for bad in [
            "",
            "64",
            "MiB",
            "0 MiB",
            "-1 MiB",
            "1.5 GiB",
            "5 GiB",
            "99999999999999999999 B",
        ] {
            assert_eq!(bytes(bad), None, "{bad}");
        }
    }

    #[test]
    fn durations_are_read_as_people_write_them() {
        assert_eq!(milliseconds("30 s"), Some(30_000));
        assert_eq!(milliseconds("1 h 30 min"), Some(5_400_000));
        assert_eq!(milliseconds("14days"), Some(14 * 86_400_000));
        assert_eq!(milliseconds("2w"), Some(14 * 86_400_000));
        for bad in [
            "",
            "0 s",
            "5",
            "h",
            "-1 h",
            "1 fortnight",
            "99999999999999999999 h",
            "9999999999 weeks",
        ] {
            assert_eq!(milliseconds(bad), None, "{bad}");
        }
    }
}
