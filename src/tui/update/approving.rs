//! Approvals: asking for one, giving it, saying no.

use super::lists;
use crate::domain::actor::Actor;
use crate::domain::approval::{for_what, may_give};
use crate::domain::process::Process;
use crate::domain::ticket::Ticket;
use crate::tui::action::{Out, Ready, ready};
use crate::tui::form::sheet::Sheet;
use crate::tui::model::Model;
use crate::tui::model::overlay::Choice;

/// What can be said to an approval that is asked for.
pub fn answer(model: &mut Model, _: &mut Out) {
    let Some(asked) = model
        .ticket()
        .and_then(|l| l.view.ticket.approval_asked.clone())
    else {
        return;
    };
    let own = model.me().is_some_and(|me| me.name == asked.by);
    let mut items = Vec::new();
    if matches!(can_give(model), Ready::Yes) {
        items.push((
            Choice::Sheet(Sheet::Record("approval".to_owned())),
            "Approve".to_owned(),
            asked.text.lines().collect::<Vec<_>>().join(" / "),
        ));
    }
    let (label, help) = match own {
        true => ("Ask for it no more", String::new()),
        false => ("Do not approve it", format!("{} is told why", asked.by)),
    };
    items.push((Choice::Sheet(Sheet::DenyApproval), label.to_owned(), help));
    lists::of_ticket(model, "An approval is asked for", items);
}

/// On a ticket whose next step asks for an approval that this agent may give.
#[must_use]
pub fn can_give(model: &Model) -> Ready {
    let gives = with(model, may_give);
    match (can_ask(model), gives) {
        (Ready::Yes, Some(false)) => {
            Ready::No("Somebody else approves this: ask for it.".to_owned())
        }
        (other, _) => other,
    }
}

/// On a ticket whose next step asks for an approval.
#[must_use]
pub fn can_ask(model: &Model) -> Ready {
    let asks = with(model, |process, ticket, _| {
        for_what(process, ticket).is_some()
    });
    match (ready::ticket(model), asks) {
        (Ready::Yes, Some(false)) => {
            Ready::Absent("No step from here asks for an approval.".to_owned())
        }
        (other, _) => other,
    }
}

/// On a ticket on which an approval is asked for.
#[must_use]
pub fn asked(model: &Model) -> Ready {
    let asked = with(model, |_, ticket, _| ticket.approval_asked.is_some());
    match (ready::ticket(model), asked) {
        (Ready::Yes, Some(false)) => {
            Ready::Absent("No approval is asked for on this ticket.".to_owned())
        }
        (other, _) => other,
    }
}

fn with(model: &Model, ask: impl Fn(&Process, &Ticket, &Actor) -> bool) -> Option<bool> {
    let ticket = &model.ticket()?.view.ticket;
    Some(ask(model.process()?, ticket, model.me()?))
}
