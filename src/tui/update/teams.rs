//! The teams that can be asked, on the screen: each with its address, adding, changing, removing.

use super::keeping;
use crate::domain::team::Askable;
use crate::domain::values::Values;
use crate::tui::action::Out;
use crate::tui::finder::Item;
use crate::tui::form::Spec;
use crate::tui::model::Model;
use crate::tui::model::overlay::{Choice, DeskList, KeepingForm};
use crate::tui::msg::KeepingWork;

/// All of them.
pub fn open(model: &mut Model, out: &mut Out) {
    keeping::open(model, out, DeskList::Teams);
}

fn kept(model: &Model) -> &[Askable] {
    model.setup.as_ref().map_or(&[], |s| &s.teams)
}

fn called<'m>(model: &'m Model, id: &str) -> Option<&'m Askable> {
    kept(model).iter().find(|t| t.id == id)
}

/// Its name for people.
pub(super) fn named(model: &Model, id: &str) -> String {
    called(model, id).map_or(id, |t| &t.label).to_owned()
}

/// The lines of the list; the last one adds another.
pub(super) fn all(model: &Model) -> Vec<Item<Choice>> {
    let line = |team: &Askable| {
        let address = match team.address.as_str() {
            "" => "no address yet",
            address => address,
        };
        Item::new(
            Choice::Keeping(DeskList::Team(team.id.clone())),
            &team.label,
        )
        .detail(address)
    };
    let form = KeepingForm::Team(String::new());
    let new = keeping::changes(model, Choice::KeepingForm(form), "Another team …");
    kept(model).iter().map(line).chain([new]).collect()
}

/// What can be done with one; those that the process file names stay.
pub(super) fn of_one(model: &Model, id: &str) -> Vec<Item<Choice>> {
    let Some(team) = called(model, id) else {
        return Vec::new();
    };
    let form = Choice::KeepingForm(KeepingForm::Team(id.to_owned()));
    let mut items = vec![keeping::changes(
        model,
        form,
        "Change its name or where questions go",
    )];
    if team.added {
        let question = format!("Ask {} no more? What it was asked stays.", team.label);
        let work = Box::new(KeepingWork::TeamGone(id.to_owned()));
        let choice = Choice::Remove(question, work);
        items.push(keeping::changes(model, choice, "Remove it"));
    }
    items
}

/// The form, filled with what is known.
pub(super) fn form(model: &Model, id: &str) -> (Spec, Values) {
    let known = called(model, id).cloned().unwrap_or_default();
    let title = match id {
        "" => "Another team that can be asked".to_owned(),
        _ => known.label.clone(),
    };
    let address =
        "An e-mail address, a channel, a telephone number; it stands in the text to send.";
    let fields = vec![
        keeping::line(
            "name",
            "Name",
            true,
            "As everyone knows it: Network operations.",
        ),
        keeping::line("address", "Questions go to", false, address),
    ];
    let values = Values::new()
        .with("name", known.label)
        .with("address", known.address);
    (keeping::spec("team", title, fields, "Keep it"), values)
}

/// What the form asks of the desk; a name is written only where it was changed.
pub(super) fn work(model: &Model, id: &str, values: &Values) -> KeepingWork {
    let name = values.get("name").unwrap_or_default().trim().to_owned();
    let is_known = called(model, id).is_some_and(|t| t.label == name);
    KeepingWork::Team {
        id: id.to_owned(),
        label: (!is_known).then_some(name),
        address: values.get("address").unwrap_or_default().to_owned(),
    }
}
