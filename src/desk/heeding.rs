//! Passing on what linked tickets say. Who has not heard something follows from the tickets alone, so
//! whoever writes or opens the desk next goes on where someone was broken off; what was heard is
//! written in the same event as what it asks for, so nothing is asked twice.

use super::{Desk, Error};
use crate::domain::actor::{Actor, Viewer};
use crate::domain::alarm::Alarms;
use crate::domain::apply::apply;
use crate::domain::article::Article;
use crate::domain::command::{Command, LinkedTicket, Scene};
use crate::domain::decide::decide;
use crate::domain::event::{Act, Event};
use crate::domain::id::{CommandId, TicketId};
use crate::domain::process::Verb;
use crate::domain::reference::Reference;
use crate::domain::row::Row;
use crate::domain::stage::Phase;
use crate::store::Change;

/// Tickets a transaction: who else writes gets in between.
const BATCH: usize = 50;

impl Desk {
    /// Lets every ticket hear what those it is linked to say. What cannot be passed on now is passed
    /// on by whoever comes next; the step that made the news is written already.
    pub(super) fn pass_on(&mut self) {
        while !self.store.in_bulk() && self.pass_on_some().is_ok_and(|heard| heard > 0) {}
    }

    /// A batch of it; how many tickets heard something.
    fn pass_on_some(&mut self) -> Result<usize, Error> {
        if self.store.unheard(1)?.is_empty() && self.store.unheard_articles(1)?.is_empty() {
            return Ok(0);
        }
        self.locked(|desk| {
            let mut heard = 0;
            for (ticket, other) in desk.store.unheard(BATCH)? {
                heard += usize::from(desk.hear(ticket, Reference::Ticket(other))?);
            }
            for (ticket, article) in desk.store.unheard_articles(BATCH)? {
                heard += usize::from(desk.hear(ticket, Reference::Article(article))?);
            }
            Ok(heard)
        })
    }

    /// Whoever waits for a ticket that these events cancel waits no longer, and is told.
    pub(super) fn end_waits(&mut self, id: TicketId, events: &[Event]) -> Result<(), Error> {
        if !events.iter().any(cancels) {
            return Ok(());
        }
        let mut after = TicketId(0);
        loop {
            let found = self.store.links_to(id, after, BATCH)?;
            let Some((last, _)) = found.last() else {
                return Ok(());
            };
            after = *last;
            let mut tickets: Vec<TicketId> = found.into_iter().map(|(from, _)| from).collect();
            tickets.dedup();
            for ticket in tickets {
                self.hear(ticket, Reference::Ticket(id))?;
            }
        }
    }

    /// Whoever waits for an article that was retired waits no longer, and is told.
    pub(super) fn end_waits_for(&mut self, article: &Article) -> Result<(), Error> {
        for used in self.store.article_uses(article.id, usize::MAX)? {
            self.hear(used.ticket, Reference::Article(article.id))?;
        }
        Ok(())
    }

    /// One ticket hears of another, or of an article.
    fn hear(&mut self, id: TicketId, other: Reference) -> Result<bool, Error> {
        // The desk itself reads both: what it writes names the other one and none of its words.
        let (_, mut ticket) = self.store.stored(id)?;
        let expected = ticket.version;
        // The same for the same desk, so that equal desks stay equal.
        let name = match other {
            Reference::Ticket(other) => other.0.to_string(),
            Reference::Article(article) => article.to_string(),
        };
        let mut scene = Scene {
            now: self.now(),
            command: CommandId(format!("heed-{}-{expected}-{name}", id.0)),
            ..Scene::default()
        };
        let command = match other {
            Reference::Ticket(other) => {
                let (_, linked) = self.store.stored(other)?;
                scene.linked.push(LinkedTicket::of(&linked));
                Command::Heed { other }
            }
            Reference::Article(article) => {
                let shelved = self.store.article(&Viewer::all(), article)?;
                scene.articles.push(shelved.article.head());
                Command::HeedArticle { article }
            }
        };
        let decided = decide(&self.process, &ticket, &command, &Actor::timer(), &scene);
        let events = match decided {
            Ok(events) if !events.is_empty() => events,
            _ => return Ok(false),
        };
        events.iter().for_each(|e| apply(&mut ticket, e));
        let row = Row::of(&self.process, &ticket);
        let alarms = Alarms::ahead(&self.process, &ticket);
        let standing = alarms.series(id);
        let done = self.store.commit(Change {
            after: ticket,
            row,
            expected,
            events,
            command: scene.command,
            alarm: alarms.next,
            standing,
            notices: Vec::new(),
        })?;
        self.bear_witness();
        Ok(!done.repeated)
    }
}

/// Whether a command may end what others wait for.
pub(super) fn may_end(command: &Command) -> bool {
    match command {
        Command::Move(m) => m.verb == Verb::Cancel,
        Command::Merge { .. } => true,
        _ => false,
    }
}

fn cancels(event: &Event) -> bool {
    matches!(&event.act, Act::Moved { to, .. } if to.phase == Phase::Cancelled)
}
