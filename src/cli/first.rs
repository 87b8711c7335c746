//! The first start: `hoist` with nothing set up asks for a name, tiers and where the desk's file is,
//! in plain lines, and makes the desk.

use super::args::{Cli, Init};
use super::error::Error;
use super::session::Session;
use super::setup;
use crate::config::save_desk;
use crate::domain::parse;
use crate::domain::safe::SafeText;
use std::io::{BufRead, IsTerminal, Write};
use std::path::PathBuf;

/// Asks, and makes the desk; `false` when there is nothing to ask: a desk is there, one was named, or
/// nobody sits at a terminal.
///
/// # Errors
/// The desk cannot be made.
pub fn start(cli: &Cli) -> Result<bool, Error> {
    let mut session = Session::start(cli)?;
    let named = cli.global.desk.is_some() || cli.global.print.is_some();
    let terminal = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    if named || !terminal || session.config.desk.symlink_metadata().is_ok() {
        return Ok(false);
    }
    session
        .out
        .line("No desk is set up yet. Enter keeps what stands in brackets; Ctrl-C leaves.")?;
    session.out.line("To look around first: hoist demo")?;
    session.out.line("")?;
    let Some(init) = ask(&mut session)? else {
        return Ok(false);
    };
    setup::init(&mut session, &init)?;
    session.out.finish()?;
    Ok(true)
}

/// The three questions; `None` when the input ends.
fn ask(session: &mut Session) -> Result<Option<Init>, Error> {
    let login = session.login().name;
    let known = session.config.name.clone().unwrap_or(login);
    let Some(name) = question(session, "Your name on the desk", &known)? else {
        return Ok(None);
    };
    let all: Vec<&str> = parse::builtin()
        .tiers
        .iter()
        .map(|t| t.id.as_str())
        .collect();
    let Some(tiers) = question(session, "Your tiers", &all.join(" "))? else {
        return Ok(None);
    };
    let shown = session.config.desk.display().to_string();
    let Some(file) = question(session, "The desk's file", &shown)? else {
        return Ok(None);
    };
    if file != shown {
        session.config.desk = session.places.home(&file);
        keep(session)?;
    }
    let tiers = tiers.split([' ', ',']).filter(|t| !t.is_empty());
    Ok(Some(Init {
        name: Some(name),
        tier: tiers.map(str::to_owned).collect(),
        ..Init::default()
    }))
}

/// Writes where the desk is into the config file, so that the next start finds it.
fn keep(session: &mut Session) -> Result<(), Error> {
    let desk: PathBuf =
        std::path::absolute(&session.config.desk).map_err(|e| Error::Failed(e.to_string()))?;
    let file = session.config.file.clone();
    match save_desk(&file, &desk) {
        Ok(true) => session.out.line(format!("wrote {}", file.display())),
        _ => session.out.line(format!(
            "write   desk = \"{}\"   into {}, or the next start will not find it",
            desk.display(),
            file.display()
        )),
    }
}

fn question(session: &mut Session, text: &str, known: &str) -> Result<Option<String>, Error> {
    session.out.finish()?;
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
