//! The keys that a screen over the panes has of its own: what `?` lists there, and the page of keys.

use super::keys::Key;
use super::model::overlay::Overlay;

/// A key, or two that belong together, and what it does.
pub type Row = (&'static str, &'static str);

/// A screen with keys of its own.
#[derive(Debug)]
pub struct Screen {
    /// What it is called.
    pub name: &'static str,
    /// Its keys.
    pub rows: &'static [Row],
}

/// Every screen with keys of its own.
pub const ALL: [&Screen; 9] = [
    &FORM,
    &LOG,
    &FILE,
    &DIFFERENCE,
    &ARTICLE,
    &CONVERSATION,
    &SIMILAR,
    &REVIEW,
    &TEXT,
];

/// The keys of what lies on top; none where letters are text, or a key answers a question.
#[must_use]
pub fn of(top: &Overlay) -> Option<&'static Screen> {
    match top {
        Overlay::Log(_) => Some(&LOG),
        Overlay::Viewer(_) => Some(&FILE),
        Overlay::Compare(_) => Some(&DIFFERENCE),
        Overlay::Article(_) => Some(&ARTICLE),
        Overlay::Talk(_) => Some(&CONVERSATION),
        Overlay::Similar(_) => Some(&SIMILAR),
        Overlay::Review(_) => Some(&REVIEW),
        Overlay::Reading(_) => Some(&TEXT),
        Overlay::Form(_)
        | Overlay::New(_)
        | Overlay::Finder(_)
        | Overlay::Search(_)
        | Overlay::Help(_)
        | Overlay::Conflict(_)
        | Overlay::Confirm(_) => None,
    }
}

/// The key that lists everything that can be done, on each of them.
pub const PALETTE: Row = (":", "Everything that can be done here, by name");

/// Keys that only move in what is shown, or leave it.
const MOVING: [&str; 6] = ["j k", "space", "ctrl-d", "g G", "→ ←", "esc"];

/// Whether a row's key does more than to move.
#[must_use]
pub fn acts(key: &str) -> bool {
    !MOVING.contains(&key)
}

/// Whether only a lead presses a row's key.
#[must_use]
pub fn is_of_lead(screen: &Screen, key: &str) -> bool {
    screen.name == REVIEW.name && matches!(key, "d" | "H")
}

/// The first key of a row as it is pressed; none where it stands for several things.
#[must_use]
pub fn first(key: &str) -> Option<Key> {
    let name = key.split(' ').next().unwrap_or_default();
    let mut letters = name.chars();
    match (letters.next(), letters.next()) {
        (Some(one), None) => Some(Key::char(one)),
        _ => format!("<{name}>").parse().ok(),
    }
}

const FORM: Screen = Screen {
    name: "A form, where letters are text",
    rows: &[
        ("tab", "The next field, shift-tab the one before"),
        ("ctrl-s", "Send it"),
        ("ctrl-t", "Take over what is offered under a long text"),
        ("ctrl-r", "What is similar, and what helped there"),
        ("ctrl-g", "A long text in your editor"),
        ("ctrl-z", "Take back what was typed; ctrl-y types it again"),
        ("esc", "Leave; what is typed is kept"),
    ],
};

const LOG: Screen = Screen {
    name: "A log",
    rows: &[
        ("j k", "A line down, up"),
        ("space", "A page down; PgUp a page up"),
        ("ctrl-d", "Half a page down; ctrl-u up"),
        ("g G", "The first line, the last one"),
        ("→ ←", "Long lines to the side"),
        ("tab", "Lines, signatures, over time"),
        ("!", "The first error"),
        ("] [", "The next error, the one before"),
        ("l", "Warnings and worse, errors and worse, all levels"),
        ("/", "Only lines by pattern, level, time"),
        ("0", "All lines again"),
        (
            "enter",
            "The whole line; of a signature or a stretch of time its lines",
        ),
        ("v", "Mark lines from here"),
        (
            "+",
            "Keep the marked lines, the line or the signature on the ticket",
        ),
        (
            ".",
            "Close the item it is for; marked lines are kept before",
        ),
        ("1-9", "The marked lines into that field of the intake"),
        ("x", "The attached file as bytes"),
        ("s", "Save the attached file"),
        ("y", "Copy the line or the signature"),
        ("esc", "Unmark, stop hashing, back"),
    ],
};

