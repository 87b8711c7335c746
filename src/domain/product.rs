//! Products and their versions, as far as the desk knows them: what “check for updates” is answered from.

use super::id::At;
use super::version::{compare, is_before_release};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// A product with the versions that were released.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Product {
    /// Its name, as it stands on tickets and customers.
    pub name: String,
    /// Its versions, in the order in which they were written down.
    pub versions: Vec<Release>,
    /// Nobody is to be offered it any more.
    pub retired: bool,
}

/// A version that was released.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Release {
    /// The version, as its makers write it.
    pub version: String,
    /// The day it was released, if that is known.
    pub released: Option<NaiveDate>,
    /// What it brings, in words.
    pub notes: String,
}

impl Release {
    /// `9.4.1 of 2026-11-02`.
    #[must_use]
    pub fn told(&self) -> String {
        match self.released {
            Some(day) => format!("{} of {day}", self.version),
            None => self.version.clone(),
        }
    }

    fn is_out(&self, day: NaiveDate) -> bool {
        self.released.is_none_or(|released| released <= day)
    }

    fn is_before(&self) -> bool {
        is_before_release(&self.version)
    }
}

impl Product {
    /// The newest version: by the versions themselves, where those cannot be compared by the days of
    /// their release, else the one written down last. One that stands before its release, such as a
    /// release candidate, is the newest only where there is nothing else.
    #[must_use]
    pub fn newest(&self) -> Option<&Release> {
        self.newest_on(NaiveDate::MAX)
    }

    /// The newest version on a day: one whose day of release lies after it is not out yet.
    #[must_use]
    pub fn newest_on(&self, day: NaiveDate) -> Option<&Release> {
        let out = self.versions.iter().filter(|r| r.is_out(day));
        let no_other = out.clone().all(Release::is_before);
        out.filter(|r| no_other || !r.is_before())
            .reduce(|best, next| match order(best, next) {
                Ordering::Greater => best,
                _ => next,
            })
    }

    /// The product as it is on a day: without the versions whose day of release lies after it.
    #[must_use]
    pub fn on(&self, day: NaiveDate) -> Product {
        let mut product = self.clone();
        product.versions.retain(|r| r.is_out(day));
        product
    }

    /// The versions with the newest first.
    #[must_use]
    pub fn newest_first(&self) -> Vec<&Release> {
        let mut left: Vec<&Release> = self.versions.iter().collect();
        let mut sorted = Vec::new();
        // Not every two of them need be comparable: a sort by them would not be one.
        while !left.is_empty() {
            let mut best = 0;
            for at in 1..left.len() {
                if order(left[best], left[at]) != Ordering::Greater {
                    best = at;
                }
            }
            sorted.push(left.remove(best));
        }
        sorted
    }

    /// The version of these words.
    #[must_use]
    pub fn version(&self, text: &str) -> Option<&Release> {
        let same = |r: &&Release| compare(&r.version, text) == Some(Ordering::Equal);
        self.versions.iter().find(same)
    }
}

/// The day of an instant, in UTC: that of a release begins with it.
#[must_use]
pub fn day_of(at: At) -> NaiveDate {
    let time = chrono::DateTime::from_timestamp_millis(at.0);
    time.map_or(NaiveDate::MAX, |t| t.date_naive())
}

fn order(a: &Release, b: &Release) -> Ordering {
    let by_day = || a.released.zip(b.released).map(|(a, b)| a.cmp(&b));
    compare(&a.version, &b.version)
        .or_else(by_day)
        .unwrap_or(Ordering::Less)
}

/// How a version in use stands to the newest known one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is the newest.
    Newest,
    /// There is a newer one.
    Older,
    /// It is newer than any that is known here.
    Newer,
    /// It cannot be told.
    Unknown,
}

impl Standing {
    /// Every standing.
    pub const ALL: [Standing; 4] = [
        Standing::Newest,
        Standing::Older,
        Standing::Newer,
        Standing::Unknown,
    ];

    /// Its id in JSON and in the process file.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Standing::Newest => "newest",
            Standing::Older => "older",
            Standing::Newer => "newer",
            Standing::Unknown => "unknown",
        }
    }

    /// The standing of this id.
    #[must_use]
    pub fn of_id(id: &str) -> Option<Standing> {
        Standing::ALL.into_iter().find(|s| s.id() == id)
    }
}

