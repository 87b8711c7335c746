//! The one form: intake answers, escalation, resolution, every move, records, notes, messages, the
//! new ticket and the settings are all painted and filled in here, from lists of fields.
//!
//! Pure: keys and pastes in, an [`Outcome`] out. Nothing is looked up and nothing is kept here; the
//! outcome says what is wanted.

mod again;
mod aloud;
mod keys;
mod lookup;
mod missing;
pub(in crate::tui) mod paint;
mod plan;

mod sent;
pub mod sheet;
mod slot;
mod theme;

pub use self::aloud::Aloud;
pub use self::sent::Prose;
pub use self::theme::FormTheme;

use self::missing::Missing;
use self::slot::Slot;
use super::finder::Finder;
use crate::domain::blocker::{Blocker, Jump, Refusal};
use crate::domain::form::is_required;
use crate::domain::id::At;
use crate::domain::process::{Code, Field, Process};
use crate::domain::values::Values;
use ratatui::layout::Rect;
use serde::{Deserialize, Serialize};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

/// Who will read what is written here; the frame says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Face {
    /// Fields of the process.
    #[default]
    Plain,
    /// Only the desk reads it.
    Internal,
    /// The customer reads it.
    Outgoing {
        /// Name or address.
        to: String,
    },
}

/// What a form asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spec {
    /// The id under which its draft is kept: `move.escalate`, `note`, `record.finding`.
    pub id: String,
    /// The title over it.
    pub title: String,
    /// Its fields, in order.
    pub fields: Vec<Field>,
    /// Who will read it.
    pub face: Face,
    /// The word on the button; empty: `Send`.
    pub send: String,
    /// The number key of its first choice or prepared text sends it at once.
    pub quick: bool,
    /// Field → prepared texts; on an empty field a number key takes one.
    pub suggest: BTreeMap<String, Vec<String>>,
    /// Fields of one line that list what is found while words are typed.
    pub lookups: BTreeMap<String, Lookup>,
    /// Lists to choose from that are not in the process.
    pub extra: BTreeMap<String, Vec<Code>>,
    /// What is typed is gone when the form is left.
    pub fleeting: bool,
    /// On how many tickets it acts, where that is not plain; empty: on the one that is seen.
    pub scope: String,
    /// Groups of fields of which at least one must be filled.
    pub either: Vec<Vec<String>>,
}

/// The present and the agent's zone, for times.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ground {
    /// The present.
    pub now: At,
    /// IANA name; empty: UTC.
    pub zone: String,
}

/// What is looked up by words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// Agents of a tier (empty: of any).
    Agent(String),
    /// Tickets.
    Ticket,
    /// Tickets and published articles.
    Reference,
    /// Customers and contacts.
    Customer,
    /// Products.
    Product,
    /// Known versions of this product; empty: of the one that the form's field `product` names.
    Version(String),
    /// Published articles of the knowledge base.
    Article,
}

/// A question for whoever has the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// For this field.
    pub field: String,
    /// What.
    pub what: Lookup,
    /// The words typed so far.
    pub words: String,
}

/// One answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hit {
    /// What the field then holds: an agent's name, a ticket's number.
    pub id: String,
    /// Words.
    pub label: String,
    /// More words.
    pub detail: String,
}

/// What a key, a click or a paste led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The form has no use for it.
    Ignored,
    /// Used; nothing to keep.
    Nothing,
    /// What is typed changed: keep the draft.
    Changed,
    /// Everything in the form is well-formed: the values, instants as RFC 3339 UTC.
    Submit(Values),
    /// Leave; the draft stays.
    Cancel,
    /// Go where something missing is supplied; never a field of this form.
    Jump(Jump),
    /// What is typed changed and something is to be looked up.
    Ask(Ask),
    /// A hit was taken; the field shows it already.
    Picked {
        /// The field.
        field: String,
        /// The hit's id.
        id: String,
    },
    /// Open the text of this field in the agent's own editor.
    OpenEditor(String),
}

/// What is typed, as a draft keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed {
    /// Field → text as typed.
    pub values: Values,
    /// The field in focus; empty: none.
    #[serde(default)]
    pub focus: String,
    /// The cursor's byte offset in it.
    #[serde(default)]
    pub cursor: usize,
}

/// What has the keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Focus {
    Missing(usize),
    Field(usize),
    Send,
}

