//! The filters of a query that no index answers, tried on the columns of a row.

use super::row::{attention_word, audience, col, due, later};
use crate::domain::actor::Viewer;
use crate::domain::id::{At, Tier};
use crate::domain::row::{Attention, Due, Hands, Matter};
use crate::domain::stage::Phase;
use crate::store::Query;
use crate::store::fold::fold;
use crate::store::mask::{eyes, may_see, named};
use rusqlite::Row as Record;

/// A word of the text filter.
#[derive(Clone, Debug)]
struct Word {
    text: String,
    id: Option<i64>,
    /// `#123`: only the number counts.
    id_only: bool,
}

/// What a row must still satisfy.
#[derive(Clone, Debug)]
pub struct Filter<'a> {
    query: &'a Query,
    viewer: &'a Viewer,
    now: At,
    words: Vec<Word>,
    /// Rows of work that is over do not match.
    open_only: bool,
}

impl<'a> Filter<'a> {
    /// The filters of a query.
    pub fn new(query: &'a Query, viewer: &'a Viewer, now: At, open_only: bool) -> Filter<'a> {
        let words = query.text.split_whitespace().map(word).collect();
        Filter {
            query,
            viewer,
            now,
            words,
            open_only,
        }
    }

    /// Whether the row is one of those asked for.
    pub fn matches(&self, r: &Record<'_>) -> rusqlite::Result<bool> {
        let q = self.query;
        let ok = !(self.open_only && r.get::<_, bool>(col::OVER)?)
            && is(r, col::TIER, q.tier.as_ref().map(Tier::as_str))?
            && is(r, col::PHASE, q.phase.map(|p| p.id()))?
            && is(r, col::ASSIGNEE, q.assignee.as_ref().map(|a| a.as_str()))?
            && is(
                r,
                col::CUSTOMERS_AGENT,
                q.customers_agent.as_ref().map(|a| a.as_str()),
            )?
            && is(r, col::HANDED_TO, q.handed_to.as_ref().map(|a| a.as_str()))?
            && is(r, col::HANDED_BY, q.handed_by.as_ref().map(|a| a.as_str()))?
            && self.in_turn(r)?
            && self.flags(r)?
            && self.soon(r)?
            && self.hold(r)?
            && self.away(r)?
            && self.matters(r)?
            && self.needs(r)?
            && self.priority(r)?;
        Ok(ok && self.words_of(r)?)
    }

    fn in_turn(&self, r: &Record<'_>) -> rusqlite::Result<bool> {
        let Some(tier) = &self.query.turn else {
            return Ok(true);
        };
        let names = |column| {
            let tiers = r.get_ref(column)?.as_str_or_null()?.unwrap_or_default();
            Ok::<_, rusqlite::Error>(tiers.split(',').any(|t| t == tier.as_str()))
        };
        let turn_only = self.query.unassigned || self.query.sent_back;
        Ok(names(col::TURN)? || (!turn_only && names(col::ASKED)?))
    }

    fn flags(&self, r: &Record<'_>) -> rusqlite::Result<bool> {
        let q = self.query;
        let back = || is(r, col::ATTENTION, Some(attention_word(Attention::SentBack)));
        Ok(
            (!q.unassigned || r.get_ref(col::ASSIGNEE)?.as_str_or_null()?.is_none())
                && (!q.sent_back || back()?)
                && (!q.breached || r.get::<_, i64>(col::DUE_AT)? <= self.now.0),
        )
    }

    fn soon(&self, r: &Record<'_>) -> rusqlite::Result<bool> {
        let next = due(r.get_ref(col::DUE_WHAT)?.as_str()?);
        let theirs = |clock| match &self.query.hands {
            None => Ok(true),
            Some(hands) => is_in_hands_of(r, hands, clock),
        };
        let Some(by) = self.query.late_by else {
            return theirs(next);
        };
        let mut clocks = vec![(next, At(r.get(col::DUE_AT)?))];
        clocks.extend(later(r.get_ref(col::LATER)?)?);
        for (clock, at) in clocks {
            if self.now < at && at <= by && theirs(clock)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn hold(&self, r: &Record<'_>) -> rusqlite::Result<bool> {
        let hold = r.get_ref(col::HOLD)?.as_str_or_null()?;
        Ok(match self.query.hold.as_deref() {
            None => true,
            Some("*") => hold.is_some(),
            Some(kind) => hold == Some(kind),
        })
    }

    fn away(&self, r: &Record<'_>) -> rusqlite::Result<bool> {
        let Some(agents) = &self.query.assignee_in else {
            return Ok(true);
        };
        let assignee = r.get_ref(col::ASSIGNEE)?.as_str_or_null()?;
        Ok(assignee.is_some_and(|a| agents.iter().any(|x| x.as_str() == a)))
    }

    fn matters(&self, r: &Record<'_>) -> rusqlite::Result<bool> {
        for matter in &self.query.matters {
            if has(r, matter)? {
                return Ok(true);
            }
        }
        Ok(self.query.matters.is_empty())
    }

    fn needs(&self, r: &Record<'_>) -> rusqlite::Result<bool> {
        Ok(match self.query.needs {
            None => true,
            Some(needs) => (needs_at(r, eyes(self.query))? <= self.now) == needs,
        })
    }

    fn priority(&self, r: &Record<'_>) -> rusqlite::Result<bool> {
        Ok(match self.query.priority {
            None => true,
            Some(p) => r.get::<_, u8>(col::PRIORITY_KEY)? == p,
        })
    }

    /// Filters that would give away words of a restricted ticket.
    fn words_of(&self, r: &Record<'_>) -> rusqlite::Result<bool> {
        let q = self.query;
        if q.kind.is_none() && q.customer.is_none() && self.words.is_empty() {
            return Ok(true);
        }
        let seen = may_see(self.viewer, audience(r.get_ref(col::AUDIENCE)?)?.as_deref());
        if !seen && (q.kind.is_some() || q.customer.is_some()) {
            return Ok(false);
        }
        let customer = q
            .customer
            .is_none_or(|c| r.get(col::CUSTOMER) == Ok(Some(c.0)));
        Ok(customer && is(r, col::KIND, q.kind.as_deref())? && self.text(r, seen)?)
    }

    fn text(&self, r: &Record<'_>, seen: bool) -> rusqlite::Result<bool> {
        if self.words.is_empty() {
            return Ok(true);
        }
        let id: i64 = r.get(col::ID)?;
        let mut texts = Vec::new();
        if seen {
            for column in [col::SUBJECT, col::CUSTOMER_NAME, col::PRODUCT] {
                texts.push(fold(r.get_ref(column)?.as_str()?));
            }
        }
        Ok(self
            .words
            .iter()
            .all(|w| w.id == Some(id) || (!w.id_only && texts.iter().any(|t| t.contains(&w.text)))))
    }
}

/// [`crate::domain::row::Row::has`], on the columns of a row.
fn has(r: &Record<'_>, matter: &Matter) -> rusqlite::Result<bool> {
    Ok(match matter {
        Matter::Approval => is(r, col::ATTENTION, Some(attention_word(Attention::Approval)))?,
        Matter::Unaccepted(first) => {
            is(r, col::PHASE, Some(Phase::Queued.id()))? && !is(r, col::TIER, Some(first.as_str()))?
        }
        Matter::Returned(times) => r.get::<_, u32>(col::RETURNS)? >= *times,
        Matter::Owed => r.get::<_, u32>(col::OWED)? > 0,
        Matter::OwnerAway(away) => {
            let assignee = r.get_ref(col::ASSIGNEE)?.as_str_or_null()?;
            assignee.is_some_and(|a| away.iter().any(|x| x.as_str() == a))
        }
    })
}

/// [`crate::domain::row::Row::is_in_hands_of`], on the columns of a row.
fn is_in_hands_of(r: &Record<'_>, hands: &Hands, clock: Due) -> rusqlite::Result<bool> {
    let turn = r.get_ref(col::TURN)?.as_str()?;
    let agent = Some(hands.agent.as_str());
    let their_turn = turn
        .split(',')
        .any(|t| hands.tiers.iter().any(|own| own.as_str() == t));
    Ok(their_turn
        || is(r, col::ASSIGNEE, agent)?
        || (is(r, col::CUSTOMERS_AGENT, agent)? && !clock.is_between_tiers()))
}

/// [`crate::domain::row::Row::needs_at_of`], on the columns of a row.
fn needs_at(r: &Record<'_>, eyes: Option<&Tier>) -> rusqlite::Result<At> {
    let needs = At(r.get(col::NEEDS_AT)?);
    let asked = r.get_ref(col::ASKED)?.as_str_or_null()?.unwrap_or_default();
    let is_asked = eyes.is_some_and(|tier| asked.split(',').any(|t| t == tier.as_str()));
    Ok(match r.get::<_, Option<i64>>(col::ASKED_AT)? {
        Some(at) if is_asked => needs.min(At(at)),
        _ => needs,
    })
}

fn is(r: &Record<'_>, column: usize, wanted: Option<&str>) -> rusqlite::Result<bool> {
    Ok(match wanted {
        None => true,
        Some(_) => r.get_ref(column)?.as_str_or_null()? == wanted,
    })
}

fn word(text: &str) -> Word {
    let named = named(text);
    let number = Some(text).filter(|t| t.bytes().all(|b| b.is_ascii_digit()));
    Word {
        text: fold(text),
        id: named.or_else(|| number.and_then(|n| n.parse().ok())),
        id_only: named.is_some(),
    }
}
