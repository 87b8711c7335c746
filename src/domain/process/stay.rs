//! How long a ticket may stand in a stage: what a tier promises the others.

use super::Process;
use crate::domain::process::Policy;
use crate::domain::stage::Stage;
use serde::{Deserialize, Serialize};

/// Priorities from the highest on: major, P1 … P4.
pub const PRIORITIES: usize = 5;

/// How long a ticket may stand in one stage.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageTarget {
    /// The stage.
    pub stage: Stage,
    /// Milliseconds for each priority, major first: of open time where a calendar counts.
    pub ms: [i64; PRIORITIES],
}

impl StageTarget {
    /// The target of a priority key (0 major, 1…4); one that is not known counts as the lowest.
    #[must_use]
    pub fn of(&self, priority_key: u8) -> i64 {
        let at = usize::from(priority_key).min(PRIORITIES - 1);
        self.ms.get(at).copied().unwrap_or_default()
    }
}

impl Process {
    /// How long a ticket to which this policy holds may stand in a stage, and the id of the calendar in which
    /// that counts: as the policy says, else as the file does for all. `None`: as long as it takes.
    #[must_use]
    pub fn stage_target<'a>(
        &'a self,
        policy: Option<&'a Policy>,
        stage: &Stage,
    ) -> Option<(&'a StageTarget, &'a str)> {
        let among = |all: &'a [StageTarget]| {
            // The phase first: it is compared in no time.
            let mut all = all.iter();
            all.find(|t| t.stage.phase == stage.phase && t.stage.tier == stage.tier)
        };
        let own = policy.and_then(|p| Some((among(&p.time_in_stage)?, p.calendar.as_str())));
        own.or_else(|| Some((among(&self.time_in_stage)?, self.calendar.as_str())))
    }
}
