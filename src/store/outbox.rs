//! What configured programs are still to be given: each has its own copy of the event, until it took it.

use super::Error;
use crate::domain::id::At;
use crate::domain::notice::Notice;

/// An event that waits for a program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outgoing {
    /// Its number in the outbox.
    pub n: i64,
    /// The program, by the name it is configured under.
    pub hook: String,
    /// The notice it comes from.
    pub notice: i64,
    /// What the program is given, as JSON.
    pub event: String,
    /// How often it was tried.
    pub tries: u32,
    /// Not before.
    pub next_at: At,
    /// Why it failed the last time, or empty.
    pub trouble: String,
    /// How often the program failed, at this or another event, since it last took one.
    pub failures: u32,
}

/// How a program stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fed {
    /// Up to which notice it was fed.
    pub seen: i64,
    /// How often it failed since it last took an event.
    pub failures: u32,
    /// It is left alone until then; 0: it may be tried.
    pub next_at: At,
}

/// What a store keeps for programs. Whoever has a program configured feeds it from the notices; several at once
/// feed it once, and only one has an event in hand.
pub trait Outbox {
    /// Up to which notice a program was fed. One that is not known begins with the notices to come.
    fn hook(&mut self, name: &str) -> Result<i64, Error>;

    /// How a program stands; `None`: it is not known. Writes nothing.
    fn fed(&self, name: &str) -> Result<Option<Fed>, Error>;

    /// Notices above a number, ascending, at most `limit`; with whom each was addressed to.
    fn notices_after(&self, n: i64, limit: usize) -> Result<Vec<Notice>, Error>;

    /// A program was fed from the first number of `span` up to the second: these events wait for it, each with the number of its notice.
    /// Whether it was; `false`: another was quicker.
    fn put_out(
        &mut self,
        name: &str,
        span: (i64, i64),
        events: &[(i64, String)],
    ) -> Result<bool, Error>;

    /// Takes the next event of a program whose time has come in hand, and puts it off until then for all others. None
    /// while the program is left alone.
    fn claim(&mut self, name: &str, now: At, until: At) -> Result<Option<Outgoing>, Error>;

    /// A program took it, and may be tried at once with what waits besides.
    fn taken(&mut self, n: i64) -> Result<(), Error>;

    /// It failed at this event, which is tried again at `next`; the program is left alone until `rest`.
    fn failed(&mut self, n: i64, next: At, rest: At, trouble: &str) -> Result<(), Error>;

    /// When the next event of one of these programs may be tried, which is when both the event and the program
    /// may; [`At::NEVER`]: none waits.
    fn next_out(&self, names: &[String]) -> Result<At, Error>;

    /// What waits, by program and time (the later of its own and the program's), at most `limit`; `None`: for any program.
    fn outgoing(&self, name: Option<&str>, limit: usize) -> Result<Vec<Outgoing>, Error>;

    /// Every event that waits for a program may be tried at once; how many do.
    fn try_at_once(&mut self, name: &str) -> Result<usize, Error>;

    /// A program is known no more, and nothing waits for it; how many events did.
    fn forget_hook(&mut self, name: &str) -> Result<usize, Error>;
}
