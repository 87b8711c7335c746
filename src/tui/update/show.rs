//! Opening what lies over the panes.

use super::{forms, write};
use crate::domain::command::Command;
use crate::domain::offer::Readiness;
use crate::domain::process::Verb;
use crate::tui::action::{Out, ready};
use crate::tui::form::Ground;
use crate::tui::form::sheet::Sheet;
use crate::tui::layout::Pane;
use crate::tui::model::overlay::{Confirm, NewBox, Overlay, Purpose, Then};
use crate::tui::model::ticket::{Spot, spots};
use crate::tui::model::{Model, Tone};
use crate::tui::msg::{Asker, Effect};
use crate::tui::newticket::NewTicket;
use crate::tui::scroll::Scroll;
use crate::tui::{draft, update};

/// A form on the ticket.
pub fn sheet(model: &mut Model, out: &mut Out, sheet: Sheet) {
    forms::open(model, out, Purpose::Sheet(sheet), None);
}

/// The checklist item under the cursor.
pub fn check(model: &mut Model, out: &mut Out) {
    let line = model
        .ticket()
        .and_then(|l| l.view.checklist.get(model.check))
        .map(|line| (line.tier.clone(), line.item.id.clone()));
    if let Some((tier, item)) = line {
        sheet(model, out, Sheet::Check { tier, item });
    }
}

/// A message to the customer and a wait for the answer.
pub fn ask_customer(model: &mut Model, out: &mut Out) {
    forms::open(model, out, Purpose::AskCustomer, None);
}

/// The filter of the queue.
pub fn find(model: &mut Model, out: &mut Out) {
    forms::open(model, out, Purpose::Find, None);
}

/// A name for what the queue shows.
pub fn save_view(model: &mut Model, out: &mut Out) {
    forms::open(model, out, Purpose::SaveView, None);
}

/// Forgives the owed item under the cursor, or the first one.
pub fn waive(model: &mut Model, out: &mut Out) {
    let Some(loaded) = model.ticket() else { return };
    let here = spots(loaded).into_iter().nth(model.spot);
    let n = match here {
        Some(Spot::Owed(n)) => Some(n),
        _ => loaded.view.ticket.open_owed().next().map(|o| o.n),
    };
    if let Some(n) = n {
        sheet(model, out, Sheet::Waive(n));
    }
}

/// Asks whether the wait is over.
pub fn resume(model: &mut Model) {
    let Some(loaded) = model.ticket() else { return };
    let (id, seen) = (loaded.view.ticket.id, loaded.view.ticket.version);
    model.overlays.push(Overlay::Confirm(Box::new(Confirm {
        question: "Is the wait over?".to_owned(),
        then: Then::Run(id, seen, vec![Command::Resume { n: None }]),
    })));
}

/// The form for a new ticket.
pub fn new_ticket(model: &mut Model, out: &mut Out) {
    new_ticket_of(model, out, forms::NEW.to_owned());
}

/// The form for a new ticket, with the draft that is kept under this form's id.
pub fn new_ticket_of(model: &mut Model, out: &mut Out, form: String) {
    let key = draft::Key::new(None, form);
    if push_new(model, key.form.clone()) {
        forms::ask_draft(model, out, key);
    }
}

fn push_new(model: &mut Model, draft: String) -> bool {
    let Some(setup) = &model.setup else {
        return false;
    };
    let form = NewTicket::new(&setup.process, ground(model), setup.products.clone());
    model.overlays.push(Overlay::New(Box::new(NewBox {
        form,
        draft,
        command: None,
    })));
    true
}

/// The next caller: an empty form; what was typed for the last one stays among the unfinished texts.
pub fn new_afresh(model: &mut Model, out: &mut Out) {
    if let Some(mut aside) = forms::unsaved(model) {
        let old = aside.key();
        if aside.form == forms::NEW {
            aside.form = format!("{}.{}", forms::NEW, model.now.0);
        }
        let is_other = aside.key() != old;
        let aside = Box::new(aside);
        out.push(match is_other {
            true => Effect::SetAside(aside, old),
            false => Effect::Keep(aside),
        });
        model.say(Tone::Plain, "The text before is kept: d shows it.");
    }
    model.keep_at = None;
    model.overlays.pop();
    push_new(model, forms::NEW.to_owned());
}

/// When and where a form is filled in.
pub fn ground(model: &Model) -> Ground {
    Ground {
        now: model.now,
        zone: model.taste.zone.clone(),
    }
}

/// The keys of the panes, or of the screen over them.
pub fn help(model: &mut Model, _: &mut Out) {
    model.overlays.push(Overlay::Help(Scroll::default()));
}

/// Everything in focus is read out.
pub fn read_all(model: &mut Model, _: &mut Out) {
    model.aloud += 1;
}

/// The package page in the ticket's place. To whoever is to accept it, that it was shown is
/// recorded; the next press of the same key accepts.
pub fn package(model: &mut Model, out: &mut Out) {
    model.focus = Pane::Ticket;
    model.page = Some(0);
    update::go::settle(model, out);
    record_shown(model, out);
}

/// Records that the package is on the screen of whoever may accept it.
pub fn record_shown(model: &mut Model, out: &mut Out) {
    let (Some(loaded), Some(me)) = (model.ticket(), model.me()) else {
        return;
    };
    let Some((package, _)) = &loaded.package else {
        return;
    };
    let waits = ready::offer(model, &[Verb::Accept])
        .is_some_and(|o| matches!(o.readiness, Readiness::Needs(_)));
    if !waits || package.shown_to.contains(&me.name) {
        return;
    }
    let (id, version) = (loaded.view.ticket.id, package.version);
    let seen = loaded.view.ticket.version;
    let command = Command::ShowPackage { version };
    write::run(model, out, id, seen, vec![command], Asker::Package);
}

/// Back from the package page to the ticket.
pub fn leave_page(model: &mut Model, _: &mut Out) {
    model.page = None;
}
