use super::Screen;
use super::colour::Depth;
use crate::tui::theme::{Role, Theme};
use ratatui::Terminal;
use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};
use ratatui::style::{Color, Modifier, Style};

const SIZE: Size = Size::new(120, 40);

fn terminal() -> Terminal<Screen<Vec<u8>>> {
    terminal_of(Depth::True)
}

fn terminal_of(depth: Depth) -> Terminal<Screen<Vec<u8>>> {
    let mut terminal = Terminal::new(Screen::new(Vec::new(), || Some(SIZE), depth)).unwrap();
    terminal.backend_mut().measure().unwrap();
    terminal.clear().unwrap();
    terminal
}

/// Draws a frame and gives the bytes that it sent.
fn draw(terminal: &mut Terminal<Screen<Vec<u8>>>, paint: impl FnOnce(&mut Buffer)) -> Vec<u8> {
    let before = terminal.backend_mut().writer().sent();
    terminal.backend_mut().measure().unwrap();
    terminal.draw(|frame| paint(frame.buffer_mut())).unwrap();
    terminal.backend_mut().writer().get_ref()[before..].to_vec()
}

/// A queue of 38 rows with a frame, the bar on one of them, a ticket beside it.
fn queue(buffer: &mut Buffer, bar: u16) {
    for row in 0..38 {
        let y = row + 1;
        buffer.set_string(0, y, "│", Style::new());
        buffer.set_string(
            2,
            y,
            format!("! #{} ", 1000 + row),
            Style::new().fg(Color::Red),
        );
        buffer.set_string(10, y, "P1", Style::new().add_modifier(Modifier::BOLD));
        buffer.set_string(
            13,
            y,
            format!("late {row}m"),
            Style::new().fg(Color::Yellow),
        );
        buffer.set_string(22, y, "ana  Acme   Payments API retur…", Style::new());
        buffer.set_string(
            55,
            y,
            "││ Symptoms   502 from /charge since 09:40, every call",
            Style::new(),
        );
    }
    buffer.set_style(
        Rect::new(1, bar + 1, 53, 1),
        Style::new().bg(Color::Indexed(237)),
    );
}

/// What the terminal shows after these bytes.
fn shown(bytes: &[u8]) -> vt100::Parser {
    let mut parser = vt100::Parser::new(
        SIZE.height.try_into().unwrap(),
        SIZE.width.try_into().unwrap(),
        0,
    );
    parser.process(bytes);
    parser
}

#[test]
fn a_bar_that_moves_a_row_costs_a_few_hundred_bytes() {
    let mut terminal = terminal();
    draw(&mut terminal, |buffer| queue(buffer, 5));
    let moved = draw(&mut terminal, |buffer| queue(buffer, 6));
    assert!(
        moved.len() <= 260,
        "{} bytes: {}",
        moved.len(),
        moved.escape_ascii()
    );
}

/// The same queue in the colours of a theme, as wide as at 120 columns.
fn coloured(buffer: &mut Buffer, theme: &Theme, bar: u16) {
    for row in 0..36 {
        let y = row + 1;
        buffer.set_string(0, y, "│", theme.get(Role::BorderFocus));
        for (x, text, role) in [
            (2, "!".to_owned(), Role::Late),
            (4, format!("#{}", 1000 + row), Role::Text),
            (10, "P1".to_owned(), Role::P1),
            (14, format!("late {row}m"), Role::Late),
            (24, "ana".to_owned(), Role::Dim),
            (32, "Acme".to_owned(), Role::Dim),
            (41, "Payments API ret…".to_owned(), Role::Text),
        ] {
            buffer.set_string(x, y, text, theme.get(role));
        }
    }
    buffer.set_style(Rect::new(1, bar + 1, 58, 1), theme.get(Role::Bar));
}

#[test]
fn the_bar_of_each_theme_moves_in_a_few_hundred_bytes() {
    for name in Theme::names() {
        for depth in [Depth::Sixteen, Depth::Indexed, Depth::True] {
            let mut terminal = terminal_of(depth);
            let theme = Theme::named(&name, depth).unwrap();
            draw(&mut terminal, |buffer| coloured(buffer, &theme, 5));
            let moved = draw(&mut terminal, |buffer| coloured(buffer, &theme, 6)).len();
            assert!(moved <= 260, "{name} {depth:?}: {moved} bytes");
        }
    }
}

#[test]
fn nothing_changed_sends_nothing() {
    let mut terminal = terminal();
    draw(&mut terminal, |buffer| queue(buffer, 5));
    assert_eq!(draw(&mut terminal, |buffer| queue(buffer, 5)), b"");
}

#[test]
fn a_page_is_little_more_than_its_text() {
    let mut terminal = terminal();
    let bytes = draw(&mut terminal, |buffer| queue(buffer, 5));
    let mut picture = Buffer::empty(Rect::new(0, 0, SIZE.width, SIZE.height));
    queue(&mut picture, 5);
    let rows = picture.content().chunks(usize::from(SIZE.width));
    let text: usize = rows
        .map(|row| {
            row.iter()
                .map(|cell| cell.symbol())
                .collect::<String>()
                .trim()
                .len()
        })
        .sum();
    // Each row changes its style four times: red, bold, yellow, plain.
    let floor = text + 38 * "\x1b[31m\x1b[;1m\x1b[;33m\x1b[m".len();
    assert!(
        bytes.len() * 10 <= floor * 13,
        "{} bytes for {floor}",
        bytes.len()
    );
}

