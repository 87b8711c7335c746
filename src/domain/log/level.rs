//! How bad a line of a log says it is.

use serde::Serialize;

/// Severity, from harmless to fatal; the scales of the common formats are folded into these seven.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Finer than debug.
    Trace,
    /// For developers.
    Debug,
    /// Normal work.
    Info,
    /// Normal but notable.
    Notice,
    /// Something to look at.
    Warn,
    /// Something failed.
    Error,
    /// Something ended, or nobody can work.
    Fatal,
}

impl Level {
    /// From harmless to fatal.
    pub const ALL: [Level; 7] = [
        Level::Trace,
        Level::Debug,
        Level::Info,
        Level::Notice,
        Level::Warn,
        Level::Error,
        Level::Fatal,
    ];

    /// The word for people, for `--level` and in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Level::Trace => "trace",
            Level::Debug => "debug",
            Level::Info => "info",
            Level::Notice => "notice",
            Level::Warn => "warn",
            Level::Error => "error",
            Level::Fatal => "fatal",
        }
    }

    /// The level that a word of a log names, in any case, also in German, French and Spanish; none for any other word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Level> {
        let bytes = word.as_bytes();
        if bytes.len() > 13 {
            return None;
        }
        let is = |names: &[&str]| {
            names
                .iter()
                .any(|n| n.as_bytes().eq_ignore_ascii_case(bytes))
        };
        // The first letter sorts out nearly every word of a text.
        match bytes.first()?.to_ascii_lowercase() {
            b't' => is(&["trace"]).then_some(Level::Trace),
            b'v' => is(&["verbose"]).then_some(Level::Trace),
            b'd' => is(&["debug", "dbug"]).then_some(Level::Debug),
            b'f' if is(&["fine", "finer"]) => Some(Level::Debug),
            b'f' if is(&["finest"]) => Some(Level::Trace),
            b'f' if is(&["fehler"]) => Some(Level::Error),
            b'f' => is(&["fatal", "fatale"]).then_some(Level::Fatal),
            b'i' => is(&["info", "information", "informational"]).then_some(Level::Info),
            b'n' => is(&["notice"]).then_some(Level::Notice),
            b'w' => is(&["warn", "warning", "warnung"]).then_some(Level::Warn),
            b'e' if is(&["emerg", "emergency"]) => Some(Level::Fatal),
            b'e' => is(&["error", "err", "eror", "erreur"]).then_some(Level::Error),
            b's' => is(&["severe", "schwerwiegend"]).then_some(Level::Error),
            b'c' if is(&["config"]) => Some(Level::Debug),
            b'c' => is(&["critical", "crit"]).then_some(Level::Fatal),
            b'a' if is(&["avertissement", "advertencia"]) => Some(Level::Warn),
            b'a' => is(&["alert"]).then_some(Level::Fatal),
            b'p' => is(&["panic"]).then_some(Level::Fatal),
            _ => None,
        }
    }

    /// The severity of syslog (RFC 5424, 6.2.1): 0 emergency … 7 debug.
    #[must_use]
    pub fn of_syslog(severity: u8) -> Level {
        match severity {
            0..=2 => Level::Fatal,
            3 => Level::Error,
            4 => Level::Warn,
            5 => Level::Notice,
            6 => Level::Info,
            _ => Level::Debug,
        }
    }

    /// The letter of logcat and glog: V, D, I, W, E, F.
    #[must_use]
    pub fn of_letter(letter: u8) -> Option<Level> {
        Some(match letter {
            b'V' => Level::Trace,
            b'D' => Level::Debug,
            b'I' => Level::Info,
            b'W' => Level::Warn,
            b'E' => Level::Error,
            b'F' | b'A' => Level::Fatal,
            _ => return None,
        })
    }

    /// The class of an HTTP status: 5xx failed here, 4xx is something to look at.
    #[must_use]
    pub fn of_http(status: u16) -> Level {
        match status {
            500..=599 => Level::Error,
            400..=499 => Level::Warn,
            _ => Level::Info,
        }
    }
}

