//! The guards, each written once and read three times: by the footer and the escalation pane
//! (through `offer`), by the form that lists what is missing, and by `decide`. Each says where it is
//! supplied: in the move's own form, or on the ticket, and by which command.

mod approval;
mod closing;
mod handoff;
mod owed;
mod resolving;

use super::blocker::{Blocker, Jump, quoted};
use super::command::Move;
use super::decide::Case;
pub(crate) use super::decide::Step;
use super::form;
use super::id::Tier;
use super::kept;
use super::process::{Guard, Verb};
use super::ticket::{Answer, CheckHow};
pub(crate) use handoff::signing_tier;
pub(crate) use resolving::{fix_goes_on, is_with_the_last, tells_strangers};

/// Everything that is missing for a move: each guard's blockers, each thing named once.
pub(crate) fn unmet(case: &Case, step: &Step) -> Vec<Blocker> {
    let mut found: Vec<Blocker> = Vec::new();
    for guard in &step.def.guards {
        for mut blocker in check(case, step, guard) {
            if !found
                .iter()
                .any(|b| b.what == blocker.what && b.id == blocker.id)
            {
                blocker.guard = Some(guard.clone());
                found.push(blocker);
            }
        }
    }
    without_doubles(case, step, found)
}

/// A checklist item that a missing record or field will close is not asked for a second time.
fn without_doubles(case: &Case, step: &Step, found: Vec<Blocker>) -> Vec<Blocker> {
    let mut closed: Vec<(Tier, String)> = Vec::new();
    for blocker in &found {
        match &blocker.jump {
            Jump::Record(kind) => closed.extend(
                case.process
                    .record(kind)
                    .into_iter()
                    .flat_map(|r| r.closes.clone()),
            ),
            Jump::Field(id) => {
                let fields = case
                    .process
                    .forms
                    .get(&step.def.form)
                    .map_or(&[][..], |f| &f.fields);
                closed.extend(
                    fields
                        .iter()
                        .filter(|f| &f.id == id)
                        .filter_map(|f| f.closes.clone()),
                );
            }
            _ => {}
        }
    }
    let doubled = |b: &Blocker| matches!(&b.jump, Jump::Check(tier, item) if closed.iter().any(|(t, i)| t == tier && i == item));
    // What a path postpones must still be named: it becomes owed under its own name.
    let postponed = |b: &Blocker| {
        let path = crate::domain::decide::current_path(case.process, case.ticket);
        owed_key(b).is_some_and(|key| path.is_some_and(|p| p.owed.contains_key(&key)))
    };
    found
        .into_iter()
        .filter(|b| !doubled(b) || postponed(b))
        .collect()
}

/// Under which name a missing thing is owed, when a path postpones it: `intake.steps`,
/// `check.tier1.logs`, `record.replication`.
pub(crate) fn owed_key(blocker: &Blocker) -> Option<String> {
    match &blocker.jump {
        Jump::Answer(field) => Some(format!("intake.{field}")),
        Jump::Check(tier, item) => Some(format!("check.{tier}.{item}")),
        Jump::Record(kind) => Some(format!("record.{kind}")),
        // Asked for or not, it is owed under the name of its record.
        _ if blocker.what == "approval" => Some("record.approval".to_owned()),
        _ => None,
    }
}

/// Whether a step from where the ticket stands lacks an approval, for whoever would make it now.
pub(crate) fn lacks_approval(case: &Case) -> bool {
    let from = &case.ticket.stage;
    case.process.moves_from(from).any(|def| {
        let wanted = Move::new(def.verb);
        let step = Step {
            def,
            wanted: &wanted,
            from: from.clone(),
            to: from.clone(),
        };
        let guards = def.guards.iter();
        let mut asking = guards.filter(|g| matches!(g, Guard::Approval | Guard::LeadApproval));
        asking.any(|g| !check(case, &step, g).is_empty())
    })
}

/// Something missing, as a guard says it.
pub(super) struct Lack {
    what: &'static str,
    id: String,
    text: String,
    command: String,
    jump: Jump,
}

