//! Each finding of the doctor, made and mended by the very command that it names.

use super::Home;
use super::identity::{OTHER, Shared};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::Command;

fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// What the doctor finds wrong: what it is about, and the command that mends it.
fn wrong(home: &Home, line: &str) -> Vec<(String, String)> {
    let ran = home.run(&format!("--json doctor {line}"));
    let lines = ran.out.lines();
    let objects = lines.filter_map(|l| serde_json::from_str::<serde_json::Value>(l).ok());
    let bad = objects.filter(|o| o["ok"] == false);
    let text = |o: &serde_json::Value, key: &str| o[key].as_str().unwrap_or_default().to_owned();
    let found: Vec<_> = bad.map(|o| (text(&o, "what"), text(&o, "mend"))).collect();
    assert_eq!(ran.code, i32::from(!found.is_empty()), "{ran:?}");
    found
}

/// Runs what mends it in a shell, as a person would.
fn mend(home: &Home, line: &str, what: &str) {
    let found = wrong(home, line);
    let (_, command) = found.iter().find(|(w, _)| w == what).unwrap_or_else(|| {
        panic!("{what} was not found: {found:?}");
    });
    let program = Path::new(env!("CARGO_BIN_EXE_hoist")).parent().unwrap();
    let mut shell = Command::new("sh");
    // As the person before this desk: with their home, and hoist among their programs.
    for (name, value) in home.command("").get_envs() {
        shell.env(name, value.unwrap());
    }
    shell.env("PATH", format!("{}:/usr/bin:/bin", program.display()));
    let ran = shell.arg("-c").arg(command).status().unwrap();
    assert!(ran.success(), "{command}");
    let left = wrong(home, line);
    assert!(left.iter().all(|(w, _)| w != what), "{command}: {left:?}");
}

#[test]
fn modes_are_mended_by_the_command_that_is_named() {
    let home = Home::empty();
    // A name that a shell would take apart.
    let dir = home.path().join("it's a $(desk)");
    fs::create_dir(&dir).unwrap();
    chmod(&dir, 0o700);
    let desk = dir.join("my desk.hoist");
    let made = home.run_args(&[
        "init",
        "--name",
        "ana",
        "--desk",
        &desk.display().to_string(),
    ]);
    assert_eq!(made.code, 0, "{made:?}");
    let line = format!("--desk \"{}\"", desk.display());
    assert_eq!(wrong(&home, &line), []);
    chmod(&desk, 0o646);
    mend(&home, &line, "mode");
    chmod(&desk, 0o640);
    mend(&home, &line, "mode");
    chmod(&desk, 0o600);
    chmod(&dir, 0o707);
    mend(&home, &line, "directory");
    assert_eq!(wrong(&home, &line), []);
}

#[test]
fn what_a_group_shares_is_mended_by_the_command_that_is_named() {
    if !nix::unistd::geteuid().is_root() {
        eprintln!("not run: not root, groups cannot be given");
        return;
    }
    let home = Home::empty();
    let desk = home.path().join("team/desk.hoist");
    let line = format!("--desk {}", desk.display());
    chmod(home.path(), 0o711);
    home.ok(&format!("init --name ana --shared 1 {line}"));
    assert_eq!(wrong(&home, &line), []);
    chmod(desk.parent().unwrap(), 0o700);
    mend(&home, &line, "directory");
    nix::unistd::chown(desk.parent().unwrap(), None, Some(2.into())).unwrap();
    mend(&home, &line, "directory");
    let meta = fs::metadata(desk.parent().unwrap()).unwrap();
    assert_eq!((meta.gid(), meta.mode() & 0o7777), (1, 0o2770));
    // Side files of a colleague whose umask was narrow.
    let open = rusqlite::Connection::open(&desk).unwrap();
    open.execute("INSERT INTO product (name) VALUES ('x')", [])
        .unwrap();
    let log = home.path().join("team/desk.hoist-wal");
    chmod(&log, 0o600);
    mend(&home, &line, "sidecar");
    drop(open);
    // An agent whom the system does not let in.
    home.ok(&format!(
        "agents add nick --tier tier1 --login nobody {line}"
    ));
    let found = wrong(&home, &line);
    assert_eq!(
        found,
        [("members".to_owned(), "usermod -aG daemon nobody".to_owned())]
    );
}

