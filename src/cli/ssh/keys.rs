//! The keys of agents: adding, listing, taking away, and the list that OpenSSH asks for.

use super::super::args::{AgentKeys, SshKeys};
use super::super::error::Error;
use super::super::json;
use super::super::session::Session;
use super::super::text;
use crate::desk::{Desk, make};
use crate::domain::blocker;
use crate::domain::id::AgentName;
use crate::domain::login_key::LoginKey;
use crate::domain::words;
use crate::identity;
use crate::store::Store;
use std::path::Path;

/// `agents key …`.
///
/// # Errors
/// No key; one that is there already; not a lead; the store's.
pub fn agent_keys(session: &mut Session, desk: &mut Desk, verb: &AgentKeys) -> Result<(), Error> {
    match verb {
        AgentKeys::Add { name, key } => add(session, desk, name, key),
        AgentKeys::List { name } => list(session, desk, name.as_deref()),
        AgentKeys::Remove { name, key } => {
            let gone = desk.remove_key(&AgentName::from(name.as_str()), key)?;
            if session.global.json {
                return session.out.json(&json::timed(&gone));
            }
            session.out.line(format!(
                "{} no longer opens the desk for {name}; sessions that came in with it end",
                gone.fingerprint
            ))
        }
    }
}

fn add(session: &mut Session, desk: &mut Desk, name: &str, key: &[String]) -> Result<(), Error> {
    let line = match key {
        [only] if only == "-" => text::file(Path::new("-"))?,
        words => words.join(" "),
    };
    let key = LoginKey::read(&line, desk.now()).map_err(Error::Usage)?;
    let agent = AgentName::from(name);
    desk.add_key(&agent, key.clone())?;
    if session.global.json {
        return session.out.json(&json::timed(&key));
    }
    session
        .out
        .line(format!("{}  {}", key.fingerprint, key.comment))?;
    if session.global.ssh.is_some() {
        return Ok(());
    }
    session
        .out
        .line("Where sshd does not ask hoist ssh-keys, this is its line in authorized_keys:")?;
    let line = line_of(&session.config.desk, None, &agent, &key)?;
    session.out.line(line)
}

fn list(session: &mut Session, desk: &Desk, name: Option<&str>) -> Result<(), Error> {
    let agents = desk.agents()?;
    let named: Vec<_> = agents
        .iter()
        .filter(|a| name.is_none_or(|n| a.name == n))
        .collect();
    if let (Some(name), true) = (name, named.is_empty()) {
        return Err(Error::NotFound(format!(
            "There is no agent “{name}”. hoist agents list shows them."
        )));
    }
    let keys = named
        .iter()
        .flat_map(|a| a.keys.iter().map(|k| (&a.name, k)));
    if session.global.json {
        for (agent, key) in keys {
            let mut object = json::timed(key);
            if let Some(map) = object.as_object_mut() {
                map.insert("agent".to_owned(), agent.0.clone().into());
            }
            session.out.json(&object)?;
        }
        return Ok(());
    }
    let zone = session.config.zone_name();
    let rows: Vec<Vec<String>> = keys
        .map(|(agent, key)| {
            let state = match key.removed_at {
                None => format!("since {}", words::date_time(key.added_at, &zone)),
                Some(at) => format!("taken away {}", words::date_time(at, &zone)),
            };
            vec![
                agent.0.clone(),
                key.fingerprint.clone(),
                key.comment.clone(),
                state,
            ]
        })
        .collect();
    session.out.table(&["agent", "key", "comment", ""], &rows)
}

/// `ssh-keys`: the lines that OpenSSH asks for with AuthorizedKeysCommand.
///
/// # Errors
/// Whoever runs it does not own the desk's file; a path that no line can hold; the store's.
pub fn print(session: &mut Session, args: &SshKeys) -> Result<(), Error> {
    let desk = session.config.desk.clone();
    let store = make::open_store(&desk)?;
    if !identity::login(&desk, None).owns_file {
        return Err(Error::Usage(format!(
            "Only the account that owns {} can let agents in over SSH: name it as AuthorizedKeysCommandUser.",
            desk.display()
        )));
    }
    let wanted = args.kind.as_deref().zip(args.key.as_deref());
    let wanted = wanted.map(|(kind, key)| format!("{kind} {key}"));
    for agent in store.agents()?.iter().filter(|a| !a.removed) {
        let keys = agent.keys.iter().filter(|k| k.holds());
        for key in keys.filter(|k| wanted.as_ref().is_none_or(|w| k.key == *w)) {
            let line = line_of(&desk, args.state.as_deref(), &agent.name, key)?;
            session.out.line(line)?;
        }
    }
    Ok(())
}

