use super::Sheet;
use crate::domain::actor::Actor;
use crate::domain::blocker::Jump;
use crate::domain::command::{Command, Outcome, Scene};
use crate::domain::id::{AgentName, At, TicketId, Tier};
use crate::domain::process::{Process, Verb};
use crate::domain::stage::Stage;
use crate::domain::ticket::{Answer, Owed, SideRequest, Ticket, Todo};
use crate::domain::values::Values;
use crate::tui::form::{Form, Ground};

fn process() -> Process {
    crate::domain::parse::process(include_str!("../../../../assets/process.toml"))
        .expect("built in")
}

fn ticket() -> Ticket {
    let mut ticket = Ticket {
        id: TicketId(7),
        stage: "tier1.working".parse::<Stage>().expect("stage"),
        contact_text: "Lena Park <lena@acme.example>".to_owned(),
        channel: "email".to_owned(),
        ..Ticket::default()
    };
    ticket.intake.insert(
        "steps".to_owned(),
        Answer::Unavailable("she left".to_owned()),
    );
    ticket.todos.push(Todo {
        n: 1,
        text: "Which browser?".to_owned(),
        ..Todo::default()
    });
    ticket.requests.push(SideRequest {
        n: 1,
        ..SideRequest::default()
    });
    for (n, what) in (1..).zip([
        "intake.errors",
        "check.tier1.logs",
        "record.finding",
        "kb",
        "guard.x",
    ]) {
        ticket.owed.push(Owed {
            n,
            what: what.to_owned(),
            ..Owed::default()
        });
    }
    ticket
}

fn sheets(process: &Process) -> Vec<Sheet> {
    let mut sheets = vec![
        Sheet::Intake,
        Sheet::Todo(1),
        Sheet::Note,
        Sheet::Message,
        Sheet::Received,
        Sheet::Criterion,
        Sheet::CriterionGone("in_depth".to_owned()),
        Sheet::Hold,
        Sheet::Asking,
        Sheet::Answered(1),
        Sheet::Waive(1),
        Sheet::Assign,
        Sheet::CustomersAgent,
        Sheet::Restrict,
        Sheet::Lift,
        Sheet::Link(String::new()),
        Sheet::Merge,
        Sheet::Unmerge,
        Sheet::HandOver,
        Sheet::Decline,
        Sheet::AskApproval,
        Sheet::DenyApproval,
        Sheet::Set,
    ];
    sheets.extend((1..=5).map(Sheet::Settle));
    sheets.extend(process.intake.iter().map(|f| Sheet::Answer(f.id.clone())));
    sheets.extend(process.records.iter().map(|r| Sheet::Record(r.id.clone())));
    for tier in &process.tiers {
        sheets.extend(tier.checklist.iter().map(|i| Sheet::Check {
            tier: tier.id.clone(),
            item: i.id.clone(),
        }));
    }
    sheets
}

#[test]
fn every_job_has_a_form_with_its_own_id() {
    let (process, ticket) = (process(), ticket());
    for sheet in sheets(&process) {
        let spec = sheet
            .spec(&process, &ticket)
            .unwrap_or_else(|| panic!("{sheet:?}"));
        assert!(
            !spec.fields.is_empty() && !spec.title.is_empty(),
            "{sheet:?}"
        );
        assert_eq!(Sheet::of_id(&sheet.id()), Some(sheet.clone()));
        let prefill = sheet.prefill(&spec, &ticket, &Actor::default(), &Scene::default());
        let form = Form::new(spec, &process, Ground::default(), &prefill);
        assert!(!form.is_touched());
    }
}

#[test]
fn every_move_has_a_form_from_the_process_file() {
    let process = process();
    for def in &process.moves {
        let Some(from) = &def.from else { continue };
        let ticket = Ticket {
            stage: from.clone(),
            ..Ticket::default()
        };
        let sheet = Sheet::Move {
            verb: def.verb,
            way: def.way.clone(),
        };
        let spec = sheet.spec(&process, &ticket).expect("a form");
        assert_eq!(spec.fields.is_empty(), def.form.is_empty(), "{def:?}");
        assert_eq!(Sheet::of_id(&spec.id), Some(sheet));
    }
    let tell = Sheet::Move {
        verb: Verb::Tell,
        way: String::new(),
    };
    assert_eq!(tell.spec(&process, &ticket()), None);
}

