//! The built-in process, parsed beforehand: every start of the program needs the process, nearly every
//! desk has this one, and parsing its text takes longer than all else a command does. Only a text that
//! is the built-in one byte for byte is answered from here; a test holds that both are the same. It is
//! kept in postcard's format, which is read in a third of the time that JSON takes.

use super::{BUILTIN, SEVERAL, SINGLE, hash};
use crate::domain::process::Process;

/// [`BUILTIN`] as [`super::parsed`] reads it.
const PARSED: &[u8] = include_bytes!("../../../assets/process.parsed");

/// The process of this text, if it is the built-in one or that for a single seat.
pub(super) fn made(text: &str) -> Option<Process> {
    if text == BUILTIN {
        // One that was parsed from an older text is of no use.
        let process: Process = postcard::from_bytes(PARSED).ok()?;
        return (process.hash == hash(text)).then_some(process);
    }
    if !is_single_seat(text) {
        return None;
    }
    let process = made(BUILTIN)?;
    Some(Process {
        single_seat: true,
        hash: hash(text),
        ..process
    })
}

fn is_single_seat(text: &str) -> bool {
    BUILTIN.split_once(SEVERAL).is_some_and(|(before, after)| {
        let rest = text.strip_prefix(before);
        rest.and_then(|r| r.strip_prefix(SINGLE)) == Some(after)
    })
}
