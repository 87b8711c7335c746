//! The command line: a command is one call of the desk and one print. It knows no rule of the
//! process; what can be typed is in [`args`], what it may is decided by the desk.

mod accept;
pub mod args;
mod audit;
mod backup;
mod check;
mod demo;
mod doctor;
mod duty;
pub mod error;
mod export;
mod files;
pub mod first;
mod form;
mod handover;
mod hooks;
mod import;
mod joining;
mod json;
mod kb;
mod keep;
mod keys;
mod logs;
mod moves;
mod out;
mod people;
mod process;
mod products;
mod progress;
mod queue;
mod report;
mod review;
mod search;
mod session;
mod setup;
mod show;
mod signature;
mod similar;
mod snapshot;
mod sql;
pub mod ssh;
mod talk;
mod teams;
mod text;
mod tick;
mod updates;
mod who;
mod work;

pub use args::{Cli, Verb};
pub use demo::{create as create_demo, plan as demo_plan};
pub use error::Error;
pub use keys::{KeyLine, keys};
pub use session::{Session, config, login};

use crate::domain::blocker::{Blocker, Refusal, one_of};
use crate::domain::process::Verb as Move;
use std::io::Write;

/// Runs a command line that needs no interface; the answer is the exit code.
#[must_use]
pub fn run(cli: &Cli) -> u8 {
    let told = match perform(cli) {
        Ok(()) => return 0,
        Err(error) => error,
    };
    tell(&told, cli.global.json);
    told.exit_code()
}

fn perform(cli: &Cli) -> Result<(), Error> {
    match &cli.verb {
        // Neither needs a desk nor a config, so that they work where those are broken.
        Some(Verb::Completions { shell }) => return setup::completions(*shell),
        Some(Verb::Man) => return setup::man(),
        _ => {}
    }
    let mut session = Session::start(cli)?;
    if let Some(verb) = &cli.verb {
        dispatch(&mut session, verb)?;
    }
    session.out.finish()
}

/// Says why it was not done: one line on standard error and everything that is missing below it, or
/// one object on standard output.
pub fn tell(error: &Error, json: bool) {
    if matches!(error, Error::Closed) {
        return;
    }
    if json {
        let mut out = out::Out::standard();
        let _ = error.print(&mut out);
        let _ = out.finish();
        return;
    }
    let mut text = error.to_string();
    if let Some(refusal) = error.refusal() {
        for blocker in &refusal.missing {
            text.push_str(&format!("\n  {}   {}", said(blocker), blocker.command));
        }
        if let Some(command) = refusal.together() {
            text.push_str(&format!("\n  {}:   {command}", how_much(refusal)));
        }
    }
    let safe = crate::domain::safe::SafeText::block(&text);
    let _ = writeln!(std::io::stderr(), "hoist: {safe}");
}

/// Whether the one command line supplies all that is missing.
fn how_much(refusal: &Refusal) -> &'static str {
    match refusal.missing.iter().all(|b| b.what == "field") || refusal.refused == "deploy" {
        true => "All of it at once",
        false => "Then, at once",
    }
}

/// What is missing, and what it can be.
fn said(blocker: &Blocker) -> String {
    match blocker.choices.is_empty() {
        true => blocker.text.clone(),
        false => format!("{} ({})", blocker.text, one_of(&blocker.choices)),
    }
}

fn dispatch(session: &mut Session, verb: &Verb) -> Result<(), Error> {
    match verb {
        Verb::New(args) => queue::new(session, args),
        Verb::List(args) => queue::list(session, args),
        Verb::FollowUp(args) => queue::follow_up(session, args),
        Verb::Show(args) => show::show(session, args),
        Verb::Search(args) => search::search(session, args),
        Verb::Similar(args) => similar::similar(session, args),
        Verb::Snapshot(of) => snapshot::run(session, &of.what),
        Verb::Kb(of) => kb::run(session, &of.what),
        Verb::Messages(args) => talk::messages(session, args),
        Verb::Templates(of) => talk::templates(session, &of.what),
        Verb::Customers(of) => people::customers(session, &of.what),
        Verb::Products(of) => products::run(session, &of.what),
        Verb::Agents(of) => people::agents(session, &of.what),
        Verb::Teams(of) => teams::run(session, &of.what),
        Verb::Report(args) => report::run(session, args),
        Verb::Review(args) => review::run(session, args),
        Verb::Handover(of) => handover::run(session, &of.what),
        Verb::Whoami => people::whoami(session),
        Verb::Who => who::run(session),
        Verb::Tick(args) => tick::run(session, *args),
        Verb::Notifications(args) => tick::notifications(session, args),
        Verb::Oncall(args) => duty::run(session, args),
        Verb::Status(args) => duty::status(session, *args),
        Verb::Hooks(of) => hooks::run(session, &of.what),
        Verb::Init(args) => setup::init(session, args),
        Verb::Config(of) => setup::config(session, &of.what),
        Verb::Audit(of) => audit::run(session, &of.what),
        Verb::Process(of) => process::run(session, &of.what),
        Verb::Demo(args) => demo::write(session, args),
        Verb::Import(args) => import::run(session, args),
        Verb::Logs(args) => logs::run(session, args),
        Verb::Export(args) => export::run(session, args),
        Verb::Doctor => doctor::run(session),
        Verb::Sql(args) => sql::run(session, args),
        Verb::Backup(args) => backup::backup(session, args),
        Verb::RestoreDesk(args) => backup::restore(session, args),
        Verb::Salvage(args) => backup::salvage(session, args),
        Verb::SshKeys(args) => ssh::print_keys(session, args),
        other => on_ticket(session, other),
    }
}

