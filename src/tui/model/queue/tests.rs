use super::{Line, Queue, Section};
use crate::domain::id::{At, TicketId};
use crate::domain::row::Row;
use crate::store::{Anchor, Page, Query, Sort};
use crate::tui::msg::Joins;

const NOW: At = At(1_000);

fn rows(ids: impl IntoIterator<Item = i64>) -> Vec<Row> {
    ids.into_iter()
        .map(|id| Row {
            id: TicketId(id),
            needs_at: At(id * 100),
            ..Row::default()
        })
        .collect()
}

fn page(ids: std::ops::Range<i64>, before: bool, after: bool) -> Page {
    Page {
        rows: rows(ids),
        more_before: before,
        more_after: after,
        cut_at: None,
    }
}

fn shown(ids: std::ops::Range<i64>) -> Queue {
    let mut queue = Queue::default();
    let ask = queue.show("all".to_owned(), Query::default(), 10);
    queue.join(&ask, page(ids, false, true), 10);
    queue
}

#[test]
fn what_needs_you_stands_above_the_others() {
    let queue = shown(9..13);
    assert_eq!(
        queue.lines(10, NOW),
        [
            Line::Head(Section::NeedsYou),
            Line::Row(0),
            Line::Row(1),
            Line::Head(Section::Others),
            Line::Row(2),
            Line::Row(3),
        ]
    );
}

#[test]
fn a_review_that_is_due_stands_first_and_is_no_row() {
    let mut queue = shown(9..13);
    queue.review_due = Some(At(500));
    let head = [Line::Head(Section::NeedsYou), Line::ReviewDue];
    let lines = queue.lines(10, NOW);
    assert_eq!((&lines[..2], lines[2]), (&head[..], Line::Row(0)));
    assert_eq!(lines[4], Line::Head(Section::Others));
    queue.top = 1;
    assert!(!queue.lines(10, NOW).contains(&Line::ReviewDue));
    queue.top = 0;
    queue.more_before = true;
    assert!(!queue.lines(10, NOW).contains(&Line::ReviewDue));
    let mut calm = shown(20..23);
    calm.review_due = Some(At(500));
    assert_eq!(
        calm.lines(10, NOW)[..4],
        [head[0], head[1], Line::Head(Section::Others), Line::Row(0)]
    );
    // With a pane of three lines the bar is still on the screen.
    calm.cursor = 2;
    calm.scroll(3, NOW);
    assert!(calm.lines(3, NOW).contains(&Line::Row(2)));
    let mut empty = shown(0..0);
    empty.review_due = Some(At(500));
    assert_eq!(empty.lines(10, NOW), head);
}

#[test]
fn the_sections_stand_in_every_order_and_a_row_whose_time_has_come_moves_up() {
    let mut queue = Queue::default();
    let query = Query {
        sort: Sort::Age,
        ..Query::default()
    };
    let ask = queue.show("all".to_owned(), query, 10);
    let mut page = page(9..13, false, true);
    page.rows[2].needs_at = At(2_000);
    queue.join(&ask, page, 10);
    assert_eq!(
        queue.lines(10, NOW)[..4],
        [
            Line::Head(Section::NeedsYou),
            Line::Row(0),
            Line::Row(1),
            Line::Head(Section::Others),
        ]
    );
    assert!(!queue.is_behind(NOW));
    assert!(queue.is_behind(At(1_500)), "#12 waits below #11");
    let ask = queue.ask_more(10, NOW).unwrap();
    assert!(!ask.needs, "what follows is read from the others");
}

#[test]
fn a_row_that_comes_twice_is_shown_once() {
    let mut queue = shown(1..31);
    queue.cursor = 29;
    let ask = queue.ask_more(10, NOW).unwrap();
    queue.join(&ask, page(29..40, true, false), 10);
    let ids: Vec<i64> = queue.rows.iter().map(|r| r.id.0).collect();
    assert_eq!(ids, (1..40).collect::<Vec<_>>());
}

