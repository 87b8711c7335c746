//! Who may do what on a shared desk, as plain users of the host. Root reads everything, so these
//! drop to plain uids; without root they cannot, and say so.

use super::{Home, Ran, ran};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::PathBuf;
use std::process::{Command, Stdio};

const GROUP: u32 = 54_321;
/// A plain user of the group.
pub const OTHER: u32 = 54_322;

/// A shared desk of the group, made by root.
pub struct Shared {
    pub home: Home,
    pub desk: PathBuf,
}

impl Shared {
    pub fn new() -> Option<Shared> {
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
    pub fn by(&self, uid: u32, line: &str) -> Ran {
        self.given(uid, &self.home.command(line))
    }

    /// Runs a command of the shell as a plain user of the group.
    pub fn shell(&self, uid: u32, script: &str) -> Ran {
        self.given(uid, Command::new("sh").args(["-c", script]))
    }

    fn given(&self, uid: u32, inner: &Command) -> Ran {
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

    pub fn root(&self, line: &str) -> String {
        self.home
            .ok(&format!("{line} --desk {}", self.desk.display()))
    }
}

#[test]
fn an_auditor_is_called_so_wherever_somebody_is_named_with_what_they_are() {
    let home = Home::new();
    assert_eq!(home.ok("agents add aud --auditor").trim(), "aud: auditor");
    let said = home.ok("whoami --as aud");
    assert!(said.starts_with("aud · auditor\n"), "{said}");
    let listed = home.ok("agents list");
    let mut lines = listed.lines();
    let line = lines.find(|l| l.starts_with("aud")).unwrap();
    assert!(line.contains("auditor"), "{line}");
    let title = home.ok("--as aud --print 100x30");
    assert!(title.contains("aud · auditor "), "{title}");
    let said = home.ok("agents role aud --tier tier1");
    assert_eq!(said.trim(), "aud: Tier 1, auditor");
    let said = home.ok("agents role aud --auditor false");
    assert_eq!(said.trim(), "aud: Tier 1");
    let said = home.ok("whoami --as lea");
    assert!(said.starts_with("lea · Tier 1, Tier 2 · lead\n"), "{said}");
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
    // Nor in the interface: neither is it offered, nor does a name chosen in time help.
    let keys = |keys: &str| format!("--keys \"{keys}\" --print 100x30");
    let offered = shared.by(OTHER, &keys(": a c t <space> a s"));
    assert!(offered.out.contains("Only the owner"), "{offered:?}");
    let taken = shared.by(OTHER, &keys(": a c t <space> a s <enter> a n a <enter>"));
    assert!(!taken.out.contains("You act as"), "{taken:?}");
    assert!(!taken.out.contains("ana ·"), "{taken:?}");
    let owner = keys(": a c t <space> a s <enter> t o m <enter>");
    assert!(shared.root(&owner).contains("tom ·"));
}

#[test]
fn who_does_not_own_the_desk_puts_no_other_file_in_its_place() {
    let Some(shared) = Shared::new() else { return };
    shared.root(&format!("agents add tom --tier tier1 --login {OTHER}"));
    let (desk, mine) = (shared.desk.display(), shared.home.path().join("mine.hoist"));
    let mine = mine.display();
    assert_eq!(shared.shell(OTHER, &format!("cp {desk} {mine}")).code, 0);
    let owner = || {
        let meta = std::fs::metadata(&shared.desk).unwrap();
        (meta.uid(), meta.gid(), meta.mode() & 0o7777)
    };
    let before = owner();
    for line in [
        format!("restore-desk {mine} --aside"),
        format!("restore-desk {mine}"),
    ] {
        let ran = shared.by(OTHER, &line);
        assert_eq!(ran.code, 6, "{ran:?}");
        assert!(ran.err.contains("is root’s"), "{ran:?}");
        assert!(
            ran.err.contains("ask root for: hoist restore-desk"),
            "{ran:?}"
        );
        assert_eq!(owner(), before);
    }
    assert_eq!(shared.by(OTHER, "list --as ana").code, 6);
    // Nor in the place of an empty one.
    let empty = shared.home.path().join("empty.hoist");
    std::fs::write(&empty, "").unwrap();
    let line = format!("init --use-empty --name tom --desk {}", empty.display());
    let ran = shared.by(OTHER, &line);
    assert_eq!(ran.code, 6, "{ran:?}");
    assert_eq!(std::fs::metadata(&empty).unwrap().len(), 0);
    // Under another name it is their own, as any copy is.
    let line = format!("restore-desk {mine} --desk {mine}.again");
    assert_eq!(shared.by(OTHER, &line).code, 0);
    // Whose desk root restores stays its owner.
    std::os::unix::fs::chown(&shared.desk, Some(OTHER), None).unwrap();
    shared.root(&format!("restore-desk {mine} --aside"));
    assert_eq!(owner(), (OTHER, before.1, before.2));
    assert_eq!(shared.by(OTHER, "list --as ana").code, 0);
}

/// A key pair of a kind, made by OpenSSH; the line of its public half. `None`: there is no ssh-keygen here.
fn key_of(home: &Home, kind: &str, bits: &str) -> Option<String> {
    let file = home.path().join(format!("{kind}{bits}"));
    let made = Command::new("ssh-keygen")
        .args(["-q", "-t", kind, "-b", bits, "-N", "", "-C", kind, "-f"])
        .arg(&file)
        .stdin(Stdio::null())
        .status();
    if !made.is_ok_and(|s| s.success()) {
        eprintln!("not run: no ssh-keygen");
        return None;
    }
    std::fs::read_to_string(file.with_extension("pub")).ok()
}

#[test]
fn keys_of_every_kind_are_taken_and_only_the_named_one_goes() {
    let home = Home::new();
    for (kind, bits) in [
        ("ecdsa", "256"),
        ("ecdsa", "384"),
        ("ecdsa", "521"),
        ("ed25519", "256"),
        ("rsa", "2048"),
    ] {
        let Some(line) = key_of(&home, kind, bits) else {
            return;
        };
        let added = home.with_input("agents key add tom -", line.as_bytes());
        assert_eq!(added.code, 0, "{kind} {bits}: {added:?}");
        assert!(
            home.ok("ssh-keys")
                .contains(line.rsplit_once(' ').unwrap().0)
        );
    }
}

#[test]
fn the_beginning_of_a_fingerprint_has_to_say_which_key_goes() {
    let home = Home::new();
    let Some(line) = key_of(&home, "ed25519", "256") else {
        return;
    };
    let added = home.with_input("agents key add ben -", line.as_bytes());
    assert_eq!(added.code, 0, "{added:?}");
    for nothing in ["SHA256:", "\"\"", "\"  \"", "SHA256: "] {
        let ran = home.run(&format!("agents key remove ben {nothing}"));
        assert_ne!(ran.code, 0, "{nothing}: {ran:?}");
        assert!(ran.err.contains("Nothing was taken away"), "{ran:?}");
    }
    assert_eq!(
        home.ok("--json agents key list ben")
            .matches("removed_at")
            .count(),
        0
    );
    let fingerprint = added.out.split_whitespace().next().unwrap().to_owned();
    home.ok(&format!("agents key remove ben {}", &fingerprint[..20]));
}

#[test]
fn nobody_is_added_whose_name_looks_like_anothers() {
    let home = Home::new();
    // In another case, with a Cyrillic letter or an accent, and of one who left.
    home.ok("agents remove ben");
    for name in ["Tom", "TOM", "t\u{43e}m", "t\u{f3}m", "Ben"] {
        let said = home.fails(2, &format!("agents add {name} --tier tier1"));
        assert!(said.contains("looks like the agent"), "{said}");
    }
    home.ok("agents add tomas --tier tier1");
    let said = home.fails(2, "agents add max --tier tier1 --login 4294967295");
    assert!(said.contains("No user has the uid"), "{said}");
    home.ok("agents add ben --tier tier2");
}

#[test]
fn a_directory_that_is_everyones_is_not_given_to_a_group() {
    let home = Home::empty();
    let dir = home.path().join("temp");
    std::fs::create_dir(&dir).unwrap();
    for mode in [0o1777, 0o1770, 0o777] {
        std::fs::set_permissions(&dir, std::fs::Permissions::from_mode(mode)).unwrap();
        let line = format!(
            "init --name ana --shared 0 --desk {}/d.hoist",
            dir.display()
        );
        let said = home.fails(1, &line);
        assert!(said.contains("Nothing was made"), "{said}");
        let now = std::fs::metadata(&dir).unwrap().permissions().mode();
        assert_eq!(now & 0o7777, mode);
        assert_eq!(std::fs::read_dir(&dir).unwrap().count(), 0);
    }
}

#[test]
fn a_desk_for_a_group_that_one_is_not_in_is_refused_with_the_reason_and_leaves_nothing() {
    let Some(shared) = Shared::new() else { return };
    let desk = shared.home.path().join("fresh/deep/d.hoist");
    let line = format!("init --name tom --shared 0 --desk {}", desk.display());
    let ran = shared.by(OTHER, &line);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.err.contains("You are not in the group root"), "{ran:?}");
    assert!(ran.err.contains("usermod -aG root"), "{ran:?}");
    assert!(!shared.home.path().join("fresh").exists());
    // Nor is one that was there taken away, or changed.
    let dir = desk.parent().unwrap().display();
    let made = shared.shell(OTHER, &format!("mkdir -p -m 700 {dir}"));
    assert_eq!(made.code, 0, "{made:?}");
    let ran = shared.by(OTHER, &line);
    assert_eq!(ran.code, 1, "{ran:?}");
    let about = std::fs::metadata(desk.parent().unwrap()).unwrap();
    assert_eq!((about.mode() & 0o7777, about.gid()), (0o700, GROUP));
}
