//! The bytes of attachments: stored once, never half, never lost while something refers to them.

use super::sample::{event, lead, next, opening, row, viewer};
use super::{Connect, Outcome, holds, same};
use crate::domain::event::Fact;
use crate::domain::id::{AgentName, At, TicketId};
use crate::domain::package::hash;
use crate::domain::row::Row;
use crate::domain::ticket::Attachment;
use crate::store::blob::{CHUNK, Small};
use crate::store::{Change, Error, Store};

const OLD: At = At(1_000);
const NOW: At = At(9_000);

/// A file of two chunks and a bit, of which every chunk is another.
fn sample() -> (Vec<Vec<u8>>, String, u64) {
    let chunks = vec![vec![b'a'; CHUNK], vec![b'b'; CHUNK], b"the end".to_vec()];
    let size = chunks.iter().map(|c| c.len() as u64).sum();
    let text: String = chunks
        .iter()
        .map(|c| String::from_utf8_lossy(c).into_owned())
        .collect();
    (chunks, hash(&text), size)
}

/// Puts the sample as a draft and keeps it.
fn put(store: &mut dyn Store, draft: &str, at: At) -> Result<(String, u64), Error> {
    let (chunks, sha256, size) = sample();
    store.put_chunks(draft, 0, &chunks[..2], at)?;
    store.put_chunks(draft, 2, &chunks[2..], at)?;
    store.keep_blob(draft, &sha256, size)?;
    store.drop_draft(draft)?;
    Ok((sha256, size))
}

/// A new ticket with the file on it.
fn with_file(command: &str, row: Row, sha256: &str, size: u64) -> Change {
    let mut change = opening(command, row);
    let file = Attachment {
        n: 1,
        name: "app.log".into(),
        size,
        sha256: sha256.into(),
        ..Attachment::default()
    };
    change.after.attachments.push(file.clone());
    change.events = vec![event(1, command, "opened")];
    change.events[0].facts.push(Fact::Attached(file));
    change
}

fn whole(store: &dyn Store, ticket: TicketId) -> Result<Vec<Vec<u8>>, Error> {
    let mut all = Vec::new();
    while let Some(chunk) =
        store.chunk(&lead(), ticket, 1, u32::try_from(all.len()).unwrap_or(0))?
    {
        all.push(chunk);
    }
    Ok(all)
}

pub fn once(connect: &Connect) -> Outcome {
    let (mut store, mut other) = (connect()?, connect()?);
    let (chunks, sha256, size) = sample();
    holds("not yet", !store.touch_blob(&sha256, size, NOW)?)?;
    put(store.as_mut(), "d1", NOW)?;
    put(other.as_mut(), "d2", NOW)?;
    holds("there", other.touch_blob(&sha256, size, NOW)?)?;
    holds("of its size", !other.touch_blob(&sha256, size + 1, NOW)?)?;
    let one = store.commit(with_file("c1", row("tier1", "a"), &sha256, size))?;
    let two = other.commit(with_file("c2", row("tier1", "b"), &sha256, size))?;
    same("on one", whole(other.as_ref(), one.id)?, chunks.clone())?;
    same("on two", whole(store.as_ref(), two.id)?, chunks.clone())?;
    same(
        "without viewer",
        store.stored_chunk(&sha256, 2)?,
        chunks.last().cloned(),
    )?;
    same("behind the end", store.stored_chunk(&sha256, 3)?, None)?;
    same("no such file", store.chunk(&lead(), one.id, 2, 0)?, None)?;
    // The second draft was dropped: nothing is left to sweep.
    same("stored once", store.sweep_blobs(At(i64::MAX), 99)?, 0)
}

pub fn small(connect: &Connect) -> Outcome {
    let (mut store, other) = (connect()?, connect()?);
    let one = |text: &str| Small {
        sha256: hash(text),
        bytes: text.as_bytes().to_vec(),
    };
    let all = [one("first"), one(""), one("third"), one("first")];
    let new = store.put_small(&all, OLD)?;
    let once = ["first", "", "third"].map(hash).to_vec();
    same("each once", new, once)?;
    same("put again", store.put_small(&all, NOW)?, Vec::new())?;
    for small in &all {
        let chunk = other.stored_chunk(&small.sha256, 0)?;
        let wanted = Some(small.bytes.clone()).filter(|b| !b.is_empty());
        same("its bytes", chunk, wanted)?;
    }
    // Putting it again kept it from being swept.
    same("not swept", store.sweep_blobs(At(5_000), 100)?, 0)?;
    let id = store
        .commit(with_file("c1", row("tier1", "a"), &hash("third"), 5))?
        .id;
    same(
        "on a ticket",
        whole(store.as_ref(), id)?,
        vec![b"third".to_vec()],
    )?;
    // What stands on a ticket is not given back.
    store.give_back("", &[hash("first"), hash("third")])?;
    holds("given back", !store.touch_blob(&hash("first"), 5, NOW)?)?;
    holds("kept", store.touch_blob(&hash("third"), 5, NOW)?)
}

