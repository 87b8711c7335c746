//! The fields of each job.

use super::{BTreeMap, Face, Field, Lookup, Process, Sheet, Spec, Ticket, Values};
use crate::domain::id::Tier;
use crate::domain::kept;
use crate::domain::offer::quick;
use crate::domain::owed::{Asks, ROOT_CAUSE};
use crate::domain::process::{Code, FieldKind, Verb};
use crate::domain::team;
use crate::tui::form::slot::TIERS;

pub(super) fn spec(sheet: &Sheet, process: &Process, ticket: &Ticket) -> Option<Spec> {
    match sheet {
        Sheet::Move { verb, way } => move_form(process, ticket, *verb, way),
        Sheet::Answer(field) => answer(process, field),
        Sheet::Intake => Some(intake(process)),
        Sheet::Check { tier, item } => check(process, tier, item),
        Sheet::Todo(n) => {
            let todo = ticket.todos.iter().find(|t| t.n == *n)?;
            Some(one_text("Answer what was missing", &todo.text, "Answer"))
        }
        Sheet::Record(kind) => record(process, kind),
        Sheet::Settle(n) => settle(process, ticket, *n),
        Sheet::Answered(n) => {
            let asked = ticket.requests.iter().find(|r| r.n == *n)?;
            let team = team::label(process, asked);
            Some(one_text(
                &format!("{team} answered"),
                &asked.text,
                "Keep the answer",
            ))
        }
        Sheet::Waive(n) => {
            let owed = ticket.owed.iter().find(|o| o.n == *n)?;
            Some(one_line(
                &format!("Forgive: {}", owed.text),
                "reason",
                "Forgive",
            ))
        }
        Sheet::Unkeep(n) => {
            let kept = ticket.standing_kept().find(|k| k.n == *n)?;
            let title = format!("Take back: {}", kept::in_words(&kept.piece));
            Some(one_line(&title, "reason", "Take back"))
        }
        Sheet::CriterionGone(id) => {
            let label = ticket
                .criteria
                .iter()
                .find(|c| &c.id == id)
                .map(|c| format!("criteria:{}", c.tier))
                .map_or(id.as_str(), |list| label_of(process, &list, id));
            let title = format!("“{label}” no longer holds");
            Some(one_line(&title, "reason", "It no longer holds"))
        }
        Sheet::Override { verb, .. } => {
            Some(one_line(&format!("Force: {verb}"), "reason", "Force it"))
        }
        Sheet::Lift => Some(one_line(
            "Let everyone on the desk see it again",
            "reason",
            "Lift",
        )),
        _ => Some(short(sheet, process, ticket)),
    }
}

