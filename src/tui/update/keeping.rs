//! What the desk keeps for everyone, on the screen: products, templates, teams, baselines. A list of each,
//! below it what can be done with one; a lead changes them in a form.

use super::{baselines, duty, forms, products, review, shelf, teams, templates, write};
use crate::domain::process::{Field, FieldKind};
use crate::domain::values::Values;
use crate::tui::action::Out;
use crate::tui::finder::{Finder, Item};
use crate::tui::form::Spec;
use crate::tui::model::Model;
use crate::tui::model::overlay::{
    Choice, Confirm, DeskList, FinderBox, KeepingForm, Overlay, Then,
};
use crate::tui::msg::{Asker, Effect, Job, KeepingWork, Question, Slot, Work};

/// Opens a list; it is read anew, for others write in it too.
pub fn open(model: &mut Model, out: &mut Out, list: DeskList) {
    push(model, list);
    again(out);
}

/// Puts a list on top of what is there.
pub fn push(model: &mut Model, list: DeskList) {
    let finder = Finder::new(title(model, &list), items(model, &list));
    model.overlays.push(Overlay::Finder(Box::new(FinderBox {
        finder,
        ticket: None,
        asks: false,
        of: Some(list),
        is_news: false,
    })));
}

/// What the desk keeps is read anew.
pub fn again(out: &mut Out) {
    out.push(Effect::Ask(Slot::Setup, Box::new(Question::Setup(None))));
}

/// The lists on the screen follow what was read; that of something which is gone goes too.
pub fn renew(model: &mut Model) {
    let mut overlays = std::mem::take(&mut model.overlays);
    overlays.retain_mut(|overlay| {
        let Overlay::Finder(opened) = overlay else {
            return true;
        };
        let Some(list) = &opened.of else { return true };
        let items = items(model, list);
        let is_there = !items.is_empty();
        opened.finder.set_items(items);
        is_there
    });
    model.overlays = overlays;
}

/// Whether a job changed what the desk keeps.
#[must_use]
pub fn is_about(work: &Work) -> bool {
    matches!(work, Work::Product(_) | Work::Keeping(_))
}

fn title(model: &Model, list: &DeskList) -> String {
    match list {
        DeskList::Products => "Products".to_owned(),
        DeskList::Versions(product) => format!("Versions of {product}"),
        DeskList::Templates => "Reply templates".to_owned(),
        DeskList::Template(name) => format!("Template “{name}”"),
        DeskList::Teams => "Teams that can be asked".to_owned(),
        DeskList::Team(id) => teams::named(model, id),
        DeskList::Baselines => "Baselines: how configurations should be".to_owned(),
        DeskList::Baseline(product, name) => format!("Baseline {name} of {product}"),
        DeskList::OnDuty => "Who is on duty now".to_owned(),
        DeskList::StandIn(n) => duty::named(model, *n),
    }
}

/// Its lines; none where that of which it is is gone.
fn items(model: &Model, list: &DeskList) -> Vec<Item<Choice>> {
    match list {
        DeskList::Products => products::all(model),
        DeskList::Versions(name) => products::of_one(model, name),
        DeskList::Templates => templates::all(model),
        DeskList::Template(name) => templates::of_one(model, name),
        DeskList::Teams => teams::all(model),
        DeskList::Team(id) => teams::of_one(model, id),
        DeskList::Baselines => baselines::all(model),
        DeskList::Baseline(product, name) => baselines::of_one(model, product, name),
        DeskList::OnDuty => duty::all(model),
        DeskList::StandIn(n) => duty::of_one(model, *n),
    }
}

/// A line that changes something: grey for whoever is no lead.
pub(super) fn changes(model: &Model, choice: Choice, label: &str) -> Item<Choice> {
    let lead = model.leads();
    let why = "Only a lead changes what the desk keeps for everyone.";
    Item::new(choice, label).grey((!lead).then(|| why.to_owned()))
}

/// The form, filled with what is known.
#[must_use]
pub fn form(model: &Model, form: &KeepingForm) -> (Spec, Values) {
    match form {
        KeepingForm::Template(name) => templates::form(model, name),
        KeepingForm::Team(id) => teams::form(model, id),
        KeepingForm::Baseline(product, name, of) => baselines::form(model, product, name, *of),
        KeepingForm::BaselineGone(product, name) => baselines::gone_form(product, name),
        KeepingForm::BringIn => shelf::in_form(),
        KeepingForm::TakeOut => shelf::out_form(),
        KeepingForm::Decision(_, about, _) => review::decision_form(model, about),
        KeepingForm::HoldReview(_) => review::hold_form(),
        KeepingForm::StandIn(tier) => duty::form(model, tier),
    }
}

pub(super) fn spec(id: &str, title: String, fields: Vec<Field>, send: &str) -> Spec {
    Spec {
        id: id.to_owned(),
        title,
        fields,
        send: send.to_owned(),
        fleeting: true,
        ..Spec::default()
    }
}

pub(super) fn line(id: &str, label: &str, required: bool, help: &str) -> Field {
    super::purpose::field(id, label, FieldKind::Text, required, help)
}

/// Sends the form on top.
pub fn send(model: &mut Model, out: &mut Out, form: &KeepingForm, values: &Values) {
    let work = match form {
        KeepingForm::Template(name) => Ok(templates::work(model, name, values)),
        KeepingForm::Team(id) => Ok(teams::work(model, id, values)),
        KeepingForm::Baseline(_, _, of) => baselines::work(*of, values),
        KeepingForm::BaselineGone(product, name) => Ok(KeepingWork::BaselineGone {
            product: product.clone(),
            name: name.clone(),
            why: values.get("why").unwrap_or_default().to_owned(),
        }),
        KeepingForm::BringIn => Ok(shelf::in_work(values)),
        KeepingForm::TakeOut => Ok(shelf::out_work(values)),
        KeepingForm::Decision(period, about, finding) => {
            review::decision(*period, about, finding.clone(), values)
        }
        KeepingForm::HoldReview(period) => Ok(review::held(*period, values)),
        KeepingForm::StandIn(_) => duty::work(model, values),
    };
    let work = match work {
        Ok(work) => work,
        Err(why) => return super::complain(model, why),
    };
    let Some(Overlay::Form(opened)) = model.overlays.last_mut() else {
        return;
    };
    opened.form.sending(true);
    let job = Job {
        command: opened.command.clone(),
        work: Work::Keeping(Box::new(work)),
        asker: Asker::Form,
    };
    write::job(model, out, job);
}

/// What is removed is removed after a question.
pub fn confirm(model: &mut Model, question: String, work: Box<KeepingWork>) {
    model.overlays.push(Overlay::Confirm(Box::new(Confirm {
        question,
        then: Then::Remove(work),
    })));
}

/// Opens a form that stands in no list.
pub(super) fn ask(model: &mut Model, out: &mut Out, form: KeepingForm) {
    forms::open(
        model,
        out,
        crate::tui::model::overlay::Purpose::Keeping(form),
        None,
    );
}
