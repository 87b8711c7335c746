//! One ticket, for people and for programs; its packages.

use super::args;
use super::error::Error;
use super::json;
use super::queue;
use super::session::Session;
use super::who;
use crate::desk::{CheckLine, Desk, TicketView};
use crate::domain::attachment::shown;
use crate::domain::blocker::Blocker;
use crate::domain::command::Command;
use crate::domain::id::{At, NumberOn, TicketId};
use crate::domain::kept;
use crate::domain::known_error::KnownError;
use crate::domain::offer::{Offer, Readiness, bare_command};
use crate::domain::package;
use crate::domain::process::{Field, FieldKind, Process, Verb};
use crate::domain::reference::Reference;
use crate::domain::safe::SafeText;
use crate::domain::team;
use crate::domain::ticket::{Answer, Attachment, CheckHow, Kept, Record, Ticket};
use crate::domain::words::{self, flat};
use chrono::DateTime;

/// `show`.
///
/// # Errors
/// Not found, restricted, no such package; the output's.
pub fn show(session: &mut Session, args: &args::Show) -> Result<(), Error> {
    let mut desk = session.desk()?;
    if args.bundle {
        return show_bundle(session, &desk, args);
    }
    if let Some(version) = args.package {
        return show_package(session, &mut desk, args, version);
    }
    if args.markdown && desk.ticket(args.id)?.package().is_some() {
        return show_package(session, &mut desk, args, 0);
    }
    let view = desk.view(args.id)?;
    if args.markdown {
        return session.out.document(&markdown(&desk, &view, session));
    }
    if session.global.json {
        return show_json(session, &desk, &view, args.timeline);
    }
    let zone = session.config.zone_name();
    let mut lines = page(desk.process(), &view, &zone);
    // Under the head, where it cannot be missed.
    lines.splice(HEAD..HEAD, who::on(session, &desk, args.id));
    for line in lines {
        session.out.line(line)?;
    }
    if args.timeline {
        session.out.line("")?;
        session.out.line("History")?;
        for line in desk.timeline(args.id)? {
            let at = words::date_time(line.at, &zone);
            let text = continued(&line.text);
            session.out.block(&format!("  {at}  {}  {text}", line.by))?;
        }
    }
    Ok(())
}

/// A text whose further lines cannot be taken for entries of the history.
fn continued(text: &str) -> String {
    let safe = SafeText::block(text);
    let lines: Vec<&str> = safe.as_str().lines().collect();
    lines.join("\n        │ ")
}

/// A ticket without a package as Markdown: every line word for word, none a heading or a list.
fn markdown(desk: &Desk, view: &TicketView, session: &Session) -> String {
    let mut text = format!("# Ticket {}\n\n", view.ticket.id);
    for line in page(desk.process(), view, &session.config.zone_name()) {
        text.push_str(format!("    {}", SafeText::line(&line)).trim_end());
        text.push('\n');
    }
    text
}

fn show_json(
    session: &mut Session,
    desk: &Desk,
    view: &TicketView,
    timeline: bool,
) -> Result<(), Error> {
    let mut object = json::ticket(desk.process(), view);
    if timeline && let Some(map) = object.as_object_mut() {
        let events = desk.events(view.ticket.id, 0, usize::MAX)?;
        let lines: Vec<_> = events.iter().map(json::timed).collect();
        map.insert("events".to_owned(), serde_json::Value::Array(lines));
    }
    if let Some(map) = object.as_object_mut() {
        map.insert("next".to_owned(), next_json(view));
        map.insert(
            "open_with".to_owned(),
            who::open_with(session, desk, view.ticket.id),
        );
    }
    session.out.json(&object)
}

/// Prints the bundle of a ticket, checked against its events: the canonical JSON, or the page.
fn show_bundle(session: &mut Session, desk: &Desk, args: &args::Show) -> Result<(), Error> {
    let bundle = desk.bundle(args.id)?;
    if args.markdown {
        return session.out.document(&bundle.page);
    }
    if !session.global.json {
        return session.out.block(&bundle.page);
    }
    let content: serde_json::Value = serde_json::from_str(&bundle.json).unwrap_or_default();
    let reference = bundle.reference.as_ref();
    session.out.json(&serde_json::json!({
        "ticket": args.id.0, "hash": reference.map(|b| &b.hash), "head": reference.map(|b| &b.head),
        "sealed": (!bundle.sealed.is_empty()).then_some(&bundle.sealed), "bundle": content,
    }))
}

