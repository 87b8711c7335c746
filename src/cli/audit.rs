//! `audit`: the chain checked, its head, the links of a ticket; beside what this user saw before and
//! beside a head that was kept elsewhere.

use super::args::{Audit as Verb, AuditCheck, AuditHead};
use super::error::Error;
use super::progress;
use super::session::{Session, complain};
use super::signature::{self, Signer};
use super::text;
use crate::desk::witness::{Standing, Witness};
use crate::desk::{AuditReport, Desk};
use crate::domain::chain;
use crate::domain::event::Event;
use crate::domain::head::{self, Head};
use crate::domain::id::TicketId;
use crate::domain::words;
use crate::store::ChainLink;
use serde_json::{Value, json};
use std::os::unix::fs::FileTypeExt;
use std::path::Path;

/// Links of a chain read at a time.
const PAGE: usize = 2_000;

/// `audit …`.
///
/// # Errors
/// The store's; [`Error::Failed`] when something is not as it should be.
pub fn run(session: &mut Session, verb: &Verb) -> Result<(), Error> {
    // What contradicts the witness belongs to the answer here.
    let mut desk = session.desk_to_audit()?;
    match verb {
        Verb::Check(args) => check(session, &mut desk, args),
        Verb::Head(args) => print_head(session, &mut desk, args),
        Verb::Witness { renew } => witness(session, &mut desk, *renew),
        Verb::Show { id } => show(session, &desk, *id),
    }
}

/// What a kept head that fits says.
fn compare(
    session: &Session,
    desk: &Desk,
    file: &Path,
    allowed: Option<&Path>,
) -> Result<Result<String, String>, Error> {
    // What a shell gives for <(…) is one as well, and is written to.
    let is_lent = file.starts_with("/dev/fd") || file.starts_with("/proc");
    if !is_lent && std::fs::metadata(file).is_ok_and(|m| m.file_type().is_fifo()) {
        return Err(Error::Usage(format!(
            "{} is a pipe, into which nobody may ever write. Give the file that holds the head, or - and the head on standard input.",
            file.display()
        )));
    }
    let text = text::file(file)?;
    let Some(kept) = head::read(&text) else {
        return Err(Error::Usage(format!(
            "{} holds no head of an audit chain: hoist audit head prints one.",
            file.display()
        )));
    };
    let by = match &kept.signature {
        None => "it is not signed".to_owned(),
        Some(signature) => {
            let near = &session.places.state;
            match signature::verify(&kept.text, signature, allowed, near)? {
                Signer::Allowed(who) => format!("signed by {who}"),
                Signer::Unknown => {
                    "signed; whose key that is was not asked (--allowed-signers FILE)".to_owned()
                }
            }
        }
    };
    if kept.signature.is_none() && allowed.is_some() {
        return Err(Error::Failed(format!(
            "The head in {} is not signed, and a signer was asked for.",
            file.display()
        )));
    }
    let (head, info) = (&kept.head, desk.info());
    if !head.desk.is_empty() && head.desk != info.id {
        return Ok(Err(format!(
            "The head in {} is of another desk ({}); this one is {}.",
            file.display(),
            head.desk,
            info.id
        )));
    }
    let there = desk.store().chain(head.n - 1, 1)?;
    Ok(match there.first() {
        Some(link) if link.n == head.n && link.hash == head.hash => Ok(format!(
            "the head that was kept, record {}, is in this chain; {by}",
            head.n
        )),
        Some(_) => Err(format!(
            "Record {} is not the one of the head that was kept: the chain was written anew since. ({by})",
            head.n
        )),
        None => Err(format!(
            "The head that was kept is record {}, and this desk ends at record {}: an older file was put in its place, or records were cut off. ({by})",
            head.n,
            desk.store().head()?.0
        )),
    })
}

fn check(session: &mut Session, desk: &mut Desk, args: &AuditCheck) -> Result<(), Error> {
    let standing = desk.standing(&session.witnessing())?;
    let kept = match &args.head {
        Some(file) => Some(compare(
            session,
            desk,
            file,
            args.allowed_signers.as_deref(),
        )?),
        None => None,
    };
    let bar = progress::bar("checking {percent} %, {rate}, {eta} left");
    let mut told = |done, of| {
        bar.set_length(of);
        bar.set_position(done);
    };
    let report = match args.chain {
        true => desk.audit_chain(&mut told),
        false => desk.audit_check(&mut told),
    };
    bar.finish_and_clear();
    let report = report?;
    let against = kept.as_ref().and_then(|k| k.as_ref().err()).cloned();
    let findings: Vec<String> = report
        .bad
        .iter()
        .chain(&report.more)
        .cloned()
        .chain(standing.trouble())
        .chain(against)
        .collect();
    if session.global.json {
        session.out.json(&json!({
            "ok": findings.is_empty(), "n": report.head, "hash": report.hash, "rows": report.rows,
            "tickets": report.tickets, "packages": report.packages, "attachments": report.attachments,
            "bundles": report.bundles, "witness": seen(&standing).map(|w| w.n), "findings": findings,
        }))?;
    } else {
        findings.iter().try_for_each(|f| session.out.line(f))?;
    }
    session.out.finish()?;
    if !findings.is_empty() {
        return Err(Error::Failed(
            "The audit found something. Keep the file as it is, and compare with a backup."
                .to_owned(),
        ));
    }
    desk.witnessed_by(session.witnessing())?;
    if session.global.json {
        return Ok(());
    }
    session.out.line(held(args, &report))?;
    if let Some(Ok(said)) = kept {
        session.out.line(said)?;
    }
    session.out.line(match seen(&standing) {
        Some(seen) => format!("it is the chain you saw before, at record {}", seen.n),
        None => "you see this desk for the first time: whether it was written anew before, only a head kept elsewhere can tell".to_owned(),
    })
}

