//! The time of day of a stamp, on a clock of twenty-four hours or of twice twelve.

use super::{number, run};

/// `hh:mm:ss` (or with dots), what of a second follows, and the half of the day where it is written:
/// milliseconds of the day, and the end. The hour may have one digit before a colon.
pub(super) fn time(bytes: &[u8], i: usize) -> Option<(i64, usize)> {
    let count = if bytes.get(i + 1)?.is_ascii_digit() {
        2
    } else {
        1
    };
    let (hours, i) = (number(bytes, i, count)?, i + count);
    let colon = *bytes.get(i)?;
    let parts = colon == b':' || (colon == b'.' && count == 2);
    if !parts || bytes.get(i + 3) != Some(&colon) {
        return None;
    }
    let minutes = number(bytes, i + 1, 2)?;
    let seconds = number(bytes, i + 4, 2)?;
    if hours > 23 || minutes > 59 || seconds > 60 {
        return None;
    }
    let (ms, end) = fraction(bytes, i + 6);
    let (hours, end) = half(bytes, end, hours);
    if bytes.get(end).is_some_and(u8::is_ascii_alphanumeric)
        && !matches!(bytes.get(end), Some(b'Z' | b'z'))
    {
        return None;
    }
    Some((((hours * 60 + minutes) * 60 + seconds) * 1000 + ms, end))
}

/// ` AM`, `pm`: the hour as one of twenty-four, and the end; what is none is left where it is.
fn half(bytes: &[u8], i: usize, hours: i64) -> (i64, usize) {
    let rest = bytes.get(i..).unwrap_or_default();
    let gap = match rest {
        [b' ', ..] => 1,
        // The narrow blank that libraries of Unicode write here.
        [0xe2, 0x80, 0xaf, ..] => 3,
        _ => 0,
    };
    let word = rest.get(gap..gap + 2).unwrap_or_default();
    let ends = !rest.get(gap + 2).is_some_and(u8::is_ascii_alphanumeric);
    let hour = match word {
        b"AM" | b"am" if ends && hours <= 12 => hours % 12,
        b"PM" | b"pm" if ends && hours <= 12 => hours % 12 + 12,
        _ => return (hours, i),
    };
    (hour, i + gap + 2)
}

/// `.123456`, `,123` or `:606` after seconds, as milliseconds.
pub(super) fn fraction(bytes: &[u8], i: usize) -> (i64, usize) {
    let count = match bytes.get(i) {
        Some(b'.' | b',') => run(bytes, i + 1),
        Some(b':') if run(bytes, i + 1) == 3 => 3,
        _ => 0,
    };
    if count == 0 {
        return (0, i);
    }
    let digit = |k: usize| match k < count {
        true => number(bytes, i + 1 + k, 1).unwrap_or(0),
        false => 0,
    };
    (digit(0) * 100 + digit(1) * 10 + digit(2), i + 1 + count)
}
