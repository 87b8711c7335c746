//! The desk's file: what is refused, what happens underneath, what survives.

use super::desk;
use hoist::domain::chain::Verifier;
use hoist::domain::id::{At, CommandId, TicketId};
use hoist::store::conformance::sample::{self, lead, next, opening, row};
use hoist::store::sqlite::{Mode, SqliteStore};
use hoist::store::{Error, Store, check_chain};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::{FileExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

fn write_one(store: &mut SqliteStore, command: &str) -> Result<TicketId, Error> {
    store
        .commit(opening(command, row("tier1", "a")))
        .map(|c| c.id)
}

/// The sentence with which a file is refused; the file and its directory stay as they are.
fn refusal(path: &Path) -> String {
    let dir = path.parent().unwrap();
    let names = || {
        let mut names: Vec<_> = fs::read_dir(dir)
            .unwrap()
            .map(|f| f.unwrap().file_name())
            .collect();
        names.sort();
        names
    };
    let (before, listed) = (fs::read(path).ok(), names());
    let said = match SqliteStore::open(path, Mode::Write) {
        Err(said @ (Error::Unusable(_) | Error::Newer { .. })) => said.to_string(),
        other => panic!("{other:?}"),
    };
    assert_eq!(fs::read(path).ok(), before, "the file was changed");
    assert_eq!(names(), listed, "a file was left beside it");
    assert!(
        said.contains(path.to_str().unwrap()) && said.contains("Nothing was changed"),
        "{said}"
    );
    said
}

fn made(name: &str, content: &[u8]) -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    fs::write(&path, content).unwrap();
    (dir, path)
}

#[test]
fn a_missing_file_is_no_desk_and_is_not_made() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("no").join("desk.hoist");
    let said = SqliteStore::open(&path, Mode::Write);
    assert!(matches!(said, Err(Error::NoDesk(_))), "{said:?}");
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn an_empty_file_is_refused() {
    let (_dir, path) = made("desk.hoist", b"");
    assert!(refusal(&path).contains("0 bytes"));
    let made = SqliteStore::create(&path, &sample::desk(), vec![]);
    assert!(
        matches!(&made, Err(Error::Unusable(s)) if s.contains("0 bytes")),
        "{made:?}"
    );
    assert_eq!(fs::metadata(&path).unwrap().len(), 0);
    SqliteStore::create_in_empty(&path, &sample::desk(), vec![]).unwrap();
}

#[test]
fn junk_is_refused() {
    for junk in [&b"hello"[..], &[0; 4096], &b"SQLite format 3\0"[..]] {
        let (_dir, path) = made("desk.hoist", junk);
        assert!(refusal(&path).contains("is not a hoist desk"));
    }
}

#[test]
fn another_programs_database_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("music.db");
    let other = rusqlite::Connection::open(&path).unwrap();
    other
        .execute_batch("CREATE TABLE song (x); PRAGMA user_version = 1;")
        .unwrap();
    drop(other);
    assert!(refusal(&path).contains("is not a hoist desk"));
    let made = SqliteStore::create_in_empty(&path, &sample::desk(), vec![]);
    assert!(matches!(made, Err(Error::Unusable(_))), "{made:?}");
}

#[test]
fn a_newer_desk_is_refused() {
    let (_dir, path) = desk();
    let file = fs::OpenOptions::new().write(true).open(&path).unwrap();
    file.write_all_at(&99_i32.to_be_bytes(), 60).unwrap();
    assert!(refusal(&path).contains("newer hoist"));
}

#[test]
fn a_directory_and_a_pipe_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    assert!(refusal(dir.path()).contains("is a directory"));
    let pipe = dir.path().join("pipe");
    rustix::fs::mknodat(
        rustix::fs::CWD,
        &pipe,
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RUSR,
        0,
    )
    .unwrap();
    let said = SqliteStore::open(&pipe, Mode::Write);
    assert!(
        matches!(&said, Err(Error::Unusable(s)) if s.contains("is a pipe")),
        "{said:?}"
    );
}

