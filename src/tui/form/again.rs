//! What was typed into a form, offered once more in the same form of another ticket.

use super::{Form, Typed};
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
