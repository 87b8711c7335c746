//! Customers and contacts by what is typed of their names, and under which words they are found.

use super::{Caller, Error, fold};
use crate::domain::customer::{Contact, Customer};
use crate::domain::id::CustomerId;

/// Who calls, by what is typed of them.
pub trait Callers {
    /// Customers and contacts whose name, organisation or address has a word starting with each of
    /// the words typed; at most `limit`, contacts before customers without one.
    fn lookup(&self, words: &str, limit: usize) -> Result<Vec<Caller>, Error>;

    /// Customers of exactly this name; case and the width of blanks do not count.
    fn customers_called(&self, name: &str) -> Result<Vec<Customer>, Error>;

    /// Contacts of whom one address, or the name, is exactly this; compared as names of customers.
    fn contacts_called(&self, text: &str) -> Result<Vec<Contact>, Error>;

    /// Names of customers with a word that starts with each word typed, at most `limit`, by name. Which
    /// they are where there are more is the store's own.
    fn customer_names(&self, typed: &str, limit: usize) -> Result<Vec<String>, Error>;
}

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
