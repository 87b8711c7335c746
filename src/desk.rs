//! The use cases of the desk, one method each: the only caller of `decide` and of `commit`.
//! The interface and the command line are two faces of this; neither knows a rule.

mod again;
pub mod articles;
pub mod attach;
mod audit;
pub mod backup;
mod book;
mod both_edits;
pub mod bulk;
mod bundle;
mod caller;
mod clock;
pub mod demo;
mod duty;
mod error;
mod evidence;
pub mod export;
pub mod first;
mod heeding;
mod history;
pub mod hooks;
pub mod import;
pub mod joining;
mod late;
mod leaving;
mod linked;
pub mod logs;
pub mod make;
pub mod own;
mod people;
mod place;
pub mod presence;
mod process;
mod products;
mod read;
mod recount;
pub mod report;
pub mod restore;
pub mod review;
mod review_due;
mod room;
mod run;
pub mod salvage;
mod search;
mod shift;
mod side;
mod similar;
pub mod snapshot;
pub mod talk;
mod teams;
mod telling;
pub mod tick;
pub mod unread;
mod veil;
pub mod view_words;
pub mod views;
pub mod witness;

pub use audit::AuditReport;
pub use bundle::Bundle;
pub use error::Error;
pub use people::Known;
pub use process::keep_parsed_in;
pub use read::{CheckLine, LINKED_FROM, Linked, TicketView};
pub use run::Done;
pub use search::{Hit, Hits};
pub use similar::{Like, Likes, Solution};

use crate::domain::actor::{Actor, Identity, Source};
use crate::domain::agent::Agent;
use crate::domain::id::{AgentName, At, CommandId};
use crate::domain::process::Process;
use crate::store::{DeskInfo, Store};
use std::sync::Arc;

/// Where the desk takes the time from; tests and the demo set their own.
pub type Clock = Arc<dyn Fn() -> At + Send + Sync>;

/// The system's clock.
#[must_use]
pub fn system_clock() -> Clock {
    Arc::new(|| At(chrono::Utc::now().timestamp_millis()))
}

/// A fresh command id (UUID v7).
#[must_use]
pub fn new_command_id() -> CommandId {
    CommandId(uuid::Uuid::now_v7().to_string())
}

/// Who wants to use the desk, as the operating system knows them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Login {
    /// uid.
    pub uid: u32,
    /// Login name.
    pub name: String,
    /// Act as this agent; honoured only for the owner of the desk's file, or on a demo desk.
    pub act_as: Option<AgentName>,
    /// This user owns the desk's file.
    pub owns_file: bool,
    /// The file's group may write it too.
    pub shared: bool,
    /// OpenSSH let an agent in and started the program for it.
    pub ssh: Option<SshLogin>,
}

/// An agent whom OpenSSH let in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SshLogin {
    /// Whom the host's list of keys names.
    pub agent: AgentName,
    /// The fingerprint of the key, where it is known.
    pub key: Option<String>,
    /// Fingerprints of all keys that were proven, where OpenSSH exposes them.
    pub proven: Vec<String>,
}

impl SshLogin {
    /// Every key that is known of this connection.
    fn keys(&self) -> Vec<String> {
        self.key.iter().chain(&self.proven).cloned().collect()
    }
}

/// An open desk with someone at it.
pub struct Desk {
    store: Box<dyn Store>,
    process: Arc<Process>,
    info: DeskInfo,
    actor: Actor,
    clock: Clock,
    /// The command behind the next event of the desk itself; none: a fresh one.
    command: Option<CommandId>,
    /// A version that was given holds for every command, also for those that can be repeated.
    strict: bool,
    /// Who came in over SSH: has no way to the host's files, and nobody else's name.
    ssh: Option<SshLogin>,
    /// Whom the operating system says may take another agent's name.
    may_act_as: bool,
    /// What others had written when process and agent were last read.
    fresh: i64,
    /// Where what is written is witnessed, and the highest record that was.
    witnessing: Option<witness::Witnessing>,
    seen: i64,
    /// What was seen before contradicts the desk: the witness stays as it is.
    is_contradicted: bool,
    /// The zone in which whoever is at it reads times; empty: UTC, and it is said.
    zone: String,
}

impl Desk {
    /// Opens the desk for a login.
    ///
    /// # Errors
    /// [`Error::UnknownLogin`] when no agent has this login, [`Error::NotOwner`] when `--as` is
    /// not this user's to use, [`Error::Missing`] when it names nobody, [`Error::Process`] when the stored process does not parse.
    pub fn open(store: Box<dyn Store>, login: &Login, clock: Clock) -> Result<Desk, Error> {
        let mut desk = Desk::open_as_it_is(store, login, clock)?;
        desk.go_on();
        Ok(desk)
    }

