//! Guards of handing up, of deploying and verifying.

use super::{Lack, Step, command_with};
use crate::domain::actor::Actor;
use crate::domain::blocker::{Blocker, Jump, one_of};
use crate::domain::decide::Case;
use crate::domain::form;
use crate::domain::id::Tier;
use crate::domain::package;
use crate::domain::process::Verb;
use crate::domain::ticket::{CheckHow, Record};

/// A skipped checklist item with its reason stands in for these kinds of record (the forms say:
/// "or skipped + reason", "or none found").
const SKIPPABLE: [&str; 2] = ["replication", "workaround"];

pub(super) fn criterion(case: &Case, step: &Step, tier: &Tier) -> Vec<Blocker> {
    let values = &step.wanted.values;
    let standing: Vec<_> = case
        .ticket
        .standing_criteria()
        .filter(|c| &c.tier == tier)
        .collect();
    let mut lacks = Vec::new();
    if values.choices("because").is_empty() && standing.is_empty() {
        let ids: Vec<_> = case
            .process
            .tier(tier)
            .map_or(&[][..], |t| &t.criteria)
            .iter()
            .map(|c| c.id.clone())
            .collect();
        let first = ids.first().map_or("…", String::as_str);
        let lack = Lack {
            what: "field",
            id: "because".to_owned(),
            text: "No criterion is named: why does it need the next tier?".to_owned(),
            command: command_with(case, step, "because", first),
            jump: Jump::Field("because".to_owned()),
        };
        lacks.push(lack.hard().of(ids));
    }
    if values.get("why").is_none() && !standing.iter().any(|c| !c.why.is_empty()) {
        let lack = Lack {
            what: "field",
            id: "why".to_owned(),
            text: "One sentence why is missing".to_owned(),
            command: command_with(case, step, "why", "…"),
            jump: Jump::Field("why".to_owned()),
        };
        lacks.push(lack.hard());
    }
    // Criterion + why is locked: no path and no lead goes without.
    lacks
}

/// The former package must still be what its hash says; a doubt fails closed (invariants 5, 8).
pub(super) fn package_hash(case: &Case) -> Vec<Blocker> {
    let Some(former) = case.ticket.package() else {
        return Vec::new();
    };
    let intact = case
        .scene
        .package
        .as_deref()
        .is_none_or(|json| package::hash(json) == former.hash);
    if intact {
        return Vec::new();
    }
    vec![
        Lack {
            what: "package",
            id: former.version.to_string(),
            text: format!(
                "Package {} does not match its hash: the desk's file was changed by other means",
                former.version
            ),
            command: "hoist audit check".to_owned(),
            jump: Jump::None,
        }
        .hard(),
    ]
}

pub(super) fn package_shown(case: &Case) -> Vec<Blocker> {
    let n = case.ticket.id.0;
    let Some(package) = case.ticket.package() else {
        return vec![
            Lack {
                what: "package",
                id: "0".to_owned(),
                text: "There is no hand-off package".to_owned(),
                command: format!("hoist return {n} --reason incomplete --missing …"),
                jump: Jump::Move(Verb::Return),
            }
            .soft(),
        ];
    };
    if package.shown_to.contains(&case.actor.name) {
        return package_hash(case);
    }
    vec![
        Lack {
            what: "package",
            id: package.version.to_string(),
            text: format!("Package {} was not on your screen yet", package.version),
            command: format!("hoist show {n} --package {}", package.version),
            jump: Jump::Package(package.version),
        }
        .hard(),
    ]
}

