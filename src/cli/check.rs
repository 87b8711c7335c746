//! Items of the checklist, with their prepared results.

use super::args;
use super::error::Error;
use super::form::id as snake;
use super::session::Session;
use super::work::{run, run_on};
use crate::desk::Desk;
use crate::domain::blocker::quoted;
use crate::domain::command::{Command, Outcome};
use crate::domain::id::Tier;
use crate::domain::similar::{Ranked, looked};
use crate::store::search::Stop;

/// `check`.
///
/// # Errors
/// As [`run`]; a number that no prepared result has.
pub fn check(session: &mut Session, args: &args::Check) -> Result<(), Error> {
    let tier = args.tier.as_deref().map(|t| Tier(snake(t)));
    let item = snake(&args.item);
    if args.still_true {
        let item = tier.map_or(item.clone(), |t| format!("{t}.{item}"));
        return run(session, args.id, Command::StillTrue { item });
    }
    let desk = session.desk()?;
    if args.none_similar {
        return none_similar(session, desk, args, &item);
    }
    if args.kept {
        return check_kept(session, desk, args, tier, item);
    }
    let outcome = match (&args.done, &args.skip) {
        (Some(result), _) => {
            let here = desk.ticket(args.id)?.stage.tier;
            let results = results(&desk, tier.as_ref().unwrap_or(&here), &item);
            Outcome::Done(prepared(&results, result)?)
        }
        (None, reason) => Outcome::Skipped(reason.clone().unwrap_or_default()),
    };
    let command = Command::Check {
        item,
        tier,
        outcome,
        evidence: args.evidence.clone().unwrap_or_default(),
    };
    run_on(session, desk, args.id, command)
}

/// Closes an item with what is proposed for it: by a link, kept evidence, or the versions that are known.
fn check_kept(
    session: &mut Session,
    desk: Desk,
    args: &args::Check,
    tier: Option<Tier>,
    item: String,
) -> Result<(), Error> {
    let ticket = desk.ticket(args.id)?;
    let of = tier.clone().unwrap_or_else(|| ticket.stage.tier.clone());
    let Some(proposed) = desk.proposal(&ticket, &of, &item)? else {
        return Err(Error::Usage(format!(
            "Nothing is kept for “{item}” on {}. Keep something with hoist keep, or say the result with --done.",
            args.id
        )));
    };
    if proposed.result.is_empty() {
        return Err(Error::Usage(format!(
            "The process file names no result of “{item}” for what is known: say it with --done, and with --evidence {}.",
            quoted(&proposed.evidence)
        )));
    }
    let evidence = args.evidence.clone().unwrap_or(proposed.evidence);
    let command = Command::Check {
        item,
        tier,
        outcome: Outcome::Done(proposed.result),
        evidence,
    };
    run_on(session, desk, args.id, command)
}

/// Keeps the list of what is similar and closes the item that it answers.
fn none_similar(
    session: &mut Session,
    mut desk: Desk,
    args: &args::Check,
    item: &str,
) -> Result<(), Error> {
    let ticket = desk.ticket(args.id)?;
    let likes = desk.similar(args.id, SHOWN, Stop::default())?;
    let looked: Vec<Ranked> = likes.likes.into_iter().map(|l| l.ranked).collect();
    let commands = looked::none_of(desk.process(), &ticket, &looked);
    let closes = |c: &Command| matches!(c, Command::Check { item: closed, .. } if closed == item);
    if !commands.iter().any(closes) {
        return Err(Error::Usage(format!(
            "“{item}” is not answered by a list of similar tickets. Nothing was written; say the result with --done."
        )));
    }
    let seen = session.global.seen;
    let done = desk.run_all(args.id, seen, commands, &session.command_id())?;
    session.done(&desk, &done)
}

/// Similar tickets that are shown, and kept as looked through.
const SHOWN: usize = 10;

/// The prepared results of a checklist item.
fn results(desk: &Desk, tier: &Tier, item: &str) -> Vec<String> {
    let items = desk.process().tier(tier).map_or(&[][..], |t| &t.checklist);
    let found = items.iter().find(|i| i.id == item);
    found.map_or_else(Vec::new, |i| i.results.clone())
}

/// A prepared result by its number (the key of the form) or its words in any spelling; other words
/// stay as they are.
fn prepared(results: &[String], typed: &str) -> Result<String, Error> {
    if results.is_empty() {
        return Ok(typed.to_owned());
    }
    if let Ok(number) = typed.trim().parse::<usize>() {
        let found = number.checked_sub(1).and_then(|place| results.get(place));
        return found.cloned().ok_or_else(|| {
            let known = results.iter().zip(1..).map(|(r, n)| format!("{n} {r}"));
            let known: Vec<String> = known.collect();
            Error::Usage(format!(
                "There is no prepared result {number}: {}. Nothing was written; or say it in words.",
                known.join(", ")
            ))
        });
    }
    let same = |r: &&String| {
        snake(&r.to_lowercase()).replace(' ', "_") == snake(&typed.to_lowercase()).replace(' ', "_")
    };
    Ok(results
        .iter()
        .find(same)
        .map_or_else(|| typed.to_owned(), String::clone))
}
