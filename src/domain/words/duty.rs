//! Who is on duty, in words.

use super::until_words;
use crate::domain::duty::{Because, OnDuty, StandIn};
use crate::domain::id::{AgentName, At};
use crate::domain::process::Process;

/// Names, one after the other; a dash for nobody.
#[must_use]
pub fn names(agents: &[AgentName]) -> String {
    match agents.is_empty() {
        true => "–".to_owned(),
        false => {
            let all: Vec<&str> = agents.iter().map(AgentName::as_str).collect();
            all.join(", ")
        }
    }
}

/// Why they are on duty.
#[must_use]
pub fn because(duty: &OnDuty) -> String {
    match &duty.because {
        Because::StandIn(said) => match said.why.as_str() {
            "" => format!("said so for these days ({})", said.n),
            why => format!("{why} ({})", said.n),
        },
        Because::Schedule(labels) => labels.join(", "),
        Because::Tier => "the whole tier: the schedule says nothing".to_owned(),
        Because::Leads => "leads: nobody of the tier is there".to_owned(),
        Because::Away => "everyone is away".to_owned(),
    }
}

/// Whom the schedule names but who is away, behind what was said; nothing where nobody is.
#[must_use]
pub fn missing(duty: &OnDuty) -> String {
    match duty.missing.is_empty() {
        true => String::new(),
        false => format!("; away: {}", names(&duty.missing)),
    }
}

/// What was said otherwise than the schedule: who, for which tier, from when until when, why.
#[must_use]
pub fn stand_in(process: &Process, said: &StandIn, now: At, zone: &str) -> String {
    let when = |at: At| until_words(at, now, zone);
    let why = match said.why.as_str() {
        "" => String::new(),
        why => format!(" ({why})"),
    };
    format!(
        "{} for {}, {} to {}{why}",
        names(&said.agents),
        process.tier_label(&said.tier),
        when(said.from),
        when(said.until),
    )
}