#[test]
fn damage_is_a_sentence_and_never_a_panic() {
    let (_dir, path) = desk();
    let mut store = SqliteStore::open(&path, Mode::Write).unwrap();
    for n in 0..20 {
        write_one(&mut store, &format!("c{n}")).unwrap();
    }
    drop(store);
    let good = fs::read(&path).unwrap();
    let mut dice = 88_172_645_463_325_252_u64;
    for round in 0..150 {
        let mut bad = good.clone();
        for _ in 0..=round % 8 {
            dice ^= dice << 13;
            dice ^= dice >> 7;
            dice ^= dice << 17;
            let at = usize::try_from(dice % bad.len() as u64).unwrap();
            bad[at] ^= (dice >> 32) as u8;
        }
        if round % 10 == 0 {
            bad.truncate(bad.len() / 2);
        }
        let (_other, path) = made("desk.hoist", &bad);
        let _ = SqliteStore::open(&path, Mode::Write).map(|mut store| {
            let _ = store.page(
                &lead(),
                &hoist::store::Query::default(),
                &hoist::store::Anchor::First,
                9,
                At(0),
            );
            let _ = store.events(&lead(), TicketId(3), 0, 9);
            let _ = check_chain(&store, Verifier::default());
            let _ = store.counts(&lead(), At(0));
            let _ = write_one(&mut store, "new");
            let _ = store.check_file();
        });
    }
}

#[test]
fn a_removed_or_replaced_file_is_not_written_in_silence() {
    let (dir, path) = desk();
    let mut store = SqliteStore::open(&path, Mode::Write).unwrap();
    write_one(&mut store, "c1").unwrap();
    fs::rename(&path, dir.path().join("gone")).unwrap();
    let said = write_one(&mut store, "c2");
    assert!(matches!(said, Err(Error::Moved(_))), "{said:?}");
    SqliteStore::create(&dir.path().join("other"), &sample::desk(), vec![]).unwrap();
    fs::rename(dir.path().join("other"), &path).unwrap();
    let said = write_one(&mut store, "c3");
    assert!(matches!(said, Err(Error::Moved(_))), "{said:?}");
}

#[test]
fn a_way_that_was_closed_while_the_file_is_open_is_told_as_that() {
    let (dir, path) = desk();
    let mut store = SqliteStore::open(&path, Mode::Write).unwrap();
    write_one(&mut store, "c1").unwrap();
    let mode = |mode| fs::set_permissions(dir.path(), fs::Permissions::from_mode(mode)).unwrap();
    mode(0o000);
    // Root passes everywhere: this thread looks at files as somebody else until it is done.
    let was = nix::unistd::setfsuid(54_331.into());
    let (said, looked) = (write_one(&mut store, "c2"), store.in_place());
    nix::unistd::setfsuid(was);
    mode(0o700);
    for said in [said.map(|_| ()), looked] {
        let said = match said {
            Err(Error::Unreachable(said)) => said,
            other => panic!("{other:?}"),
        };
        assert!(said.contains("can no longer be reached"), "{said}");
        assert!(said.contains("’s, of mode "), "{said}");
        assert!(said.contains("hoist doctor"), "{said}");
    }
    store.in_place().unwrap();
    write_one(&mut store, "c2").unwrap();
}

#[test]
fn a_file_that_was_cut_to_nothing_is_said_to_be_empty_without_waiting() {
    let (_dir, path) = desk();
    let mut store = SqliteStore::open(&path, Mode::Write).unwrap();
    write_one(&mut store, "c1").unwrap();
    fs::File::create(&path).unwrap();
    let began = std::time::Instant::now();
    let said = write_one(&mut store, "c2");
    assert!(matches!(said, Err(Error::Empty(_))), "{said:?}");
    assert!(began.elapsed() < Duration::from_secs(2));
    assert!(matches!(store.in_place(), Err(Error::Empty(_))));
    assert_eq!(fs::metadata(&path).unwrap().len(), 0);
}

