//! What can be undone: splices, those of one word of typing taken together.

/// Steps kept.
const STEPS_AT_MOST: usize = 500;

/// A splice that was made: these bytes went, those came.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub at: usize,
    pub old: String,
    pub new: String,
    pub cursor: usize,
}

#[derive(Clone, Debug, Default)]
pub(super) struct History {
    done: Vec<Step>,
    undone: Vec<Step>,
    /// Further typing starts a new step.
    closed: bool,
}

impl History {
    pub fn record(&mut self, at: usize, old: &str, new: &str, cursor: usize) {
        self.undone.clear();
        if !self.closed && self.joins(at, old, new) {
            if let Some(last) = self.done.last_mut() {
                last.new.push_str(new);
            }
            return;
        }
        self.closed = false;
        if self.done.len() == STEPS_AT_MOST {
            self.done.remove(0);
        }
        self.done.push(Step {
            at,
            old: old.to_owned(),
            new: new.to_owned(),
            cursor,
        });
    }

    /// Typing goes on where it stopped and does not begin a new word.
    fn joins(&self, at: usize, old: &str, new: &str) -> bool {
        let Some(last) = self.done.last() else {
            return false;
        };
        let new_word = new.starts_with(char::is_whitespace)
            || last.new.ends_with(|c: char| c.is_whitespace()) && !last.new.trim().is_empty();
        old.is_empty() && !last.new.is_empty() && at == last.at + last.new.len() && !new_word
    }

    pub fn close(&mut self) {
        self.closed = true;
    }

    pub fn undo(&mut self) -> Option<&Step> {
        let step = self.done.pop()?;
        self.closed = true;
        self.undone.push(step);
        self.undone.last()
    }

    pub fn redo(&mut self) -> Option<&Step> {
        let step = self.undone.pop()?;
        self.closed = true;
        self.done.push(step);
        self.done.last()
    }
}
