//! A review that is due, told by itself: once when it comes due, and once more each time that as long again has passed
//! without one. Held, it begins anew. What was told is known from rows, as of tickets.

use super::{Desk, Error};
use crate::domain::agent::Agent;
use crate::domain::duty::StandIn;
use crate::domain::id::At;
use crate::domain::notice::{Notice, What, series};
use crate::domain::review;
use crate::domain::words;
use crate::store::notice::Look;

/// Where a review that is due stands.
struct Round {
    /// When it came due.
    due: At,
    /// The round that is to be told.
    tell: Option<u32>,
    /// From when on there is more to tell.
    next: At,
}

impl Desk {
    fn round(&self, now: At) -> Result<Round, Error> {
        let last = self.last_review_at()?;
        let due = review::next_at(&self.process, last);
        let (times, next) = review::rounds(&self.process, last, now);
        if times == 0 {
            let tell = None;
            return Ok(Round { due, tell, next });
        }
        let told = self.store.told_round(&asked(due))?.unwrap_or(0);
        if told < times {
            let tell = Some(times);
            return Ok(Round { due, tell, next });
        }
        // Where the clock was set back, more was told than has passed.
        let every = self.process.review_every_ms;
        Ok(Round {
            due,
            tell: None,
            next: due.plus_ms(every.saturating_mul(i64::from(told))),
        })
    }

    /// From when on there is something to tell of a review; [`At::NEVER`]: the process file asks for none.
    pub(super) fn next_round(&self) -> Result<At, Error> {
        let now = self.now();
        let round = self.round(now)?;
        Ok(match round.tell {
            Some(_) => now,
            None => round.next,
        })
    }

    /// What was told of a review that is asked for no more is over: it was held, or the process file says otherwise.
    pub(super) fn settle_reviews(&mut self) -> Result<(), Error> {
        let now = self.now();
        let due = review::next_at(&self.process, self.last_review_at()?);
        let asks = self.process.review_every_ms > 0;
        let look = Look {
            ticket: None,
            version: None,
            notices: Vec::new(),
            standing: Some(asks.then(|| asked(due)).into_iter().collect()),
            at: now,
            next: At::NEVER,
        };
        self.store.tell(&[look])?;
        Ok(())
    }

    /// What there is to tell the leads now of a review that is due.
    pub(super) fn review_look(
        &self,
        agents: &[Agent],
        stand_ins: &[StandIn],
        now: At,
    ) -> Result<Option<Look>, Error> {
        let round = self.round(now)?;
        Ok(round.tell.map(|times| Look {
            ticket: None,
            version: None,
            notices: vec![Notice {
                n: 0,
                what: What::ReviewDue { times },
                due: round.due,
                ticket: None,
                text: words::review_due(times),
                at: now,
                to: self.roster(agents, stand_ins, now).leads(),
            }],
            standing: Some(vec![asked(round.due)]),
            at: now,
            next: round.next,
        }))
    }
}

/// The series of what is told of a review that came due then.
fn asked(due: At) -> String {
    series(None, &What::ReviewDue { times: 1 }, due)
}
