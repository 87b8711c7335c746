//! The bytes of a source as text: unpacked, decoded, with the line that is read.

use crate::desk::Error;
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8};
use flate2::read::MultiGzDecoder;
use std::cell::Cell;
use std::io::{BufRead, BufReader, Read};
use std::rc::Rc;

/// Bytes read at once.
const BLOCK: usize = 1 << 16;

/// The bytes of a file, gzip or not, in UTF-8 as far as its first bytes or `given` say how it is encoded.
///
/// # Errors
/// When the file cannot be read.
pub fn unpacked(
    input: Box<dyn Read>,
    given: Option<&'static Encoding>,
    replaced: &Rc<Cell<u64>>,
) -> Result<Box<dyn BufRead>, Error> {
    let mut input = BufReader::with_capacity(BLOCK, input);
    let zipped = input
        .fill_buf()
        .map_err(unreadable)?
        .starts_with(&[0x1f, 0x8b]);
    let mut input: Box<dyn BufRead> = match zipped {
        true => Box::new(BufReader::with_capacity(BLOCK, MultiGzDecoder::new(input))),
        false => Box::new(input),
    };
    let start = input.fill_buf().map_err(unreadable)?;
    let (encoding, mark) = match Encoding::for_bom(start) {
        Some((encoding, mark)) => (Some(encoding), mark),
        None => (given, 0),
    };
    input.consume(mark);
    Ok(match encoding {
        // Whoever reads on judges UTF-8 row by row.
        None => input,
        Some(encoding) if encoding == UTF_8 => input,
        Some(encoding) => Box::new(BufReader::with_capacity(
            BLOCK,
            Decoded::new(input, encoding, Rc::clone(replaced)),
        )),
    })
}

/// Why a file cannot be read.
pub fn unreadable(error: impl std::fmt::Display) -> Error {
    Error::Input(format!("The file cannot be read: {error}."))
}

/// Why a file cannot be read on.
pub fn unreadable_from(line: u64, error: impl std::fmt::Display) -> Error {
    Error::Input(format!(
        "The file cannot be read from line {line} on: {error}."
    ))
}

/// Bytes of another encoding as UTF-8. What cannot be decoded becomes U+FFFD and is counted.
pub struct Decoded {
    input: Box<dyn BufRead>,
    decoder: Decoder,
    replaced: Rc<Cell<u64>>,
    out: Vec<u8>,
    at: usize,
    ended: bool,
}

impl Decoded {
    /// Of an encoding.
    pub fn new(
        input: Box<dyn BufRead>,
        encoding: &'static Encoding,
        replaced: Rc<Cell<u64>>,
    ) -> Decoded {
        Decoded {
            input,
            decoder: encoding.new_decoder_without_bom_handling(),
            replaced,
            out: Vec::new(),
            at: 0,
            ended: false,
        }
    }

    fn more(&mut self) -> std::io::Result<()> {
        self.out.resize(BLOCK, 0);
        let from = self.input.fill_buf()?;
        let last = from.is_empty();
        let (result, used, written, odd) = self.decoder.decode_to_utf8(from, &mut self.out, last);
        self.input.consume(used);
        self.out.truncate(written);
        self.at = 0;
        if odd {
            self.replaced.set(self.replaced.get() + 1);
        }
        self.ended = last && result == CoderResult::InputEmpty;
        Ok(())
    }
}

impl Read for Decoded {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        while self.at == self.out.len() && !self.ended {
            self.more()?;
        }
        let n = buf.len().min(self.out.len() - self.at);
        buf[..n].copy_from_slice(&self.out[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
}

/// Counts lines, and ends early when one piece takes too many bytes.
pub struct Watched {
    input: Box<dyn BufRead>,
    watch: Rc<Watch>,
}

/// What [`Watched`] has seen.
#[derive(Debug)]
pub struct Watch {
    lines: Cell<u64>,
    left: Cell<u64>,
    most: u64,
}

impl Watch {
    /// The line that is read, from 1.
    pub fn line(&self) -> u64 {
        self.lines.get() + 1
    }

    /// The next piece begins.
    pub fn renew(&self) {
        self.left.set(self.most);
    }
}

impl Watched {
    /// With at most so many bytes a piece.
    pub fn new(input: Box<dyn BufRead>, most: u64) -> (Watched, Rc<Watch>) {
        let watch = Rc::new(Watch {
            lines: Cell::new(0),
            left: Cell::new(most),
            most,
        });
        let watched = Watched {
            input,
            watch: Rc::clone(&watch),
        };
        (watched, watch)
    }
}

impl Read for Watched {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let from = self.fill_buf()?;
        let n = from.len().min(buf.len());
        buf[..n].copy_from_slice(&from[..n]);
        self.consume(n);
        Ok(n)
    }
}

impl BufRead for Watched {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        if self.watch.left.get() == 0 {
            return Err(std::io::Error::other(format!(
                "a piece of it is larger than {} MiB; a quote is probably not closed",
                self.watch.most >> 20
            )));
        }
        self.input.fill_buf()
    }

    fn consume(&mut self, n: usize) {
        if let Ok(from) = self.input.fill_buf() {
            let lines = memchr::memchr_iter(b'\n', &from[..n.min(from.len())]).count();
            self.watch.lines.set(self.watch.lines.get() + lines as u64);
        }
        self.watch
            .left
            .set(self.watch.left.get().saturating_sub(n as u64));
        self.input.consume(n);
    }
}

#[cfg(test)]
mod tests {
    use super::unpacked;
    use encoding_rs::{Encoding, WINDOWS_1252};
    use std::cell::Cell;
    use std::io::{Cursor, Read};
    use std::rc::Rc;

    fn text(bytes: &[u8], given: Option<&'static Encoding>) -> (String, u64) {
        let replaced = Rc::new(Cell::new(0));
        let input = Box::new(Cursor::new(bytes.to_vec()));
        let mut out = String::new();
        unpacked(input, given, &replaced)
            .unwrap()
            .read_to_string(&mut out)
            .unwrap();
        (out, replaced.get())
    }

    #[test]
    fn marks_and_names_of_encodings() {
        let utf16 = |big: bool, text: &str| -> Vec<u8> {
            let unit = |u: u16| {
                if big {
                    u.to_be_bytes()
                } else {
                    u.to_le_bytes()
                }
            };
            text.encode_utf16().flat_map(unit).collect()
        };
        let want = ("aß日🎉".to_owned(), 0);
        assert_eq!(text("\u{feff}aß日🎉".as_bytes(), None), want);
        assert_eq!(text(&utf16(false, "\u{feff}aß日🎉"), None), want);
        assert_eq!(text(&utf16(true, "\u{feff}aß日🎉"), None), want);
        let le = Encoding::for_label(b"utf-16le");
        assert_eq!(text(&utf16(false, "aß日🎉"), le), want);
        assert_eq!(text(b"gr\xfc\x80e", Some(WINDOWS_1252)).0, "grü€e");
        // Cut in the middle of a character: said, not swallowed.
        assert_eq!(text(b"a\0\x3d", le), ("a\u{fffd}".to_owned(), 1));
    }

    #[test]
    fn long_texts_pass_in_blocks() {
        let long = "日本語 ".repeat(60_000);
        let bytes: Vec<u8> = long.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let le = Encoding::for_label(b"utf-16le");
        assert_eq!(text(&bytes, le).0, long);
    }
}
