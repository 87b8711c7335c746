//! What the first start asks, whichever face asks it.

/// The three answers, or what is proposed for them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// The name on the desk.
    pub name: String,
    /// Ids of tiers.
    pub tiers: Vec<String>,
    /// The desk's file, as typed; `~` is the home.
    pub file: String,
}

/// What is wrong with an answer: nothing was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// `name`, `tiers` or `file`.
    pub field: &'static str,
    /// A sentence.
    pub sentence: String,
}
