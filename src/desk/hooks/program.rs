//! Running a program: no shell, an empty environment, a time after which it is ended with all it started.

use crate::domain::hook::Hook;
use crate::identity::alone;
use rustix::process::{Pid, Signal, kill_process_group};
use std::io::Write;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Where a program finds others; nothing else of the environment of whoever runs hoist reaches it.
const PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// With exit code 0.
    Well,
    /// Otherwise: how, to stand behind its name.
    Badly(String),
}

/// Gives a program one event. `seen`: what it says is shown, else it is thrown away. One that others could change is not
/// run: asked each time, for an interface stays open for days.
#[must_use]
pub fn run(hook: &Hook, event: &str, seen: bool) -> Ended {
    if let Some(found) = alone::shared_on_the_way(Path::new(hook.program())) {
        let mend = match found.mend.as_str() {
            "" => String::new(),
            command => format!(" ({command})"),
        };
        return Ended::Badly(format!(
            "was not run, for {} and they could run anything as you{mend}",
            found.why
        ));
    }
    let say = || {
        if seen {
            Stdio::inherit()
        } else {
            Stdio::null()
        }
    };
    let mut command = Command::new(hook.program());
    command
        .args(hook.run.iter().skip(1))
        .env_clear()
        .env("PATH", PATH)
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(say())
        .stderr(say())
        // A group of its own, so that what it starts can be ended with it.
        .process_group(0);
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => return Ended::Badly(format!("could not be started: {error}")),
    };
    let until = Instant::now() + Duration::from_secs(hook.timeout_s.into());
    let fed = feed(&mut child, event);
    let ended = wait(&mut child, until);
    drop(fed);
    match ended {
        Some(status) if status.success() => Ended::Well,
        Some(status) => Ended::Badly(said(status)),
        None => {
            end(&mut child);
            Ended::Badly(format!(
                "did not end within {} s and was ended",
                hook.timeout_s
            ))
        }
    }
}

/// A program that does not read must not hold us up: the pipe is filled beside the wait, and closed.
fn feed(child: &mut Child, event: &str) -> Option<thread::JoinHandle<()>> {
    let mut stdin = child.stdin.take()?;
    let line = format!("{event}\n");
    // Whoever ends without reading all of it has its reasons; its exit code says which. Where no thread can be begun it
    // gets nothing, and its pipe is closed.
    let write = move || {
        let _ = stdin.write_all(line.as_bytes());
    };
    thread::Builder::new().spawn(write).ok()
}

/// Until it ends or its time is over.
fn wait(child: &mut Child, until: Instant) -> Option<ExitStatus> {
    let mut nap = Duration::from_millis(2);
    loop {
        if let Ok(Some(status)) = child.try_wait() {
            return Some(status);
        }
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return None;
        }
        thread::sleep(nap.min(left));
        nap = (nap * 2).min(Duration::from_millis(100));
    }
}

/// Ends it and everything it started that is still of its group.
fn end(child: &mut Child) {
    let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    if let Some(group) = group {
        let _ = kill_process_group(group, Signal::KILL);
    }
    let _ = child.kill();
    let _ = child.wait();
}

fn said(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("ended with exit code {code}"),
        (None, Some(signal)) => format!("was ended by signal {signal}"),
        (None, None) => "ended in no known way".to_owned(),
    }
}
