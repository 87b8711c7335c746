//! Who is on duty, and one line for a status bar.

use super::args::{Duty, OnCall, Status};
use super::error::Error;
use super::json::time;
use super::session::Session;
use crate::desk::Desk;
use crate::domain::duty::{Because, OnDuty, StandIn};
use crate::domain::id::{AgentName, Tier};
use crate::domain::words;
use crate::store::Count;
use serde_json::json;

/// `oncall …`.
///
/// # Errors
/// A time or tier that cannot be; only a lead changes it; the store's; the output's.
pub fn run(session: &mut Session, args: &OnCall) -> Result<(), Error> {
    match &args.what {
        None => show(session, args.at.as_deref()),
        Some(Duty::Set {
            tier,
            agents,
            from,
            until,
            why,
        }) => {
            let mut desk = session.desk_to_change()?;
            let now = desk.now();
            let from = match from {
                Some(text) => session.time(text, now)?,
                None => now,
            };
            let until = session.time(until, now)?;
            let agents: Vec<AgentName> = agents.iter().map(|a| AgentName(a.clone())).collect();
            let said = StandIn {
                n: 0,
                tier: Tier::from(super::form::id(tier).as_str()),
                agents,
                from,
                until,
                why: why.clone().unwrap_or_default(),
                gone: false,
            };
            let put = desk.put_stand_in(said)?;
            told(session, &desk, &put)
        }
        Some(Duty::Remove { n }) => {
            let mut desk = session.desk_to_change()?;
            desk.remove_stand_in(*n)?;
            session
                .out
                .line(format!("{n} is taken back: the schedule holds."))
        }
        Some(Duty::List) => list(session),
    }
}

fn told(session: &mut Session, desk: &Desk, put: &StandIn) -> Result<(), Error> {
    if session.global.json {
        return session.out.json(&object(put));
    }
    session
        .out
        .line(line(desk, put, &session.config.zone_name()))
}

fn line(desk: &Desk, said: &StandIn, zone: &str) -> String {
    let text = words::duty::stand_in(desk.process(), said, desk.now(), zone);
    format!("{}: {text}", said.n)
}

fn object(said: &StandIn) -> serde_json::Value {
    json!({
        "n": said.n, "tier": said.tier, "agents": said.agents, "from": time(said.from),
        "until": time(said.until), "why": said.why,
    })
}

fn list(session: &mut Session) -> Result<(), Error> {
    let desk = session.desk()?;
    let now = desk.now();
    let all = desk.stand_ins()?;
    let to_come: Vec<&StandIn> = all.iter().filter(|s| !s.gone && s.until > now).collect();
    if to_come.is_empty() && !session.global.json {
        return session
            .out
            .line("Nothing is said otherwise than the schedule.");
    }
    let zone = session.config.zone_name();
    for said in to_come {
        match session.global.json {
            true => session.out.json(&object(said))?,
            false => session.out.line(line(&desk, said, &zone))?,
        }
    }
    Ok(())
}

fn show(session: &mut Session, at: Option<&str>) -> Result<(), Error> {
    let desk = session.desk()?;
    let at = match at {
        Some(text) => session.time(text, desk.now())?,
        None => desk.now(),
    };
    let duties = desk.on_duty(at)?;
    if session.global.json {
        for (tier, duty) in &duties {
            session.out.json(&json!({
                "tier": tier, "agents": duty.agents, "because": because_id(duty),
                "lines": lines(duty), "missing": duty.missing, "at": time(at),
            }))?;
        }
        return Ok(());
    }
    let row = |(tier, duty): &(Tier, OnDuty)| {
        vec![
            desk.process().tier_label(tier),
            words::duty::names(&duty.agents),
            format!(
                "{}{}",
                words::duty::because(duty),
                words::duty::missing(duty)
            ),
        ]
    };
    let rows: Vec<Vec<String>> = duties.iter().map(row).collect();
    session.out.table(&["tier", "on duty", "because"], &rows)
}

fn lines(duty: &OnDuty) -> Vec<String> {
    match &duty.because {
        Because::Schedule(labels) => labels.clone(),
        Because::StandIn(said) if !said.why.is_empty() => vec![said.why.clone()],
        _ => Vec::new(),
    }
}

fn because_id(duty: &OnDuty) -> &'static str {
    match duty.because {
        Because::StandIn(_) => "stand_in",
        Because::Schedule(_) => "schedule",
        Because::Tier => "tier",
        Because::Leads => "leads",
        Because::Away => "away",
    }
}

/// `status`: the numbers of the title bar, on one line for tmux.
///
/// # Errors
/// No desk, no agent of this login; the output's.
pub fn status(session: &mut Session, args: Status) -> Result<(), Error> {
    let desk = session.desk()?;
    let counts = desk.counts()?;
    let all = [
        ("late", counts.late),
        ("due_soon", counts.due_soon),
        ("sent_back", counts.sent_back),
        ("replies", counts.replies),
        ("to_tell", counts.to_tell),
        ("mine", counts.mine),
        ("my_customers", counts.my_customers),
        ("notices", counts.notices),
        ("open", counts.open),
    ];
    if session.global.json {
        let mut object: serde_json::Map<String, serde_json::Value> = all
            .iter()
            .map(|(name, count)| {
                (
                    (*name).to_owned(),
                    json!({ "n": count.n, "more": count.more }),
                )
            })
            .collect();
        let due = counts.review_due.map(words::rfc3339);
        object.insert("review_due".to_owned(), json!(due));
        return session.out.json(&object);
    }
    let says = |count: &Count| count.n > 0;
    let mut said: Vec<String> = all
        .iter()
        .filter(|(name, count)| says(count) || *name == "open")
        .map(|(name, count)| {
            let more = if count.more { "+" } else { "" };
            format!("{} {}{more}", name.replace('_', " "), count.n)
        })
        .collect();
    if counts.review_due.is_some() {
        said.insert(0, "review due".to_owned());
    }
    match args.line {
        true => session.out.line(said.join(" · ")),
        false => said.iter().try_for_each(|line| session.out.line(line)),
    }
}
