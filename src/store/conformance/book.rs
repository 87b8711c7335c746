//! Agents, customers, contacts, views, process.

use super::sample::{self, desk_event};
use super::{Connect, Outcome, same};
use crate::domain::agent::Agent;
use crate::domain::backup::Backup;
use crate::domain::chain;
use crate::domain::customer::{Contact, Customer};
use crate::domain::event::DeskFact;
use crate::domain::id::{AgentName, At, ContactId, CustomerId};
use crate::domain::product::{Product, Release};
use crate::domain::team::Team;
use crate::store::{Error, Store};

fn customer(store: &mut dyn Store, name: &str) -> Result<CustomerId, Error> {
    let fact = Customer {
        name: name.into(),
        products: vec![("Relay".into(), "2".into())],
        ..Customer::default()
    };
    store
        .commit_desk(desk_event(name, DeskFact::Customer(fact)))
        .map(CustomerId)
}

fn contact(store: &mut dyn Store, name: &str, of: Option<CustomerId>) -> Result<ContactId, Error> {
    let address = format!(
        "{}@mail.example",
        name.split(' ').next().unwrap_or_default()
    );
    let fact = Contact {
        name: name.into(),
        customer: of,
        addresses: vec![address, "+49 30 5550".into()],
        ..Contact::default()
    };
    store
        .commit_desk(desk_event(name, DeskFact::Contact(fact)))
        .map(ContactId)
}

/// Names found, in alphabetical order: the order of hits is the store's own.
fn names(store: &dyn Store, typed: &str) -> Result<Vec<String>, Error> {
    let found = store.lookup(typed, 99)?;
    let mut names: Vec<String> = found
        .into_iter()
        .filter_map(|(contact, customer)| contact.map(|c| c.name).or(customer.map(|c| c.name)))
        .collect();
    names.sort();
    Ok(names)
}

/// Names of customers by the beginnings of their words, with contacts or without.
pub fn named(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    let acme = customer(store.as_mut(), "Acme Works")?;
    customer(store.as_mut(), "Birch & Söns")?;
    customer(store.as_mut(), "Nordic Acme")?;
    contact(store.as_mut(), "Zoe Works", Some(acme))?;
    contact(store.as_mut(), "Yan Works", Some(acme))?;
    let names = |typed: &str| store.customer_names(typed, 9);
    let both = vec!["Acme Works".to_owned(), "Nordic Acme".to_owned()];
    same("each once, by name", names("ac")?, both)?;
    same(
        "every word",
        names("no ac")?,
        vec!["Nordic Acme".to_owned()],
    )?;
    same("accents", names("SONS")?, vec!["Birch & Söns".to_owned()])?;
    same("no contact", names("zoe")?, Vec::<String>::new())?;
    same("all of them", names("")?.len(), 3)?;
    same("at most so many", store.customer_names("", 2)?.len(), 2)
}

pub fn called(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    let acme = customer(store.as_mut(), "Acme Works")?;
    customer(store.as_mut(), "Acme Works Europe")?;
    let marks = customer(store.as_mut(), "!?")?;
    let lena = contact(store.as_mut(), "Lena Pärk", Some(acme))?;
    contact(store.as_mut(), "Lena Park", Some(acme))?;
    let customers = |name: &str| -> Result<Vec<CustomerId>, Error> {
        let found = store.customers_called(name)?;
        Ok(found.into_iter().map(|c| c.id).collect())
    };
    let contacts = |text: &str| -> Result<Vec<ContactId>, Error> {
        let found = store.contacts_called(text)?;
        Ok(found.into_iter().map(|c| c.id).collect())
    };
    same("case and blanks", customers(" ACME  works ")?, vec![acme])?;
    same("no part of a name", customers("Acme")?, Vec::new())?;
    same("a name without a letter", customers("!?")?, vec![marks])?;
    same("accents count", contacts("lena pärk")?, vec![lena])?;
    same(
        "two with one address",
        contacts("Lena@mail.example")?.len(),
        2,
    )?;
    same("a number", contacts("+49 30 5550")?.len(), 2)?;
    same("nobody", contacts("49 30")?, Vec::new())
}

pub fn lookup(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    let acme = customer(store.as_mut(), "Acme Works")?;
    let zenith = customer(store.as_mut(), "Zenith Works")?;
    contact(store.as_mut(), "Lena Pärk", Some(acme))?;
    contact(store.as_mut(), "Leo Zander", None)?;
    let found = |typed: &str| names(store.as_ref(), typed);
    same(
        "beginning of a name",
        found("le")?,
        vec!["Lena Pärk".to_owned(), "Leo Zander".into()],
    )?;
    same(
        "without accents",
        found("PARK le")?,
        vec!["Lena Pärk".to_owned()],
    )?;
    same(
        "organisation through its people",
        found("acme")?,
        vec!["Lena Pärk".to_owned()],
    )?;
    same(
        "one without people",
        found("works z")?,
        vec!["Zenith Works".to_owned()],
    )?;
    same("address", found("lena@mail")?, vec!["Lena Pärk".to_owned()])?;
    same("telephone", found("5550")?.len(), 2)?;
    same("inside a word", found("ena")?, vec![])?;
    same("limit", store.lookup("", 2)?.len(), 2)?;
    let first = store.lookup("works", 1)?;
    same(
        "contacts first, with their customer",
        first,
        vec![(store.contact(ContactId(1))?, store.customer(acme)?)],
    )?;
    let renamed = Customer {
        id: acme,
        name: "Apex".into(),
        ..Customer::default()
    };
    store.commit_desk(desk_event("renamed", DeskFact::Customer(renamed)))?;
    same(
        "renamed",
        names(store.as_ref(), "apex")?,
        vec!["Lena Pärk".to_owned()],
    )?;
    same("old name", names(store.as_ref(), "acme")?, vec![])?;
    let moved = Contact {
        id: ContactId(2),
        name: "Leo Zander".into(),
        customer: Some(zenith),
        ..Contact::default()
    };
    store.commit_desk(desk_event("moved", DeskFact::Contact(moved)))?;
    same(
        "moved",
        names(store.as_ref(), "zenith")?,
        vec!["Leo Zander".to_owned()],
    )?;
    same(
        "his old address",
        names(store.as_ref(), "leo mail")?,
        vec![],
    )
}

