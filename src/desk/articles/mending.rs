//! The fix of a known error that an article describes: once it is verified on its ticket, the article
//! says so, in the same transaction, and whoever waits for it hears.

use super::{ArticleId, Ask, Desk, Error};
use crate::domain::article::{self, Source};
use crate::domain::command::Command;
use crate::domain::event::{Act, Event};
use crate::domain::id::{CommandId, TicketId};
use crate::domain::kb;
use crate::domain::process::Verb;
use crate::domain::row_of;
use crate::domain::stage::Phase;
use crate::domain::ticket::Ticket;
use crate::store;

/// Whether a command may verify a fix.
pub(in crate::desk) fn may_mend(command: &Command) -> bool {
    matches!(command, Command::Move(m) if m.verb == Verb::Sign)
}

impl Desk {
    /// Marks the known errors as fixed that these events of a ticket mend.
    pub(in crate::desk) fn mend(&mut self, id: TicketId, events: &[Event]) -> Result<(), Error> {
        if !events.iter().any(verifies) {
            return Ok(());
        }
        let ticket = self.ticket(id)?;
        for article in mended(&ticket) {
            self.mend_one(&ticket, article)?;
        }
        Ok(())
    }

    fn mend_one(&mut self, ticket: &Ticket, id: ArticleId) -> Result<(), Error> {
        let now = match self.store.article(&self.actor.viewer(), id) {
            Ok(shelved) => shelved.article,
            Err(store::Error::NoArticle(_)) => return Ok(()),
            Err(other) => return Err(other.into()),
        };
        let decided = now.origin == Some(ticket.id) || decided_for(ticket) == Some(id);
        if !decided || !now.is_known_error() {
            return Ok(());
        }
        // What is published is read by everyone: of a restricted ticket nothing is taken over.
        let open = row_of::audience(ticket).is_none() && now.resolution.trim().is_empty();
        let drafted = open.then(|| article::draft(Source { ticket }));
        let words = drafted.and_then(|d| d.get("resolution").map(str::to_owned));
        let ask = Ask::Fix {
            resolution: words.unwrap_or_default(),
            remark: format!("the fix of {} is verified", ticket.id),
            by: Some(ticket.id),
        };
        if let Some(next) = self.decide_article(Some(&now), &ask)? {
            // The same for the same desk, so that equal desks stay equal.
            let name = format!("mend-{}-{}-{id}", ticket.id.0, ticket.version);
            self.command = Some(CommandId(name));
            self.put_article(next)?;
        }
        Ok(())
    }
}

/// The second sign-off.
fn verifies(event: &Event) -> bool {
    matches!(&event.act, Act::Moved { verb: Verb::Sign, to, .. } if to.phase == Phase::Resolved)
}

/// The articles that a ticket could mend: it refers to them.
fn mended(ticket: &Ticket) -> Vec<ArticleId> {
    let mut ids: Vec<ArticleId> = ticket.articles.iter().map(|a| a.article).collect();
    ids.extend(decided_for(ticket));
    ids.sort();
    ids.dedup();
    ids
}

/// The article that the decision about the knowledge base names.
fn decided_for(ticket: &Ticket) -> Option<ArticleId> {
    ticket.kb.as_ref().and_then(kb::article)
}
