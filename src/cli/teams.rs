//! Internal teams that are asked.

use super::args::Teams;
use super::error::Error;
use super::form::id as snake;
use super::session::Session;
use serde_json::json;

/// `teams …`.
///
/// # Errors
/// Only a lead changes them; the store's; the output's.
pub fn run(session: &mut Session, verb: &Teams) -> Result<(), Error> {
    let mut desk = session.desk_to_change()?;
    match verb {
        Teams::List => {
            let teams = desk.teams()?;
            if session.global.json {
                return teams.iter().try_for_each(|t| {
                    session.out.json(&json!({
                        "id": t.id, "label": t.label, "address": t.address, "added": t.added,
                    }))
                });
            }
            let row = |t: &crate::domain::team::Askable| {
                let address = match t.address.is_empty() {
                    true => "–".to_owned(),
                    false => t.address.clone(),
                };
                vec![t.id.clone(), t.label.clone(), address]
            };
            let rows: Vec<Vec<String>> = teams.iter().map(row).collect();
            session.out.table(&["id", "name", "address"], &rows)
        }
        Teams::Set {
            team,
            label,
            address,
        } => {
            let put = desk.put_team(&snake(team), label.clone(), address.clone())?;
            if session.global.json {
                return session.out.json(&put);
            }
            let address = match put.address.is_empty() {
                true => "no address".to_owned(),
                false => put.address,
            };
            session.out.line(format!("{}: {address}", put.id))
        }
        Teams::Remove { team } => {
            desk.remove_team(&snake(team))?;
            session.out.line(format!("{} is removed.", snake(team)))
        }
    }
}
