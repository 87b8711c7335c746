//! The built-in process, parsed beforehand: every start of the program needs the process, nearly every
//! desk has this one, and parsing its text takes longer than all else a command does. Only a text that
//! is the built-in one byte for byte is answered from here; a test holds that both are the same. It is
//! kept in postcard's format, which is read in a third of the time that JSON takes. The hashes of both
//! texts are kept too, so that a desk that says them need not be read for the text.

use super::{BUILTIN, SEVERAL, SINGLE, hash, single_seat};
use crate::domain::process::Process;
use std::borrow::Cow;

/// [`BUILTIN`] as [`super::parsed`] reads it.
const PARSED: &[u8] = include_bytes!("../../../assets/process.parsed");

/// The hash of [`BUILTIN`], and that of the one for a single seat, each on a line.
const HASHES: &str = include_str!("../../../assets/process.hashes");

/// Which of the built-in processes has this hash: whether it is that for a single seat.
fn is_single(hash: &str) -> Option<bool> {
    let mut hashes = HASHES.lines();
    let (several, single) = (hashes.next(), hashes.next());
    match Some(hash) {
        hash if hash == several => Some(false),
        hash if hash == single => Some(true),
        _ => None,
    }
}

/// The process of this hash, if it is a built-in one.
pub(super) fn of(hash: &str) -> Option<Process> {
    let single_seat = is_single(hash)?;
    let process: Process = postcard::from_bytes(PARSED).ok()?;
    // One that was parsed from an older text is of no use.
    let several = HASHES.lines().next()?;
    (process.hash == several).then(|| Process {
        single_seat,
        hash: hash.to_owned(),
        ..process
    })
}

/// The text of this hash, if it is a built-in one.
pub(super) fn text(hash: &str) -> Option<Cow<'static, str>> {
    Some(match is_single(hash)? {
        false => Cow::Borrowed(BUILTIN),
        true => Cow::Owned(single_seat()),
    })
}

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
