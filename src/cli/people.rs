//! Customers, contacts, agents, and who you are.

use super::args::{
    AgentAdd, AgentAway, AgentRole, Agents, ContactAdd, Contacts, CustomerAdd, Customers,
};
use super::error::Error;
use super::form::id as snake;
use super::json::time;
use super::queue;
use super::session::Session;
use crate::desk::Desk;
use crate::domain::agent::{Agent, standing};
use crate::domain::customer::{Contact, Customer};
use crate::domain::id::{AgentName, TicketId, Tier};
use crate::domain::words;
use crate::identity::{self, Mode};
use crate::store::{Anchor, Query};
use serde_json::json;

/// `customers …`.
///
/// # Errors
/// Not found; the store's; the output's.
pub fn customers(session: &mut Session, verb: &Customers) -> Result<(), Error> {
    let mut desk = session.desk_to_change()?;
    match verb {
        Customers::List { limit, after } => {
            let found = desk.store().customers(after, *limit)?;
            list_customers(session, &found)
        }
        Customers::Add(args) => add_customer(session, &mut desk, args),
        Customers::Show { customer } => show_customer(session, &desk, customer),
        Customers::Lookup { words } => lookup(session, &desk, &words.join(" ")),
        Customers::Contact(Contacts::Add(args)) => add_contact(session, &mut desk, args),
    }
}

fn list_customers(session: &mut Session, found: &[Customer]) -> Result<(), Error> {
    if session.global.json {
        return found.iter().try_for_each(|c| session.out.json(c));
    }
    let rows: Vec<Vec<String>> = found
        .iter()
        .map(|c| vec![c.id.0.to_string(), c.name.clone(), products(c)])
        .collect();
    session.out.table(&["number", "name", "products"], &rows)
}

fn products(customer: &Customer) -> String {
    let each = customer
        .products
        .iter()
        .map(|(name, version)| format!("{name} {version}").trim().to_owned());
    each.collect::<Vec<_>>().join(", ")
}

fn add_customer(session: &mut Session, desk: &mut Desk, args: &CustomerAdd) -> Result<(), Error> {
    let product = |text: &String| match text.split_once('=') {
        Some((name, version)) => (name.to_owned(), version.to_owned()),
        None => (text.clone(), String::new()),
    };
    let customer = Customer {
        name: args.name.trim().to_owned(),
        language: args.language.clone(),
        zone: args.zone.clone(),
        products: args.products.iter().map(product).collect(),
        ..Customer::default()
    };
    let id = desk.put_customer(customer.clone())?;
    if session.global.json {
        return session.out.json(&Customer { id, ..customer });
    }
    session.out.line(id.0.to_string())
}

fn add_contact(session: &mut Session, desk: &mut Desk, args: &ContactAdd) -> Result<(), Error> {
    let customer = match &args.customer {
        Some(text) => Some(known_customer(desk, text)?.id),
        None => None,
    };
    let contact = Contact {
        customer,
        name: args.name.trim().to_owned(),
        addresses: args.addresses.clone(),
        language: args.language.clone(),
        zone: args.zone.clone(),
        ..Contact::default()
    };
    let id = desk.put_contact(contact.clone())?;
    if session.global.json {
        return session.out.json(&Contact { id, ..contact });
    }
    session.out.line(id.0.to_string())
}

pub(super) fn known_customer(desk: &Desk, text: &str) -> Result<Customer, Error> {
    desk.customer_called(text)?.ok_or_else(|| {
        Error::NotFound(format!(
            "There is no customer called “{text}”. hoist customers lookup finds by beginnings of words."
        ))
    })
}

fn show_customer(session: &mut Session, desk: &Desk, text: &str) -> Result<(), Error> {
    let customer = known_customer(desk, text)?;
    let contacts = desk.store().contacts(customer.id)?;
    let query = Query {
        customer: Some(customer.id),
        over: true,
        ..Query::default()
    };
    let page = desk.page(&query, &Anchor::First, 50)?;
    if session.global.json {
        let tickets: Vec<_> = page
            .rows
            .iter()
            .map(|r| super::json::Row::of(desk.process(), r))
            .collect();
        return session.out.json(&json!({
            "id": customer.id, "name": customer.name, "language": customer.language, "zone": customer.zone,
            "products": customer.products, "contacts": contacts, "tickets": tickets,
        }));
    }
    session
        .out
        .line(format!("{}  (customer {})", customer.name, customer.id.0))?;
    let facts = [
        ("products", products(&customer)),
        ("language", customer.language),
        ("zone", customer.zone),
    ];
    for (name, value) in facts.iter().filter(|(_, v)| !v.is_empty()) {
        session.out.line(format!("  {name:<10}{value}"))?;
    }
    for contact in &contacts {
        session.out.line(format!(
            "  {}  {}",
            contact.name,
            contact.addresses.join(", ")
        ))?;
    }
    let rows: Vec<Vec<String>> = page
        .rows
        .iter()
        .map(|r| {
            vec![
                r.id.to_string(),
                queue::priority(r),
                desk.process().stage_label(&r.stage),
                r.subject.clone(),
            ]
        })
        .collect();
    session
        .out
        .table(&["ticket", "prio", "stage", "subject"], &rows)
}

