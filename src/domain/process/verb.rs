//! What moves are called.

use serde::Serialize;
use std::fmt;

/// What a move is called. The meaning of each is in `decide`.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    /// – → tier1 queued.
    Open,
    /// Tier 1 takes it.
    Take,
    /// Back to the queue of the same tier.
    Release,
    /// A solution exists; the customer is to be told.
    Resolve,
    /// Functional escalation to the next tier.
    Escalate,
    /// The next tier accepts the package.
    Accept,
    /// Sent back to the tier below with what is missing.
    Return,
    /// Tier 1 takes it back.
    Recall,
    /// The sending tier takes an unaccepted escalation back.
    Withdraw,
    /// Engineering put a fix in place.
    Deploy,
    /// One of the two sign-offs; the second verifies.
    Sign,
    /// The fix failed verification.
    Reject,
    /// Engineering will not change it.
    Decline,
    /// The customer is told the resolution.
    Tell,
    /// Closed, confirmed or assumed.
    Close,
    /// The customer is not satisfied.
    Dissatisfied,
    /// Closed, back to Tier 1.
    Reopen,
    /// Sealed.
    Archive,
    /// Cancelled.
    Cancel,
    /// Cancelled, back to Tier 1.
    Restore,
}

impl Verb {
    /// Every verb.
    pub const ALL: [Verb; 20] = [
        Verb::Open,
        Verb::Take,
        Verb::Release,
        Verb::Resolve,
        Verb::Escalate,
        Verb::Accept,
        Verb::Return,
        Verb::Recall,
        Verb::Withdraw,
        Verb::Deploy,
        Verb::Sign,
        Verb::Reject,
        Verb::Decline,
        Verb::Tell,
        Verb::Close,
        Verb::Dissatisfied,
        Verb::Reopen,
        Verb::Archive,
        Verb::Cancel,
        Verb::Restore,
    ];

    /// The id in the file, in JSON and on the command line.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Verb::Open => "open",
            Verb::Take => "take",
            Verb::Release => "release",
            Verb::Resolve => "resolve",
            Verb::Escalate => "escalate",
            Verb::Accept => "accept",
            Verb::Return => "return",
            Verb::Recall => "recall",
            Verb::Withdraw => "withdraw",
            Verb::Deploy => "deploy",
            Verb::Sign => "sign",
            Verb::Reject => "reject",
            Verb::Decline => "decline",
            Verb::Tell => "tell",
            Verb::Close => "close",
            Verb::Dissatisfied => "dissatisfied",
            Verb::Reopen => "reopen",
            Verb::Archive => "archive",
            Verb::Cancel => "cancel",
            Verb::Restore => "restore",
        }
    }
}

impl std::str::FromStr for Verb {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Verb::ALL
            .into_iter()
            .find(|v| v.id() == text)
            .ok_or_else(|| format!("“{text}” is not a move"))
    }
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}
