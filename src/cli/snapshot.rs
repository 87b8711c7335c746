//! `snapshot`: configurations, what differs, baselines.

use super::args::{BaselineSet, Baselines, SnapshotAdd, SnapshotDiff, SnapshotList, Snapshots};
use super::error::Error;
use super::json::on_ticket;
use super::people::known_customer;
use super::session::Session;
use crate::desk::Desk;
use crate::desk::snapshot::{Comparison, Named, NewBaseline, Taking};
use crate::domain::attachment::shown;
use crate::domain::command::Command;
use crate::domain::configuration::{Baseline, key, masked_words};
use crate::domain::diff::{Hunk, Way, rows};
use crate::domain::id::TicketId;
use crate::domain::ticket::Attachment;
use crate::domain::words::{self, rfc3339};
use crate::store::configuration::Seek;
use serde_json::{Value, json};
use std::path::Path;

/// `snapshot …`.
///
/// # Errors
/// Not found, refused, restricted; what cannot be read; the store's; the output's.
pub fn run(session: &mut Session, verb: &Snapshots) -> Result<(), Error> {
    match verb {
        Snapshots::Add(args) => add(session, args),
        Snapshots::List(args) => list(session, args),
        Snapshots::Show { id, n } => {
            let desk = session.desk()?;
            let text = desk.snapshot_text(*id, *n)?;
            match session.global.json {
                true => {
                    let mut object = on_ticket(*id, &desk.snapshot(*id, *n)?);
                    with_text(&mut object, text);
                    session.out.json(&object)
                }
                false => session.out.document(&text),
            }
        }
        Snapshots::Diff(args) => diff(session, args),
        Snapshots::Mask { file } => mask(session, file),
        Snapshots::Baseline(verb) => baseline(session, verb),
    }
}

fn with_text(object: &mut Value, text: String) {
    if let Some(map) = object.as_object_mut() {
        map.insert("text".to_owned(), Value::String(text));
    }
}

fn taking(path: &Path, name: Option<&String>) -> Result<Taking, Error> {
    match (path == Path::new("-"), name) {
        (false, name) => Ok(Taking::file(path.to_owned(), name.cloned())),
        (true, Some(name)) => Ok(Taking::stream(name.clone(), Box::new(std::io::stdin()))),
        (true, None) => Err(Error::Usage(
            "Standard input has no name: give it one with --name, like nginx.conf. Nothing was kept."
                .to_owned(),
        )),
    }
}

fn add(session: &mut Session, args: &SnapshotAdd) -> Result<(), Error> {
    if args.name.is_some() && args.files.len() > 1 {
        return Err(Error::Usage(
            "--name is for one file. Nothing was kept.".to_owned(),
        ));
    }
    let mut desk = session.desk()?;
    let takings = match args.attachment {
        Some(n) => vec![desk.taking_of(args.id, n, args.name.clone())?],
        None => {
            let each = args.files.iter().map(|f| taking(f, args.name.as_ref()));
            each.collect::<Result<_, _>>()?
        }
    };
    let id = session.command_id();
    let done = desk.take_snapshots(args.id, session.global.seen, takings, &id)?;
    session.done(&desk, &done)?;
    if session.global.json {
        return Ok(());
    }
    let ticket = desk.ticket(args.id)?;
    let news = ticket.attachments.iter().filter(|a| {
        let written = done.events.iter().any(|e| e.at == a.at && e.by == a.by);
        written && a.configuration.is_some()
    });
    for file in news {
        let masked = file.configuration.as_ref().map(|c| masked_words(&c.masked));
        session.out.line(format!(
            "  {}  {}  {}  {}",
            file.n,
            shown(&file.name),
            words::size(file.size),
            masked.unwrap_or_default()
        ))?;
        session.out.line(format!(
            "     hoist snapshot diff {} {}   {}",
            args.id.0,
            file.n,
            next(&desk, args.id, file)
        ))?;
    }
    if let Some(n) = args.attachment {
        session.out.line(format!(
            "  Attachment {n} itself stays as it came, with its secrets."
        ))?;
    }
    Ok(())
}

/// What the snapshot differs from, in a few words.
fn next(desk: &Desk, id: TicketId, file: &Attachment) -> String {
    match desk.compare(
        id,
        file.n,
        crate::desk::snapshot::With::Usual,
        Way::default(),
    ) {
        Ok(found) => format!("against {}: {}", found.old.label, found.diff.words()),
        Err(_) => "there is nothing to compare it with yet".to_owned(),
    }
}

