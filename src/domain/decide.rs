//! Decides whether a command may run and what happens. Pure: the same command on the same ticket by
//! the same agent at the same instant always gets the same verdict (invariant 7).

mod absorbing;
mod answers;
mod approving;
mod article;
mod case;
mod effects;
mod elsewhere;
mod evidence;
mod files;
mod gone;
mod heeding;
mod import;
mod joining;
mod keep;
mod linking;
mod moves;
mod open;
mod owed;
mod path;
mod pause;
mod people;
mod shift;
mod talk;
mod undo;
mod work;

pub(crate) use article::unfit as unfit_article;
pub use case::Case;
pub use joining::{Counterpart, counterpart};
pub(crate) use moves::Step;
pub use path::current as current_path;

use super::actor::{Actor, Source};
use super::blocker::Refusal;
use super::command::{Command, Scene};
use super::event::Event;
use super::process::Process;
use super::stage::Phase;
use super::ticket::Ticket;

/// The events a command leads to, or everything that is missing. No event at all means that nothing
/// was left to do (a package shown a second time).
///
/// # Errors
/// A [`Refusal`] that lists every blocker with the place and the command that supplies it.
pub fn decide(
    process: &Process,
    ticket: &Ticket,
    command: &Command,
    actor: &Actor,
    scene: &Scene,
) -> Result<Vec<Event>, Refusal> {
    let ticket = &*gone::left_out(ticket, command, scene);
    let case = Case {
        process,
        ticket,
        actor,
        scene,
    };
    if let Command::Open(opening) = command {
        return open::open(&case, opening);
    }
    let mut events = decided(&case, command)?;
    // What is imported stands as it was.
    if !matches!(command, Command::Import(_)) {
        gone::passed_over(&mut events, scene);
    }
    Ok(events)
}

fn decided(case: &Case, command: &Command) -> Result<Vec<Event>, Refusal> {
    let Case { ticket, .. } = *case;
    if ticket.version == 0 {
        return Err(case.input(name(command), "There is no such ticket yet."));
    }
    if let Command::ShowPackage { version } = command {
        return people::show_package(case, *version);
    }
    allowed(case, command)?;
    match command {
        Command::Open(_) => Ok(Vec::new()),
        Command::Move(m) => {
            joining::is_its_own(case, m.verb)?;
            moves::decide(case, m)
        }
        Command::Set(values) => people::set(case, values),
        Command::Answer { field, answer } => work::answer(case, field, answer),
        Command::Todo { n, text } => work::todo(case, *n, text),
        Command::Check {
            item,
            tier,
            outcome,
            evidence,
        } => work::check(case, item, tier.as_ref(), outcome, evidence),
        Command::StillTrue { item } => work::still_true(case, item),
        Command::Record { kind, values } => work::record(case, kind, values),
        Command::Criterion { id, why } => work::criterion(case, id, why),
        Command::CriterionGone { id, reason } => work::criterion_gone(case, id, reason),
        Command::Note { text } => talk::note(case, text),
        Command::NoAnswer { text } => talk::no_answer(case, text),
        Command::Message {
            text,
            channel,
            attempt,
            workaround,
        } => talk::message(case, text, channel, *attempt, *workaround),
        Command::Received { text, channel } => talk::received(case, text, channel),
        Command::TakeBack { n } => talk::take_back(case, *n),
        Command::Hold { kind, until, text } => pause::hold(case, kind, *until, text),
        Command::Resume { n } => pause::resume(case, *n),
        Command::Ask { team, due, text } => pause::ask(case, team, *due, text),
        Command::Answered { n, text } => pause::answered(case, *n, text),
        Command::Assign {
            to,
            customers_agent,
        } => people::assign(case, to.as_ref(), *customers_agent),
        Command::ShowPackage { .. } => Ok(Vec::new()),
        Command::Settle { n, values } => owed::settle(case, *n, values),
        Command::Waive { n, reason } => owed::waive(case, *n, reason),
        Command::Restrict { agents, why } => people::restrict(case, agents, why),
        Command::Lift { why } => people::lift(case, why),
        Command::LinkArticle {
            article,
            helped,
            kind,
        } => article::link(case, *article, *helped, kind),
        Command::UnlinkArticle { article } => article::unlink(case, *article),
        Command::Link { other, kind } => linking::link(case, *other, kind),
        Command::Unlink { other, kind } => linking::unlink(case, *other, kind),
        Command::Heed { other } => heeding::heed(case, *other),
        Command::HeedArticle { article } => heeding::heed_article(case, *article),
        Command::Merge { into, text } => joining::merge(case, *into, text),
        Command::Unmerge { reason } => joining::unmerge(case, reason),
        Command::Absorb { from, waits } => absorbing::absorb(case, *from, waits),
        Command::Separate { from } => absorbing::separate(case, *from),
        Command::SplitOff { to, events } => joining::split_off(case, *to, events),
        Command::HandOver { to, text } => shift::hand_over(case, to, text),
        Command::AcceptHandover => shift::accept(case),
        Command::DeclineHandover { reason } => shift::decline(case, reason),
        Command::Approval(approval) => approving::decide(case, approval),
        Command::Attach { files } => files::attach(case, files),
        Command::Detach { n, reason } => files::detach(case, *n, reason),
        Command::Keep { pieces } => keep::keep(case, pieces),
        Command::Unkeep { n, reason } => keep::unkeep(case, *n, reason),
        Command::Undo(undo) => undo::undo(case, undo),
        Command::Import(step) => import::step(case, step),
    }
}

