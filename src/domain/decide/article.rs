//! Articles of the knowledge base on a ticket: linked, counted as reused where they helped, and what
//! they settle.

use super::case::Case;
use super::{answers, heeding};
use crate::domain::article::{Head, State};
use crate::domain::blocker::Refusal;
use crate::domain::event::{Event, Fact};
use crate::domain::heed::{ArticleNews, heard_of};
use crate::domain::id::ArticleId;
use crate::domain::kb;
use crate::domain::known_error::{KIND, RELATED};
use crate::domain::process::{FieldKind, Process};
use crate::domain::reference::Reference;
use crate::domain::row::RESTRICTED;
use crate::domain::row_of;
use crate::domain::ticket::{ArticleLink, Check, KbDecision};

/// `kind`: `known_error`, `related` or nothing.
pub(super) fn link(
    case: &Case,
    id: ArticleId,
    helped: bool,
    kind: &str,
) -> Result<Vec<Event>, Refusal> {
    let wanted = match kind {
        KIND => (helped, true),
        RELATED | "" => (helped, false),
        _ => {
            let text = format!("An article is linked as {KIND} or {RELATED}, not as “{kind}”.");
            return Err(case.input("link", text));
        }
    };
    let head = known(case, "kb link", id)?;
    let old = case.ticket.articles.iter().find(|a| a.article == id);
    let (helped, known_error) = match (wanted, old) {
        ((helped, true), old) => (helped || old.is_some_and(|a| a.helped), true),
        ((helped, false), old) => (helped, old.is_some_and(|a| a.known_error)),
    };
    if old.is_some_and(|a| (a.helped, a.known_error) == (helped, known_error)) {
        let how = match wanted {
            (_, true) => "as its known error",
            (true, false) => "as one that helped",
            (false, false) => "already",
        };
        let text = format!("{} is linked to {id} {how}.", case.ticket.id);
        return Err(case.input("kb link", text));
    }
    // A draft helps its own writer only; what is retired is not for use.
    if helped && head.state != State::Published {
        let text = format!(
            "{id} is {}: only a published article counts as one that helped. Publish it (hoist kb publish {}), or link it without --helped.",
            head.state, id.0
        );
        return Err(case.input("kb link", text));
    }
    if wanted.1 && !head.known_error && !head.fixed {
        let text = format!(
            "{id} is no known error: that is a published article, marked so, with cause and workaround. Mark it (hoist kb edit {} known_error=yes), or link it without.",
            id.0
        );
        return Err(case.input("kb link", text));
    }
    let mut facts = vec![linked(case, head, (helped, known_error))];
    if known_error && !old.is_some_and(|a| a.known_error) {
        facts.extend(heeding::first_heard(case, head));
    }
    facts.extend(supplied(case, head));
    facts.extend(answers::article(case, head, helped || known_error));
    case.recorded(facts)
}

pub(super) fn unlink(case: &Case, id: ArticleId) -> Result<Vec<Event>, Refusal> {
    if !case.ticket.articles.iter().any(|a| a.article == id) {
        let text = format!("{} is not linked to {id}.", case.ticket.id);
        return Err(case.input("kb link", text));
    }
    let mut facts = vec![Fact::ArticleUnlinked(id)];
    facts.extend(answers::article_unlinked(case, id));
    facts.extend(heeding::unheard(case, Reference::Article(id)));
    case.recorded(facts)
}

fn known<'a>(case: &Case<'a>, verb: &str, id: ArticleId) -> Result<&'a Head, Refusal> {
    let found = case.scene.articles.iter().find(|h| h.id == id);
    found.ok_or_else(|| {
        let text = format!("There is no article {id} on this desk. hoist kb list shows them.");
        case.absent(verb, text)
    })
}

/// The title as those who read the ticket may know it: an article that not all of them see has none.
pub(super) fn titled<'a>(case: &Case, head: &'a Head) -> &'a str {
    let theirs = Some(head.audience.as_slice()).filter(|names| !names.is_empty());
    match row_of::stays_among(theirs, row_of::audience(case.ticket).as_deref()) {
        true => &head.title,
        false => RESTRICTED,
    }
}

fn linked(case: &Case, head: &Head, (helped, known_error): (bool, bool)) -> Fact {
    let old = case.ticket.articles.iter().find(|a| a.article == head.id);
    // What stands when it is linked is heard at once: the last fix, if that is in force.
    let now = ArticleNews {
        fixes: head.news.fixes.saturating_sub(u32::from(head.fixed)),
        ..head.news
    };
    let heard = old.filter(|a| a.known_error).map_or(now, heard_of);
    let heard = if known_error {
        heard
    } else {
        ArticleNews::default()
    };
    Fact::ArticleLinked(ArticleLink {
        article: head.id,
        title: titled(case, head).to_owned(),
        helped,
        known_error,
        heard: heard.fixes,
        heard_workarounds: heard.workarounds,
        by: case.actor.name.clone(),
        at: case.now(),
    })
}

