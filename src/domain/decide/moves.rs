//! Moves: which row of the table it is, who may, which guards hold, and the one event that follows.

use super::case::Case;
use super::effects;
use super::elsewhere;
use super::path;
use crate::domain::actor::Source;
use crate::domain::blocker::{Blocker, Refusal};
use crate::domain::bundle;
use crate::domain::command::Move;
use crate::domain::event::{Act, Event, Fact};
use crate::domain::guard;
use crate::domain::id::Tier;
use crate::domain::process::{MoveDef, Process, Role, Target, Verb};
use crate::domain::stage::{Phase, Stage};
use crate::domain::ticket::{Owed, Ticket};

/// A move that is being decided: the row it goes by and what was filled in.
pub(crate) struct Step<'a> {
    /// The row of the table.
    pub def: &'a MoveDef,
    /// The command.
    pub wanted: &'a Move,
    /// From.
    pub from: Stage,
    /// To.
    pub to: Stage,
}

pub(super) fn decide(case: &Case, wanted: &Move) -> Result<Vec<Event>, Refusal> {
    let def = row(case, wanted)?;
    let stands_in = who(case, def)?;
    let from = case.ticket.stage.clone();
    let to = target(case, def, wanted);
    let step = Step {
        def,
        wanted,
        from: from.clone(),
        to: to.clone(),
    };
    let missing = guard::unmet(case, &step);
    let owed = settle_or_refuse(case, &step, missing)?;
    let facts = effects::of(case, &step, owed);
    let act = Act::Moved {
        verb: def.verb,
        way: def.way.clone(),
        from: Some(from),
        to,
        forced: wanted.force.as_ref().map(|r| r.trim().to_owned()),
    };
    let mut event = case.event(act, facts, stands_in);
    if matches!(def.verb, Verb::Close | Verb::Archive) {
        bundle::render(
            case.ticket,
            &case.scene.history,
            &case.scene.head,
            &mut event,
        );
    }
    Ok(vec![event])
}

/// The row of the table that a command means.
fn row<'a>(case: &Case<'a>, wanted: &Move) -> Result<&'a MoveDef, Refusal> {
    let verb = wanted.verb;
    let process: &'a Process = case.process;
    let rows: Vec<&MoveDef> = process
        .moves
        .iter()
        .filter(|m| m.verb == verb && m.from.as_ref() == Some(&case.ticket.stage))
        .collect();
    if rows.is_empty() {
        return Err(elsewhere::refusal(case, verb));
    }
    // Taking over another ticket's resolution is what nobody means who does not name it.
    let aside = |m: &&MoveDef| m.verb == Verb::Resolve && m.way == "with";
    if wanted.way.is_empty() && wanted.values.get("with").is_none() && rows.iter().all(aside) {
        return Err(elsewhere::refusal(case, verb));
    }
    let way = match (verb, wanted.way.as_str()) {
        // Which sign-off it is follows from the ticket alone: nobody signs second first.
        (Verb::Sign, _) | (_, "") => implied_way(case.ticket, wanted),
        (_, given) => Some(given),
    };
    let found = match way {
        Some(way) => rows.iter().find(|m| m.way == way),
        None => rows
            .iter()
            .find(|m| !matches!(m.way.as_str(), "with" | "assumed"))
            .or_else(|| rows.first()),
    };
    found
        .copied()
        .ok_or_else(|| elsewhere::no_such_way(case, verb, way.unwrap_or_default()))
}

/// The way that follows from the ticket or the form, when none is named.
fn implied_way<'a>(ticket: &Ticket, wanted: &Move) -> Option<&'a str> {
    match wanted.verb {
        Verb::Sign if ticket.sign_offs.is_empty() => Some("first"),
        Verb::Sign => Some("second"),
        Verb::Resolve if wanted.values.get("with").is_some() => Some("with"),
        _ => None,
    }
}

/// Whether the agent may, and for which tier a lead stands in.
pub(super) fn who(case: &Case, def: &MoveDef) -> Result<Option<Tier>, Refusal> {
    let actor = case.actor;
    let tier = &case.ticket.stage.tier;
    let stand_in = |tier: &Tier| {
        if actor.lead {
            Some(Some(tier.clone()))
        } else {
            None
        }
    };
    let turn = case.process.turn(&case.ticket.stage);
    let verdict = match def.who {
        Role::Any => (!actor.tiers.is_empty() || actor.lead).then_some(None),
        Role::Tier if actor.is_of(tier) => Some(None),
        Role::Tier => stand_in(tier),
        Role::TierOnly => actor.is_of(tier).then_some(None),
        Role::TurnOnly => turn.iter().any(|t| actor.is_of(t)).then_some(None),
        Role::Turn if turn.iter().any(|t| actor.is_of(t)) => Some(None),
        Role::Turn => turn.first().and_then(&stand_in),
        Role::AssigneeOrLead if case.ticket.assignee.as_ref() == Some(&actor.name) => Some(None),
        Role::AssigneeOrLead => stand_in(tier).map(|s| s.filter(|t| !actor.is_of(t))),
        Role::CustomersAgent => match &case.ticket.customers_agent {
            Some(agent) if agent == &actor.name => Some(None),
            None if actor.is_of(&case.process.first_tier()) => Some(None),
            _ => stand_in(&case.process.first_tier()),
        },
        Role::SenderTier => {
            let sender = case
                .ticket
                .last_move
                .as_ref()
                .map_or(tier, |m| &m.from.tier);
            if actor.is_of(sender) {
                Some(None)
            } else {
                stand_in(sender)
            }
        }
        Role::Lead => actor.lead.then_some(None),
        Role::TimerOrLead => (actor.lead || window_over(case)).then_some(None),
    };
    verdict.ok_or_else(|| case.role(def.verb.id(), not_yours(case, def)))
}

