//! Undo: the inverse move where the table has one, else a correction record; within a minute, if
//! nobody acted after it and nothing was sent. Told, signed, closed, archived are not undone.

use super::case::Case;
use super::{moves, people};
use crate::domain::blocker::Refusal;
use crate::domain::command::{Move, Undo};
use crate::domain::event::{Act, Event, Fact};
use crate::domain::id::ArticleId;
use crate::domain::process::{MoveDef, Target, Verb};
use crate::domain::ticket::{ApprovalAsked, Criterion, Hold, Ticket};
use crate::domain::values::Values;

pub(super) fn undo(case: &Case, undo: &Undo) -> Result<Vec<Event>, Refusal> {
    let event = &undo.event;
    if event.seq != case.ticket.version {
        return Err(case.stage(
            "undo",
            format!(
                "Someone acted on {} after you; your step stands.",
                case.ticket.id
            ),
        ));
    }
    if event.by != case.actor.name {
        return Err(case.role(
            "undo",
            format!("The last step was {}'s; only they undo it.", event.by),
        ));
    }
    if case.now().since_ms(event.at) > case.process.windows.undo_ms {
        return Err(case.stage(
            "undo",
            format!(
                "That was more than {} s ago; your step stands.",
                case.process.windows.undo_ms / 1_000
            ),
        ));
    }
    match &event.act {
        Act::Moved { .. } if case.ticket.merged_into.is_some() => Err(case.stage(
            "undo",
            format!(
                "A merge is taken back on both tickets at once: hoist unmerge {}",
                case.ticket.id.0
            ),
        )),
        Act::Moved {
            verb: Verb::Release,
            ..
        } if others(case, &undo.before) => given_back(case, &undo.before),
        Act::Moved { verb, .. } => inverse_move(case, *verb),
        Act::Recorded => corrected(case, event, &undo.before),
        Act::Undone { .. } => Err(case.stage(
            "undo",
            "The last step was an undo; repeat what it took back instead.",
        )),
        Act::Imported(_) => Err(case.stage("undo", "Imported history stands as it was.")),
    }
}

fn inverse_move(case: &Case, verb: Verb) -> Result<Vec<Event>, Refusal> {
    let inverse = match verb {
        Verb::Take | Verb::Accept => Verb::Release,
        Verb::Escalate => Verb::Withdraw,
        Verb::Cancel
            if !case
                .ticket
                .messages
                .last()
                .is_some_and(|m| m.outgoing && m.at == case.ticket.updated_at) =>
        {
            Verb::Restore
        }
        Verb::Release if case.ticket.stage.tier == case.process.first_tier() => Verb::Take,
        Verb::Release => Verb::Accept,
        _ => {
            let instead = instead(verb, case.ticket.id.0);
            return Err(case.stage("undo", format!("{verb} is not undone; {instead}")));
        }
    };
    let values = match inverse {
        Verb::Withdraw | Verb::Restore => Values::new().with("reason", "undone at once"),
        _ => Values::new(),
    };
    moves::decide(case, &Move::with(inverse, values))
}

/// Whether somebody else had the ticket.
fn others(case: &Case, before: &Ticket) -> bool {
    before
        .assignee
        .as_ref()
        .is_some_and(|a| a != &case.actor.name)
}

/// A lead gave back what another had: it goes back to them, as it stood. They saw its package, and nobody has
/// looked at it since.
fn given_back(case: &Case, before: &Ticket) -> Result<Vec<Event>, Refusal> {
    let back = |m: &&MoveDef| {
        matches!(m.verb, Verb::Take | Verb::Accept)
            && m.from.as_ref() == Some(&case.ticket.stage)
            && m.to == Target::Stage(before.stage.clone())
    };
    let Some(def) = case.process.moves.iter().find(back) else {
        return inverse_move(case, Verb::Release);
    };
    let stands_in = moves::who(case, def)?;
    let act = Act::Moved {
        verb: def.verb,
        way: def.way.clone(),
        from: Some(case.ticket.stage.clone()),
        to: before.stage.clone(),
        forced: None,
    };
    let facts = vec![
        Fact::Assigned(before.assignee.clone()),
        Fact::Offered(before.offered_to.clone()),
    ];
    Ok(vec![case.event(act, facts, stands_in)])
}

