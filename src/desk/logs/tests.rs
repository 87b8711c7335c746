use super::{Changed, Fault, Limits, LogFile, Request};
use crate::domain::id::At;
use crate::domain::log::level::Level;
use crate::domain::log::signature::Only;
use crate::domain::log::text::Encoding;
use crate::domain::ticket::Source;
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::{any, proptest};
use std::io::{Cursor, Write};
use std::os::unix::fs::FileExt;
use std::path::PathBuf;

const NOW: At = At(1_795_521_600_000);

fn written(bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("app.log");
    std::fs::write(&path, bytes).unwrap();
    (dir, path)
}

fn opened(bytes: &[u8]) -> Result<LogFile, Fault> {
    let (_dir, path) = written(bytes);
    LogFile::open(&path, Limits::default(), NOW)
}

fn texts(bytes: &[u8]) -> Vec<String> {
    let rows = opened(bytes).unwrap().window(1, 100).unwrap();
    rows.into_iter().map(|r| r.text).collect()
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn wide(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    format!("\u{feff}{text}")
        .encode_utf16()
        .flat_map(unit)
        .collect()
}

#[test]
fn every_encoding_and_every_break_gives_the_same_lines() {
    let lines = ["Größe 1", "", "料金 2"];
    let text = lines.join("\n");
    assert_eq!(texts(text.as_bytes()), lines);
    assert_eq!(texts(text.replace('\n', "\r\n").as_bytes()), lines);
    assert_eq!(texts(text.replace('\n', "\r").as_bytes()), lines);
    assert_eq!(texts(format!("\u{feff}{text}\n").as_bytes()), lines);
    assert_eq!(texts(&wide(&text, u16::to_le_bytes)), lines);
    assert_eq!(texts(&wide(&text, u16::to_be_bytes)), lines);
    assert_eq!(texts(&packed(text.as_bytes())), lines);
    assert_eq!(texts(&packed(&wide(&text, u16::to_le_bytes))), lines);
    assert_eq!(texts(b"Gr\xf6\xdfe\n\x1b[31mred\x1b[0m"), ["Größe", "red"]);
    assert_eq!(texts(b"a\0b\n"), ["a\0b"]);
    assert_eq!(texts(b""), Vec::<String>::new());
    let nature = opened(&wide("a line", u16::to_be_bytes)).unwrap().nature();
    assert_eq!(nature.encoding, Encoding::Utf16Be);
}

#[test]
fn utf32_is_read_and_noughts_within_a_line_are_told() {
    let text = "Größe 1\n料金 2";
    let wide: Vec<u8> = std::iter::once('\u{feff}')
        .chain(text.chars())
        .flat_map(|c| u32::from(c).to_le_bytes())
        .collect();
    assert_eq!(texts(&wide), ["Größe 1", "料金 2"]);
    let utf16: Vec<u8> = "ERROR x\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let mixed = [
        b"INFO up\n".as_slice(),
        &b"INFO on\n".repeat(40),
        &utf16,
        b"\0\0\0INFO down\n\0\0",
    ];
    let mut log = opened(&[mixed.concat(), b"\na\0\0\0b\n".to_vec()].concat()).unwrap();
    let (report, notices) = log.analyse(Request::default(), &mut |_, _| true).unwrap();
    assert_eq!((notices.wide, notices.noughts), (1, 1));
    assert_eq!(report.of_level(Level::Error), 1, "its words are read");
    assert_eq!(log.window(42, 1).unwrap()[0].text, "ERROR x");
}

#[test]
fn the_first_screen_of_a_gibibyte_is_there_at_once_in_little_memory() {
    let (_dir, path) = written(b"");
    let file = std::fs::File::options().write(true).open(&path).unwrap();
    file.write_all_at(&b"2026-11-24 09:00:00 INFO up\n".repeat(4000), 0)
        .unwrap();
    file.set_len(1 << 30).unwrap();
    file.write_all_at(b"\nthe end\n", (1 << 30) - 9).unwrap();
    let before = resident();
    let started = std::time::Instant::now();
    let mut log = LogFile::open(&path, Limits::default(), NOW).unwrap();
    assert_eq!(log.window(1, 50).unwrap().len(), 50);
    assert!(
        started.elapsed().as_millis() < 500,
        "{:?}",
        started.elapsed()
    );
    // The hole is one endless line: it is passed without being held.
    assert!(!log.index(200 << 20).unwrap() || log.lines() >= 4000);
    assert_eq!(log.window(4000, 1).unwrap()[0].number, 4000);
    let grown = resident().saturating_sub(before);
    assert!(grown < 64 << 10, "{grown} KiB more");
}

