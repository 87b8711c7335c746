//! An article as one Markdown text: its title and every section that says something.

use super::Article;
use super::field::{BODY, label, text};

/// Title and sections.
#[must_use]
pub fn markdown(article: &Article) -> String {
    let mut page = format!("# {}\n", article.title);
    for id in BODY {
        let section = text(article, id);
        if !section.is_empty() {
            page.push_str(&format!("\n## {}\n\n{section}\n", label(id)));
        }
    }
    page
}