/// The timer acts only when the window for reopening or restoring is over.
fn window_over(case: &Case) -> bool {
    let window = match case.ticket.stage.phase {
        Phase::Cancelled => case.process.windows.restore_ms,
        _ => case.process.windows.reopen_ms,
    };
    let over = case
        .ticket
        .over_at
        .is_some_and(|at| case.now() > at.plus_ms(window));
    case.actor.identity.source == Source::Timer && over
}

fn not_yours(case: &Case, def: &MoveDef) -> String {
    let tier = case.process.tier_label(&case.ticket.stage.tier);
    let turn: Vec<_> = case
        .process
        .turn(&case.ticket.stage)
        .iter()
        .map(|t| case.process.tier_label(t))
        .collect();
    let whose = match def.who {
        Role::Any => "any agent with a tier".to_owned(),
        Role::Tier => format!("{tier} (a lead may stand in)"),
        Role::TierOnly => format!("{tier} alone; nobody stands in"),
        Role::TurnOnly => format!("{} alone; nobody stands in", turn.join(" or ")),
        Role::Turn => format!("{} (a lead may stand in)", turn.join(" or ")),
        Role::AssigneeOrLead => match &case.ticket.assignee {
            Some(agent) => format!("{agent}, who works on it, or a lead"),
            None => "whoever works on it, or a lead".to_owned(),
        },
        Role::CustomersAgent => match &case.ticket.customers_agent {
            Some(agent) => format!("{agent}, the customer's agent (a lead may stand in)"),
            None => case.process.tier_label(&case.process.first_tier()),
        },
        Role::SenderTier => {
            let sender = case
                .ticket
                .last_move
                .as_ref()
                .map(|m| case.process.tier_label(&m.from.tier));
            format!("{}, who sent it", sender.unwrap_or(tier))
        }
        Role::Lead => "a lead".to_owned(),
        Role::TimerOrLead => "a lead, or the desk itself once the window is over".to_owned(),
    };
    format!("“{}” is for {whose}. You are {}.", def.label, you(case))
}

fn you(case: &Case) -> String {
    let tiers: Vec<_> = case
        .actor
        .tiers
        .iter()
        .map(|t| case.process.tier_label(t))
        .collect();
    match tiers.is_empty() {
        true => format!("{} (no tier)", case.actor.name),
        false => format!("{} ({})", case.actor.name, tiers.join(", ")),
    }
}

/// Where the move leads.
fn target(case: &Case, def: &MoveDef, wanted: &Move) -> Stage {
    let resolver = || {
        case.ticket
            .resolution
            .as_ref()
            .map_or_else(|| case.process.first_tier(), |r| r.tier.clone())
    };
    match &def.to {
        Target::Stage(stage) => stage.clone(),
        Target::Resolver => Stage::new(&resolver(), Phase::Queued),
        Target::HadTier => {
            let chosen = wanted
                .values
                .get("to")
                .map(Tier::from)
                .unwrap_or_else(resolver);
            Stage::new(&chosen, Phase::Queued)
        }
    }
}

/// What a path or a lead lets be owed becomes owed; everything else refuses the move.
fn settle_or_refuse(case: &Case, step: &Step, missing: Vec<Blocker>) -> Result<Vec<Fact>, Refusal> {
    let verb = step.def.verb.id();
    let path = path::current(case.process, case.ticket);
    let mut owed = Vec::new();
    let mut left = Vec::new();
    for blocker in missing {
        let key = guard::owed_key(&blocker);
        let postponed = key
            .as_ref()
            .and_then(|k| Some((k.clone(), path?.owed.get(k)?.clone())));
        match postponed {
            Some((what, before)) => owed.push((
                what,
                before,
                blocker.text,
                format!("path {}", path.map_or("", |p| &p.id)),
            )),
            None => left.push(blocker),
        }
    }
    if !left.is_empty() {
        let Some(reason) = &step.wanted.force else {
            return Err(case.missing(verb, left));
        };
        if !case.actor.lead {
            return Err(case.role(
                verb,
                format!(
                    "Only a lead may force a move. {} is not one.",
                    case.actor.name
                ),
            ));
        }
        case.said(verb, "The reason for forcing it", reason)?;
        if left.iter().any(|b| !b.forceable) {
            left.retain(|b| !b.forceable);
            let mut refusal = case.missing(verb, left);
            refusal.text = format!("{} cannot be forced past this.", case.ticket.id);
            return Err(refusal);
        }
        owed.extend(left.into_iter().map(|b| {
            let what = guard::owed_key(&b).unwrap_or_else(|| format!("guard.{}.{}", b.what, b.id));
            (what, "close".to_owned(), b.text, "override".to_owned())
        }));
    }
    Ok(owed_facts(case, owed))
}

fn owed_facts(case: &Case, items: Vec<(String, String, String, String)>) -> Vec<Fact> {
    let first = super::case::next(case.ticket.owed.len());
    items
        .into_iter()
        .filter(|(what, ..)| !case.ticket.open_owed().any(|o| &o.what == what))
        .zip(first..)
        .map(|((what, before, text, from), n)| {
            Fact::OwedAdded(Owed {
                n,
                what,
                text,
                before,
                due: None,
                owner: Some(case.actor.name.clone()),
                from,
                by: case.actor.name.clone(),
                at: case.now(),
                settled: None,
            })
        })
        .collect()
}
