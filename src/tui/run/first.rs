//! The first start: the questions, until a desk is made or the person leaves.

use super::{Error, House, Options};
use crate::desk::first::{Answers, Trouble};
use crate::tui::first::{First, Step};
use crate::tui::msg::Msg;
use crate::tui::theme::Theme;

/// Makes the desk: the options to run on it, or what is wrong with which answer.
pub type Make = Box<dyn Fn(&Answers) -> Result<Options, Trouble>>;

/// What is asked, and who makes the desk of it.
pub struct Start {
    /// What is proposed.
    pub proposed: Answers,
    /// Makes the desk.
    pub make: Make,
}

/// Asks; `None` when the person left. What was typed stays until the desk is made.
pub(super) fn ask(
    house: &mut House,
    options: &Options,
    start: &Start,
) -> Result<Option<Options>, Error> {
    let theme = Theme::named(&options.theme, options.taste.depth).unwrap_or_default();
    let mut first = First::new(&start.proposed, theme);
    loop {
        house.terminal.draw(|frame| first.paint(frame))?;
        let Ok(msg) = house.rx.recv() else {
            return Ok(None);
        };
        let Msg::Input(event) = msg else { continue };
        match first.take(event) {
            Step::Stay => {}
            Step::Leave => return Ok(None),
            Step::Make(answers) => match (start.make)(&answers) {
                Ok(made) => return Ok(Some(made)),
                Err(trouble) => first.trouble(trouble),
            },
            Step::Suspend => house.signals.stop_here(&mut house.terminal, &house.input)?,
            Step::Resume => house.terminal.resume()?,
            Step::Repaint => house.terminal.repaint()?,
        }
    }
}
