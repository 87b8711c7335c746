use super::read;
use crate::domain::id::At;
use crate::domain::log::format::Format;
use crate::domain::log::level::Level;
use crate::domain::log::stamp::Clock;
use proptest::prelude::{Strategy, any, prop_oneof, proptest};

/// 2026-11-24T12:00:00Z.
const LATEST: At = At(1_795_521_600_000);
/// 2026-11-24T09:00:00Z.
const NINE: i64 = 1_795_510_800_000;

use Clock::{Boot, Local, Zoned};
use Level::{Debug, Error, Fatal, Info, Notice, Trace, Warn};

type Row = (
    &'static str,
    Format,
    Option<(i64, Clock)>,
    Option<Level>,
    Option<&'static str>,
    &'static str,
);

/// Line, format, time, level, source, message.
const LINES: &[Row] = &[
    (
        "Nov 24 09:00:00 web1 sshd[712]: session opened",
        Format::Syslog,
        Some((NINE, Local)),
        None,
        Some("sshd"),
        "session opened",
    ),
    (
        "Nov 24 09:00:00 web1 last message repeated 3 times",
        Format::Syslog,
        Some((NINE, Local)),
        None,
        None,
        "last message repeated 3 times",
    ),
    (
        "<13>Nov 24 09:00:00 web1 cron: ran",
        Format::Syslog,
        Some((NINE, Local)),
        Some(Notice),
        Some("cron"),
        "ran",
    ),
    (
        "2026-11-24T10:00:00.5+01:00 web1 kernel: link up",
        Format::Syslog,
        Some((NINE + 500, Zoned)),
        None,
        Some("kernel"),
        "link up",
    ),
    (
        "<165>1 2026-11-24T09:00:00.003Z h app 8710 ID47 [x@1 a=\"b]\\\"c\"] it broke",
        Format::Syslog5424,
        Some((NINE + 3, Zoned)),
        Some(Notice),
        Some("app"),
        "it broke",
    ),
    (
        "<34>1 2026-11-24T09:00:00Z h su - - - no data",
        Format::Syslog5424,
        Some((NINE, Zoned)),
        Some(Fatal),
        Some("su"),
        "no data",
    ),
    (
        "24-Nov-2026 09:00:00.003 SEVERE [main] org.apache.catalina.core.StandardService.start Failed to start",
        Format::Timed,
        Some((NINE + 3, Local)),
        Some(Error),
        None,
        "org.apache.catalina.core.StandardService.start Failed to start",
    ),
    (
        "11/24/2026 9:00:00 PM ERROR evening",
        Format::Timed,
        Some((NINE + 43_200_000, Local)),
        Some(Error),
        None,
        "evening",
    ),
    (
        "Nov 24, 2026 9:00:00 AM com.acme.Pool take",
        Format::Timed,
        Some((NINE, Local)),
        None,
        None,
        "com.acme.Pool take",
    ),
    (
        "1.2.3.4 - ana [24/Nov/2026:10:00:00 +0100] \"GET /x HTTP/1.1\" 502 12",
        Format::Access,
        Some((NINE, Zoned)),
        Some(Error),
        Some("1.2.3.4"),
        "\"GET /x HTTP/1.1\" 502 12",
    ),
    (
        "::1 - - [24/Nov/2026:09:00:00 +0000] \"POST / HTTP/2\" 200 - \"-\" \"curl\"",
        Format::Access,
        Some((NINE, Zoned)),
        Some(Info),
        Some("::1"),
        "\"POST / HTTP/2\" 200 - \"-\" \"curl\"",
    ),
    (
        "[Tue Nov 24 09:00:00 2026] [error] mod_jk child in error state 6",
        Format::WebError,
        Some((NINE, Local)),
        Some(Error),
        None,
        "mod_jk child in error state 6",
    ),
    (
        "[Tue Nov 24 09:00:00.120 2026] [core:warn] [pid 3:tid 4] AH001: odd",
        Format::WebError,
        Some((NINE + 120, Local)),
        Some(Warn),
        None,
        "AH001: odd",
    ),
    (
        "2026/11/24 09:00:00 [error] 12#34: *5 connect() failed",
        Format::WebError,
        Some((NINE, Local)),
        Some(Error),
        Some("12#34"),
        "*5 connect() failed",
    ),
    (
        "2026-11-24 09:00:00,123 INFO [main] org.acme.Server: up",
        Format::Logger,
        Some((NINE + 123, Local)),
        Some(Info),
        Some("org.acme.Server"),
        "up",
    ),
    (
        "2026-11-24 09:00:00.123 [http-1] WARN  com.acme.Pool - exhausted",
        Format::Logger,
        Some((NINE + 123, Local)),
        Some(Warn),
        Some("com.acme.Pool"),
        "exhausted",
    ),
    (
        "2026-11-24 09:00:00.123  INFO 4711 --- [  main] c.a.Application  : Started",
        Format::Logger,
        Some((NINE + 123, Local)),
        Some(Info),
        Some("c.a.Application"),
        "Started",
    ),
    (
        "2026-11-24 09:00:00,123 - app.db - ERROR - it broke - twice",
        Format::Logger,
        Some((NINE + 123, Local)),
        Some(Error),
        Some("app.db"),
        "it broke - twice",
    ),
    (
        "ERROR:app.db:it broke",
        Format::Logger,
        None,
        Some(Error),
        Some("app.db"),
        "it broke",
    ),
    (
        "2026-11-24 09:00:00.008 257 INFO acme.api.server [req-1 - -] GET done",
        Format::Logger,
        Some((NINE + 8, Local)),
        Some(Info),
        Some("acme.api.server"),
        "GET done",
    ),
    (
        "26/11/24 09:00:00 INFO acme.Backend: Registered",
        Format::Logger,
        Some((NINE, Local)),
        Some(Info),
        Some("acme.Backend"),
        "Registered",
    ),
    (
        "- 1795510800 2026.11.24 R02-M1 2026-11-24-09.00.00.675872 R02-M1 RAS KERNEL INFO cache parity",
        Format::Timed,
        Some((NINE + 675, Local)),
        Some(Info),
        None,
        "cache parity",
    ),
    (
        "app.log.1.2026 2026-11-24 09:00:00 INFO words stay here",
        Format::Timed,
        Some((NINE, Local)),
        Some(Info),
        None,
        "words stay here",
    ),
    (
        "2026-11-24 09:00:00 Connection got ERROR from peer",
        Format::Timed,
        Some((NINE, Local)),
        None,
        None,
        "Connection got ERROR from peer",
    ),
    (
        "[2026-11-24T09:00:00Z] DEBUG: cache miss",
        Format::Timed,
        Some((NINE, Zoned)),
        Some(Debug),
        None,
        "cache miss",
    ),
    (
        "2026-11-24 09:00:00, Info                  CBS    Ending initialization.",
        Format::Cbs,
        Some((NINE, Local)),
        Some(Info),
        Some("CBS"),
        "Ending initialization.",
    ),
    (
        "11-24 09:00:00.811  1702  2395 D WindowManager: freezing: yes",
        Format::Logcat,
        Some((NINE + 811, Local)),
        Some(Debug),
        Some("WindowManager"),
        "freezing: yes",
    ),
    (
        "E/AndroidRuntime( 123): FATAL EXCEPTION: main",
        Format::Logcat,
        None,
        Some(Error),
        Some("AndroidRuntime"),
        "FATAL EXCEPTION: main",
    ),
    (
        "W1124 09:00:00.123456   7 server.go:12] slow",
        Format::Glog,
        Some((NINE + 123, Local)),
        Some(Warn),
        Some("server.go:12"),
        "slow",
    ),
    (
        "[   12.500000] usb 1-1: new device",
        Format::Kernel,
        Some((12_500, Boot)),
        None,
        None,
        "usb 1-1: new device",
    ),
    (
        "<3>[   12.500000] ata1: failed",
        Format::Kernel,
        Some((12_500, Boot)),
        Some(Error),
        None,
        "ata1: failed",
    ),
    (
        "20261124-09:00:00:606|Step_LSC|3000|onChanged 7",
        Format::Logger,
        Some((NINE + 606, Local)),
        None,
        Some("Step_LSC"),
        "onChanged 7",
    ),
    (
        "[11.24 09:00:06] chrome.exe - proxy:5070 close",
        Format::Logger,
        Some((NINE + 6000, Local)),
        None,
        Some("chrome.exe"),
        "proxy:5070 close",
    ),
    (
        "level=warn ts=2026-11-24T09:00:00Z caller=a.go:1 msg=\"it is \\\"slow\\\"\" n=1",
        Format::Logfmt,
        Some((NINE, Zoned)),
        Some(Warn),
        Some("a.go:1"),
        "it is \"slow\"",
    ),
    (
        "{\"__REALTIME_TIMESTAMP\":\"1795510800000000\",\"PRIORITY\":\"3\",\"_COMM\":\"sshd\",\"MESSAGE\":\"no\"}",
        Format::Journald,
        Some((NINE, Zoned)),
        Some(Error),
        Some("sshd"),
        "no",
    ),
    (
        "{\"time\":\"2026-11-24T09:00:00Z\",\"level\":\"ERROR\",\"msg\":\"it broke\",\"logger\":\"db\"}",
        Format::JsonLines,
        Some((NINE, Zoned)),
        Some(Error),
        Some("db"),
        "it broke",
    ),
    (
        "{\"level\":50,\"time\":1795510800123,\"msg\":\"pino\"}",
        Format::JsonLines,
        Some((NINE + 123, Zoned)),
        Some(Error),
        None,
        "pino",
    ),
    (
        "[WARN] low space",
        Format::Plain,
        None,
        Some(Warn),
        None,
        "low space",
    ),
    (
        "VERBOSE: words",
        Format::Plain,
        None,
        Some(Trace),
        None,
        "words",
    ),
    (
        "Error handling is a topic of its own",
        Format::Plain,
        None,
        Some(Error),
        None,
        "handling is a topic of its own",
    ),
    (
        "nothing known here",
        Format::Plain,
        None,
        None,
        None,
        "nothing known here",
    ),
    ("{ not json", Format::Plain, None, None, None, "{ not json"),
];

