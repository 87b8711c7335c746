//! Paths: what a kind and priority answer in advance, postpone or add. They never remove anything.

use super::case::Case;
use crate::domain::actor::Source;
use crate::domain::event::Fact;
use crate::domain::id::AgentName;
use crate::domain::process::{PathDef, Process};
use crate::domain::ticket::{Answer, Audience, Check, CheckHow, Ticket};

/// The path of a ticket: the first that matches, or none (the seed in full).
#[must_use]
pub fn of<'a>(process: &'a Process, kind: &str, priority: u8, major: bool) -> Option<&'a PathDef> {
    process
        .paths
        .iter()
        .find(|path| matches(path, kind, priority, major))
}

fn matches(path: &PathDef, kind: &str, priority: u8, major: bool) -> bool {
    let kind_fits = path.kinds.is_empty() || path.kinds.iter().any(|k| k == kind);
    let priority_fits = path.priority_at_most >= 4
        || (1..=path.priority_at_most).contains(&priority)
        || (path.major_also && major);
    kind_fits && priority_fits
}

/// The ticket's path as the process in force describes it.
#[must_use]
pub fn current<'a>(process: &'a Process, ticket: &Ticket) -> Option<&'a PathDef> {
    let id = ticket.path.as_deref()?;
    process.paths.iter().find(|p| p.id == id)
}

/// The facts of stepping onto the path that fits kind and priority now; nothing when it stays.
/// What is owed stays owed, whatever the priority becomes.
pub(super) fn step(case: &Case, kind: &str, priority: u8, major: bool) -> Vec<Fact> {
    let next = of(case.process, kind, priority, major);
    if next.map(|p| p.id.as_str()) == case.ticket.path.as_deref() {
        return Vec::new();
    }
    let mut facts = drop_presets(case.ticket);
    facts.push(Fact::Path {
        id: next.map(|p| p.id.clone()),
        // Once a lead must approve the telling, lowering the priority does not take that away.
        lead_approves_tell: case.ticket.lead_approves_tell
            || next.is_some_and(|p| p.lead_approves_tell),
    });
    if let Some(path) = next {
        facts.extend(presets(case, path));
        if path.restricted && case.ticket.audience.is_none() {
            facts.push(Fact::Audience(Some(audience(
                case,
                &format!("path {}", path.id),
            ))));
        }
    }
    facts
}

/// The audience of a ticket that restricts itself: whoever opened it beside those in charge.
pub(super) fn audience(case: &Case, why: &str) -> Audience {
    let opener = Some(case.actor.name.clone()).filter(|n: &AgentName| !n.0.is_empty());
    Audience {
        agents: opener.into_iter().collect(),
        why: why.to_owned(),
    }
}

fn drop_presets(ticket: &Ticket) -> Vec<Fact> {
    let answers = ticket
        .intake
        .iter()
        .filter(|(_, answer)| matches!(answer, Answer::Preset(_)))
        .map(|(field, _)| Fact::Answered(field.clone(), None));
    let checks = ticket
        .checks
        .iter()
        .filter(|(_, check)| check.how == CheckHow::Preset)
        .map(|(item, _)| Fact::Checked(item.clone(), None));
    answers.chain(checks).collect()
}

fn presets(case: &Case, path: &PathDef) -> Vec<Fact> {
    // Imported words come as they were: nothing is answered in advance in another desk's name.
    if case.actor.identity.source == Source::Import {
        return Vec::new();
    }
    let dropped = |how: Option<&Check>| how.is_none_or(|c| c.how == CheckHow::Preset);
    let answers = path
        .preset_intake
        .iter()
        .filter(|(field, _)| {
            !matches!(
                case.ticket.intake.get(*field),
                Some(Answer::Given(_) | Answer::Unavailable(_))
            )
        })
        .map(|(field, text)| Fact::Answered(field.clone(), Some(Answer::Preset(text.clone()))));
    let checks = path
        .preset_checks
        .iter()
        .filter(|(item, _)| dropped(case.ticket.checks.get(*item)))
        .map(|(item, text)| {
            Fact::Checked(
                item.clone(),
                Some(Check {
                    how: CheckHow::Preset,
                    result: text.clone(),
                    by: case.actor.name.clone(),
                    at: case.now(),
                    ..Check::default()
                }),
            )
        });
    answers.chain(checks).collect()
}
