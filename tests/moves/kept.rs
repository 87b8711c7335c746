//! Kept evidence through the desk: it stands on the ticket and in what is handed on, proposes the
//! result of its checklist item, and is taken back but never lost.

use crate::support::desk::{Bench, check, escalate, message, on_both};
use hoist::desk::attach::Source as File;
use hoist::domain::blocker::Why;
use hoist::domain::command::{Command, Outcome};
use hoist::domain::id::TicketId;
use hoist::domain::kept::{self, PIECES_MAX, TEXT_MAX};
use hoist::domain::package;
use hoist::domain::ticket::{Piece, PieceKind, Source, SourceKind};
use hoist::store::search::Stop;

fn attached(bench: &mut Bench, id: TicketId) {
    bench.sit("ana");
    let command = bench.fresh();
    let bytes = b"one\n  two\nthree\n".to_vec();
    let file = File::Stream("app.log".to_owned(), Box::new(std::io::Cursor::new(bytes)));
    bench
        .desk
        .attach(id, None, vec![file], &command, &mut |_, _| true)
        .unwrap();
}

fn lines(n: u32, from: u64, to: u64, text: &str) -> Piece {
    Piece {
        source: Source {
            n: Some(n),
            ..Source::default()
        },
        lines: Some((from, to)),
        text: text.to_owned(),
        ..Piece::default()
    }
}

fn similar(text: &str) -> Piece {
    Piece {
        kind: PieceKind::List,
        source: Source {
            kind: SourceKind::Similar,
            ..Source::default()
        },
        place: "2 looked at, none of these".to_owned(),
        text: text.to_owned(),
        ..Piece::default()
    }
}

fn keep(pieces: Vec<Piece>) -> Command {
    Command::Keep { pieces }
}

#[test]
fn what_is_kept_knows_its_source_and_proposes_the_result() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        attached(bench, id);
        let done = bench.run("ana", id, keep(vec![lines(1, 2, 3, "\n  two\nthree\n")]));
        assert_eq!(
            done.unwrap().text,
            format!("{id}: kept 1 for Analyze logs: lines 2–3 of attachment 1, app.log")
        );
        let ticket = bench.ticket(id);
        let piece = &ticket.kept[0].piece;
        assert_eq!(piece.text, "  two\nthree", "word for word, blanks too");
        assert_eq!(piece.item, "tier1.logs");
        assert_eq!(piece.source.name, "app.log");
        assert_eq!(piece.source.sha256, ticket.attachments[0].sha256);
        assert!(ticket.checks.is_empty(), "it proposes and closes nothing");
        let process = bench.desk.process().clone();
        let tier = "tier1".into();
        let proposed = kept::proposal(&process, &ticket, &tier, "logs").unwrap();
        assert_eq!(proposed.result, "lines kept");
        assert_eq!(proposed.evidence, "lines 2–3 of attachment 1, app.log");
        assert_eq!(kept::proposal(&process, &ticket, &tier, "updates"), None);
        bench.yes("ana", id, keep(vec![similar("#1 Login fails\n#2 Slow")]));
        let view = bench.desk.view(id).unwrap();
        let line = |item: &str| {
            let found = view.checklist.iter().find(|l| l.item.id == item);
            found.unwrap().kept.clone()
        };
        assert_eq!(line("logs").as_deref(), Some("2 lines kept"));
        assert_eq!(line("known_issues").as_deref(), Some("1 list kept"));
        assert_eq!(line("updates"), None);
        bench.replays(id);
    });
}

#[test]
fn it_stands_in_package_page_bundle_history_and_search() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        attached(bench, id);
        bench.yes("ana", id, keep(vec![lines(1, 3, 3, "## three zebra")]));
        let gone = bench.yes("ana", id, keep(vec![lines(1, 1, 1, "gone again")]));
        assert_eq!(gone.kept.len(), 2);
        let reason = "the wrong line".to_owned();
        bench.yes("ana", id, Command::Unkeep { n: 2, reason });
        bench.intake(id);
        bench.checklist("ana", id);
        bench.yes("ana", id, escalate("potential_bug"));
        let (_, json) = bench.desk.package(id, None).unwrap();
        let frozen: serde_json::Value = serde_json::from_str(&json).unwrap();
        let kept = frozen["kept"].as_array().unwrap();
        assert_eq!(kept.len(), 1);
        assert_eq!(kept[0]["lines"], serde_json::json!([3, 3]));
        assert_eq!(kept[0]["text"], "## three zebra");
        assert_eq!(kept[0]["item_label"], "Analyze logs");
        let page = package::markdown(&json);
        assert!(page.contains("## Kept evidence"), "{page}");
        assert!(
            page.contains("  > ## three zebra"),
            "quoted, no heading of the page\n{page}"
        );
        let hash = &bench.ticket(id).attachments[0].sha256;
        assert!(page.contains(&format!("  sha256 {hash}")));
        let told = bench.desk.timeline(id).unwrap();
        assert!(told.iter().any(|l| l.text.contains("## three zebra")));
        assert!(
            told.iter()
                .any(|l| l.text == "kept piece 2 was taken back: the wrong line")
        );
        let asked = bench.desk.read_search("zebra", "UTC").unwrap();
        let hits = bench
            .desk
            .search(&asked, None, 10, Stop::default())
            .unwrap();
        assert!(hits.hits.iter().any(|h| h.row.id == id));
        bench.replays(id);
        assert_eq!(bench.desk.audit_check(&mut |_, _| {}).unwrap().bad, None);
    });
}

