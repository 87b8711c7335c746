//! The table of attacks: one attempt a row, none succeeds, each leaves a line in a log.

use super::server;
use super::server::Server;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::{Command, Output};
use std::time::Duration;

/// One attempt: what it is, the client's options, what it asks for, what the log says of it.
struct Row(
    &'static str,
    &'static [&'static str],
    &'static str,
    &'static str,
);

/// What is sent as a command or as a flag of the client, with emi's key.
const COMMANDS: &[Row] = &[
    Row("a shell", &["-T"], "sh", "refused: “sh”"),
    Row(
        "a shell with a terminal",
        &["-tt"],
        "/bin/sh -i",
        "refused: “/bin/sh -i”",
    ),
    Row(
        "nothing, without a terminal",
        &["-T"],
        "",
        "begins: the interface",
    ),
    Row(
        "two commands",
        &["-T"],
        "list; id > pwned",
        "refused: “list; id > pwned”",
    ),
    Row("and", &["-T"], "list && id > pwned", "“list && id > pwned”"),
    Row("a pipe", &["-T"], "list | sh", "“list | sh”"),
    Row(
        "an expansion",
        &["-T"],
        "$(touch pwned)",
        "refused: “$(touch pwned)”",
    ),
    Row(
        "backticks",
        &["-T"],
        "`touch pwned`",
        "refused: “`touch pwned`”",
    ),
    Row("a second line", &["-T"], "list\nid > pwned", "“list"),
    Row(
        "a path for a command",
        &["-T"],
        "../../bin/sh",
        "refused: “../../bin/sh”",
    ),
    Row(
        "a program of the host",
        &["-T"],
        "cat secret.txt",
        "refused: “cat secret.txt”",
    ),
    Row(
        "rsync",
        &["-T"],
        "rsync --server . /",
        "refused: “rsync --server . /”",
    ),
    Row(
        "git",
        &["-T"],
        "git-upload-pack '/'",
        "refused: “git-upload-pack",
    ),
    Row(
        "the subsystem sftp",
        &["-s"],
        "sftp",
        "refused: “internal-sftp”",
    ),
    Row(
        "another subsystem",
        &["-s"],
        "netconf",
        "subsystem request for netconf",
    ),
    Row(
        "another agent",
        &["-T"],
        "list --as kim",
        "refused: “list --as kim”",
    ),
    Row(
        "another agent before the command",
        &["-T"],
        " --as kim list",
        "refused: “ --as kim list”",
    ),
    Row(
        "another agent, written together",
        &["-T"],
        "list --as=kim",
        "refused: “list --as=kim”",
    ),
    Row(
        "another desk",
        &["-T"],
        "list --desk other.hoist",
        "refused: “list --desk other.hoist”",
    ),
    Row(
        "another config",
        &["-T"],
        "list --config secret.txt",
        "refused: “list --config secret.txt”",
    ),
    Row(
        "coming in once more",
        &["-T"],
        "ssh --agent kim",
        "refused: “ssh --agent kim”",
    ),
    Row(
        "hoist by its name",
        &["-T"],
        "hoist ssh --agent kim",
        "refused: “hoist ssh --agent kim”",
    ),
    Row(
        "the list of keys",
        &["-T"],
        "ssh-keys",
        "refused: “ssh-keys”",
    ),
    Row(
        "keys into the interface",
        &["-T"],
        "list --keys q --print 80x24",
        "refused: “list --keys",
    ),
    Row(
        "a file for a text",
        &["-T"],
        "note 1 --text-file secret.txt",
        "refused: “note 1 --text-file",
    ),
    Row(
        "a file to attach",
        &["-T"],
        "attach 1 secret.txt",
        "refused: “attach 1 secret.txt”",
    ),
    Row(
        "a file beside standard input",
        &["-T"],
        "attach 1 - secret.txt",
        "refused: “attach 1 - secret.txt”",
    ),
    Row(
        "a log of the host",
        &["-T"],
        "logs secret.txt",
        "refused: “logs secret.txt”",
    ),
    Row(
        "a log of the host by a way round",
        &["-T"],
        "logs ./1 ../secret.txt",
        "refused: “logs ./1 ../secret.txt”",
    ),
    Row(
        "a log of the host beside standard input",
        &["-T"],
        "logs - secret.txt",
        "refused: “logs - secret.txt”",
    ),
    Row(
        "a log of the host behind a ticket",
        &["-T"],
        "logs 1 secret.txt",
        "refused: “logs 1 secret.txt”",
    ),
    Row(
        "a log of the host called like a ticket",
        &["-T"],
        "logs 1",
        "refused: “logs 1”",
    ),
    Row(
        "a log of the host behind two dashes",
        &["-T"],
        "logs -- secret.txt",
        "refused: “logs -- secret.txt”",
    ),
    Row(
        "a device for a log",
        &["-T"],
        "logs /dev/stdin",
        "refused: “logs /dev/stdin”",
    ),
    Row(
        "an export of everything",
        &["-T"],
        "export",
        "refused: “export”",
    ),
    Row(
        "an export of a ticket into a file",
        &["-T"],
        "export 1 --out pwned",
        "refused: “export 1 --out pwned”",
    ),
    Row(
        "a configuration of the host",
        &["-T"],
        "snapshot add 1 secret.txt",
        "refused: “snapshot add",
    ),
    Row(
        "a folder of articles",
        &["-T"],
        "kb import .",
        "refused: “kb import .”",
    ),
    Row(
        "an export into a file",
        &["-T"],
        "export --out pwned",
        "refused: “export --out pwned”",
    ),
    Row(
        "the database",
        &["-T"],
        "sql --readonly",
        "refused: “sql --readonly”",
    ),
    Row(
        "a backup",
        &["-T"],
        "backup pwned",
        "refused: “backup pwned”",
    ),
    Row(
        "another process",
        &["-T"],
        "process use secret.txt",
        "refused: “process use",
    ),
    Row(
        "a key of one's own",
        &["-T"],
        "agents key add emi ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILM+rvN+ot98qgEN796jTiQfZfG1KaT0PtFDJ/XFSqti",
        "begins: “agents key add",
    ),
    Row(
        "a role of one's own",
        &["-T"],
        "agents role emi --lead",
        "begins: “agents role emi --lead”",
    ),
    Row(
        "accepting unseen",
        &["-T"],
        "accept 1 000000",
        "begins: “accept 1 000000”",
    ),
    Row(
        "half a quotation",
        &["-T"],
        "note 1 --text \"open",
        "refused: “note 1 --text",
    ),
    Row(
        "an escape",
        &["-T"],
        "list \u{1b}]0;pwned\u{7}",
        "refused: “list",
    ),
    Row(
        "a flag of the client in place of a host",
        &["-T"],
        " --help",
        "refused: “ --help”",
    ),
    Row("an X11 display", &["-Y", "-T"], "xterm", "refused: “xterm”"),
];

