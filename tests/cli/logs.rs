//! `hoist logs FILE`: without a desk, without a ticket.

use super::Home;
use serde_json::Value;

/// An hour of a service whose pool is exhausted in the second half.
fn service() -> String {
    let mut text = String::new();
    for minute in 0..60 {
        text.push_str(&format!(
            "2026-11-24 09:{minute:02}:00,120 INFO [main] acme.Heart: beat {minute}\n"
        ));
        if minute >= 40 {
            text.push_str(&format!("2026-11-24 09:{minute:02}:01,007 ERROR [http-{minute}] acme.Pool: exhausted after {minute} ms\n"));
            text.push_str("\tat acme.Pool.take(Pool.java:12)\n");
        }
    }
    text
}

fn with_log(name: &str, bytes: &[u8]) -> Home {
    let home = Home::empty();
    std::fs::write(home.path().join(name), bytes).unwrap();
    home
}

fn objects(out: &str) -> Vec<Value> {
    out.lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect()
}

#[test]
fn a_log_is_told_without_a_desk() {
    let home = with_log("app.log", service().as_bytes());
    let path = home.path().join("app.log");
    let out = home.ok(&format!("logs {}", path.display()));
    for said in [
        "app.log · logger (log4j, logback, Python) · UTF-8 · 100 lines",
        "2026-11-24T09:00:00.120 to 2026-11-24T09:59:01.007, no time zone given",
        "error 20 · info 60",
        "first error, line 42: 2026-11-24 09:40:01,007 ERROR",
        "20     error  new  42    99    09:40:01–09:59:01  exhausted after <*>",
    ] {
        assert!(out.contains(said), "{said}\n{out}");
    }
    assert!(out.find("exhausted after <*>") < out.find("beat <*>"));
}

#[test]
fn in_a_log_of_more_than_a_day_first_and_last_seen_name_the_day() {
    let text = "2026-10-13 02:00:00 INFO up\n2026-11-23 02:04:59 ERROR pool exhausted\n2026-11-24 07:04:12 ERROR pool exhausted\n";
    let home = with_log("app.log", text.as_bytes());
    let out = home.ok(&format!("logs {}", home.path().join("app.log").display()));
    assert!(
        out.contains("11-23 02:04–11-24 07:04  pool exhausted"),
        "{out}"
    );
}

#[test]
fn other_encodings_in_between_are_said_and_utf32_is_read() {
    let wide = |text: &str| {
        text.encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<u8>>()
    };
    let mixed = [
        b"INFO up\n".repeat(40),
        wide("ERROR x\r\nERROR y\r\n"),
        b"\nINFO on\na\0\0\0b\n".to_vec(),
    ]
    .concat();
    let home = with_log("mixed.log", &mixed);
    let path = home.path().join("mixed.log");
    let out = home.ok(&format!("logs {}", path.display()));
    assert!(out.contains("2 lines are UTF-16 and read so"), "{out}");
    assert!(out.contains("1 line has NUL bytes within"), "{out}");
    assert!(out.contains("error 2"), "{out}");
    let log = &objects(&home.ok(&format!("--json logs {}", path.display())))[0];
    assert_eq!((&log["utf16"], &log["noughts"]), (&2.into(), &1.into()));
    let text = "\u{feff}2026-11-24 09:00:00 ERROR x\n";
    let utf32: Vec<u8> = text
        .chars()
        .flat_map(|c| u32::from(c).to_le_bytes())
        .collect();
    let ran = home.with_input("logs -", &utf32);
    assert!(
        ran.out.contains("UTF-32 LE") && ran.out.contains("error 1"),
        "{ran:?}"
    );
}