#[test]
fn another_desk_copied_over_the_file_is_noticed() {
    let (_dir, path) = desk();
    let mut store = SqliteStore::open(&path, Mode::Write).unwrap();
    write_one(&mut store, "c1").unwrap();
    let other = rusqlite::Connection::open(&path).unwrap();
    other
        .execute_batch("UPDATE desk SET value = 'another' WHERE key = 'id'")
        .unwrap();
    let said = write_one(&mut store, "c2");
    assert!(matches!(said, Err(Error::Moved(_))), "{said:?}");
}

#[test]
fn a_busy_desk_says_so_after_its_patience() {
    let (_dir, path) = desk();
    let mut store = SqliteStore::open(&path, Mode::Write).unwrap();
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    store.set_patience(Duration::from_millis(30)).unwrap();
    let said = write_one(&mut store, "c1");
    assert!(matches!(said, Err(Error::Busy(_))), "{said:?}");
    assert_eq!(store.head().unwrap().0, 0);
    other.execute_batch("COMMIT").unwrap();
    write_one(&mut store, "c1").unwrap();
}

#[test]
fn a_flipped_byte_in_the_log_is_located() {
    let (_dir, path) = desk();
    let mut store = SqliteStore::open(&path, Mode::Write).unwrap();
    for n in 0..9 {
        write_one(&mut store, &format!("flip-me-{n}")).unwrap();
    }
    drop(store);
    let mut bytes = fs::read(&path).unwrap();
    let needle = br#""command":"flip-me-5""#;
    let at = bytes
        .windows(needle.len())
        .position(|w| w == needle)
        .unwrap();
    bytes[at + 12] ^= 1;
    fs::write(&path, bytes).unwrap();
    let store = SqliteStore::open(&path, Mode::Write).unwrap();
    assert_eq!(
        store.check_file().unwrap(),
        Vec::<String>::new(),
        "SQLite does not see it"
    );
    let broken = check_chain(&store, Verifier::default())
        .unwrap()
        .unwrap_err();
    assert_eq!(broken.n, 6, "{broken}");
}

#[test]
fn the_file_is_its_owners_alone() {
    let (dir, path) = desk();
    let mut store = SqliteStore::open(&path, Mode::Write).unwrap();
    write_one(&mut store, "c1").unwrap();
    let files: Vec<_> = fs::read_dir(dir.path())
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(files.len(), 3, "{files:?}");
    for file in files {
        assert_eq!(
            file.metadata().unwrap().permissions().mode() & 0o777,
            0o600,
            "{file:?}"
        );
    }
}

