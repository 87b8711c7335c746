//! `review …`: reviews that are held, their findings and decisions.

use super::args::{Decide, FollowedUp, Review as Args, Reviews};
use super::error::Error;
use super::report::between;
use super::session::Session;
use crate::desk::Desk;
use crate::desk::review::NewDecision;
use crate::domain::id::{AgentName, ReviewId};
use crate::domain::review::{self, Decision, Review};
use crate::domain::words::{counted, date_time, flat, rfc3339};
use serde_json::{Value, json};

/// `review …`.
///
/// # Errors
/// Only a lead holds one; a review or decision that is not there; the store's.
pub fn run(session: &mut Session, args: &Args) -> Result<(), Error> {
    let Some(what) = &args.what else {
        return standing(session);
    };
    let mut desk = session.desk_to_change()?;
    match what {
        Reviews::Hold { from, to, finding } => {
            let period = between(session, &desk, from.as_deref(), to.as_deref())?;
            let held = desk.hold_review(period, finding)?;
            let words = format!("Review {} is held", held.id);
            told(session, &held, &words)
        }
        Reviews::List => list(session, &desk),
        Reviews::Show { review } => {
            let id = match review {
                Some(n) => ReviewId(*n),
                None => desk.reviews()?.last().map(|r| r.id).unwrap_or(ReviewId(1)),
            };
            let held = desk.review(id)?;
            show(session, &held)
        }
        Reviews::Finding { review, text } => {
            let held = desk.add_finding(ReviewId(*review), text)?;
            let words = format!("Review {} has one finding more", held.id);
            told(session, &held, &words)
        }
        Reviews::Decide(decision) => decide(session, &mut desk, decision),
        Reviews::Done(up) => follow_up(session, &mut desk, up, true),
        Reviews::Drop(up) => follow_up(session, &mut desk, up, false),
    }
}

/// Whether a review is due, and what waits to be followed up.
fn standing(session: &mut Session) -> Result<(), Error> {
    let desk = session.desk()?;
    let (reviews, due) = (desk.reviews()?, desk.review_due()?);
    let open = review::to_follow_up(&reviews);
    if session.global.json {
        let last = reviews.last().map(|r| rfc3339(r.at));
        let open: Vec<Value> = open
            .iter()
            .map(|(id, d)| json!({ "review": id.0, "decision": decision(d) }))
            .collect();
        return session.out.json(&json!({
            "due": due.is_some(), "due_at": due.map(rfc3339), "last_held_at": last, "open": open,
        }));
    }
    let zone = session.config.zone_name();
    let last = match reviews.last() {
        Some(last) => format!(
            "Review {} was held {} by {}.",
            last.id,
            date_time(last.at, &zone),
            last.by
        ),
        None => "No review was held yet.".to_owned(),
    };
    session.out.line(last)?;
    session.out.line(match due {
        Some(at) => format!(
            "The next one is due since {}: hoist report, then hoist review hold.",
            date_time(at, &zone)
        ),
        None => "None is due.".to_owned(),
    })?;
    for (id, d) in &open {
        let late = if d.due <= desk.now() { "late, " } else { "" };
        session.out.line(format!(
            "  {id}.{}  {late}until {}  {}  {}",
            d.n,
            date_time(d.due, &zone),
            d.owner,
            flat(&d.text)
        ))?;
    }
    Ok(())
}

fn list(session: &mut Session, desk: &Desk) -> Result<(), Error> {
    let reviews = desk.reviews()?;
    if session.global.json {
        return reviews
            .iter()
            .rev()
            .try_for_each(|r| session.out.json(&object(r)));
    }
    if reviews.is_empty() {
        return session
            .out
            .line("no review was held yet: hoist report, then hoist review hold");
    }
    let zone = session.config.zone_name();
    let rows: Vec<Vec<String>> = reviews
        .iter()
        .rev()
        .map(|r| {
            vec![
                r.id.to_string(),
                date_time(r.at, &zone),
                r.by.0.clone(),
                format!("{} – {}", date_time(r.from, &zone), date_time(r.to, &zone)),
                format!(
                    "{}, {} open",
                    counted(
                        u32::try_from(r.decisions.len()).unwrap_or(u32::MAX),
                        "decision",
                        "decisions"
                    ),
                    r.open().count()
                ),
            ]
        })
        .collect();
    session
        .out
        .table(&["review", "held", "by", "period", "decided"], &rows)
}

fn show(session: &mut Session, held: &Review) -> Result<(), Error> {
    if session.global.json {
        return session.out.json(&object(held));
    }
    let zone = session.config.zone_name();
    let time = |at| date_time(at, &zone);
    session.out.line(format!(
        "Review {} of {} – {}, held {} by {}",
        held.id,
        time(held.from),
        time(held.to),
        time(held.at),
        held.by
    ))?;
    for finding in &held.findings {
        session.out.line(format!("  found    {}", flat(finding)))?;
    }
    for d in &held.decisions {
        session.out.line(format!(
            "  {}.{}  {}, until {}: {}",
            held.id,
            d.n,
            d.owner,
            time(d.due),
            flat(&d.text)
        ))?;
        if !d.about.is_empty() {
            session
                .out
                .line(format!("       about {}", flat(&d.about)))?;
        }
        if let Some(outcome) = &d.outcome {
            session.out.line(format!(
                "       {} {} by {}: {}",
                outcome.word(),
                time(outcome.at),
                outcome.by,
                flat(&outcome.text)
            ))?;
        }
    }
    Ok(())
}

fn decide(session: &mut Session, desk: &mut Desk, args: &Decide) -> Result<(), Error> {
    let due = session.time(&args.due, desk.now())?;
    let new = NewDecision {
        text: args.text.clone(),
        owner: AgentName(args.owner.clone()),
        due,
        about: args.about.trim().to_owned(),
    };
    let held = desk.decide_in_review(ReviewId(args.review), &new)?;
    let (id, n) = (held.id, held.decisions.len());
    told(session, &held, &format!("Review {id} has decision {n}"))
}

fn follow_up(
    session: &mut Session,
    desk: &mut Desk,
    args: &FollowedUp,
    done: bool,
) -> Result<(), Error> {
    let id = ReviewId(args.review);
    let held = desk.follow_up(id, args.decision, done, &args.text)?;
    let word = if done { "done" } else { "dropped" };
    let n = args.decision;
    told(
        session,
        &held,
        &format!("Decision {n} of review {id} is {word}"),
    )
}

fn told(session: &mut Session, held: &Review, words: &str) -> Result<(), Error> {
    if session.global.json {
        return session.out.json(&object(held));
    }
    session.out.line(words)
}

fn decision(d: &Decision) -> Value {
    let outcome = d
        .outcome
        .as_ref()
        .map(|o| json!({ "done": o.done, "text": o.text, "by": o.by, "at": rfc3339(o.at) }));
    json!({
        "n": d.n, "text": d.text, "owner": d.owner, "due": rfc3339(d.due), "about": d.about,
        "by": d.by, "at": rfc3339(d.at), "outcome": outcome,
    })
}

fn object(held: &Review) -> Value {
    let decisions: Vec<Value> = held.decisions.iter().map(decision).collect();
    json!({
        "review": held.id.0, "from": rfc3339(held.from), "to": rfc3339(held.to),
        "held_at": rfc3339(held.at), "by": held.by, "findings": held.findings,
        "decisions": decisions,
    })
}
