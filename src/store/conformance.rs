//! What every backend must do, as functions that say what went wrong. Run from the tests, for each
//! backend by one line.

mod adopt;
mod article;
mod blob;
mod book;
mod commit;
mod configuration;
mod linked;
pub mod mixed;
mod notice;
mod outbox;
mod paging;
mod process;
mod review;
pub mod sample;
pub mod search;
mod sight;
pub mod similar;

use super::{Error, Store};
use std::fmt::Debug;

/// Opens one more connection to one desk.
pub type Connect = Box<dyn Fn() -> Result<Box<dyn Store>, Error> + Send + Sync>;

/// What a backend did otherwise than it must.
#[derive(Debug)]
pub struct Wrong(String);

impl From<Error> for Wrong {
    fn from(error: Error) -> Wrong {
        Wrong(format!("an error where none belongs: {error}"))
    }
}

/// How a check ended.
pub type Outcome = Result<(), Wrong>;

/// A check by name; it gets a desk of its own, new and empty.
pub type Check = (&'static str, fn(&Connect) -> Outcome);

/// All checks.
pub const CHECKS: &[Check] = &[
    ("what is written reads back", commit::reads_back),
    (
        "a stale commit changes nothing and returns theirs",
        commit::stale,
    ),
    ("of two writers one wins", commit::one_wins),
    ("the chain has no gap and keeps the order", commit::chain),
    ("a command delivered twice counts once", commit::twice),
    ("a bulk is kept whole or dropped whole", commit::bulk),
    ("events that do not continue are refused", commit::sequence),
    ("a copy is kept word for word", adopt::word_for_word),
    ("a copy that does not fit is refused", adopt::refused),
    ("a ticket's links are its own", adopt::links),
    (
        "only another connection's writes change the version",
        commit::version,
    ),
    (
        "pages meet without gap or overlap in both directions",
        paging::meet,
    ),
    ("pages meet while rows arrive", paging::arrive),
    ("a page says what lies around it", paging::around),
    ("work that is over leaves the lists", paging::over),
    (
        "lists of all sorts of tickets are whole and in order",
        mixed::lists,
    ),
    ("the numbers of the title bar are right", paging::counts),
    ("what a lead looks after is found", paging::matters),
    (
        "nothing is written by or for who was removed meanwhile",
        process::gone,
    ),
    (
        "nothing is written over a key that was taken away meanwhile",
        process::key_gone,
    ),
    (
        "a decision of another process file is not written",
        process::overtaken,
    ),
    (
        "rows of another process file are listed and rewritten",
        process::rows,
    ),
    (
        "a restricted ticket is hidden from others",
        sight::restricted,
    ),
    ("text finds words and numbers", sight::text),
    ("every text of a ticket is found", search::texts),
    ("what is searched is only text", search::literal),
    ("filters, either and not", search::filters),
    ("a search is read in pages, the newest first", search::pages),
    (
        "of a restricted ticket nothing is found by others",
        search::restricted,
    ),
    ("a search is broken off for a newer one", search::stopped),
    (
        "of a very long history the latest is searched, and it is said",
        search::long,
    ),
    ("what shares rare words is similar", similar::shares),
    (
        "of a restricted ticket nothing is similar to others",
        similar::restricted,
    ),
    (
        "looking for what is similar is broken off for a newer question",
        similar::stopped,
    ),
    (
        "published articles are similar, what was drafted from the ticket is not",
        similar::articles,
    ),
    (
        "who has not heard of the fix of an article is found",
        article::unheard,
    ),
    ("a link is found from both ends", linked::ends),
    (
        "who has not heard of a linked ticket is found",
        linked::unheard,
    ),
    (
        "a ticket is looked at when its time has come",
        notice::alarms,
    ),
    ("what was told once is not told again", notice::once),
    ("each reads their own notices", notice::read),
    ("notices go when their ticket is archived", notice::archived),
    (
        "what asks for something is over once it stands no more",
        notice::over,
    ),
    (
        "what is told of a change is kept with it",
        notice::with_change,
    ),
    ("a program is fed every notice once", outbox::fed_once),
    ("an event is in one hand at a time", outbox::in_one_hand),
    ("a program that fails is left alone", outbox::left_alone),
    ("who stands in is numbered and kept", notice::stand_ins),
    ("who calls is found by what is typed", book::lookup),
    ("a name or address is found as it is", book::called),
    ("names of customers are completed", book::named),
    ("the desk's own events are kept", book::desk),
    ("articles read back with every revision", article::revisions),
    ("articles are listed by what they are", article::listed),
    ("a draft of a restricted ticket is hidden", article::hidden),
    ("uses of articles follow the tickets", article::uses),
    ("articles are found by their texts", article::found),
    ("the same bytes are stored once", blob::once),
    ("small files are put many in a step", blob::small),
    ("bytes of a killed program are swept or used", blob::killed),
    ("what nothing refers to is swept in steps", blob::swept),
    ("bytes join a bulk", blob::bulk),
    (
        "attachments of a restricted ticket are hidden",
        blob::hidden,
    ),
    (
        "snapshots are found by customer, product and name",
        configuration::found,
    ),
    (
        "snapshots move with their ticket's customer",
        configuration::moved,
    ),
    (
        "snapshots of a restricted ticket are hidden",
        configuration::hidden,
    ),
    ("what reviews read follows the events", review::kept),
    ("a ticket counts until it is settled", review::counted),
    (
        "of a restricted ticket reviews count what others do not see",
        review::hidden,
    ),
    ("reviews are numbered and kept", review::held),
    (
        "baselines are kept with their texts",
        configuration::baselines,
    ),
];

/// Runs every check on a desk of its own; the names and reasons of those that failed.
pub fn suite(make: &dyn Fn() -> Connect) -> Result<(), String> {
    let failed: Vec<String> = CHECKS
        .iter()
        .filter_map(|(name, check)| check(&make()).err().map(|w| format!("{name}: {}", w.0)))
        .collect();
    if failed.is_empty() {
        return Ok(());
    }
    Err(failed.join("\n"))
}

/// Wrong unless both are the same.
fn same<T: PartialEq + Debug>(what: &str, found: T, wanted: T) -> Outcome {
    if found == wanted {
        return Ok(());
    }
    Err(Wrong(format!("{what}: found {found:?}, wanted {wanted:?}")))
}

/// Wrong unless it holds.
fn holds(what: &str, ok: bool) -> Outcome {
    if ok {
        Ok(())
    } else {
        Err(Wrong(what.to_owned()))
    }
}
