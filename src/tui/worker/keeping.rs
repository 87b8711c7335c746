//! What the desk keeps for everyone is changed: templates, teams, baselines, the knowledge base as a folder.

use super::files::expanded;
use crate::desk::articles::folder::{Report, Taken};
use crate::desk::review::NewDecision;
use crate::desk::snapshot::{NewBaseline, Taking};
use crate::desk::{Desk, Error};
use crate::domain::article::Filter;
use crate::domain::team;
use crate::domain::words::{counted, duty};
use crate::tui::msg::KeepingWork;

/// Does it; what was done, in a sentence.
///
/// # Errors
/// The desk's.
pub fn keeping(desk: &mut Desk, work: &KeepingWork) -> Result<String, Error> {
    match work {
        KeepingWork::Template { name, seen, text } => {
            if seen.is_none() && desk.template(name).is_ok_and(|(_, there)| there != *text) {
                return Err(Error::Input(format!(
                    "There is a template “{name}” already. Choose it to change its text; nothing was kept."
                )));
            }
            desk.save_template(name, seen.as_deref(), text)?;
            let how = if text.is_empty() { "removed" } else { "kept" };
            Ok(format!("The template “{name}” is {how}."))
        }
        KeepingWork::Team { id, label, address } => put_team(desk, id, label.clone(), address),
        KeepingWork::TeamGone(id) => {
            desk.remove_team(id)?;
            Ok(format!("{id} is asked no more."))
        }
        KeepingWork::Baseline {
            product,
            name,
            of,
            path,
            text,
            why,
        } => {
            let of = match (of, path.trim()) {
                (Some((id, n)), _) => NewBaseline::Snapshot(*id, *n),
                (None, "") => NewBaseline::Text(Taking::pasted(name.clone(), text.0.clone())),
                (None, path) => NewBaseline::Text(Taking::file(expanded(path), None)),
            };
            let set = desk.set_baseline(product, name, of, why)?;
            let masked = crate::domain::configuration::masked_words(&set.masked);
            let (product, name) = (set.product, set.name);
            Ok(format!("{product} has the baseline {name}: {masked}."))
        }
        KeepingWork::BaselineGone { product, name, why } => {
            desk.remove_baseline(product, name, why)?;
            Ok(format!("{product} has no baseline {name} any more."))
        }
        KeepingWork::Decision {
            period,
            finding,
            about,
            text,
            owner,
            due,
        } => {
            let new = NewDecision {
                text: text.clone(),
                owner: owner.clone(),
                due: *due,
                about: about.clone(),
            };
            let review = desk.decide_of_period(*period, finding.clone(), &new)?;
            let n = review.decisions.len();
            Ok(format!(
                "Review {} has decision {n}: {owner} sees to it.",
                review.id
            ))
        }
        KeepingWork::HoldReview { period, findings } => {
            let review = desk.hold_review(*period, findings)?;
            Ok(format!("Review {} is held.", review.id))
        }
        KeepingWork::StandIn(said) => {
            let put = desk.put_stand_in(said.clone())?;
            Ok(format!(
                "On duty for {}: {}.",
                desk.process().tier_label(&put.tier),
                duty::names(&put.agents)
            ))
        }
        KeepingWork::StandInGone(n) => {
            desk.remove_stand_in(*n)?;
            Ok("It is taken back: the schedule holds.".to_owned())
        }
        KeepingWork::BringIn { dir, dry_run } => {
            let report = desk.import_articles(&expanded(dir), *dry_run)?;
            Ok(brought(&report))
        }
        KeepingWork::TakeOut { dir, replace } => {
            let dir = expanded(dir);
            let taken = desk.export_articles(&dir, &Filter::default(), *replace)?;
            Ok(format!("{} In {}.", taken_out(&taken), dir.display()))
        }
    }
}

/// A new team's id is made of its name, and is that of no other team.
fn put_team(
    desk: &mut Desk,
    id: &str,
    label: Option<String>,
    address: &str,
) -> Result<String, Error> {
    let made = team::id_of(label.as_deref().unwrap_or_default());
    if id.is_empty() && desk.teams()?.iter().any(|t| t.id == made) {
        return Err(Error::Input(format!(
            "There is a team {made} already. Choose it to change it; nothing was kept."
        )));
    }
    let id = if id.is_empty() { &made } else { id };
    let put = desk.put_team(id, label, Some(address.to_owned()))?;
    Ok(match put.address.as_str() {
        "" => format!("{id} can be asked; it has no address."),
        address => format!("Questions to {id} go to {address}."),
    })
}

/// What a folder brought, or would bring.
fn brought(report: &Report) -> String {
    let mut text = format!(
        "{}, {} changed, {} as they were",
        counted(report.new, "new article", "new articles"),
        report.changed,
        report.unchanged
    );
    if report.other > 0 {
        let other = counted(report.other, "other file was", "other files were");
        text.push_str(&format!("; {other} left alone"));
    }
    let dry = match report.dry_run {
        true => " That would be it; nothing was written.",
        false => "",
    };
    format!("{text}.{dry}")
}

/// What was written into a folder.
fn taken_out(taken: &Taken) -> String {
    let mut text = format!(
        "{} written, {} as they were",
        counted(taken.written, "file", "files"),
        taken.unchanged
    );
    match taken.left_out {
        0 => {}
        1 => text.push_str("; 1 draft of a restricted ticket left out"),
        n => text.push_str(&format!("; {n} drafts of restricted tickets left out")),
    }
    format!("{text}.")
}
