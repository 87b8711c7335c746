//! The fates of tickets whose work is over: closed, cancelled, archived, each with its whole history.

use super::fate::{Fate, Kind, PLAIN};
use super::life::{DAY, Life, MINUTE, Step, Who};
use super::ways::quick;
use crate::domain::command::{Command, Move};
use crate::domain::process::Verb;
use crate::domain::values::Values;

const fn over(weight: usize, name: &'static str, live: fn(&mut Life)) -> Fate {
    // Closed between an hour and 13 days ago: still inside the window for reopening.
    Fate {
        name,
        live,
        weight,
        tail: (60, 13 * 1_440),
        ..PLAIN
    }
}

/// All of them. Each may be archived afterwards.
pub const FATES: &[Fate] = &[
    over(30, "closed by tier 1", |l| {
        l.triage();
        l.resolve1(false);
        told_and_closed(l);
    }),
    Fate {
        kind: Kind::Quick,
        ..over(48, "quick answer", |l| {
            quick(l);
            l.tell((1, 3));
            l.confirm((1, 240));
        })
    },
    over(9, "closed by tier 2", |l| {
        l.reach_tier2();
        l.analyse(5);
        l.resolve2();
        told_and_closed(l);
    }),
    over(5, "fixed", |l| {
        fixed(l);
        told_and_closed(l);
    }),
    over(3, "closed, assumed", assumed),
    over(1, "declined", |l| {
        l.reach_engineering();
        l.develop(1);
        l.decline();
        told_and_closed(l);
    }),
    over(2, "closed after a return", |l| {
        after_return(l);
        told_and_closed(l);
    }),
    over(1, "fixed at the second try", second_try),
    over(1, "closed after all", after_all),
    over(1, "outage, settled", settled),
    Fate {
        kind: Kind::Security,
        priority: 2,
        ..over(1, "security, closed", security)
    },
    over(2, "cancelled: not an issue", |l| {
        l.take((4, 30));
        cancel(
            l,
            "not_an_issue",
            "{That is how it is meant|It was a mix-up on both sides}; nothing is wrong. All the best!",
        );
    }),
    over(2, "cancelled: spam", |l| cancel(l, "spam", "")),
    over(1, "cancelled: no longer needed", |l| {
        l.take((4, 30));
        l.message((2, 9), "ack");
        cancel(
            l,
            "no_longer_needed",
            "Thank you for telling us; as it is no longer needed we close it here.",
        );
    }),
];

/// Lets the window pass and has the desk archive it.
pub fn archive(l: &mut Life, cancelled: bool) {
    let window = if cancelled { 30 } else { 14 };
    let wait = window * DAY + l.rng.between(10, 900) * MINUTE;
    l.steps.push(Step {
        wait,
        who: Who::Timer,
        what: Command::Move(Move::new(Verb::Archive)),
    });
}

fn told_and_closed(l: &mut Life) {
    l.tell((5, 90));
    l.confirm((30, 2_000));
}

fn fixed(l: &mut Life) {
    l.reach_tier2();
    if l.rng.percent(30) {
        l.ask(24, true);
    }
    l.analyse(5);
    l.escalate2();
    let eng = l.cast.eng.clone();
    l.accept((20, 400), &eng);
    l.develop(4);
    l.deploy();
    l.verify();
}

fn assumed(l: &mut Life) {
    l.triage();
    l.resolve1(false);
    l.tell((5, 90));
    l.message((1_440, 1_460), "remind");
    // Four reminders: however they fall, two are on business days.
    l.message((2_860, 2_880), "remind");
    l.message((2_860, 2_880), "remind");
    l.message((2_860, 2_880), "remind");
    let t1 = l.cast.t1.clone();
    let what = Move {
        way: "assumed".to_owned(),
        ..Move::new(Verb::Close)
    };
    l.step((5_800, 6_500), &t1, Command::Move(what));
}

fn after_return(l: &mut Life) {
    l.triage();
    l.escalate1();
    let (t1, t2) = (l.cast.t1.clone(), l.cast.t2.clone());
    l.give_back((20, 90), &t2, "incomplete");
    l.take((10, 100));
    l.answer_todos(&t1, 1);
    l.escalate1();
    l.accept((10, 100), &t2);
    l.analyse(5);
    l.resolve2();
}

fn second_try(l: &mut Life) {
    l.reach_engineering();
    l.develop(4);
    l.deploy();
    let t1 = l.cast.t1.clone();
    let text = l.text("Gone on two machines, not on {host}.");
    l.go(
        (30, 300),
        &t1,
        Verb::Reject,
        Values::new().with("text", text),
    );
    l.develop(4);
    l.deploy();
    l.verify();
    told_and_closed(l);
}

fn after_all(l: &mut Life) {
    l.triage();
    l.resolve1(false);
    l.tell((5, 60));
    l.received((60, 400), "unhappy");
    let t1 = l.cast.t1.clone();
    let text = l.part("unhappy");
    l.go(
        (4, 30),
        &t1,
        Verb::Dissatisfied,
        Values::new().with("text", text),
    );
    l.packages += 1;
    l.take((10, 100));
    l.escalate1();
    let t2 = l.cast.t2.clone();
    l.accept((10, 100), &t2);
    l.analyse(5);
    l.resolve2();
    told_and_closed(l);
}

fn settled(l: &mut Life) {
    l.levels = ("high", "high");
    l.opening.major = true;
    l.take((1, 3));
    l.intake(2);
    l.escalate1();
    let (t1, t2) = (l.cast.t1.clone(), l.cast.t2.clone());
    l.accept((1, 4), &t2);
    l.analyse(5);
    l.resolve2();
    // What the path let be owed is supplied before the customer is told.
    let story = l.story;
    for (field, template) in [("steps", &story.steps), ("changes", &story.changes)] {
        let text = l.text(template);
        let answer = crate::domain::ticket::Answer::Given(text);
        let field = field.to_owned();
        l.step((5, 30), &t1, Command::Answer { field, answer });
    }
    l.checks(4);
    told_and_closed(l);
}

fn security(l: &mut Life) {
    l.reach_tier2();
    l.analyse(5);
    l.resolve2();
    let lead = l.cast.lead.clone();
    l.record(
        (10, 90),
        &lead,
        "approval",
        &[("text", "May be told like this.")],
    );
    told_and_closed(l);
}

pub fn cancel(l: &mut Life, reason: &str, text: &str) {
    let text = l.text(text);
    let mut values = Values::new().with("reason", reason);
    if !text.is_empty() {
        values.set("text", text);
    }
    let t1 = l.cast.t1.clone();
    l.go((4, 200), &t1, Verb::Cancel, values);
}

pub fn duplicate(l: &mut Life) {
    l.take((4, 30));
    let t1 = l.cast.t1.clone();
    l.link(&t1, "duplicate");
    cancel(
        l,
        "duplicate",
        "This is the same as your other ticket; we go on there.",
    );
}
