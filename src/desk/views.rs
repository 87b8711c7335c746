//! The views of the queue: the built in ones, and those that were saved under a name. One list for
//! both faces.

use super::{Desk, Error, view_words};
use crate::domain::actor::Actor;
use crate::domain::agent::Agent;
use crate::domain::id::{AgentName, At, Tier};
use crate::domain::process::Process;
use crate::domain::row::Matter;
use crate::store::Query;

/// The name that the view a queue opens on has beside its own.
const FIRST: &str = "my turn";

/// A view.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// Its name for people, and for the configuration.
    pub name: String,
    /// A few words more.
    pub detail: String,
    /// What it shows.
    pub query: Query,
}

/// What the views of an agent depend on.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// Whose views they are.
    pub me: &'a Actor,
    /// The process in force.
    pub process: &'a Process,
    /// The desk's agents, removed ones too where they are known.
    pub agents: &'a [Agent],
    /// Saved views: name and query in words.
    pub saved: &'a [(String, String)],
    /// Now: who is away.
    pub now: At,
}

fn view(name: impl Into<String>, detail: impl Into<String>, query: Query) -> View {
    View {
        name: name.into(),
        detail: detail.into(),
        query,
    }
}

/// Names are read in any case, and with `-` or `_` for a blank.
fn plain(name: &str) -> String {
    name.trim().replace(['-', '_'], " ").to_lowercase()
}

/// Every view for an agent; the first is the one a queue opens on.
#[must_use]
pub fn all(ground: &Ground<'_>) -> Vec<View> {
    let me = ground.me;
    let mut views: Vec<View> = tiers(ground).iter().map(|t| turn(ground, t)).collect();
    if me.lead {
        // A lead of no tier has no queue of their own: theirs opens on what a lead looks after.
        let place = me.tiers.len().min(views.len());
        views.splice(place..place, for_leads(ground));
    }
    views.extend(of_everyone(ground));
    if !me.lead {
        views.push(owner_away(ground));
    }
    views.push(view("All", "everything that is open", Query::default()));
    views.extend(ground.saved.iter().filter_map(|(name, words)| {
        let query = view_words::parse(words, me, ground.process).ok()?;
        Some(view(name.clone(), words.clone(), query))
    }));
    views
}

/// The view of this name.
#[must_use]
pub fn named<'a>(views: &'a [View], name: &str) -> Option<&'a View> {
    let wanted = plain(name);
    let found = views.iter().find(|v| plain(&v.name) == wanted);
    found.or_else(|| views.first().filter(|_| wanted == FIRST))
}

fn of_everyone(ground: &Ground<'_>) -> [View; 7] {
    let me = Some(ground.me.name.clone());
    [
        view(
            "My work",
            "assigned to me",
            Query {
                assignee: me.clone(),
                ..Query::default()
            },
        ),
        view(
            "My customers",
            "I am their agent until they are closed",
            Query {
                customers_agent: me,
                ..Query::default()
            },
        ),
        view(
            "Handed to me",
            "offered at a change of shift, not yet accepted",
            Query {
                handed_to: Some(ground.me.name.clone()),
                ..Query::default()
            },
        ),
        view(
            "Handed over",
            "I offered them, nobody has accepted yet",
            Query {
                handed_by: Some(ground.me.name.clone()),
                ..Query::default()
            },
        ),
        view(
            "Unassigned",
            "nobody works on them",
            Query {
                unassigned: true,
                ..Query::default()
            },
        ),
        view(
            "Sent back",
            "and not yet taken",
            Query {
                sent_back: true,
                ..Query::default()
            },
        ),
        view(
            "Late this shift",
            "mine and my tiers', due before the shift ends",
            Query {
                this_shift: true,
                ..Query::default()
            },
        ),
    ]
}

/// The tiers whose queues are listed: one's own first, for leads the others too.
fn tiers(ground: &Ground<'_>) -> Vec<Tier> {
    let mut tiers = ground.me.tiers.clone();
    tiers.sort_by_key(|t| ground.process.tier_rank(t));
    if ground.me.lead || tiers.is_empty() {
        let all = ground.process.tiers.iter().map(|t| t.id.clone());
        let others: Vec<Tier> = all.filter(|t| !tiers.contains(t)).collect();
        tiers.extend(others);
    }
    tiers
}

fn turn(ground: &Ground<'_>, tier: &Tier) -> View {
    view(
        ground.process.tier_label(tier),
        "whose turn it is",
        Query {
            turn: Some(tier.clone()),
            ..Query::default()
        },
    )
}

/// What a lead looks after: all of it, then each by itself.
fn for_leads(ground: &Ground<'_>) -> Vec<View> {
    let one = |name: &str, detail: &str, matter: Matter| {
        let query = Query {
            matters: vec![matter],
            ..Query::default()
        };
        view(name, detail, query)
    };
    let first = ground.process.first_tier();
    let mut each = vec![
        one("Approvals", "a lead is asked", Matter::Approval),
        one(
            "Unaccepted",
            "handed over and not yet accepted",
            Matter::Unaccepted(first),
        ),
        one(
            "Sent back twice",
            "or more often",
            Matter::Returned(view_words::RETURNS),
        ),
        one("Owed", "postponed and not yet settled", Matter::Owed),
    ];
    let mut matters: Vec<Matter> = each.iter().flat_map(|v| v.query.matters.clone()).collect();
    matters.push(Matter::OwnerAway(away(ground)));
    each.push(owner_away(ground));
    let query = Query {
        matters,
        ..Query::default()
    };
    let whole = view(
        "For leads",
        "approvals, unaccepted, sent back twice, owed, owner away",
        query,
    );
    each.insert(0, whole);
    each
}

