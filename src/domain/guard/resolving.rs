//! Guards of resolving: the cause, the criterion that no longer holds, the permanent fix, the linked
//! ticket whose resolution is inherited.

use super::{Lack, Step, command_with};
use crate::domain::blocker::{Blocker, Jump};
use crate::domain::command::LinkedTicket;
use crate::domain::decide::Case;
use crate::domain::heed::{self, HEEDED};
use crate::domain::id::{ArticleId, TicketId};
use crate::domain::reference::Reference;
use crate::domain::row_of;

pub(super) fn linked_resolved(case: &Case, step: &Step) -> Vec<Blocker> {
    let n = case.ticket.id.0;
    let lack = |text: String, command: String, jump: Jump| {
        vec![
            Lack {
                what: "link",
                id: "with".to_owned(),
                text,
                command,
                jump,
            }
            // Without it there is no resolution to tell.
            .hard(),
        ]
    };
    let field = Jump::Field("with".to_owned());
    let named = step
        .wanted
        .values
        .get("with")
        .and_then(|t| t.parse::<Reference>().ok());
    if let Some(article) = named.and_then(Reference::article) {
        return article_fixed(case, article)
            .map(|(text, command, jump)| lack(text, command, jump))
            .unwrap_or_default();
    }
    let Some(other) = named.and_then(Reference::ticket) else {
        return lack(
            "Name the linked ticket or article whose resolution it inherits".into(),
            format!("hoist resolve {n} --with OTHER"),
            field,
        );
    };
    let linked = case
        .ticket
        .links
        .iter()
        .any(|l| l.other == other && HEEDED.contains(&l.kind.as_str()));
    if !linked {
        let text = format!("{other} is not linked as known error, parent or duplicate");
        return lack(
            text,
            format!("hoist link {n} {} --as known_error", other.0),
            Jump::Link("known_error".into()),
        );
    }
    let known = case.scene.linked.iter().find(|l| l.id == other);
    if let Some(why) = known.and_then(|l| not_for_all(case, l)) {
        return lack(why, format!("hoist resolve {n} --code … --text …"), field);
    }
    let resolved =
        known.is_some_and(|l| l.resolution.is_some() && heed::is_resolved(l.stage.phase));
    match resolved {
        true => Vec::new(),
        false => lack(
            format!("{other} is not resolved yet"),
            format!("hoist show {}", other.0),
            field,
        ),
    }
}

/// Why the resolution of a restricted ticket is not taken over: whoever sees this one would read it.
fn not_for_all(case: &Case, other: &LinkedTicket) -> Option<String> {
    let (here, id) = (case.ticket.id, other.id);
    if other.hidden {
        return Some(format!(
            "{id} is restricted and you are not in its audience; resolve in your own words"
        ));
    }
    tells_strangers(case, other).then(|| {
        format!("{id} is not restricted to the same people: whoever sees {here} would read its resolution; resolve in your own words, or restrict both alike")
    })
}

/// Whether people see this ticket who may not see the other one.
pub(crate) fn tells_strangers(case: &Case, other: &LinkedTicket) -> bool {
    let here = row_of::audience(case.ticket);
    !row_of::stays_among(other.audience.as_deref(), here.as_deref())
}

/// What is missing before a linked article hands down what solves it: words, command, place.
fn article_fixed(case: &Case, id: ArticleId) -> Option<(String, String, Jump)> {
    let n = case.ticket.id.0;
    let field = Jump::Field("with".to_owned());
    let mut links = case.ticket.articles.iter();
    if !links.any(|a| a.article == id && a.known_error) {
        let text = format!("{id} is not linked as known error");
        let command = format!("hoist link {n} {id} --as known_error");
        return Some((text, command, Jump::Link("known_error".into())));
    }
    let head = case.scene.articles.iter().find(|h| h.id == id);
    match head {
        Some(head) if head.fixed && !head.resolution.trim().is_empty() => None,
        Some(head) if head.fixed => {
            let text = format!("{id} does not say yet what solves it");
            Some((text, format!("hoist kb edit {} resolution=…", id.0), field))
        }
        _ => {
            let text = format!("{id} is not fixed yet");
            Some((text, format!("hoist kb show {}", id.0), field))
        }
    }
}

pub(super) fn cause(case: &Case, step: &Step) -> Vec<Blocker> {
    let values = &step.wanted.values;
    let given = values.get("cause").is_some() || values.get("cause_unknown").is_some();
    if given || case.ticket.last_record("root_cause").is_some() {
        return Vec::new();
    }
    vec![
        Lack {
            what: "field",
            id: "cause".to_owned(),
            text: "The root cause is missing; or say why it is unknown".to_owned(),
            command: command_with(case, step, "cause", "…"),
            jump: Jump::Field("cause".to_owned()),
        }
        .soft(),
    ]
}

/// Whether another ticket stands with the last tier, where a fix is made for good.
pub(crate) fn is_with_the_last(case: &Case, other: TicketId) -> bool {
    let last = case.process.tiers.last().map(|t| &t.id);
    let mut linked = case.scene.linked.iter();
    linked.any(|l| l.id == other && Some(&l.stage.tier) == last)
}

/// Whether the permanent fix goes on on a linked ticket.
pub(crate) fn fix_goes_on(case: &Case) -> bool {
    let mut links = case.ticket.links.iter();
    links.any(|l| is_with_the_last(case, l.other))
}

pub(super) fn permanent_fix(case: &Case, step: &Step) -> Vec<Blocker> {
    if step.wanted.values.get("code") != Some("temporary_workaround") {
        return Vec::new();
    }
    if fix_goes_on(case) {
        return Vec::new();
    }
    vec![
        Lack {
            what: "link",
            id: "parent".to_owned(),
            text: "A temporary workaround needs a linked ticket at Engineering, where the permanent fix goes on".to_owned(),
            command: format!("hoist link {} OTHER --as parent", case.ticket.id.0),
            jump: Jump::Link("parent".to_owned()),
        }
        .soft(),
    ]
}

/// While a criterion of the tier stands, resolving needs "no longer holds because": on the ticket,
/// or in the form's field `gone`.
pub(super) fn no_criterion(case: &Case, step: &Step) -> Vec<Blocker> {
    if step.wanted.values.get("gone").is_some() {
        return Vec::new();
    }
    case.ticket
        .standing_criteria()
        .filter(|c| c.tier == step.from.tier)
        .filter(|c| !super::is_waived(case, &format!("guard.criterion.{}", c.id)))
        .map(|c| {
            let label = case
                .process
                .code_label(&format!("criteria:{}", c.tier), &c.id)
                .to_owned();
            Lack {
                what: "criterion",
                id: c.id.clone(),
                text: format!("The criterion “{label}” stands; say why it no longer holds"),
                command: format!("hoist criterion {} {} --gone …", case.ticket.id.0, c.id),
                jump: Jump::Criterion(c.id.clone()),
            }
            .soft()
        })
        .collect()
}
