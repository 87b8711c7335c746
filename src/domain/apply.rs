//! Applies events to a ticket. Total: every log replays (invariant 11), whatever is in it. It never
//! reads the process file: events name their targets.

mod words;

use super::actor::Source;
use super::event::{Act, Event, Fact, Opened};
use super::heed::{self, News};
use super::id::{At, TicketId};
use super::process::Verb;
use super::stage::{Phase, Stage};
use super::ticket::{Criterion, Hold, LastMove, MessageRef, Ticket};
use words::{waits_again, words_out};

/// Channels on which the customer is spoken to as the ticket opens: that is the first response.
const LIVE_CHANNELS: [&str; 3] = ["phone", "walk_in", "chat"];

/// Whether the customer is spoken to as a ticket opens over a channel.
pub(super) fn is_live(channel: &str) -> bool {
    LIVE_CHANNELS.contains(&channel)
}

/// Applies one event.
pub fn apply(ticket: &mut Ticket, event: &Event) {
    ticket.version = event.seq;
    ticket.updated_at = event.at;
    if is_answered(ticket, event) {
        ticket.reply_at = None;
    }
    if is_seen_to(event) && ticket.assignee.as_ref() == Some(&event.by) {
        ticket.sent_back_at = None;
    }
    match &event.act {
        Act::Moved { verb, from, to, .. } => moved(ticket, event, *verb, from.as_ref(), to),
        Act::Imported(past) => {
            (ticket.imported, ticket.lived) = (true, event.seq);
            enter(ticket, &past.to, event.at);
        }
        Act::Recorded | Act::Undone { .. } => {}
    }
    for fact in &event.facts {
        apply_fact(ticket, event, fact);
    }
    if ticket.stage.phase.is_over() {
        ticket.handover = None;
    }
    if let Act::Imported(_) = event.act {
        // Another desk's unanswered word is not this one's turn: see domain/clock.rs.
        (ticket.reply_at, ticket.update_from) = (None, None);
    }
}

/// Whether an event means that someone of the desk looked after the ticket.
fn is_seen_to(event: &Event) -> bool {
    let by_person = !matches!(event.identity.source, Source::Timer | Source::Import);
    let only_word_in = event.facts.iter().any(|f| match f {
        Fact::PackageShown(..) => true,
        Fact::Message(message, _) => !message.outgoing,
        _ => false,
    });
    by_person && !only_word_in
}

/// Whether an event answers the customer's last word: words to them, a wait for their answer, or a step that
/// settles what they wrote. Whatever else is done on the ticket leaves them waiting.
fn is_answered(ticket: &Ticket, event: &Event) -> bool {
    let last = ticket.messages.iter().rev().find(|m| !m.outgoing);
    if !last.is_some_and(|m| m.waits) {
        // Logs from before there was the mark replay as they were.
        return is_seen_to(event);
    }
    let settled = match &event.act {
        Act::Moved { verb, to, .. } => {
            matches!(verb, Verb::Reopen | Verb::Dissatisfied) || is_told(to.phase)
        }
        _ => false,
    };
    settled
        || event.facts.iter().any(|f| match f {
            Fact::Message(message, _) => message.outgoing && !message.attempt,
            Fact::Held(hold) => hold.pauses,
            Fact::NoAnswerNeeded => true,
            _ => false,
        })
}

/// Whether the customer is told what became of it from here on anyway.
fn is_told(phase: Phase) -> bool {
    heed::is_resolved(phase) || phase.is_over()
}

fn moved(ticket: &mut Ticket, event: &Event, verb: Verb, from: Option<&Stage>, to: &Stage) {
    ticket.sent_back_at = None;
    if matches!(
        verb,
        Verb::Return | Verb::Dissatisfied | Verb::Reopen | Verb::Reject
    ) {
        ticket.sent_back_at = Some(event.at);
    }
    ticket.last_move = Some(LastMove {
        verb,
        from: from.unwrap_or(to).clone(),
        by: event.by.clone(),
        at: event.at,
    });
    enter(ticket, to, event.at);
}

fn enter(ticket: &mut Ticket, to: &Stage, at: At) {
    if &ticket.stage != to {
        ticket.stage_since = at;
        ticket.approval_asked = None;
    }
    ticket.over_at = match to.phase {
        Phase::Closed | Phase::Cancelled => Some(at),
        Phase::Archived => ticket.over_at.or(Some(at)),
        _ => None,
    };
    ticket.tiers_had.insert(to.tier.clone());
    ticket.stage = to.clone();
}

