//! Accepting a package. Over SSH a line is easily sent to the wrong ticket and nothing else was on the screen:
//! there the package is printed first, and accepted with the word that stands below it.

use super::args::{Accept, Show};
use super::error::Error;
use super::moves::{self, Typed};
use super::session::Session;
use super::show::show_package;
use crate::desk::Desk;
use crate::domain::process::Verb;
use crate::domain::ticket::PackageRef;

/// Characters of the word.
const WORD: usize = 6;

/// `accept`.
///
/// # Errors
/// A word that is not this package's; a refusal; the store's.
pub fn run(session: &mut Session, args: &Accept) -> Result<(), Error> {
    if args.word.is_none() && session.global.ssh.is_none() {
        return moved(session, args);
    }
    let mut desk = session.desk()?;
    let Some(package) = desk.ticket(args.id)?.package().cloned() else {
        // What is missing, the desk says.
        return moved(session, args);
    };
    match &args.word {
        Some(typed) => {
            matching(args, &package, typed)?;
            drop(desk);
            moved(session, args)
        }
        None => print(session, &mut desk, args, &package),
    }
}

fn moved(session: &mut Session, args: &Accept) -> Result<(), Error> {
    moves::run(session, Typed::new(args.id, Verb::Accept, Vec::new()))
}

/// The word of a package: the beginning of its hash.
fn word(package: &PackageRef) -> &str {
    package.hash.get(..WORD).unwrap_or(&package.hash)
}

fn matching(args: &Accept, package: &PackageRef, typed: &str) -> Result<(), Error> {
    match typed == word(package) {
        true => Ok(()),
        false => Err(Error::Usage(format!(
            "“{typed}” is not the word below package {} of {}. Nothing was accepted. hoist accept {} prints the package and its word.",
            package.version, args.id, args.id.0
        ))),
    }
}

fn print(
    session: &mut Session,
    desk: &mut Desk,
    args: &Accept,
    package: &PackageRef,
) -> Result<(), Error> {
    let show = Show {
        id: args.id,
        timeline: false,
        package: Some(package.version),
        bundle: false,
        markdown: false,
    };
    show_package(session, desk, &show, package.version)?;
    if session.global.json {
        let word = serde_json::json!({ "ticket": args.id.0, "accept_with": word(package) });
        return session.out.json(&word);
    }
    session.out.line("")?;
    session.out.line(format!(
        "Not accepted yet. Having read it: accept {} {}",
        args.id.0,
        word(package)
    ))
}