/// The jobs whose fields depend on nothing but words.
fn short(sheet: &Sheet, process: &Process, ticket: &Ticket) -> Spec {
    match sheet {
        Sheet::Message => Spec {
            face: outgoing(ticket),
            fields: vec![
                text("text", "Message").needed(),
                choice("channel", "Channel", "channels").from("ticket.channel"),
                field("attempt", "No answer", FieldKind::Flag)
                    .help("A call or reminder that nobody answered counts as an attempt."),
                field("workaround", "Tells the workaround", FieldKind::Flag)
                    .help("Then nobody is asked to tell it any more."),
            ],
            ..titled("Message", "Send to the customer")
        },
        Sheet::Received => Spec {
            fields: vec![
                text("text", "What they said").needed(),
                choice("channel", "Channel", "channels").from("ticket.channel"),
            ],
            ..titled("Word from the customer", "Keep")
        },
        Sheet::Criterion => Spec {
            fields: vec![
                choice("id", "The issue", &format!("criteria:{}", ticket.stage.tier)).needed(),
                text("why", "Why").needed().help("One sentence."),
            ],
            ..titled("Note a reason to escalate", "Note it")
        },
        Sheet::Hold => Spec {
            fields: vec![
                choice("kind", "Wait", "hold").needed(),
                field("until", "Until", FieldKind::Time)
                    .needed()
                    .help("2h, 3d, tomorrow 9:00, mon 14:00 or 2026-11-24 9:00; then it needs you again."),
                text("text", "For what").help("Whose answer, and why."),
            ],
            ..titled("Wait for …", "Wait")
        },
        Sheet::Asking => Spec {
            fields: vec![
                choice("team", "Team", "teams").needed(),
                text("text", "Question").needed(),
                field("due", "Answer by", FieldKind::Time)
                    .needed()
                    .help("2h, 3d, tomorrow 9:00 or 2026-11-24 9:00."),
            ],
            face: Face::Internal,
            ..titled("Ask an internal team", "Ask")
        },
        Sheet::Assign => agent("Assign", "", "Empty gives it back to the queue."),
        Sheet::CustomersAgent => agent(
            "Hand over the customer",
            process.first_tier().as_str(),
            "Who speaks with the customer until it is closed.",
        ),
        Sheet::Restrict => Spec {
            fields: vec![
                field("agents", "Also for", FieldKind::Text)
                    .help("Names of agents, parted by blanks; whoever is in charge and leads see it anyway."),
                field("why", "Why", FieldKind::Text).needed(),
            ],
            ..titled("Restrict who sees the ticket", "Restrict")
        },
        Sheet::Link(_) => Spec {
            fields: vec![
                choice("kind", "Link as", "link").needed(),
                field("other", "Ticket or article", FieldKind::Reference)
                    .needed()
                    .help("1042, or kb:12: an article is linked as known error or as related."),
                field("until", "Wait for it until", FieldKind::Time)
                    .help("3d, tomorrow 9:00 or 2026-11-24 9:00; empty: the ticket does not wait."),
            ],
            ..titled("Link a ticket or an article", "Link")
        },
        Sheet::Merge => Spec {
            face: outgoing(ticket),
            fields: vec![
                field("into", "Goes on in", FieldKind::Ticket)
                    .needed()
                    .help("A ticket of the same customer. This one is cancelled as a duplicate."),
                text("text", "Message").needed().help("What the customer is told about it."),
            ],
            ..titled("Merge into another ticket", "Merge")
        },
        Sheet::Unmerge => one_line("Take the merge back", "reason", "Take it back"),
        Sheet::HandOver => Spec {
            face: Face::Internal,
            fields: vec![
                field("to", "To", FieldKind::Agent(String::new())).needed(),
                text("text", "What to know").needed(),
            ],
            ..titled("Hand the ticket over", "Offer it")
        },
        Sheet::Decline => one_line("Not handed over", "reason", "It stays where it is"),
        Sheet::AskApproval => Spec {
            face: Face::Internal,
            fields: vec![text("text", "Why").help("What a lead should know; may stay empty.")],
            ..titled("Ask for the approval", "Ask for it")
        },
        Sheet::DenyApproval => one_line("Not approved", "reason", "Do not approve it"),
        Sheet::ResolveWith(other) => Spec {
            face: outgoing(ticket),
            fields: vec![text("text", "Message").needed().help("The customer reads this.")],
            ..titled(&format!("Resolve with {other} and tell"), "Resolve and tell")
        },
        Sheet::Set => set(),
        // A note; the other jobs have their own fields.
        _ => note(ticket),
    }
}

/// While a word of the customer waits, a note can say that it needs no answer.
fn note(ticket: &Ticket) -> Spec {
    let mut fields = vec![text("text", "Note").needed()];
    if ticket.unanswered().is_some() {
        let none = field("no_answer", "No answer needed", FieldKind::Flag);
        fields.push(none.help("The customer's last word needs none; the note says why."));
    }
    Spec {
        face: Face::Internal,
        fields,
        ..titled("Note", "Keep the note")
    }
}

