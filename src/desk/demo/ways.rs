//! Ways through the process that more than one fate goes, or that take several steps.

use super::life::Life;
use crate::domain::command::{Command, Outcome};
use crate::domain::process::Verb;
use crate::domain::values::Values;

/// Tier 1 with a question: what a quick answer needs.
pub fn quick(l: &mut Life) {
    l.take((2, 30));
    l.intake(1);
    let t1 = l.cast.t1.clone();
    let done = Outcome::Done("known issue found".to_owned());
    l.check((1, 5), &t1, "known_issues", done, String::new());
    l.resolve1(false);
}

pub fn outage(l: &mut Life) {
    l.levels = ("high", "high");
    l.opening.major = true;
    l.take((1, 3));
    l.intake(2);
    l.escalate1();
    let t2 = l.cast.t2.clone();
    l.accept((1, 4), &t2);
    l.analyse(1);
    l.record((1, 2), &t2, "workaround", &[("state", "none_found")]);
    l.escalate2();
    let eng = l.cast.eng.clone();
    l.accept((1, 3), &eng);
}

pub fn owing(l: &mut Life) {
    l.levels = ("high", "high");
    l.take((1, 3));
    l.intake(2);
    l.escalate1();
    let t2 = l.cast.t2.clone();
    l.accept((1, 4), &t2);
    l.analyse(1);
    l.resolve2();
}

pub fn part_of(l: &mut Life) {
    let t1 = l.cast.t1.clone();
    l.link(&t1, "parent");
    l.hold((1, 2), &t1, "known_error", 8, "With the outage");
}

pub fn wait_for_customer(l: &mut Life, hours: i64) {
    let t1 = l.cast.t1.clone();
    l.hold(
        (1, 4),
        &t1,
        "customer",
        hours,
        "Log file and time from {first}",
    );
}

pub fn returned(l: &mut Life) {
    l.triage();
    l.escalate1();
    let t2 = l.cast.t2.clone();
    let reason = ["incomplete", "cannot_follow_steps", "customer_data_needed"][l.rng.below(3)];
    l.give_back((20, 100), &t2, reason);
}

/// Tier 1 answers what was asked and hands it up again.
pub fn again(l: &mut Life) {
    l.take((10, 50));
    let (t1, asked) = (l.cast.t1.clone(), l.todos);
    let first = asked + 1 - u32::try_from(l.story.missing.len().max(1)).unwrap_or(1);
    l.answer_todos(&t1, first);
    l.escalate1();
}

pub fn second_return(l: &mut Life) {
    returned(l);
    again(l);
    let t2 = l.cast.t2.clone();
    l.accept((10, 50), &t2);
    l.give_back((30, 90), &t2, "cannot_follow_steps");
}

pub fn temporary(l: &mut Life) {
    l.reach_tier2();
    l.analyse(5);
    let t2 = l.cast.t2.clone();
    l.link(&t2, "parent");
    let text = l.text(&l.story.workaround.clone());
    let values = Values::new()
        .with("code", "temporary_workaround")
        .with("text", text)
        .with("cause_unknown", "the permanent fix is being developed");
    l.go((5, 20), &t2, Verb::Resolve, values);
}

pub fn approval_asked(l: &mut Life) {
    let eng = l.cast.eng.clone();
    let text =
        l.text("Would decline this one: by design since {old_version}. {lead}Approval please.");
    let text = text.replace("{lead}", "");
    l.step((10, 30), &eng, Command::Note { text });
}

pub fn verifying(l: &mut Life) {
    l.reach_engineering();
    l.develop(4);
    l.deploy();
}

pub fn rejected(l: &mut Life) {
    verifying(l);
    let t1 = l.cast.t1.clone();
    let text = l.text("Still there after the deployment: {clock}, same message on {host}.");
    let values = Values::new()
        .with("text", text)
        .with("evidence", "screenshot, log line");
    l.go((30, 100), &t1, Verb::Reject, values);
}

pub fn unclear(l: &mut Life) {
    let t1 = l.cast.t1.clone();
    let text = l.text(
        "Does the customer have to restart {host}? And is it for all users or only the new ones?",
    );
    let values = Values::new().with("text", text);
    let what = crate::domain::command::Move {
        way: "unclear".to_owned(),
        ..crate::domain::command::Move::with(Verb::Return, values)
    };
    l.step((10, 60), &t1, Command::Move(what));
}

pub fn not_satisfied(l: &mut Life) {
    l.reach_tier2();
    l.analyse(5);
    l.resolve2();
    l.tell((10, 60));
    l.received((100, 400), "unhappy");
    let t1 = l.cast.t1.clone();
    let text = l.part("unhappy");
    l.go(
        (5, 30),
        &t1,
        Verb::Dissatisfied,
        Values::new().with("text", text),
    );
    l.packages += 1;
}

pub fn reopened(l: &mut Life, minutes: i64) {
    l.triage();
    l.resolve1(false);
    l.tell((10, 60));
    l.confirm((60, 300));
    let t1 = l.cast.t1.clone();
    let text = l.part("unhappy");
    l.go(
        (minutes, minutes * 3),
        &t1,
        Verb::Reopen,
        Values::new().with("reason", text),
    );
}

pub fn recalled(l: &mut Life) {
    l.reach_tier2();
    l.analyse(1);
    l.received((30, 90), "happy");
    let t1 = l.cast.t1.clone();
    l.go(
        (5, 20),
        &t1,
        Verb::Recall,
        Values::new().with("reason", "works_now"),
    );
    l.packages += 1;
}

pub fn withdrawn(l: &mut Life) {
    l.triage();
    l.escalate1();
    let t1 = l.cast.t1.clone();
    let values = Values::new().with(
        "reason",
        "The customer just sent the missing log; I look myself first.",
    );
    l.go((5, 30), &t1, Verb::Withdraw, values);
}

pub fn restored(l: &mut Life) {
    l.take((5, 20));
    let t1 = l.cast.t1.clone();
    let values = Values::new()
        .with("reason", "not_an_issue")
        .with("text", "This is how it is meant to work; we close it here.");
    l.go((10, 50), &t1, Verb::Cancel, values);
    let values = Values::new().with(
        "reason",
        "The customer explained it again: it is a fault after all.",
    );
    l.go((200, 700), &t1, Verb::Restore, values);
}
