use super::{Analysis, Baseline};
use crate::domain::id::At;
use crate::domain::log::filter::{Bound, Filter, pattern};
use crate::domain::log::format::Format;
use crate::domain::log::level::Level;
use crate::domain::log::line;
use proptest::prelude::proptest;

const LATEST: At = At(1_795_521_600_000);

fn analysed(lines: &[String], filter: Filter, baseline: Baseline) -> super::Report {
    let mut analysis = Analysis::new(filter, baseline, LATEST);
    for line in lines {
        analysis.line(line);
    }
    analysis.finish()
}

/// A day: a heartbeat each minute, a warning each hour, and a failure of the pool from 18:00.
fn day() -> Vec<String> {
    let mut lines = Vec::new();
    for minute in 0..1440 {
        let (h, m) = (minute / 60, minute % 60);
        lines.push(format!(
            "2026-11-23 {h:02}:{m:02}:00 INFO heartbeat {minute} ok"
        ));
        if m == 30 {
            lines.push(format!(
                "2026-11-23 {h:02}:{m:02}:10 WARN disk {h} nearly full"
            ));
        }
        if h >= 18 {
            lines.push(format!(
                "2026-11-23 {h:02}:{m:02}:20 ERROR pool exhausted after {minute} ms"
            ));
            lines.push("\tat com.acme.Pool.take(Pool.java:12)".to_owned());
        }
    }
    lines
}

#[test]
fn the_second_line_of_a_message_has_the_time_of_the_first() {
    let log = "Nov 24, 2026 1:05:07 AM com.acme.Pool take
WARNING: nearly empty
Nov 24, 2026 1:05:07 PM com.acme.Pool <init>
SEVERE: no answer
java.lang.IllegalStateException: x
\tat com.acme.Pool.take(Pool.java:12)
SEVERE: by itself";
    let noon = At(LATEST.0);
    let mut analysis = Analysis::new(Filter::default(), Baseline::Half, LATEST);
    let judged: Vec<_> = log.lines().map(|l| analysis.line(l)).collect();
    let at = |n: usize| judged[n].stamp.map(|s| s.at);
    assert_eq!(at(1), Some(noon.plus_ms(-39_293_000)));
    let found = (judged[3].level, at(3));
    assert_eq!(found, (Some(Level::Error), Some(noon.plus_ms(3_907_000))));
    assert_eq!(at(5), at(3), "its trace too");
    assert_eq!(at(6), None, "no head stands before it");
    let from = Bound {
        at: noon,
        wall: noon,
        of_day: None,
    };
    let filter = Filter {
        from: Some(from),
        ..Filter::default()
    };
    let mut analysis = Analysis::new(filter, Baseline::Half, LATEST);
    let passes: Vec<_> = log.lines().map(|l| analysis.line(l).passes).collect();
    assert_eq!(passes, [false, false, true, true, true, true, false]);
}

#[test]
fn the_head_of_a_trace_belongs_to_the_line_that_logged_it() {
    let told = |text: &str| {
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let report = analysed(&lines, Filter::default(), Baseline::Half);
        let signatures = report.signatures.list.len();
        (report.of_level(Level::Error), signatures, report.continued)
    };
    let java = "2026-11-24 09:00:00 ERROR [main] pool: no answer
java.lang.NullPointerException: x
\tat com.acme.Pool.take(Pool.java:12)
Caused by: java.io.IOException: closed
\tat com.acme.Pool.take(Pool.java:13)";
    assert_eq!(told(java), (1, 1, 4));
    let python = "2026-11-24 09:00:00 ERROR app: no answer
Traceback (most recent call last):
  File \"a.py\", line 1, in <module>
ValueError: x
2026-11-24 09:00:01 ERROR app: no answer";
    assert_eq!(told(python), (2, 1, 3));
    // Nothing logged these: each is an error of its own.
    let alone = "java.lang.NullPointerException: x
\tat com.acme.Pool.take(Pool.java:12)
java.lang.IllegalStateException: y
\tat com.acme.Pool.take(Pool.java:12)";
    assert_eq!(told(alone), (2, 2, 2));
    let calm = "2026-11-24 09:00:00 INFO started
java.lang.NullPointerException: x";
    assert_eq!(told(calm).0, 1);
    let later = "2026-11-24 09:00:00 ERROR [main] pool: no answer
a line that says nothing
java.lang.NullPointerException: x";
    assert_eq!(told(later).0, 2);
}

