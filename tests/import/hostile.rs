//! Logs that are broken, odd or large: a sentence, nothing lost, nothing twice. On the real program.

use super::told::tell;
use crate::cli::{Home, Ran};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;

const XES: &str = r#"
name = "x"
[fields]
source = { column = "concept:name" }
subject = { template = "Case {concept:name}" }
contact = { constant = "somebody" }
[events]
at = { column = "time:timestamp" }
label = { column = "concept:name" }
team = { column = "org:group" }
phase = { column = "lifecycle", table = { begin = "queued", work = "working", end = "closed" }, default = "" }
"#;

const CSV: &str = r#"
name = "c"
[fields]
source = { column = "case" }
subject = { template = "Case {case}" }
contact = { constant = "somebody" }
[events]
at = { column = "at", zone = "Europe/Berlin" }
label = { column = "what" }
"#;

struct Desk {
    home: Home,
    dir: tempfile::TempDir,
}

impl Desk {
    fn new() -> Desk {
        let home = Home::empty();
        home.ok("init --name ana");
        Desk {
            home,
            dir: tempfile::tempdir().unwrap(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn import(&self, map: &str, format: &str, data: &[u8]) -> Ran {
        let (file, mapping) = (self.path("log"), self.path("map.toml"));
        std::fs::write(&file, data).unwrap();
        std::fs::write(&mapping, map).unwrap();
        self.home.run(&format!(
            "import {} --format {format} --map {}",
            file.display(),
            mapping.display()
        ))
    }

    fn rejects(&self, format: &str) -> String {
        std::fs::read_to_string(self.path(&format!("log.rejects.{format}"))).unwrap()
    }
}

fn event(what: &str, at: &str) -> String {
    format!(
        "<event><string key=\"concept:name\" value=\"{what}\"/><string key=\"lifecycle\" value=\"{what}\"/><date key=\"time:timestamp\" value=\"{at}\"/></event>\n"
    )
}

fn trace(name: &str, events: &[String]) -> String {
    format!(
        "<trace><string key=\"concept:name\" value=\"{name}\"/>\n{}</trace>\n",
        events.concat()
    )
}

fn log(traces: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<log>\n{traces}</log>\n")
}

fn sound(name: &str) -> String {
    let begin = event("begin", "2020-01-01T10:00:00+02:00");
    trace(name, &[begin, event("end", "2020-01-01T09:30:00Z")])
}

#[test]
fn a_log_that_is_cut_off_keeps_what_was_whole_and_a_second_run_goes_on() {
    let desk = Desk::new();
    let whole = log(&(sound("one") + &sound("two")));
    let cut = &whole[..whole.len() - 60];
    let ran = desk.import(XES, "xes", cut.as_bytes());
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("line 9"), "{ran:?}");
    assert!(
        ran.err
            .contains("1 ticket was imported before and stays; a second run goes on."),
        "{ran:?}"
    );
    let ran = desk.import(XES, "xes", whole.as_bytes());
    assert!(
        ran.out
            .contains("2 cases: 1 opened with 2 events, 1 were here already"),
        "{ran:?}"
    );
    assert_eq!(tell(&desk.home).len(), 2);
    desk.home.ok("audit check");
}

#[test]
fn what_stands_behind_a_log_is_named_and_a_damaged_packing_too() {
    let whole = log(&sound("one"));
    for behind in [
        log(&sound("two")),
        "<junk> <<<".to_owned(),
        "junk".to_owned(),
        "</log>".to_owned(),
    ] {
        let desk = Desk::new();
        let ran = desk.import(XES, "xes", format!("{whole}{behind}").as_bytes());
        assert_eq!(ran.code, 2, "{behind}: {ran:?}");
        assert!(ran.err.contains("in line "), "{behind}: {ran:?}");
        assert!(
            ran.err.contains("1 ticket was imported before and stays"),
            "{ran:?}"
        );
    }
    let mut packed = GzEncoder::new(Vec::new(), Compression::none());
    packed
        .write_all(format!("{whole}\n<!-- the end -->\n").as_bytes())
        .unwrap();
    let packed = packed.finish().unwrap();
    let name = packed.windows(3).position(|w| w == b"one").unwrap();
    let mut other = packed.clone();
    other[name..name + 3].copy_from_slice(b"ten");
    for damaged in [&packed[..packed.len() - 4], &other] {
        let desk = Desk::new();
        let ran = desk.import(XES, "xes", damaged);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.err.contains("cannot be read"), "{ran:?}");
    }
    assert_eq!(Desk::new().import(XES, "xes", &packed).code, 0);
}

#[test]
fn a_log_that_is_no_log_is_a_sentence_with_its_line() {
    let desk = Desk::new();
    let bomb = "<?xml version=\"1.0\"?>\n<!DOCTYPE l [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>\n<log><trace><string key=\"concept:name\" value=\"&b;\"/></trace></log>";
    let entity = log("<trace><string key=\"concept:name\" value=\"&nbsp;\"/></trace>");
    let deep = format!(
        "<trace>{}{}</trace>",
        "<string key=\"a\" value=\"b\">".repeat(200),
        "</string>".repeat(200)
    );
    for (data, words) in [
        (String::new(), "there is no <log> in it"),
        ("case,at\n1,2\n".to_owned(), "there is no <log> in it"),
        ("<html><body/></html>".to_owned(), "begins with <html>"),
        (bomb.to_owned(), "declares entities of its own (line 2)"),
        (entity, "line 3"),
        (log("<trace><event></trace></event>"), "line 3"),
        (
            log("<trace><trace/></trace><trace><trace></trace></trace>"),
            "<trace> within a <trace>",
        ),
        (log("<event></event>"), "an <event> outside a <trace>"),
        (
            log("<trace><event><event></event></event></trace>"),
            "an <event> within an <event>",
        ),
        (log("<trace"), "line"),
        (log("<trace><string key=\"a\" value=\"b></trace>"), "line"),
        (log(&deep), "deeper than 64"),
        (sound("x"), "begins with <trace>"),
    ] {
        let ran = desk.import(XES, "xes", data.as_bytes());
        assert_eq!(ran.code, 2, "{data}\n{ran:?}");
        assert!(ran.err.contains(words), "{words}\n{ran:?}");
    }
    assert!(tell(&desk.home).is_empty());
}

#[test]
fn traces_that_cannot_be_tickets_are_kept_with_their_reason() {
    let desk = Desk::new();
    let untimed = "<event><string key=\"concept:name\" value=\"begin\"/></event>\n";
    let odd = "<event><uuid key=\"concept:name\" value=\"begin\"/><money key=\"cost\" value=\"7\"><cents key=\"c\" value=\"1\"/></money><date key=\"time:timestamp\" value=\"2020-01-01T10:00:00Z\"/></event>\n";
    let nameless = sound("x").replace("<string key=\"concept:name\" value=\"x\"/>", "");
    let data = log(&[
        trace(
            "untimed",
            &[event("begin", "2020-01-01T10:00:00Z"), untimed.to_owned()],
        ),
        trace("odd", &[odd.to_owned()]),
        sound("twice"),
        sound("twice"),
        trace("empty", &[]),
        "<trace/>".to_owned(),
        trace("soon", &[event("begin", "2999-01-01T10:00:00Z")]),
        trace("never", &[event("begin", "2020-02-30T10:00:00Z")]),
        nameless,
    ]
    .concat());
    let ran = desk.import(XES, "xes", data.as_bytes());
    assert_eq!(ran.code, 1, "{ran:?}");
    // Without a name of its own the trace is called as its first event; that is what the mapping says.
    assert!(
        ran.out
            .contains("9 cases: 3 opened with 5 events, 0 were here already, 6 rejected"),
        "{ran:?}"
    );
    assert!(
        ran.out
            .contains("line 5 is not imported: at: there is no time"),
        "{ran:?}"
    );
    let kept = desk.rejects("xes");
    for words in [
        "its source id is that of an earlier case; nothing was added to that one",
        "it has no event, and nothing says when it was opened",
        "a time lies in the future",
        "“2020-02-30T10:00:00Z” is not a date",
        "<string key=\"concept:name\" value=\"untimed\"/>",
    ] {
        assert!(kept.contains(words), "{words}\n{kept}");
    }
    assert_eq!(kept.matches("<trace").count(), 6, "{kept}");
    // Mended, the file of what was kept is a log.
    let mended = kept
        .replace(untimed.trim_end(), "")
        .replace("2999", "2020")
        .replace("02-30", "02-29");
    let ran = desk.import(XES, "xes", mended.as_bytes());
    assert!(
        ran.out
            .contains("6 cases: 3 opened with 3 events, 1 were here already, 2 rejected"),
        "{ran:?}"
    );
    desk.home.ok("audit check");
}

#[test]
fn packed_logs_and_other_encodings() {
    let text = log(&sound("Grüße")).replace("UTF-8", "ISO-8859-1");
    let latin: Vec<u8> = text
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    let utf16: Vec<u8> = format!("\u{feff}{}", log(&sound("日本")))
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    let bad: Vec<u8> = log(&sound("a#b"))
        .bytes()
        .map(|b| if b == b'#' { 0xff } else { b })
        .collect();
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed
        .write_all(log(&(sound("p") + &sound("q"))).as_bytes())
        .unwrap();
    let packed = packed.finish().unwrap();
    let desk = Desk::new();
    for data in [&latin, &utf16, &packed] {
        assert_eq!(desk.import(XES, "xes", data).code, 0);
    }
    let ran = desk.import(XES, "xes", &bad);
    assert!(ran.out.contains("1 place could not be decoded"), "{ran:?}");
    let told = tell(&desk.home);
    let names: Vec<_> = told
        .iter()
        .map(|t| t.ticket["subject"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "Case Grüße",
            "Case 日本",
            "Case p",
            "Case q",
            "Case a\u{fffd}b"
        ]
    );
    let ran = desk.import(XES, "xes", &packed[..packed.len() - 12]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(
        ran.err.contains("The file cannot be read from line"),
        "{ran:?}"
    );
    // Windows-1252 is nothing that bytes say of themselves.
    let map = CSV.replacen('\n', "\nencoding = \"windows-1252\"\n", 1);
    let ran = desk.import(&map, "csv", b"case,at,what\n\x80uro,2020-01-01 10:00,a\n");
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(tell(&desk.home)[5].ticket["subject"], "Case €uro");
}

#[test]
fn local_times_are_read_in_their_zone_and_what_is_odd_is_said() {
    let desk = Desk::new();
    let data = "case,at,what\n1,2020-10-25 02:30,twice\n1,2020-03-29 02:30,never\n1,2020-10-25T02:30:00+01:00,later\n";
    let ran = desk.import(CSV, "csv", data.as_bytes());
    assert!(ran.out.contains("1 time occurred twice as clocks were set back; the earlier was taken (the first in line 2)"), "{ran:?}");
    assert!(ran.out.contains("1 time never occurred, as clocks were set forward; it was moved forward (the first in line 3)"), "{ran:?}");
    let told = tell(&desk.home);
    let order: Vec<_> = told[0]
        .events
        .iter()
        .map(|e| format!("{} {}", e.minute, e.past["label"].as_str().unwrap()))
        .collect();
    // Instants are compared: at half past two the second hour is the later one.
    assert_eq!(
        order,
        [
            "2020-03-29T01:30 never",
            "2020-10-25T00:30 twice",
            "2020-10-25T01:30 later"
        ]
    );
    let ran = desk.import(
        &CSV.replace(", zone = \"Europe/Berlin\"", "")
            .replace("\"c\"", "\"d\""),
        "csv",
        data.as_bytes(),
    );
    assert!(
        ran.out.contains("2 times had no zone and were read as UTC"),
        "{ran:?}"
    );
}

#[test]
fn a_case_of_a_hundred_thousand_events_far_apart_is_one_ticket() {
    let desk = Desk::new();
    let mut data = "case,at,what\n".to_owned();
    for n in 0..100_000_u32 {
        let (hour, minute, second) = (n / 3_600 % 24, n / 60 % 60, n % 60);
        let day = 1 + n / 86_400;
        writeln!(
            data,
            "big,2020-01-{day:02}T{hour:02}:{minute:02}:{second:02}Z,e{n}"
        )
        .unwrap();
        if n % 1_000 == 0 {
            writeln!(data, "small {n},2020-01-01T00:00:00Z,one").unwrap();
        }
    }
    let ran = desk.import(CSV, "csv", data.as_bytes());
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.out.contains("101 cases: 101 opened with 100100 events"),
        "{ran:?}"
    );
    let told = tell(&desk.home);
    assert_eq!(told[0].events.len(), 100_000);
    assert_eq!(told[0].ticket["version"], 100_000);
    assert!(told[0].events.is_sorted_by_key(|e| &e.minute));
    let ran = desk.import(
        CSV,
        "csv",
        (data + "small 0,2020-01-02T00:00:00Z,two\n").as_bytes(),
    );
    assert!(
        ran.out
            .contains("101 cases: 0 opened with 0 events, 101 were here already, 0 rejected"),
        "{ran:?}"
    );
    assert!(
        ran.out
            .contains("1 case of those that were here already have more events in this file"),
        "{ran:?}"
    );
    desk.home.ok("audit check");
}

#[test]
fn rows_without_a_case_and_columns_that_stand_twice() {
    let desk = Desk::new();
    let data = "case,at,what,what\n,2020-01-01T00:00:00Z,a,b\n1,2020-01-01T00:00:00Z,a,b\n1,2020-01-02T00:00:00Z,short\n2,2020-01-02T00:00:00Z,c,d\n";
    let ran = desk.import(CSV, "csv", data.as_bytes());
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(
        ran.err
            .contains("9:20: the file has 2 columns “what”; write what#1 or what#2, or the place."),
        "{ran:?}"
    );
    assert!(
        ran.err.contains("label = { column = \"what\" }") && ran.err.contains("^^^^^^"),
        "{ran:?}"
    );
    for (name, column) in [("c1", "\"what#2\""), ("c2", "4")] {
        let map = CSV
            .replace("\"c\"", &format!("\"{name}\""))
            .replace("\"what\"", column);
        let ran = desk.import(&map, "csv", data.as_bytes());
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(
            ran.out
                .contains("3 cases: 1 opened with 1 event, 0 were here already, 2 rejected"),
            "{ran:?}"
        );
        assert!(
            ran.out.contains(
                "line 2 is not imported: source: it does not say to which case it belongs"
            ),
            "{ran:?}"
        );
        assert!(
            ran.out
                .contains("line 4 is not imported: it has 3 columns, the file begins with 4"),
            "{ran:?}"
        );
    }
    let told = tell(&desk.home);
    assert_eq!(
        (told.len(), &told[0].events[0].past["label"]),
        (2, &"d".into())
    );
}

#[test]
fn a_broken_off_import_is_taken_up_again() {
    let desk = Desk::new();
    let mut traces = String::new();
    for n in 0..1_200 {
        traces.push_str(&sound(&format!("c{n}")));
    }
    // Broken in the middle: what was read before stays, whole.
    let half = log(&traces).replacen("c900\"", "c900", 1);
    let ran = desk.import(XES, "xes", half.as_bytes());
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(
        ran.err
            .contains("900 tickets were imported before and stay"),
        "{ran:?}"
    );
    let ran = desk.import(XES, "xes", log(&traces).as_bytes());
    assert!(
        ran.out
            .contains("1200 cases: 300 opened with 600 events, 900 were here already, 0 rejected"),
        "{ran:?}"
    );
    let told = tell(&desk.home);
    let mut names: Vec<_> = told
        .iter()
        .map(|t| t.ticket["subject"].as_str().unwrap())
        .collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!((told.len(), names.len()), (1_200, 1_200));
    desk.home.ok("audit check");
}

fn gzip(text: &str) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::none());
    packed.write_all(text.as_bytes()).unwrap();
    packed.finish().unwrap()
}

