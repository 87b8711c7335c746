//! What happens by itself, by looking at everything.

use super::MemoryStore;
use super::state::State;
use crate::domain::id::{AgentName, At, TicketId};
use crate::domain::notice::Notice;
use crate::store::notice::{Kept, Look, Notices, Read, Wanted};
use crate::store::{Count, Error};

impl Notices for MemoryStore {
    fn next_alarm(&self) -> Result<At, Error> {
        let state = self.state();
        Ok(state.alarms.values().min().copied().unwrap_or(At::NEVER))
    }

    fn alarmed(&self, now: At, limit: usize) -> Result<Vec<TicketId>, Error> {
        let state = self.state();
        let due = state.alarms.iter().filter(|(_, at)| **at <= now);
        let mut due: Vec<(At, TicketId)> = due.map(|(id, at)| (*at, *id)).collect();
        due.sort_unstable();
        due.truncate(limit);
        Ok(due.into_iter().map(|(_, id)| id).collect())
    }

    fn tell(&mut self, looks: &[Look]) -> Result<usize, Error> {
        let told = {
            let mut state = self.state();
            let told = looks.iter().map(|look| state.keep_look(look)).sum();
            state.writes += 1;
            told
        };
        self.own += 1;
        Ok(told)
    }

    fn told_round(&self, series: &str) -> Result<Option<u32>, Error> {
        let state = self.state();
        let told = state.notices.iter().filter(|n| n.series() == series);
        Ok(told.map(|n| n.what.round()).max())
    }

    fn notices(&self, agent: &AgentName, wanted: Wanted) -> Result<Vec<Kept>, Error> {
        let state = self.state();
        let kept = state.notices.iter().rev();
        let before = kept.filter(|n| wanted.before.is_none_or(|before| n.n < before));
        let mut found = Vec::new();
        for notice in before.filter(|n| n.to.contains(agent)) {
            let read_at = state.read.get(&(agent.clone(), notice.n)).copied();
            if !(wanted.unread && read_at.is_some()) && found.len() < wanted.limit {
                let over_at = state.settled.get(&notice.n).copied();
                found.push(Kept {
                    notice: notice.clone(),
                    read_at,
                    over_at,
                });
            }
        }
        Ok(found)
    }

    fn unread_notices(&self, agent: &AgentName, cap: u32) -> Result<Count, Error> {
        let all = Wanted {
            unread: true,
            before: None,
            limit: usize::MAX,
        };
        let n = u32::try_from(self.notices(agent, all)?.len()).unwrap_or(u32::MAX);
        Ok(Count {
            n: n.min(cap),
            more: n > cap,
        })
    }

    fn read_notices(
        &mut self,
        agent: &AgentName,
        which: Read<'_>,
        now: At,
    ) -> Result<usize, Error> {
        let read = {
            let mut state = self.state();
            let mut read = 0;
            let mine: Vec<(i64, Option<TicketId>)> = state
                .notices
                .iter()
                .filter(|n| n.to.contains(agent))
                .map(|n| (n.n, n.ticket))
                .collect();
            for (n, ticket) in mine {
                let meant = match which {
                    Read::UpTo(last) => n <= last,
                    Read::Of(of) => ticket == Some(of),
                    Read::These(numbers) => numbers.contains(&n),
                };
                let key = (agent.clone(), n);
                if meant && !state.read.contains_key(&key) {
                    state.read.insert(key, now);
                    read += 1;
                }
            }
            state.writes += 1;
            read
        };
        self.own += 1;
        Ok(read)
    }
}

impl State {
    fn keep_look(&mut self, look: &Look) -> usize {
        if let Some(ticket) = look.ticket {
            let stands = self.tickets.iter().find(|(row, _)| row.id == ticket);
            let stands = stands.map(|(row, _)| row.version);
            if look.version.is_some() && stands != look.version {
                return 0;
            }
            self.set_alarm(ticket, look.next);
        }
        if let Some(standing) = &look.standing {
            self.settle(look.ticket, standing, look.at);
        }
        let mut told = 0;
        for notice in &look.notices {
            told += usize::from(self.add_notice(notice));
        }
        told
    }

    pub fn add_notice(&mut self, notice: &Notice) -> bool {
        let (series, round) = (notice.series(), notice.what.round());
        let same = self.notices.iter().filter(|n| n.series() == series);
        let known = same
            .filter(|n| n.what.round() >= round)
            .max_by_key(|n| n.what.round());
        if let Some(n) = known.map(|n| n.n) {
            self.unsettle(n);
            return false;
        }
        self.last_notice += 1;
        self.notices.push(Notice {
            n: self.last_notice,
            ..notice.clone()
        });
        true
    }

    /// What was told, asks for something and stands no more is over.
    pub fn settle(&mut self, ticket: Option<TicketId>, standing: &[String], now: At) {
        let of = self.notices.iter().filter(|n| n.ticket == ticket);
        let over = of.filter(|n| n.what.ends() && !standing.contains(&n.series()));
        let over: Vec<(i64, Vec<AgentName>)> = over.map(|n| (n.n, n.to.clone())).collect();
        for (n, to) in over {
            if self.settled.contains_key(&n) {
                continue;
            }
            self.settled.insert(n, now);
            for agent in to {
                self.read.entry((agent, n)).or_insert(now);
            }
        }
    }

    /// What was over stands again: who had not read it before has not now.
    fn unsettle(&mut self, n: i64) {
        if let Some(settled) = self.settled.remove(&n) {
            self.read.retain(|(_, of), at| *of != n || *at != settled);
        }
    }

    pub fn set_alarm(&mut self, ticket: TicketId, at: At) {
        match at {
            At::NEVER => self.alarms.remove(&ticket),
            at => self.alarms.insert(ticket, at),
        };
    }

    /// Of an archived ticket nothing can happen any more.
    pub fn drop_notices(&mut self, ticket: TicketId) {
        self.notices.retain(|n| n.ticket != Some(ticket));
    }
}
