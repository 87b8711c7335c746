//! What is found as similar.

use super::sample::{desk_event, lead, next, opening, row, viewer};
use super::{Connect, Outcome, holds, same};
use crate::domain::actor::Viewer;
use crate::domain::article::{Article, State};
use crate::domain::event::DeskFact;
use crate::domain::id::{AgentName, ArticleId, TicketId};
use crate::domain::reference::Reference;
use crate::domain::row::Row;
use crate::domain::similar::Sought;
use crate::store::search::Stop;
use crate::store::similar::{Ask, Finds};
use crate::store::{Error, Store};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// What is like a subject, for someone, but for one ticket.
///
/// # Errors
/// The store's.
pub fn find(
    store: &dyn Store,
    who: &Viewer,
    sought: &Sought,
    not: Option<TicketId>,
) -> Result<Finds, Error> {
    let stop = Stop::default();
    store.similar(who, &Ask { sought, not, stop })
}

fn ids(finds: &Finds) -> Vec<i64> {
    let found = finds.candidates.iter();
    let tickets = found.filter_map(|c| c.hit.id().ticket());
    tickets.map(|id| id.0).collect()
}

const SUBJECTS: [&str; 5] = [
    "Ledger export fails",
    "Export of the ledger fails again",
    "Mail export fails",
    "Ledger on fire",
    "Nothing of the kind",
];

fn filled(store: &mut dyn Store) -> Result<(), Error> {
    for (n, subject) in SUBJECTS.iter().enumerate() {
        store.commit(opening(&format!("c{n}"), row("tier1", subject)))?;
    }
    Ok(())
}

/// Rare words count more than common ones, texts as well as subjects; the ticket in hand is left out,
/// also of the counts.
pub fn shares(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    let bob = viewer("bob", &[]);
    let nothing = find(store.as_ref(), &bob, &Sought::typed("ledger", []), None)?;
    same("nothing on an empty desk", nothing.candidates.len(), 0)?;
    filled(store.as_mut())?;
    let sought = Sought::typed("ledger export fails", []);
    let finds = find(store.as_ref(), &bob, &sought, Some(TicketId(1)))?;
    same("most shared first", ids(&finds), vec![2, 3, 4])?;
    same("documents", finds.frequency.documents, 5)?;
    same("words counted", finds.frequency.having, vec![2, 2, 2])?;
    let (seen, ticket) = store.stored(TicketId(5))?;
    store.commit(next("n", seen, ticket, "the quarterly ledger"))?;
    let sought = Sought::typed("quarterly", ["\" OR ledger* NEAR(fails) -x"]);
    let finds = find(store.as_ref(), &bob, &sought, None)?;
    same("a text counts, no sign means anything", ids(&finds)[0], 5)?;
    same(
        "nothing was sought",
        find(store.as_ref(), &bob, &Sought::default(), None)?,
        Finds::default(),
    )
}

/// Others find nothing of it, its audience and leads do.
pub fn restricted(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    filled(store.as_mut())?;
    let secret = Row {
        audience: Some(vec![AgentName::from("ana")]),
        ..row("tier1", "Ledger export leaked")
    };
    store.commit(opening("s", secret))?;
    let sought = Sought::typed("ledger export leaked", []);
    let found = find(store.as_ref(), &viewer("bob", &[]), &sought, None)?;
    holds("hidden from others", !ids(&found).contains(&6))?;
    for who in [lead(), viewer("ana", &[])] {
        let found = find(store.as_ref(), &who, &sought, None)?;
        same("seen by its audience and by leads", ids(&found)[0], 6)?;
    }
    Ok(())
}

/// The newest question is answered, an older one breaks off.
pub fn stopped(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    filled(store.as_mut())?;
    let sought = Sought::typed("ledger export", []);
    let newest = Arc::new(AtomicU64::new(7));
    let asked = |own: u64| {
        let stop = Stop::when_newer(&newest, own);
        let ask = Ask {
            sought: &sought,
            not: None,
            stop,
        };
        store.similar(&viewer("bob", &[]), &ask)
    };
    holds("the newest is answered", !asked(7)?.stopped)?;
    let old = asked(6)?;
    holds(
        "an older one is not",
        old.stopped && old.candidates.is_empty(),
    )
}

/// Published articles count and are found after the tickets; drafts, retired ones and what was drafted
/// from the ticket in hand do neither.
pub fn articles(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    filled(store.as_mut())?;
    for (n, (title, state, origin)) in [
        ("Ledger export explained", State::Published, None),
        ("Ledger export unfinished", State::Draft, None),
        ("Ledger export of old", State::Retired, None),
        ("Ledger of this ticket", State::Published, Some(TicketId(1))),
        ("Printers", State::Published, None),
    ]
    .into_iter()
    .enumerate()
    {
        let article = Article {
            title: title.to_owned(),
            state,
            origin,
            ..Article::default()
        };
        let fact = DeskFact::Article(Box::new(article));
        store.commit_desk(desk_event(&format!("a{n}"), fact))?;
    }
    let bob = viewer("bob", &[]);
    let sought = Sought::typed("ledger export", []);
    let found =
        |finds: &Finds| -> Vec<Reference> { finds.candidates.iter().map(|c| c.hit.id()).collect() };
    let all = find(store.as_ref(), &bob, &sought, None)?;
    let wanted = vec![
        Reference::Ticket(TicketId(2)),
        Reference::Ticket(TicketId(1)),
        Reference::Ticket(TicketId(3)),
        Reference::Ticket(TicketId(4)),
        Reference::Article(ArticleId(1)),
        Reference::Article(ArticleId(4)),
    ];
    same("tickets, then articles", found(&all), wanted)?;
    same("both counted", all.frequency.documents, 10)?;
    same("words of both", all.frequency.having, vec![5, 4])?;
    let own = find(store.as_ref(), &bob, &sought, Some(TicketId(1)))?;
    let articles: Vec<Reference> = found(&own)
        .into_iter()
        .filter(|r| r.article().is_some())
        .collect();
    same(
        "not its own",
        articles,
        vec![Reference::Article(ArticleId(1))],
    )?;
    same("nor counted", own.frequency.having, vec![3, 3])
}