    /// The same for an audit: what was left for whoever opens the desk next is looked at before it is done.
    ///
    /// # Errors
    /// As [`Desk::open`].
    pub fn open_to_audit(
        store: Box<dyn Store>,
        login: &Login,
        clock: Clock,
    ) -> Result<Desk, Error> {
        let mut desk = Desk::open_as_it_is(store, login, clock)?;
        // On media that can only be read it is not possible; then the rows are said to be wrong.
        let _ = desk.recount_unnamed();
        Ok(desk)
    }

    fn open_as_it_is(store: Box<dyn Store>, login: &Login, clock: Clock) -> Result<Desk, Error> {
        let fresh = store.data_version()?;
        let info = store.desk()?;
        let process = process::stored(&info)?;
        let agents = store.agents()?;
        let actor = who(&agents, login, info.demo)?;
        let mut desk = Desk::seated(store, actor, clock, (process, info, fresh));
        desk.may_act_as = login.ssh.is_none() && (login.owns_file || desk.info.demo);
        desk.ssh = login.ssh.clone();
        Ok(desk)
    }

    /// The same desk with a given actor: for bulk writers (demo, import) and tests.
    ///
    /// # Errors
    /// As [`Desk::open`].
    pub fn with_actor(store: Box<dyn Store>, actor: Actor, clock: Clock) -> Result<Desk, Error> {
        let fresh = store.data_version()?;
        let info = store.desk()?;
        let process = process::stored(&info)?;
        let mut desk = Desk::seated(store, actor, clock, (process, info, fresh));
        desk.go_on();
        Ok(desk)
    }

    /// Goes on with what a killed change of the process left, and with what tickets have to hear; where it cannot, the next
    /// one does.
    fn go_on(&mut self) {
        let _ = self.recount(recount::SHARE);
        self.pass_on();
    }

    fn seated(
        store: Box<dyn Store>,
        actor: Actor,
        clock: Clock,
        (process, info, fresh): (Arc<Process>, DeskInfo, i64),
    ) -> Desk {
        Desk {
            store,
            process,
            info,
            actor,
            clock,
            command: None,
            strict: false,
            ssh: None,
            may_act_as: true,
            fresh,
            witnessing: None,
            seen: 0,
            is_contradicted: false,
            zone: String::new(),
        }
    }

    /// Says instants in this zone (an IANA name) to whoever is at the desk: in what a command did, and in the history.
    /// What is frozen (packages, bundles) says them in UTC, for every reader alike.
    pub fn reads_in(&mut self, zone: &str) {
        zone.clone_into(&mut self.zone);
    }

    /// The zone in which whoever is at the desk reads times; empty: UTC.
    #[must_use]
    pub fn zone(&self) -> &str {
        &self.zone
    }

    /// Reads anew which process is in force and what this agent may, where others have written: for
    /// faces that only read and stay open for days.
    ///
    /// # Errors
    /// [`Error::UnknownLogin`] when the agent was removed meanwhile; the store's.
    pub fn follow(&mut self) -> Result<(), Error> {
        self.refresh()
    }

    /// Before a decision: if others have written, their process file holds, and what this agent may
    /// now. An interface stays open for days.
    fn refresh(&mut self) -> Result<(), Error> {
        let fresh = self.store.data_version()?;
        if fresh == self.fresh {
            return Ok(());
        }
        let agents = self.store.agents()?;
        let is_timer = self.actor.identity.source == Source::Timer;
        let mine = |a: &&Agent| a.name == self.actor.name && !is_timer;
        if let Some(me) = agents.iter().find(mine) {
            if let Some(ssh) = &self.ssh
                && !me.opens_to(&ssh.keys(), &agents)
            {
                return Err(Error::ShutOut(me.name.clone()));
            }
            if me.removed {
                return Err(Error::UnknownLogin {
                    login: self.actor.identity.login.clone(),
                    uid: self.actor.identity.uid,
                });
            }
            self.actor = actor_of(me, self.actor.identity.clone());
        }
        let info = self.store.desk()?;
        if info.process_hash != self.process.hash {
            self.process = process::stored(&info)?;
        }
        self.info = info;
        self.fresh = fresh;
        Ok(())
    }

    /// Whether the desk's files of the host are in reach: over SSH they are not.
    ///
    /// # Errors
    /// [`Error::HostFile`], which names what was tried.
    pub fn host_files(&self, what: &'static str) -> Result<(), Error> {
        match self.ssh {
            Some(_) => Err(Error::HostFile(what)),
            None => Ok(()),
        }
    }

    /// Who is at the desk.
    #[must_use]
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The process in force.
    #[must_use]
    pub fn process(&self) -> &Arc<Process> {
        &self.process
    }

