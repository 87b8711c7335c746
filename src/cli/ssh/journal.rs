//! The log of sessions over SSH: a line when one begins, is refused, and ends. A file of its own that only the
//! account of the service reads.

use super::left;
use crate::cli::error::Error;
use crate::desk::SshLogin;
use crate::domain::safe::SafeText;
use chrono::{SecondsFormat, Utc};
use std::fs::{DirBuilder, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// More of what a client sent than this is cut in the log.
const SHOWN: usize = 400;

/// The log, and whom its lines are about.
#[derive(Clone, Debug)]
pub struct Journal {
    file: PathBuf,
    who: String,
    /// That the session ended was said: whoever ends it first says how.
    ended: Arc<AtomicBool>,
}

/// Says at least that a session ended, however it is left.
#[derive(Debug)]
pub struct Guard(pub Journal);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.ends(match std::thread::panicking() {
            true => "hoist crashed",
            false => "it was left",
        });
    }
}

impl Journal {
    /// The log in a state directory. `from` is the client's address and port, as OpenSSH says it.
    #[must_use]
    pub fn new(state: &Path, login: &SshLogin, from: &str) -> Journal {
        let key = login.key.as_deref().unwrap_or("unknown");
        Journal {
            file: state.join("ssh.log"),
            who: format!("agent={} from={} key={key}", login.agent, shown(from)),
            ended: Arc::default(),
        }
    }

    /// Adds the line without which nobody comes in. An engineer must come in also when the disk is full: then
    /// it is said to the client instead.
    ///
    /// # Errors
    /// Why it cannot be written, unless the disk is full.
    pub fn admit(&self, what: &str) -> Result<(), Error> {
        match self.add(what) {
            Ok(()) => Ok(()),
            Err(e) if is_full(&e) => {
                complain(&e);
                Ok(())
            }
            Err(e) => Err(Error::Failed(format!(
                "The log of sessions, {}, cannot be written: {e}. Nobody comes in without a line in it; the desk's account must own it with mode 600.",
                self.file.display()
            ))),
        }
    }

    /// Adds a line. What cannot be written is said to the client.
    pub fn say(&self, what: &str) {
        if let Err(error) = self.add(what) {
            complain(&error);
        }
    }

    /// Adds the last line, once: how the session ended.
    pub fn ends(&self, how: &str) {
        if !self.ended.swap(true, Ordering::SeqCst) {
            self.say(&format!("ends: {how}"));
        }
    }

    /// Adds the last line of sessions that could not write it themselves.
    pub fn settle(&self) {
        let Some((held, sessions)) = left::left(&self.file) else {
            return;
        };
        let own = std::process::id();
        for session in sessions {
            let what = format!("ends: without a word, killed or with its host; seen by pid {own}");
            // It is about others: whoever comes in need not hear of it.
            let _ = self.write(&line(&session.pid.to_string(), &session.who, &what));
        }
        drop(held);
    }

    fn add(&self, what: &str) -> std::io::Result<()> {
        let own = std::process::id().to_string();
        self.write(&line(&own, &self.who, &shown(what)))
    }

    fn write(&self, line: &str) -> std::io::Result<()> {
        if let Some(dir) = self.file.parent() {
            DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
        }
        let mut options = OpenOptions::new();
        let mut file = options
            .append(true)
            .create(true)
            .mode(0o600)
            .open(&self.file)?;
        file.write_all(line.as_bytes())
    }
}

fn line(pid: &str, who: &str, what: &str) -> String {
    let at = Utc::now().to_rfc3339_opts(SecondsFormat::Millis, true);
    format!("{at} pid={pid} {who} {what}\n")
}

fn is_full(error: &std::io::Error) -> bool {
    use std::io::ErrorKind;
    matches!(
        error.kind(),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded
    )
}

fn complain(error: &std::io::Error) {
    let _ = writeln!(
        std::io::stderr(),
        "hoist: the log of sessions cannot be written: {error}"
    );
}

/// On one line, without anything that a terminal acts on.
fn shown(text: &str) -> String {
    SafeText::line(&cut(text, SHOWN)).to_string()
}

/// So many characters of it at most; that more was there is shown.
pub(super) fn cut(text: &str, most: usize) -> String {
    let short: String = text.chars().take(most).collect();
    match short.len() < text.len() {
        true => short + "…",
        false => short,
    }
}

#[cfg(test)]
mod tests {
    use super::{Journal, SHOWN};
    use crate::desk::SshLogin;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn nobody_comes_in_without_a_line() {
        let dir = tempfile::tempdir().unwrap();
        let login = SshLogin::default();
        let journal = Journal::new(dir.path(), &login, "203.0.113.9 4711");
        journal.admit("begins: “list”").unwrap();
        std::fs::remove_file(dir.path().join("ssh.log")).unwrap();
        std::os::unix::fs::symlink(dir.path().join("no/where"), dir.path().join("ssh.log"))
            .unwrap();
        let said = journal.admit("begins: “list”").unwrap_err().to_string();
        assert!(said.contains("Nobody comes in without a line"), "{said}");
        let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
        assert!(super::is_full(&full));
    }

    #[test]
    fn a_line_each_whatever_the_client_sent() {
        let dir = tempfile::tempdir().unwrap();
        let login = SshLogin {
            agent: "emi".into(),
            ..SshLogin::default()
        };
        let journal = Journal::new(&dir.path().join("state"), &login, "203.0.113.9 4711");
        journal.say("refused: \u{1b}[2Jfake\n2026-01-01 agent=root begins");
        journal.say(&"x".repeat(10_000));
        let file = dir.path().join("state/ssh.log");
        let text = std::fs::read_to_string(&file).unwrap();
        assert_eq!(text.lines().count(), 2, "{text}");
        assert!(!text.contains('\u{1b}'));
        assert!(text.contains("agent=emi from=203.0.113.9 4711 key=unknown refused"));
        assert!(text.lines().last().unwrap().len() < SHOWN + 200);
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
