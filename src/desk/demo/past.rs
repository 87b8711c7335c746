//! The review that was held on a demo desk eight days ago: one decision was done, one is open, and the next one is due.

use super::life::DAY;
use crate::domain::id::{At, ReviewId};
use crate::domain::review::{Decision, Outcome, Review};

pub(super) fn review(at: At) -> Review {
    let days = |n: i64| at.plus_ms(n * DAY);
    let held = days(-8);
    let decision = |n: u32, text: &str, owner: &str, about: &str| Decision {
        n,
        text: text.to_owned(),
        owner: owner.into(),
        due: days(6),
        about: about.to_owned(),
        by: "you".into(),
        at: held,
        outcome: None,
    };
    Review {
        id: ReviewId(1),
        from: days(-15),
        to: held,
        at: held,
        by: "you".into(),
        findings: vec![
            "What Tier 2 sends back lacks the crash report more often than anything else."
                .to_owned(),
            "Updates are skipped as “hosted by us” where nobody looked.".to_owned(),
        ],
        decisions: vec![
            decision(
                1,
                "Ask for the crash report in the first answer; a template says how.",
                "ana",
                "missing",
            ),
            Decision {
                outcome: Some(Outcome {
                    done: true,
                    text: "The list of products says who hosts them.".to_owned(),
                    by: "greta".into(),
                    at: days(-3),
                }),
                ..decision(
                    2,
                    "Note on each product who hosts it.",
                    "greta",
                    "skipped:tier1.updates",
                )
            },
        ],
    }
}
