//! The desk's list of products on the screen: each with its newest version, below it all of them; a version
//! is written down in a form.

use super::{forms, keeping, write};
use crate::domain::process::{Field, FieldKind};
use crate::domain::product::{Product, Release, day_of};
use crate::domain::values::Values;
use crate::domain::words::flat;
use crate::tui::action::Out;
use crate::tui::finder::Item;
use crate::tui::form::{Face, Lookup, Spec};
use crate::tui::model::Model;
use crate::tui::model::overlay::{Choice, DeskList, Overlay, Purpose};
use crate::tui::msg::{Asker, Job, ProductWork, Work};
use std::collections::BTreeMap;

/// All of them, and one that is not listed yet.
pub fn open(model: &mut Model, out: &mut Out) {
    keeping::open(model, out, DeskList::Products);
}

/// The versions of one, over the list of all.
pub fn versions(model: &mut Model, product: &str) {
    keeping::push(model, DeskList::Versions(product.to_owned()));
}

fn catalogue(model: &Model) -> &[Product] {
    model.setup.as_ref().map_or(&[], |s| &s.catalogue)
}

fn called<'m>(model: &'m Model, name: &str) -> Option<&'m Product> {
    catalogue(model).iter().find(|p| p.name == name)
}

/// Those that are offered first; the last line writes a new one down.
pub(super) fn all(model: &Model) -> Vec<Item<Choice>> {
    let mut products: Vec<&Product> = catalogue(model).iter().collect();
    products.sort_by_key(|p| p.retired);
    let today = day_of(model.now);
    let line = |product: &&Product| {
        let newest = product.newest_on(today).map(told);
        let mut detail = newest.unwrap_or_else(|| "no version yet".to_owned());
        if product.retired {
            detail = format!("not offered any more · {detail}");
        }
        Item::new(Choice::Product(product.name.clone()), &product.name).detail(detail)
    };
    let new = Choice::Release(String::new(), String::new());
    let new = Item::new(new, "A product that is not listed yet …");
    products.iter().map(line).chain([new]).collect()
}

/// The newest first; the last lines write a new one down, and say whether it is offered.
pub(super) fn of_one(model: &Model, name: &str) -> Vec<Item<Choice>> {
    let Some(product) = called(model, name) else {
        return Vec::new();
    };
    let line = |release: &Release| {
        let choice = Choice::Release(name.to_owned(), release.version.clone());
        Item::new(choice, &release.version).detail(beside(release))
    };
    let mut items: Vec<Item<Choice>> = product.newest_first().into_iter().map(line).collect();
    let new = Choice::Release(name.to_owned(), String::new());
    items.push(Item::new(new, "A new version …"));
    let (label, retired) = match product.retired {
        true => ("It is offered again", false),
        false => ("It is not offered any more", true),
    };
    items.push(Item::new(Choice::Retire(name.to_owned(), retired), label));
    items
}

/// `9.4.1 · 2026-11-02 · Pool no longer leaks`.
fn told(release: &Release) -> String {
    let beside = beside(release);
    match beside.is_empty() {
        true => release.version.clone(),
        false => format!("{} · {beside}", release.version),
    }
}

fn beside(release: &Release) -> String {
    let day = release.released.map(|d| d.to_string());
    let notes = Some(flat(&release.notes)).filter(|n| !n.is_empty());
    day.into_iter().chain(notes).collect::<Vec<_>>().join(" · ")
}

/// The form of a version.
pub fn write(model: &mut Model, out: &mut Out, product: String, version: String) {
    forms::open(model, out, Purpose::Release(product, version), None);
}

/// The form, filled with what is known.
#[must_use]
pub fn form(model: &Model, product: &str, version: &str) -> (Spec, Values) {
    let known = called(model, product);
    let known = known.and_then(|p| p.versions.iter().find(|r| r.version == version));
    let mut values = Values::new()
        .with("product", product)
        .with("version", version);
    if let Some(release) = known {
        let day = release.released.map(|d| d.to_string());
        values.set("released", day.unwrap_or_default());
        values.set("notes", release.notes.as_str());
    }
    let field = |id: &str, label: &str, help: &str, kind: FieldKind, required: bool| Field {
        id: id.to_owned(),
        label: label.to_owned(),
        help: help.to_owned(),
        kind,
        required,
        ..Field::default()
    };
    let text = || FieldKind::Text;
    let spec = Spec {
        id: "release".to_owned(),
        title: match (product, version) {
            ("", _) => "A new product".to_owned(),
            (product, "") => format!("A new version of {product}"),
            (product, version) => format!("{product} {version}"),
        },
        fields: vec![
            field(
                "product",
                "Product",
                "As it stands on tickets and customers.",
                text(),
                true,
            ),
            field(
                "version",
                "Version",
                "As its makers write it; one that is listed is changed.",
                text(),
                true,
            ),
            field(
                "released",
                "Released on",
                "A day: 2026-11-02; or empty.",
                text(),
                false,
            ),
            field("notes", "What it brings", "", FieldKind::LongText, false),
        ],
        lookups: BTreeMap::from([
            ("product".to_owned(), Lookup::Product),
            ("version".to_owned(), Lookup::Version(product.to_owned())),
        ]),
        face: Face::Internal,
        send: "Write it down".to_owned(),
        fleeting: true,
        ..Spec::default()
    };
    (spec, values)
}

/// Sends the form on top.
pub fn send(model: &mut Model, out: &mut Out, values: &Values) {
    let get = |field: &str| values.get(field).unwrap_or_default().to_owned();
    let work = ProductWork::Release {
        product: get("product"),
        version: get("version"),
        released: get("released"),
        notes: get("notes"),
    };
    let Some(Overlay::Form(opened)) = model.overlays.last_mut() else {
        return;
    };
    opened.form.sending(true);
    let job = Job {
        command: opened.command.clone(),
        work: Work::Product(work),
        asker: Asker::Form,
    };
    write::job(model, out, job);
}
