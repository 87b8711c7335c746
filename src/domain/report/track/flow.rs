//! How a ticket passes from tier to tier and from team to team.

use super::Frame;
use crate::domain::id::At;
use crate::domain::report::figure::Figure;
use crate::domain::report::hit::{Adds, Hit, Key, Time};

/// Where it has been.
#[derive(Debug, Default)]
pub struct Flow<'a> {
    /// Steps: when, to which tier, of which team.
    steps: Vec<(At, &'a str, &'a str)>,
    /// The teams that had it, each as often as it came to them.
    teams: Vec<&'a str>,
}

impl<'a> Flow<'a> {
    /// A step of a team led to a tier.
    pub fn step(&mut self, at: At, tier: &'a str, team: &'a str) {
        self.steps.push((at, tier, team));
    }

    /// It came to a team: whether that is back, directly or not.
    pub fn pass_on(&mut self, team: &'a str) -> Option<&'static str> {
        if self.teams.last() == Some(&team) {
            return None;
        }
        let one_between = self.teams.len().checked_sub(2);
        let back = match one_between.map(|n| self.teams[n]) {
            Some(before) if before == team => Some("direct"),
            _ if self.teams.contains(&team) => Some("indirect"),
            _ => None,
        };
        self.teams.push(team);
        back
    }

    /// It is not passed on any more; the next time begins anew.
    pub fn rest(&mut self) {
        self.teams.clear();
    }

    /// Counts the sets of tiers that it touched in the periods.
    pub fn end(&self, frame: &Frame<'_>, hits: &mut Vec<Hit<'a>>, by: &'a str) {
        for period in [frame.now, frame.before] {
            let within = self.steps.iter().filter(|(at, ..)| period.has(*at));
            let mut last = None;
            let mut tiers: Vec<&'a str> = Vec::new();
            for (at, tier, team) in within {
                last = Some((*at, *tier, *team));
                if !tiers.contains(tier) {
                    tiers.push(tier);
                }
            }
            let Some((at, tier, team)) = last else {
                continue;
            };
            tiers.sort_by_key(|t| {
                let all = &frame.process.tiers;
                let place = all.iter().position(|d| d.id.as_str() == *t);
                (place.unwrap_or(all.len()), *t)
            });
            hits.push(Hit {
                figure: Figure::FlowTouched,
                key: match tiers.as_slice() {
                    [one] => Key::Word(one),
                    several => Key::Made(several.join("+")),
                },
                time: Time::At(at),
                adds: Adds::One,
                tier,
                agent: by,
                team,
            });
        }
    }
}
