//! What a file brings when it is attached, and what becomes of its name. A name is data: it is
//! shown, never followed; only the cleaned one reaches a file system.

use super::safe::SafeText;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The largest file that is taken where the process file does not say otherwise, in bytes.
pub const DEFAULT_LIMIT: u64 = 64 << 20;

/// The largest configuration that is kept where the process file does not say otherwise, in bytes.
pub const DEFAULT_CONFIGURATION: u64 = 4 << 20;

/// The longest name that is kept, in bytes.
pub const NAME_MAX: usize = 4_096;

/// The longest cleaned name, in bytes; file systems take 255.
const CLEAN_MAX: usize = 200;

/// A file about to be attached, its bytes already read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewFile {
    /// The name it comes with.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of the bytes, lower-case hex.
    pub sha256: String,
    /// It is a configuration, its secrets taken out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub configuration: Option<NewConfiguration>,
}

/// What is known of a configuration whose secrets were taken out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewConfiguration {
    /// How many secrets each mask found.
    pub masked: BTreeMap<String, u32>,
    /// How its characters were written where it comes from, unless it was UTF-8.
    pub encoding: String,
    /// Where it comes from, in words: a file, what was pasted, another attachment.
    pub origin: String,
}

/// Whether a text is a SHA-256 in lower-case hex.
#[must_use]
pub fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// A name on one line, cut in the middle where it is very long.
#[must_use]
pub fn shown(name: &str) -> String {
    const MOST: usize = 80;
    let safe = SafeText::line(name);
    let all: Vec<char> = safe.as_str().chars().collect();
    if all.len() <= MOST {
        return safe.into();
    }
    let head: String = all.iter().take(MOST / 2).collect();
    let tail: String = all.iter().skip(all.len() - MOST / 2 + 1).collect();
    format!("{head}…{tail}")
}

/// A name under which a file may lie in a directory: the last part of a path, without controls, bidi,
/// invisible characters and what shells or other systems take for more, never hidden, never empty.
#[must_use]
pub fn clean_name(name: &str, n: u32) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let mut clean: String = last
        .chars()
        .map(|c| if is_plain(c) { c } else { '_' })
        .collect();
    clean = clean
        .trim_start_matches(['.', '-', ' '])
        .trim_end_matches(['.', ' '])
        .to_owned();
    if clean.is_empty() {
        return format!("attachment-{n}");
    }
    shortened(&clean)
}

/// Whether a name is that of a log: what it is opened as, never more.
#[must_use]
pub fn is_log_name(name: &str) -> bool {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let last = last.to_lowercase();
    let plain = last.strip_suffix(".gz").unwrap_or(&last);
    // `app.log`, `app.log.1`, `app.log-20261124`, `app.log.2026-11-24.txt`.
    let dated = plain.split_once(".log").is_some_and(|(_, rest)| {
        let mut marks = rest.trim_end_matches(".txt").chars();
        marks.all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '_'))
    });
    let ends = [".out", ".err", ".trace", ".jsonl", ".journal"];
    dated
        || ends.iter().any(|end| plain.ends_with(end))
        || matches!(plain, "syslog" | "messages" | "dmesg" | "catalina")
}

/// Letters, digits, marks and the harmless signs.
fn is_plain(c: char) -> bool {
    let one = c.to_string();
    let kept = SafeText::line(&one);
    kept.as_str() == one && !matches!(c, ':' | '*' | '?' | '"' | '<' | '>' | '|' | '␊')
}

/// A cleaned name that fits, with its extension.
fn shortened(name: &str) -> String {
    if name.len() <= CLEAN_MAX {
        return name.to_owned();
    }
    let (stem, end) = match name.rsplit_once('.') {
        Some((stem, end)) if end.len() <= 16 => (stem, format!(".{end}")),
        _ => (name, String::new()),
    };
    let mut at = (CLEAN_MAX - end.len()).min(stem.len());
    while !stem.is_char_boundary(at) {
        at -= 1;
    }
    format!("{}{end}", &stem[..at])
}

/// The same name with a number before its extension: `report (2).log`.
#[must_use]
pub fn numbered(clean: &str, n: u32) -> String {
    match clean.rsplit_once('.') {
        Some((stem, end)) if !stem.is_empty() => format!("{stem} ({n}).{end}"),
        _ => format!("{clean} ({n})"),
    }
}

#[cfg(test)]
mod tests {
    use super::{clean_name, is_log_name, numbered, shown};

    #[test]
    fn a_cleaned_name_stays_in_its_directory() {
        let cases = [
            ("report.log", "report.log"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Windows\\cbs.log", "cbs.log"),
            ("..", "attachment-7"),
            ("", "attachment-7"),
            (".bashrc", "bashrc"),
            ("-rf", "rf"),
            ("a\nb\u{1b}[2J.txt", "a_b_[2J.txt"),
            ("gpj.\u{202e}exe", "gpj._exe"),
            ("CON: what?.txt", "CON_ what_.txt"),
            ("Größe 料金.pdf", "Größe 料金.pdf"),
        ];
        for (name, wanted) in cases {
            assert_eq!(clean_name(name, 7), wanted, "{name:?}");
        }
    }

    #[test]
    fn a_long_name_is_cut_and_keeps_its_extension() {
        let clean = clean_name(&format!("{}.log", "ä".repeat(4_000)), 1);
        assert!(clean.len() <= 200 && clean.ends_with("ä.log"), "{clean}");
        let shown = shown(&"x\n".repeat(3_000));
        assert!(shown.chars().count() <= 80 && !shown.contains('\n'));
    }

    #[test]
    fn logs_are_known_by_their_names() {
        for name in [
            "app.log",
            "APP.LOG.GZ",
            "app.log.1",
            "x/app.log-20261124.gz",
            "a.log.txt",
            "syslog",
            "job.err",
        ] {
            assert!(is_log_name(name), "{name}");
        }
        for name in [
            "app.txt",
            "catalog",
            "blog.md",
            "a.login.png",
            "a.log.zip",
            "",
            "log",
        ] {
            assert!(!is_log_name(name), "{name}");
        }
    }

    #[test]
    fn a_second_file_of_a_name_gets_a_number() {
        assert_eq!(numbered("report.log", 2), "report (2).log");
        assert_eq!(numbered("report", 3), "report (3)");
    }
}
