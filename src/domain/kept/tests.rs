use super::{TEXT_MAX, bounded, counted, in_words};
use crate::domain::ticket::{Kept, Piece, PieceKind, Source, SourceKind};

fn lines(from: u64, to: u64) -> Piece {
    Piece {
        kind: PieceKind::Lines,
        source: Source {
            kind: SourceKind::Attachment,
            n: Some(2),
            name: "app.log".to_owned(),
            ..Source::default()
        },
        lines: Some((from, to)),
        text: "x".to_owned(),
        ..Piece::default()
    }
}

#[test]
fn a_long_text_is_cut_at_a_line_and_says_how_much_is_gone() {
    assert_eq!(bounded("a\nb\n\n"), ("a\nb", 0));
    let long = "0123456789ä\n".repeat(3_000);
    let (head, left_out) = bounded(&long);
    assert!(
        head.len() <= TEXT_MAX && head.ends_with('ä'),
        "{}",
        head.len()
    );
    assert_eq!(head.len() as u64 + left_out, long.trim_end().len() as u64);
    let endless = "ä".repeat(TEXT_MAX);
    let (head, left_out) = bounded(&endless);
    assert_eq!((head.len(), left_out), (TEXT_MAX, TEXT_MAX as u64));
}

#[test]
fn pieces_are_said_in_words() {
    assert_eq!(
        in_words(&lines(12, 14)),
        "lines 12–14 of attachment 2, app.log"
    );
    assert_eq!(in_words(&lines(7, 7)), "line 7 of attachment 2, app.log");
    let signature = Piece {
        kind: PieceKind::Signature,
        source: Source {
            kind: SourceKind::File,
            name: "app.log".to_owned(),
            ..Source::default()
        },
        place: "31 times".to_owned(),
        text: "timed out after <*>".to_owned(),
        ..Piece::default()
    };
    assert_eq!(
        in_words(&signature),
        "“timed out after <*>” in app.log, 31 times"
    );
}

#[test]
fn what_was_kept_is_counted_by_kind() {
    let kept = |piece: Piece| Kept {
        piece,
        ..Kept::default()
    };
    assert_eq!(counted(std::iter::empty()), None);
    let all = [
        kept(lines(12, 14)),
        kept(lines(20, 20)),
        kept(Piece {
            kind: PieceKind::Signature,
            ..Piece::default()
        }),
    ];
    assert_eq!(
        counted(all.iter()).as_deref(),
        Some("4 lines, 1 signature kept")
    );
}
