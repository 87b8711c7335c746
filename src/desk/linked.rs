//! What a decision may know of other tickets.

use super::{Desk, Error};
use crate::domain::actor::Actor;
use crate::domain::article::Head;
use crate::domain::command::{Command, LinkedTicket, Scene};
use crate::domain::event::Fact;
use crate::domain::heed::UPWARD;
use crate::domain::id::{ArticleId, TicketId};
use crate::domain::kb;
use crate::domain::process::Verb;
use crate::domain::row_of::may_quote;
use crate::domain::ticket::{ChainHead, Ticket};
use crate::domain::values::Values;
use crate::domain::{veil, words};
use crate::store;
use std::collections::BTreeSet;

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
            desk: self.info.id.clone(),
            agents: self.actors()?,
            teams: match command {
                Some(Command::Ask { .. }) => self.store.teams()?,
                _ => Vec::new(),
            },
            ..Scene::default()
        };
        for id in related(ticket, command) {
            scene.linked.extend(self.linked(id));
        }
        let keeps = matches!(command, Some(Command::Keep { .. }));
        if keeps || command.is_some_and(needs_history) {
            scene.merged = self.merged_into(ticket)?;
            if !keeps {
                // Whoever reads the package need not see what was restricted since.
                scene.merged.retain(|other| may_quote(ticket, other));
            }
            if keeps {
                scene
                    .merged
                    .extend(self.split_words(ticket, &scene.merged)?);
            }
        }
        scene.articles = self.heads(ticket, command)?;
        if command.is_some_and(leads_up) {
            self.above(&mut scene.linked);
        }
        if command.is_some_and(renders_bundle) {
            scene.head = self.chain_head()?;
        }
        if let Some(command) = command {
            // A form, a question or a screen may be older than the restriction.
            scene.apart = self.kept_apart(ticket, self.brought(ticket, command))?;
        }
        if stored.0 == 0 {
            return Ok(scene);
        }
        if command.is_some_and(needs_history) {
            // The same of what was written of others while everyone saw them.
            scene.apart = self.kept_apart(ticket, veil::named_on(ticket))?;
            let mut events = self.written(stored, 0, usize::MAX)?;
            veil::events(&mut events, &scene.apart);
            let lines = events.iter().flat_map(|e| words::story(&self.process, e));
            scene.timeline = words::in_order(lines.collect(), self.quoted(ticket)?);
        }
        if command.is_some_and(reads_history) {
            scene.history = self.entries(stored)?;
        }
        if let (Some(package), true) = (ticket.package(), command.is_some_and(touches_package)) {
            // A package that is missing from its history matches no hash: the guard refuses.
            let json = self.package_json(ticket.id, package)?;
            scene.package = Some(json.unwrap_or_default());
        }
        Ok(scene)
    }

    /// Those of these tickets, of which words stand on this one, that are by now restricted and not to the same people.
    pub(super) fn kept_apart(
        &self,
        ticket: &Ticket,
        named: BTreeSet<TicketId>,
    ) -> Result<BTreeSet<TicketId>, Error> {
        let mut apart = BTreeSet::new();
        for id in named {
            match self.store.stored(id) {
                Ok((_, other)) if !may_quote(ticket, &other) => {
                    apart.insert(id);
                }
                Ok(_) | Err(store::Error::NotFound(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(apart)
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

    /// The articles that a ticket is linked to, as this agent sees them.
    ///
    /// # Errors
    /// The store's.
    pub fn article_heads(&self, ticket: &Ticket) -> Result<Vec<Head>, Error> {
        self.heads(ticket, None)
    }

    /// The articles that a ticket is linked to or a command names, as this agent sees them.
    fn heads(&self, ticket: &Ticket, command: Option<&Command>) -> Result<Vec<Head>, Error> {
        let mut ids: Vec<ArticleId> = ticket.articles.iter().map(|a| a.article).collect();
        match command {
            Some(Command::LinkArticle { article, .. } | Command::HeedArticle { article }) => {
                ids.push(*article);
            }
            Some(Command::Move(m)) => ids.extend(named(&m.values)),
            Some(Command::Settle { values, .. }) => ids.extend(named(values)),
            _ => {}
        }
        ids.sort();
        ids.dedup();
        let mut heads = Vec::new();
        for id in ids {
            match self.store.article(&self.actor.viewer(), id) {
                Ok(shelved) => heads.push(shelved.article.head()),
                Err(store::Error::NoArticle(_)) => {}
                Err(other) => return Err(other.into()),
            }
        }
        Ok(heads)
    }

    /// A linked ticket, if there is one; of one this agent may not see only where it stands.
    fn linked(&self, id: TicketId) -> Option<LinkedTicket> {
        match self.store.ticket(&self.actor.viewer(), id) {
            Ok(other) => Some(LinkedTicket::of(&other)),
            Err(_) => Some(LinkedTicket::hidden(&self.store.stored(id).ok()?.1)),
        }
    }

    /// The tickets above these, so that a circle is seen before it is closed.
    fn above(&self, linked: &mut Vec<LinkedTicket>) {
        let mut next = 0;
        while let Some(here) = linked.get(next) {
            next += 1;
            let up = here.links.iter();
            let up = up.filter(|l| UPWARD.contains(&l.kind.as_str()));
            let new: Vec<TicketId> = up
                .map(|l| l.other)
                .filter(|id| linked.iter().all(|l| l.id != *id))
                .collect();
            linked.extend(new.into_iter().filter_map(|id| self.linked(id)));
        }
    }
}

/// What could name an article among the fields of a form: which of them do is the process file's.
fn named(values: &Values) -> impl Iterator<Item = ArticleId> {
    let short = values.0.values().filter(|text| text.len() < 32);
    short.filter_map(|text| kb::reference(text))
}

fn related(ticket: &Ticket, command: Option<&Command>) -> Vec<TicketId> {
    let mut ids: Vec<TicketId> = ticket.links.iter().map(|l| l.other).collect();
    match command {
        Some(Command::Link { other, .. } | Command::Heed { other }) => ids.push(*other),
        Some(Command::Merge { into, .. }) => ids.push(*into),
        Some(Command::Absorb { waits, .. }) => ids.extend(waits.links.iter().map(|l| l.other)),
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
        Some(Command::Open(opening)) => {
            ids.extend(opening.follow_up);
            ids.extend(opening.split.as_ref().map(|s| s.from));
        }
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

/// Whether a command reads single events of the ticket.
fn reads_history(command: &Command) -> bool {
    renders_bundle(command) || matches!(command, Command::SplitOff { .. })
}

/// Whether a command may close a circle of links.
fn leads_up(command: &Command) -> bool {
    matches!(
        command,
        Command::Link { .. } | Command::Merge { .. } | Command::Absorb { .. }
    )
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
