//! What the queue can show, for whoever is at this screen.

use crate::desk::view_words;
pub use crate::desk::views::View;
use crate::desk::views::{self, Ground};
use crate::domain::id::At;
use crate::tui::msg::Setup;

/// Every view for whoever is at the desk.
#[must_use]
pub fn all(setup: &Setup, now: At) -> Vec<View> {
    views::all(&Ground {
        me: &setup.me,
        process: &setup.process,
        agents: &setup.agents,
        saved: &setup.views,
        now,
    })
}

/// What to say where the view named for the start is not there: which one is shown instead.
#[must_use]
pub fn missing(setup: &Setup, name: &str, now: At) -> Option<String> {
    let views = all(setup, now);
    if name.trim().is_empty() || views::named(&views, name).is_some() {
        return None;
    }
    let shown = views.first().map_or("all tickets", |v| v.name.as_str());
    Some(format!(
        "There is no view “{name}”, which your config names for the start: the queue shows {shown}. v lists the views."
    ))
}

/// The view at the start: the one named, else the first.
#[must_use]
pub fn first(setup: &Setup, name: &str, sort: &str, now: At) -> View {
    let views = all(setup, now);
    let found = views::named(&views, name).or(views.first());
    let mut found = found.cloned().unwrap_or_else(|| View {
        name: "All".to_owned(),
        detail: String::new(),
        query: Default::default(),
    });
    if let Ok(query) = view_words::parse(&format!("sort:{sort}"), &setup.me, &setup.process) {
        found.query.sort = query.sort;
    }
    found
}
