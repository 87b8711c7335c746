//! Words taken over into an answer of the intake: appended to what is there, with where they stand; what
//! is no answer is replaced, but never without being asked.

use super::id::TicketId;
use super::kept::{bounded, source_on, source_words};
use super::ticket::{Answer, Piece, Ticket};
use super::words;

/// What taking over comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The answer as it will be.
    pub answer: Answer,
    /// What goes for it: a reason why there was no answer, or one given in advance.
    pub replaces: Option<String>,
    /// All of it stands there already: nothing is to be written.
    pub stands: bool,
}

/// Pieces in an answer: below what was answered already.
#[must_use]
pub fn quoted(ticket: &Ticket, field: &str, pieces: &[Piece]) -> Quote {
    let (old, replaces) = match ticket.intake.get(field) {
        Some(Answer::Given(text)) => (text.trim_end(), None),
        Some(Answer::Unavailable(why)) => ("", Some(format!("not available: {why}"))),
        Some(Answer::Preset(text)) => ("", Some(format!("{text} (answered in advance)"))),
        None => ("", None),
    };
    let mut text = old.to_owned();
    for block in pieces.iter().map(|p| block(ticket.id, p)) {
        // The same words from the same place say nothing more.
        if has(&text, &block) {
            continue;
        }
        if !text.trim().is_empty() {
            text.push('\n');
        }
        text.push_str(&block);
    }
    Quote {
        stands: replaces.is_none() && text == old,
        answer: Answer::Given(text),
        replaces,
    }
}

/// Whether whole lines of a text are these.
fn has(text: &str, lines: &str) -> bool {
    format!("\n{text}\n").contains(&format!("\n{lines}\n"))
}

/// That all of it stands in the answer to a field already.
#[must_use]
pub fn stands_words(label: &str) -> String {
    format!("These words stand in “{label}” already, from the same place. Nothing was written.")
}

/// A text and where it stands.
fn block(here: TicketId, piece: &Piece) -> String {
    let (text, cut) = bounded(&piece.text);
    let mut block = text.trim_start_matches('\n').to_owned();
    let left_out = piece.left_out + cut;
    if left_out > 0 {
        block.push_str(&format!("\n… {} more", words::size(left_out)));
    }
    let place = match piece.lines {
        Some((from, to)) if from == to => format!(", line {from}"),
        Some((from, to)) => format!(", lines {from}–{to}"),
        None if piece.place.is_empty() => String::new(),
        None => format!(", {}", piece.place),
    };
    let source = source_on(here, &piece.source);
    format!("{block}\n({}{place})", source_words(&source))
}

#[cfg(test)]
mod tests {
    use super::quoted;
    use crate::domain::id::TicketId;
    use crate::domain::ticket::{Answer, Piece, Source, SourceKind, Ticket};

    fn piece() -> Piece {
        Piece {
            source: Source {
                kind: SourceKind::Message,
                n: Some(2),
                ..Source::default()
            },
            lines: Some((3, 4)),
            text: "timed out\n  at x\n".to_owned(),
            ..Piece::default()
        }
    }

    #[test]
    fn words_are_appended_with_where_they_stand() {
        let mut ticket = Ticket::default();
        let first = quoted(&ticket, "errors", &[piece()]);
        let said = "timed out\n  at x\n(message 2, lines 3–4)";
        assert_eq!(first.answer, Answer::Given(said.to_owned()));
        assert_eq!(first.replaces, None);
        ticket.intake.insert("errors".to_owned(), first.answer);
        let second = quoted(&ticket, "errors", &[piece()]);
        assert_eq!(second.answer, Answer::Given(said.to_owned()));
        assert!(second.stands && !second.answer.text().is_empty());
        assert_eq!(second.replaces, None);
        // What is new among it is appended, also the same words from another place.
        let other = Piece {
            lines: Some((9, 10)),
            ..piece()
        };
        let third = quoted(&ticket, "errors", &[piece(), other]);
        let more = format!("{said}\ntimed out\n  at x\n(message 2, lines 9–10)");
        assert_eq!((third.answer, third.stands), (Answer::Given(more), false));
    }

    #[test]
    fn of_another_ticket_the_number_is_said_and_of_this_one_it_is_not() {
        let ticket = Ticket {
            id: TicketId(7),
            ..Ticket::default()
        };
        for (on, said) in [(7, "(message 2, lines"), (5, "(message 2 of #5, lines")] {
            let mut piece = piece();
            piece.source.ticket = Some(TicketId(on));
            let quote = quoted(&ticket, "errors", &[piece]);
            let Answer::Given(text) = quote.answer else {
                panic!("no answer");
            };
            assert!(text.contains(said), "{text}");
        }
    }

    #[test]
    fn what_is_no_answer_is_replaced_and_named() {
        let mut ticket = Ticket::default();
        let none = Answer::Unavailable("not asked".to_owned());
        ticket.intake.insert("errors".to_owned(), none);
        let quote = quoted(&ticket, "errors", &[piece()]);
        assert_eq!(quote.replaces.as_deref(), Some("not available: not asked"));
        let preset = Answer::Preset("Does not apply".to_owned());
        ticket.intake.insert("errors".to_owned(), preset);
        let quote = quoted(&ticket, "errors", &[piece()]);
        assert!(quote.replaces.unwrap().contains("answered in advance"));
    }
}
