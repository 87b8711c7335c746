//! `keys`: what the interface's keys are, handed in by whoever knows the interface.

use super::args::Cli;
use super::error::Error;
use super::session::Session;
use serde::Serialize;

/// A key of the interface, in words.
#[derive(Clone, Debug, Serialize)]
pub struct KeyLine {
    /// What it belongs to: a heading.
    pub group: String,
    /// Where it works.
    pub scope: String,
    /// The action's name, for the config file.
    pub action: String,
    /// The keys.
    pub keys: Vec<String>,
    /// What it does.
    pub help: String,
}

/// Prints the keys; `problems` are what is wrong with the user's own.
///
/// # Errors
/// The output's.
pub fn keys(cli: &Cli, lines: &[KeyLine], problems: &[String]) -> Result<(), Error> {
    let mut session = Session::start(cli)?;
    let out = &mut session.out;
    if cli.global.json {
        lines.iter().try_for_each(|line| out.json(line))?;
        return out.finish();
    }
    let mut group = "";
    for line in lines {
        if line.group != group {
            if !group.is_empty() {
                out.line("")?;
            }
            out.line(&line.group)?;
            group = &line.group;
        }
        out.line(format!("  {:<16}{}", line.keys.join(" "), line.help))?;
    }
    for problem in problems {
        out.line(format!("! {problem}"))?;
    }
    out.finish()
}
