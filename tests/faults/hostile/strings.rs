//! Where hostile strings come from: golden attacks, the list of naughty strings where it is there, and
//! mixtures of what broke other programs with any character there is.

use super::super::seeded::Dice;
use crate::support::hostile::{PIECES, data_file};
use std::sync::LazyLock;

/// Attacks on terminals, lists and people, each whole.
const GOLDEN: &[&str] = &[
    "\x1b]52;c;aGFjaw==\x07",
    "\x1b]0;title\x1b\\",
    "\x1b]8;;http://evil.example\x07click\x1b]8;;\x07",
    "\x1b[2J\x1b[H",
    "\x1b[?1049l",
    "\x1b[?1003h\x1b[?1006h",
    "\x1b[6n",
    "\x1b[c",
    "\x1b[21t",
    "\x1bP$q\"p\x1b\\",
    "\x1bc",
    "\x1b(0lqqk",
    "\x1b[201~q\ry\r",
    "\x1b[200~",
    "\u{9b}31mred",
    "\u{90}q\u{9c}",
    "\u{9d}0;t\u{9c}",
    "\x07\x07\x07",
    "over\rwritten",
    "back\x08\x08\x08\x08",
    "\x0e\x0f",
    "invoice\u{202e}fdp.exe",
    "\u{2066}a\u{2069}\u{2067}b",
    "\u{e0054}\u{e0061}\u{e0067}",
    "\u{301}leading mark",
    "Z\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308}\u{309}\u{30a}algo",
    "a\u{200b}b\u{200c}c\u{200d}d\u{2060}e\u{feff}f",
    "line\u{2028}paragraph\u{2029}end",
    "\0nul\0",
    "\t\ttabs\t",
    "Tier 2 | RESOLVED",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "a\"b,c\nd",
    "料金🌞料金",
    "👨\u{200d}👩\u{200d}👧\u{200d}👦",
    "🇩🇪🇩",
    "\u{fff9}a\u{fffa}b\u{fffb}",
    "\u{e000}\u{f8ff}\u{10fffd}",
    "{product} {{}} %s %n $(id) `id` ; rm -rf /",
    "<script>alert(1)</script>",
    "../../etc/passwd",
];

/// The big list of naughty strings.
static NAUGHTY: LazyLock<Vec<String>> = LazyLock::new(|| {
    let Some(file) = data_file("hostile/blns.txt") else {
        return Vec::new();
    };
    let bytes = std::fs::read(file).unwrap();
    let lines = bytes.split(|b| *b == b'\n').filter(|l| !l.is_empty());
    lines
        .map(|l| String::from_utf8_lossy(l).into_owned())
        .collect()
});

/// An endless row of them, the same for the same seed.
pub struct Strings(Dice);

impl Strings {
    pub fn new(seed: u64) -> Strings {
        Strings(Dice::new(seed))
    }

    pub fn next(&mut self) -> String {
        let dice = &mut self.0;
        match dice.roll(10) {
            0 => (*dice.pick(GOLDEN)).to_owned(),
            1 if !NAUGHTY.is_empty() => dice.pick(&NAUGHTY).clone(),
            2 => format!("{}{}", dice.pick(GOLDEN), dice.pick(GOLDEN)),
            _ => {
                let pieces = 1 + dice.roll(24);
                (0..pieces).map(|_| piece(dice)).collect()
            }
        }
    }
}

fn piece(dice: &mut Dice) -> String {
    match dice.roll(8) {
        0 => char::from_u32(u32::try_from(dice.roll(0x11_0000)).unwrap())
            .unwrap_or('\u{fffd}')
            .to_string(),
        1 => "x".repeat(dice.roll(40)),
        _ => (*dice.pick(PIECES)).to_owned(),
    }
}
