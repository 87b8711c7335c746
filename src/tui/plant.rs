//! Defects of the terminal that the harnesses of the tests plant with `HOIST_PLANT`, to prove that they
//! would see them. Only a build with debug assertions has them.

/// A defect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plant {
    /// A deadly signal only sets a flag, and nobody watches the line.
    FlagOnly,
    /// Giving the terminal back forgets that pasted text was to be marked.
    ForgetsPaste,
    /// What follows a paste that ended early acts as keys do.
    PasteActs,
    /// The end of a paste is waited for, however long it takes.
    PasteWaits,
}

/// Whether it is planted.
#[must_use]
pub fn is(plant: Plant) -> bool {
    cfg!(debug_assertions)
        && std::env::var("HOIST_PLANT").is_ok_and(|planted| planted == format!("{plant:?}"))
}