#[test]
fn the_bundle_of_a_closed_ticket_holds_it() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        bench.yes("ana", id, keep(vec![similar("#9 the very same")]));
        bench.bring(id, "tier1.archived");
        let bundle = bench.desk.bundle(id).unwrap();
        assert!(bundle.json.contains("#9 the very same"));
        assert!(bundle.page.contains("## Kept evidence"));
        assert_eq!(bench.desk.audit_check(&mut |_, _| {}).unwrap().bad, None);
    });
}

#[test]
fn what_makes_no_sense_is_said_and_nothing_is_kept() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        attached(bench, id);
        let of = |kind, n, name: &str| Source {
            kind,
            n,
            name: name.to_owned(),
            ..Source::default()
        };
        let with = |source| Piece {
            source,
            text: "x".to_owned(),
            ..Piece::default()
        };
        let cases = [
            (lines(9, 1, 1, "x"), "has no attachment 9 that stands"),
            (lines(1, 1, 1, " \n\t"), "What is to be kept is empty"),
            (lines(1, 3, 2, "x"), "lines 3 to 2 are none"),
            (lines(1, 0, 2, "x"), "lines 0 to 2 are none"),
            (
                with(of(SourceKind::File, None, " ")),
                "The name of the file is empty",
            ),
            (
                with(of(SourceKind::Message, Some(7), "")),
                "has no message 7",
            ),
            (
                with(Source {
                    sha256: "XYZ".to_owned(),
                    ..of(SourceKind::File, None, "a.log")
                }),
                "is not a SHA-256",
            ),
            (
                with(Source {
                    sha256: "0".repeat(64),
                    ..of(SourceKind::Attachment, Some(1), "")
                }),
                "has no attachment 1 with these bytes",
            ),
            (
                Piece {
                    item: "weather".to_owned(),
                    ..lines(1, 1, 1, "x")
                },
                "“weather” is on no checklist; there are configurations, logs",
            ),
        ];
        for (piece, why) in cases {
            let said = bench.no("ana", id, keep(vec![lines(1, 1, 1, "fine"), piece]));
            assert!(said.text.contains(why), "{why}: {}", said.text);
        }
        assert!(
            bench
                .no("ana", id, keep(vec![]))
                .text
                .contains("nothing was named")
        );
        assert!(bench.ticket(id).kept.is_empty(), "all or none");
        let closed = bench.at("tier1.closed");
        let said = bench.no("ana", closed, keep(vec![similar("x")]));
        assert!(said.text.contains("is closed"), "{}", said.text);
    });
}

#[test]
fn a_long_piece_is_cut_and_says_so_and_five_hundred_are_the_most() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        let long = "0123456789\n".repeat(3_000);
        let ticket = bench.yes("ana", id, keep(vec![similar(&long)]));
        let piece = &ticket.kept[0].piece;
        assert!(piece.text.len() <= TEXT_MAX);
        assert_eq!(
            piece.text.len() as u64 + piece.left_out,
            long.trim_end().len() as u64
        );
        let many = vec![similar("x"); PIECES_MAX];
        let said = bench.no("ana", id, keep(many));
        assert!(said.text.contains("500 is the most"), "{}", said.text);
        bench.yes("ana", id, keep(vec![similar("x"); PIECES_MAX - 1]));
        bench.no("ana", id, keep(vec![similar("x")]));
        let reason = "too many".to_owned();
        bench.yes("ana", id, Command::Unkeep { n: 1, reason });
        bench.yes("ana", id, keep(vec![similar("x")]));
        bench.replays(id);
    });
}