/// Prints a package; that it was on the screen of an agent of the receiving tier is recorded, for
/// `accept` asks for it.
pub(super) fn show_package(
    session: &mut Session,
    desk: &mut Desk,
    args: &args::Show,
    version: u32,
) -> Result<(), Error> {
    let (reference, text) = desk.package(args.id, (version > 0).then_some(version))?;
    if args.markdown {
        session.out.document(&package::markdown(&text))?;
    } else if session.global.json {
        let package: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
        session.out.json(&serde_json::json!({
            "ticket": args.id.0, "version": reference.version, "hash": reference.hash, "package": package,
        }))?;
    } else {
        session.out.block(&package::markdown(&text))?;
    }
    session.out.finish()?;
    let me = desk.actor();
    if me.is_of(&reference.tier) && !reference.shown_to.contains(&me.name) {
        let shown = Command::ShowPackage {
            version: reference.version,
        };
        desk.run(args.id, None, shown, &session.command_id())?;
    }
    Ok(())
}

/// Lines of the head: number and subject, where it stands, its state.
const HEAD: usize = 3;

/// A ticket as lines for people.
fn page(process: &Process, view: &TicketView, zone: &str) -> Vec<String> {
    let ticket = &view.ticket;
    let mut lines = head(process, view, zone);
    lines.extend(view.known.iter().flat_map(known_error));
    lines.push(String::new());
    for field in &process.intake {
        let text = ticket
            .intake
            .get(&field.id)
            .map_or("not asked yet".to_owned(), answer);
        let mut label = field.label.as_str();
        for line in text.lines() {
            lines.push(format!("  {label:<32}{line}"));
            label = "";
        }
    }
    if !view.checklist.is_empty() {
        lines.push(String::new());
        lines.push(format!(
            "Checklist of {}",
            process.tier_label(&ticket.stage.tier)
        ));
        lines.extend(view.checklist.iter().map(check));
    }
    lines.extend(evidence(process, view, zone));
    lines.extend(open_ends(process, view, zone));
    lines.extend(next(view));
    lines
}

fn head(process: &Process, view: &TicketView, zone: &str) -> Vec<String> {
    let (ticket, row) = (&view.ticket, &view.row);
    let mut place = vec![process.stage_label(&ticket.stage)];
    place.extend(ticket.assignee.as_ref().map(|a| a.0.clone()));
    let whose = [ticket.contact_text.as_str(), ticket.customer_name.as_str()];
    let whose: Vec<&str> = whose.into_iter().filter(|w| !w.is_empty()).collect();
    if !whose.is_empty() {
        place.push(format!("for {}", whose.join(", ")));
    }
    let mut state = vec![
        queue::priority(row),
        process.code_label("kinds", &ticket.kind).to_owned(),
    ];
    for clock in view.clocks.iter().filter(|c| c.met.is_none()) {
        let words = words::due_words(clock.due, clock.hand(view.read_at));
        if !words.is_empty() {
            let paused = if clock.is_paused() { " (paused)" } else { "" };
            state.push(format!(
                "{} {words}{paused}",
                words::clock_words(clock.what)
            ));
        }
    }
    state.extend(process.policy(ticket).map(|p| p.label.clone()));
    if !ticket.product.is_empty() {
        state.push(
            format!("{} {}", ticket.product, ticket.product_version)
                .trim()
                .to_owned(),
        );
    }
    state.extend(ticket.audience.is_some().then(|| "restricted".to_owned()));
    state.push(format!(
        "opened {}",
        words::date_time(ticket.opened_at, zone)
    ));
    state.push(format!("version {}", ticket.version));
    vec![
        format!("{} {}", ticket.id, ticket.subject),
        place.join(" · "),
        state.join(" · "),
    ]
}

/// What is known of an error that the ticket is linked to.
pub(super) fn known_error((id, known): &(Reference, KnownError)) -> [String; 2] {
    [
        format!("  Workaround of {id}: {}", flat(&known.workaround)),
        format!("  Cause of {id}: {}", flat(&known.cause)),
    ]
}

fn answer(answer: &Answer) -> String {
    match answer {
        Answer::Given(text) => text.clone(),
        Answer::Unavailable(reason) => format!("not available: {reason}"),
        Answer::Preset(text) => format!("{text} (answered in advance)"),
    }
}

