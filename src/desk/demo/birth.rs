//! Draws a ticket: which story, whose, and how it lives.

use super::cast::{self, address, phone, vars};
use super::fate::{Fate, Kind};
use super::life::{Life, MINUTE, Step};
use super::over;
use super::prose::{Library, Story};
use super::rng::Rng;
use crate::domain::command::Opening;
use crate::domain::event::Opened;
use crate::domain::id::{At, ContactId, CustomerId};

/// A ticket that is about to be written.
pub struct Script {
    /// Its fate.
    pub fate: &'static Fate,
    /// When it is opened.
    pub start: At,
    /// How.
    pub opening: Opening,
    /// Who opens it.
    pub opener: crate::domain::id::AgentName,
    /// What happens then.
    pub steps: Vec<Step>,
    /// The id of the command that writes it.
    pub command: String,
}

/// The address book as the desk numbered it.
#[derive(Default)]
pub struct Book {
    /// Per organisation: its number, and those of its people.
    pub orgs: Vec<(CustomerId, Vec<ContactId>)>,
}

/// Where the last step of a ticket lies.
#[derive(Clone, Copy)]
pub enum End {
    /// Its fate says how long before the end.
    Fate,
    /// Archived so many milliseconds before the end.
    Archived(i64),
}

/// Draws the `n`-th ticket of a desk. `group` binds those that belong together to one customer.
pub fn script(
    library: &Library,
    book: &Book,
    fate: &'static Fate,
    (seed, n, group): (u64, u64, u64),
    (at, end): (At, End),
) -> Script {
    let mut rng = Rng::nth(seed, n);
    let story = story(library, fate, &mut rng);
    let mut group = Rng::nth(seed ^ 0x0067_726f_7570, group);
    let draw = if bound(fate) { &mut group } else { &mut rng };
    let place = organisation(library, story, draw);
    let org = &library.customers[place];
    let person = rng.below(org.people.len());
    let command = rng.uuid(at);
    let vars = vars(&mut rng, library, org, person, story);
    let cast = cast::draw(&mut rng, fate.seat);
    let levels = levels(fate, &mut rng);
    let opener = cast.t1.clone();
    let mut life = Life {
        library,
        rng,
        story,
        vars,
        language: &story.lang,
        cast,
        opening: Opening::default(),
        steps: Vec::new(),
        packages: 0,
        todos: 0,
        levels,
    };
    life.opening = opening(&mut life, fate, book, (place, person));
    (fate.live)(&mut life);
    if fate.fresh {
        life.message((10, 50), "update");
    }
    let tail = match end {
        End::Fate => life.rng.between(fate.tail.0 * MINUTE, fate.tail.1 * MINUTE),
        End::Archived(ago) => {
            over::archive(&mut life, fate.name.starts_with("cancelled"));
            ago
        }
    };
    let lasts: i64 = life.steps.iter().map(|s| s.wait).sum();
    Script {
        fate,
        start: at.plus_ms(-(tail + lasts)),
        opening: life.opening,
        opener,
        steps: life.steps,
        command,
    }
}

/// A duplicate and its original are one customer's.
fn bound(fate: &Fate) -> bool {
    fate.plays == "original" || fate.needs == "original"
}

fn story<'a>(library: &'a Library, fate: &Fate, rng: &mut Rng) -> &'a Story {
    let kinds: &[&str] = match fate.kind {
        Kind::Incident => &["incident"],
        Kind::Quick => &["question", "request"],
        Kind::Security => &["security"],
    };
    let of = library.stories_of(kinds);
    let place = fate.story.unwrap_or_else(|| rng.below(of.len()));
    of.get(place)
        .or(of.first())
        .copied()
        .unwrap_or(&library.stories[0])
}

/// A customer who speaks the story's language; English ones come from everywhere that has it.
fn organisation(library: &Library, story: &Story, rng: &mut Rng) -> usize {
    let language = if story.lang.is_empty() {
        "en"
    } else {
        &story.lang
    };
    let fitting: Vec<usize> = library
        .customers
        .iter()
        .enumerate()
        .filter(|(_, org)| org.language == language)
        .map(|(n, _)| n)
        .collect();
    // A few customers call much more often than the others.
    let n = rng.below(fitting.len()).min(rng.below(fitting.len()));
    fitting.get(n).copied().unwrap_or_default()
}

fn levels(fate: &Fate, rng: &mut Rng) -> (&'static str, &'static str) {
    let priority = match fate.priority {
        0 => [2, 3, 3, 4, 4, 4, 4, 4][rng.below(8)],
        given => given,
    };
    match priority {
        1 => ("high", "high"),
        2 => [("high", "medium"), ("medium", "high")][rng.below(2)],
        3 => [("medium", "medium"), ("low", "high"), ("medium", "medium")][rng.below(3)],
        _ => [("low", "medium"), ("medium", "low")][rng.below(2)],
    }
}

fn opening(life: &mut Life, fate: &Fate, book: &Book, (place, person): (usize, usize)) -> Opening {
    let org = &life.library.customers[place];
    let (customer, contacts) = book.orgs.get(place).cloned().unwrap_or_default();
    let mut subject = life.text(&life.story.subject.clone());
    let mut text = life.text(&life.story.text.clone());
    if fate.name == "cancelled: spam" {
        text = life.part("spam");
        subject = "You have been selected!!!".to_owned();
    }
    let channel = match fate.channel {
        "" => ["email", "email", "phone", "phone", "web", "chat", "walk_in"][life.rng.below(7)],
        given => given,
    };
    let tags = match life.rng.below(6) {
        0 => vec!["vip".to_owned()],
        1 => vec!["on-site".to_owned()],
        _ => Vec::new(),
    };
    let version = life.text("{version}");
    let contact = org.people.get(person).cloned().unwrap_or_default();
    let reach = match channel {
        "phone" => phone(org, person),
        _ => address(org, person),
    };
    let (impact, urgency) = life.levels;
    Opening {
        opened: Opened {
            kind: life.story.kind.clone(),
            subject,
            channel: channel.to_owned(),
            customer: Some(customer),
            customer_name: org.name.clone(),
            contact: contacts.get(person).copied(),
            contact_text: format!("{contact} <{reach}>"),
            product: life.story.product.clone(),
            product_version: version,
            tags,
            text,
            source: String::new(),
        },
        impact: impact.to_owned(),
        urgency: urgency.to_owned(),
        ..Opening::default()
    }
}
