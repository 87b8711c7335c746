//! Making a desk, and opening the one that is there.

use super::{Clock, Desk, Error, Login, new_command_id, system_clock};
use crate::domain::actor::{Identity, Source};
use crate::domain::agent::Agent;
use crate::domain::event::{DeskEvent, DeskFact};
use crate::domain::id::{AgentName, At, Tier};
use crate::domain::parse;
use crate::domain::process::Process;
use crate::store::sqlite::{Making, Mode, SqliteStore};
use crate::store::{self, DeskInfo};
use std::path::Path;

/// What a new desk begins with.
#[derive(Clone, Debug, Default)]
pub struct Beginning {
    /// The desk's name.
    pub desk: String,
    /// The first agent: who makes the desk, lead.
    pub agent: AgentName,
    /// Its tiers; none: all.
    pub tiers: Vec<Tier>,
    /// Its login.
    pub login: Login,
    /// One person may sign for both tiers.
    pub single_seat: bool,
    /// A throw-away demo desk.
    pub demo: bool,
    /// A file of 0 bytes that is already there is taken.
    pub use_empty: bool,
    /// The number of the group that shares the file; none: its owner alone.
    pub group: Option<u32>,
}

/// Makes a desk in a new file with the built-in process and its first agent.
///
/// # Errors
/// [`Error::Input`] for a name or tier that cannot be; [`Error::NotTheirs`] for an empty file of somebody else; the store's
/// when the file cannot be made.
pub fn make(path: &Path, beginning: &Beginning, clock: &Clock) -> Result<SqliteStore, Error> {
    super::side::is_free(path)?;
    if beginning.use_empty {
        super::place::is_mine(path, "hoist init --use-empty")?;
    }
    let now = clock();
    let (text, process) = process(beginning.single_seat)?;
    let agent = first_agent(beginning, &process)?;
    let info = DeskInfo {
        id: new_command_id().0,
        name: beginning.desk.clone(),
        process_hash: process.hash.clone(),
        process_text: text.clone().into(),
        made_at: now,
        demo: beginning.demo,
    };
    let events = first_events(beginning, &info, agent, text, now);
    let making = Making {
        use_empty: beginning.use_empty,
        group: beginning.group,
    };
    Ok(SqliteStore::create_as(path, &info, events, making)?)
}

/// The built-in process, for one seat where that is asked for.
fn process(single_seat: bool) -> Result<(String, Process), Error> {
    let text = match single_seat {
        true => parse::single_seat(),
        false => parse::BUILTIN.to_owned(),
    };
    match parse::process(&text) {
        Ok(process) => Ok((text, process)),
        Err(faults) => Err(Error::Process(
            faults.first().map(ToString::to_string).unwrap_or_default(),
        )),
    }
}

fn first_agent(beginning: &Beginning, process: &Process) -> Result<Agent, Error> {
    super::people::valid_name(&beginning.agent)?;
    super::people::known_tiers(process, &beginning.tiers)?;
    let all = || process.tiers.iter().map(|t| t.id.clone()).collect();
    let tiers = if beginning.tiers.is_empty() {
        all()
    } else {
        beginning.tiers.clone()
    };
    Ok(Agent {
        name: beginning.agent.clone(),
        login: beginning.login.name.clone(),
        uid: Some(beginning.login.uid),
        tiers,
        lead: true,
        ..Agent::default()
    })
}

fn first_events(
    beginning: &Beginning,
    info: &DeskInfo,
    agent: Agent,
    text: String,
    now: At,
) -> Vec<DeskEvent> {
    let event = |what| DeskEvent {
        at: now,
        by: beginning.agent.clone(),
        identity: Identity {
            source: if beginning.demo {
                Source::Demo
            } else {
                Source::Os
            },
            login: beginning.login.name.clone(),
            uid: beginning.login.uid,
            key: None,
            shared: beginning.group.is_some(),
        },
        command: new_command_id(),
        what,
    };
    vec![
        event(DeskFact::Made {
            desk: info.id.clone(),
            name: info.name.clone(),
            demo: Some(info.demo),
        }),
        event(DeskFact::Process {
            hash: info.process_hash.clone(),
            text,
            why: "the desk was made".to_owned(),
        }),
        event(DeskFact::Agent(agent)),
    ]
}

/// Opens the desk in a file.
///
/// # Errors
/// [`store::Error::NoDesk`] when there is none, the store's when the file is something else, and
/// those of [`Desk::open`].
pub fn open(path: &Path, login: &Login) -> Result<Desk, Error> {
    open_at(path, login, system_clock())
}

/// Opens the desk in a file with a clock of one's own: demo desks stand where they were made.
///
/// # Errors
/// As [`open`].
pub fn open_at(path: &Path, login: &Login, clock: Clock) -> Result<Desk, Error> {
    share_side_files(path);
    let store = SqliteStore::open(path, Mode::Write)?;
    Desk::open(Box::new(store), login, clock)
}

/// Opens the desk in a file as it is, to look through it: see [`Desk::open_to_audit`].
///
/// # Errors
/// As [`open`].
pub fn open_to_audit(path: &Path, login: &Login) -> Result<Desk, Error> {
    share_side_files(path);
    let store = SqliteStore::open(path, Mode::Write)?;
    Desk::open_to_audit(Box::new(store), login, system_clock())
}

/// The log and index beside a group's file must be the group's from their first moment: SQLite makes
/// them under the umask and widens them afterwards, and a program killed in between would lock
/// everyone else out. A file of one person keeps the person's own umask.
fn share_side_files(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let shared = std::fs::metadata(path).is_ok_and(|m| m.permissions().mode() & 0o060 == 0o060);
    if shared {
        rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o007));
    }
}

/// Opens the desk's store alone, without anyone at it: for looking after the file.
///
/// # Errors
/// The store's.
pub fn open_store(path: &Path) -> Result<SqliteStore, store::Error> {
    share_side_files(path);
    SqliteStore::open(path, Mode::Read)
}

#[cfg(test)]
mod tests {
    use super::{Beginning, make, open};
    use crate::desk::{Login, system_clock};

    fn beginning() -> Beginning {
        Beginning {
            desk: "desk".to_owned(),
            agent: "ana".into(),
            login: Login {
                uid: 7,
                name: "ana".to_owned(),
                ..Login::default()
            },
            ..Beginning::default()
        }
    }

    #[test]
    fn who_makes_a_desk_leads_all_its_tiers() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("d.hoist");
        drop(make(&file, &beginning(), &system_clock()).unwrap());
        let desk = open(&file, &beginning().login).unwrap();
        assert!(desk.actor().lead);
        assert_eq!(desk.actor().tiers.len(), 3);
        assert_eq!(desk.process().hash, desk.info().process_hash);
        assert!(make(&file, &beginning(), &system_clock()).is_err());
    }

    #[test]
    fn a_desk_of_one_person_says_so_in_its_process() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("d.hoist");
        let alone = Beginning {
            single_seat: true,
            ..beginning()
        };
        drop(make(&file, &alone, &system_clock()).unwrap());
        assert!(open(&file, &alone.login).unwrap().process().single_seat);
    }

    #[test]
    fn an_unknown_tier_or_name_makes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("d.hoist");
        let tier = Beginning {
            tiers: vec!["tier9".into()],
            ..beginning()
        };
        let name = Beginning {
            agent: "a b".into(),
            ..beginning()
        };
        for wrong in [tier, name] {
            assert!(make(&file, &wrong, &system_clock()).is_err());
            assert!(!file.exists());
        }
    }
}
