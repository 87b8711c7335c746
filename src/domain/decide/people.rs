//! Who is in charge, what the ticket is about, who may see it.

use super::case::{Case, blocker, next, refusal};
use super::open::priority;
use super::path;
use crate::domain::actor::Actor;
use crate::domain::blocker::{Jump, Refusal, Why};
use crate::domain::event::{Event, Fact};
use crate::domain::id::{AgentName, ContactId, CustomerId, Tier};
use crate::domain::line::too_long;
use crate::domain::stage::Phase;
use crate::domain::ticket::Audience;
use crate::domain::values::Values;

/// Fields that `set` takes.
const SETTABLE: [&str; 14] = [
    "impact",
    "urgency",
    "major",
    "customer",
    "customer_id",
    "contact",
    "contact_id",
    "product",
    "version",
    "kind",
    "channel",
    "subject",
    "tag",
    "untag",
];

pub(super) fn set(case: &Case, values: &Values) -> Result<Vec<Event>, Refusal> {
    if let Some(name) = values.0.keys().find(|n| !SETTABLE.contains(&n.as_str())) {
        return Err(case.input(
            "set",
            format!("“{name}” cannot be set; there are {}.", SETTABLE.join(", ")),
        ));
    }
    levels_known(case, values)?;
    fitting(case, values)?;
    let mut facts = Vec::new();
    for field in [
        "subject", "kind", "channel", "product", "version", "tag", "untag",
    ] {
        if let Some(value) = values.get(field) {
            one_of(case, field, value)?;
            facts.push(Fact::Set {
                field: field.to_owned(),
                value: value.to_owned(),
            });
        }
    }
    facts.extend(customer(case, values)?);
    let kind = values.get("kind").unwrap_or(&case.ticket.kind);
    let touched = ["impact", "urgency", "major", "kind"]
        .iter()
        .any(|f| values.get(f).is_some());
    if touched {
        facts.extend(weighed(case, values, kind));
    }
    if facts.is_empty() {
        return Err(case.input(
            "set",
            format!("Nothing to set; name one of {}.", SETTABLE.join(", ")),
        ));
    }
    case.recorded(facts)
}

/// A line that is too long, or a subject that is taken away: the same limits as for a new ticket.
fn fitting(case: &Case, values: &Values) -> Result<(), Refusal> {
    let lines = [
        ("subject", "The subject"),
        ("customer", "The customer's name"),
        ("contact", "The contact"),
        ("product", "The product"),
        ("version", "The version"),
        ("tag", "The tag"),
    ];
    let long = lines.into_iter().find_map(|(field, what)| {
        let text = too_long(what, values.get(field)?)?;
        Some((field, text))
    });
    let emptied = || {
        let gone = values.0.contains_key("subject") && values.get("subject").is_none();
        let text = "The subject may not be empty: one line that says what is wrong.";
        gone.then(|| ("subject", text.to_owned()))
    };
    let Some((field, text)) = long.or_else(emptied) else {
        return Ok(());
    };
    let said = format!("{text} {} stays as it was.", case.ticket.id);
    let command = format!("hoist set {} {field}=…", case.ticket.id.0);
    let lack = blocker("field", field, text, command, Jump::Field(field.to_owned()));
    Err(refusal("set", Why::Guards, said, vec![lack]))
}

fn levels_known(case: &Case, values: &Values) -> Result<(), Refusal> {
    for field in ["impact", "urgency"] {
        if let Some(value) = values.get(field)
            && !case.process.levels.iter().any(|c| c.id == value)
        {
            let ids: Vec<_> = case.process.levels.iter().map(|c| c.id.as_str()).collect();
            return Err(case.input(
                "set",
                format!("“{value}” is not an {field}; there are {}.", ids.join(", ")),
            ));
        }
    }
    match values.get("major") {
        None | Some("yes" | "no") => Ok(()),
        Some(other) => Err(case.input("set", format!("major is yes or no, not “{other}”."))),
    }
}

