//! Checklist items that a link answers: nothing is typed twice.

use super::article::titled;
use super::case::Case;
use crate::domain::article::{Head, State};
use crate::domain::event::Fact;
use crate::domain::id::{AgentName, ArticleId};
use crate::domain::known_error::{KIND, RELATED};
use crate::domain::proposal::link_words;
use crate::domain::row::RESTRICTED;
use crate::domain::ticket::{Check, CheckHow, Link};

/// The open items that this link answers, of tiers that had the ticket, and what is settled by it.
pub(super) fn linked(case: &Case, link: &Link) -> Vec<Fact> {
    let other = case.scene.linked.iter().find(|l| l.id == link.other);
    if link.kind == KIND && other.is_some_and(|l| !l.known) {
        return Vec::new();
    }
    // Those who read this ticket need not see the other one, whoever links it.
    let subject = other.map_or("", |l| match (l.hidden, &l.audience) {
        (false, None) => l.subject.as_str(),
        _ => RESTRICTED,
    });
    let evidence = link_words(case.process, link, subject);
    closed(case, &link.kind, (&link.by, &evidence))
}

/// The same of a published article; one that was drafted from this very ticket answers nothing.
pub(super) fn article(case: &Case, head: &Head, same: bool) -> Vec<Fact> {
    if head.state != State::Published || head.origin == Some(case.ticket.id) {
        return Vec::new();
    }
    let kind = if same { KIND } else { RELATED };
    let evidence = format!("Article {}, {}", head.id, titled(case, head));
    closed(case, kind, (&case.actor.name, &evidence))
}

/// The items that this link answered are open again once it is taken back. What somebody wrote there stays.
pub(super) fn unlinked(case: &Case, link: Option<&Link>) -> Vec<Fact> {
    let Some(link) = link else { return Vec::new() };
    let words = link_words(case.process, link, "");
    reopened(case, &link.kind, &words)
}

/// The same of an article.
pub(super) fn article_unlinked(case: &Case, id: ArticleId) -> Vec<Fact> {
    let words = format!("Article {id}");
    let kinds = [KIND, RELATED];
    kinds
        .iter()
        .flat_map(|kind| reopened(case, kind, &words))
        .collect()
}

/// `words`: how the evidence begins that the link wrote; a subject or title may stand behind them.
fn reopened(case: &Case, kind: &str, words: &str) -> Vec<Fact> {
    if case.ticket.stage.phase.is_over() {
        return Vec::new();
    }
    let mut facts = Vec::new();
    for tier in &case.process.tiers {
        for item in &tier.checklist {
            let check = case.ticket.check(&tier.id, &item.id);
            let (Some(check), Some(result)) = (check, item.links.get(kind)) else {
                continue;
            };
            let rest = check.evidence.strip_prefix(words);
            let named = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(", "));
            if named && check.result == *result {
                facts.push(Fact::Checked(format!("{}.{}", tier.id, item.id), None));
            }
        }
    }
    facts
}

/// `by`: whoever linked, also where it answers the item only later.
fn closed(case: &Case, kind: &str, (by, evidence): (&AgentName, &str)) -> Vec<Fact> {
    let mut facts = Vec::new();
    let had = |tier| case.ticket.tiers_had.contains(tier);
    for tier in case.process.tiers.iter().filter(|t| had(&t.id)) {
        for item in &tier.checklist {
            let open = case.ticket.check(&tier.id, &item.id).is_none();
            let Some(result) = item.links.get(kind).filter(|_| open) else {
                continue;
            };
            let key = format!("{}.{}", tier.id, item.id);
            let state = Check {
                how: CheckHow::Done,
                result: result.clone(),
                evidence: evidence.to_owned(),
                by: by.clone(),
                at: case.now(),
                ..Check::default()
            };
            facts.push(Fact::Checked(key.clone(), Some(state)));
            facts.extend(case.settles(&format!("check.{key}")));
        }
    }
    facts
}
