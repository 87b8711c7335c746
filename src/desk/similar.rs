//! What is like a ticket or a text, with what helped there.

use super::veil::Asked;
use super::{Desk, Error};
use crate::domain::heed;
use crate::domain::id::TicketId;
use crate::domain::known_error::{self, KnownError};
use crate::domain::row::Row;
use crate::domain::search::{Doc, Search};
use crate::domain::similar::{Candidate, Hit, Ranked, Sought, Standing, rank};
use crate::domain::ticket::Resolution;
use crate::store::search::{self, Stop};
use crate::store::similar::Ask;

/// A similar ticket or article, and what helped there.
#[derive(Clone, Debug, PartialEq)]
pub struct Like {
    /// Which, how far it is of use, why it is similar.
    pub ranked: Ranked,
    /// How it was resolved: the code (none of an article) and the words.
    pub resolution: Option<Solution>,
    /// What is known of it as a known error.
    pub known: Option<KnownError>,
}

/// How something was solved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Solution {
    /// The resolution's code; empty of an article.
    pub code: String,
    /// In words.
    pub text: String,
}

impl From<Resolution> for Solution {
    fn from(resolution: Resolution) -> Self {
        Solution {
            code: resolution.code,
            text: resolution.text,
        }
    }
}

/// What is similar, the most similar first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Likes {
    /// Tickets and articles.
    pub likes: Vec<Like>,
    /// There are more than were asked for.
    pub more: bool,
    /// Broken off for a newer question.
    pub stopped: bool,
}

impl Desk {
    /// What is like a ticket: at most `limit`, and when to break off.
    ///
    /// # Errors
    /// Not found, or restricted; the store's.
    pub fn similar(&self, id: TicketId, limit: usize, stop: Stop) -> Result<Likes, Error> {
        // Says so when it is not there or not to be seen.
        self.ticket(id)?;
        let doc = match self.doc(id)? {
            // Words of a ticket that is restricted by now are not sought for who may not see it.
            Some((row, doc)) => self.veiled_doc(&row, doc, &mut Asked::until(&stop))?,
            None => None,
        };
        let sought = doc.as_ref().map(Sought::of).unwrap_or_default();
        self.like(&sought, Some(id), limit, stop)
    }

    /// What is like what is sought: tickets other than `not`, and published articles.
    ///
    /// # Errors
    /// The store's.
    pub fn like(
        &self,
        sought: &Sought,
        not: Option<TicketId>,
        limit: usize,
        stop: Stop,
    ) -> Result<Likes, Error> {
        let ask = Ask { sought, not, stop };
        let finds = self.store.similar(&self.actor.viewer(), &ask)?;
        if finds.stopped || ask.stop.is_over() {
            return Ok(Likes {
                stopped: true,
                ..Likes::default()
            });
        }
        let candidates = self.as_read(finds.candidates, &ask.stop)?;
        if ask.stop.is_over() {
            return Ok(Likes {
                stopped: true,
                ..Likes::default()
            });
        }
        let mut ranked = rank(sought, &finds.frequency, candidates);
        let more = ranked.len() > limit;
        ranked.truncate(limit);
        let likes = ranked.into_iter().map(|ranked| self.helped(ranked));
        Ok(Likes {
            likes: likes
                .filter_map(Result::transpose)
                .collect::<Result<_, Error>>()?,
            more,
            stopped: false,
        })
    }

    /// The candidates with the words that this agent reads there: none else is compared or told.
    fn as_read(&self, found: Vec<Candidate>, stop: &Stop) -> Result<Vec<Candidate>, Error> {
        let mut asked = Asked::until(stop);
        let mut all = Vec::new();
        for mut candidate in found {
            if let Hit::Ticket(row) = &candidate.hit {
                match self.veiled_doc(row, candidate.doc, &mut asked)? {
                    Some(doc) => candidate.doc = doc,
                    None => continue,
                }
            }
            if stop.is_over() {
                break;
            }
            all.push(candidate);
        }
        Ok(all)
    }

    /// `None`: it was restricted since it was found.
    fn helped(&self, ranked: Ranked) -> Result<Option<Like>, Error> {
        match &ranked.hit {
            Hit::Ticket(row) => self.helped_on(row.id, ranked),
            Hit::Article(article) => Ok(Some(Like {
                known: known_error::of_article(article),
                resolution: known_error::solution(article).map(|text| Solution {
                    code: String::new(),
                    text,
                }),
                ranked,
            })),
        }
    }

    fn helped_on(&self, id: TicketId, ranked: Ranked) -> Result<Option<Like>, Error> {
        let Some(ticket) = self.still(id)? else {
            return Ok(None);
        };
        let known = known_error::of(&ticket);
        // What the customer rejected helped nobody.
        let stands = heed::is_resolved(ticket.stage.phase);
        let resolution = ticket.resolution.filter(|_| stands);
        let standing = match (&known, &resolution) {
            (Some(_), _) => Standing::KnownError,
            (None, Some(_)) => Standing::Resolved,
            (None, None) => Standing::Open,
        };
        Ok(Some(Like {
            known,
            resolution: resolution.map(Solution::from),
            ranked: Ranked { standing, ..ranked },
        }))
    }

    /// The row of a ticket and its texts, as they are searched.
    fn doc(&self, id: TicketId) -> Result<Option<(Row, Doc)>, Error> {
        let search = Search::of_number(id.0);
        let ask = search::Ask {
            search: &search,
            before: None,
            limit: 1,
            now: self.now(),
            stop: Stop::default(),
        };
        let mut found = self.store.search(&self.actor.viewer(), &ask)?.found;
        Ok(found.pop())
    }
}
