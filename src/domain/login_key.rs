//! A public key with which an agent comes in over SSH.

use super::id::At;
use serde::{Deserialize, Serialize};
use ssh_key::{HashAlg, PublicKey};

/// A public key of an agent. A key that was taken away stays on record: an agent who ever had one comes in
/// with a registered key or not at all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoginKey {
    /// Its kind and itself, as in authorized_keys: `ssh-ed25519 AAAA…`.
    pub key: String,
    /// `SHA256:…`, as `ssh-keygen -l` shows it.
    pub fingerprint: String,
    /// What its owner calls it.
    pub comment: String,
    /// When it was added.
    pub added_at: At,
    /// When it was taken away; `None`: it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removed_at: Option<At>,
}

impl LoginKey {
    /// Reads the line of a `.pub` file: kind, key and comment.
    ///
    /// # Errors
    /// A sentence when the line is something else: options before the key, a private key, a certificate.
    pub fn read(line: &str, now: At) -> Result<LoginKey, String> {
        let line = line.trim();
        if line.lines().filter(|l| !l.trim().is_empty()).count() > 1 {
            return Err(SEVERAL.to_owned());
        }
        if line.contains("PRIVATE KEY") {
            return Err("This is a private key; it belongs to its owner alone. Take the line of the file that ends in .pub.".to_owned());
        }
        let mut words = line.split_whitespace();
        let (Some(kind), Some(key)) = (words.next(), words.next()) else {
            return Err(NO_KEY.to_owned());
        };
        let rest: Vec<&str> = words.collect();
        let is_key = |two: &[&str]| PublicKey::from_openssh(&two.join(" ")).is_ok();
        if rest.windows(2).any(is_key) {
            return Err(SEVERAL.to_owned());
        }
        let comment = rest.join(" ");
        let read = PublicKey::from_openssh(&format!("{kind} {key}")).map_err(|_| NO_KEY)?;
        if comment.chars().any(char::is_control) || comment.chars().count() > 200 {
            return Err("The key's comment is longer than 200 characters or holds control characters; shorten it.".to_owned());
        }
        Ok(LoginKey {
            key: format!("{kind} {key}"),
            fingerprint: read.fingerprint(HashAlg::Sha256).to_string(),
            comment,
            added_at: now,
            removed_at: None,
        })
    }

    /// Whether the key may be used.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.removed_at.is_none()
    }
}

const SEVERAL: &str =
    "These are several keys. Nothing was added: add one after the other, each with its own line.";

const NO_KEY: &str = "This is not a public key of OpenSSH. Give the whole line of the file that ends in .pub: ssh-ed25519 AAAA… name.";

#[cfg(test)]
mod tests {
    use super::{At, LoginKey};

    const LINE: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILM+rvN+ot98qgEN796jTiQfZfG1KaT0PtFDJ/XFSqti  emi at work ";

    #[test]
    fn a_line_of_a_pub_file_is_a_key_with_the_fingerprint_that_ssh_keygen_shows() {
        let key = LoginKey::read(LINE, At::default()).unwrap();
        assert_eq!(
            key.fingerprint,
            "SHA256:UCUiLr7Pjs9wFFJMDByLgc3NrtdU344OgUM45wZPcIQ"
        );
        assert_eq!(key.comment, "emi at work");
        assert!(key.holds());
    }

    /// Made by ssh-keygen, with the fingerprint that it shows; the last one as a token would have it.
    const ECDSA: [(&str, &str); 4] = [
        (
            "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBCyaHcaRqVrHctNcm7xB9wxCRQoB1zJU4ZU6jMcstu1W1Attt0Lj4d9CTqhvw3L1yt+n8XpUxmrVapcjKRs0uts=",
            "SHA256:/quMvtcm9Ymk4z+aIb1h6yro/PFDObZWQ4p4vcV+bmQ",
        ),
        (
            "ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBFqRMrk2hfEAUo9xuJx5Lwnsq6+PRGC8hmQMsjguqCnzepyfkhyuRbavD5/0k1HXaapZc03EEJG+/9+9pFrD/joy96Ryu0f6WUXsFkMY+vefkIPlN+yTzjKwfBBncGxQxw==",
            "SHA256:mI7uDck9Elszs76hzywEZdaXY7k4zAUYwAM3Kc2aeMg",
        ),
        (
            "ecdsa-sha2-nistp521 AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBAD9jlUN4bvBQlVx2PGkOqKVmCLhth8oDp3J+q433ih9mFD4CQfwrKZjvNgMJRrhaoAifhLEPoaYVBhMEi86E947jwC33w9DA6CXOVW69am2/UqFdYFvz09+0eGlxtAnCRWnwPVcc42EbuOwLo1AX7TyNbLYooxFIWlkNFq+VU8jXCczfQ==",
            "SHA256:yKwuypaNfeS+jlQySgZ4WmpOCrsyfjTpZgYCvlpMlmo",
        ),
        (
            "sk-ecdsa-sha2-nistp256@openssh.com AAAAInNrLWVjZHNhLXNoYTItbmlzdHAyNTZAb3BlbnNzaC5jb20AAAAIbmlzdHAyNTYAAABBBCyaHcaRqVrHctNcm7xB9wxCRQoB1zJU4ZU6jMcstu1W1Attt0Lj4d9CTqhvw3L1yt+n8XpUxmrVapcjKRs0utsAAAAEc3NoOg==",
            "SHA256:RUxr4lMxzopZgNcUG7Bzg2iqGDj/EcLsCUZhyRXggAY",
        ),
    ];

    #[test]
    fn keys_on_the_curves_of_nist_are_keys_too() {
        for (line, fingerprint) in ECDSA {
            let key = LoginKey::read(&format!("{line} emi"), At::default()).expect(line);
            assert_eq!(
                (key.key.as_str(), key.fingerprint.as_str()),
                (line, fingerprint)
            );
        }
        // One curve under the name of another.
        let other = ECDSA[0]
            .0
            .replace("ecdsa-sha2-nistp256 ", "ecdsa-sha2-nistp384 ");
        assert!(LoginKey::read(&other, At::default()).is_err());
    }

    #[test]
    fn anything_else_is_not() {
        let certificate =
            "ssh-ed25519-cert-v01@openssh.com AAAAIHNzaC1lZDI1NTE5LWNlcnQtdjAxQG9wZW5zc2guY29t";
        for line in [
            "",
            "ssh-ed25519",
            "AAAA ssh-ed25519",
            "command=\"sh\" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILM+rvN+ot98qgEN796jTiQfZfG1KaT0PtFDJ/XFSqti",
            "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAILM+rvN+ot98qgEN796jTiQfZfG1KaT0PtFDJ/XFSqti",
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILM",
            certificate,
            "-----BEGIN OPENSSH PRIVATE KEY-----",
        ] {
            assert!(LoginKey::read(line, At::default()).is_err(), "{line}");
        }
        for glue in ["\n", " ", "\r\n\n"] {
            let said = LoginKey::read(&format!("{LINE}{glue}{LINE}"), At::default());
            assert!(said.unwrap_err().contains("several keys"), "{glue:?}");
        }
        let ended = LoginKey::read(&format!("\n{LINE}\n\n"), At::default());
        assert_eq!(ended.unwrap().comment, "emi at work");
    }
}
