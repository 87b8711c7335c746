//! What nothing can be faster than, measured in the same run.

use super::desks::percentile;
use super::session::{Session, Span};
use portable_pty::CommandBuilder;
use std::fmt;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The floors of this machine in this run.
pub struct Floors {
    /// One byte there and back through a pseudo-terminal and a process.
    pub echo_byte: Duration,
    /// One byte there, 4,500 back.
    pub echo_page: Duration,
    /// The `sqlite3` shell from exec to its first prompt.
    pub shell_prompt: Option<Duration>,
}

impl fmt::Display for Floors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ms = |d: Duration| format!("{:.2} ms", d.as_secs_f64() * 1_000.0);
        let maybe = |d: Option<Duration>| d.map_or_else(|| "not installed".to_owned(), ms);
        writeln!(
            f,
            "floors: echo of a byte {}, of a page {}",
            ms(self.echo_byte),
            ms(self.echo_page)
        )?;
        write!(f, "sqlite3 shell: prompt {}", maybe(self.shell_prompt))
    }
}

/// `--echo N`: this very program plays the echoing process.
pub fn echo_size(args: &[String]) -> Option<usize> {
    let at = args.iter().position(|a| a == "--echo")?;
    args.get(at + 1)?.parse().ok()
}

/// Reads a byte, writes `size` bytes, for ever.
pub fn echo(size: usize) {
    let answer = vec![b'x'; size];
    let mut byte = [0];
    let (mut input, mut output) = (std::io::stdin(), std::io::stdout());
    crossterm::terminal::enable_raw_mode().unwrap();
    output.write_all(b"ready").unwrap();
    output.flush().unwrap();
    while input.read(&mut byte).is_ok_and(|n| n == 1) {
        if output
            .write_all(&answer)
            .and_then(|()| output.flush())
            .is_err()
        {
            return;
        }
    }
}

pub fn measure(n: usize) -> Floors {
    Floors {
        echo_byte: echo_floor(1, n),
        echo_page: echo_floor(4_500, n),
        shell_prompt: shell_prompt(n / 10),
    }
}

fn echo_floor(size: usize, n: usize) -> Duration {
    let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
    command.args(["--echo", &size.to_string()]);
    let mut s = Session::run(command, super::COLS, super::ROWS);
    s.read_until_quiet(Instant::now(), Duration::from_secs(5));
    let spans: Vec<Span> = (0..n).map(|_| s.press(b"j")).collect();
    s.quit();
    percentile(&spans, 50)
}

fn has_shell() -> bool {
    Command::new("sqlite3")
        .arg("--version")
        .stdout(Stdio::null())
        .status()
        .is_ok_and(|s| s.success())
}

fn shell_prompt(n: usize) -> Option<Duration> {
    has_shell().then(|| {
        let spans: Vec<Span> = (0..n.max(3))
            .map(|_| {
                let begun = Instant::now();
                let mut s = Session::run(CommandBuilder::new("sqlite3"), super::COLS, super::ROWS);
                let span = s.read_until_quiet(begun, Duration::from_secs(5));
                s.quit();
                span
            })
            .collect();
        percentile(&spans, 50)
    })
}

/// The `sqlite3` shell on a table of a thousand rows.
pub struct Shell {
    dir: tempfile::TempDir,
}

impl Shell {
    /// Nothing where it is not installed.
    pub fn new() -> Option<Shell> {
        has_shell().then(|| {
            let shell = Shell {
                dir: tempfile::tempdir().unwrap(),
            };
            shell.run(
                "PRAGMA journal_mode = WAL; CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT, c INTEGER); \
                 WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) \
                 INSERT INTO t (a, b, c) SELECT 'subject ' || i, 'customer', i FROM n;",
            );
            shell
        })
    }

    /// One durable insert, the whole process.
    pub fn insert(&self) -> Span {
        self.run("PRAGMA synchronous = FULL; INSERT INTO t (a, b, c) VALUES ('Bench', 'Acme', 1);")
    }

    /// Forty rows, the whole process.
    pub fn list(&self) -> Span {
        self.run("SELECT * FROM t ORDER BY id LIMIT 40;")
    }

    fn run(&self, sql: &str) -> Span {
        shell(&self.dir.path().join("floor.db"), sql)
    }
}

/// What the shell takes for this on a file, the whole process.
pub fn shell(file: &Path, sql: &str) -> Span {
    let begun = Instant::now();
    let out = Command::new("sqlite3")
        .arg(file)
        .arg(sql)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let took = begun.elapsed();
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    let bytes = out.stdout.len();
    Span { took, bytes }
}
