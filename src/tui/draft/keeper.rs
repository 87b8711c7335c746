//! Drafts kept one after the other, none over another: what could not be set aside for lack of room is
//! held in memory and tried again before anything takes its file. When a draft is kept, `tui/update/forms.rs` says.

use super::{Draft, DraftError, Drafts, Kept, Key};

/// Writes drafts.
#[derive(Clone, Debug)]
pub struct Keeper {
    drafts: Drafts,
    /// Drafts to be set aside, each with the key whose file still holds it.
    waiting: Vec<(Draft, Key)>,
}

impl Keeper {
    /// Writes to these.
    #[must_use]
    pub fn new(drafts: Drafts) -> Keeper {
        Keeper {
            drafts,
            waiting: Vec::new(),
        }
    }

    /// Keeps a draft.
    ///
    /// # Errors
    /// As [`Drafts::save`]; also while the file holds another text that could not be set aside yet.
    pub fn save(&mut self, draft: &Draft) -> Result<Kept, DraftError> {
        if let Err(error) = self.clear(&draft.key()) {
            self.drafts.hold(draft);
            return Err(error);
        }
        self.drafts.save(draft)
    }

    /// Sets a draft aside under its own key.
    ///
    /// # Errors
    /// As [`Drafts::set_aside`]; it is tried again with the next draft.
    pub fn set_aside(&mut self, draft: Draft, before: Key) -> Result<(), DraftError> {
        // What was held there is this text.
        self.drafts.let_go(&before);
        let done = self
            .clear(&before)
            .and_then(|()| self.drafts.set_aside(&draft, &before));
        if done.is_err() {
            self.drafts.hold(&draft);
            self.waiting.push((draft, before));
        }
        done
    }

    /// Whether a draft waits to be set aside.
    #[must_use]
    pub fn waits(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// The texts that are not on the disk.
    #[must_use]
    pub fn unkept(&self) -> Vec<Key> {
        self.drafts.unkept()
    }

    /// Tries once more to set aside what waits, and to keep what could not be kept.
    ///
    /// # Errors
    /// As [`Drafts::set_aside`] and [`Drafts::again`]; it waits on.
    pub fn again(&mut self) -> Result<(), DraftError> {
        while let Some((_, before)) = self.waiting.first() {
            let before = before.clone();
            self.clear(&before)?;
        }
        self.drafts.again()
    }

    /// What is typed and what is kept are two texts.
    pub fn part(&self, key: &Key) {
        self.drafts.part(key);
    }

    /// Removes a draft.
    ///
    /// # Errors
    /// As [`Keeper::save`].
    pub fn remove(&mut self, key: &Key) -> Result<(), DraftError> {
        self.drafts.let_go(key);
        self.clear(key)?;
        self.drafts.remove(key)
    }

    /// Sets aside what still lies in the file of a key.
    fn clear(&mut self, key: &Key) -> Result<(), DraftError> {
        let Keeper { drafts, waiting } = self;
        while let Some(place) = waiting.iter().position(|(_, before)| before == key) {
            let (draft, before) = &waiting[place];
            drafts.set_aside(draft, before)?;
            waiting.remove(place);
        }
        Ok(())
    }
}
