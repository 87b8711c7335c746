//! What a decision looks at, and the few ways in which it ends.

use crate::domain::actor::Actor;
use crate::domain::blocker::{Blocker, Jump, Refusal, Why};
use crate::domain::command::Scene;
use crate::domain::event::{Act, Event, Fact};
use crate::domain::id::{At, Tier};
use crate::domain::process::Process;
use crate::domain::row_of::kept_apart;
use crate::domain::safe::is_blank;
use crate::domain::ticket::Ticket;

/// What a decision looks at.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    /// The process in force.
    pub process: &'a Process,
    /// The ticket as it is.
    pub ticket: &'a Ticket,
    /// Who acts.
    pub actor: &'a Actor,
    /// Everything else.
    pub scene: &'a Scene,
}

impl Case<'_> {
    /// The instant of the decision.
    #[must_use]
    pub fn now(&self) -> At {
        self.scene.now
    }

    /// The next event of the ticket.
    #[must_use]
    pub fn event(&self, act: Act, facts: Vec<Fact>, stands_in: Option<Tier>) -> Event {
        Event {
            seq: self.ticket.version + 1,
            at: self.scene.now,
            by: self.actor.name.clone(),
            identity: self.actor.identity.clone(),
            stands_in,
            command: self.scene.command.clone(),
            process: self.process.hash.clone(),
            act,
            facts,
        }
    }

    /// One event that records without a move.
    ///
    /// # Errors
    /// None; the shape fits the callers.
    pub fn recorded(&self, facts: Vec<Fact>) -> Result<Vec<Event>, Refusal> {
        Ok(vec![self.event(Act::Recorded, facts, None)])
    }

    /// Words of a restricted ticket are written on no other: what a form or a screen took up may have been restricted
    /// since. `left`: what did not happen, and what to do.
    ///
    /// # Errors
    /// A refusal that names the ticket.
    pub fn stays(&self, refused: &str, left: &str) -> Result<(), Refusal> {
        match self.scene.apart.first() {
            Some(other) => {
                let why = kept_apart(self.ticket.id, *other);
                Err(self.input(refused, format!("{why} {left}")))
            }
            None => Ok(()),
        }
    }

    /// The refusal of an input that makes no sense.
    #[must_use]
    pub fn input(&self, refused: &str, text: impl Into<String>) -> Refusal {
        refusal(refused, Why::Input, text.into(), Vec::new())
    }

    /// The refusal of a command that names what the ticket does not have.
    #[must_use]
    pub fn absent(&self, refused: &str, text: impl Into<String>) -> Refusal {
        refusal(refused, Why::Absent, text.into(), Vec::new())
    }

    /// The refusal of a command that this agent never could give.
    #[must_use]
    pub fn role(&self, refused: &str, text: impl Into<String>) -> Refusal {
        refusal(refused, Why::Role, text.into(), Vec::new())
    }

    /// The refusal of a command that does not fit the stage.
    #[must_use]
    pub fn stage(&self, refused: &str, text: impl Into<String>) -> Refusal {
        refusal(refused, Why::Stage, text.into(), Vec::new())
    }

    /// The refusal of a move that somebody else made before.
    #[must_use]
    pub fn taken(&self, refused: &str, text: impl Into<String>) -> Refusal {
        refusal(refused, Why::Taken, text.into(), Vec::new())
    }

    /// The refusal of a command of which something is missing.
    #[must_use]
    pub fn missing(&self, refused: &str, missing: Vec<Blocker>) -> Refusal {
        let id = if self.ticket.version == 0 {
            "A new ticket".to_owned()
        } else {
            self.ticket.id.to_string()
        };
        let text = match missing.as_slice() {
            [one] => format!(
                "{id} cannot {} yet: {}",
                in_words(refused),
                as_sentence(&one.text)
            ),
            many => format!(
                "{id} cannot {} yet: {} things are missing.",
                in_words(refused),
                many.len()
            ),
        };
        refusal(refused, Why::Guards, text, missing)
    }

    /// A text that must say something.
    ///
    /// # Errors
    /// A refusal that names what is empty.
    pub fn said<'t>(&self, refused: &str, what: &str, text: &'t str) -> Result<&'t str, Refusal> {
        let trimmed = text.trim();
        if is_blank(trimmed) {
            return Err(self.input(
                refused,
                format!("{what} is empty. Nothing was written; say something."),
            ));
        }
        Ok(trimmed)
    }

    /// The agent of this name, if it exists.
    #[must_use]
    pub fn agent(&self, name: &str) -> Option<&Actor> {
        self.scene.agents.iter().find(|a| a.name == name)
    }

    /// The facts that settle what was owed under this name (`intake.steps`): whatever supplies it.
    #[must_use]
    pub fn settles(&self, what: &str) -> Vec<Fact> {
        self.ticket
            .open_owed()
            .filter(|o| o.what == what)
            // An approval that was forced past is another person's to give.
            .filter(|o| what != "record.approval" || o.by != self.actor.name)
            .map(|o| Fact::OwedSettled(o.n, format!("supplied by {}", self.actor.name)))
            .collect()
    }
}

/// With one sign at its end; a question keeps its own.
fn as_sentence(text: &str) -> String {
    match text.ends_with('?') {
        true => text.to_owned(),
        false => format!("{}.", text.trim_end_matches('.')),
    }
}

pub(super) fn refusal(refused: &str, why: Why, text: String, missing: Vec<Blocker>) -> Refusal {
    Refusal {
        refused: refused.to_owned(),
        why,
        text,
        missing,
    }
}

/// What cannot be done yet, after “cannot”.
fn in_words(refused: &str) -> &str {
    match refused {
        "dissatisfied" => "be marked as not satisfied",
        "open" => "be opened",
        other => other,
    }
}

/// A number that follows the last of a list, from 1.
#[must_use]
pub fn next(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX - 1) + 1
}

/// A blocker without guard: an input that is missing.
#[must_use]
pub fn blocker(what: &'static str, id: &str, text: String, command: String, jump: Jump) -> Blocker {
    Blocker {
        guard: None,
        what,
        id: id.to_owned(),
        text,
        command,
        choices: Vec::new(),
        jump,
        forceable: true,
    }
}
