use super::{Candidate, Frequency, Hit, Ranked, Sought, Standing, rank};
use crate::domain::id::{At, TicketId};
use crate::domain::row::Row;
use crate::domain::search::{Doc, Place, Section};
use crate::domain::stage::Phase;

fn section(place: Place, text: &str) -> Section {
    Section {
        place,
        at: At(0),
        text: text.to_owned(),
    }
}

fn candidate(id: i64, subject: &str, body: Vec<Section>) -> Candidate {
    Candidate {
        hit: Hit::Ticket(Box::new(Row {
            id: TicketId(id),
            ..Row::default()
        })),
        doc: Doc {
            head: vec![section(Place::Subject, subject)],
            body,
            ..Doc::default()
        },
        marks: Vec::new(),
    }
}

/// Ranked on a desk of a thousand tickets where each word stands in as many as `having` says, or in
/// five.
fn ranked(sought: &Sought, having: &[(&str, u64)], candidates: Vec<Candidate>) -> Vec<Ranked> {
    let of = |word: &str| {
        having
            .iter()
            .find(|(w, _)| *w == word)
            .map_or(5, |(_, n)| *n)
    };
    let frequency = Frequency {
        documents: 1_000,
        having: sought.terms.iter().map(|t| of(&t.text)).collect(),
    };
    rank(sought, &frequency, candidates)
}

fn ids(ranked: &[Ranked]) -> Vec<i64> {
    let ids = ranked.iter().filter_map(|r| r.hit.id().ticket());
    ids.map(|id| id.0).collect()
}

#[test]
fn rare_words_count_and_common_ones_do_not() {
    let sought = Sought::typed("Export of the ledger fails", ["since the update"]);
    let common = [
        ("of", 900),
        ("the", 990),
        ("since", 800),
        ("update", 800),
        ("fails", 800),
    ];
    let found = ranked(
        &sought,
        &common,
        vec![
            candidate(1, "Update of the printer fails since the move", vec![]),
            candidate(2, "Ledger cannot be exported", vec![]),
            candidate(
                3,
                "Something else",
                vec![section(Place::Note, "export the ledger again")],
            ),
        ],
    );
    assert_eq!(ids(&found), [3, 2]);
    assert_eq!(found[1].because.words, ["ledger"]);
    assert!(
        found[0]
            .because
            .words
            .starts_with(&["export".into(), "ledger".into()])
    );
}

#[test]
fn a_message_is_the_same_whatever_varies_in_it() {
    let log = "2026-11-24 09:40:00 ERROR upstream 10.0.0.7:8080 timed out after 3000 ms";
    let sought = Sought::typed("Payments are slow", [log]);
    let other = "2025-01-02 03:04:05 ERROR upstream 172.16.1.1:443 timed out after 12 ms";
    let words = "the upstream server is slow, payments timed out, after a while it works";
    let found = ranked(
        &sought,
        &[("after", 400), ("slow", 100), ("are", 900)],
        vec![
            candidate(1, "Checkout", vec![section(Place::Intake, other)]),
            candidate(2, "Checkout", vec![section(Place::Intake, words)]),
        ],
    );
    assert_eq!(ids(&found), [1, 2]);
    let message = found[0].because.message.as_deref().unwrap();
    assert!(message.starts_with("upstream <*> timed out"), "{message}");
    assert!(
        found[0]
            .because
            .told()
            .starts_with("same message: upstream")
    );
    assert_eq!(found[1].because.message, None);
}

#[test]
fn of_those_nearly_equal_what_helps_comes_first() {
    let sought = Sought::typed("Label printer offline", []);
    let resolved = vec![section(Place::Resolution, "Restarted the spooler")];
    let mut known = candidate(3, "Label printer offline", vec![]);
    known.marks = vec![":rroot_5fcause".into(), ":rworkaround".into()];
    let mut cancelled = candidate(9, "Label printer offline", vec![]);
    if let Hit::Ticket(row) = &mut cancelled.hit {
        row.stage.phase = Phase::Cancelled;
    }
    let mut closed = [
        candidate(1, "Label printer offline", resolved.clone()),
        candidate(2, "Label maker", resolved.clone()),
    ];
    for one in &mut closed {
        if let Hit::Ticket(row) = &mut one.hit {
            row.stage.phase = Phase::Closed;
        }
    }
    let [first, second] = closed;
    // What the customer rejected helps nobody.
    let rejected = candidate(6, "Label printer offline", resolved);
    let found = ranked(
        &sought,
        &[],
        vec![
            cancelled,
            candidate(8, "Label printer offline", vec![]),
            candidate(7, "Label printer offline", vec![]),
            rejected,
            first,
            second,
            known,
        ],
    );
    assert_eq!(ids(&found), [3, 1, 8, 7, 6, 9, 2]);
    let standings: Vec<Standing> = found.iter().map(|r| r.standing).collect();
    assert_eq!(
        standings[..3],
        [Standing::KnownError, Standing::Resolved, Standing::Open]
    );
    assert!(found[0].percent >= found[5].percent);
}

#[test]
fn what_has_little_in_common_is_left_out() {
    let sought = Sought::typed(
        "Sync stops at ninety percent on large folders",
        ["every night"],
    );
    let found = ranked(&sought, &[], vec![candidate(1, "Folders", vec![])]);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_word_that_nobody_has_does_not_count_against_anyone() {
    let sought = Sought::typed("Zqx17 label printer", []);
    let found = ranked(
        &sought,
        &[("zqx17", 0)],
        vec![candidate(1, "label printer", vec![])],
    );
    assert!(found[0].percent > 90, "{found:?}");
}

#[test]
fn numbers_tell_less_than_words_and_single_letters_nothing() {
    let sought = Sought::typed("", ["a 8080 gateway 東"]);
    let weight = |word: &str| {
        sought
            .terms
            .iter()
            .find(|t| t.text == word)
            .map(|t| t.weight)
    };
    assert!(weight("8080").unwrap() < weight("gateway").unwrap());
    assert_eq!(weight("a"), None);
    assert!(weight("東").is_some());
    assert!(Sought::typed(" ", ["- !"]).is_empty());
}

#[test]
fn of_a_long_text_the_most_telling_words_are_asked() {
    let many: Vec<String> = (0..5_000).map(|n| format!("word{n}")).collect();
    let sought = Sought::typed("ledger export", [many.join(" ").as_str()]);
    assert_eq!(sought.terms.len(), super::ASKED);
    assert_eq!(sought.terms[0].text, "ledger");
    // A line without end and a flood of marks are no message and harm nothing.
    let hostile = format!("error {}", "\u{300}x<*>".repeat(200_000));
    let sought = Sought::typed("", [hostile.as_str()]);
    assert!(sought.terms.len() <= super::ASKED && sought.messages.is_empty());
}