/// What a published article supplies on the ticket: a decision that is owed, and the checklist items
/// that a decision about the knowledge base closes at this tier.
fn supplied(case: &Case, head: &Head) -> Vec<Fact> {
    if head.state != State::Published {
        return Vec::new();
    }
    let mut facts = case.settles("kb");
    let tier = &case.ticket.stage.tier;
    let open = closed_by_decisions(case.process)
        .into_iter()
        .filter(|(of, item)| of == tier && case.ticket.check(of, item).is_none());
    let decision = KbDecision::Article(head.id.to_string());
    let check = Check {
        result: kb::in_words(&head.id.to_string()),
        evidence: titled(case, head).to_owned(),
        by: case.actor.name.clone(),
        at: case.now(),
        ..Check::default()
    };
    let checks: Vec<Fact> = open
        .map(|(of, item)| {
            let settles = case.settles(&format!("check.{of}.{item}"));
            let closes = Fact::Checked(format!("{of}.{item}"), Some(check.clone()));
            std::iter::once(closes).chain(settles).collect::<Vec<_>>()
        })
        .collect::<Vec<_>>()
        .concat();
    if !facts.is_empty() || !checks.is_empty() {
        facts.extend(no_longer_owed(case, &decision));
        facts.push(Fact::Kb(decision));
    }
    facts.extend(checks);
    facts
}

/// The checklist items that a decision which was owed closed: they say what became of it.
pub(super) fn no_longer_owed(case: &Case, decision: &KbDecision) -> Vec<Fact> {
    let Some(owed @ KbDecision::OwedBy(_)) = &case.ticket.kb else {
        return Vec::new();
    };
    let owed = kb::said(owed);
    let title = kb::article(decision)
        .and_then(|id| case.scene.articles.iter().find(|h| h.id == id))
        .map(|head| titled(case, head).to_owned());
    let said = Check {
        result: kb::said(decision),
        evidence: title.unwrap_or_default(),
        by: case.actor.name.clone(),
        at: case.now(),
        ..Check::default()
    };
    let closed = closed_by_decisions(case.process).into_iter();
    closed
        .filter(|(tier, item)| {
            let check = case.ticket.check(tier, item);
            check.is_some_and(|c| c.result == owed)
        })
        .map(|(tier, item)| Fact::Checked(format!("{tier}.{item}"), Some(said.clone())))
        .collect()
}

/// The checklist items that a decision about the knowledge base closes in any form.
fn closed_by_decisions(process: &Process) -> Vec<(crate::domain::id::Tier, String)> {
    let forms = process.forms.values().flat_map(|f| &f.fields);
    let mut items: Vec<_> = forms
        .filter(|f| f.kind == FieldKind::Kb)
        .filter_map(|f| f.closes.clone())
        .collect();
    items.sort();
    items.dedup();
    items
}

/// The link that a decision about the knowledge base makes. `reused`: an article that was there
/// before counts as one that helped; one that was drafted from this very ticket does not.
pub(super) fn by_decision(case: &Case, decision: &KbDecision, reused: bool) -> Option<Fact> {
    let id = kb::article(decision)?;
    let head = case.scene.articles.iter().find(|h| h.id == id)?;
    let helped = reused && head.origin != Some(case.ticket.id);
    let old = case.ticket.articles.iter().find(|a| a.article == id);
    match old {
        Some(old) if old.helped || !helped => None,
        old => {
            let known_error = old.is_some_and(|a| a.known_error);
            Some(linked(case, head, (helped, known_error)))
        }
    }
}

/// The article with which the ticket was resolved did not help here, the customer says.
pub(super) fn helped_not(case: &Case) -> Option<Fact> {
    let id = case.ticket.kb.as_ref().and_then(kb::article)?;
    let named = case.ticket.articles.iter().find(|a| a.article == id)?;
    named.helped.then(|| {
        Fact::ArticleLinked(ArticleLink {
            helped: false,
            ..named.clone()
        })
    })
}

/// What is wrong with a decision that names an article of this desk.
#[must_use]
pub(crate) fn unfit(case: &Case, decision: &KbDecision) -> Option<String> {
    let id = kb::article(decision)?;
    let head = case.scene.articles.iter().find(|h| h.id == id);
    match head.map(|h| h.state) {
        None => Some(format!(
            "there is no article {id} on this desk; hoist kb list shows them"
        )),
        Some(State::Published) => None,
        Some(State::Draft) => Some(format!(
            "{id} is a draft; publish it first (hoist kb publish {}), or let it be owed until a date",
            id.0
        )),
        Some(State::Retired) => Some(format!("{id} is retired; name another article")),
    }
}