/// Resident memory, KiB.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:"));
    line.and_then(|l| l.trim().trim_end_matches(" kB").parse().ok())
        .unwrap_or(0)
}

#[test]
fn an_endless_line_is_cut_and_said_so() {
    let mut bytes = b"short\n".to_vec();
    bytes.extend(b"x".repeat(1 << 20));
    bytes.extend(b"\nafter\n");
    let mut log = opened(&bytes).unwrap();
    let rows = log.window(1, 10).unwrap();
    assert_eq!(
        (rows[1].text.len(), rows[1].cut),
        (64 << 10, (1 << 20) - (64 << 10))
    );
    assert_eq!((rows[2].number, rows[2].text.as_str()), (3, "after"));
    let (report, notices) = log.analyse(Request::default(), &mut |_, _| true).unwrap();
    assert_eq!((report.lines, notices.cut), (3, 1));
}

fn opened_with(bytes: &[u8], limits: Limits) -> Result<LogFile, Fault> {
    LogFile::from_reader("x", Box::new(Cursor::new(bytes.to_vec())), limits, NOW)
}

#[test]
fn a_bomb_is_refused_with_its_sizes() {
    let limits = Limits {
        free: 1 << 20,
        ..Limits::default()
    };
    let bomb = packed(&vec![b'a'; 8 << 20]);
    let (_dir, path) = written(&bomb);
    let mut log = LogFile::open(&path, limits, NOW).unwrap();
    let fault = log
        .analyse(Request::default(), &mut |_, _| true)
        .unwrap_err();
    assert!(
        matches!(fault, Fault::Bomb { .. }) && fault.to_string().contains("trap"),
        "{fault}"
    );
    let honest: String = (0..200_000_u64)
        .map(|i| format!("line {i} {}\n", i.wrapping_mul(0x9e37_79b9)))
        .collect();
    let mut log = LogFile::from_reader(
        "x",
        Box::new(Cursor::new(packed(honest.as_bytes()))),
        limits,
        NOW,
    )
    .unwrap();
    assert_eq!(
        log.analyse(Request::default(), &mut |_, _| true)
            .unwrap()
            .0
            .lines,
        200_000
    );
    // The same line for weeks packs as well as a trap does, and is a log.
    let heartbeat = packed("heartbeat ok\n".repeat(1 << 20).as_bytes());
    assert!(heartbeat.len() < (13 << 20) / 250);
    let mut log = opened_with(&heartbeat, limits).unwrap();
    let lines = log
        .analyse(Request::default(), &mut |_, _| true)
        .unwrap()
        .0
        .lines;
    assert_eq!(lines, 1 << 20);
    // Also that has an end, and it is no trap then.
    let short = Limits {
        free_lines: 2 << 20,
        ..limits
    };
    let mut log = opened_with(&heartbeat, short).unwrap();
    let fault = log
        .analyse(Request::default(), &mut |_, _| true)
        .unwrap_err()
        .to_string();
    assert!(
        fault.contains("too much to read here") && !fault.contains("trap"),
        "{fault}"
    );
    let small = Limits {
        output: 1 << 20,
        ..Limits::default()
    };
    let mut log = LogFile::from_reader(
        "x",
        Box::new(Cursor::new(packed(honest.as_bytes()))),
        small,
        NOW,
    )
    .unwrap();
    assert!(log.analyse(Request::default(), &mut |_, _| true).is_err());
}

