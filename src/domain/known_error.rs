//! A known error (ITIL): something whose root cause is known and that can be worked around until it is
//! mended.

use super::article::Article;
use super::command::Command;
use super::heed::is_resolved;
use super::id::At;
use super::reference::Reference;
use super::ticket::{Record, Ticket};

/// What is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownError {
    /// The root cause.
    pub cause: String,
    /// The workaround, in words for the customer.
    pub workaround: String,
}

/// The hold of a ticket that waits until a known error is mended.
const HOLD: &str = "known_error";

/// A link that says no more than that both are alike.
pub const RELATED: &str = "related";

/// A link to what is known of the error: an article that helped is one too.
pub const KIND: &str = HOLD;

/// Links a ticket to another one or to an article, and lets it wait for that one where a time is given.
#[must_use]
pub fn linking(other: Reference, kind: &str, hold_until: Option<At>) -> Vec<Command> {
    let kind = kind.to_owned();
    let link = match other {
        Reference::Ticket(other) => Command::Link { other, kind },
        Reference::Article(article) => Command::LinkArticle {
            article,
            helped: false,
            kind,
        },
    };
    let hold = hold_until.map(|until| Command::Hold {
        kind: HOLD.to_owned(),
        until,
        text: other.to_string(),
    });
    std::iter::once(link).chain(hold).collect()
}

/// What a ticket says as a known error; none while its cause or a workaround is missing.
#[must_use]
pub fn of(ticket: &Ticket) -> Option<KnownError> {
    Some(KnownError {
        cause: cause(ticket)?.to_owned(),
        workaround: workaround(ticket)?.to_owned(),
    })
}

/// Whether something is known of it: its cause, a workaround, or how it was resolved. Before that a link to it
/// is a suspicion, which answers nothing and for whose fix nobody waits.
#[must_use]
pub fn is_begun(ticket: &Ticket) -> bool {
    cause(ticket).is_some() || workaround(ticket).is_some() || is_resolved(ticket.stage.phase)
}

/// What an article says as a known error; none while it is no published one.
#[must_use]
pub fn of_article(article: &Article) -> Option<KnownError> {
    article.is_known_error().then(|| KnownError {
        cause: article.cause.clone(),
        workaround: article.workaround.clone(),
    })
}

/// What an article says that helps, where it is no known error.
#[must_use]
pub fn solution(article: &Article) -> Option<String> {
    let texts = [&article.resolution, &article.workaround];
    let helps = texts.into_iter().find(|t| !t.trim().is_empty());
    helps.filter(|_| !article.is_known_error()).cloned()
}

/// The workaround there is.
#[must_use]
pub fn workaround(ticket: &Ticket) -> Option<&str> {
    ticket.last_record("workaround").and_then(offered)
}

fn offered(record: &Record) -> Option<&str> {
    let none = record.values.get("state") == Some("none_found");
    record.values.get("text").filter(|_| !none)
}

/// Engineering's words stand above Tier 2's; a hypothesis is not known.
fn cause(ticket: &Ticket) -> Option<&str> {
    let root_cause = ticket.last_record("root_cause")?;
    let is_sure = root_cause.values.get("certainty") != Some("hypothesis");
    let analysed = || ticket.last_record("analysis")?.values.get("cause");
    let found = || root_cause.values.get("text");
    is_sure.then(|| analysed().or_else(found)).flatten()
}
