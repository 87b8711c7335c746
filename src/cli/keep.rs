//! Kept evidence: keeping pieces, listing them, taking them back.

use super::args;
use super::error::Error;
use super::form::id as snake;
use super::logs;
use super::session::{Session, complain};
use super::work;
use crate::desk::logs::piece::of_signature;
use crate::desk::logs::{LogFile, Request};
use crate::domain::attachment::shown;
use crate::domain::command::Command;
use crate::domain::id::{NumberOn, TicketId};
use crate::domain::kept;
use crate::domain::ticket::{Kept, Piece, PieceKind, Source, SourceKind};
use crate::domain::words::{rfc3339, size};
use serde_json::{Value, json};

/// `keep`.
///
/// # Errors
/// A kind, source, line or signature that does not exist; a refusal; the store's.
pub fn keep(session: &mut Session, args: &args::Keep) -> Result<(), Error> {
    let piece = match session.text(&args.text)? {
        Some(text) => Piece {
            kind: kind(args)?,
            source: source(args)?,
            lines: args.lines.map(|l| (l.from, l.to)),
            text,
            ..Piece::default()
        },
        None => read(session, args)?,
    };
    let piece = Piece {
        place: args.place.clone().unwrap_or(piece.place),
        item: item(args),
        ..piece
    };
    let pieces = vec![piece];
    work::run(session, args.id, Command::Keep { pieces })
}

/// The piece as its source has it.
fn read(session: &Session, args: &args::Keep) -> Result<Piece, Error> {
    let lines = args.lines.map(|l| (l.from, l.to));
    if let Some(n) = args.message {
        let message = session.desk()?.message(args.id, n)?;
        return message.piece(lines).ok_or_else(|| no_line(args));
    }
    let log = match (args.attachment, &args.file) {
        (Some(n), _) => logs::attached(session, args.id, n)?,
        (None, Some(path)) => logs::file(path)?,
        (None, None) => {
            return Err(Error::Usage(
                "What is to be kept is needed: --text T, or --text-file FILE (- is standard input)."
                    .to_owned(),
            ));
        }
    };
    let source = Source {
        name: log.name().to_owned(),
        ..source(args)?
    };
    from_log(log, source, args)
}

fn from_log(mut log: LogFile, source: Source, args: &args::Keep) -> Result<Piece, Error> {
    let mut piece = match (&args.signature, args.lines) {
        (Some(key), _) => {
            let pass = log.analyse(Request::default(), &mut |_, _| true);
            let (report, _) = pass.map_err(logs::refused)?;
            let mut named = report.signatures.list.iter();
            let found = named.find(|s| s.key.starts_with(key.as_str()));
            let found = found.ok_or_else(|| {
                Error::NotFound(format!(
                    "{} has no signature {key}; hoist logs --templates --json prints their keys. Nothing was kept.",
                    shown(log.name())
                ))
            })?;
            of_signature(&source, found)
        }
        (None, Some(lines)) => {
            let count = lines.to - lines.from + 1;
            let piece = log.piece(&source, lines.from, count);
            let piece = piece.map_err(logs::refused)?;
            piece.ok_or_else(|| no_line(args))?
        }
        (None, None) => {
            return Err(Error::Usage(
                "Say what of it: --lines A-B, or --signature KEY. Nothing was kept.".to_owned(),
            ));
        }
    };
    // The ticket knows an attachment's.
    if source.kind == SourceKind::File {
        piece.source.sha256 = log.sha256().map_err(logs::refused)?;
    }
    Ok(piece)
}

fn no_line(args: &args::Keep) -> Error {
    let which = args.lines.map_or(String::new(), |l| format!(" {}", l.from));
    Error::NotFound(format!("There is no line{which}. Nothing was kept."))
}

fn item(args: &args::Keep) -> String {
    args.item.as_deref().map(snake).unwrap_or_default()
}

fn kind(args: &args::Keep) -> Result<PieceKind, Error> {
    let Some(typed) = &args.kind else {
        return Ok(PieceKind::Lines);
    };
    PieceKind::of_id(&snake(typed)).ok_or_else(|| {
        let known = PieceKind::ALL.map(PieceKind::id).join(", ");
        Error::Usage(format!(
            "“{typed}” is no kind of evidence; there are {known}. Nothing was kept."
        ))
    })
}

