//! The first start: `hoist` with nothing set up asks for a name, tiers and where the desk's file is,
//! and makes the desk: on a screen of its own, or in plain lines for the linear mode.

use super::args::{Cli, Init};
use super::error::Error;
use super::session::Session;
use super::setup;
use crate::config::save_desk;
use crate::desk;
use crate::desk::first::{Answers, Trouble};
use crate::domain::parse;
use crate::domain::safe::SafeText;
use std::io::{BufRead, IsTerminal, Write};
use std::path::PathBuf;

/// What is proposed; `None` when there is nothing to ask: a desk is there, one was named, or nobody
/// sits at a terminal.
///
/// # Errors
/// Mistakes in the config file.
pub fn needed(cli: &Cli) -> Result<Option<Answers>, Error> {
    let session = Session::start(cli)?;
    let named = cli.global.desk.is_some() || cli.global.print.is_some();
    let terminal = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    if named || !terminal || session.config.desk.symlink_metadata().is_ok() {
        return Ok(None);
    }
    let name = session.config.name.clone();
    let tiers = parse::builtin().tiers.iter().map(|t| t.id.0.clone());
    Ok(Some(Answers {
        name: name.unwrap_or_else(|| session.login().name),
        tiers: tiers.collect(),
        file: session.config.desk.display().to_string(),
    }))
}

/// Makes the desk; a sentence where the next start would not find it.
///
/// # Errors
/// What is wrong with which answer.
pub fn make(cli: &Cli, answers: &Answers) -> Result<(PathBuf, Option<String>), Trouble> {
    let trouble = |field, error: &Error| Trouble {
        field,
        sentence: error.to_string(),
    };
    let mut session = Session::start(cli).map_err(|e| trouble("file", &e))?;
    let proposed = session.config.desk.display().to_string();
    session.config.desk = session.places.home(&answers.file);
    if session.config.desk.symlink_metadata().is_ok() {
        return Err(Trouble {
            field: "file",
            sentence: "There is something at this place already; it was not touched. Name another."
                .to_owned(),
        });
    }
    let init = Init {
        name: Some(answers.name.clone()),
        tier: answers.tiers.clone(),
        ..Init::default()
    };
    match setup::make_desk(&session, &init) {
        Ok((path, ..)) if answers.file == proposed => Ok((path, None)),
        Ok((path, ..)) => {
            let kept = keep(&session, &path);
            Ok((path, kept))
        }
        // The name is the only answer that a desk does not take for itself.
        Err(error @ Error::Desk(desk::Error::Input(_))) => Err(trouble("name", &error)),
        Err(error) => Err(trouble("file", &error)),
    }
}

/// Writes where the desk is into the config file, so that the next start finds it; a sentence when
/// that cannot be.
fn keep(session: &Session, desk: &std::path::Path) -> Option<String> {
    let file = &session.config.file;
    match save_desk(file, desk) {
        Ok(true) => None,
        _ => Some(format!(
            "Write   desk = \"{}\"   into {}, or the next start will not find this desk.",
            desk.display(),
            file.display()
        )),
    }
}

/// Asks in plain lines, for the linear mode; `false` when the input ends and nothing was made.
///
/// # Errors
/// The desk cannot be made.
pub fn ask(cli: &Cli, proposed: &Answers) -> Result<bool, Error> {
    println!("No desk is set up yet. Enter keeps what stands in brackets; Ctrl-C leaves.");
    println!("To look around first: hoist demo --plain");
    let mut known = proposed.clone();
    loop {
        let Some(answers) = questions(&known)? else {
            return Ok(false);
        };
        match make(cli, &answers) {
            Ok((path, note)) => {
                println!("made {}", SafeText::line(&path.display().to_string()));
                if let Some(note) = note {
                    println!("{}", SafeText::line(&note));
                }
                return Ok(true);
            }
            Err(trouble) => println!("{}", SafeText::line(&trouble.sentence)),
        }
        known = answers;
    }
}

/// The three questions; `None` when the input ends.
fn questions(known: &Answers) -> Result<Option<Answers>, Error> {
    let Some(name) = question("Your name on the desk", &known.name)? else {
        return Ok(None);
    };
    let Some(tiers) = question("Your tiers", &known.tiers.join(" "))? else {
        return Ok(None);
    };
    let Some(file) = question("The desk's file", &known.file)? else {
        return Ok(None);
    };
    let tiers = tiers.split([' ', ',']).filter(|t| !t.is_empty());
    Ok(Some(Answers {
        name,
        tiers: tiers.map(str::to_owned).collect(),
        file,
    }))
}

fn question(text: &str, known: &str) -> Result<Option<String>, Error> {
    print!("{text} [{}]: ", SafeText::line(known));
    std::io::stdout().flush()?;
    let mut line = String::new();
    if std::io::stdin().lock().read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let said = line.trim();
    Ok(Some(if said.is_empty() {
        known.to_owned()
    } else {
        said.to_owned()
    }))
}
