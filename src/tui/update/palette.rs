//! Everything that can be done, by name: of the panes, or of the screen over them. Esc leads back to where
//! one was.

use super::lists;
use crate::domain::id::TicketId;
use crate::tui::action::{ALL, Action, Group, Out, Ready, Scope};
use crate::tui::finder::{Finder, Item};
use crate::tui::keymap::Found;
use crate::tui::keys::Key;
use crate::tui::model::Model;
use crate::tui::model::overlay::{Choice, Overlay};
use crate::tui::own_keys::{self, Screen};

/// What is done to the panes themselves: nothing of it would be seen while a screen lies over them.
const OF_PANES: [&str; 11] = [
    "package",
    "mark",
    "mark_all",
    "unmark_all",
    "marked",
    "find",
    "views",
    "save_view",
    "sort",
    "next_need",
    "change_shift",
];

/// Opens the list.
pub fn open(model: &mut Model, _: &mut Out) {
    let screen = model.overlays.last().and_then(own_keys::of);
    let leads = model.leads();
    let own = screen.map(|screen| own(screen, leads));
    let mut items: Vec<Item<Choice>> = own.unwrap_or_default();
    let mut found: Vec<_> = ALL
        .iter()
        .filter(|a| a.scope == Scope::Panes && a.name != "palette" && fits(model, a))
        .map(|action| (action, (action.ready)(model)))
        .collect();
    found.sort_by_key(|(_, ready)| match ready {
        Ready::Yes => 0,
        Ready::No(_) => 1,
        Ready::Absent(_) => 2,
    });
    items.extend(found.into_iter().map(|(action, ready)| {
        let why = match ready {
            Ready::Yes => None,
            Ready::No(why) | Ready::Absent(why) => Some(why),
        };
        // A key of the panes does something else here, or nothing.
        let key = model.keymap.key_of(action).filter(|_| screen.is_none());
        Item::new(Choice::Action(action.name), lists::capital(action.label))
            .detail(action.help)
            .name(action.name)
            .hint(key.unwrap_or_default())
            .grey(why)
    }));
    let ticket = model.ticket().map(|l| l.view.ticket.id);
    lists::push(model, Finder::new("What now?", items), false);
    lists::belongs(model, ticket);
}

/// What the screen on top does by keys of its own, but for moving in it.
fn own(screen: &'static Screen, leads: bool) -> Vec<Item<Choice>> {
    let rows = screen.rows.iter().filter(|(key, _)| own_keys::acts(key));
    rows.filter_map(|(key, what)| {
        // Of two keys the first is pressed: the sentence says what it does first.
        let what = match key.contains(' ') {
            true => what.split(", ").next().unwrap_or(what),
            false => *what,
        };
        let item = Item::new(Choice::Own(own_keys::first(key)?), what);
        let why =
            (!leads && own_keys::is_of_lead(screen, key)).then(|| "A lead does it.".to_owned());
        Some(item.hint(*key).grey(why))
    })
    .collect()
}

/// Whether an action can be seen to do something where one is. Over a text that is being written the
/// screen's own things are all there is: the ticket below may be another one.
fn fits(model: &Model, action: &Action) -> bool {
    let Some(top) = model.overlays.last() else {
        return true;
    };
    let same = match top {
        Overlay::Talk(_) => "conversation",
        Overlay::Similar(_) => "similar",
        _ => "",
    };
    !is_writing(model)
        && action.group != Group::About
        && !OF_PANES.contains(&action.name)
        && action.name != same
        && shown_ticket(top).is_none_or(|id| model.target() == Some(id))
}

/// The ticket of the screen, where it is of one.
fn shown_ticket(top: &Overlay) -> Option<TicketId> {
    match top {
        Overlay::Talk(talk) => Some(talk.ticket),
        Overlay::Viewer(viewer) => Some(viewer.wanted().ticket),
        Overlay::Compare(screen) => Some(screen.wanted().ticket),
        _ => None,
    }
}

/// Whether a form with something to write lies somewhere below.
pub(super) fn is_writing(model: &Model) -> bool {
    let writes = |o: &Overlay| matches!(o, Overlay::Form(_) | Overlay::New(_));
    model.overlays.iter().any(writes)
}

/// Whether this key opens it over the screen on top.
pub(super) fn opens(model: &Model, key: Key) -> bool {
    let over = model.overlays.last().and_then(own_keys::of).is_some();
    let found = model.keymap.find(Scope::Panes, &[key]);
    over && matches!(found, Found::Action(action) if action.name == "palette")
}

/// The screen below gets the key that was picked.
pub fn press(model: &mut Model, out: &mut Out, key: Key) {
    super::overlays::key(model, out, key, false);
}
