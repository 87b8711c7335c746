//! The formats in which logs come, and which one a file is in.

use serde::Serialize;

/// How a line was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// No format that is known here: a line is its message.
    #[default]
    Plain,
    /// RFC 3164: `Nov 24 09:00:00 host tag[1]: message`; with a time zone too, as rsyslog writes.
    Syslog,
    /// RFC 5424: `<34>1 2026-11-24T09:00:00Z host app 1 id - message`.
    Syslog5424,
    /// A time and a message, often a level between them.
    Timed,
    /// log4j, logback, Python's logging: a time, a level, a logger.
    Logger,
    /// Apache's and nginx's access log.
    Access,
    /// Apache's and nginx's error log.
    WebError,
    /// What `journalctl -o json` writes.
    Journald,
    /// One JSON object a line.
    JsonLines,
    /// `key=value` pairs.
    Logfmt,
    /// Component-based servicing of Windows (CBS.log).
    Cbs,
    /// Android's logcat.
    Logcat,
    /// glog and klog: `I1124 09:00:00.000000 7 file.cc:12] message`.
    Glog,
    /// The ring buffer of a Linux kernel: `[   12.345678] message`.
    Kernel,
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 14] = [
        Format::Plain,
        Format::Syslog,
        Format::Syslog5424,
        Format::Timed,
        Format::Logger,
        Format::Access,
        Format::WebError,
        Format::Journald,
        Format::JsonLines,
        Format::Logfmt,
        Format::Cbs,
        Format::Logcat,
        Format::Glog,
        Format::Kernel,
    ];

    /// The name for people.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Format::Plain => "plain text",
            Format::Syslog => "syslog (RFC 3164)",
            Format::Syslog5424 => "syslog (RFC 5424)",
            Format::Timed => "timestamped text",
            Format::Logger => "logger (log4j, logback, Python)",
            Format::Access => "web access log",
            Format::WebError => "web error log",
            Format::Journald => "journald JSON",
            Format::JsonLines => "JSON lines",
            Format::Logfmt => "logfmt",
            Format::Cbs => "Windows CBS",
            Format::Logcat => "Android logcat",
            Format::Glog => "glog",
            Format::Kernel => "kernel ring buffer",
        }
    }

    /// Where the format stands in [`Format::ALL`].
    fn place(self) -> usize {
        Format::ALL.iter().position(|f| *f == self).unwrap_or(0)
    }
}

/// How many lines of each format were seen.
#[derive(Clone, Debug, Default)]
pub struct Formats([u64; Format::ALL.len()]);

impl Formats {
    /// Counts a line.
    pub fn count(&mut self, format: Format) {
        self.0[format.place()] += 1;
    }

    /// The format of the file: the most frequent one. Plain text only where nothing else was seen
    /// on a tenth of the lines: stack traces and banners are plain in any log.
    #[must_use]
    pub fn most(&self) -> Format {
        let total: u64 = self.0.iter().sum();
        let known = Format::ALL.into_iter().skip(1);
        let best = known.max_by_key(|f| (self.0[f.place()], std::cmp::Reverse(f.place())));
        match best {
            Some(format) if self.0[format.place()] * 10 >= total.max(1) => format,
            _ => Format::Plain,
        }
    }
}
