//! The breadth-first walk, and what it finds when it is over.

use super::plan::{Actor, Plan};
use super::rules::{Step, broken};
use super::state::State;
use super::step::{after, begin, holds};
use super::{Finding, Spot, Visited};
use crate::domain::parse::FaultKind;
use crate::domain::process::{MoveDef, Target};
use crate::domain::stage::Phase;
use std::collections::HashMap;

/// Walks the whole model.
pub(super) fn walk(plan: &Plan<'_>) -> (Vec<Finding>, Visited) {
    let mut walk = Walk::new(plan);
    walk.open();
    let mut next = 0;
    while let Some(state) = walk.states.get(next).copied() {
        walk.leave(next, state);
        next += 1;
    }
    walk.judge();
    let visited = Visited {
        states: walk.states.len(),
        steps: walk.edges.len(),
    };
    walk.findings.sort_by_key(|f| (f.spot, f.kind));
    (walk.findings, visited)
}

struct Walk<'p, 'a> {
    plan: &'p Plan<'a>,
    states: Vec<State>,
    seen: HashMap<State, u32>,
    /// From, to: indexes of states.
    edges: Vec<(u32, u32)>,
    findings: Vec<Finding>,
    /// For each row: tried by someone who may.
    tried: Vec<bool>,
    /// For each row and guard: it held at least once when tried.
    held: Vec<Vec<bool>>,
}

impl<'p, 'a> Walk<'p, 'a> {
    fn new(plan: &'p Plan<'a>) -> Walk<'p, 'a> {
        let rows = &plan.process.moves;
        Walk {
            plan,
            states: Vec::new(),
            seen: HashMap::new(),
            edges: Vec::new(),
            findings: Vec::new(),
            tried: vec![false; rows.len()],
            held: rows.iter().map(|r| vec![false; r.guards.len()]).collect(),
        }
    }

    fn find(&mut self, kind: FaultKind, spot: Spot, message: String) {
        let finding = Finding {
            kind,
            spot,
            message,
        };
        let same = |f: &Finding| f.kind == kind && f.spot == spot && f.message == finding.message;
        if !self.findings.iter().any(same) {
            self.findings.push(finding);
        }
    }

    /// Keeps a state once; its index.
    fn keep(&mut self, state: State) -> u32 {
        if let Some(index) = self.seen.get(&state) {
            return *index;
        }
        let index = u32::try_from(self.states.len()).unwrap_or(u32::MAX);
        self.states.push(state);
        self.seen.insert(state, index);
        index
    }

    /// The states right after a ticket is opened.
    fn open(&mut self) {
        let plan = self.plan;
        for index in plan.openings.iter().copied() {
            let Some(row) = plan.row(index) else {
                continue;
            };
            if let Some(tried) = self.tried.get_mut(index) {
                *tried = true;
            }
            let Some(stage) = first_queue(plan, row) else {
                let message = "“open” must lead to the first tier's queue.".to_owned();
                self.find(FaultKind::NoOpening, Spot::Move(index), message);
                continue;
            };
            let mut state = State {
                stage,
                ..State::default()
            };
            if self.pass(index, row, Actor::Agent(0), state).is_some() {
                begin(&mut state);
                self.keep(state);
            }
        }
        if plan.openings.is_empty() {
            let message = "No move opens a ticket: “open” is missing.".to_owned();
            self.find(FaultKind::NoOpening, Spot::Table, message);
        }
    }

    /// Every step out of a state.
    fn leave(&mut self, index: usize, state: State) {
        let plan = self.plan;
        let from = plan.place(state.stage);
        let source = u32::try_from(index).unwrap_or(u32::MAX);
        let Some(rows) = plan.rows_from.get(usize::from(state.stage)) else {
            return;
        };
        for row_index in rows.iter().copied() {
            let Some(row) = plan.row(row_index) else {
                continue;
            };
            for actor in plan.actors.iter().copied() {
                if !plan.may(actor, row, Some(from)) {
                    continue;
                }
                let Some(before) = self.pass(row_index, row, actor, state) else {
                    continue;
                };
                for next in after(plan, row, actor, before) {
                    let step = Step {
                        row,
                        actor,
                        from,
                        to: plan.place(next.stage),
                        before,
                        after: next,
                    };
                    for (kind, message) in broken(plan, &step) {
                        self.find(kind, Spot::Move(row_index), message);
                    }
                    let target = self.keep(settled(plan, next));
                    self.edges.push((source, target));
                }
            }
        }
    }

