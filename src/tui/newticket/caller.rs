//! A caller as typed and as shown.

use super::Known;
use crate::domain::customer::{Contact, Customer};
use crate::domain::id::CustomerId;
use crate::tui::form::Hit;

/// `Lena Park <lena@acme.example>, Acme` in its parts; each may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Caller {
    pub name: String,
    pub address: String,
    pub organisation: String,
}

impl Caller {
    pub fn into_contact(self, customer: Option<CustomerId>) -> Contact {
        let name = match self.name.is_empty() {
            true => self.address.clone(),
            false => self.name,
        };
        let addresses = [self.address].into_iter().filter(|a| !a.is_empty());
        Contact {
            customer,
            name,
            addresses: addresses.collect(),
            ..Contact::default()
        }
    }
}

/// Reads what was typed; nothing is refused, what is not understood is the name.
pub(super) fn parse(text: &str) -> Caller {
    let text = text.trim();
    if let Some((name, rest)) = text.split_once('<')
        && let Some((address, rest)) = rest.split_once('>')
    {
        return Caller {
            name: name.trim().to_owned(),
            address: address.trim().to_owned(),
            organisation: rest.trim_start_matches([',', ' ']).trim().to_owned(),
        };
    }
    let (person, organisation) = text.split_once(',').unwrap_or((text, ""));
    let (mut name, mut address) = (Vec::new(), Vec::new());
    for word in person.split_whitespace() {
        // A number or an address among the words of a name.
        let reachable = word.contains('@') || is_number(word);
        if reachable { &mut address } else { &mut name }.push(word);
    }
    Caller {
        name: name.join(" "),
        address: address.join(" "),
        organisation: organisation.trim().to_owned(),
    }
}

fn is_number(word: &str) -> bool {
    let part = |c: char| c.is_ascii_digit() || "+-()/.".contains(c);
    word.chars().all(part) && word.chars().any(|c| c.is_ascii_digit())
}

/// `Lena Park <lena@acme.example>`.
pub(super) fn contact(contact: &Contact) -> String {
    match contact.addresses.first() {
        Some(address) if *address == contact.name => contact.name.clone(),
        Some(address) => format!("{} <{address}>", contact.name),
        None => contact.name.clone(),
    }
}

/// A line of the list under the field; its id is the place in the answer.
pub(super) fn hit(place: usize, known: &Known, by_contact: bool) -> Hit {
    let organisation = known.customer.as_ref().map_or("", |c| c.name.as_str());
    let (label, mut detail) = match (&known.contact, by_contact) {
        (Some(person), true) => (contact(person), vec![organisation.to_owned()]),
        (Some(person), false) => (organisation.to_owned(), vec![person.name.clone()]),
        (None, _) => (organisation.to_owned(), Vec::new()),
    };
    detail.extend(known.customer.iter().flat_map(runs));
    detail.extend(known.tickets.map(open_tickets));
    detail.retain(|part| !part.is_empty());
    Hit {
        id: place.to_string(),
        label,
        detail: detail.join(" · "),
    }
}

/// The first products of a customer with their versions.
fn runs(customer: &Customer) -> impl Iterator<Item = String> {
    let product =
        |(name, version): &(String, String)| format!("{name} {version}").trim().to_owned();
    customer.products.iter().take(2).map(product)
}

fn open_tickets(count: u32) -> String {
    match count {
        0 => "no open ticket".to_owned(),
        1 => "1 open ticket".to_owned(),
        n => format!("{n} open tickets"),
    }
}
