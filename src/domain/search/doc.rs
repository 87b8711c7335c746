//! The text of a ticket that is searched, by where it stands, and its properties as marks.
//!
//! A hand-off package repeats what stands on the ticket word for word: it is found there.

use super::token;
use crate::domain::event::{Event, Fact};
use crate::domain::id::At;
use crate::domain::row::Row;
use crate::domain::ticket::{PieceKind, Ticket};
use chrono::{DateTime, Datelike};

/// Where in a ticket or an article a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Its subject.
    Subject,
    /// Customer, contact.
    Customer,
    /// Product and its version.
    Product,
    /// Tags.
    Tag,
    /// The text it was opened with.
    Opening,
    /// An intake answer.
    Intake,
    /// A checklist item's result or evidence.
    Check,
    /// A record: finding, root cause, workaround …
    Record,
    /// An internal note.
    Note,
    /// A message to or from the customer.
    Message,
    /// A resolution.
    Resolution,
    /// A question to an internal team, or its answer.
    Request,
    /// Why a move was made, what is owed or to do.
    Reason,
    /// The name of an attachment.
    Attachment,
    /// Kept evidence.
    Kept,
    /// A kept list of what was looked through.
    List,
    /// The number of an article.
    Article,
    /// Symptoms, of an article.
    Symptoms,
    /// Environment, of an article.
    Environment,
    /// Cause, of an article.
    Cause,
    /// Workaround, of an article.
    Workaround,
}

/// Every place with its letter in storage and its word for people.
const PLACES: [(Place, char, &str); 21] = [
    (Place::Subject, 's', "subject"),
    (Place::Customer, 'c', "customer"),
    (Place::Product, 'p', "product"),
    (Place::Tag, 't', "tag"),
    (Place::Opening, 'o', "opening"),
    (Place::Intake, 'i', "intake"),
    (Place::Check, 'k', "check"),
    (Place::Record, 'f', "record"),
    (Place::Note, 'n', "note"),
    (Place::Message, 'm', "message"),
    (Place::Resolution, 'r', "resolution"),
    (Place::Request, 'q', "request"),
    (Place::Reason, 'w', "reason"),
    (Place::Attachment, 'a', "attachment"),
    (Place::Kept, 'e', "kept"),
    (Place::List, 'l', "list"),
    (Place::Article, 'x', "article"),
    (Place::Symptoms, 'y', "symptoms"),
    (Place::Environment, 'v', "environment"),
    (Place::Cause, 'u', "cause"),
    (Place::Workaround, 'd', "workaround"),
];

impl Place {
    /// Its word for people, and its id in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        let found = PLACES.iter().find(|p| p.0 == self);
        found.map_or("", |p| p.2)
    }

    fn letter(self) -> char {
        let found = PLACES.iter().find(|p| p.0 == self);
        found.map_or('w', |p| p.1)
    }

    fn of_letter(letter: char) -> Place {
        let found = PLACES.iter().find(|p| p.1 == letter);
        found.map_or(Place::Reason, |p| p.0)
    }
}

/// A text and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Where.
    pub place: Place,
    /// When it was written.
    pub at: At,
    /// The text.
    pub text: String,
}

/// All text of a ticket that is searched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doc {
    /// What the ticket is now: subject, customer, product, tags.
    pub head: Vec<Section>,
    /// What was written on it, in order.
    pub body: Vec<Section>,
    /// What was written before is not searched any more: it became more than [`LARGEST`].
    pub cut: bool,
}

/// `is:long`: of this ticket only the latest part of its history is searched.
pub const LONG: &str = "long";

/// Bytes of one ticket's history that are searched; of more, the latest.
pub const LARGEST: usize = 256 * 1024;

/// Between sections and between a section's parts in storage; no text keeps them.
const SECTION: char = '\u{1e}';
const PART: char = '\u{1f}';

