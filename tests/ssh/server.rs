//! sshd with a desk behind it.

use portable_pty::CommandBuilder;
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// emi is Tier 2 and on call, kim leads, zoe is a stranger with a key that nobody added.
pub const PEOPLE: [&str; 3] = ["emi", "kim", "zoe"];

/// How long the server may take to listen, and a client to end.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Server {
    pub home: TempDir,
    sshd: Child,
    port: u16,
    user: String,
}

impl Server {
    pub fn start() -> Result<Server, String> {
        let program = sshd()?;
        let home = TempDir::new().unwrap();
        fs::set_permissions(home.path(), PermissionsExt::from_mode(0o700)).unwrap();
        desk(home.path());
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let lines = hoist(home.path(), &["ssh-keys", "--state", &state(home.path())]);
        fs::write(home.path().join("authorized_keys"), lines).unwrap();
        let config = home.path().join("sshd_config");
        fs::write(&config, settings(home.path(), port)).unwrap();
        let sshd = listen(&program, home.path(), &config)?;
        let mut server = Server {
            home,
            sshd,
            port,
            user: user(),
        };
        server.answers()?;
        Ok(server)
    }

    /// Starts sshd anew with further settings.
    pub fn again(&mut self, further: &str) {
        let _ = self.sshd.kill();
        let _ = self.sshd.wait();
        let config = self.path("sshd_config");
        let text = settings(self.home.path(), self.port) + further;
        fs::write(&config, text).unwrap();
        self.sshd = listen(&sshd().unwrap(), self.home.path(), &config).unwrap();
        self.answers().unwrap();
    }

