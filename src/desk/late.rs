//! What will be late before the current shift ends.

use super::Desk;
use crate::domain::duty::shift::ShiftEnd;
use crate::domain::id::{At, Tier};
use crate::domain::row::Hands;
use crate::store::{Page, Query};
use std::borrow::Cow;

impl Desk {
    /// When the shift of whoever sits here ends, for the queue of a tier or for those of all their tiers.
    #[must_use]
    pub fn shift_end(&self, turn: Option<&Tier>) -> ShiftEnd {
        let all = self.tiers_of_actor();
        let tiers = turn.map_or(all.as_slice(), std::slice::from_ref);
        ShiftEnd::of(&self.process, &self.actor.name, tiers, self.now())
    }

    /// Those of whoever sits here; of a lead without any, all.
    fn tiers_of_actor(&self) -> Vec<Tier> {
        match self.actor.tiers.as_slice() {
            [] => self.process.tiers.iter().map(|t| t.id.clone()).collect(),
            own => own.to_vec(),
        }
    }

    /// A query as a store answers it: “this shift” is until an instant, which is another one tomorrow, and means what
    /// is in one's own hands where the query does not say whose.
    pub(super) fn asked<'q>(&self, query: &'q Query) -> Cow<'q, Query> {
        if !query.this_shift {
            return Cow::Borrowed(query);
        }
        let mut asked = query.clone();
        asked.late_by = Some(self.shift_end(query.turn.as_ref()).at);
        if !says_whose(query) {
            asked.hands = Some(Hands {
                agent: self.actor.name.clone(),
                tiers: self.tiers_of_actor(),
            });
        }
        Cow::Owned(asked)
    }

    /// The rows of such a query name the clock for which they stand there: another one may have run out already.
    pub(super) fn name_clocks(query: &Query, page: &mut Page, now: At) {
        let Some(by) = query.late_by else {
            return;
        };
        for row in &mut page.rows {
            if let Some(clock) = row.runs_out(now, by, query.hands.as_ref()) {
                (row.due_what, row.due_at) = clock;
            }
        }
    }
}

fn says_whose(query: &Query) -> bool {
    query.turn.is_some()
        || query.tier.is_some()
        || query.assignee.is_some()
        || query.customers_agent.is_some()
        || query.handed_to.is_some()
        || query.handed_by.is_some()
        || query.assignee_in.is_some()
        || query.unassigned
}
