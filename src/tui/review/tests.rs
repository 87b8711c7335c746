use super::{Did, Entry, ReviewBox, Reviewed, Stretch};
use crate::domain::id::{At, TicketId};
use crate::domain::parse::builtin;
use crate::domain::report::{Ask as Wanted, Figure, Period, Report, Tally};
use crate::domain::row::Row;
use crate::tui::keys::{Code, Key};

fn report(period: Period) -> Report {
    let wanted = Wanted {
        period,
        ..Wanted::default()
    };
    Report::of(builtin(), &wanted, Tally::new(builtin(), &wanted))
}

fn reviewed(rows: Vec<Row>) -> Reviewed {
    let mut report = report(Period {
        from: At(1),
        to: At(9),
    });
    report.tickets.all = rows.len() as u64;
    Reviewed {
        report,
        rows,
        due: None,
        held: None,
        open: Vec::new(),
    }
}

fn come() -> ReviewBox {
    let mut screen = ReviewBox::new("UTC".to_owned());
    let ask = screen.wanted();
    screen.came(&ask, Ok(reviewed(Vec::new())));
    screen
}

fn press(screen: &mut ReviewBox, keys: &str) -> Did {
    keys.chars()
        .map(|c| screen.key(Key::char(c)))
        .last()
        .unwrap_or(Did::Nothing)
}

fn enter() -> Key {
    Key {
        code: Code::Enter,
        ..Key::char('x')
    }
}

#[test]
fn the_bar_rests_on_rows_alone() {
    let mut screen = come();
    for key in ["", "j", "j", "G", "k", "g", "]", "]", "[", "x"] {
        press(&mut screen, key);
        let entries = screen.entries();
        let here = entries[screen.at.get()];
        assert!(matches!(here, Entry::Line { .. }), "{key}: {here:?}");
    }
}

#[test]
fn the_tickets_behind_a_row_are_those_of_the_row_that_was_asked_last() {
    let mut screen = come();
    assert_eq!(screen.key(enter()), Did::Ask);
    let first = screen.wanted();
    assert_eq!(
        first.behind.as_ref().map(|b| b.figure),
        Some(Figure::Opened)
    );
    assert_eq!(first.period, screen.period());
    let esc = Key {
        code: Code::Esc,
        ..Key::char('x')
    };
    screen.key(esc);
    press(&mut screen, "j");
    screen.key(enter());
    let row = |id| Row {
        id: TicketId(id),
        ..Row::default()
    };
    screen.came(&first, Ok(reviewed(vec![row(1)])));
    let of_first = screen.tickets.as_ref().and_then(|t| t.rows.as_ref());
    assert!(of_first.is_none(), "of a row that was left");
    let second = screen.wanted();
    screen.came(&second, Ok(reviewed(vec![row(7), row(5)])));
    assert_eq!(screen.key(enter()), Did::Ticket(TicketId(7)));
    press(&mut screen, "j");
    assert_eq!(screen.key(enter()), Did::Ticket(TicketId(5)));
}

#[test]
fn what_is_counted_for_another_period_is_dropped() {
    let mut screen = come();
    let old = screen.wanted();
    assert_eq!(screen.turn(), Did::Ask);
    assert_eq!(screen.wanted().stretch, Stretch::Last);
    assert_eq!(screen.wanted().period, None);
    screen.came(&old, Ok(reviewed(Vec::new())));
    assert!(screen.found().is_none());
    screen.going(12_000);
    assert!(screen.sentence().unwrap_or_default().contains("12000"));
    let now = screen.wanted();
    screen.came(&now, Err("The report was broken off.".to_owned()));
    let said = screen.sentence().unwrap_or_default();
    assert!(said.contains("broken off") && said.contains("r counts anew"));
    let mut stretch = Stretch::Usual;
    for _ in 0..6 {
        stretch = stretch.next();
    }
    assert_eq!(stretch, Stretch::Usual);
}
