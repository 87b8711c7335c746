//! A desk shared by a group: made with its modes, usable by every member under any umask, also after
//! a kill. Root reads everything, so these drop to plain uids; without root they cannot, and say so.

use crate::cli::Home;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// A group that every Unix has, and two users nobody is.
const GROUP: (&str, u32) = ("daemon", 1);
const USERS: [u32; 2] = [54_331, 54_332];

fn home() -> Option<(Home, PathBuf)> {
    if !nix::unistd::geteuid().is_root() {
        eprintln!("not root: plain uids cannot be tried");
        return None;
    }
    let home = Home::empty();
    fs::set_permissions(home.path(), fs::Permissions::from_mode(0o777)).unwrap();
    let path = home.path().join("team/desk.hoist");
    Some((home, path))
}

/// The program under a umask, as root or as a plain user of the group.
fn by(home: &Home, uid: u32, umask: &str, line: &str) -> Command {
    let inner = home.command(line);
    let mut command = Command::new("setpriv");
    command
        .args([format!("--reuid={uid}"), format!("--regid={}", GROUP.1)])
        .args(["--clear-groups", "sh", "-c"])
        .arg(format!("umask {umask}; exec \"$@\""))
        .arg("sh")
        .arg(inner.get_program())
        .args(inner.get_args())
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", home.path().join(format!("of-{uid}")))
        .stdin(Stdio::null());
    command
}

fn mode(path: &Path) -> (u32, u32) {
    let meta = fs::metadata(path).unwrap();
    (meta.mode() & 0o7777, meta.gid())
}

#[test]
fn every_member_writes_under_any_umask_also_after_a_kill() {
    for umask in ["000", "077"] {
        let Some((home, path)) = home() else { return };
        let desk = format!("--desk {}", path.display());
        let line = format!("init --name ana --shared {} {desk}", GROUP.0);
        let made = by(&home, 0, umask, &line).output().unwrap();
        assert!(made.status.success(), "{made:?}");
        assert_eq!(mode(&path), (0o660, GROUP.1));
        assert_eq!(mode(path.parent().unwrap()), (0o2770, GROUP.1));
        for uid in USERS {
            home.ok(&format!(
                "agents add u{uid} --tier tier1 --login {uid} {desk}"
            ));
        }
        let new = format!("new --subject s --customer Acme {desk}");
        let log = PathBuf::from(format!("{}-wal", path.display()));
        // Kill one user's program while its side files are there.
        let left = (0..300).any(|wait| {
            let mut child = by(&home, USERS[0], umask, &new)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            std::thread::sleep(Duration::from_micros(4_000 + wait * 150));
            child.kill().unwrap();
            child.wait().unwrap();
            log.exists()
        });
        assert!(left, "no kill left a log");
        assert_eq!(mode(&log), (0o660, GROUP.1), "umask {umask}");
        let ran = by(&home, USERS[1], umask, &new).output().unwrap();
        assert!(ran.status.success(), "{ran:?}");
        home.ok(&format!("audit check {desk}"));
    }
}

#[test]
fn one_persons_desk_is_closed_to_others_under_any_umask() {
    let Some((home, path)) = home() else { return };
    let line = format!("init --name ana --desk {}", path.display());
    assert!(by(&home, 0, "000", &line).status().unwrap().success());
    assert_eq!(mode(&path).0, 0o600);
    assert_eq!(mode(path.parent().unwrap()).0 & 0o077, 0);
}

#[test]
fn a_directory_that_holds_other_things_is_not_opened_to_a_group() {
    let Some((home, _)) = home() else { return };
    let busy = home.path().join("busy");
    fs::create_dir(&busy).unwrap();
    fs::write(busy.join("letter"), "x").unwrap();
    let before = mode(&busy);
    let desk = busy.join("desk.hoist");
    let line = format!(
        "init --name ana --shared {} --desk {}",
        GROUP.0,
        desk.display()
    );
    let said = home.fails(1, &line);
    assert!(said.contains("holds other things"), "{said}");
    assert_eq!(mode(&busy), before);
    assert!(!desk.exists());
}
