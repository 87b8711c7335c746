//! The floor of P10 taken at its word: *the same insert* by the `sqlite3` shell. What a command tells SQLite to write is
//! overheard on a copy of the desk, and the shell writes just that on another, in one transaction, as durably: the
//! same rows into the same tables and indexes. Left out is what goes into the index of words (every thirty-second
//! write): older shells cannot write it. That makes the floor lower, not higher.

use super::desks::Copy;
use super::floor::shell;
use super::session::Span;
use hoist::cli::{self, Cli};
use std::path::Path;
use std::process::{Command, Stdio};

/// Asks this program to be the command that is overheard.
const OVERHEARD: &str = "--overheard";

/// Between two statements.
const END: char = '\0';

/// Two copies that are written the same rows.
pub struct Rows {
    told: Copy,
    shell: Copy,
}

impl Rows {
    /// Of this desk.
    pub fn of(desk: &Path) -> Rows {
        Rows {
            told: Copy::named(desk, "told"),
            shell: Copy::named(desk, "shell"),
        }
    }

    /// One command, and then its rows by the shell: how long the shell took.
    pub fn write(&self, args: &[String]) -> Span {
        let told = Command::new(std::env::current_exe().unwrap())
            .arg(OVERHEARD)
            .arg("--desk")
            .arg(&self.told.0)
            .args(args)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert!(told.status.success(), "{args:?} was not overheard");
        let told = String::from_utf8_lossy(&told.stderr);
        let rows: Vec<&str> = told.split(END).filter(|sql| is_written(sql)).collect();
        assert!(rows.len() > 5, "{args:?} wrote only {rows:?}");
        let script = format!(
            "PRAGMA synchronous = FULL; BEGIN IMMEDIATE; {}; COMMIT;",
            rows.join("; ")
        );
        shell(&self.shell.0, &script)
    }
}

fn is_written(sql: &str) -> bool {
    let writes = ["INSERT", "UPDATE", "DELETE", "REPLACE"];
    let words = ["search_index", "article_index"];
    writes.iter().any(|w| sql.trim_start().starts_with(w)) && !words.iter().any(|w| sql.contains(w))
}

/// Is the command that is overheard, if that was asked for.
pub fn is_overheard(args: &[String]) -> bool {
    if args.first().map(String::as_str) != Some(OVERHEARD) {
        return false;
    }
    hoist::store::sqlite::overhear(|sql| eprint!("{sql}{END}"));
    let line = Cli::read(args).unwrap();
    std::process::exit(i32::from(cli::run(&line)));
}
