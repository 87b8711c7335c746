//! Who else has the desk open, as far as it is shown: on the tickets that are on the screen.

use crate::desk::presence::Present;
use crate::domain::id::{AgentName, At, TicketId};
use std::collections::BTreeMap;

/// What is known of the others, and what was told to them.
#[derive(Clone, Debug, Default)]
pub struct Presence {
    /// The others.
    pub others: Vec<Present>,
    /// What the others were told last.
    pub told: Option<Present>,
    /// When they are to be told that one stays where one is.
    pub tell_at: Option<At>,
    /// What was said of those who began to write, as long as they do.
    pub said: Option<(String, Vec<Present>)>,
}

impl Presence {
    /// Who has a ticket open, each once: whoever writes in one window is not also said to look on in another.
    #[must_use]
    pub fn on(&self, id: TicketId) -> Vec<&Present> {
        let mut each: BTreeMap<&str, &Present> = BTreeMap::new();
        for who in self.others.iter().filter(|p| p.ticket == Some(id)) {
            let known = each.entry(who.agent.as_str()).or_insert(who);
            if known.writing.is_none() && who.writing.is_some() {
                *known = who;
            }
        }
        let mut there: Vec<&Present> = each.into_values().collect();
        there.sort_by_key(|p| p.writing.is_none());
        there
    }

    /// Whether anybody else has a ticket open, and whether one of them is writing.
    #[must_use]
    pub fn sign(&self, id: TicketId) -> Option<bool> {
        let mut there = self.others.iter().filter(|p| p.ticket == Some(id));
        there
            .next()
            .map(|first| first.writing.is_some() || there.any(|p| p.writing.is_some()))
    }

    /// Who has a ticket open, in words; empty: nobody else.
    #[must_use]
    pub fn words(&self, id: TicketId, me: Option<&AgentName>, now: At) -> String {
        let each = self.on(id).into_iter().map(|p| sentence(p, me, now));
        each.collect::<Vec<_>>().join(" · ")
    }
}

/// One of them in words.
#[must_use]
pub fn sentence(who: &Present, me: Option<&AgentName>, now: At) -> String {
    match me == Some(&who.agent) {
        true => format!("you, elsewhere: {}", who.doing(now)),
        false => format!("{} {}", who.agent, who.doing(now)),
    }
}