/// Whatever is tried, these stay as they were.
fn unharmed(server: &Server, name: &str, done: &Output) {
    let said = String::from_utf8_lossy(&done.stdout);
    let wrong = String::from_utf8_lossy(&done.stderr);
    for file in ["pwned", "other.hoist"] {
        assert!(!server.path(file).exists(), "{name} made {file}");
    }
    for text in ["the host's secret", "uid=", "OPENSSH PRIVATE KEY"] {
        assert!(
            !said.contains(text) && !wrong.contains(text),
            "{name}: {said}{wrong}"
        );
    }
    assert!(
        !said.contains('\u{1b}') && !wrong.contains('\u{1b}'),
        "{name}: {said:?}{wrong:?}"
    );
}

#[test]
fn none_of_the_commands_succeeds_and_each_is_logged() {
    let Some(server) = super::server() else {
        return;
    };
    let before = server.host(&["--json", "show", "1", "--timeline"]);
    for Row(name, options, asked, logged) in COMMANDS {
        let mark = server.mark();
        let asked: Vec<&str> = match asked.is_empty() {
            true => Vec::new(),
            false => vec![asked],
        };
        let done = server.ssh("emi", options, &asked, b"");
        assert!(
            !done.status.success(),
            "{name}: {}",
            String::from_utf8_lossy(&done.stdout)
        );
        unharmed(&server, name, &done);
        assert!(
            server.says_since(mark, logged),
            "{name}: “{logged}” is not in\n{}",
            &server.journal()[mark.0..]
        );
    }
    let agents = server.host(&["--json", "agents", "key", "list", "emi"]);
    assert_eq!(agents.lines().count(), 1, "{agents}");
    assert_eq!(server.host(&["--json", "show", "1", "--timeline"]), before);
}

