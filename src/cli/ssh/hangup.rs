//! A signal that ends a session: a line that was lost, a host that goes down. The log says so before the program goes.

use super::Journal;
use crate::cli::error::Error;
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;
use std::thread;

/// Has a signal that ends the program written down first. `leaves_by_itself`: somebody else acts on signals by now; where
/// nobody does, the program ends here.
///
/// # Errors
/// No handler can be set.
pub fn say_at_a_signal(
    journal: &Journal,
    leaves_by_itself: impl Fn() -> bool + Send + 'static,
) -> Result<(), Error> {
    let journal = journal.clone();
    let signals = Signals::new([SIGHUP, SIGTERM, SIGINT, SIGQUIT]);
    let mut signals =
        signals.map_err(|e| Error::Failed(format!("Signals cannot be watched: {e}.")))?;
    thread::spawn(move || {
        for signal in &mut signals {
            if leaves_by_itself() {
                continue;
            }
            journal.ends(&by(signal));
            let _ = emulate_default_handler(signal);
        }
    });
    Ok(())
}

/// How a session ended by a signal.
#[must_use]
pub fn by(signal: i32) -> String {
    match signal {
        SIGHUP => "the line was lost (SIGHUP)".to_owned(),
        SIGTERM => "it was told to end (SIGTERM)".to_owned(),
        SIGINT => "it was broken off (SIGINT)".to_owned(),
        SIGQUIT => "it was broken off (SIGQUIT)".to_owned(),
        other => format!("signal {other}"),
    }
}
