//! A move that does not lead from where the ticket is: from where it does, who was quicker, and what
//! leads on from here instead.

use super::case::{Case, blocker};
use super::moves::who;
use crate::domain::blocker::{Blocker, Jump, Refusal};
use crate::domain::form;
use crate::domain::id::Tier;
use crate::domain::offer::USUAL;
use crate::domain::process::{MoveDef, Target, Verb};

/// The refusal of a move that the ticket's stage does not have.
pub(super) fn refusal(case: &Case, verb: Verb) -> Refusal {
    if let Some(text) = never(case, verb) {
        return case.role(verb.id(), text);
    }
    if let Some(text) = taken(case, verb) {
        return case.taken(verb.id(), text);
    }
    let mut refusal = case.stage(verb.id(), wrong_stage(case, verb));
    match onward(case) {
        Some(next) => refusal.missing.push(next),
        None => refusal.text.push_str(&whose_turn(case)),
    }
    refusal
}

/// The ticket was taken by somebody else, and this agent could not have taken it either.
fn never(case: &Case, verb: Verb) -> Option<String> {
    taken(case, verb)?;
    let rows = case.process.moves.iter().filter(|m| m.verb == verb);
    let mut tiers: Vec<&Tier> = rows.filter_map(|m| Some(&m.from.as_ref()?.tier)).collect();
    tiers.retain(|tier| case.ticket.stage.tier == **tier);
    let could = case.actor.lead || tiers.iter().any(|tier| case.actor.is_of(tier));
    let labels: Vec<String> = tiers.iter().map(|t| case.process.tier_label(t)).collect();
    (!could && !labels.is_empty()).then(|| {
        format!(
            "{verb} is for {} (a lead may stand in).",
            labels.join(" or ")
        )
    })
}

/// Somebody else already made the move that this agent wants: they have the ticket now.
fn taken(case: &Case, verb: Verb) -> Option<String> {
    let here = &case.ticket.stage;
    let holder = case.ticket.assignee.as_ref()?;
    let leads_here = |m: &MoveDef| m.verb == verb && m.to == Target::Stage(here.clone());
    let moves = &case.process.moves;
    let taking = matches!(verb, Verb::Take | Verb::Accept) && moves.iter().any(leads_here);
    (taking && holder != &case.actor.name).then(|| {
        format!(
            "{} was taken by {holder} already. Nothing was changed; hoist show {} tells how it stands.",
            case.ticket.id, case.ticket.id.0
        )
    })
}

fn wrong_stage(case: &Case, verb: Verb) -> String {
    let here = case.process.stage_label(&case.ticket.stage);
    let mut from: Vec<String> = Vec::new();
    let moves = case.process.moves.iter().filter(|m| m.verb == verb);
    for stage in moves
        .filter(|m| m.way != "with")
        .filter_map(|m| m.from.as_ref())
    {
        let label = format!("“{}”", case.process.stage_label(stage));
        if !from.contains(&label) {
            from.push(label);
        }
    }
    let holder = case.ticket.assignee.as_ref();
    let with = holder.map_or_else(String::new, |name| format!(", with {name}"));
    format!(
        "{} is at “{here}”{with}; {verb} leads from {}.",
        case.ticket.id,
        from.join(" or ")
    )
}

/// The usual move of this agent from here, with its command line.
fn onward(case: &Case) -> Option<Blocker> {
    let moves: Vec<&MoveDef> = case
        .process
        .moves_from(&case.ticket.stage)
        .filter(|m| !matches!(m.way.as_str(), "with" | "assumed"))
        .collect();
    let mut usual = USUAL
        .iter()
        .filter_map(|verb| moves.iter().find(|m| m.verb == *verb));
    let def = usual.find(|m| who(case, m).is_ok())?;
    let fields = case
        .process
        .forms
        .get(&def.form)
        .map_or(&[][..], |f| &f.fields);
    let command = form::command_line(
        case,
        fields,
        &format!("hoist {} {}", def.verb, case.ticket.id.0),
    );
    let text = format!("From here “{}” leads on", def.label);
    Some(blocker(
        "move",
        def.verb.id(),
        text,
        command,
        Jump::Move(def.verb),
    ))
}

/// Whose turn it is, when it is not this agent's.
fn whose_turn(case: &Case) -> String {
    let turn = case.process.turn(&case.ticket.stage).iter();
    let labels: Vec<String> = turn.map(|t| case.process.tier_label(t)).collect();
    match labels.is_empty() {
        true => String::new(),
        false => format!(" It is the turn of {}.", labels.join(" or ")),
    }
}

/// A way that other stages have does not fit here; one that none has is a slip of the pen.
pub(super) fn no_such_way(case: &Case, verb: Verb, way: &str) -> Refusal {
    let rows = case.process.moves.iter().filter(|m| m.verb == verb);
    let (same, other): (Vec<_>, Vec<_>) = rows.partition(|m| m.way == way);
    if !same.is_empty() {
        let here = case.process.stage_label(&case.ticket.stage);
        let text = format!(
            "{} is at “{here}”; {verb} {way} does not lead from there.",
            case.ticket.id
        );
        return case.stage(verb.id(), text);
    }
    let mut ways: Vec<_> = other.iter().map(|m| m.way.as_str()).collect();
    ways.retain(|w| !w.is_empty());
    ways.dedup();
    let known = match ways.is_empty() {
        true => "no way is named".to_owned(),
        false => format!("there are {}", ways.join(", ")),
    };
    case.input(verb.id(), format!("{verb} has no way “{way}”; {known}."))
}
