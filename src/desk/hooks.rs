//! Programs that are given what happens by itself: each event as one line of JSON on standard input. What waits is kept
//! in the desk, so a program that fails or hangs is tried again later and holds nothing up, no other program either. An event may come
//! twice (a kill between giving it and writing down that it was taken); its id says so.

mod program;

pub use program::{Ended, run};

use super::{Desk, Error};
use crate::domain::actor::Viewer;
use crate::domain::hook::Hook;
use crate::domain::id::{At, TicketId};
use crate::domain::notice::Notice;
use crate::domain::words::rfc3339;
use crate::store::outbox::Outgoing;
use crate::store::turn;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// Notices that are looked through in one go.
const BATCH: usize = 200;

/// After a failure a program is left alone for so long, then twice, four times … as long, until it takes an event. So is
/// each event that it failed at, so that one which it never takes holds up no other.
const FIRST_MS: i64 = 30_000;

/// But never later than this.
const LONGEST_MS: i64 = 3_600_000;

/// Beside its time a program has so long to be ended; then another may try.
const GRACE_MS: i64 = 30_000;

/// Programs that run at once, at most.
const AT_ONCE: usize = 16;

/// While programs run, what happened meanwhile is looked for so often.
const LOOK: Duration = Duration::from_secs(1);

/// Which program ended, with which event, and how.
type End = (usize, Outgoing, Ended);

/// What an event tells of its ticket beside number and kind.
const OF_TICKET: [&str; 8] = [
    "text", "subject", "priority", "major", "kind", "stage", "customer", "assignee",
];

/// What was given to programs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// Events that were taken.
    pub taken: usize,
    /// What failed, each a sentence; it is tried again.
    pub troubles: Vec<String>,
}

impl Desk {
    /// Programs that are new here begin with what happens from now on.
    ///
    /// # Errors
    /// The store's.
    pub fn know_hooks(&mut self, hooks: &[Hook]) -> Result<(), Error> {
        for hook in hooks {
            self.store.hook(&hook.name)?;
        }
        Ok(())
    }

    /// Gives each program what waits for it, one event after the other; the programs run beside each other, so that one
    /// that hangs holds no other up: what happens meanwhile is given to the others. After a failure of one all that
    /// waits for it does longer, so none that is out of order is run again and again.
    ///
    /// # Errors
    /// The store's; what was given before is written down.
    pub fn give_hooks(&mut self, hooks: &[Hook]) -> Result<Given, Error> {
        self.give_hooks_while(hooks, &mut |_| Ok(()))
    }

    /// The same; `meanwhile` is done again and again while programs run.
    ///
    /// # Errors
    /// As [`Desk::give_hooks`]; those of `meanwhile`.
    pub fn give_hooks_while(
        &mut self,
        hooks: &[Hook],
        meanwhile: &mut dyn FnMut(&mut Desk) -> Result<(), Error>,
    ) -> Result<Given, Error> {
        let (mut taken, mut troubles) = (0, Vec::new());
        let (tell, ended) = mpsc::channel::<End>();
        thread::scope(|scope| {
            let mut running = BTreeSet::new();
            loop {
                for (n, hook) in hooks.iter().enumerate() {
                    if running.contains(&n) || running.len() >= AT_ONCE {
                        continue;
                    }
                    self.feed(hook)?;
                    let Some((out, event)) = self.in_hand(hook)? else {
                        continue;
                    };
                    let (tell, in_hand) = (tell.clone(), out.clone());
                    let work = move || {
                        let how = run(hook, &event, false);
                        // Nobody listens any more where the store failed: the event is given again.
                        let _ = tell.send((n, in_hand, how));
                    };
                    match turn::aside(|| thread::Builder::new().spawn_scoped(scope, work)) {
                        Ok(_) => {
                            running.insert(n);
                        }
                        Err(why) => {
                            let why = Ended::Badly(format!("could not be started: {why}"));
                            let trouble = self.put_down(hook, &out, why)?;
                            troubles.extend(trouble.map(|said| (n, said)));
                        }
                    }
                }
                if running.is_empty() {
                    return Ok(());
                }
                match ended.recv_timeout(LOOK) {
                    Ok((n, out, how)) => {
                        running.remove(&n);
                        if let Some(hook) = hooks.get(n) {
                            taken += usize::from(how == Ended::Well);
                            let trouble = self.put_down(hook, &out, how)?;
                            troubles.extend(trouble.map(|said| (n, said)));
                        }
                    }
                    Err(_) => meanwhile(self)?,
                }
            }
        })
        .map(|()| {
            troubles.sort_by_key(|(n, _)| *n);
            let troubles = troubles.into_iter().map(|(_, said)| said).collect();
            Given { taken, troubles }
        })
    }

