//! Where the panes stand, as a pure function of the size: update (page height, mouse) and view both
//! call it. Three breakpoints: one column, four panes, four panes with the history beside them.

use ratatui::layout::Rect;

/// Below this nothing useful fits.
pub const SMALLEST: (u16, u16) = (60, 15);
/// From here on all four panes are shown.
const FOUR: (u16, u16) = (100, 28);
/// From here on the history stands beside the ticket.
const WIDE: u16 = 161;

/// A pane, by its number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Pane {
    /// 1: the queue.
    #[default]
    Queue,
    /// 2: the ticket with its history.
    Ticket,
    /// 3: the checklist of the tier in turn.
    Checklist,
    /// 4: what can be done next.
    Escalation,
}

impl Pane {
    /// Every pane, in the order of its number.
    pub const ALL: [Pane; 4] = [Pane::Queue, Pane::Ticket, Pane::Checklist, Pane::Escalation];

    /// The next one, round and round.
    #[must_use]
    pub fn next(self) -> Pane {
        Pane::ALL[(self as usize + 1) % 4]
    }

    /// The one before.
    #[must_use]
    pub fn previous(self) -> Pane {
        Pane::ALL[(self as usize + 3) % 4]
    }
}

/// What the layout depends on beside the size.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shape {
    /// The pane in focus.
    pub focus: Pane,
    /// Moves offered.
    pub offers: usize,
    /// Items of the checklist.
    pub checks: usize,
    /// Lines that the ticket's facts take at least.
    pub facts: usize,
    /// The package page is open in the ticket's place.
    pub page: bool,
    /// Lines of the banner.
    pub banners: usize,
}

/// Which breakpoint it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breadth {
    /// Queue or ticket, with the escalation docked below.
    One,
    /// Four panes.
    Four,
    /// Four panes, the history beside the ticket.
    Wide,
}

/// Where everything stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panes {
    /// The terminal is too small.
    TooSmall,
    /// The places.
    Full(Places),
}

/// The places; a pane that is not shown has no area. Areas are outer ones, with their frames; a
/// pane under another one shares the frame's line between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Places {
    /// Which breakpoint.
    pub breadth: Breadth,
    /// The first line.
    pub title: Rect,
    /// Banners under it.
    pub banners: Rect,
    /// The queue.
    pub queue: Rect,
    /// The ticket.
    pub ticket: Rect,
    /// Its history.
    pub history: Rect,
    /// The checklist.
    pub checklist: Rect,
    /// What can be done next.
    pub escalation: Rect,
    /// A sentence about what just happened, or the legend of signs.
    pub said: Rect,
    /// The keys.
    pub keys: Rect,
}

impl Places {
    /// The area of a pane.
    #[must_use]
    pub fn of(&self, pane: Pane) -> Rect {
        match pane {
            Pane::Queue => self.queue,
            Pane::Ticket => self.ticket,
            Pane::Checklist => self.checklist,
            Pane::Escalation => self.escalation,
        }
    }

    /// The queue inside its frame.
    #[must_use]
    pub fn queue_inner(&self) -> Rect {
        inner(self.queue)
    }

    /// The pane at a place of the screen.
    #[must_use]
    pub fn at(&self, column: u16, row: u16) -> Option<Pane> {
        let point = ratatui::layout::Position::new(column, row);
        if self.history.contains(point) {
            return Some(Pane::Ticket);
        }
        Pane::ALL
            .into_iter()
            .find(|pane| self.of(*pane).contains(point))
    }
}

/// An area without its frame and one column of air at each side.
#[must_use]
pub fn inner(area: Rect) -> Rect {
    Rect {
        x: area.x.saturating_add(2),
        y: area.y.saturating_add(1),
        width: area.width.saturating_sub(4),
        height: area.height.saturating_sub(2),
    }
}

/// Lines of a banner at most: a sentence at the smallest size.
const BANNER: u16 = 4;

/// Where everything stands on a screen of this size.
#[must_use]
pub fn layout(size: (u16, u16), shape: &Shape) -> Panes {
    let (width, height) = size;
    if width < SMALLEST.0 || height < SMALLEST.1 {
        return Panes::TooSmall;
    }
    let banners = small(shape.banners).min(BANNER);
    let line = |y: u16, lines: u16| Rect::new(0, y, width, lines);
    let body = Rect::new(0, 1 + banners, width, height - 3 - banners);
    let places = Places {
        breadth: Breadth::One,
        title: line(0, 1),
        banners: line(1, banners),
        queue: Rect::ZERO,
        ticket: Rect::ZERO,
        history: Rect::ZERO,
        checklist: Rect::ZERO,
        escalation: Rect::ZERO,
        said: line(height - 2, 1),
        keys: line(height - 1, 1),
    };
    Panes::Full(if width < FOUR.0 || height < FOUR.1 {
        one(places, body, shape)
    } else {
        four(places, body, shape)
    })
}

/// One column: the pane in focus has the width, the escalation is docked below in three lines.
fn one(mut at: Places, body: Rect, shape: &Shape) -> Places {
    let dock = if shape.focus == Pane::Escalation {
        small(shape.offers).clamp(3, body.height / 2)
    } else {
        3.min(body.height / 3)
    };
    let top = body.height - dock - 1;
    let main = Rect {
        height: top,
        ..body
    };
    // The dock shares its upper line with the pane above it.
    at.escalation = Rect {
        y: body.y + top - 1,
        height: dock + 2,
        ..body
    };
    match shape.focus {
        Pane::Queue => at.queue = main,
        Pane::Checklist => at.checklist = main,
        // A page is there to be read: the history waits until it is left.
        Pane::Ticket | Pane::Escalation if shape.page => at.ticket = main,
        Pane::Ticket | Pane::Escalation => {
            let facts = (small(shape.facts) + 2).clamp(5, main.height.saturating_sub(5).max(5));
            (at.ticket, at.history) = split(main, facts);
        }
    }
    at
}