fn lookup(session: &mut Session, desk: &Desk, words: &str) -> Result<(), Error> {
    let found = desk.lookup(words, 20)?;
    if session.global.json {
        return found.iter().try_for_each(|(contact, customer)| {
            session
                .out
                .json(&json!({ "contact": contact, "customer": customer }))
        });
    }
    if found.is_empty() {
        return session.out.line("nobody");
    }
    let rows: Vec<Vec<String>> = found
        .iter()
        .map(|(contact, customer)| {
            let customer = customer.as_ref();
            vec![
                contact.as_ref().map_or(String::new(), |c| c.name.clone()),
                customer.map_or(String::new(), |c| format!("{} ({})", c.name, c.id.0)),
                contact
                    .as_ref()
                    .map_or(String::new(), |c| c.addresses.join(", ")),
            ]
        })
        .collect();
    session
        .out
        .table(&["contact", "customer", "addresses"], &rows)
}

/// `agents …`.
///
/// # Errors
/// Only a lead changes agents; an unknown tier, login or name; the store's.
pub fn agents(session: &mut Session, verb: &Agents) -> Result<(), Error> {
    let mut desk = session.desk_to_change()?;
    match verb {
        Agents::List => list_agents(session, &desk),
        Agents::Add(args) => add_agent(session, &mut desk, args),
        Agents::Role(args) => change_agent(session, &mut desk, args),
        Agents::Remove { name } => {
            let back = desk.remove_agent(&AgentName::from(name.as_str()))?;
            session.out.line(format!(
                "{name} is no longer an agent; the history stays{}",
                went_back(&back)
            ))
        }
        Agents::Away(args) => away(session, &mut desk, args),
        Agents::Key(verb) => super::ssh::agent_keys(session, &mut desk, verb),
    }
}

fn list_agents(session: &mut Session, desk: &Desk) -> Result<(), Error> {
    let agents = desk.agents()?;
    if session.global.json {
        return agents.iter().try_for_each(|a| {
            let mut object = super::json::timed(a);
            if let Some(map) = object.as_object_mut() {
                map.remove("removed");
            }
            session.out.json(&object)
        });
    }
    let (now, zone) = (desk.now(), session.config.zone_name());
    let row = |a: &Agent| {
        let tiers: Vec<_> = a
            .tiers
            .iter()
            .map(|t| desk.process().tier_label(t))
            .collect();
        let mut notes: Vec<String> = Vec::new();
        notes.extend(a.lead.then(|| "lead".to_owned()));
        notes.extend(a.auditor.then(|| "auditor".to_owned()));
        let away = a.away_until.filter(|until| *until > now);
        notes.extend(
            away.map(|until| format!("away until {}", words::until_words(until, now, &zone))),
        );
        let login = a
            .uid
            .map_or("–".to_owned(), |uid| format!("{} ({uid})", a.login));
        vec![a.name.0.clone(), tiers.join(", "), login, notes.join(", ")]
    };
    let rows: Vec<Vec<String>> = agents.iter().map(row).collect();
    session.out.table(&["agent", "tiers", "login", ""], &rows)
}

fn tiers(typed: &[String]) -> Vec<Tier> {
    typed.iter().map(|t| Tier(snake(t))).collect()
}

fn login(agent: &mut Agent, typed: Option<&String>) -> Result<(), Error> {
    if let Some(text) = typed {
        let (uid, name) = identity::user(text).map_err(Error::Usage)?;
        agent.uid = Some(uid);
        agent.login = name;
    }
    Ok(())
}

