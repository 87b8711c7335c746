//! Forms, lists and questions in words.

use super::{Item, Spot, Stage};
use crate::domain::words::counted;
use crate::tui::compare;
use crate::tui::form::Aloud;
use crate::tui::log::{LogView, Tab};
use crate::tui::model::Model;
use crate::tui::model::overlay::Overlay;
use crate::tui::search::SearchBox;
use crate::tui::view::log::{keys, more_keys, notes};
use crate::tui::view::overlay::help_lines;
use crate::tui::view::review::{aloud, foot, whole as whole_review};
use crate::tui::view::talk::heading;
use crate::tui::viewer::KEYS;

/// Where the keyboard is in what lies over the panes.
pub fn spot(model: &Model, top: &Overlay) -> Spot {
    let depth = model.overlays.len();
    match top {
        Overlay::Form(opened) => form(depth, opened.form.aloud()),
        Overlay::New(opened) => form(depth, opened.form.aloud()),
        Overlay::Finder(opened) => {
            let (key, text, edit) = opened.finder.aloud();
            let title = format!("{}: type to narrow, Enter chooses", opened.finder.title());
            let item = Item {
                key,
                text,
                edit: Some(edit),
            };
            over(format!("list {depth} {title}"), vec![title], item)
        }
        Overlay::Search(place) => search(depth, place),
        Overlay::Help(_) => over(format!("help {depth}"), help(model), rest("Esc closes")),
        Overlay::Conflict(conflict) => over(
            format!("conflict {depth}"),
            conflict.aloud(),
            rest("g back to the form with mine, c copies mine, Esc leaves it as a draft"),
        ),
        Overlay::Compare(screen) => over(
            format!("compared {depth} {}", screen.title()),
            vec![
                screen.title(),
                screen.state(usize::MAX),
                compare::KEYS.to_owned(),
            ],
            Item {
                key: screen.place(),
                text: screen.line(),
                edit: None,
            },
        ),
        Overlay::Viewer(viewer) => over(
            format!("file {depth} {} {}", viewer.title(), viewer.state()),
            vec![viewer.title(), viewer.state(), KEYS.to_owned()],
            Item {
                key: viewer.top.get().to_string(),
                text: viewer.line(),
                edit: None,
            },
        ),
        Overlay::Similar(place) => over(
            format!("similar {depth}"),
            vec!["What is similar".to_owned(), place.keys().to_owned()],
            Item {
                key: place.state(),
                text: place.line(),
                edit: None,
            },
        ),
        Overlay::Reading(reading) => over(
            format!("text {depth} {}", reading.title),
            vec![reading.title.clone(), reading.keys().to_owned()],
            Item {
                key: reading.scroll.top().to_string(),
                text: reading.line(),
                edit: None,
            },
        ),
        Overlay::Log(view) => log(model, depth, view),
        Overlay::Article(opened) => over(
            format!("article {depth} {}", opened.title()),
            vec![opened.title(), opened.keys().join(" · ")],
            Item {
                key: opened.scroll.top().to_string(),
                text: opened.line(),
                edit: None,
            },
        ),
        Overlay::Talk(talk) => {
            let title = format!("Conversation on {}", talk.ticket);
            let text = talk.aloud(|m| heading(model, m));
            over(
                format!("talk {depth} {} {}", talk.ticket, talk.ready),
                vec![
                    title,
                    crate::tui::view::talk::keys(talk).to_owned(),
                    crate::tui::view::talk::more_keys(model),
                ],
                Item {
                    key: format!("{} {text}", talk.at),
                    text,
                    edit: None,
                },
            )
        }
        Overlay::Review(screen) => {
            let (key, text) = aloud(model, screen);
            over(
                format!("review {depth} {}", screen.state()),
                vec![
                    format!("Review, {}", screen.state()),
                    foot(model, screen),
                    screen.keys(model.leads()),
                ],
                Item {
                    key,
                    text,
                    edit: None,
                },
            )
        }
        Overlay::Confirm(asked) => over(
            format!("sure {depth} {}", asked.question),
            vec![asked.question.clone()],
            rest("y yes, any other key no"),
        ),
    }
}

fn search(depth: usize, place: &SearchBox) -> Spot {
    let (key, text, edit) = place.aloud();
    let title = "Search: type words, Tab completes filters, Enter opens a ticket".to_owned();
    let item = Item {
        key,
        text,
        edit: Some(edit),
    };
    Spot {
        notes: place.notes(),
        ..over(format!("search {depth}"), vec![title], item)
    }
}

