//! Configurations on the command line; no secret of one is left anywhere.

use super::Home;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Stdio;

const SECRETS: [&str; 3] = [
    "hunter2-planted",
    "7f3a9c1e5b8d2046af91c7e3",
    "MIIEvQIBADANBgkqhki",
];

const TEXT: &str = "listen = 443\npassword = hunter2-planted\napi_key: 7f3a9c1e5b8d2046af91c7e3\n\
    -----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhki\n-----END PRIVATE KEY-----\ntimeout = 60\n";

fn home() -> Home {
    let home = Home::new();
    home.ok(
        "new --as tom --subject \"It is slow\" --customer Acme --product Gateway --version 2.4",
    );
    home.ok("new --as tom --subject \"It is slow again\" --customer Acme --product Gateway");
    home
}

/// Every file below these directories that holds one of the secrets.
fn leaks(dirs: &[PathBuf]) -> Vec<String> {
    let mut found = Vec::new();
    let mut todo: Vec<PathBuf> = dirs.iter().filter(|d| d.exists()).cloned().collect();
    let mut seen = 0;
    while let Some(path) = todo.pop() {
        if path.is_dir() {
            todo.extend(std::fs::read_dir(&path).unwrap().map(|e| e.unwrap().path()));
            continue;
        }
        seen += 1;
        let bytes = std::fs::read(&path).unwrap();
        let holds = |s: &&&str| bytes.windows(s.len()).any(|w| w == s.as_bytes());
        found.extend(
            SECRETS
                .iter()
                .filter(holds)
                .map(|s| format!("{}: {s}", path.display())),
        );
    }
    assert!(seen > 0, "there was nothing to look through");
    found
}

/// Whether a file of its user's own holds these words.
fn state_holds(home: &Home, words: &str) -> bool {
    let mut todo = vec![home.path().join("state")];
    while let Some(path) = todo.pop() {
        if path.is_dir() {
            todo.extend(std::fs::read_dir(&path).unwrap().map(|e| e.unwrap().path()));
        } else if String::from_utf8_lossy(&std::fs::read(&path).unwrap()).contains(words) {
            return true;
        }
    }
    false
}

/// The secrets in what lies packed in the desk's file.
fn packed(home: &Home) -> Vec<&'static str> {
    let conn = rusqlite::Connection::open(home.desk()).unwrap();
    let mut chunks = conn.prepare("SELECT packed, bytes FROM chunk").unwrap();
    let rows = chunks.query_map([], |r| Ok((r.get::<_, bool>(0)?, r.get::<_, Vec<u8>>(1)?)));
    let mut found = Vec::new();
    for (is_packed, bytes) in rows.unwrap().map(Result::unwrap) {
        let mut raw = bytes.clone();
        if is_packed {
            raw.clear();
            let mut decoder = flate2::read::DeflateDecoder::new(bytes.as_slice());
            decoder.read_to_end(&mut raw).unwrap();
        }
        let text = String::from_utf8_lossy(&raw).into_owned();
        found.extend(SECRETS.into_iter().filter(|s| text.contains(s)));
    }
    found
}

fn of(home: &Home) -> Vec<PathBuf> {
    ["data", "state", "config"]
        .map(|d| home.path().join(d))
        .into()
}

