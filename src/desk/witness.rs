//! Witnesses: what one user saw of a desk last, kept in that user's own state directory. A chain
//! that was written anew is whole in itself; only what was seen of it before, and lies where others
//! cannot write, tells it from the one that was there.
//!
//! A witness is one short line of a fixed length that is written over in place, and not synced: every command
//! writes one, and a new file for each would take a tenth of its time. The line ends with a sum of
//! itself, so one that is read half old and half new, or that a power loss left so, counts as nothing: it proves less
//! and never accuses anybody. The desk itself is synced before a witness speaks of it, so a witness never
//! knows more than the desk did. Two programs that end at once may leave the lower of their two
//! numbers; the next command raises it.

mod obstacle;

pub use obstacle::Obstacle;

use super::own::file_name;
use super::{Desk, Error};
use crate::store::{DeskInfo, Store};
use sha2::{Digest, Sha256};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{DirBuilderExt as _, FileExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

/// The longest file that can be a witness of ours.
const BYTES_AT_MOST: u64 = 200;

/// The highest record that one user saw on one desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// Its number.
    pub n: i64,
    /// Its hash, lower-case hex.
    pub hash: String,
}

/// How a desk stands beside what was seen of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing was seen of it before: its chain can only be checked in itself.
    First,
    /// It goes on from what was seen.
    Continues(Witness),
    /// It ends before what was seen: at this number.
    Behind(Witness, i64),
    /// It has another record where this one was seen.
    Differs(Witness),
    /// Another desk than this one was seen in its place.
    Another(String),
}

impl Standing {
    /// What is wrong and what to do about it; nothing where all is well.
    #[must_use]
    pub fn trouble(&self) -> Option<String> {
        let what = match self {
            Standing::First | Standing::Continues(_) => return None,
            Standing::Behind(seen, head) => format!(
                "This desk ends at record {head}, and you saw record {} on it before: an older file was put in this place, or records were cut off.",
                seen.n
            ),
            Standing::Differs(seen) => format!(
                "Record {} of this desk is not the one that you saw before: its chain was written anew since.",
                seen.n
            ),
            Standing::Another(before) => format!(
                "Another desk than the one you used before ({}) stands in this place.",
                crate::domain::attachment::shown(before)
            ),
        };
        Some(format!(
            "{what} Keep the file as it is and compare it with a backup; if this was done on purpose, hoist audit witness --renew begins anew from what is here."
        ))
    }
}

/// The witnesses of one user.
#[derive(Clone, Debug)]
pub struct Witnesses {
    dir: PathBuf,
}

impl Witnesses {
    /// Those under a user's state directory; it is made when the first one is kept.
    #[must_use]
    pub fn under(state: &Path) -> Witnesses {
        Witnesses {
            dir: state.join("witness"),
        }
    }

    fn file(&self, desk: &str) -> PathBuf {
        self.dir.join(file_name(desk))
    }

    /// Which desk was seen in a place is kept under the hash of its path, which may be of any length.
    fn place_file(&self, path: &Path) -> PathBuf {
        let real = fs::canonicalize(path).or_else(|_| std::path::absolute(path));
        let real = real.unwrap_or_else(|_| path.to_owned());
        let hash = Sha256::digest(real.as_os_str().as_bytes());
        let short: String = hash.iter().take(16).map(|b| format!("{b:02x}")).collect();
        self.dir.join("places").join(short)
    }

    /// What was seen of a desk. What cannot be read counts as nothing: see above.
    #[must_use]
    pub fn of(&self, desk: &str) -> Option<Witness> {
        let text = read(&self.file(desk))?;
        let mut words = text.split_whitespace();
        let (n, hash, sum) = (words.next()?, words.next()?, words.next()?);
        let n: i64 = n.parse().ok().filter(|n| *n > 0)?;
        let is_whole = line(n, hash).trim().ends_with(sum);
        let is_hash = crate::domain::chain::from_hex(hash).is_some();
        (is_whole && is_hash && words.next().is_none()).then(|| Witness {
            n,
            hash: hash.to_owned(),
        })
    }

