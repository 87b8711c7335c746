//! `demo`: a desk full of life, made at a file or for the interface.

use super::args::Demo;
use super::error::Error;
use super::progress;
use super::session::Session;
use crate::config::Config;
use crate::desk::demo::{Made, Plan, create as make};
use crate::desk::system_clock;
use crate::domain::when;
use crate::domain::words::counted;
use serde_json::json;
use std::path::Path;
use std::time::Instant;

/// What is to be made.
///
/// # Errors
/// A time that cannot be read.
pub fn plan(config: &Config, args: &Demo) -> Result<Plan, Error> {
    let now = system_clock()();
    let mut plan = Plan::of_this_minute(now);
    if let Some(text) = &args.at {
        plan.at = when::parse(text, now, &config.zone_name()).map_err(Error::Usage)?;
    }
    plan.tickets = args.tickets.unwrap_or(plan.tickets);
    plan.seed = args.seed.unwrap_or(plan.seed);
    Ok(plan)
}

/// Makes a demo desk; on a terminal one sees how far it is.
///
/// # Errors
/// The store's.
pub fn create(path: &Path, plan: &Plan) -> Result<Made, Error> {
    let bar = progress::bar("{pos} of {len} tickets, {rate}, {eta} left");
    bar.set_length(plan.tickets);
    let made = make(path, plan, &mut |done, _| bar.set_position(done));
    bar.finish_and_clear();
    Ok(made?)
}

/// `demo --write FILE`.
///
/// # Errors
/// As [`create`]; the output's.
pub fn write(session: &mut Session, args: &Demo) -> Result<(), Error> {
    let Some(path) = &args.write else {
        return Ok(());
    };
    let plan = plan(&session.config, args)?;
    let started = Instant::now();
    let made = create(path, &plan)?;
    let seconds = started.elapsed().as_secs_f64();
    let rate = rate(made.events, seconds);
    if session.global.json {
        return session.out.json(&json!({
            "desk": path.display().to_string(), "tickets": made.tickets, "events": made.events, "seconds": seconds,
            "events_per_second": rate,
        }));
    }
    session.out.line(format!(
        "made {}: {}, {} in {seconds:.1} s ({rate} events/s)",
        path.display(),
        counted(made.tickets, "ticket", "tickets"),
        counted(made.events, "event", "events")
    ))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a rate for people"
)]
fn rate(events: u64, seconds: f64) -> u64 {
    (events as f64 / seconds.max(0.001)) as u64
}
