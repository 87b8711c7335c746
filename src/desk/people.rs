//! Agents, customers, contacts and saved views.

use super::{Desk, Error, new_command_id};
use crate::domain::actor::Source;
use crate::domain::agent::Agent;
use crate::domain::alike::alike;
use crate::domain::customer::{Contact, Customer};
use crate::domain::event::{DeskEvent, DeskFact};
use crate::domain::id::{AgentName, At, TicketId, Tier};
use crate::domain::login_key::LoginKey;
use crate::domain::process::Process;
use crate::store::Query;

/// Somebody of the address book: a contact, a customer, or a contact with its customer.
pub type Known = (Option<Contact>, Option<Customer>);

/// A new agent, whom nobody takes for one who is or was on the desk.
fn new_among(known: &[Agent], agent: Agent) -> Result<Agent, Error> {
    let mut names = known.iter().map(|a| a.name.as_str());
    match names.find(|name| alike(name, agent.name.as_str())) {
        None => Ok(agent),
        Some(other) => Err(Error::Input(format!(
            "“{}” looks like the agent “{other}”, in another case, with other accents or with letters of another script: who did what could not be told apart. Nobody was added; give another name.",
            agent.name
        ))),
    }
}

/// Begins every fingerprint.
const KIND: &str = "SHA256:";

impl Desk {
    /// Agents of the desk, removed ones left out.
    ///
    /// # Errors
    /// The store's.
    pub fn agents(&self) -> Result<Vec<Agent>, Error> {
        Ok(self
            .store
            .agents()?
            .into_iter()
            .filter(|a| !a.removed)
            .collect())
    }

    /// Adds an agent, or changes one of the same name: what they work on and may move no longer goes back to its
    /// queue, which is what is answered. A lead does it.
    ///
    /// # Errors
    /// [`Error::NeedsLead`], or [`Error::Input`] for a name or tier that cannot be; [`Error::Standing`] where the only lead
    /// would be one no longer.
    pub fn put_agent(&mut self, agent: Agent) -> Result<Vec<TicketId>, Error> {
        self.lead("Adding or changing an agent")?;
        valid_name(&agent.name)?;
        self.locked(|desk| {
            desk.lead("Adding or changing an agent")?;
            known_tiers(&desk.process, &agent.tiers)?;
            if let Some(uid) = agent.uid {
                let other = desk
                    .agents()?
                    .into_iter()
                    .find(|a| a.uid == Some(uid) && a.name != agent.name);
                if let Some(other) = other {
                    return Err(Error::Input(format!(
                        "Login uid {uid} already belongs to agent {}.",
                        other.name
                    )));
                }
            }
            // Also one who was removed: their name may come back, their keys do not.
            let known = desk.store.agents()?;
            let earlier = known.iter().find(|a| a.name == agent.name);
            let leads = |a: &&Agent| a.lead && !a.removed && a.name != agent.name;
            let is_lead = earlier.is_some_and(|a| a.lead && !a.removed);
            if is_lead && !agent.lead && !known.iter().any(|a| leads(&a)) {
                return Err(only_lead(&agent.name));
            }
            let Some(earlier) = earlier else {
                desk.write_desk(DeskFact::Agent(new_among(&known, agent)?))?;
                return Ok(Vec::new());
            };
            let agent = agent.after(earlier, desk.now());
            desk.write_desk(DeskFact::Agent(agent.clone()))?;
            desk.left_tiers(&agent)
        })
    }

    /// Removes an agent: its history stays, its open tickets go back to their queues first, its keys open nothing
    /// any more. Which tickets those are.
    ///
    /// # Errors
    /// [`Error::NeedsLead`]; [`Error::Standing`] for the last lead; [`Error::Missing`] for an unknown name.
    pub fn remove_agent(&mut self, name: &AgentName) -> Result<Vec<TicketId>, Error> {
        self.locked(|desk| {
            desk.lead("Removing an agent")?;
            let agents = desk.agents()?;
            let agent = super::named(&agents, name)?;
            if agent.lead && agents.iter().filter(|a| a.lead).count() == 1 {
                return Err(only_lead(name));
            }
            desk.write_desk(DeskFact::Agent(Agent {
                removed: true,
                ..agent.clone().locked_out(desk.now())
            }))?;
            desk.left(name)
        })
    }