impl Lack {
    /// A lack that a lead may force.
    fn soft(self) -> Blocker {
        self.blocker(true)
    }

    /// A lack that nobody forces: Tier 1 only, told, satisfaction, package hash, both sign-offs.
    fn hard(self) -> Blocker {
        self.blocker(false)
    }

    fn blocker(self, forceable: bool) -> Blocker {
        let Lack {
            what,
            id,
            text,
            command,
            jump,
        } = self;
        Blocker {
            guard: None,
            what,
            id,
            text,
            command,
            choices: Vec::new(),
            jump,
            forceable,
        }
    }
}

impl Blocker {
    /// The same, with what it can be.
    fn of(mut self, choices: Vec<String>) -> Blocker {
        self.choices = choices;
        self
    }
}

fn check(case: &Case, step: &Step, guard: &Guard) -> Vec<Blocker> {
    match guard {
        Guard::Form => {
            let mut missing = form_filled(case, step);
            missing.extend(closing::told_in_words(case, step));
            missing
        }
        Guard::Triaged => triaged(case, step),
        Guard::Intake => intake(case, step),
        Guard::Checklist(tier) => checklist(case, step, tier),
        Guard::Todos => todos(case, step),
        Guard::Criterion(tier) => handoff::criterion(case, step, tier),
        Guard::NoCriterion => resolving::no_criterion(case, step),
        Guard::Package => handoff::package_hash(case),
        Guard::PackageShown => handoff::package_shown(case),
        Guard::Record(kind) => handoff::record(case, step, kind),
        Guard::Cause => resolving::cause(case, step),
        Guard::PermanentFix => resolving::permanent_fix(case, step),
        Guard::JointSession => handoff::joint_session(case, step),
        Guard::SignOff => handoff::sign_off(case, step),
        Guard::Approval => approval::declining(case, step),
        Guard::Unaccepted => handoff::unaccepted(case),
        Guard::LinkedResolved => resolving::linked_resolved(case, step),
        Guard::Owed(point) => owed::before(case, point),
        Guard::Requests => closing::requests(case),
        Guard::Holds => closing::holds(case),
        Guard::Told => closing::told(case),
        Guard::Satisfied => closing::satisfied(case, step),
        Guard::Attempts => closing::attempts(case),
        Guard::CancelTold => closing::cancel_told(case, step),
        Guard::HadTier => closing::had_tier(case, step),
        Guard::Within(window) => closing::within(case, window),
        Guard::LeadApproval => approval::telling(case),
    }
}

fn form_filled(case: &Case, step: &Step) -> Vec<Blocker> {
    let Some(form) = case.process.forms.get(&step.def.form) else {
        return Vec::new();
    };
    form::blockers(
        case,
        &form.fields,
        &step.wanted.values,
        &command(case, step),
    )
}

/// The command line of a move so far.
fn command(case: &Case, step: &Step) -> String {
    let way = match (step.def.verb, step.def.way.as_str()) {
        (Verb::Close, "assumed") => " --assumed",
        _ => "",
    };
    let (verb, id) = (step.def.verb, case.ticket.id.0);
    match &step.wanted.force {
        Some(reason) => format!("hoist override {id} {verb} --reason {}", quoted(reason)),
        None => format!("hoist {verb} {id}{way}"),
    }
}

/// The command line of a move with one more of its fields.
pub(super) fn command_with(case: &Case, step: &Step, field: &str, value: &str) -> String {
    let command = command(case, step);
    let argument = form::written(&command, field, value);
    format!("{command} {argument}")
}

fn triaged(case: &Case, step: &Step) -> Vec<Blocker> {
    if case.ticket.triaged {
        return Vec::new();
    }
    ["impact", "urgency"]
        .into_iter()
        .filter(|field| step.wanted.values.get(field).is_none())
        .map(|field| {
            let levels: Vec<String> = case.process.levels.iter().map(|l| l.id.clone()).collect();
            let middle = levels.get(levels.len() / 2).map_or("…", String::as_str);
            Lack {
                what: "field",
                id: field.to_owned(),
                text: format!("{field} is not confirmed"),
                command: format!("hoist set {} {field}={middle}", case.ticket.id.0),
                jump: Jump::Field(field.to_owned()),
            }
            .soft()
            .of(levels)
        })
        .collect()
}

