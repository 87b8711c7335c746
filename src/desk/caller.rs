//! Who a new ticket is for: someone of the address book, or someone who is put there in the same
//! write as the ticket.

use super::run::Done;
use super::{Desk, Error};
use crate::domain::command::{Command, Opening};
use crate::domain::customer::{Caller, Contact, Customer, may_be_one};
use crate::domain::event::{DeskFact, Opened};
use crate::domain::id::{CommandId, ContactId, CustomerId};
use crate::domain::safe::is_blank;

impl Desk {
    /// Opens a ticket for the customer and contact it names and runs commands on it, in one
    /// transaction. A customer is known by its number or its whole name, a contact by address or whole
    /// name; who is not known is added to the address book. Who is given by id stays as given.
    ///
    /// # Errors
    /// As [`Desk::open_ticket`]; [`Error::Missing`] for a number nobody has, [`Error::Input`] for a
    /// name that several have, with how to tell them apart. Nothing is written then.
    pub fn open_for(
        &mut self,
        opening: Opening,
        then: Vec<Command>,
        id: &CommandId,
    ) -> Result<Done, Error> {
        if is_known(&opening.opened) {
            return self.open_and(opening, then, id);
        }
        self.locked(|desk| {
            let mut opening = opening;
            if desk.store.delivered(id)?.is_none() {
                desk.introduce(&mut opening.opened)?;
            }
            desk.open_and(opening, then, id)
        })
    }

    /// The customer with this number (`#` or not) or exactly this name, whatever its case.
    ///
    /// # Errors
    /// [`Error::Missing`] for a number nobody has; [`Error::Input`] for a name that several have.
    pub fn customer_called(&self, text: &str) -> Result<Option<Customer>, Error> {
        let text = text.trim();
        if let Ok(number) = text.strip_prefix('#').unwrap_or(text).parse::<i64>() {
            let found = self.store.customer(CustomerId(number))?;
            return found.map(Some).ok_or_else(|| {
                Error::Missing(format!(
                    "There is no customer number {number} on this desk."
                ))
            });
        }
        let mut found = self.store.customers_called(text)?;
        if found.len() > 1 {
            let readings = found.iter().map(customer_in_words).collect::<Vec<_>>();
            return Err(Error::Input(format!(
                "Several customers are called “{text}”: {}. Say which by its number.",
                readings.join("; ")
            )));
        }
        Ok(found.pop())
    }

    /// Customers whose name may well mean the same house as a name that nobody has; none where somebody
    /// has it.
    ///
    /// # Errors
    /// The store's.
    pub fn near_customers(&self, name: &str) -> Result<Vec<Customer>, Error> {
        let name = name.trim();
        if name.is_empty() || !self.store.customers_called(name)?.is_empty() {
            return Ok(Vec::new());
        }
        let words = crate::store::fold::words(name);
        let mut near: Vec<Customer> = Vec::new();
        for word in &words {
            let found = self.store.lookup(word, NEAR)?.into_iter();
            let customers = found.filter_map(|(_, customer)| customer);
            near.extend(customers.filter(|c| may_be_one(&c.name, name)));
        }
        near.sort_by_key(|c| c.id);
        near.dedup_by_key(|c| c.id);
        // Somebody may have made the very one while others were looked for: then none is new.
        if !near.is_empty() && !self.store.customers_called(name)?.is_empty() {
            near.clear();
        }
        Ok(near)
    }

    /// Looks up, or makes, the customer and the contact that are only words so far.
    fn introduce(&mut self, opened: &mut Opened) -> Result<(), Error> {
        let named = opened.contact.is_none() && !is_blank(&opened.contact_text);
        let caller = named.then(|| Caller::parse(&opened.contact_text));
        if let Some(caller) = &caller
            && opened.customer.is_none()
            && is_blank(&opened.customer_name)
        {
            opened.customer_name.clone_from(&caller.organisation);
        }
        let known = match self.named_customer(opened)? {
            Some(customer) => Some(customer.id),
            None => opened.customer,
        };
        let contact = match caller {
            Some(caller) => Some(self.contact_of(caller, known, &opened.customer_name)?),
            None => None,
        };
        let theirs = contact.as_ref().and_then(|c| c.customer);
        let customer = match known {
            None if is_blank(&opened.customer_name) => theirs,
            None => Some(self.make_customer(&opened.customer_name)?),
            known => known,
        };
        if let Some(id) = customer {
            opened.customer = Some(id);
            if let Some(found) = self.store.customer(id)? {
                opened.customer_name = found.name;
            }
        }
        if let Some(contact) = contact {
            opened.contact_text = contact.shown();
            opened.contact = Some(self.keep_contact(contact, customer)?);
        }
        Ok(())
    }

