//! Opening a ticket: the first point of contact. The original text is kept word for word.

use super::case::{Case, blocker};
use super::{import, path};
use crate::domain::actor::Source;
use crate::domain::blocker::{Blocker, Jump, Refusal};
use crate::domain::command::{Opening, Split};
use crate::domain::event::{Act, Event, Fact, Opened};
use crate::domain::heed::News;
use crate::domain::line::too_long;
use crate::domain::process::Verb;
use crate::domain::safe::is_blank;
use crate::domain::stage::{Phase, Stage};
use crate::domain::ticket::{Link, MessageRef, Part};

pub(super) fn open(case: &Case, opening: &Opening) -> Result<Vec<Event>, Refusal> {
    if case.actor.tiers.is_empty()
        && !case.actor.lead
        && case.actor.identity.source != Source::Import
    {
        return Err(case.role(
            "open",
            format!(
                "{} has no tier on this desk and may look, not open.",
                case.actor.name
            ),
        ));
    }
    let opened = cleaned(case, &opening.opened);
    let missing = missing(case, opening, &opened);
    let unknown = unknowns(case, opening, &opened);
    if !unknown.is_empty() {
        let missing = missing.into_iter().map(|m| m.text);
        let said: Vec<String> = unknown.into_iter().chain(missing).collect();
        return Err(case.input("open", said.join(" ")));
    }
    if !missing.is_empty() {
        return Err(case.missing("open", missing));
    }
    let to = Stage::new(&case.process.first_tier(), Phase::Queued);
    let facts = facts(case, opening, opened);
    if let Some(step) = &opening.past {
        return import::opened(case, opening, step, facts);
    }
    let act = Act::Moved {
        verb: Verb::Open,
        way: String::new(),
        from: None,
        to,
        forced: None,
    };
    Ok(vec![case.event(act, facts, None)])
}

fn cleaned(case: &Case, opened: &Opened) -> Opened {
    let first = |codes: &[crate::domain::process::Code]| {
        codes.first().map(|c| c.id.clone()).unwrap_or_default()
    };
    let mut opened = opened.clone();
    opened.subject = opened.subject.trim().to_owned();
    if opened.kind.is_empty() {
        opened.kind = first(&case.process.kinds);
    }
    if opened.channel.is_empty() {
        "cli".clone_into(&mut opened.channel);
    }
    opened
}

fn missing(case: &Case, opening: &Opening, opened: &Opened) -> Vec<Blocker> {
    let field = |id: &str, text: String| {
        blocker(
            "field",
            id,
            text,
            format!("hoist new --{id} …"),
            Jump::Field(id.to_owned()),
        )
    };
    let mut missing = Vec::new();
    if is_blank(&opened.subject) {
        missing.push(field(
            "subject",
            "The subject is empty: one line that says what is wrong.".into(),
        ));
    }
    for (id, what, value) in [
        ("subject", "The subject", &opened.subject),
        ("customer", "The customer's name", &opened.customer_name),
        ("contact", "The contact", &opened.contact_text),
        ("product", "The product", &opened.product),
        ("version", "The version", &opened.product_version),
    ] {
        missing.extend(too_long(what, value).map(|text| field(id, text)));
    }
    if opened.customer.is_none()
        && is_blank(&opened.customer_name)
        && is_blank(&opened.contact_text)
    {
        missing.push(field(
            "customer",
            "Who is it for? A customer or a contact is needed.".into(),
        ));
    }
    if let Some(other) = opening.follow_up
        && !case.scene.linked.iter().any(|l| l.id == other)
    {
        missing.push(field(
            "follow_up",
            format!("There is no ticket {other} to follow up."),
        ));
    }
    if let Some(split) = &opening.split {
        missing.extend(unsplit(split));
    }
    missing
}

/// Words that this desk does not know: not something to be supplied, but a slip, as with every other command.
fn unknowns(case: &Case, opening: &Opening, opened: &Opened) -> Vec<String> {
    let must = [
        ("kind", "kinds", &opened.kind),
        ("channel", "channels", &opened.channel),
    ];
    let may = [
        ("impact", "levels", &opening.impact),
        ("urgency", "levels", &opening.urgency),
    ];
    let given = may.into_iter().filter(|(.., value)| !value.is_empty());
    let each = must.into_iter().chain(given);
    each.filter(|(_, list, value)| !known(case, list, value))
        .map(|(id, list, value)| unknown(case, list, id, value))
        .collect()
}

