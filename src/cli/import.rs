//! `import`: tickets of another system, by a mapping file.

use super::args::Import;
use super::error::Error;
use super::session::Session;
use super::text;
use crate::desk::import::{Map, Order, Report, listed, map, run as bring};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::Read;
use std::path::Path;

/// `import FILE --format … --map …`.
///
/// # Errors
/// Mistakes in the mapping, a file that cannot be read, only a lead imports; the store's.
pub fn run(session: &mut Session, args: &Import) -> Result<(), Error> {
    let map = mapping(&args.map)?;
    let mut desk = session.desk()?;
    let (input, beside) = source(&args.file)?;
    let order = Order {
        map: &map,
        format: args.format,
        beside,
        dry_run: args.dry_run,
    };
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(5));
    let style = ProgressStyle::with_template("{pos} rows, {per_sec}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    let report = bring(&mut desk, input, &order, &mut |rows| bar.set_position(rows));
    bar.finish_and_clear();
    let report = report?;
    say(session, &report)?;
    session.out.finish()?;
    if report.rejected > 0 {
        return Err(Error::Failed(format!(
            "{} of {} rows were not imported.",
            report.rejected, report.rows
        )));
    }
    Ok(())
}

fn mapping(path: &Path) -> Result<Map, Error> {
    map::parse(&text::file(path)?).map_err(|mistakes| Error::Usage(listed(&mistakes)))
}

/// The rows, and where rejects are kept beside them.
fn source(path: &Path) -> Result<(Box<dyn Read>, Option<&Path>), Error> {
    if path == Path::new("-") {
        return Ok((Box::new(std::io::stdin()), None));
    }
    let file = std::fs::File::open(path)
        .map_err(|e| Error::Usage(format!("{} cannot be read: {e}.", path.display())))?;
    Ok((Box::new(file), Some(path)))
}

fn say(session: &mut Session, report: &Report) -> Result<(), Error> {
    if session.global.json {
        return session.out.json(&super::json::timed(report));
    }
    if report.dry_run {
        for row in &report.first {
            session.out.line(format!(
                "line {}: {} · {} · {} · {} characters",
                row.line, row.subject, row.kind, row.customer, row.characters
            ))?;
        }
    }
    for (line, reason) in &report.reasons {
        session
            .out
            .line(format!("line {line} is not imported: {reason}"))?;
    }
    let would = if report.dry_run {
        "would be opened"
    } else {
        "opened"
    };
    session.out.line(format!(
        "{} rows: {} {would}, {} were here already, {} rejected; {} new customers",
        report.rows, report.opened, report.already, report.rejected, report.customers
    ))?;
    if report.latin1 > 0 {
        session.out.line(format!(
            "{} rows were not UTF-8 and were read as Latin-1",
            report.latin1
        ))?;
    }
    match &report.rejects {
        Some(path) => session
            .out
            .line(format!("rejected rows: {}", path.display())),
        None => Ok(()),
    }
}
