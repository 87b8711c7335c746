//! What configured programs are still to be given, in memory.

use super::MemoryStore;
use super::state::State;
use crate::domain::id::At;
use crate::domain::notice::Notice;
use crate::store::Error;
use crate::store::outbox::{Fed, Outbox, Outgoing};

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
        let known = self.fed(name)?.map(|fed| fed.seen);
        Ok(known.unwrap_or_else(|| {
            self.outbox(|state| {
                let last = state.notices.last().map_or(0, |n| n.n);
                let fed = Fed {
                    seen: last,
                    ..Fed::default()
                };
                state.hooks.insert(name.to_owned(), fed);
                last
            })
        }))
    }

    fn fed(&self, name: &str) -> Result<Option<Fed>, Error> {
        Ok(self.state().hooks.get(name).copied())
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
            match state.hooks.get_mut(name) {
                Some(fed) if fed.seen == before => fed.seen = upto,
                _ => return false,
            }
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
        let fed = self.fed(name)?.unwrap_or_default();
        if fed.next_at > now {
            return Ok(None);
        }
        Ok(self.outbox(|state| {
            let mine = state.outbox.iter_mut().filter(|o| o.hook == name);
            let due = mine.filter(|o| o.next_at <= now);
            let found = due.min_by_key(|o| (o.next_at, o.n))?;
            found.tries = found.tries.saturating_add(1);
            found.next_at = until;
            Some(Outgoing {
                failures: fed.failures,
                ..found.clone()
            })
        }))
    }

    fn taken(&mut self, n: i64) -> Result<(), Error> {
        self.outbox(|state| {
            if let Some(fed) = program_of(state, n) {
                (fed.failures, fed.next_at) = (0, At(0));
            }
            state.outbox.retain(|o| o.n != n);
        });
        Ok(())
    }

    fn failed(&mut self, n: i64, next: At, rest: At, trouble: &str) -> Result<(), Error> {
        self.outbox(|state| {
            for out in state.outbox.iter_mut().filter(|o| o.n == n) {
                out.next_at = next;
                trouble.clone_into(&mut out.trouble);
            }
            if let Some(fed) = program_of(state, n) {
                (fed.failures, fed.next_at) = (fed.failures.saturating_add(1), rest);
            }
        });
        Ok(())
    }

    fn next_out(&self, names: &[String]) -> Result<At, Error> {
        let state = self.state();
        let mine = state.outbox.iter().filter(|o| names.contains(&o.hook));
        let next = mine.map(|o| as_it_stands(&state, o).next_at).min();
        Ok(next.unwrap_or(At::NEVER))
    }

    fn outgoing(&self, name: Option<&str>, limit: usize) -> Result<Vec<Outgoing>, Error> {
        let state = self.state();
        let mine = state
            .outbox
            .iter()
            .filter(|o| name.is_none_or(|n| o.hook == n));
        let mut found: Vec<Outgoing> = mine.map(|o| as_it_stands(&state, o)).collect();
        found.sort_by(|a, b| (&a.hook, a.next_at, a.n).cmp(&(&b.hook, b.next_at, b.n)));
        found.truncate(limit);
        Ok(found)
    }

    fn try_at_once(&mut self, name: &str) -> Result<usize, Error> {
        Ok(self.outbox(|state| {
            if let Some(fed) = state.hooks.get_mut(name) {
                fed.next_at = At(0);
            }
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

/// How the program stands for which an event waits.
fn program_of(state: &mut State, n: i64) -> Option<&mut Fed> {
    let out = state.outbox.iter().find(|o| o.n == n)?;
    state.hooks.get_mut(&out.hook)
}

/// An event with what its program adds.
fn as_it_stands(state: &State, out: &Outgoing) -> Outgoing {
    let fed = state.hooks.get(&out.hook).copied().unwrap_or_default();
    Outgoing {
        next_at: out.next_at.max(fed.next_at),
        failures: fed.failures,
        ..out.clone()
    }
}
