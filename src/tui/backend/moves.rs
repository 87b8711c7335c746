//! Moves of the cursor, each by its shortest sequence.

use ratatui::layout::Position;

/// The shortest move to a place, from a known or an unknown one.
pub(super) fn shortest(from: Option<Position>, to: Position) -> String {
    let mut best = absolute(to);
    for way in from.map_or_else(Vec::new, |from| relative(from, to)) {
        if way.len() < best.len() {
            best = way;
        }
    }
    best
}

fn absolute(to: Position) -> String {
    match (to.x, to.y) {
        (0, 0) => "\x1b[H".to_owned(),
        (0, y) => format!("\x1b[{}H", y + 1),
        (x, 0) => format!("\x1b[;{}H", x + 1),
        (x, y) => format!("\x1b[{};{}H", y + 1, x + 1),
    }
}

/// Ways from one place to another that depend on the first.
fn relative(from: Position, to: Position) -> Vec<String> {
    if from.y == to.y {
        return along(from.x, to.x);
    }
    let down = to.y.checked_sub(from.y).filter(|rows| *rows <= 3);
    let mut ways = Vec::new();
    if let Some(rows) = down {
        let feeds = "\n".repeat(usize::from(rows));
        ways.push(format!(
            "\r{feeds}{}",
            along(0, to.x).into_iter().next().unwrap_or_default()
        ));
        if from.x == to.x {
            ways.push(format!("\x1b[{}B", count(rows)));
        }
    } else if from.x == to.x {
        ways.push(format!("\x1b[{}d", to.y + 1));
    }
    ways
}

/// Ways along a row; the first works from the left edge too.
fn along(from: u16, to: u16) -> Vec<String> {
    if to == from {
        return vec![String::new()];
    }
    if to > from {
        return vec![
            format!("\x1b[{}C", count(to - from)),
            format!("\x1b[{}G", to + 1),
        ];
    }
    let back = from - to;
    let mut ways = vec![
        format!("\x1b[{}D", count(back)),
        format!("\x1b[{}G", to + 1),
    ];
    if to == 0 {
        ways.push("\r".to_owned());
    }
    ways
}

/// A count of one goes without saying.
fn count(times: u16) -> String {
    if times == 1 {
        String::new()
    } else {
        times.to_string()
    }
}

/// True for single characters whose width every terminal agrees on.
pub(super) fn is_certain(symbol: &str) -> bool {
    let mut characters = symbol.chars();
    let (Some(only), None) = (characters.next(), characters.next()) else {
        return false;
    };
    matches!(only, ' '..='~' | '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{2ff}' | '\u{370}'..='\u{482}'
        | '\u{2013}'..='\u{2026}' | '\u{2190}'..='\u{2193}' | '\u{2400}'..='\u{2426}'
        | '\u{2500}'..='\u{25cf}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}