#[test]
fn an_answer_or_the_reason_why_there_is_none() {
    let (process, ticket) = (process(), ticket());
    let sheet = Sheet::Answer("steps".to_owned());
    let spec = sheet.spec(&process, &ticket).expect("form");
    let prefill = sheet.prefill(&spec, &ticket, &Actor::default(), &Scene::default());
    assert_eq!(prefill.get("unavailable"), Some("she left"));
    assert!(sheet.commands(&ticket, &prefill).is_empty());
    let given = Values::new().with("text", "1. open it");
    assert_eq!(
        sheet.commands(&ticket, &given),
        [Command::Answer {
            field: "steps".to_owned(),
            answer: Answer::Given("1. open it".to_owned())
        }]
    );
    let form = Form::new(spec, &process, Ground::default(), &Values::new());
    assert_eq!(form.values().expect_err("empty").len(), 1);
}

#[test]
fn all_answers_at_once_are_one_command_each_changed_one() {
    let values = Values::new()
        .with("symptoms", "502")
        .with("steps.unavailable", "she left")
        .with("changes.unavailable", "nobody knows");
    let commands = Sheet::Intake.commands(&ticket(), &values);
    assert_eq!(commands.len(), 2, "{commands:?}");
}

#[test]
fn only_changed_fields_are_set() {
    let ticket = ticket();
    let mut values = super::fields::standing(&ticket);
    assert!(Sheet::Set.commands(&ticket, &values).is_empty());
    values.set("impact", "high");
    let set = Command::Set(Values::new().with("impact", "high"));
    assert_eq!(Sheet::Set.commands(&ticket, &values), [set]);
}

#[test]
fn commands_carry_what_was_filled_in() {
    let ticket = ticket();
    let one = |sheet: Sheet, values: Values| sheet.commands(&ticket, &values).remove(0);
    let until = Values::new()
        .with("kind", "customer")
        .with("until", "1970-01-01T00:00:01Z")
        .with("text", "the log");
    assert_eq!(
        one(Sheet::Hold, until),
        Command::Hold {
            kind: "customer".to_owned(),
            until: At(1000),
            text: "the log".to_owned()
        }
    );
    let check = Sheet::Check {
        tier: Tier::from("tier1"),
        item: "logs".to_owned(),
    };
    assert_eq!(
        one(check, Values::new().with("skip", "hosted by us")),
        Command::Check {
            item: "logs".to_owned(),
            tier: Some(Tier::from("tier1")),
            outcome: Outcome::Skipped("hosted by us".to_owned()),
            evidence: String::new(),
        }
    );
    assert_eq!(
        one(Sheet::Assign, Values::new()),
        Command::Assign {
            to: None,
            customers_agent: false
        }
    );
    assert_eq!(
        one(
            Sheet::Restrict,
            Values::new().with("agents", "ana, bob").with("why", "leak")
        ),
        Command::Restrict {
            agents: vec![AgentName::from("ana"), AgentName::from("bob")],
            why: "leak".to_owned()
        }
    );
    let forced = Sheet::Override {
        verb: Verb::Escalate,
        way: String::new(),
        values: Values::new(),
    };
    let Command::Move(forced) = one(forced, Values::new().with("reason", "on fire")) else {
        panic!("a move")
    };
    assert_eq!(forced.force.as_deref(), Some("on fire"));
}

#[test]
fn whatever_is_missing_has_a_form_or_is_the_callers() {
    assert_eq!(Sheet::for_jump(&Jump::Owed(3)), Some(Sheet::Settle(3)));
    assert_eq!(Sheet::for_jump(&Jump::Package(1)), None);
    assert_eq!(Sheet::for_jump(&Jump::Move(Verb::Tell)), None);
}

#[test]
fn an_escalation_lists_what_the_desk_misses_and_goes_there() {
    use crate::domain::offer::{Readiness, offers};
    use crate::tui::form::Outcome;
    let process = process();
    let mut ticket = ticket();
    (ticket.version, ticket.todos) = (1, Vec::new());
    let actor = Actor {
        name: AgentName::from("ana"),
        tiers: vec![Tier::from("tier1")],
        ..Actor::default()
    };
    let offers = offers(&process, &ticket, &actor, &Scene::default());
    let escalate = offers.into_iter().find(|o| o.verb == Verb::Escalate);
    let escalate = escalate.expect("offered");
    let Readiness::Needs(refusal) = escalate.readiness else {
        panic!("ready")
    };
    let sheet = Sheet::Move {
        verb: escalate.verb,
        way: escalate.way,
    };
    let spec = sheet.spec(&process, &ticket).expect("form");
    let mut form = Form::new(spec, &process, Ground::default(), &escalate.prefill);
    form.set_missing(refusal.missing);
    let jump = form.key("<enter>".parse().expect("key"));
    assert_eq!(jump, Outcome::Jump(Jump::Answer("symptoms".to_owned())));
    assert!(form.missing_shown().len() > 5);
}