/// What leads on where a move is not undone.
fn instead(verb: Verb, id: i64) -> String {
    match verb {
        Verb::Open => {
            format!("cancel the ticket if it was a mistake: hoist cancel {id} --reason …")
        }
        Verb::Tell => {
            format!("what was told stands; tell what is right: hoist message {id} --text …")
        }
        Verb::Sign => "what was signed stands.".to_owned(),
        Verb::Close => format!("reopen it: hoist reopen {id} --reason …"),
        Verb::Resolve | Verb::Decline => {
            format!("send the resolution back as unclear, or go on: hoist show {id}")
        }
        Verb::Deploy => format!("reject the fix: hoist reject {id} --text …"),
        Verb::Cancel => format!("restore it: hoist restore {id} --reason …"),
        Verb::Recall => {
            format!("send it up again: hoist escalate {id} --because … --why …")
        }
        Verb::Return | Verb::Withdraw => {
            format!(
                "whoever takes it sends it up again: hoist take {id}, then hoist escalate {id} --because … --why …"
            )
        }
        Verb::Restore => format!("cancel it again: hoist cancel {id} --reason …"),
        Verb::Archive => {
            format!("what is archived stays; go on in another: hoist follow-up {id}")
        }
        _ => format!("go on from here: hoist show {id} says how."),
    }
}

fn corrected(case: &Case, event: &Event, before: &Ticket) -> Result<Vec<Event>, Refusal> {
    let mut facts = Vec::new();
    for fact in &event.facts {
        facts.extend(inverse(case, fact, before)?);
    }
    Ok(vec![case.event(
        Act::Undone { seq: event.seq },
        facts,
        None,
    )])
}

/// The fact that takes a fact back, given the ticket before it.
fn inverse(case: &Case, fact: &Fact, before: &Ticket) -> Result<Vec<Fact>, Refusal> {
    let final_ = |what: &str| Err(case.stage("undo", format!("{what} is not undone.")));
    Ok(match fact {
        Fact::Answered(field, _) => vec![Fact::Answered(
            field.clone(),
            before.intake.get(field).cloned(),
        )],
        Fact::Checked(item, _) => vec![Fact::Checked(
            item.clone(),
            before.checks.get(item).cloned(),
        )],
        Fact::StillTrue(item) => vec![Fact::Checked(
            item.clone(),
            before.checks.get(item).cloned(),
        )],
        Fact::Recorded(record) => {
            let mut facts = vec![Fact::RecordRetracted(record.n)];
            facts.extend(asked_again(case, before));
            facts
        }
        Fact::CriterionNoted(c) => vec![unnoted(c, before)],
        Fact::CriterionGone(tier, id, _) => {
            vec![Fact::CriterionGone(tier.clone(), id.clone(), None)]
        }
        Fact::Held(hold) => vec![Fact::HoldEnded(hold.n)],
        Fact::HoldEnded(n) => again(case, before, *n),
        Fact::TodoAnswered(n, _) => vec![Fact::TodoAnswered(*n, None)],
        Fact::Linked(link) => vec![Fact::Unlinked(link.other, link.kind.clone())],
        Fact::Unlinked(other, kind) => before
            .links
            .iter()
            .filter(|l| l.other == *other && &l.kind == kind)
            .cloned()
            .map(Fact::Linked)
            .collect(),
        Fact::ArticleLinked(link) => vec![article_back(link.article, before)],
        Fact::ArticleUnlinked(id) => vec![article_back(*id, before)],
        Fact::Set { field, value } => vec![set_back(field, value, before)],
        Fact::Customer { .. } => vec![Fact::Customer {
            customer: before.customer,
            name: before.customer_name.clone(),
            contact: before.contact,
            contact_text: before.contact_text.clone(),
        }],
        Fact::Priority { .. } => vec![Fact::Priority {
            impact: before.impact.clone(),
            urgency: before.urgency.clone(),
            major: before.major,
            priority: before.priority,
            triaged: before.triaged,
        }],
        Fact::Path { .. } => {
            vec![Fact::Path {
                id: before.path.clone(),
                lead_approves_tell: before.lead_approves_tell,
            }]
        }
        Fact::Assigned(_) => vec![Fact::Assigned(before.assignee.clone())],
        Fact::CustomersAgent(_) => vec![Fact::CustomersAgent(before.customers_agent.clone())],
        Fact::Offered(_) => vec![Fact::Offered(before.offered_to.clone())],
        Fact::Audience(_) => vec![Fact::Audience(before.audience.clone())],
        Fact::Kb(_) => before.kb.clone().map(Fact::Kb).into_iter().collect(),
        Fact::Attached(file) => vec![Fact::AttachmentRetracted(
            file.n,
            Some("attached by mistake".into()),
        )],
        Fact::AttachmentRetracted(n, _) => vec![Fact::AttachmentRetracted(*n, None)],
        Fact::Kept(kept) => vec![Fact::KeptRetracted(kept.n, Some("kept by mistake".into()))],
        Fact::KeptRetracted(n, _) => vec![Fact::KeptRetracted(*n, None)],
        // The words of a note stay in the log; the history shows it as withdrawn.
        Fact::Noted(_) | Fact::Informed(_) => Vec::new(),
        Fact::JointSession => return final_("A joint session"),
        Fact::TodoAdded(todo) => vec![Fact::TodoAnswered(todo.n, Some("withdrawn".into()))],
        Fact::Message(message, _) if message.outgoing && case.now() < message.leaves_at => {
            vec![Fact::MessageTakenBack(message.n)]
        }
        Fact::Message(message, _) if message.outgoing => return final_("A message that has left"),
        Fact::Message(..) => return final_("A word from the customer"),
        Fact::HandedOver(_) => vec![Fact::HandoverEnded {
            accepted: false,
            reason: "offered by mistake".into(),
        }],
        Fact::ApprovalAsked(_) => vec![Fact::ApprovalDenied("asked by mistake".into())],
        Fact::ApprovalDenied(_) => asked_again(case, before).into_iter().collect(),
        Fact::Asked(request) => vec![Fact::AskAnswered(request.n, "withdrawn".into())],
        Fact::OwedSettled(..) => return final_("Settling what was owed"),
        _ => return final_("That step"),
    })
}

