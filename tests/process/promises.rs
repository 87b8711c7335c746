//! The model check is worth what it notices: the built-in process with one promise taken out of it.

use hoist::domain::process::{Guard, MoveDef, Process, Role, Target, Verb};
use hoist::domain::stage::Phase;
use hoist::domain::{check, parse};

/// The guards whose loss breaks a promise, wherever they stand.
fn is_promised(row: &MoveDef, guard: &Guard) -> bool {
    // Nothing is put on hold behind a closed ticket, so its archive asks for more than it needs.
    let closed = row.from.as_ref().is_some_and(|s| s.phase == Phase::Closed);
    match guard {
        Guard::Requests | Guard::Holds if closed => false,
        Guard::PackageShown
        | Guard::SignOff
        | Guard::Satisfied
        | Guard::Attempts
        | Guard::Requests
        | Guard::Holds
        | Guard::Owed(_)
        | Guard::Criterion(_)
        | Guard::Intake
        | Guard::Checklist(_)
        | Guard::Todos
            if row.verb != Verb::Resolve && row.verb != Verb::Deploy =>
        {
            true
        }
        Guard::Package => row.way != "unclear",
        _ => false,
    }
}

fn without(row: usize, guard: usize) -> Process {
    let mut process = parse::builtin().clone();
    process.moves[row].guards.remove(guard);
    process
}

#[test]
fn a_promised_guard_that_is_missing_is_noticed() {
    let mut missed = Vec::new();
    let mut tried = 0;
    for (row, def) in parse::builtin().moves.iter().enumerate() {
        for (at, guard) in def.guards.iter().enumerate() {
            if !is_promised(def, guard) {
                continue;
            }
            tried += 1;
            if check::model(&without(row, at)).is_empty() {
                missed.push(format!("{} {:?}: {guard}", def.verb, def.from));
            }
        }
    }
    assert!(tried > 25, "{tried}");
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn telling_and_closing_by_another_is_noticed() {
    for (row, def) in parse::builtin().moves.iter().enumerate() {
        if !matches!(def.verb, Verb::Tell | Verb::Close) {
            continue;
        }
        for role in Role::ALL {
            let mut process = parse::builtin().clone();
            process.moves[row].who = role;
            let faults = check::model(&process);
            let harmless = matches!(role, Role::TierOnly | Role::TurnOnly);
            assert_eq!(faults.is_empty(), harmless, "{} {}", def.verb, role.id());
        }
    }
}

#[test]
fn an_escalation_to_anywhere_else_is_noticed() {
    for (row, def) in parse::builtin().moves.iter().enumerate() {
        if def.verb != Verb::Escalate {
            continue;
        }
        for stage in &parse::builtin().stages {
            let to = Target::Stage(stage.stage.clone());
            if to == def.to {
                continue;
            }
            let mut process = parse::builtin().clone();
            process.moves[row].to = to;
            assert!(!check::model(&process).is_empty(), "{}", stage.stage);
        }
    }
}

#[test]
fn closing_from_anywhere_but_after_asking_is_noticed() {
    for (row, def) in parse::builtin().moves.iter().enumerate() {
        for stage in &parse::builtin().stages {
            let over = matches!(stage.stage.phase, Phase::Closed | Phase::Archived);
            let to = Target::Stage(stage.stage.clone());
            let promised = matches!(def.verb, Verb::Close | Verb::Archive);
            let loop_of = def.from.as_ref() == Some(&stage.stage);
            if !over || promised || loop_of || to == def.to {
                continue;
            }
            let mut process = parse::builtin().clone();
            process.moves[row].to = to;
            assert!(
                !check::model(&process).is_empty(),
                "{} to {}",
                def.verb,
                stage.stage
            );
        }
    }
}

#[test]
fn a_stage_that_loses_its_last_exit_is_noticed() {
    for stage in &parse::builtin().stages {
        if stage.stage.phase == Phase::Archived {
            continue;
        }
        let mut process = parse::builtin().clone();
        process
            .moves
            .retain(|m| m.from.as_ref() != Some(&stage.stage));
        assert!(!check::model(&process).is_empty(), "{}", stage.stage);
    }
}
