//! Customers and contacts: who calls, where they are, what they run.

use super::id::{ContactId, CustomerId};
use super::search::token::tokens;
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

impl Contact {
    /// `Lena Park <lena@acme.example>`: how the person is written on a ticket.
    #[must_use]
    pub fn shown(&self) -> String {
        match self.addresses.first() {
            Some(address) if *address == self.name => self.name.clone(),
            Some(address) => format!("{} <{address}>", self.name),
            None => self.name.clone(),
        }
    }
}

/// Words of a name that only say what kind of house it is.
const FORMS: [&str; 24] = [
    "ag",
    "as",
    "bv",
    "co",
    "company",
    "corp",
    "corporation",
    "gmbh",
    "group",
    "holding",
    "inc",
    "incorporated",
    "kg",
    "limited",
    "llc",
    "llp",
    "ltd",
    "nv",
    "oy",
    "plc",
    "sa",
    "sas",
    "srl",
    "the",
];

/// Whether two names may well mean one house: they differ only in words that say what kind of house it is,
/// or one of them is the other with more words behind it.
#[must_use]
pub fn may_be_one(a: &str, b: &str) -> bool {
    let telling = |name: &str| -> Vec<String> {
        let words = tokens(name).into_iter().map(|t| t.text);
        words.filter(|w| !FORMS.contains(&w.as_str())).collect()
    };
    let (a, b) = (telling(a), telling(b));
    !a.is_empty() && !b.is_empty() && (a.starts_with(&b) || b.starts_with(&a))
}

/// Beside the values of `set`: the customer is somebody new, and put into the address book.
pub const NEW_CUSTOMER: &str = "new_customer";

/// What is missing where nobody is called so and it is not said that they are new ([`crate::domain::blocker::Blocker::what`]).
pub const UNKNOWN: &str = "unknown_caller";

/// `Lena Park <lena@acme.example>, Acme` in its parts; each may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caller {
    /// The person.
    pub name: String,
    /// An e-mail address or telephone number.
    pub address: String,
    /// The organisation.
    pub organisation: String,
}

impl Caller {
    /// Reads what was typed; nothing is refused, what is not understood is the name.
    #[must_use]
    pub fn parse(text: &str) -> Caller {
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

    /// The contact these words make; its number is 0.
    #[must_use]
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

fn is_number(word: &str) -> bool {
    let part = |c: char| c.is_ascii_digit() || "+-()/.".contains(c);
    word.chars().all(part) && word.chars().any(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{Caller, may_be_one};
    use proptest::prelude::{any, proptest};

    #[test]
    fn callers_are_read_in_their_parts() {
        let caller = |name: &str, address: &str, organisation: &str| Caller {
            name: name.to_owned(),
            address: address.to_owned(),
            organisation: organisation.to_owned(),
        };
        assert_eq!(
            Caller::parse("Lena Park <lena@acme.example>, Acme"),
            caller("Lena Park", "lena@acme.example", "Acme")
        );
        assert_eq!(
            Caller::parse("lena@acme.example"),
            caller("", "lena@acme.example", "")
        );
        assert_eq!(
            Caller::parse("Ken +49 30 1234"),
            caller("Ken", "+49 30 1234", "")
        );
        assert_eq!(Caller::parse("Lena, Acme"), caller("Lena", "", "Acme"));
    }

    #[test]
    fn names_that_may_be_one_house() {
        for (a, b) in [
            ("acme", "Acme Ltd"),
            ("The Acme Group", "ACME"),
            ("Müller", "Muller GmbH"),
            ("Acme", "Acme Logistics"),
        ] {
            assert!(may_be_one(a, b) && may_be_one(b, a), "{a} {b}");
        }
        for (a, b) in [
            ("Acme Logistics", "Acme Retail"),
            ("Ltd", "GmbH"),
            ("", "Acme"),
            ("Birch", "Acme"),
        ] {
            assert!(!may_be_one(a, b), "{a} {b}");
        }
    }

    proptest! {
        #[test]
        fn any_caller_is_read(text in any::<String>()) {
            let _ = Caller::parse(&text).into_contact(None);
        }
    }
}