#[test]
fn keeping_is_undone_and_a_message_is_a_source() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        bench.yes("ana", id, message("Which version?"));
        let n = bench.ticket(id).messages.last().unwrap().n;
        let piece = Piece {
            source: Source {
                kind: SourceKind::Message,
                n: Some(n),
                ..Source::default()
            },
            lines: Some((1, 1)),
            text: "Which version?".to_owned(),
            item: "updates".to_owned(),
            ..Piece::default()
        };
        let ticket = bench.yes("ana", id, keep(vec![piece]));
        assert_eq!(ticket.kept[0].piece.item, "tier1.updates");
        let command = bench.fresh();
        bench.desk.undo(id, &command).unwrap();
        let ticket = bench.ticket(id);
        assert_eq!(ticket.kept[0].retracted.as_deref(), Some("kept by mistake"));
        let tier = "tier1".into();
        let process = bench.desk.process().clone();
        assert_eq!(kept::proposal(&process, &ticket, &tier, "updates"), None);
        bench.replays(id);
    });
}

#[test]
fn tier_two_keeps_for_its_own_items_by_name() {
    on_both(|bench| {
        let id = bench.at("tier2.working");
        let piece = Piece {
            item: "diagnostics".to_owned(),
            ..similar("a trace")
        };
        let ticket = bench.yes("bea", id, keep(vec![piece, similar("a list")]));
        assert_eq!(ticket.kept[0].piece.item, "tier2.diagnostics");
        assert_eq!(ticket.kept[1].piece.item, "tier1.known_issues");
        let process = bench.desk.process().clone();
        let tier = "tier2".into();
        let proposed = kept::proposal(&process, &ticket, &tier, "diagnostics").unwrap();
        assert_eq!(proposed.result, "", "the process file names none");
        bench.yes("bea", id, check("diagnostics", "findings recorded"));
    });
}

#[test]
fn secrets_in_kept_lines_are_masked_before_anything_is_stored() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        attached(bench, id);
        let log = "07:14 login user=kim password=hunter2-planted\n07:15 GET /?x=1 Authorization: Bearer 7f3a9c1e5b8d2046af91c7e3";
        let of_file = Piece {
            source: Source {
                kind: SourceKind::File,
                name: "own.log".into(),
                ..Source::default()
            },
            ..lines(1, 4, 5, log)
        };
        bench.yes("ana", id, keep(vec![lines(1, 1, 2, log), of_file]));
        for kept in &bench.ticket(id).kept {
            let text = &kept.piece.text;
            assert!(text.contains("«masked:password»"), "{text}");
            assert!(text.starts_with("07:14 login user=kim "), "{text}");
            assert_eq!(kept.piece.masked, 2, "{text}");
            assert!(kept::in_words(&kept.piece).ends_with("2 secrets masked"));
        }
        // The words of a customer stay theirs, and what is nothing like a secret stays as it is.
        let same = "worker 7 done in 12 ms";
        bench.yes("ana", id, keep(vec![lines(1, 3, 3, same)]));
        let last = bench.ticket(id).kept.last().unwrap().piece.clone();
        assert_eq!((last.text.as_str(), last.masked), (same, 0));
        // Nor in the log of the desk, nor in the package.
        bench.checklist_presets(id);
        for field in ["symptoms", "steps", "errors", "changes"] {
            bench.yes("ana", id, crate::support::desk::answer(field, "asked"));
        }
        let events = bench.desk.events(id, 0, usize::MAX).unwrap();
        let all = serde_json::to_string(&events).unwrap();
        assert!(all.contains("masked:password"));
        for secret in ["hunter2-planted", "7f3a9c1e5b8d2046af91c7e3"] {
            assert!(!all.contains(secret), "{secret}");
        }
        bench.replays(id);
    });
}

#[test]
fn the_same_piece_is_kept_once() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        attached(bench, id);
        let (two, three) = (lines(1, 2, 2, "  two"), lines(1, 3, 3, "three"));
        bench.yes("ana", id, keep(vec![two.clone(), two.clone()]));
        assert_eq!(bench.ticket(id).kept.len(), 1);
        let no = bench.no("abe", id, keep(vec![two.clone()]));
        assert_eq!(no.why, Why::Taken);
        assert!(no.text.contains("is kept on"), "{}", no.text);
        bench.yes("ana", id, keep(vec![two.clone(), three]));
        assert_eq!(bench.ticket(id).kept.len(), 2, "what is new is kept");
        bench.yes(
            "ana",
            id,
            Command::Unkeep {
                n: 1,
                reason: "wrong".into(),
            },
        );
        bench.yes("ana", id, keep(vec![two]));
        assert_eq!(bench.ticket(id).standing_kept().count(), 2);
        // That a list was looked through holds again each time.
        bench.yes("ana", id, keep(vec![similar("#1")]));
        bench.yes("ana", id, keep(vec![similar("#1")]));
        assert_eq!(bench.ticket(id).standing_kept().count(), 4);
    });
}

