//! Events in words: the history of a ticket, and what a command has just done.

use crate::domain::command::TimelineLine;
use crate::domain::event::{Act, Event, Fact};
use crate::domain::process::{Process, Verb};
use crate::domain::stage::{Phase, Stage};
use crate::domain::ticket::{Answer, CheckHow, KbDecision, Reason, Ticket};

/// Where a ticket stands, in a sentence: "#1042: Waiting for Tier 2".
#[must_use]
pub fn standing(process: &Process, ticket: &Ticket) -> String {
    format!("{}: {}", ticket.id, process.stage_label(&ticket.stage))
}

/// What a command did, in a sentence: "#1042 is with Tier 2".
#[must_use]
pub fn done(process: &Process, ticket: &Ticket, events: &[Event]) -> String {
    let Some(event) = events.last() else {
        return standing(process, ticket);
    };
    let id = ticket.id;
    match &event.act {
        Act::Moved {
            verb: Verb::Open, ..
        } => format!("{id} is opened"),
        Act::Moved {
            verb: Verb::Take, ..
        } => format!("{id} is yours"),
        Act::Moved {
            verb: Verb::Accept, ..
        } => format!("{id} is accepted; it is yours"),
        Act::Moved {
            verb: Verb::Sign,
            way,
            ..
        } if way == "first" => format!("{id} is signed; one sign-off is missing"),
        Act::Moved {
            verb: Verb::Sign, ..
        } => format!(
            "{id} is verified; {}",
            with(process, ticket, "the customer is to be told")
        ),
        Act::Moved {
            verb: Verb::Tell, ..
        } => format!("{id}: the customer is told; ask if satisfied"),
        Act::Moved { to, .. } if to.phase == Phase::Queued => {
            format!("{id} is with {}", process.tier_label(&to.tier))
        }
        Act::Moved { .. } | Act::Imported { .. } => standing(process, ticket),
        Act::Undone { .. } => format!("{id}: undone"),
        Act::Recorded => {
            let what = event
                .facts
                .first()
                .and_then(|f| words(process, f))
                .unwrap_or_else(|| "recorded".to_owned());
            format!("{id}: {}", first_line(&what))
        }
    }
}

fn with(_process: &Process, ticket: &Ticket, what: &str) -> String {
    match &ticket.assignee {
        Some(agent) => format!("{what} by {agent}"),
        None => what.to_owned(),
    }
}

fn first_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(100) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

/// An event in one line: "escalated to Tier 2".
#[must_use]
pub fn headline(process: &Process, event: &Event) -> String {
    lines(process, event)
        .first()
        .map(|l| first_line(&l.text))
        .unwrap_or_default()
}

/// An event as lines of history: the move first, then what it brought, whole texts included.
#[must_use]
pub fn lines(process: &Process, event: &Event) -> Vec<TimelineLine> {
    let by = by(process, event);
    let mut texts: Vec<String> = act(process, event).into_iter().collect();
    texts.extend(
        event
            .facts
            .iter()
            .filter(|f| !is_implied(event, f))
            .filter_map(|f| words(process, f)),
    );
    if texts.is_empty() {
        texts.push("recorded".to_owned());
    }
    texts
        .into_iter()
        .map(|text| TimelineLine {
            at: event.at,
            by: by.clone(),
            text,
        })
        .collect()
}

/// Whether the move or a record beside it says the same: nothing is read twice.
fn is_implied(event: &Event, fact: &Fact) -> bool {
    match fact {
        Fact::Assigned(Some(agent)) => agent == &event.by && matches!(event.act, Act::Moved { .. }),
        Fact::Checked(_, Some(state)) => state.record.is_some(),
        _ => false,
    }
}

/// What a package and an archive tell beside their own lists: the moves, and every word to and from
/// the customer and among the agents, in full. What else an event holds stands in those lists.
#[must_use]
pub fn story(process: &Process, event: &Event) -> Vec<TimelineLine> {
    let told = event.facts.iter().filter(|f| {
        matches!(
            f,
            Fact::Noted(_) | Fact::Message(..) | Fact::MessageTakenBack(_) | Fact::Informed(_)
        )
    });
    let texts = act(process, event)
        .into_iter()
        .chain(told.filter_map(|f| words(process, f)));
    texts
        .map(|text| TimelineLine {
            at: event.at,
            by: by(process, event),
            text,
        })
        .collect()
}

