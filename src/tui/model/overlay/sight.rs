//! Of which tickets a screen has words, and how it is rid of those of one: lines of a list are taken out; a
//! screen that shows nothing else closes ([`Overlay::shows`]).

use super::{Choice, Overlay};
use crate::desk::snapshot::With;
use crate::domain::id::TicketId;
use crate::tui::log::ask::Whence;

impl Overlay {
    /// The tickets of which words are on it: its own, and those that it lists, compares with or shows a
    /// file of.
    #[must_use]
    pub fn tickets(&self) -> Vec<TicketId> {
        let mut all: Vec<TicketId> = self.ticket().into_iter().collect();
        match self {
            Overlay::Finder(opened) => {
                all.extend(opened.finder.values().filter_map(Choice::listed));
            }
            Overlay::Form(opened) => all.extend(opened.form.tickets()),
            Overlay::Search(place) => all.extend(place.tickets()),
            Overlay::Compare(screen) => all.extend(screen.against()),
            Overlay::Viewer(viewer) => all.push(viewer.wanted().ticket),
            Overlay::Log(view) => {
                if let Whence::Attachment(on, ..) = view.whence {
                    all.push(on);
                }
            }
            Overlay::Article(opened) => {
                all.extend(opened.linked());
                all.extend(opened.drafted_from());
            }
            Overlay::Similar(place) => all.extend(place.tickets()),
            Overlay::Review(screen) => all.extend(screen.tickets()),
            Overlay::New(_)
            | Overlay::Help(_)
            | Overlay::Conflict(_)
            | Overlay::Confirm(_)
            | Overlay::Talk(_) => {}
            Overlay::Reading(reading) => all.extend(&reading.others),
        }
        all
    }

    /// Takes a ticket out of what it lists; whether it was there.
    pub fn drop_ticket(&mut self, id: TicketId) -> bool {
        match self {
            Overlay::Finder(opened) => opened.finder.retain(|c| c.listed() != Some(id)),
            Overlay::Form(opened) => opened.form.drop_ticket(id),
            Overlay::Search(place) => place.drop_ticket(id),
            Overlay::Article(opened) => opened.drop_ticket(id),
            Overlay::Similar(place) => place.drop_ticket(id),
            Overlay::Review(screen) => screen.drop_ticket(id),
            _ => false,
        }
    }
}

impl Choice {
    /// The ticket of which its line has words. Lists that follow what is read of a ticket, or of what happened, say
    /// "(restricted)" by themselves.
    fn listed(&self) -> Option<TicketId> {
        match self {
            Choice::Ticket(id)
            | Choice::File(id, _)
            | Choice::Kept(id, _)
            | Choice::Rival(With::Snapshot(id, _)) => Some(*id),
            _ => None,
        }
    }
}
