//! The process prepared for the walk: ranks and indexes instead of names.

use super::state::Tiers;
use crate::domain::id::Tier;
use crate::domain::process::{FormDef, Guard, MoveDef, Process, Role, Target};
use crate::domain::stage::{Phase, Stage};

/// Who acts in the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Actor {
    /// An agent of the tier of this rank and of no other.
    Agent(usize),
    /// A lead who belongs to no tier: everything done is done by standing in.
    Lead,
    /// The desk's timer.
    Timer,
}

/// A stage by rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Rank of its tier.
    pub rank: usize,
    /// Its phase.
    pub phase: Phase,
    /// Tiers whose turn it is.
    pub turn: Tiers,
}

/// The process and what the walk looks up in it again and again.
pub(super) struct Plan<'a> {
    /// The process itself.
    pub process: &'a Process,
    /// Stages by index.
    pub places: Vec<Place>,
    /// For each stage the rows that leave it.
    pub rows_from: Vec<Vec<usize>>,
    /// Rows that open a ticket.
    pub openings: Vec<usize>,
    /// Who acts.
    pub actors: Vec<Actor>,
    /// Where the count of returns stops.
    pub most_returns: u8,
}

impl<'a> Plan<'a> {
    pub(super) fn new(process: &'a Process) -> Plan<'a> {
        let places: Vec<Place> = process
            .stages
            .iter()
            .map(|def| Place {
                rank: process.tier_rank(&def.stage.tier).unwrap_or_default(),
                phase: def.stage.phase,
                turn: set(process, &def.turn),
            })
            .collect();
        let mut rows_from = vec![Vec::new(); places.len()];
        let mut openings = Vec::new();
        for (index, row) in process.moves.iter().enumerate() {
            match row.from.as_ref().map(|from| stage_index(process, from)) {
                None => openings.push(index),
                Some(from) => {
                    if let Some(rows) = from.and_then(|i| rows_from.get_mut(i)) {
                        rows.push(index);
                    }
                }
            }
        }
        let agents = (0..process.tiers.len()).map(Actor::Agent);
        let limit = process.windows.joint_session_after.min(3);
        Plan {
            process,
            places,
            rows_from,
            openings,
            actors: agents.chain([Actor::Lead, Actor::Timer]).collect(),
            most_returns: u8::try_from(limit).unwrap_or(3),
        }
    }

    /// The stage of this index.
    pub(super) fn place(&self, stage: u8) -> Place {
        self.places
            .get(usize::from(stage))
            .copied()
            .unwrap_or(Place {
                rank: 0,
                phase: Phase::Archived,
                turn: Tiers::default(),
            })
    }

    /// The row of this index.
    pub(super) fn row(&self, index: usize) -> Option<&'a MoveDef> {
        self.process.moves.get(index)
    }

    /// The form of a row.
    pub(super) fn form(&self, row: &MoveDef) -> Option<&'a FormDef> {
        self.process.forms.get(&row.form)
    }

    /// Whether the row's form has one of these fields.
    pub(super) fn asks(&self, row: &MoveDef, fields: &[&str]) -> bool {
        self.form(row)
            .is_some_and(|form| form.fields.iter().any(|f| fields.contains(&f.id.as_str())))
    }

    /// The rank of a tier.
    pub(super) fn rank(&self, tier: &Tier) -> usize {
        self.process.tier_rank(tier).unwrap_or(usize::MAX)
    }

    /// The index of a stage.
    pub(super) fn index(&self, stage: &Stage) -> Option<u8> {
        stage_index(self.process, stage).and_then(|i| u8::try_from(i).ok())
    }

    /// The index of a tier's queue.
    pub(super) fn queue(&self, rank: usize) -> Option<u8> {
        self.places
            .iter()
            .position(|p| p.rank == rank && p.phase == Phase::Queued)
            .and_then(|i| u8::try_from(i).ok())
    }

    /// Whether the actor may make the move.
    pub(super) fn may(&self, actor: Actor, row: &MoveDef, from: Option<Place>) -> bool {
        let Some(from) = from else {
            return row.who == Role::Any && matches!(actor, Actor::Agent(_) | Actor::Lead);
        };
        let own = actor == Actor::Agent(from.rank);
        let lead = actor == Actor::Lead;
        let in_turn = matches!(actor, Actor::Agent(rank) if from.turn.has(rank));
        match row.who {
            Role::Any => actor != Actor::Timer,
            Role::Tier | Role::AssigneeOrLead => own || lead,
            Role::TierOnly => own,
            Role::Turn => in_turn || lead,
            Role::TurnOnly => in_turn,
            Role::CustomersAgent => actor == Actor::Agent(0) || lead,
            Role::SenderTier => {
                from.rank > 0 && (lead || actor == Actor::Agent(from.rank.saturating_sub(1)))
            }
            Role::Lead => lead,
            Role::TimerOrLead => lead || actor == Actor::Timer,
        }
    }

    /// The move in words: “escalate” from tier1.working.
    pub(super) fn name(&self, row: &MoveDef) -> String {
        let way = if row.way.is_empty() {
            String::new()
        } else {
            format!(" ({})", row.way)
        };
        match &row.from {
            Some(from) => format!("“{}”{way} from {from}", row.verb),
            None => format!("“{}”{way}", row.verb),
        }
    }
}

/// Where a row may lead, and whether a guard belongs to it: kept here beside what they are read from.
pub(super) fn targets(plan: &Plan<'_>, row: &MoveDef, resolver: u8, had: Tiers) -> Vec<u8> {
    match &row.to {
        Target::Stage(stage) => plan.index(stage).into_iter().collect(),
        Target::Resolver => usize::from(resolver)
            .checked_sub(1)
            .and_then(|rank| plan.queue(rank))
            .into_iter()
            .collect(),
        Target::HadTier => (0..plan.process.tiers.len())
            .filter(|rank| had.has(*rank))
            .filter_map(|rank| plan.queue(rank))
            .collect(),
    }
}

/// Whether the row has a guard.
pub(super) fn guarded(row: &MoveDef, guard: &Guard) -> bool {
    row.guards.contains(guard)
}

fn set(process: &Process, tiers: &[Tier]) -> Tiers {
    tiers
        .iter()
        .filter_map(|tier| process.tier_rank(tier))
        .fold(Tiers::default(), Tiers::with)
}

fn stage_index(process: &Process, stage: &Stage) -> Option<usize> {
    process.stages.iter().position(|def| &def.stage == stage)
}