/// What a split lacks: words, and a link by which the new ticket belongs to the other.
fn unsplit(split: &Split) -> Option<Blocker> {
    let id = split.from.0;
    if split.events.is_empty() {
        return Some(blocker(
            "field",
            "events",
            format!("Which messages or notes of #{id} go into a ticket of their own?"),
            format!("hoist split {id} --message N --subject …"),
            Jump::Field("events".to_owned()),
        ));
    }
    let known = matches!(split.kind.as_str(), "related" | "follow_up");
    (!known).then(|| {
        blocker(
            "field",
            "kind",
            "A ticket that was split off is linked as related or follow_up".to_owned(),
            format!("hoist split {id} --as related"),
            Jump::Field("kind".to_owned()),
        )
    })
}

fn known(case: &Case, list: &str, id: &str) -> bool {
    case.process.list(list).iter().any(|c| c.id == id)
}

fn unknown(case: &Case, list: &str, what: &str, value: &str) -> String {
    let ids: Vec<_> = case
        .process
        .list(list)
        .iter()
        .map(|c| c.id.as_str())
        .collect();
    let article = match what.starts_with(['a', 'e', 'i', 'o', 'u']) {
        true => "an",
        false => "a",
    };
    format!(
        "“{value}” is not {article} {what}; this desk knows {}.",
        ids.join(", ")
    )
}

fn facts(case: &Case, opening: &Opening, opened: Opened) -> Vec<Fact> {
    let medium = || {
        case.process
            .levels
            .get(case.process.levels.len() / 2)
            .map(|c| c.id.clone())
            .unwrap_or_default()
    };
    let or_medium = |level: &str| {
        if level.is_empty() {
            medium()
        } else {
            level.to_owned()
        }
    };
    let unsaid = opening.impact.is_empty() && opening.urgency.is_empty();
    // Where history says nothing of either, nothing is suggested: `P?` until someone looks.
    let (impact, urgency) = match unsaid && case.actor.identity.source == Source::Import {
        true => (String::new(), String::new()),
        false => (or_medium(&opening.impact), or_medium(&opening.urgency)),
    };
    let priority = priority(case, &impact, &urgency);
    let text = opened.text.clone();
    let channel = opened.channel.clone();
    let kind = opened.kind.clone();
    let mut facts = vec![
        // The words themselves stand in the message below, once.
        Fact::Opened(Box::new(Opened {
            text: String::new(),
            ..opened
        })),
        Fact::Priority {
            impact,
            urgency,
            major: opening.major,
            priority,
            triaged: false,
        },
    ];
    if !is_blank(&text) {
        let at = case.now();
        let message = MessageRef {
            n: 1,
            channel,
            seq: 1,
            at,
            leaves_at: at,
            ..MessageRef::default()
        };
        facts.push(Fact::Message(message, text));
    }
    facts.extend(path::step(case, &kind, priority, opening.major));
    facts.extend(restricted_alike(case, opening, &facts));
    facts.extend(opening.follow_up.map(|other| {
        let kind = "follow_up".to_owned();
        Fact::Linked(Link {
            other,
            kind,
            by: case.actor.name.clone(),
            at: case.now(),
            heard: News::default(),
        })
    }));
    facts.extend(split(case, opening));
    facts
}

/// What follows up a restricted ticket, or begins with its words, is for the same people and whoever opens it.
fn restricted_alike(case: &Case, opening: &Opening, so_far: &[Fact]) -> Option<Fact> {
    let split = opening.split.as_ref().map(|s| s.from);
    let from = opening.follow_up.or(split)?;
    let other = case.scene.linked.iter().find(|l| l.id == from)?;
    let theirs = other.audience.as_ref()?;
    let own = so_far.iter().find_map(|fact| match fact {
        Fact::Audience(audience) => audience.clone(),
        _ => None,
    });
    let mut audience = own.unwrap_or_else(|| path::audience(case, &format!("goes on from {from}")));
    audience.agents.extend(theirs.iter().cloned());
    Some(Fact::Audience(Some(audience)))
}

/// A ticket that begins with words of another one says so, and is linked to it.
fn split(case: &Case, opening: &Opening) -> Vec<Fact> {
    let Some(split) = &opening.split else {
        return Vec::new();
    };
    let (by, at) = (case.actor.name.clone(), case.now());
    vec![
        Fact::SplitFrom(Part {
            ticket: split.from,
            events: split.events.clone(),
            by: by.clone(),
            at,
        }),
        Fact::Linked(Link {
            other: split.from,
            kind: split.kind.clone(),
            by,
            at,
            heard: News::default(),
        }),
    ]
}

/// Priority by the matrix; 0 when the matrix does not know the pair.
pub(super) fn priority(case: &Case, impact: &str, urgency: &str) -> u8 {
    case.process
        .matrix
        .get(&(impact.to_owned(), urgency.to_owned()))
        .copied()
        .unwrap_or(0)
}