#[test]
fn the_common_formats_are_taken_apart() {
    let mut wrong = Vec::new();
    for (text, format, time, level, source, message) in LINES {
        let line = read(text, LATEST);
        let stamp = line.stamp.map(|s| (s.at.0, s.clock));
        let found = (
            line.format,
            stamp,
            line.level,
            line.source.as_deref(),
            line.message.as_ref(),
            line.continues,
        );
        if found != (*format, *time, *level, *source, *message, false) {
            wrong.push(format!("{text}\n    {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_stack_trace_goes_on_from_its_line() {
    for text in [
        "\tat com.acme.Pool.take(Pool.java:12)",
        "Caused by: java.io.IOException: closed",
        "    ... 12 more",
        "  File \"app.py\", line 3, in main",
        "",
    ] {
        assert!(read(text, LATEST).continues, "{text}");
    }
}

fn piece() -> impl Strategy<Value = String> {
    let known = proptest::sample::select(LINES).prop_map(|row| row.0.to_owned());
    prop_oneof![
        known,
        "\\PC{0,20}",
        "[0-9:.\\-/ \\[\\]<>|{}=\"]{0,20}",
        any::<char>().prop_map(String::from)
    ]
}

proptest! {
    #[test]
    fn no_line_panics(pieces in proptest::collection::vec((piece(), any::<proptest::sample::Index>()), 1..5)) {
        let cut = |(text, at): &(String, proptest::sample::Index)| {
            let end = text.floor_char_boundary(at.index(text.len() + 1));
            text[..end].to_owned()
        };
        let text: String = pieces.iter().map(cut).collect();
        let line = read(&text, LATEST);
        assert!(line.message.len() <= text.len().max(1) * 3);
        let _ = line.judged();
    }
}
