//! Who is on duty, on the screen: each tier now, what was said otherwise for some days, saying so, taking it back.

use super::{keeping, purpose};
use crate::domain::duty::{Roster, StandIn};
use crate::domain::id::{AgentName, At, Tier};
use crate::domain::process::{Code, FieldKind};
use crate::domain::values::Values;
use crate::domain::when;
use crate::domain::words::duty as words;
use crate::tui::action::Out;
use crate::tui::finder::Item;
use crate::tui::form::Spec;
use crate::tui::model::Model;
use crate::tui::model::overlay::{Choice, DeskList, KeepingForm};
use crate::tui::msg::KeepingWork;

/// The form's list of agents.
const AGENTS: &str = "agents";

/// Everyone on duty.
pub fn open(model: &mut Model, out: &mut Out) {
    keeping::open(model, out, DeskList::OnDuty);
}

/// What was said otherwise, and is not over.
fn said(model: &Model) -> impl Iterator<Item = &StandIn> {
    let all = model.setup.as_ref().map_or(&[][..], |s| &s.stand_ins);
    all.iter().filter(|s| !s.gone && s.until > model.now)
}

fn line(model: &Model, said: &StandIn) -> String {
    model.process().map_or_else(String::new, |process| {
        words::stand_in(process, said, model.now, &model.taste.zone)
    })
}

/// The lines of the list: each tier, then what was said otherwise; the last one says more.
pub(super) fn all(model: &Model) -> Vec<Item<Choice>> {
    let Some(setup) = &model.setup else {
        return Vec::new();
    };
    let roster = Roster {
        process: &setup.process,
        agents: &setup.agents,
        stand_ins: &setup.stand_ins,
        now: model.now,
    };
    let form = |tier: &str| Choice::KeepingForm(KeepingForm::StandIn(Tier::from(tier)));
    let tier = |tier: &Tier| {
        let duty = roster.duty(tier);
        let label = format!(
            "{}: {}",
            setup.process.tier_label(tier),
            words::names(&duty.agents)
        );
        let why = format!("{}{}", words::because(&duty), words::missing(&duty));
        keeping::changes(model, form(tier.as_str()), &label).detail(&why)
    };
    let otherwise = |s: &StandIn| {
        Item::new(Choice::Keeping(DeskList::StandIn(s.n)), line(model, s)).detail("said otherwise")
    };
    let tiers = setup.process.tiers.iter().map(|t| tier(&t.id));
    let new = keeping::changes(model, form(""), "Somebody else for some time …");
    tiers
        .chain(said(model).map(otherwise))
        .chain([new])
        .collect()
}

/// What it is called that was said under this number.
pub(super) fn named(model: &Model, n: i64) -> String {
    let found = said(model).find(|s| s.n == n);
    found.map_or_else(|| "On duty".to_owned(), |s| line(model, s))
}

/// What can be done with what was said.
pub(super) fn of_one(model: &Model, n: i64) -> Vec<Item<Choice>> {
    if !said(model).any(|s| s.n == n) {
        return Vec::new();
    }
    let question = "Take it back? Then the schedule holds.".to_owned();
    let gone = Choice::Remove(question, Box::new(KeepingWork::StandInGone(n)));
    vec![keeping::changes(model, gone, "Take it back")]
}

/// The form, for this tier where one was chosen.
pub(super) fn form(model: &Model, tier: &Tier) -> (Spec, Values) {
    let field = purpose::field;
    let agents = FieldKind::Choices(AGENTS.to_owned());
    let fields = vec![
        field("tier", "For", FieldKind::Tier, true, ""),
        field(
            "agents",
            "On duty",
            agents,
            true,
            "All that are chosen, at once.",
        ),
        field(
            "from",
            "From",
            FieldKind::Time,
            false,
            "Left empty: from now on.",
        ),
        field(
            "until",
            "Until",
            FieldKind::Time,
            true,
            "fri 18:00, 2026-12-24, 3d",
        ),
        keeping::line(
            "why",
            "Why",
            false,
            "Everyone who asks who is on duty reads it.",
        ),
    ];
    let code = |agent: &crate::domain::agent::Agent| Code {
        id: agent.name.0.clone(),
        label: agent.name.0.clone(),
        ..Code::default()
    };
    let setup = model.setup.as_ref();
    let here = setup.map_or(&[][..], |s| &s.agents).iter();
    let mut spec = keeping::spec(
        "on_duty",
        "Who is on duty, whatever the schedule says".to_owned(),
        fields,
        "Say so",
    );
    let codes = here.filter(|a| !a.removed).map(code).collect();
    spec.extra.insert(AGENTS.to_owned(), codes);
    let values = match tier.as_str() {
        "" => Values::new(),
        tier => Values::new().with("tier", tier),
    };
    (spec, values)
}

/// What the form asks of the desk.
///
/// # Errors
/// A time that cannot be read.
pub(super) fn work(model: &Model, values: &Values) -> Result<KeepingWork, String> {
    let get = |field: &str| values.get(field).unwrap_or_default().trim();
    let time = |field: &str| when::parse(get(field), At(0), "UTC");
    let agents = get("agents").split(',').filter(|a| !a.is_empty());
    Ok(KeepingWork::StandIn(StandIn {
        tier: Tier::from(get("tier")),
        agents: agents.map(AgentName::from).collect(),
        from: match get("from") {
            "" => model.now,
            _ => time("from")?,
        },
        until: time("until")?,
        why: get("why").to_owned(),
        ..StandIn::default()
    }))
}