#[test]
fn two_names_another_writer_and_an_older_file_are_found() {
    let home = Home::new();
    home.ok("new --subject s --customer Acme");
    let second = home.path().join("second");
    fs::hard_link(home.desk(), &second).unwrap();
    mend(&home, "", "links");
    assert!(second.exists(), "whose it is nobody knows");
    assert_eq!(wrong(&home, ""), []);
    // The version of the library that wrote last stands in the header: 3.45.1.
    let good = fs::read(home.desk()).unwrap();
    let mut other = good.clone();
    other[96..100].copy_from_slice(&3_045_001_u32.to_be_bytes());
    fs::write(home.desk(), other).unwrap();
    mend(&home, "", "other writers");
    fs::write(home.desk(), &good).unwrap();
    home.ok("note 1 --text later");
    fs::write(home.desk(), &good).unwrap();
    let found = wrong(&home, "");
    assert!(found.iter().any(|(w, _)| w == "witness"), "{found:?}");
    home.ok("audit witness --renew");
    assert_eq!(wrong(&home, ""), []);
}

#[test]
fn damage_a_zone_that_is_none_and_no_desk_at_all_are_found() {
    let home = Home::new();
    home.ok("new --subject s --customer Acme");
    let mut bytes = fs::read(home.desk()).unwrap();
    let page = bytes.len() / 4_096 - 2;
    bytes[page * 4_096..(page + 1) * 4_096].fill(0x5a);
    fs::write(home.path().join("bad"), bytes).unwrap();
    let line = format!("--desk {}", home.path().join("bad").display());
    let found = wrong(&home, &line);
    assert!(!found.is_empty());
    assert!(
        found.iter().any(|(_, m)| m.contains("salvage")),
        "{found:?}"
    );
    let config = home.path().join("zone.toml");
    fs::write(&config, "zone = \"Mars/Olympus\"\n").unwrap();
    let ran = home.run(&format!("doctor --config {}", config.display()));
    assert_ne!(ran.code, 0, "{ran:?}");
    assert!(
        format!("{}{}", ran.out, ran.err).contains("Mars/Olympus"),
        "{ran:?}"
    );
    let empty = Home::empty();
    assert_eq!(wrong(&empty, "")[0].1, "hoist init");
}

#[test]
fn little_room_is_said() {
    let home = Home::new();
    let small = home.path().join("small");
    fs::create_dir(&small).unwrap();
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=8m,mode=700", "tmpfs"])
        .arg(&small)
        .status();
    if !mounted.is_ok_and(|s| s.success()) {
        eprintln!("not run: no file system can be mounted here");
        return;
    }
    let desk = small.join("d.hoist");
    let line = format!("--desk {}", desk.display());
    let made = home.run(&format!("init --name ana {line}"));
    let found = wrong(&home, &line);
    let _ = Command::new("umount").arg(&small).status();
    assert_eq!(made.code, 0, "{made:?}");
    assert!(
        found
            .iter()
            .any(|(w, m)| w == "disk space" && m.starts_with("df -h")),
        "{found:?}"
    );
}

#[test]
fn a_witness_that_cannot_be_written_is_found_and_ends_no_command() {
    let home = Home::new();
    assert_eq!(wrong(&home, ""), []);
    let witness = home.path().join("state/hoist/witness");
    let _ = fs::remove_dir_all(&witness);
    fs::create_dir_all(witness.parent().unwrap()).unwrap();
    fs::write(&witness, "a file").unwrap();
    home.ok("new --subject s --customer Acme");
    let said = home.fails(1, "doctor");
    assert!(said.contains("1 thing needs mending"), "{said}");
    mend(&home, "", "witness");
    home.ok("note 1 --text more");
    assert!(witness.is_dir());
    assert_eq!(wrong(&home, ""), []);
}