/// A key's line: nothing but hoist is run for it, as this agent, whatever the client asks.
fn line_of(
    desk: &Path,
    state: Option<&Path>,
    agent: &AgentName,
    key: &LoginKey,
) -> Result<String, Error> {
    let program = std::env::current_exe()?;
    let mut command = vec![quoted(&program)?, "--desk".to_owned(), quoted(desk)?];
    command.extend(["ssh".to_owned(), "--agent".to_owned(), agent.0.clone()]);
    command.extend(["--key".to_owned(), key.fingerprint.clone()]);
    if let Some(state) = state {
        command.extend(["--state".to_owned(), quoted(state)?]);
    }
    // OpenSSH undoes a backslash before a quotation mark and no other.
    let command = command.join(" ").replace('"', "\\\"");
    Ok(format!(
        "restrict,pty,command=\"{command}\" {} {}",
        key.key, agent
    ))
}

/// A path as a word of the shell that OpenSSH runs the command with.
fn quoted(path: &Path) -> Result<String, Error> {
    let text = path.to_str().filter(|t| !t.contains(char::is_control));
    let text = text.ok_or_else(|| {
        Error::Usage(format!(
            "“{}” cannot stand in a list of keys: it is not plain text. Give the file another name.",
            path.display()
        ))
    })?;
    Ok(blocker::quoted(text))
}

#[cfg(test)]
mod tests {
    use super::{LoginKey, line_of, quoted};
    use std::path::Path;
    use std::process::Command;

    /// The path that reaches the program: the option read as OpenSSH does (a backslash before a quotation mark
    /// goes, the first bare one ends it), then the shell's words.
    fn run(line: &str) -> String {
        let mut command = String::new();
        let mut rest = line.split_once("command=\"").unwrap().1.chars().peekable();
        while let Some(c) = rest.next() {
            match c {
                '\\' if rest.peek() == Some(&'"') => command.extend(rest.next()),
                '"' => break,
                c => command.push(c),
            }
        }
        let (_, words) = command.split_once(" --desk ").unwrap();
        let script = format!("set -- {words}; printf %s \"$1\"");
        let ran = Command::new("sh").args(["-c", &script]).output().unwrap();
        String::from_utf8(ran.stdout).unwrap()
    }

    #[test]
    fn nothing_of_a_path_is_acted_on() {
        assert_eq!(
            quoted(Path::new("/srv/desk.hoist")).unwrap(),
            "/srv/desk.hoist"
        );
        assert_eq!(
            quoted(Path::new("/a b/$(id)'x")).unwrap(),
            r"'/a b/$(id)'\''x'"
        );
        assert!(quoted(Path::new("/a\nb")).is_err());
        let key = LoginKey {
            key: "ssh-ed25519 AAAA".to_owned(),
            fingerprint: "SHA256:x".to_owned(),
            ..LoginKey::default()
        };
        let line = line_of(Path::new("/a \"b\""), None, &"emi".into(), &key).unwrap();
        assert!(line.starts_with("restrict,pty,command=\""), "{line}");
        assert!(
            line.ends_with("--agent emi --key SHA256:x\" ssh-ed25519 AAAA emi"),
            "{line}"
        );
        assert!(line.contains(r#"--desk '/a \"b\"'"#), "{line}");
        for path in [r"/a'b/c\d", r#"/it's "x\"y\\z\"#, r"/plain\n'"] {
            let line = line_of(Path::new(path), None, &"emi".into(), &key).unwrap();
            assert_eq!(run(&line), path, "{line}");
        }
    }
}
