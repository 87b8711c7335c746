//! Coming in over SSH: OpenSSH has let an agent in and runs hoist for it, and for nothing else. What the
//! client asked for is hostile text that only this file and its children read.
//!
//! ```text
//! authorized_keys   restrict,pty,command="hoist ssh --agent emi --key SHA256:…" ssh-ed25519 AAAA…
//! sshd ─ runs ────▶ hoist ssh ─ no command ──▶ the interface, without editor, files and Ctrl-Z
//!                             └ a command ───▶ words ▶ allowed ▶ the command line
//! ```

mod allowed;
mod hangup;
mod journal;
mod keys;
mod left;
mod watch;
mod words;

pub use hangup::{by, say_at_a_signal};
use journal::cut;
pub use journal::{Guard, Journal};
pub use keys::{agent_keys, print as print_keys};
pub use watch::end_with_the_key;

use super::args::{self, Cli, Ssh, command};
use super::error::Error;
use crate::config::Places;
use crate::desk::SshLogin;
use crate::domain::id::AgentName;
use crate::identity::ssh::Connection;
use std::os::unix::ffi::OsStrExt;

/// More of a command than this is cut in the log; why it was refused stands after it.
const SHOWN: usize = 200;

/// Whom a line is for that came over SSH, and where things lie then.
#[derive(Clone, Debug)]
pub struct Seat {
    /// Who came in.
    pub login: SshLogin,
    /// Config, state and data: those of the account, with a state directory for each agent.
    pub places: Places,
}

/// What is to be done for whoever came in.
#[derive(Debug)]
pub enum Wanted {
    /// The interface.
    Interface(Box<Cli>),
    /// One command.
    Command(Box<Cli>),
}

/// Reads what OpenSSH says and what the client wants; writes the first line of the log.
///
/// # Errors
/// A sentence: who cannot come in, what is not possible over SSH. It stands in the log too.
pub fn begin(line: &Cli, args: &Ssh) -> Result<(Wanted, Journal), Error> {
    let connection = Connection::of_environment();
    let account = Places::of_account().ok_or_else(|| {
        Error::Usage("This account has no home directory; give it one.".to_owned())
    })?;
    let state = args.state.clone().unwrap_or_else(|| account.state.clone());
    let agent = args.agent.clone().unwrap_or_default();
    let login = SshLogin {
        agent: AgentName::from(agent.as_str()),
        key: key(args, &connection),
        proven: connection.proven.clone().unwrap_or_default(),
    };
    let journal = Journal::new(&state, &login, &connection.from);
    journal.settle();
    let places = account.with_state(state.join("ssh").join(file_name(&agent)));
    match wanted(line, args, &connection, Seat { login, places }) {
        Ok(wanted) => {
            journal.admit(&format!("begins: {}", asked(&connection)))?;
            Ok((wanted, journal))
        }
        Err(error) => {
            journal.say(&format!("refused: {}: {error}", asked(&connection)));
            Err(error)
        }
    }
}

/// The key: as the list of keys says, else the one that was proven where there is just one.
fn key(args: &Ssh, connection: &Connection) -> Option<String> {
    let proven = || match connection.proven.as_deref() {
        Some([one]) => Some(one.clone()),
        _ => None,
    };
    args.key.clone().or_else(proven)
}

fn asked(connection: &Connection) -> String {
    match &connection.command {
        None => "the interface".to_owned(),
        Some(command) => format!("“{}”", cut(&command.to_string_lossy(), SHOWN)),
    }
}

fn wanted(line: &Cli, args: &Ssh, connection: &Connection, seat: Seat) -> Result<Wanted, Error> {
    if args.agent.is_none() {
        return Err(Error::Usage(
            "The line of this key in authorized_keys names nobody: hoist ssh --agent NAME. hoist ssh-keys writes right ones.".to_owned(),
        ));
    }
    if line.global.act_as.is_some() {
        return Err(Error::Usage(
            "--as is not possible with hoist ssh: --agent says who comes in.".to_owned(),
        ));
    }
    if let (Some(named), Some(proven)) = (&args.key, &connection.proven)
        && !proven.contains(named)
    {
        return Err(Error::Usage(format!(
            "The list of keys says {named}, but another key was proven. The line of this key in authorized_keys is wrong; hoist ssh-keys writes right ones."
        )));
    }
    let Some(command) = &connection.command else {
        let mut cli = line.clone();
        cli.verb = None;
        cli.global.ssh = Some(Box::new(seat));
        return Ok(Wanted::Interface(Box::new(cli)));
    };
    let mut cli = read(command.as_bytes())?;
    cli.global.desk.clone_from(&line.global.desk);
    cli.global.config.clone_from(&line.global.config);
    cli.global.ssh = Some(Box::new(seat));
    Ok(Wanted::Command(Box::new(cli)))
}

/// A command of the client, if it is one that may be run.
fn read(text: &[u8]) -> Result<Cli, Error> {
    let mut words = words::words(text).map_err(Error::Usage)?;
    if words.first().is_some_and(|w| w == "hoist") {
        words.remove(0);
    }
    if let Some(why) = allowed::refusal(&command(), &words) {
        return Err(Error::NotHere(why));
    }
    let line = std::iter::once("hoist".to_owned()).chain(words);
    args::Cli::read(line).map_err(|e| {
        let text = e.render().to_string();
        Error::Usage(text.trim_start_matches("error: ").trim_end().to_owned())
    })
}

/// An agent's name as the name of a directory: letters, digits, `-`, `_` and `@` as they are.
fn file_name(agent: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '@');
    let each = agent.chars().map(|c| match plain(c) {
        true => c.to_string(),
        false => format!("%{:x}", u32::from(c)),
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn an_agents_directory_is_within_the_state_directory() {
        assert_eq!(file_name("emi"), "emi");
        assert_eq!(file_name(".."), "%2e%2e");
        assert_eq!(file_name("a/b"), "a%2fb");
    }
}