fn one_of(case: &Case, field: &str, value: &str) -> Result<(), Refusal> {
    let list = match field {
        "kind" => "kinds",
        "channel" => "channels",
        _ => return Ok(()),
    };
    if case.process.list(list).iter().any(|c| c.id == value) {
        return Ok(());
    }
    let ids: Vec<_> = case
        .process
        .list(list)
        .iter()
        .map(|c| c.id.as_str())
        .collect();
    Err(case.input(
        "set",
        format!("“{value}” is not a {field}; there are {}.", ids.join(", ")),
    ))
}

fn customer(case: &Case, values: &Values) -> Result<Option<Fact>, Refusal> {
    let touched = ["customer", "customer_id", "contact", "contact_id"]
        .iter()
        .any(|f| values.get(f).is_some());
    if !touched {
        return Ok(None);
    }
    let number = |field: &str| -> Result<Option<i64>, Refusal> {
        match values.get(field).map(str::parse::<i64>) {
            None => Ok(None),
            Some(Ok(n)) => Ok(Some(n)),
            Some(Err(_)) => Err(case.input("set", format!("{field} is a number."))),
        }
    };
    let renamed = values.get("customer").is_some();
    let known = if renamed { None } else { case.ticket.customer };
    let recontacted = values.get("contact").is_some();
    let contact = if recontacted {
        None
    } else {
        case.ticket.contact
    };
    Ok(Some(Fact::Customer {
        customer: number("customer_id")?.map(CustomerId).or(known),
        name: values
            .get("customer")
            .unwrap_or(&case.ticket.customer_name)
            .to_owned(),
        contact: number("contact_id")?.map(ContactId).or(contact),
        contact_text: values
            .get("contact")
            .unwrap_or(&case.ticket.contact_text)
            .to_owned(),
    }))
}

/// Impact, urgency and priority as the form confirms them; nothing when it says nothing.
pub(super) fn triage(case: &Case, values: &Values) -> Vec<Fact> {
    let said = ["impact", "urgency", "major"]
        .iter()
        .any(|f| values.get(f).is_some());
    if said {
        weighed(case, values, &case.ticket.kind)
    } else {
        Vec::new()
    }
}

fn weighed(case: &Case, values: &Values, kind: &str) -> Vec<Fact> {
    let ticket = case.ticket;
    let impact = values.get("impact").unwrap_or(&ticket.impact);
    let urgency = values.get("urgency").unwrap_or(&ticket.urgency);
    let major = values.get("major").map_or(ticket.major, |m| m == "yes");
    let confirmed = ["impact", "urgency"]
        .iter()
        .any(|f| values.get(f).is_some());
    let priority = priority(case, impact, urgency);
    let mut facts = vec![Fact::Priority {
        impact: impact.to_owned(),
        urgency: urgency.to_owned(),
        major,
        priority,
        triaged: ticket.triaged || confirmed,
    }];
    facts.extend(path::step(case, kind, priority, major));
    facts
}

pub(super) fn assign(
    case: &Case,
    to: Option<&AgentName>,
    customers_agent: bool,
) -> Result<Vec<Event>, Refusal> {
    let turn = case.process.turn(&case.ticket.stage);
    let first = case.process.first_tier();
    let tiers = if customers_agent {
        std::slice::from_ref(&first)
    } else {
        turn
    };
    let mine = |agent: &Option<AgentName>| agent.as_ref() == Some(&case.actor.name);
    // The customer's agent is handed over by Tier 1 alone; the assignee also by who holds it.
    let in_charge =
        mine(&case.ticket.customers_agent) || (!customers_agent && mine(&case.ticket.assignee));
    if !case.actor.lead && !in_charge && !tiers.iter().any(|t| case.actor.is_of(t)) {
        return Err(case.role(
            "assign",
            "Assigning is for agents of the tier in turn and leads.",
        ));
    }
    let Some(name) = to else {
        return give_back(case, customers_agent, tiers);
    };
    let Some(agent) = case.agent(name.as_str()) else {
        return Err(case.input(
            "assign",
            format!("There is no agent “{name}” on this desk."),
        ));
    };
    if !tiers.iter().any(|t| agent.is_of(t)) {
        let labels: Vec<_> = tiers.iter().map(|t| case.process.tier_label(t)).collect();
        return Err(case.input(
            "assign",
            format!("{name} is not of {}.", labels.join(" or ")),
        ));
    }
    let fact = match (customers_agent, case.ticket.assignee.is_some()) {
        (true, _) => Fact::CustomersAgent(Some(name.clone())),
        (false, true) => Fact::Assigned(Some(name.clone())),
        // In a queue nobody holds it: whoever is named is offered it first, and takes or accepts.
        (false, false) => Fact::Offered(Some(name.clone())),
    };
    case.recorded(vec![fact])
}

