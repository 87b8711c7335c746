//! What a search finds.

use super::sample::{desk_event, event, lead, next, opening, row, viewer};
use super::{Connect, Outcome, holds, same};
use crate::domain::actor::Viewer;
use crate::domain::customer::Customer;
use crate::domain::event::DeskFact;
use crate::domain::event::{Event, Fact};
use crate::domain::id::{AgentName, At, CustomerId, TicketId};
use crate::domain::process::{Code, Process, RecordKind, TierDef};
use crate::domain::row::Row;
use crate::domain::search::doc::LARGEST;
use crate::domain::search::{Known, Place, Search, parse};
use crate::domain::stage::Phase;
use crate::domain::ticket::{Answer, Record};
use crate::domain::values::Values;
use crate::store::search::{Ask, Finds, Stop};
use crate::store::{Change, Error, Store};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

const NOW: At = At(1_772_366_400_000);

/// Reads a search in the words of a small process.
#[must_use]
pub fn read(typed: &str) -> Search {
    let tier = |id: &str| TierDef {
        id: id.into(),
        ..TierDef::default()
    };
    let process = Process {
        tiers: vec![tier("tier1"), tier("tier2")],
        kinds: vec![Code {
            id: "incident".to_owned(),
            ..Code::default()
        }],
        records: vec![RecordKind {
            id: "workaround".to_owned(),
            ..RecordKind::default()
        }],
        ..Process::default()
    };
    let known = Known {
        process: &process,
        me: &AgentName::from("ana"),
        agents: &[],
        products: &[],
        customers: &[],
        now: NOW,
        zone: "UTC",
    };
    parse(typed, &known)
}

/// A page of a search.
///
/// # Errors
/// The store's.
pub fn find(
    store: &dyn Store,
    who: &Viewer,
    search: &Search,
    before: Option<TicketId>,
    limit: usize,
) -> Result<Finds, Error> {
    let ask = Ask {
        search,
        before,
        limit,
        now: NOW,
        stop: Stop::default(),
    };
    store.search(who, &ask)
}

fn ids(store: &dyn Store, typed: &str) -> Result<Vec<i64>, Error> {
    let finds = find(store, &viewer("bob", &["tier1"]), &read(typed), None, 99)?;
    Ok(finds.found.iter().map(|(row, _)| row.id.0).collect())
}

fn with(mut change: Change, facts: Vec<Fact>) -> Change {
    let place = change.events.len() - 1;
    change.events[place].facts = facts;
    change
}

fn record(kind: &str, text: &str) -> Record {
    Record {
        kind: kind.into(),
        values: Values::new().with("text", text),
        ..Record::default()
    }
}

/// Six tickets with texts in different places.
fn filled(store: &mut dyn Store) -> Result<(), Error> {
    let texts = [
        (
            "VPN drops",
            "Müller AG",
            vec![Fact::Noted("Tunnel 10.0.0.1 times out".into())],
        ),
        (
            "Printer on fire",
            "Acme",
            vec![Fact::Answered(
                "errors".into(),
                Some(Answer::Given("ORA-00942: no table".into())),
            )],
        ),
        (
            "Tunnel vision",
            "Acme",
            vec![Fact::Recorded(record(
                "workaround",
                "use port 00:1B:44:11:3A:B7",
            ))],
        ),
        (
            "料金の問い合わせ",
            "東京商事",
            vec![Fact::Noted("snake_case x".into())],
        ),
        (
            "quotes \" and : and -",
            "O'Neil",
            vec![Fact::Noted("lena@acme.example wrote 1".into())],
        ),
    ];
    for (n, (subject, customer, facts)) in texts.into_iter().enumerate() {
        let row = Row {
            customer_name: customer.into(),
            ..row("tier1", subject)
        };
        let records = facts.iter().filter_map(|f| match f {
            Fact::Recorded(record) => Some(record.clone()),
            _ => None,
        });
        let records = records.collect();
        let mut change = with(opening(&format!("c{n}"), row), facts);
        change.after.records = records;
        store.commit(change)?;
    }
    Ok(())
}

