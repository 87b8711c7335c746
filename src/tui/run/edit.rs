//! The editor outside: the terminal is given back, the text goes through a file of one's own.

use super::{Error, Screen};
use crate::tui::draft::Handed;
use crate::tui::editor::external;
use crate::tui::msg::{Edit, Msg};
use crate::tui::outside;
use std::io;
use std::process::{Command, ExitStatus};
use std::sync::{MutexGuard, PoisonError};

impl Screen<'_> {
    /// Lets the person edit a text and takes the result in; with it the file, which goes once the text is kept.
    pub(super) fn edit(&mut self, edit: &Edit) -> Result<(Msg, Option<Handed>), Error> {
        let (handed, command) = match self.hand_over(edit) {
            Ok(both) => both,
            Err(why) => return Ok((Msg::Edited(edit.field.clone(), Err(why)), None)),
        };
        *self.handed() = Some(handed);
        let ended = self.outside(command)?;
        let Some(handed) = self.handed().take() else {
            let gone = "The text was taken back from the editor; d shows it.".to_owned();
            return Ok((Msg::Edited(edit.field.clone(), Err(gone)), None));
        };
        let (text, handed) = self.take(handed, ended);
        Ok((Msg::Edited(edit.field.clone(), text), handed))
    }

    /// The file with the text, and what is to be run on it.
    fn hand_over(&self, edit: &Edit) -> Result<(Handed, Command), String> {
        if self.options.taste.ssh {
            return Err(
                "There is no editor outside over this connection; the field here is one."
                    .to_owned(),
            );
        }
        let editor = self.options.editor.as_deref();
        // Whether there is one is told before anything is written.
        external::command(editor, self.drafts.dir())?;
        let handed = self.drafts.hand_over(edit).map_err(|e| {
            format!("The text could not be handed to the editor: {e}. It is still in the form.")
        })?;
        let command = external::command(editor, handed.file())?;
        Ok((handed, command))
    }

    /// Runs it on the terminal.
    fn outside(&mut self, command: Command) -> Result<io::Result<ExitStatus>, Error> {
        self.input.park();
        self.terminal.suspend();
        let noted = |pid| {
            if let Some(handed) = self.handed().as_mut() {
                handed.is_with(pid);
            }
        };
        let ended = outside::run(command, noted, || self.signals.stop_job());
        self.terminal.resume()?;
        self.input.resume();
        Ok(ended)
    }

    /// What came of it; the file, where it is still needed.
    fn take(
        &self,
        handed: Handed,
        ended: io::Result<ExitStatus>,
    ) -> (Result<String, String>, Option<Handed>) {
        let status = match ended {
            Ok(status) => status,
            Err(error) => {
                handed.done();
                let why = format!("The editor could not be started: {error}.");
                return (Err(why), None);
            }
        };
        match handed.read() {
            Err(why) => (Err(why), None),
            Ok(text) if status.success() => (Ok(text), Some(handed)),
            Ok(text) if text == handed.before() => {
                handed.done();
                (Err(FAILED.to_owned()), None)
            }
            Ok(text) => match self.drafts.set_beside(handed, &text) {
                Ok(()) => (Err(format!("{FAILED} {BESIDE}")), None),
                Err(error) => (Err(format!("{FAILED} {error}")), None),
            },
        }
    }

    /// The text in the editor's hands: the signal thread takes what was saved of it.
    fn handed(&self) -> MutexGuard<'_, Option<Handed>> {
        self.handed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

const FAILED: &str = "The editor said that it failed; the text here is as it was.";
const BESIDE: &str = "What it saved is kept beside it: Esc, then d shows both.";
