//! What is like a ticket, or like a text, among tickets and published articles: which of its words to look for, and which of what was found
//! is most like it. Pure; how a store finds candidates is its own affair.
//!
//! A word counts the more the fewer tickets have it (BM25), and by where it stands: the subject and
//! error messages most. Error messages are also compared as signatures: with what varies in them taken
//! out, as `domain::log` does it for logs.

mod because;
pub mod looked;
mod rank;
mod sought;

pub use because::Because;
pub use rank::{Candidate, Hit, Ranked, Standing, rank};
pub use sought::{Sought, Term};

/// Words whose frequency is asked; of a longer text the long ones in the most telling places.
pub const ASKED: usize = 48;
/// Words by which candidates are found: those that tell most.
pub const LEADING: usize = 24;
/// Tickets that are compared text by text.
pub const COMPARED: usize = 40;
/// Articles that are compared text by text.
pub const ARTICLES: usize = 12;

/// In how many documents words stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frequency {
    /// Documents there are.
    pub documents: u64,
    /// Of each word asked for, how many have it; at least near the truth.
    pub having: Vec<u64>,
}

impl Frequency {
    /// What a word that so many documents have tells: nothing where none has it.
    fn tells(&self, having: u64) -> f64 {
        if having == 0 {
            return 0.0;
        }
        let (all, having) = (count(self.documents.max(having)), count(having));
        (1.0 + (all - having + 0.5) / (having + 0.5)).ln()
    }
}

impl Sought {
    /// What each word tells here: its rarity by the weight of its place.
    #[must_use]
    pub fn gains(&self, frequency: &Frequency) -> Vec<f64> {
        let having = frequency.having.iter().chain(std::iter::repeat(&0));
        let each = self.terms.iter().zip(having);
        each.map(|(term, having)| term.weight * frequency.tells(*having))
            .collect()
    }

    /// The words by which candidates are found, the most telling first.
    #[must_use]
    pub fn leading(&self, gains: &[f64]) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.terms.len().min(gains.len())).collect();
        let gain = |at: &usize| gains.get(*at).copied().unwrap_or_default();
        order.retain(|at| gain(at) > 0.0);
        order.sort_by(|a, b| gain(b).total_cmp(&gain(a)).then(a.cmp(b)));
        order.truncate(LEADING);
        order
    }
}

/// Numbers of documents are far below the 2^53 that a float holds exactly.
#[allow(clippy::cast_precision_loss)]
fn count(n: u64) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests;