#[test]
fn what_is_sent_shows_what_was_painted() {
    let mut terminal = terminal();
    let mut all = Vec::new();
    let styles = [
        Style::new(),
        Style::new().fg(Color::Red).add_modifier(Modifier::BOLD),
        Style::new().bg(Color::Blue).add_modifier(Modifier::ITALIC),
        Style::new().add_modifier(Modifier::REVERSED | Modifier::CROSSED_OUT),
        Style::new()
            .fg(Color::Rgb(1, 2, 3))
            .bg(Color::Indexed(99))
            .add_modifier(Modifier::UNDERLINED),
    ];
    let words = ["a", " ", "          ", "料金", "word", "é", "│", "  x  "];
    // A fixed walk through places, words and styles; every frame differs in some cells only.
    let mut seed = 7_u32;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) as usize % below
    };
    let mut picture = Buffer::empty(Rect::new(0, 0, SIZE.width, SIZE.height));
    for frame in 0..200 {
        for _ in 0..next(30) {
            let (x, y) = (next(120) as u16, next(40) as u16);
            picture.set_string(x, y, words[next(words.len())], styles[next(styles.len())]);
        }
        repair(&mut picture);
        all.extend(draw(&mut terminal, |buffer| buffer.clone_from(&picture)));
        compare(&shown(&all), &picture, frame);
    }
}

/// Painting over half of a wide sign leaves the other half behind: make the picture one that a
/// painter would paint, each wide sign followed by blanks.
fn repair(picture: &mut Buffer) {
    use ratatui::buffer::CellWidth as _;
    for y in 0..SIZE.height {
        let mut x = 0;
        while x < SIZE.width {
            let width = picture[(x, y)].cell_width().max(1);
            if x + width > SIZE.width
                || (x + 1..x + width).any(|at| picture[(at, y)].symbol() != " ")
            {
                picture[(x, y)].set_symbol("?");
                x += 1;
                continue;
            }
            for at in x + 1..x + width {
                let style = picture[(x, y)].style();
                picture[(at, y)].set_symbol(" ").set_style(style);
            }
            x += width;
        }
    }
}

fn compare(parser: &vt100::Parser, picture: &Buffer, frame: usize) {
    for y in 0..SIZE.height {
        for x in 0..SIZE.width {
            let (cell, want) = (parser.screen().cell(y, x).unwrap(), &picture[(x, y)]);
            if cell.is_wide_continuation() {
                continue;
            }
            let is_blank = want.symbol() == " ";
            let got = if cell.contents().is_empty() {
                " "
            } else {
                cell.contents()
            };
            {
                assert_eq!(got, want.symbol(), "frame {frame}, column {x}, row {y}");
                assert_eq!(
                    cell.inverse(),
                    want.modifier.contains(Modifier::REVERSED),
                    "frame {frame} at {x},{y}"
                );
                assert_eq!(
                    cell.bgcolor(),
                    colour(want.bg),
                    "frame {frame}, column {x}, row {y}"
                );
                if !is_blank {
                    assert_eq!(
                        cell.bold(),
                        want.modifier.contains(Modifier::BOLD),
                        "frame {frame} at {x},{y}"
                    );
                    assert_eq!(
                        cell.fgcolor(),
                        colour(want.fg),
                        "frame {frame}, column {x}, row {y}"
                    );
                }
            }
        }
    }
}

fn colour(colour: Color) -> vt100::Color {
    match colour {
        Color::Reset => vt100::Color::Default,
        Color::Red => vt100::Color::Idx(1),
        Color::Blue => vt100::Color::Idx(4),
        Color::Indexed(index) => vt100::Color::Idx(index),
        Color::Rgb(r, g, b) => vt100::Color::Rgb(r, g, b),
        other => panic!("{other} is not in the test"),
    }
}

#[test]
fn an_escape_in_a_cell_is_not_sent() {
    let mut terminal = terminal();
    let bytes = draw(&mut terminal, |buffer| {
        buffer[(3, 3)].set_symbol("\x1b[3J");
    });
    assert!(!bytes.windows(4).any(|window| window == b"\x1b[3J"));
}

#[test]
fn the_cursor_is_said_only_when_it_changes() {
    let mut terminal = terminal();
    let mut put = |at: Option<(u16, u16)>| {
        let before = terminal.backend_mut().writer().sent();
        terminal
            .draw(|frame| {
                if let Some(at) = at {
                    frame.set_cursor_position(at)
                }
            })
            .unwrap();
        terminal.backend_mut().writer().get_ref()[before..].to_vec()
    };
    put(None);
    assert_eq!(put(Some((4, 2))), b"\x1b[3;5H\x1b[?25h");
    assert_eq!(put(Some((4, 2))), b"");
    assert_eq!(put(Some((5, 2))), b" ");
    assert_eq!(put(None), b"\x1b[?25l");
}

#[test]
fn fewer_colours_are_the_nearest() {
    assert_eq!(
        Depth::Sixteen.nearest(Color::Rgb(250, 250, 250)),
        Color::White
    );
    assert_eq!(
        Depth::Indexed.nearest(Color::Rgb(255, 0, 0)),
        Color::Indexed(196)
    );
    assert_eq!(Depth::None.nearest(Color::Red), Color::Reset);
    let environment = |pairs: &'static [(&str, &str)]| {
        move |name: &str| {
            pairs
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| (*value).to_owned())
        }
    };
    assert_eq!(
        Depth::detect(environment(&[("TERM", "xterm-256color")])),
        Depth::Indexed
    );
    assert_eq!(
        Depth::detect(environment(&[("TERM", "xterm"), ("NO_COLOR", "1")])),
        Depth::None
    );
    assert_eq!(
        Depth::detect(environment(&[
            ("TERM", "xterm"),
            ("COLORTERM", "truecolor")
        ])),
        Depth::True
    );
}