fn source(args: &args::Keep) -> Result<Source, Error> {
    let name = args.name.clone().unwrap_or_default();
    let sha256 = args.sha256.clone().unwrap_or_default();
    let of = |kind, n| Source {
        kind,
        ticket: None,
        n,
        name: name.clone(),
        sha256: sha256.clone(),
    };
    let numbered = |kind, number: NumberOn| Source {
        ticket: number.ticket,
        ..of(kind, Some(number.n))
    };
    if let Some(n) = args.attachment {
        return Ok(numbered(SourceKind::Attachment, n));
    }
    if let Some(n) = args.message {
        return Ok(numbered(SourceKind::Message, n));
    }
    if let Some(path) = &args.file {
        let file = path.file_name().unwrap_or(path.as_os_str());
        let name = args.name.clone();
        return Ok(Source {
            name: name.unwrap_or_else(|| file.to_string_lossy().into_owned()),
            ..of(SourceKind::File, None)
        });
    }
    let typed = args.source.clone().unwrap_or_default();
    match SourceKind::of_id(&snake(&typed)) {
        Some(kind) => Ok(of(kind, args.n)),
        None => {
            let known = SourceKind::ALL.map(SourceKind::id).join(", ");
            Err(Error::Usage(format!(
                "“{typed}” is nothing that evidence is kept from; there are {known}. Nothing was kept."
            )))
        }
    }
}

/// `kept`: all of it, one piece, or one taken back.
///
/// # Errors
/// No such piece; as [`work::run`].
pub fn kept(session: &mut Session, args: &args::Kept) -> Result<(), Error> {
    let Some(number) = args.n else {
        return list(session, args.id);
    };
    let (desk, n) = (session.desk()?, number.n);
    let id = desk.holder(args.id, number)?;
    let ticket = desk.view(id)?.ticket;
    let found = ticket.kept.iter().find(|k| k.n == n);
    let Some(kept) = found else {
        return Err(Error::NotFound(format!(
            "{id} has no kept piece {n}; hoist kept {} lists them.",
            id.0
        )));
    };
    if let Some(reason) = &args.take_back {
        let reason = reason.clone();
        return work::run_on(session, desk, id, Command::Unkeep { n, reason });
    }
    if session.global.json {
        return session.out.json(&object(id, kept));
    }
    session.out.block(&kept.piece.text)?;
    match kept.piece.left_out {
        0 => {}
        bytes => complain(&format!("{} more were not kept", size(bytes))),
    }
    Ok(())
}

fn list(session: &mut Session, id: TicketId) -> Result<(), Error> {
    let desk = session.desk()?;
    let view = desk.view(id)?;
    if session.global.json {
        for (on, kept) in view.kept() {
            session.out.json(&object(on, kept))?;
        }
        return Ok(());
    }
    if view.kept().next().is_none() {
        return session.out.line(format!("Nothing is kept on {id}."));
    }
    let row = |(on, k): (TicketId, &Kept)| {
        let item = match k.piece.item.as_str() {
            "" => String::new(),
            key => desk.process().item_label(key).to_owned(),
        };
        let text = k.piece.text.lines().next().unwrap_or_default();
        let state = match &k.retracted {
            Some(why) => format!("taken back: {why}"),
            None => text.to_owned(),
        };
        let number = NumberOn::seen_on(id, on, k.n).to_string();
        vec![number, kept::in_words(&k.piece), item, state]
    };
    let rows: Vec<Vec<String>> = view.kept().map(row).collect();
    session.out.table(&["N", "Kept", "For", "Text"], &rows)?;
    match view.merged.is_empty() {
        true => Ok(()),
        false => session.out.line(
            "What has a ticket before its number stands on a ticket that goes on here; hoist kept takes it so.",
        ),
    }
}

/// A piece as programs read it, with its ticket.
fn object(id: TicketId, kept: &Kept) -> Value {
    let mut object = shape(kept);
    if let Some(map) = object.as_object_mut() {
        map.insert("ticket".to_owned(), json!(id.0));
    }
    object
}

/// A piece as programs read it.
#[must_use]
pub fn shape(kept: &Kept) -> Value {
    let piece = &kept.piece;
    json!({
        "n": kept.n, "kind": piece.kind, "words": kept::in_words(piece),
        "source": { "kind": piece.source.kind, "ticket": piece.source.ticket.map(|t| t.0), "n": piece.source.n, "name": piece.source.name, "sha256": piece.source.sha256 },
        "lines": piece.lines, "place": piece.place, "text": piece.text, "left_out": piece.left_out, "masked": piece.masked,
        "item": (!piece.item.is_empty()).then_some(&piece.item),
        "by": kept.by, "at": rfc3339(kept.at), "taken_back": kept.retracted,
    })
}