/// A preset counts while the ticket has never been escalated and Tier 1 resolves it itself.
fn presets_count(case: &Case, step: &Step) -> bool {
    step.def.verb == Verb::Resolve && case.ticket.edges.is_empty()
}

fn intake(case: &Case, step: &Step) -> Vec<Blocker> {
    let answered = |field: &str| match case.ticket.intake.get(field) {
        Some(Answer::Preset(_)) => presets_count(case, step),
        Some(_) => true,
        None => false,
    };
    case.process
        .intake
        .iter()
        .filter(|field| !answered(&field.id) && !is_owed(case, &format!("intake.{}", field.id)))
        .map(|field| {
            Lack {
                what: "answer",
                id: field.id.clone(),
                text: format!("{}: not answered yet", field.label),
                command: format!("hoist answer {} {} --text …", case.ticket.id.0, field.id),
                jump: Jump::Answer(field.id.clone()),
            }
            .soft()
        })
        .collect()
}

/// Whether something is owed still, or was waived: either way it does not block again.
fn is_owed(case: &Case, what: &str) -> bool {
    case.ticket.open_owed().any(|o| o.what == what) || is_waived(case, what)
}

/// Whether a lead forgave it.
pub(super) fn is_waived(case: &Case, what: &str) -> bool {
    let waived = |how: &str| how.starts_with("waived");
    let mut owed = case.ticket.owed.iter();
    owed.any(|o| o.what == what && o.settled.as_deref().is_some_and(waived))
}

fn checklist(case: &Case, step: &Step, tier: &Tier) -> Vec<Blocker> {
    let items = case.process.tier(tier).map_or(&[][..], |t| &t.checklist);
    let fields = case
        .process
        .forms
        .get(&step.def.form)
        .map_or(&[][..], |f| &f.fields);
    let closed = form::closes(fields, &step.wanted.values);
    items
        .iter()
        .filter(|item| !closed.iter().any(|(t, id, _)| *t == tier && *id == item.id))
        .filter(|item| !is_owed(case, &format!("check.{tier}.{}", item.id)))
        .filter_map(|item| {
            let done = match item.results.first() {
                // What was kept proposes result and evidence.
                _ if kept::kept_for(case.ticket, tier, &item.id).next().is_some() => {
                    "--kept".to_owned()
                }
                Some(result) => format!("--done {}", quoted(result)),
                None => "--done …".to_owned(),
            };
            let (text, arguments) = match case.ticket.check(tier, &item.id) {
                None => (format!("“{}” is open", item.label), done),
                Some(check) if check.stale => (
                    format!("“{}” needs “still true”", item.label),
                    "--still-true".to_owned(),
                ),
                Some(check) if check.how == CheckHow::Preset && !presets_count(case, step) => (
                    format!("“{}” was only answered in advance", item.label),
                    done,
                ),
                Some(_) => return None,
            };
            let command = format!("hoist check {} {} {arguments}", case.ticket.id.0, item.id);
            let jump = Jump::Check(tier.clone(), item.id.clone());
            Some(
                Lack {
                    what: "check",
                    id: item.id.clone(),
                    text,
                    command,
                    jump,
                }
                .soft()
                .of(item.results.clone()),
            )
        })
        .collect()
}

fn todos(case: &Case, step: &Step) -> Vec<Blocker> {
    case.ticket
        .open_todos()
        .filter(|todo| todo.blocks && todo.tier == step.from.tier)
        .filter(|todo| !is_waived(case, &format!("guard.todo.{}", todo.n)))
        .map(|todo| {
            Lack {
                what: "todo",
                id: todo.n.to_string(),
                text: format!("To-do {} is not answered: {}", todo.n, todo.text),
                command: format!("hoist todo {} {} --text …", case.ticket.id.0, todo.n),
                jump: Jump::Todo(todo.n),
            }
            .soft()
        })
        .collect()
}