#[test]
fn no_secret_is_left_in_any_file() {
    let home = home();
    let path = home.path().join("app.ini");
    std::fs::write(&path, TEXT).unwrap();
    let file = path.display();
    // The search finds what it looks for, or it proves nothing.
    assert_eq!(leaks(std::slice::from_ref(&path)).len(), 3);
    // Held open by a reader, the log of the database keeps every page that was written.
    let reader = rusqlite::Connection::open(home.desk()).unwrap();
    reader
        .execute_batch("BEGIN; SELECT count(*) FROM event;")
        .unwrap();
    home.ok(&format!("snapshot add 1 {file} --as tom"));
    home.with_input("snapshot add 2 - --name app.ini --as tom", TEXT.as_bytes());
    home.ok(&format!(
        "snapshot baseline set Gateway app.ini {file} --as lea"
    ));
    home.ok("snapshot diff 2 1");
    home.ok("snapshot diff 2 1 --with baseline --json");
    home.ok(&format!("snapshot mask {file}"));
    let said = home.fails(2, "snapshot add 1 no-such-file --as tom");
    assert!(
        said.contains("Nothing was kept") && !said.contains("attached"),
        "{said}"
    );
    let refused = home.with_input("snapshot add 99 - --name app.ini --as tom", TEXT.as_bytes());
    assert_eq!(refused.code, 3);
    let wal = PathBuf::from(format!("{}-wal", home.desk().display()));
    assert!(
        std::fs::metadata(&wal).unwrap().len() > 0,
        "the log is there"
    );
    assert_eq!(leaks(&of(&home)), Vec::<String>::new());
    drop(reader);
    home.ok("snapshot list 1");
    assert_eq!(leaks(&of(&home)), Vec::<String>::new());
    assert_eq!(packed(&home), Vec::<&str>::new());
    // Not in what is exported, nor among the bytes as they are given out.
    let out = home.path().join("data/desk.jsonl");
    home.ok(&format!("export --out {}", out.display()));
    std::fs::write(home.path().join("data/given"), home.ok("attachment 1 1")).unwrap();
    assert_eq!(leaks(&of(&home)), Vec::<String>::new());
}

