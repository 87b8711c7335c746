//! What may be done with an article, and what comes of it. Pure: time and actor are arguments.

use super::field::{self, BODY, set};
use super::file;
use super::{Article, Change, State};
use crate::domain::actor::{Actor, Source};
use crate::domain::blocker::{Blocker, Jump, Refusal, Why, quoted};
use crate::domain::id::{AgentName, ArticleId, At, TicketId};
use crate::domain::values::Values;
use crate::domain::words::{size, size_above};

/// What is asked of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Write a new one.
    Write {
        /// Its fields.
        values: Values,
        /// The ticket it was drafted from.
        origin: Option<TicketId>,
        /// Who sees the draft, where that ticket is restricted.
        audience: Vec<AgentName>,
    },
    /// Change fields; those that are not named stay.
    Edit {
        /// The fields.
        values: Values,
        /// Why, or empty.
        remark: String,
    },
    /// What a file says of it: fields, where it stands, when it was last found right.
    Bring(Box<Brought>),
    /// It is for use.
    Publish {
        /// Why, or empty.
        remark: String,
    },
    /// It is no longer for use.
    Retire {
        /// Why.
        reason: String,
    },
    /// It was read through and is still right.
    Review {
        /// A remark, or empty.
        remark: String,
    },
    /// The fix of the known error is there: whoever waits for it hears so.
    Fix {
        /// What solves it; empty: what it says already.
        resolution: String,
        /// A remark, or empty.
        remark: String,
        /// The ticket whose verified fix it is; then the words may be missing, for what is restricted.
        by: Option<TicketId>,
    },
}

/// An article as it comes from a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brought {
    /// The number it keeps, where it may; 0: the next one.
    pub id: ArticleId,
    /// All of its fields.
    pub values: Values,
    /// Where it stands.
    pub state: State,
    /// Somebody last said that it is right.
    pub reviewed_at: Option<At>,
    /// It was a known error, and its fix is there.
    pub fixed: bool,
    /// Why, or empty.
    pub remark: String,
}

impl Ask {
    /// Its id, for refusals and the command line.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Ask::Write { .. } => "kb new",
            Ask::Edit { .. } => "kb edit",
            Ask::Bring(_) => "kb import",
            Ask::Publish { .. } => "kb publish",
            Ask::Retire { .. } => "kb retire",
            Ask::Review { .. } => "kb review",
            Ask::Fix { .. } => "kb fixed",
        }
    }
}

/// The next revision. `now`: the article as it is; none for a new one. `None`: nothing would change.
///
/// # Errors
/// A refusal that lists everything that is missing, with the command that supplies it.
pub fn decide(
    now: Option<&Article>,
    ask: &Ask,
    actor: &Actor,
    at: At,
) -> Result<Option<Article>, Refusal> {
    let desk_itself = actor.identity.source == Source::Import;
    if actor.tiers.is_empty() && !actor.lead && !desk_itself {
        let text = format!(
            "{} has no tier on this desk and may look, not change. A lead can change that: hoist agents role",
            actor.name
        );
        return Err(refused(ask, Why::Role, text));
    }
    let before = now.cloned().unwrap_or_default();
    let mut next = Article {
        revision: before.revision + 1,
        changed_at: at,
        changed_by: actor.name.clone(),
        ..before.clone()
    };
    match ask {
        Ask::Write {
            values,
            origin,
            audience,
        } => written(&mut next, ask, (values, *origin, audience))?,
        Ask::Edit { values, remark } => {
            fill(&mut next, ask, values)?;
            if super::changed(&before, &next).is_empty() {
                return Ok(None);
            }
            (next.change, next.remark) = (Change::Edited, remark.trim().to_owned());
        }
        Ask::Bring(brought) => {
            if !bring(&mut next, ask, brought, now)? {
                return Ok(None);
            }
        }
        Ask::Publish { remark } => {
            published(&mut next, ask, actor, &before)?;
            next.remark = remark.trim().to_owned();
        }
        Ask::Retire { reason } => retired(&mut next, ask, reason, &before)?,
        Ask::Review { remark } => {
            if before.state != State::Published {
                let text = format!(
                    "{} is {}: only what is published is reviewed.",
                    before.id, before.state
                );
                return Err(refused(ask, Why::Stage, text));
            }
            (next.change, next.remark) = (Change::Reviewed, remark.trim().to_owned());
            (next.reviewed_at, next.reviewed_by) = (Some(at), actor.name.clone());
        }
        Ask::Fix {
            resolution, remark, ..
        } => {
            fixed(&mut next, ask, resolution, &before)?;
            next.remark = remark.trim().to_owned();
            (next.reviewed_at, next.reviewed_by) = (Some(at), actor.name.clone());
        }
    }
    whole(&next, ask)?;
    fits(&next, ask)?;
    // Taking the mark away from what says how it is solved means the same, from a form or a file.
    let says = next.change == Change::Fixed || !next.resolution.trim().is_empty();
    let mended = !next.known_error && next.state == State::Published && says;
    if before.is_known_error() && mended && next.fixes == before.fixes {
        next.fixes += 1;
    }
    if other_way(&before, &next) {
        next.workarounds += 1;
    }
    Ok(Some(next))
}