pub(super) fn record(case: &Case, step: &Step, kind: &str) -> Vec<Blocker> {
    let Some(def) = case.process.record(kind) else {
        return vec![unknown_record(kind)];
    };
    // A new fix needs a new deployment; all other evidence stands.
    let fresh = |r: &Record| {
        step.def.verb != Verb::Deploy || kind != "deployment" || r.n > case.ticket.records_at_deploy
    };
    let written = case
        .ticket
        .records
        .iter()
        .any(|r| r.kind == kind && !r.retracted && fresh(r));
    let skipped = SKIPPABLE.contains(&kind)
        && def.closes.iter().any(|(tier, item)| {
            case.ticket
                .check(tier, item)
                .is_some_and(|c| c.how == CheckHow::Skipped && !c.stale)
        });
    let owed = case
        .ticket
        .open_owed()
        .any(|o| o.what == format!("record.{kind}"));
    if written || skipped || owed {
        return Vec::new();
    }
    vec![
        Lack {
            what: "record",
            id: kind.to_owned(),
            text: format!("{} is not recorded", def.label),
            command: format!(
                "hoist record {} {kind} {}",
                case.ticket.id.0,
                form::arguments(case, &def.fields)
            ),
            jump: Jump::Record(kind.to_owned()),
        }
        .soft(),
    ]
}

/// A guard that names what the process does not have fails closed (invariant 8).
fn unknown_record(kind: &str) -> Blocker {
    Lack {
        what: "record",
        id: kind.to_owned(),
        text: format!("The process file asks for “{kind}”, which it does not describe"),
        command: "hoist process check".to_owned(),
        jump: Jump::None,
    }
    .hard()
}

/// "A third escalation on one edge needs a joint session recorded."
pub(super) fn joint_session(case: &Case, step: &Step) -> Vec<Blocker> {
    let edge = case
        .ticket
        .edges
        .get(&format!("{}>{}", step.from.tier, step.to.tier));
    let needed = edge
        .is_some_and(|e| e.returns >= case.process.windows.joint_session_after && !e.joint_session);
    if !needed {
        return Vec::new();
    }
    vec![
        Lack {
            what: "record",
            id: "joint_session".to_owned(),
            text: "It was sent back twice; a joint session of both tiers is needed before the next escalation".to_owned(),
            command: joint_command(case),
            jump: Jump::Record("joint_session".to_owned()),
        }
        .soft(),
    ]
}

fn joint_command(case: &Case) -> String {
    let fields = case
        .process
        .record("joint_session")
        .map_or(&[][..], |r| &r.fields);
    format!(
        "hoist record {} joint_session {}",
        case.ticket.id.0,
        form::arguments(case, fields)
    )
}

/// The tier an agent signs for: the one named, else the first in turn that it belongs to and that
/// has not signed.
pub(crate) fn signing_tier(case: &Case, step: &Step) -> Option<Tier> {
    let unsigned = |t: &&Tier| !case.ticket.sign_offs.iter().any(|s| &s.tier == *t);
    let turn = case.process.turn(&step.from);
    match step.wanted.values.get("tier") {
        Some(named) => turn.iter().find(|t| **t == *named).cloned(),
        None => turn
            .iter()
            .filter(unsigned)
            .find(|t| case.actor.is_of(t))
            .cloned(),
    }
}

/// The result that says that a fix failed.
const FAILED: &str = "does_not_work";

/// A sign-off says that the fix works; what does not work is rejected.
pub(super) fn sign_off(case: &Case, step: &Step) -> Vec<Blocker> {
    let mut found: Vec<Blocker> = fix_failed(case, step).into_iter().collect();
    found.extend(signer(case, step));
    found
}

fn fix_failed(case: &Case, step: &Step) -> Option<Blocker> {
    let result = step.wanted.values.get("result")?;
    // A desk may still have a process file in which the result is free text.
    let label = case.process.code_label("sign_off", FAILED);
    let says = |text: &str| result.trim().to_lowercase() == text.to_lowercase();
    let failed = [FAILED, &FAILED.replace('_', " "), label];
    failed.into_iter().any(says).then(|| {
        Lack {
            what: "sign_off",
            id: "result".to_owned(),
            text: "A fix that does not work is not signed off: reject it, and say what failed"
                .to_owned(),
            command: format!("hoist reject {} --text …", case.ticket.id.0),
            jump: Jump::Move(Verb::Reject),
        }
        .hard()
    })
}