fn apply_fact(ticket: &mut Ticket, event: &Event, fact: &Fact) {
    let applied = people(ticket, event, fact)
        || work(ticket, event, fact)
        || joined(ticket, fact)
        || outcome(ticket, event, fact);
    if !applied {
        debug_assert!(
            matches!(fact, Fact::Informed(_)),
            "a fact nobody applies: {fact:?}"
        );
    }
}

/// What the ticket is about and who is in charge.
fn people(ticket: &mut Ticket, event: &Event, fact: &Fact) -> bool {
    match fact {
        Fact::Opened(opened) => open(ticket, event, opened),
        Fact::Set { field, value } => set(ticket, field, value),
        Fact::Customer {
            customer,
            name,
            contact,
            contact_text,
        } => {
            ticket.customer = *customer;
            ticket.customer_name.clone_from(name);
            ticket.contact = *contact;
            ticket.contact_text.clone_from(contact_text);
        }
        Fact::Priority {
            impact,
            urgency,
            major,
            priority,
            triaged,
        } => {
            ticket.impact.clone_from(impact);
            ticket.urgency.clone_from(urgency);
            (ticket.major, ticket.priority, ticket.triaged) = (*major, *priority, *triaged);
            ticket.was_major |= *major && *triaged;
            if *triaged && *priority > 0 {
                let highest = ticket.highest_priority;
                ticket.highest_priority = if highest == 0 {
                    *priority
                } else {
                    highest.min(*priority)
                };
            }
        }
        Fact::Path {
            id,
            lead_approves_tell,
        } => {
            ticket.path.clone_from(id);
            ticket.lead_approves_tell = *lead_approves_tell;
        }
        Fact::Assigned(to) => {
            ticket.assignee.clone_from(to);
            if let Some(agent) = to {
                ticket
                    .last_assignee
                    .insert(ticket.stage.tier.clone(), agent.clone());
            }
        }
        Fact::CustomersAgent(to) => ticket.customers_agent.clone_from(to),
        Fact::Offered(to) => ticket.offered_to.clone_from(to),
        Fact::Partner(tier, agent) => {
            ticket.partners.insert(tier.clone(), agent.clone());
        }
        Fact::Audience(audience) => ticket.audience.clone_from(audience),
        Fact::HandedOver(handover) => ticket.handover = Some(handover.clone()),
        Fact::HandoverEnded { .. } => ticket.handover = None,
        Fact::ApprovalAsked(asked) => ticket.approval_asked = Some(asked.clone()),
        Fact::ApprovalDenied(_) => ticket.approval_asked = None,
        _ => return false,
    }
    true
}

fn open(ticket: &mut Ticket, event: &Event, opened: &Opened) {
    ticket.kind.clone_from(&opened.kind);
    ticket.subject.clone_from(&opened.subject);
    ticket.channel.clone_from(&opened.channel);
    ticket.customer = opened.customer;
    ticket.customer_name.clone_from(&opened.customer_name);
    ticket.contact = opened.contact;
    ticket.contact_text.clone_from(&opened.contact_text);
    ticket.product.clone_from(&opened.product);
    ticket.product_version.clone_from(&opened.product_version);
    ticket.tags = opened.tags.iter().cloned().collect();
    ticket.imported = event.identity.source == Source::Import;
    ticket.opened_at = event.at;
    ticket.stage_since = event.at;
    if is_live(&opened.channel) {
        ticket.first_response_at = Some(event.at);
        ticket.update_from = Some(event.at);
    }
}

fn set(ticket: &mut Ticket, field: &str, value: &str) {
    let value = value.to_owned();
    match field {
        "subject" => ticket.subject = value,
        "kind" => ticket.kind = value,
        "channel" => ticket.channel = value,
        "product" => ticket.product = value,
        "version" => ticket.product_version = value,
        "tag" => {
            ticket.tags.insert(value);
        }
        "untag" => {
            ticket.tags.remove(&value);
        }
        _ => {}
    }
}

