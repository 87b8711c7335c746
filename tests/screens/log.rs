//! A log by key: its first screen, its errors, what it says again and again, kept on the ticket and taken
//! over into the intake.

use super::lively::{attach, desk, press, says, says_not, screen, session};
use crate::support::desk::{Bench, unavailable};
use flate2::Compression;
use flate2::write::GzEncoder;
use hoist::domain::id::TicketId;
use hoist::domain::ticket::{Answer, PieceKind, SourceKind};
use hoist::tui::model::overlay::Overlay;
use hoist::tui::print::Session;
use std::io::Write;

const SIZE: (u16, u16) = (120, 36);

/// A quiet hour, then an hour in which the pool times out.
fn log() -> String {
    let mut text = String::new();
    for minute in 0..120 {
        let time = format!("2026-11-24 {:02}:{:02}", 9 + minute / 60, minute % 60);
        for second in 0..20 {
            text.push_str(&format!(
                "{time}:{second:02} INFO  http - GET /charge/{} 200\n",
                minute * 31 + second
            ));
        }
        if minute % 10 == 3 {
            text.push_str(&format!(
                "{time}:30 ERROR mail - could not send to u{minute}@acme.example\n"
            ));
        }
        if minute >= 60 {
            text.push_str(&format!(
                "{time}:40 ERROR pool - upstream timed out (110) after {minute} s\n  at pool.rs:17\n"
            ));
        }
        if minute % 7 == 0 {
            text.push_str(&format!("{time}:50 WARN  pool - pool is at {minute} %\n"));
        }
    }
    text
}

fn opened(bench: &mut Bench, size: (u16, u16)) -> (TicketId, Session) {
    let id = bench.at("tier1.working");
    attach(bench, id, "app.log", log().as_bytes());
    let mut ana = session(bench, "ana", size);
    press(&mut ana, &format!("# \"{}\" <enter> F <enter>", id.0));
    (id, ana)
}

#[test]
fn lines_move_aside_as_far_as_they_are_long() {
    let mut bench = desk();
    let (_, mut ana) = opened(&mut bench, SIZE);
    let first = screen(&ana);
    (0..40).for_each(|_| press(&mut ana, "<right>"));
    let end = screen(&ana);
    assert_ne!(end, first);
    press(&mut ana, "<left>");
    assert_ne!(screen(&ana), end, "one step back shows");
    (0..10).for_each(|_| press(&mut ana, "<left>"));
    assert_eq!(screen(&ana), first);
}

#[test]
fn lines_errors_and_filters() {
    let mut bench = desk();
    let (_, mut ana) = opened(&mut bench, SIZE);
    says(&ana, "app.log · attachment 1 of #");
    says(
        &ana,
        "▸ Lines 2550    Signatures 4    Over time   72 errors",
    );
    says(&ana, "2026-11-24 09:00:00 – 2026-11-24 10:59:50");
    says(&ana, "      1 i 2026-11-24 09:00:00 INFO  http");
    press(&mut ana, "!");
    says(&ana, "E 2026-11-24 09:03:30 ERROR mail - could not send");
    press(&mut ana, "]");
    says(&ana, "E 2026-11-24 09:13:30 ERROR mail");
    press(&mut ana, "[ [");
    says(&ana, "There is no further error in these lines.");
    press(&mut ana, "l");
    says(&ana, "Only warn and worse (0 shows all)");
    says(&ana, "▸ Lines 150 ");
    says(&ana, "W 2026-11-24 09:00:50 WARN  pool");
    says_not(&ana, "INFO");
    press(&mut ana, "l");
    says(&ana, "Only error and worse");
    says(&ana, "▸ Lines 132 ");
    press(&mut ana, "/ \"pool\\\\.rs|u73@\" <c-s>");
    says(&ana, "Only error and worse, /pool\\.rs|u73@/");
    says(&ana, "▸ Lines 61 ");
    press(&mut ana, "0");
    says(&ana, "▸ Lines 2550");
    press(&mut ana, "G");
    says(
        &ana,
        "  2550 W 2026-11-24 10:59:50 WARN  pool - pool is at 119 %",
    );
    press(&mut ana, "<enter>");
    says(&ana, "The whole line");
    press(&mut ana, "<esc> <esc>");
    assert!(matches!(
        ana.model().overlays.last(),
        Some(Overlay::Finder(_))
    ));
    press(&mut ana, "<esc>");
    assert!(ana.model().overlays.is_empty());
}