fn signer(case: &Case, step: &Step) -> Vec<Blocker> {
    let lack = |text: String| {
        let others = other_signers(case, step);
        let tier = others.first().map_or("…", |(tier, _)| tier.0.as_str());
        let command = match others.first().is_some_and(|(_, agents)| agents.is_empty()) {
            true => format!("hoist agents add NAME --tier {tier}"),
            false => format!(
                "hoist sign {} --for {tier} --checked … --result works",
                case.ticket.id.0
            ),
        };
        vec![
            Lack {
                what: "sign_off",
                id: "tier".to_owned(),
                text: format!("{text}{}", who_signs(case, &others)),
                command,
                jump: Jump::Field("tier".to_owned()),
            }
            .hard(),
        ]
    };
    let Some(tier) = signing_tier(case, step) else {
        return lack(
            "Your tiers have signed already; the other tier's sign-off is missing".to_owned(),
        );
    };
    let label = case.process.tier_label(&tier);
    if !case.actor.is_of(&tier) {
        return lack(format!("You are not of {label}"));
    }
    if case.ticket.sign_offs.iter().any(|s| s.tier == tier) {
        return lack(format!("{label} has signed already"));
    }
    if case.process.single_seat {
        return Vec::new();
    }
    if case.ticket.deployer.as_ref() == Some(&case.actor.name) {
        return lack("Whoever deployed the fix does not sign for it".to_owned());
    }
    if case
        .ticket
        .sign_offs
        .iter()
        .any(|s| s.by == case.actor.name)
    {
        return lack("You signed already; the second sign-off is another person's".to_owned());
    }
    Vec::new()
}

/// The tiers in turn that have not signed, each with whoever may still sign for it.
fn other_signers<'a>(case: &Case<'a>, step: &Step) -> Vec<(Tier, Vec<&'a Actor>)> {
    let signed = |t: &Tier| case.ticket.sign_offs.iter().any(|s| &s.tier == t);
    let may = |agent: &Actor| {
        agent.name != case.actor.name
            && case.ticket.deployer.as_ref() != Some(&agent.name)
            && !case.ticket.sign_offs.iter().any(|s| s.by == agent.name)
    };
    let scene: &'a crate::domain::command::Scene = case.scene;
    let of = |tier: &Tier| {
        let agents = scene.agents.iter().filter(|a| a.is_of(tier) && may(a));
        (tier.clone(), agents.collect())
    };
    let turn = case.process.turn(&step.from);
    turn.iter().filter(|t| !signed(t)).map(of).collect()
}

/// “; for Tier 2 that can be ben or lea”.
fn who_signs(case: &Case, others: &[(Tier, Vec<&Actor>)]) -> String {
    let Some((tier, agents)) = others.first() else {
        return String::new();
    };
    let label = case.process.tier_label(tier);
    let names: Vec<String> = agents.iter().take(4).map(|a| a.name.0.clone()).collect();
    match names.is_empty() {
        true => format!(
            "; {label} has to, and has nobody else on this desk. A lead adds somebody; where one person works a desk alone, `single_seat = true` in its process file lets them sign for both (hoist process use)"
        ),
        false => format!("; for {label} that can be {}", one_of(&names)),
    }
}

pub(super) fn unaccepted(case: &Case) -> Vec<Blocker> {
    if case
        .ticket
        .last_move
        .as_ref()
        .is_some_and(|m| m.verb == Verb::Escalate)
    {
        return Vec::new();
    }
    vec![
        Lack {
            what: "stage",
            id: "unaccepted".to_owned(),
            text: "Only an escalation that nobody has accepted yet can be withdrawn".to_owned(),
            command: format!("hoist recall {} --reason …", case.ticket.id.0),
            jump: Jump::Move(Verb::Recall),
        }
        .hard(),
    ]
}