pub fn desk(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    same("desk", store.desk()?, sample::desk())?;
    let ana = Agent {
        name: AgentName::from("ana"),
        uid: Some(7),
        ..Agent::default()
    };
    let gone = Agent {
        removed: true,
        ..ana.clone()
    };
    store.commit_desk(desk_event("1", DeskFact::Agent(ana)))?;
    store.commit_desk(desk_event("2", DeskFact::Agent(gone.clone())))?;
    same("agents", store.agents()?, vec![gone])?;
    let view = |query: &str| DeskFact::View {
        name: "Late".into(),
        query: query.into(),
    };
    store.commit_desk(desk_event("3", view("breached")))?;
    same(
        "views",
        store.views()?,
        vec![("Late".to_owned(), "breached".to_owned())],
    )?;
    store.commit_desk(desk_event("4", view("")))?;
    same("removed view", store.views()?, vec![])?;
    let team = |address: &str, removed: bool| Team {
        id: "payments".into(),
        address: address.into(),
        removed,
        ..Team::default()
    };
    store.commit_desk(desk_event("t1", DeskFact::Team(team("a@b", false))))?;
    store.commit_desk(desk_event("t2", DeskFact::Team(team("c@d", true))))?;
    same("teams", store.teams()?, vec![team("c@d", true)])?;
    let backup = |n: i64| Backup {
        at: At(n),
        n,
        hash: "0".repeat(64),
        file: "b.hoist".into(),
    };
    same("no backup yet", store.last_copy()?, None)?;
    store.commit_desk(desk_event("b1", DeskFact::BackedUp(backup(1))))?;
    store.commit_desk(desk_event("b2", DeskFact::BackedUp(backup(2))))?;
    same("the last backup", store.last_copy()?, Some(backup(2)))?;
    let template = |text: &str| DeskFact::Template {
        name: "Ask".into(),
        text: text.into(),
    };
    store.commit_desk(desk_event("r1", template("Which {product}?")))?;
    store.commit_desk(desk_event("r2", template("Which version?")))?;
    same(
        "templates",
        store.templates()?,
        vec![("Ask".to_owned(), "Which version?".to_owned())],
    )?;
    store.commit_desk(desk_event("r3", template("")))?;
    same("removed template", store.templates()?, vec![])?;
    let process = DeskFact::Process {
        hash: "p2".into(),
        text: "new".into(),
        why: "better".into(),
    };
    store.commit_desk(desk_event("5", process))?;
    let now = connect()?.desk()?;
    same(
        "process",
        (now.process_hash.as_str(), &*now.process_text),
        ("p2", "new"),
    )?;
    let b = customer(store.as_mut(), "B")?;
    let a = customer(store.as_mut(), "A")?;
    same("numbers", (b, a), (CustomerId(1), CustomerId(2)))?;
    let names: Vec<String> = store
        .customers("", 9)?
        .into_iter()
        .map(|c| c.name)
        .collect();
    same("customers by name", names, vec!["A".to_owned(), "B".into()])?;
    same("after a name", store.customers("A", 9)?.len(), 1)?;
    let c = contact(store.as_mut(), "Cy Lee", Some(a))?;
    same(
        "contacts",
        store.contacts(a)?.iter().map(|c| c.id).collect(),
        vec![c],
    )?;
    same("products", store.products(9)?, vec!["Relay".to_owned()])?;
    let stray = contact(store.as_mut(), "Stray", Some(CustomerId(99)));
    super::holds("a contact of nobody is refused", stray.is_err())?;
    let last = store.chain(store.head()?.0 - 1, 1)?;
    let record = last
        .first()
        .and_then(|l| chain::desk_event_of(&l.record).ok());
    let logged = record.map(|e| e.what);
    super::holds(
        "the log has the number given",
        matches!(logged, Some(DeskFact::Contact(k)) if k.id == c),
    )?;
    products(store.as_mut())
}

/// The list of products: as last written, by name; a retired one is not offered any more.
fn products(store: &mut dyn Store) -> Outcome {
    let product = |name: &str, versions: &[&str], retired| Product {
        name: name.into(),
        versions: versions.iter().map(|v| release(v)).collect(),
        retired,
    };
    let list = |n: &str, product: &Product| desk_event(n, DeskFact::Product(product.clone()));
    let (relay, mail) = (
        product("Relay", &["1", "2"], false),
        product("Mail", &[], false),
    );
    store.commit_desk(list("p1", &product("Relay", &["1"], false)))?;
    store.commit_desk(list("p2", &mail))?;
    store.commit_desk(list("p3", &relay))?;
    same("listed", store.catalogue()?, vec![mail, relay])?;
    same(
        "offered",
        store.products(9)?,
        vec!["Mail".to_owned(), "Relay".into()],
    )?;
    store.commit_desk(list("p4", &product("Mail", &[], true)))?;
    same("retired", store.products(9)?, vec!["Relay".to_owned()])?;
    same("still listed", store.catalogue()?.len(), 2)
}

fn release(version: &str) -> Release {
    Release {
        version: version.into(),
        ..Release::default()
    }
}
