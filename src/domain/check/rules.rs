//! What is promised at every step, whatever the file says.

use super::plan::{Actor, Place, Plan, guarded};
use super::state::{HOLD, INTAKE, OWED, PACKAGE, REQUEST, SATISFIED, State, TOLD};
use crate::domain::parse::FaultKind;
use crate::domain::process::{Field, Guard, MoveDef, Target, Verb};
use crate::domain::stage::Phase;

/// A step that the walk visits.
pub(super) struct Step<'a> {
    /// The row.
    pub row: &'a MoveDef,
    /// Who makes it.
    pub actor: Actor,
    /// Where it comes from.
    pub from: Place,
    /// Where it leads.
    pub to: Place,
    /// The facts before, with what the guards supplied.
    pub before: State,
    /// The facts after.
    pub after: State,
}

/// Every promise that the step breaks.
pub(super) fn broken(plan: &Plan<'_>, step: &Step<'_>) -> Vec<(FaultKind, String)> {
    let mut all = Vec::new();
    upward(plan, step, &mut all);
    packages(plan, step, &mut all);
    first_tier(plan, step, &mut all);
    verified(plan, step, &mut all);
    in_words(plan, step, &mut all);
    over(plan, step, &mut all);
    all
}

/// The customer is told in words: the form of telling asks for them, always.
fn in_words(plan: &Plan<'_>, step: &Step<'_>, all: &mut Broken) {
    if step.row.verb != Verb::Tell {
        return;
    }
    let asked = |field: &Field| field.id == "text" && field.required && field.when.is_none();
    let form = plan.form(step.row);
    let is_asked = form.is_some_and(|form| form.fields.iter().any(asked));
    if !is_asked || !guarded(step.row, &Guard::Form) {
        let message = format!(
            "{} is possible without a word to the customer: its form asks for `text`, required and without condition, and its guard is `form`.",
            plan.name(step.row)
        );
        all.push((FaultKind::ToldNothing, message));
    }
}

type Broken = Vec<(FaultKind, String)>;

/// Up only by escalation, one tier, with everything the next tier needs.
fn upward(plan: &Plan<'_>, step: &Step<'_>, all: &mut Broken) {
    let name = || plan.name(step.row);
    let up = step.to.rank > step.from.rank;
    if step.row.verb != Verb::Escalate {
        let back = matches!(step.row.to, Target::Resolver | Target::HadTier);
        if up && !back {
            let message = format!(
                "{} leads to a higher tier without being an escalation.",
                name()
            );
            all.push((FaultKind::EscalationNotUp, message));
        }
        return;
    }
    if step.to.rank != step.from.rank + 1 || step.to.phase != Phase::Queued {
        let message = format!("{} must lead to the queue of the next tier.", name());
        all.push((FaultKind::EscalationNotUp, message));
    }
    for what in bare(plan, step) {
        let message = format!("{} is possible without {what}.", name());
        all.push((FaultKind::EscalationBare, message));
    }
}

/// What an escalation lacks.
fn bare(plan: &Plan<'_>, step: &Step<'_>) -> Vec<&'static str> {
    let rank = step.from.rank;
    let facts = &step.before;
    let empty = plan
        .process
        .tiers
        .get(rank)
        .is_none_or(|t| t.checklist.is_empty());
    let has = [
        (facts.criteria.has(rank), "a criterion and why"),
        (guarded(step.row, &Guard::Package), "a package"),
        (rank > 0 || facts.is(INTAKE), "the intake answers"),
        (empty || facts.checked.has(rank), "the checklist"),
        (!facts.todos.has(rank), "answers to an earlier return"),
    ];
    let missing = has.iter().filter(|(holds, _)| !holds);
    missing.map(|(_, what)| *what).collect()
}

