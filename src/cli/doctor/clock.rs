//! Whether this computer's clock is behind what the desk holds.

use super::Finding;
use super::whose::{by_root, mend};
use crate::desk::Desk;
use crate::domain::id::At;
use crate::domain::words;

/// The clock of this computer.
pub(super) fn clock(desk: &Desk) -> Finding {
    match desk.clock_behind() {
        Ok(None) => Finding::fine("clock", "not behind what the desk holds"),
        Ok(Some(last)) => {
            let set = by_root("timedatectl set-ntp true".to_owned());
            Finding::wrong("clock", behind(desk, last), mend(&[set]))
        }
        Err(e) => Finding::wrong("clock", e.to_string(), "hoist audit check"),
    }
}

/// What a clock that is behind means, in sentences.
pub fn behind(desk: &Desk, last: At) -> String {
    format!(
        "it is {} here, and the latest word of this desk is of {}: this clock was set back, or that of another computer is ahead. \
         Nothing is lost and nothing is told twice, but until then little seems late. Set the clock.",
        words::utc_time(desk.now()),
        words::utc_time(last)
    )
}