fn on_ticket(session: &mut Session, verb: &Verb) -> Result<(), Error> {
    match verb {
        Verb::Assign(args) => work::assign(session, args),
        Verb::Set(args) => work::set(session, args),
        Verb::Answer(args) => work::answer(session, args),
        Verb::Todo(args) => work::todo(session, args),
        Verb::Check(args) => check::check(session, args),
        Verb::Updates { id } => updates::run(session, *id),
        Verb::Note(args) => work::note(session, args),
        Verb::Message(args) => work::message(session, args),
        Verb::Received(args) => work::received(session, args),
        Verb::Record(args) => work::record(session, args),
        Verb::Criterion(args) => work::criterion(session, args),
        Verb::Approve(args) => work::approve(session, args),
        Verb::Hold(args) => work::hold(session, args),
        Verb::Resume(args) => {
            let resume = crate::domain::command::Command::Resume { n: args.n };
            work::run(session, args.id, resume)
        }
        Verb::Ask(args) => work::ask(session, args),
        Verb::Answered(args) => work::answered(session, args),
        Verb::Settle(args) => work::settle(session, args),
        Verb::Waive(args) => work::waive(session, args),
        Verb::Restrict(args) => work::restrict(session, args),
        Verb::Lift(args) => work::lift(session, args),
        Verb::Link(args) => joining::link(session, args),
        Verb::Unlink(args) => joining::unlink(session, args),
        Verb::Merge(args) => joining::merge(session, args),
        Verb::Unmerge(args) => joining::unmerge(session, args),
        Verb::Split(args) => joining::split(session, args),
        Verb::Attach(args) => files::attach(session, args),
        Verb::Attachments { id } => files::list(session, *id),
        Verb::Attachment(args) => files::one(session, args),
        Verb::Keep(args) => keep::keep(session, args),
        Verb::Kept(args) => keep::kept(session, args),
        Verb::Undo { id } => work::undo(session, *id),
        Verb::Accept(args) => accept::run(session, args),
        other => {
            let typed = moved(session, other)?;
            typed.map_or(Ok(()), |typed| moves::run(session, typed))
        }
    }
}

/// The move that a command line asks for.
fn moved(session: &Session, verb: &Verb) -> Result<Option<moves::Typed>, Error> {
    Ok(Some(match verb {
        Verb::Take(args) => moves::plain(Move::Take, args),
        Verb::Archive(args) => moves::plain(Move::Archive, args),
        Verb::Release(args) => moves::reason(session, Move::Release, args)?,
        Verb::Recall(args) => moves::reason(session, Move::Recall, args)?,
        Verb::Withdraw(args) => moves::reason(session, Move::Withdraw, args)?,
        Verb::Reopen(args) => moves::reason(session, Move::Reopen, args)?,
        Verb::Restore(args) => moves::reason(session, Move::Restore, args)?,
        Verb::Escalate(args) => moves::escalate(args),
        Verb::Return(args) => moves::back(session, args)?,
        Verb::Resolve(args) => moves::resolve(session, args)?,
        Verb::Deploy(args) => moves::deploy(args),
        Verb::Sign(args) => moves::sign(args),
        Verb::Reject(args) => moves::reject(session, args)?,
        Verb::Decline(args) => moves::decline(session, args)?,
        Verb::Tell(args) => moves::tell(session, args)?,
        Verb::Close(args) => moves::close(session, args)?,
        Verb::Dissatisfied(args) => moves::dissatisfied(session, args)?,
        Verb::Cancel(args) => moves::cancel(session, args)?,
        Verb::Override(args) => moves::forced(args)?,
        _ => return Ok(None),
    }))
}