#[test]
fn half_a_packed_file_gives_what_it_has() {
    let text: String = (0..50_000_u64)
        .map(|i| format!("line {i} {}\n", i.wrapping_mul(0x9e37_79b9)))
        .collect();
    let whole = packed(text.as_bytes());
    let mut log = opened(&whole[..whole.len() / 2]).unwrap();
    let (report, notices) = log.analyse(Request::default(), &mut |_, _| true).unwrap();
    assert!(
        report.lines > 10_000 && report.lines < 50_000,
        "{}",
        report.lines
    );
    assert!(notices.damaged.is_some());
}

#[test]
fn what_is_no_log_is_refused_in_a_sentence() {
    let dir = tempfile::tempdir().unwrap();
    let refused = |path: PathBuf| {
        LogFile::open(&path, Limits::default(), NOW)
            .unwrap_err()
            .to_string()
    };
    assert!(refused(dir.path().to_owned()).contains("is a directory"));
    assert!(refused(dir.path().join("none")).contains("is not there"));
    assert!(refused("/dev/zero".into()).contains("is a device"));
    assert!(
        opened(b"\x7fELF\x02\x01\x01\0\0")
            .unwrap_err()
            .to_string()
            .contains("is no text")
    );
    assert!(
        opened(&packed(&[0; 5000]))
            .unwrap_err()
            .to_string()
            .contains("is no text")
    );
}

#[test]
fn a_file_that_shrinks_or_grows_only_ends_elsewhere() {
    let (_dir, path) = written("a line of text\n".repeat(50_000).as_bytes());
    let mut log = LogFile::open(&path, Limits::default(), NOW).unwrap();
    assert!(log.index(u64::MAX).unwrap());
    assert_eq!((log.lines(), log.changed()), (50_000, None));
    let file = std::fs::File::options().append(true).open(&path).unwrap();
    file.set_len(15_000).unwrap();
    assert_eq!(log.changed(), Some(Changed::Shrank(735_000)));
    assert_eq!(log.window(49_000, 10).unwrap(), []);
    assert_eq!(log.window(990, 50).unwrap().len(), 11);
    file.set_len(800_000).unwrap();
    assert_eq!(log.changed(), Some(Changed::Grew(50_000)));
    assert!(log.index(u64::MAX).unwrap());
}

#[test]
fn what_is_written_meanwhile_is_read_on() {
    let (_dir, path) = written(b"one\ntwo");
    let mut log = LogFile::open(&path, Limits::default(), NOW).unwrap();
    assert_eq!(log.window(1, 10).unwrap().len(), 2);
    let mut file = std::fs::File::options().append(true).open(&path).unwrap();
    file.write_all(b" more\nthree\n").unwrap();
    let rows = log.window(1, 10).unwrap();
    let rows: Vec<&str> = rows.iter().map(|r| r.text.as_str()).collect();
    assert_eq!(rows, ["one", "two more", "three"]);
}

#[test]
fn any_place_is_found_through_the_index() {
    let text: String = (1..=60_000)
        .map(|i| format!("this is line {i}\n"))
        .collect();
    let mut log = opened(text.as_bytes()).unwrap();
    while !log.index(100_000).unwrap() {}
    assert_eq!(log.lines(), 60_000);
    for line in [1, 2, 9_999, 59_999, 60_000] {
        let rows = log.window(line, 1).unwrap();
        assert_eq!(rows[0].text, format!("this is line {line}"));
    }
    assert_eq!(log.window(60_001, 5).unwrap(), []);
}

#[test]
fn a_long_piece_is_read_in_part_and_the_rest_counted() {
    let text = "0123456789\n".repeat(20_000);
    let (_dir, path) = written(text.as_bytes());
    let mut log = LogFile::open(&path, Limits::default(), NOW).unwrap();
    let piece = log.piece(&Source::default(), 1, 20_000).unwrap().unwrap();
    assert_eq!(piece.lines, Some((1, 20_000)));
    assert!(piece.text.len() <= 64 << 10);
    assert_eq!(piece.text.len() as u64 + piece.left_out, text.len() as u64);
}

#[test]
fn nothing_is_kept_behind_a_line_that_is_left_out() {
    let text = format!("short\n{}\nbehind\n", "x".repeat(64 << 10));
    let (_dir, path) = written(text.as_bytes());
    let mut log = LogFile::open(&path, Limits::default(), NOW).unwrap();
    let piece = log.piece(&Source::default(), 1, 3).unwrap().unwrap();
    assert_eq!(piece.text, "short\n");
    assert_eq!(piece.text.len() as u64 + piece.left_out, text.len() as u64);
}

