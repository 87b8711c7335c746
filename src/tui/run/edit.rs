//! The editor outside: the terminal is given back, the text goes through a file of one's own.

use super::{Error, Screen};
use crate::tui::editor::external;
use crate::tui::msg::Msg;
use std::process::Command;

impl Screen<'_> {
    /// Lets the person edit a text and takes the result in.
    pub(super) fn edit(&mut self, text: &str) -> Result<Msg, Error> {
        if self.options.taste.ssh {
            return Ok(Msg::Edited(Err(
                "There is no editor outside over this connection; the field here is one."
                    .to_owned(),
            )));
        }
        let editor = self.options.editor.clone().map(Into::into);
        let request = match external::write(text, &self.options.state, editor) {
            Ok(request) => request,
            Err(why) => return Ok(Msg::Edited(Err(why))),
        };
        self.input.park();
        self.terminal.suspend();
        let ended = Command::new(&request.program).args(&request.args).status();
        self.terminal.resume()?;
        self.input.resume();
        let text = external::finish(&request);
        Ok(Msg::Edited(match ended {
            Ok(status) if status.success() => text,
            Ok(_) => Err("The editor said that it failed; the text here is as it was.".to_owned()),
            Err(error) => Err(format!("The editor could not be started: {error}.")),
        }))
    }
}
