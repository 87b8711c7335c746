//! `hoist export`.

use super::Home;

#[test]
fn since_looks_back() {
    let home = Home::new();
    home.ok("new --as tom --subject \"VPN drops\" --customer Acme");
    for since in [
        "3d",
        "1d",
        "2h",
        "\"90 min ago\"",
        "yesterday",
        "2020",
        "2020-01-01",
    ] {
        let table = home.ok(&format!("export --format csv --since {since}"));
        assert!(table.contains("VPN drops"), "{since}: {table}");
    }
    let table = home.ok("export --format csv --since now");
    assert_eq!(table.lines().count(), 1, "{table}");
    for since in ["soon", "tomorrow"] {
        let said = home.fails(2, &format!("export --since {since}"));
        assert!(said.contains("not a time that lies behind"), "{said}");
    }
}

#[test]
fn a_dash_stands_for_standard_output() {
    let home = Home::new();
    home.ok("new --subject a --customer Acme");
    let here = home.path().join("here");
    std::fs::create_dir(&here).unwrap();
    let ran = home
        .command("export --format csv --out -")
        .current_dir(&here)
        .output()
        .unwrap();
    assert!(ran.status.success(), "{ran:?}");
    assert_eq!(
        String::from_utf8(ran.stdout).unwrap(),
        home.ok("export --format csv")
    );
    assert_eq!(
        std::fs::read_dir(&here).unwrap().count(),
        0,
        "no file of that name"
    );
}

/// A name alone stands for a file in the directory one is in.
#[test]
fn a_path_may_be_a_name_without_a_directory() {
    let home = Home::new();
    home.ok("new --subject a --customer Acme");
    let desk = home.desk().display().to_string();
    let here = home.path().join("here");
    std::fs::create_dir(&here).unwrap();
    let ok = |line: &str| {
        let ran = home.command(line).current_dir(&here).output().unwrap();
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert!(ran.status.success(), "{line}: {said}");
        String::from_utf8(ran.stdout).unwrap()
    };
    ok("export --format jsonl --out full.jsonl");
    ok("import full.jsonl --format jsonl --desk new.hoist");
    assert!(ok("list --desk new.hoist").contains("#1"));
    ok("backup copy.hoist");
    ok("salvage copy.hoist --to saved.hoist");
    assert!(ok("list --desk saved.hoist").contains("#1"));
    ok("restore-desk copy.hoist --desk back.hoist");
    ok("restore-desk copy.hoist --desk back.hoist --aside");
    assert!(ok("list --desk back.hoist").contains("#1"));
    ok("init --desk made.hoist --name ana");
    ok("new --subject b --customer Acme --desk made.hoist");
    ok("doctor --desk made.hoist");
    ok(&format!("backup again.hoist --desk {desk}"));
}
