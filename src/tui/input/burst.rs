//! Which keys belong to a paste that ended early.

use std::time::{Duration, Instant};

use super::event::{After, InputEvent};
use crate::tui::plant::{self, Plant};

/// A gap that ends a burst. A terminal sends a paste without such gaps, and a busy machine seldom lets one
/// wait for so long in the middle of it; nobody presses a deliberate key so soon after one.
const GAP: Duration = Duration::from_millis(160);

/// Marks what follows a paste without a gap.
#[derive(Debug, Default)]
pub(super) struct Burst {
    /// When the last event of a burst that began with a paste came.
    last: Option<Instant>,
}

impl Burst {
    /// The event as it is to be sent, with its mark, read at `now`.
    pub(super) fn mark(&mut self, event: InputEvent, now: Instant) -> InputEvent {
        if matches!(event, InputEvent::Paste(_)) {
            self.last = Some(now);
            return event;
        }
        let InputEvent::Key(key, _) = event else {
            return event;
        };
        let is_rest = self.last.is_some_and(|last| now.duration_since(last) < GAP);
        self.last = is_rest.then_some(now);
        InputEvent::Key(
            key,
            if is_rest && !plant::is(Plant::PasteActs) {
                After::Paste
            } else {
                After::Nothing
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{After, Burst, Duration, InputEvent, Instant};
    use crate::tui::keys::Key;

    #[test]
    fn keys_are_marked_until_there_is_a_gap() {
        let (mut burst, start) = (Burst::default(), Instant::now());
        let mut key = |after_ms| {
            let now = start + Duration::from_millis(after_ms);
            let event = if after_ms == 100 {
                InputEvent::Paste("x".into())
            } else {
                InputEvent::Key(Key::char('q'), After::Nothing)
            };
            match burst.mark(event, now) {
                InputEvent::Key(_, after) => Some(after),
                _ => None,
            }
        };
        assert_eq!(key(0), Some(After::Nothing));
        assert_eq!(key(100), None);
        assert_eq!([key(110), key(160), key(300)], [Some(After::Paste); 3]);
        assert_eq!([key(461), key(462)], [Some(After::Nothing); 2]);
    }
}
