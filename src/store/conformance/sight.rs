//! What a viewer sees and finds.

use super::sample::{desk_event, lead, next, opening, row, viewer};
use super::{Connect, Outcome, Wrong, holds, same};
use crate::domain::customer::Customer;
use crate::domain::event::DeskFact;
use crate::domain::id::{AgentName, At, CustomerId, TicketId};
use crate::domain::row::Row;
use crate::store::mask::RESTRICTED;
use crate::store::{Anchor, Error, Query, Store};

fn secret() -> Row {
    Row {
        kind: "security".into(),
        customer: Some(CustomerId(1)),
        customer_name: "Acme".into(),
        product: "Vault".into(),
        audience: Some(vec![AgentName::from("ana")]),
        ..row("tier1", "Leaked keys")
    }
}

fn find(store: &dyn Store, name: &str, query: &Query) -> Result<Vec<Row>, Error> {
    let who = viewer(name, &["tier1"]);
    Ok(store.page(&who, query, &Anchor::First, 99, At(0))?.rows)
}

pub fn restricted(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    store.commit_desk(desk_event(
        "d",
        DeskFact::Customer(Customer {
            name: "Acme".into(),
            ..Customer::default()
        }),
    ))?;
    let id = store.commit(opening("c1", secret()))?.id;
    let bob = viewer("bob", &["tier1"]);
    let refused = |said: Option<Error>| {
        holds(
            "restricted",
            matches!(said, Some(Error::Restricted(t)) if t == id),
        )
    };
    refused(store.ticket(&bob, id).err())?;
    refused(store.events(&bob, id, 0, 9).err())?;
    refused(store.events_before(&bob, id, 9, 9).err())?;
    masked(&store.row(&bob, id)?)?;
    let seen = find(store.as_ref(), "bob", &Query::default())?;
    masked(
        seen.first()
            .ok_or_else(|| Wrong("the row vanished".into()))?,
    )?;
    let asked = [
        Query {
            text: "leaked".into(),
            ..Query::default()
        },
        Query {
            text: "vault".into(),
            ..Query::default()
        },
        Query {
            text: "restricted".into(),
            ..Query::default()
        },
        Query {
            kind: Some("security".into()),
            ..Query::default()
        },
        Query {
            kind: Some(String::new()),
            ..Query::default()
        },
        Query {
            customer: Some(CustomerId(1)),
            ..Query::default()
        },
    ];
    for query in asked {
        same(
            "not found by its words",
            find(store.as_ref(), "bob", &query)?.len(),
            0,
        )?;
    }
    let number = Query {
        text: id.to_string(),
        ..Query::default()
    };
    masked(
        find(store.as_ref(), "bob", &number)?
            .first()
            .ok_or_else(|| Wrong("its number".into()))?,
    )?;
    same(
        "in the audience",
        store.ticket(&viewer("ana", &[]), id)?.subject,
        "Leaked keys".into(),
    )?;
    same(
        "a lead",
        store.row(&lead(), id)?.subject,
        "Leaked keys".into(),
    )?;
    same("its product is not offered", store.products(9)?, vec![])?;
    lifted(store.as_mut(), id)?;
    same("lifted", store.products(9)?, vec!["Vault".to_owned()])
}

fn lifted(store: &mut dyn Store, id: TicketId) -> Outcome {
    let (mut row, ticket) = store.stored(id)?;
    row.audience = None;
    store.commit(next("c2", row, ticket, "lifted"))?;
    let found = find(
        store,
        "bob",
        &Query {
            text: "leaked".into(),
            ..Query::default()
        },
    )?;
    same("lifted", found.len(), 1)
}

fn masked(row: &Row) -> Outcome {
    holds("masked", row.masked)?;
    same("subject", row.subject.as_str(), RESTRICTED)?;
    let words = (
        row.customer,
        row.customer_name.as_str(),
        row.product.as_str(),
        row.kind.as_str(),
    );
    same("words", words, (None, "", "", ""))?;
    same("audience", row.audience.clone(), Some(vec![]))
}

pub fn text(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    let rows = [
        Row {
            customer_name: "Müller AG".into(),
            ..row("tier1", "Printer ON FIRE")
        },
        Row {
            product: "Relay".into(),
            ..row("tier1", "Order 1 is lost")
        },
        row("tier1", "100% of _ and \" quotes"),
    ];
    for (n, row) in rows.into_iter().enumerate() {
        store.commit(opening(&format!("c{n}"), row))?;
    }
    let found = |text: &str| -> Result<Vec<i64>, Error> {
        let query = Query {
            text: text.into(),
            ..Query::default()
        };
        Ok(find(store.as_ref(), "ana", &query)?
            .iter()
            .map(|r| r.id.0)
            .collect())
    };
    same("case", found("printer Fire")?, vec![1])?;
    same("accents, another field", found("fire muller")?, vec![1])?;
    same("in a word", found("rela")?, vec![2])?;
    same("each word", found("printer relay")?, vec![])?;
    same("number or word", found("1")?, vec![1, 2, 3])?;
    same("number", found("#2")?, vec![2])?;
    same("number and word", found("#2 lost")?, vec![2])?;
    same("number and wrong word", found("#2 printer")?, vec![])?;
    same("signs are only signs", found("% _ \"")?, vec![3])?;
    same("no such number", found("#77")?, vec![])
}
