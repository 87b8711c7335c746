//! What a command prints. Every line for people is cleaned here, so that no text of a customer can
//! reach a terminal in any other way.

use super::error::Error;
use crate::domain::safe::{self, SafeText, json};
use serde::Serialize;
use std::io::{BufWriter, IsTerminal, Stdout, Write};

/// Columns where the output is no terminal.
const COLUMNS: usize = 80;

/// Standard output.
#[derive(Debug)]
pub struct Out {
    writer: BufWriter<Stdout>,
    terminal: bool,
    columns: usize,
}

impl Out {
    /// Standard output as it is: a terminal of some width, or not.
    #[must_use]
    pub fn standard() -> Out {
        let stdout = std::io::stdout();
        let terminal = stdout.is_terminal();
        let columns = if terminal { width(&stdout) } else { COLUMNS };
        Out {
            writer: BufWriter::new(stdout),
            terminal,
            columns,
        }
    }

    /// Columns of a line: the terminal's, or 80.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// One line for people, cleaned.
    ///
    /// # Errors
    /// [`Error::Closed`] when nobody reads any more.
    pub fn line(&mut self, text: impl AsRef<str>) -> Result<(), Error> {
        let safe = SafeText::line(text.as_ref());
        Ok(writeln!(self.writer, "{safe}")?)
    }

    /// One line for people in parts, each cleaned, those found bold on a terminal.
    ///
    /// # Errors
    /// As [`Out::line`].
    pub fn picked(&mut self, parts: &[(String, bool)], colour: bool) -> Result<(), Error> {
        for (text, found) in parts {
            let safe = SafeText::line(text);
            match *found && colour && self.terminal {
                true => write!(self.writer, "\x1b[1m{safe}\x1b[22m")?,
                false => write!(self.writer, "{safe}")?,
            }
        }
        Ok(writeln!(self.writer)?)
    }

    /// Text of several lines for people, cleaned.
    ///
    /// # Errors
    /// As [`Out::line`].
    pub fn block(&mut self, text: &str) -> Result<(), Error> {
        let safe = SafeText::block(text);
        Ok(writeln!(
            self.writer,
            "{}",
            safe.as_str().trim_end_matches('\n')
        )?)
    }

    /// A document, word for word; on a terminal it is cleaned.
    ///
    /// # Errors
    /// As [`Out::line`].
    pub fn document(&mut self, text: &str) -> Result<(), Error> {
        if self.terminal {
            return self.block(text);
        }
        Ok(self.writer.write_all(text.as_bytes())?)
    }

    /// Whether it is a terminal.
    #[must_use]
    pub fn is_terminal(&self) -> bool {
        self.terminal
    }

    /// For bytes as they are; never on a terminal.
    pub fn raw(&mut self) -> &mut dyn Write {
        &mut self.writer
    }

    /// One JSON object on a line of its own.
    ///
    /// # Errors
    /// As [`Out::line`].
    pub fn json<T: Serialize>(&mut self, object: &T) -> Result<(), Error> {
        let text = serde_json::to_string(object).map_err(std::io::Error::other)?;
        Ok(writeln!(self.writer, "{}", json(&text))?)
    }

    /// A table: columns as wide as they need, the last one takes what is left of the line.
    ///
    /// # Errors
    /// As [`Out::line`].
    pub fn table(&mut self, head: &[&str], rows: &[Vec<String>]) -> Result<(), Error> {
        let head: Vec<String> = head.iter().map(|h| (*h).to_owned()).collect();
        let cells: Vec<Vec<SafeText<'_>>> = std::iter::once(&head)
            .chain(rows)
            .map(|row| row.iter().map(|cell| SafeText::line(cell)).collect())
            .collect();
        let widths = widths(&cells, rows, self.columns);
        for row in &cells {
            let line = laid_out(row, &widths);
            writeln!(self.writer, "{}", line.trim_end())?;
        }
        Ok(())
    }