fn check(line: &CheckLine) -> String {
    let kept = line.kept.as_deref().unwrap_or_default();
    let (state, result) = match &line.state {
        None if line.owed => ("owed", kept),
        None => ("OPEN", kept),
        Some(c) if c.stale => ("STALE", c.result.as_str()),
        Some(c) => match c.how {
            CheckHow::Done => ("done", c.result.as_str()),
            CheckHow::Skipped => ("skipped", c.result.as_str()),
            CheckHow::Preset => ("preset", c.result.as_str()),
        },
    };
    format!("  {state:<8} {:<48} {result}", line.item.label)
        .trim_end()
        .to_owned()
}

/// Links of both directions, with what the other ticket is about and where it stands.
fn links(process: &Process, view: &TicketView) -> Vec<String> {
    let other = |id: TicketId| match view.linked.iter().find(|l| l.id == id) {
        Some(l) => format!("{id} {} ({})", l.subject, process.stage_label(&l.stage)),
        None => id.to_string(),
    };
    let own = view.ticket.links.iter().map(|l| {
        let label = process.code_label("link", &l.kind);
        format!("  {label}: {}", other(l.other))
    });
    let from = view.linked_here().map(|l| {
        let label = words::linked_back(process, &l.kind);
        format!("  {label}: {}", other(l.other))
    });
    let mut lines: Vec<String> = own.chain(from).collect();
    if view.linked_more {
        let shown = view.linked_from.len();
        lines.push(format!(
            "  … the first {shown} of those linked to it are shown"
        ));
    }
    lines
}

fn evidence(process: &Process, view: &TicketView, zone: &str) -> Vec<String> {
    let ticket = &view.ticket;
    let mut lines = Vec::new();
    for record in ticket.records.iter().filter(|r| !r.retracted) {
        let label = process
            .record(&record.kind)
            .map_or(record.kind.as_str(), |k| &k.label);
        let values = in_words(process, record, zone);
        lines.push(format!(
            "  {label}: {}  ({}, {})",
            values.join(" · "),
            record.by,
            words::date_time(record.at, zone)
        ));
    }
    for criterion in ticket.standing_criteria() {
        let label = process
            .code_label(&format!("criteria:{}", criterion.tier), &criterion.id)
            .to_owned();
        lines.push(format!("  Criterion: {label}: {}", criterion.why));
    }
    if let Some(resolution) = &ticket.resolution {
        let said = words::resolution(process, &resolution.code, &flat(&resolution.text));
        lines.push(format!("  Resolution: {said}  ({})", resolution.by));
    }
    lines.extend(links(process, view));
    lines.extend(kept_pieces(view));
    lines.extend(ticket.articles.iter().map(|a| {
        let how = if a.helped { "helped" } else { "linked" };
        format!("  Article {} ({how}): {}", a.article, a.title)
    }));
    lines.extend(attachments(view));
    if let Some(package) = ticket.package() {
        lines.push(format!(
            "  Package {} for {}: hoist show {} --package {}",
            package.version,
            process.tier_label(&package.tier),
            ticket.id.0,
            package.version
        ));
    }
    titled("Evidence", lines)
}

/// What a record says, in the order of its form, and after it what no form of the process has any more.
/// A field that is called like the record itself is not named again.
fn in_words(process: &Process, record: &Record, zone: &str) -> Vec<String> {
    let (own, fields) = process.record_shape(&record.kind);
    let known = fields.iter().filter_map(|f| {
        let said = spoken(process, f, record.values.get(&f.id)?, zone);
        Some(match f.label == own {
            true => said,
            false => format!("{}: {said}", f.label),
        })
    });
    let strange = record.values.0.iter();
    let strange = strange.filter(|(name, _)| !fields.iter().any(|f| f.id == **name));
    known
        .chain(strange.map(|(name, value)| format!("{name}: {}", flat(value))))
        .collect()
}

/// A value as people say it: an instant in the reader's zone, a code by its label.
fn spoken(process: &Process, field: &Field, value: &str, zone: &str) -> String {
    let instant = (field.kind == FieldKind::Time).then(|| DateTime::parse_from_rfc3339(value));
    match instant {
        Some(Ok(at)) => words::date_time(At(at.timestamp_millis()), zone),
        _ => flat(process.value_label(field, value)).to_string(),
    }
}

