//! What a revision changed.

use super::Article;
use super::field::{LABELS, text};

/// The ids of the fields in which two revisions differ.
#[must_use]
pub fn changed(before: &Article, after: &Article) -> Vec<&'static str> {
    let ids = LABELS.iter().map(|l| l.0);
    ids.filter(|id| text(before, id) != text(after, id))
        .collect()
}