fn move_form(process: &Process, ticket: &Ticket, verb: Verb, way: &str) -> Option<Spec> {
    if verb == Verb::Close && way == quick::WAY {
        let form = process.forms.get(quick::FORM)?;
        return Some(Spec {
            fields: form.fields.clone(),
            face: outgoing(ticket),
            ..titled(&form.title, "Resolve, tell and close")
        });
    }
    let def = process
        .moves_from(&ticket.stage)
        .find(|m| m.verb == verb && (way.is_empty() || m.way == way))?;
    let form = process.forms.get(&def.form);
    let mut extra = BTreeMap::new();
    if verb == Verb::Sign {
        extra.insert(TIERS.to_owned(), unsigned(process, ticket));
    }
    Some(Spec {
        extra,
        fields: form.map(|f| f.fields.clone()).unwrap_or_default(),
        face: match verb {
            Verb::Tell => outgoing(ticket),
            _ => Face::Plain,
        },
        ..titled(form.map_or(&def.label, |f| &f.title), &def.label)
    })
}

/// The tiers in turn that have not signed.
fn unsigned(process: &Process, ticket: &Ticket) -> Vec<Code> {
    let has_signed = |tier: &Tier| ticket.sign_offs.iter().any(|s| &s.tier == tier);
    let turn = process.turn(&ticket.stage).iter();
    turn.filter(|t| !has_signed(t))
        .map(|tier| Code {
            id: tier.0.clone(),
            label: process.tier_label(tier),
            help: String::new(),
        })
        .collect()
}

fn answer(process: &Process, id: &str) -> Option<Spec> {
    let asked = process.intake_field(id)?;
    Some(Spec {
        fields: answer_fields(),
        either: vec![vec!["text".to_owned(), "unavailable".to_owned()]],
        ..titled(&asked.label, "Keep the answer")
    })
    .map(|mut spec: Spec| {
        if let Some(first) = spec.fields.first_mut() {
            first.label.clone_from(&asked.label);
            first.help.clone_from(&asked.help);
        }
        spec
    })
}

fn answer_fields() -> Vec<Field> {
    vec![
        text("text", "Answer"),
        field("unavailable", "Or not available", FieldKind::Text)
            .help("Only when there is no answer: because …"),
    ]
}

fn intake(process: &Process) -> Spec {
    let mut fields = Vec::new();
    for asked in &process.intake {
        fields.push(text(&asked.id, &asked.label).help(&asked.help));
        let id = format!("{}.unavailable", asked.id);
        fields.push(
            field(&id, "  or not available", FieldKind::Text)
                .help("Only when there is no answer: because …"),
        );
    }
    Spec {
        fields,
        ..titled("Intake", "Keep the answers")
    }
}

fn check(process: &Process, tier: &Tier, id: &str) -> Option<Spec> {
    let item = process.tier(tier)?.checklist.iter().find(|i| i.id == id)?;
    let mut spec = Spec {
        fields: check_fields(&item.help),
        either: vec![vec!["result".to_owned(), "skip".to_owned()]],
        quick: true,
        ..titled(&item.label, "Close the item")
    };
    spec.suggest
        .insert("result".to_owned(), item.results.clone());
    Some(spec)
}

fn check_fields(help: &str) -> Vec<Field> {
    vec![
        field("result", "Result", FieldKind::Text).help(help),
        field("evidence", "Evidence", FieldKind::Text).help("Log line, file, link."),
        field("skip", "Or skipped", FieldKind::Text).help("Only when it is not done: because …"),
    ]
}

fn record(process: &Process, kind: &str) -> Option<Spec> {
    let def = process.record(kind)?;
    Some(Spec {
        fields: def.fields.clone(),
        face: Face::Internal,
        ..titled(&def.label, "Keep the record")
    })
}

/// What settles something owed follows from what is owed.
fn settle(process: &Process, ticket: &Ticket, n: u32) -> Option<Spec> {
    let owed = ticket.owed.iter().find(|o| o.n == n)?;
    let mut spec = match owed.asks() {
        Asks::Answer(id) => answer(process, id)?,
        Asks::Check(tier, item) => check(process, &Tier::from(tier), item)?,
        Asks::Record(kind) => record(process, kind)?,
        Asks::Cause => record(process, ROOT_CAUSE)?,
        Asks::Article => Spec {
            fields: vec![field("kb", "Knowledge base", FieldKind::Kb).needed()],
            ..Spec::default()
        },
        // It is looked for on the ticket.
        Asks::Done(_) => Spec::default(),
        Asks::Todo(_) | Asks::Criterion(_) | Asks::Words => one_text(&owed.text, &owed.text, ""),
    };
    spec.title = format!("Owed: {}", owed.text);
    spec.send = "Settle".to_owned();
    Some(spec)
}