/// What was asked for before an approval, or before it was denied, is asked for anew.
fn asked_again(case: &Case, before: &Ticket) -> Option<Fact> {
    let asked = before.approval_asked.clone()?;
    let over = case.ticket.approval_asked.is_none();
    over.then(|| {
        Fact::ApprovalAsked(ApprovalAsked {
            n: case.ticket.version + 1,
            ..asked
        })
    })
}

/// A criterion noted by mistake no longer holds; one that stood before says again what it said.
fn unnoted(noted: &Criterion, before: &Ticket) -> Fact {
    let stood = before
        .standing_criteria()
        .find(|c| c.tier == noted.tier && c.id == noted.id);
    match stood {
        Some(old) => Fact::CriterionNoted(old.clone()),
        None => Fact::CriterionGone(
            noted.tier.clone(),
            noted.id.clone(),
            Some("noted by mistake".into()),
        ),
    }
}

/// A hold that was ended by mistake begins again, with its old end.
fn again(case: &Case, before: &Ticket, n: u32) -> Vec<Fact> {
    let Some(old) = before.holds.iter().find(|h| h.n == n) else {
        return Vec::new();
    };
    vec![Fact::Held(Hold {
        n: people::next_hold(case),
        ended: None,
        at: case.now(),
        ..old.clone()
    })]
}

/// The link to an article as it was before.
fn article_back(id: ArticleId, before: &Ticket) -> Fact {
    let old = before.articles.iter().find(|a| a.article == id);
    old.map_or(Fact::ArticleUnlinked(id), |old| {
        Fact::ArticleLinked(old.clone())
    })
}

fn set_back(field: &str, value: &str, before: &Ticket) -> Fact {
    let set = |field: &str, value: &str| Fact::Set {
        field: field.to_owned(),
        value: value.to_owned(),
    };
    match field {
        "subject" => set(field, &before.subject),
        "kind" => set(field, &before.kind),
        "channel" => set(field, &before.channel),
        "product" => set(field, &before.product),
        "version" => set(field, &before.product_version),
        "tag" if !before.tags.contains(value) => set("untag", value),
        "untag" if before.tags.contains(value) => set("tag", value),
        other => set(other, value),
    }
}
