//! What the queue can show: the views built in for this agent, and those saved on the desk.

use crate::desk::view_words;
use crate::domain::id::{AgentName, At, Tier};
use crate::store::Query;
use crate::tui::msg::Setup;

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

fn view(name: impl Into<String>, detail: impl Into<String>, query: Query) -> View {
    View {
        name: name.into(),
        detail: detail.into(),
        query,
    }
}

/// Every view for whoever is at the desk.
#[must_use]
pub fn all(setup: &Setup, now: At) -> Vec<View> {
    let me = &setup.me.name;
    let mut views: Vec<View> = tiers(setup).iter().map(|t| turn(setup, t)).collect();
    if setup.me.lead {
        // A lead of no tier has no queue of their own: this one is it.
        let place = if setup.me.tiers.is_empty() {
            0
        } else {
            setup.me.tiers.len().min(views.len())
        };
        views.insert(place, for_leads());
    }
    views.extend([
        view(
            "My work",
            "assigned to me",
            Query {
                assignee: Some(me.clone()),
                ..Query::default()
            },
        ),
        view(
            "My customers",
            "I am their agent until they are closed",
            Query {
                customers_agent: Some(me.clone()),
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
            "Owner away",
            "their assignee is away",
            Query {
                assignee_in: Some(away(setup, now)),
                ..Query::default()
            },
        ),
        view("All", "everything that is open", Query::default()),
    ]);
    views.extend(setup.views.iter().filter_map(|(name, words)| {
        let query = view_words::parse(words, &setup.me, &setup.process).ok()?;
        Some(view(name.clone(), words.clone(), query))
    }));
    views
}

/// The tiers whose queues are listed: one's own first, for leads the others too.
fn tiers(setup: &Setup) -> Vec<Tier> {
    let mut tiers = setup.me.tiers.clone();
    tiers.sort_by_key(|t| setup.process.tier_rank(t));
    if setup.me.lead || tiers.is_empty() {
        let all = setup.process.tiers.iter().map(|t| t.id.clone());
        let others: Vec<Tier> = all.filter(|t| !tiers.contains(t)).collect();
        tiers.extend(others);
    }
    tiers
}

/// What a lead looks after: approvals, what nobody accepted, returns, owed items and clocks that ran
/// out, of every tier.
fn for_leads() -> View {
    view(
        "For leads",
        "of every tier, what needs someone now",
        Query {
            needs: Some(true),
            ..Query::default()
        },
    )
}

fn turn(setup: &Setup, tier: &Tier) -> View {
    let label = setup.process.tier_label(tier);
    view(
        label,
        "whose turn it is",
        Query {
            turn: Some(tier.clone()),
            ..Query::default()
        },
    )
}

fn away(setup: &Setup, now: At) -> Vec<AgentName> {
    setup
        .agents
        .iter()
        .filter(|a| a.away_until.is_some_and(|until| until > now))
        .map(|a| a.name.clone())
        .collect()
}

/// The view at the start: the one named, else the first.
#[must_use]
pub fn first(setup: &Setup, name: &str, sort: &str, now: At) -> View {
    let views = all(setup, now);
    let plain = |text: &str| text.to_lowercase().replace(['_', '-'], " ");
    let mut found = views
        .iter()
        .find(|v| plain(&v.name) == plain(name))
        .or(views.first())
        .cloned()
        .unwrap_or_else(|| view("All", "", Query::default()));
    if let Ok(query) = view_words::parse(&format!("sort:{sort}"), &setup.me, &setup.process) {
        found.query.sort = query.sort;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{all, first};
    use crate::domain::actor::Actor;
    use crate::domain::id::{At, Tier};
    use crate::domain::process::Process;
    use crate::store::DeskInfo;
    use crate::tui::msg::Setup;
    use std::sync::Arc;

    fn setup(lead: bool, tiers: &[&str]) -> Setup {
        Setup {
            me: Actor {
                lead,
                tiers: tiers.iter().map(|t| Tier::from(*t)).collect(),
                ..Actor::default()
            },
            process: Arc::new(Process::default()),
            info: DeskInfo::default(),
            agents: Vec::new(),
            views: Vec::new(),
            products: Vec::new(),
        }
    }

    #[test]
    fn a_lead_of_no_tier_starts_with_what_needs_a_lead() {
        let view = first(&setup(true, &[]), "", "", At(0));
        assert_eq!(view.name, "For leads");
        assert_eq!(view.query.needs, Some(true));
        assert_eq!(view.query.turn, None);
    }

    #[test]
    fn a_lead_with_a_tier_finds_it_after_their_own_queue_and_others_do_not() {
        let names = |setup: &Setup| -> Vec<String> {
            all(setup, At(0)).into_iter().map(|v| v.name).collect()
        };
        assert_eq!(names(&setup(true, &["tier1"]))[1], "For leads");
        let others = names(&setup(false, &["tier1"]));
        assert!(!others.contains(&"For leads".to_owned()), "{others:?}");
    }
}