    /// How a store's desk stands beside what was seen of it, and of the place it is in.
    ///
    /// # Errors
    /// The store's.
    pub fn standing(
        &self,
        store: &dyn Store,
        info: &DeskInfo,
        place: Option<&Path>,
    ) -> Result<Standing, Error> {
        let before = place.and_then(|p| read(&self.place_file(p)));
        if let Some(before) = before.filter(|id| *id != info.id) {
            return Ok(Standing::Another(before));
        }
        let Some(seen) = self.of(&info.id) else {
            return Ok(Standing::First);
        };
        let there = store.chain(seen.n - 1, 1)?;
        Ok(match there.first() {
            Some(link) if link.n == seen.n && link.hash == seen.hash => Standing::Continues(seen),
            Some(_) => Standing::Differs(seen),
            None => Standing::Behind(seen, store.head()?.0),
        })
    }

    /// Keeps the head as what was seen last, whatever was seen before.
    ///
    /// # Errors
    /// The state directory's.
    pub fn keep(&self, desk: &str, head: &(i64, String)) -> io::Result<()> {
        let (file, line) = (self.file(desk), line(head.0, &head.1));
        match write_over(&file, &line) {
            Ok(true) => Ok(()),
            Ok(false) | Err(_) => self.put(&file, &line),
        }
    }

    /// Keeps which desk stands in a place.
    ///
    /// # Errors
    /// The state directory's.
    pub fn keep_place(&self, place: &Path, desk: &str) -> io::Result<()> {
        let file = self.place_file(place);
        match read(&file).as_deref() == Some(desk) {
            true => Ok(()),
            false => self.put(&file, desk),
        }
    }

    fn put(&self, file: &Path, text: &str) -> io::Result<()> {
        let part = self.dir.join(format!(".{}", uuid::Uuid::now_v7().simple()));
        let write = || -> io::Result<()> {
            let mut open = OpenOptions::new();
            let mut out = open.write(true).create_new(true).mode(0o600).open(&part)?;
            out.write_all(text.as_bytes())?;
            fs::rename(&part, file)
        };
        // The directories are there nearly always: they are made when something is missing.
        let mut done = write();
        if done
            .as_ref()
            .is_err_and(|e| e.kind() == io::ErrorKind::NotFound)
        {
            let made = file.parent().unwrap_or(&self.dir);
            DirBuilder::new().recursive(true).mode(0o700).create(made)?;
            // Only the directory of its name may have been missing.
            let _ = fs::remove_file(&part);
            done = write();
        }
        if done.is_err() {
            let _ = fs::remove_file(&part);
        }
        done
    }
}

/// The line of a witness: number, hash, and a sum of both.
fn line(n: i64, hash: &str) -> String {
    let sum = Sha256::digest(format!("{n} {hash}").as_bytes());
    let sum: String = sum.iter().take(8).map(|b| format!("{b:02x}")).collect();
    format!("{n:>19} {hash} {sum}\n")
}

/// Writes over a file of the same length; `false`: there is none.
fn write_over(file: &Path, line: &str) -> io::Result<bool> {
    let out = match open(OpenOptions::new().write(true), file) {
        Ok(out) => out,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(e) => return Err(e),
    };
    let about = out.metadata()?;
    if !about.is_file() || about.len() != line.len() as u64 {
        return Ok(false);
    }
    out.write_all_at(line.as_bytes(), 0)?;
    Ok(true)
}

fn read(file: &Path) -> Option<String> {
    let found = open(OpenOptions::new().read(true), file).ok()?;
    let about = found.metadata().ok()?;
    if !about.is_file() || about.len() > BYTES_AT_MOST {
        return None;
    }
    let mut text = String::new();
    found.take(BYTES_AT_MOST).read_to_string(&mut text).ok()?;
    Some(text.trim().to_owned())
}

/// Opens what is there without waiting: a pipe in the place of a witness would hold every command for ever.
fn open(how: &mut OpenOptions, file: &Path) -> io::Result<File> {
    how.custom_flags(rustix::fs::OFlags::NONBLOCK.bits() as i32)
        .open(file)
}

/// What a desk needs to witness what is written on it.
#[derive(Clone, Debug)]
pub struct Witnessing {
    /// The user's witnesses.
    pub witnesses: Witnesses,
    /// The desk's file.
    pub place: PathBuf,
}