    /// When there is something to give; [`At::NEVER`]: nothing waits.
    ///
    /// # Errors
    /// The store's.
    pub fn next_hook(&mut self, hooks: &[Hook]) -> Result<At, Error> {
        for hook in hooks {
            self.feed(hook)?;
        }
        let names: Vec<String> = hooks.iter().map(|h| h.name.clone()).collect();
        Ok(self.store.next_out(&names)?)
    }

    /// When there will be something to give, of what happened too that was not put in the outbox yet. Writes nothing.
    ///
    /// # Errors
    /// The store's.
    pub fn upcoming_hook(&self, hooks: &[Hook]) -> Result<At, Error> {
        let names: Vec<String> = hooks.iter().map(|h| h.name.clone()).collect();
        let mut next = self.store.next_out(&names)?;
        for hook in hooks {
            if let Some(fed) = self.store.fed(&hook.name)?
                && self.happened(hook, fed.seen)?
            {
                next = next.min(fed.next_at);
            }
        }
        Ok(next)
    }

    /// Whether something that a program wants happened after a notice.
    fn happened(&self, hook: &Hook, mut seen: i64) -> Result<bool, Error> {
        loop {
            let notices = self.store.notices_after(seen, BATCH)?;
            let Some(last) = notices.last() else {
                return Ok(false);
            };
            seen = last.n;
            if notices.iter().any(|n| hook.wants(&n.what)) {
                return Ok(true);
            }
        }
    }

    /// What waits for programs, at most `limit`.
    ///
    /// # Errors
    /// The store's.
    pub fn outgoing(&self, name: Option<&str>, limit: usize) -> Result<Vec<Outgoing>, Error> {
        Ok(self.store.outgoing(name, limit)?)
    }

    /// What waits for a program may be tried at once; how many events.
    ///
    /// # Errors
    /// [`Error::NoTier`]; the store's.
    pub fn try_hook(&mut self, name: &str) -> Result<usize, Error> {
        self.may_change()?;
        Ok(self.store.try_at_once(name)?)
    }

    /// A program is known no more; how many events had waited for it. A lead does it.
    ///
    /// # Errors
    /// [`Error::NeedsLead`]; the store's.
    pub fn forget_hook(&mut self, name: &str) -> Result<usize, Error> {
        self.lead("Dropping what waits for a program")?;
        Ok(self.store.forget_hook(name)?)
    }

    /// An event as a program would get it, made up.
    #[must_use]
    pub fn trial(&self) -> String {
        let info = self.info();
        json!({
            "id": format!("{}-trial", info.id), "desk": info.name, "what": "trial",
            "text": "nothing happened: the program was only tried",
            "ticket": null, "at": rfc3339(self.now()), "to": [self.actor().name],
        })
        .to_string()
    }

    /// From the notices into the outbox.
    fn feed(&mut self, hook: &Hook) -> Result<(), Error> {
        let mut seen = self.store.hook(&hook.name)?;
        loop {
            let notices = self.store.notices_after(seen, BATCH)?;
            let Some(last) = notices.last().map(|n| n.n) else {
                return Ok(());
            };
            let wanted = notices.iter().filter(|n| hook.wants(&n.what));
            let events: Vec<(i64, String)> =
                wanted.map(|n| (n.n, self.event(n).to_string())).collect();
            if !self.store.put_out(&hook.name, (seen, last), &events)? {
                // Another feeds it.
                return Ok(());
            }
            seen = last;
        }
    }

