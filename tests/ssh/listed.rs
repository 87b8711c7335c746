//! sshd asks hoist for the list of keys.

use std::path::PathBuf;
use std::process::Command;

/// A place that sshd trusts: it and all above belong to root, and nobody else may write there.
fn trusted() -> Option<tempfile::TempDir> {
    let root = rustix::process::getuid().is_root();
    let places = ["/run", "/var/lib", "/usr/local/lib"].map(PathBuf::from);
    let place = |dir: &PathBuf| {
        let made = tempfile::Builder::new()
            .prefix("hoist-test-")
            .tempdir_in(dir)
            .ok()?;
        let program = made.path().join("hoist");
        std::fs::copy(env!("CARGO_BIN_EXE_hoist"), &program).ok()?;
        let runs = Command::new(&program).arg("--version").output();
        runs.is_ok_and(|o| o.status.success()).then_some(made)
    };
    root.then(|| places.iter().find_map(place)).flatten()
}

/// A key pair of another kind for an agent: the name of its file.
fn another(server: &super::server::Server, kind: &str, agent: &str) -> String {
    let file = server.path(kind);
    let made = Command::new("ssh-keygen")
        .args(["-q", "-t", kind, "-N", "", "-C", kind, "-f"])
        .arg(&file)
        .status();
    assert!(made.unwrap().success());
    let line = std::fs::read_to_string(file.with_extension("pub")).unwrap();
    server.host(&["agents", "key", "add", agent, line.trim()]);
    kind.to_owned()
}

#[test]
fn sshd_asks_for_the_keys() {
    let Some(mut server) = super::server() else {
        return;
    };
    let Some(place) = trusted() else {
        eprintln!(
            "NOT RUN: AuthorizedKeysCommand needs a program that belongs to root in a directory of root's"
        );
        return;
    };
    server.list("");
    let program = place.path().join("hoist");
    let command = format!(
        "AuthorizedKeysCommand {} --desk {} ssh-keys --state {} %t %k\nAuthorizedKeysCommandUser root\n",
        program.display(),
        server.path("desk.hoist").display(),
        server.path("state").display()
    );
    server.again(&command);
    let done = server.ssh("emi", &["-T"], &["whoami"], b"");
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(said.starts_with("emi"), "{said}{}", server.server_log());
    for kind in ["ecdsa", "rsa"] {
        let key = another(&server, kind, "emi");
        let done = server.ssh(&key, &["-T"], &["whoami"], b"");
        let said = String::from_utf8_lossy(&done.stdout).into_owned();
        assert!(
            said.starts_with("emi"),
            "{kind}: {said}{}",
            server.server_log()
        );
    }
    assert!(
        !server
            .ssh("zoe", &["-T"], &["whoami"], b"")
            .status
            .success()
    );
    server.host(&["agents", "remove", "emi"]);
    assert!(
        !server
            .ssh("emi", &["-T"], &["whoami"], b"")
            .status
            .success()
    );
}

#[test]
fn one_key_is_asked_for_and_one_is_told() {
    let Some(server) = super::server() else {
        return;
    };
    let read = std::fs::read_to_string(server.path("kim.pub")).unwrap();
    let mut words = read.split(' ');
    let (kind, key) = (words.next().unwrap(), words.next().unwrap());
    let told = server.host(&["ssh-keys", kind, key]);
    assert_eq!(told.lines().count(), 1);
    assert!(
        told.starts_with("restrict,pty,command=\"") && told.contains("--agent kim --key SHA256:"),
        "{told}"
    );
    assert_eq!(server.host(&["ssh-keys"]).lines().count(), 2);
    assert_eq!(server.host(&["ssh-keys", kind, "AAAA"]), "");
}
