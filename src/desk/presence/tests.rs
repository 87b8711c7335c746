use super::{Entry, Here, LENGTH, Present, directory, fresh_name};
use crate::domain::id::{AgentName, At, TicketId};
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::PathBuf;

struct Place {
    _dir: tempfile::TempDir,
    desk: PathBuf,
}

fn place(mode: u32) -> Place {
    let dir = tempfile::tempdir().unwrap();
    let desk = dir.path().join("desk.hoist");
    fs::write(&desk, "").unwrap();
    fs::set_permissions(&desk, fs::Permissions::from_mode(mode)).unwrap();
    Place { _dir: dir, desk }
}

fn present(agent: &str, ticket: i64, writing: Option<&str>) -> Present {
    Present {
        agent: AgentName(agent.to_owned()),
        ticket: Some(TicketId(ticket)),
        writing: writing.map(str::to_owned),
        since: At(1_000),
        typed: writing.map(|_| At(2_000)),
    }
}

fn sits(here: &Here, who: &Present) -> (String, Entry) {
    let name = fresh_name();
    let entry = here.enter(&name).unwrap();
    entry.say(who).unwrap();
    (name, entry)
}

#[test]
fn those_who_are_there_are_seen_and_gone_with_their_program() {
    let place = place(0o600);
    let here = Here::open(&place.desk, "d").unwrap();
    let (own, mine) = sits(&here, &present("ana", 7, None));
    let (_, theirs) = sits(&here, &present("ben", 7, Some("Resolve")));
    assert_eq!(
        here.others(&own).unwrap(),
        [present("ben", 7, Some("Resolve"))]
    );
    assert_eq!(here.others("").unwrap().len(), 2);
    // Another one looks without being seen.
    let look = Here::look(&place.desk, "d").unwrap().unwrap();
    assert_eq!(look.others("").unwrap().len(), 2);
    drop(theirs);
    assert!(here.others(&own).unwrap().is_empty());
    drop(mine);
    assert_eq!(fs::read_dir(directory(&place.desk)).unwrap().count(), 0);
}

#[test]
fn what_a_killed_program_left_counts_as_nobody_and_is_removed() {
    let place = place(0o600);
    let here = Here::open(&place.desk, "d").unwrap();
    let (name, entry) = sits(&here, &present("ben", 7, None));
    let file = directory(&place.desk).join(&name);
    let left = fs::read(&file).unwrap();
    drop(entry);
    // As a kill leaves it: the file without the lock.
    fs::write(&file, left).unwrap();
    assert!(here.others("").unwrap().is_empty());
    assert!(!file.exists());
}

#[test]
fn nothing_is_seen_before_anybody_came() {
    let place = place(0o600);
    assert!(Here::look(&place.desk, "d").unwrap().is_none());
}

#[test]
fn files_of_others_can_neither_mislead_nor_hold_up() {
    let place = place(0o600);
    let here = Here::open(&place.desk, "d").unwrap();
    let dir = directory(&place.desk);
    let secret = dir.with_file_name("secret");
    fs::write(&secret, r#"{"desk":"d","agent":"eve","since":0}"#).unwrap();
    symlink(&secret, dir.join("link")).unwrap();
    rustix::fs::mknodat(
        rustix::fs::CWD,
        dir.join("fifo"),
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RUSR,
        0,
    )
    .unwrap();
    fs::create_dir(dir.join("dir")).unwrap();
    let held = |name: &str, bytes: &[u8]| {
        fs::write(dir.join(name), bytes).unwrap();
        let file = fs::File::open(dir.join(name)).unwrap();
        file.lock().unwrap();
        file
    };
    let line = |desk: &str| format!(r#"{{"desk":"{desk}","agent":"eve","since":0}}"#);
    let _junk = held("junk", b"{\"desk\":\xff");
    let _large = held("large", &vec![b' '; LENGTH + 1]);
    let _other = held("other", line("e").as_bytes());
    assert!(here.others("").unwrap().is_empty());
    assert!(secret.exists(), "what a link points to is not touched");
    let _true = held("true", line("d").as_bytes());
    assert_eq!(here.others("").unwrap().len(), 1);
}

#[test]
fn the_directory_is_never_followed_elsewhere() {
    let place = place(0o600);
    let dir = directory(&place.desk);
    let elsewhere = dir.with_file_name("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    symlink(&elsewhere, &dir).unwrap();
    assert!(Here::open(&place.desk, "d").is_err());
    assert!(Here::look(&place.desk, "d").is_err());
}

#[test]
fn a_file_of_a_group_is_told_to_the_group_and_a_private_one_to_nobody() {
    for (desk, dir, file) in [(0o660, 0o2770, 0o660), (0o600, 0o700, 0o600)] {
        let place = place(desk);
        let here = Here::open(&place.desk, "d").unwrap();
        let (name, _entry) = sits(&here, &present("ana", 7, None));
        let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
        assert_eq!(mode(directory(&place.desk)), dir);
        assert_eq!(mode(directory(&place.desk).join(name)), file);
    }
}

#[test]
fn a_long_title_is_cut_and_a_name_too_long_is_not_told() {
    let place = place(0o600);
    let here = Here::open(&place.desk, "d").unwrap();
    let long = "ü".repeat(5_000);
    let (_, entry) = sits(&here, &present("ana", 7, Some(&long)));
    let there = here.others("").unwrap();
    assert_eq!(there[0].writing.as_ref().unwrap().chars().count(), 60);
    assert!(entry.say(&present(&long, 7, None)).is_err());
}

#[test]
fn what_they_are_at_is_said_in_words() {
    let mut who = present("ana", 7, Some("Resolve"));
    assert_eq!(who.doing(At(3_000)), "is writing: Resolve");
    assert_eq!(who.doing(At(842_000)), "has begun: Resolve, 14m ago");
    who.writing = None;
    assert_eq!(who.doing(At(3_000)), "has it open");
    who.ticket = None;
    assert_eq!(who.doing(At(3_000)), "is at the desk");
}
