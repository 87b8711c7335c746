//! What configured programs are still to be given, in memory.

use super::MemoryStore;
use super::state::State;
use crate::domain::id::At;
use crate::domain::notice::Notice;
use crate::store::Error;
use crate::store::outbox::{Outbox, Outgoing};

impl MemoryStore {
    fn outbox<T>(&mut self, work: impl FnOnce(&mut State) -> T) -> T {
        let done = {
            let mut state = self.state();
            state.writes += 1;
            work(&mut state)
        };
        self.own += 1;
        done
    }
}

impl Outbox for MemoryStore {
    fn hook(&mut self, name: &str) -> Result<i64, Error> {
        let known = self.state().hooks.get(name).copied();
        Ok(known.unwrap_or_else(|| {
            self.outbox(|state| {
                let last = state.notices.last().map_or(0, |n| n.n);
                state.hooks.insert(name.to_owned(), last);
                last
            })
        }))
    }

    fn notices_after(&self, n: i64, limit: usize) -> Result<Vec<Notice>, Error> {
        let state = self.state();
        let later = state.notices.iter().filter(|notice| notice.n > n);
        Ok(later.take(limit).cloned().collect())
    }

    fn put_out(
        &mut self,
        name: &str,
        (before, upto): (i64, i64),
        events: &[(i64, String)],
    ) -> Result<bool, Error> {
        Ok(self.outbox(|state| {
            if state.hooks.get(name) != Some(&before) {
                return false;
            }
            state.hooks.insert(name.to_owned(), upto);
            for (notice, event) in events {
                let mut same = state.outbox.iter().filter(|o| o.hook == name);
                if same.any(|o| o.notice == *notice) {
                    continue;
                }
                state.last_outgoing += 1;
                state.outbox.push(Outgoing {
                    n: state.last_outgoing,
                    hook: name.to_owned(),
                    notice: *notice,
                    event: event.clone(),
                    ..Outgoing::default()
                });
            }
            true
        }))
    }

    fn claim(&mut self, name: &str, now: At, until: At) -> Result<Option<Outgoing>, Error> {
        Ok(self.outbox(|state| {
            let mine = state.outbox.iter_mut().filter(|o| o.hook == name);
            let due = mine.filter(|o| o.next_at <= now);
            let found = due.min_by_key(|o| (o.next_at, o.n))?;
            found.tries = found.tries.saturating_add(1);
            found.next_at = until;
            Some(found.clone())
        }))
    }

    fn taken(&mut self, n: i64) -> Result<(), Error> {
        self.outbox(|state| state.outbox.retain(|o| o.n != n));
        Ok(())
    }

    fn failed(&mut self, n: i64, next: At, trouble: &str) -> Result<(), Error> {
        self.outbox(|state| {
            for out in state.outbox.iter_mut().filter(|o| o.n == n) {
                out.next_at = next;
                trouble.clone_into(&mut out.trouble);
            }
        });
        Ok(())
    }

    fn next_out(&self, names: &[String]) -> Result<At, Error> {
        let state = self.state();
        let mine = state.outbox.iter().filter(|o| names.contains(&o.hook));
        Ok(mine.map(|o| o.next_at).min().unwrap_or(At::NEVER))
    }

    fn outgoing(&self, name: Option<&str>, limit: usize) -> Result<Vec<Outgoing>, Error> {
        let state = self.state();
        let mine = state
            .outbox
            .iter()
            .filter(|o| name.is_none_or(|n| o.hook == n));
        let mut found: Vec<Outgoing> = mine.cloned().collect();
        found.sort_by(|a, b| (&a.hook, a.next_at, a.n).cmp(&(&b.hook, b.next_at, b.n)));
        found.truncate(limit);
        Ok(found)
    }

    fn try_at_once(&mut self, name: &str) -> Result<usize, Error> {
        Ok(self.outbox(|state| {
            let mine = state.outbox.iter_mut().filter(|o| o.hook == name);
            mine.map(|o| o.next_at = At(0)).count()
        }))
    }

    fn forget_hook(&mut self, name: &str) -> Result<usize, Error> {
        Ok(self.outbox(|state| {
            state.hooks.remove(name);
            let before = state.outbox.len();
            state.outbox.retain(|o| o.hook != name);
            before - state.outbox.len()
        }))
    }
}
