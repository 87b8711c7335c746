use super::{TEXT_MAX, bounded, counted, for_an_answer, in_words, lines_there, without_secrets};
use crate::domain::id::TicketId;
use crate::domain::parse::builtin;
use crate::domain::ticket::{Kept, Piece, PieceKind, Source, SourceKind};

fn here(kept: &Kept) -> (TicketId, &Kept) {
    (TicketId(1), kept)
}

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
        counted(all.iter().map(here)).as_deref(),
        Some("4 lines, 1 signature kept")
    );
}

#[test]
fn lines_that_were_kept_twice_count_once() {
    let all = |ranges: &[(u64, u64)]| {
        let kept = |(from, to): &(u64, u64)| Kept {
            piece: lines(*from, *to),
            ..Kept::default()
        };
        let kept: Vec<Kept> = ranges.iter().map(kept).collect();
        counted(kept.iter().map(here)).unwrap()
    };
    assert_eq!(all(&[(1, 500), (1, 500)]), "500 lines kept");
    assert_eq!(
        all(&[(1, 10), (21, 30), (5, 25), (40, 40)]),
        "31 lines kept"
    );
    assert_eq!(all(&[(1, 10), (11, 20)]), "20 lines kept");
    let other = Kept {
        piece: Piece {
            source: Source::default(),
            ..lines(1, 10)
        },
        ..Kept::default()
    };
    let same = Kept {
        piece: lines(1, 10),
        ..Kept::default()
    };
    assert_eq!(
        counted([other, same].iter().map(here)).as_deref(),
        Some("20 lines kept")
    );
}

#[test]
fn lines_whose_text_was_left_out_do_not_count() {
    // As it was kept before: what was asked for, not what is there.
    let kept = Kept {
        piece: Piece {
            text: "a\nb\nc".to_owned(),
            left_out: 9_000,
            ..lines(1, 3_000_000)
        },
        ..Kept::default()
    };
    assert_eq!(
        counted([kept].iter().map(here)).as_deref(),
        Some("3 lines kept")
    );
    assert_eq!(lines_there((11, 500), 2, "a\nb\nc"), (11, 15));
    assert_eq!(lines_there((11, 12), 0, "a\nb\nc"), (11, 12));
}

#[test]
fn a_message_of_a_merged_ticket_is_another_one_of_the_same_number() {
    let kept = Kept {
        piece: Piece {
            source: Source {
                kind: SourceKind::Message,
                n: Some(2),
                ..Source::default()
            },
            ..lines(1, 3)
        },
        ..Kept::default()
    };
    let both = [(TicketId(1), &kept), (TicketId(2), &kept)];
    assert_eq!(counted(both.into_iter()).as_deref(), Some("6 lines kept"));
    let twice = [(TicketId(1), &kept), (TicketId(1), &kept)];
    assert_eq!(counted(twice.into_iter()).as_deref(), Some("3 lines kept"));
}

#[test]
fn a_message_is_kept_as_it_is_and_goes_into_an_answer_without_its_secrets() {
    let process = builtin();
    let piece = |kind| Piece {
        source: Source {
            kind,
            n: Some(1),
            ..Source::default()
        },
        text: "password=hunter4xyz".to_owned(),
        ..Piece::default()
    };
    let message = [piece(SourceKind::Message)];
    let kept = without_secrets(process, "desk", &message).unwrap();
    assert_eq!(kept[0].text, "password=hunter4xyz");
    let taken_over = for_an_answer(process, "desk", &message).unwrap();
    assert_eq!(taken_over[0].text, "password=«masked:password»");
    for pieces in [without_secrets, for_an_answer] {
        let log = pieces(process, "desk", &[piece(SourceKind::Attachment)]).unwrap();
        assert!(!log[0].text.contains("hunter4xyz"), "{}", log[0].text);
    }
}