fn list(session: &mut Session, args: &SnapshotList) -> Result<(), Error> {
    let desk = session.desk()?;
    match args.id {
        Some(id) => of_ticket(session, &desk, id),
        None => of_customer(session, &desk, args),
    }
}

fn of_ticket(session: &mut Session, desk: &Desk, id: TicketId) -> Result<(), Error> {
    let ticket = desk.ticket(id)?;
    let all = ticket
        .attachments
        .iter()
        .filter(|a| a.configuration.is_some());
    if session.global.json {
        for file in all {
            session.out.json(&on_ticket(id, file))?;
        }
        return Ok(());
    }
    let zone = session.config.zone_name();
    let rows: Vec<Vec<String>> = all
        .map(|a| {
            let what = a.configuration.clone().unwrap_or_default();
            let state = match &a.retracted {
                Some(why) => format!("taken back: {why}"),
                None => masked_words(&what.masked),
            };
            vec![
                a.n.to_string(),
                shown(&a.name),
                words::size(a.size),
                what.version,
                a.by.0.clone(),
                words::date_time(a.at, &zone),
                state,
            ]
        })
        .collect();
    if rows.is_empty() {
        return session.out.line(format!(
            "{id} has no configurations. hoist snapshot add {} FILE takes a snapshot.",
            id.0
        ));
    }
    let head = ["N", "Name", "Size", "Version", "By", "At", "Secrets"];
    session.out.table(&head, &rows)
}

fn of_customer(session: &mut Session, desk: &Desk, args: &SnapshotList) -> Result<(), Error> {
    let customer = match &args.customer {
        Some(name) => Some(known_customer(desk, name)?.id),
        None => None,
    };
    let seek = Seek {
        customer,
        product: args.product.as_deref().map(key),
        name: args.name.as_deref().map(key),
        before: None,
    };
    let limit = usize::try_from(args.limit).unwrap_or(usize::MAX);
    let mut all = desk.snapshots_of(&seek, limit + 1)?;
    let more = all.len() > limit;
    all.truncate(limit);
    if session.global.json {
        for found in &all {
            session.out.json(&side(found))?;
        }
        return Ok(());
    }
    let zone = session.config.zone_name();
    let row = |n: &Named| {
        vec![
            n.label.clone(),
            n.detail.clone(),
            words::date_time(n.at, &zone),
        ]
    };
    let rows: Vec<Vec<String>> = all.iter().map(row).collect();
    if rows.is_empty() {
        return session.out.line("There are no snapshots of that.");
    }
    session.out.table(&["Snapshot", "Of", "At"], &rows)?;
    match more {
        true => session.out.line(format!(
            "There are more than these {limit}; --limit shows more."
        )),
        false => Ok(()),
    }
}

fn diff(session: &mut Session, args: &SnapshotDiff) -> Result<(), Error> {
    let mut desk = session.desk()?;
    let way = Way {
        context: args.context,
        blanks: args.ignore_blanks,
    };
    let found = desk.compare(args.id, args.n, args.with.unwrap_or_default(), way)?;
    if !args.keep.is_empty() {
        return keep(session, &mut desk, args, &found);
    }
    if session.global.json {
        return session.out.json(&object(&found));
    }
    let (old, new) = (&found.old, &found.new);
    if args.side_by_side {
        let columns = session.out.columns();
        session
            .out
            .line(rows::heads(&old.label, &new.label, columns))?;
        for row in rows::lay(&found.diff, columns, true) {
            session.out.line(row.text())?;
        }
    } else if !found.diff.hunks.is_empty() {
        let text = found.diff.unified(&old.label, &new.label);
        session.out.block(&text)?;
    }
    session.out.line(format!(
        "{} against {}: {}",
        new.label,
        old.label,
        found.diff.words()
    ))
}

/// Keeps hunks as evidence, all or none.
fn keep(
    session: &mut Session,
    desk: &mut Desk,
    args: &SnapshotDiff,
    found: &Comparison,
) -> Result<(), Error> {
    let mut pieces = Vec::new();
    for n in &args.keep {
        pieces.push(found.piece(*n)?.ok_or_else(|| {
            Error::NotFound(format!(
                "There is no hunk {n}; the difference has {}. Nothing was kept.",
                found.diff.hunks.len()
            ))
        })?);
    }
    let id = session.command_id();
    let command = Command::Keep { pieces };
    let done = desk.run(args.id, session.global.seen, command, &id)?;
    session.done(desk, &done)
}