/// A form being filled in.
#[derive(Clone, Debug)]
pub struct Form {
    spec: Spec,
    ground: Ground,
    slots: Vec<Slot>,
    focus: Focus,
    missing: Missing,
    /// A sentence over the button: the desk refused or failed.
    failed: Option<String>,
    /// What was sent, while that is not answered.
    sent: Option<Values>,
    /// Codes of a long list, by index, while they are being searched.
    popup: Option<Finder<usize>>,
    scroll: Cell<usize>,
    /// Where things were painted, for the mouse.
    painted: RefCell<Vec<(Rect, Focus)>>,
}

impl Form {
    /// A form with its prefilled values (raw or canonical); the focus is on the first field that
    /// still wants something.
    #[must_use]
    pub fn new(spec: Spec, process: &Process, ground: Ground, prefill: &Values) -> Form {
        let slots = spec
            .fields
            .iter()
            .map(|field| Slot::new(field, &spec, process, &ground, prefill))
            .collect();
        let mut form = Form {
            spec,
            ground,
            slots,
            focus: Focus::Send,
            missing: Missing::default(),
            failed: None,
            sent: None,
            popup: None,
            scroll: Cell::new(0),
            painted: RefCell::new(Vec::new()),
        };
        form.focus = form.first_wanting();
        form
    }

    /// What the form asks.
    #[must_use]
    pub fn spec(&self) -> &Spec {
        &self.spec
    }

    /// Changes the words over the form.
    pub(in crate::tui) fn set_title(&mut self, title: String) {
        self.spec.title = title;
    }

    /// What stands under a field for its reader; it is no part of the answer. Of each line the second
    /// part is shown whole and the first one shortened to the room there is.
    pub(in crate::tui) fn set_notes(&mut self, field: &str, notes: Vec<(String, String)>) {
        if let Some(slot) = self.slots.iter_mut().find(|s| s.field.id == field) {
            slot.notes = notes;
        }
    }

    /// Moves the present: the words beside a time follow.
    pub fn tick(&mut self, now: At) {
        self.ground.now = now;
    }

    /// The text of a field as typed.
    #[must_use]
    pub fn text(&self, field: &str) -> Option<String> {
        self.slot(field).map(Slot::raw)
    }

    /// What a field holds as people read it: choices by their labels.
    #[must_use]
    pub fn words(&self, field: &str) -> Option<String> {
        self.slot(field).map(Slot::words)
    }

    /// Sets the text of a field, as if it had been typed.
    pub fn set_text(&mut self, field: &str, text: &str) {
        if let Some(slot) = self.slots.iter_mut().find(|s| s.field.id == field) {
            slot.set_raw(text);
        }
    }

    /// The field in focus.
    #[must_use]
    pub fn focused(&self) -> Option<&str> {
        match self.focus {
            Focus::Field(i) => self.slots.get(i).map(|s| s.field.id.as_str()),
            Focus::Missing(_) | Focus::Send => None,
        }
    }

    /// Puts the focus on a field; `false` when there is no such field.
    pub fn focus_field(&mut self, field: &str) -> bool {
        let found = self.slots.iter().position(|s| s.field.id == field);
        if let Some(i) = found {
            self.enter(Focus::Field(i));
        }
        found.is_some()
    }

    /// What is typed, for the draft.
    #[must_use]
    pub fn typed(&self) -> Typed {
        Typed {
            values: self.typed_values(),
            focus: self.focused().unwrap_or_default().to_owned(),
            cursor: self.current().map_or(0, Slot::cursor),
        }
    }

    /// What is typed, without what merely stood in the form already.
    #[must_use]
    pub fn touched(&self) -> Typed {
        let mut typed = self.typed();
        for slot in self.slots.iter().filter(|s| s.raw() == s.prefilled) {
            typed.values.0.remove(&slot.field.id);
        }
        typed
    }

    /// Takes a draft back: the same texts, the same field, the same word. While something is missing
    /// elsewhere the focus stays on that.
    pub fn restore(&mut self, typed: &Typed) {
        for slot in &mut self.slots {
            if let Some(text) = typed.values.0.get(&slot.field.id) {
                slot.set_raw(text);
            }
        }
        let slot = self.slots.iter().position(|s| s.field.id == typed.focus);
        if let Some(i) = slot {
            if !matches!(self.focus, Focus::Missing(_)) {
                self.enter(Focus::Field(i));
            }
            if let Some(slot) = self.slots.get_mut(i) {
                slot.set_cursor(typed.cursor);
            }
        }
    }

    /// Whether anything differs from what was prefilled.
    #[must_use]
    pub fn is_touched(&self) -> bool {
        self.slots.iter().any(|s| s.raw() != s.prefilled)
    }

