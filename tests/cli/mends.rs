//! What the doctor names for a desk that several users share, done by whom it names: then nothing is left to mend. With
//! users and a group of their own, in an `/etc` that only these programs see.

use super::{Ran, ran};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// ana is of the group, bob is not yet.
const PEOPLE: [(&str, u32); 2] = [("ana", 54_401), ("bob", 54_402)];
const GROUP: (&str, u32) = ("deskers", 54_400);

struct Host {
    dir: tempfile::TempDir,
}

impl Host {
    /// A shared desk of ana's, with bob as an agent. `None`: no root, or none of the tools.
    fn new() -> Option<Host> {
        if !nix::unistd::geteuid().is_root() {
            eprintln!("not run: not root, nobody else can be tried");
            return None;
        }
        let host = Host {
            dir: tempfile::tempdir().unwrap(),
        };
        let open = fs::Permissions::from_mode(0o755);
        fs::set_permissions(host.dir.path(), open).unwrap();
        host.people();
        let tools = host.shell(
            "root",
            "usermod --help && setpriv --help && id ana && id bob",
        );
        if tools.code != 0 {
            eprintln!("not run: {tools:?}");
            return None;
        }
        let place = host.dir.path().join("place");
        fs::create_dir(&place).unwrap();
        std::os::unix::fs::chown(&place, Some(PEOPLE[0].1), Some(GROUP.1)).unwrap();
        host.ok("ana", "init --name ana --shared deskers");
        host.ok("ana", "agents add bob --tier tier1 --login bob");
        Some(host)
    }

    fn people(&self) {
        let etc = self.dir.path().join("etc");
        fs::create_dir(&etc).unwrap();
        for file in [
            "passwd",
            "group",
            "shadow",
            "gshadow",
            "nsswitch.conf",
            "login.defs",
        ] {
            let _ = fs::copy(format!("/etc/{file}"), etc.join(file));
        }
        let (mut passwd, mut group) = (String::new(), String::new());
        for (name, id) in PEOPLE {
            passwd.push_str(&format!("{name}:x:{id}:{id}::/:/bin/sh\n"));
            group.push_str(&format!("{name}:x:{id}:\n"));
        }
        group.push_str(&format!("{}:x:{}:ana\n", GROUP.0, GROUP.1));
        for (file, more) in [("passwd", passwd), ("group", group)] {
            let before = fs::read_to_string(etc.join(file)).unwrap();
            fs::write(etc.join(file), format!("{}\n{more}", before.trim_end())).unwrap();
        }
    }

    fn desk(&self) -> PathBuf {
        self.dir.path().join("place/team/desk.hoist")
    }

    /// A command of the shell by a user who has just logged in.
    fn shell(&self, user: &str, script: &str) -> Ran {
        let known = PEOPLE.iter().find(|(name, _)| *name == user);
        let (uid, home) = (known.map_or(0, |p| p.1), self.dir.path().join(user));
        fs::create_dir_all(&home).unwrap();
        std::os::unix::fs::chown(&home, Some(uid), Some(uid)).unwrap();
        let programs = std::path::Path::new(env!("CARGO_BIN_EXE_hoist"));
        let inner = "mount --bind \"$WORLD/etc\" /etc && exec setpriv --reuid=\"$WHO\" --regid=\"$WHO\" --init-groups sh -c \"$DO\"";
        let output = Command::new("unshare")
            .args(["-m", "sh", "-c", inner])
            .env_clear()
            .env("WORLD", self.dir.path())
            .env("WHO", uid.to_string())
            .env("DO", script)
            .env("HOME", &home)
            .env("HOIST_DESK", self.desk())
            .env(
                "PATH",
                format!(
                    "{}:/usr/sbin:/usr/bin:/sbin:/bin",
                    programs.parent().unwrap().display()
                ),
            )
            .stdin(Stdio::null())
            .output()
            .unwrap();
        ran(output)
    }

    fn ok(&self, user: &str, line: &str) {
        let ran = self.shell(user, &format!("hoist {line}"));
        assert_eq!(ran.code, 0, "{user}: {line}: {ran:?}");
    }

    /// What a user's doctor finds wrong, and what mends it.
    fn wrong(&self, user: &str) -> Vec<(String, String)> {
        let ran = self.shell(user, "hoist --json doctor");
        let objects = ran.out.lines().map(|line| {
            let object: serde_json::Value = serde_json::from_str(line).expect(line);
            object
        });
        let text = |o: &serde_json::Value, key: &str| o[key].as_str().unwrap().to_owned();
        let bad = objects.filter(|o| o["ok"] == false);
        bad.map(|o| (text(&o, "what"), text(&o, "mend"))).collect()
    }

