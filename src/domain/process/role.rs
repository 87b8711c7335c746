//! Who may make a move.

use serde::Serialize;

/// Who may make a move.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Any agent.
    Any,
    /// An agent of the tier of the `from` stage; a lead may stand in.
    Tier,
    /// An agent of the tier of the `from` stage; no lead stands in (tell, close).
    TierOnly,
    /// An agent of one of the tiers in turn; no lead stands in (sign-offs).
    TurnOnly,
    /// An agent of one of the tiers in turn; a lead may stand in (reject).
    Turn,
    /// The assignee or a lead.
    AssigneeOrLead,
    /// The customer's agent; a lead may stand in.
    CustomersAgent,
    /// An agent of the tier that sent it; a lead may stand in.
    SenderTier,
    /// A lead.
    Lead,
    /// The timer when its window is over, or a lead.
    TimerOrLead,
}

impl Role {
    /// Every role.
    pub const ALL: [Role; 10] = [
        Role::Any,
        Role::Tier,
        Role::TierOnly,
        Role::TurnOnly,
        Role::Turn,
        Role::AssigneeOrLead,
        Role::CustomersAgent,
        Role::SenderTier,
        Role::Lead,
        Role::TimerOrLead,
    ];

    /// The id in the file.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Role::Any => "any",
            Role::Tier => "tier",
            Role::TierOnly => "tier_only",
            Role::TurnOnly => "turn_only",
            Role::Turn => "turn",
            Role::AssigneeOrLead => "assignee_or_lead",
            Role::CustomersAgent => "customers_agent",
            Role::SenderTier => "sender_tier",
            Role::Lead => "lead",
            Role::TimerOrLead => "timer_or_lead",
        }
    }
}
