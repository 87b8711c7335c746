//! Pieces of a log, as they are kept: lines with their numbers, a signature with how often and where.

use super::LogFile;
use super::fault::Fault;
use crate::domain::log::signature::Signature;
use crate::domain::ticket::{Piece, PieceKind, Source};

/// The longest text that is read of one piece, in bytes; the rest is only counted.
const TEXT: usize = 64 << 10;
/// Lines read at once.
const ROWS: usize = 1_000;

impl LogFile {
    /// Lines `first` (from 1) and on, `count` of them, as a piece of this source; none when there is no
    /// such line.
    ///
    /// # Errors
    /// As [`LogFile::window`].
    pub fn piece(
        &mut self,
        source: &Source,
        first: u64,
        count: u64,
    ) -> Result<Option<Piece>, Fault> {
        let (mut text, mut left_out, mut last) = (String::new(), 0, 0);
        let end = first.saturating_add(count);
        let (mut at, mut full) = (first, false);
        while at < end {
            let part = usize::try_from(end - at).unwrap_or(usize::MAX).min(ROWS);
            let rows = self.window(at, part)?;
            let Some(row) = rows.last() else { break };
            last = row.number;
            for row in &rows {
                // What follows a line that is left out is left out too: lines stand as they stood.
                full |= !text.is_empty() && text.len() + row.text.len() > TEXT;
                if !full {
                    text.push_str(&row.text);
                    text.push('\n');
                    left_out += row.cut;
                } else {
                    left_out += row.text.len() as u64 + 1 + row.cut;
                }
            }
            at = last + 1;
        }
        Ok((last >= first).then(|| Piece {
            kind: PieceKind::Lines,
            source: source.clone(),
            lines: Some((first, last)),
            text,
            left_out,
            ..Piece::default()
        }))
    }
}

/// A signature as a piece of this source.
#[must_use]
pub fn of_signature(source: &Source, signature: &Signature) -> Piece {
    let tally = &signature.tally;
    let times = tally.times();
    let mut place = match tally.first_line == tally.last_line {
        true => format!("{times}, line {}", tally.first_line),
        false => format!("{times}, lines {}–{}", tally.first_line, tally.last_line),
    };
    if let (Some(first), Some(last)) = (tally.first, tally.last) {
        place.push_str(&format!(", {} – {}", first.text(), last.text()));
    }
    Piece {
        kind: PieceKind::Signature,
        source: source.clone(),
        place,
        text: format!("{}\n{}", signature.template, tally.example),
        ..Piece::default()
    }
}
