//! Why a ticket or an article is said to be similar.

/// Why it is similar.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Because {
    /// Words of both, the most telling first.
    pub words: Vec<String>,
    /// The signature of an error message of both.
    pub message: Option<String>,
}

impl Because {
    /// The reason in words.
    #[must_use]
    pub fn told(&self) -> String {
        let words = format!("in common: {}", self.words.join(" "));
        match &self.message {
            Some(message) => format!("same message: {message} · {words}"),
            None => words,
        }
    }
}
