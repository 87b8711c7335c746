//! A list with typing, in words.

use super::{Finder, Item};
use crate::tui::plain::Edit;

impl<T: Clone> Finder<T> {
    /// What it asks.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What is under the bar: a key that changes with it, its words, and the words being typed.
    #[must_use]
    pub fn aloud(&self) -> (String, String, Edit) {
        let typed = self.query.text();
        let edit = Edit::of("search", typed, self.query.cursor());
        let text = match (self.selected(), &self.error) {
            (_, Some(why)) => why.clone(),
            (Some(item), _) => {
                let place = format!("{} of {}", self.bar + 1, self.matches.len());
                format!("{place}: {}", words(item))
            }
            (None, _) if self.is_busy => "searching …".to_owned(),
            (None, _) if typed.is_empty() => "type to search".to_owned(),
            (None, _) => format!("nothing matches “{typed}”"),
        };
        (text.clone(), text, edit)
    }

    /// All that matches.
    #[must_use]
    pub fn whole(&self) -> Vec<String> {
        let found = self.matches.iter().filter_map(|(i, _)| self.items.get(*i));
        found.map(words).collect()
    }
}

fn words<T>(item: &Item<T>) -> String {
    let key = match item.hint.as_str() {
        "" => String::new(),
        key => format!("key {key}"),
    };
    let why = item.grey.clone().unwrap_or_default();
    let parts = [item.label.clone(), item.detail.clone(), key, why];
    let parts: Vec<String> = parts.into_iter().filter(|p| !p.is_empty()).collect();
    parts.join(", ")
}