#[test]
fn a_snapshot_is_taken_listed_shown_and_compared() {
    let home = home();
    let file = |name: &str, text: &str| {
        let path = home.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let said = home.ok(&format!(
        "snapshot add 1 {} --as tom",
        file("app.ini", TEXT)
    ));
    assert!(
        said.contains("  1  app.ini")
            && said.contains("3 secrets masked (password 1, private_key 1, token 1)"),
        "{said}"
    );
    assert!(said.contains("nothing to compare it with yet"), "{said}");
    let changed = TEXT.replace("timeout = 60", "timeout = 5");
    let path = file("other.ini", &changed);
    let said = home.ok(&format!("snapshot add 2 {path} --name App.INI --as tom"));
    assert!(
        said.contains("against #1 app.ini (1): 1 line removed, 1 added"),
        "{said}"
    );
    let shown = home.ok("snapshot show 2 1");
    assert!(
        shown.contains("password = «masked:password»\napi_key: «masked:token "),
        "{shown}"
    );
    let diff = home.ok("snapshot diff 2 1");
    assert!(
        diff.starts_with("--- #1 app.ini (1)\n+++ #2 App.INI (1)\n@@ -4,4 +4,4 @@\n"),
        "{diff}"
    );
    assert!(diff.contains("\n-timeout = 60\n+timeout = 5\n"), "{diff}");
    assert!(
        diff.ends_with("1 added; 1 masked value cannot be compared\n"),
        "{diff}"
    );
    let object = home.json("snapshot diff 2 1 --with 1.1");
    assert_eq!(
        (&object["removed"], &object["old"]["ticket"]),
        (&1.into(), &1.into())
    );
    assert_eq!(object["hunks"][0]["lines"][3]["side"], "removed");
    assert_eq!(object["unknown_secrets"], 1);
    // Another token shows, though nobody sees either.
    let rolled = TEXT.replace("7f3a9c1e", "00000000");
    home.ok(&format!(
        "snapshot add 2 {} --name app.ini --as tom",
        file("b.ini", &rolled)
    ));
    let diff = home.ok("snapshot diff 2 2 --with 1.1");
    assert!(diff.contains("-api_key: «masked:token "), "{diff}");
    let listed = home.ok("snapshot list --customer acme --name APP.ini");
    assert_eq!(listed.lines().count(), 4, "{listed}");
    let cut = home.ok("snapshot list --customer acme --limit 2");
    assert!(cut.contains("more than these 2"), "{cut}");
    assert_eq!(
        home.json("snapshot list 1")["configuration"]["masked"]["token"],
        1
    );
    assert!(home.ok("attachments 1").contains("app.ini"));
    assert!(
        home.ok("show 1 --timeline")
            .contains("took a snapshot 1 of the configuration app.ini")
    );
    assert!(home.ok("audit check").contains("attachments match"));
    for (line, code) in [
        ("snapshot diff 1 9", 3),
        ("snapshot diff 1 1 --with last", 3),
        ("snapshot diff 1 1 --with 2.9", 3),
        ("snapshot diff 1 1 --with 77", 3),
        ("snapshot diff 1 1 --with nonsense", 2),
        ("snapshot add 1 - --as tom", 2),
        ("snapshot list", 2),
        ("snapshot baseline set Gateway app.ini --of 1.1 --as tom", 6),
        ("snapshot baseline show Gateway app.ini", 3),
    ] {
        home.fails(code, line);
    }
}

#[test]
fn a_snapshot_of_an_attachment_leaves_the_attachment_and_says_so() {
    let home = home();
    let path = home.path().join("app.ini");
    std::fs::write(&path, TEXT).unwrap();
    home.ok(&format!("attach 1 {} --as tom", path.display()));
    let said = home.ok("snapshot add 1 --attachment 1 --as tom");
    assert!(
        said.contains("Attachment 1 itself stays as it came, with its secrets."),
        "{said}"
    );
    assert!(!home.ok("snapshot show 1 2").contains(SECRETS[0]));
    assert!(
        home.fails(2, "snapshot add 1 --attachment 2 --as tom")
            .contains("a snapshot already")
    );
    home.fails(3, "snapshot show 1 1");
}

#[test]
fn baselines_are_set_listed_and_removed() {
    let home = home();
    let path = home.path().join("app.ini");
    std::fs::write(&path, TEXT).unwrap();
    let set = format!(
        "snapshot baseline set Gateway app.ini {} --why golden --as lea",
        path.display()
    );
    assert!(home.ok(&set).contains("3 secrets masked"), "{set}");
    let listed = home.ok("snapshot baseline list");
    assert!(
        listed.contains("Gateway") && listed.contains("golden"),
        "{listed}"
    );
    assert!(
        home.ok("snapshot baseline show gateway APP.INI")
            .starts_with("listen = 443\n")
    );
    home.with_input("snapshot add 1 - --name app.ini --as tom", b"listen = 80\n");
    let diff = home.ok("snapshot diff 1 1");
    assert!(
        diff.contains("against baseline app.ini of Gateway"),
        "{diff}"
    );
    home.ok("snapshot baseline remove gateway app.ini --reason gone --as lea");
    assert!(
        home.ok("snapshot baseline list")
            .contains("No product has a baseline")
    );
    assert!(home.ok("audit check").contains("the chain holds"));
}

#[test]
fn text_of_other_encodings_is_read_and_what_is_no_text_is_not() {
    let home = home();
    let wide: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(
            "password=hunter2-planted\r\nGröße=1\r\n"
                .encode_utf16()
                .flat_map(u16::to_le_bytes),
        )
        .collect();
    let path = home.path().join("wide.ini");
    std::fs::write(&path, &wide).unwrap();
    home.ok(&format!("snapshot add 1 {} --as tom", path.display()));
    assert_eq!(
        home.ok("snapshot show 1 1"),
        "password=«masked:password»\r\nGröße=1\r\n"
    );
    assert_eq!(
        home.json("snapshot list 1")["configuration"]["encoding"],
        "UTF-16"
    );
    std::fs::write(&path, [0, 1, 2, 3, 0xff, 0, 7]).unwrap();
    let said = home.fails(2, &format!("snapshot add 1 {} --as tom", path.display()));
    assert!(
        said.contains("is no text") && said.contains("Nothing was kept"),
        "{said}"
    );
    let missing = home.fails(2, "snapshot add 1 /nowhere/at/all --as tom");
    assert!(missing.contains("is not there"), "{missing}");
    let closed = home
        .command("snapshot mask -")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(closed.status.success() && closed.stdout.is_empty());
    assert!(Path::new(&home.desk()).exists());
}

#[test]
fn what_is_pasted_into_the_interface_leaves_no_secret_in_any_file() {
    let home = home();
    let paste = format!("\u{1b}[200~{TEXT}\u{1b}[201~");
    let mut first = home.terminal("--as tom");
    first.wait_text("It is slow");
    // What is kept of other forms is found below: the place is the right one.
    first.keys("n \"drafted words\" <esc>");
    first.wait_text("Kept as a draft");
    first.keys("= <enter>");
    first.wait_text("Take a snapshot");
    first.send("\t");
    first.send(&paste);
    first.wait_text("timeout = 60");
    first.send("\tapp.ini");
    first.wait_text("app.ini");
    // Longer than a draft of another form takes to be kept; then the line is cut.
    std::thread::sleep(std::time::Duration::from_millis(900));
    first.hang_up();
    drop(first);
    assert_eq!(leaks(&of(&home)), Vec::<String>::new());
    let mut second = home.terminal("--as tom");
    second.wait_text("It is slow");
    second.keys("= <enter>");
    second.wait_text("Take a snapshot");
    second.send("\t");
    second.send(&paste);
    second.wait_text("timeout = 60");
    second.send("\tapp.ini");
    second.wait_text("app.ini");
    // What comes with the end of a paste never sends.
    std::thread::sleep(std::time::Duration::from_millis(250));
    second.keys("<c-s>");
    second.wait_text("There is no earlier snapshot");
    assert_eq!(leaks(&of(&home)), Vec::<String>::new());
    assert_eq!(packed(&home), Vec::<&str>::new());
    assert!(
        state_holds(&home, "drafted words"),
        "drafts are looked through too"
    );
}

#[test]
fn hunks_are_kept_from_the_command_line_and_close_the_item_when_confirmed() {
    let home = home();
    let file = home.path().join("server.conf");
    let text = |pool: u32, keep: u32| {
        let between: String = (0..20).map(|n| format!("key{n} = {n}\n")).collect();
        format!("password = hunter2-planted\npool = {pool}\n{between}keep = {keep}\n")
    };
    for (pool, keep) in [(32, 14), (8, 3)] {
        std::fs::write(&file, text(pool, keep)).unwrap();
        home.ok(&format!("snapshot add 1 {} --as tom", file.display()));
    }
    let said = home.fails(3, "snapshot diff 1 2 --keep 1,3 --as tom");
    assert!(
        said.contains("There is no hunk 3; the difference has 2. Nothing was kept."),
        "{said}"
    );
    assert!(home.ok("kept 1 --as tom").contains("Nothing is kept"));
    let said = home.ok("snapshot diff 1 2 --keep 1,2 --as tom");
    assert_eq!(said, "#1: kept 2 pieces\n");
    let one = home.json("kept 1 1 --as tom");
    assert_eq!(
        (&one["kind"], &one["source"]["kind"]),
        (&"hunk".into(), &"configuration".into())
    );
    let text = one["text"].as_str().unwrap();
    assert!(
        text.contains("-pool = 32") && text.contains("+pool = 8"),
        "{text}"
    );
    assert!(
        !text.contains("hunter2") && text.contains("«masked:password»"),
        "{text}"
    );
    assert!(
        home.json("kept 1 2 --as tom")["text"]
            .as_str()
            .unwrap()
            .contains("+keep = 3")
    );
    home.ok("check 1 configurations --kept --as tom");
    assert_eq!(home.json("show 1")["checklist"][0]["state"], "done");
}

#[test]
fn both_texts_stand_beside_each_other_as_wide_as_the_line() {
    let home = home();
    let file = home.path().join("server.conf");
    for pool in [
        "32",
        "8 # \u{202e}turned, and a comment that is a good deal longer than half a line",
    ] {
        std::fs::write(&file, format!("a = 1\npool = {pool}\nz = 2\n")).unwrap();
        home.ok(&format!("snapshot add 1 {} --as tom", file.display()));
    }
    let said = home.ok("snapshot diff 1 2 --side-by-side --as tom");
    let lines: Vec<&str> = said.lines().collect();
    assert!(
        lines[0].starts_with("#1 server.conf (1) ") && lines[0].contains(" │ #1 server.conf (2)"),
        "{said}"
    );
    assert!(
        said.contains("- pool = 32 ") && said.contains("+ pool = 8"),
        "{said}"
    );
    assert!(said.contains("<U+202E>"), "{said}");
    let bars = lines
        .iter()
        .filter_map(|l| l.chars().position(|c| c == '│'));
    assert!(
        bars.clone().all(|at| at == 39) && bars.count() > 5,
        "{said}"
    );
    assert!(lines.iter().all(|l| l.chars().count() <= 80), "{said}");
}
