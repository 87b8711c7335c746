//! The life of one ticket as a script: who does what, and how long after the step before.

use super::cast::Cast;
use super::prose::{Library, Story, Vars, fill};
use super::rng::Rng;
use crate::domain::command::{Command, Move, Opening, Outcome};
use crate::domain::id::{AgentName, At};
use crate::domain::process::Verb;
use crate::domain::ticket::Answer;
use crate::domain::values::Values;

/// Milliseconds of a minute.
pub const MINUTE: i64 = 60_000;
/// Milliseconds of an hour.
pub const HOUR: i64 = 60 * MINUTE;
/// Milliseconds of a day.
pub const DAY: i64 = 24 * HOUR;

/// Who takes a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// An agent.
    Agent(AgentName),
    /// The desk itself.
    Timer,
}

/// One step. Instants in the command (`until`, `due`, values that begin with `@`) count from it.
#[derive(Clone, Debug)]
pub struct Step {
    /// Milliseconds after the step before.
    pub wait: i64,
    /// Who.
    pub who: Who,
    /// What.
    pub what: Command,
}

/// A life being written.
pub struct Life<'a> {
    /// All texts.
    pub library: &'a Library,
    /// Its own chance.
    pub rng: Rng,
    /// What it is about.
    pub story: &'a Story,
    /// What fills the texts.
    pub vars: Vars,
    /// The customer's language.
    pub language: &'a str,
    /// Who has to do with it.
    pub cast: Cast,
    /// How it begins.
    pub opening: Opening,
    /// What happens then.
    pub steps: Vec<Step>,
    /// Packages frozen so far.
    pub packages: u32,
    /// To-dos asked so far.
    pub todos: u32,
    /// Impact and urgency as confirmed.
    pub levels: (&'static str, &'static str),
}