    /// Does what one finding of a user's doctor names, by whom it names; what it was.
    fn mend(&self, user: &str, what: &str) -> String {
        let found = self.wrong(user);
        let (_, mend) = found.iter().find(|(w, _)| w == what).unwrap_or_else(|| {
            panic!("{what} was not found by {user}: {found:?}");
        });
        let (whom, command) = match mend
            .strip_prefix("ask ")
            .and_then(|m| m.split_once(" for: "))
        {
            Some((whom, command)) => (whom.trim_end_matches(", who owns it,"), command),
            None => (user, mend.as_str()),
        };
        let ran = self.shell(whom, command);
        assert_eq!(ran.code, 0, "{whom}: {command}: {ran:?}");
        mend.clone()
    }

    /// Nothing is left to mend, and both work on the desk that is still ana's and the group's.
    fn is_well(&self) {
        for user in ["ana", "bob"] {
            assert_eq!(self.wrong(user), [], "{user}");
            self.ok(user, "new --subject s --customer Acme");
        }
        let meta = fs::metadata(self.desk()).unwrap();
        assert_eq!(
            (meta.uid(), meta.gid(), meta.mode() & 0o7777),
            (PEOPLE[0].1, GROUP.1, 0o660)
        );
        self.ok("ana", "audit check");
    }

    /// The same with bob in the group from the beginning.
    fn of_both() -> Option<Host> {
        let host = Host::new()?;
        assert_eq!(host.shell("root", "usermod -aG deskers bob").code, 0);
        host.is_well();
        Some(host)
    }

    fn write(&self, sql: &str) {
        let open = rusqlite::Connection::open(self.desk()).unwrap();
        open.execute_batch(sql).unwrap();
    }
}

#[test]
fn a_login_outside_the_group_is_put_into_it() {
    let Some(host) = Host::new() else { return };
    let found = host.wrong("ana");
    assert_eq!(
        found,
        [(
            "members".to_owned(),
            "ask root for: usermod -aG deskers bob".to_owned()
        )]
    );
    let mend = host.mend("bob", "directory");
    assert_eq!(mend, "ask root for: usermod -aG deskers bob");
    host.is_well();
}

#[test]
fn a_login_outside_the_group_of_a_directory_that_was_closed() {
    let Some(host) = Host::new() else { return };
    let team = host.desk().parent().unwrap().to_owned();
    fs::set_permissions(&team, fs::Permissions::from_mode(0o700)).unwrap();
    host.mend("bob", "directory");
    host.is_well();
}

#[test]
fn a_file_of_another_group_is_given_back() {
    let Some(host) = Host::of_both() else { return };
    let path = host.desk();
    for mode in [0o660, 0o600] {
        std::os::unix::fs::chown(&path, None, Some(PEOPLE[0].1)).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let mend = host.mend("bob", "access");
        assert!(
            mend.starts_with("ask ana, who owns it, for: chgrp "),
            "{mend}"
        );
        host.is_well();
    }
    // As its owner sees it: the directory is right, for there the logins are.
    std::os::unix::fs::chown(&path, None, Some(PEOPLE[0].1)).unwrap();
    let mend = host.mend("ana", "group");
    assert!(mend.starts_with("chgrp "), "{mend}");
    host.is_well();
    // And a directory of another group, of whose owner only root can give it back.
    let team = path.parent().unwrap();
    std::os::unix::fs::chown(team, Some(PEOPLE[1].1), Some(PEOPLE[1].1)).unwrap();
    host.mend("bob", "directory");
    host.is_well();
}

#[test]
fn a_second_name_is_parted_by_the_owner() {
    let Some(host) = Host::of_both() else { return };
    fs::hard_link(host.desk(), host.dir.path().join("second")).unwrap();
    let mend = host.mend("bob", "links");
    assert!(
        mend.starts_with("ask ana, who owns it, for: cp -p "),
        "{mend}"
    );
    host.is_well();
}

#[test]
fn a_desk_that_is_made_anew_stays_its_owners_and_the_groups() {
    let Some(host) = Host::of_both() else { return };
    for user in ["ana", "bob", "root"] {
        host.write("DROP INDEX event_of_ticket");
        host.mend(user, "schema");
        host.is_well();
        fs::remove_file(host.desk().with_file_name("desk.hoist.strange")).unwrap();
    }
}
