//! The text of an article that is searched, and its properties as marks: as of a ticket.

use super::Times;
use super::doc::{Doc, Place, Section, mark, month, month_mark, name_mark, year_mark};
use super::token;
use crate::domain::article::{Article, Product};
use crate::domain::id::At;

/// The document of an article: all of it is what it is now.
#[must_use]
pub fn doc(article: &Article) -> Doc {
    let products: Vec<String> = article.products.iter().map(Product::to_string).collect();
    let texts = [
        (Place::Subject, article.title.clone()),
        (Place::Article, article.id.to_string()),
        (Place::Product, products.join(", ")),
        (Place::Tag, article.tags.join(" ")),
        (Place::Symptoms, article.symptoms.clone()),
        (Place::Environment, article.environment.clone()),
        (Place::Cause, article.cause.clone()),
        (Place::Resolution, article.resolution.clone()),
        (Place::Workaround, article.workaround.clone()),
    ];
    let said = texts
        .into_iter()
        .filter(|(_, text)| !text.trim().is_empty());
    Doc {
        head: said
            .map(|(place, text)| Section {
                place,
                at: article.changed_at,
                text,
            })
            .collect(),
        ..Doc::default()
    }
}

/// Its number and when it was written.
#[must_use]
pub fn times(article: &Article) -> Times {
    Times {
        number: article.id.0,
        opened_at: article.made_at,
        due_at: At::NEVER,
    }
}

/// The properties by which an article is filtered. Of a ticket's it has those that mean the same.
#[must_use]
pub fn marks(article: &Article) -> Vec<String> {
    let (year, month) = month(article.made_at);
    let mut marks = vec![
        mark('k', KIND),
        mark('j', article.state.id()),
        mark('s', KIND),
        mark('a', article.owner.as_str()),
        year_mark(year),
        month_mark(year, month),
    ];
    marks.extend(article.is_known_error().then(|| mark('j', KNOWN_ERROR)));
    let names = article.products.iter().flat_map(|p| token::words(&p.name));
    marks.extend(names.map(|w| name_mark('p', &w)));
    let has = [
        ("workaround", &article.workaround),
        ("root_cause", &article.cause),
    ];
    let has = has.into_iter().filter(|(_, text)| !text.is_empty());
    marks.extend(has.map(|(kind, _)| mark('r', kind)));
    marks.sort();
    marks.dedup();
    marks
}

/// `kind:kb`: articles and nothing else.
pub const KIND: &str = "kb";

/// `is:known_error`: published articles with cause and workaround.
pub const KNOWN_ERROR: &str = "known_error";