fn owner_away(ground: &Ground<'_>) -> View {
    view(
        "Owner away",
        "their assignee is away",
        Query {
            assignee_in: Some(away(ground)),
            ..Query::default()
        },
    )
}

/// Agents who are away now, and those who were removed: nobody acts on their tickets.
fn away(ground: &Ground<'_>) -> Vec<AgentName> {
    let away = |a: &&Agent| a.removed || a.away_until.is_some_and(|until| until > ground.now);
    let found = ground.agents.iter().filter(away);
    found.map(|a| a.name.clone()).collect()
}

impl Desk {
    /// Whether a view of this name is always there, for anybody: one saved so could never be seen.
    pub(super) fn is_built_in(&self, name: &str) -> Result<bool, Error> {
        let lead = Actor {
            lead: true,
            ..self.actor.clone()
        };
        let agents = self.store.agents()?;
        let found = [&self.actor, &lead].map(|me| {
            let ground = Ground {
                me,
                process: &self.process,
                agents: &agents,
                saved: &[],
                now: self.now(),
            };
            named(&all(&ground), name).is_some()
        });
        Ok(found.contains(&true))
    }

    /// The query of a view, built in or saved; names are read in kebab- and snake_case too.
    ///
    /// # Errors
    /// [`Error::Input`] when there is no view of this name, with those there are.
    pub fn view_query(&self, name: &str) -> Result<Query, Error> {
        let saved = self.store.views()?;
        let exact = saved.iter().find(|(n, _)| n == name.trim());
        let views = all(&Ground {
            me: &self.actor,
            process: &self.process,
            agents: &self.store.agents()?,
            saved: &saved,
            now: self.now(),
        });
        if let Some(found) = named(&views, name) {
            return Ok(found.query.clone());
        }
        match exact {
            // A saved view whose words this desk no longer knows says which one it is.
            Some((_, words)) => {
                view_words::parse(words, &self.actor, &self.process).map_err(Error::Input)
            }
            None => {
                let names: Vec<String> = views.iter().map(|v| v.name.to_lowercase()).collect();
                Err(Error::Input(format!(
                    "There is no view “{name}”. There are: {FIRST}, {}.",
                    names.join(", ")
                )))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Ground, View, all, named};
    use crate::domain::actor::Actor;
    use crate::domain::agent::Agent;
    use crate::domain::id::{At, Tier};
    use crate::domain::parse;
    use crate::domain::row::Matter;

    fn views(lead: bool, tiers: &[&str]) -> Vec<View> {
        let me = Actor {
            lead,
            tiers: tiers.iter().map(|t| Tier::from(*t)).collect(),
            ..Actor::default()
        };
        let away = Agent {
            name: "tom".into(),
            away_until: Some(At(5)),
            ..Agent::default()
        };
        all(&Ground {
            me: &me,
            process: parse::builtin(),
            agents: &[away],
            saved: &[("Mine".to_owned(), "mine late".to_owned())],
            now: At(1),
        })
    }

    fn names(views: &[View]) -> Vec<&str> {
        views.iter().map(|v| v.name.as_str()).collect()
    }

    #[test]
    fn a_lead_of_no_tier_starts_with_what_a_lead_looks_after_and_finds_each_part_below() {
        let views = views(true, &[]);
        let wanted = [
            "For leads",
            "Approvals",
            "Unaccepted",
            "Sent back twice",
            "Owed",
            "Owner away",
        ];
        assert_eq!(names(&views)[..6], wanted);
        assert_eq!(views[0].query.matters.len(), 5);
        assert_eq!(
            views[0].query.matters[4],
            Matter::OwnerAway(vec!["tom".into()])
        );
        let again = names(&views).iter().filter(|n| **n == "Owner away").count();
        assert_eq!(again, 1);
    }

    #[test]
    fn a_lead_with_a_tier_finds_them_after_their_own_queue_and_others_do_not() {
        assert_eq!(
            names(&views(true, &["tier1"]))[..2],
            ["Tier 1", "For leads"]
        );
        let others = views(false, &["tier1"]);
        assert!(named(&others, "for leads").is_none());
        assert!(named(&others, "Owner-away").is_some());
    }

    #[test]
    fn names_are_read_as_people_and_shells_write_them() {
        let views = views(true, &["tier2"]);
        for (typed, name) in [
            ("my turn", "Tier 2"),
            ("sent-back-twice", "Sent back twice"),
            ("MY_WORK", "My work"),
            ("mine", "Mine"),
        ] {
            assert_eq!(named(&views, typed).map(|v| v.name.as_str()), Some(name));
        }
        assert!(named(&views, "nothing").is_none());
    }
}