fn set() -> Spec {
    Spec {
        fields: vec![
            field("subject", "Subject", FieldKind::Text).needed(),
            choice("kind", "Kind", "kinds").needed(),
            choice("impact", "Impact", "levels"),
            choice("urgency", "Urgency", "levels"),
            field("major", "Major incident", FieldKind::Flag),
            field("customer", "Customer", FieldKind::Text),
            field("contact", "Contact", FieldKind::Text),
            field("product", "Product", FieldKind::Text),
            field("version", "Version", FieldKind::Text),
            field("tag", "Add a tag", FieldKind::Text),
            field("untag", "Remove a tag", FieldKind::Text),
        ],
        lookups: BTreeMap::from([
            ("customer".to_owned(), Lookup::Customer),
            ("product".to_owned(), Lookup::Product),
            ("version".to_owned(), Lookup::Version(String::new())),
        ]),
        ..titled("The ticket's fields", "Set")
    }
}

/// The fields of [`set`] as they stand.
pub(super) fn standing(ticket: &Ticket) -> Values {
    Values::new()
        .with("subject", ticket.subject.as_str())
        .with("kind", ticket.kind.as_str())
        .with("impact", ticket.impact.as_str())
        .with("urgency", ticket.urgency.as_str())
        .with("major", if ticket.major { "yes" } else { "no" })
        .with("customer", ticket.customer_name.as_str())
        .with("contact", ticket.contact_text.as_str())
        .with("product", ticket.product.as_str())
        .with("version", ticket.product_version.as_str())
}

fn outgoing(ticket: &Ticket) -> Face {
    let to = match ticket.contact_text.is_empty() {
        true => &ticket.customer_name,
        false => &ticket.contact_text,
    };
    Face::Outgoing { to: to.clone() }
}

fn titled(title: &str, send: &str) -> Spec {
    Spec {
        title: title.to_owned(),
        send: send.to_owned(),
        ..Spec::default()
    }
}

fn one_text(title: &str, help: &str, send: &str) -> Spec {
    Spec {
        fields: vec![text("text", "Answer").needed().help(help)],
        ..titled(title, send)
    }
}

fn one_line(title: &str, id: &str, send: &str) -> Spec {
    Spec {
        fields: vec![field(id, "Because", FieldKind::Text).needed()],
        ..titled(title, send)
    }
}

fn agent(title: &str, tier: &str, help: &str) -> Spec {
    Spec {
        fields: vec![field("to", "To", FieldKind::Agent(tier.to_owned())).help(help)],
        ..titled(title, title)
    }
}

fn label_of<'a>(process: &'a Process, list: &str, id: &'a str) -> &'a str {
    process.code_label(list, id)
}

fn field(id: &str, label: &str, kind: FieldKind) -> Field {
    Field {
        id: id.to_owned(),
        label: label.to_owned(),
        kind,
        ..Field::default()
    }
}

fn text(id: &str, label: &str) -> Field {
    field(id, label, FieldKind::LongText)
}

fn choice(id: &str, label: &str, list: &str) -> Field {
    field(id, label, FieldKind::Choice(list.to_owned()))
}

/// Says more about a field in one expression.
trait More {
    fn needed(self) -> Self;
    fn help(self, help: &str) -> Self;
    fn from(self, prefill: &str) -> Self;
}

impl More for Field {
    fn needed(mut self) -> Field {
        self.required = true;
        self
    }

    fn help(mut self, help: &str) -> Field {
        self.help = help.to_owned();
        self
    }

    fn from(mut self, prefill: &str) -> Field {
        self.prefill = prefill.to_owned();
        self
    }
}
