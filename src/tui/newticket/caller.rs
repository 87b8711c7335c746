//! A caller as the list under the field shows it.

use super::{Known, Theirs};
use crate::domain::customer::Customer;
use crate::tui::form::Hit;

/// A line of the list under the field; its id is the place in the answer.
pub(super) fn hit(place: usize, known: &Known, by_contact: bool) -> Hit {
    let organisation = known.customer.as_ref().map_or("", |c| c.name.as_str());
    let (label, mut detail) = match (&known.contact, by_contact) {
        (Some(person), true) => (person.shown(), vec![organisation.to_owned()]),
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

/// What stands under the customer: their latest open tickets, and how many more there are.
pub(super) fn notes(theirs: &Theirs) -> Vec<(String, String)> {
    let latest = theirs.latest.iter();
    let mut notes: Vec<_> = latest
        .map(|(ticket, stage)| (ticket.clone(), format!(", {stage}")))
        .collect();
    let shown = u32::try_from(notes.len()).unwrap_or(u32::MAX);
    let more = theirs.open.saturating_sub(shown);
    notes.extend((more > 0).then(|| (format!("and {more} more open"), String::new())));
    notes
}
