//! Which of the candidates are like what is looked for, and why.

use super::Frequency;
use super::because::Because;
use super::sought::{Sought, beginning, message, weight};
use crate::domain::article::Article;
use crate::domain::heed;
use crate::domain::reference::Reference;
use crate::domain::row::Row;
use crate::domain::search::article::{doc, marks};
use crate::domain::search::doc::{Section, mark};
use crate::domain::search::token::tokens;
use crate::domain::search::{Doc, Place};
use crate::domain::stage::Phase;
use std::collections::{BTreeSet, HashMap};

/// Bytes of a candidate's texts that are compared.
const LONGEST: usize = 16 * 1024;
/// Words told as the reason.
const TOLD: usize = 6;
/// Below this part of what could agree, a candidate is not like it.
const LEAST: f64 = 0.25;
/// BM25: how soon a word said again counts no more, and how much a long text is held against it.
const SATURATION: f64 = 1.2;
const LENGTH: f64 = 0.4;
/// Words of a text of middling length.
const MIDDLING: f64 = 200.0;
/// What is worth a little more among what is nearly equal.
const RESOLVED: f64 = 1.2;
const KNOWN: f64 = 1.3;
const CANCELLED: f64 = 0.9;

/// A ticket or an article that may be similar.
#[derive(Clone, Debug, PartialEq)]
pub enum Hit {
    /// A ticket.
    Ticket(Box<Row>),
    /// A published article of the knowledge base.
    Article(Box<Article>),
}

impl Hit {
    /// Its number.
    #[must_use]
    pub fn id(&self) -> Reference {
        match self {
            Hit::Ticket(row) => Reference::Ticket(row.id),
            Hit::Article(article) => Reference::Article(article.id),
        }
    }

    /// Its subject or title.
    #[must_use]
    pub fn title(&self) -> &str {
        match self {
            Hit::Ticket(row) => &row.subject,
            Hit::Article(article) => &article.title,
        }
    }
}

/// Something that may be similar: as a store finds it.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The ticket or article.
    pub hit: Hit,
    /// Its texts.
    pub doc: Doc,
    /// Its properties: [`crate::domain::search::doc::marks`].
    pub marks: Vec<String>,
}

impl Candidate {
    /// An article.
    #[must_use]
    pub fn of_article(article: Article) -> Candidate {
        Candidate {
            doc: doc(&article),
            marks: marks(&article),
            hit: Hit::Article(Box::new(article)),
        }
    }
}

/// How far a similar ticket is of use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Still being worked on, or ended without a resolution.
    Open,
    /// It has a resolution; an article says what helps.
    Resolved,
    /// Its root cause and a workaround are known.
    KnownError,
}

impl Standing {
    /// Its id in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Standing::Open => "open",
            Standing::Resolved => "resolved",
            Standing::KnownError => "known_error",
        }
    }
}

/// A similar ticket or article.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// Which.
    pub hit: Hit,
    /// How far it is of use.
    pub standing: Standing,
    /// Why it is similar.
    pub because: Because,
    /// How much of what could agree does agree, in hundredths.
    pub percent: u8,
}

/// Orders candidates: the most similar first, of those nearly equal the ones that help; what is not
/// similar is left out.
#[must_use]
pub fn rank(sought: &Sought, frequency: &Frequency, candidates: Vec<Candidate>) -> Vec<Ranked> {
    let gains = sought.gains(frequency);
    let most: f64 = gains.iter().sum();
    let places: HashMap<&str, usize> = sought
        .terms
        .iter()
        .map(|t| t.text.as_str())
        .zip(0..)
        .collect();
    let mut ranked: Vec<(f64, Ranked)> = Vec::new();
    for candidate in candidates {
        let found = compared(sought, &places, &gains, &candidate.doc);
        let share = if most > 0.0 { found.score / most } else { 0.0 };
        if share < LEAST {
            continue;
        }
        let standing = standing(&candidate);
        let score = share * favour(&candidate.hit, standing);
        let ranked_one = Ranked {
            standing,
            because: found.because,
            percent: percent(share),
            hit: candidate.hit,
        };
        ranked.push((score, ranked_one));
    }
    ranked.sort_by(|(a, x), (b, y)| b.total_cmp(a).then(y.hit.id().cmp(&x.hit.id())));
    ranked.into_iter().map(|(_, ranked)| ranked).collect()
}

