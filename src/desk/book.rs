//! The address book and the saved views: added, and changed by what was seen.

use super::both_edits::merged;
use super::{Desk, Error};
use crate::domain::agent::Agent;
use crate::domain::customer::{Contact, Customer};
use crate::domain::event::DeskFact;
use crate::domain::id::{ContactId, CustomerId, TicketId};
use crate::domain::line::too_long;
use crate::domain::reply;
use crate::domain::safe::is_blank;
use serde::Serialize;
use serde::de::DeserializeOwned;

impl Desk {
    /// Adds a customer; its id is 0.
    ///
    /// # Errors
    /// [`Error::Input`] for an empty name or a customer that is there already.
    pub fn put_customer(&mut self, customer: Customer) -> Result<CustomerId, Error> {
        named(&customer.name, "A customer")?;
        fresh(customer.id.0, "customer")?;
        Ok(CustomerId(self.write_desk(DeskFact::Customer(customer))?))
    }

    /// Changes the fields of a customer in which `wanted` differs from what was `seen`; what others
    /// changed meanwhile in other fields stays. The customer as it is now.
    ///
    /// # Errors
    /// [`Error::Edited`] when someone changed the same field; [`Error::Missing`], [`Error::Input`].
    pub fn change_customer(
        &mut self,
        seen: &Customer,
        wanted: &Customer,
    ) -> Result<Customer, Error> {
        named(&wanted.name, "A customer")?;
        let id = seen.id;
        self.locked(|desk| {
            let now = desk.store.customer(id)?;
            let now = now.ok_or_else(|| gone(&format!("customer {}", id.0)))?;
            if desk.is_delivered()? {
                return Ok(now);
            }
            let both = Customer {
                id,
                ..both(seen, wanted, &now, &now.name)?
            };
            desk.write_desk(DeskFact::Customer(both.clone()))?;
            Ok(both)
        })
    }

    /// Adds a contact; its id is 0.
    ///
    /// # Errors
    /// [`Error::Input`] for an empty name or a contact that is there already.
    pub fn put_contact(&mut self, contact: Contact) -> Result<ContactId, Error> {
        named(&contact.name, "A contact")?;
        fresh(contact.id.0, "contact")?;
        Ok(ContactId(self.write_desk(DeskFact::Contact(contact))?))
    }

    /// Changes a contact as [`Desk::change_customer`] does a customer.
    ///
    /// # Errors
    /// As there.
    pub fn change_contact(&mut self, seen: &Contact, wanted: &Contact) -> Result<Contact, Error> {
        named(&wanted.name, "A contact")?;
        let id = seen.id;
        self.locked(|desk| {
            let now = desk.store.contact(id)?;
            let now = now.ok_or_else(|| gone(&format!("contact {}", id.0)))?;
            if desk.is_delivered()? {
                return Ok(now);
            }
            let both = Contact {
                id,
                ..both(seen, wanted, &now, &now.name)?
            };
            desk.write_desk(DeskFact::Contact(both.clone()))?;
            Ok(both)
        })
    }

    /// Changes an agent as [`Desk::change_customer`] does a customer; beside it the tickets that went back to
    /// their queues, as of [`Desk::put_agent`]. A lead does it.
    ///
    /// # Errors
    /// As there; [`Error::NeedsLead`].
    pub fn change_agent(
        &mut self,
        seen: &Agent,
        wanted: &Agent,
    ) -> Result<(Agent, Vec<TicketId>), Error> {
        self.locked(|desk| {
            let agents = desk.store.agents()?;
            let now = super::named(&agents, &seen.name)?;
            if desk.is_delivered()? {
                return Ok((now.clone(), Vec::new()));
            }
            let both = both(seen, wanted, now, &now.name.0)?;
            let back = desk.put_agent(both.clone())?;
            Ok((both, back))
        })
    }

    /// Saves a view of the queue under a name, in place of the query `seen` there (`None`: there was
    /// no such view); an empty query removes it.
    ///
    /// # Errors
    /// [`Error::Input`] for an empty name; [`Error::Edited`] when something else stands there; [`Error::NoTier`].
    pub fn save_view(&mut self, name: &str, seen: Option<&str>, query: &str) -> Result<(), Error> {
        let name = name.trim().to_owned();
        named(&name, "A view")?;
        self.may_change()?;
        if !query.is_empty() && self.is_built_in(&name)? {
            return Err(Error::Input(format!(
                "The view “{name}” is always there and stays as it is. Nothing was saved; give yours another name."
            )));
        }
        self.locked(|desk| {
            if desk.is_delivered()? {
                return Ok(());
            }
            let views = desk.store.views()?;
            let now = views.iter().find(|(n, _)| *n == name).map(|v| v.1.as_str());
            if now != seen && now != Some(query) && !(now.is_none() && query.is_empty()) {
                let stands = now.map_or("it was removed".to_owned(), |q| format!("it shows “{q}”"));
                return Err(Error::Edited(format!(
                    "The view “{name}” was saved by someone else meanwhile: {stands}. Nothing was written; save yours under another name, or look at that one first."
                )));
            }
            desk.write_desk(DeskFact::View {
                name,
                query: query.to_owned(),
            })?;
            Ok(())
        })
    }

