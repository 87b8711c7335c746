//! Who may not reach the desk, as the owner's doctor and their own say it: no damage, and whose it is to mend that.

use super::Ran;
use super::identity::{OTHER, Shared};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::Command;

fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// What a doctor found wrong, and what mends it.
fn wrong(ran: &Ran) -> Vec<(String, String)> {
    let objects = ran.out.lines().map(|line| {
        let object: serde_json::Value = serde_json::from_str(line).expect(line);
        object
    });
    let bad = objects.filter(|o| o["ok"] == false);
    let text = |o: &serde_json::Value, key: &str| o[key].as_str().unwrap().to_owned();
    bad.map(|o| (text(&o, "what"), text(&o, "mend"))).collect()
}

/// A shared desk of root's with one plain agent.
fn shared() -> Option<Shared> {
    let shared = Shared::new()?;
    shared.root(&format!("agents add tom --tier tier1 --login {OTHER}"));
    assert_eq!(owner(&shared), []);
    assert_eq!(member(&shared), []);
    Some(shared)
}

fn owner(shared: &Shared) -> Vec<(String, String)> {
    let line = format!("--json doctor --desk {}", shared.desk.display());
    wrong(&shared.home.run(&line))
}

fn member(shared: &Shared) -> Vec<(String, String)> {
    wrong(&shared.by(OTHER, "--json doctor"))
}

/// Gives the command that one finding names.
fn mend(found: &[(String, String)], what: &str) {
    let (_, command) = found.iter().find(|(w, _)| w == what).expect(what);
    let command = command
        .rsplit_once(" for: ")
        .map_or(command.as_str(), |c| c.1);
    let ran = Command::new("sh").args(["-c", command]).status().unwrap();
    assert!(ran.success(), "{command}");
}

/// Whoever may not get to the desk is told so by the exit code too.
fn unreachable(shared: &Shared) {
    let ran = shared.by(OTHER, "--json list");
    assert_eq!(ran.code, 7, "{ran:?}");
    assert!(ran.out.contains("\"error\":\"unreachable\""), "{ran:?}");
}

#[test]
fn a_shared_file_that_became_the_owners_alone_is_said_to_both() {
    let Some(shared) = shared() else { return };
    let open = rusqlite::Connection::open(&shared.desk).unwrap();
    open.execute("INSERT INTO product (name) VALUES ('x')", [])
        .unwrap();
    chmod(&shared.desk, 0o600);
    let found = owner(&shared);
    let path = shared.desk.display();
    assert_eq!(
        found,
        [("locked out".to_owned(), format!("chmod 660 {path}"))],
        "the side files are right, the file is not"
    );
    let theirs = member(&shared);
    assert_eq!(
        theirs,
        [(
            "access".to_owned(),
            format!("ask root, who owns it, for: chmod 660 {path}")
        )],
        "nothing is damaged"
    );
    unreachable(&shared);
    mend(&theirs, "access");
    assert_eq!((owner(&shared), member(&shared)), (vec![], vec![]));
    // A side file that only root may use.
    let log = shared.desk.with_file_name("desk.hoist-wal");
    chmod(&log, 0o600);
    let theirs = member(&shared);
    assert!(
        theirs.iter().all(|(_, m)| m.starts_with("ask root")),
        "{theirs:?}"
    );
    assert!(theirs.iter().any(|(w, _)| w == "access"), "{theirs:?}");
    unreachable(&shared);
    mend(&owner(&shared), "sidecar");
    drop(open);
    assert_eq!((owner(&shared), member(&shared)), (vec![], vec![]));
}

#[test]
fn a_file_that_agents_may_only_read_is_mended_by_one_command() {
    let Some(shared) = shared() else { return };
    let directory = shared.desk.parent().unwrap();
    let path = shared.desk.display();
    for (around, more) in [
        (0o2770, String::new()),
        (0o755, format!(" && chmod 2770 {}", directory.display())),
    ] {
        for mode in [0o640, 0o644] {
            chmod(directory, around);
            chmod(&shared.desk, mode);
            let found = owner(&shared);
            let command = format!("chmod 660 {path}{more}");
            assert_eq!(found, [("locked out".to_owned(), command)]);
            mend(&found, "locked out");
            assert_eq!((owner(&shared), member(&shared)), (vec![], vec![]));
        }
    }
}

#[test]
fn a_directory_that_the_group_may_not_enter_is_said_to_both() {
    let Some(mut shared) = shared() else { return };
    // Not in the home of whoever asks: without that they could ask nothing.
    let above = shared.home.path().join("above");
    fs::create_dir(&above).unwrap();
    chmod(&above, 0o711);
    let team = above.join("team");
    fs::rename(shared.desk.parent().unwrap(), &team).unwrap();
    shared.desk = team.join("desk.hoist");
    for directory in [&team, &above] {
        chmod(directory, 0o700);
        let (found, theirs) = (owner(&shared), member(&shared));
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(theirs.len(), 1, "{theirs:?}");
        unreachable(&shared);
        let asked = format!("ask root, who owns it, for: {}", found[0].1);
        assert_eq!(theirs[0], ("directory".to_owned(), asked));
        mend(&found, "directory");
        assert_eq!((owner(&shared), member(&shared)), (vec![], vec![]));
    }
}

#[test]
fn a_place_of_presence_that_is_one_persons_is_mended_by_either() {
    let Some(shared) = shared() else { return };
    let here = shared.desk.with_file_name("desk.hoist-here");
    let make = || {
        let _ = fs::remove_dir_all(&here);
        fs::create_dir(&here).unwrap();
        fs::write(here.join("left"), "").unwrap();
        chmod(&here, 0o700);
    };
    make();
    mend(&owner(&shared), "presence");
    let meta = fs::metadata(&here).unwrap();
    assert_eq!(meta.mode() & 0o7777, 0o2770);
    assert_eq!((owner(&shared), member(&shared)), (vec![], vec![]));
    make();
    let theirs = member(&shared);
    assert_eq!(theirs.len(), 1, "{theirs:?}");
    let ran = shared.shell(OTHER, &theirs[0].1);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!((owner(&shared), member(&shared)), (vec![], vec![]));
}
