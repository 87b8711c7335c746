//! New tickets and lists.

use super::args::{self, Order};
use super::error::Error;
use super::form::id as snake;
use super::json;
use super::session::Session;
use crate::desk::{Desk, Done, view_words};
use crate::domain::blocker::quoted;
use crate::domain::command::Opening;
use crate::domain::event::Opened;
use crate::domain::id::{At, TicketId};
use crate::domain::row::{Attention, Row};
use crate::domain::safe::SafeText;
use crate::domain::words;
use crate::store::{Anchor, Cursor, Page, Query, Sort};
use std::io::Write;

/// `new`: prints the id. A customer or contact who is not known is added with the ticket.
///
/// # Errors
/// A refusal with everything that is missing; the store's.
pub fn new(session: &mut Session, args: &args::New) -> Result<(), Error> {
    let mut desk = session.desk()?;
    let text = session.text(&args.text)?.unwrap_or_default();
    let given = |value: &Option<String>| value.clone().unwrap_or_default();
    let code = |value: &Option<String>| value.as_deref().map(snake).unwrap_or_default();
    let opened = Opened {
        kind: code(&args.kind),
        subject: args.subject.clone(),
        channel: code(&args.channel),
        customer_name: given(&args.customer),
        contact_text: given(&args.contact),
        product: given(&args.product),
        product_version: given(&args.version),
        tags: args.tag.clone(),
        text,
        ..Opened::default()
    };
    let opening = Opening {
        opened,
        impact: code(&args.impact),
        urgency: code(&args.urgency),
        major: args.major,
        ..Opening::default()
    };
    let near = match args.new_customer {
        true => Vec::new(),
        false => desk.near_customers(args.customer.as_deref().unwrap_or_default())?,
    };
    let done = desk.open_for(opening, Vec::new(), &session.command_id())?;
    printed(session, &desk, &done)?;
    if let Some(first) = near.first() {
        session.out.finish()?;
        let named: Vec<String> = near
            .iter()
            .map(|c| format!("{} ({})", c.name, c.id.0))
            .collect();
        notice(&format!(
            "The customer “{}” is new; there is {} already. If they are one: hoist set {} customer={}. \
             --new-customer says that they are not.",
            args.customer.as_deref().unwrap_or_default(),
            named.join(", "),
            done.id.0,
            quoted(&first.name)
        ));
    }
    Ok(())
}

/// Something to know beside what was asked for; standard output is for that.
fn notice(text: &str) {
    let _ = writeln!(std::io::stderr(), "hoist: {}", SafeText::line(text));
}

/// `follow-up`: a new ticket linked to another; customer and product are taken from it.
///
/// # Errors
/// As [`new`].
pub fn follow_up(session: &mut Session, args: &args::FollowUp) -> Result<(), Error> {
    let mut desk = session.desk()?;
    let text = session.text(&args.text)?.unwrap_or_default();
    let before = desk.ticket(args.id)?;
    let opened = Opened {
        kind: before.kind,
        subject: args.subject.clone().unwrap_or(before.subject),
        channel: args.channel.as_deref().map(snake).unwrap_or_default(),
        customer: before.customer,
        customer_name: before.customer_name,
        contact: before.contact,
        contact_text: before.contact_text,
        product: before.product,
        product_version: before.product_version,
        text,
        ..Opened::default()
    };
    let opening = Opening {
        opened,
        impact: before.impact,
        urgency: before.urgency,
        major: false,
        follow_up: Some(args.id),
        ..Opening::default()
    };
    let done = desk.open_ticket(opening, &session.command_id())?;
    printed(session, &desk, &done)
}

/// Prints the number of a ticket that was opened.
pub(super) fn printed(session: &mut Session, desk: &Desk, done: &Done) -> Result<(), Error> {
    if session.global.json {
        return session.done(desk, done);
    }
    session.out.line(done.id.to_string())
}

