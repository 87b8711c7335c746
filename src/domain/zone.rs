//! Time zones by name. jiff's database walks all names of the system before it answers the first one,
//! longer than a whole command takes; a reader of single zones is asked first.

use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::sync::{OnceLock, PoisonError, RwLock};

/// Reads the data (TZif) of one zone; `None`: it is left to jiff.
pub type Read = fn(name: &str) -> Option<Vec<u8>>;

static READ: OnceLock<Read> = OnceLock::new();
static FOUND: RwLock<BTreeMap<String, TimeZone>> = RwLock::new(BTreeMap::new());

/// Has zones read so from now on. Only the first call counts.
pub fn read_with(read: Read) {
    let _ = READ.set(read);
}

/// The zone of an IANA name.
#[must_use]
pub fn find(name: &str) -> Option<TimeZone> {
    let kept = FOUND.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(zone) = kept.get(name) {
        return Some(zone.clone());
    }
    drop(kept);
    let read = READ.get().and_then(|read| read(name));
    let zone = read.and_then(|data| TimeZone::tzif(name, &data).ok());
    let zone = zone.or_else(|| TimeZone::get(name).ok())?;
    let mut kept = FOUND.write().unwrap_or_else(PoisonError::into_inner);
    kept.insert(name.to_owned(), zone.clone());
    Some(zone)
}

#[cfg(test)]
mod tests {
    use super::find;
    use jiff::tz::TimeZone;

    #[test]
    fn zones_are_those_of_jiff_and_unknown_ones_are_none() {
        for name in ["Europe/Berlin", "UTC", "America/St_Johns"] {
            let at = jiff::Timestamp::from_second(1_795_392_000).unwrap();
            for _ in 0..2 {
                let ours = find(name).unwrap().to_offset(at);
                assert_eq!(ours, TimeZone::get(name).unwrap().to_offset(at));
            }
        }
        assert!(find("Nowhere/Town").is_none() && find("").is_none());
    }
}
