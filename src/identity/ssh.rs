//! What OpenSSH says about who came in: its environment, and the file of ExposeAuthInfo.

use ssh_key::{HashAlg, PublicKey};
use std::ffi::OsString;
use std::fs::File;
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// More than a few keys: something else was named.
const LIMIT: u64 = 64 << 10;

/// What OpenSSH says of a connection. Hostile as far as it comes from the client: the command.
#[derive(Clone, Debug, Default)]
pub struct Connection {
    /// The client's address and port.
    pub from: String,
    /// What the client asked to be run; `None`: nothing, the interface then.
    pub command: Option<OsString>,
    /// Fingerprints of the keys that were proven; `None`: not exposed.
    pub proven: Option<Vec<String>>,
}

impl Connection {
    /// Reads the environment that OpenSSH made.
    #[must_use]
    pub fn of_environment() -> Connection {
        let from = std::env::var("SSH_CONNECTION").unwrap_or_default();
        let from: Vec<&str> = from.split_whitespace().take(2).collect();
        Connection {
            from: match from.is_empty() {
                true => "here".to_owned(),
                false => from.join(" "),
            },
            command: std::env::var_os("SSH_ORIGINAL_COMMAND"),
            proven: std::env::var_os("SSH_USER_AUTH").and_then(|f| proven(Path::new(&f))),
        }
    }
}

/// The keys in the file of ExposeAuthInfo: `publickey ssh-ed25519 AAAA…`, a line a method.
fn proven(path: &Path) -> Option<Vec<String>> {
    let file = File::open(path).ok()?;
    let about = file.metadata().ok()?;
    let ours = about.uid() == rustix::process::getuid().as_raw();
    if !about.is_file() || !ours || about.mode() & 0o022 != 0 {
        return None;
    }
    let mut text = String::new();
    file.take(LIMIT).read_to_string(&mut text).ok()?;
    Some(fingerprints(&text))
}

fn fingerprints(text: &str) -> Vec<String> {
    let key = |line: &str| {
        let key = line.trim().strip_prefix("publickey ")?;
        let key = PublicKey::from_openssh(key).ok()?;
        Some(key.fingerprint(HashAlg::Sha256).to_string())
    };
    text.lines().filter_map(key).collect()
}

#[cfg(test)]
mod tests {
    use super::{fingerprints, proven};

    const LINE: &str = "publickey ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILM+rvN+ot98qgEN796jTiQfZfG1KaT0PtFDJ/XFSqti\n";

    #[test]
    fn the_keys_that_were_proven_and_nothing_else() {
        let text = format!("password\n{LINE}publickey rubbish\n");
        let found = fingerprints(&text);
        assert_eq!(
            found,
            ["SHA256:UCUiLr7Pjs9wFFJMDByLgc3NrtdU344OgUM45wZPcIQ"]
        );
    }

    #[test]
    fn a_file_that_others_may_write_proves_nothing() {
        use std::os::unix::fs::PermissionsExt;
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), LINE).unwrap();
        assert_eq!(proven(file.path()).unwrap().len(), 1);
        let mode = std::fs::Permissions::from_mode(0o666);
        std::fs::set_permissions(file.path(), mode).unwrap();
        assert_eq!(proven(file.path()), None);
        assert_eq!(proven(std::path::Path::new("/")), None);
        assert_eq!(proven(std::path::Path::new("/nowhere")), None);
    }
}
