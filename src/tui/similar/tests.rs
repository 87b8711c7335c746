use super::{About, Did, SimilarBox, counted};
use crate::desk::{Like, Likes};
use crate::domain::id::TicketId;
use crate::domain::known_error::KnownError;
use crate::domain::reference::Reference;
use crate::domain::row::Row;
use crate::domain::similar::{Because, Hit, Ranked, Standing};
use crate::tui::keys::Key;
use crate::tui::model::Model;

fn like(id: i64, standing: Standing) -> Like {
    let known = KnownError {
        cause: "the pool leaks".into(),
        workaround: "restart\nnightly".into(),
    };
    Like {
        ranked: Ranked {
            hit: Hit::Ticket(Box::new(Row {
                id: TicketId(id),
                subject: format!("subject {id}"),
                ..Row::default()
            })),
            standing,
            because: Because {
                words: vec!["pool".into()],
                message: None,
            },
            percent: 50,
        },
        resolution: None,
        known: (standing == Standing::KnownError).then_some(known),
    }
}

fn likes() -> Likes {
    Likes {
        likes: vec![like(7, Standing::KnownError), like(3, Standing::Open)],
        more: true,
        stopped: false,
    }
}

fn press(place: &mut SimilarBox, key: &str) -> Did {
    place.key(key.parse::<Key>().unwrap())
}

#[test]
fn one_moves_picks_links_and_says_none() {
    let about = About::Ticket(TicketId(1));
    let mut place = SimilarBox::new(about.clone(), Model::default().place(), None);
    assert!(
        matches!(press(&mut place, "0"), Did::Refused(_)),
        "nothing was seen yet"
    );
    assert!(matches!(press(&mut place, "<enter>"), Did::Refused(_)));
    assert_eq!(place.line(), "looking …");
    place.found(&about, likes());
    assert_eq!(press(&mut place, "j"), Did::Nothing);
    assert_eq!(press(&mut place, "j"), Did::Nothing);
    assert_eq!(
        press(&mut place, "<enter>"),
        Did::Pick(Reference::Ticket(TicketId(3)))
    );
    // The bar stays on its ticket when the list comes anew.
    let mut other = likes();
    other.likes.reverse();
    place.found(&about, other);
    assert_eq!(
        press(&mut place, "L"),
        Did::Link(Reference::Ticket(TicketId(3)))
    );
    assert_eq!(press(&mut place, "0"), Did::None);
    assert_eq!(press(&mut place, "<esc>"), Did::Leave);
    // An answer to another question is dropped.
    place.found(&About::Ticket(TicketId(9)), Likes::default());
    assert_eq!(place.likes().len(), 2);
}

#[test]
fn of_what_is_typed_nothing_is_linked() {
    let about = About::Typed("a".into(), vec![], None);
    let mut place = SimilarBox::new(about, Model::default().place(), Some(likes()));
    assert_eq!(press(&mut place, "L"), Did::Ignored);
    assert_eq!(press(&mut place, "0"), Did::Ignored);
}

#[test]
fn it_is_read_aloud_and_counted() {
    let place = SimilarBox::new(
        About::Ticket(TicketId(1)),
        Model::default().place(),
        Some(likes()),
    );
    assert_eq!(
        place.line(),
        "#7 subject 7, known error. in common: pool. Workaround: restart / nightly. Cause: the pool leaks"
    );
    assert_eq!(
        counted(&likes()).as_deref(),
        Some("2+ similar, 1 known error")
    );
    assert_eq!(counted(&Likes::default()), None);
}
