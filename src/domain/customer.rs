//! Customers and contacts: who calls, where they are, what they run.

use super::id::{ContactId, CustomerId};
use serde::{Deserialize, Serialize};

/// A customer: an organisation with the products it runs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// Its number.
    pub id: CustomerId,
    /// The organisation's name.
    pub name: String,
    /// BCP 47 language tag, or empty.
    pub language: String,
    /// IANA time zone, or empty.
    pub zone: String,
    /// Products and the version it runs.
    pub products: Vec<(String, String)>,
}

/// A contact: a person at a customer (or alone).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Its number.
    pub id: ContactId,
    /// The customer it belongs to.
    pub customer: Option<CustomerId>,
    /// The person's name.
    pub name: String,
    /// E-mail addresses and telephone numbers, the preferred one first.
    pub addresses: Vec<String>,
    /// BCP 47 language tag, or empty.
    pub language: String,
    /// IANA time zone, or empty.
    pub zone: String,
}
