//! Under which words customers and contacts are found; the same for every backend.

use super::{Error, fold};
use crate::domain::customer::{Contact, Customer};
use crate::domain::id::CustomerId;

/// Words of a customer.
#[must_use]
pub fn customer_words(customer: &Customer) -> Vec<String> {
    fold::words(&customer.name)
}

/// Words of a contact: its name, its addresses, its organisation.
#[must_use]
pub fn contact_words(contact: &Contact, customer: Option<&Customer>) -> Vec<String> {
    let mut text = contact.name.clone();
    for more in contact.addresses.iter().chain(customer.map(|c| &c.name)) {
        text.push(' ');
        text.push_str(more);
    }
    fold::words(&text)
}

/// What two spellings of one name or address have in common: case and the width of blanks are gone,
/// accents stay.
#[must_use]
pub fn same_name(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

/// Whether a contact has this name, or an address like it; `key` is of [`same_name`].
#[must_use]
pub fn is_called(contact: &Contact, key: &str) -> bool {
    let texts = std::iter::once(&contact.name).chain(&contact.addresses);
    texts.into_iter().any(|text| same_name(text) == key)
}

/// Whether each word typed begins one of the words.
#[must_use]
pub fn all_begin(words: &[String], typed: &[String]) -> bool {
    typed
        .iter()
        .all(|t| words.iter().any(|w| w.starts_with(t.as_str())))
}

/// A contact of a customer that is not there.
#[must_use]
pub fn no_customer(id: CustomerId) -> Error {
    Error::Backend(format!("there is no customer with the number {}", id.0))
}
