//! A program in a pseudo-terminal, with every byte it writes stamped as it arrives.

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// Nothing read for so long: the repaint is over. The time that counts is that of the last byte.
const QUIET: Duration = Duration::from_millis(25);

/// How long something took, and how many bytes it sent.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    pub took: Duration,
    pub bytes: usize,
}

impl Span {
    pub fn ms(&self) -> f64 {
        self.took.as_secs_f64() * 1_000.0
    }
}

pub struct Session {
    child: Box<dyn Child + Send + Sync>,
    input: Box<dyn Write + Send>,
    chunks: Receiver<(Instant, Vec<u8>)>,
    screen: vt100::Parser,
    _master: Box<dyn MasterPty + Send>,
}

impl Session {
    pub fn spawn(exe: &Path, desk: &Path, cols: u16, rows: u16) -> Session {
        let mut command = CommandBuilder::new(exe);
        command.arg("--desk");
        command.arg(desk);
        Session::run(command, cols, rows)
    }

    pub fn run(mut command: CommandBuilder, cols: u16, rows: u16) -> Session {
        command.env("TERM", "xterm-256color");
        let size = PtySize {
            rows,
            cols,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let input = pair.master.take_writer().unwrap();
        let (sender, chunks) = channel();
        std::thread::spawn(move || {
            let mut buffer = vec![0; 65_536];
            while let Ok(n) = reader.read(&mut buffer) {
                if n == 0 || sender.send((Instant::now(), buffer[..n].to_vec())).is_err() {
                    break;
                }
            }
        });
        Session {
            child,
            input,
            chunks,
            screen: vt100::Parser::new(side(rows), side(cols), 0),
            _master: pair.master,
        }
    }

    pub fn pid(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Until the queue is there: its footer and at least one ticket.
    pub fn until_first_page(&mut self, begun: Instant) -> Span {
        let mut span = Span {
            took: Duration::ZERO,
            bytes: 0,
        };
        let limit = begun + Duration::from_secs(60);
        while Instant::now() < limit {
            let Ok((at, chunk)) = self.chunks.recv_timeout(Duration::from_secs(5)) else {
                break;
            };
            self.screen.process(&chunk);
            span = Span {
                took: at - begun,
                bytes: span.bytes + chunk.len(),
            };
            let shown = self.screen.screen().contents();
            if shown.contains('#') && shown.contains("? help") {
                return span;
            }
        }
        panic!("no queue appeared:\n{}", self.screen.screen().contents());
    }

    /// The screen as text.
    pub fn contents(&self) -> String {
        self.screen.screen().contents()
    }

    /// Writes keys at once and waits until the screen is quiet.
    pub fn press(&mut self, keys: &[u8]) -> Span {
        let begun = self.write(keys);
        self.read_until_quiet(begun, Duration::from_millis(400))
    }

    /// Writes keys and waits for nothing.
    pub fn write(&mut self, keys: &[u8]) -> Instant {
        let begun = Instant::now();
        self.input.write_all(keys).unwrap();
        self.input.flush().unwrap();
        begun
    }

    /// Reads until the screen is as wanted: from `begun` to the byte that made it so.
    pub fn until(
        &mut self,
        begun: Instant,
        limit: Duration,
        wanted: impl Fn(&Session) -> bool,
    ) -> Option<Span> {
        let mut bytes = 0;
        while let Some(left) = limit.checked_sub(begun.elapsed()) {
            let Ok((at, chunk)) = self.chunks.recv_timeout(left) else {
                break;
            };
            self.screen.process(&chunk);
            bytes += chunk.len();
            if wanted(self) {
                let took = at.saturating_duration_since(begun);
                return Some(Span { took, bytes });
            }
        }
        None
    }

    /// The number of the first ticket of the queue.
    pub fn first_ticket(&self) -> String {
        let shown = self.screen.screen().contents();
        let mut numbers = shown.lines().skip(2).filter_map(|line| {
            let (_, rest) = line.split_once('#')?;
            Some(rest.chars().take_while(char::is_ascii_digit).collect())
        });
        numbers.next().unwrap_or_default()
    }

    /// The queue's line of a ticket.
    pub fn line_of(&self, id: &str) -> String {
        let shown = self.screen.screen().contents();
        let mark = format!("#{id} ");
        let mut lines = shown.lines().skip(2).filter(|l| l.contains(&mark));
        let line = lines.next().unwrap_or_default();
        line.chars().take(usize::from(super::COLS / 2)).collect()
    }

    /// Which lines of the queue are painted on another ground than the frame: the bar.
    pub fn bar(&self) -> Vec<u16> {
        let screen = self.screen.screen();
        let ground = |row, column| {
            let cell = screen.cell(row, column);
            cell.map(|c| (c.bgcolor(), c.inverse()))
        };
        (2..super::ROWS)
            .filter(|row| ground(*row, 2) != ground(*row, 0))
            .collect()
    }

    /// Presses a key at a rate without waiting, as a held key does.
    pub fn hold(&mut self, key: &[u8], times: u32, every: Duration) -> Span {
        for _ in 1..times {
            self.input.write_all(key).unwrap();
            self.input.flush().unwrap();
            std::thread::sleep(every);
        }
        let begun = Instant::now();
        self.input.write_all(key).unwrap();
        self.input.flush().unwrap();
        let mut span = self.read_until_quiet(begun, Duration::from_millis(400));
        let late = self.read_until_quiet(begun, Duration::from_millis(200));
        if late.bytes > 0 {
            span = Span {
                took: late.took,
                bytes: span.bytes + late.bytes,
            };
        }
        span
    }

    /// What arrives until nothing has for [`QUIET`]; `patience` for the first byte.
    pub fn read_until_quiet(&mut self, begun: Instant, patience: Duration) -> Span {
        let mut span = Span {
            took: Duration::ZERO,
            bytes: 0,
        };
        let mut wait = patience;
        loop {
            match self.chunks.recv_timeout(wait) {
                Ok((at, chunk)) => {
                    self.screen.process(&chunk);
                    span = Span {
                        took: at.saturating_duration_since(begun),
                        bytes: span.bytes + chunk.len(),
                    };
                    wait = QUIET;
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return span,
            }
        }
    }

    /// Waits until details that are painted at rest are there.
    pub fn settle(&mut self) {
        let begun = Instant::now();
        while self
            .read_until_quiet(begun, Duration::from_millis(600))
            .bytes
            > 0
        {}
    }

    /// Reads for a while, whatever comes.
    pub fn settle_for(&mut self, time: Duration) {
        let begun = Instant::now();
        while let Some(left) = time.checked_sub(begun.elapsed()) {
            self.read_until_quiet(begun, left);
        }
    }

    pub fn quit(mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn side(n: u16) -> std::num::NonZero<u16> {
    std::num::NonZero::new(n).unwrap()
}
