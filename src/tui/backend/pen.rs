//! The pen: colours and manner of what is written next, and the shortest way to change it.

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

use super::colour::{Depth, Layer, parameters};

/// What shows on a blank.
const SEEN_ON_BLANK: Modifier = Modifier::REVERSED
    .union(Modifier::UNDERLINED)
    .union(Modifier::CROSSED_OUT)
    .union(Modifier::SLOW_BLINK)
    .union(Modifier::RAPID_BLINK);

/// Each manner with the parameters that begin and end it.
const MANNERS: &[(Modifier, &str, &str)] = &[
    (Modifier::BOLD, "1", "22"),
    (Modifier::DIM, "2", "22"),
    (Modifier::ITALIC, "3", "23"),
    (Modifier::UNDERLINED, "4", "24"),
    (Modifier::SLOW_BLINK, "5", "25"),
    (Modifier::RAPID_BLINK, "6", "25"),
    (Modifier::REVERSED, "7", "27"),
    (Modifier::HIDDEN, "8", "28"),
    (Modifier::CROSSED_OUT, "9", "29"),
];

/// Colours and manner of what is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Pen {
    ink: Color,
    ground: Color,
    line: Color,
    manner: Modifier,
}

impl Pen {
    /// The pen that paints a cell, in the colours that the terminal has.
    pub(super) fn of(cell: &Cell, depth: Depth) -> Self {
        let manner = cell.modifier;
        let has_line = manner.contains(Modifier::UNDERLINED);
        Self {
            ink: depth.nearest(cell.fg),
            ground: depth.nearest(cell.bg),
            line: if has_line {
                depth.nearest(cell.underline_color)
            } else {
                Color::Reset
            },
            manner,
        }
    }

    /// True when a blank painted with it looks like an erased column.
    pub(super) fn is_plain_ground(self) -> bool {
        self.ground == Color::Reset && !self.manner.intersects(SEEN_ON_BLANK)
    }

    /// True when this pen writes a letter just as `other` did.
    pub(super) fn writes(self, letter: char, other: Self) -> bool {
        let is_bare =
            !self.manner.intersects(SEEN_ON_BLANK) && !other.manner.intersects(SEEN_ON_BLANK);
        self == other || (letter == ' ' && self.ground == other.ground && is_bare)
    }

    /// The pen nearest to this one with which a blank looks as `wanted` does.
    pub(super) fn enough_for_blank(self, wanted: Self) -> Self {
        if wanted.manner.intersects(SEEN_ON_BLANK) {
            return wanted;
        }
        let kept = Self {
            ground: wanted.ground,
            manner: self.manner - SEEN_ON_BLANK,
            line: Color::Reset,
            ..self
        };
        let fresh = Self {
            ground: wanted.ground,
            ..Self::default()
        };
        let length = |pen| {
            let mut bytes = Vec::new();
            change(Some(self), pen, &mut bytes);
            bytes.len()
        };
        if length(kept) <= length(fresh) {
            kept
        } else {
            fresh
        }
    }
}

/// Appends what turns one pen into another; from an unknown one, all is said anew.
pub(super) fn change(from: Option<Pen>, to: Pen, out: &mut Vec<u8>) {
    if from == Some(to) {
        return;
    }
    let mut anew = vec![String::new()];
    differences(Pen::default(), to, &mut anew);
    let anew = anew.join(";");
    let mut steps = Vec::new();
    if let Some(from) = from {
        differences(from, to, &mut steps);
    }
    let steps = steps.join(";");
    let shortest = if from.is_some() && steps.len() <= anew.len() {
        steps
    } else {
        anew
    };
    push(out, &format!("\x1b[{shortest}m"));
}

fn differences(from: Pen, to: Pen, steps: &mut Vec<String>) {
    manner_differences(from.manner, to.manner, steps);
    for (was, is, layer) in [
        (from.ink, to.ink, Layer::Ink),
        (from.ground, to.ground, Layer::Ground),
        (from.line, to.line, Layer::Line),
    ] {
        if was != is {
            steps.push(parameters(is, layer));
        }
    }
}

fn manner_differences(from: Modifier, to: Modifier, steps: &mut Vec<String>) {
    let mut held = from;
    for (manner, _, end) in MANNERS {
        if held.contains(*manner) && !to.contains(*manner) {
            steps.push((*end).to_owned());
            // One parameter may end two manners at once.
            for (other, _, same_end) in MANNERS {
                held.set(*other, held.contains(*other) && same_end != end);
            }
        }
    }
    for (manner, begin, _) in MANNERS {
        if to.contains(*manner) && !held.contains(*manner) {
            steps.push((*begin).to_owned());
        }
    }
}

/// Appends text to bytes.
pub(super) fn push(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::{Pen, change};
    use ratatui::style::{Color, Modifier};

    fn said(from: Modifier, to: Modifier) -> String {
        let pen = |manner| Pen {
            ink: Color::Rgb(10, 20, 30),
            manner,
            ..Pen::default()
        };
        let mut bytes = Vec::new();
        change(Some(pen(from)), pen(to), &mut bytes);
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_manner_that_ends_with_its_like_is_begun_again() {
        let both = Modifier::BOLD | Modifier::DIM;
        assert_eq!(said(both, Modifier::BOLD), "\x1b[22;1m");
        assert_eq!(said(Modifier::BOLD, both), "\x1b[2m");
        assert_eq!(said(Modifier::ITALIC, Modifier::empty()), "\x1b[23m");
        assert_eq!(said(both, both), "");
    }
}
