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