/// A version in use beside what is known of its product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Updates {
    /// The product.
    pub product: String,
    /// The version in use; empty: not said.
    pub version: String,
    /// The ticket names no version: this one stands in the customer's entry, and may be of some time ago.
    pub by_entry: bool,
    /// The newest known one.
    pub newest: Option<Release>,
    /// Versions that are newer than the one in use, the newest first.
    pub newer: Vec<Release>,
    /// How it stands.
    pub standing: Standing,
}

/// Versions whose notes are told; more are counted.
const TOLD: usize = 4;

impl Updates {
    /// What is known of a version in use.
    #[must_use]
    pub fn of(product: &Product, version: &str) -> Updates {
        let newest = product.newest().cloned();
        let order = newest.as_ref().and_then(|n| compare(version, &n.version));
        let all = newest.as_ref().is_some_and(Release::is_before);
        let is_newer = |r: &&Release| {
            compare(version, &r.version) == Some(Ordering::Less) && (all || !r.is_before())
        };
        Updates {
            product: product.name.clone(),
            version: version.trim().to_owned(),
            by_entry: false,
            newer: product
                .newest_first()
                .into_iter()
                .filter(is_newer)
                .cloned()
                .collect(),
            newest,
            standing: match order {
                Some(Ordering::Equal) => Standing::Newest,
                Some(Ordering::Less) => Standing::Older,
                Some(Ordering::Greater) => Standing::Newer,
                None => Standing::Unknown,
            },
        }
    }

    /// The same, of a version that only the customer's entry names.
    #[must_use]
    pub fn by_entry(self) -> Updates {
        Updates {
            by_entry: !self.version.is_empty(),
            ..self
        }
    }

    /// In words, as evidence: `Payments API 9.3.0, latest known 9.4.1 of 2026-11-02: notes`.
    #[must_use]
    pub fn told(&self) -> String {
        let Some(newest) = &self.newest else {
            return format!("{}: no version is known here", self.in_use());
        };
        let latest = format!("latest known {}", newest.told());
        match self.standing {
            Standing::Newest => {
                format!("{}, which is the {latest}{}", self.in_use(), noted(newest))
            }
            Standing::Newer => format!("{}, newer than the {latest}", self.in_use()),
            Standing::Unknown if self.version.is_empty() => {
                format!("{}, {latest}{}", self.in_use(), noted(newest))
            }
            Standing::Unknown => format!("{}, {latest}: the two cannot be compared", self.in_use()),
            Standing::Older => {
                let others = self.newer.iter().skip(1).take(TOLD - 1);
                let others: String = others
                    .map(|r| format!("; {}{}", r.told(), noted(r)))
                    .collect();
                let more = self.newer.len().saturating_sub(TOLD);
                let more = if more > 0 {
                    format!("; and {more} more")
                } else {
                    String::new()
                };
                format!("{}, {latest}{}{others}{more}", self.in_use(), noted(newest))
            }
        }
    }

    /// In few words, for a line of the checklist.
    #[must_use]
    pub fn short(&self) -> Option<String> {
        let newest = self.newest.as_ref()?;
        let short = match self.standing {
            Standing::Newest => "newest known".to_owned(),
            Standing::Older => format!("{} is out", newest.version),
            Standing::Newer => format!("newer than {}", newest.version),
            Standing::Unknown => format!("latest known {}", newest.version),
        };
        Some(match self.by_entry {
            true => format!("{} by the customer's entry: {short}", self.version),
            false => short,
        })
    }

    fn in_use(&self) -> String {
        match (self.version.is_empty(), self.by_entry) {
            (true, _) => format!("{}, version not known", self.product),
            (false, true) => format!(
                "{} {} by the customer's entry (the ticket names no version)",
                self.product, self.version
            ),
            (false, false) => format!("{} {}", self.product, self.version),
        }
    }
}