impl Doc {
    /// The document of a ticket.
    #[must_use]
    pub fn of<'e>(row: &Row, ticket: &Ticket, events: impl IntoIterator<Item = &'e Event>) -> Doc {
        let mut doc = Doc {
            head: head(row, ticket),
            ..Doc::default()
        };
        doc.add(events);
        doc
    }

    /// The marks of its ticket, with what only the texts tell.
    #[must_use]
    pub fn marked(&self, mut marks: Vec<String>) -> Vec<String> {
        marks.extend(self.cut.then(|| mark('j', LONG)));
        marks.sort();
        marks
    }

    /// What later events say.
    pub fn add<'e>(&mut self, events: impl IntoIterator<Item = &'e Event>) {
        for event in events {
            self.body
                .extend(event.facts.iter().flat_map(|fact| said(event.at, fact)));
        }
        let size: usize = self.body.iter().map(|s| s.text.len()).sum();
        let mut over = size.saturating_sub(LARGEST);
        let last = self.body.len().saturating_sub(1);
        let gone = self.body.iter().take(last).take_while(|section| {
            let goes = over > 0;
            over = over.saturating_sub(section.text.len());
            goes
        });
        let gone = gone.count();
        self.cut |= gone > 0;
        self.body.drain(..gone);
    }

    /// Head and body, in order.
    pub fn sections(&self) -> impl Iterator<Item = &Section> {
        self.head.iter().chain(&self.body)
    }

    /// The words of all sections and the marks, separated by blanks, for an index that knows nothing
    /// else. Between sections stands a word that no text has.
    #[must_use]
    pub fn indexed(&self, marks: &[String]) -> String {
        let mut text = marks.join(" ");
        for section in self.sections() {
            text.push_str(" :");
            for token in token::tokens(&section.text) {
                text.push(' ');
                text.push_str(&token.text);
            }
        }
        text
    }
}

/// Sections as one text.
#[must_use]
pub fn encode(sections: &[Section]) -> String {
    let mut all = String::new();
    for section in sections {
        all.push(SECTION);
        all.push(section.place.letter());
        all.push_str(&section.at.0.to_string());
        all.push(PART);
        all.push_str(&section.text);
    }
    all
}

/// Reads [`encode`] back; what was not written by it is one text.
#[must_use]
pub fn decode(all: &str) -> Vec<Section> {
    let parts = all.split(SECTION).filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (top, text) = part.split_once(PART).unwrap_or(("", part));
            let mut letters = top.chars();
            let place = letters.next().map_or(Place::Reason, Place::of_letter);
            Section {
                place,
                at: At(letters.as_str().parse().unwrap_or_default()),
                text: text.to_owned(),
            }
        })
        .collect()
}

fn section(place: Place, at: At, text: &str) -> Option<Section> {
    if text.trim().is_empty() {
        return None;
    }
    let text = text.replace([SECTION, PART], " ");
    Some(Section { place, at, text })
}

/// What the ticket is now.
#[must_use]
pub fn head(row: &Row, ticket: &Ticket) -> Vec<Section> {
    let tags: Vec<&str> = ticket.tags.iter().map(String::as_str).collect();
    let product = format!("{} {}", row.product, ticket.product_version);
    let texts = [
        (Place::Subject, row.subject.as_str()),
        (Place::Customer, &row.customer_name),
        (Place::Customer, &ticket.contact_text),
        (Place::Product, &product),
        (Place::Tag, &tags.join(" ")),
    ];
    let found = texts
        .into_iter()
        .filter_map(|(place, text)| section(place, row.opened_at, text));
    found.collect()
}