impl Desk {
    /// Has this user's witness of the desk kept from now on. Says how the desk stands beside what was
    /// seen before; where that contradicts, the witness stays as it is.
    ///
    /// # Errors
    /// The store's.
    pub fn witnessed_by(&mut self, who: Witnessing) -> Result<Standing, Error> {
        // Demo desks of one seed are one desk by name and differ all the same: none is witnessed. One that was
        // seen as a desk of people before is still compared.
        if self.info.demo && who.witnesses.of(&self.info.id).is_none() {
            return Ok(Standing::First);
        }
        let standing = self.standing(&who)?;
        self.is_contradicted = standing.trouble().is_some();
        self.seen = match &standing {
            Standing::Continues(seen) => seen.n,
            _ => 0,
        };
        if !self.is_contradicted && !self.info.demo {
            let _ = who.witnesses.keep_place(&who.place, &self.info.id);
        }
        self.witnessing = Some(who);
        self.bear_witness();
        Ok(standing)
    }

    /// What is wrong with the desk now, beside what its user saw before: an interface stays open for
    /// days.
    ///
    /// # Errors
    /// The store's.
    pub fn trouble(&mut self) -> Result<Option<String>, Error> {
        let Some(who) = &self.witnessing else {
            return Ok(None);
        };
        let trouble = self.standing(who)?.trouble();
        self.is_contradicted = trouble.is_some();
        self.bear_witness();
        Ok(trouble)
    }

    /// How the desk stands beside what a user saw of it.
    ///
    /// # Errors
    /// The store's.
    pub fn standing(&self, who: &Witnessing) -> Result<Standing, Error> {
        // Demo desks come and go in the same place.
        let place = (!self.info.demo).then_some(who.place.as_path());
        who.witnesses
            .standing(self.store.as_ref(), &self.info, place)
    }

    /// Takes the desk as it is for what was seen, whatever was seen before.
    ///
    /// # Errors
    /// The store's; [`Error::Input`] when the state directory refuses.
    pub fn renew_witness(&mut self, who: Witnessing) -> Result<(i64, String), Error> {
        let head = self.store.head()?;
        let kept = who
            .witnesses
            .keep(&self.info.id, &head)
            .and_then(|()| who.witnesses.keep_place(&who.place, &self.info.id));
        kept.map_err(|e| {
            Error::Input(format!(
                "The witness could not be kept under {}: {e}. The desk is as it was.",
                who.witnesses.dir.display()
            ))
        })?;
        self.seen = head.0;
        self.is_contradicted = false;
        self.witnessing = Some(who);
        Ok(head)
    }