struct Found {
    score: f64,
    because: Because,
}

fn compared(sought: &Sought, places: &HashMap<&str, usize>, gains: &[f64], doc: &Doc) -> Found {
    let said = Said::of(doc, places, gains.len());
    let parts: Vec<f64> = gains
        .iter()
        .zip(&said.often)
        .map(|(gain, often)| gain * part(*often, said.words))
        .collect();
    let mut score: f64 = parts.iter().sum();
    let mut same: Option<(f64, &str)> = None;
    for message in &sought.messages {
        if !said.messages.contains(&message.masked) {
            continue;
        }
        let gain: f64 = message.terms.iter().filter_map(|at| gains.get(*at)).sum();
        score += gain;
        if same.is_none_or(|(best, _)| gain > best) {
            same = Some((gain, &message.masked));
        }
    }
    Found {
        score,
        because: Because {
            words: telling(sought, &parts),
            message: same.map(|(_, masked)| masked.to_owned()),
        },
    }
}

/// What a word counts that is said so often (by the weight of its places) in a text of so many words.
/// Said once in a plain place of a middling text it counts once.
fn part(often: f64, length: f64) -> f64 {
    let long = 1.0 - LENGTH + LENGTH * length / MIDDLING;
    often * (SATURATION + 1.0) / (SATURATION * long + often)
}

/// The words that tell most.
fn telling(sought: &Sought, parts: &[f64]) -> Vec<String> {
    let mut order: Vec<(f64, &str)> = parts
        .iter()
        .copied()
        .zip(sought.terms.iter().map(|t| t.text.as_str()))
        .collect();
    order.retain(|(part, _)| *part > 0.0);
    order.sort_by(|a, b| b.0.total_cmp(&a.0));
    order.truncate(TOLD);
    order.into_iter().map(|(_, word)| word.to_owned()).collect()
}

/// What a candidate says of what is looked for.
struct Said {
    /// Of each word how often, by the weight of its places.
    often: Vec<f64>,
    /// Words there are.
    words: f64,
    /// Signatures of its error messages.
    messages: BTreeSet<String>,
}

impl Said {
    fn of(doc: &Doc, places: &HashMap<&str, usize>, terms: usize) -> Said {
        let mut said = Said {
            often: vec![0.0; terms],
            words: 0.0,
            messages: BTreeSet::new(),
        };
        let mut left = LONGEST;
        for section in doc.sections() {
            let weight = weight(section.place);
            let text = beginning(&section.text, left);
            left -= text.len();
            if weight == 0.0 {
                continue;
            }
            for token in tokens(text) {
                said.words += 1.0;
                if let Some(often) = places
                    .get(token.text.as_str())
                    .and_then(|at| said.often.get_mut(*at))
                {
                    *often += weight;
                }
            }
            said.messages.extend(text.lines().filter_map(message));
        }
        said
    }
}

fn standing(candidate: &Candidate) -> Standing {
    if let Hit::Article(article) = &candidate.hit {
        // What is published says what helps.
        return match article.is_known_error() {
            true => Standing::KnownError,
            false => Standing::Resolved,
        };
    }
    let has = |kind: &str| candidate.marks.contains(&mark('r', kind));
    let says = |s: &Section| s.place == Place::Resolution;
    let stands = match &candidate.hit {
        Hit::Ticket(row) => heed::is_resolved(row.stage.phase),
        Hit::Article(_) => true,
    };
    let resolved = stands && candidate.doc.body.iter().any(says);
    match has("root_cause") && has("workaround") {
        true => Standing::KnownError,
        false if resolved => Standing::Resolved,
        false => Standing::Open,
    }
}

fn favour(hit: &Hit, standing: Standing) -> f64 {
    match standing {
        _ if matches!(hit, Hit::Ticket(row) if row.stage.phase == Phase::Cancelled) => CANCELLED,
        Standing::KnownError => KNOWN,
        Standing::Resolved => RESOLVED,
        Standing::Open => 1.0,
    }
}

/// Within 0 and 100 by then.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn percent(share: f64) -> u8 {
    (share * 100.0).round().clamp(0.0, 100.0) as u8
}