/// The command's id, for refusals.
#[must_use]
pub fn name(command: &Command) -> &'static str {
    match command {
        Command::Open(_) => "open",
        Command::Move(m) => m.verb.id(),
        Command::Set(_) => "set",
        Command::Answer { .. } => "answer",
        Command::Todo { .. } => "todo",
        Command::Check { .. } | Command::StillTrue { .. } => "check",
        Command::Record { .. } => "record",
        Command::Note { .. } | Command::NoAnswer { .. } => "note",
        Command::Message { .. } | Command::TakeBack { .. } => "message",
        Command::Received { .. } => "received",
        Command::Criterion { .. } | Command::CriterionGone { .. } => "criterion",
        Command::Hold { .. } => "hold",
        Command::Resume { .. } => "resume",
        Command::Ask { .. } => "ask",
        Command::Answered { .. } => "answered",
        Command::Assign { .. } => "assign",
        Command::ShowPackage { .. } => "show",
        Command::Settle { .. } => "settle",
        Command::Waive { .. } => "waive",
        Command::Restrict { .. } => "restrict",
        Command::Lift { .. } => "lift",
        Command::Link { .. } => "link",
        Command::Unlink { .. } => "unlink",
        Command::LinkArticle { .. } | Command::UnlinkArticle { .. } => "kb link",
        Command::Heed { .. } | Command::HeedArticle { .. } => "heed",
        Command::Merge { .. } | Command::Absorb { .. } => "merge",
        Command::Unmerge { .. } | Command::Separate { .. } => "unmerge",
        Command::SplitOff { .. } => "split",
        Command::HandOver { .. } | Command::AcceptHandover | Command::DeclineHandover { .. } => {
            "handover"
        }
        Command::Approval(_) => "approve",
        Command::Attach { .. } => "attach",
        Command::Detach { .. } => "attachment",
        Command::Keep { .. } => "keep",
        Command::Unkeep { .. } => "kept",
        Command::Undo(_) => "undo",
        Command::Import(_) => "import",
    }
}

/// What holds for every command: archived tickets never change (invariant 6), tickets that are over
/// take only what belongs there, and who has no tier only looks.
fn allowed(case: &Case, command: &Command) -> Result<(), Refusal> {
    let verb = name(command);
    if let Some(why) = over(case.ticket, command) {
        return Err(case.stage(verb, why));
    }
    let desk_itself = match case.actor.identity.source {
        Source::Import => true,
        // The timer moves what has waited long enough; it has nothing to say.
        Source::Timer => matches!(
            command,
            Command::Move(_) | Command::Heed { .. } | Command::HeedArticle { .. }
        ),
        Source::Os | Source::As | Source::Ssh | Source::Demo => false,
    };
    if case.actor.tiers.is_empty() && !case.actor.lead && !desk_itself {
        return Err(case.role(
            verb,
            format!("{} has no tier on this desk and may look, not change. A lead can change that: hoist agents role", case.actor.name),
        ));
    }
    Ok(())
}

/// Why a ticket whose work is over does not take a command; `None`: it does, or its work goes on.
#[must_use]
pub fn over(ticket: &Ticket, command: &Command) -> Option<String> {
    let id = ticket.id;
    match ticket.stage.phase {
        Phase::Archived => Some(format!(
            "{id} is archived and never changes. A later word makes a linked ticket: hoist follow-up {}",
            id.0
        )),
        phase @ (Phase::Closed | Phase::Cancelled) if !fits_over(command) => Some(format!(
            "{id} is {phase}. Reopen or restore it first, or open a follow-up."
        )),
        _ => None,
    }
}

fn fits_over(command: &Command) -> bool {
    matches!(
        command,
        Command::Move(_)
            | Command::Note { .. }
            | Command::Received { .. }
            | Command::Attach { .. }
            | Command::Detach { .. }
            | Command::Settle { .. }
            | Command::Waive { .. }
            | Command::Answered { .. }
            | Command::Resume { .. }
            | Command::Link { .. }
            | Command::Unlink { .. }
            | Command::LinkArticle { .. }
            | Command::UnlinkArticle { .. }
            // It says itself why not, and what to do instead.
            | Command::Merge { .. }
            | Command::Unmerge { .. }
            | Command::Separate { .. }
            | Command::Restrict { .. }
            | Command::Lift { .. }
            | Command::Undo(_)
            | Command::Import(_)
    )
}
