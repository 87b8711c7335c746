//! Snapshots of configurations: found by customer, product and name, the latest first, hidden with their
//! ticket, moved with it; baselines kept with their texts.

use super::sample::{desk_event, event, lead, opening, row, viewer};
use super::{Connect, Outcome, holds, same};
use crate::domain::configuration::Baseline;
use crate::domain::event::{DeskFact, Fact};
use crate::domain::id::{AgentName, At, CustomerId, TicketId};
use crate::domain::package::hash;
use crate::domain::row::Row;
use crate::domain::ticket::{Attachment, Configuration, Ticket};
use crate::store::configuration::{Kept, Seek, kept_of};
use crate::store::{Change, Error, Store};

const TEXT: &[u8] = b"listen = 443\n";

/// Puts the text; its hash and size.
fn put(store: &mut dyn Store) -> Result<(String, u64), Error> {
    let sha256 = hash(&String::from_utf8_lossy(TEXT));
    if !store.touch_blob(&sha256, TEXT.len() as u64, At(9_000))? {
        store.put_chunks("d", 0, &[TEXT.to_vec()], At(9_000))?;
        store.keep_blob("d", &sha256, TEXT.len() as u64)?;
    }
    Ok((sha256, TEXT.len() as u64))
}

fn snapshot(n: u32, name: &str, put: &(String, u64)) -> Attachment {
    Attachment {
        n,
        name: name.into(),
        sha256: put.0.clone(),
        size: put.1,
        configuration: Some(Configuration::default()),
        ..Attachment::default()
    }
}

/// A new ticket of a customer with snapshots of these names.
fn with(
    store: &mut dyn Store,
    command: &str,
    customer: i64,
    names: &[&str],
    audience: Option<Vec<AgentName>>,
) -> Result<TicketId, Error> {
    let put = put(store)?;
    let about = Row {
        customer: Some(CustomerId(customer)),
        product: "Gateway".into(),
        audience,
        ..row("tier1", command)
    };
    let mut change = opening(command, about);
    change.after.customer = Some(CustomerId(customer));
    change.after.product = "Gateway".into();
    change.events = vec![event(1, command, "opened")];
    for (n, name) in (1..).zip(names) {
        let file = snapshot(n, name, &put);
        change.after.attachments.push(file.clone());
        change.events[0].facts.push(Fact::Attached(file));
    }
    Ok(store.commit(change)?.id)
}

/// The next event of a ticket with a fact.
fn also(
    store: &mut dyn Store,
    id: TicketId,
    command: &str,
    fact: Fact,
    change: impl Fn(&mut Ticket, &mut Row),
) -> Outcome {
    let (mut row, mut after) = store.stored(id)?;
    let expected = after.version;
    after.version += 1;
    row.version = after.version;
    change(&mut after, &mut row);
    let mut happened = event(after.version, command, "more");
    happened.facts.push(fact);
    store.commit(Change {
        after,
        row,
        expected,
        events: vec![happened],
        command: command.into(),
        alarm: At::NEVER,
        standing: Vec::new(),
        notices: Vec::new(),
    })?;
    Ok(())
}

fn of(customer: i64, name: &str) -> Seek {
    Seek {
        customer: Some(CustomerId(customer)),
        product: Some("gateway".into()),
        name: Some(name.into()),
        before: None,
    }
}

pub fn found(connect: &Connect) -> Outcome {
    let (mut store, other) = (connect()?, connect()?);
    let names = ["nginx.conf", "App.ini"];
    let first = with(store.as_mut(), "c1", 7, &names, None)?;
    let second = with(store.as_mut(), "c2", 7, &["Nginx.conf "], None)?;
    let third = with(store.as_mut(), "c3", 8, &["nginx.conf"], None)?;
    let seek = |seek: &Seek, limit| other.snapshots(&lead(), seek, limit);
    same(
        "the customer's, the latest first",
        seek(&of(7, "nginx.conf"), 9)?,
        vec![(second, 1), (first, 1)],
    )?;
    same("at most", seek(&of(7, "nginx.conf"), 1)?, vec![(second, 1)])?;
    let before = Seek {
        before: Some((second, 1)),
        ..of(7, "nginx.conf")
    };
    same("before it", seek(&before, 9)?, vec![(first, 1)])?;
    let anyones = Seek {
        customer: None,
        ..of(0, "nginx.conf")
    };
    same(
        "of everyone",
        seek(&anyones, 9)?,
        vec![(third, 1), (second, 1), (first, 1)],
    )?;
    let all = Seek {
        customer: Some(CustomerId(7)),
        ..Seek::default()
    };
    same(
        "all of a customer",
        seek(&all, 9)?,
        vec![(second, 1), (first, 2), (first, 1)],
    )?;
    let elsewhere = Seek {
        product: Some("other".into()),
        ..of(7, "nginx.conf")
    };
    same("of another product", seek(&elsewhere, 9)?, vec![])?;
    let nobodys = Seek {
        before: Some((TicketId(99), 1)),
        ..of(7, "nginx.conf")
    };
    same("before none", seek(&nobodys, 9)?, vec![])
}