/// Whether tickets that are linked to it are to hear of its workaround: it is another one, it holds no more though
/// no fix is there, or what was over is a known error again.
fn other_way(before: &Article, next: &Article) -> bool {
    match (before.is_known_error(), next.is_known_error()) {
        (true, true) => before.workaround.trim() != next.workaround.trim(),
        (true, false) => next.fixes == before.fixes,
        (false, true) => before.published_at.is_some(),
        (false, false) => before.is_fixed() && !next.is_fixed(),
    }
}

fn written(
    next: &mut Article,
    ask: &Ask,
    (values, origin, audience): (&Values, Option<TicketId>, &[AgentName]),
) -> Result<(), Refusal> {
    next.change = Change::Written;
    next.state = State::Draft;
    next.owner = next.changed_by.clone();
    (next.made_at, next.made_by) = (next.changed_at, next.changed_by.clone());
    next.origin = origin;
    next.audience = audience.to_vec();
    fill(next, ask, values)
}

/// Whether anything differs.
fn bring(
    next: &mut Article,
    ask: &Ask,
    brought: &Brought,
    now: Option<&Article>,
) -> Result<bool, Refusal> {
    fill(next, ask, &brought.values)?;
    let mended = brought.fixed && !next.known_error && next.fixes == 0;
    // One that is a known error here is counted as any other whose mark is taken away.
    if mended && !now.is_some_and(Article::is_known_error) {
        next.fixes = 1;
    }
    let Some(before) = now else {
        next.id = brought.id;
        next.owner = next.changed_by.clone();
        (next.made_at, next.made_by) = (next.changed_at, next.changed_by.clone());
        next.change = Change::Written;
        stand(next, brought);
        return Ok(true);
    };
    if before.state != State::Draft && brought.state == State::Draft {
        let text = format!("{} is {} and never a draft again.", before.id, before.state);
        return Err(refused(ask, Why::Stage, text));
    }
    // Files say it to the second.
    let second = |at: At| at.0.div_euclid(1_000);
    let said = brought.reviewed_at.map(second);
    let same_review = said <= before.reviewed_at.map(second);
    let same = super::changed(before, next).is_empty() && before.state == brought.state;
    if same && same_review && before.fixes == next.fixes {
        return Ok(false);
    }
    next.change = match (brought.state == before.state, brought.state) {
        (true, _) if before.fixes != next.fixes => Change::Fixed,
        (true, _) if super::changed(before, next).is_empty() => Change::Reviewed,
        (true, _) => Change::Edited,
        (false, State::Retired) => Change::Retired,
        (false, _) => Change::Published,
    };
    stand(next, brought);
    Ok(true)
}

fn stand(next: &mut Article, brought: &Brought) {
    let stood = next.reviewed_at;
    next.state = brought.state;
    next.remark.clone_from(&brought.remark);
    if brought.state == State::Published {
        next.audience.clear();
        next.published_at = next.published_at.or(Some(next.changed_at));
    }
    // Nobody reads an article through after it is brought here, and what was read through later on this
    // desk stays so.
    let said = brought.reviewed_at.map(|at| at.min(next.changed_at));
    let is_out = brought.state == State::Published;
    let newest = stood.max(said);
    next.reviewed_at = newest.or(is_out.then_some(next.changed_at));
    if next.reviewed_at != stood {
        next.reviewed_by = next.changed_by.clone();
    }
}

fn published(
    next: &mut Article,
    ask: &Ask,
    actor: &Actor,
    before: &Article,
) -> Result<(), Refusal> {
    if before.state == State::Published {
        let text = format!(
            "{} is published already. What changes in it is for use at once; read through and right is: hoist kb review {}",
            before.id, before.id.0
        );
        return Err(refused(ask, Why::Stage, text));
    }
    if !before.audience.is_empty() && !actor.lead {
        let text = format!(
            "{} comes from a restricted ticket: a lead reads it and publishes it.",
            before.id
        );
        return Err(refused(ask, Why::Role, text));
    }
    (next.change, next.state) = (Change::Published, State::Published);
    next.audience.clear();
    next.published_at = before.published_at.or(Some(next.changed_at));
    (next.reviewed_at, next.reviewed_by) = (Some(next.changed_at), actor.name.clone());
    Ok(())
}