fn noted(release: &Release) -> String {
    match release.notes.trim() {
        "" => String::new(),
        notes => format!(": {}", super::words::flat(notes)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Product, Release, Standing, Updates};

    fn release(version: &str, day: &str, notes: &str) -> Release {
        Release {
            version: version.into(),
            released: day.parse().ok(),
            notes: notes.into(),
        }
    }

    fn product() -> Product {
        Product {
            name: "Payments API".into(),
            versions: vec![
                release("9.4.1", "2026-11-02", "Pool no longer leaks"),
                release("9.10.0", "2026-11-20", "Retries"),
                release("9.3.0", "2026-08-01", ""),
            ],
            retired: false,
        }
    }

    #[test]
    fn a_version_in_use_stands_beside_the_newest() {
        let product = product();
        let told = |version: &str| {
            let updates = Updates::of(&product, version);
            (updates.standing, updates.told())
        };
        assert_eq!(
            told("9.3.0"),
            (
                Standing::Older,
                "Payments API 9.3.0, latest known 9.10.0 of 2026-11-20: Retries; 9.4.1 of 2026-11-02: Pool no longer leaks"
                    .to_owned()
            )
        );
        assert_eq!(told("v9.10").0, Standing::Newest);
        assert_eq!(told("10.0").0, Standing::Newer);
        let (standing, words) = told("the blue one");
        assert_eq!(standing, Standing::Unknown);
        assert!(words.ends_with("the two cannot be compared"), "{words}");
        assert!(
            told(" ")
                .1
                .starts_with("Payments API, version not known, latest known 9.10.0")
        );
        let none = Updates::of(
            &Product {
                versions: vec![],
                ..product.clone()
            },
            "1",
        );
        assert_eq!(none.told(), "Payments API 1: no version is known here");
    }

    #[test]
    fn a_version_of_a_day_that_is_to_come_is_not_out() {
        let on = |day: &str| product().on(day.parse().unwrap());
        let newest = |day: &str| on(day).newest().map(|r| r.version.clone());
        assert_eq!(newest("2026-11-19").as_deref(), Some("9.4.1"));
        assert_eq!(newest("2026-11-20").as_deref(), Some("9.10.0"));
        assert_eq!(newest("2026-01-01"), None);
        let updates = Updates::of(&on("2026-11-19"), "9.4.1");
        assert_eq!(updates.standing, Standing::Newest);
    }

    #[test]
    fn where_versions_cannot_be_compared_the_day_decides_and_then_the_order() {
        let named = |list: &[(&str, &str)]| Product {
            versions: list.iter().map(|(v, d)| release(v, d, "")).collect(),
            ..Product::default()
        };
        let newest = |list: &[(&str, &str)]| named(list).newest().unwrap().version.clone();
        assert_eq!(
            newest(&[("Ventura", "2022-10-24"), ("Monterey", "2021-10-25")]),
            "Ventura"
        );
        assert_eq!(newest(&[("Ventura", ""), ("Monterey", "")]), "Monterey");
        let product = product();
        let order: Vec<&str> = product
            .newest_first()
            .iter()
            .map(|r| r.version.as_str())
            .collect();
        assert_eq!(order, ["9.10.0", "9.4.1", "9.3.0"]);
    }

    #[test]
    fn a_release_candidate_is_the_newest_only_where_there_is_nothing_else() {
        let mut product = product();
        product.versions.push(release("10.0-rc1", "", ""));
        product
            .versions
            .push(release("10.0-beta.2", "2026-11-23", ""));
        assert_eq!(product.newest().unwrap().version, "9.10.0");
        let updates = Updates::of(&product, "9.10.0");
        assert_eq!(
            (updates.standing, updates.newer.len()),
            (Standing::Newest, 0)
        );
        let updates = Updates::of(&product, "9.3.0");
        let newer: Vec<&str> = updates.newer.iter().map(|r| r.version.as_str()).collect();
        assert_eq!(newer, ["9.10.0", "9.4.1"]);
        assert_eq!(Updates::of(&product, "10.0-rc1").standing, Standing::Newer);
        product.versions.retain(|r| r.version.starts_with("10"));
        assert_eq!(product.newest().unwrap().version, "10.0-rc1");
        assert_eq!(Updates::of(&product, "9.3").newer.len(), 2);
    }

    #[test]
    fn many_newer_versions_are_told_with_how_many_more() {
        let mut product = product();
        product.versions = (1..=9)
            .map(|n| release(&format!("1.{n}"), "", ""))
            .collect();
        let told = Updates::of(&product, "1.1").told();
        assert!(told.ends_with("; and 4 more"), "{told}");
    }
}