fn log(model: &Model, depth: usize, view: &LogView) -> Spot {
    let name = view.title();
    let tab = view.tab.label();
    let mut heads = vec![
        format!("{name}, {tab}"),
        keys(view).to_owned(),
        more_keys(model, view),
    ];
    heads.extend(view.lost.clone());
    let notes = notes(view);
    let at = match view.tab {
        Tab::Lines => view.lines().cursor,
        Tab::Signatures => view.signatures.at as u64,
        Tab::Times => view.times.at as u64,
    };
    let text = view.aloud();
    Spot {
        notes,
        ..over(
            format!("log {depth} {name} {tab} {:?}", view.list),
            heads,
            Item {
                key: format!("{at} {text}"),
                text,
                edit: None,
            },
        )
    }
}

/// How far what takes long is: what is being written, or the log that is being read.
pub fn progress(model: &Model) -> Option<Stage> {
    if let Some(progress) = &model.progress {
        let quarter = progress.done.saturating_mul(4) / progress.of.max(1);
        return Some(Stage {
            at: ("writing", quarter),
            line: progress.line(model.now),
        });
    }
    let Some(Overlay::Log(view)) = model.overlays.last() else {
        return None;
    };
    match (view.percent(), view.told()) {
        (Some(percent), _) => Some(Stage {
            at: ("reading", percent / 25),
            line: format!("reading, {percent} % done"),
        }),
        (None, Some(told)) => Some(Stage {
            at: ("read", 0),
            line: format!(
                "all of it is read: {}",
                counted(told.report.lines, "line", "lines")
            ),
        }),
        (None, None) => None,
    }
}

/// Everything on the screen of a log, in words.
fn log_lines(view: &LogView) -> Vec<String> {
    let mut lines = notes(view);
    lines.extend(view.told().map(|t| {
        let report = &t.report;
        format!(
            "{}, {}",
            counted(report.lines, "line", "lines"),
            counted(report.signatures.list.len(), "signature", "signatures")
        )
    }));
    lines.extend(view.whole());
    lines
}

fn over(place: String, title: Vec<String>, item: Item) -> Spot {
    Spot {
        place,
        title,
        item,
        ..Spot::default()
    }
}

fn rest(text: &str) -> Item {
    Item {
        key: text.to_owned(),
        text: text.to_owned(),
        edit: None,
    }
}

fn form(depth: usize, aloud: Aloud) -> Spot {
    Spot {
        place: format!("form {depth} {}", aloud.id),
        title: vec![aloud.title],
        field: aloud.field,
        enter: aloud.enter,
        notes: aloud.notes,
        item: Item {
            key: aloud.key,
            text: aloud.text,
            edit: aloud.edit,
        },
    }
}

fn help(model: &Model) -> Vec<String> {
    let line = |(keys, text): (String, String)| match keys.is_empty() {
        true => text,
        false => format!("{keys}  {text}"),
    };
    help_lines(model).map(line).collect()
}

/// Everything in it.
pub fn whole(model: &Model, top: &Overlay) -> Vec<String> {
    match top {
        Overlay::Form(opened) => opened.form.whole(),
        Overlay::New(opened) => opened.form.whole(),
        Overlay::Finder(opened) => opened.finder.whole(),
        Overlay::Search(place) => place.whole(),
        Overlay::Similar(place) => place.whole(),
        Overlay::Help(_) => help(model),
        Overlay::Conflict(conflict) => conflict.aloud(),
        Overlay::Compare(screen) => screen.whole(),
        Overlay::Viewer(viewer) => viewer
            .part()
            .map(|p| p.text.lines().map(str::to_owned).collect())
            .unwrap_or_default(),
        Overlay::Reading(reading) => reading.text.lines().map(str::to_owned).collect(),
        Overlay::Log(view) => log_lines(view),
        Overlay::Article(opened) => opened.whole(),
        Overlay::Review(screen) => whole_review(model, screen),
        Overlay::Talk(talk) => {
            let each = talk.messages.iter().flat_map(|m| {
                let lines = m.text.lines().map(str::to_owned);
                std::iter::once(heading(model, m)).chain(lines)
            });
            each.collect()
        }
        Overlay::Confirm(asked) => vec![asked.question.clone()],
    }
}