pub fn moved(connect: &Connect) -> Outcome {
    let (mut store, other) = (connect()?, connect()?);
    let id = with(store.as_mut(), "c1", 7, &["nginx.conf", "b"], None)?;
    let customer = Fact::Customer {
        customer: Some(CustomerId(8)),
        name: "Birch".into(),
        contact: None,
        contact_text: String::new(),
    };
    also(store.as_mut(), id, "c2", customer, |ticket, row| {
        ticket.customer = Some(CustomerId(8));
        row.customer = Some(CustomerId(8));
    })?;
    let seek = |c| other.snapshots(&lead(), &of(c, "nginx.conf"), 9);
    same("not the one before", seek(7)?, vec![])?;
    same("the ticket's customer", seek(8)?, vec![(id, 1)])?;
    let back = Fact::AttachmentRetracted(1, Some("wrong".into()));
    also(store.as_mut(), id, "c3", back, |ticket, _| {
        ticket.attachments[0].retracted = Some("wrong".into());
    })?;
    same("taken back", seek(8)?, vec![])?;
    let kept = other.kept_snapshots(id)?;
    same("what is kept", kept, kept_of(&other.stored(id)?.1))?;
    let again = Fact::AttachmentRetracted(1, None);
    also(store.as_mut(), id, "c4", again, |ticket, _| {
        ticket.attachments[0].retracted = None;
    })?;
    same("it stands again", seek(8)?, vec![(id, 1)])?;
    let second = Kept {
        n: 2,
        customer: Some(CustomerId(8)),
        product: "gateway".into(),
        name: "b".into(),
        gone: false,
    };
    let kept = other.kept_snapshots(id)?;
    same("both", kept.get(1).cloned(), Some(second))
}

pub fn hidden(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    let open = with(store.as_mut(), "c1", 7, &["nginx.conf"], None)?;
    let ana = Some(vec![AgentName::from("ana")]);
    let closed = with(store.as_mut(), "c2", 7, &["nginx.conf"], ana)?;
    let bob = viewer("bob", &["tier1"]);
    let seek = of(7, "nginx.conf");
    let seen = store.snapshots(&bob, &seek, 1)?;
    same("the latest that is his", seen, vec![(open, 1)])?;
    let hers = store.snapshots(&viewer("ana", &[]), &seek, 9)?;
    same("the audience's", hers, vec![(closed, 1), (open, 1)])
}

pub fn baselines(connect: &Connect) -> Outcome {
    let (mut store, other) = (connect()?, connect()?);
    let baseline = |name: &str, sha256: &str, size, why: &str| {
        let what = Baseline {
            product: "Gateway".into(),
            name: name.into(),
            sha256: sha256.into(),
            size,
            why: why.into(),
            ..Baseline::default()
        };
        desk_event(&format!("{name}{why}"), DeskFact::Baseline(Box::new(what)))
    };
    let missing = store.commit_desk(baseline("a", &hash("nothing"), 7, ""));
    holds("no text", matches!(missing, Err(Error::NoBytes(_))))?;
    same("nothing was kept", other.baselines()?, vec![])?;
    let (sha256, size) = put(store.as_mut())?;
    store.commit_desk(baseline("b", &sha256, size, "one"))?;
    store.commit_desk(baseline("a", &sha256, size, "one"))?;
    store.commit_desk(baseline(" B", &sha256, size, "two"))?;
    let all = other.baselines()?;
    let said: Vec<(&str, &str)> = all
        .iter()
        .map(|b| (b.name.trim(), b.why.as_str()))
        .collect();
    same("the later one", said, vec![("a", "one"), ("B", "two")])?;
    same("never swept", store.sweep_blobs(At(i64::MAX), 99)?, 0)?;
    let gone = DeskFact::BaselineGone {
        product: "gateway".into(),
        name: "A".into(),
        why: String::new(),
    };
    store.commit_desk(desk_event("gone", gone))?;
    same("one left", other.baselines()?.len(), 1)
}
