//! Guards of telling, closing, cancelling, reopening and archiving.

use super::{Lack, Step};
use crate::domain::attempts::{Attempts, business_days, date, first_word};
use crate::domain::blocker::{Blocker, Jump};
use crate::domain::decide::Case;
use crate::domain::id::{At, Tier};
use crate::domain::process::Verb;
use crate::domain::safe::is_blank;
use crate::domain::team;
use chrono::DateTime;

pub(super) fn requests(case: &Case) -> Vec<Blocker> {
    case.ticket
        .open_requests()
        .map(|r| {
            let team = team::label(case.process, r);
            Lack {
                what: "request",
                id: r.n.to_string(),
                text: format!("{team} has not answered: {}", r.text),
                command: format!("hoist answered {} {} --text …", case.ticket.id.0, r.n),
                jump: Jump::Request(r.n),
            }
            .hard()
        })
        .collect()
}

/// Open holds, but for the wait for the customer's answer, which ends by itself.
pub(super) fn holds(case: &Case) -> Vec<Blocker> {
    case.ticket
        .open_holds()
        .filter(|h| !h.pauses)
        .map(|h| {
            let label = case.process.code_label("hold", &h.kind);
            Lack {
                what: "hold",
                id: h.n.to_string(),
                text: format!("It is still on hold: {label}"),
                command: format!("hoist resume {}", case.ticket.id.0),
                jump: Jump::Hold(h.n),
            }
            .hard()
        })
        .collect()
}

pub(super) fn told(case: &Case) -> Vec<Blocker> {
    let current = case.ticket.resolution.as_ref().map(|r| r.n);
    let told = case.ticket.told.as_ref().map(|t| t.resolution);
    let message = case.ticket.told.as_ref().map(|t| t.message);
    let taken_back = case
        .ticket
        .messages
        .iter()
        .any(|m| Some(m.n) == message && m.taken_back);
    if current.is_some() && told == current && !taken_back {
        return Vec::new();
    }
    vec![
        Lack {
            what: "told",
            id: "message".to_owned(),
            text: "The customer was not told this resolution".to_owned(),
            command: format!("hoist tell {} --channel … --text …", case.ticket.id.0),
            jump: Jump::Move(Verb::Tell),
        }
        .hard(),
    ]
}

/// "No path reaches `closed` without a customer message": whatever a form asks for, telling takes words.
pub(super) fn told_in_words(case: &Case, step: &Step) -> Option<Blocker> {
    let says = |text: &str| !is_blank(text);
    if step.def.verb != Verb::Tell || step.wanted.values.get("text").is_some_and(says) {
        return None;
    }
    Some(
        Lack {
            what: "field",
            id: "text".to_owned(),
            text: "What the customer is told is missing".to_owned(),
            command: format!("hoist tell {} --channel … --text …", case.ticket.id.0),
            jump: Jump::Field("text".to_owned()),
        }
        .hard(),
    )
}

pub(super) fn satisfied(case: &Case, step: &Step) -> Vec<Blocker> {
    let asked = [
        (
            "confirmed_by",
            "Who of the customer's side said that they are satisfied?",
        ),
        ("how", "How did they say so?"),
    ];
    let mut lacks: Vec<Blocker> = asked
        .into_iter()
        .filter(|(field, _)| step.wanted.values.get(field).is_none())
        .map(|(field, text)| unsaid(case, field, text.to_owned()))
        .collect();
    lacks.extend(at_another_time(case, step));
    lacks
}

fn unsaid(case: &Case, field: &str, text: String) -> Blocker {
    Lack {
        what: "field",
        id: field.to_owned(),
        text,
        command: format!(
            "hoist close {} --{} …",
            case.ticket.id.0,
            field.replace('_', "-")
        ),
        jump: Jump::Field(field.to_owned()),
    }
    .hard()
}

/// Satisfaction speaks of the resolution that was told: not before that day, and not in the future.
fn at_another_time(case: &Case, step: &Step) -> Option<Blocker> {
    let when = step.wanted.values.get("when")?;
    let when = At(DateTime::parse_from_rfc3339(when).ok()?.timestamp_millis());
    let told = case
        .ticket
        .told
        .as_ref()
        .map_or(case.ticket.opened_at, |t| t.at);
    if when > case.now() {
        return Some(unsaid(
            case,
            "when",
            "When: the customer cannot have said so in the future".to_owned(),
        ));
    }
    (date(when) < date(told)).then(|| {
        unsaid(
            case,
            "when",
            "When: that was before the customer was told this resolution".to_owned(),
        )
    })
}

/// *Assumed* needs two further attempts on different business days over at least five.
pub(super) fn attempts(case: &Case) -> Vec<Blocker> {
    let since = case
        .ticket
        .told
        .as_ref()
        .map_or(case.ticket.stage_since, |t| t.at);
    unanswered(case, since).into_iter().collect()
}