    /// What desk this is.
    #[must_use]
    pub fn info(&self) -> &DeskInfo {
        &self.info
    }

    /// The instant now.
    #[must_use]
    pub fn now(&self) -> At {
        (self.clock)()
    }

    /// Replaces the clock: for bulk writers that live in another time, and tests.
    pub fn set_clock(&mut self, clock: Clock) {
        self.clock = clock;
    }

    /// Acts as another agent: demo desks, and owners of the file. The real identity stays recorded.
    ///
    /// # Errors
    /// [`Error::NotOwner`] when it is not this user's to do, [`Error::Missing`] when nobody has this name.
    pub fn act_as(&mut self, name: &AgentName) -> Result<(), Error> {
        if !self.may_act_as && name != &self.actor.name {
            return Err(Error::NotOwner(name.clone()));
        }
        let agents = self.store.agents()?;
        let agent = named(&agents, name)?;
        let source = match (self.info.demo, &self.ssh) {
            (_, Some(_)) => Source::Ssh,
            (true, None) => Source::Demo,
            (false, None) => Source::As,
        };
        self.actor = actor_of(
            agent,
            Identity {
                source,
                ..self.actor.identity.clone()
            },
        );
        Ok(())
    }

    /// Whether [`Desk::act_as`] is for whoever is at the desk.
    #[must_use]
    pub fn may_act_as(&self) -> bool {
        self.may_act_as
    }

    /// The store underneath, for reading that has no rule (audit, export, tests).
    #[must_use]
    pub fn store(&self) -> &dyn Store {
        self.store.as_ref()
    }

    /// The store underneath for bulk transactions.
    pub fn store_mut(&mut self) -> &mut dyn Store {
        self.store.as_mut()
    }

    /// Says under which command the next change of agents, customers, contacts, views or process is
    /// written; the same id delivered again changes nothing.
    pub fn set_command(&mut self, id: CommandId) {
        self.command = Some(id);
    }

    /// What is newer than the version given with a command is a conflict, whatever the command.
    pub fn set_strict(&mut self) {
        self.strict = true;
    }

    /// Gives the store back.
    #[must_use]
    pub fn into_store(self) -> Box<dyn Store> {
        self.store
    }
}

/// What an agent may do, with the identity behind it.
#[must_use]
pub fn actor_of(agent: &Agent, identity: Identity) -> Actor {
    Actor {
        name: agent.name.clone(),
        tiers: agent.tiers.clone(),
        lead: agent.lead,
        identity,
    }
}

fn named<'a>(agents: &'a [Agent], name: &AgentName) -> Result<&'a Agent, Error> {
    agents
        .iter()
        .find(|a| &a.name == name && !a.removed)
        .ok_or_else(|| {
            Error::Missing(format!(
                "There is no agent “{name}” on this desk. hoist agents list shows them."
            ))
        })
}

fn who(agents: &[Agent], login: &Login, demo: bool) -> Result<Actor, Error> {
    let os = Identity {
        source: Source::Os,
        login: login.name.clone(),
        uid: login.uid,
        key: None,
        shared: login.shared,
    };
    if let Some(ssh) = &login.ssh {
        return over_ssh(agents, login, ssh, os);
    }
    if let Some(name) = &login.act_as {
        if !login.owns_file && !demo {
            return Err(Error::NotOwner(name.clone()));
        }
        let source = if demo { Source::Demo } else { Source::As };
        return Ok(actor_of(named(agents, name)?, Identity { source, ..os }));
    }
    if let Some(agent) = agents
        .iter()
        .find(|a| !a.removed && a.uid == Some(login.uid))
    {
        return Ok(actor_of(agent, os));
    }
    match agents.iter().find(|a| demo && a.name == "you") {
        Some(agent) => Ok(actor_of(
            agent,
            Identity {
                source: Source::Demo,
                ..os
            },
        )),
        None => Err(Error::UnknownLogin {
            login: login.name.clone(),
            uid: login.uid,
        }),
    }
}

/// Who came in over SSH. Only the account that owns the file can vouch for others; anyone else who runs the
/// command by hand would take a name.
fn over_ssh(agents: &[Agent], login: &Login, ssh: &SshLogin, os: Identity) -> Result<Actor, Error> {
    if !login.owns_file {
        return Err(Error::NotOwner(ssh.agent.clone()));
    }
    let agent = named(agents, &ssh.agent)?;
    if !agent.opens_to(&ssh.keys(), agents) {
        return Err(Error::ShutOut(agent.name.clone()));
    }
    let identity = Identity {
        source: Source::Ssh,
        key: ssh.key.clone(),
        ..os
    };
    Ok(actor_of(agent, identity))
}