pub fn killed(connect: &Connect) -> Outcome {
    let (mut store, mut other) = (connect()?, connect()?);
    let (chunks, sha256, size) = sample();
    store.put_chunks("d1", 0, &chunks[..2], OLD)?;
    holds(
        "a part is no file",
        store.keep_blob("d1", &sha256, size).is_err(),
    )?;
    holds("nor found", !store.touch_blob(&sha256, size, OLD)?)?;
    let early = store.commit(with_file("c1", row("tier1", "a"), &sha256, size));
    holds("no bytes", matches!(early, Err(Error::NoBytes(_))))?;
    same("nothing written", store.head()?.0, 0)?;
    // Killed after the bytes were kept: the next one uses them.
    put(other.as_mut(), "d2", OLD)?;
    holds("used again", store.touch_blob(&sha256, size, NOW)?)?;
    same("the old draft is swept", store.sweep_blobs(NOW, 99)?, 2)?;
    let id = store
        .commit(with_file("c2", row("tier1", "a"), &sha256, size))?
        .id;
    same(
        "never what is used",
        store.sweep_blobs(At(i64::MAX), 99)?,
        0,
    )?;
    same("it reads", whole(other.as_ref(), id)?, chunks)
}

pub fn swept(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    let (chunks, sha256, size) = sample();
    store.put_chunks("empty", 0, &[], OLD)?;
    store.keep_blob("empty", &hash(""), 0)?;
    put(store.as_mut(), "d1", OLD)?;
    let mut gone = 0;
    for _ in 0..9 {
        gone += store.sweep_blobs(NOW, 1)?;
        if gone > 0 {
            // Half taken away it is nobody's file any more.
            holds("not found", !store.touch_blob(&sha256, size, NOW)?)?;
        }
    }
    same("all of it", gone, chunks.len())?;
    put(store.as_mut(), "d1", NOW)?;
    let id = store
        .commit(with_file("c1", row("tier1", "a"), &sha256, size))?
        .id;
    same("put anew", whole(store.as_ref(), id)?, chunks)
}

pub fn bulk(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    store.begin_bulk(crate::store::Writes::Many)?;
    let (sha256, size) = put(store.as_mut(), "d1", NOW)?;
    store.commit(with_file("c1", row("tier1", "a"), &sha256, size))?;
    let missing = with_file("c2", row("tier1", "b"), &hash("nothing"), 7);
    holds("no bytes", store.commit(missing).is_err())?;
    store.end_bulk()?;
    same("one ticket", store.ids(TicketId(0), 9)?, vec![TicketId(1)])?;
    same(
        "with its file",
        whole(store.as_ref(), TicketId(1))?.len(),
        3,
    )
}

pub fn hidden(connect: &Connect) -> Outcome {
    let mut store = connect()?;
    let (sha256, size) = put(store.as_mut(), "d1", NOW)?;
    let secret = Row {
        audience: Some(vec![AgentName::from("ana")]),
        ..row("tier1", "Leaked keys")
    };
    let id = store.commit(with_file("c1", secret, &sha256, size))?.id;
    let said = store.chunk(&viewer("bob", &["tier1"]), id, 1, 0);
    holds(
        "restricted",
        matches!(said, Err(Error::Restricted(t)) if t == id),
    )?;
    let said = store.chunk(&lead(), super::sample::NOBODY, 1, 0);
    holds("no ticket", matches!(said, Err(Error::NotFound(_))))?;
    let seen = store.chunk(&viewer("ana", &[]), id, 1, 0)?;
    holds("in the audience", seen.is_some())?;
    let (row, ticket) = store.stored(id)?;
    store.commit(next("c2", row, ticket, "more"))?;
    holds("still there", store.chunk(&lead(), id, 1, 0)?.is_some())
}