/// Words that make a line without a level one of this level, where they stand as words.
const TELLING: [(&str, Level); 17] = [
    ("panic", Level::Fatal),
    ("fatal", Level::Fatal),
    ("critical", Level::Fatal),
    ("error", Level::Error),
    ("errors", Level::Error),
    ("failed", Level::Error),
    ("failure", Level::Error),
    ("failures", Level::Error),
    ("exception", Level::Error),
    ("traceback", Level::Error),
    ("segfault", Level::Error),
    ("refused", Level::Error),
    ("denied", Level::Error),
    ("cannot", Level::Error),
    ("warn", Level::Warn),
    ("warning", Level::Warn),
    ("timeout", Level::Warn),
];

/// What a message without a level is by its words: a guess, the worst one found. `no error` and
/// `0 errors` are none; `java.io.IOException` is an exception.
#[must_use]
pub fn guess(message: &str) -> Option<Level> {
    let bytes = message.as_bytes();
    let (mut worst, mut i) = (None, 0);
    let mut before: &[u8] = b"";
    while i < bytes.len() {
        if !bytes[i].is_ascii_alphanumeric() {
            i += 1;
            continue;
        }
        let length = bytes[i..]
            .iter()
            .position(|b| !b.is_ascii_alphanumeric() && *b != b'_')
            .unwrap_or(bytes.len() - i);
        let word = &bytes[i..i + length];
        let none = before.eq_ignore_ascii_case(b"no") || before == b"0";
        if !none {
            worst = worst.max(telling(word));
        }
        before = word;
        i += length;
    }
    worst
}

fn telling(word: &[u8]) -> Option<Level> {
    let (first, last) = (word.first()?, word.last()?);
    let ends = |tail: &[u8]| word.len() > tail.len() && word.ends_with(tail);
    match last {
        b'n' if ends(b"Exception") => return Some(Level::Error),
        b'r' if ends(b"Error") => return Some(Level::Error),
        _ => {}
    }
    if !(4..=9).contains(&word.len()) || !b"pfcetsrdw".contains(&(first | 0x20)) {
        return None;
    }
    TELLING
        .iter()
        .filter(|(name, _)| name.len() == word.len())
        .find(|(name, _)| name.as_bytes().eq_ignore_ascii_case(word))
        .map(|(_, level)| *level)
}

#[cfg(test)]
mod tests {
    use super::{Level, guess};

    #[test]
    fn a_message_without_a_level_is_judged_by_its_words() {
        for (message, level) in [
            ("Failed password for root from 1.2.3.4", Some(Level::Error)),
            ("java.io.IOException: broken", Some(Level::Error)),
            ("Kernel panic - not syncing", Some(Level::Fatal)),
            ("Warning: disk nearly full", Some(Level::Warn)),
            ("finished with 0 errors and no failures", None),
            ("session opened for user root", None),
            ("terrors of the night", None),
            ("", None),
        ] {
            assert_eq!(guess(message), level, "{message}");
        }
    }

    #[test]
    fn every_level_is_read_back_from_its_word() {
        for level in Level::ALL {
            assert_eq!(Level::of_word(level.word()), Some(level));
            assert_eq!(Level::of_word(&level.word().to_uppercase()), Some(level));
        }
        for (word, level) in [
            ("FEHLER", Level::Error),
            ("WARNUNG", Level::Warn),
            ("SCHWERWIEGEND", Level::Error),
            ("ERREUR", Level::Error),
            ("AVERTISSEMENT", Level::Warn),
            ("ADVERTENCIA", Level::Warn),
        ] {
            assert_eq!(Level::of_word(word), Some(level), "{word}");
        }
        assert_eq!(Level::of_word("errors"), None);
        assert_eq!(Level::of_word(""), None);
    }
}
