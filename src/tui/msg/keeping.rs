//! What is done with that which the desk keeps for everyone: templates, teams, baselines, the knowledge
//! base as a folder.

use super::Pasted;
use crate::domain::duty::StandIn;
use crate::domain::id::{AgentName, At, TicketId};
use crate::domain::report::Period;

/// A change of it.
#[derive(Clone, Debug)]
pub enum KeepingWork {
    /// A reply template is kept, or removed.
    Template {
        /// Its name.
        name: String,
        /// The text that was seen under this name.
        seen: Option<String>,
        /// Its text; empty: it is removed.
        text: String,
    },
    /// A team gets a name and an address.
    Team {
        /// Its id; empty: a new one, made of the name.
        id: String,
        /// Its name, where that was changed.
        label: Option<String>,
        /// Where a question to it goes.
        address: String,
    },
    /// A team of the desk's own is asked no more.
    TeamGone(String),
    /// How a configuration should be.
    Baseline {
        /// Of which product.
        product: String,
        /// What it is called.
        name: String,
        /// The snapshot that it is.
        of: Option<(TicketId, u32)>,
        /// The path of a file, or empty.
        path: String,
        /// What was pasted, where there is no file.
        text: Pasted,
        /// Why.
        why: String,
    },
    /// A baseline is removed.
    BaselineGone {
        /// Of which product.
        product: String,
        /// What it is called.
        name: String,
        /// Why.
        why: String,
    },
    /// A decision of the review of a period.
    Decision {
        /// Which period.
        period: Period,
        /// What was found.
        finding: Option<String>,
        /// The figure it is about.
        about: String,
        /// What is to be done.
        text: String,
        /// By whom.
        owner: AgentName,
        /// Until when.
        due: At,
    },
    /// The review of a period is held.
    HoldReview {
        /// Which period.
        period: Period,
        /// What was found.
        findings: Vec<String>,
    },
    /// Who is on duty for some time, whatever the schedule says.
    StandIn(StandIn),
    /// What was said so under this number is taken back.
    StandInGone(i64),
    /// A folder into the knowledge base.
    BringIn {
        /// The folder, as it was typed.
        dir: String,
        /// It is only looked at.
        dry_run: bool,
    },
    /// The knowledge base into a folder.
    TakeOut {
        /// The folder, as it was typed.
        dir: String,
        /// Files that are there are written over.
        replace: bool,
    },
}
