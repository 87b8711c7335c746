//! The review on the screen: what its keys ask for, and what comes of it.

use super::keeping;
use super::{complain, go, lists};
use crate::domain::id::AgentName;
use crate::domain::process::FieldKind;
use crate::domain::report::{self, By, Period};
use crate::domain::values::Values;
use crate::domain::when;
use crate::tui::action::Out;
use crate::tui::form::Spec;
use crate::tui::layout::Pane;
use crate::tui::model::Model;
use crate::tui::model::overlay::{Choice, KeepingForm, Overlay};
use crate::tui::msg::{Effect, KeepingWork, Question, Slot, Work};
use crate::tui::review::{Ask, Did, ReviewBox, Reviewed};

/// Goes there; the figures that were looked at last are still there.
pub fn open(model: &mut Model, out: &mut Out) {
    if let Some((_, kept)) = model.reviewed.take() {
        model.overlays.push(Overlay::Review(kept));
        return;
    }
    let screen = ReviewBox::new(model.taste.zone.clone());
    model.overlays.push(Overlay::Review(Box::new(screen)));
    ask(model, out);
}

/// Back from a ticket that was gone to from there; false when this is no such ticket.
pub fn reopen(model: &mut Model) -> bool {
    let here = model.target();
    match model.reviewed.take() {
        Some((id, kept)) if here == Some(id) && model.focus == Pane::Ticket => {
            model.overlays.push(Overlay::Review(kept));
            true
        }
        kept => {
            model.reviewed = kept;
            false
        }
    }
}

fn screen(model: &mut Model) -> Option<&mut ReviewBox> {
    model.overlays.iter_mut().rev().find_map(|o| match o {
        Overlay::Review(screen) => Some(screen.as_mut()),
        _ => None,
    })
}

fn ask(model: &mut Model, out: &mut Out) {
    let Some(screen) = screen(model) else { return };
    let question = Question::Review(Box::new(screen.wanted()));
    out.push(Effect::Ask(Slot::Review, Box::new(question)));
}

/// A review was held, or something decided in it: what stands beside the figures is read anew, and they stay meanwhile.
pub fn held_anew(model: &mut Model, out: &mut Out, work: &Work) {
    let is_about = matches!(work, Work::Keeping(work)
        if matches!(**work, KeepingWork::Decision { .. } | KeepingWork::HoldReview { .. }));
    let Some(screen) = screen(model).filter(|_| is_about) else {
        return;
    };
    let question = Question::Review(Box::new(Ask {
        behind: None,
        ..screen.wanted()
    }));
    out.push(Effect::Ask(Slot::Review, Box::new(question)));
}

/// The lane says how far it is.
pub fn going(model: &mut Model, n: u64) {
    if let Some(screen) = screen(model) {
        screen.going(n);
    }
}

/// Figures or tickets came.
pub fn came(model: &mut Model, ask: &Ask, found: Result<Reviewed, String>) {
    match screen(model) {
        Some(screen) => screen.came(ask, found),
        None => {
            if let Some((_, kept)) = &mut model.reviewed {
                kept.came(ask, found);
            }
        }
    }
}

/// What the screen made of a key.
pub fn took(model: &mut Model, out: &mut Out, did: Did) -> bool {
    match did {
        Did::Ignored => return false,
        Did::Nothing => {}
        Did::Say(words) => complain(model, words),
        Did::Ask => ask(model, out),
        Did::BreakOff => {
            out.push(Effect::BreakOff);
            model.overlays.pop();
        }
        Did::ChooseBy => choose(model),
        Did::Decide => decide(model, out),
        Did::Hold => hold(model, out),
        Did::Ticket(id) => {
            if let Some(Overlay::Review(kept)) = model.overlays.pop() {
                model.reviewed = Some((id, kept));
            }
            go::jump(model, out, id);
        }
        Did::Close => {
            model.overlays.pop();
        }
    }
    true
}

fn choose(model: &mut Model) {
    let line = |by: &By| {
        let choice = Choice::SetApart(Some(*by));
        (choice, by.id().to_owned(), by.definition().to_owned())
    };
    let mut items: Vec<(Choice, String, String)> = By::ALL.iter().map(line).collect();
    let none = "all tickets together".to_owned();
    items.push((Choice::SetApart(None), "nothing".to_owned(), none));
    lists::open(model, "Set the figures apart by", items);
}

/// By what was chosen.
pub fn set_by(model: &mut Model, out: &mut Out, by: Option<By>) {
    if let Some(screen) = screen(model) {
        screen.set_by(by);
        ask(model, out);
    }
}

fn decide(model: &mut Model, out: &mut Out) {
    if !may(model, "Deciding in a review needs a lead.") {
        return;
    }
    let Some(screen) = screen(model) else { return };
    if let Some(period) = screen.period() {
        let form = KeepingForm::Decision(period, screen.about(), screen.finding());
        keeping::ask(model, out, form);
    }
}

fn hold(model: &mut Model, out: &mut Out) {
    if !may(model, "Holding a review needs a lead.") {
        return;
    }
    let Some(screen) = screen(model) else { return };
    let held = screen.found().and_then(|found| found.held);
    match (held, screen.period()) {
        (Some(id), _) => complain(
            model,
            format!(
                "Review {id} was held of just this period: d adds a decision to it, w goes to another period."
            ),
        ),
        (None, Some(period)) => keeping::ask(model, out, KeepingForm::HoldReview(period)),
        (None, None) => {}
    }
}

fn may(model: &mut Model, why: &str) -> bool {
    let leads = model.leads();
    if !leads {
        complain(model, why);
    }
    leads
}

/// The form of a decision.
#[must_use]
pub fn decision_form(model: &Model, about: &str) -> (Spec, Values) {
    let field = super::purpose::field;
    let fields = vec![
        field("text", "What is to be done", FieldKind::LongText, true, ""),
        field(
            "owner",
            "Who sees to it",
            FieldKind::Agent(String::new()),
            true,
            "",
        ),
        field("due", "Until", FieldKind::Time, true, "2w, fri, 2026-12-24"),
    ];
    let title = match (about, model.process()) {
        ("", _) | (_, None) => "A decision".to_owned(),
        (about, Some(process)) => {
            format!("A decision about “{}”", report::about_words(process, about))
        }
    };
    let spec = keeping::spec("decision", title, fields, "Write it down");
    (spec, Values::new())
}

/// The form of a review.
#[must_use]
pub fn hold_form() -> (Spec, Values) {
    let help = "One finding a line; decisions are written down with d.";
    let field = super::purpose::field("findings", "What was found", FieldKind::List, false, help);
    let title = "Hold the review of this period".to_owned();
    let spec = keeping::spec("hold_review", title, vec![field], "Hold it");
    (spec, Values::new())
}

/// What the form of a decision asks of the desk.
///
/// # Errors
/// A date that cannot be read.
pub fn decision(
    period: Period,
    about: &str,
    finding: Option<String>,
    values: &Values,
) -> Result<KeepingWork, String> {
    let get = |field: &str| values.get(field).unwrap_or_default().to_owned();
    Ok(KeepingWork::Decision {
        period,
        finding,
        about: about.to_owned(),
        text: get("text"),
        owner: AgentName(get("owner")),
        due: when::parse(&get("due"), crate::domain::id::At(0), "UTC")?,
    })
}

/// What the form of a review asks of the desk.
#[must_use]
pub fn held(period: Period, values: &Values) -> KeepingWork {
    KeepingWork::HoldReview {
        period,
        findings: values.lines("findings"),
    }
}