    /// Keeps a reply template under a name, in place of the text `seen` there (`None`: there was no such
    /// template); an empty text removes it. A lead does it: customers read these.
    ///
    /// # Errors
    /// [`Error::NeedsLead`]; [`Error::Input`] for a name or a text that cannot be; [`Error::Edited`] when
    /// something else stands there.
    pub fn save_template(
        &mut self,
        name: &str,
        seen: Option<&str>,
        text: &str,
    ) -> Result<(), Error> {
        let name = name.trim().to_owned();
        named(&name, "A template")?;
        if name.chars().count() > reply::NAME_MAX || name.contains(char::is_control) {
            return Err(Error::Input(format!(
                "A template's name is one line of at most {} characters. Nothing was kept.",
                reply::NAME_MAX
            )));
        }
        if !text.is_empty() {
            reply::check(text).map_err(Error::Input)?;
        }
        self.lead("Adding, changing or removing a template")?;
        self.locked(|desk| {
            if desk.is_delivered()? {
                return Ok(());
            }
            desk.lead("Adding, changing or removing a template")?;
            let all = desk.store.templates()?;
            let now = all.iter().find(|(n, _)| *n == name).map(|t| t.1.as_str());
            if now != seen && now != Some(text) && !(now.is_none() && text.is_empty()) {
                return Err(Error::Edited(format!(
                    "The template “{name}” was changed by someone else meanwhile. Nothing was written; look at it again and repeat."
                )));
            }
            desk.write_desk(DeskFact::Template {
                name,
                text: text.to_owned(),
            })?;
            Ok(())
        })
    }

    /// The reply templates: name and text, by name.
    ///
    /// # Errors
    /// The store's.
    pub fn templates(&self) -> Result<Vec<(String, String)>, Error> {
        Ok(self.store.templates()?)
    }

    /// A template by its name, in any case.
    ///
    /// # Errors
    /// [`Error::Missing`]; the store's.
    pub fn template(&self, name: &str) -> Result<(String, String), Error> {
        let all = self.store.templates()?;
        let wanted = name.trim().to_lowercase();
        let found = all.iter().find(|(n, _)| n.to_lowercase() == wanted);
        found.cloned().ok_or_else(|| {
            let known: Vec<&str> = all.iter().map(|(n, _)| n.as_str()).collect();
            let known = match known.is_empty() {
                true => "none yet".to_owned(),
                false => known.join(", "),
            };
            Error::Missing(format!(
                "There is no template “{name}” on this desk; there are: {known}. hoist templates list shows them."
            ))
        })
    }
}

impl Desk {
    /// Whether the command behind the next change was delivered before: it counts once, whatever
    /// others made of it since.
    pub(super) fn is_delivered(&mut self) -> Result<bool, Error> {
        let Some(command) = &self.command else {
            return Ok(false);
        };
        let before = self.store.delivered(command)?.is_some();
        if before {
            self.command = None;
        }
        Ok(before)
    }
}

pub(super) fn named(name: &str, what: &str) -> Result<(), Error> {
    if is_blank(name) {
        return Err(Error::Input(format!("{what} needs a name.")));
    }
    match too_long("The name", name) {
        Some(why) => Err(Error::Input(why)),
        None => Ok(()),
    }
}

/// A document that is there already is never written over as a whole.
fn fresh(id: i64, what: &str) -> Result<(), Error> {
    match id {
        0 => Ok(()),
        _ => Err(Error::Input(format!(
            "There is a {what} {id} already; it is changed by what was seen of it."
        ))),
    }
}

fn gone(what: &str) -> Error {
    Error::Missing(format!("There is no {what} on this desk."))
}

fn both<T>(seen: &T, wanted: &T, now: &T, name: &str) -> Result<T, Error>
where
    T: Serialize + DeserializeOwned,
{
    merged(seen, wanted, now).map_err(|fields| {
        Error::Edited(format!(
            "Someone else changed {} of {name} meanwhile. Nothing was written; look at it again and repeat.",
            fields.join(", ")
        ))
    })
}
