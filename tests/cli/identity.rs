//! Who may do what on a shared desk, as plain users of the host. Root reads everything, so these
//! drop to plain uids; without root they cannot, and say so.

use super::{Home, Ran, ran};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};

const GROUP: u32 = 54_321;
const OTHER: u32 = 54_322;

/// A shared desk of the group, made by root.
struct Shared {
    home: Home,
    desk: PathBuf,
}

impl Shared {
    fn new() -> Option<Shared> {
        if !nix::unistd::geteuid().is_root() {
            eprintln!("not root: plain uids cannot be tried");
            return None;
        }
        let home = Home::empty();
        let open = std::fs::Permissions::from_mode(0o777);
        std::fs::set_permissions(home.path(), open).unwrap();
        let desk = home.path().join("team/desk.hoist");
        // The group has no name on this host: made for ours, then given to it.
        let line = format!("init --name ana --shared 0 --desk {}", desk.display());
        home.ok(&line);
        let gid = Some(nix::unistd::Gid::from_raw(GROUP));
        for path in [desk.parent().unwrap(), &desk] {
            nix::unistd::chown(path, None, gid).unwrap();
        }
        std::fs::set_permissions(
            desk.parent().unwrap(),
            std::fs::Permissions::from_mode(0o2770),
        )
        .unwrap();
        std::fs::set_permissions(&desk, std::fs::Permissions::from_mode(0o660)).unwrap();
        Some(Shared { home, desk })
    }

    /// Runs as a plain user of the group.
    fn by(&self, uid: u32, line: &str) -> Ran {
        let inner = self.home.command(line);
        let state = self.home.path().join(format!("of-{uid}"));
        let output = Command::new("setpriv")
            .arg(format!("--reuid={uid}"))
            .arg(format!("--regid={GROUP}"))
            .arg("--clear-groups")
            .arg(inner.get_program())
            .args(inner.get_args())
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", &state)
            .env("HOIST_DESK", &self.desk)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        ran(output)
    }

    fn root(&self, line: &str) -> String {
        self.home
            .ok(&format!("{line} --desk {}", self.desk.display()))
    }
}

#[test]
fn a_plain_user_is_who_the_system_says() {
    let Some(shared) = Shared::new() else { return };
    let stranger = shared.by(OTHER, "list");
    assert_eq!(stranger.code, 6, "{stranger:?}");
    assert!(
        stranger.err.contains(&format!("--login {OTHER}")),
        "{}",
        stranger.err
    );
    shared.root(&format!("agents add tom --tier tier1 --login {OTHER}"));
    let opened = shared.by(OTHER, "new --subject s --customer Acme");
    assert_eq!(
        (opened.code, opened.out.as_str()),
        (0, "#1\n"),
        "{opened:?}"
    );
    let who = shared.by(OTHER, "whoami");
    assert!(who.out.starts_with("tom · Tier 1\n"), "{who:?}");
    assert!(who.out.contains("advisory"), "{who:?}");
    // What a colleague's process left beside the file does not lock the owner out, nor the other way.
    shared.root("take 1");
    assert_eq!(shared.by(OTHER, "note 1 --text here").code, 0);
}

#[test]
fn only_the_owner_of_the_file_acts_as_others() {
    let Some(shared) = Shared::new() else { return };
    shared.root(&format!("agents add tom --tier tier1 --login {OTHER}"));
    let refused = shared.by(OTHER, "list --as ana");
    assert_eq!(refused.code, 6, "{refused:?}");
    let refused = shared.by(OTHER, "agents add me --tier tier1");
    assert_eq!(refused.code, 6, "{refused:?}");
    assert!(shared.root("whoami --as tom").contains("acting as tom"));
}