/// The item closed with what is proposed for it.
fn check_kept(bench: &mut Bench, id: TicketId, result: &str) {
    let process = bench.desk.process().clone();
    let tier = "tier1".into();
    let proposed = kept::proposal(&process, &bench.ticket(id), &tier, "logs").unwrap();
    let command = Command::Check {
        item: "logs".to_owned(),
        tier: None,
        outcome: Outcome::Done(result.to_owned()),
        evidence: proposed.evidence,
    };
    bench.yes("ana", id, command);
}

fn unkeep(n: u32) -> Command {
    Command::Unkeep {
        n,
        reason: "the wrong line".to_owned(),
    }
}

/// Result and evidence of the item; none: it is open.
fn said_of_logs(bench: &Bench, id: TicketId) -> Option<(String, String)> {
    let ticket = bench.ticket(id);
    let check = ticket.check(&"tier1".into(), "logs")?;
    Some((check.result.clone(), check.evidence.clone()))
}

#[test]
fn an_item_answered_with_what_is_kept_names_what_is_left_and_opens_when_nothing_is() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        attached(bench, id);
        let said = |evidence: &str| Some(("lines kept".to_owned(), evidence.to_owned()));
        for n in 1..=8 {
            bench.yes("ana", id, keep(vec![lines(1, n, n, &format!("line {n}"))]));
        }
        bench.yes("ana", id, unkeep(1));
        check_kept(bench, id, "lines kept");
        let of = |n: u64| format!("line {n} of attachment 1, app.log");
        let five: Vec<String> = (2..=6).map(of).collect();
        let all = format!("{}; and 2 more", five.join("; "));
        assert_eq!(said_of_logs(bench, id), said(&all));
        for n in 2..=7 {
            bench.yes("ana", id, unkeep(n));
        }
        assert_eq!(
            said_of_logs(bench, id),
            said(&of(8)),
            "it names what is left"
        );
        bench.yes("abe", id, keep(vec![lines(1, 9, 9, "line 9")]));
        let two = format!("{}; {}", of(8), of(9));
        assert_eq!(said_of_logs(bench, id), said(&two), "what is new is named");
        bench.sit("abe");
        let command = bench.fresh();
        bench.desk.undo(id, &command).unwrap();
        assert_eq!(said_of_logs(bench, id), said(&of(8)));
        bench.yes("ana", id, unkeep(8));
        assert_eq!(said_of_logs(bench, id), None, "nothing is left: open again");
        bench.sit("ana");
        let command = bench.fresh();
        bench.desk.undo(id, &command).unwrap();
        assert_eq!(said_of_logs(bench, id), said(&of(8)));
        bench.yes("ana", id, unkeep(8));
        // The hand-over says nothing of what is not kept.
        bench.intake(id);
        bench.checklist("ana", id);
        bench.yes("ana", id, escalate("potential_bug"));
        let (_, json) = bench.desk.package(id, None).unwrap();
        let page = package::markdown(&json);
        assert!(!page.contains("of attachment 1"), "{page}");
        bench.replays(id);
    });
}

#[test]
fn what_somebody_wrote_of_kept_evidence_stays() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        attached(bench, id);
        bench.yes("ana", id, keep(vec![lines(1, 2, 2, "  two")]));
        check_kept(bench, id, "the pool was empty");
        bench.yes("ana", id, unkeep(1));
        let result = ("the pool was empty".to_owned(), String::new());
        assert_eq!(said_of_logs(bench, id), Some(result));
        let own = Command::Check {
            item: "logs".to_owned(),
            tier: None,
            outcome: Outcome::Done("lines kept".to_owned()),
            evidence: "line 3 of attachment 1, app.log, and what Kim said".to_owned(),
        };
        bench.yes("ana", id, keep(vec![lines(1, 3, 3, "three")]));
        bench.yes("ana", id, own);
        let before = said_of_logs(bench, id);
        bench.yes("ana", id, unkeep(2));
        assert_eq!(said_of_logs(bench, id), before);
    });
}
