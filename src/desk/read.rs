//! What the faces read: pages of the queue, a ticket with all that can be done next, its history.

use super::{Desk, Error};
use crate::domain::article::Article;
use crate::domain::clock::{Clock, clocks};
use crate::domain::command::{Command, Move, Scene};
use crate::domain::heed::{self, HEEDED};
use crate::domain::id::{At, TicketId, Tier};
use crate::domain::kept::{self, Proposal};
use crate::domain::known_error::{self, KnownError, RELATED};
use crate::domain::offer::{self, Offer, offers};

use crate::domain::process::Item;
use crate::domain::product::Updates;
use crate::domain::proposal;
use crate::domain::reference::Reference;
use crate::domain::row::Row;
use crate::domain::row_of::{audience, may_quote, stays_among};
use crate::domain::safe::is_blank;
use crate::domain::stage::Stage;
use crate::domain::ticket::{Attachment, Cause, Check, Kept, Link, Ticket, Todo};
use crate::store::{self, Anchor, Count, Counts, Cursor, Page, Query};
use std::collections::{BTreeMap, BTreeSet};

/// A ticket with everything a face shows of it.
#[derive(Clone, Debug)]
pub struct TicketView {
    /// The ticket.
    pub ticket: Ticket,
    /// Its row.
    pub row: Row,
    /// Its clocks.
    pub clocks: Vec<Clock>,
    /// The moves of its stage, each ready or with what is missing.
    pub offers: Vec<Offer>,
    /// The checklist of the tier in turn (every tier's in turn while verifying).
    pub checklist: Vec<CheckLine>,
    /// What is known of the errors it is linked to.
    pub known: Vec<(Reference, KnownError)>,
    /// Links of other tickets to this one: `other` is the ticket that says so. The first
    /// [`LINKED_FROM`] of them.
    pub linked_from: Vec<Link>,
    /// There are more of them.
    pub linked_more: bool,
    /// The tickets at the other ends, of either direction.
    pub linked: Vec<Linked>,
    /// The tickets that go on in this one, as far as this agent may see them.
    pub merged: Vec<Ticket>,
    /// When this was read.
    pub read_at: At,
}

impl TicketView {
    /// Those that are linked to it, but for what it says itself: both are related, each to the other.
    pub fn linked_here(&self) -> impl Iterator<Item = &Link> {
        let own = &self.ticket.links;
        let says = move |l: &Link| {
            l.kind == RELATED && own.iter().any(|o| o.other == l.other && o.kind == RELATED)
        };
        self.linked_from.iter().filter(move |l| !says(l))
    }

    /// Whether another ticket, linked to this one or going on in it, is restricted and not to the same people: no
    /// word of it is written here.
    #[must_use]
    pub fn is_apart(&self, other: TicketId) -> bool {
        let merged = |t: &Ticket| t.id == other && !may_quote(&self.ticket, t);
        self.merged.iter().any(merged) || self.linked.iter().any(|l| l.id == other && l.apart)
    }

    /// The files of the ticket and of those that go on in it, each with the ticket on which it stands; also those that
    /// were taken back.
    pub fn files(&self) -> impl DoubleEndedIterator<Item = (TicketId, &Attachment)> {
        let all = self.merged.iter().chain([&self.ticket]);
        all.flat_map(|t| t.attachments.iter().map(|file| (t.id, file)))
    }

    /// The kept evidence of the ticket and of those that go on in it, each with the ticket on which it stands: its
    /// own last.
    pub fn kept(&self) -> impl DoubleEndedIterator<Item = (TicketId, &Kept)> {
        let all = self.merged.iter().chain([&self.ticket]);
        all.flat_map(|t| t.kept.iter().map(|kept| (t.id, kept)))
    }

    /// What of it was not taken back.
    pub fn standing_kept(&self) -> impl DoubleEndedIterator<Item = (TicketId, &Kept)> {
        self.kept().filter(|(_, kept)| kept.retracted.is_none())
    }

    /// One of these files.
    #[must_use]
    pub fn file(&self, ticket: TicketId, n: u32) -> Option<&Attachment> {
        let mut all = self.files();
        all.find(|(id, file)| *id == ticket && file.n == n)
            .map(|(_, file)| file)
    }
}

/// What is shown of a linked ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linked {
    /// Its number.
    pub id: TicketId,
    /// Its subject, if it may be read.
    pub subject: String,
    /// Where it stands.
    pub stage: Stage,
    /// It is restricted, and not to the same people: its resolution is not taken over.
    pub apart: bool,
}

/// How many links of other tickets are shown with a ticket.
pub const LINKED_FROM: usize = 200;