#[test]
fn a_range_of_time_and_a_pattern_that_cannot_be_are_said() {
    let mut bench = desk();
    let (_, mut ana) = opened(&mut bench, SIZE);
    press(&mut ana, "/ \"a(b\" <c-s>");
    says(&ana, "not a regular expression");
    press(&mut ana, "<c-u> \"((a{100}){100}){100}\" <c-s>");
    says(&ana, "The pattern is too large");
    press(
        &mut ana,
        "<c-u> <tab> <tab> \"2026-11-24 10:00:00\" <tab> \"2026-11-24 10:01:00\" <c-s>",
    );
    says(
        &ana,
        "Only from 2026-11-24 10:00:00, before 2026-11-24 10:01:00",
    );
    says(&ana, "▸ Lines 22 ");
    // A time alone is of the day of the log.
    press(&mut ana, "0 / <tab> <tab> \"10:00\" <tab> \"10:01\" <c-s>");
    says(&ana, "Only from 10:00, before 10:01");
    says(&ana, "▸ Lines 22 ");
    press(&mut ana, "0 / \"nothing like it\" <c-s>");
    says(
        &ana,
        "No line is like that. / changes the filter, 0 shows all.",
    );
}

#[test]
fn signatures_show_new_errors_first_and_their_lines() {
    let mut bench = desk();
    let (id, mut ana) = opened(&mut bench, SIZE);
    press(&mut ana, "<tab>");
    let said = screen(&ana);
    let at = |words: &str| {
        said.find(words)
            .unwrap_or_else(|| panic!("{words}\n{said}"))
    };
    assert!(at("60 E new upstream timed out") < at("12 E     could not send to"));
    assert!(at("could not send to") < at("18 W     pool is at"));
    assert!(at("pool is at") < at("GET"));
    press(&mut ana, "<enter>");
    says(&ana, "Only “upstream timed out");
    says(&ana, "▸ Lines 120 ");
    says(&ana, "  at pool.rs:17");
    says_not(&ana, "GET /charge");
    press(&mut ana, "<esc>");
    says(&ana, "▸ Signatures 4");
    press(&mut ana, "j +");
    says(&ana, "kept 1 for Analyze logs");
    let kept = &bench.ticket(id).kept[0];
    assert_eq!(kept.piece.kind, PieceKind::Signature);
    assert!(
        kept.piece.place.starts_with("12 times, lines 82–"),
        "{kept:?}"
    );
    assert!(
        kept.piece
            .text
            .contains("could not send to u3@acme.example")
    );
    press(&mut ana, "<tab>");
    says(&ana, "▸ Over time");
    says(&ana, "2026-11-24 09:0");
    press(&mut ana, "G <enter>");
    says(&ana, "Only from 2026-11-24 10:5");
    says(&ana, "▸ Lines");
}

#[test]
fn marked_lines_are_kept_and_close_the_item() {
    let mut bench = desk();
    let (id, mut ana) = opened(&mut bench, SIZE);
    press(&mut ana, "! v j j +");
    says(
        &ana,
        "kept 1 for Analyze logs: lines 82–84 of attachment 1, app.log",
    );
    let ticket = bench.ticket(id);
    let piece = &ticket.kept[0].piece;
    assert_eq!(piece.lines, Some((82, 84)));
    assert_eq!(piece.text.lines().count(), 3);
    assert_eq!(piece.source.sha256, ticket.attachments[0].sha256);
    press(&mut ana, "G v k .");
    says(&ana, "Analyze logs");
    says(&ana, "lines kept");
    press(&mut ana, "<c-s>");
    let ticket = bench.ticket(id);
    assert_eq!(ticket.kept.len(), 2);
    assert_eq!(
        ticket.checks["tier1.logs"].evidence,
        "lines 82–84 of attachment 1, app.log; lines 2549–2550 of attachment 1, app.log"
    );
    assert!(
        matches!(ana.model().overlays.last(), Some(Overlay::Log(_))),
        "one is where one was"
    );
    press(&mut ana, "<esc>");
    press(&mut ana, "<esc>");
    bench.replays(id);
}