fn kept_pieces(view: &TicketView) -> Vec<String> {
    let (id, count) = (view.ticket.id, view.standing_kept().count());
    if count > FILES {
        return vec![format!("  {count} kept pieces: hoist kept {}", id.0)];
    }
    let line = |(on, k): (TicketId, &Kept)| {
        let first = k.piece.text.lines().next().unwrap_or_default();
        let number = NumberOn::seen_on(id, on, k.n);
        format!("  Kept {number}: {}: {first}", kept::in_words(&k.piece))
    };
    view.standing_kept().map(line).collect()
}

/// More files than this are counted, not named.
const FILES: usize = 8;

fn attachments(view: &TicketView) -> Vec<String> {
    let files = || view.files().filter(|(_, file)| file.retracted.is_none());
    let (id, count) = (view.ticket.id.0, files().count());
    if count > FILES {
        return vec![format!("  {count} attachments: hoist attachments {id}")];
    }
    let line = |(on, file): (TicketId, &Attachment)| {
        let (name, size) = (shown(&file.name), words::size(file.size));
        let number = NumberOn::seen_on(view.ticket.id, on, file.n);
        format!("  Attachment {number}: {name} ({size})")
    };
    files().map(line).collect()
}

fn open_ends(process: &Process, view: &TicketView, zone: &str) -> Vec<String> {
    let ticket = &view.ticket;
    let until = |at: At| words::until_words(at, view.read_at, zone);
    let mut lines: Vec<String> = Vec::new();
    lines.extend(ticket.open_holds().map(|h| {
        let kind = process.code_label("hold", &h.kind);
        let wait = words::wait_words(h.until, view.read_at, zone);
        format!("  Waits {kind}, {wait}  {}", h.text)
            .trim_end()
            .to_owned()
    }));
    lines.extend(
        ticket
            .open_todos()
            .filter(|_| !ticket.stage.phase.is_over())
            .map(|t| format!("  To-do {}: {}", t.n, t.text)),
    );
    lines.extend(
        ticket
            .open_owed()
            .map(|o| format!("  Owed {} before {}: {}", o.n, o.before, o.text)),
    );
    lines.extend(ticket.handover.iter().map(|h| {
        format!(
            "  Handed over by {} to {}, not accepted yet: {}",
            h.from,
            h.to,
            flat(&h.text)
        )
    }));
    lines.extend(ticket.approval_asked.iter().map(|a| {
        format!("  Approval asked for by {}  {}", a.by, flat(&a.text))
            .trim_end()
            .to_owned()
    }));
    lines.extend(ticket.open_requests().map(|r| {
        format!(
            "  Asked {} {}: {}  (due {})",
            r.n,
            team::label(process, r),
            r.text,
            until(r.due)
        )
    }));
    titled("Open", lines)
}

fn next(view: &TicketView) -> Vec<String> {
    let offers = view.offers.iter();
    titled(
        "Next",
        offers.filter_map(|o| next_line(&view.ticket, o)).collect(),
    )
}

fn next_line(ticket: &Ticket, offer: &Offer) -> Option<String> {
    let missing = missing(offer)?;
    let bare = bare_command(ticket, offer.verb, &offer.way);
    let command = match &offer.readiness {
        Readiness::Ready => offer.command.clone(),
        _ if offer.verb == Verb::Tell => format!("{bare} --text …"),
        _ => bare,
    };
    let state = match missing.is_empty() {
        true => "ready".to_owned(),
        false => {
            let texts: Vec<&str> = missing.iter().map(|b| b.text.as_str()).collect();
            format!("needs: {}", texts.join(" · "))
        }
    };
    Some(format!("  {:<32}  {command:<32}  {state}", offer.label))
}

/// What a command line has to bring; `None`: it is not this agent's.
fn missing(offer: &Offer) -> Option<&[Blocker]> {
    match &offer.readiness {
        Readiness::Ready => Some(offer.asks.as_slice()),
        Readiness::Needs(refusal) => Some(refusal.missing.as_slice()),
        Readiness::NotYours(_) => None,
    }
}

/// What leads on from here, as an object each.
fn next_json(view: &TicketView) -> serde_json::Value {
    let offers = view.offers.iter().filter_map(|offer| {
        let missing = missing(offer)?;
        Some(serde_json::json!({
            "move": offer.verb, "way": offer.way, "label": offer.label, "command": offer.command,
            "ready": missing.is_empty(), "needs": missing,
        }))
    });
    serde_json::Value::Array(offers.collect())
}

fn titled(title: &str, lines: Vec<String>) -> Vec<String> {
    if lines.is_empty() {
        return lines;
    }
    let mut titled = vec![String::new(), title.to_owned()];
    titled.extend(lines);
    titled
}
