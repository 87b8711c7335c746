//! The conditions of moves, as they are written in the file.

use crate::domain::id::Tier;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A condition of a move. Written `name` or `name:argument` in the file.
/// Where each is supplied and how it is checked: `guard`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Guard {
    /// `form`: every required field of the move's form is filled and well-formed.
    Form,
    /// `triaged`: impact and urgency are confirmed (on the ticket or in the form).
    Triaged,
    /// `intake`: each intake field has a value or "not available because".
    Intake,
    /// `checklist:TIER`: each item is done or skipped, and not stale.
    Checklist(Tier),
    /// `todos`: what an earlier return asked for is answered.
    Todos,
    /// `criterion:TIER`: at least one criterion of the tier and a sentence why.
    Criterion(Tier),
    /// `no_criterion`: no criterion of the tier in turn stands without "no longer holds because".
    NoCriterion,
    /// `package`: freezes the next package version; the former one's hash must match.
    Package,
    /// `package_shown`: the current package was on this agent's screen.
    PackageShown,
    /// `record:KIND`: evidence of that kind since the tier received the ticket, or its checklist item skipped with a reason.
    Record(String),
    /// `cause`: a root cause is recorded, or "unknown because" in the form.
    Cause,
    /// `permanent_fix`: code *temporary workaround* needs a linked ticket at Engineering.
    PermanentFix,
    /// `joint_session`: a third escalation on the same edge needs a joint session recorded since the last return.
    JointSession,
    /// `sign_off`: not the deployer, not twice the same person or tier (single seat excepted).
    SignOff,
    /// `approval`: an approve record by another person with the right to approve.
    Approval,
    /// `linked_resolved`: the ticket in field `with` is linked and resolved.
    LinkedResolved,
    /// `owed:POINT`: nothing owed is due before this point (`tell`, `close`, `archive`) or an earlier one.
    Owed(String),
    /// `requests`: no side request is open.
    Requests,
    /// `holds`: no hold is open (a wait for the customer ends by itself).
    Holds,
    /// `told`: the customer was told the current resolution.
    Told,
    /// `satisfied`: satisfaction is given in the form: by whom, when, how.
    Satisfied,
    /// `attempts`: two further attempts on different business days over at least five.
    Attempts,
    /// `cancel_told`: the customer is told, unless it is spam; *no answer* needs the attempts; a duplicate is of the same customer.
    CancelTold,
    /// `had_tier`: the target tier already had the ticket.
    HadTier,
    /// `within:WINDOW`: the window (`reopen`, `restore`) is still open.
    Within(String),
    /// `unaccepted`: the last move was the escalation and nobody accepted it.
    Unaccepted,
    /// `lead_approval`: a path asks for a lead's approval before this move (security: tell).
    LeadApproval,
}

impl Guard {
    /// The names of all guards, as written in the file (without argument).
    pub const NAMES: [&'static str; 27] = [
        "form",
        "triaged",
        "intake",
        "checklist",
        "todos",
        "criterion",
        "no_criterion",
        "package",
        "package_shown",
        "record",
        "cause",
        "permanent_fix",
        "joint_session",
        "sign_off",
        "approval",
        "linked_resolved",
        "owed",
        "requests",
        "holds",
        "told",
        "satisfied",
        "attempts",
        "cancel_told",
        "had_tier",
        "within",
        "unaccepted",
        "lead_approval",
    ];
}

impl std::str::FromStr for Guard {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let (name, arg) = match text.split_once(':') {
            Some((n, a)) => (n, Some(a)),
            None => (text, None),
        };
        let plain = |g: Guard| match arg {
            None => Ok(g),
            Some(_) => Err(format!("guard “{name}” takes no argument")),
        };
        let need = || {
            arg.filter(|a| !a.is_empty())
                .map(str::to_owned)
                .ok_or_else(|| format!("guard “{name}” needs an argument, like {name}:tier1"))
        };
        match name {
            "form" => plain(Guard::Form),
            "triaged" => plain(Guard::Triaged),
            "intake" => plain(Guard::Intake),
            "checklist" => Ok(Guard::Checklist(Tier(need()?))),
            "todos" => plain(Guard::Todos),
            "criterion" => Ok(Guard::Criterion(Tier(need()?))),
            "no_criterion" => plain(Guard::NoCriterion),
            "package" => plain(Guard::Package),
            "package_shown" => plain(Guard::PackageShown),
            "record" => Ok(Guard::Record(need()?)),
            "cause" => plain(Guard::Cause),
            "permanent_fix" => plain(Guard::PermanentFix),
            "joint_session" => plain(Guard::JointSession),
            "sign_off" => plain(Guard::SignOff),
            "approval" => plain(Guard::Approval),
            "linked_resolved" => plain(Guard::LinkedResolved),
            "owed" => Ok(Guard::Owed(need()?)),
            "requests" => plain(Guard::Requests),
            "holds" => plain(Guard::Holds),
            "told" => plain(Guard::Told),
            "satisfied" => plain(Guard::Satisfied),
            "attempts" => plain(Guard::Attempts),
            "cancel_told" => plain(Guard::CancelTold),
            "had_tier" => plain(Guard::HadTier),
            "within" => Ok(Guard::Within(need()?)),
            "unaccepted" => plain(Guard::Unaccepted),
            "lead_approval" => plain(Guard::LeadApproval),
            _ => Err(format!("“{name}” is not a guard")),
        }
    }
}

impl fmt::Display for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Guard::Form => f.write_str("form"),
            Guard::Triaged => f.write_str("triaged"),
            Guard::Intake => f.write_str("intake"),
            Guard::Checklist(t) => write!(f, "checklist:{t}"),
            Guard::Todos => f.write_str("todos"),
            Guard::Criterion(t) => write!(f, "criterion:{t}"),
            Guard::NoCriterion => f.write_str("no_criterion"),
            Guard::Package => f.write_str("package"),
            Guard::PackageShown => f.write_str("package_shown"),
            Guard::Record(k) => write!(f, "record:{k}"),
            Guard::Cause => f.write_str("cause"),
            Guard::PermanentFix => f.write_str("permanent_fix"),
            Guard::JointSession => f.write_str("joint_session"),
            Guard::SignOff => f.write_str("sign_off"),
            Guard::Approval => f.write_str("approval"),
            Guard::LinkedResolved => f.write_str("linked_resolved"),
            Guard::Owed(p) => write!(f, "owed:{p}"),
            Guard::Requests => f.write_str("requests"),
            Guard::Holds => f.write_str("holds"),
            Guard::Told => f.write_str("told"),
            Guard::Satisfied => f.write_str("satisfied"),
            Guard::Attempts => f.write_str("attempts"),
            Guard::CancelTold => f.write_str("cancel_told"),
            Guard::HadTier => f.write_str("had_tier"),
            Guard::Within(w) => write!(f, "within:{w}"),
            Guard::Unaccepted => f.write_str("unaccepted"),
            Guard::LeadApproval => f.write_str("lead_approval"),
        }
    }
}

impl Serialize for Guard {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Guard {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
