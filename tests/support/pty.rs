//! A program in a pseudo-terminal, watched through an emulator.
//!
//! `Pty::spawn` starts it, `send` and `keys` type, `wait_for` looks at the screen until it is as
//! wanted, `resize`, `hang_up` and `signal` do what a desktop or a line does.

use hoist::tui::keys::{Code, Key, parse_script};
use hoist::tui::terminal::PAINTED;
use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};
use rustix::termios::{Termios, tcgetattr};
use std::fs::File;
use std::io::{Read as _, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long anything may take before a test gives up.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// What the program has sent so far.
struct Seen {
    parser: vt100::Parser,
    bytes: Vec<u8>,
    last: Instant,
}

/// A program and its terminal.
pub struct Pty {
    master: Option<Box<dyn MasterPty + Send>>,
    writer: Option<Box<dyn Write + Send>>,
    reader: Option<JoinHandle<()>>,
    child: Box<dyn Child + Send + Sync>,
    seen: Arc<(Mutex<Seen>, Condvar)>,
    closing: Arc<AtomicBool>,
    tty: PathBuf,
    before: Termios,
}

fn pty_size((columns, rows): (u16, u16)) -> PtySize {
    PtySize {
        cols: columns,
        rows,
        pixel_width: 0,
        pixel_height: 0,
    }
}

/// A terminal's device, without making it ours.
fn open_tty(path: &Path) -> File {
    let without_control = rustix::fs::OFlags::NOCTTY.bits() as i32;
    File::options()
        .read(true)
        .write(true)
        .custom_flags(without_control)
        .open(path)
        .unwrap()
}

impl Pty {
    /// Runs a program in a terminal of columns × rows.
    pub fn spawn(program: &Path, arguments: &[&str], size: (u16, u16)) -> Self {
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.env("TERM", "xterm-256color");
        Self::spawn_command(command, size)
    }

    /// Runs a command, with its environment and directory, in a terminal of columns × rows.
    pub fn spawn_command(command: CommandBuilder, size: (u16, u16)) -> Self {
        let pair = native_pty_system().openpty(pty_size(size)).unwrap();
        let tty = pair.master.tty_name().unwrap();
        let before = tcgetattr(open_tty(&tty)).unwrap();
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let parser = vt100::Parser::new(size.1.try_into().unwrap(), size.0.try_into().unwrap(), 0);
        let seen = Arc::new((
            Mutex::new(Seen {
                parser,
                bytes: Vec::new(),
                last: Instant::now(),
            }),
            Condvar::new(),
        ));
        let closing = Arc::new(AtomicBool::new(false));
        let source = pair.master.try_clone_reader().unwrap();
        let reader = start_reader(source, Arc::clone(&seen), Arc::clone(&closing));
        let writer = pair.master.take_writer().unwrap();
        Self {
            master: Some(pair.master),
            writer: Some(writer),
            reader: Some(reader),
            child,
            seen,
            closing,
            tty,
            before,
        }
    }

    /// Types raw bytes.
    pub fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let writer = self.writer.as_mut().unwrap();
        writer.write_all(bytes.as_ref()).unwrap();
        writer.flush().unwrap();
    }

    /// Waits until the program has read what was typed. An Esc is only a key by itself where nothing comes right behind it.
    pub fn wait_read(&self) {
        let (tty, began) = (open_tty(&self.tty), Instant::now());
        while rustix::io::ioctl_fionread(&tty).is_ok_and(|waiting| waiting > 0) {
            assert!(began.elapsed() < PATIENCE, "it does not read");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Types a key script such as `j <tab> "prose"`.
    pub fn keys(&mut self, script: &str) {
        let strokes = parse_script(script).unwrap();
        let bytes: Vec<u8> = strokes
            .iter()
            .flat_map(|stroke| stroke.keys())
            .flat_map(bytes_of)
            .collect();
        self.send(bytes);
    }

    /// The screen as text.
    pub fn screen(&self) -> String {
        self.look(|seen| seen.parser.screen().contents())
    }

    /// Whatever is to be known of the emulator.
    pub fn emulator<T>(&self, ask: impl FnOnce(&vt100::Screen) -> T) -> T {
        self.look(|seen| ask(seen.parser.screen()))
    }

    /// How many bytes the program has sent.
    pub fn sent(&self) -> usize {
        self.look(|seen| seen.bytes.len())
    }

    /// The bytes that the program has sent since there were `from` of them.
    pub fn sent_since(&self, from: usize) -> Vec<u8> {
        self.look(|seen| seen.bytes[from..].to_vec())
    }

    fn look<T>(&self, ask: impl FnOnce(&Seen) -> T) -> T {
        ask(&self.seen.0.lock().unwrap())
    }

    /// Waits until the screen shows a text.
    #[track_caller]
    pub fn wait_text(&self, text: &str) {
        self.wait_for(&format!("`{text}`"), |screen| {
            screen.contents().contains(text)
        });
    }

    /// Waits until the emulator is as wanted; `what` says so when it never is.
    #[track_caller]
    pub fn wait_for(&self, what: &str, wanted: impl Fn(&vt100::Screen) -> bool) {
        let (seen, changed) = &*self.seen;
        let held = seen.lock().unwrap();
        let (held, timeout) = changed
            .wait_timeout_while(held, PATIENCE, |seen| !wanted(seen.parser.screen()))
            .unwrap();
        let screen = held.parser.screen().contents();
        drop(held);
        assert!(
            !timeout.timed_out(),
            "never saw {what}; the screen is\n{screen}"
        );
    }

    /// Waits until nothing was sent for a while.
    pub fn wait_quiet(&self, silence: Duration) {
        let began = Instant::now();
        while self.look(|seen| seen.last.elapsed()) < silence && began.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Another size, columns × rows; the picture is no larger than what is ever painted. As in a terminal, nothing that the program sends is looked at between
    /// the new size of the picture and the program's being told of it.
    pub fn resize(&mut self, size: (u16, u16)) {
        let (columns, rows) = (size.0.clamp(1, PAINTED.0), size.1.clamp(1, PAINTED.1));
        let mut seen = self.seen.0.lock().unwrap();
        let screen = seen.parser.screen_mut();
        screen.set_size(rows.try_into().unwrap(), columns.try_into().unwrap());
        let master = self.master.as_ref().unwrap();
        master.resize(pty_size(size)).unwrap();
    }

    /// Closes the terminal under the program.
    pub fn hang_up(&mut self) {
        self.closing.store(true, Ordering::SeqCst);
        // The reader holds the terminal open and sleeps: a byte from this side wakes it.
        open_tty(&self.tty).write_all(b"\0").unwrap();
        self.reader.take().unwrap().join().unwrap();
        self.writer = None;
        self.master = None;
    }

    /// The program's process.
    pub fn pid(&self) -> Pid {
        let number = self.child.process_id().unwrap();
        Pid::from_raw(number.try_into().unwrap()).unwrap()
    }

    /// Sends a signal to the program.
    pub fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).unwrap();
    }

    /// True while the program is stopped.
    pub fn is_stopped(&self) -> bool {
        self.stat()
            .is_some_and(|fields| fields.first().is_some_and(|state| state == "T"))
    }

    /// Time on a processor so far.
    pub fn busy(&self) -> Duration {
        let ticks = |fields: &[String]| {
            fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
        };
        self.stat().map_or(Duration::ZERO, |fields| {
            Duration::from_millis(ticks(&fields) * 10)
        })
    }

    /// The process's fields from its state on.
    fn stat(&self) -> Option<Vec<String>> {
        let line =
            std::fs::read_to_string(format!("/proc/{}/stat", self.pid().as_raw_nonzero())).ok()?;
        let after_name = line.rsplit_once(')')?.1;
        Some(after_name.split_whitespace().map(str::to_owned).collect())
    }

    /// Waits for the end; `None` when it does not come in time.
    pub fn end_within(&mut self, time: Duration) -> Option<ExitStatus> {
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return Some(status);
            }
            if began.elapsed() > time {
                return None;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Why the terminal is not as it was before the program, or nothing.
    pub fn left_behind(&self) -> Option<String> {
        // The last bytes may still be on their way to a reader that has to wait for its turn.
        std::thread::sleep(Duration::from_millis(100));
        self.wait_quiet(Duration::from_millis(50));
        let now = tcgetattr(open_tty(&self.tty)).unwrap();
        let same = now.local_modes == self.before.local_modes
            && now.input_modes == self.before.input_modes
            && now.output_modes == self.before.output_modes;
        self.emulator(|screen| {
            let faults = [
                (!same, "the mode"),
                (screen.alternate_screen(), "the alternate screen"),
                (screen.hide_cursor(), "a hidden cursor"),
                (screen.bracketed_paste(), "marked paste"),
                (
                    screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None,
                    "mouse reports",
                ),
                (
                    screen.mouse_protocol_encoding() != vt100::MouseProtocolEncoding::Default,
                    "the mouse notation",
                ),
            ];
            let left: Vec<_> = faults
                .iter()
                .filter(|(is_left, _)| *is_left)
                .map(|(_, what)| *what)
                .collect();
            (!left.is_empty()).then(|| left.join(", "))
        })
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn start_reader(
    mut source: Box<dyn std::io::Read + Send>,
    seen: Arc<(Mutex<Seen>, Condvar)>,
    closing: Arc<AtomicBool>,
) -> JoinHandle<()> {
    std::thread::spawn(move || {
        let mut chunk = [0; 65_536];
        while let Ok(count) = source.read(&mut chunk) {
            if count == 0 || closing.load(Ordering::SeqCst) {
                break;
            }
            let mut held = seen.0.lock().unwrap();
            held.parser.process(&chunk[..count]);
            held.bytes.extend_from_slice(&chunk[..count]);
            held.last = Instant::now();
            seen.1.notify_all();
        }
    })
}

/// What a terminal sends for a key.
fn bytes_of(key: Key) -> Vec<u8> {
    let plain = match key.code {
        Code::Char(' ') if key.ctrl => "\0".to_owned(),
        Code::Char(letter) if key.ctrl => char::from(letter as u8 & 0x1f).to_string(),
        Code::Char(letter) => letter.to_string(),
        Code::Tab if key.shift => "\x1b[Z".to_owned(),
        Code::Enter => "\r".to_owned(),
        Code::Tab => "\t".to_owned(),
        Code::Backspace => "\x7f".to_owned(),
        Code::Esc => "\x1b".to_owned(),
        Code::Left => "\x1b[D".to_owned(),
        Code::Right => "\x1b[C".to_owned(),
        Code::Up => "\x1b[A".to_owned(),
        Code::Down => "\x1b[B".to_owned(),
        Code::Home => "\x1b[H".to_owned(),
        Code::End => "\x1b[F".to_owned(),
        Code::PageUp => "\x1b[5~".to_owned(),
        Code::PageDown => "\x1b[6~".to_owned(),
        Code::Insert => "\x1b[2~".to_owned(),
        Code::Delete => "\x1b[3~".to_owned(),
        Code::F(number) => {
            let codes = [11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24];
            format!("\x1b[{}~", codes[usize::from(number) - 1])
        }
    };
    let alt = if key.alt { "\x1b" } else { "" };
    format!("{alt}{plain}").into_bytes()
}