fn finds(store: &dyn Store, wanted: &[(&str, &[i64])]) -> Outcome {
    for (typed, found) in wanted {
        same(typed, ids(store, typed)?, found.to_vec())?;
    }
    Ok(())
}

/// Words anywhere in a ticket, together, in order, begun.
pub fn texts(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    filled(store.as_mut())?;
    finds(
        store.as_ref(),
        &[
            ("tunnel", &[3, 1]),
            ("TUN", &[3, 1]),
            ("tun ", &[]),
            ("t", &[3, 2, 1]),
            ("vpn tunnel", &[1]),
            ("muller vpn", &[1]),
            ("\"times out\"", &[1]),
            ("\"out times\"", &[]),
            ("\"drops Müller\"", &[]),
            ("10.0.0.1", &[1]),
            ("ora-00942", &[2]),
            ("no tab", &[2]),
            ("00:1b:44:11:3a:b7", &[3]),
            ("料金", &[4]),
            ("問い", &[4]),
            ("東京", &[4]),
            ("京東", &[]),
            ("case", &[4]),
            ("#4", &[4]),
            ("4", &[4, 3]),
            ("1", &[5, 3, 1]),
            ("lena@acme.example", &[5]),
            ("", &[]),
        ],
    )?;
    let (row, ticket) = store.stored(TicketId(2))?;
    let row = Row {
        subject: "Fan is loud".into(),
        ..row
    };
    store.commit(next("n", row, ticket, "later on, see #4242 and #4"))?;
    finds(
        store.as_ref(),
        &[
            ("printer", &[]),
            ("fan later", &[2]),
            ("fan 942", &[]),
            ("fan 00942", &[2]),
            ("#4242", &[2]),
            ("\"#4\"", &[2]),
            ("#4", &[4, 2]),
        ],
    )
}

/// Signs that mean something to an index mean nothing here.
pub fn literal(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    filled(store.as_mut())?;
    let hostile = [
        "\"",
        "\"\"",
        "'",
        "*",
        "tunnel*\"",
        ")(",
        "NEAR(vpn drops)",
        "vpn AND",
        "NOT vpn",
        "words:vpn",
        "{words}: vpn",
        "^vpn",
        "vpn + drops",
        "\\",
        "%",
        "_",
        ";DROP TABLE x",
        "\0",
        "a\0b",
        ":sopen",
        ":",
        "vpn OR OR drops",
        "-",
        "--vpn",
        "-\"",
        "\u{1e}n5\u{1f}x",
        "tier1",
        "open",
        "\u{202e}vpn",
    ];
    for typed in hostile {
        let found = ids(store.as_ref(), typed);
        holds(
            &format!("“{typed}” is no error: {:?}", found.as_ref().err()),
            found.is_ok(),
        )?;
    }
    finds(
        store.as_ref(),
        &[
            (":sopen", &[]),
            ("tier1", &[]),
            ("words:vpn", &[]),
            ("^vpn", &[1]),
            ("O'Neil", &[5]),
            ("\" and :", &[5]),
            ("\" and lena", &[]),
            ("quotes and", &[5]),
        ],
    )?;
    let long = "word ".repeat(500);
    same("a long text", ids(store.as_ref(), &long)?, vec![])
}