    /// Everything in canonical form, or every field that is empty or not understood.
    ///
    /// # Errors
    /// One [`Blocker`] a field, in the order of the fields.
    pub fn values(&self) -> Result<Values, Vec<Blocker>> {
        let (mut values, mut missing) = (Values::new(), Vec::new());
        for slot in &self.slots {
            match slot.canonical(&self.ground) {
                Ok(text) if !text.trim().is_empty() => values.set(&slot.field.id, text),
                Ok(_) if self.is_wanted(slot) => missing.push(missing::empty(slot)),
                Ok(_) => {}
                Err(sentence) => missing.push(missing::mistaken(slot, sentence)),
            }
        }
        missing.is_empty().then_some(values).ok_or(missing)
    }

    /// Says what is missing before the form can be sent, and puts the focus on the first thing that
    /// is supplied elsewhere, or else on the first field that wants something.
    pub fn set_missing(&mut self, blockers: Vec<Blocker>) {
        self.missing = Missing::new(blockers, &self.slots);
        let elsewhere = self.missing_shown().iter().position(|b| !is_field(&b.jump));
        let focus = elsewhere.map_or_else(|| self.first_wanting(), Focus::Missing);
        self.enter(focus);
    }

    /// The same while someone is in a field: they stay there.
    pub fn learn_missing(&mut self, blockers: Vec<Blocker>) {
        self.missing = Missing::new(blockers, &self.slots);
    }

    /// The desk refused what was sent.
    pub fn refused(&mut self, refusal: &Refusal) {
        self.sent = None;
        let mut text = refusal.text.clone();
        if refusal.missing.iter().any(missing::is_unknown) {
            text.push_str(
                " Down in the field lists who fits; sent again as it stands, it is somebody new.",
            );
        }
        self.failed = Some(text);
        self.set_missing(refusal.missing.clone());
        // Each thing is said, also about a field that is filled.
        self.missing.is_listed |= !refusal.missing.is_empty();
    }

    /// The desk could not do it: the sentence stands over the button, the text stays.
    pub fn failed(&mut self, sentence: String) {
        self.sent = None;
        self.failed = Some(sentence);
    }

    /// Sent and waiting for the answer: nothing is sent twice.
    pub fn sending(&mut self, is_sending: bool) {
        self.sent = is_sending.then(|| self.typed_values());
        if is_sending {
            self.failed = None;
        }
    }

    fn typed_values(&self) -> Values {
        let mut values = Values::new();
        for slot in &self.slots {
            values.set(&slot.field.id, slot.raw());
        }
        values
    }

    fn slot(&self, field: &str) -> Option<&Slot> {
        self.slots.iter().find(|s| s.field.id == field)
    }

    fn current(&self) -> Option<&Slot> {
        match self.focus {
            Focus::Field(i) => self.slots.get(i),
            Focus::Missing(_) | Focus::Send => None,
        }
    }

    fn current_mut(&mut self) -> Option<&mut Slot> {
        match self.focus {
            Focus::Field(i) => self.slots.get_mut(i),
            Focus::Missing(_) | Focus::Send => None,
        }
    }

    /// Must be filled as things stand in the other fields.
    fn is_wanted(&self, slot: &Slot) -> bool {
        let field = &slot.field;
        let filled = |id: &String| self.slot(id).is_some_and(|s| !s.is_blank());
        let by_group = self
            .spec
            .either
            .iter()
            .any(|group| group.first() == Some(&field.id) && !group.iter().any(filled));
        by_group || self.is_required(field)
    }

    /// As the desk will judge it; only the field it depends on is looked at.
    fn is_required(&self, field: &Field) -> bool {
        let mut values = Values::new();
        if let Some(other) = field.when.as_ref().and_then(|(other, _)| self.slot(other)) {
            values.set(&other.field.id, other.raw());
        }
        is_required(field, &values)
    }

    /// Wanted and empty, or named by the desk and not touched since.
    fn wants(&self, slot: &Slot) -> bool {
        (slot.is_blank() && self.is_wanted(slot)) || self.missing.names(slot)
    }

    fn first_wanting(&self) -> Focus {
        let wanting = self.slots.iter().position(|s| self.wants(s));
        match wanting.or((!self.slots.is_empty()).then_some(0)) {
            Some(i) => Focus::Field(i),
            None => Focus::Send,
        }
    }
}

fn is_field(jump: &Jump) -> bool {
    matches!(jump, Jump::Field(_))
}

#[cfg(test)]
mod tests;