    /// Gives an agent a key to come in with over SSH. A lead does it.
    ///
    /// # Errors
    /// [`Error::NeedsLead`]; [`Error::Missing`] for an unknown name; [`Error::Input`] when the key is
    /// somebody's already.
    pub fn add_key(&mut self, name: &AgentName, key: LoginKey) -> Result<(), Error> {
        self.locked(|desk| {
            desk.lead("Adding a key")?;
            let agents = desk.agents()?;
            let mut agent = super::named(&agents, name)?.clone();
            let same = |k: &LoginKey| k.holds() && k.fingerprint == key.fingerprint;
            if let Some(owner) = agents.iter().find(|a| a.keys.iter().any(same)) {
                return Err(Error::Input(format!(
                    "The key {} is {}'s already. Nothing was added: each agent comes in with keys of their own.",
                    key.fingerprint, owner.name
                )));
            }
            agent.keys.push(key);
            desk.write_desk(DeskFact::Agent(agent))?;
            Ok(())
        })
    }

    /// Takes a key away; sessions that came in with it end. `beginning` is its fingerprint or the beginning of
    /// it. A lead does it.
    ///
    /// # Errors
    /// [`Error::NeedsLead`]; [`Error::Missing`] for an unknown name or key; [`Error::Input`] when several keys
    /// begin so.
    pub fn remove_key(&mut self, name: &AgentName, beginning: &str) -> Result<LoginKey, Error> {
        self.locked(|desk| {
            desk.lead("Taking a key away")?;
            let (agents, now) = (desk.agents()?, desk.now());
            let mut agent = super::named(&agents, name)?.clone();
            let beginning = beginning.trim();
            let part = beginning.strip_prefix(KIND).unwrap_or(beginning);
            if part.is_empty() {
                return Err(Error::Input(format!(
                    "Which key of {name}? Write its fingerprint, or enough of its beginning: hoist agents key list {name} shows them. Nothing was taken away."
                )));
            }
            let full = format!("{KIND}{part}");
            let fits = |k: &&mut LoginKey| k.holds() && k.fingerprint.starts_with(&full);
            let mut found: Vec<&mut LoginKey> = agent.keys.iter_mut().filter(fits).collect();
            let gone = match found.as_mut_slice() {
                [one] => {
                    one.removed_at = Some(now);
                    one.clone()
                }
                [] => {
                    return Err(Error::Missing(format!(
                        "{name} has no key “{beginning}”. hoist agents key list {name} shows them."
                    )));
                }
                _ => {
                    return Err(Error::Input(format!(
                        "Several keys of {name} begin with “{beginning}”. Write more of the one; nothing was taken away."
                    )));
                }
            };
            desk.write_desk(DeskFact::Agent(agent))?;
            Ok(gone)
        })
    }

    /// Every ticket of a query.
    pub(super) fn all_of(&self, query: &Query) -> Result<Vec<TicketId>, Error> {
        Ok(self.rows_of(query)?.into_iter().map(|r| r.id).collect())
    }

    /// Says that the agent at the desk is away until then, or back (`None`).
    ///
    /// # Errors
    /// The store's.
    pub fn set_away(&mut self, until: Option<At>) -> Result<(), Error> {
        self.locked(|desk| {
            let agents = desk.agents()?;
            let me = super::named(&agents, &desk.actor.name)?;
            desk.write_desk(DeskFact::Agent(Agent {
                away_until: until,
                ..me.clone()
            }))?;
            Ok(())
        })
    }

    /// Refuses whoever may not read everything that is on the desk, restricted tickets too.
    ///
    /// # Errors
    /// [`Error::NeedsReader`] for all but leads and auditors.
    pub fn may_read_all(&self, what: &'static str) -> Result<(), Error> {
        let name = &self.actor.name;
        let is_auditor = self.agents()?.iter().any(|a| a.name == *name && a.auditor);
        match is_auditor || self.actor.lead {
            true => Ok(()),
            false => Err(Error::NeedsReader(what)),
        }
    }