#[test]
fn a_pass_goes_on_where_it_was_left_and_shows_levels_with_what_they_continue() {
    let text = "2026-11-24 09:00:00 ERROR broken\n  at a\n  at b\n2026-11-24 09:00:01 INFO fine\n"
        .repeat(50_000);
    let (_dir, path) = written(text.as_bytes());
    let mut log = LogFile::open(&path, Limits::default(), NOW).unwrap();
    let whole = log.analyse(Request::default(), &mut |_, _| true).unwrap().0;
    let mut pass = log.begin(Request::default()).unwrap();
    let (mut steps, mut lines) = (0, 0);
    while !log
        .go_on(&mut pass, 1 << 20, &mut |_, _| {
            lines += 1;
            true
        })
        .unwrap()
    {
        steps += 1;
        let (read, of) = log.progress(&pass);
        assert!(read <= of.unwrap());
        // What is asked meanwhile does not disturb it.
        assert_eq!(log.shown(3, 1).unwrap()[0].level, Some(Level::Error));
    }
    let (report, _) = log.end(pass);
    assert!(steps > 2 && lines == 200_000, "{steps} {lines}");
    assert_eq!(report.levels, whole.levels);
    assert_eq!(report.signatures.list, whole.signatures.list);
    let shown = log.shown(199_999, 5).unwrap();
    assert_eq!(shown.len(), 2);
    assert!(shown[0].continues && shown[0].level == Some(Level::Error));
    assert_eq!(shown[1].level, Some(Level::Info));
    let place = whole
        .signatures
        .list
        .iter()
        .position(|s| s.template.contains("broken"))
        .unwrap();
    let only = Request {
        only: Some(Only::new(whole.signatures.clone(), place)),
        ..Request::default()
    };
    let (of_one, _) = log.analyse(only, &mut |_, _| true).unwrap();
    assert_eq!((of_one.matched, of_one.continued), (150_000, 100_000));
}

#[test]
fn kept_lines_name_their_file_by_its_hash() {
    let (_dir, path) = written(b"one\ntwo\nthree\n");
    let mut log = LogFile::open(&path, Limits::default(), NOW).unwrap();
    let source = Source {
        name: log.name().to_owned(),
        ..Source::default()
    };
    let piece = log.piece(&source, 2, 9).unwrap().unwrap();
    assert_eq!(piece.source.name, "app.log");
    assert_eq!(piece.lines, Some((2, 3)));
    assert_eq!(piece.text, "two\nthree\n");
    assert_eq!(log.piece(&source, 9, 1).unwrap(), None);
    // sha256sum of these 14 bytes.
    assert_eq!(log.sha256().unwrap(), SUM);
    let mut piped = LogFile::from_reader(
        "-",
        Box::new(Cursor::new(b"one\ntwo\nthree\n")),
        Limits::default(),
        NOW,
    )
    .unwrap();
    assert_eq!(piped.sha256().unwrap(), SUM);
    let gz = packed(b"one\ntwo\nthree\n");
    let (_dir, path) = written(&gz);
    let mut file = LogFile::open(&path, Limits::default(), NOW).unwrap();
    let mut reader =
        LogFile::from_reader("-", Box::new(Cursor::new(gz)), Limits::default(), NOW).unwrap();
    assert_eq!(file.sha256().unwrap(), reader.sha256().unwrap());
    assert_ne!(file.sha256().unwrap(), SUM);
}

const SUM: &str = "b6285c57e8797db5d4c51c80d6f11938afda9b11c6a003549709189e9b4b92a2";

proptest! {
    #[test]
    fn no_bytes_panic_and_every_line_is_counted_once(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(mut log) = LogFile::from_reader("x", Box::new(Cursor::new(bytes)), Limits::default(), NOW) {
            let rows = log.window(1, usize::MAX).unwrap().len() as u64;
            let (report, _) = log.analyse(Request::default(), &mut |_, _| true).unwrap();
            assert_eq!(report.lines, rows);
        }
    }
}
