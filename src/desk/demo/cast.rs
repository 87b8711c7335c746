//! Who has to do with a ticket: agents of the tiers and the customer's side.

use super::prose::{Library, Org, Story, Vars};
use super::rng::Rng;
use crate::domain::id::AgentName;
use crate::store::fold::fold;

/// The agents of one ticket.
#[derive(Clone, Debug)]
pub struct Cast {
    /// The customer's agent.
    pub t1: AgentName,
    /// At Tier 2.
    pub t2: AgentName,
    /// At Engineering.
    pub eng: AgentName,
    /// A lead.
    pub lead: AgentName,
}

/// Which seat the owner of the demo has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Seat {
    /// None.
    #[default]
    None,
    /// The customer's agent.
    T1,
    /// At Tier 2.
    T2,
    /// At Engineering.
    Eng,
}

fn one(rng: &mut Rng, names: &[&str], but: &[&AgentName]) -> AgentName {
    let free: Vec<&&str> = names
        .iter()
        .filter(|n| but.iter().all(|b| b.as_str() != **n))
        .collect();
    AgentName::from(rng.pick(&free).map_or("you", |n| **n))
}

/// Draws the agents; nobody sits on two seats of one ticket.
pub fn draw(rng: &mut Rng, seat: Seat) -> Cast {
    let you = AgentName::from("you");
    let t1 = match seat {
        Seat::T1 => you.clone(),
        _ => one(
            rng,
            &["ana", "ben", "ben", "cleo", "cleo", "dmitri", "kofi"],
            &[],
        ),
    };
    let t2 = match seat {
        Seat::T2 => you.clone(),
        _ => one(
            rng,
            &["emi", "emi", "greta", "dmitri", "jonas", "farid"],
            &[&t1],
        ),
    };
    let eng = match seat {
        Seat::Eng => you,
        _ => one(rng, &["hugo", "hugo", "ines", "ines", "jonas"], &[&t2]),
    };
    let lead = one(rng, &["ana", "greta"], &[&t1, &t2]);
    Cast { t1, t2, eng, lead }
}

/// Names of the days, Monday first, by language.
fn day(rng: &mut Rng, language: &str) -> &'static str {
    let days: [&str; 5] = match language {
        "de" => ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag"],
        "fr" => ["lundi", "mardi", "mercredi", "jeudi", "vendredi"],
        "es" => ["lunes", "martes", "miércoles", "jueves", "viernes"],
        "pt" => [
            "segunda-feira",
            "terça-feira",
            "quarta-feira",
            "quinta-feira",
            "sexta-feira",
        ],
        "ja" => ["月曜日", "火曜日", "水曜日", "木曜日", "金曜日"],
        _ => ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"],
    };
    days[rng.below(5)]
}

const HOSTS: [&str; 12] = [
    "fs01",
    "fs-berlin",
    "gw-2",
    "api",
    "db-primary",
    "app03",
    "edge-eu1",
    "print-srv",
    "vdi-07",
    "mx1",
    "build-5",
    "nas",
];

const FILES: [&str; 10] = [
    "Q3 forecast.xlsx",
    "Vertrag_final_v7.docx",
    "client-debug.log",
    "photos/IMG_2210.HEIC",
    "export_0417.csv",
    "plan (copy).pdf",
    "trace.txt",
    "orders.sql",
    "Überblick.pptx",
    "backup.tar",
];

/// What fills the texts of one ticket.
pub fn vars(rng: &mut Rng, library: &Library, org: &Org, person: usize, story: &Story) -> Vars {
    let contact = org.people.get(person).cloned().unwrap_or_default();
    let first = match story.lang.as_str() {
        "de" => contact.clone(),
        _ => contact.split(' ').next().unwrap_or_default().to_owned(),
    };
    let product = library.products.iter().find(|p| p.name == story.product);
    let versions = product.map_or(&[][..], |p| &p.versions);
    let at = 1 + rng.below(versions.len().saturating_sub(1));
    let version = |n: usize| versions.get(n).cloned().unwrap_or_default();
    let host = HOSTS[rng.below(HOSTS.len())];
    vec![
        ("version", version(at)),
        ("old_version", version(at.saturating_sub(1))),
        ("host", format!("{host}.{}", org.domain)),
        ("user", user_name(&contact, rng)),
        ("first", first),
        ("contact", contact),
        ("customer", org.name.clone()),
        ("phone", phone(org, person)),
        ("n", rng.between(3, 4_200).to_string()),
        ("code", format!("{:06x}", rng.next() & 0xff_ffff)),
        ("ip", format!("203.0.113.{}", rng.between(2, 250))),
        ("file", FILES[rng.below(FILES.len())].to_owned()),
        ("clock", clock(rng)),
        ("day", day(rng, &story.lang).to_owned()),
    ]
}

fn clock(rng: &mut Rng) -> String {
    format!(
        "{:02}:{:02}:{:02}",
        rng.below(24),
        rng.below(60),
        rng.below(60)
    )
}

fn user_name(contact: &str, rng: &mut Rng) -> String {
    let plain: String = contact
        .split(' ')
        .next()
        .unwrap_or_default()
        .chars()
        .filter(char::is_ascii_alphabetic)
        .collect();
    match plain.is_empty() {
        true => format!("u{:04}", rng.below(10_000)),
        false => plain.to_lowercase(),
    }
}

/// The phone number of a person of an organisation.
pub fn phone(org: &Org, person: usize) -> String {
    format!("{}{}", org.phone, 10 + person)
}

/// The mail address of a person of an organisation.
pub fn address(org: &Org, person: usize) -> String {
    let name = org.people.get(person).map_or("", String::as_str);
    let plain = fold(name)
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join(".");
    match plain.is_empty() {
        true => format!("info{person}@{}", org.domain),
        false => format!("{plain}@{}", org.domain),
    }
}