    /// Remembers the head after a commit; within a bulk nothing is sure yet. What cannot be kept is
    /// not: a full home must not keep anyone from working, and the next command tries again.
    pub(super) fn bear_witness(&mut self) {
        let Some(who) = &self.witnessing else { return };
        if self.is_contradicted || self.store.in_bulk() {
            return;
        }
        let Ok(head) = self.store.head() else { return };
        if head.0 > self.seen && who.witnesses.keep(&self.info.id, &head).is_ok() {
            self.seen = head.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Standing, Witness, Witnesses};
    use crate::store::conformance::sample;
    use crate::store::memory::MemoryStore;
    use crate::store::{DeskInfo, Store};
    use std::os::unix::fs::PermissionsExt;
    use std::path::Path;

    fn desk(length: usize) -> (MemoryStore, DeskInfo) {
        let mut store = MemoryStore::create(&sample::desk(), vec![]).unwrap();
        for n in 0..length {
            let change = sample::opening(&format!("c{n}"), sample::row("tier1", "a"));
            store.commit(change).unwrap();
        }
        let info = store.desk().unwrap();
        (store, info)
    }

    fn standing(witnesses: &Witnesses, length: usize) -> Standing {
        let (store, info) = desk(length);
        witnesses.standing(&store, &info, None).unwrap()
    }

    #[test]
    fn a_desk_is_compared_with_what_was_seen_of_it() {
        let dir = tempfile::tempdir().unwrap();
        let witnesses = Witnesses::under(dir.path());
        assert_eq!(standing(&witnesses, 3), Standing::First);
        let (store, info) = desk(3);
        let head = store.head().unwrap();
        witnesses.keep(&info.id, &head).unwrap();
        let seen = Witness {
            n: head.0,
            hash: head.1,
        };
        assert_eq!(standing(&witnesses, 3), Standing::Continues(seen.clone()));
        assert_eq!(standing(&witnesses, 5), Standing::Continues(seen.clone()));
        assert_eq!(standing(&witnesses, 2), Standing::Behind(seen, head.0 - 1));
        let other = (2, "ab".repeat(32));
        witnesses.keep(&info.id, &other).unwrap();
        let standing = standing(&witnesses, 3);
        assert!(matches!(&standing, Standing::Differs(w) if w.n == 2));
        assert!(standing.trouble().unwrap().contains("written anew"));
    }

    #[test]
    fn a_line_that_is_half_old_and_half_new_counts_as_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let witnesses = Witnesses::under(dir.path());
        let file = witnesses.file("desk");
        let (old, new) = ((9, "ab".repeat(32)), (10, "cd".repeat(32)));
        witnesses.keep("desk", &old).unwrap();
        let before = std::fs::read(&file).unwrap();
        witnesses.keep("desk", &new).unwrap();
        let after = std::fs::read(&file).unwrap();
        assert_eq!(before.len(), after.len(), "written over in place");
        assert_eq!(witnesses.of("desk").unwrap().n, 10);
        for cut in 18..before.len() - 1 {
            let torn = [&after[..cut], &before[cut..]].concat();
            std::fs::write(&file, &torn).unwrap();
            let read = witnesses.of("desk");
            assert!(torn == after || read.is_none(), "{cut}: {read:?}");
            std::fs::write(&file, &after[..cut]).unwrap();
            assert_eq!(witnesses.of("desk"), None);
        }
        witnesses.keep("desk", &new).unwrap();
        assert_eq!(witnesses.of("desk").unwrap().n, 10);
    }

    #[test]
    fn another_desk_in_the_same_place_is_said() {
        let dir = tempfile::tempdir().unwrap();
        let witnesses = Witnesses::under(dir.path());
        let (store, info) = desk(1);
        let place = dir.path().join("desk");
        let beside = |at: &Path| witnesses.standing(&store, &info, Some(at)).unwrap();
        assert_eq!(beside(&place), Standing::First);
        witnesses.keep_place(&place, "another").unwrap();
        assert_eq!(beside(&place), Standing::Another("another".to_owned()));
        assert_eq!(beside(&dir.path().join("else")), Standing::First);
    }

    #[test]
    fn a_pipe_in_the_place_of_a_witness_holds_nobody_and_makes_room() {
        let dir = tempfile::tempdir().unwrap();
        let witnesses = Witnesses::under(dir.path());
        let (place, head) = (dir.path().join("desk"), (7, "0".repeat(64)));
        witnesses.keep("d", &head).unwrap();
        witnesses.keep_place(&place, "d").unwrap();
        for file in [witnesses.file("d"), witnesses.place_file(&place)] {
            std::fs::remove_file(&file).unwrap();
            let made = std::process::Command::new("mkfifo").arg(&file).status();
            assert!(made.unwrap().success());
            assert_eq!(super::read(&file), None);
        }
        assert_eq!(witnesses.of("d"), None);
        witnesses.keep("d", &head).unwrap();
        witnesses.keep_place(&place, "d").unwrap();
        assert_eq!(witnesses.of("d").unwrap().n, 7);
        assert_eq!(super::read(&witnesses.place_file(&place)).unwrap(), "d");
    }

    #[test]
    fn only_its_user_reads_a_witness_and_what_is_none_counts_as_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let witnesses = Witnesses::under(dir.path());
        witnesses.keep("../x", &(7, "0".repeat(64))).unwrap();
        let file = witnesses.file("../x");
        assert_eq!(file.parent().unwrap(), dir.path().join("witness"));
        let mode = |p: &Path| std::fs::metadata(p).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&file), mode(&witnesses.dir)), (0o600, 0o700));
        for spoilt in ["", "7", "x y", "0 00", &"9".repeat(500)] {
            std::fs::write(&file, spoilt).unwrap();
            assert_eq!(witnesses.of("../x"), None, "{spoilt}");
        }
    }
}
