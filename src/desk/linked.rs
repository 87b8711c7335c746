//! What a decision may know of other tickets.

use super::{Desk, Error};
use crate::domain::actor::Actor;
use crate::domain::command::{Command, LinkedTicket, Scene};
use crate::domain::event::Fact;
use crate::domain::id::TicketId;
use crate::domain::process::Verb;
use crate::domain::ticket::{ChainHead, Ticket};
use crate::domain::words;

impl Desk {
    /// Everything outside the ticket that a decision may look at.
    /// `stored`: under which number it is in the store; 0 while it is being opened.
    pub(super) fn scene(
        &self,
        ticket: &Ticket,
        command: Option<&Command>,
        stored: TicketId,
    ) -> Result<Scene, Error> {
        let mut scene = Scene {
            now: self.now(),
            agents: self.actors()?,
            ..Scene::default()
        };
        for id in related(ticket, command) {
            scene.linked.extend(self.linked(id));
        }
        if command.is_some_and(renders_bundle) {
            scene.head = self.chain_head()?;
        }
        if stored.0 == 0 {
            return Ok(scene);
        }
        if command.is_some_and(needs_history) {
            let events = self.events(stored, 0, usize::MAX)?;
            let lines = events.iter().flat_map(|e| words::story(&self.process, e));
            scene.timeline = lines.collect();
        }
        if command.is_some_and(renders_bundle) {
            scene.history = self.entries(stored)?;
        }
        if let (Some(package), true) = (ticket.package(), command.is_some_and(touches_package)) {
            // A package that is missing from its history matches no hash: the guard refuses.
            let json = self.package_json(ticket.id, package)?;
            scene.package = Some(json.unwrap_or_default());
        }
        Ok(scene)
    }

    /// Where the audit chain ends.
    pub(super) fn chain_head(&self) -> Result<ChainHead, Error> {
        let (n, hash) = self.store.head()?;
        Ok(ChainHead {
            desk: self.info.id.clone(),
            n,
            hash,
        })
    }

    pub(super) fn actors(&self) -> Result<Vec<Actor>, Error> {
        let agents = self.agents()?;
        Ok(agents
            .iter()
            .map(|a| super::actor_of(a, crate::domain::actor::Identity::default()))
            .collect())
    }

    /// A linked ticket, if there is one; of one this agent may not see only where it stands.
    fn linked(&self, id: TicketId) -> Option<LinkedTicket> {
        match self.store.ticket(&self.actor.viewer(), id) {
            Ok(other) => Some(LinkedTicket {
                id,
                stage: other.stage,
                customer: other.customer,
                resolution: other.resolution,
                kb: other.kb,
                subject: other.subject,
            }),
            Err(_) => Some(LinkedTicket {
                id,
                stage: self.store.stored(id).ok()?.1.stage,
                subject: String::from("(restricted)"),
                ..LinkedTicket::default()
            }),
        }
    }
}

fn related(ticket: &Ticket, command: Option<&Command>) -> Vec<TicketId> {
    let mut ids: Vec<TicketId> = ticket.links.iter().map(|l| l.other).collect();
    match command {
        Some(Command::Link { other, .. }) => ids.push(*other),
        Some(Command::Move(m)) => {
            ids.extend(
                m.values
                    .get("with")
                    .and_then(|t| t.parse::<TicketId>().ok()),
            );
            ids.extend(
                m.values
                    .get("duplicate_of")
                    .and_then(|t| t.parse::<TicketId>().ok()),
            );
        }
        Some(Command::Open(opening)) => ids.extend(opening.follow_up),
        _ => {}
    }
    ids.sort();
    ids.dedup();
    ids
}

/// Whether a command renders the bundle of everything so far.
pub(super) fn renders_bundle(command: &Command) -> bool {
    matches!(command, Command::Move(m) if matches!(m.verb, Verb::Close | Verb::Archive))
}

/// Whether a command freezes the history so far.
pub(super) fn needs_history(command: &Command) -> bool {
    matches!(command, Command::Move(m) if matches!(m.verb,
        Verb::Escalate | Verb::Return | Verb::Recall | Verb::Dissatisfied))
}

pub(super) fn touches_package(command: &Command) -> bool {
    matches!(command, Command::Move(m) if matches!(m.verb,
        Verb::Escalate | Verb::Accept | Verb::Return | Verb::Recall | Verb::Dissatisfied))
}

/// Whether a fact of theirs touches what this command writes: then it is not repeated by itself.
pub(super) fn collides(command: &Command, fact: &Fact) -> bool {
    match (command, fact) {
        (Command::Answer { field, .. }, Fact::Answered(theirs, _)) => field == theirs,
        (Command::Check { item, .. }, Fact::Checked(theirs, _)) => {
            theirs.rsplit('.').next() == Some(item.as_str())
        }
        _ => false,
    }
}
