//! The baselines on the screen: how configurations of products should be; reading one, setting one from a
//! file, a text or a snapshot of the ticket, removing one.

use super::{keeping, purpose};
use crate::domain::attachment::shown;
use crate::domain::configuration::{Baseline, key, masked_words};
use crate::domain::id::TicketId;
use crate::domain::process::FieldKind;
use crate::domain::values::Values;
use crate::domain::words;
use crate::tui::action::Out;
use crate::tui::finder::Item;
use crate::tui::form::{Lookup, Spec};
use crate::tui::model::Model;
use crate::tui::model::overlay::{Choice, DeskList, KeepingForm, Overlay};
use crate::tui::msg::{Effect, KeepingWork, Pasted, Question, Slot};
use crate::tui::reading::Reading;
use std::collections::BTreeMap;

/// All of them.
pub fn open(model: &mut Model, out: &mut Out) {
    keeping::open(model, out, DeskList::Baselines);
}

fn kept(model: &Model) -> &[Baseline] {
    model.setup.as_ref().map_or(&[], |s| &s.baselines)
}

fn called<'m>(model: &'m Model, product: &str, name: &str) -> Option<&'m Baseline> {
    let mut all = kept(model).iter();
    all.find(|b| key(&b.product) == key(product) && key(&b.name) == key(name))
}

/// The lines of the list; the last ones set another.
pub(super) fn all(model: &Model) -> Vec<Item<Choice>> {
    let line = |baseline: &Baseline| {
        let list = DeskList::Baseline(baseline.product.clone(), baseline.name.clone());
        let label = format!("{} · {}", shown(&baseline.product), shown(&baseline.name));
        Item::new(Choice::Keeping(list), label).detail(beside(model, baseline))
    };
    let form = KeepingForm::Baseline(String::new(), String::new(), None);
    let new = keeping::changes(
        model,
        Choice::KeepingForm(form),
        "Another one, from a file or a text …",
    );
    let mut items: Vec<_> = kept(model).iter().map(line).collect();
    items.extend(snapshots(model));
    items.push(new);
    items
}

/// A snapshot of the ticket on the screen can become one.
fn snapshots(model: &Model) -> Vec<Item<Choice>> {
    let Some(ticket) = model.ticket().map(|l| &l.view.ticket) else {
        return Vec::new();
    };
    let taken = ticket.attachments.iter().rev();
    let stands = taken.filter(|a| a.configuration.is_some() && a.retracted.is_none());
    stands
        .map(|file| {
            let of = Some((ticket.id, file.n));
            let name = file.name.clone();
            let form = KeepingForm::Baseline(ticket.product.clone(), name, of);
            let label = format!("From snapshot {} {} …", file.n, shown(&file.name));
            keeping::changes(model, Choice::KeepingForm(form), &label)
                .detail(format!("of {}", ticket.id))
        })
        .collect()
}

fn beside(model: &Model, baseline: &Baseline) -> String {
    let version = Some(baseline.version.clone()).filter(|v| !v.is_empty());
    let of = baseline.of.map(|(id, n)| format!("snapshot {n} of {id}"));
    let why = Some(words::flat(&baseline.why)).filter(|w| !w.is_empty());
    let at = words::date_time(baseline.at, &model.taste.zone);
    let said = format!("{} · {at}", baseline.by);
    let parts = [version, of, why, Some(said)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// What can be done with one.
pub(super) fn of_one(model: &Model, product: &str, name: &str) -> Vec<Item<Choice>> {
    let Some(baseline) = called(model, product, name) else {
        return Vec::new();
    };
    let (product, name) = (product.to_owned(), name.to_owned());
    let size = words::size(baseline.size);
    let read = Choice::ReadBaseline(product.clone(), name.clone());
    let read = Item::new(read, "Read it");
    let read = read.detail(format!("{size} · {}", masked_words(&baseline.masked)));
    let set = KeepingForm::Baseline(product.clone(), name.clone(), None);
    let gone = KeepingForm::BaselineGone(product, name);
    vec![
        read,
        keeping::changes(model, Choice::KeepingForm(set), "Set it anew …"),
        keeping::changes(model, Choice::KeepingForm(gone), "Remove it …"),
    ]
}

/// Asks for the text of one.
pub fn read(out: &mut Out, product: String, name: String) {
    let question = Question::Baseline(product, name);
    out.push(Effect::Ask(Slot::Peek, Box::new(question)));
}

/// The text came: over the list from which it was asked.
pub fn came(model: &mut Model, product: &str, name: &str, text: String) {
    let list = DeskList::Baseline(product.to_owned(), name.to_owned());
    let asked = |o: &Overlay| matches!(o, Overlay::Finder(f) if f.of.as_ref() == Some(&list));
    if model.overlays.last().is_some_and(asked) {
        let title = format!("Baseline {} of {}", shown(name), shown(product));
        let reading = Reading::new(title, text);
        model.overlays.push(Overlay::Reading(Box::new(reading)));
    }
}

/// The form, filled with what is known.
pub(super) fn form(
    model: &Model,
    product: &str,
    name: &str,
    of: Option<(TicketId, u32)>,
) -> (Spec, Values) {
    let limit = words::size(model.process().map_or(0, |p| p.limits.configuration));
    let file = format!("Its path; ~ is your home. Up to {limit}.");
    let text = "Paste it, if it is no file. Masked before it is stored; not kept as a draft.";
    let named = "Like nginx.conf: snapshots of this name are compared with it.";
    let mut fields = vec![
        keeping::line("product", "Product", true, "As it stands on tickets."),
        keeping::line("name", "Configuration", true, named),
    ];
    if of.is_none() {
        fields.push(keeping::line("path", "File", false, &file));
        let paste = FieldKind::LongText;
        fields.push(purpose::field("text", "Or its text", paste, false, text));
    }
    let why = "Why it is how things should be.";
    fields.push(keeping::line("why", "Why", false, why));
    let title = match of {
        Some((id, n)) => format!("Snapshot {n} of {id} is how it should be"),
        None => "How a configuration should be".to_owned(),
    };
    let spec = Spec {
        lookups: BTreeMap::from([("product".to_owned(), Lookup::Product)]),
        either: match of {
            Some(_) => Vec::new(),
            None => vec![vec!["path".to_owned(), "text".to_owned()]],
        },
        ..keeping::spec("baseline", title, fields, "Set it")
    };
    let values = Values::new().with("product", product).with("name", name);
    (spec, values)
}

/// The form that removes one.
pub(super) fn gone_form(product: &str, name: &str) -> (Spec, Values) {
    let title = format!("Remove the baseline {} of {}", shown(name), shown(product));
    let why = keeping::line("why", "Why", false, "It stays in the log.");
    let spec = keeping::spec("baseline_gone", title, vec![why], "Remove it");
    (spec, Values::new())
}

/// What the form asks of the desk.
///
/// # Errors
/// Both a file and a text.
pub(super) fn work(of: Option<(TicketId, u32)>, values: &Values) -> Result<KeepingWork, String> {
    let get = |field: &str| values.get(field).unwrap_or_default().to_owned();
    if !get("path").trim().is_empty() && !get("text").trim().is_empty() {
        return Err("Name a file or paste a text; a baseline is one of them.".to_owned());
    }
    Ok(KeepingWork::Baseline {
        product: get("product"),
        name: get("name"),
        of,
        path: get("path"),
        text: Pasted(get("text")),
        why: get("why"),
    })
}
