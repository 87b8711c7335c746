//! The system's time zones, one at a time.

use std::path::Path;

/// Where systems keep them.
const DIRECTORY: &str = "/usr/share/zoneinfo";

/// The data of a zone as the system has it; `None` where `TZDIR` says otherwise or it has none.
#[must_use]
pub fn zone_data(name: &str) -> Option<Vec<u8>> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/_+-".contains(c);
    let fits = !name.is_empty() && !name.starts_with('/') && name.chars().all(plain);
    if !fits || std::env::var_os("TZDIR").is_some() {
        return None;
    }
    std::fs::read(Path::new(DIRECTORY).join(name)).ok()
}

/// The system's zone by its IANA name; empty where it has none.
pub(super) fn system() -> String {
    linked().unwrap_or_else(|| {
        let zone = jiff::tz::TimeZone::system();
        zone.iana_name().unwrap_or_default().to_owned()
    })
}

/// The name behind `/etc/localtime`, unless `TZ` says otherwise.
fn linked() -> Option<String> {
    if std::env::var_os("TZ").is_some() {
        return None;
    }
    let target = std::fs::read_link("/etc/localtime").ok()?;
    let (_, name) = target.to_str()?.rsplit_once("/zoneinfo/")?;
    zone_data(name).map(|_| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{linked, zone_data};

    #[test]
    fn the_linked_zone_is_the_one_jiff_finds() {
        if let Some(name) = linked() {
            assert_eq!(
                jiff::tz::TimeZone::system().iana_name(),
                Some(name.as_str())
            );
        }
    }

    #[test]
    fn a_name_leads_nowhere_else() {
        for name in [
            "",
            "/etc/passwd",
            "../../../etc/passwd",
            "Europe/../UTC",
            "a b",
            ".",
        ] {
            assert!(zone_data(name).is_none(), "{name}");
        }
    }
}