#[test]
fn filtered_lines_are_kept_in_runs() {
    let mut bench = desk();
    let (id, mut ana) = opened(&mut bench, SIZE);
    press(&mut ana, "l G v k k k k +");
    let ticket = bench.ticket(id);
    let runs: Vec<_> = ticket.kept.iter().map(|k| k.piece.lines.unwrap()).collect();
    assert_eq!(runs, [(2526, 2527), (2548, 2550)]);
    press(&mut ana, "g v G +");
    says(&ana, "These lines stand in more than 50 places of the log.");
    assert_eq!(bench.ticket(id).kept.len(), 2);
}

#[test]
fn lines_go_into_the_intake_with_their_place_and_replace_only_when_asked() {
    let mut bench = desk();
    let (id, mut ana) = opened(&mut bench, SIZE);
    press(&mut ana, "! v j 3");
    let errors = |bench: &Bench| bench.ticket(id).intake["errors"].text().to_owned();
    let said = errors(&bench);
    assert!(said.contains("could not send to u3@acme.example"), "{said}");
    assert!(
        said.ends_with("(attachment 1, app.log, lines 82–83)"),
        "{said}"
    );
    press(&mut ana, "] 3");
    assert!(errors(&bench).starts_with(&said), "appended");
    assert!(errors(&bench).ends_with("line 284)"), "{}", errors(&bench));
    bench.yes("ana", id, unavailable("steps", "cannot be said"));
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, &format!("# \"{}\" <enter> F <enter> 2", id.0));
    says(&ana, "replace “not available: cannot be said”?");
    press(&mut ana, "n");
    let steps = |bench: &Bench| bench.ticket(id).intake["steps"].clone();
    assert_eq!(steps(&bench), Answer::Unavailable("cannot be said".into()));
    press(&mut ana, "2 y");
    assert!(steps(&bench).text().contains("GET /charge/0 200"));
    bench.replays(id);
}

#[test]
fn a_log_of_ones_own_is_opened_by_its_path_and_kept_with_its_hash() {
    let mut bench = desk();
    let id = bench.at("tier1.working");
    let path = bench.dir.path().join("own.log");
    std::fs::write(&path, log()).unwrap();
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, &format!("# \"{}\" <enter>", id.0));
    press(&mut ana, ": \"open a log\" <enter>");
    press(&mut ana, &format!("\"{}\" <c-s>", path.display()));
    says(&ana, &format!("╭─ own.log · keeps on {id} ─"));
    press(&mut ana, "! +");
    let ticket = bench.ticket(id);
    let source = &ticket.kept[0].piece.source;
    assert_eq!(
        (source.kind, source.name.as_str()),
        (SourceKind::File, "own.log")
    );
    assert_eq!(source.sha256.len(), 64);
    press(
        &mut ana,
        "<esc> : \"open a log\" <enter> \"/no/such.log\" <c-s>",
    );
    says(&ana, "such.log is not there. Nothing was read");
    press(&mut ana, "j + <esc>");
    assert!(ana.model().overlays.is_empty());
}

#[test]
fn a_pipe_is_refused_at_once_and_the_next_log_opens() {
    let bench = desk();
    let (pipe, path) = (
        bench.dir.path().join("ff"),
        bench.dir.path().join("own.log"),
    );
    nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).unwrap();
    std::fs::write(&path, log()).unwrap();
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, ": \"open a log\" <enter>");
    press(&mut ana, &format!("\"{}\" <c-s>", pipe.display()));
    says(&ana, "ff is a pipe, not a file");
    says(&ana, "not read");
    says_not(&ana, "opening");
    press(&mut ana, "<esc> : \"open a log\" <enter>");
    press(&mut ana, &format!("\"{}\" <c-s>", path.display()));
    says(&ana, "▸ Lines 2550");
}