/// Four tickets with different properties.
fn varied(store: &mut dyn Store) -> Result<(), Error> {
    let day = 86_400_000;
    let rows = [
        Row {
            assignee: Some(AgentName::from("ana")),
            opened_at: At(NOW.0 - 400 * day),
            priority_key: 1,
            due_at: At(5),
            ..row("tier1", "alpha beta")
        },
        Row {
            opened_at: At(NOW.0 - 40 * day),
            hold: Some(("vendor".into(), At::NEVER)),
            customer_name: "Acme Ltd".into(),
            ..row("tier2", "alpha gamma")
        },
        Row {
            opened_at: At(NOW.0 - 4 * day),
            product: "Pulse Monitor".into(),
            priority_key: 0,
            ..row("tier2", "beta gamma")
        },
        row("tier1", "delta"),
    ];
    for (n, mut row) in rows.into_iter().enumerate() {
        if n == 3 {
            row.stage.phase = Phase::Closed;
            row.turn.clear();
            row.opened_at = At(NOW.0 - day / 2);
        }
        store.commit(opening(&format!("c{n}"), row))?;
    }
    Ok(())
}

/// Filters, either, not, times.
pub fn filters(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    varied(store.as_mut())?;
    finds(
        store.as_ref(),
        &[
            ("alpha", &[2, 1]),
            ("alpha -beta ", &[2]),
            ("-alpha ", &[4, 3]),
            ("alpha OR delta", &[4, 2, 1]),
            ("alpha OR -beta ", &[4, 2, 1]),
            ("beta OR delta gamma", &[3]),
            ("tier:2", &[3, 2]),
            ("tier:2 -gamma ", &[]),
            ("-tier:2", &[4, 1]),
            ("assignee:ana", &[1]),
            ("is:mine", &[1]),
            ("assignee:none is:open", &[3, 2]),
            ("is:closed", &[4]),
            ("phase:closed OR is:major", &[4, 3]),
            ("is:late", &[1]),
            ("-is:late", &[4, 3, 2]),
            ("is:late OR gamma", &[3, 2, 1]),
            ("is:held", &[2]),
            ("customer:acme", &[2]),
            ("customer:\"acme l\"", &[2]),
            ("customer:ltdx", &[]),
            ("product:monitor", &[3]),
            ("priority:p1 OR priority:major", &[3, 1]),
            ("before:30d", &[2, 1]),
            ("after:30d", &[4, 3]),
            ("-after:30d alpha", &[2, 1]),
            ("after:2026-01-15 before:2026-02-27", &[3, 2]),
            ("before:2025", &[]),
            ("before:2026", &[1]),
            ("after:2027 OR alpha", &[2, 1]),
            ("kind:incident -has:workaround", &[4, 3, 2, 1]),
        ],
    )?;
    let notes = Search {
        places: vec![Place::Note],
        ..read("alpha")
    };
    let none = find(store.as_ref(), &lead(), &notes, None, 9)?;
    same("not in a note", none.found.len(), 0)?;
    let opened = Search {
        places: vec![Place::Note],
        ..read("opened -alpha")
    };
    let all = find(store.as_ref(), &lead(), &opened, None, 9)?;
    same("in a note", all.found.len(), 4)?;
    moves(store.as_mut())
}

/// A property that changes is found as it is.
fn moves(store: &mut dyn Store) -> Outcome {
    let (mut row, ticket) = store.stored(TicketId(1))?;
    row.assignee = Some(AgentName::from("bob"));
    row.stage.phase = Phase::Archived;
    store.commit(next("m", row, ticket, "moved"))?;
    finds(
        store,
        &[
            ("is:mine", &[]),
            ("assignee:bob moved", &[1]),
            ("is:closed", &[4, 1]),
            ("phase:queued", &[3, 2]),
        ],
    )
}

/// Pages meet without gap or overlap.
pub fn pages(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    store.begin_bulk(crate::store::Writes::Many)?;
    for n in 0..50 {
        let subject = if n % 3 == 0 { "third one" } else { "one" };
        store.commit(opening(&format!("c{n}"), row("tier1", subject)))?;
    }
    store.end_bulk()?;
    for (typed, wanted) in [("one", 50), ("third", 17), ("third -one ", 0)] {
        let mut all = Vec::new();
        let mut before = None;
        loop {
            let page = find(store.as_ref(), &lead(), &read(typed), before, 7)?;
            all.extend(page.found.iter().map(|(row, _)| row.id));
            before = page.found.last().map(|(row, _)| row.id);
            same(
                "a full page where there is more",
                page.found.len() == 7,
                page.more || all.len() % 7 == 0 && !page.found.is_empty(),
            )?;
            if !page.more {
                break;
            }
        }
        same(typed, all.len(), wanted)?;
        holds("newest first", all.is_sorted_by(|a, b| a > b))?;
    }
    Ok(())
}