/// A ticket waits for a higher tier with a package, and is worked on there after accepting it.
fn packages(plan: &Plan<'_>, step: &Step<'_>, all: &mut Broken) {
    let name = || plan.name(step.row);
    let works = matches!(step.to.phase, Phase::Queued | Phase::Working);
    if step.to.rank > 0 && works && !step.after.is(PACKAGE) {
        let message = format!(
            "After {} a ticket waits at a higher tier without a package.",
            name()
        );
        all.push((FaultKind::NoPackage, message));
    }
    let freezes = matches!(
        step.row.verb,
        Verb::Return | Verb::Recall | Verb::Dissatisfied
    );
    if freezes && !guarded(step.row, &Guard::Package) {
        let message = format!(
            "{} freezes no package: what is known goes on without it.",
            name()
        );
        all.push((FaultKind::NoPackage, message));
    }
    if step.to.rank == 0 || step.to.phase != Phase::Working {
        return;
    }
    let accepts = step.row.verb == Verb::Accept && guarded(step.row, &Guard::PackageShown);
    let goes_on = step.from.rank == step.to.rank && step.from.phase != Phase::Queued;
    if !accepts && !goes_on {
        let message = format!(
            "{} begins work at a higher tier without accepting the package.",
            name()
        );
        all.push((FaultKind::NotAccepted, message));
    }
}

/// Telling and closing are the first tier's alone: nobody stands in.
fn first_tier(plan: &Plan<'_>, step: &Step<'_>, all: &mut Broken) {
    let theirs = matches!(step.row.verb, Verb::Tell | Verb::Close);
    if theirs && step.actor != Actor::Agent(0) {
        let message = format!(
            "{} can be done by another than the first tier itself.",
            plan.name(step.row)
        );
        all.push((FaultKind::NotFirstTier, message));
    }
}

/// A fix is verified by every tier in turn, and never by whoever deployed it.
fn verified(plan: &Plan<'_>, step: &Step<'_>, all: &mut Broken) {
    if step.row.verb == Verb::Sign && !guarded(step.row, &Guard::SignOff) {
        let message = format!("{} lets the deployer sign.", plan.name(step.row));
        all.push((FaultKind::NotVerified, message));
    }
    if step.from.phase != Phase::Verifying || step.to.phase != Phase::Resolved {
        return;
    }
    let signed = match step.actor {
        Actor::Agent(rank) if step.row.verb == Verb::Sign => step.before.signed.with(rank),
        _ => step.before.signed,
    };
    let both = signed.covers(step.from.turn) && signed.count() >= 2;
    if !both {
        let message = format!(
            "{} counts the fix as verified before two tiers signed.",
            plan.name(step.row)
        );
        all.push((FaultKind::NotVerified, message));
    }
}

/// What must be true when work is over, and what may be owed no longer.
fn over(plan: &Plan<'_>, step: &Step<'_>, all: &mut Broken) {
    let name = || plan.name(step.row);
    let facts = &step.after;
    let closes = step.to.phase == Phase::Closed
        || (step.to.phase == Phase::Archived
            && !matches!(step.from.phase, Phase::Closed | Phase::Cancelled));
    if closes && !facts.is(TOLD) {
        let message = format!("{} closes a ticket before the customer was told.", name());
        all.push((FaultKind::ClosedUntold, message));
    }
    if closes && !facts.is(SATISFIED) {
        let message = format!(
            "{} closes a ticket without satisfaction or attempts.",
            name()
        );
        all.push((FaultKind::ClosedUnsatisfied, message));
    }
    let ends = matches!(step.to.phase, Phase::Closed | Phase::Archived);
    if ends && (facts.is(REQUEST) || facts.is(HOLD)) {
        let message = format!("{} leaves a hold or a side request open.", name());
        all.push((FaultKind::OverWithOpen, message));
    }
    // Points in the order of OWED: after telling nothing of the first may be owed, and so on.
    let passed = match (step.row.verb, step.to.phase) {
        (_, Phase::Archived) => 3,
        (_, Phase::Closed) => 2,
        (Verb::Tell, _) => 1,
        _ => 0,
    };
    if OWED.iter().take(passed).any(|bit| step.before.is(*bit)) {
        let message = format!("{} does not ask for what is owed before it.", name());
        all.push((FaultKind::OwedForgotten, message));
    }
    if step.from.phase == Phase::Archived {
        let message = format!("{} changes an archived ticket.", name());
        all.push((FaultKind::LeavesArchive, message));
    }
}
