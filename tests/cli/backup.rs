//! Backups, putting one in the desk's place, and saving what can be read of a damaged file.

use super::Home;
use crate::support::dice::Dice;
use hoist::store::Store;
use hoist::store::sqlite::{Mode, SqliteStore};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn busy() -> Home {
    let home = Home::new();
    home.ok("new --subject one --customer Acme");
    home.ok("new --subject two --customer Acme");
    fs::write(
        home.path().join("app.log"),
        b"a line of it\n".repeat(60_000),
    )
    .unwrap();
    let log = home.path().join("app.log");
    home.ok(&format!("attach 1 {}", log.display()));
    home
}

fn at(home: &Home, name: &str) -> String {
    home.path().join(name).display().to_string()
}

fn head(path: &Path) -> (i64, String) {
    let store = SqliteStore::open(path, Mode::Read).unwrap();
    store.head().unwrap()
}

/// Names in a directory that no finished command leaves.
fn left(dir: &Path) -> Vec<String> {
    let names = fs::read_dir(dir).unwrap();
    let names = names.map(|f| f.unwrap().file_name().to_string_lossy().into_owned());
    names
        .filter(|n| n.contains(".part-") || n.contains(".new-"))
        .collect()
}

#[test]
fn a_backup_is_a_desk_of_its_moment_and_is_remembered() {
    let home = busy();
    let before = head(&home.desk());
    let said = home.ok(&format!("backup {}", at(&home, "b.hoist")));
    assert!(
        said.contains(&format!("up to record {}", before.0)),
        "{said}"
    );
    let copy = home.path().join("b.hoist");
    assert_eq!(head(&copy), before);
    assert_eq!(
        fs::metadata(&copy).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert!(left(home.path()).is_empty());
    assert!(home.ok("audit check").contains("the chain holds"));
    let doctor = home.run("doctor");
    assert!(doctor.out.contains("backup"), "{doctor:?}");
    assert!(doctor.out.contains("b.hoist"), "{doctor:?}");
    // A directory: called after the desk and the time.
    let dir = home.path().join("backups");
    fs::create_dir(&dir).unwrap();
    let object = home.json(&format!("backup {}", dir.display()));
    let file = object["file"].as_str().unwrap().to_owned();
    assert!(file.contains("/backups/desk-20"), "{file}");
    assert_eq!(object["recorded"], true);
    let ran = home.run(&format!("--desk {file} list"));
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn nothing_is_ever_written_over() {
    let home = busy();
    let there = at(&home, "there");
    fs::write(&there, "a letter").unwrap();
    let said = home.fails(1, &format!("backup {there}"));
    assert!(said.contains("already there and stays as it is"), "{said}");
    assert_eq!(fs::read_to_string(&there).unwrap(), "a letter");
    let desk = home.desk().display().to_string();
    home.fails(1, &format!("backup {desk}"));
    fs::write(at(&home, "ghost-wal"), "x").unwrap();
    home.fails(1, &format!("backup {}", at(&home, "ghost")));
    assert!(!home.path().join("ghost").exists());
    std::os::unix::fs::symlink("/nowhere/else", at(&home, "dangling")).unwrap();
    home.fails(1, &format!("backup {}", at(&home, "dangling")));
    home.fails(1, &format!("backup {}", at(&home, "no/such/directory/b")));
    home.fails(6, &format!("backup {} --as tom", at(&home, "toms")));
    assert!(!home.path().join("toms").exists());
    assert!(left(home.path()).is_empty());
}

#[test]
fn hostile_names_are_only_names() {
    let home = busy();
    for name in [
        "a b'c\"d",
        "\u{1b}]0;x\u{7}",
        "ü\u{202e}x",
        "x?mode=memory",
        "x%00y",
    ] {
        let path = home.path().join(name).display().to_string();
        let made = home.run_args(&["backup", &path]);
        assert_eq!(made.code, 0, "{made:?}");
        assert!(!made.out.contains('\u{1b}') && !made.out.contains('\u{202e}'));
        assert!(Path::new(&path).is_file());
        let restored = home.run_args(&["restore-desk", &path, "--desk", &format!("{path}.r")]);
        assert_eq!(restored.code, 0, "{restored:?}");
    }
}

#[test]
fn a_desk_that_can_only_be_read_is_backed_up_and_does_not_remember_it() {
    if !nix::unistd::geteuid().is_root() {
        eprintln!("not run: not root, plain uids cannot be tried");
        return;
    }
    let home = busy();
    home.ok("agents add rita --tier tier1 --auditor --login 54323");
    for path in [
        home.path().to_path_buf(),
        home.path().join("data"),
        home.path().join("data/hoist"),
    ] {
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    fs::set_permissions(home.desk(), fs::Permissions::from_mode(0o644)).unwrap();
    let own = home.path().join("own");
    fs::create_dir(&own).unwrap();
    nix::unistd::chown(&own, Some(54_323.into()), None).unwrap();
    let line = format!("backup {} --desk {}", own.display(), home.desk().display());
    let inner = home.command(&line);
    let ran = Command::new("setpriv")
        .args(["--reuid=54323", "--regid=54323", "--clear-groups"])
        .arg(inner.get_program())
        .args(inner.get_args())
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", &own)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let ran = super::ran(ran);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("does not remember this backup"), "{ran:?}");
    assert!(!home.desk().with_extension("hoist-shm").exists());
}

/// A small file system of its own.
pub struct Small(pub PathBuf);

impl Small {
    pub fn mount(dir: PathBuf, size: &str) -> Option<Small> {
        fs::create_dir(&dir).unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
            .arg(&dir)
            .stderr(Stdio::null())
            .status();
        match mounted {
            Ok(status) if status.success() => Some(Small(dir)),
            _ => {
                eprintln!("not run: no file system can be mounted here");
                None
            }
        }
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_is_said_and_leaves_nothing() {
    let home = busy();
    let Some(small) = Small::mount(home.path().join("small"), "128k") else {
        return;
    };
    let target = small.0.join("b.hoist");
    let said = home.fails(1, &format!("backup {}", target.display()));
    assert!(
        said.contains("full") && said.contains("small/b.hoist"),
        "{said}"
    );
    assert_eq!(fs::read_dir(&small.0).unwrap().count(), 0);
    home.ok("audit check");
    home.ok(&format!("backup {}", at(&home, "elsewhere")));
    let said = home.fails(
        1,
        &format!(
            "restore-desk {} --desk {}",
            at(&home, "elsewhere"),
            target.display()
        ),
    );
    assert!(said.contains("full"), "{said}");
    assert_eq!(fs::read_dir(&small.0).unwrap().count(), 0);
}

#[test]
fn a_backup_takes_the_place_of_a_desk_only_by_an_explicit_word() {
    let home = busy();
    let backup = at(&home, "b.hoist");
    home.ok(&format!("backup {backup}"));
    let kept = head(Path::new(&backup));
    home.ok("note 1 --text later");
    let now = head(&home.desk());
    let said = home.fails(2, &format!("restore-desk {backup}"));
    assert!(
        said.contains("--aside") && said.contains("stays as it is"),
        "{said}"
    );
    assert_eq!(head(&home.desk()), now);
    let ran = home.run(&format!("restore-desk {backup} --aside"));
    assert_eq!(ran.code, 0, "{ran:?}");
    let newer = now.0 - kept.0;
    assert!(
        ran.err.contains(&format!("{newer} are not in it")),
        "{ran:?}"
    );
    assert!(ran.err.contains("You saw on this desk"), "{ran:?}");
    assert_eq!(head(&home.desk()), kept);
    let aside = ran
        .out
        .lines()
        .find(|l| l.contains("is ") && l.contains(".aside-"));
    let aside = aside
        .unwrap()
        .split(" is ")
        .nth(1)
        .unwrap()
        .trim_end_matches(" now");
    assert_eq!(head(Path::new(aside)), now);
    // Whoever restored it knows; the desk goes on.
    home.ok("note 1 --text again");
    home.ok("audit check");
    home.fails(
        2,
        &format!("restore-desk {} --aside", home.desk().display()),
    );
    home.fails(3, &format!("restore-desk {}", at(&home, "nowhere")));
}

#[test]
fn a_desk_that_is_open_is_never_replaced() {
    let home = busy();
    let backup = at(&home, "b.hoist");
    home.ok(&format!("backup {backup}"));
    let mut open = home.terminal("");
    open.wait_text("Queue");
    let now = head_by_program(&home);
    let said = home.fails(1, &format!("restore-desk {backup} --aside"));
    assert!(said.contains("is open in another program"), "{said}");
    assert_eq!(head_by_program(&home), now);
    open.send("q");
    open.end_within(std::time::Duration::from_secs(30)).unwrap();
    home.run(&format!("restore-desk {backup} --aside"));
    assert_eq!(head(&home.desk()), head(Path::new(&backup)));
}

fn head_by_program(home: &Home) -> serde_json::Value {
    home.json("audit head")
}

#[test]
fn what_is_no_backup_or_a_damaged_one_is_not_restored() {
    let home = busy();
    let backup = home.path().join("b.hoist");
    home.ok(&format!("backup {}", backup.display()));
    let good = fs::read(&backup).unwrap();
    let now = head(&home.desk());
    let mut flipped = good.clone();
    let conn = rusqlite::Connection::open(&backup).unwrap();
    let record: String = conn
        .query_row("SELECT record FROM event WHERE n = 9", [], |r| r.get(0))
        .unwrap();
    drop(conn);
    let text = record.as_bytes();
    let places = good.windows(text.len()).enumerate();
    for (at, _) in places.filter(|(_, w)| *w == text) {
        flipped[at + text.len() / 2] ^= 1;
    }
    let cut = good[..good.len() / 2].to_vec();
    for (name, bytes) in [
        ("junk", b"no desk at all".to_vec()),
        ("empty", Vec::new()),
        ("cut", cut),
        ("flipped", flipped),
    ] {
        let file = home.path().join(name);
        fs::write(&file, bytes).unwrap();
        let said = home.fails(1, &format!("restore-desk {} --aside", file.display()));
        assert!(said.len() > 40, "{name}: {said}");
        assert_eq!(head(&home.desk()), now, "{name}");
    }
    home.fails(
        1,
        &format!("restore-desk {} --aside", home.path().display()),
    );
    assert!(left(&home.path().join("data/hoist")).is_empty());
}

#[test]
fn a_backup_of_a_damaged_desk_says_that_the_desk_is_damaged() {
    let home = busy();
    let conn = rusqlite::Connection::open(home.desk()).unwrap();
    // Nothing of it is read by who makes a backup.
    let page: i64 = conn
        .query_row(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'configuration_product'",
            [],
            |r| r.get(0),
        )
        .unwrap();
    drop(conn);
    let page = usize::try_from(page).unwrap();
    let mut bytes = fs::read(home.desk()).unwrap();
    bytes[(page - 1) * 4_096..page * 4_096].fill(0x5a);
    fs::write(home.desk(), bytes).unwrap();
    let said = home.fails(1, &format!("backup {}", at(&home, "b.hoist")));
    assert!(said.contains(" is damaged ("), "{said}");
    assert!(said.contains("hoist salvage "), "{said}");
    assert!(!said.contains("make room"), "{said}");
    assert!(!home.path().join("b.hoist").exists());
    assert!(left(home.path()).is_empty());
}

#[test]
fn a_log_that_was_left_is_not_played_into_a_restored_desk() {
    let home = busy();
    let backup = at(&home, "b.hoist");
    home.ok(&format!("backup {backup}"));
    fs::remove_file(home.desk()).unwrap();
    let log = PathBuf::from(format!("{}-wal", home.desk().display()));
    fs::write(&log, vec![7; 9_000]).unwrap();
    let said = home.fails(1, &format!("restore-desk {backup}"));
    assert!(said.contains("a log lies there"), "{said}");
    assert!(!home.desk().exists());
    fs::remove_file(log).unwrap();
    let ran = home.run(&format!("restore-desk {backup}"));
    assert!(
        ran.code == 0 && ran.err.contains("tells of the backup itself"),
        "{ran:?}"
    );
}

#[test]
fn a_shared_desk_stays_shared() {
    let home = Home::empty();
    let desk = home.path().join("team/desk.hoist");
    let line = |rest: &str| format!("{rest} --desk {}", desk.display());
    home.ok(&line("init --name ana --shared 0"));
    home.ok(&line("new --subject s --customer Acme"));
    let backup = at(&home, "b");
    home.ok(&line(&format!("backup {backup}")));
    let of = |p: &Path| {
        let meta = fs::metadata(p).unwrap();
        (meta.mode() & 0o777, meta.gid())
    };
    let ran = home.run(&line(&format!("restore-desk {backup} --aside")));
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(of(&desk), (0o660, 0));
    fs::remove_file(&desk).unwrap();
    let ran = home.run(&line(&format!("restore-desk {backup}")));
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(of(&desk), (0o660, 0));
}

/// Damages the file with a statement's pages or bytes, and salvages it.
fn saved(home: &Home, bytes: &[u8]) -> (super::Ran, PathBuf) {
    let (file, to) = (home.path().join("bad"), home.path().join("saved"));
    for end in ["", "-wal", "-shm", ".leftover.jsonl"] {
        let _ = fs::remove_file(format!("{}{end}", to.display()));
    }
    fs::write(&file, bytes).unwrap();
    let line = format!("salvage {} --to {}", file.display(), to.display());
    let ran = home.run(&line);
    assert_eq!(
        fs::read(&file).unwrap(),
        bytes,
        "the damaged file was written to"
    );
    (ran, to)
}

fn place_of(bytes: &[u8], text: &str) -> usize {
    let found = bytes.windows(text.len()).position(|w| w == text.as_bytes());
    found.unwrap()
}

#[test]
fn of_a_sound_file_the_same_desk_comes() {
    let home = busy();
    let (ran, to) = saved(&home, &fs::read(home.desk()).unwrap());
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.out.contains("the same desk with the same audit chain"),
        "{ran:?}"
    );
    assert!(ran.out.contains("2 tickets, 1 file\n"), "{ran:?}");
    assert_eq!(head(&to), head(&home.desk()));
    let said = home.fails(
        2,
        &format!("salvage {} --to {}", home.desk().display(), to.display()),
    );
    assert!(said.contains("already there"), "{said}");
}

#[test]
fn a_changed_record_is_named_and_all_else_is_saved() {
    let home = busy();
    home.ok("note 2 --text \"the pool is exhausted\"");
    let mut bytes = fs::read(home.desk()).unwrap();
    // Of the places where it stands, the one in the log.
    let conn = rusqlite::Connection::open(home.desk()).unwrap();
    let (n, record): (i64, String) = conn
        .query_row(
            "SELECT n, record FROM event WHERE instr(record, 'pool is exhausted')",
            [],
            |r| Ok((r.get(0)?, r.get(1)?)),
        )
        .unwrap();
    drop(conn);
    let at = place_of(&bytes, &record);
    let text = record.find("exhausted").unwrap();
    bytes[at + text] = b'E';
    let (ran, to) = saved(&home, &bytes);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.out
            .contains(&format!("Record {n} is not what was written")),
        "{ran:?}"
    );
    assert!(!ran.out.contains("the audit of it says"), "{ran:?}");
    let shown = home.ok(&format!("show 2 --timeline --desk {}", to.display()));
    assert!(shown.contains("the pool is Exhausted"), "{shown}");
    home.ok(&format!("audit check --desk {}", to.display()));
}

/// How many records and tickets the first line of a salvage names.
fn counted(out: &str) -> (u64, u64) {
    let number = |word: &str| {
        let before = out.split(word).next().unwrap().trim_end();
        before.rsplit(' ').next().unwrap().parse().unwrap()
    };
    (number(" record"), number(" ticket"))
}

#[test]
fn a_file_that_ends_too_early_gives_what_is_left_of_it() {
    let home = busy();
    // So much that what every desk begins with is less than half of it.
    for n in 0..120 {
        home.ok(&format!(
            "note {} --text \"note {n} {}\"",
            n % 2 + 1,
            "x".repeat(2_000)
        ));
    }
    let bytes = fs::read(home.desk()).unwrap();
    let all = head(&home.desk()).0.unsigned_abs();
    let mut before = 0;
    for part in [60, 75, 90, 99, 100] {
        let end = match part {
            100 => bytes.len() - 4096,
            part => bytes.len() * part / 100,
        };
        let (ran, to) = saved(&home, &bytes[..end]);
        assert_eq!(ran.code, 0, "{part} %: {ran:?}");
        let (records, tickets) = counted(&ran.out);
        assert!(records >= before && records <= all, "{part} %: {ran:?}");
        assert_eq!(tickets, 2, "{part} %: {ran:?}");
        before = records;
        assert!(!ran.out.contains("the audit of it says"), "{ran:?}");
        assert!(to.exists());
    }
    assert!(before + 40 > all, "without one page: {before} of {all}");
}

/// Work that stays in the log, as a kill leaves it: `(file, log)`.
fn logged(home: &Home) -> (Vec<u8>, Vec<u8>) {
    // Whoever reads keeps the log where it is.
    let reader = rusqlite::Connection::open(home.desk()).unwrap();
    reader
        .execute_batch("BEGIN; SELECT count(*) FROM event;")
        .unwrap();
    for n in 0..12 {
        home.ok(&format!(
            "new --subject \"Ticket {n}\" --customer A --contact a@b.example --text words"
        ));
    }
    let log = fs::read(format!("{}-wal", home.desk().display())).unwrap();
    (fs::read(home.desk()).unwrap(), log)
}

#[test]
fn what_stands_behind_a_damaged_place_of_the_log_is_read_and_said() {
    let home = Home::new();
    let (file, log) = logged(&home);
    let (name, to) = (home.path().join("bad"), home.path().join("saved"));
    let frame = 24 + 4096;
    let frames = (log.len() - 32) / frame;
    for (place, wanted) in [(frames / 2, 11), (0, 11), (frames - 2, 11)] {
        for end in ["", "-wal", "-shm", ".leftover.jsonl"] {
            let _ = fs::remove_file(format!("{}{end}", to.display()));
        }
        let mut bad = log.clone();
        bad[32 + place * frame + 24 + 2_000] ^= 1;
        fs::write(&name, &file).unwrap();
        fs::write(format!("{}-wal", name.display()), &bad).unwrap();
        let ran = home.run(&format!("salvage {} --to {}", name.display(), to.display()));
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(
            ran.out.contains(&format!("from frame {} of ", place + 1)),
            "{ran:?}"
        );
        assert!(counted(&ran.out).1 >= wanted, "{place}: {ran:?}");
        home.ok(&format!("audit check --desk {}", to.display()));
        let left = fs::read_dir(home.path()).unwrap();
        let left = left.map(|f| f.unwrap().file_name().into_string().unwrap());
        assert!(!left.into_iter().any(|f| f.starts_with(".log-")));
    }
}

#[test]
fn a_log_that_was_cut_off_is_no_whole_desk_to_whoever_saw_more_of_it() {
    let home = Home::new();
    let (file, log) = logged(&home);
    let name = home.path().join("bad");
    fs::write(&name, &file).unwrap();
    fs::write(format!("{}-wal", name.display()), &log[..log.len() / 2]).unwrap();
    let to = home.path().join("saved");
    let ran = home.run(&format!("salvage {} --to {}", name.display(), to.display()));
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("You saw record "), "{ran:?}");
    assert!(!ran.out.contains("nothing is missing"), "{ran:?}");
}

#[test]
fn what_lies_on_a_lost_page_is_listed_and_the_rest_is_saved() {
    let home = busy();
    for n in 0..60 {
        home.ok(&format!(
            "note {} --text \"note number {n} {}\"",
            n % 2 + 1,
            "x".repeat(300)
        ));
    }
    let mut bytes = fs::read(home.desk()).unwrap();
    let conn = rusqlite::Connection::open(home.desk()).unwrap();
    let record: String = conn
        .query_row(
            "SELECT record FROM event WHERE instr(record, 'note number 30 ')",
            [],
            |r| r.get(0),
        )
        .unwrap();
    drop(conn);
    let at = place_of(&bytes, &record) / 4_096 * 4_096;
    bytes[at..at + 4_096].fill(0xa5);
    let (ran, to) = saved(&home, &bytes);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("missing"), "{ran:?}");
    assert!(ran.out.contains("stands as its event"), "{ran:?}");
    assert!(!ran.out.contains("the audit of it says"), "{ran:?}");
    let shown = home.ok(&format!("show 1 --timeline --desk {}", to.display()));
    assert!(shown.contains("note number 10 "), "{shown}");
    let leftovers = fs::read_to_string(format!("{}.leftover.jsonl", to.display())).unwrap();
    assert!(leftovers.contains("note number 58 "), "{leftovers}");
}

#[test]
fn an_attachment_that_is_lost_is_told_on_its_ticket() {
    let home = busy();
    let mut bytes = fs::read(home.desk()).unwrap();
    let conn = rusqlite::Connection::open(home.desk()).unwrap();
    let part: Vec<u8> = conn
        .query_row("SELECT bytes FROM chunk WHERE n = 1", [], |r| r.get(0))
        .unwrap();
    drop(conn);
    let piece = &part[40..72];
    let places = bytes.windows(32).enumerate();
    let places = places.filter(|(_, w)| *w == piece).map(|(at, _)| at);
    for at in places.collect::<Vec<_>>() {
        bytes[at] ^= 0xff;
    }
    let (ran, to) = saved(&home, &bytes);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.out.contains("“app.log”") && ran.out.contains("could not be saved"),
        "{ran:?}"
    );
    assert!(!ran.out.contains("the audit of it says"), "{ran:?}");
    let shown = home.ok(&format!("show 1 --timeline --desk {}", to.display()));
    assert!(shown.contains("could not be saved"), "{shown}");
}