/// `list`.
///
/// # Errors
/// A filter that names something this desk does not have; the store's.
pub fn list(session: &mut Session, args: &args::List) -> Result<(), Error> {
    let desk = session.desk()?;
    let query = query(&desk, args)?;
    let from = match &args.after {
        Some(text) => Anchor::After(cursor(text, query.sort)?),
        None => Anchor::First,
    };
    let page = desk.page(&query, &from, args.limit as usize)?;
    let next = match page.rows.last() {
        Some(row) if page.more_after => {
            Some(print_cursor(&Cursor::of(row, query.sort), query.sort))
        }
        _ => None,
    };
    if session.global.json {
        for row in &page.rows {
            session.out.json(&json::Row::of(desk.process(), row))?;
        }
        return match next {
            Some(next) => session.out.json(&serde_json::json!({ "next": next })),
            None => Ok(()),
        };
    }
    table(session, &desk, &page, query.this_shift)?;
    if query.this_shift {
        session.out.line(shift_end(session, &desk, &query))?;
    }
    if let Some(next) = next {
        session.out.line(format!("more with --after {next}"))?;
    }
    if let Some(scanned) = page.cut_at {
        session.out.line(format!(
            "broken off after {scanned} tickets: this filter is rare, add another one"
        ))?;
    }
    Ok(())
}

/// Until when “this shift” is, and what says so.
fn shift_end(session: &Session, desk: &Desk, query: &Query) -> String {
    let end = desk.shift_end(query.turn.as_ref());
    let until = words::until_words(end.at, desk.now(), &session.config.zone_name());
    match end.of.as_str() {
        "" => format!("the next 8 hours, until {until}: no calendar says when a shift ends"),
        of => format!("this shift ends {until} ({of})"),
    }
}

/// What a list shows.
///
/// # Errors
/// A filter that names something this desk does not have.
pub fn query(desk: &Desk, args: &args::List) -> Result<Query, Error> {
    let mut words: Vec<String> = args.query.iter().cloned().collect();
    let keyed = [
        ("tier", &args.tier),
        ("phase", &args.phase),
        ("turn", &args.turn),
    ];
    words.extend(
        keyed
            .into_iter()
            .filter_map(|(k, v)| Some(format!("{k}:{}", v.as_ref()?))),
    );
    match args.hold.as_deref() {
        Some("any" | "*") => words.push("held".to_owned()),
        Some(kind) => words.push(format!("hold:{kind}")),
        None => {}
    }
    let flags = [
        (args.mine, "mine"),
        (args.my_customers, "my-customers"),
        (args.unassigned, "unassigned"),
        (args.breached, "late"),
        (args.late_this_shift, "late-this-shift"),
        (args.all, "closed"),
    ];
    words.extend(
        flags
            .iter()
            .filter(|(on, _)| *on)
            .map(|(_, w)| (*w).to_owned()),
    );
    let said = view_words::parse(&words.join(" "), desk.actor(), desk.process());
    let mut query = said.map_err(Error::Usage)?;
    if let Some(name) = &args.view {
        query = both(desk.view_query(name)?, query);
    }
    if let Some(order) = args.sort {
        query.sort = match order {
            Order::Due => Sort::Due,
            Order::Age => Sort::Age,
            Order::Priority => Sort::Priority,
            Order::Updated => Sort::Updated,
        };
    }
    Ok(query)
}

/// A view narrowed by what was typed beside it; what was typed is stronger.
fn both(view: Query, typed: Query) -> Query {
    Query {
        turn: typed.turn.or(view.turn),
        tier: typed.tier.or(view.tier),
        phase: typed.phase.or(view.phase),
        assignee: typed.assignee.or(view.assignee),
        customers_agent: typed.customers_agent.or(view.customers_agent),
        handed_to: typed.handed_to.or(view.handed_to),
        handed_by: typed.handed_by.or(view.handed_by),
        unassigned: typed.unassigned || view.unassigned,
        sent_back: typed.sent_back || view.sent_back,
        breached: typed.breached || view.breached,
        this_shift: typed.this_shift || view.this_shift,
        late_by: typed.late_by.or(view.late_by),
        hands: typed.hands.or(view.hands),
        needs: typed.needs.or(view.needs),
        hold: typed.hold.or(view.hold),
        customer: typed.customer.or(view.customer),
        assignee_in: typed.assignee_in.or(view.assignee_in),
        matters: match typed.matters.is_empty() {
            true => view.matters,
            false => typed.matters,
        },
        kind: typed.kind.or(view.kind),
        priority: typed.priority.or(view.priority),
        text: [view.text, typed.text].join(" ").trim().to_owned(),
        over: typed.over || view.over,
        sort: if typed.sort == Sort::Due {
            view.sort
        } else {
            typed.sort
        },
    }
}

