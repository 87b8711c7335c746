//! What was typed into a form, offered once more in the same form of another ticket.

use super::{Form, Slot, Typed};
use crate::domain::values::Values;

impl Form {
    /// What was typed over what the form had offered by itself.
    #[must_use]
    pub fn typed_over(&self) -> Values {
        let mut values = Values::new();
        for slot in self.slots.iter().filter(|s| s.raw() != s.prefilled) {
            values.set(&slot.field.id, slot.raw());
        }
        values
    }

    /// What the form had offered in the fields that were typed over.
    #[must_use]
    pub fn offered(&self) -> Values {
        let mut values = Values::new();
        for slot in self.slots.iter().filter(|s| s.raw() != s.prefilled) {
            values.set(&slot.field.id, slot.prefilled.clone());
        }
        values
    }

    /// What the form offers by itself in the fields of `typed`.
    #[must_use]
    pub fn offered_in(&self, typed: &Values) -> Values {
        let mut values = Values::new();
        for slot in &self.slots {
            if typed.0.contains_key(&slot.field.id) {
                values.set(&slot.field.id, slot.prefilled.clone());
            }
        }
        values
    }

    /// Labels of the fields that hold something else now than what was typed over elsewhere.
    #[must_use]
    pub fn differs_under(&self, typed: &Values, over: Option<&Values>) -> Vec<String> {
        let is_other = |slot: &&Slot| {
            let id = &slot.field.id;
            match (typed.0.get(id), over) {
                (None, _) => false,
                (Some(_), Some(over)) => over.0.get(id) != Some(&slot.prefilled),
                // Whether it was typed nobody knows.
                (Some(typed), None) => *typed != slot.prefilled,
            }
        };
        let slots = self.slots.iter().filter(is_other);
        slots.map(|slot| slot.field.label.clone()).collect()
    }

    /// Fills in what was typed elsewhere; the focus stays where it is.
    pub fn fill_again(&mut self, values: Values) {
        let focus = self.focused().unwrap_or_default().to_owned();
        let cursor = values.0.get(&focus).map_or(0, String::len);
        self.restore(&Typed {
            values,
            focus,
            cursor,
        });
    }

    /// Becomes the same form made anew, with what the ticket offers now; the focus stays where it was
    /// put meanwhile.
    pub fn renew(&mut self, anew: Form) {
        let place = Typed {
            values: Values::new(),
            ..self.typed()
        };
        *self = anew;
        self.restore(&place);
    }
}