    /// Refuses whoever has no tier and is no lead: an auditor looks, and changes nothing.
    ///
    /// # Errors
    /// [`Error::NoTier`].
    pub(super) fn may_change(&self) -> Result<(), Error> {
        let source = self.actor.identity.source;
        let is_desk_itself = matches!(source, Source::Import | Source::Timer);
        match is_desk_itself || self.actor.lead || !self.actor.tiers.is_empty() {
            true => Ok(()),
            false => Err(Error::NoTier(self.actor.name.clone())),
        }
    }

    /// The same of an event of the desk itself: that one is away oneself, and that a copy was made, is for everyone.
    fn may_write(&self, what: &DeskFact) -> Result<(), Error> {
        match what {
            DeskFact::Agent(agent) if agent.name == self.actor.name => Ok(()),
            DeskFact::BackedUp(_) => Ok(()),
            _ => self.may_change(),
        }
    }

    pub(super) fn lead(&self, what: &'static str) -> Result<(), Error> {
        match self.actor.lead {
            true => Ok(()),
            false => Err(Error::NeedsLead(what)),
        }
    }

    /// Reads, decides and writes under the write lock, so that nobody writes in between.
    pub(super) fn locked<T>(
        &mut self,
        work: impl FnOnce(&mut Desk) -> Result<T, Error>,
    ) -> Result<T, Error> {
        if self.store.in_bulk() {
            return work(self);
        }
        self.store.begin_bulk(crate::store::Writes::Few)?;
        let done = match self.refresh() {
            Ok(()) => work(self),
            Err(error) => Err(error),
        };
        match &done {
            Ok(_) => self.store.end_bulk()?,
            Err(_) => self.store.abort_bulk()?,
        }
        self.bear_witness();
        done
    }

    /// Customers and contacts by the beginnings of words, while the phone rings.
    ///
    /// # Errors
    /// The store's.
    pub fn lookup(&self, words: &str, limit: usize) -> Result<Vec<Known>, Error> {
        Ok(self.store.lookup(words, limit)?)
    }

    /// Names of customers with a word that starts with each word typed, at most `limit`, by name.
    ///
    /// # Errors
    /// The store's.
    pub fn customer_names(&self, typed: &str, limit: usize) -> Result<Vec<String>, Error> {
        Ok(self.store.customer_names(typed, limit)?)
    }

    /// Writes an event of the desk itself.
    pub(super) fn write_desk(&mut self, what: DeskFact) -> Result<i64, Error> {
        self.may_write(&what)?;
        let event = DeskEvent {
            at: self.now(),
            by: self.actor.name.clone(),
            identity: self.actor.identity.clone(),
            command: self.command.take().unwrap_or_else(new_command_id),
            what,
        };
        let number = self.store.commit_desk(event)?;
        self.bear_witness();
        Ok(number)
    }
}

/// A desk without a lead could never have one again.
fn only_lead(name: &AgentName) -> Error {
    Error::Standing(format!(
        "{name} is the only lead. Make someone else lead first."
    ))
}

pub(super) fn valid_name(name: &AgentName) -> Result<(), Error> {
    let fine = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '@');
    if name.0.is_empty() || name.0.chars().count() > 32 || !name.0.chars().all(fine) {
        return Err(Error::Input(format!(
            "“{name}” cannot be an agent's name: use 1 to 32 letters, digits, dots, dashes or underscores."
        )));
    }
    Ok(())
}

pub(super) fn known_tiers(process: &Process, tiers: &[Tier]) -> Result<(), Error> {
    let Some(tier) = tiers.iter().find(|t| process.tier(t).is_none()) else {
        return Ok(());
    };
    let known: Vec<_> = process.tiers.iter().map(|t| t.id.0.as_str()).collect();
    Err(Error::Input(format!(
        "There is no tier “{tier}”. This desk has {}.",
        known.join(", ")
    )))
}