#[test]
fn long_and_binary_arguments_are_refused() {
    let Some(server) = super::server() else {
        return;
    };
    let long = format!("note 1 --text {}", "x".repeat(100_000));
    let done = server.ssh("emi", &["-T"], &[&long], b"");
    assert!(!done.status.success());
    assert!(
        server.journal().contains("longer than 64 KiB"),
        "{}",
        server.journal()
    );
    assert!(server.journal().lines().all(|l| l.len() < 1_500));
    let binary: &std::ffi::OsStr =
        std::os::unix::ffi::OsStrExt::from_bytes(b"note 1 --text \xff\xfe\x80");
    let mut command = Command::new("ssh");
    command.args(server.client("emi", &["-T"], &[])).arg(binary);
    assert!(!server.run(command, b"").status.success());
    assert!(
        server.journal().contains("not UTF-8"),
        "{}",
        server.journal()
    );
    let many = format!("note 1 {}", "a ".repeat(20_000));
    assert!(!server.ssh("emi", &["-T"], &[&many], b"").status.success());
}

#[test]
fn files_go_neither_way() {
    let Some(server) = super::server() else {
        return;
    };
    let mine = server.home.path().join("mine.txt");
    std::fs::write(&mine, "mine").unwrap();
    let target = format!("there:{}", server.path("pwned").display());
    let source = format!("there:{}", server.path("secret.txt").display());
    let got = server.path("got.txt");
    let port = server.client("emi", &[], &[]);
    // The client's words without user and host, for which scp and sftp have a place of their own.
    let (host, options) = port.split_last().unwrap();
    let options: Vec<String> = options
        .iter()
        .map(|w| {
            if w == "-p" {
                "-P".to_owned()
            } else {
                w.clone()
            }
        })
        .collect();
    for old in [&["-O"][..], &[]] {
        for (from, to) in [
            (mine.display().to_string(), target.clone()),
            (source.clone(), got.display().to_string()),
        ] {
            let mut command = Command::new("scp");
            let put = |t: String| t.replace("there:", &format!("{host}:"));
            command.args(old).args(&options).args([put(from), put(to)]);
            let done = server.run(command, b"");
            assert!(!done.status.success());
            unharmed(&server, "scp", &done);
        }
    }
    let mut command = Command::new("sftp");
    command.args(["-b", "-"]).args(&options).arg(host);
    let script = format!(
        "put {} {}\nget {} {}\n",
        mine.display(),
        server.path("pwned").display(),
        server.path("secret.txt").display(),
        got.display()
    );
    let done = server.run(command, script.as_bytes());
    assert!(!done.status.success());
    unharmed(&server, "sftp", &done);
    assert!(!got.exists());
    let journal = server.journal();
    assert!(
        journal.contains("refused: “scp -t") && journal.contains("refused: “scp -f"),
        "{journal}"
    );
    assert!(journal.contains("refused: “internal-sftp”"), "{journal}");
}

/// A service of the host that says a word to whoever gets through.
fn service() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let _ = stream.unwrap().write_all(b"uid=0 the service within\n");
        }
    });
    port
}

