use super::{Did, Found, SearchBox};
use crate::desk::{Hit, Hits};
use crate::domain::id::TicketId;
use crate::domain::row::Row;
use crate::domain::search::{Completion, Snippet};
use crate::store::Query;
use crate::tui::keys::Key;
use crate::tui::layout::Pane;
use crate::tui::model::Place;

fn place() -> Place {
    Place {
        name: "my turn".to_owned(),
        query: Query::default(),
        ticket: None,
        focus: Pane::Queue,
    }
}

fn press(search: &mut SearchBox, keys: &str) -> Did {
    let mut last = Did::Nothing;
    for key in keys.split(' ') {
        last = search.key(key.parse::<Key>().expect(key));
    }
    last
}

fn found(ids: &[i64], next: Option<i64>) -> Found {
    let hit = |id: &i64| Hit {
        row: Row {
            id: TicketId(*id),
            ..Row::default()
        },
        snippet: Snippet::default(),
        subject: Vec::new(),
    };
    Found {
        hits: Hits {
            hits: ids.iter().map(hit).collect(),
            next: next.map(TicketId),
            ..Hits::default()
        },
        ..Found::default()
    }
}

#[test]
fn an_answer_to_older_words_is_dropped() {
    let mut search = SearchBox::new(place());
    assert_eq!(press(&mut search, "a"), Did::Changed);
    search.asks();
    assert_eq!(press(&mut search, "b"), Did::Changed);
    search.asks();
    search.found("a", None, found(&[1], None));
    assert_eq!(press(&mut search, "<enter>"), Did::Nothing);
    search.found("ab", None, found(&[2, 3], None));
    assert_eq!(press(&mut search, "<enter>"), Did::Pick(TicketId(2)));
    assert_eq!(
        press(&mut search, "<down> <down> <enter>"),
        Did::Pick(TicketId(3))
    );
    assert_eq!(press(&mut search, "<esc>"), Did::Leave);
}

#[test]
fn at_the_end_more_is_asked_once_and_joined() {
    let mut search = SearchBox::new(place());
    press(&mut search, "a");
    search.asks();
    search.found("a", None, found(&[9, 8], Some(8)));
    assert_eq!(press(&mut search, "<down>"), Did::More);
    assert_eq!(press(&mut search, "<down>"), Did::Nothing);
    search.found("a", Some(TicketId(8)), found(&[8, 7], None));
    assert_eq!(
        press(&mut search, "<down> <down> <enter>"),
        Did::Pick(TicketId(7))
    );
    assert_eq!(search.whole().len(), 3);
}

#[test]
fn tab_goes_round_the_choices() {
    let mut search = SearchBox::new(place());
    search.paste("x p");
    search.offer(Completion {
        at: 2..3,
        choices: vec![
            ("phase:".to_owned(), String::new()),
            ("product:".to_owned(), String::new()),
        ],
    });
    for wanted in ["x phase:", "x product:", "x phase:"] {
        assert!(search.complete());
        assert_eq!((search.words(), search.cursor()), (wanted, wanted.len()));
    }
    search.offer(Completion::default());
    assert!(!search.complete());
}

#[test]
fn nothing_typed_asks_nothing_and_says_what_can_be() {
    let mut search = SearchBox::new(place());
    press(&mut search, "a");
    search.asks();
    search.found("a", None, found(&[1], None));
    assert_eq!(press(&mut search, "<backspace>"), Did::Changed);
    search.asks();
    assert!(search.whole().is_empty());
    assert!(matches!(press(&mut search, "<enter>"), Did::Refused(_)));
}

#[test]
fn words_of_before_are_selected_and_what_is_typed_takes_their_place() {
    let again = |words: &str| {
        let mut search = SearchBox::with(words, place());
        search.select();
        search
    };
    let mut search = again("session");
    assert_eq!(press(&mut search, "E - 4"), Did::Changed);
    assert_eq!(search.words(), "E-4");
    let mut search = again("kind:kb KE");
    assert_eq!(press(&mut search, "<backspace>"), Did::Changed);
    assert_eq!(search.words(), "");
    let mut search = again("session");
    assert_eq!(search.paste("E-4711"), Did::Changed);
    assert_eq!(search.words(), "E-4711");
    // A key of the list leaves them selected, any other of the line ends that.
    let mut search = again("session");
    press(&mut search, "<down> x");
    assert_eq!(search.words(), "x");
    let mut search = again("session");
    press(&mut search, "<end> s");
    assert_eq!(search.words(), "sessions");
    assert!(
        again("session")
            .aloud()
            .1
            .contains("Search, selected: session")
    );
}
