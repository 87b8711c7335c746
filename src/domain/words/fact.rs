//! What an event changed, in words.

use super::history::reason_label;
use crate::domain::attachment::shown;
use crate::domain::configuration::masked_words;
use crate::domain::event::Fact;
use crate::domain::id::At;
use crate::domain::kept;
use crate::domain::process::{Field, FieldKind, Process};
use crate::domain::team;
use crate::domain::ticket::{Answer, Attachment, CheckHow, KbDecision, Kept, Record};
use chrono::DateTime;

/// A fact in words, its instants in the zone; `None` for those that the move or another fact already says.
pub(super) fn words(process: &Process, fact: &Fact, zone: &str) -> Option<String> {
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
            let level = match *priority {
                0 => "not known yet".to_owned(),
                p => format!("P{p}{sure}"),
            };
            if *major {
                format!("major incident, {level}")
            } else {
                format!("priority {level}")
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
        Fact::StillTrue(item) => format!("{}: still true", process.item_label(item)),
        Fact::ChecksStale => "earlier checks need “still true”".to_owned(),
        Fact::Recorded(record) => recorded(process, record, zone),
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
            let until = match hold.until {
                At::NEVER => super::time::OPEN_END.to_owned(),
                at => instant(at, zone),
            };
            joined(&[&format!("on hold: {label}, until {until}"), &hold.text])
        }
        Fact::HoldEnded(_) => "the wait is over".to_owned(),
        Fact::TodoAdded(todo) => format!("to do: {}", todo.text),
        Fact::TodoAnswered(n, answer) => {
            format!("to-do {n}: {}", answer.as_deref().unwrap_or("open again"))
        }
        Fact::OwedAdded(owed) => format!("owed before {}: {}", owed.before, owed.text),
        Fact::OwedSettled(n, how) => format!("owed item {n}: {how}"),
        Fact::Asked(request) => {
            format!("asked {}: {}", team::label(process, request), request.text)
        }
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
        Fact::Attached(file) if file.configuration.is_some() => format!(
            "took a snapshot {} of the configuration {} ({})",
            file.n,
            shown(&file.name),
            masked(file)
        ),
        Fact::ArticleLinked(link) => {
            let how = match (link.known_error, link.helped) {
                (true, false) => "is its known error",
                (_, true) => "helped",
                (false, false) => "linked",
            };
            format!("article {} {how}: {}", link.article, link.title)
        }
        Fact::ArticleUnlinked(id) => format!("no longer linked to article {id}"),
        Fact::MergedInto(other) => format!("goes on in {other}, as one with it"),
        Fact::MergedOut(other) => format!("stands for itself again, apart from {other}"),
        Fact::Absorbed(merged) => format!("{} was merged into this ticket", merged.ticket),
        Fact::Separated(other) => format!("{other} goes its own way again"),
        Fact::SplitOff(part) => format!(
            "{} split off into {}",
            super::counted(part.events.len(), "entry was", "entries were"),
            part.ticket
        ),
        Fact::SplitFrom(part) => format!(
            "split off {}, with {} of it",
            part.ticket,
            super::counted(part.events.len(), "entry", "entries")
        ),
        Fact::HandedOver(handover) => {
            let before = handover.instead_of.as_ref();
            let before = before.map_or_else(String::new, |b| format!(" instead of {b}"));
            format!("handed over to {}{before}: {}", handover.to, handover.text)
        }
        Fact::HandoverEnded { accepted: true, .. } => "took it over".to_owned(),
        Fact::HandoverEnded { reason, .. } => format!("not handed over: {reason}"),
        Fact::ApprovalAsked(asked) => match asked.text.as_str() {
            "" => "asked for an approval".to_owned(),
            text => format!("asked for an approval: {text}"),
        },
        Fact::ApprovalDenied(reason) => format!("not approved: {reason}"),
        Fact::Attached(file) => format!(
            "attached {}: {} ({})",
            file.n,
            shown(&file.name),
            super::size(file.size)
        ),
        Fact::AttachmentRetracted(n, reason) => match reason {
            Some(reason) => format!("attachment {n} was taken back: {reason}"),
            None => format!("attachment {n} stands again"),
        },
        Fact::Kept(kept) => kept_words(process, kept),
        Fact::KeptRetracted(n, reason) => match reason {
            Some(reason) => format!("kept piece {n} was taken back: {reason}"),
            None => format!("kept piece {n} stands again"),
        },
        Fact::PackageFrozen(package, _) => format!("hand-off package {} frozen", package.version),
        Fact::PackageShown(version, _) => format!("read package {version}"),
        Fact::Noted(text) => format!("(internal) {text}"),
        Fact::Message(message, text) => match (message.outgoing, message.attempt) {
            (true, true) => format!("tried to reach the customer ({}): {text}", message.channel),
            (true, false) => format!("to the customer ({}): {text}", message.channel),
            (false, _) => format!("from the customer ({}): {text}", message.channel),
        },
        Fact::MessageTakenBack(n) => format!("message {n} was taken back before it left"),
        Fact::NoAnswerNeeded => "the customer's last word needs no answer".to_owned(),
        Fact::Resolved(r) => resolved(process, &r.code, &r.text, &r.cause),
        Fact::Signed(s) => {
            let seat = if s.single_seat { " (single seat)" } else { "" };
            format!(
                "{}: checked {}; {}{seat}",
                process.tier_label(&s.tier),
                s.checked,
                process.code_label("sign_off", &s.result)
            )
        }
        Fact::Satisfied(s) if s.confirmed => {
            let score = s.score.map(|n| format!(", {n} of 5")).unwrap_or_default();
            format!("satisfied: {} by {}{score}", s.by, s.how)
        }
        Fact::Satisfied(_) => "no answer; satisfaction assumed, not confirmed".to_owned(),
        Fact::Kb(decision) => match decision {
            KbDecision::Article(reference) => format!("knowledge base: {reference}"),
            KbDecision::OwedBy(at) => format!("knowledge base: owed by {}", instant(*at, zone)),
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
        | Fact::Reopened
        | Fact::Heard(..)
        | Fact::HeardAnew(..)
        | Fact::ArticleHeard(..)
        | Fact::ArticleWorkaroundHeard(..)
        | Fact::Bundled(_) => return None,
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

/// The piece, what it is for, then its text below, as one reads it.
fn kept_words(process: &Process, kept: &Kept) -> String {
    let what = kept::in_words(&kept.piece);
    let item = match kept.piece.item.as_str() {
        "" => String::new(),
        key => format!(" for {}", process.item_label(key)),
    };
    format!("kept {}{item}: {what}\n{}", kept.n, kept.piece.text)
}

fn checked(process: &Process, key: &str, state: Option<(CheckHow, &str)>) -> String {
    let label = process.item_label(key);
    match state {
        Some((CheckHow::Done, result)) => format!("{label}: {result}"),
        Some((CheckHow::Skipped, reason)) => format!("{label}: skipped because {reason}"),
        Some((CheckHow::Preset, text)) => format!("{label}: {text} (answered in advance)"),
        None => format!("{label}: open again"),
    }
}

fn recorded(process: &Process, record: &Record, zone: &str) -> String {
    let (label, fields) = process.record_shape(&record.kind);
    let mut values: Vec<String> = fields
        .iter()
        .filter_map(|f| Some(field_words(process, f, record.values.get(&f.id)?, zone)))
        .collect();
    if values.is_empty() {
        values = record.values.0.values().cloned().collect();
    }
    match values.is_empty() {
        true => label.to_owned(),
        false => format!("{label}: {}", values.join(" · ")),
    }
}

/// A field's value in words: the label of a code, an instant as people read it.
fn field_words(process: &Process, field: &Field, value: &str, zone: &str) -> String {
    let read = (field.kind == FieldKind::Time)
        .then(|| DateTime::parse_from_rfc3339(value.trim()).ok())
        .flatten();
    match read {
        Some(at) => instant(At(at.timestamp_millis()), zone),
        None => process.value_label(field, value).to_owned(),
    }
}

/// An instant in a zone; in UTC, and said so, where none is given or it is not known.
fn instant(at: At, zone: &str) -> String {
    match zone {
        "" | "UTC" => super::utc_time(at),
        zone => super::date_time(at, zone),
    }
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
    format!("{}{cause}", super::labelled(label, text))
}

fn masked(file: &Attachment) -> String {
    let what = file.configuration.as_ref().map(|c| masked_words(&c.masked));
    what.unwrap_or_default()
}