fn retired(next: &mut Article, ask: &Ask, reason: &str, before: &Article) -> Result<(), Refusal> {
    if before.state == State::Retired {
        let text = format!("{} is retired already.", before.id);
        return Err(refused(ask, Why::Stage, text));
    }
    let reason = reason.trim();
    if reason.is_empty() {
        let text = "Say why it is retired: whoever finds it wants to know. Nothing was written.";
        return Err(refused(ask, Why::Input, text.to_owned()));
    }
    (next.change, next.state) = (Change::Retired, State::Retired);
    next.remark = reason.to_owned();
    Ok(())
}

fn fixed(next: &mut Article, ask: &Ask, resolution: &str, before: &Article) -> Result<(), Refusal> {
    if !before.is_known_error() {
        let text = match before.is_fixed() {
            true => format!("{} is fixed already.", before.id),
            false => format!(
                "{} is no published known error: nobody waits for its fix. What solves it is written by hoist kb edit {} resolution=…",
                before.id, before.id.0
            ),
        };
        return Err(refused(ask, Why::Stage, text));
    }
    (next.change, next.known_error) = (Change::Fixed, false);
    if !resolution.trim().is_empty() {
        let words = Values::new().with("resolution", resolution);
        fill(next, ask, &words)?;
    }
    Ok(())
}

fn fill(article: &mut Article, ask: &Ask, values: &Values) -> Result<(), Refusal> {
    for (id, value) in &values.0 {
        set(article, id, value).map_err(|why| refused(ask, Why::Input, format!("{why}.")))?;
    }
    Ok(())
}

/// Everything that is missing for what it is now: a draft needs a title, what is published says what
/// one sees and what to do, a known error its cause and a workaround.
fn whole(article: &Article, ask: &Ask) -> Result<(), Refusal> {
    let mut missing = Vec::new();
    let mut need = |id: &str, text: &str| {
        if field::text(article, id).trim().is_empty() {
            missing.push(blocker(article.id, id, text));
        }
    };
    need("title", "Title is missing");
    if article.state == State::Published {
        need("symptoms", "Symptoms are missing: by them it is found");
        if article.workaround.is_empty() {
            need("resolution", "Resolution or workaround is missing");
        }
    }
    if matches!(ask, Ask::Fix { by: None, .. }) {
        need(
            "resolution",
            "Resolution is missing: whoever waits for the fix tells it the customer",
        );
    }
    if article.known_error {
        need("cause", "Cause is missing: a known error says it");
        need("workaround", "Workaround is missing: a known error has one");
    }
    if missing.is_empty() {
        return Ok(());
    }
    let what = match article.id.0 {
        0 => "The article".to_owned(),
        _ => article.id.to_string(),
    };
    let text = match missing.as_slice() {
        [one] => format!("{what} is not whole: {}.", one.text),
        many => format!("{what} is not whole: {} things are missing.", many.len()),
    };
    Err(Refusal {
        refused: ask.id().to_owned(),
        why: Why::Guards,
        text,
        missing,
    })
}

/// What is written down fits into a file of its own, which can be brought back.
fn fits(article: &Article, ask: &Ask) -> Result<(), Refusal> {
    let says_more = matches!(
        ask,
        Ask::Write { .. } | Ask::Edit { .. } | Ask::Bring(_) | Ask::Fix { .. }
    );
    let bytes = file::write(article, "").len() as u64 + ROOM;
    if !says_more || bytes <= file::LARGEST {
        return Ok(());
    }
    let text = format!(
        "The article would have {}; one has at most {}. Nothing was written: shorten it, or attach what is long to a ticket and say where it is.",
        size_above(bytes, file::LARGEST),
        size(file::LARGEST)
    );
    Err(refused(ask, Why::Input, text))
}

/// Bytes of the file beside the texts: the desk's id and what may be added to it.
const ROOM: u64 = 1_024;

fn blocker(id: ArticleId, field: &str, text: &str) -> Blocker {
    let command = match id.0 {
        0 => format!("hoist kb new {}", written_as(field)),
        n => format!("hoist kb edit {n} {}", written_as(field)),
    };
    Blocker {
        guard: None,
        what: "field",
        id: field.to_owned(),
        text: text.to_owned(),
        command,
        choices: Vec::new(),
        jump: Jump::Field(field.to_owned()),
        forceable: false,
    }
}

fn written_as(field: &str) -> String {
    match field {
        "title" => "--title …".to_owned(),
        _ if BODY.contains(&field) => format!("{field}=…"),
        _ => quoted(field),
    }
}

fn refused(ask: &Ask, why: Why, text: String) -> Refusal {
    Refusal {
        refused: ask.id().to_owned(),
        why,
        text,
        missing: Vec::new(),
    }
}

#[cfg(test)]
mod tests;
