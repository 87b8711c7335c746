//! What is similar: a ticket or an article a paragraph, with why it is and what helped there.

use super::args;
use super::error::Error;
use super::json;
use super::queue::priority;
use super::session::Session;
use crate::desk::{Desk, Like, Likes};
use crate::domain::article::Article;
use crate::domain::similar::{Hit, Sought, Standing};
use crate::domain::words::{self, flat};
use crate::store::search::Stop;
use serde_json::{Value, json};

/// `similar`.
///
/// # Errors
/// Not found, or restricted; a text that cannot be read.
pub fn similar(session: &mut Session, args: &args::Similar) -> Result<(), Error> {
    let desk = session.desk()?;
    let limit = args.limit as usize;
    let likes = match args.id {
        Some(id) => desk.similar(id, limit, Stop::default())?,
        None => {
            let text = session.text(&args.text)?.unwrap_or_default();
            let subject = args.subject.as_deref().unwrap_or_default();
            let sought = Sought::typed(subject, [text.as_str()]);
            desk.like(&sought, None, limit, Stop::default())?
        }
    };
    if session.global.json {
        for like in &likes.likes {
            session.out.json(&object(&desk, like))?;
        }
        return Ok(());
    }
    lines(session, &desk, &likes)
}

/// A similar ticket, its row, or an article; and why.
#[must_use]
pub fn object(desk: &Desk, like: &Like) -> Value {
    let ranked = &like.ranked;
    let mut object = match &ranked.hit {
        Hit::Ticket(row) => json::timed(&json::Row::of(desk.process(), row)),
        Hit::Article(article) => short(article),
    };
    let resolution = like.resolution.as_ref();
    if let Value::Object(fields) = &mut object {
        let more = [
            ("standing", json!(ranked.standing.id())),
            ("percent", json!(ranked.percent)),
            ("words", json!(ranked.because.words)),
            ("message", json!(ranked.because.message)),
            (
                "resolution",
                json!(resolution.map(|r| json!({ "code": r.code, "text": r.text }))),
            ),
            ("cause", json!(like.known.as_ref().map(|k| &k.cause))),
            (
                "workaround",
                json!(like.known.as_ref().map(|k| &k.workaround)),
            ),
        ];
        fields.extend(more.map(|(name, value)| (name.to_owned(), value)));
    }
    object
}

fn short(article: &Article) -> Value {
    json!({
        "kb": article.id.0, "title": article.title, "state": article.state,
        "known_error": article.known_error, "products": article.products, "tags": article.tags,
    })
}

fn lines(session: &mut Session, desk: &Desk, likes: &Likes) -> Result<(), Error> {
    if likes.likes.is_empty() {
        return session.out.line("nothing similar was found");
    }
    for like in &likes.likes {
        session.out.line(headline(desk, like))?;
        session
            .out
            .line(format!("    {}", like.ranked.because.told()))?;
        for line in helped(desk, like) {
            session.out.line(format!("    {line}"))?;
        }
    }
    match likes.more {
        true => session.out.line(format!(
            "these are the {} most similar; more with --limit",
            likes.likes.len()
        )),
        false => Ok(()),
    }
}

fn headline(desk: &Desk, like: &Like) -> String {
    let known = match like.ranked.standing {
        Standing::KnownError => "  known error",
        Standing::Resolved | Standing::Open => "",
    };
    match &like.ranked.hit {
        Hit::Ticket(row) => {
            let stage = desk.process().stage_label(&row.stage);
            let (priority, customer) = (priority(row), &row.customer_name);
            format!(
                "{}  {priority}  {stage}{known}  {customer}  {}",
                row.id, row.subject
            )
        }
        Hit::Article(article) => {
            format!("{}  article{known}  {}", article.id, article.title)
        }
    }
}

/// What helped there.
fn helped(desk: &Desk, like: &Like) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(known) = &like.known {
        lines.push(format!("cause: {}", flat(&known.cause)));
        lines.push(format!("workaround: {}", flat(&known.workaround)));
    }
    if let Some(resolution) = &like.resolution {
        let text = flat(&resolution.text);
        lines.push(match resolution.code.as_str() {
            "" => format!("helps: {text}"),
            code => {
                let said = words::resolution(desk.process(), code, &text);
                format!("resolution: {said}")
            }
        });
    }
    lines
}