fn unanswered(case: &Case, since: At) -> Option<Blocker> {
    let windows = &case.process.windows;
    let made = Attempts::since(case.ticket, since);
    let days = made.tried.len();
    let span = business_days(since, case.now());
    let wanted = windows.attempts as usize;
    let text = if made.answered {
        "The customer has answered since; ask, do not assume".to_owned()
    } else if days < wanted {
        format!("{days} of {wanted} further attempts on different business days")
    } else if span < windows.attempt_days {
        format!(
            "{span} of {} business days have passed since",
            windows.attempt_days
        )
    } else {
        return None;
    };
    let command = format!("hoist message {} --attempt --text …", case.ticket.id.0);
    Some(
        Lack {
            what: "attempts",
            id: "attempts".to_owned(),
            text,
            command,
            jump: Jump::None,
        }
        .hard(),
    )
}

pub(super) fn cancel_told(case: &Case, step: &Step) -> Vec<Blocker> {
    let values = &step.wanted.values;
    let reason = values.get("reason").unwrap_or_default();
    let n = case.ticket.id.0;
    let mut lacks = Vec::new();
    if reason == "no_answer" {
        lacks.extend(unanswered(case, first_word(case.ticket)));
    }
    if reason == "duplicate" {
        lacks.extend(duplicate(case, step));
    }
    let known = case.process.list("cancel").iter().any(|c| c.id == reason);
    if known && !matches!(reason, "spam" | "no_answer") && values.get("text").is_none() {
        lacks.push(
            Lack {
                what: "field",
                id: "text".to_owned(),
                text: "Write what the customer is told: why nothing more will be done".to_owned(),
                command: format!("hoist cancel {n} --reason {reason} --text …"),
                jump: Jump::Field("text".to_owned()),
            }
            .hard(),
        );
    }
    lacks
}

/// A duplicate of another customer is never cancelled: it is linked to the parent, told and asked.
fn duplicate(case: &Case, step: &Step) -> Option<Blocker> {
    let n = case.ticket.id.0;
    let named = step
        .wanted
        .values
        .get("duplicate_of")
        .and_then(|t| t.parse::<crate::domain::id::TicketId>().ok());
    let by_link = case
        .ticket
        .links
        .iter()
        .find(|l| l.kind == "duplicate")
        .map(|l| l.other);
    let lack = |text: String, command: String, jump: Jump| {
        Some(
            Lack {
                what: "link",
                id: "duplicate".to_owned(),
                text,
                command,
                jump,
            }
            .hard(),
        )
    };
    let Some(other) = named.or(by_link) else {
        let command = format!("hoist link {n} OTHER --as duplicate");
        return lack(
            "Of which ticket is it a duplicate?".into(),
            command,
            Jump::Link("duplicate".into()),
        );
    };
    match case.scene.linked.iter().find(|l| l.id == other) {
        None => lack(
            format!("There is no ticket {other}"),
            format!("hoist show {}", other.0),
            Jump::None,
        ),
        Some(linked) if linked.customer.is_some() && linked.customer == case.ticket.customer => {
            None
        }
        Some(linked) if linked.hidden => lack(
            format!(
                "{other} is restricted and you are not in its audience, so whose it is cannot be told: link it instead"
            ),
            format!("hoist link {n} {} --as related", other.0),
            Jump::Link("related".into()),
        ),
        Some(_) => lack(
            format!(
                "{other} is another customer's: link it to the parent and tell this customer too"
            ),
            format!("hoist link {n} {} --as parent", other.0),
            Jump::Link("parent".into()),
        ),
    }
}

pub(super) fn had_tier(case: &Case, step: &Step) -> Vec<Blocker> {
    if case.ticket.tiers_had.contains(&step.to.tier) {
        return Vec::new();
    }
    let had: Vec<_> = case
        .ticket
        .tiers_had
        .iter()
        .map(|t: &Tier| t.0.as_str())
        .collect();
    vec![
        Lack {
            what: "field",
            id: "to".to_owned(),
            text: format!("It goes to a tier that already had it: {}", had.join(", ")),
            command: format!(
                "hoist dissatisfied {} --to {}",
                case.ticket.id.0,
                had.first().unwrap_or(&"…")
            ),
            jump: Jump::Field("to".to_owned()),
        }
        .hard(),
    ]
}

pub(super) fn within(case: &Case, window: &str) -> Vec<Blocker> {
    let ms = match window {
        "reopen" => case.process.windows.reopen_ms,
        "restore" => case.process.windows.restore_ms,
        _ => 0,
    };
    let open = case
        .ticket
        .over_at
        .is_some_and(|at| case.now() <= at.plus_ms(ms));
    if open {
        return Vec::new();
    }
    vec![
        Lack {
            what: "window",
            id: window.to_owned(),
            text: "The time for this is over; a follow-up makes a linked ticket".to_owned(),
            command: format!("hoist follow-up {}", case.ticket.id.0),
            jump: Jump::None,
        }
        .hard(),
    ]
}