#[test]
fn a_trace_of_python_is_one_error_however_it_is_written() {
    let told = |text: &str| {
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let report = analysed(&lines, Filter::default(), Baseline::Half);
        let levels: u64 = report.levels.iter().sum();
        (report.of_level(Level::Error), levels, report.continued)
    };
    let trace = "Traceback (most recent call last):
  File \"a.py\", line 1, in <module>
    raise ValueError(\"cannot connect\")
    ~~~~~~^^^^^^^^^^^^
ValueError: cannot connect";
    assert_eq!(told(trace), (1, 1, 4), "bare");
    let chained = format!(
        "{trace}\n\nDuring handling of the above exception, another exception occurred:\n\n{trace}"
    );
    assert_eq!(told(&chained), (1, 1, 12), "bare, with a second one");
    let reported = format!("2026-11-24 09:00:00 ERROR failed\n{chained}");
    assert_eq!(told(&reported), (1, 1, 13), "reported");
    let own = "app.errors.NoRoom: the disk is full";
    assert_eq!(
        told(&trace.replace("ValueError: cannot connect", own)).0,
        1,
        "any name"
    );
    // Each line with the head of syslog, and somebody else's between them.
    let head = "Nov 24 09:00:00 host app[7]: ";
    let lines = |text: &str| {
        let each = text.lines().map(|l| format!("{head}{l}"));
        each.collect::<Vec<_>>().join("\n")
    };
    assert_eq!(told(&lines(trace)), (1, 1, 4), "with heads");
    assert_eq!(told(&lines(&chained)).0, 1, "with heads, with a second one");
    let between = lines(trace).replacen(
        &format!("{head}    raise"),
        &format!("Nov 24 09:00:00 host sshd[9]: error: maximum attempts exceeded\n{head}    raise"),
        1,
    );
    assert_eq!(told(&between), (2, 2, 4), "another's error stays one");
    let after = lines(&format!("{trace}\nerror: it goes on"));
    assert_eq!(told(&after).0, 2, "what comes behind it counts");
    // An error behind a trace without heads is one of its own.
    let behind = format!("{trace}\nERROR it goes on");
    assert_eq!(told(&behind).0, 2);
}

#[test]
fn a_signature_says_how_many_of_its_lines_are_errors_and_when_they_began() {
    let lines: Vec<String> = (0..4)
        .map(|n| {
            let level = if n == 3 { "ERROR" } else { "INFO" };
            format!("2026-11-24 09:00:0{n} {level} pool: took {n} ms")
        })
        .collect();
    let report = analysed(&lines, Filter::default(), Baseline::Half);
    let [one] = &report.signatures.list[..] else {
        panic!("{:?}", report.signatures.list)
    };
    assert_eq!((one.tally.count, one.tally.partly()), (4, Some(1)));
    assert_eq!(one.tally.times(), "4 times, 1 of them error");
    assert!(one.new, "the error is new, the message is not");
    assert_eq!((one.tally.first_line, one.tally.worst_line), (1, 4));
    // The other way round it was there before.
    let turned: Vec<String> = lines
        .iter()
        .map(|l| {
            l.replace("INFO", "x")
                .replace("ERROR", "INFO")
                .replace("x", "ERROR")
        })
        .collect();
    let report = analysed(&turned, Filter::default(), Baseline::Half);
    let one = &report.signatures.list[0];
    assert_eq!((one.tally.partly(), one.new), (Some(3), false));
}

#[test]
fn a_log_is_told_by_level_time_and_signature() {
    let report = analysed(&day(), Filter::default(), Baseline::Half);
    assert_eq!(
        (report.format, report.lines, report.continued),
        (Format::Timed, 2184, 360)
    );
    assert_eq!(
        (
            report.of_level(Level::Info),
            report.of_level(Level::Warn),
            report.of_level(Level::Error)
        ),
        (1440, 24, 360)
    );
    let (first, last) = report.span.unwrap();
    assert_eq!(last.at.since_ms(first.at), 86_360_000);
    let error = report.first_error.unwrap();
    assert_eq!(
        (error.number, error.text.as_str()),
        (
            1100,
            "2026-11-23 18:00:20 ERROR pool exhausted after 1080 ms"
        )
    );
    let told: Vec<(&str, u64, bool)> = report
        .signatures
        .list
        .iter()
        .map(|s| (s.template.as_str(), s.tally.count, s.new))
        .collect();
    assert_eq!(
        told,
        [
            ("pool exhausted after <*>", 360, true),
            ("disk <*> nearly full", 24, false),
            ("heartbeat <*> ok", 1440, false)
        ]
    );
    let pool = &report.signatures.list[0].tally;
    assert_eq!(
        (pool.first_line, pool.last_line, pool.level),
        (1100, 2183, Some(Level::Error))
    );
}

#[test]
fn what_is_new_is_so_after_the_time_that_is_named() {
    let bound = |hour: i64| Bound {
        at: At(0),
        wall: At(1_795_392_000_000 + hour * 3_600_000),
        of_day: None,
    };
    let new = |hour| {
        let report = analysed(&day(), Filter::default(), Baseline::Until(bound(hour)));
        report
            .signatures
            .fresh()
            .map(|s| s.template.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(new(17), ["pool exhausted after <*>"]);
    assert_eq!(new(19), Vec::<String>::new());
    assert_eq!(new(0).len(), 3);
}

#[test]
fn a_filter_keeps_the_trace_with_its_error() {
    let filter = Filter {
        level: Some(Level::Error),
        ..Filter::default()
    };
    let report = analysed(&day(), filter, Baseline::Half);
    assert_eq!(
        (report.lines, report.matched, report.continued),
        (2184, 720, 360)
    );
    assert_eq!(report.signatures.list.len(), 1);
    let filter = Filter {
        pattern: Some(pattern("nearly|Pool.java").unwrap()),
        ..Filter::default()
    };
    assert_eq!(analysed(&day(), filter, Baseline::Half).matched, 384);
}

#[test]
fn each_line_finds_its_signature_again() {
    let lines = day();
    let report = analysed(&lines, Filter::default(), Baseline::Half);
    let mut counts = vec![0; report.signatures.list.len()];
    for text in &lines {
        let line = line::read(text, LATEST);
        if !line.continues {
            counts[report.signatures.of(&line).unwrap()] += 1;
        }
    }
    let told: Vec<u64> = report
        .signatures
        .list
        .iter()
        .map(|s| s.tally.count)
        .collect();
    assert_eq!(counts, told);
}

#[test]
fn an_access_log_is_told_by_verb_and_status() {
    let line = |i: usize, verb: &str, status: u16| {
        format!(
            "10.0.0.{i} - - [24/Nov/2026:09:00:{:02} +0000] \"{verb} /charge/{i}?a=b HTTP/1.1\" {status} {i}",
            i % 60
        )
    };
    let mut lines: Vec<String> = (0..50).map(|i| line(i, "GET", 200)).collect();
    lines.extend((0..20).map(|i| line(i, "POST", 502)));
    lines.extend((0..5).map(|i| line(i, "GET", 404)));
    let report = analysed(&lines, Filter::default(), Baseline::Half);
    let told: Vec<(&str, u64)> = report
        .signatures
        .list
        .iter()
        .map(|s| (s.template.as_str(), s.tally.count))
        .collect();
    assert_eq!(
        told,
        [
            ("\"POST <*>\" 502", 20),
            ("\"GET <*>\" 404", 5),
            ("\"GET <*>\" 200", 50)
        ]
    );
}

#[test]
fn a_log_that_never_repeats_itself_keeps_its_memory_and_its_count() {
    let word = |i: u64| {
        i.to_string()
            .bytes()
            .map(|b| char::from(b'a' + b - b'0'))
            .collect::<String>()
    };
    let mut analysis = Analysis::new(Filter::default(), Baseline::Half, LATEST);
    let lines = 10_000_u64;
    for i in 0..lines {
        let x = i.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        analysis.line(&format!(
            "{} {} {} {}",
            word(x >> 40),
            word(x >> 20 & 0xfffff),
            word(x & 0xfffff),
            word(x >> 50)
        ));
        analysis.line("a plain message comes back each time");
    }
    let report = analysis.finish();
    assert!(report.signatures.list.len() <= 8193);
    assert_eq!(
        report
            .signatures
            .list
            .iter()
            .map(|s| s.tally.count)
            .sum::<u64>(),
        2 * lines
    );
    assert!(
        report
            .signatures
            .list
            .iter()
            .any(|s| s.tally.count == lines)
    );
}

proptest! {
    #[test]
    fn whatever_is_read_every_line_is_counted_once(lines in proptest::collection::vec("\\PC{0,60}", 0..60)) {
        let report = analysed(&lines, Filter::default(), Baseline::Half);
        assert_eq!(report.lines, lines.len() as u64);
        let counted: u64 = report.signatures.list.iter().map(|s| s.tally.count).sum();
        assert!(counted + report.continued <= report.matched);
    }
}