/// The texts of a fact.
fn said(at: At, fact: &Fact) -> Vec<Section> {
    let one = |place: Place, text: &str| section(place, at, text).into_iter().collect();
    let two = |place: Place, a: &str, b: &str| {
        let both = [section(place, at, a), section(place, at, b)];
        both.into_iter().flatten().collect()
    };
    match fact {
        Fact::Opened(opened) => one(Place::Opening, &opened.text),
        Fact::Answered(_, Some(answer)) => one(Place::Intake, answer.text()),
        Fact::Checked(_, Some(check)) => two(Place::Check, &check.result, &check.evidence),
        Fact::Recorded(record) => {
            let texts = record.values.0.values();
            texts
                .filter_map(|text| section(Place::Record, at, text))
                .collect()
        }
        Fact::Attached(file) => one(Place::Attachment, &file.name),
        Fact::Kept(kept) if kept.piece.kind == PieceKind::List => {
            two(Place::List, &kept.piece.text, &kept.piece.place)
        }
        Fact::Kept(kept) => two(Place::Kept, &kept.piece.text, &kept.piece.place),
        Fact::Noted(text) => one(Place::Note, text),
        Fact::Message(_, text) => one(Place::Message, text),
        Fact::Resolved(r) => two(Place::Resolution, &r.text, &r.cause),
        Fact::Signed(s) => two(Place::Record, &s.checked, &s.result),
        Fact::Unclear(text) => one(Place::Resolution, text),
        Fact::Asked(request) => one(Place::Request, &request.text),
        Fact::AskAnswered(_, text) => one(Place::Request, text),
        Fact::CriterionNoted(c) => one(Place::Reason, &c.why),
        Fact::CriterionGone(_, _, Some(text)) => one(Place::Reason, text),
        Fact::Reason(reason) => one(Place::Reason, &reason.text),
        Fact::ApprovalAsked(asked) => one(Place::Reason, &asked.text),
        Fact::ApprovalDenied(reason) => one(Place::Reason, reason),
        Fact::TodoAdded(todo) => one(Place::Reason, &todo.text),
        Fact::TodoAnswered(_, Some(text)) => one(Place::Reason, text),
        Fact::Held(hold) => one(Place::Reason, &hold.text),
        Fact::OwedSettled(_, text) | Fact::Informed(text) => one(Place::Reason, text),
        _ => Vec::new(),
    }
}

/// A property as one word of the index; no word of a text begins like it.
#[must_use]
pub fn mark(key: char, value: &str) -> String {
    let mut word = format!(":{key}");
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' => word.push(char::from(byte)),
            _ => word.push_str(&format!("_{byte:02x}")),
        }
    }
    word
}

/// A word of a name as a mark.
#[must_use]
pub fn name_mark(key: char, word: &str) -> String {
    format!(":{key}{word}")
}

/// A year and a month as marks.
#[must_use]
pub fn year_mark(year: i32) -> String {
    mark('y', &year.to_string())
}

/// See [`year_mark`].
#[must_use]
pub fn month_mark(year: i32, month: u32) -> String {
    mark('m', &format!("{year}x{month:02}"))
}

/// Year and month of an instant, in UTC.
#[must_use]
pub fn month(at: At) -> (i32, u32) {
    let day = DateTime::from_timestamp_millis(at.0).unwrap_or_default();
    (day.year(), day.month())
}

/// The properties by which a ticket is filtered.
#[must_use]
pub fn marks(row: &Row, ticket: &Ticket) -> Vec<String> {
    let over = row.stage.phase.is_over();
    let (year, month) = month(row.opened_at);
    let mut marks = vec![
        mark('n', &row.id.0.to_string()),
        mark('t', row.stage.tier.as_str()),
        mark('f', row.stage.phase.id()),
        mark('k', &row.kind),
        mark('u', &row.priority_key.to_string()),
        mark('a', row.assignee.as_ref().map_or("", |a| a.as_str())),
        mark('s', if over { "over" } else { "open" }),
        year_mark(year),
        month_mark(year, month),
    ];
    marks.extend(row.hold.iter().map(|(kind, _)| mark('h', kind)));
    marks.extend(row.hold.iter().map(|_| mark('h', "")));
    let names = [('c', &row.customer_name), ('p', &row.product)];
    for (key, name) in names {
        marks.extend(token::words(name).iter().map(|w| name_mark(key, w)));
    }
    let records = ticket.records.iter().filter(|r| !r.retracted);
    marks.extend(records.map(|r| mark('r', &r.kind)));
    marks.sort();
    marks.dedup();
    marks
}
