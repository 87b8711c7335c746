//! Attachments: any agent who may write on the ticket attaches and takes back, whosever turn it is.
//! The bytes never go: a wrong file is marked as taken back.

use super::case::{Case, blocker, next};
use crate::domain::attachment::{NAME_MAX, NewConfiguration, NewFile, is_sha256, shown};
use crate::domain::blocker::{Blocker, Jump, Refusal};
use crate::domain::event::{Event, Fact};
use crate::domain::safe::is_blank;
use crate::domain::ticket::{Attachment, Configuration};
use crate::domain::words;

pub(super) fn attach(case: &Case, files: &[NewFile]) -> Result<Vec<Event>, Refusal> {
    if files.is_empty() {
        return Err(case.input("attach", "No file was named. Nothing was attached."));
    }
    for file in files {
        if let Some(why) = senseless(file) {
            return Err(case.input("attach", why));
        }
    }
    let large: Vec<Blocker> = files.iter().filter_map(|f| too_large(case, f)).collect();
    if !large.is_empty() {
        return Err(case.missing("attach", large));
    }
    let first = next(case.ticket.attachments.len());
    let attached = (first..).zip(files).map(|(n, file)| {
        Fact::Attached(Attachment {
            n,
            name: file.name.clone(),
            size: file.size,
            sha256: file.sha256.clone(),
            by: case.actor.name.clone(),
            at: case.now(),
            retracted: None,
            configuration: file.configuration.as_ref().map(|c| snapshot(case, c)),
        })
    });
    case.recorded(attached.collect())
}

/// A configuration is that of the ticket's product as it is now.
fn snapshot(case: &Case, new: &NewConfiguration) -> Configuration {
    Configuration {
        product: case.ticket.product.clone(),
        version: case.ticket.product_version.clone(),
        masked: new.masked.clone(),
        encoding: new.encoding.clone(),
        origin: new.origin.clone(),
    }
}

/// Why a file cannot be one.
fn senseless(file: &NewFile) -> Option<String> {
    if is_blank(&file.name) {
        return Some("A file needs a name. Nothing was attached; give one with --name.".to_owned());
    }
    if file.name.len() > NAME_MAX {
        return Some(format!(
            "The name “{}” is {} bytes long; {NAME_MAX} is the most. Nothing was attached; give a shorter one with --name.",
            shown(&file.name),
            file.name.len()
        ));
    }
    (!is_sha256(&file.sha256)).then(|| format!("“{}” is not a SHA-256.", shown(&file.sha256)))
}

/// The desk's own limit (`[limits]` of the process file).
fn too_large(case: &Case, file: &NewFile) -> Option<Blocker> {
    let limits = &case.process.limits;
    let (limit, what) = match file.configuration {
        Some(_) => (limits.configuration, "configurations"),
        None => (limits.attachment, "files"),
    };
    (file.size > limit).then(|| {
        let text = format!(
            "“{}” is {}; this desk takes {what} up to {}",
            shown(&file.name),
            words::size_above(file.size, limit),
            words::size(limit)
        );
        let command = format!(
            "hoist note {} --text 'Where the file is kept'",
            case.ticket.id.0
        );
        blocker("file", &file.name, text, command, Jump::None)
    })
}

pub(super) fn detach(case: &Case, n: u32, reason: &str) -> Result<Vec<Event>, Refusal> {
    let reason = case.said("attachment", "The reason why it is taken back", reason)?;
    if !case.ticket.standing_attachments().any(|a| a.n == n) {
        let text = format!("{} has no attachment {n} to take back.", case.ticket.id);
        return Err(case.input("attachment", text));
    }
    case.recorded(vec![Fact::AttachmentRetracted(n, Some(reason.to_owned()))])
}