/// Neither hit nor count nor a sign of more.
pub fn restricted(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    store.commit_desk(desk_event(
        "d",
        DeskFact::Customer(Customer {
            name: "Acme".into(),
            ..Customer::default()
        }),
    ))?;
    let secret = Row {
        customer: Some(CustomerId(1)),
        customer_name: "Acme".into(),
        audience: Some(vec![AgentName::from("ana")]),
        ..row("tier1", "Leaked keys")
    };
    let event: Event = event(1, "c", "whispered");
    let mut change = opening("c", secret);
    change.events = vec![event];
    store.commit(change)?;
    store.commit(opening("o", row("tier1", "open keys")))?;
    for typed in [
        "leaked",
        "keys",
        "whispered",
        "#1",
        "customer:acme",
        "tier:1",
        "-nothing ",
    ] {
        let found = ids(store.as_ref(), typed)?;
        holds(&format!("hidden from others: {typed}"), !found.contains(&1))?;
    }
    for who in [lead(), viewer("ana", &[])] {
        let found = find(store.as_ref(), &who, &read("keys"), None, 9)?;
        same("seen by its audience and by leads", found.found.len(), 2)?;
    }
    let page = find(store.as_ref(), &viewer("bob", &[]), &read("keys"), None, 1)?;
    holds("no sign that there is more", !page.more)
}

/// The newest search is answered, an older one breaks off.
pub fn stopped(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    store.commit(opening("c", row("tier1", "one")))?;
    let newest = Arc::new(AtomicU64::new(2));
    let search = read("one");
    let mut ask = Ask {
        search: &search,
        before: None,
        limit: 9,
        now: NOW,
        stop: Stop::when_newer(&newest, 1),
    };
    let over = store.search(&lead(), &ask)?;
    holds("broken off", over.stopped && over.found.is_empty())?;
    ask.stop = Stop::when_newer(&newest, 2);
    let done = store.search(&lead(), &ask)?;
    holds(
        "the newest is answered",
        !done.stopped && done.found.len() == 1,
    )
}

/// Of a very long history the latest part is searched, and whoever searched to the end is told.
pub fn long(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    store.commit(opening("1", row("tier1", "short")))?;
    let id = store.commit(opening("2", row("tier1", "long")))?.id;
    let asked = |store: &dyn Store, typed: &str| find(store, &lead(), &read(typed), None, 9);
    holds("all of it", !asked(store.as_ref(), "earliest")?.partly)?;
    for n in 0..9 {
        let text = match n {
            0 => "the earliest word".to_owned(),
            n => format!("later{n} {}", "x ".repeat(LARGEST / 8)),
        };
        let (row, ticket) = store.stored(id)?;
        store.commit(next(&format!("n{n}"), row, ticket, &text))?;
    }
    let gone = asked(store.as_ref(), "earliest")?;
    holds(
        "said where nothing is found",
        gone.found.is_empty() && gone.partly,
    )?;
    let there = asked(store.as_ref(), "later8")?;
    holds(
        "the latest is found",
        there.found.len() == 1 && there.partly,
    )?;
    holds(
        "not of filters alone",
        !asked(store.as_ref(), "is:open")?.partly,
    )?;
    let long = asked(store.as_ref(), "is:long")?;
    let ids: Vec<TicketId> = long.found.iter().map(|(row, _)| row.id).collect();
    same("which they are", ids, vec![id])
}