/// Queue over checklist on the left; ticket, history and escalation on the right.
fn four(mut at: Places, body: Rect, shape: &Shape) -> Places {
    let wide = body.width >= WIDE;
    at.breadth = if wide { Breadth::Wide } else { Breadth::Four };
    let left = if wide {
        body.width * 2 / 5
    } else {
        body.width / 2
    };
    let columns = |x: u16, width: u16| Rect { x, width, ..body };
    let (left, right) = (columns(0, left), columns(left, body.width - left));
    let checks = (small(shape.checks) + 2).clamp(4, body.height / 2);
    (at.queue, at.checklist) = split(left, left.height + 1 - checks);
    let offers = (small(shape.offers) + 2).clamp(4, body.height / 2);
    let (upper, escalation) = split(right, right.height + 1 - offers);
    at.escalation = escalation;
    if wide {
        let half = upper.width * 11 / 20;
        at.ticket = Rect {
            width: half,
            ..upper
        };
        at.history = Rect {
            x: upper.x + half,
            width: upper.width - half,
            ..upper
        };
    } else {
        let facts = (small(shape.facts) + 3).clamp(6, upper.height * 3 / 5);
        (at.ticket, at.history) = split(upper, facts);
    }
    at
}

/// An area in two, one under the other, that share a line of the frame.
fn split(area: Rect, upper: u16) -> (Rect, Rect) {
    let upper = upper.min(area.height);
    (
        Rect {
            height: upper,
            ..area
        },
        Rect {
            y: area.y + upper.saturating_sub(1),
            height: area.height + 1 - upper,
            ..area
        },
    )
}

fn small(n: usize) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX).min(200)
}

#[cfg(test)]
mod tests {
    use super::{Breadth, Pane, Panes, Places, SMALLEST, Shape, layout};
    use ratatui::layout::Rect;

    fn places(size: (u16, u16), focus: Pane) -> Places {
        let shape = Shape {
            focus,
            offers: 3,
            checks: 4,
            facts: 8,
            ..Shape::default()
        };
        match layout(size, &shape) {
            Panes::Full(at) => at,
            Panes::TooSmall => panic!("{size:?} is large enough"),
        }
    }

    #[test]
    fn nothing_stands_outside_the_screen_at_any_size() {
        for width in (60..260).step_by(7) {
            for height in 15..70 {
                for focus in Pane::ALL {
                    let at = places((width, height), focus);
                    let screen = Rect::new(0, 0, width, height);
                    for area in [at.title, at.queue, at.ticket, at.history, at.checklist]
                        .into_iter()
                        .chain([at.escalation, at.said, at.keys])
                    {
                        assert_eq!(area, area.intersection(screen), "{width}x{height}");
                    }
                    assert!(at.of(focus).height >= 3, "{width}x{height} {focus:?}");
                }
            }
        }
    }

    #[test]
    fn there_are_three_breakpoints() {
        assert_eq!(places((80, 24), Pane::Queue).breadth, Breadth::One);
        assert_eq!(places((120, 36), Pane::Queue).breadth, Breadth::Four);
        assert_eq!(places((160, 48), Pane::Queue).breadth, Breadth::Four);
        assert_eq!(places((200, 50), Pane::Queue).breadth, Breadth::Wide);
        let (width, height) = SMALLEST;
        for size in [(width - 1, height), (width, height - 1), (0, 0), (1, 1)] {
            assert_eq!(layout(size, &Shape::default()), Panes::TooSmall);
        }
    }

    #[test]
    fn in_one_column_the_pane_in_focus_has_the_width_and_the_moves_stay_in_sight() {
        let at = places((80, 24), Pane::Queue);
        assert_eq!((at.queue.width, at.ticket.height), (80, 0));
        assert_eq!(at.escalation.height, 5);
        let at = places((80, 24), Pane::Ticket);
        assert_eq!((at.ticket.width, at.queue.height), (80, 0));
    }

    #[test]
    fn an_open_page_has_all_the_height_beside_the_moves() {
        let shape = Shape {
            focus: Pane::Ticket,
            offers: 3,
            checks: 4,
            facts: 8,
            page: true,
            banners: 0,
        };
        for (width, height) in [(60, 15), (80, 24), (99, 60)] {
            let Panes::Full(at) = layout((width, height), &shape) else {
                panic!("{width}x{height} is large enough");
            };
            assert_eq!(at.history.height, 0);
            assert_eq!(at.ticket.bottom(), at.escalation.y + 1, "{width}x{height}");
        }
        let Panes::Full(at) = layout((80, 24), &shape) else {
            panic!("80x24 is large enough");
        };
        assert_eq!(at.ticket.height, 17);
    }

    #[test]
    fn a_click_finds_its_pane() {
        let at = places((120, 36), Pane::Queue);
        assert_eq!(at.at(3, 4), Some(Pane::Queue));
        assert_eq!(at.at(119, 34), None);
        assert_eq!(
            at.at(at.history.x + 1, at.history.y + 2),
            Some(Pane::Ticket)
        );
    }
}
