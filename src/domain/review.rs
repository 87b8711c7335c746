//! A review that was held: of which period, what was found, and what was decided, by whom to be done until when.
//! It is a record of the desk like its teams and articles: each event about it carries it whole.

use super::agent::Agent;
use super::id::{AgentName, At, ReviewId};
use super::process::Process;
use super::report::Period;
use serde::{Deserialize, Serialize};

/// The longest finding or decision, in characters.
pub const LONGEST: usize = 2_000;

/// A review.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// Its number, from 1.
    pub id: ReviewId,
    /// The beginning of the period that was looked at.
    pub from: At,
    /// What comes after that period.
    pub to: At,
    /// When it was held.
    pub at: At,
    /// Who held it.
    pub by: AgentName,
    /// What was found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<String>,
    /// What was decided.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<Decision>,
}

/// Something decided in a review.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Its number in the review, from 1.
    pub n: u32,
    /// What is to be done.
    pub text: String,
    /// By whom.
    pub owner: AgentName,
    /// Until when.
    pub due: At,
    /// The figure it is about, and its row after a colon: `missing:log file`; empty: none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// Who wrote it down.
    pub by: AgentName,
    /// When.
    pub at: At,
    /// What became of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
}

/// What became of a decision.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// It was done; else it was dropped.
    pub done: bool,
    /// In words.
    pub text: String,
    /// Who says so.
    pub by: AgentName,
    /// When.
    pub at: At,
}

impl Decision {
    /// What became of it, in words.
    #[must_use]
    pub fn became(&self) -> String {
        match &self.outcome {
            None => "open".to_owned(),
            Some(outcome) => format!("{}: {}", outcome.word(), outcome.text),
        }
    }
}

impl Outcome {
    /// How it ended, in a word.
    #[must_use]
    pub fn word(&self) -> &'static str {
        if self.done { "done" } else { "dropped" }
    }
}

impl Review {
    /// Its period.
    #[must_use]
    pub fn period(&self) -> Period {
        Period {
            from: self.from,
            to: self.to,
        }
    }

    /// Decisions of which nothing became yet.
    pub fn open(&self) -> impl Iterator<Item = &Decision> {
        self.decisions.iter().filter(|d| d.outcome.is_none())
    }
}

/// When the next review is due: so long after the last one was held, or after the desk was made where none was.
#[must_use]
pub fn next_at(process: &Process, last_held_at: At) -> At {
    last_held_at.plus_ms(process.review_every_ms)
}

/// Whether a review is due. `last_held_at`: when the last one was held, or the desk was made where none was.
#[must_use]
pub fn review_due(process: &Process, last_held_at: At, now: At) -> bool {
    process.review_every_ms > 0 && next_at(process, last_held_at) <= now
}

/// How often the time between two reviews has passed since one came due (1 from when it is due), and when it passes the
/// next time; [`At::NEVER`]: no review is asked for.
#[must_use]
pub fn rounds(process: &Process, last_held_at: At, now: At) -> (u32, At) {
    let every = process.review_every_ms;
    if every <= 0 {
        return (0, At::NEVER);
    }
    let due = next_at(process, last_held_at);
    if now < due {
        return (0, due);
    }
    let rounds = now.since_ms(due) / every + 1;
    (
        u32::try_from(rounds).unwrap_or(u32::MAX),
        due.plus_ms(every.saturating_mul(rounds)),
    )
}

/// When the last review was held; `None`: none was.
#[must_use]
pub fn last_held_at(reviews: &[Review]) -> Option<At> {
    reviews.iter().map(|r| r.at).max()
}

/// Decisions of earlier reviews that wait to be followed up, the first due first.
#[must_use]
pub fn to_follow_up(reviews: &[Review]) -> Vec<(ReviewId, &Decision)> {
    let open = reviews
        .iter()
        .flat_map(|r| r.open().map(move |d| (r.id, d)));
    let mut open: Vec<(ReviewId, &Decision)> = open.collect();
    open.sort_by_key(|(id, d)| (d.due, *id, d.n));
    open
}

/// What is wrong with a period to look at, in a sentence.
///
/// # Errors
/// It ends before it begins, or has not ended yet.
pub fn check_period(period: Period, now: At) -> Result<(), String> {
    if period.from >= period.to {
        return Err("The period ends before it begins: --from must be before --to.".to_owned());
    }
    if period.to > now {
        return Err(
            "The period has not ended yet: a review looks back. Choose an end that is past."
                .to_owned(),
        );
    }
    Ok(())
}