#[test]
fn what_was_rejected_before_a_file_broke_off_is_named() {
    let desk = Desk::new();
    let nameless = trace("bad", &[event("begin", "yesterday")]);
    let whole = log(&(sound("one") + &nameless + &sound("two")));
    let ran = desk.import(XES, "xes", &whole.as_bytes()[..whole.len() - 60]);
    assert_eq!(ran.code, 2, "{ran:?}");
    let kept = desk.path("log.rejects.xes").display().to_string();
    for said in [
        "1 ticket was imported before",
        "1 case rejected before it broke off, kept in ",
        &kept,
        " is not imported: ",
    ] {
        assert!(ran.err.contains(said), "{said}: {ran:?}");
    }
    assert!(desk.rejects("xes").ends_with("</log>\n"), "it is whole");

    let desk = Desk::new();
    let mut rows = "case,at,what\n,2020-01-01 10:00,begin\n".to_owned();
    for n in 0..4_000 {
        let _ = writeln!(rows, "c{n},2020-01-01 10:00,begin");
    }
    let packed = gzip(&rows);
    let ran = desk.import(CSV, "csv", &packed[..packed.len() - 20_000]);
    assert_eq!(ran.code, 2, "{ran:?}");
    let kept = desk.path("log.rejects.csv").display().to_string();
    for said in [
        "cannot be read from line ",
        "Nothing was imported before.",
        "1 row rejected before it broke off, kept in ",
        &kept,
        "line 2 is not imported: ",
    ] {
        assert!(ran.err.contains(said), "{said}: {ran:?}");
    }
}

#[test]
fn a_row_without_its_case_is_counted_with_the_cases_and_an_empty_log_has_none() {
    let desk = Desk::new();
    let rows = "at,what,case\n2020-01-01 10:00,begin,one\n2020-01-01 10:00,begin\n";
    let ran = desk.import(CSV, "csv", rows.as_bytes());
    assert!(
        ran.out.contains("2 cases: 1 opened with 1 event,"),
        "{ran:?}"
    );
    assert!(ran.out.contains(" 1 rejected"), "{ran:?}");
    assert!(
        ran.err.contains("1 of 2 cases were not imported."),
        "{ran:?}"
    );
    let ran = Desk::new().import(XES, "xes", log("").as_bytes());
    assert!(
        ran.out.contains("0 cases: 0 opened with 0 events"),
        "{ran:?}"
    );
    let zoneless = CSV.replace(", zone = \"Europe/Berlin\"", "");
    let ran = Desk::new().import(
        &zoneless,
        "csv",
        b"case,at,what\none,2020-01-01 10:00,begin\n",
    );
    assert!(
        ran.out.contains("1 time had no zone and was read as UTC"),
        "{ran:?}"
    );
}