/// A cursor as text: order, two keys, ticket. Opaque to whoever holds it.
fn print_cursor(cursor: &Cursor, sort: Sort) -> String {
    let order = view_words::sort_id(sort);
    format!("{order}.{}.{}.{}", cursor.key, cursor.key2, cursor.id.0)
}

fn cursor(text: &str, sort: Sort) -> Result<Cursor, Error> {
    let mut parts = text.split('.');
    let order = parts.next().unwrap_or_default();
    let mut number = || parts.next().and_then(|p| p.parse::<i64>().ok());
    match (number(), number(), number()) {
        (Some(key), Some(key2), Some(id)) if order == view_words::sort_id(sort) => Ok(Cursor {
            key,
            key2,
            id: TicketId(id),
        }),
        _ => Err(Error::Usage(format!(
            "“{text}” is not a cursor of a list in this order. Use the one the last page ended with, with the same --sort."
        ))),
    }
}

/// The rows; `clocks`: each says which clock it is for.
fn table(session: &mut Session, desk: &Desk, page: &Page, clocks: bool) -> Result<(), Error> {
    if page.rows.is_empty() {
        return session.out.line("no tickets");
    }
    let now = desk.now();
    let zone = session.config.zone_name();
    let row = |row: &Row| {
        let name = |agent: &Option<crate::domain::id::AgentName>| {
            agent.as_ref().map_or("–".to_owned(), |a| a.0.clone())
        };
        vec![
            sign(row, now).to_owned(),
            row.id.to_string(),
            priority(row),
            match clocks {
                true => format!(
                    "{} {}",
                    words::clock_words(row.due_what),
                    time_left(row, now, &zone)
                ),
                false => time_left(row, now, &zone),
            },
            desk.process().stage_label(&row.stage),
            name(&row.assignee),
            row.customer_name.clone(),
            if row.masked {
                "(restricted)".to_owned()
            } else {
                row.subject.clone()
            },
        ]
    };
    let rows: Vec<Vec<String>> = page.rows.iter().map(row).collect();
    let head = [
        "",
        "ticket",
        "prio",
        "time left",
        "stage",
        "with",
        "customer",
        "subject",
    ];
    session.out.table(&head, &rows)
}

/// The sign before a row, as in the interface: < sent back, * reply, ! late, ^ sign-off owed,
/// & approval asked, + to do, ~ handed over, ? a team's answer is overdue, = paused.
#[must_use]
pub fn sign(row: &Row, now: At) -> &'static str {
    match row.attention {
        Attention::SentBack => "<",
        Attention::Reply => "*",
        _ if row.due_at <= now => "!",
        Attention::SignOff => "^",
        Attention::Approval => "&",
        Attention::ToDo => "+",
        Attention::Handover => "~",
        Attention::None if row.waits_for_answer(now) => "?",
        Attention::None if row.hold.is_some() => "=",
        Attention::None => "",
    }
}

/// `Major`, `P2`, `P3?` while nobody has confirmed it, or `P?` while nothing is known.
#[must_use]
pub fn priority(row: &Row) -> String {
    match (row.major, row.priority, row.triaged) {
        (true, ..) => "Major".to_owned(),
        (_, 0, _) => "P?".to_owned(),
        (_, p, true) => format!("P{p}"),
        (_, p, false) => format!("P{p}?"),
    }
}

/// Time left in words; a pause says until when.
#[must_use]
pub fn time_left(row: &Row, now: At, zone: &str) -> String {
    match &row.hold {
        Some((_, until)) if row.paused => match words::wait_over(row, now) {
            Some(since) => format!("wait over {since}"),
            None if *until <= now => "paused".to_owned(),
            None => format!("paused until {}", words::until_words(*until, now, zone)),
        },
        _ => words::due_words(row.due_at, now),
    }
}
