//! A form that is being sent, and what is typed into it meanwhile.

use super::{Form, Typed};
use crate::domain::values::Values;

impl Form {
    /// Sent, and not answered yet.
    #[must_use]
    pub fn is_sending(&self) -> bool {
        self.sent.is_some()
    }

    /// What was sent, and is not answered yet.
    #[must_use]
    pub fn as_sent(&self) -> Option<&Values> {
        self.sent.as_ref()
    }

    /// What was typed since the form was sent: of a text that went on, what was added to it.
    #[must_use]
    pub fn since_sent(&self) -> Option<Typed> {
        let sent = self.sent.as_ref()?;
        let mut typed = self.typed();
        typed.values.0.retain(|field, now| {
            let then = sent.0.get(field).map_or("", String::as_str);
            if *now == then {
                return false;
            }
            let added = now
                .strip_prefix(then)
                .unwrap_or(now)
                .trim_start()
                .to_owned();
            *now = added;
            !now.is_empty()
        });
        let text = typed.values.0.get(&typed.focus);
        typed.cursor = text.map_or(0, String::len);
        (!typed.values.0.is_empty()).then_some(typed)
    }
}