    /// The state with what the guards supplied, if all of them hold. Each guard is tried, so that
    /// one that never holds is told from one that stands behind it.
    fn pass(
        &mut self,
        index: usize,
        row: &MoveDef,
        actor: Actor,
        mut state: State,
    ) -> Option<State> {
        if let Some(tried) = self.tried.get_mut(index) {
            *tried = true;
        }
        let mut all = true;
        for (at, guard) in row.guards.iter().enumerate() {
            let good = holds(self.plan, row, guard, actor, &mut state);
            all &= good;
            if let Some(held) = self.held.get_mut(index).and_then(|h| h.get_mut(at)) {
                *held |= good;
            }
        }
        all.then_some(state)
    }

    /// What is known only when the walk is over.
    fn judge(&mut self) {
        let exits = self.exits();
        let mut reached = vec![false; self.plan.places.len()];
        let mut stuck = vec![false; self.plan.places.len()];
        for (state, exit) in self.states.iter().zip(exits) {
            let stage = usize::from(state.stage);
            if let (Some(reached), Some(stuck)) = (reached.get_mut(stage), stuck.get_mut(stage)) {
                *reached = true;
                *stuck |= !exit;
            }
        }
        for (index, def) in self.plan.process.stages.iter().enumerate() {
            let stage = &def.stage;
            if !reached.get(index).copied().unwrap_or_default() {
                let message = format!("No ticket ever reaches {stage}.");
                self.find(FaultKind::Unreachable, Spot::Stage(index), message);
            } else if stuck.get(index).copied().unwrap_or_default() {
                let message = format!("From {stage} a ticket may never reach the archive.");
                self.find(FaultKind::NoWayToArchive, Spot::Stage(index), message);
            }
        }
        self.judge_rows(&reached);
    }

    /// Guards that never held, and moves that nobody may make.
    fn judge_rows(&mut self, reached: &[bool]) {
        let plan = self.plan;
        for (index, row) in plan.process.moves.iter().enumerate() {
            let from = row.from.as_ref().and_then(|from| plan.index(from));
            let stands = from.is_some_and(|i| reached.get(usize::from(i)).copied() == Some(true));
            if row.from.is_some() && !stands {
                continue;
            }
            let name = plan.name(row);
            if !self.tried.get(index).copied().unwrap_or_default() {
                let message = format!("Nobody is ever in the role “{}” of {name}.", row.who.id());
                self.find(FaultKind::GuardNeverHolds, Spot::Move(index), message);
                continue;
            }
            for (at, guard) in row.guards.iter().enumerate() {
                let held = self.held.get(index).and_then(|h| h.get(at));
                if held.copied() == Some(false) {
                    let message = format!("The guard “{guard}” of {name} can never hold.");
                    self.find(FaultKind::GuardNeverHolds, Spot::Move(index), message);
                }
            }
        }
    }

    /// For each state whether the archive can be reached from it.
    fn exits(&self) -> Vec<bool> {
        let mut sources: Vec<Vec<u32>> = vec![Vec::new(); self.states.len()];
        for (from, to) in &self.edges {
            if let Some(list) = sources.get_mut(*to as usize) {
                list.push(*from);
            }
        }
        let archived = |s: &State| self.plan.place(s.stage).phase == Phase::Archived;
        let mut exit: Vec<bool> = self.states.iter().map(archived).collect();
        let mut open: Vec<usize> = (0..exit.len()).filter(|i| exit[*i]).collect();
        while let Some(state) = open.pop() {
            for from in sources.get(state).into_iter().flatten() {
                let from = *from as usize;
                if let Some(seen) = exit.get_mut(from).filter(|seen| !**seen) {
                    *seen = true;
                    open.push(from);
                }
            }
        }
        exit
    }
}

/// The state as it is kept: of an archived ticket only the stage, since nothing follows from the rest.
fn settled(plan: &Plan<'_>, state: State) -> State {
    if plan.place(state.stage).phase != Phase::Archived {
        return state;
    }
    State {
        stage: state.stage,
        ..State::default()
    }
}

/// The first tier's queue, if the row leads there.
fn first_queue(plan: &Plan<'_>, row: &MoveDef) -> Option<u8> {
    let Target::Stage(stage) = &row.to else {
        return None;
    };
    let index = plan.index(stage)?;
    let place = plan.place(index);
    (place.rank == 0 && place.phase == Phase::Queued).then_some(index)
}
