//! What is missing before the form can be sent: what the desk named, and the form's own empty fields.

use super::slot::Slot;
use super::{Form, is_field};
use crate::domain::blocker::{Blocker, Jump};
use crate::domain::customer::UNKNOWN;
use crate::domain::process::Guard;

/// What the desk named.
#[derive(Clone, Debug, Default)]
pub(super) struct Missing {
    named: Vec<Named>,
    /// The list stands over the fields: the desk named something, or the form was sent too early.
    pub is_listed: bool,
}

#[derive(Clone, Debug)]
struct Named {
    blocker: Blocker,
    /// What the field held then: once it changes, the blocker is answered as far as can be told.
    held: Option<String>,
}

impl Missing {
    pub fn new(blockers: Vec<Blocker>, slots: &[Slot]) -> Missing {
        let is_listed = blockers.iter().any(|b| !is_field(&b.jump));
        let named = blockers
            .into_iter()
            .map(|blocker| Named {
                held: field_of(&blocker)
                    .and_then(|id| slots.iter().find(|s| &s.field.id == id))
                    .map(Slot::raw),
                blocker,
            })
            .collect();
        Missing { named, is_listed }
    }

    /// Whether the desk named this field and it was not touched since.
    pub fn names(&self, slot: &Slot) -> bool {
        self.named
            .iter()
            .any(|n| field_of(&n.blocker) == Some(&slot.field.id) && stands(n, slot))
    }
}

impl Form {
    /// Whether the desk asked who is meant, and the same words are sent again: they are somebody new.
    #[must_use]
    pub(in crate::tui) fn insists(&self) -> bool {
        let asked = self.missing.named.iter();
        let mut fields = asked.filter_map(|n| field_of(&n.blocker));
        fields.any(|id| self.insists_on(Some(id)))
    }

    /// The same of one field.
    pub(super) fn insists_on(&self, field: Option<&str>) -> bool {
        let slot = field.and_then(|id| self.slot(id));
        let mut asked = self.missing.named.iter().filter(|n| is_unknown(&n.blocker));
        slot.is_some_and(|slot| {
            asked.any(|n| field_of(&n.blocker) == Some(&slot.field.id) && stands(n, slot))
        })
    }

    /// The list over the fields, as things stand now.
    pub(super) fn missing_shown(&self) -> Vec<Blocker> {
        if !self.missing.is_listed {
            return Vec::new();
        }
        let named = self.missing.named.iter().filter(|n| {
            field_of(&n.blocker)
                .and_then(|id| self.slot(id))
                .is_none_or(|slot| stands(n, slot))
        });
        let mut shown: Vec<Blocker> = named.map(|n| n.blocker.clone()).collect();
        // What is supplied elsewhere comes first: it is done first.
        shown.sort_by_key(|b| is_field(&b.jump));
        for slot in &self.slots {
            let known = shown.iter().any(|b| field_of(b) == Some(&slot.field.id));
            if !known && slot.is_blank() && self.is_wanted(slot) {
                shown.push(empty(slot));
            }
        }
        shown
    }
}

/// Nobody is called so.
pub(super) fn is_unknown(blocker: &Blocker) -> bool {
    blocker.what == UNKNOWN
}

fn stands(named: &Named, slot: &Slot) -> bool {
    named.held.as_deref() == Some(&slot.raw())
}

fn field_of(blocker: &Blocker) -> Option<&String> {
    match &blocker.jump {
        Jump::Field(id) => Some(id),
        _ => None,
    }
}

pub(super) fn empty(slot: &Slot) -> Blocker {
    blocker(slot, format!("“{}” is still empty.", slot.field.label))
}

pub(super) fn mistaken(slot: &Slot, sentence: String) -> Blocker {
    blocker(slot, sentence)
}

fn blocker(slot: &Slot, text: String) -> Blocker {
    Blocker {
        guard: Some(Guard::Form),
        what: "field",
        id: slot.field.id.clone(),
        text,
        command: String::new(),
        choices: Vec::new(),
        jump: Jump::Field(slot.field.id.clone()),
        forceable: false,
    }
}
