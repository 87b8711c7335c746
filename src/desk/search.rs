//! Search: what was typed, read in the words of this desk, and what was found with its place.

use super::veil::Asked;
use super::{Desk, Error};
use crate::domain::id::{AgentName, TicketId};
use crate::domain::row::Row;
use crate::domain::search::{Doc, Known, Search, Snippet, parse, snippet, subject_hits};
use crate::store::search::{Ask, Finds, Stop};
use std::ops::Range;

/// A ticket that was found.
#[derive(Clone, Debug)]
pub struct Hit {
    /// Its row.
    pub row: Row,
    /// Where else in it than in its subject, and the text around.
    pub snippet: Snippet,
    /// Bytes of the subject that were searched.
    pub subject: Vec<Range<usize>>,
}

/// A page of hits: of the newest tickets, those first whose subject says it.
#[derive(Clone, Debug, Default)]
pub struct Hits {
    /// The hits.
    pub hits: Vec<Hit>,
    /// From where the next page goes on; none: this was the last.
    pub next: Option<TicketId>,
    /// Broken off after so many tickets that did not match: the filters are rare.
    pub cut_at: Option<usize>,
    /// Broken off for a newer search.
    pub stopped: bool,
    /// Words were searched to the end, and of some ticket only the latest part of its history is.
    pub partly: bool,
}

impl Desk {
    /// Reads what was typed into the search box. Dates are days of `zone`.
    ///
    /// # Errors
    /// The store's.
    pub fn read_search(&self, typed: &str, zone: &str) -> Result<Search, Error> {
        let agents: Vec<AgentName> = self.store.agents()?.into_iter().map(|a| a.name).collect();
        let known = Known {
            process: &self.process,
            me: &self.actor.name,
            agents: &agents,
            products: &[],
            customers: &[],
            now: self.now(),
            zone,
        };
        Ok(parse(typed, &known))
    }

    /// A page of a search: at most `limit` tickets below `before`, and when to break off.
    ///
    /// # Errors
    /// The store's.
    pub fn search(
        &self,
        search: &Search,
        before: Option<TicketId>,
        limit: usize,
        stop: Stop,
    ) -> Result<Hits, Error> {
        let ask = Ask {
            search,
            before,
            limit,
            now: self.now(),
            stop: stop.clone(),
        };
        let finds = self.store.search(&self.actor.viewer(), &ask)?;
        let last = finds.found.last().map(|(row, _)| row.id);
        let next = match finds.cut {
            Some((_, id)) => Some(id),
            None => last.filter(|_| finds.more),
        };
        let named = self.named(search, before, &finds)?;
        let mut hits: Vec<Hit> = Vec::new();
        let mut asked = Asked::until(&stop);
        for (row, doc) in named.into_iter().chain(finds.found) {
            let doc = self.veiled_find(search, &row, doc, &mut asked)?;
            if stop.is_over() {
                return Ok(Hits {
                    stopped: true,
                    ..Hits::default()
                });
            }
            if let Some(doc) = doc {
                hits.push(Hit {
                    subject: subject_hits(search, &row.subject),
                    snippet: snippet(search, &doc),
                    row,
                });
            }
        }
        // Stable: the newest stays first among its like.
        let number = search.number();
        hits.sort_by_key(|hit| (number != Some(hit.row.id.0), hit.subject.is_empty()));
        Ok(Hits {
            hits,
            next,
            cut_at: finds.cut.map(|(passed, _)| passed),
            stopped: finds.stopped,
            partly: finds.partly,
        })
    }

    /// A number typed alone is first of all a ticket's, however many newer texts hold it.
    fn named(
        &self,
        search: &Search,
        before: Option<TicketId>,
        finds: &Finds,
    ) -> Result<Option<(Row, Doc)>, Error> {
        let Some(n) = search.number().filter(|_| before.is_none()) else {
            return Ok(None);
        };
        if finds.found.iter().any(|(row, _)| row.id.0 == n) || !search.places.is_empty() {
            return Ok(None);
        }
        let one = Search::of_number(n);
        let ask = Ask {
            search: &one,
            before: None,
            limit: 1,
            now: self.now(),
            stop: Stop::default(),
        };
        let mut found = self.store.search(&self.actor.viewer(), &ask)?.found;
        Ok(found.pop())
    }
}
