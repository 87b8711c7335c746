use super::{Finder, Found, Item};
use crate::tui::form::FormTheme;
use crate::tui::keys::Key;
use proptest::prelude::{any, prop, proptest};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

fn press<T: Clone>(finder: &mut Finder<T>, keys: &str) -> Found<T> {
    let mut last = Found::Nothing;
    for key in keys.split(' ') {
        last = finder.key(key.parse::<Key>().expect(key));
    }
    last
}

fn painted<T: Clone>(finder: &Finder<T>, width: u16, height: u16) -> Vec<String> {
    let area = Rect::new(0, 0, width, height);
    let mut buf = Buffer::empty(area);
    finder.draw(area, &mut buf, &FormTheme::default());
    (0..height)
        .map(|y| {
            let line: String = (0..width).map(|x| buf[(x, y)].symbol()).collect();
            line.trim_end().to_owned()
        })
        .collect()
}

fn palette() -> Finder<u8> {
    Finder::new(
        "Everything",
        vec![
            Item::new(1, "Escalate to Tier 2").hint(">"),
            Item::new(2, "Resolve").grey(Some("Tier 2 has it".to_owned())),
            Item::new(3, "Write a note").detail("internal").hint("n"),
        ],
    )
}

#[test]
fn typing_narrows_and_enter_picks() {
    let mut finder = palette();
    assert_eq!(press(&mut finder, "n o t"), Found::Changed);
    assert_eq!(finder.len(), 1);
    assert_eq!(press(&mut finder, "<enter>"), Found::Pick(3));
    assert_eq!(
        press(&mut finder, "<c-u> i n t e r n a l <enter>"),
        Found::Pick(3)
    );
    assert_eq!(press(&mut finder, "<esc>"), Found::Cancel);
}

#[test]
fn a_grey_item_says_why() {
    let mut finder = palette();
    let why = Found::Refused("Tier 2 has it".to_owned());
    assert_eq!(press(&mut finder, "<down> <enter>"), why);
    assert_eq!(press(&mut finder, "<up> <up> <enter>"), Found::Pick(3));
}

#[test]
fn it_shows_labels_why_and_keys() {
    let lines = painted(&palette(), 44, 7);
    assert_eq!(
        lines,
        [
            "╭─ Everything ─────────────────────────────╮",
            "│>                                         │",
            "│> Escalate to Tier 2                     >│",
            "│  Resolve  Tier 2 has it                  │",
            "│  Write a note  internal                 n│",
            "│                                          │",
            "╰─ 3 ──────────────────────────────────────╯",
        ]
    );
}

#[test]
fn a_remote_finder_keeps_the_order_it_is_given() {
    let mut finder: Finder<u8> = Finder::remote("Tickets");
    finder.set_busy(true);
    assert_eq!(press(&mut finder, "z"), Found::Changed);
    assert!(painted(&finder, 30, 6).concat().contains("Looking"));
    finder.set_items(vec![Item::new(7, "b"), Item::new(8, "a")]);
    assert_eq!(press(&mut finder, "<enter>"), Found::Pick(7));
    finder.set_error("The desk is busy.");
    assert!(painted(&finder, 30, 6).concat().contains("busy"));
}

#[test]
fn a_click_picks_what_it_points_at() {
    let mut finder = palette();
    painted(&finder, 40, 8);
    assert_eq!(finder.click(5, 4), Found::Pick(3));
    assert_eq!(finder.click(5, 0), Found::Ignored);
}

proptest! {
    #[test]
    fn hostile_labels_never_leave_the_frame(
        labels in prop::collection::vec(any::<String>(), 0..8),
        query in any::<String>(),
        width in 1u16..50,
        height in 1u16..9,
    ) {
        let items = labels.iter().map(|l| Item::new((), l).detail(l).hint(l)).collect();
        let mut finder = Finder::new(query.clone(), items);
        finder.paste(&query);
        finder.set_query("");
        let whole = Rect::new(0, 0, width + 2, height + 2);
        let mut buf = Buffer::empty(whole);
        let area = Rect::new(1, 1, width, height);
        finder.draw(area, &mut buf, &FormTheme::default());
        for (i, cell) in buf.content.iter().enumerate() {
            let (x, y) = buf.pos_of(i);
            assert!(area.contains((x, y).into()) || cell.symbol() == " ");
            assert!(!cell.symbol().chars().any(char::is_control));
        }
    }
}
