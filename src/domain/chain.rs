//! The audit chain: every event is hashed together with the hash before it, so that a change to an
//! old record shows from there on. Tamper-evident, not tamper-proof: whoever can write the file can
//! chain it anew, which only a head kept elsewhere reveals.

use super::canonical;
use super::event::{DeskEvent, Event};
use super::id::TicketId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Hashed before every link, so that the chain is never mistaken for another use of SHA-256.
pub const TAG: &str = "hoist-audit-1";

/// A link's hash: 32 raw bytes; all zeros before the first link.
pub type Hash = [u8; 32];

#[derive(Serialize)]
struct TicketRecord<'a> {
    event: &'a Event,
    n: i64,
    ticket: TicketId,
}

#[derive(Serialize)]
struct DeskRecord<'a> {
    desk: &'a DeskEvent,
    n: i64,
}

#[derive(Deserialize)]
struct EventOnly {
    event: Event,
}

#[derive(Deserialize)]
struct DeskOnly {
    desk: DeskEvent,
}

#[derive(Deserialize)]
struct Place {
    n: i64,
    ticket: Option<TicketId>,
}

/// The canonical record of a ticket's event: JSON with sorted keys and no blanks.
pub fn ticket_record(n: i64, ticket: TicketId, event: &Event) -> serde_json::Result<String> {
    canonical::to_string(&TicketRecord { event, n, ticket })
}

/// The canonical record of an event of the desk itself.
pub fn desk_record(n: i64, event: &DeskEvent) -> serde_json::Result<String> {
    canonical::to_string(&DeskRecord { desk: event, n })
}

/// The canonical JSON of an event alone, as it stands in its record.
pub fn event_json(event: &Event) -> serde_json::Result<String> {
    canonical::to_string(event)
}

/// The ticket's event in a record.
pub fn event_of(record: &str) -> serde_json::Result<Event> {
    serde_json::from_str::<EventOnly>(record).map(|r| r.event)
}

/// The desk's event in a record.
pub fn desk_event_of(record: &str) -> serde_json::Result<DeskEvent> {
    serde_json::from_str::<DeskOnly>(record).map(|r| r.desk)
}

/// The number and the ticket (`None`: the desk) that a record speaks of.
///
/// # Errors
/// serde's, when it is no record.
pub fn place_of(record: &str) -> serde_json::Result<(i64, Option<TicketId>)> {
    serde_json::from_str::<Place>(record).map(|p| (p.n, p.ticket))
}

/// The hash of a link: SHA-256 over the tag, the raw previous hash and the record's bytes.
#[must_use]
pub fn link(previous: &Hash, record: &str) -> Hash {
    let mut sha = Sha256::new();
    sha.update(TAG.as_bytes());
    sha.update(previous);
    sha.update(record.as_bytes());
    sha.finalize().into()
}

/// Lower-case hex of a hash.
#[must_use]
pub fn hex(hash: &Hash) -> String {
    hash.iter().fold(String::with_capacity(64), |mut out, b| {
        let _ = write!(out, "{b:02x}");
        out
    })
}

/// A hash from its lower- or upper-case hex.
#[must_use]
pub fn from_hex(text: &str) -> Option<Hash> {
    let mut hash = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (i, byte) in hash.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * i..2 * i + 2)?, 16).ok()?;
    }
    Some(hash)
}

/// The first bad place of a chain, in a sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct Broken {
    /// The number at which it shows.
    pub n: i64,
    /// What is wrong there.
    pub what: String,
}

/// A link as stored, borrowed for checking.
#[derive(Clone, Copy, Debug)]
pub struct Link<'a> {
    /// Its number.
    pub n: i64,
    /// The ticket it claims; `None` for the desk.
    pub ticket: Option<TicketId>,
    /// The canonical record.
    pub record: &'a str,
    /// Its hash, hex.
    pub hash: &'a str,
}

/// Checks a chain link by link; may be fed in pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verifier {
    /// The number of the last good link (0 before the first).
    pub n: i64,
    /// Its hash.
    pub hash: Hash,
}

impl Verifier {
    /// Continues behind a link that is known to be good.
    #[must_use]
    pub fn after(n: i64, hash: Hash) -> Verifier {
        Verifier { n, hash }
    }

