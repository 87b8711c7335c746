//! One step of the model: whether each guard holds, what it supplies, and the states that follow.

use super::plan::{Actor, Plan, targets};
use super::state::{
    HOLD, INTAKE, OWED, PACKAGE, REQUEST, SATISFIED, State, TOLD, Tiers, UNACCEPTED,
};
use crate::domain::process::{Guard, MoveDef, Verb};
use crate::domain::stage::Phase;

/// Points before which something is owed, in the order of [`OWED`].
const POINTS: [&str; 3] = ["tell", "close", "archive"];

/// Whether the guard holds for the actor in the state, after supplying what people can supply.
pub(super) fn holds(
    plan: &Plan<'_>,
    row: &MoveDef,
    guard: &Guard,
    actor: Actor,
    state: &mut State,
) -> bool {
    let here = plan.place(state.stage);
    // Evidence of a tier comes from its agents: those that have the ticket or had it.
    let had = state.had.with(here.rank);
    match guard {
        Guard::Form | Guard::Triaged | Guard::PermanentFix | Guard::CancelTold => true,
        Guard::Intake => {
            state.set(INTAKE, true);
            true
        }
        Guard::Checklist(tier) => {
            state.checked = state.checked.with(plan.rank(tier));
            had.has(plan.rank(tier))
        }
        Guard::Todos => {
            state.todos = state.todos.without(here.rank);
            true
        }
        Guard::Criterion(tier) => {
            state.criteria = state.criteria.with(plan.rank(tier));
            let criteria = plan.process.tier(tier).map(|t| t.criteria.len());
            criteria.is_some_and(|n| n > 0)
        }
        Guard::NoCriterion => {
            state.criteria = state.criteria.without(here.rank);
            true
        }
        Guard::Package => {
            state.set(PACKAGE, true);
            true
        }
        Guard::PackageShown => state.is(PACKAGE),
        Guard::Record(kind) => writable(plan, kind, had),
        Guard::Cause => {
            plan.asks(row, &["cause", "cause_unknown"]) || writable(plan, "root_cause", had)
        }
        Guard::JointSession => {
            let returns = state.returns.get(here.rank).copied().unwrap_or_default();
            returns < plan.most_returns || writable(plan, "joint_session", had)
        }
        Guard::SignOff => signs(plan, row, actor, state),
        Guard::Approval => writable(plan, "approval", had),
        Guard::LeadApproval => {
            let asked = plan.process.paths.iter().any(|p| p.lead_approves_tell);
            !asked || writable(plan, "approval", had)
        }
        Guard::LinkedResolved => plan.asks(row, &["with"]),
        Guard::Owed(point) => {
            settle(state, point);
            true
        }
        Guard::Requests => {
            state.set(REQUEST, false);
            true
        }
        Guard::Holds => {
            state.set(HOLD, false);
            true
        }
        Guard::Told => state.is(TOLD),
        Guard::Satisfied => {
            let given = state.is(TOLD) && plan.asks(row, &["confirmed_by"]);
            state.set(SATISFIED, given);
            given
        }
        Guard::Attempts => {
            let told = state.is(TOLD);
            state.set(SATISFIED, told);
            told
        }
        Guard::HadTier => !state.had.is_empty(),
        Guard::Within(window) => match window.as_str() {
            "reopen" => here.phase == Phase::Closed,
            _ => here.phase == Phase::Cancelled,
        },
        Guard::Unaccepted => state.is(UNACCEPTED),
    }
}

/// Whether someone of these tiers may write the record.
fn writable(plan: &Plan<'_>, kind: &str, had: Tiers) -> bool {
    plan.process.record(kind).is_some_and(|record| {
        record.tiers.is_empty() || record.tiers.iter().any(|t| had.has(plan.rank(t)))
    })
}

/// What is owed before this point or an earlier one is settled, or waived by a lead.
fn settle(state: &mut State, point: &str) {
    for (name, bit) in POINTS.iter().zip(OWED) {
        state.set(bit, false);
        if *name == point {
            break;
        }
    }
}

/// A sign-off by an agent of a tier in turn that has not signed; the last of them verifies.
fn signs(plan: &Plan<'_>, row: &MoveDef, actor: Actor, state: &State) -> bool {
    let turn = plan.place(state.stage).turn;
    let Actor::Agent(rank) = actor else {
        return false;
    };
    if !turn.has(rank) || state.signed.has(rank) {
        return false;
    }
    let last = state.signed.with(rank).covers(turn);
    last == (row.way != "first")
}

/// The states after the move; more than one when it may lead to several tiers.
pub(super) fn after(plan: &Plan<'_>, row: &MoveDef, actor: Actor, state: State) -> Vec<State> {
    targets(plan, row, state.resolver, state.had)
        .into_iter()
        .map(|stage| arrive(plan, row, actor, state, stage))
        .collect()
}

/// The state after the move, in the stage where it leads.
fn arrive(plan: &Plan<'_>, row: &MoveDef, actor: Actor, state: State, stage: u8) -> State {
    let from = plan.place(state.stage);
    let to = plan.place(stage);
    let mut next = state;
    next.stage = stage;
    next.set(UNACCEPTED, row.verb == Verb::Escalate);
    if let (Verb::Sign, Actor::Agent(rank)) = (row.verb, actor) {
        next.signed = next.signed.with(rank);
    }
    if to.phase != Phase::Verifying {
        next.signed = Tiers::default();
    }
    if to.phase == Phase::Working {
        next.had = next.had.with(to.rank);
    }
    if to.phase == Phase::Queued {
        next.checked = Tiers::default();
        next.criteria = Tiers::default();
    }
    match row.verb {
        Verb::Return if to.rank < from.rank => send_back(plan, to.rank, &mut next),
        Verb::Tell => next.set(TOLD, true),
        _ => {}
    }
    // Only a resolution that waits to be told can go back to whoever made it.
    next.resolver = match to.phase {
        Phase::Resolved => u8::try_from(from.rank + 1).unwrap_or_default(),
        _ => 0,
    };
    if !to.phase.is_over() {
        begin(&mut next);
        next.set(SATISFIED, false);
        if to.phase != Phase::Confirming {
            next.set(TOLD, false);
        }
    }
    next
}

/// Where work goes on, a hold, a request and something owed may come at any time: by an agent, by a
/// path, by a lead's override, by a KB decision.
pub(super) fn begin(next: &mut State) {
    for fact in [REQUEST, HOLD].into_iter().chain(OWED) {
        next.set(fact, true);
    }
}

fn send_back(plan: &Plan<'_>, rank: usize, next: &mut State) {
    next.todos = next.todos.with(rank);
    if let Some(returns) = next.returns.get_mut(rank) {
        *returns = (*returns + 1).min(plan.most_returns);
    }
}
