//! Who a new ticket is for: someone of the address book, or someone who is put there in the same
//! write as the ticket.

use super::run::Done;
use super::{Desk, Error};
use crate::domain::blocker::{Blocker, Jump, Refusal, Why, quoted};
use crate::domain::command::{Command, Opening};
use crate::domain::customer::{Caller, Contact, Customer, NEW_CUSTOMER, UNKNOWN, may_be_one};
use crate::domain::event::{DeskFact, Opened};
use crate::domain::id::{CommandId, ContactId, CustomerId, TicketId};
use crate::domain::line::too_long;
use crate::domain::safe::is_blank;
use crate::domain::values::Values;

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

    /// Asks back where a caller is typed whom nobody is called, and others fit the words: half a name that was not
    /// chosen from the list makes nobody new by itself.
    ///
    /// # Errors
    /// A refusal that names who fits; the store's.
    pub fn doubted(&self, opened: &Opened, id: &CommandId) -> Result<(), Error> {
        if self.store.delivered(id)?.is_some() {
            return Ok(());
        }
        let caller = Caller::parse(&opened.contact_text);
        let mut missing = Vec::new();
        if opened.contact.is_none() && caller.address.is_empty() && !is_blank(&caller.name) {
            missing.extend(self.unknown_contact(&caller.name)?);
        }
        let named = match is_blank(&opened.customer_name) {
            true => &caller.organisation,
            false => &opened.customer_name,
        };
        if opened.customer.is_none() && !is_blank(named) && self.customer_called(named)?.is_none() {
            let fits = self.customers_like(named)?;
            let field = match is_blank(&opened.customer_name) {
                true => "contact",
                false => "customer",
            };
            missing.extend((!fits.is_empty()).then(|| unknown(field, "customer", named, &fits)));
        }
        match missing.is_empty() {
            true => Ok(()),
            false => Err(Error::Refused(Box::new(Refusal {
                refused: "open".to_owned(),
                why: Why::Absent,
                text: "Nothing was opened yet: it is not clear who calls.".to_owned(),
                missing,
            }))),
        }
    }

    fn unknown_contact(&self, name: &str) -> Result<Option<Blocker>, Error> {
        if !self.store.contacts_called(name)?.is_empty() {
            return Ok(None);
        }
        let found = self.store.lookup(name, FITTING)?.into_iter();
        let fits: Vec<String> = found.filter_map(|(c, _)| Some(c?.shown())).collect();
        Ok((!fits.is_empty()).then(|| unknown("contact", "contact", name, &fits)))
    }

    /// Names of customers that fit words whom nobody is called.
    fn customers_like(&self, name: &str) -> Result<Vec<String>, Error> {
        let mut like = self.customer_names(name, FITTING)?;
        like.extend(self.near_customers(name)?.into_iter().map(|c| c.name));
        like.sort();
        like.dedup();
        like.truncate(FITTING);
        Ok(like)
    }

    /// The customer and the contact that `set` names, by their numbers: a name alone would make them words that
    /// belong to nobody. Who is said to be new is put into the address book.
    ///
    /// # Errors
    /// A refusal where nobody is called so; [`Error::Input`] for a name that several have; the store's.
    pub(super) fn called(
        &mut self,
        ticket: TicketId,
        commands: Vec<Command>,
    ) -> Result<Vec<Command>, Error> {
        let mut called = Vec::new();
        for command in commands {
            called.push(match command {
                Command::Set(values) => Command::Set(self.set_called(ticket, values)?),
                other => other,
            });
        }
        Ok(called)
    }

    fn set_called(&mut self, ticket: TicketId, mut values: Values) -> Result<Values, Error> {
        let is_new = values.0.remove(NEW_CUSTOMER).is_some_and(|v| v == "yes");
        // A name that no name can be is refused by the same limits as anywhere.
        let fits = |name: &String| !is_blank(name) && too_long("", name).is_none();
        if let Some(name) = values.get("customer").map(str::to_owned).filter(fits)
            && values.get("customer_id").is_none()
        {
            let (id, name) = match self.customer_called(&name)? {
                Some(found) => (found.id, found.name),
                None if is_new => (self.make_customer(&name)?, name.trim().to_owned()),
                None => return Err(self.unknown_customer(ticket, &name)?),
            };
            values.set("customer", name);
            values.set("customer_id", id.0.to_string());
        }
        Ok(values)
    }

    fn unknown_customer(&self, ticket: TicketId, name: &str) -> Result<Error, Error> {
        let fits = self.customers_like(name)?;
        let mut blocker = unknown("customer", "customer", name, &fits);
        blocker.command = format!("hoist customers add {}", quoted(name));
        Ok(Error::Refused(Box::new(Refusal {
            refused: "set".to_owned(),
            why: Why::Absent,
            text: format!("Nothing was set on {ticket}."),
            missing: vec![blocker],
        })))
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

/// Whether a command may put somebody into the address book.
pub(super) fn makes_customer(command: &Command) -> bool {
    matches!(command, Command::Set(values) if values.get(NEW_CUSTOMER).is_some())
}

/// Who fits is named up to so many.
const FITTING: usize = 3;

fn unknown(field: &str, what: &str, name: &str, fits: &[String]) -> Blocker {
    let fits = match fits.len() {
        0 => String::new(),
        1 => format!(" {} fits.", fits.join("")),
        _ => format!(" {} fit.", fits.join(", ")),
    };
    Blocker {
        guard: None,
        what: UNKNOWN,
        id: field.to_owned(),
        text: format!("There is no {what} “{}” on this desk.{fits}", name.trim()),
        command: String::new(),
        choices: Vec::new(),
        jump: Jump::Field(field.to_owned()),
        forceable: false,
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
