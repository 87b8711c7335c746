//! Programs that are given what happens by itself: which there are, what waits for them, trying one.

use super::args::Hooks;
use super::error::Error;
use super::json::time;
use super::session::Session;
use crate::desk::hooks::{Ended, run as run_program};
use crate::domain::hook::Hook;
use crate::domain::words::{self, counted};
use crate::store::outbox::Outgoing;
use serde_json::json;

/// So many waiting events are listed.
const SHOWN: usize = 1_000;

/// `hooks …`.
///
/// # Errors
/// No such hook, a program that failed; the store's; the output's.
pub fn run(session: &mut Session, verb: &Hooks) -> Result<(), Error> {
    match verb {
        Hooks::List => list(session),
        Hooks::Test { name } => test(session, name),
        Hooks::Retry { name } => retry(session, name),
        Hooks::Forget { name } => forget(session, name),
    }
}

fn named(session: &Session, name: &str) -> Result<Hook, Error> {
    let hooks = &session.config.hooks;
    let found = hooks.iter().find(|h| h.name == name).cloned();
    found.ok_or_else(|| {
        Error::NotFound(format!(
            "There is no hook “{name}” in {}. hoist hooks list shows them.",
            session.config.file.display()
        ))
    })
}

fn list(session: &mut Session) -> Result<(), Error> {
    let desk = session.desk()?;
    let waiting = desk.outgoing(None, SHOWN)?;
    let hooks = session.config.hooks.clone();
    let of = |name: &str| {
        waiting
            .iter()
            .filter(|o| o.hook == name)
            .collect::<Vec<_>>()
    };
    // Events wait also for programs that were taken out of the config, or that another user configured.
    let mut names: Vec<String> = hooks.iter().map(|h| h.name.clone()).collect();
    for out in &waiting {
        if !names.contains(&out.hook) {
            names.push(out.hook.clone());
        }
    }
    if names.is_empty() && !session.global.json {
        return session.out.line(format!(
            "No hooks. docs/tick.md says how {} names them.",
            session.config.file.display()
        ));
    }
    let (now, zone) = (desk.now(), session.config.zone_name());
    let mut rows = Vec::new();
    for name in &names {
        let hook = hooks.iter().find(|h| h.name == *name);
        let waits = of(name);
        let next = waits.iter().map(|o| o.next_at).min();
        let trouble = trouble(&waits);
        if session.global.json {
            session.out.json(&json!({
                "name": name, "run": hook.map(|h| &h.run), "on": hook.map(|h| &h.on),
                "timeout_s": hook.map(|h| h.timeout_s), "waiting": waits.len(),
                "next_at": next.and_then(time), "trouble": trouble,
            }))?;
            continue;
        }
        let run = hook.map_or("(not in your config)".to_owned(), |h| h.run.join(" "));
        let next = next.map_or_else(String::new, |at| {
            words::until_words(at.max(now), now, &zone)
        });
        let count = waits.len().to_string();
        rows.push(vec![
            name.clone(),
            count,
            next,
            run,
            trouble.unwrap_or_default(),
        ]);
    }
    match session.global.json {
        true => Ok(()),
        false => session.out.table(
            &["hook", "waiting", "next try", "runs", "last time it"],
            &rows,
        ),
    }
}

fn trouble(waits: &[&Outgoing]) -> Option<String> {
    let last = waits.iter().filter(|o| !o.trouble.is_empty());
    last.max_by_key(|o| o.tries).map(|o| o.trouble.clone())
}

fn test(session: &mut Session, name: &str) -> Result<(), Error> {
    let hook = named(session, name)?;
    let desk = session.desk()?;
    let event = desk.trial();
    match run_program(&hook, &event, true) {
        Ended::Well => session.out.line(format!("{name} took it: {event}")),
        Ended::Badly(why) => Err(Error::Failed(format!("{name} {why}. The event: {event}"))),
    }
}

fn retry(session: &mut Session, name: &str) -> Result<(), Error> {
    let hook = named(session, name)?;
    let mut desk = session.desk()?;
    desk.try_hook(name)?;
    let given = desk.give_hooks(&[hook])?;
    for trouble in &given.troubles {
        super::session::complain(trouble);
    }
    let left = desk.outgoing(Some(name), SHOWN)?.len();
    if session.global.json {
        return session.out.json(&json!({
            "name": name, "taken": given.taken, "waiting": left, "troubles": given.troubles,
        }));
    }
    session.out.line(format!(
        "{name} took {}; {left} wait",
        counted(given.taken as u64, "event", "events")
    ))
}

fn forget(session: &mut Session, name: &str) -> Result<(), Error> {
    let mut desk = session.desk()?;
    let dropped = desk.forget_hook(name)?;
    session.out.line(format!(
        "{name} is known no more; {} dropped.",
        counted(dropped as u64, "waiting event was", "waiting events were")
    ))
}