#[test]
fn nothing_is_forwarded() {
    let Some(server) = super::server() else {
        return;
    };
    let port = service();
    // Straight through, as -L and -D do it too.
    let through = format!("127.0.0.1:{port}");
    let done = server.ssh("emi", &["-W", &through], &[], b"");
    assert!(!done.status.success());
    unharmed(&server, "-W", &done);
    let refused = "refused local port forward";
    assert!(
        server.says_since((0, 0), refused),
        "{}",
        server.server_log()
    );
    local_forward(&server, port);
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let socket = server.path("pwned").display().to_string();
    let back = [format!("{free}:{through}"), format!("{socket}:{through}")];
    for (each, logged) in back.iter().zip(["tcpip-forward", "streamlocal-forward"]) {
        let options = ["-N", "-o", "ExitOnForwardFailure=yes", "-R", each];
        let done = server.ssh("emi", &options, &[], b"");
        assert!(!done.status.success(), "-R {each}");
        unharmed(&server, "-R", &done);
        assert!(server.says_since((0, 0), logged), "{}", server.server_log());
    }
    let within = format!(
        "{}:{}",
        server.path("here").display(),
        server.path("there.sock").display()
    );
    let done = server.ssh("emi", &["-L", &within, "-T"], &["whoami"], b"");
    assert!(String::from_utf8_lossy(&done.stdout).contains("emi"));
}