    fn answers(&mut self) -> Result<(), String> {
        let until = Instant::now() + PATIENCE;
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            if Instant::now() > until || self.sshd.try_wait().unwrap().is_some() {
                return Err(format!("sshd does not listen: {}", self.server_log()));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// What the desk's owner runs on the host.
    #[track_caller]
    pub fn host(&self, words: &[&str]) -> String {
        hoist(self.home.path(), words)
    }

    /// The list of keys as sshd reads it from now on.
    pub fn list(&self, lines: &str) {
        fs::write(self.path("authorized_keys"), lines).unwrap();
    }

    /// The words that call the client: options, then what it asks for.
    pub fn client(&self, key: &str, options: &[&str], asked: &[&str]) -> Vec<String> {
        let fixed = [
            "-F",
            "none",
            "-o",
            "BatchMode=yes",
            "-o",
            "IdentitiesOnly=yes",
            "-o",
            "IdentityAgent=none",
            "-o",
            "StrictHostKeyChecking=no",
            "-o",
            "UserKnownHostsFile=/dev/null",
            "-o",
            "LogLevel=ERROR",
            "-o",
            "ConnectTimeout=15",
        ];
        let mut words: Vec<String> = fixed.iter().map(|w| (*w).to_owned()).collect();
        words.extend(["-i".to_owned(), self.path(key).display().to_string()]);
        words.extend(["-p".to_owned(), self.port.to_string()]);
        words.extend(options.iter().map(|w| (*w).to_owned()));
        words.push(format!("{}@127.0.0.1", self.user));
        words.extend(asked.iter().map(|w| (*w).to_owned()));
        words
    }

    /// Runs the client to its end, with text for its standard input.
    pub fn ssh(&self, key: &str, options: &[&str], asked: &[&str], input: &[u8]) -> Output {
        let mut command = Command::new("ssh");
        command.args(self.client(key, options, asked));
        self.run(command, input)
    }

    /// Runs a client that may hang, to its end or for the time of our patience.
    pub fn run(&self, mut command: Command, input: &[u8]) -> Output {
        use std::io::Write;
        let piped = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = piped.env("DISPLAY", "127.0.0.1:99").spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_vec();
        let writer = std::thread::spawn(move || {
            let _ = stdin.write_all(&input);
        });
        let (done, ended) = std::sync::mpsc::channel();
        let id = child.id();
        let killer = std::thread::spawn(move || {
            if ended.recv_timeout(PATIENCE).is_err() {
                let pid = rustix::process::Pid::from_raw(id.try_into().unwrap()).unwrap();
                let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
            }
        });
        let output = child.wait_with_output().unwrap();
        let _ = done.send(());
        let _ = (writer.join(), killer.join());
        output
    }

    /// The interface of an agent who comes in, as a command for a pseudo-terminal.
    pub fn interface(&self, key: &str) -> CommandBuilder {
        self.interface_at(key, self.port)
    }

    /// The same over another port.
    pub fn interface_at(&self, key: &str, port: u16) -> CommandBuilder {
        let mut words = self.client(key, &["-tt"], &[]);
        let own = self.port.to_string();
        for word in words.iter_mut().filter(|w| **w == own) {
            *word = port.to_string();
        }
        let mut command = CommandBuilder::new("ssh");
        command.args(words);
        command.env("TERM", "xterm-256color");
        command
    }

    /// How much of both logs there is.
    pub fn mark(&self) -> (usize, usize) {
        (self.journal().len(), self.server_log().len())
    }

    /// Whether a log says this since the mark; sshd writes some of its lines after the client has gone.
    pub fn says_since(&self, mark: (usize, usize), what: &str) -> bool {
        let until = Instant::now() + PATIENCE;
        loop {
            let (journal, log) = (self.journal(), self.server_log());
            if journal[mark.0..].contains(what) || log[mark.1..].contains(what) {
                return true;
            }
            if Instant::now() > until {
                return false;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// What hoist wrote of sessions.
    pub fn journal(&self) -> String {
        fs::read_to_string(self.path("state/ssh.log")).unwrap_or_default()
    }

    /// What sshd wrote.
    pub fn server_log(&self) -> String {
        let bytes = fs::read(self.path("sshd.log")).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.sshd.kill();
        let _ = self.sshd.wait();
    }
}

use std::os::unix::fs::PermissionsExt;

fn is_root() -> bool {
    rustix::process::getuid().is_root()
}

/// sshd wants to be called by its full path.
fn sshd() -> Result<PathBuf, String> {
    let places = [
        "/usr/sbin/sshd",
        "/usr/local/sbin/sshd",
        "/usr/bin/sshd",
        "/sbin/sshd",
    ];
    let found = places.iter().map(PathBuf::from).find(|p| p.exists());
    let found = found.ok_or("there is no sshd on this machine (Debian: openssh-server)")?;
    for tool in ["ssh", "ssh-keygen", "sftp", "scp"] {
        let there = Command::new("sh")
            .args(["-c", &format!("command -v {tool}")])
            .output();
        if !there.is_ok_and(|o| o.status.success()) {
            return Err(format!(
                "there is no {tool} on this machine (Debian: openssh-client)"
            ));
        }
    }
    if is_root() {
        // Where sshd puts a process without rights; the service makes it at its start.
        fs::create_dir_all("/run/sshd").map_err(|e| format!("/run/sshd: {e}"))?;
    }
    Ok(found)
}

fn user() -> String {
    let said = Command::new("id").arg("-un").output().unwrap();
    String::from_utf8(said.stdout).unwrap().trim().to_owned()
}

fn state(home: &Path) -> String {
    home.join("state").display().to_string()
}

/// A desk with the agents and their keys, and a ticket that waits for Tier 2.
fn desk(home: &Path) {
    let run = |words: &[&str]| hoist(home, words);
    run(&["init", "--name", "owner"]);
    run(&["agents", "add", "emi", "--tier", "tier2"]);
    run(&["agents", "add", "kim", "--tier", "tier1", "--lead"]);
    for name in PEOPLE.iter().chain(&["host"]) {
        let made = Command::new("ssh-keygen")
            .args([
                "-q",
                "-t",
                "ed25519",
                "-N",
                "",
                "-C",
                &format!("{name}@laptop"),
                "-f",
            ])
            .arg(home.join(name))
            .status();
        assert!(made.unwrap().success());
    }
    for name in ["emi", "kim"] {
        let key = fs::read_to_string(home.join(format!("{name}.pub"))).unwrap();
        run(&["agents", "key", "add", name, key.trim()]);
    }
    run(&[
        "new",
        "--subject",
        "Payments down",
        "--customer",
        "Acme",
        "--text",
        "Since nine.",
    ]);
    run(&["take", "1", "impact=high", "urgency=high"]);
    for field in ["symptoms", "steps", "errors", "changes"] {
        run(&["answer", "1", field, "--text", field]);
    }
    for item in ["configurations", "logs", "known_issues", "updates"] {
        run(&["check", "1", item, "--done", "fine"]);
    }
    run(&[
        "escalate",
        "1",
        "--because",
        "potential-bug",
        "--why",
        "it drops charges",
    ]);
    fs::write(home.join("secret.txt"), "the host's secret").unwrap();
}

#[track_caller]
fn hoist(home: &Path, words: &[&str]) -> String {
    let done = Command::new(env!("CARGO_BIN_EXE_hoist"))
        .arg("--desk")
        .arg(home.join("desk.hoist"))
        .args(words)
        .env("HOME", home)
        .env("XDG_CONFIG_HOME", home.join("config"))
        .env("XDG_STATE_HOME", home.join("own"))
        .env("XDG_DATA_HOME", home.join("data"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{words:?}: {said}");
    String::from_utf8(done.stdout).unwrap()
}

/// A server that allows whatever there is to allow.
pub fn settings(home: &Path, port: u16) -> String {
    let at = |name: &str| home.join(name).display().to_string();
    format!(
        "Port {port}\nListenAddress 127.0.0.1\nHostKey {}\nPidFile none\nAuthorizedKeysFile {}\n\
         StrictModes no\nUsePAM no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n\
         PermitRootLogin yes\nPubkeyAuthentication yes\nExposeAuthInfo yes\nLogLevel DEBUG1\n\
         AllowTcpForwarding yes\nAllowStreamLocalForwarding yes\nAllowAgentForwarding yes\n\
         X11Forwarding yes\nX11UseLocalhost yes\nPermitTunnel yes\nGatewayPorts yes\nPermitTTY yes\n\
         PermitUserRC yes\nPermitUserEnvironment no\nMaxStartups 100\nSubsystem sftp internal-sftp\n\
         AcceptEnv HOIST_* XDG_* HOME LANG LC_* TZ EDITOR VISUAL PAGER SHELL SSH_USER_AUTH SSH_ORIGINAL_COMMAND COLORFGBG NO_COLOR\n",
        at("host"),
        at("authorized_keys"),
    )
}

fn listen(program: &Path, home: &Path, config: &Path) -> Result<Child, String> {
    Command::new(program)
        .args(["-D", "-f"])
        .arg(config)
        .arg("-E")
        .arg(home.join("sshd.log"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|e| format!("sshd cannot be run: {e}"))
}