/// Why a review of the same period is not held again.
#[must_use]
pub fn held_already(before: &Review) -> String {
    let id = before.id;
    format!(
        "Review {id} was held of just this period, by {}. hoist review finding {id} adds to it; another one needs another \
         period: --from, --to, or w on the screen.",
        before.by
    )
}

/// What is wrong with the words of a finding, decision or outcome, in a sentence.
///
/// # Errors
/// There are none, or too many.
pub fn check_words(what: &str, text: &str) -> Result<(), String> {
    match text.trim().chars().count() {
        0 => Err(format!("The {what} is empty: say it in words.")),
        n if n > LONGEST => Err(format!(
            "The {what} has {n} characters; {LONGEST} are taken. Say it shorter."
        )),
        _ => Ok(()),
    }
}

/// What is wrong with a decision, in a sentence.
///
/// # Errors
/// No words, an owner whom the desk does not have, a date that is past.
pub fn check_decision(decision: &Decision, agents: &[Agent]) -> Result<(), String> {
    check_words("decision", &decision.text)?;
    let known = agents
        .iter()
        .any(|a| a.name == decision.owner && !a.removed);
    if !known {
        return Err(format!(
            "The desk has no agent “{}”: a decision needs an owner who can be asked. hoist agents list shows them.",
            decision.owner
        ));
    }
    if decision.due <= decision.at {
        return Err("The date is past: a decision needs one until when it is done.".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::parse::builtin;

    const DAY: i64 = 86_400_000;

    #[test]
    fn a_review_is_due_a_week_after_the_last_one() {
        let process = builtin();
        let held = At(10 * DAY);
        assert!(!review_due(process, held, At(17 * DAY - 1)));
        assert!(review_due(process, held, At(17 * DAY)));
        assert_eq!(next_at(process, held), At(17 * DAY));
    }

    #[test]
    fn each_week_that_passes_without_one_is_a_round() {
        let process = builtin();
        let held = At(10 * DAY);
        let day = |n: i64| rounds(process, held, At(n * DAY));
        assert_eq!(day(10), (0, At(17 * DAY)));
        assert_eq!(day(17), (1, At(24 * DAY)));
        assert_eq!(rounds(process, held, At(24 * DAY - 1)), day(17));
        assert_eq!(day(24), (2, At(31 * DAY)));
        assert_eq!(day(17 + 7 * 52), (53, At((24 + 7 * 52) * DAY)));
        let never = Process {
            review_every_ms: 0,
            ..process.clone()
        };
        assert_eq!(rounds(&never, held, At(99 * DAY)), (0, At::NEVER));
    }

    #[test]
    fn what_is_open_is_followed_up_by_its_date() {
        let decision = |n, due| Decision {
            n,
            due: At(due),
            ..Decision::default()
        };
        let done = Decision {
            outcome: Some(Outcome::default()),
            ..decision(2, 1)
        };
        let reviews = [
            Review {
                id: ReviewId(1),
                at: At(5),
                decisions: vec![decision(1, 9), done],
                ..Review::default()
            },
            Review {
                id: ReviewId(2),
                at: At(7),
                decisions: vec![decision(1, 3)],
                ..Review::default()
            },
        ];
        let open = to_follow_up(&reviews);
        let places: Vec<(i64, u32)> = open.iter().map(|(id, d)| (id.0, d.n)).collect();
        assert_eq!(places, [(2, 1), (1, 1)]);
        assert_eq!(last_held_at(&reviews), Some(At(7)));
        assert_eq!(last_held_at(&[]), None);
    }

    #[test]
    fn what_cannot_be_is_refused_in_a_sentence() {
        let ana = Agent {
            name: "ana".into(),
            ..Agent::default()
        };
        let good = Decision {
            text: "Ask for the log first".to_owned(),
            owner: "ana".into(),
            due: At(2),
            at: At(1),
            ..Decision::default()
        };
        let agents = [ana];
        assert_eq!(check_decision(&good, &agents), Ok(()));
        let bad = |change: fn(&mut Decision)| {
            let mut decision = good.clone();
            change(&mut decision);
            check_decision(&decision, &agents).unwrap_err()
        };
        assert!(bad(|d| d.owner = "bob".into()).contains("no agent “bob”"));
        assert!(bad(|d| d.text = " \n".to_owned()).contains("is empty"));
        assert!(bad(|d| d.text = "x".repeat(2_001)).contains("2001 characters"));
        assert!(bad(|d| d.due = At(1)).contains("is past"));
        let period = |from, to| Period {
            from: At(from),
            to: At(to),
        };
        assert!(check_period(period(2, 2), At(9)).is_err());
        assert!(check_period(period(2, 10), At(9)).is_err());
        assert_eq!(check_period(period(2, 9), At(9)), Ok(()));
    }
}
