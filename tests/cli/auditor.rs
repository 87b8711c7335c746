//! Who has no tier and is no lead looks, and changes nothing: every command that writes, given by such an agent.

use super::Home;
use super::identity::{OTHER, Shared};
use clap::Command;
use std::fs;

/// Lines that would change the desk.
const WRITES: [&str; 76] = [
    "new --subject s --customer Acme",
    "new --subject s --customer Brandnew",
    "take 2",
    "accept 1",
    "release 1",
    "assign 1 tom",
    "set 1 impact=high",
    "set 1 customer=Newhouse new_customer=yes",
    "answer 1 symptoms --text T",
    "check 1 logs --done matches",
    "note 1 --text T",
    "message 1 --text T",
    "received 1 --text T",
    "record 1 tried what=a result=b",
    "criterion 1 impact",
    "escalate 1 --because impact --why T",
    "return 1 --reason incomplete --missing T",
    "recall 1",
    "withdraw 1",
    "resolve 1 --code fixed --text T",
    "deploy 1",
    "sign 1 --checked T --result T",
    "reject 1 --text T",
    "approve 1",
    "decline 1 --code wontfix --text T",
    "tell 1 --channel phone --text T",
    "close 1 --confirmed-by X --how phone",
    "dissatisfied 1 --text T",
    "reopen 1",
    "archive 1",
    "cancel 1 --reason spam",
    "restore 1",
    "follow-up 1",
    "hold 1 customer --until 2d",
    "resume 1",
    "ask 1 network --due 2d --text T",
    "answered 1 1 --text T",
    "override 1 escalate --reason T",
    "settle 1 1",
    "restrict 1",
    "lift 1",
    "undo 1",
    "merge 1 2",
    "attach 1 FILE",
    "keep 1 --message 1 --text hello",
    "snapshot add 1 FILE",
    "snapshot baseline set P app.conf FILE",
    "kb new --title T --text T",
    "kb edit 1 title=U",
    "kb publish 1",
    "kb review 1",
    "kb fixed 1",
    "kb retire 1 --reason T",
    "kb link 1 1",
    "kb unlink 1 1",
    "kb import DIR",
    "customers add Foo",
    "customers contact add Lena --customer 1",
    "products add Q",
    "products version P 2.0",
    "products version P 1.0 --remove",
    "products retire P",
    "products restore P",
    "agents add x --tier tier1",
    "agents role tom --lead",
    "agents remove tom",
    "agents key remove tom x",
    "teams set net --label Net",
    "teams remove network",
    "templates add U --text T",
    "templates change T --text U",
    "templates remove T",
    "review hold",
    "oncall set tier1 tom --from 9:00 --until 17:00",
    "hooks retry page",
    "hooks forget page",
];

/// Commands of which every use is in the list above, or is refused before anybody asks who gives it: what they name is not
/// there. Each is decided by the same words as the others.
const DECIDED: [&str; 13] = [
    "todo", "waive", "kept", "unmerge", "handover", "split", "link", "unlink", "process", "import",
    "review", "oncall", "agents",
];

/// Commands that change nothing of the desk, or what is one's own.
const LOOKS: [&str; 34] = [
    "demo",
    "init",
    "list",
    "show",
    "search",
    "similar",
    "updates",
    "messages",
    "attachments",
    "attachment",
    "report",
    "whoami",
    "who",
    "tick",
    "notifications",
    "status",
    "keys",
    "config",
    "audit",
    "logs",
    "export",
    "doctor",
    "backup",
    "restore-desk",
    "salvage",
    "sql",
    "ssh",
    "ssh-keys",
    "completions",
    "man",
    "help",
    "hooks",
    "snapshot",
    "templates",
];

fn desk() -> Home {
    let home = Home::new();
    home.ok("agents add aud --auditor");
    home.ok("new --subject one --customer Acme");
    home.ok("new --subject two --customer Acme");
    home.ok("take 1");
    home.ok("message 1 --text hello");
    home.ok("kb new --title \"An article\" --text T");
    home.ok("products add P");
    home.ok("products version P 1.0");
    home.ok("templates add T --text T");
    fs::write(home.path().join("FILE"), "a=1\n").unwrap();
    fs::create_dir(home.path().join("DIR")).unwrap();
    let config = home.path().join("config/hoist");
    fs::create_dir_all(&config).unwrap();
    let hook = "[[hooks]]\nname = \"page\"\nrun = [\"/bin/true\"]\n";
    fs::write(config.join("config.toml"), hook).unwrap();
    home
}

#[test]
fn an_auditor_changes_nothing_by_any_command() {
    let home = desk();
    let head = home.ok("audit head");
    let at = |name: &str| home.path().join(name).display().to_string();
    for line in WRITES {
        let line = line.replace("FILE", &at("FILE")).replace("DIR", &at("DIR"));
        let ran = home.run(&format!("--as aud {line}"));
        assert_eq!(ran.code, 6, "{line}: {ran:?}");
        assert_eq!(ran.out, "", "{line}");
        assert_eq!(home.ok("audit head"), head, "{line}");
    }
    // What is one's own, and what looking leaves behind.
    home.ok("--as aud agents away --until 2d");
    home.ok("--as aud notifications --read");
    home.ok(&format!("--as aud backup {}", at("copy.hoist")));
    home.ok("--as aud sql --readonly \"SELECT 1\"");
    home.ok("audit check");
}

#[test]
fn every_command_is_decided_upon() {
    let tree: Command = hoist::cli::args::command();
    for command in tree.get_subcommands() {
        let name = command.get_name();
        let writes = WRITES
            .iter()
            .any(|line| line.split(' ').next() == Some(name));
        let looks = LOOKS.contains(&name) || DECIDED.contains(&name);
        assert!(
            writes || looks,
            "{name}: does it write? Say so in this file"
        );
    }
}

#[test]
fn an_auditor_links_nothing() {
    let Some(shared) = Shared::new() else { return };
    shared.root(&format!("agents add aud --auditor --login {OTHER}"));
    shared.root("new --subject one --customer Acme");
    shared.root("new --subject two --customer Acme");
    shared.root("link 1 2 --as related");
    for line in ["link 2 1 --as parent", "unlink 1 2", "customers add Foo"] {
        let ran = shared.by(OTHER, line);
        assert_eq!(ran.code, 6, "{line}: {ran:?}");
        assert!(ran.err.contains("may look, not change"), "{ran:?}");
    }
}

#[test]
fn an_auditor_saves_no_view() {
    let home = desk();
    let keys = "/ \"one\" <enter> V \"zebra\" <c-s>";
    let frame = home.run_args(&["--as", "aud", "--keys", keys, "--print", "120x36"]);
    assert!(frame.out.contains("may look, not change"), "{}", frame.out);
    let frame = home.run_args(&["--keys", "v", "--print", "120x36"]);
    assert!(!frame.out.contains("zebra"), "{}", frame.out);
}
