//! The head of an audit chain as it is kept elsewhere: on paper, in a mail, signed in another place.
//! Nobody who can write the desk's file can write that one.

use super::chain::from_hex;
use std::fmt::Write;

/// What is signed with it is meant for this and nothing else.
pub const NAMESPACE: &str = "hoist-audit";

/// The first line of the text that is signed.
const TITLE: &str = "hoist audit head";

/// Where a signature by `ssh-keygen` begins.
const SIGNATURE: &str = "-----BEGIN SSH SIGNATURE-----";

/// A head that was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The desk's id; empty where only number and hash were kept.
    pub desk: String,
    /// Number of the record.
    pub n: i64,
    /// Its hash, lower-case hex.
    pub hash: String,
}

/// A file with a head in it, and the signature behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The head.
    pub head: Head,
    /// The very text that was signed.
    pub text: String,
    /// The signature, where there is one.
    pub signature: Option<String>,
}

impl Head {
    /// The text that is signed.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!("{TITLE}\n");
        let _ = writeln!(text, "desk {}", self.desk);
        let _ = writeln!(text, "record {}", self.n);
        let _ = writeln!(text, "hash {}", self.hash);
        text
    }

    fn of(desk: &str, n: &str, hash: &str) -> Option<Head> {
        let n = n.parse().ok().filter(|n| *n > 0)?;
        from_hex(hash).map(|_| Head {
            desk: desk.to_owned(),
            n,
            hash: hash.to_ascii_lowercase(),
        })
    }
}

/// Reads what `audit head` printed: the signed text, the one line, or the object.
#[must_use]
pub fn read(file: &str) -> Option<Kept> {
    let file = file.replace("\r\n", "\n");
    if let Some(kept) = object(&file) {
        return Some(kept);
    }
    let (text, signature) = match file.find(SIGNATURE) {
        Some(at) => {
            let (text, signature) = file.split_at(at);
            (text, Some(signature.to_owned()))
        }
        None => (file.as_str(), None),
    };
    let head = titled(text).or_else(|| bare(text));
    head.map(|head| Kept {
        head,
        text: text.to_owned(),
        signature,
    })
}

fn titled(text: &str) -> Option<Head> {
    let mut lines = text.trim().lines();
    if lines.next() != Some(TITLE) {
        return None;
    }
    let mut said = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(' ');
    let (desk, n, hash) = (said("desk")?, said("record")?, said("hash")?);
    match lines.next() {
        None => Head::of(desk, n, hash),
        Some(_) => None,
    }
}

fn bare(text: &str) -> Option<Head> {
    let (n, hash) = text.trim().split_once(' ')?;
    Head::of("", n, hash)
}

/// The object holds the signature of the text, and not the text.
fn object(file: &str) -> Option<Kept> {
    let object: serde_json::Value = serde_json::from_str(file).ok()?;
    let said = |name: &str| object.get(name)?.as_str();
    let n = object.get("n")?.as_i64()?.to_string();
    let head = Head::of(said("desk").unwrap_or_default(), &n, said("hash")?)?;
    Some(Kept {
        text: head.text(),
        signature: said("signature").map(str::to_owned),
        head,
    })
}

#[cfg(test)]
mod tests {
    use super::{Head, read};

    fn head() -> Head {
        Head {
            desk: "d-1".to_owned(),
            n: 12,
            hash: "0a".repeat(32),
        }
    }

    #[test]
    fn what_was_printed_is_read_back_in_every_form() {
        let own = read(&head().text()).unwrap();
        assert_eq!((own.head, own.signature), (head(), None));
        let signed = format!("{}-----BEGIN SSH SIGNATURE-----\nAA\n", head().text());
        let kept = read(&signed).unwrap();
        assert_eq!((&kept.head, &kept.text), (&head(), &head().text()));
        assert!(kept.signature.unwrap().ends_with("AA\n"));
        let bare = Head {
            desk: String::new(),
            ..head()
        };
        assert_eq!(read(&format!("12 {}\n", head().hash)).unwrap().head, bare);
        let object = format!(r#"{{"n":12,"hash":"{}","desk":"d-1"}}"#, head().hash);
        assert_eq!(read(&object).unwrap().head, head());
        let signed = serde_json::json!({
            "n": 12, "hash": head().hash, "desk": "d-1",
            "signature": "-----BEGIN SSH SIGNATURE-----\nAA\n",
        });
        let kept = read(&format!("{signed}\n")).unwrap();
        assert_eq!((kept.head, kept.text), (head(), head().text()));
        assert!(kept.signature.unwrap().ends_with("AA\n"));
    }

    #[test]
    fn what_is_no_head_is_none() {
        let more = format!("{}record 13\n", head().text());
        for text in [
            "",
            "12",
            "12 zz",
            "-1 00",
            "{}",
            "hoist audit head\n",
            &more,
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
