//! Signatures by OpenSSH's own `ssh-keygen`: keys that people have already, and nothing of ours to trust.

use super::error::Error;
use crate::domain::attachment::shown;
use crate::domain::head::NAMESPACE;
use std::ffi::OsStr;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Who stands behind a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signer {
    /// Somebody whom the file of allowed signers names.
    Allowed(String),
    /// The signature fits its key; nobody was asked whose key that is.
    Unknown,
}

/// Signs a text with a key file, or a public key whose private one the agent holds. `ssh-keygen` asks for
/// a passphrase on the terminal itself.
///
/// # Errors
/// What `ssh-keygen` says.
pub fn sign(key: &Path, text: &str) -> Result<String, Error> {
    let args = ["-Y", "sign", "-n", NAMESPACE, "-f"].map(OsStr::new);
    let mut command = keygen();
    command.args(args).arg(key);
    let done = with_input(command, text)?;
    if !done.status.success() {
        return Err(failed("The head could not be signed", &done));
    }
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}

/// Checks a signature; `allowed` is a file as in `ssh-keygen`(1), ALLOWED SIGNERS. `near`: a directory
/// of one's own, for the signature must lie in a file meanwhile.
///
/// # Errors
/// It does not fit, or nobody in the file may sign.
pub fn verify(
    text: &str,
    signature: &str,
    allowed: Option<&Path>,
    near: &Path,
) -> Result<Signer, Error> {
    let file = Lying::new(near, signature)?;
    let Some(allowed) = allowed else {
        let args = ["-Y", "check-novalidate", "-n", NAMESPACE, "-s"].map(OsStr::new);
        let mut command = keygen();
        command.args(args).arg(&file.0);
        let done = with_input(command, text)?;
        return match done.status.success() {
            true => Ok(Signer::Unknown),
            false => Err(failed("The signature does not fit the head", &done)),
        };
    };
    let mut command = keygen();
    command.args(["-Y", "find-principals", "-s"].map(OsStr::new));
    command.arg(&file.0).arg("-f").arg(allowed);
    let found = with_input(command, "")?;
    let who = String::from_utf8_lossy(&found.stdout);
    let Some(who) = who.lines().next().filter(|_| found.status.success()) else {
        return Err(failed(
            "Nobody in the file of allowed signers has the key that signed this head",
            &found,
        ));
    };
    let mut command = keygen();
    command.args(["-Y", "verify", "-n", NAMESPACE, "-I", who, "-s"].map(OsStr::new));
    command.arg(&file.0).arg("-f").arg(allowed);
    let done = with_input(command, text)?;
    match done.status.success() {
        true => Ok(Signer::Allowed(who.to_owned())),
        false => Err(failed("The signature does not fit the head", &done)),
    }
}

fn keygen() -> Command {
    let mut command = Command::new("ssh-keygen");
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    command.stderr(Stdio::piped());
    command
}

fn with_input(mut command: Command, text: &str) -> Result<Output, Error> {
    let mut run = || -> std::io::Result<Output> {
        let mut child = command.spawn()?;
        // It may end without reading, over a key that is not there; what it says then counts.
        if let Some(mut stdin) = child.stdin.take() {
            let _ = stdin.write_all(text.as_bytes());
        }
        child.wait_with_output()
    };
    run().map_err(|e| {
        Error::Failed(format!(
            "ssh-keygen could not be run: {e}. Install OpenSSH's client; the desk was not touched."
        ))
    })
}

fn failed(what: &str, done: &Output) -> Error {
    let (err, out) = (&done.stderr, &done.stdout);
    let said = [err, out].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let said: Vec<String> = said
        .iter()
        .flat_map(|text| text.lines())
        .map(|l| shown(l.trim()))
        .collect();
    Error::Failed(format!(
        "{what}: {}.",
        said.join("; ").trim_end_matches('.')
    ))
}

/// A file that goes when it is not needed any more.
struct Lying(PathBuf);

impl Lying {
    fn new(near: &Path, text: &str) -> Result<Lying, Error> {
        let path = near.join(format!(".signature-{}", uuid::Uuid::now_v7().simple()));
        let write = || -> std::io::Result<()> {
            std::fs::create_dir_all(near)?;
            let mut open = OpenOptions::new();
            let mut file = open.write(true).create_new(true).mode(0o600).open(&path)?;
            file.write_all(text.as_bytes())
        };
        let wrote = write();
        let lying = Lying(path);
        wrote.map_err(|e| {
            Error::Failed(format!(
                "The signature could not be laid in {} to be checked: {e}.",
                near.display()
            ))
        })?;
        Ok(lying)
    }
}

impl Drop for Lying {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}