/// A port of the client's, which sshd is asked to lead to a service.
fn local_forward(server: &Server, port: u16) {
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let lead = format!("127.0.0.1:{free}:127.0.0.1:{port}");
    let mut client = Command::new("ssh")
        .args(server.client("emi", &["-N", "-L", &lead], &[]))
        .spawn()
        .unwrap();
    let mut heard = Vec::new();
    for _ in 0..200 {
        if let Ok(mut stream) = std::net::TcpStream::connect(("127.0.0.1", free)) {
            stream
                .set_read_timeout(Some(Duration::from_secs(5)))
                .unwrap();
            let _ = stream.read_to_end(&mut heard);
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    client.kill().unwrap();
    client.wait().unwrap();
    assert!(heard.is_empty(), "{}", String::from_utf8_lossy(&heard));
}

#[test]
fn neither_agent_nor_display_is_forwarded() {
    let Some(server) = super::server() else {
        return;
    };
    let done = server.ssh("emi", &["-A", "-Y", "-T"], &["whoami"], b"");
    assert!(String::from_utf8_lossy(&done.stdout).contains("emi"));
    let log = server.server_log();
    assert!(log.contains("key options: command"), "{log}");
    for word in [
        "x11-forwarding",
        "agent-forwarding",
        "port-forwarding",
        "user-rc",
    ] {
        assert!(!log.contains(word) || log.contains("disabled"), "{log}");
    }
    assert!(!log.contains("SSH_AUTH_SOCK"), "{log}");
}

#[test]
fn the_environment_says_nothing() {
    let Some(server) = super::server() else {
        return;
    };
    let other = server.path("home");
    std::fs::create_dir_all(other.join("hoist")).unwrap();
    std::fs::write(
        other.join("hoist/config.toml"),
        "desk = \"/nowhere/else.hoist\"\n",
    )
    .unwrap();
    let dir = other.display();
    let set = format!(
        "SetEnv=HOIST_DESK=/nowhere/other.hoist HOIST_CONFIG={dir}/none.toml XDG_CONFIG_HOME={dir} XDG_STATE_HOME={dir} HOME={dir} EDITOR=/bin/sh VISUAL=/bin/sh PAGER=/bin/sh SHELL=/bin/sh SSH_USER_AUTH=/dev/null"
    );
    let done = server.ssh("emi", &["-o", &set, "-T"], &["--json", "whoami"], b"");
    // The verb comes first; a flag before it is a flag all the same.
    assert!(!done.status.success());
    let done = server.ssh("emi", &["-o", &set, "-T"], &["whoami --json"], b"");
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    let said: serde_json::Value = serde_json::from_str(said.trim()).unwrap();
    assert_eq!(said["agent"], "emi");
    assert_eq!(said["identity"], "ssh");
    assert_eq!(
        said["desk"],
        server.path("desk.hoist").display().to_string()
    );
    assert!(
        std::fs::read_dir(&other).unwrap().count() == 1,
        "nothing was written there"
    );
    assert!(server.journal().contains("begins: “whoami --json”"));
}

#[test]
fn keys_that_are_mixed_up_open_nothing() {
    let Some(server) = super::server() else {
        return;
    };
    let lines = server.host(&[
        "ssh-keys",
        "--state",
        &server.path("state").display().to_string(),
    ]);
    let read = |name: &str| std::fs::read_to_string(server.path(&format!("{name}.pub"))).unwrap();
    let key = |name: &str| read(name).split(' ').take(2).collect::<Vec<_>>().join(" ");
    let shut = |who: &str, why: &str| {
        let mark = server.mark();
        let done = server.ssh(who, &["-T"], &["list"], b"");
        assert!(!done.status.success(), "{who}: {why}");
        let journal = server.journal();
        assert!(server.says_since(mark, why), "{}", &journal[mark.0..]);
    };
    // A stranger's key is on no list.
    shut("zoe", "Connection closed by authenticating user");
    // The line of kim's key carries emi's command.
    server.list(
        &lines
            .replace(&key("emi"), &key("zoe"))
            .replace(&key("kim"), &key("emi")),
    );
    shut("emi", "another key was proven");
    // A line by hand with a key that nobody added, for an agent who has keys.
    let hoist = env!("CARGO_BIN_EXE_hoist");
    let desk = server.path("desk.hoist");
    let state = server.path("state");
    let by_hand = format!(
        "restrict,pty,command=\"{hoist} --desk {} ssh --agent emi --state {}\" {}",
        desk.display(),
        state.display(),
        read("zoe")
    );
    server.list(&by_hand);
    shut("zoe", "exit code 6");
    // An agent that is none.
    server.list(&by_hand.replace("--agent emi", "--agent nobody"));
    shut("zoe", "exit code 3");
    // A key that was taken away, on a list that is older.
    server.list(&lines);
    assert!(server.ssh("emi", &["-T"], &["list"], b"").status.success());
    let fingerprint = server.host(&["--json", "agents", "key", "list", "emi"]);
    let fingerprint: serde_json::Value = serde_json::from_str(fingerprint.trim()).unwrap();
    server.host(&[
        "agents",
        "key",
        "remove",
        "emi",
        fingerprint["fingerprint"].as_str().unwrap(),
    ]);
    shut("emi", "exit code 6");
    let list = server.host(&["ssh-keys"]);
    assert!(!list.contains("--agent emi"), "{list}");
}

#[test]
fn one_key_is_of_one_agent() {
    let Some(server) = super::server() else {
        return;
    };
    let key = std::fs::read_to_string(server.path("emi.pub")).unwrap();
    let done = Command::new(env!("CARGO_BIN_EXE_hoist"))
        .arg("--desk")
        .arg(server.path("desk.hoist"))
        .args(["agents", "key", "add", "kim", key.trim()])
        .env("HOME", server.home.path())
        .output()
        .unwrap();
    assert_eq!(done.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&done.stderr).contains("is emi's already"));
}

#[test]
fn settings_allow_what_they_can() {
    // The table proves nothing on a server that refuses by itself.
    let text = server::settings(std::path::Path::new("/x"), 22);
    for allowed in [
        "AllowTcpForwarding yes",
        "AllowAgentForwarding yes",
        "X11Forwarding yes",
        "Subsystem sftp internal-sftp",
    ] {
        assert!(text.contains(allowed));
    }
}