/// Who it was, and for which tier a lead stood in.
fn by(process: &Process, event: &Event) -> String {
    match &event.stands_in {
        Some(tier) => format!("{} (for {})", event.by, process.tier_label(tier)),
        None => event.by.0.clone(),
    }
}

/// The label of a reason's code: what it means depends on the move it was given with.
#[must_use]
pub fn reason_label<'a>(process: &'a Process, reason: &'a Reason) -> &'a str {
    let list = match reason.verb {
        Verb::Return => format!("return_{}", reason.from.tier),
        other => other.id().to_owned(),
    };
    process.code_label(&list, &reason.code)
}

fn act(process: &Process, event: &Event) -> Option<String> {
    match &event.act {
        Act::Moved {
            verb,
            way,
            from,
            to,
            forced,
        } => {
            let said = moved(process, *verb, way, from.as_ref(), to);
            Some(match forced {
                Some(reason) => format!("{said}, forced: {reason}"),
                None => said,
            })
        }
        Act::Imported { to, label } => {
            Some(format!("imported: {label} ({})", process.stage_label(to)))
        }
        Act::Undone { seq } => Some(format!("took back step {seq}")),
        Act::Recorded => None,
    }
}

fn moved(process: &Process, verb: Verb, way: &str, from: Option<&Stage>, to: &Stage) -> String {
    let tier = process.tier_label(&to.tier);
    let sender = from
        .map(|s| process.tier_label(&s.tier))
        .unwrap_or_default();
    match (verb, way) {
        (Verb::Open, _) => "opened it".to_owned(),
        (Verb::Take, _) => "took it".to_owned(),
        (Verb::Release, _) => format!("gave it back to {tier}'s queue"),
        (Verb::Resolve, "with") => "resolved it with a linked ticket".to_owned(),
        (Verb::Resolve, _) => format!("{sender} resolved it"),
        (Verb::Escalate, _) => format!("escalated to {tier}"),
        (Verb::Accept, _) => format!("accepted it for {tier}"),
        (Verb::Return, "unclear") => format!("asked {tier} what the resolution means"),
        (Verb::Return, _) => format!("sent it back to {tier}"),
        (Verb::Recall, _) => format!("recalled it to {tier}"),
        (Verb::Withdraw, _) => "withdrew the escalation".to_owned(),
        (Verb::Deploy, _) => "deployed a fix; both tiers verify".to_owned(),
        (Verb::Sign, "first") => "signed the fix off".to_owned(),
        (Verb::Sign, _) => "signed the fix off: verified".to_owned(),
        (Verb::Reject, _) => format!("rejected the fix; back to {tier}"),
        (Verb::Decline, _) => "declined to change it".to_owned(),
        (Verb::Tell, _) => "told the customer".to_owned(),
        (Verb::Close, "assumed") => "closed it, satisfaction assumed".to_owned(),
        (Verb::Close, _) => "closed it, the customer is satisfied".to_owned(),
        (Verb::Dissatisfied, _) => format!("the customer is not satisfied; back to {tier}"),
        (Verb::Reopen, _) => "reopened it".to_owned(),
        (Verb::Archive, _) => "archived it".to_owned(),
        (Verb::Cancel, _) => "cancelled it".to_owned(),
        (Verb::Restore, _) => "restored it".to_owned(),
    }
}

