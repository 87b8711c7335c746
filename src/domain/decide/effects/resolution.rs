//! Resolving: the resolution, its cause, what it brings the knowledge base, who tells it.

use super::text;
use crate::domain::decide::article;
use crate::domain::decide::case::{Case, next};
use crate::domain::decide::moves::Step;
use crate::domain::event::Fact;
use crate::domain::id::ArticleId;
use crate::domain::kb;
use crate::domain::known_error::KIND;
use crate::domain::reference::Reference;
use crate::domain::ticket::{KbDecision, Owed, Record, Resolution, Todo};

pub(super) fn resolve(case: &Case, step: &Step, facts: &mut Vec<Fact>) {
    if case.ticket.told.is_some() {
        facts.push(Fact::TellingVoid);
    }
    if step.def.way == "with" {
        inherit(case, step, facts);
    } else {
        let cause = cause(case, step);
        facts.push(resolution(
            case,
            step,
            text(step, "code"),
            text(step, "text"),
            &cause,
        ));
        facts.extend(knowledge(case, step, facts, true));
    }
    let gone = text(step, "gone");
    if !gone.is_empty() {
        let standing = case
            .ticket
            .standing_criteria()
            .filter(|c| c.tier == step.from.tier);
        facts.extend(
            standing
                .map(|c| Fact::CriterionGone(c.tier.clone(), c.id.clone(), Some(gone.to_owned()))),
        );
    }
    facts.extend(heeded(case));
    to_customers_agent(case, facts);
}

/// What a workaround or a linked ticket asked for is done: the resolution is told instead.
fn heeded<'c>(case: &'c Case<'_>) -> impl Iterator<Item = Fact> + 'c {
    let news = |t: &&Todo| t.cause.as_ref().is_some_and(|c| c.what != "merge");
    let open = case.ticket.open_todos().filter(news);
    open.map(|t| Fact::TodoAnswered(t.n, Some("resolved".to_owned())))
}

pub(super) fn resolution(case: &Case, step: &Step, code: &str, words: &str, cause: &str) -> Fact {
    Fact::Resolved(Resolution {
        n: case.ticket.resolution.as_ref().map_or(0, |r| r.n) + 1,
        code: code.to_owned(),
        text: words.to_owned(),
        cause: cause.to_owned(),
        tier: step.from.tier.clone(),
        by: case.actor.name.clone(),
        at: case.now(),
        unclear: None,
    })
}

/// The cause as it is stated with the resolution: what the form says, else the latest that was recorded of
/// the tier's root cause and of Engineering's analysis. A hypothesis stays marked as one.
pub(super) fn cause(case: &Case, step: &Step) -> String {
    match (text(step, "cause"), text(step, "cause_unknown")) {
        ("", "") => recorded(case),
        ("", why) => format!("unknown because {why}"),
        (cause, _) if Some(cause) == assumed(case) => hypothesis(cause),
        (cause, _) => cause.to_owned(),
    }
}

fn recorded(case: &Case) -> String {
    let value = |r: &Record, field: &str| r.values.get(field).unwrap_or_default().to_owned();
    let known = case.ticket.last_record("root_cause");
    let analysed = case.ticket.last_record("analysis");
    let later = analysed.filter(|a| known.is_none_or(|k| a.n > k.n));
    let found = later.map(|a| value(a, "cause")).unwrap_or_default();
    if !found.trim().is_empty() && !is_unknown(&found) {
        return found;
    }
    let cause = known.map(|k| value(k, "text")).unwrap_or_default();
    match assumed(case) {
        Some(text) if text == cause => hypothesis(&cause),
        _ => cause,
    }
}

/// Of an analysis: “not yet known” is what its field proposes to say.
fn is_unknown(cause: &str) -> bool {
    let said = cause.trim().trim_end_matches('.').to_lowercase();
    matches!(said.as_str(), "not yet known" | "not known" | "unknown")
}

/// The root cause that was recorded as a hypothesis, if the latest was.
fn assumed<'c>(case: &'c Case<'_>) -> Option<&'c str> {
    let record = case.ticket.last_record("root_cause")?;
    let certainty = record.values.get("certainty")?;
    (certainty == "hypothesis").then(|| record.values.get("text"))?
}

fn hypothesis(cause: &str) -> String {
    format!("{cause} (hypothesis)")
}

/// `resolve --with`: resolution and KB decision of the linked ticket are inherited.
fn inherit(case: &Case, step: &Step, facts: &mut Vec<Fact>) {
    let Ok(named) = text(step, "with").parse::<Reference>() else {
        return;
    };
    if let Reference::Article(id) = named {
        inherit_article(case, step, id, facts);
        return;
    }
    let other = case
        .scene
        .linked
        .iter()
        .find(|l| Some(l.id) == named.ticket());
    let Some(other) = other else {
        return;
    };
    let Some(theirs) = &other.resolution else {
        return;
    };
    let own = text(step, "text");
    let words = if own.is_empty() {
        theirs.text.as_str()
    } else {
        own
    };
    facts.push(resolution(case, step, &theirs.code, words, &theirs.cause));
    facts.extend(
        other
            .kb
            .clone()
            .filter(|kb| !matches!(kb, KbDecision::OwedBy(_)))
            .map(Fact::Kb),
    );
}

/// What an article says solves it, and that it helped here.
fn inherit_article(case: &Case, step: &Step, id: ArticleId, facts: &mut Vec<Fact>) {
    let Some(head) = case.scene.articles.iter().find(|h| h.id == id) else {
        return;
    };
    facts.push(resolution(case, step, KIND, &head.resolution, &head.cause));
    let decision = KbDecision::Article(id.to_string());
    facts.extend(case.settles("kb"));
    facts.extend(article::by_decision(case, &decision, true));
    facts.push(Fact::Kb(decision));
}

/// The KB decision of a form; one that is owed stands among the owed items and blocks only `archive`.
/// `reused`: an article that is named solved this ticket, rather than being written for it.
pub(super) fn knowledge(case: &Case, step: &Step, so_far: &[Fact], reused: bool) -> Vec<Fact> {
    let Ok(decision) = kb::decision(text(step, "kb")) else {
        return Vec::new();
    };
    let mut facts = case.settles("kb");
    if let KbDecision::OwedBy(due) = &decision {
        let added = so_far
            .iter()
            .filter(|f| matches!(f, Fact::OwedAdded(_)))
            .count();
        facts.push(Fact::OwedAdded(Owed {
            n: next(case.ticket.owed.len() + added),
            what: "kb".to_owned(),
            text: "Update the knowledge base".to_owned(),
            before: "archive".to_owned(),
            due: Some(*due),
            owner: Some(case.actor.name.clone()),
            from: "kb".to_owned(),
            by: case.actor.name.clone(),
            at: case.now(),
            settled: None,
        }));
    }
    facts.extend(article::by_decision(case, &decision, reused));
    facts.push(Fact::Kb(decision));
    facts
}

/// The customer's agent gets what is resolved; a ticket that never had one gets whoever resolves it
/// at the first tier.
pub(super) fn to_customers_agent(case: &Case, facts: &mut Vec<Fact>) {
    let first = case.process.first_tier();
    let agent = case.ticket.customers_agent.clone();
    if agent.is_none() && case.actor.is_of(&first) {
        facts.push(Fact::CustomersAgent(Some(case.actor.name.clone())));
    }
    let to = agent.or_else(|| case.actor.is_of(&first).then(|| case.actor.name.clone()));
    facts.push(Fact::Assigned(to));
    facts.push(Fact::Offered(None));
}
