//! `export`, `import` of one, and the bundle, by the real program.

use super::Home;
use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

fn closed() -> Home {
    let home = Home::new();
    home.triaged();
    home.ok("note 1 --as tom --text \"=cmd|' /C calc'!A0\"");
    home.ok("set 1 --as tom subject==HYPERLINK(1)");
    home
}

#[test]
fn the_desk_goes_out_and_comes_back_by_command_line() {
    let home = closed();
    let at = |name: &str| home.path().join(name).display().to_string();
    let (all, copy) = (at("all.jsonl"), at("copy.hoist"));
    let said = home.ok(&format!("export --out {all}"));
    assert!(said.contains("the whole desk"), "{said}");
    let bring = format!("import {all} --format jsonl --desk {copy}");
    let said = home.ok(&format!("{bring} --dry-run"));
    assert!(said.contains("nothing was made"), "{said}");
    let said = home.ok(&bring);
    assert!(
        said.contains("1 ticket,") && said.contains("you are ana there"),
        "{said}"
    );
    assert!(home.ok(&bring).contains("already"));
    assert_eq!(home.ok("export"), home.ok(&format!("export --desk {copy}")));
    assert_eq!(
        home.ok("audit head"),
        home.ok(&format!("audit head --desk {copy}"))
    );
    home.fails(2, &format!("export --out {all}"));
    home.fails(
        2,
        &format!("import {all} --format csv --desk {}", at("other")),
    );
    // Into the desk that it is of.
    assert!(
        home.ok(&format!("import {all} --format jsonl"))
            .contains("already")
    );
}

#[test]
fn a_table_is_harmless_to_spreadsheets() {
    let home = closed();
    let table = home.ok("export 1 --format csv");
    assert!(table.contains("\r\n1,'=HYPERLINK(1),"), "{table}");
    let page = home.ok("export 1 --format markdown");
    assert!(page.starts_with("# #1 =HYPERLINK(1)\n"), "{page}");
    home.fails(3, "export 7");
    home.fails(2, "export --format xml");
}

/// `hoist export | head -1`: the reader goes, the program ends without a word.
#[test]
fn a_closed_pipe_is_no_mistake() {
    let home = closed();
    let mut child = home
        .command("export")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    BufReader::with_capacity(1, child.stdout.take().unwrap())
        .read_line(&mut first)
        .unwrap();
    assert!(first.contains("\"hoist\":\"export\""), "{first}");
    let mut said = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut said)
        .unwrap();
    assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(0), ""));
}

#[test]
fn a_bundle_is_shown_once_there_is_one() {
    let home = closed();
    let said = home.fails(3, "show 1 --bundle");
    assert!(said.contains("closing renders it"), "{said}");
    home.ok("cancel 1 --as tom --reason no-longer-needed --text \"As you said\"");
    home.ok("archive 1 --as ana");
    let bundle = home.json("show 1 --bundle");
    assert_eq!(bundle["hash"], bundle["sealed"]);
    assert_eq!(bundle["bundle"]["ticket"]["ticket"], 1);
    assert!(bundle["head"]["n"].as_i64().unwrap() > 5);
    let page = home.ok("show 1 --bundle --markdown");
    assert!(
        page.contains("Sealed with `") && page.contains("## Notes"),
        "{page}"
    );
    let audit = home.ok("audit check");
    assert!(audit.contains("1 sealed bundles"), "{audit}");
}