/// A fact in words; `None` for those that the move or another fact already says.
fn words(process: &Process, fact: &Fact) -> Option<String> {
    Some(match fact {
        Fact::Opened(opened) => opened.subject.clone(),
        Fact::Set { field, value } => format!("{field}: {value}"),
        Fact::Customer {
            name, contact_text, ..
        } => format!("customer: {}", joined(&[name, contact_text])),
        Fact::Priority {
            priority,
            major,
            triaged,
            ..
        } => {
            let sure = if *triaged { "" } else { "? (suggested)" };
            let level = if *priority == 0 {
                "unknown".to_owned()
            } else {
                format!("P{priority}")
            };
            if *major {
                format!("major incident, {level}{sure}")
            } else {
                format!("priority {level}{sure}")
            }
        }
        Fact::Path { id, .. } => match id {
            Some(id) => format!("path: {}", path_label(process, id)),
            None => "path: the full process".to_owned(),
        },
        Fact::CustomersAgent(Some(agent)) => format!("the customer's agent is {agent}"),
        Fact::Offered(Some(agent)) => format!("offered to {agent} first"),
        Fact::Partner(tier, agent) => format!("{agent} verifies for {}", process.tier_label(tier)),
        Fact::Answered(field, answer) => answered(process, field, answer.as_ref()),
        Fact::Checked(item, state) => checked(
            process,
            item,
            state.as_ref().map(|s| (s.how, s.result.as_str())),
        ),
        Fact::StillTrue(item) => format!("{}: still true", item_label(process, item)),
        Fact::ChecksStale => "earlier checks need “still true”".to_owned(),
        Fact::Recorded(record) => recorded(process, record),
        Fact::RecordRetracted(n) => format!("record {n} was taken back"),
        Fact::CriterionNoted(c) => {
            format!(
                "criterion: {} ({})",
                process.code_label(&format!("criteria:{}", c.tier), &c.id),
                c.why
            )
        }
        Fact::CriterionGone(tier, id, reason) => {
            let label = process.code_label(&format!("criteria:{tier}"), id);
            match reason {
                Some(reason) => format!("criterion “{label}” no longer holds: {reason}"),
                None => format!("criterion “{label}” holds after all"),
            }
        }
        Fact::Held(hold) => {
            let label = process.code_label("hold", &hold.kind);
            joined(&[
                &format!("on hold: {label}, until {}", super::rfc3339(hold.until)),
                &hold.text,
            ])
        }
        Fact::HoldEnded(_) => "the wait is over".to_owned(),
        Fact::TodoAdded(todo) => format!("to do: {}", todo.text),
        Fact::TodoAnswered(n, answer) => {
            format!("to-do {n}: {}", answer.as_deref().unwrap_or("open again"))
        }
        Fact::OwedAdded(owed) => format!("owed before {}: {}", owed.before, owed.text),
        Fact::OwedSettled(n, how) => format!("owed item {n}: {how}"),
        Fact::Asked(request) => format!(
            "asked {}: {}",
            process.code_label("teams", &request.team),
            request.text
        ),
        Fact::AskAnswered(n, answer) => format!("answer to request {n}: {answer}"),
        Fact::Linked(link) => format!(
            "linked to {} as {}",
            link.other,
            process.code_label("link", &link.kind)
        ),
        Fact::Unlinked(other, kind) => format!(
            "no longer linked to {other} as {}",
            process.code_label("link", kind)
        ),
        Fact::PackageFrozen(package, _) => format!("hand-off package {} frozen", package.version),
        Fact::PackageShown(version, _) => format!("read package {version}"),
        Fact::Noted(text) => format!("(internal) {text}"),
        Fact::Message(message, text) => match (message.outgoing, message.attempt) {
            (true, true) => format!("tried to reach the customer ({}): {text}", message.channel),
            (true, false) => format!("to the customer ({}): {text}", message.channel),
            (false, _) => format!("from the customer ({}): {text}", message.channel),
        },
        Fact::MessageTakenBack(n) => format!("message {n} was taken back before it left"),
        Fact::Resolved(r) => resolved(process, &r.code, &r.text, &r.cause),
        Fact::Signed(s) => {
            let seat = if s.single_seat { " (single seat)" } else { "" };
            format!(
                "{}: checked {}; {}{seat}",
                process.tier_label(&s.tier),
                s.checked,
                s.result
            )
        }
        Fact::Satisfied(s) if s.confirmed => {
            let score = s.score.map(|n| format!(", {n} of 5")).unwrap_or_default();
            format!("satisfied: {} by {}{score}", s.by, s.how)
        }
        Fact::Satisfied(_) => "no answer; satisfaction assumed, not confirmed".to_owned(),
        Fact::Kb(decision) => match decision {
            KbDecision::Article(reference) => format!("knowledge base: {reference}"),
            KbDecision::OwedBy(at) => format!("knowledge base: owed by {}", super::rfc3339(*at)),
            KbDecision::Nothing(why) => format!("knowledge base: nothing new because {why}"),
        },
        Fact::JointSession => "a joint session was held".to_owned(),
        Fact::Reason(reason) => {
            let label = reason_label(process, reason);
            format!("reason: {}", joined(&[label, &reason.text]))
        }
        Fact::Audience(Some(audience)) => format!("restricted: {}", audience.why),
        Fact::Audience(None) => "open to the whole desk again".to_owned(),
        Fact::Informed(text) => text.clone(),
        Fact::Sealed(hash) => format!("sealed {}", hash.get(..16).unwrap_or(hash)),
        Fact::Assigned(Some(agent)) => format!("assigned to {agent}"),
        Fact::Assigned(None)
        | Fact::CustomersAgent(None)
        | Fact::Offered(None)
        | Fact::Unclear(_)
        | Fact::Deployed(..)
        | Fact::SignOffsVoid
        | Fact::FixFailed
        | Fact::Told(_)
        | Fact::TellingVoid
        | Fact::EdgeUp { .. }
        | Fact::EdgeDown { .. }
        | Fact::Reopened => return None,
    })
}

