//! Whatever stands in a frame, only our own sequences leave.

use crate::support::hostile::{config, hostile};
use hoist::domain::safe::SafeText;
use hoist::tui::backend::Screen;
use hoist::tui::backend::colour::Depth;
use hoist::tui::wrap::wrap;
use hoist::tui::writer::keep_allowed;
use proptest::prelude::{prop_assert_eq, proptest};
use ratatui::Terminal;
use ratatui::layout::{Rect, Size};
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::{Block, Paragraph};

const SIZE: Size = Size::new(20, 6);

fn terminal() -> Terminal<Screen<Vec<u8>>> {
    let mut terminal = Terminal::new(Screen::new(Vec::new(), || Some(SIZE), Depth::True)).unwrap();
    terminal.backend_mut().measure().unwrap();
    terminal.clear().unwrap();
    terminal
}

/// How many sequences of all that was sent are none of ours.
fn strangers(terminal: &mut Terminal<Screen<Vec<u8>>>) -> usize {
    let sent = terminal.backend_mut().writer().get_ref().clone();
    keep_allowed(&sent, &mut Vec::new())
}

proptest! {
    #![proptest_config(config(1_500))]

    #[test]
    fn clean_text_in_widgets_of_every_width_sends_only_our_sequences(raw in hostile(), width in 1_u16..20) {
        let mut terminal = terminal();
        let area = Rect::new(0, 0, width, SIZE.height);
        terminal.draw(|frame| {
            let lines = wrap(SafeText::block(&raw), usize::from(width), 1);
            let title = SafeText::line(&raw).truncate(usize::from(width)).into_owned().into_cow();
            let text: Vec<Line> = lines.into_iter().map(Line::from).collect();
            frame.render_widget(Paragraph::new(text).block(Block::bordered().title(title)), area);
        }).unwrap();
        prop_assert_eq!(terminal.backend_mut().writer().dropped(), 0);
        prop_assert_eq!(strangers(&mut terminal), 0);
        // Nothing is painted beside the widget.
        let sent = terminal.backend_mut().writer().get_ref().clone();
        let mut parser = vt100::Parser::new(SIZE.height.try_into().unwrap(), SIZE.width.try_into().unwrap(), 0);
        parser.process(&sent);
        let beside = parser.screen().rows(width, SIZE.width - width).collect::<String>();
        if raw.is_ascii() {
            prop_assert_eq!(beside.trim(), "");
        }
    }

    #[test]
    fn raw_text_in_cells_sends_only_our_sequences(raw in hostile()) {
        let mut terminal = terminal();
        terminal.draw(|frame| {
            frame.buffer_mut()[(1, 1)].set_symbol(&format!("x{raw}")).set_style(Style::new().italic());
        }).unwrap();
        prop_assert_eq!(strangers(&mut terminal), 0);
    }
}