fn add_agent(session: &mut Session, desk: &mut Desk, args: &AgentAdd) -> Result<(), Error> {
    let name = AgentName(args.name.clone());
    let repeated = desk.store().delivered(&session.command_id())?.is_some();
    if !repeated && desk.agents()?.iter().any(|a| a.name == name) {
        return Err(Error::Usage(format!(
            "There is an agent “{name}” already. hoist agents role {name} changes what they may do."
        )));
    }
    let mut agent = Agent {
        name,
        tiers: tiers(&args.tier),
        lead: args.lead,
        auditor: args.auditor,
        ..Agent::default()
    };
    login(&mut agent, args.login.as_ref())?;
    let back = desk.put_agent(agent.clone())?;
    report(session, desk, &agent, &back)
}

fn change_agent(session: &mut Session, desk: &mut Desk, args: &AgentRole) -> Result<(), Error> {
    let found = desk
        .agents()?
        .into_iter()
        .find(|a| a.name == args.name.as_str());
    let seen = found.ok_or_else(|| {
        Error::NotFound(format!(
            "There is no agent “{}”. hoist agents list shows them.",
            args.name
        ))
    })?;
    let mut agent = seen.clone();
    if !args.tier.is_empty() {
        agent.tiers = tiers(&args.tier);
    }
    agent.lead = args.lead.unwrap_or(agent.lead);
    agent.auditor = args.auditor.unwrap_or(agent.auditor);
    login(&mut agent, args.login.as_ref())?;
    let (agent, back) = desk.change_agent(&seen, &agent)?;
    report(session, desk, &agent, &back)
}

/// What an agent is now, and which tickets went back to their queues.
fn report(
    session: &mut Session,
    desk: &Desk,
    agent: &Agent,
    back: &[TicketId],
) -> Result<(), Error> {
    if session.global.json {
        let mut object = super::json::timed(agent);
        if let Some(map) = object.as_object_mut() {
            map.insert("released".into(), serde_json::json!(back));
        }
        return session.out.json(&object);
    }
    let tiers: Vec<_> = agent
        .tiers
        .iter()
        .map(|t| desk.process().tier_label(t))
        .collect();
    let is = standing(&tiers.join(", "), agent.lead, agent.auditor);
    let back = went_back(back);
    session
        .out
        .line(format!("{}: {}{back}", agent.name, is.join(", ")))
}

/// How many tickets went back to their queues, in words behind what was done.
fn went_back(back: &[TicketId]) -> String {
    match back {
        [] => String::new(),
        [id] => format!("; {id} went back to its queue"),
        many => format!("; {} tickets went back to their queues", many.len()),
    }
}

fn away(session: &mut Session, desk: &mut Desk, args: &AgentAway) -> Result<(), Error> {
    let now = desk.now();
    let until = match &args.until {
        Some(text) => Some(session.time(text, now)?),
        None => None,
    };
    desk.set_away(until)?;
    let zone = session.config.zone_name();
    let name = desk.actor().name.clone();
    session.out.line(match until {
        Some(at) => format!(
            "{name} is away until {}",
            words::until_words(at, now, &zone)
        ),
        None => format!("{name} is back"),
    })
}

/// `whoami`.
///
/// # Errors
/// No desk, no agent of this login.
pub fn whoami(session: &mut Session) -> Result<(), Error> {
    let desk = session.desk()?;
    let actor = desk.actor().clone();
    let mode = match &session.global.ssh {
        Some(_) => Mode::Ssh,
        None => Mode::of(&session.config.desk, desk.info().demo),
    };
    let me = desk
        .agents()?
        .into_iter()
        .find(|a| a.name == actor.name)
        .unwrap_or_default();
    if session.global.json {
        return session.out.json(&json!({
            "agent": actor.name, "tiers": actor.tiers, "lead": actor.lead, "auditor": me.auditor,
            "away_until": me.away_until.and_then(time), "source": actor.identity.source,
            "login": actor.identity.login, "uid": actor.identity.uid, "identity": mode.id(),
            "worth": mode.worth(), "desk": session.config.desk.display().to_string(), "desk_id": desk.info().id,
        }));
    }
    let tiers: Vec<_> = actor
        .tiers
        .iter()
        .map(|t| desk.process().tier_label(t))
        .collect();
    let is = standing(&tiers.join(", "), actor.lead, me.auditor);
    let login = format!("{} (uid {})", actor.identity.login, actor.identity.uid);
    let real = match me.uid == Some(actor.identity.uid) {
        true => login,
        false => format!("{login}, acting as {}", actor.name),
    };
    session
        .out
        .line(format!("{} · {}", actor.name, is.join(" · ")))?;
    session.out.line(format!("login     {real}"))?;
    session.out.line(format!("identity  {}", mode.label()))?;
    session.out.line(format!("worth     {}", mode.worth()))?;
    session
        .out
        .line(format!("desk      {}", session.config.desk.display()))
}