/// An item of a checklist with its state.
#[derive(Clone, Debug)]
pub struct CheckLine {
    /// Tier.
    pub tier: Tier,
    /// The item.
    pub item: Item,
    /// Its state; `None`: open.
    pub state: Option<Check>,
    /// Owed by a path: postponed, not forgotten.
    pub owed: bool,
    /// What is at hand for it, in few words: `3 lines kept`, `9.4.1 is out`.
    pub kept: Option<String>,
    /// What is proposed for it.
    pub proposal: Option<Proposal>,
}

impl Desk {
    /// One ticket as its events left it.
    ///
    /// # Errors
    /// Not found, or restricted.
    pub fn ticket(&self, id: TicketId) -> Result<Ticket, Error> {
        Ok(self.store.ticket(&self.actor.viewer(), id)?)
    }

    /// Those of these tickets that this agent may not see.
    ///
    /// # Errors
    /// The store's.
    pub fn hidden(&self, ids: &[TicketId]) -> Result<Vec<TicketId>, Error> {
        let viewer = self.actor.viewer();
        let mut hidden = Vec::new();
        for id in ids {
            match self.store.row(&viewer, *id) {
                Ok(row) if row.masked => hidden.push(*id),
                Ok(_) | Err(store::Error::NotFound(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(hidden)
    }

    /// One ticket with everything a face shows of it.
    ///
    /// # Errors
    /// Not found, or restricted.
    pub fn view(&self, id: TicketId) -> Result<TicketView, Error> {
        let ticket = self.ticket(id)?;
        let scene = self.scene(&ticket, None, id)?;
        let mut linked_from = self.linked_from(id, LINKED_FROM + 1)?;
        let linked_more = linked_from.len() > LINKED_FROM;
        linked_from.truncate(LINKED_FROM);
        let offers = offers(&self.process, &ticket, &self.actor, &scene);
        let merged = self.merged_into(&ticket)?.into_iter();
        let merged = merged.map(|other| self.veiled(other));
        let merged = merged.collect::<Result<_, Error>>()?;
        let ticket = self.veiled(ticket)?;
        Ok(TicketView {
            linked: self.others(&ticket, &linked_from),
            linked_from,
            linked_more,
            row: Row::of(&self.process, &ticket),
            clocks: clocks(&self.process, &ticket),
            offers,
            checklist: self.checklist(&ticket)?,
            known: self.known_errors(&ticket),
            merged,
            read_at: scene.now,
            ticket,
        })
    }

    fn others(&self, ticket: &Ticket, from: &[Link]) -> Vec<Linked> {
        let links = ticket.links.iter().chain(from);
        let ids: BTreeSet<TicketId> = links.map(|l| l.other).collect();
        let viewer = self.actor.viewer();
        let row = |id: TicketId| self.store.row(&viewer, id).ok();
        let here = audience(ticket);
        ids.into_iter()
            .filter_map(row)
            .map(|row| Linked {
                apart: !stays_among(row.audience.as_deref(), here.as_deref()),
                id: row.id,
                subject: row.subject,
                stage: row.stage,
            })
            .collect()
    }

    /// Links of other tickets to this one, at most `limit`; `other` is the ticket that says so.
    ///
    /// # Errors
    /// The store's.
    pub fn linked_from(&self, id: TicketId, limit: usize) -> Result<Vec<Link>, Error> {
        let found = self.store.links_to(id, TicketId(0), limit)?;
        let turned = |(from, link): (TicketId, Link)| Link {
            other: from,
            ..link
        };
        Ok(found.into_iter().map(turned).collect())
    }

    /// Tickets whose work is not over and that hear of this one over a link, at most `limit`; whether
    /// there are more.
    ///
    /// # Errors
    /// The store's.
    pub fn open_linked_to(&self, id: TicketId) -> Result<Vec<TicketId>, Error> {
        let viewer = self.actor.viewer();
        let (mut found, mut after) = (BTreeSet::new(), TicketId(0));
        loop {
            let page = self.store.links_to(id, after, LINKED_FROM)?;
            let Some((last, _)) = page.last() else {
                return Ok(found.into_iter().collect());
            };
            after = *last;
            for (from, link) in &page {
                let heeds = HEEDED.contains(&link.kind.as_str());
                let row = self.store.row(&viewer, *from)?;
                if heeds && !row.stage.phase.is_over() {
                    found.insert(*from);
                }
            }
        }
    }

    /// Tickets of a query from a place on, at most `limit`; the place from where on there are more, and whether the
    /// search was broken off before it was through.
    ///
    /// # Errors
    /// The store's.
    pub fn ids_of(
        &self,
        query: &Query,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<(Vec<TicketId>, Option<Cursor>, bool), Error> {
        let from = after.map_or(Anchor::First, Anchor::After);
        let page = self.page(query, &from, limit)?;
        let last = page.rows.last().map(|row| Cursor::of(row, query.sort));
        let next = last.filter(|_| page.more_after);
        let ids = page.rows.iter().map(|r| r.id).collect();
        let cut = page.cut_at.is_some() && next.is_none();
        Ok((ids, next, cut))
    }

    /// The words of the workaround that is to be told on a ticket, its own or a linked one's; empty:
    /// none, it holds no more, or they may not be read here.
    #[must_use]
    pub fn workaround_to_tell(&self, ticket: &Ticket) -> String {
        let asks = |t: &&Todo| t.cause.as_ref().is_some_and(|c| c.what == "workaround");
        let last = ticket.open_todos().filter(asks).last();
        let from = last.and_then(|t| t.cause.as_ref()).map(Cause::from);
        from.and_then(|from| self.workaround_of(ticket, from))
            .unwrap_or_default()
    }

    /// The workaround that may be told on a ticket: the one that is to be told, else its own that is in place,
    /// else that of a known error it is linked to.
    #[must_use]
    pub fn workaround_for(&self, ticket: &Ticket) -> Option<String> {
        let asked = Some(self.workaround_to_tell(ticket)).filter(|text| !is_blank(text));
        let own = || {
            heed::in_place(ticket)?
                .values
                .get("text")
                .map(str::to_owned)
        };
        let heeds = |l: &&Link| HEEDED.contains(&l.kind.as_str());
        let tickets = ticket.links.iter().filter(heeds);
        let tickets = tickets.map(|l| Reference::Ticket(l.other));
        let articles = ticket.articles.iter().filter(|a| a.known_error);
        let mut linked = tickets.chain(articles.map(|a| Reference::Article(a.article)));
        asked
            .or_else(own)
            .or_else(|| linked.find_map(|from| self.workaround_of(ticket, from)))
    }

    /// The workaround of a ticket or an article as it may be told on this ticket, while it holds.
    fn workaround_of(&self, here: &Ticket, from: Reference) -> Option<String> {
        let id = match from {
            Reference::Article(id) => {
                let article = self.article(id).ok()?.shelved.article;
                let holds = article.is_known_error() && article.audience.is_empty();
                return holds.then_some(article.workaround);
            }
            Reference::Ticket(id) if id == here.id => {
                return known_error::workaround(here).map(str::to_owned);
            }
            Reference::Ticket(id) => id,
        };
        // Words of a restricted ticket do not go to whoever sees only this one.
        let other = self
            .ticket(id)
            .ok()
            .filter(|other| may_quote(here, other))?;
        heed::in_place(&other)?
            .values
            .get("text")
            .map(str::to_owned)
    }

    /// The words of the resolutions that a ticket may take over from those it is linked to, articles
    /// that are fixed among them.
    #[must_use]
    pub fn resolutions_of(&self, ticket: &Ticket) -> BTreeMap<Reference, String> {
        let links = ticket.links.iter();
        let heeds = links.filter(|l| HEEDED.contains(&l.kind.as_str()));
        let resolved = heeds.filter_map(|l| {
            let other = self.ticket(l.other).ok()?;
            let stands = heed::is_resolved(other.stage.phase);
            let resolution = other.resolution.filter(|_| stands)?;
            Some((Reference::Ticket(l.other), resolution.text))
        });
        let articles = self.known_articles(ticket);
        let fixed = articles.filter(Article::is_fixed);
        let fixed = fixed.map(|a| (Reference::Article(a.id), a.resolution));
        resolved.chain(fixed).collect()
    }

    /// Moves with what their forms are filled with by themselves from this ticket, where nothing was
    /// said: for the same commands on several tickets.
    ///
    /// # Errors
    /// Not found, or restricted.
    pub fn prefilled(&self, id: TicketId, commands: &[Command]) -> Result<Vec<Command>, Error> {
        let ticket = self.ticket(id)?;
        let scene = Scene {
            now: self.now(),
            ..Scene::default()
        };
        let filled = |command: &Command| {
            let Command::Move(wanted) = command else {
                return command.clone();
            };
            let rows = self.process.moves.iter();
            let mut rows = rows.filter(|m| m.verb == wanted.verb && m.way == wanted.way);
            let form = rows.next().and_then(|m| self.process.forms.get(&m.form));
            let fields = form.map_or(&[][..], |f| &f.fields);
            let mut values = offer::prefill(&ticket, &self.actor, &scene, fields);
            let said = wanted.values.0.iter();
            let said = said.filter(|(_, text)| !text.trim().is_empty());
            values
                .0
                .extend(said.map(|(id, text)| (id.clone(), text.clone())));
            Command::Move(Move {
                values,
                ..wanted.clone()
            })
        };
        Ok(commands.iter().map(filled).collect())
    }

    fn checklist(&self, ticket: &Ticket) -> Result<Vec<CheckLine>, Error> {
        let tier = &ticket.stage.tier;
        let items = self.process.tier(tier).map_or(&[][..], |t| &t.checklist);
        let updates = self.updates_for(ticket, items)?;
        let at_hand = |item: &Item| {
            let kept =
                kept::counted(kept::kept_for(ticket, tier, &item.id).map(|k| (ticket.id, k)));
            let known = updates.as_ref().filter(|_| !item.versions.is_empty());
            kept.or_else(|| known?.short())
        };
        let line = |item: &Item| {
            let proposal = proposal::of(&self.process, ticket, (tier, &item.id), updates.as_ref());
            Ok(CheckLine {
                tier: tier.clone(),
                state: ticket.check(tier, &item.id).cloned(),
                owed: ticket
                    .open_owed()
                    .any(|o| o.what == format!("check.{tier}.{}", item.id)),
                kept: at_hand(item),
                proposal: self.to_be_written(ticket, proposal)?,
                item: item.clone(),
            })
        };
        items.iter().map(line).collect()
    }

    /// What is proposed for an item of the checklist of a tier: no word of a ticket that is restricted by now, and not to
    /// the same people.
    ///
    /// # Errors
    /// The store's.
    pub fn proposal(
        &self,
        ticket: &Ticket,
        tier: &Tier,
        item: &str,
    ) -> Result<Option<Proposal>, Error> {
        let items = self.process.tier(tier).map_or(&[][..], |t| &t.checklist);
        let updates = self.updates_for(ticket, items)?;
        let proposed = proposal::of(&self.process, ticket, (tier, item), updates.as_ref());
        self.to_be_written(ticket, proposed)
    }

    /// The version in use beside the known ones, where an item asks for it.
    fn updates_for(&self, ticket: &Ticket, items: &[Item]) -> Result<Option<Updates>, Error> {
        match items.iter().any(|i| !i.versions.is_empty()) {
            true => self.updates(ticket),
            false => Ok(None),
        }
    }

    /// What is known of the errors that a ticket is linked to; of one this agent may not see nothing.
    fn known_errors(&self, ticket: &Ticket) -> Vec<(Reference, KnownError)> {
        let links = ticket.links.iter();
        let mut others: Vec<TicketId> = links
            .filter(|l| HEEDED.contains(&l.kind.as_str()))
            .map(|l| l.other)
            .collect();
        others.dedup();
        let known = |id: TicketId| {
            let known = known_error::of(&self.ticket(id).ok()?)?;
            Some((Reference::Ticket(id), known))
        };
        let articles = self.known_articles(ticket);
        let said = |a: Article| Some((Reference::Article(a.id), known_error::of_article(&a)?));
        let tickets = others.into_iter().filter_map(known);
        tickets.chain(articles.filter_map(said)).collect()
    }

    /// The articles that are a ticket's known errors, as this agent sees them.
    fn known_articles(&self, ticket: &Ticket) -> impl Iterator<Item = Article> {
        let links = ticket.articles.iter().filter(|a| a.known_error);
        let viewer = self.actor.viewer();
        let found = links.filter_map(move |a| self.store.article(&viewer, a.article).ok());
        found.map(|shelved| shelved.article)
    }

    /// A page of a queue.
    ///
    /// # Errors
    /// The store's.
    pub fn page(&self, query: &Query, from: &Anchor, limit: usize) -> Result<Page, Error> {
        let (query, now) = (self.asked(query), self.now());
        let viewer = self.actor.viewer();
        let mut page = self.store.page(&viewer, &query, from, limit, now)?;
        Self::name_clocks(&query, &mut page, now);
        Ok(page)
    }

    /// How many tickets a query has, up to `cap`.
    ///
    /// # Errors
    /// The store's.
    pub fn count(&self, query: &Query, cap: u32) -> Result<Count, Error> {
        let query = self.asked(query);
        Ok(self
            .store
            .count(&self.actor.viewer(), &query, cap, self.now())?)
    }

    /// The numbers of the title bar.
    ///
    /// # Errors
    /// The store's.
    pub fn counts(&self) -> Result<Counts, Error> {
        let counts = self.store.counts(&self.actor.viewer(), self.now())?;
        Ok(Counts {
            review_due: match self.actor.lead {
                true => self.review_due()?,
                false => None,
            },
            ..counts
        })
    }
}