    fn named_customer(&self, opened: &Opened) -> Result<Option<Customer>, Error> {
        match opened.customer {
            None if !is_blank(&opened.customer_name) => self.customer_called(&opened.customer_name),
            _ => Ok(None),
        }
    }

    fn make_customer(&mut self, name: &str) -> Result<CustomerId, Error> {
        let customer = Customer {
            name: name.trim().to_owned(),
            ..Customer::default()
        };
        Ok(CustomerId(self.write_desk(DeskFact::Customer(customer))?))
    }

    /// One who is new has the number 0 and is written here.
    fn keep_contact(
        &mut self,
        contact: Contact,
        customer: Option<CustomerId>,
    ) -> Result<ContactId, Error> {
        if contact.id.0 > 0 {
            return Ok(contact.id);
        }
        let contact = Contact {
            customer,
            ..contact
        };
        Ok(ContactId(self.write_desk(DeskFact::Contact(contact))?))
    }

    /// The contact of the address book that is meant, or a new one (number 0).
    fn contact_of(
        &self,
        caller: Caller,
        customer: Option<CustomerId>,
        customer_name: &str,
    ) -> Result<Contact, Error> {
        let by_address = !caller.address.is_empty();
        let text = match by_address {
            true => caller.address.clone(),
            false => caller.name.clone(),
        };
        let mut found = self.store.contacts_called(&text)?;
        let named = |c: &Contact| crate::store::book::is_called(c, &key(&caller.name));
        if found.len() > 1 && !caller.name.is_empty() && found.iter().any(&named) {
            found.retain(named);
        }
        let elsewhere = customer.is_some() || !is_blank(customer_name);
        let of_them = |c: &Contact| c.customer.is_none() || c.customer == customer;
        // Of one name there may be someone in every house; an address is one person's.
        if elsewhere && (!by_address || (found.len() > 1 && found.iter().any(of_them))) {
            found.retain(of_them);
        }
        match found.len() {
            0 => Ok(caller.into_contact(customer)),
            1 => Ok(found.swap_remove(0)),
            _ => Err(self.several(&text, &found)),
        }
    }

    fn several(&self, text: &str, found: &[Contact]) -> Error {
        let reading = |contact: &Contact| {
            let of = contact.customer.and_then(|id| self.store.customer(id).ok());
            match of.flatten() {
                Some(customer) => {
                    format!("{} at {}", contact.shown(), customer_in_words(&customer))
                }
                None => contact.shown(),
            }
        };
        let readings: Vec<String> = found.iter().map(reading).collect();
        Error::Input(format!(
            "Several contacts fit “{text}”: {}. Give the address, or the customer as well.",
            readings.join("; ")
        ))
    }
}

/// Names that are looked through for each word of a new one.
const NEAR: usize = 50;

/// Nothing of it is only words.
fn is_known(opened: &Opened) -> bool {
    let known = |id: bool, text: &str| id || is_blank(text);
    known(opened.customer.is_some(), &opened.customer_name)
        && known(opened.contact.is_some(), &opened.contact_text)
}

fn key(text: &str) -> String {
    crate::store::book::same_name(text)
}

/// `3 Acme (Payments API 4.2)`.
fn customer_in_words(customer: &Customer) -> String {
    let runs: Vec<String> = customer
        .products
        .iter()
        .take(2)
        .map(|(name, version)| format!("{name} {version}").trim().to_owned())
        .collect();
    match runs.is_empty() {
        true => format!("{} {}", customer.id.0, customer.name),
        false => format!("{} {} ({})", customer.id.0, customer.name, runs.join(", ")),
    }
}