/// Evidence and what is open.
fn work(ticket: &mut Ticket, event: &Event, fact: &Fact) -> bool {
    match fact {
        Fact::Answered(field, answer) => match answer {
            Some(answer) => {
                ticket.intake.insert(field.clone(), answer.clone());
            }
            None => {
                ticket.intake.remove(field);
            }
        },
        Fact::Checked(item, state) => match state {
            Some(state) => {
                ticket.checks.insert(item.clone(), state.clone());
            }
            None => {
                ticket.checks.remove(item);
            }
        },
        Fact::ChecksStale => ticket.checks.values_mut().for_each(|c| c.stale = true),
        Fact::StillTrue(item) => {
            if let Some(check) = ticket.checks.get_mut(item) {
                check.stale = false;
            }
        }
        Fact::Recorded(record) => {
            if ticket.is_approved_by(record) {
                ticket.approval_asked = None;
            }
            ticket.records.push(record.clone());
        }
        Fact::RecordRetracted(n) => {
            if let Some(record) = ticket.records.iter_mut().find(|r| r.n == *n) {
                record.retracted = true;
            }
        }
        Fact::CriterionNoted(criterion) => criterion_noted(ticket, criterion),
        Fact::CriterionGone(tier, id, reason) => {
            if let Some(c) = ticket
                .criteria
                .iter_mut()
                .rev()
                .find(|c| &c.tier == tier && &c.id == id)
            {
                c.gone.clone_from(reason);
            }
        }
        Fact::Held(hold) => hold_begins(ticket, hold),
        Fact::HoldEnded(n) => hold_ends(ticket, *n, event.at),
        Fact::TodoAdded(todo) => ticket.todos.push(todo.clone()),
        Fact::TodoAnswered(n, answer) => {
            if let Some(todo) = ticket.todos.iter_mut().find(|t| t.n == *n) {
                todo.answer.clone_from(answer);
            }
        }
        Fact::OwedAdded(owed) => ticket.owed.push(owed.clone()),
        Fact::OwedSettled(n, how) => {
            if let Some(owed) = ticket.owed.iter_mut().find(|o| o.n == *n) {
                owed.settled = Some(how.clone());
            }
        }
        Fact::Asked(request) => ticket.requests.push(request.clone()),
        Fact::AskAnswered(n, answer) => {
            if let Some(request) = ticket.requests.iter_mut().find(|r| r.n == *n) {
                request.answer = Some(answer.clone());
            }
        }
        Fact::Linked(link) => ticket.links.push(link.clone()),
        Fact::ArticleLinked(link) => {
            ticket.articles.retain(|a| a.article != link.article);
            ticket.articles.push(link.clone());
        }
        Fact::ArticleUnlinked(id) => ticket.articles.retain(|a| a.article != *id),
        Fact::Unlinked(other, kind) => ticket
            .links
            .retain(|l| l.other != *other || &l.kind != kind),
        Fact::ArticleHeard(id, fixes) => {
            let links = ticket.articles.iter_mut().filter(|a| a.article == *id);
            links.for_each(|link| link.heard = *fixes);
        }
        Fact::ArticleWorkaroundHeard(id, changes) => {
            let links = ticket.articles.iter_mut().filter(|a| a.article == *id);
            links.for_each(|link| link.heard_workarounds = *changes);
        }
        Fact::Heard(other, news) => heard(ticket, *other, *news),
        Fact::HeardAnew(other, news) => {
            let links = ticket.links.iter_mut().filter(|l| l.other == *other);
            links.for_each(|link| link.heard = *news);
        }
        Fact::Noted(_) => ticket.notes += 1,
        Fact::Attached(file) => ticket.attachments.push(file.clone()),
        Fact::AttachmentRetracted(n, reason) => {
            if let Some(file) = ticket.attachments.iter_mut().find(|a| a.n == *n) {
                file.retracted.clone_from(reason);
            }
        }
        Fact::Kept(kept) => ticket.kept.push(kept.clone()),
        Fact::KeptRetracted(n, reason) => {
            if let Some(kept) = ticket.kept.iter_mut().find(|k| k.n == *n) {
                kept.retracted.clone_from(reason);
            }
        }
        _ => return false,
    }
    true
}

/// What became of it together with other tickets.
fn joined(ticket: &mut Ticket, fact: &Fact) -> bool {
    match fact {
        Fact::MergedInto(other) => ticket.merged_into = Some(*other),
        Fact::MergedOut(_) => ticket.merged_into = None,
        Fact::Absorbed(merged) => ticket.merged.push(merged.clone()),
        Fact::Separated(other) => ticket.merged.retain(|m| m.ticket != *other),
        Fact::SplitOff(part) => ticket.parts.push(part.clone()),
        Fact::SplitFrom(part) => ticket.split_from = Some(part.clone()),
        _ => return false,
    }
    true
}

/// Heard of a ticket is heard over every link to it.
fn heard(ticket: &mut Ticket, other: TicketId, news: News) {
    let links = ticket.links.iter_mut().filter(|l| l.other == other);
    links.for_each(|l| l.heard = l.heard.and(news));
}

