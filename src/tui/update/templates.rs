//! The reply templates on the screen: each with how it begins, adding, changing, removing.

use super::{keeping, purpose};
use crate::domain::process::FieldKind;
use crate::domain::reply;
use crate::domain::values::Values;
use crate::tui::action::Out;
use crate::tui::finder::Item;
use crate::tui::form::Spec;
use crate::tui::model::Model;
use crate::tui::model::overlay::{Choice, DeskList, KeepingForm};
use crate::tui::msg::KeepingWork;

/// All of them.
pub fn open(model: &mut Model, out: &mut Out) {
    keeping::open(model, out, DeskList::Templates);
}

fn kept(model: &Model) -> &[(String, String)] {
    model.setup.as_ref().map_or(&[], |s| &s.templates)
}

fn text_of<'m>(model: &'m Model, name: &str) -> Option<&'m str> {
    let found = kept(model).iter().find(|(n, _)| n == name);
    found.map(|(_, text)| text.as_str())
}

/// The lines of the list; the last one adds another.
pub(super) fn all(model: &Model) -> Vec<Item<Choice>> {
    let line = |(name, text): &(String, String)| {
        let first = text.lines().find(|l| !l.trim().is_empty());
        let list = DeskList::Template(name.clone());
        Item::new(Choice::Keeping(list), name).detail(first.unwrap_or_default())
    };
    let form = KeepingForm::Template(String::new());
    let new = keeping::changes(model, Choice::KeepingForm(form), "A new template …");
    kept(model).iter().map(line).chain([new]).collect()
}

/// What can be done with one.
pub(super) fn of_one(model: &Model, name: &str) -> Vec<Item<Choice>> {
    let Some(text) = text_of(model, name) else {
        return Vec::new();
    };
    let form = KeepingForm::Template(name.to_owned());
    let work = KeepingWork::Template {
        name: name.to_owned(),
        seen: Some(text.to_owned()),
        text: String::new(),
    };
    let question = format!("Remove the template “{name}”?");
    let remove = Choice::Remove(question, Box::new(work));
    vec![
        keeping::changes(model, Choice::KeepingForm(form), "Change its text"),
        keeping::changes(model, remove, "Remove it"),
    ]
}

/// The form, filled with what is known.
pub(super) fn form(model: &Model, name: &str) -> (Spec, Values) {
    let places = reply::PLACES.map(|(place, _)| format!("{{{place}}}"));
    let help = format!("Filled in: {}", places.join(" "));
    let text = purpose::field("text", "Text", FieldKind::LongText, true, &help);
    let (title, fields) = match name {
        "" => {
            let help = "By it everyone finds it: “Ask for the version”.";
            let name = keeping::line("name", "Name", true, help);
            ("A new reply template".to_owned(), vec![name, text])
        }
        name => (format!("Change the template “{name}”"), vec![text]),
    };
    let values = Values::new().with("text", text_of(model, name).unwrap_or_default());
    (keeping::spec("template", title, fields, "Keep it"), values)
}

/// What the form asks of the desk.
pub(super) fn work(model: &Model, name: &str, values: &Values) -> KeepingWork {
    let typed = values.get("name").unwrap_or_default().trim();
    let seen = text_of(model, name).map(str::to_owned);
    KeepingWork::Template {
        name: if name.is_empty() { typed } else { name }.to_owned(),
        seen,
        text: values.get("text").unwrap_or_default().to_owned(),
    }
}