#[test]
fn what_is_no_log_says_so_and_shows_its_bytes() {
    let mut bench = desk();
    let id = bench.at("tier1.working");
    let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
    let zeros = vec![b'0'; 1 << 20];
    (0..70).for_each(|_| bomb.write_all(&zeros).unwrap());
    attach(&mut bench, id, "bomb.log.gz", &bomb.finish().unwrap());
    attach(
        &mut bench,
        id,
        "core.log",
        b"\x7fELF\x01\x02\x03\x00\x00\x01",
    );
    attach(
        &mut bench,
        id,
        "wide.log",
        "Größe\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<u8>>()
            .repeat(9)
            .as_slice(),
    );
    attach(
        &mut bench,
        id,
        "endless.log",
        "x".repeat(300_000).as_bytes(),
    );
    let mut ana = session(&bench, "ana", SIZE);
    press(
        &mut ana,
        &format!("# \"{}\" <enter> F \"bomb\" <enter>", id.0),
    );
    says(&ana, "that is no log but a trap");
    press(&mut ana, "<esc> <esc> F \"core\" <enter>");
    says(&ana, "core.log is no text");
    press(&mut ana, "x");
    says(&ana, "00000000  7f 45 4c 46");
    press(&mut ana, "<esc> <esc> F \"wide\" <enter>");
    says(&ana, "Größe");
    says(&ana, "UTF-16");
    press(&mut ana, "<esc> <esc> F \"endless\" <enter>");
    says(&ana, "1 line is longer than 64 KiB and cut");
}

#[test]
fn the_screen_fits_every_size_and_is_read_out() {
    let mut bench = desk();
    for size in [(60, 15), (80, 24), (200, 50)] {
        let (_, mut ana) = opened(&mut bench, size);
        for keys in ["! v j", "<tab>", "<tab>", "<tab> <right> <left> G g"] {
            press(&mut ana, keys);
            says_not(&ana, "could not be painted");
            says(&ana, "app.log");
        }
    }
    let (_, mut ana) = opened(&mut bench, SIZE);
    ana.told();
    press(&mut ana, "!");
    let told = format!("{:?}", ana.told());
    assert!(
        told.contains("82: error, 2026-11-24 09:03:30 ERROR mail"),
        "{told}"
    );
}

#[test]
fn at_eighty_columns_no_key_is_cut_and_all_are_listed() {
    let mut bench = desk();
    let (_, mut ana) = opened(&mut bench, (80, 24));
    let foot = screen(&ana);
    let foot = foot.lines().last().unwrap().trim_end().to_owned();
    assert!(
        foot.contains("Tab signatures") && foot.ends_with("· ? keys"),
        "{foot}"
    );
    press(&mut ana, "?");
    says(&ana, "A log");
    says(
        &ana,
        "Keep the marked lines, the line or the signature on the ticket",
    );
    says(&ana, "Unmark, stop hashing, back");
    says_not(&ana, "Escalate");
    press(&mut ana, "<esc>");
    says(&ana, "▸ Lines 2550");
}

#[test]
fn a_log_of_ones_own_names_the_ticket_on_which_it_keeps() {
    let mut bench = desk();
    let first = bench.at("tier1.working");
    let path = bench.dir.path().join("own.log");
    std::fs::write(&path, log()).unwrap();
    let mut ana = session(&bench, "ana", SIZE);
    press(
        &mut ana,
        &format!("# \"{}\" <enter> 1 : \"open a log\" <enter>", first.0),
    );
    press(&mut ana, &format!("\"{}\" <c-s>", path.display()));
    says(&ana, &format!("own.log · keeps on {first}"));
    press(&mut ana, "j +");
    assert_eq!(bench.ticket(first).kept.len(), 1);
}