    /// Sends what is still buffered.
    ///
    /// # Errors
    /// As [`Out::line`].
    pub fn finish(&mut self) -> Result<(), Error> {
        Ok(self.writer.flush()?)
    }
}

fn width(stdout: &Stdout) -> usize {
    match rustix::termios::tcgetwinsize(stdout) {
        Ok(size) if size.ws_col > 0 => usize::from(size.ws_col),
        _ => COLUMNS,
    }
}

/// The last column of a table is cut no shorter than this while others can give.
const LAST: usize = 24;

/// Widths that fit the line: each as wide as it needs; where that is too much the last gives first,
/// then the widest others. A number is never cut: it would be another one.
fn widths(cells: &[Vec<SafeText<'_>>], rows: &[Vec<String>], columns: usize) -> Vec<usize> {
    let is_number = |text: &String| text.bytes().all(|b| b.is_ascii_digit());
    let numbers = |c: usize| rows.iter().filter_map(|r| r.get(c)).all(is_number);
    let count = cells.iter().map(Vec::len).max().unwrap_or(0);
    let mut widths: Vec<usize> = (0..count)
        .map(|c| {
            let wide = cells.iter().filter_map(|row| row.get(c));
            wide.map(|cell| safe::width(cell.as_str()))
                .max()
                .unwrap_or(0)
        })
        .collect();
    let room = columns.saturating_sub(2 * count.saturating_sub(1));
    let Some((last, others)) = widths.split_last_mut() else {
        return widths;
    };
    let over =
        |last: usize, others: &[usize]| (last + others.iter().sum::<usize>()).saturating_sub(room);
    *last = last
        .saturating_sub(over(*last, others))
        .max(LAST.min(*last));
    while over(*last, others) > 0 {
        let words = others.iter_mut().enumerate();
        let words = words.filter(|(c, _)| !numbers(*c)).map(|(_, wide)| wide);
        match words.max() {
            Some(widest) if *widest > 6 => *widest -= 1,
            _ => {
                *last = last.saturating_sub(over(*last, others)).max(1);
                break;
            }
        }
    }
    widths
}

fn laid_out(row: &[SafeText<'_>], widths: &[usize]) -> String {
    let padded = row
        .iter()
        .zip(widths)
        .map(|(cell, wide)| safe::pad(cell.as_str(), *wide));
    padded.collect::<Vec<_>>().join("  ")
}

#[cfg(test)]
mod tests {
    use super::{laid_out, widths};
    use crate::domain::safe::{SafeText, width};

    #[test]
    fn a_row_fits_its_line_by_display_width() {
        let row =
            |cells: &[&'static str]| cells.iter().map(|c| SafeText::line(c)).collect::<Vec<_>>();
        let cells = vec![
            row(&[
                "#1",
                "料金",
                "a very long subject that does not fit into the line at all",
            ]),
            row(&["#1000", "x", "short"]),
        ];
        let widths = widths(&cells, &[], 40);
        let lines: Vec<String> = cells.iter().map(|r| laid_out(r, &widths)).collect();
        assert!(width(&lines[0]) <= 40, "{}", lines[0]);
        assert!(lines[0].ends_with('…'));
        let place = |line: &str, word: &str| width(&line[..line.find(word).unwrap()]);
        assert_eq!(place(&lines[0], "a very"), place(&lines[1], "short"));
    }

    #[test]
    fn a_number_is_never_cut() {
        let rows: Vec<Vec<String>> = vec![vec![
            "30000000".to_owned(),
            "somewhere far away".to_owned(),
            "a message of many words".to_owned(),
        ]];
        let cells: Vec<Vec<SafeText<'_>>> = rows
            .iter()
            .map(|row| row.iter().map(|cell| SafeText::line(cell)).collect())
            .collect();
        for columns in [10, 20, 30] {
            let widths = widths(&cells, &rows, columns);
            let line = laid_out(&cells[0], &widths);
            assert!(line.starts_with("30000000 "), "{columns}: {line}");
        }
    }
}
