//! Kept evidence by key: proposed in its checklist item, read, taken back.

use super::lively::{desk, press, says, screen, session};
use hoist::domain::command::Command;
use hoist::domain::ticket::{Piece, PieceKind, Source, SourceKind};

const SIZE: (u16, u16) = (120, 36);

fn lines(from: u64, to: u64, text: &str) -> Piece {
    Piece {
        kind: PieceKind::Lines,
        source: Source {
            kind: SourceKind::File,
            name: "app.log".to_owned(),
            ..Source::default()
        },
        lines: Some((from, to)),
        text: text.to_owned(),
        ..Piece::default()
    }
}

#[test]
fn what_is_kept_fills_the_item_in_and_one_key_confirms() {
    let mut bench = desk();
    let id = bench.at("tier1.working");
    let pieces = vec![lines(4, 6, "\u{1b}[31mred\u{202e}\nb\nc")];
    bench.yes("ana", id, Command::Keep { pieces });
    let mut ana = session(&bench, "ana", SIZE);
    press(&mut ana, &format!("# \"{}\" <enter>", id.0));
    says(&ana, "OPEN     Analyze logs            3 lines kept");
    says(&ana, "Kept         3 lines");
    press(&mut ana, "3 j <enter>");
    says(&ana, "lines kept");
    says(&ana, "lines 4–6 of app.log");
    press(&mut ana, "<c-s>");
    let ticket = bench.ticket(id);
    let check = &ticket.checks["tier1.logs"];
    assert_eq!(check.result, "lines kept");
    assert_eq!(check.evidence, "lines 4–6 of app.log");
    press(&mut ana, ": \"kept evidence\" <enter> <enter>");
    says(&ana, "1 lines 4–6 of app.log");
    says(&ana, "␛[31mred<U+202E>");
    says(&ana, "For: Analyze logs");
    press(&mut ana, "- \"the wrong lines\" <c-s>");
    says(&ana, "was taken back: the wrong lines");
    assert!(bench.ticket(id).kept[0].retracted.is_some());
    press(&mut ana, "<esc> <esc>");
    assert!(ana.model().overlays.is_empty(), "{}", screen(&ana));
}

#[test]
fn a_ticket_without_any_says_what_to_do() {
    let mut bench = desk();
    let id = bench.at("tier1.working");
    let mut ana = session(&bench, "ana", (80, 24));
    press(&mut ana, &format!("# \"{}\" <enter>", id.0));
    press(&mut ana, ": \"kept evidence\" <enter>");
    says(&ana, "Nothing is kept on this ticket yet");
}
