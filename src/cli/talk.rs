//! The conversation on the command line: reading it, and the templates for what is written.

use super::args;
use super::error::Error;
use super::json;
use super::session::Session;
use crate::desk::talk::Message;
use crate::desk::unread::Marks;
use crate::desk::{Desk, own};
use crate::domain::blocker::quoted;
use crate::domain::id::{NumberOn, TicketId};
use crate::domain::reply;
use crate::domain::safe::is_blank;
use crate::domain::ticket::Ticket;
use crate::domain::words;
use serde_json::json;

/// `messages`.
///
/// # Errors
/// Not found, restricted; the output's.
pub fn messages(session: &mut Session, args: &args::Messages) -> Result<(), Error> {
    let desk = session.desk()?;
    let ticket = desk.ticket(args.id)?;
    let marks = marks(session, &desk);
    let unread = desk.unread(&ticket, &desk.merged_into(&ticket)?, &marks);
    let is_unread = |m: &Message| unread.contains(&(m.ticket, m.about.n));
    let mut shown = match args.n {
        Some(number) => vec![desk.message(args.id, number)?],
        None => desk.conversation(args.id)?,
    };
    shown.retain(|m| !args.unread || is_unread(m));
    for message in &shown {
        if session.global.json {
            let mut object = json::timed(&message.about);
            if let Some(map) = object.as_object_mut() {
                map.insert("ticket".to_owned(), json!(message.ticket.0));
                map.insert("split".to_owned(), json!(message.split));
                map.insert("unread".to_owned(), json!(is_unread(message)));
                map.insert("text".to_owned(), json!(message.text));
            }
            session.out.json(&object)?;
        } else {
            print(session, args.id, message, is_unread(message))?;
        }
    }
    if shown.is_empty() && !session.global.json {
        session.out.line(match args.unread {
            true => format!("Nothing is unread on {}.", args.id),
            false => format!("There are no messages on {}.", args.id),
        })?;
    }
    session.out.finish()?;
    // As on the screen: what was shown is read. One alone is, where no other was before it.
    let alone = args.n.is_some();
    let later = shown.iter().any(|m| {
        let mut new = unread.iter().filter(|u| u.0 == m.ticket);
        alone && new.any(|u| u.1 < m.about.n)
    });
    if !args.keep_unread && !later {
        let _ = marks.read_all(&shown);
    }
    Ok(())
}

fn print(
    session: &mut Session,
    here: TicketId,
    message: &Message,
    is_unread: bool,
) -> Result<(), Error> {
    let about = &message.about;
    let zone = session.config.zone_name();
    let who = match about.outgoing {
        true => format!("{} to the customer", about.by),
        false => "from the customer".to_owned(),
    };
    let mark = if is_unread { "* " } else { "  " };
    let back = if about.taken_back { ", taken back" } else { "" };
    let at = words::date_time(about.at, &zone);
    let number = NumberOn::seen_on(here, message.ticket, about.n);
    let on = match number.ticket {
        Some(ticket) if message.split => format!(", split off {ticket}"),
        Some(ticket) => format!(", on {ticket}"),
        None => String::new(),
    };
    session.out.line(format!(
        "{mark}{number} {at}  {who} ({}){on}{back}",
        about.channel
    ))?;
    for (n, line) in (1..).zip(message.text.lines()) {
        session.out.line(format!("{n:>6}  {line}"))?;
    }
    Ok(())
}

fn marks(session: &Session, desk: &Desk) -> Marks {
    let state = &session.places.state;
    Marks::open(&own::dir(state, &desk.info().id, &desk.actor().name))
}

/// The text of a message from a template, filled in for the ticket; with places of which nothing is known
/// it is not sent.
///
/// # Errors
/// No such template; a place without a value.
pub fn from_template(
    desk: &Desk,
    ticket: &Ticket,
    name: &str,
    preview: bool,
) -> Result<String, Error> {
    let (name, text) = desk.template(name)?;
    let linked = desk.workaround_for(ticket).unwrap_or_default();
    let filled = reply::fill(&text, ticket, desk.actor().name.as_str(), &linked);
    let filled = filled.map_err(Error::Usage)?;
    if filled.unknown.is_empty() || preview {
        return Ok(filled.text);
    }
    let missing: Vec<String> = filled.unknown.iter().map(|n| format!("{{{n}}}")).collect();
    Err(Error::Usage(format!(
        "Nothing is known for {} of the template “{name}” on {}. Nothing was sent; set it with hoist set, or write the text with --text.",
        missing.join(", "),
        ticket.id
    )))
}

/// `templates`.
///
/// # Errors
/// No such template, or one that is there; a refusal; the store's.
pub fn templates(session: &mut Session, verb: &args::Templates) -> Result<(), Error> {
    match verb {
        args::Templates::List => list(session),
        args::Templates::Show { name } => {
            let (name, text) = session.desk()?.template(name)?;
            match session.global.json {
                true => session.out.json(&json!({ "name": name, "text": text })),
                false => session.out.block(&text),
            }
        }
        args::Templates::Add(args) => {
            let text = session.needed(&args.text)?;
            reply::check(&text).map_err(Error::Usage)?;
            let mut desk = session.desk_to_change()?;
            if let Ok((name, there)) = desk.template(&args.name)
                && there != text
            {
                return Err(Error::Usage(format!(
                    "There is a template “{name}” already; hoist templates change puts another text in its place. Nothing was kept."
                )));
            }
            desk.save_template(&args.name, None, &text)?;
            session
                .out
                .line(format!("The template “{}” is kept.", args.name.trim()))
        }
        args::Templates::Change(args) => {
            let text = session.needed(&args.text)?;
            let mut desk = session.desk_to_change()?;
            let (name, seen) = desk.template(&args.name)?;
            if is_blank(&text) {
                return Err(Error::Usage(format!(
                    "The new text of the template “{name}” is empty. The old one stands; to take it away: hoist templates remove {}",
                    quoted(&name)
                )));
            }
            desk.save_template(&name, Some(&seen), &text)?;
            session
                .out
                .line(format!("The template “{name}” is changed."))
        }
        args::Templates::Remove { name } => {
            let mut desk = session.desk_to_change()?;
            let (name, seen) = desk.template(name)?;
            desk.save_template(&name, Some(&seen), "")?;
            session
                .out
                .line(format!("The template “{name}” is removed."))
        }
    }
}

fn list(session: &mut Session) -> Result<(), Error> {
    let all = session.desk()?.templates()?;
    if session.global.json {
        for (name, text) in &all {
            session.out.json(&json!({ "name": name, "text": text }))?;
        }
        return Ok(());
    }
    if all.is_empty() {
        return session.out.line(
            "There are no templates on this desk. hoist templates add NAME --text … adds one.",
        );
    }
    let first = |text: &str| text.lines().next().unwrap_or_default().to_owned();
    let rows: Vec<Vec<String>> = all
        .iter()
        .map(|(name, text)| vec![name.clone(), first(text)])
        .collect();
    session.out.table(&["Name", "Begins"], &rows)?;
    let known = reply::PLACES.map(|(name, what)| format!("{{{name}}} {what}"));
    session
        .out
        .line(format!("Filled in: {}.", known.join(", ")))
}