fn joined(parts: &[&str]) -> String {
    parts
        .iter()
        .copied()
        .filter(|p| !p.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}

fn path_label(process: &Process, id: &str) -> String {
    process
        .paths
        .iter()
        .find(|p| p.id == id)
        .map_or_else(|| id.to_owned(), |p| p.label.clone())
}

fn answered(process: &Process, field: &str, answer: Option<&Answer>) -> String {
    let label = process
        .intake_field(field)
        .map_or(field, |f| f.label.as_str());
    match answer {
        Some(Answer::Given(text)) => format!("{label}: {text}"),
        Some(Answer::Unavailable(why)) => format!("{label}: not available because {why}"),
        Some(Answer::Preset(text)) => format!("{label}: {text} (answered in advance)"),
        None => format!("{label}: answer taken back"),
    }
}

fn item_label(process: &Process, key: &str) -> String {
    let found = key.split_once('.').and_then(|(tier, item)| {
        process
            .tier(&tier.into())?
            .checklist
            .iter()
            .find(|i| i.id == item)
            .map(|i| i.label.clone())
    });
    found.unwrap_or_else(|| key.to_owned())
}

fn checked(process: &Process, key: &str, state: Option<(CheckHow, &str)>) -> String {
    let label = item_label(process, key);
    match state {
        Some((CheckHow::Done, result)) => format!("{label}: {result}"),
        Some((CheckHow::Skipped, reason)) => format!("{label}: skipped because {reason}"),
        Some((CheckHow::Preset, text)) => format!("{label}: {text} (answered in advance)"),
        None => format!("{label}: open again"),
    }
}

fn recorded(process: &Process, record: &crate::domain::ticket::Record) -> String {
    let (label, fields) = process.record_shape(&record.kind);
    let mut values: Vec<&str> = fields
        .iter()
        .filter_map(|f| {
            let value = record.values.get(&f.id)?;
            Some(process.value_label(f, value))
        })
        .collect();
    if values.is_empty() {
        values = record.values.0.values().map(String::as_str).collect();
    }
    format!("{label}: {}", values.join(" · "))
}

fn resolved(process: &Process, code: &str, text: &str, cause: &str) -> String {
    let lists = process
        .lists
        .keys()
        .filter(|l| l.starts_with("resolution") || *l == "decline");
    let label = lists
        .map(|l| process.code_label(l, code))
        .find(|label| *label != code)
        .unwrap_or(code);
    let cause = if cause.is_empty() {
        String::new()
    } else {
        format!(" (cause: {cause})")
    };
    format!("{label}: {text}{cause}")
}