const FILE: Screen = Screen {
    name: "A file",
    rows: &[
        ("j k", "A line down, up"),
        ("space", "A page down; PgUp a page up"),
        ("g G", "The beginning, the end"),
        ("x", "As text, as bytes"),
        ("l", "As a log"),
        ("s", "Save it"),
        ("esc", "Back"),
    ],
};

const DIFFERENCE: Screen = Screen {
    name: "Configurations compared",
    rows: &[
        ("j k", "A line down, up"),
        ("space", "A page down; PgUp a page up"),
        ("ctrl-d", "Half a page down; ctrl-u up"),
        ("g G", "The beginning, the end"),
        ("] [", "The next hunk, the one before"),
        ("+", "Keep the hunk on the ticket"),
        (".", "Close the item it is for"),
        ("x", "Both texts beside each other, or below"),
        ("0", "All lines, or only what differs"),
        ("w", "Blanks count, or do not"),
        ("c", "Compare with something else"),
        ("enter", "The text itself"),
        ("y", "Copy the hunk"),
        ("esc", "Back"),
    ],
};

const ARTICLE: Screen = Screen {
    name: "An article",
    rows: &[
        ("j k", "A line down, up"),
        ("space", "A page down; PgUp a page up"),
        ("ctrl-d", "Half a page down; ctrl-u up"),
        ("g G", "The beginning, the end"),
        ("+", "It helped on this ticket"),
        ("l", "Link it to this ticket"),
        (
            "L",
            "The ticket waits for this known error, or is told its workaround",
        ),
        ("F", "Its fix is there"),
        ("v", "It is still right"),
        ("e", "Edit it"),
        ("P", "Publish it"),
        ("R", "Retire it"),
        ("1-9", "Copy the link of that number"),
        ("y", "Copy number and title"),
        ("esc", "Back"),
    ],
};

const CONVERSATION: Screen = Screen {
    name: "The conversation",
    rows: &[
        ("j k", "A line down, up"),
        ("space", "A page down; PgUp a page up"),
        ("ctrl-d", "Half a page down; ctrl-u up"),
        ("g G", "The first line, the last one"),
        ("] [", "The next message, the one before"),
        ("v", "Mark lines from here"),
        ("+", "Keep the marked lines or the line on the ticket"),
        (".", "Keep them and close the item they are for"),
        ("1-9", "The marked lines into that field of the intake"),
        ("M", "Write to the customer"),
        ("R", "Write from a template"),
        ("F", "The attached files"),
        ("enter", "The whole line"),
        ("y", "Copy the marked lines"),
        ("esc", "Unmark, back"),
    ],
};

const SIMILAR: Screen = Screen {
    name: "What is similar",
    rows: &[
        ("j k", "The next one, the one before"),
        ("enter", "Open it"),
        ("L", "Link it"),
        ("0", "None of these is the same"),
        ("esc", "Back"),
    ],
};

const REVIEW: Screen = Screen {
    name: "The review",
    rows: &[
        ("j k", "The next row, the one before"),
        ("space", "A page down; PgUp a page up"),
        ("ctrl-d", "Half a page down; ctrl-u up"),
        ("g G", "The first row, the last one"),
        ("] [", "The next chapter, the one before"),
        ("m", "What was most often missing"),
        (
            "enter",
            "The tickets behind the row; of a ticket, the ticket",
        ),
        ("d", "Write a decision down, with its owner and a date"),
        ("H", "Hold the review of this period"),
        ("b", "Set the figures apart by tier, customer, priority …"),
        (
            "w",
            "Another period: since the last review, the one reviewed last, 7, 30, 90 days, all",
        ),
        ("x", "Every row of every figure, or the first ones"),
        (
            "tab",
            "Pictures, where list and pictures have no room beside each other",
        ),
        ("r", "Count anew"),
        ("esc", "Back; while it counts, break it off"),
    ],
};

const TEXT: Screen = Screen {
    name: "A text",
    rows: &[
        ("j k", "A line down, up"),
        ("space", "A page down; PgUp a page up"),
        ("ctrl-d", "Half a page down; ctrl-u up"),
        ("g G", "The beginning, the end"),
        ("-", "Take this kept piece back"),
        ("c", "Copy an unfinished text"),
        ("x", "Throw an unfinished text away"),
        ("esc", "Back"),
    ],
};
