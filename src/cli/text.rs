//! Long texts as they come: typed, from a file, from standard input, in whatever encoding.

use super::args::Text;
use super::error::Error;
use std::io::Read;
use std::path::Path;

/// Larger than any letter or log excerpt; more is a file to refer to.
const LIMIT: u64 = 16 << 20;

/// The text that was given, if any.
///
/// # Errors
/// A file that cannot be read, or is too large.
pub fn read(text: &Text) -> Result<Option<String>, Error> {
    match (&text.text, &text.text_file) {
        (Some(typed), _) => Ok(Some(typed.clone())),
        (None, Some(path)) => file(path).map(Some),
        (None, None) => Ok(None),
    }
}

/// A whole file as text; `-` is standard input.
///
/// # Errors
/// As [`read`].
pub fn file(path: &Path) -> Result<String, Error> {
    let name = if path == Path::new("-") {
        "Standard input".to_owned()
    } else {
        path.display().to_string()
    };
    let bytes = bytes(path).map_err(|e| Error::Usage(format!("{name} cannot be read: {e}.")))?;
    if bytes.len() as u64 > LIMIT {
        return Err(Error::Usage(format!(
            "{name} is larger than 16 MiB. Nothing was written; keep it where it is and name it in a note."
        )));
    }
    Ok(decoded(&bytes))
}

fn bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin()
            .lock()
            .take(LIMIT + 1)
            .read_to_end(&mut bytes)?;
    } else {
        let file = std::fs::File::open(path)?;
        file.take(LIMIT + 1).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// UTF-8 as it is; UTF-16 by its mark; anything else is read as Windows-1252, in which every byte is a
/// character and none is lost.
fn decoded(bytes: &[u8]) -> String {
    let wide = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = rest
            .chunks(2)
            .map(|pair| {
                unit([
                    pair.first().copied().unwrap_or(0),
                    pair.get(1).copied().unwrap_or(0),
                ])
            })
            .collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest),
        all => utf8(all),
    }
}

fn utf8(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => crate::domain::log::text::windows(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn every_encoding_of_a_log_is_read_and_no_byte_is_lost() {
        assert_eq!(decoded("Größe".as_bytes()), "Größe");
        assert_eq!(decoded(b"\xef\xbb\xbfa\0b"), "a\0b");
        assert_eq!(decoded(b"\x84Gr\xf6\xdfe\x93"), "„Größe“");
        assert_eq!(decoded(b"\xff\xfea\0\xf6\0"), "aö");
        assert_eq!(decoded(b"\xfe\xff\0a\0\xf6"), "aö");
        assert_eq!(decoded(b""), "");
    }
}