#[test]
fn an_existing_file_is_never_written_over() {
    let (_dir, path) = desk();
    let before = fs::read(&path).unwrap();
    for made in [
        SqliteStore::create(&path, &sample::desk(), vec![]),
        SqliteStore::create_in_empty(&path, &sample::desk(), vec![]),
    ] {
        assert!(
            matches!(&made, Err(Error::Unusable(s)) if s.contains("already there")),
            "{made:?}"
        );
    }
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn reading_alone_leaves_nothing_beside_the_file() {
    let (dir, path) = desk();
    write_one(&mut SqliteStore::open(&path, Mode::Write).unwrap(), "c1").unwrap();
    assert_eq!(
        fs::read_dir(dir.path()).unwrap().count(),
        1,
        "the last writer cleans up"
    );
    let mut reader = SqliteStore::open(&path, Mode::Read).unwrap();
    assert!(reader.is_read_only());
    assert_eq!(reader.stored(TicketId(1)).unwrap().0.subject, "a");
    assert!(matches!(
        write_one(&mut reader, "c2"),
        Err(Error::ReadOnly(_))
    ));
    assert!(matches!(
        reader.begin_bulk(hoist::store::Writes::Many),
        Err(Error::ReadOnly(_))
    ));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[test]
fn a_reader_beside_a_writer_sees_what_it_writes() {
    let (_dir, path) = desk();
    let mut writer = SqliteStore::open(&path, Mode::Write).unwrap();
    write_one(&mut writer, "c1").unwrap();
    let reader = SqliteStore::open(&path, Mode::Read).unwrap();
    let seen = reader.data_version().unwrap();
    write_one(&mut writer, "c2").unwrap();
    assert_eq!(reader.ids(TicketId(0), 9).unwrap().len(), 2);
    assert_ne!(reader.data_version().unwrap(), seen);
}

const CHILD: &str = "HOIST_TEST_STORAGE_CHILD";
const EARLY: &str = "HOIST_TEST_STORAGE_EARLY";

/// How the writer that is killed behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Child {
    /// As the store does.
    Right,
    /// Acknowledges before COMMIT: a planted defect.
    TooEarly,
}

/// Not a test: what the next one kills. Says each ticket's version once it is acknowledged.
#[test]
fn child_that_writes_until_killed() {
    let Some(path) = std::env::var_os(CHILD) else {
        return;
    };
    let early = std::env::var_os(EARLY).is_some();
    let acknowledge = |version: u32| {
        println!("acknowledged {version}");
        std::io::stdout().flush().unwrap();
    };
    let mut store = SqliteStore::open(Path::new(&path), Mode::Write).unwrap();
    loop {
        let (row, ticket) = store.stored(TicketId(1)).unwrap();
        let version = ticket.version;
        if early {
            acknowledge(version + 1);
            std::thread::sleep(Duration::from_millis(2));
        }
        let done = store
            .commit(next(&format!("k{version}"), row, ticket, "x"))
            .unwrap();
        if !early {
            acknowledge(done.version);
        }
    }
}

/// Whether what was acknowledged is there, whole and once.
pub fn judge(store: &SqliteStore, acknowledged: u32) -> Result<(), String> {
    let (row, ticket) = store.stored(TicketId(1)).unwrap();
    let version = ticket.version;
    if version != acknowledged && version != acknowledged + 1 {
        return Err(format!("acknowledged {acknowledged}, kept {version}"));
    }
    let events = store.events(&lead(), TicketId(1), 0, usize::MAX).unwrap();
    let last = CommandId(format!("k{}", version - 1));
    let answer = store.delivered(&last).unwrap().map(|d| d.version);
    let found = (row.version, ticket.notes + 1, events.len(), answer);
    if found != (version, version, version as usize, Some(version)) {
        return Err(format!("half applied at version {version}: {found:?}"));
    }
    let chain = check_chain(store, Verifier::default()).unwrap();
    chain.map(|_| ()).map_err(|b| b.what)
}

#[test]
fn a_killed_process_leaves_the_old_or_the_new_ticket() {
    let (_dir, path) = desk();
    write_one(&mut SqliteStore::open(&path, Mode::Write).unwrap(), "c1").unwrap();
    for round in 0..8 {
        let acknowledged =
            kill_a_writer(&path, Duration::from_millis(15 + round * 7), Child::Right);
        let store = SqliteStore::open(&path, Mode::Write).unwrap();
        judge(&store, acknowledged).unwrap();
    }
}

/// Starts a writer, lets it write for a while, kills it; the last version it acknowledged.
pub fn kill_a_writer(path: &Path, wait: Duration, how: Child) -> u32 {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args([
            "--exact",
            "storage::file::child_that_writes_until_killed",
            "--nocapture",
            "--test-threads=1",
        ])
        .env(CHILD, path)
        .stdout(Stdio::piped());
    if how == Child::TooEarly {
        command.env(EARLY, "1");
    }
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap())
        .lines()
        .map_while(Result::ok);
    let version = |line: String| {
        line.rsplit_once("acknowledged ")
            .and_then(|(_, n)| n.parse().ok())
    };
    let mut last = lines.by_ref().find_map(version).unwrap();
    std::thread::sleep(wait);
    child.kill().unwrap();
    child.wait().unwrap();
    if let Some(n) = lines.filter_map(version).last() {
        last = n;
    }
    last
}