#[test]
fn cut_files_missing_logs_and_flipped_bits_never_panic_and_lose_nothing_in_silence() {
    let home = busy();
    for n in 0..20 {
        home.ok(&format!("note {} --text \"note number {n}\"", n % 2 + 1));
    }
    let good = fs::read(home.desk()).unwrap();
    let mut dice = Dice::new(7);
    let (mut made, mut none) = (0, 0);
    for round in 0..40 {
        let mut bytes = good.clone();
        match round % 4 {
            0 => bytes.truncate(4_096 + dice.roll(good.len() - 4_096)),
            1 => (0..8).for_each(|_| {
                let at = 100 + dice.roll(good.len() - 100);
                bytes[at] ^= 1 << (at % 8);
            }),
            2 => {
                let page = 1 + dice.roll(good.len() / 4_096 - 1);
                bytes[page * 4_096..(page + 1) * 4_096].fill(0);
            }
            _ => {
                let (a, b) = (
                    1 + dice.roll(good.len() / 4_096 - 1),
                    1 + dice.roll(good.len() / 4_096 - 1),
                );
                let copy = good[a * 4_096..(a + 1) * 4_096].to_vec();
                bytes[b * 4_096..(b + 1) * 4_096].copy_from_slice(&copy);
            }
        }
        let (ran, to) = saved(&home, &bytes);
        assert!(!ran.err.contains("panicked"), "{round}: {ran:?}");
        // A seal that a changed record contradicts stays, and is said.
        let is_at_odds = ran.out.contains("the audit of it says");
        if to.exists() {
            // Another desk each time: nothing of what was seen before counts.
            let seen = home.path().join(format!("state-{round}"));
            let mut audit = home.command(&format!("audit check --desk {}", to.display()));
            let audited = super::ran(audit.env("XDG_STATE_HOME", seen).output().unwrap());
            assert_eq!(
                audited.code,
                i32::from(is_at_odds),
                "{round}: {audited:?} {ran:?}"
            );
        }
        match ran.code {
            1 if is_at_odds => {}
            0 => {
                assert!(!is_at_odds, "{round}: {ran:?}");
                made += 1;
                let whole = ran.out.contains("nothing is missing");
                let lists = ran.out.lines().any(|l| l.starts_with("  "));
                assert!(whole || lists, "{round}: {ran:?}");
                assert_eq!(whole, whole && head(&to) == head(&home.desk()), "{round}");
                let list = |who: &str| home.run(&format!("list {who} --desk {}", to.display()));
                let seen = match list("--as ana") {
                    ran if ran.code == 3 => list(""),
                    ran => ran,
                };
                assert_eq!(seen.code, 0, "{round}: {seen:?} {ran:?}");
            }
            code => {
                none += 1;
                assert!(
                    [1, 2].contains(&code) && ran.err.len() > 40,
                    "{round}: {ran:?}"
                );
                assert!(!to.exists(), "{round}: {ran:?}");
            }
        }
    }
    assert!(made > 25, "{made} were saved, {none} were not");
}

#[test]
fn a_file_whose_beginning_is_gone_is_told_so() {
    let home = busy();
    let good = fs::read(home.desk()).unwrap();
    for bytes in [
        Vec::new(),
        b"SQLite".to_vec(),
        vec![0; 8_192],
        good[..50].to_vec(),
    ] {
        let (ran, to) = saved(&home, &bytes);
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(!to.exists());
    }
    home.fails(3, &format!("salvage {}", at(&home, "nowhere")));
}
