//! What is looked for: the words of a ticket or a text by the weight of their place, and its error
//! messages.

use super::ASKED;
use crate::domain::id::At;
use crate::domain::log::level::Level;
use crate::domain::log::{line, mask};
use crate::domain::search::token::tokens;
use crate::domain::search::{Doc, Place, Section};
use std::collections::BTreeMap;

/// Bytes of one text that are looked at; the beginning of a report says what it is about.
const LONGEST: usize = 16 * 1024;
/// Bytes of a line that may be an error message; a longer one is prose.
const LINE: usize = 400;
/// Error messages that are compared.
const MESSAGES: usize = 24;
/// An error message counts like this, wherever it stands.
const MESSAGE: f64 = 2.5;
/// A number tells less than a word: ports, process ids and dates are the same by chance.
const NUMBER: f64 = 0.4;

/// A word that is looked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// The folded word.
    pub text: String,
    /// How much its place counts.
    pub weight: f64,
}

/// An error message without what varies in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Message {
    /// The signature, for people.
    pub masked: String,
    /// Its words among the terms.
    pub terms: Vec<usize>,
}

/// What something similar is looked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sought {
    /// Words, each once; those of the most telling places first, at most [`ASKED`].
    pub terms: Vec<Term>,
    pub(super) messages: Vec<Message>,
}

/// How much a place of a ticket counts.
pub(super) fn weight(place: Place) -> f64 {
    match place {
        Place::Subject => 3.0,
        Place::Kept | Place::Symptoms => 2.0,
        Place::Tag | Place::Intake => 1.5,
        Place::Opening | Place::Message | Place::Record | Place::Product | Place::Attachment => 1.0,
        Place::Environment | Place::Cause => 1.0,
        Place::Check | Place::Note | Place::Resolution | Place::Workaround => 0.7,
        Place::Request | Place::Reason => 0.4,
        // Who it is for says nothing about what it is, nor do the tickets it was compared with.
        Place::Customer | Place::List | Place::Article => 0.0,
    }
}

impl Sought {
    /// What a ticket's texts say.
    #[must_use]
    pub fn of(doc: &Doc) -> Sought {
        let sections = doc.sections();
        Sought::gathered(sections.map(|s: &Section| (weight(s.place), s.text.as_str())))
    }

    /// What is being written, before there is a ticket: a subject and texts.
    #[must_use]
    pub fn typed<'a>(subject: &str, texts: impl IntoIterator<Item = &'a str>) -> Sought {
        let texts = texts.into_iter().map(|text| (weight(Place::Intake), text));
        Sought::gathered(std::iter::once((weight(Place::Subject), subject)).chain(texts))
    }

    /// Whether there is nothing to look for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    fn gathered<'a>(texts: impl IntoIterator<Item = (f64, &'a str)>) -> Sought {
        let mut words = Words::default();
        for (weight, text) in texts.into_iter().filter(|(weight, _)| *weight > 0.0) {
            words.read(weight, beginning(text, LONGEST));
        }
        words.sought()
    }
}

/// Words as they are met.
#[derive(Default)]
struct Words {
    /// Weight and order of the first time.
    seen: BTreeMap<String, (f64, usize)>,
    messages: Vec<(String, Vec<String>)>,
}

impl Words {
    fn read(&mut self, weight: f64, text: &str) {
        for line in text.lines() {
            match message(line) {
                Some(masked) => {
                    let words = spoken(&masked);
                    self.words(line, weight.max(MESSAGE));
                    let known = self.messages.iter().any(|(m, _)| *m == masked);
                    if words.len() > 1 && !known && self.messages.len() < MESSAGES {
                        self.messages.push((masked, words));
                    }
                }
                None => self.words(line, weight),
            }
        }
    }

    fn words(&mut self, text: &str, weight: f64) {
        for token in tokens(text) {
            let mut chars = token.text.chars();
            // One letter tells nothing; one sign of Chinese or Japanese does.
            if chars.next().is_some_and(|c| c.is_ascii()) && chars.next().is_none() {
                continue;
            }
            let number = token.text.bytes().all(|b| b.is_ascii_digit());
            let weight = if number { weight * NUMBER } else { weight };
            let order = self.seen.len();
            let known = self.seen.entry(token.text).or_insert((weight, order));
            known.0 = known.0.max(weight);
        }
    }

    fn sought(self) -> Sought {
        let mut terms: Vec<(String, (f64, usize))> = self.seen.into_iter().collect();
        let order =
            |(word, (weight, order)): &(String, (f64, usize))| (weight * likely_rare(word), *order);
        terms.sort_by(|a, b| {
            let (a, b) = (order(a), order(b));
            b.0.total_cmp(&a.0).then(a.1.cmp(&b.1))
        });
        terms.truncate(ASKED);
        let place = |word: &String| terms.iter().position(|(text, _)| text == word);
        let messages = self.messages.iter().map(|(masked, words)| Message {
            masked: masked.clone(),
            terms: words.iter().filter_map(place).collect(),
        });
        let messages = messages.collect();
        let term = |(text, (weight, _))| Term { text, weight };
        Sought {
            messages,
            terms: terms.into_iter().map(term).collect(),
        }
    }
}

/// Long words are rare in every language: they are asked first.
fn likely_rare(word: &str) -> f64 {
    let length = u32::try_from(word.chars().take(12).count()).unwrap_or_default();
    // A sign that stands for a whole word.
    if word
        .chars()
        .next()
        .is_some_and(|c| !c.is_alphabetic() || c > '\u{1100}')
    {
        return 1.5;
    }
    1.0 + f64::from(length) / 12.0
}

/// The beginning of a text.
pub(super) fn beginning(text: &str, bytes: usize) -> &str {
    let mut end = text.len().min(bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// The signature of a line that reports an error.
pub(super) fn message(text: &str) -> Option<String> {
    let text = text.trim();
    if text.is_empty() || text.len() > LINE {
        return None;
    }
    // Stamps tell nothing here: any time will do for those without a year.
    let line = line::read(text, At(0));
    if line.judged() < Some(Level::Error) {
        return None;
    }
    let mut masked = Vec::new();
    mask::mask(&line.message, &mut masked);
    Some(String::from_utf8_lossy(&masked).into_owned())
}

/// The words of a signature.
fn spoken(masked: &str) -> Vec<String> {
    let mut words: Vec<String> = tokens(&masked.replace(mask::WILD, " "))
        .into_iter()
        .map(|t| t.text)
        .collect();
    words.sort();
    words.dedup();
    words
}
