//! An export brought into a place that a group shares: the new desk is the group's as well.

use super::Home;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

/// A group that may be given to files: as root another one than files have anyway.
fn group() -> u32 {
    match nix::unistd::geteuid().is_root() {
        true => 1,
        false => nix::unistd::getegid().as_raw(),
    }
}

/// Mode and group.
fn of(path: &Path) -> (u32, u32) {
    let meta = fs::metadata(path).unwrap();
    (meta.mode() & 0o7777, meta.gid())
}

/// A home with an export of its whole desk, and how that is brought into a file.
fn exported() -> (Home, impl Fn(&Path) -> String) {
    let home = Home::new();
    home.ok("new --subject one --customer Acme");
    let export = home.path().join("all.jsonl");
    home.ok(&format!("export --out {}", export.display()));
    let bring = move |desk: &Path| {
        format!(
            "import {} --format jsonl --desk {}",
            export.display(),
            desk.display()
        )
    };
    (home, bring)
}

#[test]
fn the_empty_desk_of_a_group_stays_shared() {
    let (home, bring) = exported();
    let desk = home.path().join("team/desk.hoist");
    let shared = (0o660, group());
    home.ok(&format!(
        "init --name ana --shared {} --desk {}",
        group(),
        desk.display()
    ));
    assert_eq!(of(&desk), shared);
    let said = home.ok(&bring(&desk));
    assert!(said.contains("the whole desk"), "{said}");
    assert_eq!(of(&desk), shared);
    let who = home.ok(&format!("whoami --desk {}", desk.display()));
    assert!(who.contains("advisory: stops mistakes"), "{who}");
    assert_eq!(
        home.ok("audit head"),
        home.ok(&format!("audit head --desk {}", desk.display()))
    );
}

#[test]
fn a_new_desk_in_the_directory_of_a_group_is_shared() {
    let (home, bring) = exported();
    let team = home.path().join("team");
    home.ok(&format!(
        "init --name ana --shared {} --desk {}",
        group(),
        team.join("desk.hoist").display()
    ));
    let new = team.join("new.hoist");
    home.ok(&bring(&new));
    assert_eq!(of(&new), (0o660, group()));
    // A trial makes nothing.
    let tried = team.join("tried.hoist");
    home.ok(&format!("{} --dry-run", bring(&tried)));
    assert!(!tried.exists());
}

#[test]
fn what_is_one_persons_stays_so() {
    let (home, bring) = exported();
    let mode = |path: &Path| of(path).0;
    let desk = home.path().join("own/desk.hoist");
    home.ok(&format!("init --name ana --desk {}", desk.display()));
    home.ok(&bring(&desk));
    assert_eq!(mode(&desk), 0o600);
    // A directory that its group may write and that hands its group on to nothing is not set up for a shared desk.
    let open = home.path().join("open");
    fs::create_dir(&open).unwrap();
    fs::set_permissions(&open, fs::Permissions::from_mode(0o770)).unwrap();
    let new = open.join("new.hoist");
    home.ok(&bring(&new));
    assert_eq!(mode(&new), 0o600);
}

#[test]
fn root_leaves_the_desk_its_owner() {
    if !nix::unistd::geteuid().is_root() {
        eprintln!("not run: not root, files cannot be given away");
        return;
    }
    let (home, bring) = exported();
    let desk = home.path().join("team/desk.hoist");
    home.ok(&format!(
        "init --name ana --shared {} --desk {}",
        group(),
        desk.display()
    ));
    nix::unistd::chown(&desk, Some(54_321.into()), None).unwrap();
    let ran = home.run(&bring(&desk));
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(of(&desk), (0o660, group()));
    assert_eq!(fs::metadata(&desk).unwrap().uid(), 54_321);
}
