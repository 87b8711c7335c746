//! The process file of the desk: shown, checked, put in force.

use super::args::Processes;
use super::error::Error;
use super::session::{Session, complain};
use super::text;
use crate::domain::calendar::holidays;
use crate::domain::safe::SafeText;
use crate::domain::{check, parse, table, words};

/// `process …`.
///
/// # Errors
/// Mistakes in the file; only a lead puts one in force; the store's.
pub fn run(session: &mut Session, verb: &Processes) -> Result<(), Error> {
    match verb {
        Processes::Show { dot, toml } => show(session, *dot, *toml),
        Processes::Check { file } => {
            let (name, text) = match file {
                Some(path) => (path.display().to_string(), text::file(path)?),
                None => {
                    let desk = session.desk()?;
                    (
                        "the process in force".to_owned(),
                        desk.info().process_text.clone().into_owned(),
                    )
                }
            };
            examine(session, &name, &text)
        }
        Processes::Holidays { file } => holidays(session, &text::file(file)?),
        Processes::Use { file, why } => {
            let text = text::file(file)?;
            let mut desk = session.desk_to_change()?;
            let whole = desk.use_process(&text, why)?;
            let hash = desk.info().process_hash.clone();
            if session.global.json {
                return session.out.json(&serde_json::json!({ "process": hash }));
            }
            session
                .out
                .line(format!("in force: {} ({hash})", desk.process().name))?;
            match whole {
                true => Ok(()),
                false => session
                    .out
                    .line("Not every row of the queue follows it yet: whoever opens the desk goes on with that."),
            }
        }
    }
}

fn show(session: &mut Session, dot: bool, toml: bool) -> Result<(), Error> {
    let desk = session.desk()?;
    let process = desk.process();
    if toml {
        return session.out.document(&desk.info().process_text);
    }
    if dot {
        return session.out.document(&table::dot(process));
    }
    if session.global.json {
        return session.out.json(&table::json(process));
    }
    session.out.block(&table::text(process))
}

/// The closed days of an iCalendar file as a list of a process file; what was left out goes to standard error.
fn holidays(session: &mut Session, text: &str) -> Result<(), Error> {
    let found = holidays::read(text).map_err(Error::Usage)?;
    if session.global.json {
        for (day, name) in &found.days {
            session
                .out
                .json(&serde_json::json!({ "day": day.to_string(), "name": name }))?;
        }
    } else {
        let days = found.days.iter().map(|(day, name)| {
            let name = words::flat(name);
            format!("  \"{day}\", # {}\n", SafeText::line(&name))
        });
        let list = format!("closed = [\n{}]\n", days.collect::<String>());
        session.out.document(&list)?;
    }
    session.out.finish()?;
    for why in &found.left_out {
        complain(&format!("left out: {why}"));
    }
    Ok(())
}

fn examine(session: &mut Session, name: &str, text: &str) -> Result<(), Error> {
    let (process, visited) = match check::file(text) {
        Ok(checked) => checked,
        Err(faults) => {
            for fault in &faults {
                if session.global.json {
                    session.out.json(&serde_json::json!({
                        "line": fault.line, "column": fault.column, "message": fault.message,
                    }))?;
                } else {
                    session.out.block(&fault.render(text))?;
                }
            }
            session.out.finish()?;
            let things = if faults.len() == 1 {
                "mistake"
            } else {
                "mistakes"
            };
            return Err(Error::Failed(format!("{name}: {} {things}.", faults.len())));
        }
    };
    if session.global.json {
        return session.out.json(&serde_json::json!({
            "ok": true, "hash": process.hash, "states": visited.states, "steps": visited.steps,
        }));
    }
    let builtin = if process.hash == parse::builtin().hash {
        ", the built-in one"
    } else {
        ""
    };
    session.out.line(format!(
        "{name} is fine{builtin}: every ticket can reach the archive ({} states, {} steps walked)",
        visited.states, visited.steps
    ))
}