    /// What a program is given. Of a restricted ticket it gets the number and the kind.
    fn event(&self, notice: &Notice) -> Value {
        let nobody = Viewer::default();
        let row = notice.ticket.map(|id| self.store.row(&nobody, id));
        let row = row.and_then(Result::ok).filter(|row| !row.masked);
        let info = self.info();
        let is_open = notice.ticket.is_none() || row.is_some();
        json!({
            "id": format!("{}-{}", info.id, notice.n), "desk": info.name,
            "what": notice.what.id(), "text": is_open.then(|| notice.text.clone()),
            "ticket": notice.ticket, "subject": row.as_ref().map(|r| r.subject.clone()),
            "priority": row.as_ref().map(|r| r.priority), "major": row.as_ref().map(|r| r.major),
            "kind": row.as_ref().map(|r| r.kind.clone()),
            "stage": row.as_ref().map(|r| r.stage.to_string()),
            "customer": row.as_ref().map(|r| r.customer_name.clone()),
            "assignee": row.as_ref().and_then(|r| r.assignee.clone()),
            "due_at": rfc3339(notice.due), "at": rfc3339(notice.at), "to": notice.to,
        })
    }

    /// An event that waited, as it is given now: of a ticket that was restricted since, number and kind.
    fn as_of_now(&self, event: &str) -> String {
        let Ok(Value::Object(mut map)) = serde_json::from_str(event) else {
            return event.to_owned();
        };
        let ticket = map.get("ticket").and_then(Value::as_i64).map(TicketId);
        let is_open = |id| {
            let row = self.store.row(&Viewer::default(), id);
            row.is_ok_and(|row| !row.masked)
        };
        if ticket.is_none_or(is_open) {
            return event.to_owned();
        }
        for name in OF_TICKET {
            map.insert(name.to_owned(), Value::Null);
        }
        Value::Object(map).to_string()
    }

    /// The next event of a program, and how it is given now. It may have waited long: what was restricted since is left
    /// out.
    fn in_hand(&mut self, hook: &Hook) -> Result<Option<(Outgoing, String)>, Error> {
        let now = self.now();
        let lease = now.plus_ms(hook.timeout_ms()).plus_ms(GRACE_MS);
        let out = self.store.claim(&hook.name, now, lease)?;
        Ok(out.map(|out| {
            let event = self.as_of_now(&out.event);
            (out, event)
        }))
    }

    /// A program is done with an event; what went wrong, if anything.
    fn put_down(
        &mut self,
        hook: &Hook,
        out: &Outgoing,
        how: Ended,
    ) -> Result<Option<String>, Error> {
        match how {
            Ended::Well => {
                self.store.taken(out.n)?;
                Ok(None)
            }
            Ended::Badly(why) => {
                let now = self.now();
                let next = now.plus_ms(wait_ms(out.tries));
                let rest = now.plus_ms(wait_ms(out.failures.saturating_add(1)));
                self.store.failed(out.n, next, rest, &why)?;
                let again = self.store.next_out(std::slice::from_ref(&hook.name))?;
                Ok(Some(format!(
                    "The hook {} {why}; it is tried again at {}.",
                    hook.name,
                    rfc3339(again)
                )))
            }
        }
    }
}

/// How long it waits after so many tries.
fn wait_ms(tries: u32) -> i64 {
    let doubled = FIRST_MS.saturating_mul(1_i64 << tries.saturating_sub(1).min(20));
    doubled.min(LONGEST_MS)
}

#[cfg(test)]
mod tests {
    use super::wait_ms;

    #[test]
    fn what_fails_waits_longer_each_time_up_to_an_hour() {
        let waits: Vec<i64> = (1..=9).map(|n| wait_ms(n) / 1_000).collect();
        assert_eq!(waits, [30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600]);
        assert_eq!(wait_ms(u32::MAX), 3_600_000);
    }
}
