//! The house keeps its order: who may name whom, and what no source file may contain. Each rule is
//! a function over text, tried on a planted violation beside the real files.

use std::path::{Path, PathBuf};

/// What a layer may not name.
const FORBIDDEN: [(&str, &[&str]); 5] = [
    (
        "domain",
        &[
            "crate::store",
            "crate::desk",
            "crate::tui",
            "crate::cli",
            "crate::config",
            "crate::identity",
            "std::fs",
            "std::net",
            "std::thread",
            "std::process",
            "std::env",
            "SystemTime",
            "Instant::now",
            "Utc::now",
            "Local::now",
            "Zoned::now",
            "Timestamp::now",
            "rusqlite",
            "ratatui",
            "crossterm",
            "println!",
        ],
    ),
    (
        "store",
        &[
            "crate::desk",
            "crate::tui",
            "crate::cli",
            "decide",
            "ratatui",
            "crossterm",
            "println!",
        ],
    ),
    (
        "desk",
        &[
            "crate::tui",
            "crate::cli",
            "crossterm",
            "ratatui",
            "rusqlite",
            "println!",
        ],
    ),
    ("tui", &["crate::cli", "rusqlite"]),
    ("cli", &["crate::tui", "rusqlite"]),
];

/// What no source file contains outside its tests.
const NOWHERE: [&str; 8] = [
    ".unwrap()",
    ".expect(",
    "panic!(",
    "todo!(",
    "unimplemented!(",
    "unreachable!(",
    "dbg!(",
    "unsafe ",
];

const LONGEST: usize = 500;
const LONGEST_TEST: usize = 600;

struct Source {
    /// Below `src`, with slashes.
    name: String,
    text: String,
}

impl Source {
    /// `domain` of `domain/decide.rs` and of `domain.rs`.
    fn layer(&self) -> &str {
        let first = self.name.split('/').next().unwrap_or_default();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// Files that exist only under test.
    fn is_test(&self) -> bool {
        self.name.ends_with("/tests.rs") || self.name.contains("/tests/")
    }
}

fn sources() -> Vec<Source> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    walk(&root, &root, &mut found);
    assert!(found.len() > 50, "only {} files were found", found.len());
    found
}

fn walk(root: &Path, dir: &Path, found: &mut Vec<Source>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(root, &path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            let name = path
                .strip_prefix(root)
                .unwrap()
                .to_string_lossy()
                .replace('\\', "/");
            let text = std::fs::read_to_string(&path).unwrap();
            found.push(Source { name, text });
        }
    }
}

/// A line without its comment and its strings: words for people may say anything.
fn bare(line: &str) -> String {
    let mut out = String::new();
    let mut in_text = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if in_text => {
                chars.next();
            }
            // The quote as a character is no text.
            '\'' if !in_text && chars.peek() == Some(&'"') => {
                chars.next();
            }
            '"' => in_text = !in_text,
            '/' if !in_text && chars.peek() == Some(&'/') => break,
            _ if in_text => {}
            _ => out.push(c),
        }
    }
    out
}

/// The text before its tests, line by line, bare.
fn code(source: &Source) -> Vec<(usize, String)> {
    if source.is_test() {
        return Vec::new();
    }
    let lines: Vec<&str> = source.text.lines().collect();
    let end = lines
        .windows(2)
        .position(|w| w[0].trim() == "#[cfg(test)]" && w[1].trim_start().starts_with("mod tests {"))
        .unwrap_or(lines.len());
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut in_use = false;
    for (i, line) in lines[..end].iter().enumerate() {
        let line = bare(line);
        match found.last_mut() {
            // An import over several lines is one.
            Some(last) if in_use => last.1.push_str(line.trim()),
            _ => found.push((i + 1, line.clone())),
        }
        let begins = line.trim_start();
        in_use |= begins.starts_with("use ") || begins.starts_with("pub use ");
        in_use &= !line.contains(';');
    }
    found
}

/// `use crate::{store, desk}` names what `crate::store` names.
fn names(line: &str, word: &str) -> bool {
    if line.contains(word) {
        return true;
    }
    let Some(module) = word.strip_prefix("crate::") else {
        return false;
    };
    let group = line.trim_start().strip_prefix("use crate::{");
    group.is_some_and(|g| {
        g.split(',').any(|part| {
            let part = part.trim().trim_end_matches(['}', ';', ' ']);
            part == module || part.starts_with(&format!("{module}::"))
        })
    })
}

fn arrows(sources: &[Source]) -> Vec<String> {
    let mut wrong = Vec::new();
    for source in sources {
        let Some((layer, words)) = FORBIDDEN.iter().find(|f| f.0 == source.layer()) else {
            continue;
        };
        for (n, line) in code(source) {
            for word in words.iter().filter(|w| names(&line, w)) {
                wrong.push(format!("{}:{n}: {layer} names {word}", source.name));
            }
        }
    }
    wrong
}

fn calm(sources: &[Source]) -> Vec<String> {
    let mut wrong = Vec::new();
    for source in sources {
        for (n, line) in code(source) {
            for word in NOWHERE.iter().filter(|w| line.contains(**w)) {
                wrong.push(format!("{}:{n}: {word}", source.name));
            }
        }
    }
    wrong
}