#[test]
fn json_names_are_stable_and_lines_lead_to_signatures() {
    let home = with_log("app.log", service().as_bytes());
    let path = home.path().join("app.log");
    let all = objects(&home.ok(&format!("--json logs {}", path.display())));
    let (log, signature) = (&all[0], &all[all.len() - 2]);
    assert_eq!(
        (
            log["kind"].as_str(),
            log["format"].as_str(),
            log["clock"].as_str()
        ),
        (Some("log"), Some("logger"), Some("local"))
    );
    assert_eq!(
        (log["lines"].as_u64(), log["levels"]["error"].as_u64()),
        (Some(100), Some(20))
    );
    assert_eq!(log["first_error"]["line"], 42);
    assert_eq!(
        (signature["kind"].as_str(), signature["template"].as_str()),
        (Some("signature"), Some("exhausted after <*>"))
    );
    assert_eq!(
        (signature["count"].as_u64(), signature["new"].as_bool()),
        (Some(20), Some(true))
    );
    let lines = objects(&home.ok(&format!(
        "--json logs {} --lines --level error",
        path.display()
    )));
    assert_eq!(lines.len(), 40);
    assert_eq!(
        (&lines[0]["signature"], &lines[0]["line"]),
        (&signature["key"], &Value::from(42))
    );
    assert!(
        lines[1]["signature"].is_null() && lines[1]["text"].as_str().unwrap().contains("Pool.java")
    );
    let bare = objects(&home.ok(&format!(
        "--json logs {} --templates --limit 1",
        path.display()
    )));
    assert_eq!(bare.len(), 1);
}

#[test]
fn filters_narrow_what_is_told() {
    let home = with_log("app.log", service().as_bytes());
    let path = home.path().join("app.log");
    let matched = |options: &str| {
        let out = home.ok(&format!("--json logs {} {options}", path.display()));
        objects(&out)[0]["matched"].as_u64().unwrap()
    };
    assert_eq!(matched("--from \"2026-11-24 09:50:00\""), 30);
    assert_eq!(
        matched("--from \"2026-11-24 09:10\" --to \"2026-11-24 09:20\""),
        10
    );
    assert_eq!(matched("--grep \"beat 1\\d$\""), 10);
    assert_eq!(matched("--level warn"), 40);
    let said = home.fails(
        2,
        &format!(
            "logs {} --from \"2026-11-24 09:20\" --to \"2026-11-24 09:10\"",
            path.display()
        ),
    );
    assert!(said.contains("--from is later than --to"), "{said}");
}

#[test]
fn a_time_alone_is_of_the_day_of_the_log() {
    let mut home = with_log("app.log", service().as_bytes());
    let matched = |home: &Home, options: &str| {
        let path = home.path().join("app.log");
        let out = home.ok(&format!("--json logs {} {options}", path.display()));
        let log = &objects(&out)[0];
        (log["matched"].as_u64().unwrap(), log["lines"].as_u64())
    };
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, service().as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    for _ in 0..2 {
        for (options, wanted) in [
            ("--from 09:50", 30),
            ("--from 09:50:00", 30),
            ("--from 9:10 --to 9:20", 10),
            ("--to 9:20", 20),
            ("--from 8:00", 100),
            ("--from 10:00", 0),
        ] {
            assert_eq!(matched(&home, options), (wanted, Some(100)), "{options}");
        }
        home = with_log("app.log", &packed);
    }
    let home = with_log("app.log", b"10:00:00 INFO up\n10:00:30 INFO two\n");
    assert_eq!(matched(&home, "--from 10:00:30").0, 1);
    let path = home.path().join("app.log");
    let none = home.run(&format!("logs {} --lines --from 11:00", path.display()));
    assert_eq!((none.code, none.out.as_str()), (0, ""));
    assert!(
        none.err.contains("no line of app.log is like that"),
        "{none:?}"
    );
}

#[test]
fn what_is_new_is_so_from_a_time_of_the_day_of_the_log() {
    let home = with_log("app.log", service().as_bytes());
    let path = home.path().join("app.log");
    let new = |time: &str| {
        let line = format!(
            "--json logs {} --templates --new-from {time}",
            path.display()
        );
        let all = objects(&home.ok(&line));
        all.iter().filter(|s| s["new"] == true).count()
    };
    assert_eq!((new("9:30"), new("9:45"), new("8:30")), (1, 0, 2));
}

#[test]
fn a_length_of_time_lies_behind() {
    let ago = |hours| jiff::Timestamp::now() - jiff::SignedDuration::from_hours(hours);
    let text = format!("{} INFO old\n{} INFO fresh\n", ago(3), ago(1));
    let home = with_log("app.log", text.as_bytes());
    let path = home.path().join("app.log");
    let out = home.ok(&format!("logs {} --lines --from 2h", path.display()));
    assert!(out.contains("fresh") && !out.contains("old"), "{out}");
}

