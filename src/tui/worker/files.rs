//! Files: a part of one for the viewer, one attached, one saved.

use crate::desk::attach::{Progress, Source};
use crate::desk::export::Order;
use crate::desk::snapshot::Taking;
use crate::desk::{Desk, Done, Error};
use crate::domain::id::{CommandId, TicketId};
use crate::domain::peek::{self, Encoding, OVER, PART};
use crate::domain::words::counted;
use crate::tui::viewer::{Part, Wanted};
use std::path::{Path, PathBuf};

/// Reads a part and makes it text.
///
/// # Errors
/// The desk's.
pub fn peek(desk: &Desk, wanted: &Wanted) -> Result<Part, Error> {
    let read = |from: u64, most| desk.read_attachment(wanted.ticket, wanted.n, from, most);
    let encoding = match wanted.encoding {
        Some(known) => known,
        None => peek::encoding(&read(0, PART)?),
    };
    let is_hex = wanted.hex.unwrap_or(encoding == Encoding::Binary);
    let from = wanted.part.saturating_mul(PART as u64);
    let text = match is_hex {
        true => peek::hex(from, &read(from, PART)?),
        false => peek::text(encoding, wanted.part, &read(from, PART + OVER)?).into(),
    };
    Ok(Part {
        wanted: wanted.clone(),
        encoding,
        is_hex,
        text,
    })
}

/// Attaches the files of paths as a person types them, one a line: all or none.
///
/// # Errors
/// The desk's.
pub fn attach(
    desk: &mut Desk,
    ticket: TicketId,
    paths: &str,
    id: &CommandId,
    progress: Progress<'_>,
) -> Result<Done, Error> {
    let each = paths.lines().filter(|l| !l.trim().is_empty());
    let sources = each.map(|path| Source::File(expanded(path), None));
    desk.attach(ticket, None, sources.collect(), id, progress)
}

/// Takes a snapshot of a configuration: name, path and pasted text as they were typed.
///
/// # Errors
/// The desk's.
pub fn snapshot(
    desk: &mut Desk,
    ticket: TicketId,
    (name, path, text): (&str, &str, &str),
    id: &CommandId,
) -> Result<Done, Error> {
    let name = name.trim();
    let taking = match path.trim() {
        "" => Taking::pasted(name.to_owned(), text.to_owned()),
        path => {
            let given = (!name.is_empty()).then(|| name.to_owned());
            Taking::file(expanded(path), given)
        }
    };
    desk.take_snapshots(ticket, None, vec![taking], id)
}

/// Saves an attachment; the sentence that says where.
///
/// # Errors
/// The desk's.
pub fn save(desk: &Desk, ticket: TicketId, n: u32, to: &str) -> Result<String, Error> {
    let saved = desk.save_attachment(ticket, n, &expanded(to))?;
    Ok(format!("Saved as {}", saved.display()))
}

/// Writes tickets into a new file; the sentence that says how many, and where.
///
/// # Errors
/// The desk's; that it was broken off.
pub fn export(
    desk: &Desk,
    order: &Order,
    path: &Path,
    progress: Progress<'_>,
) -> Result<String, Error> {
    let path = expanded(&path.to_string_lossy());
    let report = desk.export_file(order, &path, progress)?;
    let are = |n: u64| if n == 1 { "is" } else { "are" };
    let (tickets, path) = (report.tickets, path.display());
    Ok(match report.left_out {
        0 => {
            let all = counted(tickets, "ticket", "tickets");
            format!("{all} {} in {path}.", are(tickets))
        }
        left => {
            let all = counted(tickets + left, "ticket", "tickets");
            format!(
                "{tickets} of {all} {} in {path}; {left} restricted left out.",
                are(tickets)
            )
        }
    })
}

/// Copies the whole desk; the sentence that says where.
///
/// # Errors
/// The desk's; that it was broken off.
pub fn back_up(desk: &mut Desk, to: &str, progress: Progress<'_>) -> Result<String, Error> {
    let made = desk.back_up(&expanded(to), &mut |_, done, of| progress(done, of))?;
    let made = made.ok_or(Error::BrokenOff(
        "The backup was broken off. Nothing of it is kept.",
    ))?;
    let (file, n) = (made.copied.file.display(), made.copied.n);
    Ok(match made.unrecorded {
        None => format!("The desk is in {file}, up to record {n}."),
        // The line may be narrow: the place, which was typed, comes last.
        Some(unrecorded) => {
            let why = unrecorded.why();
            format!("Backed up, but not noted here ({why}): {file}, up to record {n}.")
        }
    })
}

/// `~` and `~/…` are the home directory.
pub fn expanded(typed: &str) -> PathBuf {
    let typed = typed.trim();
    let rest = match typed.strip_prefix('~') {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => rest.trim_start_matches('/'),
        _ => return PathBuf::from(typed),
    };
    match std::env::var_os("HOME") {
        Some(home) => PathBuf::from(home).join(rest),
        None => PathBuf::from(typed),
    }
}
