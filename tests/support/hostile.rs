//! Strings that have broken terminals, widgets and parsers elsewhere.

use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_oneof};
use std::path::PathBuf;

pub const PIECES: &[&str] = &[
    "a",
    "b ",
    "word",
    " ",
    "  ",
    "\t",
    "\n",
    "\r\n",
    "\r",
    "\0",
    "\x07",
    "\x1b",
    "\x1b[2J",
    "\x1b]52;c;QQ==\x07",
    "\x1b[201~",
    "\u{7f}",
    "\u{85}",
    "\u{9b}31m",
    "\u{ad}",
    "\u{301}",
    "\u{301}\u{302}\u{303}\u{304}\u{305}",
    "\u{20dd}",
    "\u{34f}",
    "\u{200b}",
    "\u{200c}",
    "\u{200d}",
    "\u{202e}",
    "\u{2066}",
    "\u{2028}",
    "\u{feff}",
    "\u{fe0e}",
    "\u{fe0f}",
    "\u{20e3}",
    "\u{e0041}",
    "\u{e007f}",
    "\u{e000}",
    "\u{10fffd}",
    "\u{fffe}",
    "料",
    "料金",
    "한",
    "\u{1112}",
    "\u{1161}",
    "\u{11ab}",
    "क",
    "\u{94d}",
    "\u{93e}",
    "क्ष",
    "ا",
    "ل",
    "لا",
    "ไ",
    "\u{e33}",
    "ﾞ",
    "🌞",
    "a🌞b",
    "👩\u{200d}🚀",
    "👨\u{200d}👩\u{200d}👧",
    "👍🏽",
    "🏽",
    "❤\u{fe0f}",
    "❤",
    "1\u{fe0f}\u{20e3}",
    "🇩",
    "🇩🇪",
    "🏴\u{e0067}\u{e007f}",
    "│",
    "…",
    "\u{600}",
    "\u{6dd}",
    "\u{110bd}",
    "\u{1f1e6}",
    "\u{a9}\u{fe0f}",
    "ﬀ",
    "\u{2800}",
    "\u{3164}",
    "\u{115f}",
    "ẞ",
    "-",
    "/",
    ".",
    "—",
    "\u{a0}",
    "\u{3000}",
];

/// Mixtures of the worst pieces and of any character there is.
pub fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => proptest::sample::select(PIECES).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
        1 => Just("x".repeat(30)),
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// How many cases a property runs: enough for a build, more when asked (`HOIST_CASES`).
pub fn config(cases: u32) -> ProptestConfig {
    let asked = std::env::var("HOIST_CASES")
        .ok()
        .and_then(|asked| asked.parse().ok());
    ProptestConfig {
        cases: asked.unwrap_or(cases),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// A file of the shared test data, if this machine has it: `HOIST_TEST_DATA`, else a directory
/// `shared/data` beside the checkout. A missing file is said, never passed over in silence.
pub fn data_file(name: &str) -> Option<PathBuf> {
    let asked = std::env::var_os("HOIST_TEST_DATA").map(PathBuf::from);
    let checkout = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let beside = checkout
        .ancestors()
        .map(|parent| parent.join("shared/data"));
    let found = asked
        .into_iter()
        .chain(beside)
        .map(|dir| dir.join(name))
        .find(|path| path.is_file());
    if found.is_none() {
        eprintln!(
            "not run: {name} is not here (set HOIST_TEST_DATA to the directory that holds it)"
        );
    }
    found
}
