//! Reviews that are held: what was found, what was decided, and what became of it.

use super::{Desk, Error};
use crate::domain::event::DeskFact;
use crate::domain::id::{AgentName, At, ReviewId};
use crate::domain::report::{Period, check_about};
use crate::domain::review::{self, Decision, Outcome, Review};

/// Something that is decided.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewDecision {
    /// What is to be done.
    pub text: String,
    /// By whom.
    pub owner: AgentName,
    /// Until when.
    pub due: At,
    /// The figure it is about, with its row; empty: none.
    pub about: String,
}

impl Desk {
    /// Every review that was held, by number. Everyone reads them.
    ///
    /// # Errors
    /// The store's.
    pub fn reviews(&self) -> Result<Vec<Review>, Error> {
        Ok(self.store.reviews()?)
    }

    /// One review.
    ///
    /// # Errors
    /// [`Error::Missing`]; the store's.
    pub fn review(&self, id: ReviewId) -> Result<Review, Error> {
        let mut all = self.store.reviews()?.into_iter();
        all.find(|r| r.id == id).ok_or_else(|| no_review(id))
    }

    /// Whether a review is due, and since when: the process file says how often one is held.
    ///
    /// # Errors
    /// The store's.
    pub fn review_due(&self) -> Result<Option<At>, Error> {
        let last = self.last_review_at()?;
        let due = review::review_due(&self.process, last, self.now());
        Ok(due.then(|| review::next_at(&self.process, last)))
    }

    /// When the last review was held, or the desk was made where none was.
    pub(super) fn last_review_at(&self) -> Result<At, Error> {
        let last = review::last_held_at(&self.store.reviews()?);
        Ok(last.unwrap_or(self.info.made_at))
    }

    /// Holds a review of a period. A lead does it.
    ///
    /// # Errors
    /// [`Error::NeedsLead`]; [`Error::Input`] for a period that is none, has not ended or was reviewed before, and empty words.
    pub fn hold_review(&mut self, period: Period, findings: &[String]) -> Result<Review, Error> {
        self.locked(|desk| {
            desk.lead("Holding a review")?;
            if desk.is_delivered()? {
                return desk.last_review();
            }
            let mut all = desk.store.reviews()?.into_iter();
            if let Some(before) = all.find(|r| r.period() == period) {
                return Err(Error::Input(review::held_already(&before)));
            }
            let held = desk.held(period, findings)?;
            desk.keep_review(held)
        })
    }

    /// Adds what was found in a review. A lead does it.
    ///
    /// # Errors
    /// [`Error::NeedsLead`], [`Error::Missing`], [`Error::Input`].
    pub fn add_finding(&mut self, id: ReviewId, text: &str) -> Result<Review, Error> {
        self.locked(|desk| {
            desk.lead("Adding to a review")?;
            let mut review = desk.review(id)?;
            if desk.is_delivered()? {
                return Ok(review);
            }
            review::check_words("finding", text).map_err(Error::Input)?;
            review.findings.push(text.trim().to_owned());
            desk.keep_review(review)
        })
    }

    /// Writes a decision down in a review. A lead does it.
    ///
    /// # Errors
    /// [`Error::NeedsLead`], [`Error::Missing`]; [`Error::Input`] without words, for an owner who is not there, for a date
    /// that is past, and about a figure or row that there is not.
    pub fn decide_in_review(&mut self, id: ReviewId, new: &NewDecision) -> Result<Review, Error> {
        self.locked(|desk| {
            desk.lead("Deciding in a review")?;
            let review = desk.review(id)?;
            if desk.is_delivered()? {
                return Ok(review);
            }
            check_about(&desk.process, &new.about).map_err(Error::Input)?;
            let decided = desk.with_decision(review, new)?;
            desk.keep_review(decided)
        })
    }