#[test]
fn a_directory_of_witnesses_that_its_user_may_not_write_is_opened_again() {
    let Some(shared) = Shared::new() else { return };
    shared.root(&format!("agents add tom --tier tier1 --login {OTHER}"));
    let list = shared.by(OTHER, "list");
    assert_eq!(list.code, 0, "{list:?}");
    let closed = shared.shell(OTHER, "chmod 500 \"$(find \"$HOME\" -name witness)\"");
    assert_eq!(closed.code, 0, "{closed:?}");
    let ran = shared.by(OTHER, "doctor");
    assert_eq!(ran.code, 1, "{ran:?}");
    let mut lines = ran.out.lines().map(str::trim);
    let command = lines.find_map(|l| l.strip_prefix("mend: ")).unwrap();
    assert!(command.starts_with("chmod u+rwx "), "{ran:?}");
    assert_eq!(shared.shell(OTHER, command).code, 0);
    let ran = shared.by(OTHER, "doctor");
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn what_is_no_damage_is_not_mended_as_one() {
    let home = Home::new();
    home.ok("new --subject s --customer Acme");
    let here = format!("{}-here", home.desk().display());
    let _ = fs::remove_dir_all(&here);
    fs::write(&here, "").unwrap();
    mend(&home, "", "presence");
    let line = Path::new(&here).join(".line");
    fs::create_dir_all(&line).unwrap();
    chmod(Path::new(&here), 0o700);
    for mode in [0o000, 0o700] {
        chmod(&line, mode);
        mend(&home, "", "line");
        assert!(!line.exists());
        let _ = fs::remove_dir_all(Path::new(&here).join(".line-old"));
        fs::create_dir(&line).unwrap();
    }
    chmod(&line, 0o755);
    let conn = || rusqlite::Connection::open(home.desk()).unwrap();
    let schema: i32 = conn()
        .query_row("PRAGMA user_version", [], |r| r.get(0))
        .unwrap();
    conn().pragma_update(None, "user_version", 999).unwrap();
    let found = wrong(&home, "");
    let (what, command) = &found[0];
    assert!(what == "schema" && command.contains("newer"), "{found:?}");
    conn().pragma_update(None, "user_version", schema).unwrap();
    conn()
        .execute_batch("CREATE TRIGGER evil AFTER INSERT ON event BEGIN DELETE FROM command; END")
        .unwrap();
    let found = wrong(&home, "");
    assert!(found[0].1.contains("DROP TRIGGER"), "{found:?}");
    home.fails(1, "note 1 --text x");
    conn()
        .execute_batch("DROP TRIGGER evil; DROP INDEX event_of_ticket")
        .unwrap();
    let said = home.fails(1, "audit check");
    assert!(said.contains("event_of_ticket"), "{said}");
    mend(&home, "", "schema");
    home.ok("audit check");
    home.ok("note 1 --text x");
}

#[test]
fn a_clock_behind_the_desk_is_said_and_nothing_is_lost_by_it() {
    let home = Home::empty();
    let file = home.path().join("ahead.hoist");
    let file = file.display();
    home.ok(&format!(
        "demo --tickets 3 --at 2126-03-01T10:00:00Z --write {file}"
    ));
    let line = &format!("--desk {file}");
    let found = wrong(&home, line);
    assert!(found.iter().any(|(what, _)| what == "clock"), "{found:?}");
    let said = home.run(&format!("doctor {line}")).out;
    assert!(said.contains("2126-03-01 10:0"), "{said}");
    // What is written meanwhile stands behind the rest, and the chain holds.
    let id = home.ok(&format!(
        "new --subject behind --kind question --customer Zyx {line}"
    ));
    home.ok(&format!("note {} --text behind {line}", id.trim()));
    let ticked = home.run(&format!("tick {line}"));
    assert_eq!(ticked.code, 0, "{ticked:?}");
    assert!(ticked.err.contains("Set the clock."), "{ticked:?}");
    let again = home.run(&format!("tick {line}"));
    assert!(again.out.starts_with("0 notifications"), "{again:?}");
    home.ok(&format!("audit check {line}"));
}

#[test]
fn a_desk_behind_a_link_is_looked_at_where_it_lies() {
    let home = Home::new();
    let open = home.path().join("open");
    fs::create_dir(&open).unwrap();
    let link = open.join("link.hoist");
    std::os::unix::fs::symlink(home.desk(), &link).unwrap();
    chmod(&open, 0o777);
    let line = format!("--desk {}", link.display());
    assert_eq!(
        wrong(&home, &line),
        [],
        "the directory of the link says nothing"
    );
    chmod(home.desk().parent().unwrap(), 0o777);
    mend(&home, &line, "directory");
    // What is restored is put where the link leads, and the old one's log goes with it.
    home.ok("new --subject s --customer Acme");
    let backup = home.path().join("b.hoist");
    home.ok(&format!("backup {}", backup.display()));
    let ran = home.run(&format!("restore-desk {} --aside {line}", backup.display()));
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    home.ok(&format!("audit check {line}"));
}