fn side(side: &Named) -> Value {
    json!({
        "label": side.label, "ticket": side.place.map(|p| p.0.0), "n": side.place.map(|p| p.1),
        "sha256": side.sha256, "at": rfc3339(side.at),
    })
}

fn object(found: &Comparison) -> Value {
    let diff = &found.diff;
    json!({
        "old": side(&found.old), "new": side(&found.new), "same": diff.is_same(),
        "removed": diff.removed, "added": diff.added, "unknown_secrets": diff.unknown,
        "line_ends": diff.ends, "hunks": diff.hunks.iter().map(hunk).collect::<Vec<_>>(),
    })
}

fn hunk(hunk: &Hunk) -> Value {
    let lines: Vec<Value> = hunk
        .lines
        .iter()
        .map(|l| json!({ "side": l.side, "old": l.old, "new": l.new, "text": l.text }))
        .collect();
    json!({
        "n": hunk.n, "old_line": hunk.old.0, "old_lines": hunk.old.1,
        "new_line": hunk.new.0, "new_lines": hunk.new.1, "lines": lines,
    })
}

fn mask(session: &mut Session, file: &Path) -> Result<(), Error> {
    let desk = session.desk()?;
    let name = "standard input".to_owned();
    let bare = desk.bare(taking(file, Some(&name))?)?;
    if session.global.json {
        let masked = &bare.masked;
        return session
            .out
            .json(&json!({ "masked": masked.found, "text": masked.text }));
    }
    session.out.document(&bare.masked.text)
}

fn baseline(session: &mut Session, verb: &Baselines) -> Result<(), Error> {
    let mut desk = session.desk_to_change()?;
    match verb {
        Baselines::List => baselines(session, &desk.baselines()?),
        Baselines::Show { product, name } => {
            let found = desk.baseline(product, name)?;
            let text = desk.baseline_text(&found)?;
            if !session.global.json {
                return session.out.document(&text);
            }
            let mut object = standard(&found);
            with_text(&mut object, text);
            session.out.json(&object)
        }
        Baselines::Set(args) => set(session, &mut desk, args),
        Baselines::Remove {
            product,
            name,
            reason,
        } => {
            desk.remove_baseline(product, name, reason)?;
            let (name, product) = (shown(name), shown(product));
            match session.global.json {
                true => session
                    .out
                    .json(&json!({ "removed": name, "product": product })),
                false => session.out.line(format!(
                    "“{product}” has no baseline “{name}” any more; it stays in the log."
                )),
            }
        }
    }
}

fn set(session: &mut Session, desk: &mut Desk, args: &BaselineSet) -> Result<(), Error> {
    let of = match (&args.of, &args.file) {
        (Some((id, n)), _) => NewBaseline::Snapshot(*id, *n),
        (None, Some(file)) => NewBaseline::Text(taking(file, Some(&args.name))?),
        (None, None) => {
            return Err(Error::Usage(
                "A baseline comes from a FILE, or a snapshot: --of TICKET.N.".to_owned(),
            ));
        }
    };
    let set = desk.set_baseline(&args.product, &args.name, of, &args.why)?;
    if session.global.json {
        return session.out.json(&standard(&set));
    }
    session.out.line(format!(
        "“{}” has the baseline “{}” now: {}, {}",
        shown(&set.product),
        shown(&set.name),
        words::size(set.size),
        masked_words(&set.masked)
    ))
}

fn standard(baseline: &Baseline) -> Value {
    json!({
        "product": baseline.product, "name": baseline.name, "version": baseline.version,
        "size": baseline.size, "sha256": baseline.sha256, "masked": baseline.masked,
        "ticket": baseline.of.map(|p| p.0.0), "n": baseline.of.map(|p| p.1),
        "why": baseline.why, "by": baseline.by, "at": rfc3339(baseline.at),
    })
}

fn baselines(session: &mut Session, all: &[Baseline]) -> Result<(), Error> {
    if session.global.json {
        return all.iter().try_for_each(|b| session.out.json(&standard(b)));
    }
    if all.is_empty() {
        return session.out.line(
            "No product has a baseline. A lead sets one: hoist snapshot baseline set PRODUCT NAME FILE",
        );
    }
    let zone = session.config.zone_name();
    let rows: Vec<Vec<String>> = all
        .iter()
        .map(|b| {
            vec![
                shown(&b.product),
                shown(&b.name),
                words::size(b.size),
                b.by.0.clone(),
                words::date_time(b.at, &zone),
                b.why.clone(),
            ]
        })
        .collect();
    let head = ["Product", "Name", "Size", "By", "At", "Why"];
    session.out.table(&head, &rows)
}
