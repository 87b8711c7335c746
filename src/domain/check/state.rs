//! A state of the model: stage and facts, small enough to keep hundreds of thousands.

/// Most tiers a process may have; each is a bit of a byte.
pub(super) const TIERS: usize = crate::domain::process::MAX_TIERS;

/// A stage and the set of facts that guards and rules ask for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct State {
    /// Index of the stage.
    pub stage: u8,
    /// Tier that resolved it, from 1; 0: none yet.
    pub resolver: u8,
    /// Tiers that worked on it.
    pub had: Tiers,
    /// Tiers that signed the deployment.
    pub signed: Tiers,
    /// Tiers whose checklist is closed (or owed).
    pub checked: Tiers,
    /// Tiers that noted a criterion.
    pub criteria: Tiers,
    /// Tiers with an open to-do of a return.
    pub todos: Tiers,
    /// Returns over the edge above each tier, saturated.
    pub returns: [u8; TIERS],
    /// The other facts.
    pub flags: u16,
}

/// A package exists.
pub(super) const PACKAGE: u16 = 1;
/// The intake is answered (or owed).
pub(super) const INTAKE: u16 = 1 << 1;
/// The customer was told the current resolution.
pub(super) const TOLD: u16 = 1 << 2;
/// Satisfaction is given, or assumed after attempts.
pub(super) const SATISFIED: u16 = 1 << 3;
/// The last move was an escalation.
pub(super) const UNACCEPTED: u16 = 1 << 4;
/// A side request is open.
pub(super) const REQUEST: u16 = 1 << 5;
/// A hold is open.
pub(super) const HOLD: u16 = 1 << 6;
/// Something is owed before telling, closing, archiving: three bits in this order.
pub(super) const OWED: [u16; 3] = [1 << 7, 1 << 8, 1 << 9];

impl State {
    /// Whether a fact holds.
    pub(super) fn is(&self, fact: u16) -> bool {
        self.flags & fact != 0
    }

    /// Makes a fact hold, or not.
    pub(super) fn set(&mut self, fact: u16, holds: bool) {
        if holds {
            self.flags |= fact;
        } else {
            self.flags &= !fact;
        }
    }
}

/// A set of tiers by rank.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Tiers(u8);

impl Tiers {
    /// Whether the tier of this rank is in it.
    pub(super) fn has(self, rank: usize) -> bool {
        rank < TIERS && self.0 & (1 << rank) != 0
    }

    /// The set with this tier too.
    pub(super) fn with(self, rank: usize) -> Tiers {
        if rank < TIERS {
            Tiers(self.0 | (1 << rank))
        } else {
            self
        }
    }

    /// The set without this tier.
    pub(super) fn without(self, rank: usize) -> Tiers {
        if rank < TIERS {
            Tiers(self.0 & !(1 << rank))
        } else {
            self
        }
    }

    /// Whether every tier of the other set is in this one.
    pub(super) fn covers(self, other: Tiers) -> bool {
        self.0 & other.0 == other.0
    }

    /// How many tiers are in it.
    pub(super) fn count(self) -> u32 {
        self.0.count_ones()
    }

    /// Whether no tier is in it.
    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }
}
