//! Internal teams that are asked while responsibility stays: those of the process file and those the
//! desk itself has added, with the address to which a question goes.

use super::fold::fold;
use super::process::Process;
use super::ticket::{SideRequest, Ticket};
use super::words::utc_time;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The longest label or address, in characters.
const LONGEST: usize = 200;

/// A team as the desk keeps it. One of the process file has an entry only for its address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    /// Its id: `network_operations`, or a tier's.
    pub id: String,
    /// Its name for people; empty: that of the process file, or the id.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Where a question goes: an e-mail address, a channel, a telephone number.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
    /// It is asked no more; what was asked stays.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub removed: bool,
}

/// A team that can be asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Askable {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub label: String,
    /// Where a question goes; empty: nobody said.
    pub address: String,
    /// The desk may remove it: the process file does not name it.
    pub added: bool,
}

/// Every team that can be asked: those of the process file, the tiers, those the desk added.
#[must_use]
pub fn askable(process: &Process, kept: &[Team]) -> Vec<Askable> {
    let named = process
        .teams
        .iter()
        .map(|t| (t.id.clone(), t.label.clone()));
    let tiers = process
        .tiers
        .iter()
        .map(|t| (t.id.0.clone(), t.label.clone()));
    let mut teams: Vec<Askable> = named
        .chain(tiers)
        .map(|(id, label)| Askable {
            id,
            label,
            ..Askable::default()
        })
        .collect();
    for team in kept.iter().filter(|t| !t.removed) {
        let known = teams.iter_mut().find(|t| t.id == team.id);
        match known {
            Some(known) => {
                known.address.clone_from(&team.address);
                if !team.label.is_empty() {
                    known.label.clone_from(&team.label);
                }
            }
            None => teams.push(Askable {
                id: team.id.clone(),
                label: match team.label.is_empty() {
                    true => team.id.clone(),
                    false => team.label.clone(),
                },
                address: team.address.clone(),
                added: true,
            }),
        }
    }
    teams
}

/// An id made of a name: `Network operations` is `network_operations`. A name without such letters gets
/// one by itself.
#[must_use]
pub fn id_of(name: &str) -> String {
    let letter = |c: char| match c.is_ascii_alphanumeric() {
        true => c.to_ascii_lowercase(),
        false => ' ',
    };
    let plain: String = fold(name).chars().map(letter).collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    let id: String = words.join("_").chars().take(40).collect();
    match id.is_empty() {
        true => format!("team_{}", short(name)),
        false => id.trim_end_matches('_').to_owned(),
    }
}

/// The same name gives the same one.
fn short(name: &str) -> String {
    let digest = Sha256::digest(name.trim().as_bytes());
    digest.iter().take(4).map(|b| format!("{b:02x}")).collect()
}

/// What is wrong with a team, in a sentence.
///
/// # Errors
/// An id, label or address that cannot be.
pub fn check(team: &Team) -> Result<(), String> {
    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if team.id.is_empty() || team.id.len() > 40 || !team.id.chars().all(letter) {
        return Err(format!(
            "“{}” cannot be a team's id: use 1 to 40 lower-case letters, digits and _.",
            team.id
        ));
    }
    for (what, text) in [("label", &team.label), ("address", &team.address)] {
        if text.chars().count() > LONGEST || text.chars().any(char::is_control) {
            return Err(format!(
                "The {what} of {} must be one line of at most {LONGEST} characters.",
                team.id
            ));
        }
    }
    Ok(())
}

/// The name of the team that was asked.
#[must_use]
pub fn label<'a>(process: &'a Process, request: &'a SideRequest) -> &'a str {
    match request.label.is_empty() {
        true => process.code_label("teams", &request.team),
        false => &request.label,
    }
}

/// The text to send to the team, ready to copy.
#[must_use]
pub fn letter(process: &Process, ticket: &Ticket, request: &SideRequest) -> String {
    let to = match request.address.is_empty() {
        true => label(process, request).to_owned(),
        false => format!("{} <{}>", label(process, request), request.address),
    };
    format!(
        "To: {to}\nSubject: [{id}] {subject}\n\n{text}\n\nPlease answer by {due} and name {id}, question {n}.\n{by}\n",
        id = ticket.id,
        subject = ticket.subject,
        text = request.text,
        due = utc_time(request.due),
        n = request.n,
        by = request.by,
    )
}
