//! Where a ticket of the demo desk stands at the end, and how it came there.

use super::cast::Seat;
use super::life::Life;

/// What kind of story it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Something is broken.
    Incident,
    /// A question or request.
    Quick,
    /// A security matter.
    Security,
}

/// A way through the process.
#[derive(Clone, Copy)]
pub struct Fate {
    /// Its name, for tests and errors.
    pub name: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// The last step lies so many minutes back, between the two.
    pub tail: (i64, i64),
    /// A word to the customer at the end, so that no update is late.
    pub fresh: bool,
    /// How it goes.
    pub live: fn(&mut Life),
    /// The seat of the demo's owner.
    pub seat: Seat,
    /// The priority it is opened and taken with; 0: by chance.
    pub priority: u8,
    /// The channel; empty: by chance.
    pub channel: &'static str,
    /// The part it plays for others.
    pub plays: &'static str,
    /// The part of another that it needs.
    pub needs: &'static str,
    /// The story by the place among those of its kind; none: by chance.
    pub story: Option<usize>,
    /// How often, among the ones that are over.
    pub weight: usize,
}

/// A fate with nothing special.
pub const PLAIN: Fate = Fate {
    name: "",
    kind: Kind::Incident,
    tail: (10, 240),
    fresh: false,
    live: |_| {},
    seat: Seat::None,
    priority: 0,
    channel: "",
    plays: "",
    needs: "",
    story: None,
    weight: 1,
};