#[test]
fn standard_input_is_read_packed_or_not() {
    use std::io::Write;
    let home = Home::empty();
    let plain = home.with_input("logs -", service().as_bytes());
    assert!(
        plain.code == 0 && plain.out.contains("standard input · logger"),
        "{plain:?}"
    );
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(service().as_bytes()).unwrap();
    let packed = home.with_input("logs -", &encoder.finish().unwrap());
    assert!(
        packed.code == 0 && packed.out.contains("· 100 lines"),
        "{packed:?}"
    );
}

#[test]
fn what_is_no_log_is_a_sentence_and_the_others_are_told() {
    let home = with_log("app.log", service().as_bytes());
    let dir = home.path().display().to_string();
    assert!(
        home.fails(2, &format!("logs {dir}"))
            .contains("is a directory")
    );
    assert!(
        home.fails(3, &format!("logs {dir}/none.log"))
            .contains("is not there")
    );
    assert!(
        home.fails(2, &format!("logs {dir}/app.log --level bad"))
            .contains("no level")
    );
    assert!(
        home.fails(2, &format!("logs {dir}/app.log --grep \"a(\""))
            .contains("not a regular expression")
    );
    assert!(
        home.fails(
            2,
            &format!("logs {dir}/app.log --grep \"((a{{99}}){{99}}){{99}}\"")
        )
        .contains("too large")
    );
    assert!(
        home.fails(2, &format!("logs {dir}/app.log --from soon"))
            .contains("not a time")
    );
    let both = home.run(&format!("logs {dir}/none.log {dir}/app.log"));
    assert!(
        both.code == 1 && both.out.contains("100 lines") && both.err.contains("is not there"),
        "{both:?}"
    );
}

#[test]
fn what_the_system_does_not_let_be_read_is_said_once() {
    let home = Home::empty();
    let said = home.fails(2, "logs /proc/self/mem");
    assert!(said.contains("mem cannot be read: "), "{said}");
    assert_eq!(said.matches("Nothing was changed").count(), 1, "{said}");
    assert!(!said.contains(".."), "{said}");
}

#[test]
fn what_is_waited_for_from_a_pipe_is_said() {
    let home = Home::empty();
    let pipe = home.path().join("ff");
    nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).unwrap();
    let writer = {
        let pipe = pipe.clone();
        std::thread::spawn(move || {
            std::thread::sleep(std::time::Duration::from_millis(2_500));
            std::fs::write(pipe, service()).unwrap();
        })
    };
    let ran = home.run(&format!("logs {}", pipe.display()));
    writer.join().unwrap();
    assert!(
        ran.code == 0 && ran.out.contains("· 100 lines"),
        "what comes out of it is told: {ran:?}"
    );
    assert!(
        ran.err
            .contains("ff is a pipe: waiting for what is written into it"),
        "{ran:?}"
    );
}

#[test]
fn what_a_log_says_cannot_reach_the_terminal() {
    let home = with_log(
        "bad.log",
        b"2026-11-24 09:00:00 ERROR \x1b]52;c;AAAA\x07 \xe2\x80\xaetxt \xc2\x9b2J gone\n",
    );
    let out = home.ok(&format!("logs {}", home.path().join("bad.log").display()));
    assert!(
        !out.contains('\u{1b}') && !out.contains('\u{202e}') && !out.contains('\u{9b}'),
        "{out:?}"
    );
}

#[test]
fn on_a_terminal_it_is_said_how_far_a_long_log_is_read() {
    let home = Home::new();
    let path = home.path().join("long.log");
    let line = "2026-11-24 09:00:00 INFO pool: connection 17 was given back after 4 ms\n";
    std::fs::write(&path, line.repeat(12 * (1 << 20) / line.len())).unwrap();
    let mut pty = home.terminal(&format!("logs {}", path.display()));
    pty.wait_text("reading ");
    let status = pty.end_within(std::time::Duration::from_secs(120)).unwrap();
    assert_eq!(status.exit_code(), 0);
    let sent = String::from_utf8_lossy(&pty.sent_since(0)).into_owned();
    assert!(sent.contains("% ") || sent.contains(" %"), "{sent}");
    assert!(sent.contains("left"), "{sent}");
    // Elsewhere nothing of it is written.
    let ran = home.run(&format!("logs {}", path.display()));
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
}
