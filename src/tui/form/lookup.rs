//! Fields that list what is found while words are typed: agents, tickets, customers.

use super::slot::{Hits, Input, KbWay, Slot};
use super::{Ask, Form, Hit, Lookup, Outcome};
use crate::domain::id::TicketId;
use crate::tui::keys::{Code, Key};

impl Form {
    /// The answer to a question; one to words that are no longer there is dropped.
    pub fn found(&mut self, ask: &Ask, hits: Vec<Hit>) {
        let Some(slot) = self.slots.iter_mut().find(|s| s.field.id == ask.field) else {
            return;
        };
        if sought(slot).is_some_and(|words| words == ask.words) {
            slot.hits = Hits {
                is_open: !hits.is_empty(),
                found: hits,
                ..Hits::default()
            };
        }
    }

    /// The tickets that are offered in lists of what fits.
    pub fn tickets(&self) -> impl Iterator<Item = TicketId> {
        let offered = self.slots.iter().filter(|s| offers_tickets(s));
        offered.flat_map(|s| s.hits.found.iter().filter_map(ticket_of))
    }

    /// Takes a ticket out of these lists; whether it was there. The bar stays on its line; where that is the one that
    /// goes the list closes, so that no key takes another in its place.
    pub fn drop_ticket(&mut self, id: TicketId) -> bool {
        let mut was_there = false;
        for slot in self.slots.iter_mut().filter(|s| offers_tickets(s)) {
            let hits = &mut slot.hits;
            let goes = |hit: &Hit| ticket_of(hit) == Some(id);
            let before = hits.found.len();
            let was_on = hits.found.get(hits.bar).is_some_and(goes);
            hits.bar -= hits
                .found
                .iter()
                .take(hits.bar)
                .filter(|hit| goes(hit))
                .count();
            hits.found.retain(|hit| !goes(hit));
            if was_on {
                (hits.bar, hits.is_chosen, hits.is_open) = (0, false, false);
            }
            was_there |= hits.found.len() < before;
        }
        was_there
    }

    /// Whether a key is for the list of what fits the words in focus, and that list has not come.
    #[must_use]
    pub fn awaits(&self, key: Key) -> bool {
        let is_for_list = match key.code {
            Code::Enter | Code::Down | Code::Up => !key.ctrl && !key.alt,
            Code::Char('n' | 'p') => key.ctrl,
            _ => false,
        };
        let awaited = |slot: &Slot| slot.hits.is_awaited;
        is_for_list && self.popup.is_none() && self.current().is_some_and(awaited)
    }

    /// No list comes for this field, or not in time: its words stand as they were typed.
    pub fn not_found(&mut self, field: &str) {
        if let Some(slot) = self.slots.iter_mut().find(|s| s.field.id == field) {
            slot.hits.is_awaited = false;
        }
    }

    /// The text of the field changed: whether something is to be looked up.
    pub(super) fn lookup_after_change(&mut self) -> Outcome {
        let Some(slot) = self.current_mut() else {
            return Outcome::Changed;
        };
        slot.error = None;
        slot.hits.is_open = false;
        ask(slot).map_or(Outcome::Changed, Outcome::Ask)
    }

    /// What the field in focus looks up, without a change.
    pub(super) fn lookup_now(&mut self) -> Option<Outcome> {
        ask(self.current_mut()?).map(Outcome::Ask)
    }

    /// Whether a list is open in which one chooses.
    #[must_use]
    pub fn is_choosing(&self) -> bool {
        self.popup.is_some() || self.slots.iter().any(|s| s.hits.is_open)
    }

    /// Keys of the open list of hits; `None`: the key is not the list's.
    pub(super) fn hits_key(&mut self, key: Key) -> Option<Outcome> {
        let asks_back = self.insists_on(self.focused());
        let slot = self.current_mut()?;
        slot.lookup.as_ref()?;
        if !slot.hits.is_open {
            // Down on a field whose list is closed asks for it, while nothing is typed or the desk asked back.
            let wants = sought(slot).is_some_and(|words| words.is_empty() || asks_back);
            return match key.code == Code::Down && wants {
                true => ask(slot).map(Outcome::Ask),
                false => None,
            };
        }
        let last = slot.hits.found.len().saturating_sub(1);
        match (key.code, key.ctrl) {
            (Code::Down, false) | (Code::Char('n'), true) => {
                slot.hits.bar = (slot.hits.bar + 1).min(last);
                slot.hits.is_chosen = true;
            }
            (Code::Up, false) | (Code::Char('p'), true) => {
                slot.hits.bar = slot.hits.bar.saturating_sub(1);
                slot.hits.is_chosen = true;
            }
            (Code::Esc, _) => slot.hits.is_open = false,
            (Code::Enter, _) => return Some(self.take_hit()),
            (Code::Tab, false) if !key.shift => return self.take_chosen(),
            _ => return None,
        }
        Some(Outcome::Nothing)
    }

    /// Takes the hit under the bar where the person moved it there; without that the words are meant.
    pub(in crate::tui) fn take_chosen(&mut self) -> Option<Outcome> {
        let hits = &self.current()?.hits;
        (hits.is_open && hits.is_chosen).then(|| self.take_hit())
    }

    fn take_hit(&mut self) -> Outcome {
        let Some(slot) = self.current_mut() else {
            return Outcome::Ignored;
        };
        let Some(hit) = slot.hits.found.get(slot.hits.bar).cloned() else {
            return Outcome::Nothing;
        };
        // A customer is known by name, an agent or a ticket by its id.
        let shown = match slot.lookup {
            Some(Lookup::Customer) => &hit.label,
            _ => &hit.id,
        };
        if let Input::Line(editor) | Input::Block(editor) | Input::Kb { text: editor, .. } =
            &mut slot.input
        {
            editor.replace(shown);
        }
        slot.hits = Hits::default();
        let field = slot.field.id.clone();
        self.step(1);
        Outcome::Picked { field, id: hit.id }
    }

    /// Takes the hit that the mouse points at.
    pub(super) fn click_hit(&mut self, place: usize) -> Outcome {
        if let Some(slot) = self.current_mut() {
            slot.hits.bar = place;
        }
        self.take_hit()
    }
}

fn offers_tickets(slot: &Slot) -> bool {
    matches!(slot.lookup, Some(Lookup::Ticket | Lookup::Reference))
}

/// The ticket that a hit is; an article is known by another sign.
fn ticket_of(hit: &Hit) -> Option<TicketId> {
    hit.id.parse().ok()
}

/// The question for the words that stand there now; its answer is awaited from then on.
fn ask(slot: &mut Slot) -> Option<Ask> {
    let asked = Ask {
        field: slot.field.id.clone(),
        what: slot.lookup.clone()?,
        words: sought(slot)?.to_owned(),
    };
    slot.hits.is_awaited = true;
    Some(asked)
}

/// The words by which something is looked up; of the knowledge base only where an article is named.
fn sought(slot: &Slot) -> Option<&str> {
    match &slot.input {
        Input::Line(editor) | Input::Block(editor) => Some(editor.text().trim()),
        Input::Kb {
            way: Some(KbWay::Article),
            text,
            in_text: true,
        } => Some(text.text().trim()),
        _ => None,
    }
}