/// Takes a ticket or its customer from somebody without naming another. `tiers` are those whose it is.
fn give_back(case: &Case, customers_agent: bool, tiers: &[Tier]) -> Result<Vec<Event>, Refusal> {
    let may = |agent: &Actor| {
        agent.lead || tiers.is_empty() || tiers.iter().any(|tier| agent.is_of(tier))
    };
    let left = |who: &Option<AgentName>| {
        who.as_ref()
            .is_some_and(|name| !case.agent(name.as_str()).is_some_and(may))
    };
    // Nobody keeps a ticket who is not on the desk any more, or not in a tier that could go on with it.
    if customers_agent && left(&case.ticket.customers_agent) {
        return case.recorded(vec![Fact::CustomersAgent(None)]);
    }
    if !customers_agent && left(&case.ticket.assignee) {
        return case.recorded(vec![Fact::Assigned(None)]);
    }
    if customers_agent {
        return Err(case.input(
            "assign",
            "A ticket keeps its customer's agent until it is handed over: name someone.",
        ));
    }
    if case.ticket.offered_to.is_some() {
        return case.recorded(vec![Fact::Offered(None)]);
    }
    Err(case.stage(
        "assign",
        format!(
            "To give {} back to the queue, release it: hoist release {}",
            case.ticket.id, case.ticket.id.0
        ),
    ))
}

/// A package was on this agent's screen. Recorded for agents of the tier it is for, once each.
pub(super) fn show_package(case: &Case, version: u32) -> Result<Vec<Event>, Refusal> {
    let Some(package) = case.ticket.packages.iter().find(|p| p.version == version) else {
        return Err(case.input(
            "show",
            format!(
                "{} has no package {version}; it has {}.",
                case.ticket.id,
                case.ticket.packages.len()
            ),
        ));
    };
    // Whoever may only look looks; an archived ticket never changes.
    let receives = case.actor.is_of(&case.ticket.stage.tier) || case.actor.lead;
    let sealed = case.ticket.stage.phase == Phase::Archived;
    if !receives || sealed || package.shown_to.contains(&case.actor.name) {
        return Ok(Vec::new());
    }
    case.recorded(vec![Fact::PackageShown(version, case.actor.name.clone())])
}

pub(super) fn restrict(
    case: &Case,
    agents: &[AgentName],
    why: &str,
) -> Result<Vec<Event>, Refusal> {
    let why = case.said("restrict", "The reason", why)?;
    if let Some(stranger) = agents.iter().find(|a| case.agent(a.as_str()).is_none()) {
        return Err(case.input(
            "restrict",
            format!("There is no agent “{stranger}” on this desk."),
        ));
    }
    let mut named: std::collections::BTreeSet<AgentName> = case
        .ticket
        .audience
        .as_ref()
        .map(|a| a.agents.clone())
        .unwrap_or_default();
    named.extend(agents.iter().cloned());
    named.insert(case.actor.name.clone());
    case.recorded(vec![Fact::Audience(Some(Audience {
        agents: named,
        why: why.to_owned(),
    }))])
}

pub(super) fn lift(case: &Case, why: &str) -> Result<Vec<Event>, Refusal> {
    let why = case.said("lift", "The reason", why)?;
    if !case.actor.lead {
        return Err(case.role("lift", "A lead lifts a restriction."));
    }
    if case.ticket.audience.is_none() {
        return Err(case.input("lift", format!("{} is not restricted.", case.ticket.id)));
    }
    case.recorded(vec![
        Fact::Audience(None),
        Fact::Informed(format!("the restriction was lifted: {why}")),
    ])
}

/// The number of the next hold, for callers that build one.
pub(super) fn next_hold(case: &Case) -> u32 {
    next(case.ticket.holds.len())
}