    /// Writes a decision down in the review of a period: in the one that was held of just this period, or else it is
    /// held with this decision. A lead does it.
    ///
    /// # Errors
    /// As [`Desk::decide_in_review`] and [`Desk::hold_review`].
    pub fn decide_of_period(
        &mut self,
        period: Period,
        finding: Option<String>,
        new: &NewDecision,
    ) -> Result<Review, Error> {
        self.locked(|desk| {
            desk.lead("Deciding in a review")?;
            if desk.is_delivered()? {
                return desk.last_review();
            }
            let held = desk.store.reviews()?.into_iter().rev();
            let mut review = match { held }.find(|r| r.period() == period) {
                Some(review) => review,
                None => desk.held(period, &[])?,
            };
            if let Some(finding) = finding.filter(|f| !review.findings.contains(f)) {
                review::check_words("finding", &finding).map_err(Error::Input)?;
                review.findings.push(finding);
            }
            let decided = desk.with_decision(review, new)?;
            desk.keep_review(decided)
        })
    }

    /// Says what became of a decision: it was done, or dropped. Its owner does it, or a lead.
    ///
    /// # Errors
    /// [`Error::NeedsLead`] for anyone else, [`Error::Missing`]; [`Error::Input`] where it was said already, or in no
    /// words.
    pub fn follow_up(
        &mut self,
        id: ReviewId,
        n: u32,
        done: bool,
        text: &str,
    ) -> Result<Review, Error> {
        self.locked(|desk| {
            let (me, now) = (desk.actor.name.clone(), desk.now());
            let mut review = desk.review(id)?;
            let open = review.decisions.iter_mut().find(|d| d.n == n);
            let decision = open.ok_or_else(|| {
                Error::Missing(format!(
                    "Review {id} has no decision {n}. hoist review show {id} lists them."
                ))
            })?;
            if decision.owner != me {
                desk.lead("Following up another agent's decision")?;
            }
            if desk.is_delivered()? {
                return desk.review(id);
            }
            if let Some(outcome) = &decision.outcome {
                return Err(Error::Input(format!(
                    "Decision {n} of review {id} was {} already: {}",
                    outcome.word(),
                    outcome.text
                )));
            }
            review::check_words("outcome", text).map_err(Error::Input)?;
            decision.outcome = Some(Outcome {
                done,
                text: text.trim().to_owned(),
                by: me,
                at: now,
            });
            desk.keep_review(review)
        })
    }

    fn held(&self, period: Period, findings: &[String]) -> Result<Review, Error> {
        let now = self.now();
        review::check_period(period, now).map_err(Error::Input)?;
        for finding in findings {
            review::check_words("finding", finding).map_err(Error::Input)?;
        }
        Ok(Review {
            from: period.from,
            to: period.to,
            at: now,
            by: self.actor.name.clone(),
            findings: findings.iter().map(|f| f.trim().to_owned()).collect(),
            ..Review::default()
        })
    }

    fn with_decision(&self, mut review: Review, new: &NewDecision) -> Result<Review, Error> {
        let decision = Decision {
            n: u32::try_from(review.decisions.len() + 1).unwrap_or(u32::MAX),
            text: new.text.trim().to_owned(),
            owner: new.owner.clone(),
            due: new.due,
            about: new.about.clone(),
            by: self.actor.name.clone(),
            at: self.now(),
            outcome: None,
        };
        review::check_decision(&decision, &self.store.agents()?).map_err(Error::Input)?;
        review.decisions.push(decision);
        Ok(review)
    }

    fn keep_review(&mut self, mut review: Review) -> Result<Review, Error> {
        let n = self.write_desk(DeskFact::Review(Box::new(review.clone())))?;
        review.id = ReviewId(n);
        self.settle_reviews()?;
        Ok(review)
    }

    /// What a command delivered before had made.
    fn last_review(&self) -> Result<Review, Error> {
        let last = self.store.reviews()?.pop();
        last.ok_or_else(|| no_review(ReviewId(1)))
    }
}

fn no_review(id: ReviewId) -> Error {
    Error::Missing(format!(
        "There is no review {id}. hoist review list shows those that were held."
    ))
}