    /// Checks the next link: no gap, the record speaks of its own place, the hash fits.
    pub fn feed(&mut self, next: Link<'_>) -> Result<(), Broken> {
        let expected = self.n + 1;
        if next.n != expected {
            return Err(gap(expected, next.n));
        }
        let hash = link(&self.hash, next.record);
        if from_hex(next.hash) != Some(hash) {
            return Err(broken(
                next.n,
                "its record or its hash, or the record before it, is not what was written",
            ));
        }
        match serde_json::from_str::<Place>(next.record) {
            Ok(place) if place.n == next.n && place.ticket == next.ticket => {}
            Ok(_) => {
                return Err(broken(
                    next.n,
                    "its record speaks of another place or ticket",
                ));
            }
            Err(_) => return Err(broken(next.n, "its record cannot be read")),
        }
        self.n = next.n;
        self.hash = hash;
        Ok(())
    }
}

/// Checks a whole chain from its beginning; what it ends with is its head.
pub fn verify<'a>(links: impl IntoIterator<Item = Link<'a>>) -> Result<Verifier, Broken> {
    let mut verifier = Verifier::default();
    for next in links {
        verifier.feed(next)?;
    }
    Ok(verifier)
}

fn gap(expected: i64, found: i64) -> Broken {
    Broken {
        n: expected,
        what: format!(
            "The audit chain has a gap: record {expected} is missing, {found} stands in its place."
        ),
    }
}

fn broken(n: i64, why: &str) -> Broken {
    Broken {
        n,
        what: format!(
            "The audit chain breaks at record {n}: {why}. Everything before it is intact."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::event::DeskFact;
    use super::*;
    use crate::domain::actor::Identity;
    use crate::domain::id::{AgentName, At, CommandId};

    fn view(n: i64) -> DeskEvent {
        DeskEvent {
            at: At(n),
            by: AgentName::from("ana"),
            identity: Identity::default(),
            command: CommandId(format!("c{n}")),
            what: DeskFact::View {
                name: "a".into(),
                query: String::new(),
            },
        }
    }

    fn chain(len: i64) -> Vec<(i64, String, String)> {
        let mut hash = Hash::default();
        (1..=len)
            .map(|n| {
                let record = desk_record(n, &view(n)).unwrap_or_default();
                hash = link(&hash, &record);
                (n, record, hex(&hash))
            })
            .collect()
    }

    fn check(chain: &[(i64, String, String)]) -> Result<Verifier, Broken> {
        verify(chain.iter().map(|(n, record, hash)| Link {
            n: *n,
            ticket: None,
            record,
            hash,
        }))
    }

    #[test]
    fn keys_are_sorted_and_the_record_reads_back() {
        let record = desk_record(7, &view(7)).unwrap_or_default();
        assert!(
            record.starts_with(r#"{"desk":{"at":7,"by":"ana","command":"c7","identity":{"login":"#)
        );
        assert!(record.ends_with(r#""n":7}"#));
        assert_eq!(desk_event_of(&record).ok(), Some(view(7)));
    }

    #[test]
    fn the_first_hash_is_what_sha256sum_says() {
        // printf 'hoist-audit-1' | cat - <(head -c 32 /dev/zero) <(printf 'x') | sha256sum
        let by_hand: Hash = Sha256::digest([TAG.as_bytes(), &[0; 32], b"x"].concat()).into();
        assert_eq!(link(&Hash::default(), "x"), by_hand);
        assert_eq!(from_hex(&hex(&by_hand)), Some(by_hand));
    }

    #[test]
    fn a_whole_chain_ends_with_its_head() {
        let links = chain(5);
        let head = check(&links).unwrap_or_default();
        assert_eq!((head.n, hex(&head.hash)), (5, links[4].2.clone()));
    }

    #[test]
    fn each_flipped_byte_is_located() {
        let good = chain(4);
        for byte in 0..good[2].1.len() {
            let mut bad = good.clone();
            let mut bytes = bad[2].1.clone().into_bytes();
            bytes[byte] ^= 1;
            bad[2].1 = String::from_utf8(bytes).unwrap_or_default();
            assert_eq!(check(&bad).map_err(|b| b.n), Err(3), "byte {byte}");
        }
    }

    #[test]
    fn gaps_and_exchanged_records_are_located() {
        let mut gap = chain(4);
        gap.remove(1);
        let found = check(&gap);
        assert!(matches!(&found, Err(b) if b.n == 2 && b.what.contains("record 2 is missing")));
        let mut swapped = chain(4);
        swapped.swap(1, 2);
        assert_eq!(check(&swapped).map_err(|b| b.n), Err(2));
    }

    #[test]
    fn a_record_of_another_ticket_is_refused() {
        let links = chain(1);
        let claim = Link {
            n: 1,
            ticket: Some(TicketId(9)),
            record: &links[0].1,
            hash: &links[0].2,
        };
        assert!(matches!(verify([claim]), Err(b) if b.what.contains("another place")));
    }
}