fn tidy(sources: &[Source]) -> Vec<String> {
    let mut wrong = Vec::new();
    for source in sources {
        let lines = source.text.lines().count();
        let longest = if source.is_test() {
            LONGEST_TEST
        } else {
            LONGEST
        };
        if lines > longest {
            wrong.push(format!("{}: {lines} lines", source.name));
        }
        if source.name.ends_with("mod.rs") {
            wrong.push(format!("{}: a mod.rs", source.name));
        }
        let place = source.name.trim_end_matches(".rs");
        if place.split('/').any(|p| {
            matches!(
                p,
                "utils" | "util" | "helpers" | "helper" | "manager" | "common"
            )
        }) {
            wrong.push(format!("{}: a name that says nothing", source.name));
        }
        for (n, line) in source.text.lines().enumerate() {
            let line = line.trim_start();
            let glob =
                (line.starts_with("use ") || line.starts_with("pub use ")) && line.contains("::*");
            if glob && line != "use super::*;" {
                wrong.push(format!("{}:{}: a glob import", source.name, n + 1));
            }
        }
    }
    wrong
}

fn planted(name: &str, text: &str) -> Vec<Source> {
    vec![Source {
        name: name.to_owned(),
        text: text.to_owned(),
    }]
}

#[test]
fn the_layers_keep_their_arrows() {
    let wrong = arrows(&sources());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_planted_arrow_is_found() {
    for (name, text) in [
        ("domain/clock.rs", "use std::time::SystemTime;"),
        ("domain/clock.rs", "fn now() { chrono::Utc::now(); }"),
        ("domain/package.rs", "use crate::store::Row;"),
        ("domain/package.rs", "use crate::{desk, domain::id};"),
        (
            "domain/package.rs",
            "use crate::{\n    desk::Desk,\n    domain::id,\n};",
        ),
        ("domain.rs", "use std::fs;"),
        ("store.rs", "use crate::domain::decide::decide;"),
        ("store/sqlite.rs", "use crate::desk::Desk;"),
        ("desk/run.rs", "use crate::tui::model::Model;"),
        ("desk/run.rs", "let c = rusqlite::Connection::open(p);"),
        ("tui/run.rs", "use crate::cli::args;"),
        ("cli/print.rs", "fn f() { crate::tui::run() }"),
    ] {
        assert_eq!(arrows(&planted(name, text)).len(), 1, "{name}: {text}");
    }
    for (name, text) in [
        ("domain/clock.rs", "//! No SystemTime here."),
        ("domain/clock.rs", "let said = \"rusqlite\";"),
        ("tui/run.rs", "use crate::desk::Desk;"),
        ("desk.rs", "use crate::store::Store;"),
    ] {
        assert_eq!(
            arrows(&planted(name, text)),
            Vec::<String>::new(),
            "{name}: {text}"
        );
    }
}

#[test]
fn nothing_panics_on_purpose() {
    let wrong = calm(&sources());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_planted_panic_is_found() {
    for text in [
        "let a = b.unwrap();",
        "let a = b.expect(\"it is there\");",
        "    _ => panic!(\"never\"),",
        "todo!()",
        "unsafe { f() }",
        "#[cfg(test)]\nmod tests;\nfn f() { x.unwrap(); }",
    ] {
        assert_eq!(calm(&planted("desk/run.rs", text)).len(), 1, "{text}");
    }
    let tested = "fn f() {}\n#[cfg(test)]\nmod tests {\n    fn g() { x.unwrap(); }\n}\n";
    assert!(calm(&planted("desk/run.rs", tested)).is_empty());
    assert!(
        calm(&planted(
            "desk/run.rs",
            "b.unwrap_or_default(); // .unwrap()"
        ))
        .is_empty()
    );
}

#[test]
fn files_are_short_and_say_what_they_hold() {
    let wrong = tidy(&sources());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_planted_untidiness_is_found() {
    let long = "fn f() {}\n".repeat(LONGEST + 1);
    for (name, text) in [
        ("desk/run.rs", long.as_str()),
        ("desk/mod.rs", ""),
        ("desk/utils.rs", ""),
        ("tui/helpers/x.rs", ""),
        ("desk/run.rs", "use crate::domain::ticket::*;"),
    ] {
        assert_eq!(tidy(&planted(name, text)).len(), 1, "{name}");
    }
    assert!(tidy(&planted("desk/run.rs", "    use super::*;")).is_empty());
}

/// The paths a page names from the top of the project that are not there.
fn astray(page: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let tops = ["src/", "tests/", "assets/", "docs/", "benches/"];
    page.split('`')
        .skip(1)
        .step_by(2)
        .filter(|path| tops.iter().any(|top| path.starts_with(top)) && !path.contains(' '))
        .filter(|path| !root.join(path).exists())
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_page_that_says_where_to_look_names_what_is_there() {
    let page = include_str!("../docs/where.md");
    assert_eq!(astray(page), Vec::<String>::new());
    assert_eq!(
        astray("see `src/gone.rs` and `src/lib.rs`"),
        ["src/gone.rs"]
    );
}
