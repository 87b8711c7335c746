//! The interface over a hostile desk: every frame's cells and every byte of it.

use super::super::cases;
use super::super::seeded::Dice;
use super::allowed::{bytes, line, lines};
use crate::screens::lively::{options, told};
use crate::support::desk::Bench;
use hoist::tui::backend::Screen;
use hoist::tui::backend::colour::Depth;
use hoist::tui::print::Session;
use hoist::tui::view::view;
use ratatui::Terminal;
use ratatui::layout::Size;
use std::cell::Cell;

const SIZES: [(u16, u16); 8] = [
    (60, 15),
    (61, 16),
    (80, 24),
    (100, 28),
    (120, 36),
    (161, 50),
    (200, 100),
    (59, 14),
];

/// Panes, lists, forms and what is over them.
const WAYS: [&str; 16] = [
    "j",
    "2 G",
    "2 g j",
    "3 j j",
    "4 G",
    "1 G",
    "? <esc>",
    "# \"a\"",
    "<esc> f \"x\"",
    "<esc> n",
    "<esc> i",
    "<esc> M",
    "<esc> c \"a\"",
    "<esc> v",
    "<esc> : \"a\"",
    "<esc> 1 k",
];

thread_local! {
    static SIZE: Cell<Size> = const { Cell::new(Size::new(80, 24)) };
}

/// Looks everywhere, at one size or several; how many frames were seen. `plant`: a text that a pane paints as it came.
pub fn shown(bench: &mut Bench, seed: u64, plant: Option<&str>) -> Result<usize, String> {
    let mut dice = Dice::new(seed);
    let mut frames = 0;
    for _ in 0..cases(1, 3) {
        let size = *dice.pick(&SIZES);
        let mut session = Session::open(&options(bench, "ana"), size).map_err(|e| e.to_string())?;
        SIZE.set(Size::new(size.0, size.1));
        let screen = Screen::new(Vec::new(), || Some(SIZE.get()), Depth::True);
        let mut terminal = Terminal::new(screen).map_err(|e| e.to_string())?;
        let mut seen = 0;
        for ways in std::iter::once("").chain(WAYS) {
            session.press(ways).map_err(|e| e.to_string())?;
            frame(&mut terminal, &session, &mut seen, plant)
                .map_err(|why| format!("{size:?} after {ways:?}: {why}"))?;
            frames += 1;
        }
    }
    linear(bench)?;
    Ok(frames)
}

fn frame(
    terminal: &mut Terminal<Screen<Vec<u8>>>,
    session: &Session,
    seen: &mut usize,
    plant: Option<&str>,
) -> Result<(), String> {
    let done = terminal.draw(|frame| {
        view(session.model(), frame);
        if let Some(raw) = plant {
            frame.render_widget(raw, frame.area());
        }
    });
    let buffer = done.map_err(|e| e.to_string())?.buffer;
    for y in 0..buffer.area.height {
        for x in 0..buffer.area.width {
            let symbol = buffer[(x, y)].symbol();
            if let Some(why) = line(symbol) {
                return Err(format!("cell {x},{y}: {why}"));
            }
        }
    }
    let writer = terminal.backend_mut().writer();
    if writer.dropped() > 0 {
        return Err("the last gate had to drop something".to_owned());
    }
    let sent = &writer.get_ref()[*seen..];
    *seen += sent.len();
    bytes(sent).map_or(Ok(()), Err)
}

/// The same told line by line.
fn linear(bench: &Bench) -> Result<(), String> {
    let mut listener = crate::screens::lively::listener(bench, "ana");
    for ways in ["", "j", "2 j j", "3", "4", "<f2>"] {
        if let Some(why) = lines(&told(&mut listener, ways)) {
            return Err(format!("told after {ways:?}: {why}"));
        }
    }
    Ok(())
}
