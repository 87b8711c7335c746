//! Copying to the person's own clipboard, also over SSH: OSC 52.
//!
//! Inside tmux and screen the sequence must be wrapped to get through to the outer terminal.

/// The most text that is copied, in bytes: what terminals take at once.
pub const BYTES_AT_MOST: usize = 74_994;
/// The most that screen passes on in one piece, in bytes.
const SCREEN_PIECE: usize = 512;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// What stands between hoist and the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Carrier {
    /// Nothing.
    #[default]
    Direct,
    /// tmux.
    Tmux,
    /// GNU screen.
    Screen,
}

impl Carrier {
    /// What the environment says: `TMUX`, `STY`.
    pub fn detect(variable: impl Fn(&str) -> Option<String>) -> Self {
        let is_set = |name| variable(name).is_some_and(|value| !value.is_empty());
        match () {
            () if is_set("TMUX") => Self::Tmux,
            () if is_set("STY") => Self::Screen,
            () => Self::Direct,
        }
    }
}

/// The bytes that put a text on the clipboard; nothing when it is too long to arrive whole.
pub fn copy(text: &str, carrier: Carrier) -> Option<Vec<u8>> {
    if text.len() > BYTES_AT_MOST {
        return None;
    }
    let plain = [b"\x1b]52;c;".as_slice(), &base64(text.as_bytes()), b"\x07"].concat();
    Some(match carrier {
        // tmux either takes the plain one itself or passes the wrapped one on.
        Carrier::Tmux => [plain.clone(), in_tmux(&plain)].concat(),
        other => carried(&plain, other),
    })
}

/// A sequence on its way to the outer terminal.
pub fn carried(plain: &[u8], carrier: Carrier) -> Vec<u8> {
    match carrier {
        Carrier::Direct => plain.to_vec(),
        Carrier::Tmux => in_tmux(plain),
        Carrier::Screen => plain
            .chunks(SCREEN_PIECE)
            .flat_map(|piece| [b"\x1bP", piece, b"\x1b\\"].concat())
            .collect(),
    }
}

fn in_tmux(sequence: &[u8]) -> Vec<u8> {
    let mut wrapped = b"\x1bPtmux;".to_vec();
    for byte in sequence {
        if *byte == 0x1b {
            wrapped.push(0x1b);
        }
        wrapped.push(*byte);
    }
    wrapped.extend_from_slice(b"\x1b\\");
    wrapped
}

fn base64(bytes: &[u8]) -> Vec<u8> {
    let mut encoded = Vec::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |place: usize| u32::from(chunk.get(place).copied().unwrap_or(0));
        let group = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let index = (group >> (18 - 6 * place)) & 63;
            let letter = ALPHABET.get(index as usize).copied().unwrap_or(b'=');
            encoded.push(if place <= chunk.len() { letter } else { b'=' });
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::{BYTES_AT_MOST, Carrier, base64, copy};

    #[test]
    fn text_is_encoded() {
        for (plain, encoded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("#1042 é", "IzEwNDIgw6k="),
        ] {
            assert_eq!(base64(plain.as_bytes()), encoded.as_bytes());
        }
    }

    #[test]
    fn each_carrier_gets_its_wrapping() {
        assert_eq!(copy("f", Carrier::Direct).unwrap(), b"\x1b]52;c;Zg==\x07");
        assert!(
            copy("f", Carrier::Tmux)
                .unwrap()
                .ends_with(b"\x1bPtmux;\x1b\x1b]52;c;Zg==\x07\x1b\\")
        );
        let long = copy(&"x".repeat(1000), Carrier::Screen).unwrap();
        assert!(long.starts_with(b"\x1bP\x1b]52;c;") && long.ends_with(b"\x07\x1b\\"));
        assert_eq!(copy(&"x".repeat(BYTES_AT_MOST + 1), Carrier::Direct), None);
    }

    #[test]
    fn the_environment_names_the_carrier() {
        assert_eq!(
            Carrier::detect(|name| (name == "TMUX").then(|| "/tmp/x".into())),
            Carrier::Tmux
        );
        assert_eq!(Carrier::detect(|_| None), Carrier::Direct);
    }
}
