//! Defects that the harnesses of the tests plant, to prove that they would see them. Only a build with
//! debug assertions has them: in a release the answer is "no" before the program runs.

/// A defect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plant {
    /// A ticket's history is read in the order of its times.
    SortByTime,
    /// A write begins as a reading that asks for the lock later.
    DeferredBegin,
    /// SQLite's own busy handler waits for the lock.
    OwnPatience,
    /// What the disk did not take is called done.
    FullIsDone,
    /// A list that has lost all its tickets is taken for an empty desk.
    EmptyIsFine,
    /// Nobody looks whether something else was written over the desk's file.
    BlindToContent,
}

#[cfg(debug_assertions)]
mod planted {
    use super::Plant;
    use std::cell::Cell;
    use std::sync::OnceLock;

    thread_local! {
        static HERE: Cell<Option<Plant>> = const { Cell::new(None) };
    }

    /// Runs `work` on this thread with a defect planted.
    pub fn with<T>(plant: Plant, work: impl FnOnce() -> T) -> T {
        let before = HERE.replace(Some(plant));
        let done = work();
        HERE.set(before);
        done
    }

    /// Whether it is planted: on this thread, or in the whole program by `HOIST_PLANT`.
    pub fn is(plant: Plant) -> bool {
        static EVERYWHERE: OnceLock<Option<String>> = OnceLock::new();
        let everywhere = EVERYWHERE.get_or_init(|| std::env::var("HOIST_PLANT").ok());
        HERE.get() == Some(plant) || everywhere.as_deref() == Some(&format!("{plant:?}"))
    }
}

#[cfg(debug_assertions)]
pub use planted::{is, with};

/// Nothing is planted in a release.
#[cfg(not(debug_assertions))]
pub const fn is(_: Plant) -> bool {
    false
}