fn held(args: &AuditCheck, report: &AuditReport) -> String {
    match args.chain {
        true => format!("the chain holds: {} records", report.head),
        false => format!(
            "the chain holds: {} records; {} agents, customers, contacts, articles, products and views and {} tickets equal the replay of their events; lists and numbers equal the rows; {} packages, {} sealed bundles and {} attachments match their hash",
            report.head,
            report.rows,
            report.tickets,
            report.packages,
            report.bundles,
            report.attachments
        ),
    }
}

fn seen(standing: &Standing) -> Option<&Witness> {
    match standing {
        Standing::Continues(seen) | Standing::Behind(seen, _) | Standing::Differs(seen) => {
            Some(seen)
        }
        Standing::First | Standing::Another(_) => None,
    }
}

fn print_head(session: &mut Session, desk: &mut Desk, args: &AuditHead) -> Result<(), Error> {
    if let Some(file) = &args.verify {
        let said = compare(session, desk, file, args.allowed_signers.as_deref())?;
        let said = said.map_err(Error::Failed)?;
        return match session.global.json {
            true => session.out.json(&json!({ "ok": true, "text": said })),
            false => session.out.line(said),
        };
    }
    if let Some(trouble) = desk.witnessed_by(session.witnessing())?.trouble() {
        complain(&trouble);
    }
    let (n, hash) = desk.store().head()?;
    let head = Head {
        desk: desk.info().id.clone(),
        n,
        hash,
    };
    let signature = match &args.sign {
        Some(key) => Some(signature::sign(key, &head.text())?),
        None => None,
    };
    if session.global.json {
        return session.out.json(&json!({
            "n": head.n, "hash": head.hash, "desk": head.desk, "signature": signature,
        }));
    }
    match signature {
        Some(signature) => session.out.document(&format!("{}{signature}", head.text())),
        None => session.out.line(format!("{} {}", head.n, head.hash)),
    }
}

fn witness(session: &mut Session, desk: &mut Desk, renew: bool) -> Result<(), Error> {
    if renew {
        let (n, hash) = desk.renew_witness(session.witnessing())?;
        return match session.global.json {
            true => session.out.json(&json!({ "n": n, "hash": hash })),
            false => session.out.line(format!(
                "from now on record {n} counts as what you saw of this desk last"
            )),
        };
    }
    let standing = desk.standing(&session.witnessing())?;
    let seen = seen(&standing).cloned();
    let trouble = standing.trouble();
    if session.global.json {
        session.out.json(&json!({
            "n": seen.as_ref().map(|w| w.n), "hash": seen.map(|w| w.hash),
            "ok": trouble.is_none(), "text": trouble,
        }))?;
    } else {
        session.out.line(match &seen {
            Some(seen) => format!("you saw record {} of this desk: {}", seen.n, seen.hash),
            None => "you have seen nothing of this desk before".to_owned(),
        })?;
    }
    session.out.finish()?;
    trouble.map_or(Ok(()), |trouble| Err(Error::Failed(trouble)))
}

fn show(session: &mut Session, desk: &Desk, id: TicketId) -> Result<(), Error> {
    // Whoever may not see the ticket does not see its links either.
    desk.ticket(id)?;
    let mut after = 0;
    loop {
        let page = desk.store().chain(after, PAGE)?;
        for link in page.iter().filter(|l| l.ticket == Some(id)) {
            let event = chain::event_of(&link.record).ok();
            let veiled = event
                .as_ref()
                .map(|e| desk.veiled_event(id, e))
                .transpose()?;
            let veiled = veiled.flatten();
            if session.global.json {
                session.out.json(&record(link, veiled.as_ref()))?;
            } else {
                session.out.line(format!(
                    "{:>8}  {}  {}",
                    link.n,
                    link.hash,
                    said(desk, veiled.as_ref().or(event.as_ref()))
                ))?;
            }
        }
        match page.last() {
            Some(last) if page.len() == PAGE => after = last.n,
            _ => return Ok(()),
        }
    }
}

/// A link with its record; `veiled`: its event as it is read here, which is not what the hash is of.
fn record(link: &ChainLink, veiled: Option<&Event>) -> Value {
    let mut record: Value = serde_json::from_str(&link.record).unwrap_or_default();
    if let (Some(event), Some(map)) = (veiled, record.as_object_mut()) {
        map.insert("event".to_owned(), json!(event));
    }
    let mut said = json!({ "n": link.n, "hash": link.hash, "record": record });
    if let (Some(_), Some(map)) = (veiled, said.as_object_mut()) {
        map.insert("restricted".to_owned(), json!(true));
    }
    said
}

fn said(desk: &Desk, event: Option<&Event>) -> String {
    match event {
        Some(event) => format!(
            "{}  {}  {}",
            words::rfc3339(event.at),
            event.by,
            words::headline(desk.process(), event)
        ),
        None => String::from("(a record of another program)"),
    }
}
