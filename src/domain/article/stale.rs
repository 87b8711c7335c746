//! When an article wants to be looked at again: nobody said for long that it is right, or its
//! products went on.

use super::{Article, State};
use crate::domain::id::At;
use crate::domain::version::compare;
use std::cmp::Ordering;

/// The newest version known of a product, by its name.
pub type Newest<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// Why an article wants to be looked at again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stale {
    /// Nobody said since then that it is right, and that is longer than the desk's window.
    pub since: Option<At>,
    /// Products of which there is a newer version than it speaks of: name and version.
    pub newer: Vec<(String, String)>,
}

impl Stale {
    /// In words: `not reviewed for 200 days; Relay is at 9.5`.
    #[must_use]
    pub fn words(&self, now: At) -> String {
        let days = |since: At| now.since_ms(since) / 86_400_000;
        let old = self
            .since
            .map(|since| format!("not reviewed for {} days", days(since)));
        let newer = self.newer.iter().map(|(p, v)| format!("{p} is at {v}"));
        old.into_iter().chain(newer).collect::<Vec<_>>().join("; ")
    }
}

/// Whether a published article wants to be looked at again. `window_ms`: the desk's policy
/// (`[windows] article_review` of the process file).
#[must_use]
pub fn stale(article: &Article, now: At, window_ms: i64, newest: &Newest<'_>) -> Option<Stale> {
    if article.state != State::Published {
        return None;
    }
    let last = article.reviewed_at.unwrap_or(article.changed_at);
    let stale = Stale {
        since: (now.since_ms(last) > window_ms).then_some(last),
        newer: newer(article, newest),
    };
    (stale != Stale::default()).then_some(stale)
}

/// Products of which a version is known that is newer than every one the article speaks of.
#[must_use]
pub fn newer(article: &Article, newest: &Newest<'_>) -> Vec<(String, String)> {
    let behind = |product: &super::Product| {
        let known = newest(&product.name)?;
        let after = |v: &String| compare(&known, v) == Some(Ordering::Greater);
        let all = !product.versions.is_empty() && product.versions.iter().all(after);
        all.then(|| (product.name.clone(), known))
    };
    article.products.iter().filter_map(behind).collect()
}

#[cfg(test)]
mod tests {
    use super::stale;
    use crate::domain::article::{Article, State};
    use crate::domain::id::At;

    const DAY: i64 = 86_400_000;

    fn article() -> Article {
        Article {
            state: State::Published,
            products: vec!["Relay = 9.3, 9.4".parse().unwrap()],
            reviewed_at: Some(At(0)),
            ..Article::default()
        }
    }

    #[test]
    fn it_is_flagged_by_its_age() {
        let at = |days: i64| stale(&article(), At(days * DAY), 180 * DAY, &|_| None);
        assert_eq!(at(180), None);
        let old = at(181).unwrap();
        assert_eq!(old.words(At(181 * DAY)), "not reviewed for 181 days");
        let draft = Article {
            state: State::Draft,
            ..article()
        };
        assert_eq!(stale(&draft, At(999 * DAY), DAY, &|_| None), None);
    }

    #[test]
    fn it_is_flagged_when_its_product_went_on() {
        let with = |version: &'static str| {
            let newest = move |name: &str| (name == "Relay").then(|| version.to_owned());
            stale(&article(), At(0), DAY, &newest)
        };
        assert_eq!(with("9.4"), None);
        assert_eq!(with("jammy"), None);
        assert_eq!(with("9.5").unwrap().words(At(0)), "Relay is at 9.5");
        let mut any_version = article();
        any_version.products = vec!["Relay".parse().unwrap()];
        let newest = |_: &str| Some("9.5".to_owned());
        assert_eq!(stale(&any_version, At(0), DAY, &newest), None);
    }
}