impl Life<'_> {
    /// A text filled in.
    pub fn text(&mut self, template: &str) -> String {
        fill(&mut self.rng, &self.vars, template)
    }

    /// A sentence of a kind in the customer's language.
    pub fn part(&mut self, kind: &str) -> String {
        let template = self
            .library
            .part(&mut self.rng, self.language, kind)
            .to_owned();
        self.text(&template)
    }

    /// A step some minutes (between the two) after the one before.
    pub fn step(&mut self, minutes: (i64, i64), who: &AgentName, what: Command) {
        // Seconds and milliseconds too: nothing at a desk happens on the full minute.
        let wait = self.rng.between(minutes.0 * MINUTE, minutes.1 * MINUTE);
        self.steps.push(Step {
            wait,
            who: Who::Agent(who.clone()),
            what,
        });
    }

    /// A move.
    pub fn go(&mut self, minutes: (i64, i64), who: &AgentName, verb: Verb, values: Values) {
        self.step(minutes, who, Command::Move(Move::with(verb, values)));
    }

    /// Tier 1 takes it and confirms impact and urgency.
    pub fn take(&mut self, minutes: (i64, i64)) {
        let who = self.cast.t1.clone();
        let (impact, urgency) = self.levels;
        let values = Values::new()
            .with("impact", impact)
            .with("urgency", urgency);
        self.go(minutes, &who, Verb::Take, values);
    }

    /// A message to the customer.
    pub fn message(&mut self, minutes: (i64, i64), kind: &str) {
        let text = self.part(kind);
        let who = self.cast.t1.clone();
        let channel = match self.opening.opened.channel.as_str() {
            "walk_in" | "cli" => "email".to_owned(),
            _ => String::new(),
        };
        let attempt = kind == "remind";
        let what = Command::Message {
            text,
            channel,
            attempt,
            workaround: false,
        };
        self.step(minutes, &who, what);
    }

    /// Word from the customer.
    pub fn received(&mut self, minutes: (i64, i64), kind: &str) {
        let text = self.part(kind);
        let who = self.cast.t1.clone();
        let channel = String::from("email");
        self.step(minutes, &who, Command::Received { text, channel });
    }

    /// An internal note.
    pub fn note(&mut self, minutes: (i64, i64)) {
        let template = self.library.part(&mut self.rng, "en", "note").to_owned();
        let text = self.text(&template);
        let who = self.cast.t1.clone();
        self.step(minutes, &who, Command::Note { text });
    }

    /// The first intake answers.
    pub fn intake(&mut self, count: usize) {
        let story = self.story;
        let fields = [
            ("symptoms", &story.symptoms),
            ("errors", &story.errors),
            ("steps", &story.steps),
            ("changes", &story.changes),
        ];
        let who = self.cast.t1.clone();
        for (field, template) in fields.into_iter().take(count) {
            let given = self.text(template);
            let unknown = given.is_empty() || (field == "changes" && self.rng.percent(15));
            let answer = match unknown {
                true => Answer::Unavailable("the customer does not know".to_owned()),
                false => Answer::Given(given),
            };
            let field = field.to_owned();
            self.step((1, 9), &who, Command::Answer { field, answer });
        }
    }

    /// The first items of Tier 1's checklist.
    pub fn checks(&mut self, count: usize) {
        let logs = self.text(&self.story.logs.clone());
        let who = self.cast.t1.clone();
        let items = [
            ("configurations", ["matches", "differs"], String::new()),
            ("logs", ["lines kept", "lines kept"], logs),
            (
                "known_issues",
                ["none found", "similar, not the same"],
                String::new(),
            ),
            (
                "updates",
                ["up to date", "updated, issue remains"],
                String::new(),
            ),
        ];
        for (item, results, evidence) in items.into_iter().take(count) {
            let result = results[self.rng.below(2)];
            let outcome = match item == "updates" && self.rng.percent(10) {
                true => Outcome::Skipped("runs at a third party, version not visible".to_owned()),
                false => Outcome::Done(result.to_owned()),
            };
            self.check((2, 12), &who, item, outcome, evidence);
        }
    }

    /// One item of the checklist of the tier in turn.
    pub fn check(
        &mut self,
        minutes: (i64, i64),
        who: &AgentName,
        item: &str,
        outcome: Outcome,
        evidence: String,
    ) {
        let what = Command::Check {
            item: item.to_owned(),
            tier: None,
            outcome,
            evidence,
        };
        self.step(minutes, who, what);
    }

    /// A record with fields as filled templates.
    pub fn record(
        &mut self,
        minutes: (i64, i64),
        who: &AgentName,
        kind: &str,
        fields: &[(&str, &str)],
    ) {
        let mut values = Values::new();
        for (field, template) in fields {
            let text = self.text(template);
            if !text.is_empty() {
                values.set(field, text);
            }
        }
        let kind = kind.to_owned();
        self.step(minutes, who, Command::Record { kind, values });
    }

    /// What Tier 1 tried.
    pub fn tried(&mut self) {
        let story = self.story;
        let who = self.cast.t1.clone();
        let fields = [
            ("what", story.tried.as_str()),
            ("result", &story.tried_result),
        ];
        self.record((10, 45), &who, "tried", &fields);
    }

    /// A hold that lasts some hours.
    pub fn hold(
        &mut self,
        minutes: (i64, i64),
        who: &AgentName,
        kind: &str,
        hours: i64,
        text: &str,
    ) {
        let text = self.text(text);
        let what = Command::Hold {
            kind: kind.to_owned(),
            until: At(hours * HOUR),
            text,
        };
        self.step(minutes, who, what);
    }

    /// A link to the ticket that plays a part (see `fate`).
    pub fn link(&mut self, who: &AgentName, kind: &str) {
        let what = Command::Link {
            other: crate::domain::id::TicketId(0),
            kind: kind.to_owned(),
        };
        self.step((1, 6), who, what);
    }

    /// A package on someone's screen, and its acceptance.
    pub fn accept(&mut self, minutes: (i64, i64), who: &AgentName) {
        let version = self.packages;
        self.step(minutes, who, Command::ShowPackage { version });
        self.go((1, 4), who, Verb::Accept, Values::new());
    }

    /// "Still true" for everything that a reopening made stale.
    pub fn still_true(&mut self, who: &AgentName) {
        let item = "*".to_owned();
        self.step((5, 20), who, Command::StillTrue { item });
    }

    /// Answers the to-dos asked since.
    pub fn answer_todos(&mut self, who: &AgentName, from: u32) {
        for n in from..=self.todos {
            let text = self.text("{Attached: {file}|The customer sent it by mail|Asked on the phone: yes, the same}, see {clock}.");
            self.step((6, 40), who, Command::Todo { n, text });
        }
    }
}