#[test]
fn a_paused_row_says_until_when_in_a_second_line() {
    let mut queue = shown(20..22);
    queue.rows[0].hold = Some(("customer".to_owned(), At(5_000)));
    assert_eq!(
        queue.lines(10, NOW),
        [Line::Row(0), Line::Hold(0), Line::Row(1)]
    );
}

#[test]
fn a_refresh_keeps_the_bar_on_its_ticket_and_on_its_line() {
    let mut queue = shown(20..50);
    queue.cursor = 12;
    queue.top = 8;
    let ask = queue.ask_again(10, NOW);
    assert_eq!(ask.joins, Joins::Refreshes);
    let mut later = page(15..50, false, true);
    later.rows.retain(|r| r.id != TicketId(21));
    queue.join(&ask, later, 10);
    assert_eq!(queue.selected(), Some(TicketId(32)));
    assert_eq!(queue.cursor - queue.top, 4);
}

#[test]
fn when_the_ticket_left_the_bar_stands_on_the_next_one() {
    let mut queue = shown(20..30);
    queue.cursor = 4;
    let ask = queue.ask_again(10, NOW);
    let mut later = page(20..30, false, true);
    later.rows.retain(|r| r.id != TicketId(24));
    queue.join(&ask, later, 10);
    assert_eq!(queue.selected(), Some(TicketId(25)));
}

#[test]
fn pages_join_on_both_sides_and_the_window_stays_small() {
    let mut queue = shown(1_000..1_030);
    for _ in 0..40 {
        queue.step(10);
        queue.scroll(10, NOW);
        if let Some(ask) = queue.ask_more(10, NOW) {
            let Anchor::After(place) = &ask.from else {
                panic!("down asks for what follows");
            };
            let next = place.id.0 + 1;
            queue.join(&ask, page(next..next + 30, true, true), 10);
        }
        assert!(queue.rows.len() <= 130, "{}", queue.rows.len());
        let line = queue.lines(10, NOW);
        assert!(line.contains(&Line::Row(queue.cursor)));
    }
    assert_eq!(queue.selected(), Some(TicketId(1_400)));
    assert!(queue.more_before);
    queue.cursor = 0;
    queue.scroll(10, NOW);
    let ask = queue.ask_more(10, NOW).unwrap();
    let first = queue.rows[0].id.0;
    assert_eq!(ask.joins, Joins::Before);
    queue.join(&ask, page(first - 30..first, true, true), 10);
    assert_eq!(queue.selected(), Some(TicketId(first)));
}

#[test]
fn an_answer_to_an_older_window_is_dropped() {
    let mut queue = shown(1..5);
    let old = queue.ask_again(10, NOW);
    let new = queue.show("late".to_owned(), Query::default(), 10);
    queue.join(&old, page(50..60, false, false), 10);
    assert_eq!(queue.rows.len(), 4);
    queue.join(&new, page(70..72, false, false), 10);
    assert_eq!(queue.selected(), Some(TicketId(70)));
}

#[test]
fn scrolling_moves_by_half_a_page() {
    let mut queue = shown(20..50);
    for _ in 0..10 {
        queue.step(1);
        queue.scroll(10, NOW);
    }
    assert_eq!(queue.top, 5);
    queue.step(1);
    queue.scroll(10, NOW);
    assert_eq!(queue.top, 5);
}

#[test]
fn no_row_of_the_last_page_stays_empty() {
    let mut queue = shown(20..50);
    queue.more_after = false;
    queue.cursor = 29;
    queue.top = 29;
    queue.scroll(10, NOW);
    assert_eq!((queue.top, queue.lines(10, NOW).len()), (20, 10));
    queue.more_after = true;
    queue.top = 29;
    queue.scroll(10, NOW);
    assert_eq!(queue.top, 29, "more is to come there");
}
