//! The smallest program on the terminal's foundation: it counts what comes in and shows it.
//!
//! The tests run it in a pseudo-terminal; by hand: `cargo run --example terminal_probe -- FILE`,
//! where FILE receives the draft when the terminal goes away. `q` ends, ctrl-z stops, `!` panics in
//! a pane, `@` outside, `#` gets stuck.

use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use hoist::domain::safe::SafeText;
use hoist::tui::input::{self, After, InputControl, InputEvent};
use hoist::tui::keys::Key;
use hoist::tui::signals::{self, SignalControl};
use hoist::tui::terminal::{Options, Terminal};
use hoist::tui::{crash, guard};
use ratatui::Frame;
use ratatui::layout::Rect;

#[derive(Default)]
struct Model {
    keys: usize,
    after_paste: usize,
    pastes: usize,
    pasted: usize,
    resumed: usize,
    last: String,
    breaks: bool,
    over: bool,
}

fn main() -> std::io::Result<()> {
    let draft = std::env::args()
        .nth(1)
        .map_or_else(|| PathBuf::from("draft"), PathBuf::from);
    if let Some(directory) = draft.parent() {
        crash::keep_in(directory);
    }
    let (sender, receiver) = mpsc::channel();
    let to_loop = sender.clone();
    let mut terminal = Terminal::enter(Options::detect())?;
    let input = input::spawn(move |event| sender.send(event).is_ok())?;
    let save = move || drop(std::fs::write(&draft, "kept"));
    let signals = signals::spawn(save, move |event| to_loop.send(event).is_ok())?;
    run(&mut terminal, &input, &signals, &receiver)
}

fn run(
    terminal: &mut Terminal,
    input: &InputControl,
    signals: &SignalControl,
    events: &Receiver<InputEvent>,
) -> std::io::Result<()> {
    let mut model = Model::default();
    while !model.over {
        terminal.draw(|frame| view(&model, frame))?;
        let Ok(first) = events.recv() else { break };
        for event in std::iter::once(first).chain(events.try_iter()) {
            match event {
                InputEvent::StopAsked => signals.stop_here(terminal, input)?,
                InputEvent::Key(key, After::Nothing) if key == Key::ctrl('z') => {
                    model.resumed += 1;
                    signals.stop_here(terminal, input)?;
                }
                InputEvent::Continued => terminal.resume()?,
                other => update(&mut model, other),
            }
        }
    }
    Ok(())
}

fn update(model: &mut Model, event: InputEvent) {
    match event {
        InputEvent::Key(key, after) => {
            model.keys += 1;
            model.last = key.to_string();
            match after {
                After::Paste => model.after_paste += 1,
                After::Nothing => act(model, key),
            }
        }
        InputEvent::Paste(text) => {
            model.pastes += 1;
            model.pasted += text.len();
        }
        InputEvent::Mouse(mouse) => model.last = format!("mouse {} {}", mouse.column, mouse.row),
        _ => {}
    }
}

fn act(model: &mut Model, key: Key) {
    match key.typed() {
        Some('q') => model.over = true,
        Some('!') => model.breaks = true,
        #[allow(clippy::panic)]
        Some('@') => panic!("planted, with the text of a ticket"),
        Some('#') => loop {
            std::thread::sleep(Duration::from_secs(60));
        },
        _ => {}
    }
}

fn view(model: &Model, frame: &mut Frame<'_>) {
    let area = frame.area();
    let half = Rect {
        height: area.height / 2,
        ..area
    };
    let rest = Rect {
        y: half.bottom(),
        height: area.height - half.height,
        ..area
    };
    guard::pane(frame, half, "counter", |frame, area| {
        #[allow(clippy::panic)]
        if model.breaks {
            panic!("planted, with the text of a ticket");
        }
        lines(frame, area, &counts(model));
    });
    guard::pane(frame, rest, "size", |frame, area| {
        let size = frame.area();
        lines(
            frame,
            area,
            &[
                format!("size {}x{}", size.width, size.height),
                format!("last {}", model.last),
            ],
        );
    });
    if !area.is_empty() {
        frame.set_cursor_position((0, 0));
    }
}

fn counts(model: &Model) -> [String; 4] {
    [
        format!("keys {}.", model.keys),
        format!("after paste {}.", model.after_paste),
        format!("pastes {} of {} bytes.", model.pastes, model.pasted),
        format!("resumed {}.", model.resumed),
    ]
}

fn lines(frame: &mut Frame<'_>, area: Rect, lines: &[String]) {
    for (row, line) in area.rows().zip(lines) {
        frame.render_widget(SafeText::line(line).as_str(), row);
    }
}