/// A criterion stands once: noted again, its words are renewed.
fn criterion_noted(ticket: &mut Ticket, noted: &Criterion) {
    let standing = ticket
        .criteria
        .iter_mut()
        .find(|c| c.gone.is_none() && c.tier == noted.tier && c.id == noted.id);
    match standing {
        Some(known) => known.clone_from(noted),
        None => ticket.criteria.push(noted.clone()),
    }
}

pub(super) fn hold_begins(ticket: &mut Ticket, hold: &Hold) {
    if hold.pauses && ticket.paused_since.is_none() {
        ticket.paused_since = Some(hold.at);
    }
    ticket.holds.push(hold.clone());
}

pub(super) fn hold_ends(ticket: &mut Ticket, n: u32, at: At) {
    if let Some(hold) = ticket
        .holds
        .iter_mut()
        .find(|h| h.n == n && h.ended.is_none())
    {
        hold.ended = Some(at);
    }
    let still = ticket.open_holds().any(|h| h.pauses);
    if let (Some(since), false) = (ticket.paused_since, still) {
        ticket.paused_ms = ticket.paused_ms.saturating_add(at.since_ms(since).max(0));
        ticket.paused_since = None;
        ticket.update_from = ticket.update_from.map(|_| at);
    }
}

/// Packages, messages, resolution, sign-offs, satisfaction.
fn outcome(ticket: &mut Ticket, event: &Event, fact: &Fact) -> bool {
    match fact {
        Fact::PackageFrozen(package, _) => ticket.packages.push(package.clone()),
        Fact::PackageShown(version, agent) => {
            if let Some(package) = ticket.packages.iter_mut().find(|p| p.version == *version) {
                package.shown_to.insert(agent.clone());
            }
        }
        Fact::Message(message, _) => message_added(ticket, message),
        Fact::MessageTakenBack(n) => {
            message_taken_back(ticket, *n);
        }
        // It was heard as the event began.
        Fact::NoAnswerNeeded => {}
        Fact::Resolved(resolution) => ticket.resolution = Some(resolution.clone()),
        Fact::Unclear(text) => {
            if let Some(resolution) = ticket.resolution.as_mut() {
                resolution.unclear = Some(text.clone());
            }
        }
        Fact::Deployed(number, by) => {
            ticket.deployment = *number;
            ticket.deployer = Some(by.clone());
            ticket.sign_offs.clear();
            ticket.records_at_deploy = ticket.records.last().map_or(0, |r| r.n);
        }
        Fact::Signed(sign_off) => ticket.sign_offs.push(sign_off.clone()),
        Fact::SignOffsVoid => ticket.sign_offs.clear(),
        Fact::FixFailed => ticket.fix_attempts += 1,
        Fact::Told(told) => ticket.told = Some(told.clone()),
        Fact::TellingVoid => (ticket.told, ticket.satisfaction) = (None, None),
        Fact::Satisfied(satisfaction) => ticket.satisfaction = Some(satisfaction.clone()),
        Fact::Kb(decision) => ticket.kb = Some(decision.clone()),
        Fact::EdgeUp { edge } => {
            let edge = ticket.edges.entry(edge.clone()).or_default();
            edge.escalations += 1;
            edge.last_escalator = Some(event.by.clone());
        }
        Fact::EdgeDown { edge } => {
            let edge = ticket.edges.entry(edge.clone()).or_default();
            edge.returns += 1;
            edge.joint_session = false;
            ticket.returns += 1;
        }
        Fact::JointSession => ticket
            .edges
            .values_mut()
            .for_each(|e| e.joint_session = true),
        Fact::Reopened => ticket.reopens += 1,
        Fact::Reason(reason) => ticket.reasons.push(reason.clone()),
        Fact::Bundled(bundle) => ticket.bundle = Some(bundle.clone()),
        Fact::Sealed(hash) => ticket.sealed.clone_from(hash),
        _ => return false,
    }
    true
}

pub(super) fn message_added(ticket: &mut Ticket, message: &MessageRef) {
    ticket.messages.push(message.clone());
    // The words a ticket opens with are the ticket itself, not a reply.
    if !message.outgoing && message.seq > 1 {
        ticket.reply_at = Some(message.at);
    }
    words_out(ticket);
}

pub(super) fn message_taken_back(ticket: &mut Ticket, n: u32) {
    if let Some(message) = ticket.messages.iter_mut().find(|m| m.n == n) {
        message.taken_back = true;
    }
    words_out(ticket);
    waits_again(ticket, n);
}
